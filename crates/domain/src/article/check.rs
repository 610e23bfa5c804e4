//! What makes an article impossible to keep.

use super::{Content, Contribution, Identity, Original, Stage};
use crate::{error::Violation, text::Checks};

/// Longest headline, kicker or standfirst, in characters.
pub const MAX_LINE_CHARS: usize = 2_000;
/// Most contributors, tags or related articles of one article.
pub const MAX_LINKS: usize = 200;

/// Largest number of a part of a series.
pub const MAX_SERIES_PART: u32 = 1_000_000;

/// What makes content impossible to keep, whatever its stage. `field` is relative to the content.
pub fn check_content(content: &Content) -> Vec<Violation> {
    let mut violations = Vec::new();
    if content.headline.trim().is_empty() {
        violations.push(Violation::new("/headline", "required", "an article needs a headline"));
    }
    let lines = [
        ("/headline", Some(&content.headline)),
        ("/kicker", content.kicker.as_ref()),
        ("/standfirst", content.standfirst.as_ref()),
        ("/excerpt", content.excerpt.as_ref()),
        ("/bylineText", content.byline_text.as_ref()),
    ];
    for (field, line) in lines {
        let Some(line) = line else { continue };
        if line.chars().count() > MAX_LINE_CHARS {
            violations.push(Violation::new(field, "too_long", format!("at most {MAX_LINE_CHARS} characters")));
        }
        // PostgreSQL cannot keep a NUL, and XML feeds cannot say the others.
        if line.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            violations.push(Violation::new(field, "control_character", "control characters are not text"));
        }
    }
    for (field, count) in [
        ("/contributors", content.contributors.len()),
        ("/tags", content.tags.len()),
        ("/related", content.related.len()),
    ] {
        if count > MAX_LINKS {
            violations.push(Violation::new(field, "too_many", format!("at most {MAX_LINKS}")));
        }
    }
    for (place, tag) in content.tags.iter().enumerate() {
        if content.tags[..place].contains(tag) {
            violations.push(Violation::new(format!("/tags/{place}"), "duplicate", "the same tag twice"));
        }
    }
    for (place, contribution) in content.contributors.iter().enumerate() {
        let same = |other: &Contribution| other.author == contribution.author && other.role == contribution.role;
        if content.contributors[..place].iter().any(same) {
            let field = format!("/contributors/{place}");
            violations.push(Violation::new(field, "duplicate", "the same author in the same role twice"));
        }
    }
    for (place, related) in content.related.iter().enumerate() {
        if content.related[..place].contains(related) {
            violations.push(Violation::new(format!("/related/{place}"), "duplicate", "the same article twice"));
        }
    }
    if content.series.and_then(|s| s.part).is_some_and(|part| !(1..=MAX_SERIES_PART).contains(&part)) {
        let message = format!("parts are counted from 1, to {MAX_SERIES_PART}");
        violations.push(Violation::new("/series/part", "out_of_range", message));
    }
    violations.extend(check_texts(content));
    violations
}

/// The texts and addresses of content that have no rule of their own.
fn check_texts(content: &Content) -> Vec<Violation> {
    let mut checks = Checks::default();
    for (place, contribution) in content.contributors.iter().enumerate() {
        checks.prose(&format!("/contributors/{place}/creditedAs"), &contribution.credited_as);
    }
    if let Some(lead) = &content.lead_image {
        checks.prose("/leadImage/alt", &lead.alt);
        checks.prose("/leadImage/caption", &lead.caption);
    }
    if let Some(Original::Elsewhere(original)) = &content.translation_of {
        checks.name("/translationOf/headline", &original.headline);
        checks.prose("/translationOf/publisher", &original.publisher);
        checks.link("/translationOf/url", &original.url);
    }
    checks.link("/canonicalUrl", &content.canonical_url);
    checks.prose("/seo/title", &content.seo.title);
    checks.prose("/seo/description", &content.seo.description);
    checks.into_violations()
}

/// What makes an article impossible to keep, apart from its content.
pub fn check_identity(identity: &Identity) -> Vec<Violation> {
    let mut checks = Checks::default();
    checks.key("/translationSet", &identity.translation_set);
    for (place, alternative) in identity.alternative_ids.iter().enumerate() {
        checks.key(&format!("/alternativeIds/{place}/scheme"), &alternative.scheme);
        checks.key(&format!("/alternativeIds/{place}/value"), &alternative.value);
    }
    for (place, correction) in identity.corrections.iter().enumerate() {
        checks.prose(&format!("/corrections/{place}/text"), &correction.text);
    }
    if let Stage::Withdrawn { reason, .. } = &identity.stage {
        checks.prose("/withdrawnReason", reason);
    }
    let mut violations = checks.into_violations();
    for (field, count) in
        [("/alternativeIds", identity.alternative_ids.len()), ("/corrections", identity.corrections.len())]
    {
        if count > MAX_LINKS {
            violations.push(Violation::new(field, "too_many", format!("at most {MAX_LINKS}")));
        }
    }
    violations
}
