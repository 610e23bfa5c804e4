//! A copy as an app keeps one: it knows the API, and nothing of the server.

use std::collections::BTreeMap;

use masthead_tests::Client;
use serde_json::{Value, json};

/// What an app keeps.
#[derive(Debug, Clone, Default)]
pub(super) struct Copy {
    /// The filter, as it stands in the URL: `&section=news`.
    filter: String,
    token: Option<String>,
    articles: BTreeMap<String, Value>,
    redirects: BTreeMap<String, String>,
}

/// What of an answer counts for a copy; where its own members are called the same in both protocols.
const QUERY: &str = "query($token: String, $first: Int, $section: String, $language: String, $type: [ChangeType!]) {
    changes(token: $token, first: $first, section: $section, language: $language, type: $type) {
        entries { action type id article { id headline } redirect { from to } } token hasMore } }";

impl Copy {
    /// Of what a filter lets through.
    pub(super) fn of(filter: &str) -> Self {
        Self { filter: filter.to_owned(), ..Self::default() }
    }

    /// Everything it holds.
    pub(super) fn content(&self) -> (&BTreeMap<String, Value>, &BTreeMap<String, String>) {
        (&self.articles, &self.redirects)
    }

    pub(super) fn filter(&self) -> &str {
        &self.filter
    }

    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The path of its next request.
    pub(super) fn next(&self, first: usize) -> String {
        let token = self.token.as_ref().map(|token| format!("&token={token}")).unwrap_or_default();
        format!("/v1/sync?first={first}{}{token}", self.filter)
    }

    /// One request. Is there more?
    pub(super) async fn step(&mut self, client: &Client, first: usize) -> bool {
        let page = client.json(&self.next(first)).await;
        self.apply(&page)
    }

    /// Until there is no more. Returns how many requests that took.
    pub(super) async fn catch_up(&mut self, client: &Client, first: usize) -> usize {
        for requests in 1.. {
            if !self.step(client, first).await {
                return requests;
            }
        }
        unreachable!()
    }

    /// Applies a page.
    pub(super) fn apply(&mut self, page: &Value) -> bool {
        for entry in page["entries"].as_array().unwrap() {
            let upsert = match entry["action"].as_str().unwrap() {
                "UPSERT" => true,
                "DELETE" => false,
                other => panic!("{other}"),
            };
            match entry["type"].as_str().unwrap() {
                "ARTICLE" => {
                    let id = entry["id"].as_str().unwrap();
                    assert!(entry["redirect"].is_null());
                    if upsert {
                        assert_eq!(entry["article"]["id"], id);
                        self.articles.insert(id.to_owned(), entry["article"].clone());
                    } else {
                        assert!(entry["article"].is_null());
                        self.articles.remove(id);
                    }
                }
                "REDIRECT" => {
                    let redirect = &entry["redirect"];
                    let from = redirect["from"].as_str().unwrap();
                    assert_eq!(upsert, redirect["to"].is_string(), "{entry}");
                    match redirect["to"].as_str() {
                        Some(to) => drop(self.redirects.insert(from.to_owned(), to.to_owned())),
                        None => drop(self.redirects.remove(from)),
                    }
                }
                other => panic!("{other}"),
            }
        }
        self.token = Some(page["token"].as_str().unwrap().to_owned());
        page["hasMore"].as_bool().unwrap()
    }
}

/// The same copy through GraphQL: ids and headlines alone.
pub(super) async fn through_graphql(
    client: &Client,
    variables: &Value,
) -> (BTreeMap<String, Value>, BTreeMap<String, String>) {
    let mut copy = Copy::default();
    loop {
        let mut variables = variables.clone();
        variables["token"] = json!(copy.token);
        let data = client.data(QUERY, variables).await;
        if !copy.apply(&data["changes"]) {
            return (copy.articles, copy.redirects);
        }
    }
}
