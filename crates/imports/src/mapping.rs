//! What the owner of an archive says about it: a TOML file. docs/moving-from-wordpress.md and docs/moving-from-ghost.md explain it.

use std::collections::BTreeMap;

use masthead_domain::{language::Language, slug::Slug};
use serde::{Deserialize, Deserializer, de};
use url::Url;

/// What becomes of a category, a tag, or a term of another taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A section: under its own slug, or another one.
    Section(Option<Slug>),
    /// A tag: under its own slug, or another one.
    Tag(Option<Slug>),
    /// Nothing.
    Drop,
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let slug = |slug: &str| {
            slug.parse::<Slug>().map(Some).map_err(|error| de::Error::custom(format!("{slug:?}: {error}")))
        };
        match text.split_once(':') {
            None if text == "section" => Ok(Self::Section(None)),
            None if text == "tag" => Ok(Self::Tag(None)),
            None if text == "drop" => Ok(Self::Drop),
            Some(("section", name)) => slug(name).map(Self::Section),
            Some(("tag", name)) => slug(name).map(Self::Tag),
            _ => Err(de::Error::custom(format!(
                "{text:?} is none of \"section\", \"section:SLUG\", \"tag\", \"tag:SLUG\" and \"drop\""
            ))),
        }
    }
}

/// What becomes of the things of a type, or the terms of a taxonomy, that Masthead does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Articles, as posts are.
    Article,
    /// Tags.
    Tag,
    /// Nothing.
    Drop,
}

/// The mapping file.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The section of articles that have none.
    pub section: Option<Slug>,
    /// The section of pages.
    pub pages: Option<Slug>,
    /// The address of the site, where the export does not say it.
    pub url: Option<Url>,
    /// How paths of posts were made there, where that was not the usual way: `/:year/:month/:slug/`.
    pub permalink: Option<String>,
    /// The language of the site.
    pub language: Option<Language>,
    /// The time zone of the site (IANA).
    pub timezone: Option<String>,
    /// How the path of an article is made; see docs/bundle.md.
    pub article_path: Option<String>,
    /// The slug of the collection for what was sticky or featured.
    pub featured: Option<Slug>,
    /// What becomes of categories, by slug.
    pub categories: BTreeMap<String, Term>,
    /// What becomes of tags, by slug.
    pub tags: BTreeMap<String, Term>,
    /// What becomes of other taxonomies, by name.
    pub taxonomies: BTreeMap<String, Kind>,
    /// What becomes of other post types, by name.
    pub types: BTreeMap<String, Kind>,
    /// Which author a login, nickname or user slug is, by slug: for people who had several.
    pub authors: BTreeMap<String, Slug>,
    /// Custom fields.
    pub fields: Fields,
}

/// Which custom fields carry what; the first that an article has counts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    /// The sentence under the headline.
    pub standfirst: Vec<String>,
    /// The short label above the headline.
    pub kicker: Vec<String>,
    /// The credit of a picture.
    pub credit: Vec<String>,
}

impl Default for Fields {
    fn default() -> Self {
        let all = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            standfirst: all(&[
                "standfirst",
                "subtitle",
                "_subtitle",
                "secondary_title",
                "_secondary_title",
                "wps_subtitle",
                "kia_subtitle",
                "sub_title",
                "subheading",
                "sub_heading",
                "subheadline",
                "deck",
                "dek",
                "post_subtitle",
                "article_subtitle",
            ]),
            kicker: all(&["kicker", "_kicker", "eyebrow", "overline", "kicker_text"]),
            credit: all(&[
                "_media_credit",
                "media_credit",
                "_wp_attachment_image_credit",
                "credit",
                "_credit",
                "photographer_name",
                "_photo_credit",
                "photo_credit",
                "_image_credit",
            ]),
        }
    }
}

/// The mapping file is wrong; where, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotAMapping(String);

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// When it is not TOML, or says something that is not known.
    pub fn read(text: &str) -> Result<Self, NotAMapping> {
        toml::from_str(text).map_err(|error| NotAMapping(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_says_what_becomes_of_terms() {
        let mapping = Mapping::read(
            "section = \"news\"\n[categories]\nuncategorized = \"drop\"\npolitics = \"section:home-politics\"\nrecipes = \"tag\"\n\
             [types]\nreview = \"article\"\n[fields]\nkicker = [\"label\"]\n",
        )
        .expect("a mapping");
        assert_eq!(mapping.categories["uncategorized"], Term::Drop);
        assert_eq!(mapping.categories["politics"], Term::Section(Some("home-politics".parse().expect("a slug"))));
        assert_eq!(mapping.types["review"], Kind::Article);
        assert!(mapping.fields.standfirst.iter().any(|name| name == "subtitle"), "what is not said stays as usual");
    }

    #[test]
    fn mistakes_are_named() {
        let error = Mapping::read("[categories]\npolitics = \"sectoin\"\n").expect_err("a typo").to_string();
        assert!(error.contains("line 2") && error.contains("section:SLUG"), "{error}");
        let error = Mapping::read("sektion = \"news\"\n").expect_err("a typo").to_string();
        assert!(error.contains("sektion"), "{error}");
    }
}
