//! Writing what articles are filed under and refer to: sections, authors, tags, series, collections, assets, the site.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Payload};
use masthead_app::{
    Target,
    resources::Key,
    structure::{self, Destructible, Filed},
};
use masthead_domain::{author, collection::CollectionWithItems, section, series, site::Site as DomainSite, tag};
use serde::Serialize;

use super::{
    params::{NoParams, Path, Query},
    write_params::{FilingParams, TryParams},
};
use crate::{
    caller::{cx, writer},
    errors::{ChangeErrors, CreateErrors, EditorErrors},
    problem::Problem,
    wire::{
        Author, AuthorFields, Collection, CollectionChanges, CollectionFields, CollectionItems, Section, SectionFields,
        Series, SeriesFields, Site, SiteFields, Tag, TagFields, TagMerge,
    },
    write::{answer, body, form, idempotency_key, if_match, once, private, replay, trying},
};

/// Creates something, whatever it is. `under` is where it can be read then.
async fn create<T: Filed, W: Serialize>(
    request: &HttpRequest,
    params: &FilingParams,
    payload: Payload,
    under: &str,
    make: fn(&T, &DomainSite) -> W,
) -> Result<HttpResponse, Problem> {
    let cx = writer(request).await?;
    let fields = form(request, payload).await?;
    let cx = once(cx, idempotency_key(request.headers())?, T::CREATE.name(), &fields)?;
    if let Some(answer) = replay(&cx).await? {
        return Ok(answer);
    }
    let cx = trying(cx, params.dry_run).await?;
    let made: T = structure::create(&cx, fields, params.take_over_slug).await?;
    let (cx, revision, location) = (cx.after(), made.revision(), format!("{under}/{}", made.id()));
    let made = make(&made, &*cx.site().await?);
    answer(request, &cx, StatusCode::CREATED, &made, Some(revision), Some(location)).await
}

/// Changes something by a merge patch, whatever it is.
async fn update<T: Filed, W: Serialize>(
    request: &HttpRequest,
    key: &str,
    params: &FilingParams,
    payload: Payload,
    make: fn(&T, &DomainSite) -> W,
) -> Result<HttpResponse, Problem> {
    let cx = writer(request).await?;
    let target = target(request, key)?;
    let patch = form(request, payload).await?;
    let cx = trying(cx, params.dry_run).await?;
    let changed: T = structure::update(&cx, &target, &patch, params.take_over_slug).await?;
    let (cx, revision) = (cx.after(), changed.revision());
    let changed = make(&changed, &*cx.site().await?);
    answer(request, &cx, StatusCode::OK, &changed, Some(revision), None).await
}

/// Destroys something, whatever it is.
async fn delete<T: Destructible>(
    request: &HttpRequest,
    key: &str,
    params: &TryParams,
) -> Result<HttpResponse, Problem> {
    let cx = writer(request).await?;
    let target = target(request, key)?;
    let cx = trying(cx, params.dry_run).await?;
    structure::delete::<T>(&cx, &target).await?;
    Ok(private(&mut HttpResponse::NoContent()).finish())
}

/// What is changed, and which revision of it.
fn target(request: &HttpRequest, key: &str) -> Result<Target, Problem> {
    Ok(Target { key: Key::parse(key), expected: if_match(request.headers())? })
}

