//! What of an article is wanted: read from a GraphQL selection, or from `include` and `fields` in REST.

use std::collections::BTreeSet;

use async_graphql::Lookahead;
use masthead_app::{articles::Include, feeds::Feed};

use crate::wire::{BodyForms, JsonLd};

/// What of an article is wanted. What is not wanted is neither read nor made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Selection {
    /// The relations to show.
    pub include: Include,
    /// The forms of the body.
    pub body: Option<BodyForms>,
    /// The headings of the body.
    pub table_of_contents: bool,
    /// The share card.
    pub share: bool,
    /// The feeds that it belongs to.
    pub feeds: bool,
    /// What search engines read: JSON-LD.
    pub json_ld: bool,
}

/// The members of an article that are made only when asked for, as `include` names them.
pub(crate) const INCLUDABLE: [&str; 18] = [
    "byline",
    "section",
    "leadImage",
    "share",
    "tags",
    "series",
    "translationOf",
    "tableOfContents",
    "alternativeIds",
    "portraits",
    "renditions",
    "feeds",
    "jsonLd",
    "body",
    "body.blocks",
    "body.html",
    "body.markdown",
    "body.text",
];

impl Selection {
    /// What a card shows.
    pub fn card() -> Self {
        Self { include: Include::CARD, share: true, ..Self::default() }
    }

    /// What an article's own page shows: everything but portraits, feeds, JSON-LD, ids of elsewhere and the body's other forms.
    pub fn full() -> Self {
        let mut full = Self { include: Include::ALL, table_of_contents: true, share: true, ..Self::default() };
        full.include.section_line = false;
        full.include.collections = false;
        full.include.posts = false;
        full.include.alternative_ids = false;
        full.include.portraits = false;
        full.include.renditions = false;
        full.add("body");
        full
    }

    /// The relations to gather: those that are shown, and those that something shown is made from.
    pub fn needs(&self) -> Include {
        let mut include = self.include;
        if self.feeds {
            include = Feed::needs(include);
        }
        if self.json_ld {
            include = JsonLd::needs(include);
        }
        include
    }

    /// Adds a member by its name in `include`. Is it known?
    pub fn add(&mut self, name: &str) -> bool {
        let forms = |forms: Option<BodyForms>| forms.unwrap_or_default();
        match name {
            "byline" => self.include.contributors = true,
            "section" => self.include.section = true,
            "leadImage" => self.include.lead_image = true,
            "share" => {
                self.share = true;
                self.include.lead_image = true;
            }
            "tags" => self.include.tags = true,
            "series" => self.include.series = true,
            "translationOf" => self.include.translation_of = true,
            "tableOfContents" => {
                self.table_of_contents = true;
                self.include.body = true;
            }
            "alternativeIds" => self.include.alternative_ids = true,
            "portraits" => {
                self.include.contributors = true;
                self.include.portraits = true;
            }
            "renditions" => self.include.renditions = true,
            "feeds" => self.feeds = true,
            "jsonLd" => self.json_ld = true,
            "body" => self.body = Some(BodyForms { blocks: true, html: true, ..forms(self.body) }),
            "body.blocks" => self.body = Some(BodyForms { blocks: true, ..forms(self.body) }),
            "body.html" => self.body = Some(BodyForms { html: true, ..forms(self.body) }),
            "body.markdown" => self.body = Some(BodyForms { markdown: true, ..forms(self.body) }),
            "body.text" => self.body = Some(BodyForms { text: true, ..forms(self.body) }),
            _ => return false,
        }
        self.include.body |= self.body.is_some();
        true
    }

    /// Is this what a copy can keep? Which renditions have been made changes without articles changing.
    ///
    /// # Errors
    /// When it is not.
    pub(crate) fn check_copied(&self) -> Result<(), crate::problem::Problem> {
        if self.include.renditions {
            let detail =
                "renditions and srcsets are made at any time, and no change tells of it: ask the asset for them";
            return Err(crate::problem::Problem::malformed(detail));
        }
        if self.feeds || self.json_ld {
            let detail = "feeds and jsonLd follow from more than the article, and no change tells of that: ask the article \
                for them";
            return Err(crate::problem::Problem::malformed(detail));
        }
        Ok(())
    }

    /// What the members named in `fields` need.
    pub fn of_fields(fields: &Fields) -> Self {
        let mut selection = Self::default();
        for name in INCLUDABLE {
            if fields.mentions(name) && name != "body" {
                selection.add(name);
            }
        }
        if fields.mentions("byline.contributors.author.portrait") {
            selection.add("portraits");
        }
        if fields.0.iter().flat_map(|name| name.split('.')).any(|name| matches!(name, "renditions" | "srcsets")) {
            selection.add("renditions");
        }
        if fields.0.contains("body") {
            selection.add("body");
        }
        selection
    }

