//! Batches: many operations in one request.

use async_graphql::{InputObject, Json, SimpleObject};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Operations that are done in order.
#[derive(Debug, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct BatchInput {
    /// All or nothing: when one fails, none of them has happened.
    #[serde(default)]
    #[graphql(default)]
    pub atomic: bool,
    /// What is to be done, in this order; at most 100.
    #[schema(max_items = 100)]
    pub operations: Vec<BatchOperation>,
}

/// One operation of a batch.
#[derive(Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BatchOperation {
    /// Its name, such as `publishArticle`: an operation that writes an article.
    #[schema(example = "publishArticle")]
    pub operation: String,
    /// Id or slug of what is changed; nothing for what is created.
    pub id: Option<String>,
    /// The revision that is changed.
    pub expected_revision: Option<i32>,
    /// What it needs besides: the body that it has in REST when it stands alone.
    #[schema(value_type = Option<Object>)]
    pub input: Option<Json<serde_json::Map<String, Value>>>,
}

/// What became of a batch.
#[derive(Debug, Serialize, ToSchema, SimpleObject)]
pub struct BatchResult {
    /// Is everything that succeeded kept? False when it was to be all or nothing, and one failed.
    pub committed: bool,
    /// What became of each operation, in their order.
    pub results: Vec<BatchAnswer>,
}

/// What became of one operation of a batch.
#[derive(Debug, Serialize, ToSchema, SimpleObject)]
pub struct BatchAnswer {
    /// The status that it would have had alone; 424 when it was not tried, or taken back, because another one failed.
    #[schema(example = 200)]
    pub status: u16,
    /// What it would have been answered with alone: the manuscript without its article, or a problem; null when it was not tried.
    #[schema(value_type = Option<Object>, required)]
    pub body: Option<Json<Value>>,
}

impl BatchAnswer {
    /// Of an operation that has not happened, because another one failed.
    pub fn not_kept() -> Self {
        Self { status: 424, body: None }
    }
}
