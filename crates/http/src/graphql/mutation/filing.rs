//! Writing what articles are filed under and refer to: each operation is one mutation.

use async_graphql::{Context, ID, InputObject, Object, Result};
use masthead_app::{
    Cx,
    form::fields,
    structure::{self, Destructible, Filed},
};
use masthead_domain::{author, collection::CollectionWithItems, section, series, site::Site as DomainSite, tag};
use serde::Serialize;

use super::{Making, On, begin};
use crate::{
    graphql::error,
    wire::{
        Author, AuthorFields, Collection, CollectionChanges, CollectionFields, CollectionItems, RedirectEntry,
        RedirectFields, Section, SectionFields, Series, SeriesFields, Site, SiteFields, Tag, TagFields, TagMerge,
    },
    write::once,
};

macro_rules! inputs {
    ($($thing:literal $create:ident $update:ident $part:ident: $fields:ty;)*) => {
        $(
            #[doc = concat!("A new ", $thing, ".")]
            #[derive(Debug, InputObject)]
            struct $create {
                #[graphql(flatten)]
                making: Making,
                #[graphql(flatten)]
                $part: $fields,
            }

            #[doc = concat!("What of ", $thing, " changes.")]
            #[derive(Debug, InputObject)]
            struct $update {
                #[graphql(flatten)]
                on: On,
                /// Take a slug that was another one's before: links to that one's old place lead here then.
                #[graphql(default)]
                take_over_slug: bool,
                #[graphql(flatten)]
                $part: $fields,
            }
        )*
    };
}

inputs! {
    "section" CreateSectionInput UpdateSectionInput section: SectionFields;
    "author" CreateAuthorInput UpdateAuthorInput author: AuthorFields;
    "tag" CreateTagInput UpdateTagInput tag: TagFields;
    "series" CreateSeriesInput UpdateSeriesInput series: SeriesFields;
    "collection" CreateCollectionInput UpdateCollectionInput collection: CollectionFields;
}

/// Which tag goes, and which one stays.
#[derive(Debug, InputObject)]
struct MergeTagsInput {
    #[graphql(flatten)]
    on: On,
    #[graphql(flatten)]
    with: TagMerge,
}

/// How the picks of a collection change.
#[derive(Debug, InputObject)]
struct ChangeCollectionItemsInput {
    #[graphql(flatten)]
    on: On,
    #[graphql(flatten)]
    with: CollectionChanges,
}

/// Which revision of the only thing of its kind is changed.
#[derive(Debug, InputObject)]
struct Expecting {
    /// The revision that is changed. A change that does not say it is refused (`precondition_required`), one of an older revision too
    /// (`stale_revision`). A redirect from a path that has none needs none.
    expected_revision: Option<i32>,
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[graphql(default)]
    dry_run: bool,
}

/// What of the publication changes.
#[derive(Debug, InputObject)]
struct UpdateSiteInput {
    #[graphql(flatten)]
    expecting: Expecting,
    #[graphql(flatten)]
    site: SiteFields,
}

/// Which path leads where.
#[derive(Debug, InputObject)]
struct SetRedirectInput {
    #[graphql(flatten)]
    expecting: Expecting,
    #[graphql(flatten)]
    redirect: RedirectFields,
}

/// Which redirect is taken away.
#[derive(Debug, InputObject)]
struct DeleteRedirectInput {
    #[graphql(flatten)]
    expecting: Expecting,
    /// The old path.
    from: String,
}

async fn create<T: Filed, W>(
    ctx: &Context<'_>,
    making: &Making,
    input: &impl Serialize,
    make: fn(&T, &DomainSite) -> W,
) -> Result<W> {
    let fields = fields(input);
    let cx = begin(ctx, making.dry_run).await?;
    let cx = once(cx, making.idempotency_key.as_deref(), T::CREATE.name(), &fields).map_err(error)?;
    let made: T = structure::create(&cx, fields, making.take_over_slug).await.map_err(error)?;
    made_of(&cx, made, make).await
}

async fn update<T: Filed, W>(
    ctx: &Context<'_>,
    on: &On,
    take_over_slug: bool,
    input: &impl Serialize,
    make: fn(&T, &DomainSite) -> W,
) -> Result<W> {
    let patch = fields(input);
    let cx = begin(ctx, on.dry_run).await?;
    let changed: T = structure::update(&cx, &on.target(), &patch, take_over_slug).await.map_err(error)?;
    made_of(&cx, changed, make).await
}

async fn made_of<T, W>(cx: &Cx, thing: T, make: fn(&T, &DomainSite) -> W) -> Result<W> {
    Ok(make(&thing, &*cx.after().site().await.map_err(error)?))
}

async fn delete<T: Destructible>(ctx: &Context<'_>, on: &On) -> Result<ID> {
    let cx = begin(ctx, on.dry_run).await?;
    Ok(ID(structure::delete::<T>(&cx, &on.target()).await.map_err(error)?.to_string()))
}

/// Writing what articles are filed under.
#[derive(Debug, Default)]
pub(super) struct FilingMutations;

#[Object]
impl FilingMutations {
    /// Creates a section.
    async fn create_section(&self, ctx: &Context<'_>, input: CreateSectionInput) -> Result<Section> {
        create(ctx, &input.making, &input.section, Section::new).await
    }

    /// Changes a section. Another slug or parent moves it with everything within; links to the old paths lead on.
    async fn update_section(&self, ctx: &Context<'_>, input: UpdateSectionInput) -> Result<Section> {
        update(ctx, &input.on, input.take_over_slug, &input.section, Section::new).await
    }

