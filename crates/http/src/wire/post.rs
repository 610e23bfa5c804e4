//! Posts of live coverage.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};
use masthead_app::{articles::Note as DomainNote, posts::PostView};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Author, Body, BodyFields, BodyForms, DateTime, ID, Note, id};

/// What was added to live coverage at one moment.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Post {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Id of the article that it belongs to.
    #[schema(value_type = String, format = Uuid)]
    pub article_id: ID,
    /// Where it stands: its cursor in the list of posts, and a position in the stream of what happens. Null for one that is only tried.
    #[schema(required)]
    pub position: Option<String>,
    /// The time that readers see.
    #[schema(value_type = String, format = DateTime)]
    pub posted_at: DateTime,
    /// The last change.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: DateTime,
    /// A title.
    #[schema(required, example = "The bridge is open again")]
    pub headline: Option<String>,
    /// Its text.
    pub body: Body,
    /// Who wrote it, in order; without any, those of the article did.
    pub authors: Vec<Author>,
    /// Does it belong to what one has to know of all that happened?
    pub key_event: bool,
    /// Is it to be shown above all others?
    pub pinned: bool,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
    /// What its text lost or changed when it was written just now.
    pub notes: Vec<Note>,
}

impl Post {
    /// A post with these forms of its text.
    pub(crate) fn new(view: &PostView, forms: BodyForms) -> Self {
        let post = &view.post;
        Self {
            id: id(post.id),
            article_id: id(post.article),
            position: view.position(),
            posted_at: post.posted_at.into(),
            updated_at: post.updated_at.into(),
            headline: post.headline.clone(),
            body: Body::of(&post.body, &view.assets, false, forms),
            authors: view.authors.iter().map(|author| Author::new(author, &view.site)).collect(),
            key_event: post.is_key_event,
            pinned: post.is_pinned,
            revision: post.revision,
            notes: Vec::new(),
        }
    }

    /// The same with what reading its text changed.
    pub(crate) fn noted(self, notes: Vec<DomainNote>) -> Self {
        Self { notes: notes.into_iter().map(Note::from).collect(), ..self }
    }
}

/// The forms of a post's text that REST tells.
pub(crate) const POST_FORMS: BodyForms = BodyForms { blocks: true, html: true, markdown: false, text: false };

/// What can be written of a post. A change is a merge patch (RFC 7396): what is absent stays, null takes away, lists replace lists.
#[derive(Debug, Clone, Default, Serialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PostFields {
    /// A title. A post has a title, a text, or both.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, example = "The bridge is open again")]
    pub headline: MaybeUndefined<String>,
    /// Its text.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<BodyFields>, required = false)]
    pub body: MaybeUndefined<BodyFields>,
    /// Who wrote it, in order, by id or slug.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<Vec<String>>, required = false)]
    pub authors: MaybeUndefined<Vec<String>>,
    /// Does it belong to what one has to know of all that happened?
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<bool>, required = false)]
    pub key_event: MaybeUndefined<bool>,
    /// Is it to be shown above all others?
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<bool>, required = false)]
    pub pinned: MaybeUndefined<bool>,
    /// The time that readers see; now when nothing is said. It does not move the post: the order is that in which posts were added.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, format = DateTime, required = false)]
    pub posted_at: MaybeUndefined<DateTime>,
}
