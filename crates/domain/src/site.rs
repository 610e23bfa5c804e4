//! The publication itself.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{language::Language, section::Section, slug::Slug, time::Instant};

/// The path of an article when the site says nothing else.
pub const DEFAULT_ARTICLE_PATH: &str = "/{section}/{slug}";

/// The publication: its name, place and doors.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Where its website stands; absolute, without query and fragment.
    pub url: Url,
    /// The language of what says nothing else.
    pub language: Language,
    /// IANA time zone name, such as `Europe/Lisbon`.
    pub timezone: String,
    /// What it is, in a sentence or two.
    pub description: Option<String>,
    /// How the path of an article is made.
    pub article_path: PathTemplate,
    /// The main menu, in order.
    pub navigation: Vec<NavigationItem>,
    /// The publication's accounts elsewhere.
    pub social_links: Vec<ProfileLink>,
    /// How often it was written: what a change names, so that nobody overwrites what they have not seen.
    pub revision: i32,
    /// The last change.
    pub updated_at: Instant,
}

impl Site {
    /// An absolute URL of a path on the site, percent-encoded as URLs are; the path itself is not.
    pub fn absolute(&self, path: &str) -> String {
        let base = self.url.as_str().trim_end_matches('/');
        let spelled = format!("{base}{path}");
        if path.is_ascii() { spelled } else { Url::parse(&spelled).map_or(spelled, Into::into) }
    }
}

/// One entry of the main menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NavigationItem {
    /// What readers see.
    pub label: String,
    /// A path on the site, beginning with `/`.
    pub path: String,
}

/// An account or page elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileLink {
    /// Lower-case name of the platform, such as `mastodon` or `website`.
    pub platform: String,
    /// Absolute URL.
    pub url: Url,
}

/// How the path of an article is made: text with `{section}`, `{sectionPath}`, `{slug}`, `{language}`, `{year}`, `{month}` and `{day}` (of first publication, in UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate(String);

impl Default for PathTemplate {
    fn default() -> Self {
        Self(DEFAULT_ARTICLE_PATH.to_owned())
    }
}

impl PathTemplate {
    /// Checks a template.
    ///
    /// # Errors
    /// Says what is wrong: it must begin with `/`, contain `{slug}`, and have no other placeholders than the known ones.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !text.starts_with('/') || text.contains(char::is_whitespace) || text.contains(['?', '#']) {
            return Err("an article path begins with '/' and has no blanks, '?' or '#'".to_owned());
        }
        if text.len() > 200 {
            return Err("an article path has at most 200 bytes".to_owned());
        }
        if !text.contains("{slug}") {
            return Err("an article path contains {slug}".to_owned());
        }
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let close = rest[open..].find('}').ok_or("an article path has a '{' without '}'")?;
            let name = &rest[open + 1..open + close];
            if !["section", "sectionPath", "slug", "language", "year", "month", "day"].contains(&name) {
                return Err(format!(
                    "{{{name}}} is not one of {{section}}, {{sectionPath}}, {{slug}}, {{language}}, {{year}}, {{month}}, {{day}}"
                ));
            }
            rest = &rest[open + close + 1..];
        }
        Ok(Self(text.to_owned()))
    }

    /// The template's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of one article. `date` is its first publication; an article that has none yet gets the epoch.
    pub fn render(&self, section: &Section, slug: &Slug, language: &Language, date: Option<Instant>) -> String {
        let date = date.unwrap_or_default().utc();
        self.0
            .replace("{sectionPath}", section.path.trim_start_matches('/'))
            .replace("{section}", &section.slug)
            .replace("{slug}", slug)
            .replace("{language}", language)
            .replace("{year}", &date.format("%Y").to_string())
            .replace("{month}", &date.format("%m").to_string())
            .replace("{day}", &date.format("%d").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_with_unknown_or_missing_parts_are_refused() {
        assert!(PathTemplate::parse("/{section}/{slug}").is_ok());
        assert!(PathTemplate::parse("/{year}/{month}/{slug}").is_ok());
        assert!(PathTemplate::parse("/{section}").is_err());
        assert!(PathTemplate::parse("{slug}").is_err());
        assert!(PathTemplate::parse("/{slug}/{what}").is_err());
        assert!(PathTemplate::parse("/{slug}/{").is_err());
    }
}
