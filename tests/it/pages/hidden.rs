//! What is not published is not there, through any door; what was withdrawn is gone, with the reason and nothing else.

use masthead_tests::{Client, TestServer, bundle};
use serde_json::{Value, json};

use super::server;

/// A text of the hidden articles that no answer may have.
const SECRET: &str = "Xyzzy";

/// A public article with a hidden one at its side wherever articles can stand together.
async fn publication() -> TestServer {
    let hidden = |slug: &str, stage: &str| {
        let mut article = bundle::article(slug, 5);
        article["headline"] = json!(format!("{SECRET} {slug}"));
        article["stage"] = json!(stage);
        article["tags"] = json!(["rivers"]);
        article["series"] = json!({"slug": "slow", "part": 2});
        article["translationSet"] = json!("set");
        article["translationOf"] = json!({"article": "public"});
        article["body"] = json!({"format": "html", "value": format!("<p>{SECRET}</p>")});
        match stage {
            "draft" => article["publishedAt"] = json!(null),
            "scheduled" => article["publishedAt"] = json!("2199-01-01T00:00:00Z"),
            _ => article["withdrawnReason"] = json!("A hoax."),
        }
        article
    };
    let mut public = bundle::article("public", 1);
    public["tags"] = json!(["rivers"]);
    public["series"] = json!({"slug": "slow", "part": 1});
    public["translationSet"] = json!("set");
    public["related"] = json!(["a-draft", "later", "taken-back"]);
    server([
        public,
        hidden("a-draft", "draft"),
        hidden("later", "scheduled"),
        hidden("taken-back", "withdrawn"),
        json!({"type": "collection", "slug": "picks", "title": "Picks", "items": ["a-draft", "public", "later", "taken-back"]}),
        json!({"type": "redirect", "from": "/old/draft", "article": "a-draft"}),
        json!({"type": "redirect", "from": "/old/taken-back", "article": "taken-back"}),
    ])
    .await
}

/// The ids of the hidden articles, read where no client can.
async fn ids(server: &TestServer) -> Vec<String> {
    use sea_orm::{ConnectionTrait, Database};
    let database = Database::connect(server.db.url()).await.unwrap();
    let statement = sea_orm::Statement::from_string(
        database.get_database_backend(),
        "SELECT id FROM articles WHERE slug <> 'public'",
    );
    let rows = database.query_all_raw(statement).await.unwrap();
    let ids = rows.iter().map(|row| row.try_get::<uuid::Uuid>("", "id").unwrap().to_string()).collect();
    database.close().await.unwrap();
    ids
}

