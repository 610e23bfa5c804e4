//! The parts of an article of a feed that are found in its entry.

use masthead_domain::{
    article::{MAX_LINE_CHARS, StageName},
    language::Language,
    slug::Slug,
    time::Instant,
};
use url::Url;

use super::{dates::date, entry::Entry, item::absolute};
use crate::{
    names::{self, clean, cut, line},
    text::escaped,
};

/// HTML as one line of text.
pub(super) fn plain(html: &str, options: &masthead_markup::Options) -> String {
    line(&masthead_markup::html::parse(html, options).body.text())
}

pub(super) fn language(text: &str) -> Option<Language> {
    text.trim().replace('_', "-").parse().ok()
}

pub(super) fn stage(entry: &Entry, now: Instant, notes: &mut Vec<String>) -> (StageName, Option<Instant>) {
    let published = entry.published.as_deref().and_then(date);
    if published.is_none() && entry.published.is_some() {
        notes.push("Its date cannot be read.".to_owned());
    }
    match published.or_else(|| entry.updated.as_deref().and_then(date)) {
        Some(at) if at > now => {
            notes.push("Its date is in the future: it is scheduled here.".to_owned());
            (StageName::Scheduled, Some(at))
        }
        Some(at) => (StageName::Published, Some(at)),
        None => {
            notes.push("It has no date: that of the import is taken.".to_owned());
            (StageName::Published, None)
        }
    }
}

/// The last part of the path, unless it is only a number or the name of a file that every folder has.
pub(super) fn slug_of_link(link: &Url) -> Option<Slug> {
    let last = link.path_segments()?.rfind(|part| !part.is_empty())?;
    let name = ["html", "htm", "php", "aspx", "asp"]
        .iter()
        .find_map(|end| last.strip_suffix(end)?.strip_suffix('.'))
        .unwrap_or(last);
    let says_nothing =
        name.bytes().all(|byte| byte.is_ascii_digit()) || matches!(name, "index" | "default" | "article");
    names::slug(name).filter(|_| !says_nothing)
}

/// Most files that are attached to an entry.
const MAX_MEDIA: usize = 20;

/// Sounds and films that are attached follow the text.
pub(super) fn with_media(mut text: String, entry: &Entry, notes: &mut Vec<String>) -> String {
    for (url, kind) in entry.media.iter().take(MAX_MEDIA) {
        let Some(url) = absolute(url, entry.base.as_ref()) else { continue };
        let address = escaped(url.as_str());
        if text.contains(url.as_str()) || text.contains(&address) {
            continue;
        }
        text.push_str(&match kind.split('/').next() {
            Some("audio") => format!("<figure><audio controls src=\"{address}\"></audio></figure>"),
            Some("video") => format!("<figure><video controls src=\"{address}\"></video></figure>"),
            _ => format!("<p><a href=\"{address}\">{address}</a></p>"),
        });
        notes.push("A file that was attached to it was put under its text.".to_owned());
    }
    if entry.media.len() > MAX_MEDIA {
        notes.push(format!("Of {} attached files, the first {MAX_MEDIA} were taken.", entry.media.len()));
    }
    text
}

/// A summary that was written: not the beginning of the text, which everyone can cut.
pub(super) fn excerpt(entry: &Entry, markup: &masthead_markup::Options) -> Option<String> {
    let (summary, content) = (entry.summary.as_ref()?, entry.content.as_ref()?);
    let summary = plain(summary, markup);
    let is_cut =
        summary.ends_with('…') || summary.ends_with("...") || summary.contains("[…]") || summary.contains("[...]");
    if summary.is_empty() || is_cut || plain(content, markup).starts_with(&summary) {
        return None;
    }
    Some(cut(clean(&summary), MAX_LINE_CHARS).0)
}
