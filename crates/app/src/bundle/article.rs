//! Importing articles: many at once, each compared with what is there.

use std::collections::{HashMap, HashSet};

use masthead_domain::{
    article::{Article, Content, Identity, Original},
    body::Body,
    bundle::{ArticleRecord, TranslationOfRecord},
    event::{Action, Effect, NewEvent, Subject},
    id::Id,
    section::Section,
    site::Site,
    slug::Slug,
};
use masthead_persistence::{
    Tx, events,
    manuscripts::{self, Manuscript, Places, Saving, Which},
    pending::Pending,
    redirects, sections,
};
use uuid::Uuid;

use super::{
    convert::convert,
    files::Archive,
    import::{Done, Outcome},
    open::Waiting,
    read::Counts,
    references::References,
};
use crate::{
    Cx, Result,
    articles::{destroy, forget_name, remember, teaser},
    resources::ancestors,
};

/// An article of a bundle, with its body in canonical form.
#[derive(Debug)]
pub(super) struct ArticleLine {
    pub(super) line: u64,
    pub(super) record: ArticleRecord,
    pub(super) body: Body,
    pub(super) counts: Counts,
}

pub(super) fn original_slug(record: &ArticleRecord) -> Option<&Slug> {
    match &record.translation_of {
        Some(TranslationOfRecord::Here(here)) => Some(&here.article),
        _ => None,
    }
}

/// An article that is to be written.
struct Change {
    manuscript: Manuscript,
    is_new: bool,
    was_public: bool,
    content_is_new: bool,
    /// The slug and the path that readers knew it by, if they did.
    known_as: Option<(Slug, String)>,
    /// What it was.
    before: Option<Identity>,
    /// What happened, if the stages do not say it.
    action: Option<Action>,
    counts: Counts,
}

/// Writes articles that follow each other in a bundle.
pub(super) async fn write(
    cx: &Cx,
    tx: &Tx,
    archive: Option<Archive>,
    lines: &[ArticleLine],
    pending: &mut Waiting,
) -> Result<Vec<Done>> {
    let site = cx.fresh_site(tx).await?;
    let mut references = References::find(tx, lines).await?;
    let existing = existing(tx, archive, lines).await?;
    let theirs = theirs(tx, archive, &existing).await?;

    // First who is taken at all, so that articles of this group may refer to each other in any direction.
    let mut done = Vec::with_capacity(lines.len());
    let mut taken: Vec<(&ArticleLine, Identity, Content, Option<Manuscript>)> = Vec::new();
    for line in lines {
        let found = match &existing[&line.line] {
            Ok(found) => found.clone(),
            Err(reason) => {
                done.push(refused(line, reason.clone()));
                continue;
            }
        };
        match convert(cx, &site, &references, archive, line, found.as_ref()) {
            Ok((identity, content)) => taken.push((line, identity, content, found)),
            Err(violations) => done.push(refused(line, super::summary(&violations))),
        }
    }
    for (line, identity, ..) in &taken {
        references.articles.insert(line.record.slug.to_string(), identity.id);
    }

    let mut changes = Vec::with_capacity(taken.len());
    for (line, identity, mut content, found) in taken {
        let (related, original) = (&line.record.related, original_slug(&line.record));
        let unresolved = resolve(&mut content, related, original, &references.articles, identity.id);
        let is_open = !unresolved.is_empty();
        pending.insert(
            identity.id,
            Pending {
                line: line.line,
                article: identity.id,
                slug: identity.slug.clone(),
                related: if is_open { related.clone() } else { Vec::new() },
                original: original.filter(|_| is_open).cloned(),
            },
        );
        let mut notes = Vec::new();
        let outcome = match change(cx, identity, content, line.counts, found) {
            None => Outcome::Unchanged,
            Some(change) if theirs.contains(&change.manuscript.identity.id.uuid()) => {
                notes.push("people have changed it here since; it stays as it is".to_owned());
                Outcome::Unchanged
            }
            Some(change) => {
                let outcome = if change.is_new { Outcome::Created } else { Outcome::Updated };
                changes.push(change);
                outcome
            }
        };
        done.push(Done { notes, ..Done::new(line.line, ("article", line.record.slug.to_string()), outcome) });
    }
    save(cx, tx, &site, &references.lines, &changes).await?;
    Ok(done)
}