/// The status of a GET, and the code of the first error of a query.
async fn outcome(client: &Client, path: &str, query: &str) -> (u16, String) {
    let answer = client.get(path).await;
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    assert!(!text.contains(SECRET), "{path}: {text}");
    let graphql = client.graphql(query, Value::Null).await;
    let text = String::from_utf8_lossy(&graphql.bytes).into_owned();
    assert!(!text.contains(SECRET), "{query}: {text}");
    let json = graphql.json();
    let extensions = &json["errors"][0]["extensions"];
    assert_eq!(extensions["code"], answer.json()["code"], "{path} and {query}");
    assert_eq!(extensions["reason"], answer.json()["reason"], "{path} and {query}");
    (answer.status.as_u16(), answer.json()["reason"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn drafts_and_scheduled_articles_are_not_found_and_withdrawn_ones_are_gone() {
    let server = publication().await;
    let client = server.client();
    for (slug, expected) in [
        ("a-draft", (404, String::new())),
        ("later", (404, String::new())),
        ("taken-back", (410, "A hoax.".to_owned())),
    ] {
        let by = format!("by: {{slug: \"{slug}\"}}");
        for (path, query) in [
            (format!("/v1/articles/{slug}"), format!("{{ article({by}) {{ id }} }}")),
            (format!("/v1/articles/{slug}?include=body.text"), format!("{{ article({by}) {{ body {{ text }} }} }}")),
            (format!("/v1/pages/article/{slug}"), format!("{{ articlePage({by}) {{ article {{ id }} }} }}")),
            (format!("/v1/resolve?path=/news/{slug}"), format!("{{ resolve(path: \"/news/{slug}\") {{ type }} }}")),
            (
                format!("/v1/resolve?path=/news/{slug}"),
                format!("{{ article(by: {{path: \"/news/{slug}\"}}) {{ id }} }}"),
            ),
            (format!("/v1/articles/{slug}/related"), format!("{{ article({by}) {{ related {{ totalCount }} }} }}")),
            (
                format!("/v1/articles/{slug}/translations"),
                format!("{{ article({by}) {{ translations {{ totalCount }} }} }}"),
            ),
        ] {
            assert_eq!(outcome(&client, &path, &query).await, expected, "{path}");
        }
    }
}

#[tokio::test]
async fn no_list_and_no_count_knows_of_them() {
    let server = publication().await;
    let client = server.client();
    let hidden = ids(&server).await;
    assert_eq!(hidden.len(), 3);
    let lists = [
        ("/v1/articles?", 1),
        ("/v1/articles?order=OLDEST&", 1),
        ("/v1/articles?section=news&", 1),
        ("/v1/articles?author=ada&", 1),
        ("/v1/articles?tag=rivers&", 1),
        ("/v1/articles?series=slow&", 1),
        ("/v1/articles?language=en&", 1),
        ("/v1/articles?publishedAfter=2019-01-01T00:00:00Z&", 1),
        ("/v1/sections/news/articles?", 1),
        ("/v1/authors/ada/articles?", 1),
        ("/v1/tags/rivers/articles?", 1),
        ("/v1/series/slow/articles?", 1),
        ("/v1/collections/picks/articles?", 1),
        ("/v1/articles/public/related?", 0),
        ("/v1/articles/public/translations?", 0),
    ];
    for (path, expected) in lists {
        let page = client.json(&format!("{path}totalCount=true")).await;
        assert_eq!(page["items"].as_array().unwrap().len(), expected, "{path}");
        assert_eq!(page["totalCount"], expected, "{path}");
        assert_eq!(page["pageInfo"]["hasNextPage"], false, "{path}");
        assert!(!page.to_string().contains(SECRET), "{path}");
    }
    let page = client.json(&format!("/v1/articles?totalCount=true&ids={}", hidden.join(","))).await;
    assert_eq!((page["totalCount"].as_u64(), page["items"].as_array().unwrap().len()), (Some(0), 0));
    let nested = "{
        articles { totalCount nodes { slug related { totalCount } translations { totalCount } } }
        section(by: {slug: \"news\"}) { articles { totalCount nodes { slug } } }
        author(by: {slug: \"ada\"}) { articles { totalCount nodes { slug } } }
        tag(by: {slug: \"rivers\"}) { articles { totalCount nodes { slug } } }
        series(by: {slug: \"slow\"}) { articles { totalCount nodes { slug } } }
        collection(by: {slug: \"picks\"}) { articles { totalCount nodes { slug } } }
    }";
    let data = client.data(nested, Value::Null).await;
    for place in [
        "/articles",
        "/section/articles",
        "/author/articles",
        "/tag/articles",
        "/series/articles",
        "/collection/articles",
    ] {
        let list = data.pointer(place).unwrap();
        assert_eq!(list["totalCount"], 1, "{place}");
        assert_eq!(list["nodes"][0]["slug"], "public", "{place}");
    }
    assert_eq!(data["articles"]["nodes"][0]["related"]["totalCount"], 0);
    assert_eq!(data["articles"]["nodes"][0]["translations"]["totalCount"], 0);
}

#[tokio::test]
async fn their_ids_find_nothing() {
    let server = publication().await;
    let client = server.client();
    let hidden = ids(&server).await;
    let nodes = client.json(&format!("/v1/nodes?ids={}", hidden.join(","))).await;
    assert_eq!(nodes, json!([null, null, null]));
    let data = client.data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": hidden })).await;
    assert_eq!(data["nodes"], json!([null, null, null]));
    for id in &hidden {
        let found = outcome(&client, &format!("/v1/nodes/{id}"), &format!("{{ node(id: \"{id}\") {{ id }} }}")).await;
        assert_eq!(found.0, 404, "{id}");
        let query = format!("{{ article(by: {{id: \"{id}\"}}) {{ id }} }}");
        let (status, _) = outcome(&client, &format!("/v1/articles/{id}"), &query).await;
        assert!(matches!(status, 404 | 410), "{id}");
    }
}

#[tokio::test]
async fn no_page_shows_them_and_no_redirect_leads_to_them() {
    let server = publication().await;
    let client = server.client();
    for path in ["/v1/pages/article/public?rail=9", "/v1/pages/front?rail=9"] {
        let page = client.json(path).await.to_string();
        for word in [SECRET, "a-draft", "later", "taken-back"] {
            assert!(!page.contains(word), "{path}: {word}");
        }
    }
    for (path, status) in [("/old/draft", 404), ("/old/taken-back", 410)] {
        let answer = client.get(&format!("/v1/resolve?path={path}")).await;
        assert_eq!(answer.status, status, "{path}");
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(!text.contains(SECRET) && !text.contains("a-draft"), "{path}: {text}");
    }
}

#[tokio::test]
async fn what_is_withdrawn_leaves_every_list_at_once() {
    let server = server([bundle::article("stays", 1), bundle::article("leaves", 2)]).await;
    let client = server.client();
    assert_eq!(client.json("/v1/articles?totalCount=true").await["totalCount"], 2);
    let mut leaves = bundle::article("leaves", 2);
    leaves["stage"] = json!("withdrawn");
    server.load(&bundle::lines(&[leaves])).await;
    assert_eq!(client.json("/v1/articles?totalCount=true").await["totalCount"], 1);
    let answer = client.get("/v1/articles/leaves").await;
    assert_eq!(answer.status, 410);
    assert!(answer.json().get("reason").is_none(), "the editors gave none");
}
