//! Articles as editors see them.

use async_graphql::{Enum, Json, SimpleObject};
use masthead_app::{articles as app, articles::Note as DomainNote};
use masthead_domain::{article as domain, article::Stage as DomainStage};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Article, DateTime, ID, Included, id};
use crate::selection::Selection;

/// An article as editors see it: its latest revision, its stage, and what is planned.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Manuscript {
    /// Permanent id: the article's.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Its name in URLs.
    pub slug: String,
    /// Its path on the site.
    pub path: String,
    /// The number of its latest revision, counted from 1: every change, also of the stage, makes it one more. A change names the
    /// revision that it was made for: `If-Match` in REST (it is the `ETag`), `expectedRevision` in GraphQL.
    #[schema(example = 7)]
    pub revision: i32,
    /// The number of the revision whose content readers see, or saw last; null before the first publication.
    #[schema(required)]
    pub published_revision: Option<i32>,
    /// Is there content that readers do not see?
    pub has_changes: bool,
    /// Where it stands in its life.
    pub stage: Stage,
    /// What was said when it was submitted for review; null when nothing is to be said.
    #[schema(required)]
    pub review: Option<Review>,
    /// When it will be published by itself: the first time, or its latest changes.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub publish_at: Option<DateTime>,
    /// When it will be withdrawn by itself.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub unpublish_at: Option<DateTime>,
    /// Readers do not see it before this time, whatever else is planned.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub embargo_until: Option<DateTime>,
    /// When it was withdrawn.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub withdrawn_at: Option<DateTime>,
    /// Why it was withdrawn, as readers are told.
    #[schema(required)]
    pub withdrawn_reason: Option<String>,
    /// When it was thrown away.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub trashed_at: Option<DateTime>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime,
    /// When it was last changed, in any way.
    #[schema(value_type = String, format = DateTime)]
    pub changed_at: DateTime,
    /// The user who created it; null when it was imported.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub owner_id: Option<ID>,
    /// Articles with the same set are translations of each other.
    #[schema(required)]
    pub translation_set: Option<String>,
    /// What editors set beside it, whatever its stage, in their order.
    #[schema(value_type = Vec<String>)]
    pub related_ids: Vec<ID>,
    /// What its body lost or changed when it was written just now.
    pub notes: Vec<Note>,
    /// Its latest content as readers would see it; the dates of what never was public are that of its latest change.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Article>, required = false, nullable = false)]
    pub article: Included<Article>,
}

/// Where an article stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::StageName")]
pub enum Stage {
    /// Being written.
    Draft,
    /// Will be published by itself.
    Scheduled,
    /// Readers see it.
    Published,
    /// Was published, and was taken back.
    Withdrawn,
    /// Thrown away; it can be had back.
    Trashed,
}

/// How far a review has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::ReviewState")]
pub enum ReviewState {
    /// An editor is to look at it.
    Submitted,
    /// An editor found it good.
    Approved,
    /// An editor wants it changed.
    SentBack,
}

/// What was said about an article that was submitted for review.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// How far it has come.
    pub state: ReviewState,
    /// When it got there.
    #[schema(value_type = String, format = DateTime)]
    pub at: DateTime,
    /// The user who took it there.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub user_id: Option<ID>,
    /// What they said.
    #[schema(required)]
    pub note: Option<String>,
}

/// Something that a body lost or changed on the way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
pub struct Note {
    /// What was changed.
    pub message: String,
    /// An example of it.
    pub sample: String,
}

/// A revision of an article that has content of its own.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    /// Its number.
    pub number: i32,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime,
    /// The user who made it; null when it was imported.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub user_id: Option<ID>,
    /// Its headline.
    pub headline: String,
    /// Words of its body.
    pub word_count: i32,
    /// Do readers see it?
    pub is_published: bool,
    /// Its content as readers would see it. Not in lists.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Article>, required = false)]
    pub article: Included<Option<Article>>,
}

/// What two revisions of an article have different.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Comparison {
    /// The one's number.
    pub from: i32,
    /// The other's number.
    pub to: i32,
    /// Members that differ, without the body.
    pub fields: Vec<FieldDifference>,
    /// Blocks of the body that differ, in the order of the other; removed ones last.
    pub blocks: Vec<BlockDifference>,
}

/// A member that differs.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct FieldDifference {
    /// JSON pointer (RFC 6901) to the member.
    pub field: String,
    /// What it is in the one.
    #[schema(value_type = serde_json::Value, required)]
    pub from: Option<Json<serde_json::Value>>,
    /// What it is in the other.
    #[schema(value_type = serde_json::Value, required)]
    pub to: Option<Json<serde_json::Value>>,
}

/// A block that differs.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct BlockDifference {
    /// The block's id.
    pub id: String,
    /// What happened to it.
    pub change: BlockChange,
    /// The block in the one, in the form in which bodies are written.
    #[schema(value_type = Option<Object>, required)]
    pub from: Option<Json<serde_json::Value>>,
    /// The block in the other.
    #[schema(value_type = Option<Object>, required)]
    pub to: Option<Json<serde_json::Value>>,
}

