//! Exporting what has changed since an event: what is there is written as it is now, what is not there any more is said to be gone.

use std::{collections::HashMap, io::Write};

use masthead_domain::{
    article::Article,
    bundle::{DeletedKind, DeletedRecord, Record, RedirectsRecord},
    event::Subject,
    id::Id,
    redirect::RedirectTarget,
    slug::Slug,
};
use masthead_persistence::{
    Snapshot, assets, authors, collections,
    manuscripts::{self, Which},
    posts, redirects, series, since, sites, tags,
};
use uuid::Uuid;

use super::{
    export::{AT_ONCE, ExportProgress, Exported, Lines, all_sections, as_exported, export_posts, live},
    journal::Journal,
    records::{
        article_records, asset_record, author_records, collection_record, kept_slugs, post_records, redirect_records,
        section_record, series_record, site_record, tag_record,
    },
};
use crate::{App, Error, Result};

const SOME: usize = 200;

/// Writes what has changed since an event as a bundle. Taken in where everything up to that event is, it brings that to how things
/// are here.
///
/// # Errors
/// [`Error::Malformed`] for a number that has not been, or that is too old; when the database or the output fails.
pub async fn export_since(
    app: &App,
    since: i64,
    out: &mut impl Write,
    report: impl FnMut(ExportProgress),
) -> Result<Exported> {
    let db = app.db.snapshot().await?;
    let journal = Journal::read(&db, since).await?;
    let mut lines = Lines { out, report, records: 0 };
    let mut write = |record: Record| lines.write(&record);
    if journal.ids(Subject::Site).next().is_some()
        && let Some(site) = sites::get(&db).await?
    {
        write(Record::Site(site_record(site)))?;
    }
    filed(&db, &journal, &mut write).await?;
    let moves = articles(&db, &journal, &mut write).await?;
    let ids: Vec<_> = journal.ids(Subject::Collection).map(Id::new).collect();
    for some in ids.chunks(SOME) {
        let mut found = collections::by_ids(&db, some).await?;
        found.sort_by(|a, b| a.slug.as_str().cmp(b.slug.as_str()));
        for kept in collections::with_items(&db, found).await? {
            let id = kept.collection.id.uuid();
            let mut record = collection_record(&db, kept).await?;
            record.formerly = formerly(&journal, id);
            write(Record::Collection(record))?;
        }
    }
    for deleted in journal.deleted.iter().cloned() {
        write(Record::Deleted(deleted))?;
    }
    // Last: everything before may leave redirects.
    leads(&db, &journal, &moves, &mut write).await?;
    Ok(Exported { records: lines.records, last_event: journal.last })
}

fn formerly(journal: &Journal, id: Uuid) -> Vec<Slug> {
    journal.formerly.get(&id).cloned().unwrap_or_default()
}

/// Sections, assets, authors, tags and series.
async fn filed(db: &Snapshot, journal: &Journal, write: &mut impl FnMut(Record) -> Result<()>) -> Result<()> {
    let (all, slugs) = all_sections(db).await?;
    let changed = journal.things.get(&Subject::Section);
    for section in all.into_iter().filter(|section| changed.is_some_and(|ids| ids.contains(&section.id.uuid()))) {
        let id = section.id.uuid();
        let mut record = section_record(section, &slugs);
        record.formerly = formerly(journal, id);
        write(Record::Section(record))?;
    }
    let ids: Vec<_> = journal.ids(Subject::Asset).map(Id::new).collect();
    for some in ids.chunks(SOME) {
        let mut found = assets::find(db, some, &[]).await?;
        found.sort_by(|a, b| a.key.cmp(&b.key));
        for asset in found {
            write(Record::Asset(asset_record(asset)))?;
        }
    }
    let ids: Vec<_> = journal.ids(Subject::Author).map(Id::new).collect();
    for some in ids.chunks(SOME) {
        let mut found = authors::by_ids(db, some).await?;
        found.sort_by(|a, b| a.slug.as_str().cmp(b.slug.as_str()));
        let ids: Vec<Uuid> = found.iter().map(|author| author.id.uuid()).collect();
        for (mut record, id) in author_records(db, found).await?.into_iter().zip(ids) {
            record.formerly = formerly(journal, id);
            write(Record::Author(record))?;
        }
    }
    let ids: Vec<_> = journal.ids(Subject::Tag).map(Id::new).collect();
    for some in ids.chunks(SOME) {
        let mut found = tags::by_ids(db, some).await?;
        found.sort_by(|a, b| a.slug.as_str().cmp(b.slug.as_str()));
        for tag in found {
            let id = tag.id.uuid();
            let mut record = tag_record(tag);
            record.formerly = formerly(journal, id);
            write(Record::Tag(record))?;
        }
    }
    let ids: Vec<_> = journal.ids(Subject::Series).map(Id::new).collect();
    for some in ids.chunks(SOME) {
        let mut found = series::by_ids(db, some).await?;
        found.sort_by(|a, b| a.slug.as_str().cmp(b.slug.as_str()));
        for series in found {
            let id = series.id.uuid();
            let mut record = series_record(series);
            record.formerly = formerly(journal, id);
            write(Record::Series(record))?;
        }
    }
    Ok(())
}

