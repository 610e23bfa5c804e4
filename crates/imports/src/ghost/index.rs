//! The first reading: everything but the texts.

use std::{
    collections::{BTreeMap, HashMap},
    ops::ControlFlow,
};

use super::{row::Row, stream::Tables};

/// Settings that may be known. There are keys and passwords among the others.
const SETTINGS: [&str; 18] = [
    "title",
    "description",
    "url",
    "site_url",
    "lang",
    "locale",
    "default_locale",
    "timezone",
    "active_timezone",
    "activeTimezone",
    "navigation",
    "secondary_navigation",
    "facebook",
    "twitter",
    "logo",
    "icon",
    "cover_image",
    "permalinks",
];

const POSTS: &[&str] = &[
    "id",
    "uuid",
    "title",
    "slug",
    "status",
    "type",
    "page",
    "visibility",
    "feature_image",
    "image",
    "author_id",
    "primary_author_id",
    "published_at",
    "created_at",
    "featured",
    "email_only",
];
const USERS: &[&str] = &[
    "id",
    "name",
    "slug",
    "bio",
    "profile_image",
    "image",
    "website",
    "facebook",
    "twitter",
    "threads",
    "bluesky",
    "mastodon",
    "tiktok",
    "youtube",
    "instagram",
    "linkedin",
];
const TAGS: &[&str] = &["id", "name", "slug", "description", "visibility", "feature_image", "image"];
const POSTS_TAGS: &[&str] = &["post_id", "tag_id", "sort_order"];
const POSTS_AUTHORS: &[&str] = &["post_id", "author_id", "sort_order"];
const POSTS_META: &[&str] = &[
    "post_id",
    "meta_title",
    "meta_description",
    "og_title",
    "og_description",
    "og_image",
    "twitter_title",
    "twitter_description",
    "twitter_image",
    "feature_image_alt",
    "feature_image_caption",
    "email_only",
    "frontmatter",
];
const SETTING: &[&str] = &["key", "value"];

/// A post without its text.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) line: u64,
    pub(super) row: Row,
}

/// A user or a tag.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) line: u64,
    pub(super) row: Row,
}

/// A table of which nothing is taken.
#[derive(Debug, Default)]
pub(super) struct Passed {
    pub(super) line: u64,
    pub(super) rows: u64,
}

/// What an export has, without texts.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) posts: Vec<Post>,
    pub(super) users: Vec<Named>,
    pub(super) tags: Vec<Named>,
    /// Tags of posts, with their places.
    pub(super) posts_tags: HashMap<String, Vec<(f64, String)>>,
    /// Authors of posts, with their places.
    pub(super) posts_authors: HashMap<String, Vec<(f64, String)>>,
    pub(super) posts_meta: HashMap<String, Row>,
    pub(super) settings: HashMap<String, String>,
    pub(super) settings_line: u64,
    /// Other tables, and rows that are none.
    pub(super) passed: BTreeMap<String, Passed>,
}

/// The first reading, and who is told how far it is.
pub(super) struct Indexing<'a> {
    pub(super) index: Index,
    pub(super) progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>,
}

impl Index {
    fn pass(&mut self, table: &str, line: u64) {
        let passed = self.passed.entry(table.to_owned()).or_default();
        if passed.rows == 0 {
            passed.line = line;
        }
        passed.rows += 1;
    }
}

impl Tables for Indexing<'_> {
    fn columns(&self, table: &str) -> Option<&'static [&'static str]> {
        Some(match table {
            "posts" => POSTS,
            "users" => USERS,
            "tags" => TAGS,
            "posts_tags" => POSTS_TAGS,
            "posts_authors" => POSTS_AUTHORS,
            "posts_meta" => POSTS_META,
            "settings" => SETTING,
            _ => return None,
        })
    }

    fn row(&mut self, table: &str, mut row: Row, line: u64) -> ControlFlow<()> {
        let index = &mut self.index;
        let post = row.id("post_id");
        match (table, post) {
            // Also what is none: the second reading finds it at the same place.
            ("posts", _) => index.posts.push(Post { line, row }),
            ("users", _) if row.is_row => index.users.push(Named { line, row }),
            ("tags", _) if row.is_row => index.tags.push(Named { line, row }),
            ("posts_tags", Some(post)) => {
                let tags = index.posts_tags.entry(post).or_default();
                let place = row.number("sort_order").unwrap_or(tags.len() as f64);
                tags.extend(row.id("tag_id").map(|tag| (place, tag)));
            }
            ("posts_authors", Some(post)) => {
                let authors = index.posts_authors.entry(post).or_default();
                let place = row.number("sort_order").unwrap_or(authors.len() as f64);
                authors.extend(row.id("author_id").map(|author| (place, author)));
            }
            ("posts_meta", Some(post)) => drop(index.posts_meta.insert(post, row)),
            ("settings", _) if row.is_row => {
                if index.settings_line == 0 {
                    index.settings_line = line;
                }
                if let Some(key) = row.text("key").filter(|key| SETTINGS.contains(key)).map(str::to_owned)
                    && let Some(value) = row.take("value")
                {
                    index.settings.insert(key, value);
                }
            }
            _ => index.pass(&format!("{table}, rows that are not as expected"), line),
        }
        ControlFlow::Continue(())
    }

    fn passed(&mut self, table: &str, line: u64) {
        self.index.pass(table, line);
    }

    fn progress(&mut self, bytes: u64) -> ControlFlow<()> {
        (self.progress)(bytes)
    }
}

/// In the order of their places; what is at the same place, as it was found.
pub(super) fn ordered(found: Option<&Vec<(f64, String)>>) -> Vec<&str> {
    let mut places: Vec<&(f64, String)> = found.into_iter().flatten().collect();
    places.sort_by(|one, other| one.0.total_cmp(&other.0));
    places.into_iter().map(|(_, id)| id.as_str()).collect()
}
