//! Importing everything but articles: one record at a time, each compared with what is there.

use std::collections::HashSet;

use masthead_domain::{
    bundle::{
        AssetRecord, AuthorRecord, BodyRecord, CollectionRecord, PostRecord, Record, RedirectRecord, SectionRecord,
        SeriesRecord, SiteRecord, TagRecord,
    },
    collection::CollectionWithItems,
    error::Error as Rule,
    redirect::{Redirect, normalise_path},
    site::Site,
    slug::Slug,
};
use masthead_persistence::{
    Tx, articles, assets, authors, collections, events, manuscripts, redirects, sections, series, sites, tags,
};

use super::{
    files::{Archive, Arrival},
    gone,
    import::Outcome,
};
use crate::{
    Cx, Error, Result,
    articles::BodyForm,
    posts::{self, PostForm},
    structure::{
        AssetForm, AuthorForm, CollectionForm, FocalForm, Kept, RedirectForm, SectionForm, SeriesForm, SiteForm,
        TagForm, Thing, read_and_keep,
    },
};

/// What has the slug of a record; or had one of those that it had before.
macro_rules! called {
    ($tx:expr, $table:ident, $record:expr) => {{
        let mut found = $table::by_slugs($tx, &[&$record.slug]).await?.pop();
        for slug in &$record.formerly {
            if found.is_none() {
                found = $table::by_slugs($tx, &[slug]).await?.pop();
            }
        }
        found
    }};
}

/// Writes a record. `notes` are what is to be said of it although it is taken.
pub(super) async fn write(
    cx: &Cx,
    tx: &Tx,
    archive: Option<Archive>,
    record: &Record,
    file: Option<&Arrival>,
    notes: &mut Vec<String>,
) -> Result<Outcome> {
    let mut adjusted = None;
    if let Some(archive) = archive {
        match gently(tx, archive, record, notes).await? {
            Gently::Stays => return Ok(Outcome::Unchanged),
            Gently::Instead(record) => adjusted = Some(record),
            Gently::Goes => {}
        }
    }
    match adjusted.as_deref().unwrap_or(record) {
        Record::Site(record) => put::<Site>(cx, tx, sites::get(tx).await?, site(record)).await,
        Record::Section(record) => {
            let found = called!(tx, sections, record);
            put(cx, tx, found, section(record)).await
        }
        Record::Author(record) => {
            let found = called!(tx, authors, record);
            put(cx, tx, found, author(record)).await
        }
        Record::Tag(record) => {
            let found = called!(tx, tags, record);
            gone::merge_tags(cx, tx, found.as_ref(), &record.formerly).await?;
            // What it has become part of counts its revisions.
            let found = called!(tx, tags, record);
            put(cx, tx, found, tag(record)).await
        }
        Record::Series(record) => {
            let found = called!(tx, series, record);
            put(cx, tx, found, series_(record)).await
        }
        Record::Asset(record) => {
            let found = assets::find(tx, &[], &[&record.key]).await?.pop();
            put(cx, tx, found, asset(record, file)).await
        }
        Record::Collection(record) => {
            let found = called!(tx, collections, record);
            let found = collections::with_items(tx, found.into_iter().collect()).await?.pop();
            put::<CollectionWithItems>(cx, tx, found, collection(record)).await
        }
        Record::Redirect(record) => {
            let found = redirects::by_paths(tx, &[&normalise_path(&record.from)]).await?.pop();
            put::<Redirect>(cx, tx, found, redirect(record)).await
        }
        Record::Post(record) => post(cx, tx, record).await,
        Record::Redirects(record) => gone::other_redirects(cx, tx, record).await,
        Record::Deleted(record) => gone::deleted(cx, tx, record).await,
        Record::Article(_) => Ok(Outcome::Refused("articles are written together".to_owned())),
    }
}

/// What becomes of a record of an archive.
enum Gently {
    /// It is written.
    Goes,
    /// What is there stays.
    Stays,
    /// This is written.
    Instead(Box<Record>),
}

/// An archive does not undo what people did here, nor does one lost article cost a whole collection.
async fn gently(tx: &Tx, archive: Archive, record: &Record, notes: &mut Vec<String>) -> Result<Gently> {
    let there = match record {
        Record::Site(record) => {
            let Some(site) = sites::get(tx).await? else { return Ok(Gently::Goes) };
            if archive.overwrite {
                return Ok(Gently::Goes);
            }
            if (&site.name, &site.url) != (&record.name, &record.url) {
                notes.push(format!("the site is {:?}, and stays as it is", site.name));
            }
            return Ok(Gently::Stays);
        }
        Record::Redirect(record) => {
            // The path that an article has needs nobody to lead there.
            let is_there = articles::is_at(tx, &normalise_path(&record.from)).await?;
            return Ok(if is_there { Gently::Stays } else { Gently::Goes });
        }
        Record::Section(record) => sections::by_slugs(tx, &[&record.slug]).await?.pop().map(|it| it.id.uuid()),
        Record::Author(record) => authors::by_slugs(tx, &[&record.slug]).await?.pop().map(|it| it.id.uuid()),
        Record::Tag(record) => tags::by_slugs(tx, &[&record.slug]).await?.pop().map(|it| it.id.uuid()),
        Record::Series(record) => series::by_slugs(tx, &[&record.slug]).await?.pop().map(|it| it.id.uuid()),
        Record::Asset(record) => assets::find(tx, &[], &[&record.key]).await?.pop().map(|it| it.id.uuid()),
        Record::Collection(record) => collections::by_slugs(tx, &[&record.slug]).await?.pop().map(|it| it.id.uuid()),
        Record::Post(_) | Record::Article(_) | Record::Redirects(_) | Record::Deleted(_) => None,
    };
    if let Some(id) = there
        && !archive.overwrite
        && !events::touched_by_people(tx, &[id]).await?.is_empty()
    {
        notes.push("people have changed it here since; it stays as it is".to_owned());
        return Ok(Gently::Stays);
    }
    let Record::Collection(record) = record else { return Ok(Gently::Goes) };
    let slugs: Vec<&str> = record.items.iter().map(Slug::as_str).collect();
    let found: HashSet<String> =
        manuscripts::ids_by_slugs(tx, &slugs).await?.into_iter().map(|(slug, _)| slug).collect();
    let (items, missing): (Vec<Slug>, Vec<Slug>) =
        record.items.iter().cloned().partition(|slug| found.contains(slug.as_str()));
    notes.extend(
        missing.iter().map(|slug| format!("the article {slug:?} is not there; the collection goes without it")),
    );
    Ok(Gently::Instead(Box::new(Record::Collection(CollectionRecord { items, ..record.clone() }))))
}

