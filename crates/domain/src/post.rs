//! Posts: what is added to live coverage while something happens.

use crate::{article::Article, author::Author, body::Body, error::Violation, id::Id, text::Checks, time::Instant};

/// Most authors of one post.
pub const MAX_POST_AUTHORS: usize = 20;

/// One post of a live article.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Its id.
    pub id: Id<Post>,
    /// The article that it belongs to.
    pub article: Id<Article>,
    /// Its place among the posts: the number of the event by which it was added. Nothing until that is committed.
    pub seq: Option<i64>,
    /// The time that readers see.
    pub posted_at: Instant,
    /// The last change.
    pub updated_at: Instant,
    /// A title.
    pub headline: Option<String>,
    /// Its text.
    pub body: Body,
    /// Who wrote it, in order; without any, those of the article did.
    pub authors: Vec<Id<Author>>,
    /// Does it belong to what one has to know of all that happened?
    pub is_key_event: bool,
    /// Is it to be shown above all others?
    pub is_pinned: bool,
    /// How often it was written: what a change names, so that nobody overwrites what they have not seen.
    pub revision: i32,
}

/// What makes a post impossible to keep.
pub fn check(post: &Post) -> Vec<Violation> {
    let mut checks = Checks::default();
    checks.prose("/headline", &post.headline);
    let mut violations = checks.into_violations();
    if post.headline.is_none() && post.body.blocks.is_empty() {
        violations.push(Violation::new("/body", "required", "a post has a headline, a body, or both"));
    }
    if post.authors.len() > MAX_POST_AUTHORS {
        violations.push(Violation::new("/authors", "too_many", format!("at most {MAX_POST_AUTHORS}")));
    }
    for (place, author) in post.authors.iter().enumerate() {
        if post.authors[..place].contains(author) {
            violations.push(Violation::new(format!("/authors/{place}"), "duplicate", "the same author twice"));
        }
    }
    violations
}
