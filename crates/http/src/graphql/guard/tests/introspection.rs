//! Introspection: the standard query passes, nests that multiply do not.

use super::super::Limits;
use super::{Refusal, admit, limit_of};

/// The query of graphql-js with every option on.
pub(super) const STANDARD: &str = "query IntrospectionQuery {
  __schema {
    description
    queryType { name kind } mutationType { name kind } subscriptionType { name kind }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) {
    name description
    args(includeDeprecated: true) { ...InputValue }
    type { ...TypeRef }
    isDeprecated deprecationReason
  }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue {
  name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
}
fragment TypeRef on __Type {
  kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
}";

#[test]
fn the_standard_query_passes() {
    let guarded = admit(STANDARD).unwrap();
    let shape = guarded.outline.operations.values().next().unwrap();
    assert_eq!((shape.depth, shape.introspection_lists), (15, 3));
    let budget = Limits::default().introspection_cost;
    assert!(
        shape.introspection_cost < budget && shape.introspection_cost * 2 > budget,
        "{} of {budget}: once, not twice",
        shape.introspection_cost
    );
    let measured = guarded
        .measure(Some("IntrospectionQuery"), super::super::Given::Nothing, &super::newsroom, &Limits::default())
        .unwrap();
    assert_eq!(measured.cost, 1);
}

#[test]
fn it_passes_once() {
    let twice = STANDARD.replacen("__schema {", "x: __schema { types { ...FullType } } __schema {", 1);
    assert_eq!(limit_of(&twice).0, "introspection_cost");
}

#[test]
fn nests_are_refused() {
    let nest = |hops: usize, inner: &str| {
        format!("{{__schema{{types{{{}{inner}{}}}}}}}", "fields{type{".repeat(hops), "}}".repeat(hops))
    };
    assert!(admit(&nest(1, "name")).is_ok());
    assert!(admit(&nest(2, "name")).is_ok());
    assert_eq!(limit_of(&nest(3, "name")), ("introspection_lists", 4, 3));
    let through_interfaces = nest(1, "possibleTypes{interfaces{name}}");
    assert_eq!(limit_of(&through_interfaces).0, "introspection_lists");
    let wrapped =
        "{__type(name:\"Q\"){".to_owned() + &"fields{type{ofType{".repeat(4) + "name" + &"}}}".repeat(4) + "}}";
    assert_eq!(limit_of(&wrapped), ("introspection_lists", 4, 3));
    let wide = nest(2, &(0..25).map(|at| format!("a{at}:name ")).collect::<String>());
    assert_eq!(limit_of(&wide).0, "introspection_cost");
}

#[test]
fn fragments_hide_no_nest() {
    let hidden = "{__schema{types{...A}}} fragment A on __Type{fields{type{...B}}}
        fragment B on __Type{fields{type{...C}}} fragment C on __Type{fields{name}}";
    assert_eq!(limit_of(hidden), ("introspection_lists", 4, 3));
    let through_root = "{...R} fragment R on Query{...on Query{__schema{types{fields{args{type{fields{name}}}}}}}}";
    assert_eq!(limit_of(through_root), ("introspection_lists", 4, 3));
}

#[test]
fn the_same_names_outside_introspection_are_ordinary() {
    let ordinary = "{types{fields{args{interfaces{directives{fields{name}}}}}}}";
    assert!(!matches!(admit(ordinary), Err(Refusal::TooComplex { .. })));
}