/// Articles, and the posts of them that have changed. Answers those that may come to lie elsewhere than here: what was taken from
/// readers and has been worked on since lies here where readers knew it, and where it is taken in, where it is filed now.
async fn articles(
    db: &Snapshot,
    journal: &Journal,
    write: &mut impl FnMut(Record) -> Result<()>,
) -> Result<Vec<(Id<Article>, Slug)>> {
    let mut moves = Vec::new();
    let ids: Vec<_> = journal.ids(Subject::Article).map(Id::new).collect();
    for some in ids.chunks(SOME) {
        let some = as_exported(db, manuscripts::find(db, Which::Ids(some)).await?).await?;
        let ids: Vec<Uuid> = some.iter().map(|manuscript| manuscript.identity.id.uuid()).collect();
        moves.extend(some.iter().filter_map(|manuscript| {
            let identity = &manuscript.identity;
            let (stage, is_latest) = (&identity.stage, manuscript.published == Some(manuscript.latest));
            let is_elsewhere = stage.dates().is_some() && !stage.is_public() && !is_latest;
            (is_elsewhere || journal.staged.contains(&identity.id)).then(|| (identity.id, identity.slug.clone()))
        }));
        let back: Vec<_> = live(&some).into_iter().filter(|(id, _)| journal.back.contains(id)).collect();
        for (mut record, id) in article_records(db, some).await?.into_iter().zip(ids) {
            record.formerly = formerly(journal, id);
            write(Record::Article(Box::new(record)))?;
        }
        for (article, slug) in back {
            export_posts(db, article, &slug, write).await?;
        }
    }
    // In the order in which they were added, across all of them.
    let ids: Vec<_> = journal.ids(Subject::Post).map(Id::new).collect();
    let mut places = Vec::with_capacity(ids.len());
    for some in ids.chunks(SOME) {
        places.extend(posts::by_ids(db, some).await?.into_iter().map(|post| (post.seq, post.id)));
    }
    places.sort_unstable();
    let ids: Vec<_> = places.into_iter().map(|(_, id)| id).collect();
    for some in ids.chunks(SOME) {
        let mut found = posts::by_ids(db, some).await?;
        found.sort_unstable_by_key(|post| post.seq);
        let articles: Vec<_> = found.iter().map(|post| post.article).collect();
        let slugs = kept_slugs(db, &articles).await?;
        for post in found {
            let article = post.article;
            // All posts of what was in the trash have come already.
            let Some(slug) = slugs.get(&article).filter(|_| !journal.back.contains(&article)) else { continue };
            for record in post_records(db, slug, vec![post]).await? {
                write(Record::Post(Box::new(record)))?;
            }
        }
    }
    Ok(moves)
}

/// Redirects that have changed or gone; when paths were made anew, all of them, and that there are no others. To articles that may
/// come to lie elsewhere, no others lead.
async fn leads(
    db: &Snapshot,
    journal: &Journal,
    moves: &[(Id<Article>, Slug)],
    write: &mut impl FnMut(Record) -> Result<()>,
) -> Result<()> {
    if journal.moved {
        return all_leads(db, write).await;
    }
    let paths: Vec<&str> = journal.redirects.iter().map(String::as_str).collect();
    for some in paths.chunks(SOME) {
        let mut found = redirects::by_paths(db, some).await?;
        found.sort_by(|a, b| a.from.cmp(&b.from));
        let records = redirect_records(db, found).await?;
        for path in some.iter().filter(|path| records.iter().all(|record| record.from != **path)) {
            let name = (*path).to_owned();
            write(Record::Deleted(DeletedRecord { kind: DeletedKind::Redirect, name, trash: false }))?;
        }
        for record in records {
            write(Record::Redirect(record))?;
        }
    }
    for some in moves.chunks(SOME) {
        let ids: Vec<Id<Article>> = some.iter().map(|(id, _)| *id).collect();
        let mut leading: HashMap<Id<Article>, Vec<String>> = HashMap::new();
        for paths in since::redirects_to(db, &ids).await?.chunks(SOME) {
            let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
            for redirect in redirects::by_paths(db, &paths).await? {
                if let RedirectTarget::Article(id) = redirect.to {
                    leading.entry(id).or_default().push(redirect.from);
                }
            }
        }
        for (id, slug) in some {
            let mut from = leading.remove(id).unwrap_or_default();
            from.sort();
            write(Record::Redirects(RedirectsRecord { article: Some(slug.clone()), after: None, up_to: None, from }))?;
        }
    }
    Ok(())
}

async fn all_leads(db: &Snapshot, write: &mut impl FnMut(Record) -> Result<()>) -> Result<()> {
    let mut after: Option<String> = None;
    loop {
        let some = redirects::after_path(db, after.as_deref().unwrap_or_default(), AT_ONCE).await?;
        let is_last = u64::try_from(some.len()).map_err(Error::internal)? < AT_ONCE;
        let up_to = some.last().map(|redirect| redirect.from.clone()).filter(|_| !is_last);
        let mut from = Vec::with_capacity(some.len());
        for record in redirect_records(db, some).await? {
            from.push(record.from.clone());
            write(Record::Redirect(record))?;
        }
        write(Record::Redirects(RedirectsRecord { article: None, after: after.take(), up_to: up_to.clone(), from }))?;
        match up_to {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}