/// What happened to a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "app::BlockChange")]
pub enum BlockChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
    /// It stands elsewhere.
    Moved,
}

/// A link that shows one revision of an article as its page will look, until it expires or is revoked.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// Its id, to revoke it by.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Which article.
    #[schema(value_type = String, format = Uuid)]
    pub article_id: ID,
    /// Which revision.
    pub revision: i32,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime,
    /// The user who made it.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub user_id: Option<ID>,
    /// Until when it holds.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: DateTime,
    /// Since when it does not hold any more.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub revoked_at: Option<DateTime>,
    /// What opens it: `GET /v1/previews/{token}`, `preview(token:)`. Told once, when it is made.
    #[schema(required)]
    pub token: Option<String>,
}

impl Manuscript {
    /// From what an operation answered; `article` is what of its content is wanted.
    pub fn new(view: app::ManuscriptView, article: Option<&Selection>, notes: Vec<DomainNote>) -> Self {
        let app::ManuscriptView { manuscript, article: content } = view;
        let identity = &manuscript.identity;
        let publish_at = match &identity.stage {
            DomainStage::Scheduled { publish_at, .. } => Some(*publish_at),
            _ => identity.plan.update_at,
        };
        let (withdrawn_at, withdrawn_reason) = match &identity.stage {
            DomainStage::Withdrawn { at, reason, .. } => (Some(*at), reason.clone()),
            _ => (None, None),
        };
        let trashed_at = match &identity.stage {
            DomainStage::Trashed { at, .. } => Some(*at),
            _ => None,
        };
        Self {
            id: id(identity.id),
            slug: identity.slug.to_string(),
            path: manuscript.path.clone(),
            revision: manuscript.revision,
            published_revision: manuscript.published_revision,
            has_changes: manuscript.has_changes(),
            stage: identity.stage.name().into(),
            review: identity.review.as_ref().map(Review::from),
            publish_at: publish_at.map(Into::into),
            unpublish_at: identity.plan.unpublish_at.map(Into::into),
            embargo_until: identity.embargo_until.map(Into::into),
            withdrawn_at: withdrawn_at.map(Into::into),
            withdrawn_reason,
            trashed_at: trashed_at.map(Into::into),
            created_at: manuscript.created_at.into(),
            changed_at: manuscript.changed_at.into(),
            owner_id: identity.owner.map(id),
            translation_set: identity.translation_set.clone(),
            related_ids: manuscript.content.related.iter().copied().map(id).collect(),
            notes: notes.into_iter().map(Note::from).collect(),
            article: article.map_or(Included::Left, |selection| Included::Is(Article::new(content, selection))),
        }
    }
}

impl From<&domain::Review> for Review {
    fn from(review: &domain::Review) -> Self {
        Self { state: review.state.into(), at: review.at.into(), user_id: review.by.map(id), note: review.note.clone() }
    }
}

impl From<DomainNote> for Note {
    fn from(note: DomainNote) -> Self {
        Self { message: note.message, sample: note.sample }
    }
}

impl Revision {
    /// From what an operation answered.
    pub fn new(view: app::RevisionView, article: Option<&Selection>) -> Self {
        let app::RevisionView { info, is_published, article: content } = view;
        Self {
            number: info.number,
            created_at: info.created_at.into(),
            user_id: info.created_by.map(id),
            headline: info.headline,
            word_count: info.word_count,
            is_published,
            article: article.map_or(Included::Left, |selection| {
                Included::Is(content.map(|content| Article::new(content, selection)))
            }),
        }
    }
}

impl From<app::Comparison> for Comparison {
    fn from(comparison: app::Comparison) -> Self {
        let block = |block: Option<masthead_domain::body::Block>| {
            block.map(|block| Json(serde_json::to_value(block).unwrap_or_default()))
        };
        Self {
            from: comparison.from,
            to: comparison.to,
            fields: comparison
                .fields
                .into_iter()
                .map(|d| FieldDifference { field: d.field, from: d.base.map(Json), to: d.current.map(Json) })
                .collect(),
            blocks: comparison
                .blocks
                .into_iter()
                .map(|d| BlockDifference { id: d.id, change: d.change.into(), from: block(d.from), to: block(d.to) })
                .collect(),
        }
    }
}

impl Preview {
    /// From what an operation answered; the token is told once.
    pub fn new(preview: app::Preview, token: Option<String>) -> Self {
        Self {
            id: id(preview.id),
            article_id: id(preview.article),
            revision: preview.revision,
            created_at: preview.created_at.into(),
            user_id: preview.created_by.map(id),
            expires_at: preview.expires_at.into(),
            revoked_at: preview.revoked_at.map(Into::into),
            token,
        }
    }
}
