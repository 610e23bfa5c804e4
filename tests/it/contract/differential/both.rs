//! One question put to both protocols, and the differences between the answers.

use masthead_tests::Client;
use serde_json::{Map, Value, json};

/// What a list is asked: its page, and for lists by date its order and filter. The words are the same on both sides.
#[derive(Debug, Clone, Default)]
pub(crate) struct ListArgs {
    /// `first`, `after`, `last`, `before`.
    pub(crate) page: Vec<(String, Value)>,
    /// `NEWEST` or `OLDEST`.
    pub(crate) order: Option<&'static str>,
    /// Members of the filter.
    pub(crate) filter: Vec<(String, Value)>,
    /// `exclude` of lists in an order of their own.
    pub(crate) exclude: Option<Vec<String>>,
}

impl ListArgs {
    pub(crate) fn first(first: u32) -> Self {
        Self { page: vec![("first".to_owned(), json!(first))], ..Self::default() }
    }

    pub(crate) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.filter.push((member.to_owned(), value.into()));
        self
    }

    pub(crate) fn at(mut self, argument: &str, value: impl Into<Value>) -> Self {
        self.page.push((argument.to_owned(), value.into()));
        self
    }

    /// As a query string.
    pub(crate) fn query(&self) -> String {
        let mut query = Vec::new();
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Array(items) => items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join(","),
            other => other.to_string(),
        };
        for (name, value) in self.page.iter().chain(&self.filter) {
            query.push(format!("{name}={}", escape(&text(value))));
        }
        if let Some(order) = self.order {
            query.push(format!("order={order}"));
        }
        if let Some(ids) = &self.exclude {
            query.push(format!("exclude={}", ids.join(",")));
        }
        query.join("&")
    }

    /// As the arguments of a GraphQL field, declared as variables, and their values.
    pub(crate) fn variables(&self) -> (String, String, Value) {
        let mut declared = Vec::new();
        let mut given = Vec::new();
        let mut values = Map::new();
        let mut add = |name: &str, ty: &str, value: Value| {
            declared.push(format!("${name}: {ty}"));
            given.push(format!("{name}: ${name}"));
            values.insert(name.to_owned(), value);
        };
        for (name, value) in &self.page {
            add(name, if value.is_number() { "Int" } else { "String" }, value.clone());
        }
        if let Some(order) = self.order {
            add("order", "ArticleOrder!", json!(order));
        }
        if !self.filter.is_empty() {
            let filter: Map<String, Value> = self.filter.iter().cloned().collect();
            add("filter", "ArticleFilter", filter.into());
        }
        if let Some(ids) = &self.exclude {
            add("exclude", "[ID!]", json!(ids));
        }
        let wrap =
            |parts: Vec<String>| if parts.is_empty() { String::new() } else { format!("({})", parts.join(", ")) };
        (wrap(declared), wrap(given), values.into())
    }
}