macro_rules! creates {
    ($($(#[doc = $doc:literal])* $name:ident $id:literal $path:literal $summary:literal $fields:ident -> $wire:ident, $under:literal, $make:expr;)*) => {
        $(
            $(#[doc = $doc])*
            #[utoipa::path(post, path = $path, operation_id = $id, tag = "filing", summary = $summary,
                params(FilingParams, ("Idempotency-Key" = Option<String>, Header, description = "The same request with the same key is done once, and answered as the first time; kept for a day.")),
                request_body = $fields, responses((status = 201, description = "The new one.", body = $wire), CreateErrors))]
            pub(crate) async fn $name(
                request: HttpRequest,
                params: Query<FilingParams>,
                payload: Payload,
            ) -> Result<HttpResponse, Problem> {
                create(&request, &params.0, payload, $under, $make).await
            }
        )*
    };
}

macro_rules! updates {
    ($($(#[doc = $doc:literal])* $name:ident $id:literal $path:literal $summary:literal $fields:ident -> $wire:ident, $make:expr;)*) => {
        $(
            $(#[doc = $doc])*
            #[utoipa::path(patch, path = $path, operation_id = $id, tag = "filing", summary = $summary,
                params(("key" = String, Path, description = "Id or slug."), FilingParams,
                    ("If-Match" = String, Header, description = "The revision that is changed, as the ETag of a write has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
                request_body(content(($fields = "application/merge-patch+json"), ($fields = "application/json"))),
                responses((status = 200, description = "As it is then.", body = $wire), ChangeErrors))]
            pub(crate) async fn $name(
                request: HttpRequest,
                key: Path<String>,
                params: Query<FilingParams>,
                payload: Payload,
            ) -> Result<HttpResponse, Problem> {
                update(&request, &key, &params.0, payload, $make).await
            }
        )*
    };
}

macro_rules! deletes {
    ($($(#[doc = $doc:literal])* $name:ident $id:literal $path:literal $summary:literal $domain:ty;)*) => {
        $(
            $(#[doc = $doc])*
            #[utoipa::path(delete, path = $path, operation_id = $id, tag = "filing", summary = $summary,
                params(("key" = String, Path, description = "Id or slug."), TryParams,
                    ("If-Match" = String, Header, description = "The revision that is destroyed, as the ETag of a write has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
                responses((status = 204, description = "It is destroyed."), ChangeErrors))]
            pub(crate) async fn $name(
                request: HttpRequest,
                key: Path<String>,
                params: Query<TryParams>,
            ) -> Result<HttpResponse, Problem> {
                delete::<$domain>(&request, &key, &params.0).await
            }
        )*
    };
}

creates! {
    /// Creates a section.
    create_section "createSection" "/v1/sections" "Create a section" SectionFields -> Section, "/v1/sections", Section::new;
    /// Creates an author.
    create_author "createAuthor" "/v1/authors" "Create an author" AuthorFields -> Author, "/v1/authors", Author::new;
    /// Creates a tag.
    create_tag "createTag" "/v1/tags" "Create a tag" TagFields -> Tag, "/v1/tags", Tag::new;
    /// Creates a series.
    create_series "createSeries" "/v1/series" "Create a series" SeriesFields -> Series, "/v1/series", Series::new;
    /// Creates a collection.
    create_collection "createCollection" "/v1/collections" "Create a collection" CollectionFields -> Collection, "/v1/collections", |kept: &CollectionWithItems, site| Collection::new(&kept.collection, site);
}

updates! {
    /// Changes a section. Another slug or parent moves it with everything within; links to the old paths lead on.
    update_section "updateSection" "/v1/sections/{key}" "Change a section" SectionFields -> Section, Section::new;
    /// Changes an author. Links to an old slug lead on.
    update_author "updateAuthor" "/v1/authors/{key}" "Change an author" AuthorFields -> Author, Author::new;
    /// Changes a tag. Links to an old slug lead on.
    update_tag "updateTag" "/v1/tags/{key}" "Change a tag" TagFields -> Tag, Tag::new;
    /// Changes a series. Links to an old slug lead on.
    update_series "updateSeries" "/v1/series/{key}" "Change a series" SeriesFields -> Series, Series::new;
    /// Changes a collection. Links to an old slug lead on.
    update_collection "updateCollection" "/v1/collections/{key}" "Change a collection" CollectionFields -> Collection, |kept: &CollectionWithItems, site| Collection::new(&kept.collection, site);
}

deletes! {
    /// Destroys a section that no article and no section lies in. Its slug stays reserved.
    delete_section "deleteSection" "/v1/sections/{key}" "Destroy a section" section::Section;
    /// Destroys an author that no article names. The slug stays reserved.
    delete_author "deleteAuthor" "/v1/authors/{key}" "Destroy an author" author::Author;
    /// Destroys a tag that no article has; merge one that some have. Its slug stays reserved.
    delete_tag "deleteTag" "/v1/tags/{key}" "Destroy a tag" tag::Tag;
    /// Destroys a series without parts. Its slug stays reserved.
    delete_series "deleteSeries" "/v1/series/{key}" "Destroy a series" series::Series;
    /// Destroys a collection; its articles stay what they are. Its slug stays reserved.
    delete_collection "deleteCollection" "/v1/collections/{key}" "Destroy a collection" CollectionWithItems;
}

/// Puts another tag in the place of this one, in every article, and destroys this one. Links to it lead to the other.
#[utoipa::path(post, path = "/v1/tags/{key}/merge", operation_id = "mergeTags", tag = "filing", summary = "Merge a tag into another",
    params(("key" = String, Path, description = "Id or slug of the tag that goes."), TryParams,
        ("If-Match" = String, Header, description = "The revision of the tag that goes, as the ETag of a write has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    request_body = TagMerge,
    responses((status = 200, description = "The tag that stays.", body = Tag), ChangeErrors))]
pub(crate) async fn merge_tags(
    request: HttpRequest,
    key: Path<String>,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let target = target(&request, &key)?;
    let TagMerge { into } = body(&request, payload).await?;
    let cx = trying(cx, params.0.dry_run).await?;
    let tag = structure::merge_tags(&cx, &target, &into).await?;
    let (cx, revision) = (cx.after(), tag.revision);
    let tag = Tag::new(&tag, &*cx.site().await?);
    answer(&request, &cx, StatusCode::OK, &tag, Some(revision), None).await
}

/// The picks of a collection, whatever their stage: what positions count.
#[utoipa::path(get, path = "/v1/collections/{key}/items", operation_id = "collectionItems", tag = "filing",
    summary = "The picks of a collection, as editors see them",
    params(("key" = String, Path, description = "Id or slug.")),
    responses((status = 200, description = "The picks.", body = CollectionItems), EditorErrors))]
pub(crate) async fn collection_items(
    request: HttpRequest,
    key: Path<String>,
    _: Query<NoParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let picks = structure::items(&cx, &Key::parse(&key)).await?;
    let items = CollectionItems::new(&picks, &*cx.site().await?);
    answer(&request, &cx, StatusCode::OK, &items, Some(items.collection.revision), None).await
}

/// Changes the picks of a collection by position: inserts, moves, removes, or replaces all.
#[utoipa::path(patch, path = "/v1/collections/{key}/items", operation_id = "changeCollectionItems", tag = "filing",
    summary = "Change the picks of a collection",
    params(("key" = String, Path, description = "Id or slug."), TryParams,
        ("If-Match" = String, Header, description = "The revision of the collection, as its ETag has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    request_body = CollectionChanges,
    responses((status = 200, description = "The picks.", body = CollectionItems), ChangeErrors))]
pub(crate) async fn change_collection_items(
    request: HttpRequest,
    key: Path<String>,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let target = target(&request, &key)?;
    let CollectionChanges { changes } = body(&request, payload).await?;
    let changes: Vec<_> = changes.into_iter().map(Into::into).collect();
    let cx = trying(cx, params.0.dry_run).await?;
    let picks = structure::change_items(&cx, &target, &changes).await?;
    let cx = cx.after();
    let items = CollectionItems::new(&picks, &*cx.site().await?);
    answer(&request, &cx, StatusCode::OK, &items, Some(items.collection.revision), None).await
}

/// Changes the publication. Another path of articles moves every article; links to the old paths lead on.
#[utoipa::path(patch, path = "/v1/site", operation_id = "updateSite", tag = "filing", summary = "Change the publication",
    params(TryParams, ("If-Match" = String, Header, description = "The revision that is changed, as `revision` has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    request_body(content((SiteFields = "application/merge-patch+json"), (SiteFields = "application/json"))),
    responses((status = 200, description = "The publication.", body = Site), ChangeErrors))]
pub(crate) async fn update_site(
    request: HttpRequest,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let expected = if_match(request.headers())?;
    let patch = form(&request, payload).await?;
    let cx = trying(cx, params.0.dry_run).await?;
    let site = Site::new(&structure::update_site(&cx, expected, &patch).await?, &cx.url(""));
    answer(&request, &cx.after(), StatusCode::OK, &site, Some(site.revision), None).await
}
