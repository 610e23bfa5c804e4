//! Importing articles: many at once, each compared with what is there.

use std::collections::{HashMap, HashSet};

use masthead_domain::{
    article::{
        Article, Content, Contribution, Identity, LeadImage, Original, PublicDates, SeriesPart, Stage, StageName,
        check_content,
    },
    asset::Asset,
    author::Author,
    body::Body,
    bundle::{ArticleRecord, TranslationOfRecord},
    error::Violation,
    event::{Action, NewEvent, Subject},
    id::Id,
    section::Section,
    series::Series,
    site::Site,
    slug::Slug,
    tag::Tag,
    time::Instant,
};
use masthead_persistence::{
    Tx, assets, authors,
    manuscripts::{self, Manuscript, Saving, Which},
    sections, series, tags,
};

use super::import::{Done, Outcome, Pending};
use crate::{Cx, Result, resources::ancestors};

/// Longest derived teaser, in characters.
const TEASER_CHARS: usize = 200;

/// An article of a bundle, with its body in canonical form.
#[derive(Debug)]
pub(super) struct ArticleLine {
    pub(super) line: u64,
    pub(super) record: ArticleRecord,
    pub(super) body: Body,
}

/// Everything that the articles of a group refer to, found in a handful of statements.
struct References {
    sections: HashMap<Slug, Section>,
    /// The sections, and what they lie within.
    lines: Vec<Section>,
    authors: HashMap<Slug, Id<Author>>,
    tags: HashMap<Slug, Id<Tag>>,
    series: HashMap<Slug, Id<Series>>,
    assets: HashMap<String, Id<Asset>>,
    articles: HashMap<String, Id<Article>>,
}

impl References {
    async fn find(tx: &Tx, lines: &[ArticleLine]) -> Result<Self> {
        let records = || lines.iter().map(|line| &line.record);
        let slugs = |of: HashSet<&'_ Slug>| -> Vec<String> { of.into_iter().map(|s| s.to_string()).collect() };
        fn borrowed(of: &[String]) -> Vec<&str> {
            of.iter().map(String::as_str).collect()
        }
        let wanted = slugs(records().map(|r| &r.section).collect());
        let sections = sections::by_slugs(tx, &borrowed(&wanted)).await?;
        let section_ids: Vec<_> = sections.iter().map(|section| section.id).collect();
        let lines_of_sections = sections::with_ancestors(tx, &section_ids).await?;
        let wanted = slugs(records().flat_map(|r| &r.contributors).map(|c| &c.author).collect());
        let authors = authors::by_slugs(tx, &borrowed(&wanted)).await?;
        let wanted = slugs(records().flat_map(|r| &r.tags).collect());
        let tags = tags::by_slugs(tx, &borrowed(&wanted)).await?;
        let wanted = slugs(records().filter_map(|r| r.series.as_ref()).map(|s| &s.slug).collect());
        let series = series::by_slugs(tx, &borrowed(&wanted)).await?;
        let leads = records().filter_map(|r| r.lead_image.as_ref()).map(|lead| lead.asset.as_str());
        let keys: HashSet<&str> = leads.chain(lines.iter().flat_map(|line| line.body.asset_keys())).collect();
        let assets = assets::find(tx, &[], &keys.into_iter().collect::<Vec<_>>()).await?;
        let originals = records().filter_map(|r| original_slug(r));
        let wanted = slugs(records().flat_map(|r| &r.related).chain(originals).collect());
        let articles = manuscripts::ids_by_slugs(tx, &borrowed(&wanted)).await?;
        Ok(Self {
            sections: sections.into_iter().map(|s| (s.slug.clone(), s)).collect(),
            lines: lines_of_sections,
            authors: authors.into_iter().map(|a| (a.slug, a.id)).collect(),
            tags: tags.into_iter().map(|t| (t.slug, t.id)).collect(),
            series: series.into_iter().map(|s| (s.slug, s.id)).collect(),
            assets: assets.into_iter().map(|a| (a.key, a.id)).collect(),
            articles: articles.into_iter().collect(),
        })
    }
}

fn original_slug(record: &ArticleRecord) -> Option<&Slug> {
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
    revision_is_new: bool,
}

