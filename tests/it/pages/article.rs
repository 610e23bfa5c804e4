//! The article page: everything that a magazine draws, from one REST call or one GraphQL query.

use masthead_tests::{bundle, demo};
use serde_json::{Value, json};

use super::{assert_rails, server, slugs};

/// The page as product.md tells it.
const QUERY: &str = r"
query Page($slug: String!) {
  site { name language timezone url navigation { label path } socialLinks { platform url } }
  articlePage(by: {slug: $slug}) {
    article {
      headline standfirst slug url
      byline { text contributors { author { name slug url } role creditedAs } }
      publishedAt canonicalUrl
      share { title text image { url alt width height } }
      body { blocks { __typename } html markdown text }
      tableOfContents { level text anchor }
      wordCount readingMinutes
      translationOf { headline url language publisher }
    }
    sectionRail { ...card }
    recentRail { ...card }
  }
}
fragment card on Article {
  slug headline excerpt byline { text } publishedAt leadImage { url alt } url
}";

/// What the table of product.md asks of a page, at its place in both answers: `null` where nothing is, never absent.
fn assert_whole(page: &Value, site: &Value) {
    for member in ["name", "language", "timezone", "url"] {
        assert!(site[member].as_str().is_some_and(|text| !text.is_empty()), "site.{member}");
    }
    assert!(site["navigation"].as_array().is_some_and(|menu| menu.iter().all(|item| item["path"].is_string())));
    assert!(site["socialLinks"].as_array().is_some_and(|all| all.iter().all(|link| link["platform"].is_string())));
    let article = &page["article"];
    for member in ["headline", "publishedAt", "canonicalUrl", "url"] {
        assert!(article[member].as_str().is_some_and(|text| !text.is_empty()), "article.{member}");
    }
    for place in ["/standfirst", "/byline/text", "/byline/contributors", "/share/title", "/share/text", "/share/image"]
    {
        assert!(article.pointer(place).is_some(), "article{place}");
    }
    for place in ["/body/blocks", "/body/html", "/tableOfContents", "/wordCount", "/readingMinutes", "/translationOf"] {
        assert!(article.pointer(place).is_some(), "article{place}");
    }
    for contributor in article["byline"]["contributors"].as_array().unwrap() {
        assert!(contributor["author"]["name"].is_string() && contributor["role"].is_string());
        assert!(contributor.get("creditedAs").is_some());
    }
    for rail in ["sectionRail", "recentRail"] {
        for card in page[rail].as_array().unwrap() {
            for place in ["/headline", "/excerpt", "/byline/text", "/publishedAt", "/leadImage", "/url"] {
                assert!(card.pointer(place).is_some(), "{rail}: card{place}");
            }
            assert!(card["leadImage"].is_null() || card["leadImage"].get("alt").is_some(), "{rail}: alt");
        }
    }
}

#[tokio::test]
async fn one_request_gives_the_whole_page_of_every_article_of_the_magazine() {
    let client = demo().await.client();
    let list = client.json("/v1/articles?first=100&fields=slug").await;
    assert!(list["items"].as_array().unwrap().len() > 70);
    for slug in slugs(&list["items"]) {
        let answer = client.get(&format!("/v1/pages/article/{slug}")).await;
        assert!(answer.statements() <= 10, "{slug}: {} statements", answer.statements());
        let rest = answer.json();
        assert_whole(&rest, &rest["site"]);
        assert_rails(&rest, slug, [4, 4]);

        let answer = client.graphql(QUERY, json!({ "slug": slug })).await;
        assert!(answer.statements() <= 10, "{slug}: {} statements", answer.statements());
        let data = answer.json()["data"].take();
        assert_whole(&data["articlePage"], &data["site"]);
        assert_rails(&data["articlePage"], slug, [4, 4]);
        for rail in ["sectionRail", "recentRail"] {
            assert_eq!(slugs(&rest[rail]), slugs(&data["articlePage"][rail]), "{slug}: {rail}");
        }
    }
}

#[tokio::test]
async fn the_page_is_found_by_id_and_by_path_too() {
    let client = demo().await.client();
    let page = client.json("/v1/pages/article/the-last-tram-depot").await;
    let id = page["article"]["id"].as_str().unwrap();
    assert_eq!(client.json(&format!("/v1/pages/article/{id}")).await, page);
    for by in [json!({"id": id}), json!({"path": page["article"]["path"]})] {
        let query = "query($by: ArticleBy!) { articlePage(by: $by) { article { slug } } }";
        let data = client.data(query, json!({ "by": by })).await;
        assert_eq!(data["articlePage"]["article"]["slug"], "the-last-tram-depot");
    }
}

#[tokio::test]
async fn the_size_of_the_rails_is_the_clients_choice() {
    let client = demo().await.client();
    for size in [0, 1, 4, 7, 20] {
        let rest = client.json(&format!("/v1/pages/article/the-last-tram-depot?rail={size}")).await;
        let in_section = rest["sectionRail"].as_array().unwrap().len();
        assert!(in_section == size || (size == 20 && in_section < 20), "{size}: {in_section}");
        assert_rails(&rest, "the-last-tram-depot", [in_section, size]);
        let query = "query($size: Int!) { articlePage(by: {slug: \"the-last-tram-depot\"}, railSize: $size) {
            article { slug } sectionRail { slug publishedAt } recentRail { slug publishedAt } } }";
        let data = client.data(query, json!({ "size": size })).await;
        assert_rails(&data["articlePage"], "the-last-tram-depot", [in_section, size]);
    }
}

#[tokio::test]
async fn the_rails_are_the_newest_of_the_section_with_those_within_and_of_all() {
    let in_section = |slug: &str, minutes: i64, section: &str| {
        let mut article = bundle::article(slug, minutes);
        article["section"] = json!(section);
        article
    };
    let server = server([
        in_section("old-news", 1, "news"),
        in_section("local-1", 2, "local"),
        in_section("it", 3, "news"),
        in_section("idea-1", 4, "ideas"),
        in_section("local-2", 5, "local"),
        in_section("news-2", 6, "news"),
        in_section("idea-2", 7, "ideas"),
    ])
    .await;
    let client = server.client();
    let page = client.json("/v1/pages/article/it?rail=2").await;
    assert_eq!(slugs(&page["sectionRail"]), ["news-2", "local-2"]);
    assert_eq!(slugs(&page["recentRail"]), ["idea-2", "idea-1"], "what stands in the other rail gives way");
    let page = client.json("/v1/pages/article/it").await;
    assert_eq!(slugs(&page["sectionRail"]), ["news-2", "local-2", "local-1", "old-news"]);
    assert_eq!(slugs(&page["recentRail"]), ["idea-2", "idea-1"], "no card twice, though there is room");
    // The section within shows only its own.
    let page = client.json("/v1/pages/article/local-1").await;
    assert_eq!(slugs(&page["sectionRail"]), ["local-2"]);
    assert_eq!(slugs(&page["recentRail"]), ["idea-2", "news-2", "idea-1", "it"]);
}

#[tokio::test]
async fn the_only_article_of_a_publication_has_a_page() {
    let server = server([bundle::article("only", 1)]).await;
    let page = server.client().json("/v1/pages/article/only").await;
    assert_rails(&page, "only", [0, 0]);
    assert_eq!(page["article"]["slug"], "only");
}
