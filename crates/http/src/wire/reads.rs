//! What pages report of what was read.

use async_graphql::InputObject;
use masthead_domain::reads::Report;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a page has to report. There is no place in it for who has read.
#[derive(Debug, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct ReadsFields {
    /// What was read, at most 20 reads together. Articles that are not there, or not public, are passed over.
    pub reads: Vec<ReadFields>,
}

/// An article that was read.
#[derive(Debug, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct ReadFields {
    /// The article's id.
    #[schema(format = Uuid)]
    pub article: String,
    /// How often.
    #[serde(default = "once")]
    #[schema(minimum = 1)]
    #[graphql(default = 1)]
    pub count: i32,
}

fn once() -> i32 {
    1
}

impl From<ReadsFields> for Vec<Report> {
    fn from(fields: ReadsFields) -> Self {
        let report = |ReadFields { article, count }| Report { article, count: count.into() };
        fields.reads.into_iter().map(report).collect()
    }
}
