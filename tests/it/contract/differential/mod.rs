//! REST and GraphQL never disagree: every field of everything public, through every door, in every form.

mod both;
mod doors;
mod random;

use masthead_http::{HttpSettings, Limits};
use masthead_tests::{Client, DEMO, TestDb, TestServer};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use self::{
    both::{List, ListArgs, Shape, assert_same, compare_list},
    doors::compare_doors,
};
use super::sdl::SCHEMA;

/// Fields that only whole sections have, where they are asked for; and the sizes of pictures, which REST tells only when it is asked
/// (tests/it/media compares those).
const NESTED: [&str; 12] = [
    // REST tells them in the `Link` header.
    "Section.feeds",
    "Author.feeds",
    "Tag.feeds",
    "Series.feeds",
    "Collection.feeds",
    "Section.ancestors",
    "Section.children",
    "Section.parent",
    "Asset.renditions",
    "Asset.srcsets",
    "Picture.renditions",
    "Picture.srcsets",
];
/// What an article's own page leaves out unless it is asked for.
const NOT_FULL: [&str; 6] =
    ["Author.portrait", "Article.alternativeIds", "Article.feeds", "Article.jsonLd", "Body.markdown", "Body.text"];
/// What a card leaves out unless it is asked for, and what asks for it.
const NOT_CARD: [(&str, &str); 9] = [
    ("Article.feeds", "feeds"),
    ("Article.jsonLd", "jsonLd"),
    ("Article.tags", "tags"),
    ("Article.series", "series"),
    ("Article.translationOf", "translationOf"),
    ("Article.tableOfContents", "tableOfContents"),
    ("Article.alternativeIds", "alternativeIds"),
    ("Author.portrait", "portraits"),
    ("Article.body", "body.blocks,body.html,body.markdown,body.text"),
];
const EVERYTHING: &str = "include=body.markdown,body.text,alternativeIds,portraits,feeds,jsonLd";

/// Everything that an article has.
fn everything() -> String {
    SCHEMA.all("Article", &NESTED)
}

/// What a card has.
fn card() -> String {
    card_with(&[])
}

fn card_with(fields: &[&str]) -> String {
    let left_out = NOT_CARD.iter().map(|(field, _)| *field).filter(|field| !fields.contains(field));
    SCHEMA.all("Article", &NESTED.into_iter().chain(left_out).collect::<Vec<_>>())
}

fn full() -> String {
    SCHEMA.all("Article", &[&NESTED[..], &NOT_FULL[..]].concat())
}

/// Everything of a section, author, tag, series or collection but what is asked for separately.
fn plain(of: &str) -> String {
    SCHEMA.all(of, &[&NESTED[..], &["Author.portrait"]].concat())
}

/// A server that answers queries of any size.
pub(crate) async fn patient() -> TestServer {
    let graphql = Limits {
        document_bytes: 1 << 20,
        tokens: 100_000,
        depth: 31,
        selections: 100_000,
        comparisons: 10_000_000,
        cost: 100_000_000,
        ..Limits::default()
    };
    let settings = HttpSettings { graphql, ..HttpSettings::default() };
    TestServer::over(TestDb::new().await, masthead_app::Clock::System, settings).await
}

async fn demo() -> Client {
    static SERVER: OnceCell<TestServer> = OnceCell::const_new();
    let server = SERVER.get_or_init(|| async {
        let server = patient().await;
        server.load_for_all(DEMO.to_vec()).await;
        server
    });
    server.await.client()
}

/// One field at the root of a query.
async fn ask(client: &Client, field: &str, declared: &str, given: &str, selection: &str, values: Value) -> Value {
    client.data(&format!("query({declared}) {{ {field}({given}) {selection} }}"), values).await[field].clone()
}

/// Every item of a list.
async fn all(client: &Client, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut after = String::new();
    loop {
        let page = client.json(&format!("{path}?first=100{after}")).await;
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            return items;
        }
        after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().unwrap());
    }
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

/// Walks a list in pages, from both ends.
async fn walk(client: &Client, list: &List<'_>, size: u32, args: &ListArgs, shape: &Shape<'_>) {
    for (count, cursor, more, next) in
        [("first", "after", "hasNextPage", "endCursor"), ("last", "before", "hasPreviousPage", "startCursor")]
    {
        let start = ListArgs { page: vec![(count.to_owned(), json!(size))], ..args.clone() };
        let mut page = compare_list(client, list, &start, shape).await;
        while page["pageInfo"][more] == json!(true) {
            let args = start.clone().at(cursor, page["pageInfo"][next].clone());
            page = compare_list(client, list, &args, shape).await;
        }
    }
}

