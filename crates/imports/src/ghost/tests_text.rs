//! Texts of Ghost's two editors, card by card.

use masthead_markup::Options;
use serde_json::{Value, json};

use super::{lexical, mobiledoc, seen, write::Rendered};

fn of_lexical(children: Value) -> (String, Vec<String>, bool) {
    let mut out = Rendered::default();
    let source = json!({"root": {"type": "root", "children": children}}).to_string();
    lexical::render(&source, &Options::default(), &mut out).expect("a document");
    let body = masthead_markup::html::parse(&out.html, &Options::default()).body;
    assert!(body.check().is_empty(), "{:?}", body.check());
    let words = |text: &str| text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let (kept, there) = (words(&body.text()), seen::lexical(&source).words);
    assert!(kept + 2 >= there, "{kept} words of {there}: {source}\n{}", out.html);
    (body.html(&masthead_domain::body::NoPictures), out.notes, out.is_gated)
}

#[test]
fn text_has_marks() {
    let text = |text: &str, format: u32| json!({"type": "extended-text", "text": text, "format": format});
    let all = [(1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"), (128, "mark")];
    for (bit, name) in all {
        let (html, notes, _) = of_lexical(json!([{"type": "paragraph", "children": [text("a ", 0), text("b", bit)]}]));
        assert!(html.contains(&format!("a <{name}>b</{name}>")), "{html}");
        assert!(notes.is_empty(), "{notes:?}");
    }
    let (html, _, _) = of_lexical(json!([{"type": "paragraph", "children": [text("<b> & \"q\"", 3)]}]));
    assert!(html.contains("<strong><em>&lt;b&gt; &amp;"), "{html}");
}

#[test]
fn cards_become_blocks() {
    for (card, words) in [
        (
            json!({"type": "image", "src": "https://a.example/1.jpg", "alt": "One", "caption": "Two", "href": "https://b.example/"}),
            &["<img", "1.jpg", "One", "Two", "https://b.example/"][..],
        ),
        (
            json!({"type": "gallery", "images": [{"src": "https://a.example/1.jpg"}, {"src": "https://a.example/2.jpg"}], "caption": "Both"}),
            &["1.jpg", "2.jpg", "Both"],
        ),
        (json!({"type": "html", "html": "<p>Raw <b>html</b></p>"}), &["Raw <strong>html</strong>"]),
        (json!({"type": "markdown", "markdown": "# Big\n\nA *b*"}), &["Big</h2>", "<em>b</em>"]),
        (
            json!({"type": "codeblock", "code": "a < b", "language": "js", "caption": "Code"}),
            &["a &lt; b", "language-js", "Code"],
        ),
        (
            json!({"type": "embed", "url": "https://youtu.be/x", "html": "<iframe src=\"https://www.youtube.com/embed/x\"></iframe>", "caption": "Film"}),
            &["https://www.youtube.com/embed/x", "Film"],
        ),
        (
            json!({"type": "embed", "url": "https://other.example/x", "metadata": {"title": "Other"}}),
            &["href=\"https://other.example/x\"", "Other"],
        ),
        (
            json!({"type": "bookmark", "url": "https://c.example/", "metadata": {"title": "See", "description": "About", "author": "Ann", "publisher": "Pub", "thumbnail": "https://c.example/t.jpg", "icon": "https://c.example/i.png"}}),
            &["https://c.example/", "See", "About", "Ann · Pub", "t.jpg"],
        ),
        (json!({"type": "callout", "calloutText": "Mind", "calloutEmoji": "💡"}), &["💡 Mind"]),
        (
            json!({"type": "toggle", "heading": "<span>Why</span>", "content": "<p>Because</p>"}),
            &["Why</h4>", "Because"],
        ),
        (
            json!({"type": "button", "buttonText": "Go", "buttonUrl": "https://d.example/"}),
            &["href=\"https://d.example/\"", "Go"],
        ),
        (json!({"type": "horizontalrule"}), &["<hr"]),
        (json!({"type": "audio", "src": "https://a.example/a.mp3", "title": "Sound"}), &["<audio", "a.mp3", "Sound"]),
        (
            json!({"type": "video", "src": "https://a.example/a.mp4", "caption": "Moving", "width": 10, "height": 5}),
            &["<video", "a.mp4", "Moving"],
        ),
        (
            json!({"type": "file", "src": "https://a.example/a.pdf", "fileTitle": "Paper", "fileCaption": "Long", "fileName": "a.pdf"}),
            &["a.pdf", "Paper", "Long"],
        ),
        (
            json!({"type": "product", "productTitle": "Boat", "productDescription": "<p>Floats</p>", "productRatingEnabled": true, "productStarRating": 3, "productButtonEnabled": true, "productButton": "Buy", "productUrl": "https://e.example/"}),
            &["Boat", "Floats", "★★★☆☆", "Buy"],
        ),
        (
            json!({"type": "header", "header": "Large", "subheader": "Small", "buttonEnabled": false}),
            &["Large</h2>", "Small"],
        ),
        (
            json!({"type": "call-to-action", "textValue": "<p>Come</p>", "showButton": true, "buttonText": "In", "buttonUrl": "https://f.example/"}),
            &["Come", "https://f.example/"],
        ),
        (
            json!({"type": "before-after", "beforeImage": {"src": "https://a.example/1.jpg"}, "afterImage": {"src": "https://a.example/2.jpg"}}),
            &["1.jpg", "2.jpg"],
        ),
        (json!({"type": "aside", "children": [{"type": "text", "text": "Set large"}]}), &["Set large", "pullquote"]),
        (json!({"type": "quote", "children": [{"type": "text", "text": "Said"}]}), &["<blockquote>", "Said"]),
    ] {
        let (html, notes, is_gated) = of_lexical(json!([card]));
        for word in words {
            assert!(html.contains(word), "{word}: {html}");
        }
        assert!(notes.is_empty() && !is_gated, "{card}: {notes:?}");
    }
}

#[test]
fn what_is_not_for_readers_of_the_site_goes_with_a_note() {
    for card in [
        json!({"type": "email", "html": "<p>hidden</p>"}),
        json!({"type": "email-cta", "html": "<p>hidden</p>"}),
        json!({"type": "signup", "header": "hidden"}),
        json!({"type": "html", "html": "hidden", "visibility": {"web": {"nonMember": false, "memberSegment": "status:free"}}}),
        json!({"type": "html", "html": "hidden", "visibility": {"showOnWeb": false, "showOnEmail": true}}),
    ] {
        let (html, notes, _) = of_lexical(json!([card]));
        assert!(!html.contains("hidden") && notes.len() == 1, "{html} {notes:?}");
    }
    assert!(of_lexical(json!([{"type": "paywall"}])).2);
}

#[test]
fn what_is_not_known_is_kept_and_told() {
    let (html, notes, _) = of_lexical(json!([
        {"type": "marquee", "children": [{"type": "text", "text": "inner"}]},
        {"type": "hologram", "src": "https://a.example/h.jpg", "caption": "shimmers", "url": "https://g.example/"}
    ]));
    assert!(
        html.contains("inner") && html.contains("h.jpg") && html.contains("shimmers") && html.contains("g.example")
    );
    assert_eq!(notes.len(), 2, "{notes:?}");
}

#[test]
fn mobiledoc_of_every_version_is_read() {
    let options = Options::default();
    for source in [
        json!({"version": "0.3.1", "atoms": [], "cards": [["hr", {}]], "markups": [["strong"]], "sections": [[1, "p", [[0, [0], 1, "Bold"], [0, [], 0, " text"]]], [10, 0]]}),
        json!({"version": "0.3.2", "atoms": [], "cards": [["hr", {}]], "markups": [["strong"]], "sections": [[1, "p", [[0, [0], 1, "Bold"], [0, [], 0, " text"]], []], [10, 0]]}),
        json!({"version": "0.2.0", "sections": [[["strong"]], [[1, "p", [[[0], 1, "Bold"], [[], 0, " text"]]], [10, "hr", {}]]]}),
    ] {
        let mut out = Rendered::default();
        mobiledoc::render(&source.to_string(), &options, &mut out).expect("a document");
        assert!(out.html.starts_with("<p><strong>Bold</strong> text</p>") && out.html.contains("<hr>"), "{}", out.html);
        assert!(out.notes.is_empty(), "{:?}", out.notes);
    }
    // What is repeated without end is refused, and soon.
    let long = "x".repeat(100_000);
    let cards = json!([["html", {"html": long}]]);
    let sections = vec![json!([10, 0]); 2_000];
    let bomb =
        json!({"version": "0.3.1", "atoms": [], "markups": [], "cards": cards, "sections": sections}).to_string();
    let why = mobiledoc::render(&bomb, &options, &mut Rendered::default()).expect_err("too long");
    assert!(why.contains("repeated"), "{why}");
    let sections = vec![json!([1, "p", [[0, [0], 1, "x"]]]); 20_000];
    let markups = json!([["a", ["href", long]]]);
    let bomb =
        json!({"version": "0.3.1", "atoms": [], "markups": markups, "cards": [], "sections": sections}).to_string();
    assert!(mobiledoc::render(&bomb, &options, &mut Rendered::default()).is_err());
    assert!(seen::mobiledoc(&bomb).links.len() < 5_000);
    let mut out = Rendered::default();
    assert!(mobiledoc::render("{\"s3cr3t\": ", &options, &mut out).is_err_and(|why| !why.contains("s3cr3t")));
    assert!(mobiledoc::render("{}", &options, &mut out).is_err());
}
