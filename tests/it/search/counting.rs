//! Counts are what counting one by one gives, and what narrowing finds.

use std::collections::BTreeMap;

use masthead_tests::{TestServer, bundle};
use serde_json::{Value, json};

use super::{path, story, with};

async fn server() -> TestServer {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    for at in 0..60_i64 {
        let section = ["news", "local", "ideas"][at as usize % 3];
        let tags: Vec<&str> =
            [(2, "rivers"), (5, "cities")].iter().filter(|(n, _)| at % n == 0).map(|(_, t)| *t).collect();
        let language = ["en", "en-GB", "pt-BR", "pt"][at as usize % 4];
        let authors = if at % 7 == 0 {
            json!([{"author": "ada"}, {"author": "ben", "role": "TRANSLATOR"}])
        } else {
            json!([{"author": "ben"}])
        };
        records.push(with(
            story(
                &format!("story-{at}"),
                at * 60 * 24 * 40,
                &format!("Number {at}"),
                if at % 5 == 3 { "Other." } else { "Counted." },
            ),
            json!({"section": section, "tags": tags, "language": language, "contributors": authors}),
        ));
    }
    server.load(&bundle::lines(&records)).await;
    server
}

/// A facet as a map.
fn counts(facets: &Value, of: &str, name: impl Fn(&Value) -> String) -> BTreeMap<String, u64> {
    facets[of].as_array().unwrap().iter().map(|entry| (name(entry), entry["count"].as_u64().unwrap())).collect()
}

#[tokio::test]
async fn counts_are_what_counting_one_by_one_gives() {
    let server = server().await;
    let client = server.client();
    let page =
        client.json(&path("counted", "&facets=true&totalCount=true&first=100&include=tags&highlights=false")).await;
    let items = page["items"].as_array().unwrap();
    assert_eq!(page["totalCount"], json!(items.len()));
    assert_eq!((items.len(), &page["approximate"]), (48, &json!(false)));
    let facets = &page["facets"];
    let mut brute: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
    let mut add = |of: &'static str, name: String| *brute.entry(of).or_default().entry(name).or_default() += 1;
    for article in items.iter().map(|item| &item["article"]) {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        add("bySection", text(&article["section"]["slug"]));
        if article["section"]["slug"] == "local" {
            add("bySection", "news".to_owned());
        }
        for contributor in article["byline"]["contributors"].as_array().unwrap() {
            add("byAuthor", text(&contributor["author"]["slug"]));
        }
        for tag in article["tags"].as_array().unwrap() {
            add("byTag", text(&tag["slug"]));
        }
        add("byYear", text(&article["publishedAt"])[..4].to_owned());
        let language = text(&article["language"]);
        // The wide ones have what the narrow ones have.
        if language == "pt-BR" || language == "en-GB" {
            add("byLanguage", language[..2].to_owned());
        }
        add("byLanguage", language);
    }
    let slug = |of: &'static str| move |entry: &Value| entry[of]["slug"].as_str().unwrap().to_owned();
    assert_eq!(counts(facets, "bySection", slug("section")), brute["bySection"]);
    assert_eq!(counts(facets, "byAuthor", slug("author")), brute["byAuthor"]);
    assert_eq!(counts(facets, "byTag", slug("tag")), brute["byTag"]);
    assert_eq!(counts(facets, "byYear", |entry| entry["year"].to_string()), brute["byYear"]);
    assert_eq!(
        counts(facets, "byLanguage", |entry| entry["language"].as_str().unwrap().to_owned()),
        brute["byLanguage"]
    );

    // And what narrowing finds.
    for (of, parameter) in [("bySection", "section"), ("byAuthor", "author"), ("byTag", "tag")] {
        for (slug, count) in &brute[of] {
            let narrowed = client.json(&path("counted", &format!("&{parameter}={slug}&totalCount=true&first=0"))).await;
            assert_eq!(narrowed["totalCount"], json!(count), "{parameter} {slug}");
        }
    }
    for (language, count) in &brute["byLanguage"] {
        let narrowed = client.json(&path("counted", &format!("&language={language}&totalCount=true&first=0"))).await;
        assert_eq!(narrowed["totalCount"], json!(count), "{language}");
    }
}

#[tokio::test]
async fn both_protocols_count_alike_and_only_when_asked() {
    let server = server().await;
    let client = server.client();
    let plain = client.json(&path("counted", "")).await;
    for member in ["totalCount", "facets", "approximate"] {
        assert!(plain.get(member).is_none(), "{member}");
    }
    let rest = client.json(&path("counted", "&facets=true&totalCount=true")).await;
    let asked = "{ search(query: \"counted\") { totalCount approximate facets { bySection { section { slug } count } \
        byAuthor { author { slug } count } byTag { tag { slug } count } byYear { year count } byLanguage { language count } } } }";
    let data = client.data(asked, Value::Null).await["search"].clone();
    assert_eq!((&rest["totalCount"], &rest["approximate"]), (&data["totalCount"], &data["approximate"]));
    for (of, name) in [("bySection", "section"), ("byAuthor", "author"), ("byTag", "tag")] {
        let short: Vec<Value> = rest["facets"][of]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| json!({name: {"slug": e[name]["slug"]}, "count": e["count"]}))
            .collect();
        assert_eq!(json!(short), data["facets"][of], "{of}");
    }
    assert_eq!(rest["facets"]["byYear"], data["facets"]["byYear"]);
    assert_eq!(rest["facets"]["byLanguage"], data["facets"]["byLanguage"]);
}
