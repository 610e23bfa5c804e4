//! The guard of the GraphQL door: decides in linear time whether a document may go on to the
//! library, and what it costs.
//!
//! The library cannot be asked: it recurses once per bracket of a value, and its checks expand
//! nested fragment spreads exponentially. So four steps stand before it:
//!
//! 1. [`lex`]: one pass over the bytes bounds size, tokens and nesting; the parser is safe after it.
//! 2. [`parse`]: the library's parser.
//! 3. the walk: every fragment measured once; depth, aliases, root fields, directives, expanded
//!    selections, introspection; circles of fragments refused.
//! 4. the cost of the chosen operation with its variables and a [`CostModel`].
//!
//! The first three depend on the document alone: [`Guarded::admit`] runs them, and its result can be
//! kept by the document's hash. [`Guarded::measure`] is the fourth, once per request.
//!
//! Not decided here: whether fields, arguments, fragments and variables exist and fit. A spread of an
//! unknown fragment, an unused fragment or an unknown field passes, and the library's validation
//! answers it in bounded time.

mod ast;
mod cost;
mod given;
mod introspection;
pub mod lex;
mod limits;
mod order;
mod parse;
mod refusal;
#[cfg(test)]
mod tests;
mod walk;

use ast::{DocumentOperations, ExecutableDocument, Name, OperationDefinition, OperationType, Variables};
pub use cost::{Call, CostModel, MOST_ITEMS, Price};
pub use given::Given;
pub use limits::{HARDEST_NESTING, Limits};
pub use parse::parse;
pub use refusal::Refusal;
pub use walk::Shape;

/// A document that may go on to the library, with its measure.
#[derive(Debug)]
pub struct Guarded {
    document: ExecutableDocument,
    outline: walk::Outline,
}

/// What one request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// The cost of the chosen operation, for `extensions.cost`.
    pub cost: u64,
    /// Query, mutation or subscription: a GET may only query.
    pub operation_type: OperationType,
    /// The measure that does not depend on variables.
    pub shape: Shape,
}

impl Guarded {
    /// Checks a document's text, parses it and holds it to the limits that do not depend on
    /// variables.
    ///
    /// # Errors
    /// See [`Refusal`]; never one about the choice of the operation.
    pub fn admit(document: &str, limits: &Limits) -> Result<Self, Refusal> {
        lex::check(document, limits)?;
        Self::of(parse(document)?, limits)
    }

    /// Holds a document that is parsed already to the limits that do not depend on variables. Its
    /// text must have passed [`lex::check`] before it was parsed.
    ///
    /// # Errors
    /// [`Refusal::TooComplex`] or [`Refusal::Cycle`].
    pub fn of(document: ExecutableDocument, limits: &Limits) -> Result<Self, Refusal> {
        let outline = walk::outline(&document, limits)?;
        Ok(Self { document, outline })
    }

    /// The parsed document, for `Request::set_parsed_query`.
    #[must_use]
    pub fn document(&self) -> &ExecutableDocument {
        &self.document
    }

    /// The type of the operation that the request chooses.
    ///
    /// # Errors
    /// [`Refusal::UnknownOperation`] or [`Refusal::OperationNameRequired`].
    pub fn operation_type(&self, operation_name: Option<&str>) -> Result<OperationType, Refusal> {
        self.choose(operation_name).map(|(_, operation)| operation.ty)
    }

    /// The operation that the request chooses.
    ///
    /// # Errors
    /// [`Refusal::UnknownOperation`] or [`Refusal::OperationNameRequired`].
    pub fn operation(&self, operation_name: Option<&str>) -> Result<&OperationDefinition, Refusal> {
        self.choose(operation_name).map(|(_, operation)| operation)
    }

    /// Measures the chosen operation with the request's variables and holds its cost to the limit.
    ///
    /// # Errors
    /// [`Refusal::TooComplex`] for `cost`, or a refusal about the choice of the operation.
    pub fn measure<'a>(
        &self,
        operation_name: Option<&str>,
        variables: impl Into<Given<'a>>,
        model: &dyn CostModel,
        limits: &Limits,
    ) -> Result<Measured, Refusal> {
        let (name, operation) = self.choose(operation_name)?;
        let order = &self.outline.order;
        let cost = cost::cost(&self.document, order, operation, variables.into(), model);
        limits::hold("cost", cost, limits.cost)?;
        Ok(Measured {
            cost,
            operation_type: operation.ty,
            shape: self.outline.operations.get(&name).copied().unwrap_or_default(),
        })
    }

    /// Gives the variables that the request leaves out the defaults of the chosen operation.
    ///
    /// The library applies defaults to arguments but not to `@skip` and `@include`: without this,
    /// `query ($with: Boolean = true) { a @include(if: $with) }` leaves `a` out.
    ///
    /// # Errors
    /// A refusal about the choice of the operation.
    pub fn fill_defaults(&self, operation_name: Option<&str>, variables: &mut Variables) -> Result<(), Refusal> {
        let (_, operation) = self.choose(operation_name)?;
        for definition in &operation.variable_definitions {
            if let Some(default) = &definition.node.default_value {
                let name = definition.node.name.node.clone();
                variables.entry(name).or_insert_with(|| default.node.clone());
            }
        }
        Ok(())
    }

    /// Holds the number of values in the variables to its limit.
    ///
    /// # Errors
    /// [`Refusal::TooComplex`] for `variables`.
    pub fn hold_variables(values: usize, limits: &Limits) -> Result<(), Refusal> {
        limits::hold_size("variables", values, limits.variables)
    }

    fn choose(&self, name: Option<&str>) -> Result<(Option<Name>, &OperationDefinition), Refusal> {
        let unknown = |name: &str| Refusal::UnknownOperation { name: name.to_owned() };
        match (&self.document.operations, name) {
            (DocumentOperations::Single(operation), None) => Ok((None, &operation.node)),
            (DocumentOperations::Single(_), Some(name)) => Err(unknown(name)),
            (DocumentOperations::Multiple(many), Some(name)) => many
                .get_key_value(name)
                .map(|(name, operation)| (Some(name.clone()), &operation.node))
                .ok_or_else(|| unknown(name)),
            (DocumentOperations::Multiple(many), None) => {
                let mut all = many.iter();
                match (all.next(), all.next()) {
                    (Some((name, operation)), None) => Ok((Some(name.clone()), &operation.node)),
                    _ => Err(Refusal::OperationNameRequired),
                }
            }
        }
    }
}