/// Ties references that pointed forward when their articles were written.
pub(super) async fn tie(cx: &Cx, tx: &Tx, pending: &[Pending]) -> Result<Vec<Done>> {
    let site = cx.fresh_site(tx).await?;
    let wanted: Vec<Id<Article>> = pending.iter().map(|waiting| waiting.article).collect();
    let found = manuscripts::find(tx, Which::Ids(&wanted)).await?;
    let mut found: HashMap<Id<Article>, Manuscript> = found.into_iter().map(|m| (m.identity.id, m)).collect();
    let targets: HashSet<&str> =
        pending.iter().flat_map(|p| p.related.iter().chain(&p.original)).map(|slug| slug.as_str()).collect();
    let ids: HashMap<String, Id<Article>> =
        manuscripts::ids_by_slugs(tx, &targets.into_iter().collect::<Vec<_>>()).await?.into_iter().collect();
    let mut done = Vec::new();
    let mut changes = Vec::new();
    for waiting in pending {
        let Some(manuscript) = found.remove(&waiting.article) else { continue };
        let mut content = manuscript.content.clone();
        let original = waiting.original.as_ref();
        let unresolved = resolve(&mut content, &waiting.related, original, &ids, manuscript.identity.id);
        for slug in unresolved {
            let reason = format!(
                "it refers to the article {slug:?}, which is not there; the article itself was taken without that reference"
            );
            done.push(Done::new(waiting.line, ("article", waiting.slug.to_string()), Outcome::Refused(reason)));
        }
        let identity = manuscript.identity.clone();
        let counts = Counts::of(&content.body);
        changes.extend(change(cx, identity, content, counts, Some(manuscript)));
    }
    let section_ids: Vec<_> = changes.iter().map(|change| change.manuscript.content.section).collect();
    let lines = sections::with_ancestors(tx, &section_ids).await?;
    save(cx, tx, &site, &lines, &changes).await?;
    Ok(done)
}

/// What is there, by line; or why the two do not go together.
type Existing = HashMap<u64, std::result::Result<Option<Manuscript>, String>>;

/// Those of them that people have changed, and that an archive leaves alone.
async fn theirs(tx: &Tx, archive: Option<Archive>, existing: &Existing) -> Result<HashSet<Uuid>> {
    if archive.is_none_or(|archive| archive.overwrite) {
        return Ok(HashSet::new());
    }
    let found = existing.values().filter_map(|found| found.as_ref().ok()?.as_ref());
    let ids: Vec<Uuid> = found.map(|manuscript| manuscript.identity.id.uuid()).collect();
    Ok(events::touched_by_people(tx, &ids).await?)
}