    /// Destroys a section that no article and no section lies in. Its slug stays reserved. Answers its id.
    async fn delete_section(&self, ctx: &Context<'_>, input: On) -> Result<ID> {
        delete::<section::Section>(ctx, &input).await
    }

    /// Creates an author.
    async fn create_author(&self, ctx: &Context<'_>, input: CreateAuthorInput) -> Result<Author> {
        create(ctx, &input.making, &input.author, Author::new).await
    }

    /// Changes an author. Links to an old slug lead on.
    async fn update_author(&self, ctx: &Context<'_>, input: UpdateAuthorInput) -> Result<Author> {
        update(ctx, &input.on, input.take_over_slug, &input.author, Author::new).await
    }

    /// Destroys an author that no article names. The slug stays reserved. Answers its id.
    async fn delete_author(&self, ctx: &Context<'_>, input: On) -> Result<ID> {
        delete::<author::Author>(ctx, &input).await
    }

    /// Creates a tag.
    async fn create_tag(&self, ctx: &Context<'_>, input: CreateTagInput) -> Result<Tag> {
        create(ctx, &input.making, &input.tag, Tag::new).await
    }

    /// Changes a tag. Links to an old slug lead on.
    async fn update_tag(&self, ctx: &Context<'_>, input: UpdateTagInput) -> Result<Tag> {
        update(ctx, &input.on, input.take_over_slug, &input.tag, Tag::new).await
    }

    /// Destroys a tag that no article has; merge one that some have. Its slug stays reserved. Answers its id.
    async fn delete_tag(&self, ctx: &Context<'_>, input: On) -> Result<ID> {
        delete::<tag::Tag>(ctx, &input).await
    }

    /// Creates a series.
    async fn create_series(&self, ctx: &Context<'_>, input: CreateSeriesInput) -> Result<Series> {
        create(ctx, &input.making, &input.series, Series::new).await
    }

    /// Changes a series. Links to an old slug lead on.
    async fn update_series(&self, ctx: &Context<'_>, input: UpdateSeriesInput) -> Result<Series> {
        update(ctx, &input.on, input.take_over_slug, &input.series, Series::new).await
    }

    /// Destroys a series without parts. Its slug stays reserved. Answers its id.
    async fn delete_series(&self, ctx: &Context<'_>, input: On) -> Result<ID> {
        delete::<series::Series>(ctx, &input).await
    }

    /// Creates a collection.
    async fn create_collection(&self, ctx: &Context<'_>, input: CreateCollectionInput) -> Result<Collection> {
        create(ctx, &input.making, &input.collection, |made: &CollectionWithItems, site| {
            Collection::new(&made.collection, site)
        })
        .await
    }

    /// Changes a collection. Links to an old slug lead on.
    async fn update_collection(&self, ctx: &Context<'_>, input: UpdateCollectionInput) -> Result<Collection> {
        update(ctx, &input.on, input.take_over_slug, &input.collection, |made: &CollectionWithItems, site| {
            Collection::new(&made.collection, site)
        })
        .await
    }

    /// Destroys a collection; its articles stay what they are. Its slug stays reserved. Answers its id.
    async fn delete_collection(&self, ctx: &Context<'_>, input: On) -> Result<ID> {
        delete::<CollectionWithItems>(ctx, &input).await
    }

    /// Puts another tag in the place of this one, in every article, and destroys this one. Links to it lead to the other.
    async fn merge_tags(&self, ctx: &Context<'_>, input: MergeTagsInput) -> Result<Tag> {
        let cx = begin(ctx, input.on.dry_run).await?;
        let tag = structure::merge_tags(&cx, &input.on.target(), &input.with.into).await.map_err(error)?;
        made_of(&cx, tag, Tag::new).await
    }

    /// Changes the picks of a collection by position: inserts, moves, removes, or replaces all.
    async fn change_collection_items(
        &self,
        ctx: &Context<'_>,
        input: ChangeCollectionItemsInput,
    ) -> Result<CollectionItems> {
        let cx = begin(ctx, input.on.dry_run).await?;
        let changes: Vec<_> = input.with.changes.into_iter().map(Into::into).collect();
        let picks = structure::change_items(&cx, &input.on.target(), &changes).await.map_err(error)?;
        made_of(&cx, picks, CollectionItems::new).await
    }

    /// Changes the publication. Another path of articles moves every article; links to the old paths lead on.
    async fn update_site(&self, ctx: &Context<'_>, input: UpdateSiteInput) -> Result<Site> {
        let patch = fields(&input.site);
        let cx = begin(ctx, input.expecting.dry_run).await?;
        let site = structure::update_site(&cx, input.expecting.expected_revision, &patch).await.map_err(error)?;
        Ok(Site::new(&site, &cx.url("")))
    }

    /// Lets a path where nothing is lead elsewhere. What the new place leads to in turn is led to at once. A redirect that is there
    /// already needs `expectedRevision`, a new one does not.
    async fn set_redirect(&self, ctx: &Context<'_>, input: SetRedirectInput) -> Result<RedirectEntry> {
        let fields = fields(&input.redirect);
        let cx = begin(ctx, input.expecting.dry_run).await?;
        let redirect = structure::set_redirect(&cx, input.expecting.expected_revision, fields).await.map_err(error)?;
        Ok(RedirectEntry::new(redirect))
    }

    /// Lets a path lead nowhere again. Answers the path.
    async fn delete_redirect(&self, ctx: &Context<'_>, input: DeleteRedirectInput) -> Result<String> {
        let cx = begin(ctx, input.expecting.dry_run).await?;
        let expected = input.expecting.expected_revision;
        structure::delete_redirect(&cx, &input.from, expected).await.map_err(error)?;
        Ok(input.from)
    }
}