/// Keeps a post of an article that came before it.
async fn post(cx: &Cx, tx: &Tx, record: &PostRecord) -> Result<Outcome> {
    let form = PostForm {
        headline: record.headline.clone(),
        body: record.body.clone().map(|body| match body {
            BodyRecord::Html(text) => BodyForm::Html(text),
            BodyRecord::Markdown(text) => BodyForm::Markdown(text),
            BodyRecord::Blocks(body) => BodyForm::Blocks(body),
        }),
        authors: record.authors.iter().map(ToString::to_string).collect(),
        key_event: record.key_event,
        pinned: record.pinned,
        posted_at: Some(record.posted_at),
    };
    match posts::bring(cx, tx, record.id, &record.article, form).await {
        Err(Error::NotFound { what }) => Ok(Outcome::Refused(format!("there is no {what}"))),
        kept => outcome(kept),
    }
}

/// Keeps what a record describes, by the rules of the operations. What breaks them costs only itself.
async fn put<T: Thing>(cx: &Cx, tx: &Tx, found: Option<T>, form: T::Form) -> Result<Outcome> {
    outcome(read_and_keep(cx, tx, found, form).await)
}

fn outcome(kept: Result<Kept>) -> Result<Outcome> {
    match kept {
        Ok(Kept::Created) => Ok(Outcome::Created),
        Ok(Kept::Updated) => Ok(Outcome::Updated),
        Ok(Kept::Unchanged) => Ok(Outcome::Unchanged),
        Err(Error::Invalid(Rule::Invalid(violations))) => Ok(Outcome::Refused(super::summary(&violations))),
        Err(error) => Err(error),
    }
}

fn site(record: &SiteRecord) -> SiteForm {
    SiteForm {
        name: record.name.clone(),
        url: Some(record.url.clone()),
        language: Some(record.language.clone()),
        timezone: Some(record.timezone.clone()),
        description: record.description.clone(),
        article_path: record.article_path.clone(),
        navigation: record.navigation.clone(),
        social_links: record.social_links.clone(),
    }
}

fn section(record: &SectionRecord) -> SectionForm {
    SectionForm {
        slug: Some(record.slug.to_string()),
        name: record.name.clone(),
        description: record.description.clone(),
        parent: record.parent.as_ref().map(ToString::to_string),
        position: record.position.unwrap_or(0),
    }
}

fn author(record: &AuthorRecord) -> AuthorForm {
    AuthorForm {
        slug: Some(record.slug.to_string()),
        name: record.name.clone(),
        kind: record.kind,
        bio: record.bio.clone(),
        portrait: record.portrait.clone(),
        links: record.links.clone(),
    }
}

fn tag(record: &TagRecord) -> TagForm {
    TagForm { slug: Some(record.slug.to_string()), name: record.name.clone(), description: record.description.clone() }
}

fn series_(record: &SeriesRecord) -> SeriesForm {
    SeriesForm {
        slug: Some(record.slug.to_string()),
        title: record.title.clone(),
        description: record.description.clone(),
    }
}

/// An asset whose file is kept here is one whatever its record says about where it was fetched from.
fn asset(record: &AssetRecord, file: Option<&Arrival>) -> AssetForm {
    let (file, upload) = match file {
        Some(Arrival::Kept(hash)) => (Some(hash.to_string()), None),
        Some(Arrival::Upload(id)) => (None, Some(id.to_string())),
        None => (None, None),
    };
    let is_here = file.is_some() || upload.is_some();
    AssetForm {
        key: Some(record.key.clone()),
        url: record.url.clone().filter(|_| !is_here),
        upload,
        file,
        filename: record.filename.clone(),
        media_type: record.media_type.clone().filter(|_| !is_here),
        width: record.width.filter(|_| !is_here),
        height: record.height.filter(|_| !is_here),
        alt: record.alt.clone(),
        decorative: record.decorative,
        caption: record.caption.clone(),
        credit: record.credit.clone(),
        copyright: record.copyright.clone(),
        usage_terms: record.usage_terms.clone(),
        rights_expire_at: record.rights_expire_at,
        focal_point: record.focal_point.map(|[x, y]| FocalForm { x, y }),
        is_whole: true,
        fetched_from: record.url.clone().filter(|_| is_here),
    }
}

fn collection(record: &CollectionRecord) -> CollectionForm {
    CollectionForm {
        slug: Some(record.slug.to_string()),
        title: record.title.clone(),
        description: record.description.clone(),
        items: record.items.iter().map(ToString::to_string).collect(),
    }
}

fn redirect(record: &RedirectRecord) -> RedirectForm {
    RedirectForm {
        from: record.from.clone(),
        to: record.to.clone(),
        article: record.article.as_ref().map(ToString::to_string),
    }
}
