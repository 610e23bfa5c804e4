//! Every read runs a fixed number of SQL statements, whatever the size of the publication or of the page. The table says how many,
//! so that one more is noticed.

use masthead_domain::{reads::Hour, user::UserRole};
use masthead_tests::{Answer, TestServer, bundle};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

use super::sdl::SCHEMA;

/// The sizes that must not make a difference.
const SIZES: [usize; 3] = [1, 10, 100];

/// Most statements of a page that a frontend draws.
const MOST_FOR_A_PAGE: u32 = 10;

/// In what stands below, `$n` is the size of pages (`$more` is one more), `$card` what a card shows in GraphQL, `$page` what an
/// article's page shows, `$full` everything that an article has.
const REST: &[(&str, u32)] = &[
    ("/v1/site", 1),
    ("/v1/articles?first=$n", 6),
    ("/v1/articles?last=$n", 6),
    ("/v1/articles?first=$n&totalCount=true", 7),
    ("/v1/articles?first=$n&fields=slug", 3),
    ("/v1/articles?first=$n&order=OLDEST&section=top-0", 7),
    ("/v1/articles?first=$n&author=author-0&tag=tag-0&series=series-0&language=en", 9),
    (
        "/v1/articles?first=$n&include=tags,series,translationOf,body,body.markdown,tableOfContents,alternativeIds,portraits",
        11,
    ),
    ("/v1/articles/hub", 9),
    ("/v1/articles/hub?fields=slug", 2),
    ("/v1/articles/hub?include=body.markdown,body.text,alternativeIds,portraits", 10),
    ("/v1/articles/hub/related?first=$n", 7),
    ("/v1/articles/hub/translations?first=$n", 7),
    ("/v1/articles/coverage/posts?first=$n", 6),
    ("/v1/posts/01900000-0000-7000-8000-000000000000", 6),
    ("/v1/articles/coverage?fields=jsonLd", 11),
    ("/v1/articles/hub/similar?first=$n", 9),
    ("/v1/search?query=heading&first=$n", 8),
    ("/v1/search?query=heading&first=$n&order=NEWEST&highlights=false", 7),
    ("/v1/search?query=heading&first=$n&facets=true&totalCount=true&section=top-0&language=en", 12),
    ("/v1/search?query=heading&first=$n&order=NEWEST&facets=true", 12),
    ("/v1/search/suggestions?query=ta&first=$n", 6),
    ("/v1/most-read?first=$n", 6),
    ("/v1/most-read?window=MONTH&first=$n&section=top-0&language=en&exclude=$hub", 7),
    ("/v1/sections?first=$n&totalCount=true", 3),
    ("/v1/sections/top-0", 2),
    ("/v1/sections/top-0?include=ancestors,children", 4),
    ("/v1/sections/top-0/articles?first=$n", 7),
    ("/v1/authors?first=$n", 2),
    ("/v1/authors/author-0?include=portrait", 3),
    ("/v1/authors/author-0/articles?first=$n", 7),
    ("/v1/tags?first=$n", 2),
    ("/v1/tags/tag-0", 2),
    ("/v1/tags/tag-0/articles?first=$n", 7),
    ("/v1/series?first=$n", 2),
    ("/v1/series/series-0", 2),
    ("/v1/series/series-0/articles?first=$n", 7),
    ("/v1/collections?first=$n", 2),
    ("/v1/collections/collection-0", 2),
    ("/v1/collections/collection-0/articles?first=$n", 7),
    ("/v1/resolve?path=/top-0/hub", 5),
    ("/v1/resolve?path=/top-0", 4),
    ("/v1/resolve?path=/authors/author-0", 5),
    ("/v1/resolve?path=/old", 6),
    ("/v1/nodes/$hub", 6),
    ("/v1/nodes?ids=$ids", 11),
    ("/v1/articles/hub?fields=feeds", 7),
    ("/v1/articles/hub?fields=jsonLd", 8),
    ("/v1/articles?first=$n&include=feeds,jsonLd", 10),
    ("/feeds/all.rss?first=$n", 8),
    ("/feeds/sections/top-0.atom?first=$n", 9),
    ("/feeds/authors/author-0.json?first=$n", 9),
    ("/feeds/tags/tag-0.rss?first=$n", 9),
    ("/feeds/series/series-0.atom?first=$n", 9),
    ("/feeds/collections/collection-0.json?first=$n", 9),
    ("/feeds/languages/en.rss?first=$n", 8),
    ("/sitemap.xml", 3),
    ("/sitemaps/sections.xml", 2),
    ("/sitemaps/news.xml", 2),
    ("/v1/pages/article/hub?rail=$n", 10),
    ("/v1/pages/article/article-0?rail=$n", 10),
    ("/v1/pages/front?rail=$n", 8),
    ("/v1/sync?first=$n&fields=slug,section.name,byline.text", 6),
    ("/v1/sync?first=$n&fields=slug&section=top-0&language=en&type=ARTICLE", 5),
];

