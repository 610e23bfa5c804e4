//! What search engines read of an article.

use masthead_tests::{TestServer, bundle, demo};
use serde_json::{Value, json};

async fn json_ld(server: &TestServer, slug: &str) -> (String, Value) {
    let client = server.client();
    let text = client.json(&format!("/v1/articles/{slug}?fields=jsonLd")).await["jsonLd"].as_str().unwrap().to_owned();
    let data = client.data("query($s: String!) { article(by: {slug: $s}) { jsonLd } }", json!({ "s": slug })).await;
    assert_eq!(data["article"]["jsonLd"], text, "the same in both protocols");
    let value = serde_json::from_str(&text).unwrap();
    (text, value)
}

#[tokio::test]
async fn an_article_tells_who_made_it_from_what_and_where_it_stands() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.push(json!({"type": "author", "slug": "desk", "name": "The Desk", "kind": "organization"}));
    let mut article = bundle::article("told", 0);
    article["headline"] = json!("Ends </script><!-- early");
    article["section"] = json!("local");
    article["contributors"] = json!([{"author": "ada"}, {"author": "desk"}, {"author": "ben", "role": "TRANSLATOR"},
        {"author": "ben", "role": "PHOTOGRAPHER"}]);
    article["tags"] = json!(["rivers", "cities"]);
    article["series"] = json!({"slug": "slow", "part": 2});
    article["leadImage"] = json!({"asset": "river"});
    article["corrections"] = json!([{"at": "2020-02-01T00:00:00Z", "kind": "correction", "text": "It was a Tuesday."}]);
    article["translationOf"] =
        json!({"headline": "Original", "url": "https://else.example/o", "language": "pt", "publisher": "Else"});
    records.push(article);
    server.load(&bundle::lines(&records)).await;
    let (text, value) = json_ld(&server, "told").await;
    assert!(!text.contains('<'), "nothing ends the script: {text}");
    let graph = value["@graph"].as_array().unwrap();
    let article = &graph[0];
    assert_eq!(
        (value["@context"].as_str(), article["@type"].as_str()),
        (Some("https://schema.org"), Some("NewsArticle"))
    );
    assert_eq!(article["headline"], "Ends </script><!-- early");
    assert_eq!(article["author"][0]["@type"], "Person");
    assert_eq!(article["author"][1]["@type"], "Organization");
    assert_eq!(article["author"][0]["url"], "https://test.example/authors/ada");
    assert_eq!(article["translator"][0]["name"], "Ben Stet");
    assert_eq!(article["contributor"][0]["roleName"], "photographer");
    assert_eq!(article["keywords"], json!(["Rivers", "Cities"]));
    assert_eq!(article["isPartOf"]["name"], "Slow");
    assert_eq!(article["position"], 2);
    assert_eq!(article["image"][0]["url"], "https://pictures.example/river.jpg");
    assert_eq!(article["image"][0]["description"], "A river");
    assert_eq!(article["correction"][0]["text"], "It was a Tuesday.");
    assert_eq!(article["translationOfWork"]["headline"], "Original");
    assert_eq!(article["publisher"]["name"], "Test");
    let crumbs = graph[1]["itemListElement"].as_array().unwrap();
    let crumbs: Vec<_> = crumbs.iter().map(|it| (it["position"].as_u64(), it["item"].as_str())).collect();
    assert_eq!(
        crumbs,
        [
            (Some(1), Some("https://test.example/")),
            (Some(2), Some("https://test.example/news")),
            (Some(3), Some("https://test.example/news/local")),
            (Some(4), Some("https://test.example/local/told")),
        ]
    );
}

#[tokio::test]
async fn pictures_come_in_the_shapes_that_search_engines_ask_for() {
    let server = demo().await;
    let client = server.client();
    let articles = client.json("/v1/articles?first=100&include=jsonLd").await["items"].take();
    let mut pictured = 0;
    for article in articles.as_array().unwrap() {
        let value: Value = serde_json::from_str(article["jsonLd"].as_str().unwrap()).unwrap();
        let images = value["@graph"][0]["image"].as_array().cloned().unwrap_or_default();
        if article["leadImage"].is_null() {
            assert!(images.is_empty(), "{}", article["slug"]);
            continue;
        }
        pictured += 1;
        let shapes: Vec<f64> =
            images.iter().map(|it| it["width"].as_f64().unwrap() / it["height"].as_f64().unwrap()).collect();
        for (shape, wanted) in shapes.iter().zip([1.0, 4.0 / 3.0, 16.0 / 9.0]) {
            assert!((shape - wanted).abs() < 0.03, "{}: {shapes:?}", article["slug"]);
        }
        assert_eq!(shapes.len(), 3, "{}", article["slug"]);
    }
    assert!(pictured > 10);
}
