//! The variables a request gives, and the values its arguments come to.

use std::collections::{BTreeMap, HashMap};

use super::ast::{ConstValue, Directive, Name, OperationDefinition, Positioned, Value, Variables};
use super::limits::wide;

/// A request's variables, as JSON or as the library's own type.
///
/// Their nesting needs no bound of the guard's: `serde_json` refuses more than 128 levels.
#[derive(Debug, Clone, Copy, Default)]
pub enum Given<'a> {
    /// The request gives none.
    #[default]
    Nothing,
    /// `variables` of the request's body.
    Json(&'a serde_json::Map<String, serde_json::Value>),
    /// The library's variables.
    Library(&'a BTreeMap<Name, ConstValue>),
}

impl<'a> From<&'a serde_json::Map<String, serde_json::Value>> for Given<'a> {
    fn from(variables: &'a serde_json::Map<String, serde_json::Value>) -> Self {
        Self::Json(variables)
    }
}

impl<'a> From<&'a Variables> for Given<'a> {
    fn from(variables: &'a Variables) -> Self {
        Self::Library(variables)
    }
}

/// The part of a value that costs and conditions depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Number(u64),
    Items(u64),
    Boolean(bool),
    /// Null, or of a kind that no cost depends on.
    Other,
}

/// The given variables with the operation's defaults behind them.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    given: Given<'a>,
    defaults: HashMap<&'a str, Known>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(given: Given<'a>, operation: &'a OperationDefinition) -> Self {
        let definitions = operation.variable_definitions.iter().map(|it| &it.node);
        let defaults = definitions
            .filter_map(|it| Some((it.name.node.as_str(), known_const(&it.default_value.as_ref()?.node))))
            .collect();
        Self { given, defaults }
    }

    /// What the value comes to; nothing when it is a variable that has no value.
    pub(super) fn value(&self, value: &Value) -> Option<Known> {
        Some(match value {
            Value::Variable(name) => return self.variable(name).or_else(|| self.default(name)),
            Value::Number(number) => known_number(number),
            Value::List(items) => Known::Items(wide(items.len())),
            Value::Boolean(value) => Known::Boolean(*value),
            _ => Known::Other,
        })
    }

    /// Whether `@skip` or `@include` leaves the selection out for certain. The library looks at
    /// given variables only, the specification at defaults too: a default counts here when both
    /// come to the same.
    pub(super) fn leaves_out(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| {
            let kept_if = match directive.node.name.node.as_str() {
                "skip" => false,
                "include" => true,
                _ => return false,
            };
            let Some(condition) = directive.node.get_argument("if") else {
                return false;
            };
            let value = match &condition.node {
                Value::Variable(name) => self
                    .variable(name)
                    .or_else(|| self.default(name).filter(|it| kept_if && *it == Known::Boolean(false))),
                literal => self.value(literal),
            };
            value == Some(Known::Boolean(!kept_if))
        })
    }

    fn variable(&self, name: &str) -> Option<Known> {
        match self.given {
            Given::Nothing => None,
            Given::Json(map) => map.get(name).map(|value| match value {
                serde_json::Value::Number(number) => known_number(number),
                serde_json::Value::Array(items) => Known::Items(wide(items.len())),
                serde_json::Value::Bool(value) => Known::Boolean(*value),
                _ => Known::Other,
            }),
            Given::Library(map) => map.get(name).map(known_const),
        }
    }

    fn default(&self, name: &str) -> Option<Known> {
        self.defaults.get(name).copied()
    }
}

fn known_const(value: &ConstValue) -> Known {
    match value {
        ConstValue::Number(number) => known_number(number),
        ConstValue::List(items) => Known::Items(wide(items.len())),
        ConstValue::Boolean(value) => Known::Boolean(*value),
        _ => Known::Other,
    }
}

/// Negative numbers and fractions are no sizes; a number beyond 64 bits is the largest one.
fn known_number(number: &serde_json::Number) -> Known {
    match number.as_u64() {
        Some(number) => Known::Number(number),
        None if number.as_f64().is_some_and(|it| it >= u64::MAX as f64) => Known::Number(u64::MAX),
        None => Known::Other,
    }
}
