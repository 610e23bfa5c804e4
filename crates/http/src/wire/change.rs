//! Delta sync: what has changed for a copy.

use async_graphql::{Enum, SimpleObject};
use masthead_app::{Edge, changes as app};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Article, ID, id};
use crate::selection::Selection;

/// What has changed for a copy, in the order in which it is to be applied.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Changes {
    /// The changes.
    pub entries: Vec<Change>,
    /// How far a copy is that has applied them: what the next request sends. Opaque; it goes with the filter that it was given for.
    pub token: String,
    /// Are there more at this moment? Ask again at once, with the new token. A copy is whole when there are none.
    pub has_more: bool,
    /// Where live updates go on once the copy is whole: `Last-Event-ID` in REST, `after` in GraphQL.
    pub live_position: String,
}

/// One change of a copy. Applying it twice does no harm.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Change {
    /// What to do.
    pub action: ChangeAction,
    /// What it is about.
    #[serde(rename = "type")]
    #[graphql(name = "type")]
    pub kind: ChangeType,
    /// Id of the article; null for a redirect.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub id: Option<ID>,
    /// The article as it is now; null when it is to be deleted, and for a redirect.
    #[schema(required)]
    pub article: Option<Article>,
    /// The redirect; null for an article.
    #[schema(required)]
    pub redirect: Option<ChangedRedirect>,
}

/// What to do with a thing in a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeAction {
    /// Keep it as it is here, in the place of what was kept of it.
    Upsert,
    /// Throw it away, if it is there: readers do not see it any more, or it does not belong to the filter any more.
    Delete,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeType {
    /// An article.
    Article,
    /// A path of the site that has moved.
    Redirect,
}

/// A path that has moved. Where something is now, what is there counts.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct ChangedRedirect {
    /// The path.
    #[schema(example = "/old/lamps")]
    pub from: String,
    /// A path of the site, or an absolute URL; null when it leads nowhere any more.
    #[schema(required, example = "/cities/lamps")]
    pub to: Option<String>,
}

impl Change {
    fn new(change: app::Change, selection: &Selection) -> Self {
        let action = |is_there| if is_there { ChangeAction::Upsert } else { ChangeAction::Delete };
        match change {
            app::Change::Article(view) => Self {
                action: ChangeAction::Upsert,
                kind: ChangeType::Article,
                id: Some(id(view.article.id)),
                article: Some(Article::new(view, selection)),
                redirect: None,
            },
            app::Change::NoArticle(gone) => Self {
                action: ChangeAction::Delete,
                kind: ChangeType::Article,
                id: Some(id(gone)),
                article: None,
                redirect: None,
            },
            app::Change::Redirect { from, to } => Self {
                action: action(to.is_some()),
                kind: ChangeType::Redirect,
                id: None,
                article: None,
                redirect: Some(ChangedRedirect { from, to }),
            },
        }
    }
}

impl Changes {
    /// As much of a page as fits into so many bytes of JSON, and one change at least. What does not fit comes with the next request.
    pub fn new(page: app::Changes, selection: &Selection, max_bytes: usize) -> Self {
        let app::Changes { edges, token, has_more, live_position } = page;
        let mut changes = Self { entries: Vec::with_capacity(edges.len()), token, has_more, live_position };
        let mut left = Bytes(max_bytes);
        let mut taken = None;
        for Edge { cursor, node } in edges {
            let change = Change::new(node, selection);
            // What does not fit leaves no room for anything else either.
            let fits = serde_json::to_writer(&mut left, &change).inspect_err(|_| left.0 = 0).is_ok();
            if let (false, Some(cursor)) = (fits, taken) {
                return Self { token: cursor, has_more: true, ..changes };
            }
            changes.entries.push(change);
            taken = Some(cursor);
        }
        changes
    }
}

/// Counts bytes down, and takes no more than are left.
struct Bytes(usize);

impl std::io::Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