/// Writes articles that follow each other in a bundle.
pub(super) async fn write(cx: &Cx, tx: &Tx, lines: &[ArticleLine], pending: &mut Vec<Pending>) -> Result<Vec<Done>> {
    let site = cx.fresh_site(tx).await?;
    let mut references = References::find(tx, lines).await?;
    let existing = existing(tx, lines).await?;

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
        match convert(cx, &site, &references, line, found.as_ref()) {
            Ok((identity, content)) => taken.push((line, identity, content, found)),
            Err(violations) => done.push(refused(line, summary(&violations))),
        }
    }
    for (line, identity, ..) in &taken {
        references.articles.insert(line.record.slug.to_string(), identity.id);
    }

    let mut changes = Vec::with_capacity(taken.len());
    for (line, identity, mut content, found) in taken {
        let (related, original) = (&line.record.related, original_slug(&line.record));
        let unresolved = resolve(&mut content, related, original, &references.articles, identity.id);
        if !unresolved.is_empty() {
            pending.push(Pending {
                line: line.line,
                slug: identity.slug.clone(),
                related: related.clone(),
                original: original.cloned(),
            });
        }
        let outcome = match change(cx, identity, content, found) {
            None => Outcome::Unchanged,
            Some(change) => {
                let outcome = if change.is_new { Outcome::Created } else { Outcome::Updated };
                changes.push(change);
                outcome
            }
        };
        done.push(Done { line: line.line, kind: "article", name: line.record.slug.to_string(), outcome });
    }
    save(cx, tx, &site, &references, &changes).await?;
    Ok(done)
}

/// Ties references that pointed forward when their articles were written.
pub(super) async fn tie(cx: &Cx, tx: &Tx, pending: &[Pending]) -> Result<Vec<Done>> {
    let site = cx.fresh_site(tx).await?;
    let slugs: Vec<&str> = pending.iter().map(|p| p.slug.as_str()).collect();
    let found = manuscripts::find(tx, Which::Slugs(&slugs)).await?;
    let mut found: HashMap<Slug, Manuscript> = found.into_iter().map(|m| (m.identity.slug.clone(), m)).collect();
    let targets: HashSet<&str> =
        pending.iter().flat_map(|p| p.related.iter().chain(&p.original)).map(|slug| slug.as_str()).collect();
    let ids: HashMap<String, Id<Article>> =
        manuscripts::ids_by_slugs(tx, &targets.into_iter().collect::<Vec<_>>()).await?.into_iter().collect();
    let mut done = Vec::new();
    let mut changes = Vec::new();
    // The same article twice in a bundle: the later line has the last word.
    for waiting in pending.iter().rev() {
        let Some(manuscript) = found.remove(&waiting.slug) else { continue };
        let mut content = manuscript.content.clone();
        let original = waiting.original.as_ref();
        let unresolved = resolve(&mut content, &waiting.related, original, &ids, manuscript.identity.id);
        for slug in unresolved {
            done.push(Done {
                line: waiting.line,
                kind: "article",
                name: waiting.slug.to_string(),
                outcome: Outcome::Refused(format!(
                    "it refers to the article {slug:?}, which is not there; the article itself was taken without that reference"
                )),
            });
        }
        let identity = manuscript.identity.clone();
        changes.extend(change(cx, identity, content, Some(manuscript)));
    }
    let section_ids: Vec<_> = changes.iter().map(|change| change.manuscript.content.section).collect();
    let lines = sections::with_ancestors(tx, &section_ids).await?;
    let references = References {
        sections: HashMap::new(),
        lines,
        authors: HashMap::new(),
        tags: HashMap::new(),
        series: HashMap::new(),
        assets: HashMap::new(),
        articles: HashMap::new(),
    };
    save(cx, tx, &site, &references, &changes).await?;
    Ok(done)
}