/// A value of a query string.
pub(crate) fn escape(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~,/".contains(byte);
    text.bytes().map(|b| if plain(&b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Fails unless both answers are the same; `rest` is the whole body, `graphql` what the query gave.
pub(crate) fn assert_same(what: &str, rest: &Value, graphql: &Value) {
    let mut found = Vec::new();
    differences(rest, graphql, String::new(), &mut found);
    let shown = found.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(found.is_empty(), "{what}: {} differences\n{shown}", found.len());
}

fn differences(rest: &Value, graphql: &Value, at: String, found: &mut Vec<String>) {
    match (rest, graphql) {
        (Value::Object(rest), Value::Object(graphql)) => {
            for (name, value) in graphql {
                let (theirs, expected) = match (name.as_str(), value) {
                    // What a thing is: the name of its GraphQL type, or the tag of its JSON.
                    ("__typename", Value::String(name)) => ("type", json!(tag(name))),
                    _ => (name.as_str(), value.clone()),
                };
                match rest.get(theirs) {
                    Some(value) => differences(value, &expected, format!("{at}/{theirs}"), found),
                    None => found.push(format!("{at}/{theirs}: REST has none; GraphQL {expected}")),
                }
            }
            for (name, value) in rest {
                let is_tag = name == "type" && graphql.contains_key("__typename");
                if !graphql.contains_key(name) && !is_tag {
                    found.push(format!("{at}/{name}: REST {value}; GraphQL has none"));
                }
            }
        }
        (Value::Array(rest), Value::Array(graphql)) => {
            if rest.len() != graphql.len() {
                found.push(format!("{at}: REST has {} items; GraphQL {}", rest.len(), graphql.len()));
            }
            for (index, (rest, graphql)) in rest.iter().zip(graphql).enumerate() {
                differences(rest, graphql, format!("{at}/{index}"), found);
            }
        }
        _ if rest == graphql => {}
        _ => found.push(format!("{at}: REST {rest}; GraphQL {graphql}")),
    }
}

/// `PullQuoteBlock` is `pullQuote`, `Article` is `article`.
fn tag(typename: &str) -> String {
    let name = typename.strip_suffix("Block").unwrap_or(typename);
    name[..1].to_lowercase() + &name[1..]
}

/// Asks both for a list and compares all of it, cursors and count included. Returns REST's answer.
pub(crate) async fn compare_list(client: &Client, list: &List<'_>, args: &ListArgs, shape: &Shape<'_>) -> Value {
    let mut query = args.query();
    for part in ["totalCount=true", shape.query] {
        if !part.is_empty() {
            query = if query.is_empty() { part.to_owned() } else { format!("{query}&{part}") };
        }
    }
    let path = format!("{}?{query}", list.path);
    let rest = client.json(&path).await;

    let (declared, given, variables) = args.variables();
    let page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount";
    let field =
        format!("{}{given} {{ nodes {} edges {{ cursor node {{ id }} }} {page} }}", list.field, shape.selection);
    let (open, close) = list.below;
    let data = client.data(&format!("query{declared} {{ {open} {field} {close} }}"), variables).await;
    let mut graphql = match open.split(['(', ' ', '{']).next() {
        Some("") | None => data[list.field].clone(),
        Some(outer) => data[outer][list.field].clone(),
    };
    let connection = graphql.as_object_mut().unwrap();
    let edges = connection.remove("edges").unwrap();
    let nodes = connection.remove("nodes").unwrap();
    let ids = |items: &Value, at: &str| -> Vec<Value> {
        items.as_array().unwrap().iter().map(|item| item.pointer(at).unwrap().clone()).collect()
    };
    assert_eq!(ids(&edges, "/node/id"), ids(&nodes, "/id"), "{path}: edges and nodes");
    let cursors = ids(&edges, "/cursor");
    let ends = [cursors.first(), cursors.last()].map(|cursor| cursor.cloned().unwrap_or_default());
    assert_eq!(ends, [&connection["pageInfo"]["startCursor"], &connection["pageInfo"]["endCursor"]].map(Value::clone));
    connection.insert("items".to_owned(), nodes);
    assert_same(&path, &rest, &graphql);
    rest
}

/// A list: its path in REST, and its field in GraphQL with what stands around it.
#[derive(Debug, Clone)]
pub(crate) struct List<'a> {
    pub(crate) path: String,
    pub(crate) field: &'a str,
    pub(crate) below: (&'a str, &'a str),
}

impl<'a> List<'a> {
    /// At the root of both.
    pub(crate) fn root(field: &'a str, path: &str) -> Self {
        Self { path: path.to_owned(), field, below: ("", "") }
    }
}

/// What of the items is asked for: more of a query string, and a selection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<'a> {
    pub(crate) query: &'a str,
    pub(crate) selection: &'a str,
}

#[test]
fn a_difference_is_found_wherever_it_is() {
    let rest = json!({"items": [{"type": "pullQuote", "a": 1, "only": null}, {"b": [1, 2]}]});
    let graphql = json!({"items": [{"__typename": "QuoteBlock", "a": 2, "other": null}, {"b": [1]}]});
    let mut found = Vec::new();
    differences(&rest, &graphql, String::new(), &mut found);
    let places: Vec<&str> = found.iter().map(|difference| difference.split(':').next().unwrap()).collect();
    assert_eq!(places, ["/items/0/type", "/items/0/a", "/items/0/other", "/items/0/only", "/items/1/b"]);
    found.clear();
    differences(
        &rest,
        &json!({"items": [{"__typename": "PullQuoteBlock", "a": 1, "only": null}, {"b": [1, 2]}]}),
        String::new(),
        &mut found,
    );
    assert!(found.is_empty(), "{found:?}");
}