/// What is there under the same slug or alternative id, by line; or why the two do not go together.
async fn existing(tx: &Tx, archive: Option<Archive>, lines: &[ArticleLine]) -> Result<Existing> {
    let slugs: Vec<&str> = lines
        .iter()
        .flat_map(|line| line.record.formerly.iter().chain([&line.record.slug]))
        .map(|slug| slug.as_str())
        .collect();
    let alternative: Vec<_> = lines.iter().flat_map(|line| &line.record.alternative_ids).collect();
    let by_alternative = manuscripts::ids_by_alternative_ids(tx, &alternative).await?;
    let by_slug = manuscripts::find(tx, Which::Slugs(&slugs)).await?;
    let absent: Vec<Id<Article>> = by_alternative
        .iter()
        .map(|(_, id)| *id)
        .filter(|id| by_slug.iter().all(|manuscript| manuscript.identity.id != *id))
        .collect();
    let mut found = by_slug;
    if !absent.is_empty() {
        found.extend(manuscripts::find(tx, Which::Ids(&absent)).await?);
    }
    Ok(lines
        .iter()
        .map(|line| {
            let called = |slug: &Slug| found.iter().find(|m| m.identity.slug == *slug);
            let same_slug = called(&line.record.slug).or_else(|| line.record.formerly.iter().find_map(called));
            let other = by_alternative.iter().find(|(alternative, id)| {
                line.record.alternative_ids.contains(alternative) && same_slug.is_none_or(|m| m.identity.id != *id)
            });
            let answer = match (same_slug, other) {
                (None, None) => Ok(None),
                // The same name in another system is a coincidence, not the same article.
                (Some(manuscript), None)
                    if archive.is_some()
                        && line.record.alternative_ids != manuscript.identity.alternative_ids
                        && !line.record.alternative_ids.iter().any(|id| manuscript.identity.alternative_ids.contains(id)) =>
                {
                    let slug = &line.record.slug;
                    Err(format!(
                        "the slug {slug:?} is that of an article which did not come from this archive; change one of the two, or give that \
                         article one of the alternative ids of this one"
                    ))
                }
                (Some(manuscript), None) => Ok(Some(manuscript.clone())),
                (None, Some((_, id))) => Ok(found.iter().find(|m| m.identity.id == *id).cloned()),
                (Some(_), Some((alternative, id))) => {
                    let owner = found.iter().find(|m| m.identity.id == *id).map(|m| m.identity.slug.to_string());
                    let (scheme, value) = (&alternative.scheme, &alternative.value);
                    Err(format!("the alternative id {scheme} {value:?} is {:?}'s", owner.unwrap_or_default()))
                }
            };
            (line.line, answer)
        })
        .collect())
}

fn refused(line: &ArticleLine, reason: String) -> Done {
    Done::new(line.line, ("article", line.record.slug.to_string()), Outcome::Refused(reason))
}

/// Puts references to articles into content. Returns those that lead nowhere (yet).
fn resolve<'a>(
    content: &mut Content,
    related: &'a [Slug],
    original: Option<&'a Slug>,
    articles: &HashMap<String, Id<Article>>,
    itself: Id<Article>,
) -> Vec<&'a Slug> {
    let mut unresolved = Vec::new();
    let mut find = |slug: &'a Slug| {
        let found = articles.get(slug.as_str()).copied();
        if found.is_none() {
            unresolved.push(slug);
        }
        found
    };
    content.related = related.iter().filter_map(&mut find).filter(|id| *id != itself).collect();
    if let Some(slug) = original {
        content.translation_of = find(slug).filter(|id| *id != itself).map(Original::Here);
    }
    unresolved
}

/// What is to be written, if anything differs.
fn change(cx: &Cx, identity: Identity, content: Content, counts: Counts, found: Option<Manuscript>) -> Option<Change> {
    let Some(found) = found else {
        let content_id = cx.app.clock.id();
        let manuscript = Manuscript {
            published: identity.stage.dates().map(|_| content_id),
            identity,
            path: String::new(),
            content,
            content_id,
            content_revision: 1,
            revision: 1,
            latest: content_id,
            published_revision: None,
            created_at: cx.now(),
            changed_at: cx.now(),
        };
        return Some(Change {
            manuscript,
            is_new: true,
            was_public: false,
            content_is_new: true,
            known_as: None,
            before: None,
            action: None,
            counts,
        });
    };
    let same_content = found.content == content;
    // A bundle says what readers are to see: changes that they do not see yet are not what it says.
    let is_shown = identity.stage.dates().is_none() || found.published == Some(found.latest);
    if same_content && found.identity == identity && is_shown {
        return None;
    }
    let was_public = found.identity.stage.is_public();
    let known_as = found.identity.stage.dates().map(|_| (found.identity.slug.clone(), found.path.clone()));
    let before = Some(found.identity.clone());
    let mut manuscript = Manuscript { identity, content, revision: found.revision + 1, ..found };
    if !same_content {
        manuscript.content_id = cx.app.clock.id();
        manuscript.content_revision = manuscript.revision;
        manuscript.latest = manuscript.content_id;
    }
    if manuscript.identity.stage.dates().is_some() {
        manuscript.published = Some(manuscript.latest);
    }
    let content_is_new = !same_content;
    Some(Change { manuscript, is_new: false, was_public, content_is_new, known_as, before, action: None, counts })
}

