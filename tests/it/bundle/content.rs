//! What an import makes of content: bodies, stages, teasers, bylines.

use masthead_tests::{TestServer, bundle as records};
use serde_json::json;

#[tokio::test]
async fn html_markdown_and_blocks_become_the_same_body() {
    let server = TestServer::new().await;
    let mut lines = records::base();
    let bodies = [
        (
            "html",
            json!(
                "<h2>One thing</h2><p>A <strong>word</strong> and a <a href=\"https://example.org/\">link</a>.</p><ul><li>x</li></ul>"
            ),
        ),
        ("markdown", json!("## One thing\n\nA **word** and a [link](https://example.org/).\n\n- x\n")),
        (
            "blocks",
            json!([
                {"type": "heading", "level": 2, "content": [{"text": "One thing"}]},
                {"type": "paragraph", "content": [{"text": "A "}, {"text": "word", "marks": [{"type": "strong"}]}, {"text": " and a "}, {"text": "link", "marks": [{"type": "link", "href": "https://example.org/"}]}, {"text": "."}]},
                {"type": "list", "ordered": false, "items": [{"content": [{"text": "x"}]}]},
            ]),
        ),
    ];
    for (n, (format, value)) in bodies.iter().enumerate() {
        let mut article = records::article(&format!("as-{format}"), n as i64);
        article["body"] = json!({"format": format, "value": value});
        lines.push(article);
    }
    server.load(&records::lines(&lines)).await;
    let client = server.client();
    let fields = "body.html,body.blocks,body.markdown,body.text,tableOfContents,wordCount,readingMinutes,excerpt";
    let html = client.json(&format!("/v1/articles/as-html?fields={fields}")).await;
    for format in ["markdown", "blocks"] {
        let other = client.json(&format!("/v1/articles/as-{format}?fields={fields}")).await;
        assert_eq!(other, html, "{format}");
    }
    assert_eq!(html["tableOfContents"], json!([{"level": 2, "text": "One thing", "anchor": "one-thing"}]));
    assert_eq!(html["body"]["html"].as_str().unwrap().matches("<strong>word</strong>").count(), 1);
    assert_eq!(html["excerpt"], "A word and a link.");
}

#[tokio::test]
async fn what_comes_out_is_safe_whatever_went_in() {
    let server = TestServer::new().await;
    let mut lines = records::base();
    let mut article = records::article("attack", 1);
    article["headline"] = json!("<script>alert(1)</script>");
    article["body"] = json!({"format": "html", "value": "<p><img src=x onerror=alert(1)><a href=\" javascript:alert(1)\">x</a><svg onload=alert(1)></svg><iframe srcdoc=\"<script>alert(1)</script>\"></iframe>text</p>"});
    lines.push(article);
    server.load(&records::lines(&lines)).await;
    let body = server.client().json("/v1/articles/attack?include=body.markdown,body.text").await["body"].clone();
    let html = body["html"].as_str().unwrap();
    for evil in ["<script", "onerror", "onload", "javascript:", "srcdoc"] {
        assert!(!html.contains(evil), "{evil} in {html}");
    }
    assert!(html.contains("text"));
}

#[tokio::test]
async fn dates_follow_from_each_other_and_stay_when_nothing_is_said() {
    let server = TestServer::new().await;
    let mut lines = records::base();
    let mut dated = records::article("dated", 1);
    dated["publishedAt"] = json!("2020-05-01T10:00:00+02:00");
    lines.push(dated.clone());
    let mut undated = records::article("undated", 1);
    undated.as_object_mut().unwrap().remove("publishedAt");
    lines.push(undated.clone());
    server.load(&records::lines(&lines)).await;
    let client = server.client();
    let article = client.json("/v1/articles/dated").await;
    for member in ["publishedAt", "firstPublishedAt", "updatedAt"] {
        assert_eq!(article[member], "2020-05-01T08:00:00Z", "{member}");
    }
    let before = client.json("/v1/articles/undated").await["publishedAt"].clone();
    undated["headline"] = json!("Another");
    server.load(&records::lines(&[undated])).await;
    assert_eq!(client.json("/v1/articles/undated").await["publishedAt"], before);
}

#[tokio::test]
async fn paths_of_every_script_resolve_as_browsers_spell_them() {
    let server = TestServer::new().await;
    let mut lines = records::base();
    lines.push(records::article("مدينة", 1));
    lines.push(json!({"type": "redirect", "from": "/caf%C3%A9", "article": "مدينة"}));
    server.load(&records::lines(&lines)).await;
    let client = server.client();
    let spelled = "%D9%85%D8%AF%D9%8A%D9%86%D8%A9";
    let article = client.json(&format!("/v1/articles/{spelled}")).await;
    assert_eq!(article["path"], "/news/مدينة");
    assert_eq!(article["url"], format!("https://test.example/news/{spelled}"), "a URL is ASCII");
    // Once as a query's own encoding, once as a pathname that is encoded again.
    for path in [format!("/news/{spelled}"), format!("/news/{}", spelled.replace('%', "%25"))] {
        let found = client.json(&format!("/v1/resolve?path={path}")).await;
        assert_eq!(found["type"], "ARTICLE", "{path}");
    }
    for path in ["/caf%C3%A9", "/caf%25C3%25A9/"] {
        let found = client.json(&format!("/v1/resolve?path={path}")).await;
        assert_eq!(found["redirect"]["to"], "/news/مدينة", "{path}");
    }
}

#[tokio::test]
async fn what_happens_to_drafts_moves_nothing_that_readers_see() {
    let server = TestServer::new().await;
    let mut lines = records::base();
    lines.push(records::article("public", 1));
    server.load(&records::lines(&lines)).await;
    let client = server.client();
    let version = |answer: &masthead_tests::Answer| answer.header("content-version").to_owned();
    let before = version(&client.get("/v1/site").await);

    let mut draft = records::article("draft", 1);
    draft["stage"] = json!("draft");
    draft.as_object_mut().unwrap().remove("publishedAt");
    let redirect = json!({"type": "redirect", "from": "/secret", "article": "draft"});
    server.load(&records::lines(&[draft.clone()])).await;
    assert_eq!(version(&client.get("/v1/site").await), before);

    // A redirect to a draft is like nothing at all, to the letter.
    server.load(&records::lines(&[redirect])).await;
    let (hidden, absent) =
        (client.get("/v1/resolve?path=/secret").await, client.get("/v1/resolve?path=/nothing").await);
    assert_eq!((hidden.status, absent.status), (404.try_into().unwrap(), 404.try_into().unwrap()));
    assert_eq!(hidden.json()["detail"], absent.json()["detail"].as_str().unwrap().replace("nothing\"", "secret\""));

    draft["stage"] = json!("published");
    server.load(&records::lines(&[draft])).await;
    assert_ne!(version(&client.get("/v1/site").await), before);
}
