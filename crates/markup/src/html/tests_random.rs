//! Documents put together at random, nasty ones included: what comes out is stable and safe.

use masthead_domain::body::{Body, NoPictures};
use proptest::prelude::*;

use super::read;
use super::safe::assert_safe;
use crate::options::Options;

/// Pieces of which documents are put together at random.
fn piece() -> impl Strategy<Value = String> {
    let tag = prop::sample::select(vec![
        "p",
        "div",
        "b",
        "i",
        "a",
        "ul",
        "ol",
        "li",
        "h1",
        "h3",
        "table",
        "tr",
        "td",
        "th",
        "thead",
        "caption",
        "blockquote",
        "aside",
        "figure",
        "figcaption",
        "pre",
        "code",
        "span",
        "q",
        "br",
        "hr",
        "img",
        "iframe",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "ruby",
        "rt",
        "svg",
        "path",
        "math",
        "mi",
        "mtext",
        "video",
        "map",
        "area",
        "source",
        "use",
        "desc",
        "mglyph",
        "script",
        "style",
        "template",
        "select",
        "option",
        "input",
        "footer",
        "cite",
        "sup",
        "em",
        "x-y",
        "object",
        "noscript",
        "title",
        "textarea",
        "body",
        "form",
        "section",
        "foreignObject",
        "object",
        "annotation-xml",
        "p/",
    ]);
    let attribute = prop::sample::select(vec![
        "",
        " class=gallery",
        " class=pullquote",
        " class='wp-block-embed'",
        " class=credit",
        " class='language-x'",
        " src=https://a.example/1.jpg",
        " src='https://www.youtube.com/embed/x'",
        " src='javascript:x'",
        " href=/x",
        " href='javascript:x'",
        " href=' https://a.example/ü?a=1&b '",
        " id=fn-1",
        " id='x y'",
        " alt='a  b'",
        " title='t'",
        " lang=fr",
        " lang='!'",
        " onclick=x",
        " style='font-weight:bold'",
        " colspan=3",
        " start=4",
        " reversed",
        " value=7",
        " type=a",
        " align=right",
        " cite=https://a.example",
        " width=10 height=20",
        " xlink:href=x",
        " data-x='\"><script>'",
        " class=wp-block-verse",
        " class=wp-caption",
        " class=emoji",
        " href='#x'",
        " id=x",
        " src=x.jpg",
        " poster=/p.jpg",
        " href=' /y\n'",
    ]);
    prop_oneof![
        4 => (tag.clone(), attribute.clone(), attribute).prop_map(|(tag, a, b)| format!("<{tag}{a}{b}>")),
        2 => tag.prop_map(|tag| format!("</{tag}>")),
        3 => prop::sample::select(vec!["a", " ", "b c", "\n", "\u{A0}", "&amp;", "&lt;", "&#0;", "&#x7;", "<", "é", "漢字", "\u{0}", "\r\n", "<!-- x -->", "<![CDATA[x]]>", "https://youtu.be/x", "\u{200B}", "&nbsp;"]).prop_map(str::to_owned),
        1 => "\\PC{0,3}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn reading_what_was_written_changes_nothing(pieces in prop::collection::vec(piece(), 0..24)) {
        let html = pieces.concat();
        let parsed = read(&html);
        let written = parsed.body.html(&NoPictures);
        let again = read(&written);
        prop_assert_eq!(&parsed.body, &again.body, "\nhtml: {}\nwritten: {}", html, written);
        assert_safe(&written);
        let mut body: Body = parsed.body;
        let before = body.clone();
        crate::sanitise_blocks(&mut body, &Options::default());
        prop_assert_eq!(before, body);
    }

    #[test]
    fn no_word_is_lost(pieces in prop::collection::vec(piece(), 0..24)) {
        // Elements that go with their content, or whose content is for browsers without them, are left out.
        let gone = ["script", "style", "template", "select", "option", "noscript", "title", "textarea", "iframe", "annotation", "footnote", "<!", "<![", "object", "foreign"];
        let pieces: Vec<String> = pieces.into_iter().filter(|piece| !gone.iter().any(|gone| piece.contains(gone)) && (piece.ends_with('>') || !piece.contains('<'))).collect();
        let mut html = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            html.push_str(&format!("{piece}w{index}x "));
        }
        let parsed = read(&html);
        let text = parsed.body.text();
        for index in 0..pieces.len() {
            prop_assert!(text.contains(&format!("w{index}x")), "w{} of {}\nis not in {}\nwhich is {:?}", index, html, text, parsed.body);
        }
    }
}