/// Puts an article that a bundle says is not there any more into the trash, or destroys it. Was it there?
pub(super) async fn take_away(cx: &Cx, tx: &Tx, slug: &str, trash: bool) -> Result<bool> {
    let Some(found) = manuscripts::find(tx, Which::Slugs(&[slug])).await?.pop() else { return Ok(false) };
    if !trash {
        destroy(cx, tx, &found).await?;
        return Ok(true);
    }
    let mut identity = found.identity.clone();
    if identity.trash(cx.now()).is_err() {
        return Ok(false);
    }
    let site = cx.fresh_site(tx).await?;
    let lines = sections::with_ancestors(tx, &[found.content.section]).await?;
    let (content, counts) = (found.content.clone(), Counts::of(&found.content.body));
    let Some(change) = change(cx, identity, content, counts, Some(found)) else { return Ok(false) };
    save(cx, tx, &site, &lines, &[Change { action: Some(Action::Trashed), ..change }]).await?;
    Ok(true)
}

/// Writes changes. `lines` are the sections of their articles, and what those lie within.
async fn save(cx: &Cx, tx: &Tx, site: &Site, lines: &[Section], changes: &[Change]) -> Result<()> {
    let by_id: HashMap<Id<Section>, &Section> = lines.iter().map(|s| (s.id, s)).collect();
    let mut savings = Vec::with_capacity(changes.len());
    for change in changes {
        let Manuscript { identity, content, .. } = &change.manuscript;
        let Some(section) = by_id.get(&content.section) else { continue };
        let first = identity.stage.dates().map(|dates| dates.first_published_at);
        let line = ancestors(section, lines.iter());
        savings.push(Saving {
            path: site.article_path.render(section, &identity.slug, &content.language, first),
            teaser: teaser(content),
            word_count: change.counts.words,
            reading_minutes: change.counts.minutes,
            listed: Some(Places { content, sections: line.iter().map(|up| up.id).chain([section.id]).collect() }),
            manuscript: &change.manuscript,
            is_new: change.is_new,
            content_is_new: change.content_is_new,
            by: None,
        });
    }
    if savings.is_empty() {
        return Ok(());
    }
    manuscripts::save(tx, &savings, cx.now()).await?;
    for (change, saving) in changes.iter().zip(&savings) {
        if let Some((slug, path)) = &change.known_as {
            remember(tx, &change.manuscript.identity, (slug, path), &saving.path, cx.now()).await?;
            continue;
        }
        if let Some(before) = &change.before {
            forget_name(tx, before, &change.manuscript.identity, cx.now()).await?;
        }
        if change.manuscript.identity.stage.is_public() {
            // It is found before anything that leads away from its place.
            redirects::delete(tx, &saving.path).await?;
        }
    }
    for change in changes {
        let is_public = change.manuscript.identity.stage.is_public();
        let action = change.action.unwrap_or(match (change.was_public, is_public) {
            (false, true) => Action::Published,
            (true, false) => Action::Withdrawn,
            _ if change.is_new => Action::Created,
            _ => Action::Updated,
        });
        let id = change.manuscript.identity.id.uuid();
        let public = change.was_public || is_public;
        let revision = Some(change.manuscript.revision);
        let fields = Vec::new();
        let by = cx.by();
        tx.record(NewEvent {
            at: cx.now(),
            action,
            subject: Subject::Article,
            id,
            by,
            revision,
            fields,
            note: None,
            public,
            effect: Effect::of(change.was_public, is_public),
        });
    }
    Ok(())
}