const GRAPHQL: &[(&str, u32)] = &[
    ("{ site { name navigation { label } } }", 1),
    ("{ articles(first: $n) { nodes $card } }", 6),
    ("{ articles(last: $n) { edges { cursor node $card } } }", 6),
    ("{ articles(first: $n) { totalCount nodes { slug } } }", 4),
    ("{ articles(first: $n) { nodes $full } }", 12),
    ("{ article(by: {slug: \"hub\"}) $full }", 11),
    ("{ article(by: {path: \"/top-0/hub\"}) { slug } }", 2),
    (
        "{ article(by: {slug: \"hub\"}) { related(first: $n) { nodes $card } translations(first: $n) { nodes $card } } }",
        7,
    ),
    ("{ similarArticles(by: {slug: \"hub\"}, first: $n) $card }", 9),
    ("{ search(query: \"heading\", first: $n) { nodes { slug } } }", 4),
    ("{ search(query: \"heading\", first: $n) { totalCount edges { highlights { body } node $card } } }", 8),
    (
        "{ search(query: \"heading\", first: $n) { facets { bySection { section { name } } byAuthor { author { name } } } } }",
        7,
    ),
    ("{ suggestions(query: \"hea\", first: $n) { text } }", 6),
    // Another window: a ranking that was made a moment ago takes one statement less.
    ("{ mostRead(first: $n, window: WEEK) $card }", 6),
    ("{ mostRead(first: $n, window: HOUR, section: \"top-0\") { slug } }", 4),
    ("{ sections(first: $n) { totalCount nodes { name } } }", 3),
    ("{ section(by: {slug: \"top-0\"}) { articles(first: $n) { nodes $card } } }", 7),
    ("{ authors(first: $n) { nodes { name } } }", 2),
    ("{ author(by: {slug: \"author-0\"}) { portrait { url } articles(first: $n) { nodes $card } } }", 8),
    ("{ tags(first: $n) { nodes { name } } }", 2),
    ("{ tag(by: {slug: \"tag-0\"}) { articles(first: $n) { nodes $card } } }", 7),
    ("{ allSeries(first: $n) { nodes { title } } }", 2),
    ("{ series(by: {slug: \"series-0\"}) { articles(first: $n) { nodes $card } } }", 7),
    ("{ collections(first: $n) { nodes { title } } }", 2),
    ("{ collection(by: {slug: \"collection-0\"}) { articles(first: $n) { nodes $card } } }", 7),
    ("{ resolve(path: \"/top-0/hub\") { type article $card } }", 5),
    ("{ node(id: \"$hub\") { __typename ... on Article $full } }", 12),
    ("{ nodes(ids: [$quoted]) { __typename ... on Article $card } }", 11),
    (
        "{ articlePage(by: {slug: \"hub\"}, railSize: $n) { article $page sectionRail $card recentRail $card } site { name } }",
        10,
    ),
    (
        "{ frontPage(railSize: $n) { recent $card sectionRails { section { name } articles $card } collectionRails { collection { title } articles $card } } site { name } }",
        8,
    ),
    (
        "{ article(by: {slug: \"coverage\"}) { posts(first: $n) { nodes { headline authors { name } body { html } } } } }",
        6,
    ),
    ("{ article(by: {slug: \"hub\"}) { posts(first: $n) { nodes { headline } } } }", 3),
    ("{ articles(first: $n) { nodes { slug posts(first: 2) { totalCount nodes { headline } } } } }", 5),
    ("{ post(id: \"01900000-0000-7000-8000-000000000000\") { headline } }", 6),
    ("{ article(by: {slug: \"hub\"}) { feeds { url } } }", 7),
    ("{ article(by: {slug: \"hub\"}) { jsonLd } }", 8),
    ("{ sections(first: $n) { nodes { feeds { url } } } }", 2),
    (
        "{ changes(first: $n) { entries { action id article { slug section { name } byline { text } } } token hasMore } }",
        6,
    ),
    // Lists within lists.
    ("{ sections(first: $n) { nodes { articles(first: 4) { nodes $card } } } }", 7),
    ("{ sections(first: $n) { nodes { articles(first: 4) { totalCount nodes { slug } } } } }", 5),
    ("{ sections(first: $more) { nodes { parent { name } ancestors { name } children { name } } } }", 5),
    ("{ sections(first: $more) { nodes { children { articles(first: 2) { nodes { slug } } } } } }", 5),
    ("{ authors(first: $n) { nodes { portrait { url } articles(first: 4) { nodes $card } } } }", 8),
    ("{ tags(first: $n) { nodes { articles(first: 4) { nodes $card } } } }", 7),
    ("{ allSeries(first: $n) { nodes { articles(first: 4) { nodes $card } } } }", 7),
    ("{ collections(first: $n) { nodes { articles(first: 4) { nodes $card } } } }", 7),
    (
        "{ articles(first: $n) { nodes { related(first: 4) { nodes { slug related(first: 4) { nodes { slug } } } } } } }",
        7,
    ),
    ("{ articles(first: $n) { nodes { translations(first: 4) { nodes { slug language } } } } }", 5),
    ("{ articles(first: $n) { nodes { byline { contributors { author { portrait { url } } } } } } }", 5),
    ("{ articles(first: $n) { nodes { section { parent { name } ancestors { name } } } } }", 6),
    (
        "{ articles(first: $n) { nodes { byline { contributors { author { articles(first: 2) { nodes { slug } } } } } } } }",
        6,
    ),
    (
        "{ articles(first: $n) { nodes { tags { articles(first: 2) { nodes { slug } } } series { series { articles(first: 2) { nodes { slug } } } } } } }",
        7,
    ),
];