const KINDS: [(&str, &str, &str, &str, &str); 5] = [
    ("sections", "section", "Section", "ancestors,children", "section"),
    ("authors", "author", "Author", "portrait", "author"),
    ("tags", "tag", "Tag", "", "tag"),
    ("allSeries", "series", "Series", "", "series"),
    ("collections", "collection", "Collection", "", ""),
];

/// The path of a list in REST.
fn list_path(field: &str) -> String {
    format!("/v1/{}", if field == "allSeries" { "series" } else { field })
}

/// The publication, and everything with a name: lists, one by one, and their articles.
async fn compare_named(client: &Client) {
    let site = client.data(&format!("{{ site {} }}", plain("Site")), Value::Null).await;
    assert_same("site", &client.json("/v1/site").await, &site["site"]);
    for (field, one, of, include, filter) in KINDS {
        let path = list_path(field);
        let list = List::root(field, &path);
        let selection = plain(of);
        let shape = Shape { query: "", selection: &selection };
        compare_list(client, &list, &ListArgs::default(), &shape).await;
        walk(client, &list, 3, &ListArgs::default(), &shape).await;
        let related = match of {
            "Section" => {
                let inner = plain(of);
                let own = [("ancestors", inner.clone()), ("children", inner)];
                SCHEMA.all_with(of, &NESTED, &own)
            }
            _ => SCHEMA.all(of, &NESTED),
        };
        for item in all(client, &path).await {
            for key in ["id", "slug"] {
                let query = if include.is_empty() { String::new() } else { format!("?include={include}") };
                let path = format!("{path}/{}{query}", text(&item, key));
                let by = json!({ "by": { key: item[key] } });
                let graphql = ask(client, one, "$by: By!", "by: $by", &related, by).await;
                assert_same(&path, &client.json(&path).await, &graphql);
            }
            compare_articles_of(client, one, filter, &item).await;
        }
    }
}

async fn compare_articles_of(client: &Client, one: &str, filter: &str, item: &Value) {
    let path = if one == "series" { "series".to_owned() } else { format!("{one}s") };
    let open = format!("{one}(by: {{slug: \"{}\"}}) {{", text(item, "slug"));
    let list =
        List { path: format!("/v1/{path}/{}/articles", text(item, "slug")), field: "articles", below: (&open, "}") };
    let selection = card();
    let shape = Shape { query: "", selection: &selection };
    walk(client, &list, 4, &ListArgs::default(), &shape).await;
    let found = compare_list(client, &list, &ListArgs::first(3), &shape).await;
    let ids: Vec<&str> = found["items"].as_array().unwrap().iter().map(|article| text(article, "id")).collect();
    if matches!(one, "section" | "author" | "tag") {
        let oldest = ListArgs { order: Some("OLDEST"), ..ListArgs::first(3) };
        compare_list(client, &list, &oldest.with("exclude", json!(ids)), &shape).await;
        if one == "author" {
            for role in ["AUTHOR", "TRANSLATOR", "PHOTOGRAPHER"] {
                compare_list(client, &list, &ListArgs::first(5).with("role", role), &shape).await;
            }
        }
    } else {
        let without = ListArgs { exclude: Some(ids.iter().map(|id| (*id).to_owned()).collect()), ..ListArgs::first(3) };
        compare_list(client, &list, &without, &shape).await;
    }
    if !filter.is_empty() {
        for key in ["id", "slug"] {
            let args = ListArgs::first(5).with(filter, item[key].clone());
            compare_list(client, &List::root("articles", "/v1/articles"), &args, &shape).await;
        }
    }
}

