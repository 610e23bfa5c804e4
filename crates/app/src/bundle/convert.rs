//! A record of an article in domain terms.

use std::collections::HashSet;

use masthead_domain::{
    article::{
        Content, Contribution, Identity, LeadImage, MAX_LINKS, Original, PublicDates, SeriesPart, Stage, StageName,
        check_content, check_identity,
    },
    bundle::{ArticleRecord, TranslationOfRecord},
    error::Violation,
    site::Site,
    slug::Slug,
    time::Instant,
};
use masthead_persistence::manuscripts::Manuscript;

use super::{article::ArticleLine, files::Archive, references::References};
use crate::Cx;

/// A record in domain terms, without its references to articles.
pub(super) fn convert(
    cx: &Cx,
    site: &Site,
    references: &References,
    archive: Option<Archive>,
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
    let stage = match stage(record, archive, found.map(|m| &m.identity.stage), cx.now()) {
        Ok(stage) => Some(stage),
        Err(violation) => {
            violations.push(violation);
            None
        }
    };
    let (Some(section), Some(stage)) = (section, stage) else { return Err(violations) };
    let content = Content {
        kind: record.kind,
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
    let kept = found.map(|m| &m.identity).filter(|known| known.stage.name() == stage.name());
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
        owner: found.and_then(|m| m.identity.owner),
        // What editors have said and planned outside of a bundle stays, as long as its stage does.
        review: kept.and_then(|kept| kept.review.clone()),
        plan: kept.map(|kept| kept.plan).unwrap_or_default(),
        embargo_until: kept.and_then(|kept| kept.embargo_until),
    };
    violations.extend(check_content(&content));
    violations.extend(check_identity(&identity));
    // The articles themselves are looked up later; that none is named twice, and how many there may be, is known now.
    let related: HashSet<&Slug> = record.related.iter().collect();
    if related.len() < record.related.len() {
        violations.push(Violation::new("/related", "duplicate", "the same article twice"));
    }
    if record.related.len() > MAX_LINKS {
        violations.push(Violation::new("/related", "too_many", format!("at most {MAX_LINKS}")));
    }
    if violations.is_empty() { Ok((identity, content)) } else { Err(violations) }
}

/// The stage of a record. Dates that it does not give stay as they are, or begin now.
fn stage(
    record: &ArticleRecord,
    archive: Option<Archive>,
    known: Option<&Stage>,
    now: Instant,
) -> std::result::Result<Stage, Violation> {
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
            Some(publish_at) => Ok(Stage::Scheduled { publish_at, dates: known.and_then(Stage::dates) }),
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
        // What another system had in its trash can still be had back; readers of what was public are told that it is gone.
        StageName::Trashed if archive.is_some() => {
            let dates = record.published_at.map(|_| dates(record, known.and_then(Stage::dates), now)).transpose()?;
            let (at, reason) = match known {
                Some(Stage::Trashed { at, reason, .. }) => (*at, reason.clone()),
                _ => (now, None),
            };
            Ok(Stage::Trashed { dates, at, reason })
        }
        StageName::Trashed => Err(Violation::new("/stage", "not_allowed", "what is in the trash is not in a bundle")),
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
