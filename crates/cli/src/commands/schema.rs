//! `masthead schema`: the documents of the API, from the code alone.

use std::process::ExitCode;

use super::configuration;
use crate::{Failure, args::Document, out};

/// Prints a document. Reads nothing: no configuration, no database, no clock.
///
/// # Errors
/// When standard output cannot be written to.
pub(crate) fn run(document: Document) -> Result<ExitCode, Failure> {
    let mut text = match document {
        Document::Graphql => masthead_http::schema_sdl(),
        Document::Openapi => masthead_http::openapi_json(),
        Document::Errors => masthead_http::errors_markdown(),
        Document::Configuration => configuration::markdown(),
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    out::text(&text)?;
    Ok(ExitCode::SUCCESS)
}