/// What editors read; one statement of each finds out who asks.
const EDITORS: &[(&str, u32)] = &[
    ("/v1/manuscripts?first=$n", 8),
    ("/v1/articles/hub/manuscript", 12),
    ("/v1/articles/hub/revisions?first=$n", 6),
    ("/v1/articles/hub/revisions/1", 15),
    ("/v1/articles/hub/compare?from=1&to=1", 9),
    ("/v1/articles/hub/previews", 6),
    ("/v1/previews/$preview?rail=$n", 14),
    ("/v1/collections/collection-0/items", 5),
    ("/v1/redirects?first=$n", 3),
    ("/v1/assets?first=$n&used=true&include=renditions", 3),
    ("/v1/assets/asset-0?include=renditions", 3),
    ("/v1/uploads/$upload", 3),
    ("/v1/events?first=$n", 3),
    ("/v1/me", 3),
    ("/v1/users?first=$n", 3),
    ("/v1/users/$me", 3),
    ("/v1/api-keys?first=$n", 3),
];

/// The same in GraphQL.
const EDITORS_GRAPHQL: &[(&str, u32)] = &[
    ("{ manuscripts(first: $n) { nodes { slug review { note } article $card } } }", 8),
    ("{ manuscripts(first: $n) { nodes { slug } } }", 5),
    ("{ manuscript(id: \"hub\") { slug article $full } }", 14),
    ("{ revisions(id: \"hub\", first: $n) { nodes { number } } }", 6),
    ("{ revision(id: \"hub\", number: 1) { number article $card } }", 11),
    ("{ compareRevisions(id: \"hub\", from: 1, to: 1) { fields { field } blocks { id } } }", 9),
    ("{ previews(id: \"hub\") { id } }", 6),
    ("{ preview(token: \"$preview\", railSize: $n) { article $page sectionRail $card recentRail $card } }", 14),
    ("{ collectionItems(id: \"collection-0\") { __typename } }", 5),
    ("{ redirects(first: $n) { nodes { from } } }", 3),
    ("{ assets(first: $n) { nodes { url srcsets { srcset } } } }", 3),
    ("{ asset(by: {key: \"asset-0\"}) { url } }", 3),
    ("{ upload(id: \"$upload\") { hasArrived } }", 3),
    ("{ events(first: $n) { nodes { seq } } }", 3),
    ("{ me { id } }", 3),
    ("{ users(first: $n) { nodes { id } } }", 3),
    ("{ user(id: \"$me\") { id } }", 3),
    ("{ apiKeys(first: $n) { nodes { id } } }", 3),
];

