//! GraphQL: the schema, and the handler of GraphQL over HTTP. Resolvers unwrap a selection, call one operation, and wrap its answer.

mod accounts;
mod connection;
mod editing;
mod events;
mod explorer;
mod filing;
pub mod guard;
mod handler;
mod loaders;
mod lookahead;
mod media;
mod mutation;
mod posts;
mod price;
mod query;
mod reads;
mod refused;
mod relations;
mod request;
mod search;
#[cfg(test)]
mod sizes;
mod socket;
mod subscription;
mod sync;
mod variables;

use async_graphql::MergedObject;

use accounts::AccountQueries;
pub use connection::{Connection, ConnectionEdge};
use editing::EditingQueries;
pub(crate) use explorer::configure as configure_explorer;
use filing::FilingQueries;
pub(crate) use handler::{Documents, get, post};
use media::MediaQueries;
pub use mutation::Mutation;
use query::ReadingQueries;
use reads::ReadsQueries;
use search::SearchQueries;
pub use search::{SearchConnection, SearchEdge};

pub use subscription::Subscription;
use sync::SyncQueries;

/// The root of queries: what readers ask, what editors ask, and who asks.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    ReadingQueries,
    EditingQueries,
    AccountQueries,
    FilingQueries,
    MediaQueries,
    SearchQueries,
    SyncQueries,
    posts::PostQueries,
    ReadsQueries,
);

/// How many bytes of JSON one page of changes has at most.
struct PageBytes(usize);

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema, ready to execute guarded documents.
pub fn schema() -> Schema {
    // The guard has bounded depth, cost and the rest before the library sees a document.
    Schema::build(Query::default(), Mutation::default(), Subscription).disable_suggestions().finish()
}

/// The schema as SDL: `schema.graphql`.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_fields().sorted_enum_items().sorted_arguments();
    let mut text = schema().sdl_with_options(options);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// An error as GraphQL answers it: the same table as REST, in `extensions`.
pub(crate) fn error(problem: impl Into<crate::problem::Problem>) -> async_graphql::Error {
    use async_graphql::{ErrorExtensions, Value};
    let problem = problem.into();
    async_graphql::Error::new(problem.detail.clone()).extend_with(|_, extensions| {
        extensions.set("code", problem.code);
        extensions.set("status", problem.status);
        extensions.set("type", problem.kind.clone());
        if let Some(reason) = &problem.reason {
            extensions.set("reason", reason.clone());
        }
        if let (Some(value), Some(maximum)) = (problem.value, problem.maximum) {
            extensions.set("value", value);
            extensions.set("maximum", maximum);
        }
        for (name, revision) in
            [("expectedRevision", problem.expected_revision), ("currentRevision", problem.current_revision)]
        {
            if let Some(revision) = revision {
                extensions.set(name, revision);
            }
        }
        if let Some(seconds) = problem.retry_after {
            extensions.set("retryAfter", seconds);
        }
        if !problem.differences.is_empty() {
            let differences = serde_json::to_value(&problem.differences).ok().and_then(|v| Value::from_json(v).ok());
            extensions.set("differences", differences.unwrap_or_default());
        }
        if !problem.violations.is_empty() {
            let violations = serde_json::to_value(&problem.violations).ok().and_then(|v| Value::from_json(v).ok());
            extensions.set("violations", violations.unwrap_or_default());
        }
    })
}
