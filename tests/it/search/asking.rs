//! What a query can say.

use masthead_tests::{TestServer, bundle};
use serde_json::{Value, json};

use super::{found, path, set, story, with};

async fn server() -> TestServer {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.extend([
        with(story("flood", 1, "The flood of the century", "Water stood in every street."), json!({"tags": ["rivers"]})),
        with(
            story("ferry", 2, "A crossing", "The ferry waits for the flood to pass, as it were; the ferryman does not."),
            json!({"kicker": "Harbour notes", "standfirst": "Nine minutes on the water."}),
        ),
        with(
            story("bread", 3, "Bread at night", "Were it as they say, nobody would bake."),
            json!({"contributors": [{"author": "ben", "creditedAs": "Benedict Quire"}, {"author": "ada", "role": "EDITOR"}]}),
        ),
        story("state", 4, "State-of-the-art ovens", "An oven that is hot. Art, the state of it."),
        with(story("old", -60_000_000, "A flood in 1905", "Long ago."), json!({"section": "ideas"})),
    ]);
    server.load(&bundle::lines(&records)).await;
    server
}

#[tokio::test]
async fn words_phrases_beginnings_exclusions_and_parts() {
    let server = server().await;
    let client = server.client();
    for (query, expected) in [
        ("flood", vec!["ferry", "flood", "old"]),
        ("FLOODS", vec!["ferry", "flood", "old"]),
        ("flood water", vec!["ferry", "flood"]),
        ("\"as it were\"", vec!["ferry"]),
        ("\"were it as\"", vec!["bread"]),
        ("as it were", vec!["bread", "ferry"]),
        ("\"floods\"", vec![]),
        ("ferr*", vec!["ferry"]),
        ("ferrym*", vec!["ferry"]),
        ("\"the flood\"", vec!["ferry", "flood"]),
        ("flood -ferry", vec!["flood", "old"]),
        ("flood -\"the century\"", vec!["ferry", "old"]),
        ("flood -str* -long", vec!["ferry"]),
        ("headline:flood", vec!["flood", "old"]),
        ("body:flood", vec!["ferry"]),
        ("body:flo*", vec!["ferry"]),
        ("flood -headline:flood", vec!["ferry"]),
        ("standfirst:water", vec!["ferry"]),
        ("standfirst:harbour", vec!["ferry"]),
        ("standfirst:\"nine minutes\"", vec!["ferry"]),
        ("headline:\"of the century\"", vec!["flood"]),
        ("headline:cent*", vec!["flood"]),
        ("author:quill", vec!["bread", "ferry", "flood", "old", "state"]),
        ("author:\"ada quill\" flood", vec!["ferry", "flood", "old"]),
        ("contributor:benedict", vec!["bread"]),
        ("author:stet", vec!["bread"]),
        ("author:\"stet benedict\"", vec![]),
        ("tag:river", vec!["flood"]),
        ("rivers", vec!["flood"]),
        ("tag:flood", vec![]),
        ("state-of-the-art", vec!["state"]),
        ("1905", vec!["old"]),
        ("nothing:flood", vec![]),
        ("nowhere", vec![]),
        ("\"century water\"", vec![]),
        ("\"quill ada\"", vec![]),
    ] {
        assert_eq!(set(&client, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn what_fits_comes_first_and_newer_before_older() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.extend([
        story("in-text", 400, "Something", "A lighthouse, once."),
        story("in-headline", 300, "The lighthouse", "Something."),
        with(story("in-standfirst", 200, "Something", "Else."), json!({"standfirst": "A lighthouse."})),
        // A year and a half after all others; and one that is older than its headline is worth.
        story("new", 800_000, "Something", "A lighthouse again."),
        story("ancient", -3_000_000, "The lighthouse", "Something."),
    ]);
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    assert_eq!(found(&client, "lighthouse", "").await, ["in-headline", "new", "in-standfirst", "in-text", "ancient"]);
    let newest = found(&client, "lighthouse", "&order=NEWEST").await;
    assert_eq!(newest, ["new", "in-text", "in-headline", "in-standfirst", "ancient"]);
}

#[tokio::test]
async fn filters_narrow_as_in_lists() {
    let server = server().await;
    let client = server.client();
    let id = |slug: &'static str| {
        let client = client.clone();
        async move { client.json(&format!("/v1/articles/{slug}?fields=id")).await["id"].as_str().unwrap().to_owned() }
    };
    let ferry = id("ferry").await;
    for (rest, expected) in [
        ("&section=news".to_owned(), vec!["flood", "ferry"]),
        ("&section=ideas".to_owned(), vec!["old"]),
        ("&author=ada&role=AUTHOR".to_owned(), vec!["flood", "old", "ferry"]),
        ("&author=ada&role=EDITOR".to_owned(), vec![]),
        ("&tag=rivers".to_owned(), vec!["flood"]),
        ("&language=en".to_owned(), vec!["flood", "ferry", "old"]),
        ("&language=fr".to_owned(), vec![]),
        ("&publishedAfter=2020-01-01T00:02:00Z".to_owned(), vec!["ferry"]),
        ("&publishedBefore=2020-01-01T00:02:00Z".to_owned(), vec!["flood", "old"]),
        (format!("&exclude={ferry}"), vec!["flood", "old"]),
        (format!("&ids={ferry}"), vec!["ferry"]),
    ] {
        let mut found = found(&client, "flood", &rest).await;
        let mut expected = expected;
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{rest}");
    }
    let filter = json!({"section": "ideas"});
    let asked = "query($filter: ArticleFilter) { search(query: \"flood\", filter: $filter) { nodes { slug } } }";
    let data = client.data(asked, json!({ "filter": filter })).await;
    assert_eq!(data["search"]["nodes"], json!([{"slug": "old"}]));
    let answer = client.get(&path("flood", "&section=nowhere")).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["code"]), (404, &json!("not_found")));
}

#[tokio::test]
async fn what_was_found_is_marked_and_nothing_else_is_markup() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.push(with(
        story("tricky", 1, "Tom & <Jerry> in the Été", "x"),
        json!({
            "standfirst": "\"Été\" it's called.",
            "body": {"format": "html", "value": format!("<p>{}</p><p>Before &lt;script&gt; étés came &amp; went.</p><p>{}</p>", "filler ".repeat(100), "more ".repeat(100))},
        }),
    ));
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    let rest = client.json(&path("ete", "&language=en")).await["items"][0]["highlights"].clone();
    assert_eq!(rest["headline"], "Tom &amp; &lt;Jerry&gt; in the <mark>Été</mark>");
    assert_eq!(rest["standfirst"], "&quot;<mark>Été</mark>&quot; it&#39;s called.");
    let body = rest["body"].as_str().unwrap();
    assert!(body.contains("Before &lt;script&gt; <mark>étés</mark> came &amp; went."), "{body}");
    assert!(body.starts_with('…') && body.ends_with('…') && body.len() < 500, "{body}");
    let asked = "{ search(query: \"ete\") { edges { highlights { headline standfirst body } } } }";
    let data = client.data(asked, Value::Null).await;
    assert_eq!(data["search"]["edges"][0]["highlights"], rest);
    // Only where it was looked for, and a phrase as one.
    let rest = client.json(&path("headline:ete \"jerry in the\"", "")).await["items"][0]["highlights"].clone();
    assert_eq!(rest["headline"], "Tom &amp; &lt;<mark>Jerry&gt; in the</mark> <mark>Été</mark>");
    assert_eq!(rest["standfirst"], Value::Null);
    assert!(client.json(&path("ete", "&highlights=false")).await["items"][0].get("highlights").is_none());
}
