//! Every block through every reader, and what must hold for any body at all.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn plain(text: &str) -> Vec<Span> {
    vec![Span::plain(text)]
}

fn html(block: Block) -> String {
    Body { blocks: vec![block] }.html(&NoPictures)
}

fn link(href: &str) -> Mark {
    Mark::Link { href: href.into(), title: None }
}

fn assets(picture: &Picture) -> Option<ResolvedPicture> {
    (picture.asset.as_deref() == Some("fox")).then(|| ResolvedPicture {
        url: "/media/fox.jpg".into(),
        srcset: None,
        alt: Some("A fox".into()),
        caption: Some("The fox".into()),
        credit: Some("A. Nim".into()),
        width: Some(800),
        height: Some(600),
    })
}

#[test]
fn paragraphs_share_marks() {
    let block = Paragraph {
        content: vec![
            Span { text: "a ".into(), marks: vec![link("/x")] },
            Span { text: "b & <c>".into(), marks: vec![link("/x"), Mark::Strong] },
            Span { text: "\nd".into(), marks: vec![] },
        ],
        lang: Some("fr".into()),
        ..Default::default()
    };
    assert_eq!(
        html(Block::Paragraph(block)),
        "<p lang=\"fr\"><a href=\"/x\">a <strong>b &amp; &lt;c&gt;</strong></a><br>d</p>"
    );
}

#[test]
fn unsafe_urls_are_left_out_of_the_html() {
    let content = vec![Span {
        text: "x".into(),
        marks: vec![link("javascript:alert(1)"), Mark::Language { lang: "\"onload".into() }],
    }];
    assert_eq!(html(Block::Paragraph(Paragraph { content, ..Default::default() })), "<p>x</p>");
    let picture = Picture { url: Some("javascript:x".into()), alt: Some("A <cat>".into()), ..Default::default() };
    assert_eq!(html(Block::Image(Image { picture, ..Default::default() })), "<figure><p>A &lt;cat&gt;</p></figure>");
    let embed = Embed { url: "http://a.example/x".into(), title: Some("Clip".into()), ..Default::default() };
    assert_eq!(html(Block::Embed(embed)), "<figure class=\"embed\"><p>Clip</p></figure>");
}

#[test]
fn pictures_are_resolved_and_overridden() {
    let picture = Picture {
        asset: Some("fox".into()),
        credit: Some("B".into()),
        href: Some("/big".into()),
        ..Default::default()
    };
    let body = Body { blocks: vec![Block::Image(Image { picture, ..Default::default() })] };
    assert_eq!(
        body.html(&assets),
        "<figure><a href=\"/big\"><img src=\"/media/fox.jpg\" alt=\"A fox\" width=\"800\" height=\"600\" loading=\"lazy\"></a>\
         <figcaption>The fox <span class=\"credit\">B</span></figcaption></figure>"
    );
    assert_eq!(body.html(&NoPictures), "<figure><figcaption><span class=\"credit\">B</span></figcaption></figure>");
    assert_eq!(body.asset_keys().collect::<Vec<_>>(), ["fox"]);
}

#[test]
fn galleries_lists_quotes_tables_code() {
    let picture =
        Picture { url: Some("https://a.example/1.jpg".into()), alt: Some(String::new()), ..Default::default() };
    let gallery = Gallery { pictures: vec![picture], caption: plain("All"), ..Default::default() };
    assert_eq!(
        html(Block::Gallery(gallery)),
        "<figure class=\"gallery\"><figure><img src=\"https://a.example/1.jpg\" alt=\"\" loading=\"lazy\"></figure><figcaption>All</figcaption></figure>"
    );
    let nested =
        NestedList { ordered: true, start: Some(3), items: vec![ListItem { content: plain("b"), list: None }] };
    let list = List { items: vec![ListItem { content: plain("a"), list: Some(nested) }], ..Default::default() };
    let body = Body { blocks: vec![Block::List(list)] };
    assert_eq!(body.html(&NoPictures), "<ul><li>a<ol start=\"3\"><li>b</li></ol></li></ul>");
    assert_eq!(body.text(), "• a\n  3. b");
    let quote = Quote {
        paragraphs: vec![plain("q")],
        attribution: plain("N"),
        cite: Some("https://a.example/".into()),
        ..Default::default()
    };
    assert_eq!(
        html(Block::Quote(quote)),
        "<blockquote cite=\"https://a.example/\"><p>q</p><footer>N</footer></blockquote>"
    );
    let pull = PullQuote { content: plain("q"), ..Default::default() };
    assert_eq!(html(Block::PullQuote(pull)), "<aside class=\"pullquote\"><p>q</p></aside>");
    let code = Code { language: Some("rust".into()), code: "a < b".into(), ..Default::default() };
    assert_eq!(html(Block::Code(code)), "<pre><code class=\"language-rust\">a &lt; b</code></pre>");
    let cell = |text: &str, header| TableCell { content: plain(text), header, ..Default::default() };
    let mut wide = cell("2", false);
    (wide.colspan, wide.align) = (Some(2), Some(Align::End));
    let table = Table {
        caption: plain("T"),
        rows: vec![TableRow { cells: vec![cell("H", true)] }, TableRow { cells: vec![cell("1", true), wide] }],
        ..Default::default()
    };
    let body = Body { blocks: vec![Block::Table(table), Block::Divider(Divider::default())] };
    assert_eq!(
        body.html(&NoPictures),
        "<table><caption>T</caption><thead><tr><th scope=\"col\">H</th></tr></thead><tbody><tr><th scope=\"row\">1</th>\
         <td colspan=\"2\" class=\"align-end\">2</td></tr></tbody></table>\n<hr>"
    );
    assert_eq!(body.text(), "T\nH\n1\t2");
}