/// A publication in which there are `n` of everything, and an article, `hub`, that has `n` of everything.
fn publication(n: usize) -> Vec<Value> {
    let mut records = vec![
        json!({"type": "site", "name": "Sized", "url": "https://sized.example", "language": "en", "timezone": "UTC"}),
    ];
    let name = |kind: &str, at: usize| format!("{kind}-{at}");
    for at in 0..n {
        records.push(json!({"type": "asset", "key": name("asset", at), "url": format!("https://p.example/{at}.jpg")}));
        records.push(json!({"type": "author", "slug": name("author", at), "name": name("Author", at), "portrait": name("asset", at)}));
        records.push(json!({"type": "tag", "slug": name("tag", at), "name": name("Tag", at)}));
        records.push(json!({"type": "series", "slug": name("series", at), "title": name("Series", at)}));
        records.push(json!({"type": "section", "slug": name("top", at), "name": name("Top", at), "position": at}));
    }
    for at in 0..n {
        records.push(json!({"type": "section", "slug": name("sub", at), "name": name("Sub", at), "parent": "top-0", "position": at + 1}));
    }
    let article = |slug: &str, at: usize, minutes: usize| {
        let mut article = bundle::article(slug, minutes as i64);
        article["section"] = json!(name("sub", at));
        article["contributors"] = json!([{"author": name("author", at)}, {"author": "author-0", "role": "EDITOR"}]);
        article["tags"] = if at == 0 { json!(["tag-0"]) } else { json!([name("tag", at), "tag-0"]) };
        article["leadImage"] = json!({"asset": name("asset", at)});
        article["series"] = json!({"slug": "series-0", "part": at + 1});
        article["alternativeIds"] = json!([{"scheme": "old", "value": slug}]);
        article["body"] = json!({"format": "blocks", "value": [
            {"type": "heading", "id": "h", "level": 2, "anchor": "a", "content": [{"text": "Heading"}]},
            {"type": "image", "id": "i", "picture": {"asset": name("asset", (at + 1) % n)}},
        ]});
        article
    };
    for at in 0..n {
        let mut one = article(&name("article", at), at, 3 * at + 2);
        one["related"] = json!(["hub", name("front", at)]);
        one["translationSet"] = json!("all");
        one["translationOf"] = json!({"article": "hub"});
        records.push(one);
        let mut front = article(&name("front", at), at, 3 * at + 1);
        front["section"] = json!(name("top", at));
        front["series"] = json!({"slug": name("series", at), "part": 1000 + at});
        front["related"] = json!([name("article", at)]);
        records.push(front);
    }
    let mut hub = article("hub", 0, 0);
    hub["section"] = json!("top-0");
    hub["contributors"] = (0..n).map(|at| json!({"author": name("author", at)})).collect();
    hub["tags"] = (0..n).map(|at| json!(name("tag", at))).collect();
    hub["related"] = (0..n).map(|at| json!(name("article", at))).collect();
    hub["translationSet"] = json!("all");
    hub["translationOf"] = json!({"article": "front-0"});
    records.push(hub);
    // The oldest, so that lists of so many newest ones have none that is live.
    let mut coverage = article("coverage", 0, 0);
    coverage["kind"] = json!("LIVE");
    records.push(coverage);
    for at in 0..n {
        records.push(json!({
            "type": "post", "id": format!("01900000-0000-7000-8000-{at:012}"), "article": "coverage",
            "postedAt": "2026-01-01T00:00:00Z", "headline": name("Post", at), "authors": [name("author", at)],
            "body": {"format": "blocks", "value": [{"type": "image", "picture": {"asset": name("asset", at)}}]},
        }));
    }
    for at in 0..n {
        let items: Vec<String> =
            if at == 0 { (0..n).map(|at| name("article", at)).collect() } else { vec![name("front", at)] };
        records.push(json!({"type": "collection", "slug": name("collection", at), "title": name("Collection", at), "items": items}));
    }
    records.push(json!({"type": "redirect", "from": "/old", "article": "hub"}));
    records
}