    /// What the sub-selections of an article field ask for; several places may show the same articles.
    pub fn of_look_ahead<'a>(places: impl IntoIterator<Item = Lookahead<'a>>) -> Self {
        let mut selection = Self::default();
        for place in places {
            for name in [
                "section",
                "leadImage",
                "share",
                "tags",
                "series",
                "translationOf",
                "tableOfContents",
                "feeds",
                "jsonLd",
            ] {
                if place.field(name).exists() {
                    selection.add(name);
                }
            }
            let portrait = place.field("byline").field("contributors").field("author").field("portrait");
            let blocks = place.field("body").field("blocks");
            let pictures = [
                place.field("leadImage"),
                place.field("share").field("image"),
                blocks.field("picture"),
                blocks.field("items").field("picture"),
                portrait,
            ];
            if pictures.iter().any(|it| it.field("renditions").exists() || it.field("srcsets").exists()) {
                selection.add("renditions");
            }
            if place.field("alternativeIds").exists() {
                selection.add("alternativeIds");
            }
            let byline = place.field("byline");
            if byline.exists() {
                selection.add("byline");
                if byline.field("contributors").field("author").field("portrait").exists() {
                    selection.add("portraits");
                }
            }
            let body = place.field("body");
            if body.exists() {
                selection.body = Some(selection.body.unwrap_or_default());
                selection.include.body = true;
                for (form, name) in [
                    ("blocks", "body.blocks"),
                    ("html", "body.html"),
                    ("markdown", "body.markdown"),
                    ("text", "body.text"),
                ] {
                    if body.field(form).exists() {
                        selection.add(name);
                    }
                }
            }
        }
        selection
    }
}

/// The members that `fields` names: `headline,byline.text`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeSet<String>);

impl Fields {
    /// From the members of a comma-separated list. Empty names are refused.
    pub fn parse(text: &str) -> Option<Self> {
        let names: BTreeSet<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        (!names.is_empty() && names.iter().all(|name| !name.is_empty())).then_some(Self(names))
    }

    /// Is this member, or one within it or around it, named?
    fn mentions(&self, member: &str) -> bool {
        // `body` alone asks for its usual forms, not for every one within it.
        let form = member.starts_with("body.");
        self.0.iter().any(|name| name == member || within(name, member) || (!form && within(member, name)))
    }

    /// Keeps the named members of an object, and of every object in an array. Returns the first name that led nowhere.
    pub fn prune(&self, value: &mut serde_json::Value) -> Option<String> {
        let mut unused: BTreeSet<&str> = self.0.iter().map(String::as_str).collect();
        prune(value, "", &self.0, &mut unused);
        unused.into_iter().next().map(str::to_owned)
    }
}

/// Is `inner` a member within `outer`?
fn within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
}

fn prune<'a>(value: &mut serde_json::Value, at: &str, fields: &'a BTreeSet<String>, unused: &mut BTreeSet<&'a str>) {
    match value {
        // What would be in the items of an empty array cannot be known to be missing.
        serde_json::Value::Array(items) if items.is_empty() && !at.is_empty() => {
            unused.retain(|field| !within(field, at));
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| prune(item, at, fields, unused)),
        serde_json::Value::Object(members) => {
            members.retain(|name, member| {
                let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                if fields.contains(&path) {
                    unused.remove(path.as_str());
                    return true;
                }
                let deeper = fields.iter().any(|field| within(field, &path));
                if deeper {
                    // What is not there, or has no items, cannot tell whether the names within it are right.
                    if member.is_null() || member.as_array().is_some_and(Vec::is_empty) {
                        unused.retain(|field| !within(field, &path));
                    }
                    prune(member, &path, fields, unused);
                }
                deeper
            });
        }
        // Names within what is no object lead nowhere.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_what_they_name_and_ask_for_what_they_need() {
        let fields = Fields::parse("headline,byline.text,body.html").expect("names");
        let selection = Selection::of_fields(&fields);
        assert!(selection.include.contributors && selection.include.body && !selection.include.tags);
        let forms = selection.body.expect("a body");
        assert!(forms.html && !forms.blocks && !forms.text);
        let mut value = serde_json::json!({
            "id": 1, "headline": "h", "byline": { "text": "By A", "contributors": [] }, "body": { "html": "" }
        });
        assert_eq!(fields.prune(&mut value), None);
        assert_eq!(value, serde_json::json!({ "headline": "h", "byline": { "text": "By A" }, "body": { "html": "" } }));
        let mut empty = serde_json::json!({ "id": 1, "tags": [], "series": null });
        assert_eq!(Fields::parse("id,tags.slug,series.part").expect("names").prune(&mut empty), None);
        let unknown = Fields::parse("headlin").expect("a name").prune(&mut value);
        assert_eq!(unknown.as_deref(), Some("headlin"));
    }
}
