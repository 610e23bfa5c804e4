//! Are a request's variables of the types that its operation declares? Asked before anything is executed, because a request whose
//! variables cannot be coerced is refused as a whole; the library finds out about some of it only in the middle of an answer.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::{Name, Pos, Variables};
use async_graphql_parser::types::{BaseType, OperationDefinition, Type, TypeKind, TypeSystemDefinition};
use async_graphql_value::ConstValue;
use masthead_domain::time::Instant;
use serde_json::Value;

/// A variable that cannot be what it was declared as.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unfit {
    /// Which, and what would be right.
    pub(super) message: String,
    /// Where it is declared.
    pub(super) at: Pos,
}

/// What values of a type look like.
#[derive(Debug)]
enum Form {
    Int,
    Float,
    Text,
    Boolean,
    Id,
    Instant,
    Enum(Vec<Name>),
    Object { members: Vec<Member>, is_one_of: bool },
}

#[derive(Debug)]
struct Member {
    name: Name,
    kind: Type,
    has_default: bool,
}

/// The types that variables can have. The schema never changes while the program runs.
static FORMS: LazyLock<HashMap<String, Form>> = LazyLock::new(|| forms(&super::sdl()));

fn forms(sdl: &str) -> HashMap<String, Form> {
    let mut forms: HashMap<String, Form> = [
        ("Int", Form::Int),
        ("Float", Form::Float),
        ("String", Form::Text),
        ("Boolean", Form::Boolean),
        ("ID", Form::Id),
        ("DateTime", Form::Instant),
    ]
    .map(|(name, form)| (name.to_owned(), form))
    .into();
    let definitions = async_graphql_parser::parse_schema(sdl).map(|document| document.definitions).unwrap_or_default();
    for definition in definitions {
        let TypeSystemDefinition::Type(of) = definition else { continue };
        let form = match of.node.kind {
            TypeKind::Enum(it) => Form::Enum(it.values.into_iter().map(|value| value.node.value.node).collect()),
            TypeKind::InputObject(it) => Form::Object {
                is_one_of: of.node.directives.iter().any(|directive| directive.node.name.node == "oneOf"),
                members: it
                    .fields
                    .into_iter()
                    .map(|field| Member {
                        name: field.node.name.node,
                        kind: field.node.ty.node,
                        has_default: field.node.default_value.is_some(),
                    })
                    .collect(),
            },
            _ => continue,
        };
        forms.insert(of.node.name.node.to_string(), form);
    }
    forms
}

/// Checks the variables of an operation, and drops those that it does not declare.
///
/// # Errors
/// The first one that does not fit.
pub(super) fn check(operation: &OperationDefinition, variables: &mut Variables) -> Result<(), Unfit> {
    let mut given = std::mem::take(&mut **variables);
    for definition in &operation.variable_definitions {
        let name = &definition.node.name.node;
        let kind = &definition.node.var_type.node;
        let unfit = |message| Unfit { message, at: definition.pos };
        match given.remove(name) {
            Some(value) => {
                fits(kind, &value, &mut format!("${name}")).map_err(unfit)?;
                variables.insert(name.clone(), value);
            }
            None if kind.nullable || definition.node.default_value.is_some() => {}
            None => return Err(unfit(format!("variable ${name} of the type {kind} is missing"))),
        }
    }
    Ok(())
}

/// How many values these are: every item and every member counts. Asked of the JSON, so that too many are never converted.
pub(super) fn count(variables: &serde_json::Map<String, Value>) -> usize {
    fn within(value: &Value) -> usize {
        1 + match value {
            Value::Array(items) => items.iter().map(within).sum(),
            Value::Object(members) => count(members),
            _ => 0,
        }
    }
    variables.values().map(within).sum()
}

/// `place` says where the value stands; it is as it was when this returns.
fn fits(kind: &Type, value: &ConstValue, place: &mut String) -> Result<(), String> {
    if *value == ConstValue::Null {
        return if kind.nullable { Ok(()) } else { Err(format!("variable {place} of the type {kind} is null")) };
    }
    match &kind.base {
        BaseType::List(item) => match value {
            ConstValue::List(items) => {
                let length = place.len();
                for (at, value) in items.iter().enumerate() {
                    place.push_str(&format!("[{at}]"));
                    fits(item, value, place)?;
                    place.truncate(length);
                }
                Ok(())
            }
            // One value stands for a list of one.
            one => fits(item, one, place),
        },
        BaseType::Named(name) => match FORMS.get(name.as_str()) {
            Some(form) => has_form(name, form, value, place),
            // No input type: the library's validation says so.
            None => Ok(()),
        },
    }
}

