//! What is normal on a page: nothing under the headline, no picture, a byline in words, an original elsewhere.

use masthead_tests::{Client, bundle};
use serde_json::{Value, json};

use super::server;

/// The same page from both sides, as far as the query goes.
async fn both(client: &Client, slug: &str, selection: &str) -> [Value; 2] {
    let query = format!("{{ articlePage(by: {{slug: \"{slug}\"}}) {{ article {selection} }} }}");
    let mut data = client.data(&query, Value::Null).await;
    let mut page = client.json(&format!("/v1/pages/article/{slug}")).await;
    [page["article"].take(), data["articlePage"]["article"].take()]
}

fn with(slug: &str, members: Value) -> Value {
    let mut article = bundle::article(slug, 1);
    for (name, value) in members.as_object().unwrap() {
        article[name] = value.clone();
    }
    article
}

#[tokio::test]
async fn without_a_standfirst_there_is_none_and_cards_still_have_a_text() {
    let text = json!({"format": "html", "value": "<p>The first sentence. The second.</p>"});
    let server = server([
        with("bare", json!({"body": text})),
        with("introduced", json!({"standfirst": "Who holds the ruler?", "body": text})),
        with("teased", json!({"standfirst": "Who?", "excerpt": "A teaser.", "body": text})),
    ])
    .await;
    let client = server.client();
    for [standfirst, excerpt, slug] in [
        [json!(null), json!("The first sentence. The second."), json!("bare")],
        [json!("Who holds the ruler?"), json!("Who holds the ruler?"), json!("introduced")],
        [json!("Who?"), json!("A teaser."), json!("teased")],
    ] {
        for article in both(&client, slug.as_str().unwrap(), "{ standfirst excerpt share { text } }").await {
            assert_eq!(article["standfirst"], standfirst, "{slug}");
            assert_eq!(article["excerpt"], excerpt, "{slug}");
            assert_eq!(article["share"]["text"], excerpt, "{slug}");
        }
    }
}

#[tokio::test]
async fn a_picture_is_there_or_null_and_its_words_may_be_of_this_place() {
    let long = "word ".repeat(120);
    let server = server([
        with("blind", json!({})),
        with("seen", json!({"leadImage": {"asset": "river"}})),
        with("described", json!({"leadImage": {"asset": "river", "alt": long.trim()}})),
        with("decorated", json!({"leadImage": {"asset": "river", "alt": ""}})),
    ])
    .await;
    let client = server.client();
    for (slug, alt) in [("seen", "A river"), ("described", long.trim()), ("decorated", "")] {
        for article in both(&client, slug, "{ leadImage { alt url width } share { image { alt } } }").await {
            assert_eq!(article["leadImage"]["alt"], alt, "{slug}");
            assert_eq!(article["leadImage"]["width"], 1600, "{slug}");
            assert_eq!(article["share"]["image"]["alt"], alt, "{slug}");
        }
    }
    for article in both(&client, "blind", "{ leadImage { alt } share { image { alt } } }").await {
        assert!(article["leadImage"].is_null() && article["share"]["image"].is_null());
        assert!(article.get("leadImage").is_some(), "null, not absent");
    }
}

#[tokio::test]
async fn a_byline_is_made_of_its_contributors_unless_it_is_written() {
    let server = server([
        with(
            "made",
            json!({"contributors": [
                {"author": "ada"}, {"author": "ben", "role": "TRANSLATOR", "creditedAs": "B. S."},
            ]}),
        ),
        with("written", json!({"contributors": [], "bylineText": "By the voice, as told to the desk"})),
        with("both", json!({"contributors": [{"author": "ben"}], "bylineText": "From our correspondent"})),
        with("nobody", json!({"contributors": []})),
    ])
    .await;
    let client = server.client();
    let selection = "{ byline { text contributors { author { slug } role creditedAs } } }";
    for (slug, text, contributors) in [
        ("made", json!("By Ada Quill. Translated by B. S."), 2),
        ("written", json!("By the voice, as told to the desk"), 0),
        ("both", json!("From our correspondent"), 1),
        ("nobody", json!(null), 0),
    ] {
        for article in both(&client, slug, selection).await {
            assert_eq!(article["byline"]["text"], text, "{slug}");
            assert_eq!(article["byline"]["contributors"].as_array().unwrap().len(), contributors, "{slug}");
        }
    }
    for article in both(&client, "made", selection).await {
        let translator = &article["byline"]["contributors"][1];
        assert_eq!(translator["role"], "TRANSLATOR");
        assert_eq!(translator["creditedAs"], "B. S.");
        assert_eq!(translator["author"]["slug"], "ben");
    }
}

#[tokio::test]
async fn a_translation_names_its_original_here_or_elsewhere() {
    let elsewhere =
        json!({"headline": "A poetisa", "url": "https://other.example/poetisa", "language": "pt", "publisher": "Ria"});
    let server = server([
        with("original", json!({"headline": "The Original"})),
        with("here", json!({"language": "pt", "translationOf": {"article": "original"}})),
        with("elsewhere", json!({"translationOf": elsewhere})),
        with("secret", json!({"stage": "draft", "publishedAt": null, "headline": "Not to be known"})),
        with("early", json!({"translationOf": {"article": "secret"}})),
        with("taken-back", json!({"stage": "withdrawn"})),
        with("late", json!({"translationOf": {"article": "taken-back"}})),
    ])
    .await;
    let client = server.client();
    let selection = "{ translationOf { headline url language publisher articleId } }";
    let original = client.json("/v1/articles/original").await;
    for article in both(&client, "here", selection).await {
        let expected = json!({
            "headline": "The Original", "url": original["url"], "language": "en", "publisher": "Test", "articleId": original["id"],
        });
        assert_eq!(article["translationOf"], expected);
    }
    for article in both(&client, "elsewhere", selection).await {
        let mut expected = elsewhere.clone();
        expected["articleId"] = json!(null);
        assert_eq!(article["translationOf"], expected);
    }
    for slug in ["original", "early", "late"] {
        for article in both(&client, slug, selection).await {
            assert!(article["translationOf"].is_null(), "{slug}: {}", article["translationOf"]);
        }
    }
}