#[test]
fn embeds_are_sandboxed() {
    let embed = Embed {
        url: "https://player.example/1?a&b".into(),
        title: Some("Clip".into()),
        width: Some(16),
        height: Some(9),
        ..Default::default()
    };
    let html = html(Block::Embed(embed));
    assert!(
        html.starts_with(
            "<figure class=\"embed\"><iframe src=\"https://player.example/1?a&amp;b\" sandbox=\"allow-scripts"
        ),
        "{html}"
    );
    assert!(
        html.contains("title=\"Clip\" width=\"16\" height=\"9\"")
            && html.ends_with("allowfullscreen></iframe></figure>"),
        "{html}"
    );
}

#[test]
fn ids_and_anchors_are_stable_and_unique() {
    let heading = |text: &str, anchor: &str| {
        Block::Heading(Heading { level: 9, anchor: anchor.into(), content: plain(text), ..Default::default() })
    };
    let paragraph = || Block::Paragraph(Paragraph { content: plain("same"), ..Default::default() });
    let mut body =
        Body { blocks: vec![heading("One!", ""), heading("One", ""), heading("Two", "one"), paragraph(), paragraph()] };
    body.normalise();
    let anchors: Vec<String> = body.table_of_contents().into_iter().map(|entry| entry.anchor).collect();
    assert_eq!(anchors, ["one-2", "one-3", "one"]);
    // These must never change: ids are stored and linked to.
    assert_eq!(body.blocks[3].id(), SAME);
    assert_eq!(body.blocks[4].id(), format!("{SAME}-2"));
    assert_eq!(body.table_of_contents()[0].level, 6);
}

const SAME: &str = "9f6t18jtee";

#[test]
fn excerpts_end_well() {
    let body =
        |text: &str| Body { blocks: vec![Block::Paragraph(Paragraph { content: plain(text), ..Default::default() })] };
    assert_eq!(body("Short.").excerpt(200), "Short.");
    assert_eq!(body("One sentence here. Another one that is longer.").excerpt(25), "One sentence here.");
    assert_eq!(body("A long sentence, without an early end").excerpt(18), "A long sentence…");
    assert_eq!(body("日本語の文章はとても長いです。次の文").excerpt(16), "日本語の文章はとても長いです。");
    assert_eq!(body("日本語の文章").excerpt(4), "日本語…");
}

#[test]
fn violations_say_where() {
    let block = Block::Paragraph(Paragraph {
        content: vec![Span { text: "a\u{7}".into(), marks: vec![link("data:x")] }],
        lang: Some("!".into()),
        ..Default::default()
    });
    let image = Block::Image(Image::default());
    let found = Body { blocks: vec![block, image] }.check();
    let found: Vec<(&str, &str)> = found.iter().map(|violation| (violation.path.as_str(), violation.code)).collect();
    assert_eq!(
        found,
        [
            ("/blocks/0/content/0", "control_character"),
            ("/blocks/0/content/0/marks/0/href", "unsafe_href"),
            ("/blocks/0/lang", "invalid_language"),
            ("/blocks/1/picture", "picture_source"),
        ]
    );
    let deep = r#"{"ordered":false,"items":[{"content":[{"text":"x"}],"list":"#;
    let json = format!("[{{\"type\":\"list\",{}", &deep[1..]) + &deep.repeat(8) + "null" + &"}]}".repeat(9) + "]";
    let body: Body = serde_json::from_str(&json).expect("valid JSON");
    assert_eq!(body.check()[0].code, "list_too_deep");
}

