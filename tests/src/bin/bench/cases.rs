//! The cases: what sites and apps ask for all day, over REST and GraphQL.

use masthead_tests::Client;
use serde_json::{Value, json};

use crate::load::Connection;

/// One request, to be sent many times.
pub(crate) struct Case {
    pub(crate) name: String,
    /// The request's bytes.
    pub(crate) request: String,
    kind: Kind,
}

enum Kind {
    Get(String),
    Post(String),
}

const CARD: &str = "id slug path url headline kicker standfirst excerpt language publishedAt updatedAt wordCount \
    readingMinutes byline { text contributors { role creditedAs author { id slug name url } } } \
    section { id slug name path } leadImage { url alt caption credit width height }";

impl Case {
    pub(crate) fn get(name: &str, path: String) -> Self {
        let request = format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n\r\n");
        Self { name: format!("REST {name}"), request, kind: Kind::Get(path) }
    }

    pub(crate) fn post(name: &str, query: &str) -> Self {
        let body = json!({ "query": query }).to_string();
        let request = format!(
            "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nAccept: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        Self { name: format!("GraphQL {name}"), request, kind: Kind::Post(query.to_owned()) }
    }

    /// Is its answer kept by a server that keeps answers? What stands in the future of a copy is not.
    pub(crate) fn is_kept(&self) -> bool {
        !self.name.contains("sync")
    }

    /// The same request of somebody who has the answer already, if it is one of those that are measured like that.
    pub(crate) fn again(&self, address: &str) -> Option<String> {
        if !["REST article by slug", "REST latest 20"].contains(&self.name.as_str()) {
            return None;
        }
        // As it will be asked: addresses in an answer are those of the host that was asked.
        let mut connection = Connection::open(address);
        connection.ask(self.request.as_bytes());
        let etag = connection.header("etag").expect("an ETag");
        Some(format!("{}\r\nIf-None-Match: {etag}\r\n\r\n", self.request.trim_end()))
    }

    /// The bytes that are answered; they must be a success.
    pub(crate) async fn answer(&self, address: &str) -> Vec<u8> {
        let client = Client::new(&format!("http://{address}"));
        let answer = match &self.kind {
            Kind::Get(path) => client.get(path).await,
            Kind::Post(query) => client.graphql(query, json!({})).await,
        };
        let is_xml = answer.header("content-type").contains("xml");
        let json = if is_xml { Value::Null } else { answer.json() };
        assert!(answer.status == 200 && json.get("errors").is_none(), "{}: {json:#}", self.name);
        answer.bytes
    }
}

/// The slug of the newest article.
pub(crate) async fn newest(address: &str) -> String {
    let newest = Client::new(&format!("http://{address}")).json("/v1/articles?fields=slug&first=1").await;
    newest["items"][0]["slug"].as_str().unwrap().to_owned()
}

/// Every case. Finds the cursors and names that it needs by asking.
pub(crate) async fn all(address: &str, size: usize) -> Vec<Case> {
    let client = Client::new(&format!("http://{address}"));
    let deep = cursor_at(&client, "/v1/articles", size / 2).await;
    let slug = newest(address).await;
    let rail = format!("{{ nodes {{ {CARD} }} pageInfo {{ hasNextPage endCursor }} }}");
    let page = format!(
        "{{ site {{ name url language navigation {{ label path }} socialLinks {{ platform url }} }} \
         articlePage(by: {{slug: \"{slug}\"}}) {{ article {{ {CARD} canonicalUrl share {{ title text }} body {{ html }} \
         tableOfContents {{ text anchor }} tags {{ name slug }} translationOf {{ headline url }} }} \
         sectionRail {{ {CARD} }} recentRail {{ {CARD} }} }} }}"
    );
    let mut cases = vec![
        Case::get("article by slug", format!("/v1/articles/{slug}")),
        Case::get("latest 20", "/v1/articles?first=20".to_owned()),
        Case::get("section 20", "/v1/sections/cities/articles?first=20".to_owned()),
        Case::get(&format!("20 at depth {}", size / 2), format!("/v1/articles?first=20&after={deep}")),
        Case::get("article page", format!("/v1/pages/article/{slug}")),
        Case::get("RSS of everything, 20 whole texts", "/feeds/all.rss".to_owned()),
        Case::get("Atom of a section, 20 whole texts", "/feeds/sections/cities.atom".to_owned()),
        Case::get("JSON Feed of everything, 20 whole texts", "/feeds/all.json".to_owned()),
        Case::get("sitemap index", "/sitemap.xml".to_owned()),
        Case::post(
            "article by slug",
            &format!("{{ article(by: {{slug: \"{slug}\"}}) {{ {CARD} body {{ html }} tags {{ name }} }} }}"),
        ),
        Case::post("latest 20", &format!("{{ articles(first: 20) {rail} }}")),
        Case::post(
            "section 20",
            &format!("{{ section(by: {{slug: \"cities\"}}) {{ name articles(first: 20) {rail} }} }}"),
        ),
        Case::post(
            &format!("20 at depth {}", size / 2),
            &format!("{{ articles(first: 20, after: \"{deep}\") {rail} }}"),
        ),
        Case::post("article page", &page),
    ];
    cases.extend(crate::search::cases(size, &slug));
    cases.extend(crate::sync::cases(address, size).await);
    cases
}

/// The cursor of the item that so many others come before.
async fn cursor_at(client: &Client, path: &str, depth: usize) -> String {
    let mut cursor = String::new();
    let mut walked = 0;
    while walked < depth {
        let first = (depth - walked).min(100);
        let after = if cursor.is_empty() { String::new() } else { format!("&after={cursor}") };
        let page: Value = client.json(&format!("{path}?fields=id&first={first}{after}")).await;
        let found = page["items"].as_array().unwrap().len();
        assert!(found > 0, "the list is shorter than {depth}");
        walked += found;
        cursor = page["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
    }
    cursor
}