/// What is there under the same slug or alternative id, by line; or why the two do not go together.
async fn existing(
    tx: &Tx,
    lines: &[ArticleLine],
) -> Result<HashMap<u64, std::result::Result<Option<Manuscript>, String>>> {
    let slugs: Vec<&str> = lines.iter().map(|line| line.record.slug.as_str()).collect();
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
            let same_slug = found.iter().find(|m| m.identity.slug == line.record.slug);
            let other = by_alternative.iter().find(|(alternative, id)| {
                line.record.alternative_ids.contains(alternative) && same_slug.is_none_or(|m| m.identity.id != *id)
            });
            let answer = match (same_slug, other) {
                (None, None) => Ok(None),
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
    let name = line.record.slug.to_string();
    Done { line: line.line, kind: "article", name, outcome: Outcome::Refused(reason) }
}

fn summary(violations: &[Violation]) -> String {
    let all: Vec<String> = violations.iter().map(|v| format!("{}: {}", v.field, v.message)).collect();
    all.join("; ")
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

/// A record in domain terms, without its references to articles.
fn convert(
    cx: &Cx,
    site: &Site,
    references: &References,
    line: &ArticleLine,
    found: Option<&Manuscript>,
) -> std::result::Result<(Identity, Content), Vec<Violation>> {
    let record = &line.record;
    let mut violations = Vec::new();
    let mut missing = |field: String, what: &str, name: &str| {
        violations.push(Violation::new(field, "unknown_reference", format!("the {what} {name:?} is not there")));
    };
    let section = references.sections.get(&record.section).map(|section| section.id);
    if section.is_none() {
        missing("/section".to_owned(), "section", &record.section);
    }
    let mut contributors = Vec::with_capacity(record.contributors.len());
    for (place, contributor) in record.contributors.iter().enumerate() {
        match references.authors.get(&contributor.author) {
            Some(author) => contributors.push(Contribution {
                author: *author,
                role: contributor.role,
                credited_as: contributor.credited_as.clone(),
            }),
            None => missing(format!("/contributors/{place}/author"), "author", &contributor.author),
        }
    }
    let mut tags = Vec::with_capacity(record.tags.len());
    for (place, slug) in record.tags.iter().enumerate() {
        match references.tags.get(slug) {
            Some(tag) => tags.push(*tag),
            None => missing(format!("/tags/{place}"), "tag", slug),
        }
    }
    let mut series = None;
    if let Some(part) = &record.series {
        match references.series.get(&part.slug) {
            Some(id) => series = Some(SeriesPart { series: *id, part: part.part }),
            None => missing("/series/slug".to_owned(), "series", &part.slug),
        }
    }
    let mut lead_image = None;
    if let Some(lead) = &record.lead_image {
        match references.assets.get(&lead.asset) {
            Some(asset) => {
                lead_image = Some(LeadImage { asset: *asset, alt: lead.alt.clone(), caption: lead.caption.clone() });
            }
            None => missing("/leadImage/asset".to_owned(), "asset", &lead.asset),
        }
    }
    for key in line.body.asset_keys() {
        if !references.assets.contains_key(key) {
            missing("/body".to_owned(), "asset", key);
        }
    }
    let translation_of = match &record.translation_of {
        Some(TranslationOfRecord::Elsewhere(original)) => Some(Original::Elsewhere(original.clone())),
        _ => None,
    };
    let stage = match stage(record, found.map(|m| &m.identity.stage), cx.now()) {
        Ok(stage) => Some(stage),
        Err(violation) => {
            violations.push(violation);
            None
        }
    };
    let (Some(section), Some(stage)) = (section, stage) else { return Err(violations) };
    let content = Content {
        headline: record.headline.clone(),
        kicker: record.kicker.clone(),
        standfirst: record.standfirst.clone(),
        excerpt: record.excerpt.clone(),
        language: record.language.clone().unwrap_or_else(|| site.language.clone()),
        section,
        series,
        lead_image,
        byline_text: record.byline_text.clone(),
        contributors,
        tags,
        related: Vec::new(),
        translation_of,
        canonical_url: record.canonical_url.clone(),
        seo: record.seo.clone().unwrap_or_default(),
        body: line.body.clone(),
    };
    violations.extend(check_content(&content));
    if !violations.is_empty() {
        return Err(violations);
    }
    let mut alternative_ids = record.alternative_ids.clone();
    alternative_ids.sort();
    alternative_ids.dedup();
    let identity = Identity {
        id: found.map_or_else(|| cx.app.clock.id(), |m| m.identity.id),
        slug: record.slug.clone(),
        stage,
        translation_set: record.translation_set.clone(),
        corrections: record.corrections.clone(),
        alternative_ids,
    };
    Ok((identity, content))
}

/// The stage of a record. Dates that it does not give stay as they are, or begin now.
fn stage(record: &ArticleRecord, known: Option<&Stage>, now: Instant) -> std::result::Result<Stage, Violation> {
    let name = record.stage.unwrap_or(StageName::Published);
    if record.withdrawn_reason.is_some() && name != StageName::Withdrawn {
        let message = "only a withdrawn article has a reason for it";
        return Err(Violation::new("/withdrawnReason", "not_allowed", message));
    }
    match name {
        StageName::Draft => match (record.published_at, record.first_published_at, record.updated_at) {
            (None, None, None) => Ok(Stage::Draft),
            _ => Err(Violation::new("/publishedAt", "not_allowed", "a draft has no public dates")),
        },
        StageName::Scheduled => match record.published_at {
            Some(_) if record.first_published_at.is_some() || record.updated_at.is_some() => {
                let message = "a scheduled article has no public dates yet but publishedAt, the date that it waits for";
                Err(Violation::new("/updatedAt", "not_allowed", message))
            }
            Some(publish_at) => Ok(Stage::Scheduled { publish_at }),
            None => {
                Err(Violation::new("/publishedAt", "required", "a scheduled article needs the date of publication"))
            }
        },
        StageName::Published | StageName::Withdrawn => {
            let dates = dates(record, known.and_then(Stage::dates), now)?;
            if name == StageName::Published {
                return Ok(Stage::Published { dates });
            }
            let at = match known {
                Some(Stage::Withdrawn { at, .. }) => *at,
                _ => now,
            };
            Ok(Stage::Withdrawn { dates, at, reason: record.withdrawn_reason.clone() })
        }
    }
}

fn dates(
    record: &ArticleRecord,
    known: Option<PublicDates>,
    now: Instant,
) -> std::result::Result<PublicDates, Violation> {
    let published_at = record.published_at.or(known.map(|d| d.published_at)).unwrap_or(now);
    // What the record says nothing about stays as it is, unless the date it follows from moves.
    let unmoved = known.filter(|d| d.published_at == published_at);
    let first = record.first_published_at.or(unmoved.map(|d| d.first_published_at)).unwrap_or(published_at);
    let updated_at = record.updated_at.or(unmoved.map(|d| d.updated_at)).unwrap_or(published_at);
    for (field, at) in [("/publishedAt", published_at), ("/firstPublishedAt", first), ("/updatedAt", updated_at)] {
        if at > now {
            let message = "lies in the future: an article that is still to be published has the stage scheduled";
            return Err(Violation::new(field, "out_of_range", message));
        }
    }
    if first > published_at {
        return Err(Violation::new("/firstPublishedAt", "out_of_range", "must not be later than publishedAt"));
    }
    Ok(PublicDates { first_published_at: first, published_at, updated_at })
}

/// What is to be written, if anything differs.
fn change(cx: &Cx, identity: Identity, content: Content, found: Option<Manuscript>) -> Option<Change> {
    let Some(found) = found else {
        let manuscript = Manuscript { identity, content, revision_id: cx.app.clock.id(), revision: 1 };
        return Some(Change { manuscript, is_new: true, was_public: false, revision_is_new: true });
    };
    let same_content = found.content == content;
    if same_content && found.identity == identity {
        return None;
    }
    let (revision_id, revision) =
        if same_content { (found.revision_id, found.revision) } else { (cx.app.clock.id(), found.revision + 1) };
    let manuscript = Manuscript { identity, content, revision_id, revision };
    let was_public = found.identity.stage.is_public();
    Some(Change { manuscript, is_new: false, was_public, revision_is_new: !same_content })
}

async fn save(cx: &Cx, tx: &Tx, site: &Site, references: &References, changes: &[Change]) -> Result<()> {
    let by_id: HashMap<Id<Section>, &Section> = references.lines.iter().map(|s| (s.id, s)).collect();
    let mut savings = Vec::with_capacity(changes.len());
    for change in changes {
        let Manuscript { identity, content, .. } = &change.manuscript;
        let Some(section) = by_id.get(&content.section) else { continue };
        let first = identity.stage.dates().map(|dates| dates.first_published_at);
        let line = ancestors(section, references.lines.iter());
        savings.push(Saving {
            path: site.article_path.render(section, &identity.slug, &content.language, first),
            teaser: teaser(content),
            word_count: i32::try_from(content.body.word_count()).unwrap_or(i32::MAX),
            reading_minutes: i32::try_from(content.body.reading_minutes()).unwrap_or(i32::MAX),
            sections: line.iter().map(|up| up.id).chain([section.id]).collect(),
            manuscript: &change.manuscript,
            is_new: change.is_new,
            revision_is_new: change.revision_is_new,
        });
    }
    if savings.is_empty() {
        return Ok(());
    }
    manuscripts::save(tx, &savings, cx.now()).await?;
    for change in changes {
        let is_public = change.manuscript.identity.stage.is_public();
        let action = match (change.was_public, is_public) {
            (false, true) => Action::Published,
            (true, false) => Action::Withdrawn,
            _ if change.is_new => Action::Created,
            _ => Action::Updated,
        };
        let id = change.manuscript.identity.id.uuid();
        tx.record(NewEvent { at: cx.now(), action, subject: Subject::Article, id });
    }
    Ok(())
}

/// The teaser of cards: written, or the standfirst, or the first sentences of the body.
fn teaser(content: &Content) -> Option<String> {
    let written = content.excerpt.clone().or_else(|| content.standfirst.clone());
    written.or_else(|| Some(content.body.excerpt(TEASER_CHARS)).filter(|text| !text.is_empty()))
}
