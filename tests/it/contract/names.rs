//! REST and GraphQL call the same things by the same names: operations, types, fields and values.

use std::collections::{BTreeMap, BTreeSet};

use masthead_domain::access::{Need, Operation};
use serde_json::{Value, json};

use super::sdl::{Kind, SCHEMA};

/// Operations of one side only, and why. An entry that is not needed any more fails.
const ONE_SIDED_OPERATIONS: &[(&str, &str)] = &[
    ("healthz", "asked by machines that speak only HTTP"),
    ("readyz", "asked by machines that speak only HTTP"),
    ("metrics", "asked by machines that speak only HTTP"),
    ("openapi", "the document of the other side"),
    ("jwks", "where others look for it, and its form, are theirs to say: RFC 7517"),
    ("schema", "GraphQL tells its schema by introspection"),
    ("*Feed", "documents of other standards, which GraphQL does not carry"),
    ("sitemap*", "documents of other standards, which GraphQL does not carry"),
    ("newsSitemap", "documents of other standards, which GraphQL does not carry"),
    ("media", "bytes, which GraphQL does not carry"),
    ("receiveUpload", "bytes, which GraphQL does not carry"),
    ("live", "GraphQL has subscriptions"),
];

/// Fields of one side only, and why.
const ONE_SIDED_FIELDS: &[(&str, &str)] = &[
    ("ArticlePage.site", "GraphQL selects site beside the page"),
    ("FrontPage.site", "GraphQL selects site beside the page"),
    ("*Block.type", "GraphQL tells it as __typename"),
    ("Section.feeds", "REST tells it in the Link header"),
    ("Author.feeds", "REST tells it in the Link header"),
    ("Tag.feeds", "REST tells it in the Link header"),
    ("Series.feeds", "REST tells it in the Link header"),
    ("Collection.feeds", "REST tells it in the Link header"),
    ("Section.parent", "REST has it as the last of the ancestors"),
];

/// Types of one side only, by name or by the ending of the name, and why.
const ONE_SIDED_TYPES: &[(&str, &str)] = &[
    ("Query", "the operations themselves"),
    ("Mutation", "the operations themselves"),
    ("Subscription", "the operations themselves"),
    ("DifferenceMember", "errors have a place of their own in GraphQL"),
    ("*Connection", "List_* in REST, without edges"),
    ("*Edge", "List_* in REST, without edges"),
    ("List_*", "connections in GraphQL"),
    ("SearchResults", "a connection in GraphQL"),
    ("SearchHit", "an edge in GraphQL"),
    ("*Node", "a node with its type, which GraphQL tells as __typename"),
    ("JsonWebKey*", "of operations that are REST's alone"),
    ("Health", "of operations that are REST's alone"),
    ("LiveEvent", "GraphQL has subscriptions"),
    ("Problem", "errors have a place of their own in GraphQL"),
    ("ViolationMember", "errors have a place of their own in GraphQL"),
];

/// Operations that declare no 4xx or no 5xx: there is nothing in their requests that could be wrong.
const WITHOUT_PROBLEMS: &[&str] = &["healthz", "metrics", "openapi", "schema"];

fn openapi() -> Value {
    serde_json::from_str(&masthead_http::openapi_json()).unwrap()
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().filter(|(method, _)| *method != "parameters").map(move |m| (path, m))
    });
    methods.map(|(path, (method, operation))| (format!("{} {path}", method.to_uppercase()), operation)).collect()
}

/// Fails for what is on one side only and not listed, and for what is listed and not on one side only.
fn assert_only_these(what: &str, found: &BTreeSet<String>, listed: &[(&str, &str)]) {
    let fits = |name: &str, pattern: &str| match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(ending), _) => name.ends_with(ending),
        (_, Some(beginning)) => name.starts_with(beginning),
        _ => name == pattern,
    };
    let unlisted: Vec<_> = found.iter().filter(|name| !listed.iter().any(|(p, _)| fits(name, p))).collect();
    assert!(unlisted.is_empty(), "{what} on one side only: {unlisted:?}");
    let idle: Vec<_> = listed.iter().filter(|(p, _)| !found.iter().any(|name| fits(name, p))).collect();
    assert!(idle.is_empty(), "{what} are on both sides now; take them off the list: {idle:?}");
}