/// Every article was read, just now.
async fn read_everything(server: &TestServer) {
    let hour = Hour::of(server.app.cx().now()).number();
    let db = Database::connect(server.db.url()).await.unwrap();
    let read = "INSERT INTO reads (hour, article_id, count) SELECT";
    db.execute_unprepared(&format!("{read} {hour}, id, 1 FROM articles")).await.unwrap();
    db.close().await.unwrap();
}

/// What stands for `$…` in the questions of one publication.
struct Words(Vec<(&'static str, String)>);

impl Words {
    async fn of(server: &TestServer, n: usize) -> Self {
        let client = server.client();
        let hub = client.json("/v1/articles/hub?fields=id").await["id"].as_str().unwrap().to_owned();
        let mut ids = Vec::new();
        for list in ["articles?fields=id&", "sections?", "authors?", "tags?", "series?", "collections?"] {
            let page = client.json(&format!("/v1/{list}first={}", (n / 6).max(1))).await;
            ids.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        }
        let sections = ["Section.ancestors", "Section.children", "Section.parent"];
        // Each costs one statement, however many pictures; tests/it/media counts it where there are files.
        let sizes = ["Asset.renditions", "Asset.srcsets", "Picture.renditions", "Picture.srcsets"];
        let nested = [&sections[..], &sizes[..]].concat();
        let heavy =
            ["Article.tags", "Article.series", "Article.translationOf", "Article.body", "Article.tableOfContents"];
        let heavy =
            [&heavy[..], &["Article.alternativeIds", "Article.feeds", "Article.jsonLd", "Author.portrait"]].concat();
        Self(vec![
            ("$more", (n + 1).min(100).to_string()),
            ("$n", n.to_string()),
            ("$hub", hub),
            ("$ids", ids.join(",")),
            ("$quoted", format!("\"{}\"", ids.join("\",\""))),
            ("$card", SCHEMA.all("Article", &[&nested[..], &heavy[..]].concat())),
            (
                "$page",
                SCHEMA.all(
                    "Article",
                    &[&nested[..], &["Article.alternativeIds", "Article.feeds", "Article.jsonLd"]].concat(),
                ),
            ),
            ("$full", SCHEMA.all("Article", &nested)),
        ])
    }

    fn put(&self, question: &str) -> String {
        self.0.iter().fold(question.to_owned(), |text, (word, value)| text.replace(word, value))
    }
}

/// What is wrong with the counts of one question.
fn complain(question: &str, expected: u32, counts: &[u32]) -> Option<String> {
    let is_right = counts.iter().all(|count| *count == expected);
    (!is_right).then(|| format!("expected {expected}, counted {counts:?} for sizes {SIZES:?}: {question}"))
}

fn statements(question: &str, answer: &Answer) -> u32 {
    let body = String::from_utf8_lossy(&answer.bytes);
    assert!(answer.status == 200 && !body.contains("\"errors\":"), "{question}: {} {body:.500}", answer.status);
    answer.statements()
}

#[tokio::test]
async fn every_read_runs_as_many_statements_as_the_table_says_at_every_size() {
    let mut rest = vec![Vec::new(); REST.len()];
    let mut graphql = vec![Vec::new(); GRAPHQL.len()];
    let mut editors = vec![Vec::new(); EDITORS.len()];
    let mut editors_graphql = vec![Vec::new(); EDITORS_GRAPHQL.len()];
    for n in SIZES {
        let server = super::differential::patient().await;
        server.load(&bundle::lines(&publication(n))).await;
        read_everything(&server).await;
        let words = Words::of(&server, n).await;
        let client = server.client();
        for ((path, _), counts) in REST.iter().zip(&mut rest) {
            counts.push(statements(path, &client.get(&words.put(path)).await));
        }
        for ((query, _), counts) in GRAPHQL.iter().zip(&mut graphql) {
            counts.push(statements(query, &client.graphql(&words.put(query), Value::Null).await));
        }
        let client = server.user(UserRole::Admin, &[]).await;
        for _ in 0..n.min(20) {
            server.account(UserRole::Author, &[]).await;
        }
        let me = client.json("/v1/me").await["id"].as_str().unwrap().to_owned();
        let made = client.post("/v1/articles/hub/previews", json!({})).await;
        let preview = made.json()["token"].as_str().unwrap().to_owned();
        let upload = client.post("/v1/uploads", json!({})).await.json()["id"].as_str().unwrap().to_owned();
        let put = |question: &str| {
            words.put(question).replace("$me", &me).replace("$preview", &preview).replace("$upload", &upload)
        };
        for ((path, _), counts) in EDITORS.iter().zip(&mut editors) {
            counts.push(statements(path, &client.get(&put(path)).await));
        }
        for ((query, _), counts) in EDITORS_GRAPHQL.iter().zip(&mut editors_graphql) {
            counts.push(statements(query, &client.graphql(&put(query), Value::Null).await));
        }
    }
    let asked = REST.iter().zip(&rest).chain(GRAPHQL.iter().zip(&graphql));
    let asked = asked.chain(EDITORS.iter().zip(&editors)).chain(EDITORS_GRAPHQL.iter().zip(&editors_graphql));
    let wrong: Vec<String> =
        asked.filter_map(|((question, expected), counts)| complain(question, *expected, counts)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_whole_page_is_a_handful_of_statements() {
    for (question, expected) in REST.iter().chain(GRAPHQL) {
        if question.contains("/pages/") || question.contains("Page(") {
            assert!(*expected <= MOST_FOR_A_PAGE, "{expected} statements: {question}");
        }
    }
}

#[test]
fn the_table_has_every_read() {
    let document: Value = serde_json::from_str(&masthead_http::openapi_json()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    for (path, _) in paths.iter().filter(|(path, item)| path.starts_with("/v1/") && item.get("get").is_some()) {
        // It goes on for ever, so it has no number; that many listeners look into the log once is `live`'s own business.
        if path == "/v1/live" {
            continue;
        }
        let pattern: Vec<&str> = path.split('/').collect();
        let fits = |(question, _): &&(&str, u32)| {
            let asked: Vec<&str> = question.split('?').next().unwrap().split('/').collect();
            asked.len() == pattern.len() && asked.iter().zip(&pattern).all(|(a, p)| p.starts_with('{') || a == p)
        };
        assert!(REST.iter().chain(EDITORS).any(|row| fits(&row)), "{path} is not in the table");
    }
    for field in SCHEMA.fields("Query") {
        let is_asked =
            |(question, _): &(&str, u32)| question.split(|c: char| !c.is_alphanumeric()).any(|word| word == field.name);
        assert!(GRAPHQL.iter().chain(EDITORS_GRAPHQL).any(is_asked), "{} is not in the table", field.name);
    }
}
