//! Accents, and what words come from in their languages.

use masthead_tests::{TestServer, bundle};
use serde_json::{Value, json};

use super::{found, set, story, with};

fn in_language(slug: &str, minutes: i64, language: &str, headline: &str) -> Value {
    with(story(slug, minutes, headline, "…"), json!({"language": language}))
}

async fn server() -> TestServer {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.extend([
        in_language("english", 1, "en-GB", "The publishers of rivers"),
        in_language("portuguese", 2, "pt-BR", "Publicações sobre o coração"),
        in_language("french", 3, "fr", "Les chevaux de l’été"),
        in_language("german", 4, "de", "Häuser an der Straße"),
        in_language("russian", 5, "ru", "Книги и ёлки"),
        in_language("japanese", 6, "ja", "東京の夏"),
        in_language("swedish", 7, "sv", "Tidningarna i Malmö"),
        in_language("greek", 8, "el", "Λόγος της θάλασσας"),
    ]);
    server.load(&bundle::lines(&records)).await;
    server
}

#[tokio::test]
async fn accents_and_forms_of_words_make_no_difference() {
    let server = server().await;
    let client = server.client();
    for (query, expected) in [
        ("river", "english"),
        ("publisher", "english"),
        ("publicação", "portuguese"),
        ("publicacoes", "portuguese"),
        ("CORACAO", "portuguese"),
        ("cheval", "french"),
        ("ete", "french"),
        ("l'été", "french"),
        ("haus", "german"),
        ("hauser", "german"),
        ("strasse", "german"),
        ("STRASSE", "german"),
        ("книга", "russian"),
        ("елки", "russian"),
        ("東京", "japanese"),
        ("夏", "japanese"),
        ("\"京の\"", "japanese"),
        ("tidning", "swedish"),
        ("malmo", "swedish"),
        ("λογος", "greek"),
        ("ΛΌΓΟΣ", "greek"),
        ("θαλασσ*", "greek"),
    ] {
        assert_eq!(set(&client, query).await, [expected], "{query}");
    }
    assert!(set(&client, "京東").await.is_empty());
}

#[tokio::test]
async fn with_a_language_words_are_words_of_that_language() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    // `pain` is a hurt here and bread there; `pains` is a form of both.
    records.extend([in_language("hurt", 1, "en", "Growing pains"), in_language("bread", 2, "fr", "Petits pains")]);
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    assert_eq!(set(&client, "pain").await, ["bread", "hurt"]);
    assert_eq!(found(&client, "pain", "&language=fr").await, ["bread"]);
    assert_eq!(found(&client, "pain", "&language=en").await, ["hurt"]);
    assert!(found(&client, "pain", "&language=de").await.is_empty());
}