/// The names of a body's members, through `allOf`; nothing for what is no object.
fn properties(document: &Value, schema: &Value) -> Option<BTreeMap<String, Value>> {
    if let Some(reference) = schema["$ref"].as_str() {
        return properties(document, document.pointer(reference.trim_start_matches('#')).unwrap());
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return Some(parts.iter().filter_map(|part| properties(document, part)).flatten().collect());
    }
    let members = schema["properties"].as_object()?;
    Some(members.iter().map(|(name, member)| (name.clone(), member.clone())).collect())
}

fn may_be_null(schema: &Value) -> bool {
    let is_null = |ty: &Value| ty == "null" || ty.as_array().is_some_and(|types| types.iter().any(|t| t == "null"));
    let of_one = schema["oneOf"].as_array().is_some_and(|options| options.iter().any(|o| is_null(&o["type"])));
    // What says nothing about its type may be anything.
    let anything = ["type", "$ref", "oneOf", "allOf", "anyOf", "enum"].iter().all(|word| schema.get(word).is_none());
    is_null(&schema["type"]) || of_one || anything
}

#[test]
fn every_operation_has_the_same_name_on_both_sides() {
    let document = openapi();
    let rest: BTreeSet<String> =
        operations(&document).iter().map(|(_, op)| op["operationId"].as_str().unwrap().to_owned()).collect();
    let roots = SCHEMA.fields("Query").iter().chain(SCHEMA.fields("Mutation"));
    let mut graphql: BTreeSet<String> = roots.map(|field| field.name.clone()).collect();
    for (name, kind) in &SCHEMA.0 {
        let Kind::Object(fields) = kind else { continue };
        if name != "Query" && name != "Mutation" {
            let lists = fields.iter().filter(|field| field.is_connection());
            graphql.extend(lists.map(|field| lower(name) + &upper(&field.name)));
        }
    }
    let one_sided = rest.symmetric_difference(&graphql).cloned().collect();
    assert_only_these("operations", &one_sided, ONE_SIDED_OPERATIONS);
}

fn lower(name: &str) -> String {
    name[..1].to_lowercase() + &name[1..]
}

fn upper(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}

#[test]
fn every_operation_id_is_used_once() {
    let document = openapi();
    let mut seen = BTreeSet::new();
    for (place, operation) in operations(&document) {
        assert!(seen.insert(operation["operationId"].as_str().unwrap()), "{place}: used twice");
    }
}

