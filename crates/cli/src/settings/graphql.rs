//! What a GraphQL document may ask for.

use clap::Args;
use masthead_http::{HttpSettings, Limits};

use super::{Origins, http::Http};
use crate::Failure;

/// A setting as a size in memory.
pub(crate) fn size(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

fn number(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// What a GraphQL document may ask for. A refusal names the limit, the value and the maximum.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "GraphQL")]
pub(crate) struct Graphql {
    /// Parsed documents that are kept in memory.
    #[arg(long, value_name = "N", default_value_t = number(HttpSettings::default().graphql_documents),
        value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    graphql_documents: u64,
    /// Most errors in one answer.
    #[arg(long, value_name = "N", default_value_t = number(HttpSettings::default().graphql_errors),
        value_parser = clap::value_parser!(u64).range(1..=1_000))]
    graphql_errors: u64,
    /// Longest document, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = number(Limits::default().document_bytes),
        value_parser = clap::value_parser!(u64).range(256..=16_777_216))]
    graphql_document_bytes: u64,
    /// Most tokens of a document: names, numbers, strings, punctuators.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().tokens),
        value_parser = clap::value_parser!(u64).range(10..=1_000_000))]
    graphql_tokens: u64,
    /// Longest name, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = number(Limits::default().name_bytes),
        value_parser = clap::value_parser!(u64).range(16..=65_536))]
    graphql_name_bytes: u64,
    /// Most brackets of any kind open at once.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().nesting),
        value_parser = clap::value_parser!(u64).range(2..=128))]
    graphql_nesting: u64,
    /// Most fragment definitions.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().fragments),
        value_parser = clap::value_parser!(u64).range(0..=10_000))]
    graphql_fragments: u64,
    /// Most fields below each other, the leaf counted. Standard introspection needs 15.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().depth),
        value_parser = clap::value_parser!(u64).range(1..=100))]
    graphql_depth: u64,
    /// Most selection sets below each other, with the levels that fragments add.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().levels),
        value_parser = clap::value_parser!(u64).range(1..=32))]
    graphql_levels: u64,
    /// Most aliases of an operation, fragments expanded.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().aliases),
        value_parser = clap::value_parser!(u64).range(0..=10_000))]
    graphql_aliases: u64,
    /// Most fields at the root of an operation, fragments expanded.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().root_fields),
        value_parser = clap::value_parser!(u64).range(1..=10_000))]
    graphql_root_fields: u64,
    /// Most directives of an operation, fragments expanded.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().directives),
        value_parser = clap::value_parser!(u64).range(0..=10_000))]
    graphql_directives: u64,
    /// Most fields, spreads and inline fragments of a document, fragments expanded.
    #[arg(long, value_name = "N", default_value_t = Limits::default().selections,
        value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    graphql_selections: u64,
    /// Most fields beside each other, added up over every selection set: what is compared for conflicts.
    #[arg(long, value_name = "N", default_value_t = Limits::default().comparisons,
        value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    graphql_comparisons: u64,
    /// Most list fields below each other in introspection. The standard query needs 3.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().introspection_lists),
        value_parser = clap::value_parser!(u64).range(0..=15))]
    graphql_introspection_lists: u64,
    /// What introspection may cost: about the number of values in the answer.
    #[arg(long, value_name = "N", default_value_t = Limits::default().introspection_cost,
        value_parser = clap::value_parser!(u64).range(0..=100_000_000))]
    graphql_introspection_cost: u64,
    /// Most values in the variables of a request, every item and member counted.
    #[arg(long, value_name = "N", default_value_t = number(Limits::default().variables),
        value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    graphql_variables: u64,
    /// What an operation may cost: its fields, multiplied by the pages that hold them.
    #[arg(long, value_name = "N", default_value_t = Limits::default().cost,
        value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    graphql_cost: u64,
}

impl Graphql {
    pub(crate) fn documents(&self) -> usize {
        size(self.graphql_documents)
    }

    pub(crate) fn errors(&self) -> usize {
        size(self.graphql_errors)
    }

    /// Every limit, named one by one: a new one without a setting does not compile.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            document_bytes: size(self.graphql_document_bytes),
            tokens: size(self.graphql_tokens),
            name_bytes: size(self.graphql_name_bytes),
            nesting: size(self.graphql_nesting),
            fragments: size(self.graphql_fragments),
            depth: size(self.graphql_depth),
            levels: size(self.graphql_levels),
            aliases: size(self.graphql_aliases),
            root_fields: size(self.graphql_root_fields),
            directives: size(self.graphql_directives),
            selections: self.graphql_selections,
            comparisons: self.graphql_comparisons,
            introspection_lists: size(self.graphql_introspection_lists),
            introspection_cost: self.graphql_introspection_cost,
            variables: size(self.graphql_variables),
            cost: self.graphql_cost,
        }
    }

    pub(crate) fn check(&self, http: &Http, origins: &Origins) -> Result<(), Failure> {
        let (document, body) = (self.graphql_document_bytes, http.max_body_bytes);
        if document > body {
            let (own, most) = (origins.of("graphql_document_bytes"), origins.of("max_body_bytes"));
            return Err(Failure::new(format!(
                "graphql_document_bytes is {document} ({own}), more than max_body_bytes, which is {body} ({most}): a \
                 document travels in a body; lower the one or raise the other"
            )));
        }
        Ok(())
    }
}