fn has_form(name: &str, form: &Form, value: &ConstValue, place: &mut String) -> Result<(), String> {
    let fits = match (form, value) {
        (Form::Object { members, is_one_of }, ConstValue::Object(given)) => {
            return is_object(members, *is_one_of, given, place);
        }
        (Form::Int, ConstValue::Number(number)) => number.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
        (Form::Float, ConstValue::Number(_))
        | (Form::Text | Form::Id, ConstValue::String(_))
        | (Form::Boolean, ConstValue::Boolean(_)) => true,
        (Form::Id, ConstValue::Number(number)) => number.is_i64() || number.is_u64(),
        (Form::Instant, ConstValue::String(text)) => {
            let error = text.parse::<Instant>().err();
            return error.map_or(Ok(()), |error| Err(format!("variable {place} is no DateTime: {error}")));
        }
        (Form::Enum(values), ConstValue::String(text)) => values.iter().any(|value| value == text),
        (Form::Enum(values), ConstValue::Enum(text)) => values.contains(text),
        _ => false,
    };
    match (fits, form) {
        (true, _) => Ok(()),
        (false, Form::Enum(values)) => Err(format!("variable {place} is not one of {}", values.join(", "))),
        (false, _) => Err(format!("variable {place} is not of the type {name}")),
    }
}

fn is_object(
    members: &[Member],
    is_one_of: bool,
    given: &async_graphql::indexmap::IndexMap<Name, ConstValue>,
    place: &mut String,
) -> Result<(), String> {
    if is_one_of && (given.len() != 1 || given.values().any(|value| *value == ConstValue::Null)) {
        return Err(format!("variable {place} has to have exactly one member"));
    }
    if let Some(unknown) = given.keys().find(|name| !members.iter().any(|member| member.name == **name)) {
        // The member's name is the client's, and may be as long as the body.
        let unknown: String = unknown.chars().take(100).collect();
        return Err(format!("variable {place} has an unknown member {unknown:?}"));
    }
    for Member { name, kind, has_default } in members {
        let length = place.len();
        place.push_str(&format!(".{name}"));
        match given.get(name) {
            Some(value) => fits(kind, value, place)?,
            None if kind.nullable || *has_default => {}
            None => return Err(format!("variable {place} of the type {kind} is missing")),
        }
        place.truncate(length);
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test fails by panicking
mod tests {
    use async_graphql_parser::parse_query;
    use serde_json::json;

    use super::*;

    fn unfit(declaration: &str, variables: serde_json::Value) -> Option<String> {
        let document = parse_query(format!("query({declaration}) {{ __typename }}")).unwrap();
        let operation = document.operations.iter().next().unwrap().1.node.clone();
        check(&operation, &mut Variables::from_json(variables)).err().map(|unfit| unfit.message)
    }

    #[test]
    fn variables_that_fit_pass() {
        for (declaration, variables) in [
            ("$n: Int, $d: Int! = 2, $b: Boolean!", json!({"n": null, "b": true, "unknown": [1]})),
            ("$ids: [ID!]!", json!({"ids": ["a", 7]})),
            ("$ids: [ID!]!", json!({"ids": "one"})),
            ("$f: ArticleFilter", json!({"f": {"role": "TRANSLATOR", "publishedAfter": "2026-11-01T09:00:00Z"}})),
            ("$by: ArticleBy!", json!({"by": {"slug": "a"}})),
            ("$o: ArticleOrder", json!({"o": "OLDEST"})),
            ("$x: NoSuchType!", json!({"x": 1})),
        ] {
            assert_eq!(unfit(declaration, variables.clone()), None, "{declaration} {variables}");
        }
    }

    #[test]
    fn variables_that_do_not_fit_are_named() {
        for (declaration, variables, message) in [
            ("$n: Int", json!({"n": "1"}), "variable $n is not of the type Int"),
            ("$n: Int", json!({"n": 1.5}), "variable $n is not of the type Int"),
            ("$n: Int", json!({"n": 2_147_483_648_u64}), "variable $n is not of the type Int"),
            ("$n: Int!", json!({}), "variable $n of the type Int! is missing"),
            ("$n: Int!", json!({"n": null}), "variable $n of the type Int! is null"),
            ("$s: String", json!({"s": 1}), "variable $s is not of the type String"),
            ("$ids: [ID!]", json!({"ids": ["a", null]}), "variable $ids[1] of the type ID! is null"),
            ("$f: ArticleFilter", json!({"f": {"role": "POET"}}), "variable $f.role is not one of"),
            (
                "$f: ArticleFilter",
                json!({"f": {"publishedAfter": "soon"}}),
                "variable $f.publishedAfter is no DateTime",
            ),
            ("$f: ArticleFilter", json!({"f": {"colour": 1}}), "variable $f has an unknown member \"colour\""),
            ("$f: ArticleFilter", json!({"f": []}), "variable $f is not of the type ArticleFilter"),
            ("$by: ArticleBy!", json!({"by": {}}), "variable $by has to have exactly one member"),
            ("$by: ArticleBy!", json!({"by": {"slug": "a", "id": "b"}}), "variable $by has to have exactly one member"),
        ] {
            let told = unfit(declaration, variables).unwrap_or_default();
            assert!(told.starts_with(message), "{told}");
        }
    }
}
