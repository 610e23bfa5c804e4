//! Exporting a bundle: everything, as of one moment, in an order that follows from names alone.

use std::{collections::HashMap, io::Write};

use masthead_domain::{
    article::{Article, ArticleKind, Stage},
    bundle::Record,
    id::Id,
    section::Section,
    slug::Slug,
};
use masthead_persistence::{
    Snapshot, assets, authors, collections, events,
    manuscripts::{self, ContentOf, Manuscript, Which},
    posts, redirects, sections, series, sites, tags,
};

use super::records::{
    article_records, asset_record, author_records, collection_record, post_records, redirect_records, section_record,
    series_record, site_record, tag_record,
};
use crate::{App, Error, Result};

/// Records read at once.
pub(super) const AT_ONCE: u64 = 200;

/// So many records have been written.
#[derive(Debug, Clone, Copy)]
pub struct ExportProgress {
    /// Records so far.
    pub records: u64,
}

/// What was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// How many records.
    pub records: u64,
    /// The number of the last event of the log that is in it: what has changed since is the next export.
    pub last_event: i64,
}

/// Writes records to an output, and counts them.
pub(super) struct Lines<'a, W, R> {
    pub(super) out: &'a mut W,
    pub(super) report: R,
    pub(super) records: u64,
}

impl<W: Write, R: FnMut(ExportProgress)> Lines<'_, W, R> {
    pub(super) fn write(&mut self, record: &Record) -> Result<()> {
        serde_json::to_writer(&mut *self.out, record).map_err(Error::internal)?;
        self.out.write_all(b"\n").map_err(Error::internal)?;
        self.records += 1;
        (self.report)(ExportProgress { records: self.records });
        Ok(())
    }
}

/// Writes the publication as a bundle. The same publication gives the same bytes.
///
/// # Errors
/// When the database or the output fails.
pub async fn export(app: &App, out: &mut impl Write, report: impl FnMut(ExportProgress)) -> Result<Exported> {
    let db = app.db.snapshot().await?;
    let mut lines = Lines { out, report, records: 0 };
    let mut write = |record: Record| lines.write(&record);
    if let Some(site) = sites::get(&db).await? {
        write(Record::Site(site_record(site)))?;
    }
    let (all, slugs) = all_sections(&db).await?;
    for section in all {
        write(Record::Section(section_record(section, &slugs)))?;
    }
    let mut after = String::new();
    loop {
        let some = assets::after_key(&db, &after, i64::try_from(AT_ONCE).unwrap_or(i64::MAX)).await?;
        let Some(last) = some.last() else { break };
        after.clone_from(&last.key);
        for asset in some {
            write(Record::Asset(asset_record(asset)))?;
        }
    }
    export_named(&db, &mut write).await?;
    let mut after = String::new();
    loop {
        let which = Which::After { slug: &after, limit: i64::try_from(AT_ONCE).unwrap_or(i64::MAX) };
        let some = manuscripts::find(&db, which).await?;
        let Some(last) = some.last() else { break };
        after = last.identity.slug.to_string();
        let some = as_exported(&db, some).await?;
        let live = live(&some);
        for record in article_records(&db, some).await? {
            write(Record::Article(Box::new(record)))?;
        }
        for (article, slug) in live {
            export_posts(&db, article, &slug, &mut write).await?;
        }
    }
    let mut after = String::new();
    loop {
        let some = collections::after_slug(&db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.slug.to_string();
        for kept in collections::with_items(&db, some).await? {
            write(Record::Collection(collection_record(&db, kept).await?))?;
        }
    }
    let mut after = String::new();
    loop {
        let some = redirects::after_path(&db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after.clone_from(&last.from);
        for record in redirect_records(&db, some).await? {
            write(Record::Redirect(record))?;
        }
    }
    let last_event = events::last(&db).await?;
    Ok(Exported { records: lines.records, last_event })
}

/// Manuscripts as they are exported, in the order of their slugs. A published article is what readers see of it; what is in the
/// trash is on its way out.
pub(crate) async fn as_exported(db: &Snapshot, mut some: Vec<Manuscript>) -> Result<Vec<Manuscript>> {
    let hidden = |m: &Manuscript| m.identity.stage.is_public() && m.has_changes();
    let ids: Vec<_> = some.iter().filter(|m| hidden(m)).map(|m| m.identity.id).collect();
    if !ids.is_empty() {
        let published = manuscripts::find_content(db, Which::Ids(&ids), ContentOf::Published).await?;
        for manuscript in published {
            some.retain(|m| m.identity.id != manuscript.identity.id);
            some.push(manuscript);
        }
        some.sort_by(|a, b| a.identity.slug.as_str().cmp(b.identity.slug.as_str()));
    }
    some.retain(|m| !matches!(m.identity.stage, Stage::Trashed { .. }));
    Ok(some)
}

/// Those of these manuscripts that are live coverage.
pub(super) fn live(some: &[Manuscript]) -> Vec<(Id<Article>, Slug)> {
    let live = some.iter().filter(|manuscript| manuscript.content.kind == ArticleKind::Live);
    live.map(|manuscript| (manuscript.identity.id, manuscript.identity.slug.clone())).collect()
}

/// The posts of an article, in the order in which they were added.
pub(super) async fn export_posts(
    db: &Snapshot,
    article: Id<Article>,
    slug: &Slug,
    write: &mut impl FnMut(Record) -> Result<()>,
) -> Result<()> {
    let mut after = 0;
    loop {
        let some = posts::after(db, article, after, i64::try_from(AT_ONCE).unwrap_or(i64::MAX)).await?;
        let Some(last) = some.last().and_then(|post| post.seq) else { return Ok(()) };
        after = last;
        for record in post_records(db, slug, some).await? {
            write(Record::Post(Box::new(record)))?;
        }
    }
}

/// All sections, parents first; and their slugs.
pub(crate) async fn all_sections(db: &Snapshot) -> Result<(Vec<Section>, HashMap<Id<Section>, Slug>)> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let some = sections::after_slug(db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.slug.to_string();
        all.extend(some);
    }
    let slugs = all.iter().map(|section| (section.id, section.slug.clone())).collect();
    // A path begins with the path of what it lies within, so parents come first.
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok((all, slugs))
}

async fn export_named(db: &Snapshot, write: &mut impl FnMut(Record) -> Result<()>) -> Result<()> {
    let mut after = String::new();
    loop {
        let some = authors::after_slug(db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.slug.to_string();
        for record in author_records(db, some).await? {
            write(Record::Author(record))?;
        }
    }
    let mut after = String::new();
    loop {
        let some = tags::after_slug(db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.slug.to_string();
        for tag in some {
            write(Record::Tag(tag_record(tag)))?;
        }
    }
    let mut after = String::new();
    loop {
        let some = series::after_slug(db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = last.slug.to_string();
        for series in some {
            write(Record::Series(series_record(series)))?;
        }
    }
}