/// The list of all articles: pages, orders, filters, and every member that a card can have besides.
async fn compare_lists(client: &Client) {
    let list = List::root("articles", "/v1/articles");
    let selection = card();
    let shape = Shape { query: "", selection: &selection };
    compare_list(client, &list, &ListArgs::default(), &shape).await;
    compare_list(client, &list, &ListArgs::first(0), &shape).await;
    for order in ["NEWEST", "OLDEST"] {
        walk(client, &list, 9, &ListArgs { order: Some(order), ..ListArgs::default() }, &shape).await;
    }
    let articles = all(client, "/v1/articles").await;
    let ids: Vec<&str> = articles.iter().map(|article| text(article, "id")).step_by(3).take(30).collect();
    let middle = articles.get(articles.len() / 2).map_or(json!("2020-01-01T00:00:00Z"), |a| a["publishedAt"].clone());
    for args in [
        ListArgs::first(100).with("ids", json!(ids)),
        ListArgs::first(100).with("exclude", json!(ids)),
        ListArgs::first(7).with("publishedAfter", middle.clone()),
        ListArgs::first(7).with("publishedBefore", middle),
        ListArgs::first(7).with("language", "pt"),
        ListArgs::first(7).with("language", "en"),
    ] {
        compare_list(client, &list, &args, &shape).await;
    }
    for (field, include) in NOT_CARD {
        let (query, selection) = (format!("include={include}"), card_with(&[field]));
        compare_list(client, &list, &ListArgs::first(30), &Shape { query: &query, selection: &selection }).await;
    }
    for (fields, selection) in [
        ("id,slug,byline.text", "{ id slug byline { text } }"),
        (
            "id,share,body.text",
            "{ id share { title text image { assetId url alt caption credit copyright usageTerms mediaType width height focalPoint { x y } thumbHash dominantColor } } body { text } }",
        ),
        (
            "id,byline.contributors.author.name,tags.slug",
            "{ id byline { contributors { author { name } } } tags { slug } }",
        ),
        ("id,section.path,seo.title,body.html", "{ id section { path } seo { title } body { html } }"),
    ] {
        let query = format!("fields={fields}");
        compare_list(client, &list, &ListArgs::first(30), &Shape { query: &query, selection }).await;
    }
    let include: Vec<&str> = NOT_CARD.iter().map(|(_, include)| *include).collect();
    let (query, selection) = (format!("include={}", include.join(",")), everything());
    walk(client, &list, 25, &ListArgs::default(), &Shape { query: &query, selection: &selection }).await;
}

/// Each article through every door that it has.
async fn compare_articles(client: &Client) {
    let (everything, full, card) = (everything(), full(), card());
    let page = SCHEMA.all_with(
        "ArticlePage",
        &[],
        &[("article", full.clone()), ("sectionRail", card.clone()), ("recentRail", card.clone())],
    );
    for article in all(client, "/v1/articles").await {
        let (id, slug) = (text(&article, "id"), text(&article, "slug"));
        let path = format!("/v1/articles/{id}?{EVERYTHING}");
        let rest = client.json(&path).await;
        let graphql =
            ask(client, "article", "$by: ArticleBy!", "by: $by", &everything, json!({"by": {"id": id}})).await;
        assert_same(&path, &rest, &graphql);
        let rest = client.json(&format!("/v1/articles/{slug}")).await;
        for by in [json!({"slug": slug}), json!({"path": article["path"]})] {
            let graphql = ask(client, "article", "$by: ArticleBy!", "by: $by", &full, json!({ "by": by })).await;
            assert_same(&format!("article {by}"), &rest, &graphql);
        }
        for (field, size) in [("related", 2), ("translations", 2)] {
            let open = format!("article(by: {{id: \"{id}\"}}) {{");
            let list = List { path: format!("/v1/articles/{slug}/{field}"), field, below: (&open, "}") };
            walk(client, &list, size, &ListArgs::default(), &Shape { query: "", selection: &card }).await;
        }
        let path = format!("/v1/pages/article/{slug}");
        let query = format!("query($by: ArticleBy!) {{ articlePage(by: $by) {page} site {} }}", plain("Site"));
        let mut data = client.data(&query, json!({"by": {"slug": slug}})).await;
        data["articlePage"]["site"] = data["site"].take();
        assert_same(&path, &client.json(&path).await, &data["articlePage"]);
    }
}

#[tokio::test]
async fn both_answer_the_same_for_everything_with_a_name() {
    compare_named(&demo().await).await;
}

#[tokio::test]
async fn both_answer_the_same_for_every_list_of_articles() {
    compare_lists(&demo().await).await;
}

#[tokio::test]
async fn both_answer_the_same_for_every_article() {
    compare_articles(&demo().await).await;
}

#[tokio::test]
async fn both_answer_the_same_by_id_by_path_and_on_the_front() {
    let redirects =
        ["/2018/11/street-without-names", "/features/ferry", "/blog", "/trains", "/category/sea", "//ideas/?x=1"];
    compare_doors(&demo().await, &redirects).await;
}