fn any_mark() -> impl Strategy<Value = Mark> {
    let hrefs = prop::sample::select(vec![
        "javascript:alert(1)",
        "/ok",
        "https://a.example/?a=1&b=\"2",
        " javascript:x",
        "JAVASCRIPT:x",
        "data:text/html,<script>",
    ]);
    prop_oneof![
        hrefs.prop_map(|href| Mark::Link { href: href.into(), title: Some("\"><script>".into()) }),
        Just(Mark::Strong),
        Just(Mark::Emphasis),
        Just(Mark::Code),
        prop::sample::select(vec!["de", "\"><script>", ""]).prop_map(|lang| Mark::Language { lang: lang.into() }),
        "[ -~]{0,8}".prop_map(|title| Mark::Abbreviation { title }),
    ]
}

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    let text = prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("javascript:".to_owned()),
        Just(String::new()),
        "\\PC{0,6}",
        "[ab\n]{0,3}"
    ];
    vec((text, vec(any_mark(), 0..4)).prop_map(|(text, marks)| Span { text, marks }), 0..5)
}

fn any_block() -> impl Strategy<Value = Block> {
    let url = || {
        prop::option::of(
            prop::sample::select(vec!["https://a.example/\"x", "javascript:x", "http://b.example/", ""])
                .prop_map(str::to_owned),
        )
    };
    let id = || prop::sample::select(vec!["", "a", "b"]).prop_map(str::to_owned);
    let picture = (url(), url(), prop::option::of("[a<\"]{0,3}"), any_spans())
        .prop_map(|(url, href, alt, caption)| Picture {
            url,
            href,
            credit: alt.clone(),
            alt,
            caption,
            ..Default::default()
        })
        .boxed();
    prop_oneof![
        (id(), any_spans(), prop::option::of("[a\"<]{0,3}"))
            .prop_map(|(id, content, lang)| Block::Paragraph(Paragraph { id, content, lang })),
        (id(), any_spans(), any::<u8>(), "[a \"<2-]{0,3}")
            .prop_map(|(id, content, level, anchor)| Block::Heading(Heading { id, level, anchor, content })),
        (id(), vec(any_spans(), 0..3), any_spans(), url())
            .prop_map(|(id, paragraphs, attribution, cite)| Block::Quote(Quote { id, paragraphs, attribution, cite })),
        (id(), picture.clone()).prop_map(|(id, picture)| Block::Image(Image { id, picture })),
        (id(), vec(picture, 0..3), any_spans()).prop_map(|(id, pictures, caption)| Block::Gallery(Gallery {
            id,
            pictures,
            caption
        })),
        (id(), url(), any_spans()).prop_map(|(id, url, caption)| Block::Embed(Embed {
            id,
            url: url.unwrap_or_default(),
            title: Some("\"<".into()),
            caption,
            ..Default::default()
        })),
        (id(), "[a\n<\"]{0,5}").prop_map(|(id, code)| Block::Code(Code { id, language: Some(code.clone()), code })),
        (id(), vec(any_spans(), 0..3)).prop_map(|(id, items)| {
            let items =
                items.into_iter().map(|content| ListItem { content, list: Some(NestedList::default()) }).collect();
            Block::List(List { id, ordered: true, start: Some(1), items })
        }),
        (id(), any_spans(), any::<bool>()).prop_map(|(id, content, header)| {
            let cell = TableCell { content, header, colspan: Some(1), ..Default::default() };
            Block::Table(Table {
                id,
                rows: vec![TableRow { cells: vec![cell] }, TableRow::default()],
                ..Default::default()
            })
        }),
    ]
}

proptest! {
    #[test]
    fn normalising_twice_is_normalising_once(blocks in vec(any_block(), 0..8)) {
        let mut once = Body { blocks };
        once.normalise();
        let mut twice = once.clone();
        twice.normalise();
        prop_assert_eq!(&once, &twice);
        let mut ids: Vec<&str> = once.blocks.iter().map(Block::id).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), once.blocks.len());
        let again: Body = serde_json::from_str(&serde_json::to_string(&once).expect("valid JSON")).expect("valid JSON");
        prop_assert_eq!(again, once);
    }

    #[test]
    fn html_is_safe_whatever_the_blocks_say(blocks in vec(any_block(), 0..8)) {
        let body = Body { blocks };
        let html = body.html(&NoPictures);
        let lower = html.to_lowercase();
        prop_assert!(!lower.contains("<script"));
        for attribute in ["href=\"", "src=\"", "cite=\""] {
            for value in lower.split(attribute).skip(1) {
                prop_assert!(!value.trim_start().starts_with("javascript:") && !value.starts_with("data:"), "{}", html);
            }
        }
        // Every `<` begins a tag that we wrote.
        for tag in html.split('<').skip(1) {
            prop_assert!(tag.starts_with(|c: char| c.is_ascii_lowercase() || c == '/'), "{}", html);
        }
        // None of these may panic.
        let _ = (body.text(), body.excerpt(20), body.word_count(), body.check(), body.table_of_contents());
    }
}