/// The names of the schemas that answers are made of.
fn answered(document: &Value) -> BTreeSet<String> {
    fn follow(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str)
                    && let Some(name) = reference.strip_prefix("#/components/schemas/")
                    && found.insert(name.to_owned())
                {
                    follow(document, &document["components"]["schemas"][name], found);
                }
                members.values().for_each(|member| follow(document, member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| follow(document, item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for (_, operation) in operations(document) {
        follow(document, &operation["responses"], &mut found);
    }
    found
}

#[test]
fn every_type_has_the_same_fields_on_both_sides() {
    let document = openapi();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let output = |kind: &Kind| matches!(kind, Kind::Object(_) | Kind::OneOf(_) | Kind::Enum(_));
    // What only inputs use stands in OpenAPI's parameters, not among its schemas.
    let graphql: BTreeSet<String> = SCHEMA
        .0
        .iter()
        .filter(|(name, kind)| output(kind) && !["ArticleOrder", "SearchOrder", "ReadWindow"].contains(&name.as_str()))
        .map(|(n, _)| n.clone())
        .collect();
    // Inputs are read, not answered: GraphQL has the id and the revision in them, REST in the path and a header.
    let rest = answered(&document);
    assert_only_these("types", &rest.symmetric_difference(&graphql).cloned().collect(), ONE_SIDED_TYPES);

    let mut one_sided = BTreeSet::new();
    let mut other_null = Vec::new();
    for name in rest.intersection(&graphql) {
        match &SCHEMA.0[name] {
            Kind::Object(fields) => {
                let members =
                    properties(&document, &schemas[name]).unwrap_or_else(|| panic!("{name} has no properties"));
                let names: BTreeSet<&String> =
                    fields.iter().filter(|field| !field.is_connection()).map(|field| &field.name).collect();
                let rest: BTreeSet<&String> = members.keys().collect();
                one_sided.extend(rest.symmetric_difference(&names).map(|field| format!("{name}.{field}")));
                let same = fields.iter().filter_map(|field| Some((field, members.get(&field.name)?)));
                other_null.extend(
                    same.filter(|(field, member)| field.nullable != may_be_null(member))
                        .map(|(field, member)| format!("{name}.{}: GraphQL {}, {member}", field.name, field.nullable)),
                );
            }
            Kind::Enum(values) => {
                let other = schemas[name]["enum"].as_array().unwrap_or_else(|| panic!("{name} is no enum"));
                let other: BTreeSet<&str> = other.iter().map(|value| value.as_str().unwrap()).collect();
                assert_eq!(values.iter().map(String::as_str).collect::<BTreeSet<_>>(), other, "{name}");
            }
            Kind::OneOf(objects) => {
                let options = schemas[name]["oneOf"].as_array().unwrap_or_else(|| panic!("{name} is not oneOf"));
                assert_eq!(objects.len(), options.len(), "{name}: {objects:?}");
            }
            Kind::Other => unreachable!("only what answers have"),
        }
    }
    assert_only_these("fields", &one_sided, ONE_SIDED_FIELDS);
    assert!(other_null.is_empty(), "null on one side only (optional relations apart):\n{}", other_null.join("\n"));
}

#[test]
fn every_operation_is_described() {
    let document = openapi();
    let tags: BTreeSet<&str> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut without_problems = BTreeSet::new();
    for (place, operation) in operations(&document) {
        for member in ["summary", "operationId"] {
            assert!(operation[member].as_str().is_some_and(|text| !text.is_empty()), "{place} has no {member}");
        }
        let of = operation["tags"].as_array().unwrap_or_else(|| panic!("{place} has no tags"));
        assert!(of.iter().all(|tag| tags.contains(tag.as_str().unwrap())), "{place}: unknown tags {of:?}");
        let id = operation["operationId"].as_str().unwrap();
        let policy = Operation::ALL.iter().find(|known| known.name() == id);
        let policy = policy.unwrap_or_else(|| panic!("{place}: {id} is not in the policy"));
        let security = if policy.need() == Need::Public { json!([]) } else { json!([{ "bearer": [] }]) };
        assert_eq!(operation["security"], security, "{place}: who may ask");
        let responses = operation["responses"].as_object().unwrap();
        for (status, response) in responses {
            assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{place}: {status}");
            if status.starts_with(['4', '5']) {
                let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{place}: {status}");
            }
        }
        let has = |class: char| responses.keys().any(|status| status.starts_with(class));
        if !has('4') || !has('5') {
            without_problems.insert(operation["operationId"].as_str().unwrap().to_owned());
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = &parameter["name"];
            assert!(
                parameter["description"].as_str().is_some_and(|t| !t.is_empty()),
                "{place}: {name} is not described"
            );
        }
    }
    let listed: Vec<(&str, &str)> = WITHOUT_PROBLEMS.iter().map(|name| (*name, "")).collect();
    assert_only_these("operations without problems", &without_problems, &listed);
}
