//! The library's syntax tree, named in one place.

pub(super) use async_graphql_parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
pub(super) use async_graphql_parser::{Error as ParseError, Pos, Positioned, parse_query};
pub(super) use async_graphql_value::{ConstValue, Name, Value, Variables};
