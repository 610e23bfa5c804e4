//! What leads or loads somewhere does not go without a note.

use masthead_domain::body::{Block, Body, Html, Image, NoPictures, Picture};
use url::Url;

use super::{codes, parse, stable};
use crate::note::{Note, Parsed};
use crate::options::Options;

fn samples<'a>(parsed: &'a Parsed, code: &str) -> Vec<&'a str> {
    parsed.notes.iter().filter(|note| note.code == code).map(|note| note.sample.as_str()).collect()
}

#[test]
fn links_without_target_are_noted_once() {
    let parsed = stable(
        "<a id=anchor1></a><p id=x>a</p><p><span id=y>b</span> <a href='#x'>c</a> <a href='#x'>d</a> <a href='#anchor1'>e</a></p>\
         <figure><a href='#y'><img src=/1.jpg></a></figure><details><summary>s</summary><a href='#z'>f</a></details>",
    );
    assert_eq!(samples(&parsed, "link_without_target"), ["#x", "#anchor1", "#y", "#z"]);
}

#[test]
fn links_with_a_target_are_not_noted() {
    let parsed = stable(
        "<h2 id=größe>A</h2><h2>Über uns</h2><p><a href='#gr%C3%B6%C3%9Fe'>a</a> <a href='#größe'>b</a> <a href='#über-uns'>c</a> <a href='#top'>d</a> <a href='#'>e</a> <a href='/x#y'>f</a> <a href='#fn-1'>1</a></p>\
         <ol><li id=fn-1>Note</li></ol>",
    );
    assert_eq!(codes(&parsed), ["kept_as_html"]);
    let markdown = "a[^1] b[^long name]\n\n[^1]: Note.\n[^long name]: Other";
    assert_eq!(codes(&crate::markdown::parse(markdown, &Options::default())), ["kept_as_html"]);
    // A heading that stays HTML loses its id.
    let odd = stable("<h2 id=x>A <ruby>b<rt>c</ruby></h2><p><a href='#x'>d</a></p>");
    assert_eq!(codes(&odd), ["kept_as_html", "link_without_target"]);
}

#[test]
fn places_on_pictures_are_noted() {
    let map =
        "<img src=/1.jpg usemap='#m'><map name=m><area alt=North href=/north><area href=/south><area nohref></map>";
    let parsed = stable(map);
    assert_eq!(samples(&parsed, "removed_map_area"), ["North: /north", "/south"]);
    let kept = stable(&format!("<details><summary>s</summary>{map}</details>"));
    assert_eq!(samples(&kept, "removed_map_area"), ["North: /north", "/south"]);
}

#[test]
fn what_the_sanitiser_takes_from_kept_html_is_noted() {
    for (html, expected) in [
        (
            "<p>a <math><mi>x</mi><video src=/v.mp4 poster=/p.jpg>",
            &[("removed_player", "/v.mp4"), ("removed_picture", "/p.jpg")][..],
        ),
        ("<details><video src='data:x'></video><audio src=/a.mp3></audio></details>", &[("removed_player", "data:x")]),
        ("<video controls><source src='data:x'><source src=/v.mp4></video>", &[("removed_player", "data:x")]),
        (
            "<svg><a href=/x><text>a</text></a><image href=/1.jpg /><use href='#i'/></svg>",
            &[("removed_link", "/x"), ("removed_picture", "/1.jpg"), ("removed_picture", "#i")],
        ),
        (
            "<math><mi href=/x>a</mi><img src=/1.jpg alt=b></math>",
            &[("removed_link", "/x"), ("removed_picture", "/1.jpg")],
        ),
        (
            "<dl><dd><a href='javascript:x'>a</a> <a href=/y>b</a> <a href=' /z\n'>c</a></dl>",
            &[("removed_link", "javascript:x")],
        ),
        ("<dl><dd><a href=/y>b</a><math><a href=/y>b</a></math></dl>", &[("removed_link", "/y")]),
        ("<dl><dd><img src='data:x' alt=d><img src=/1.jpg></dl>", &[("removed_picture", "data:x")]),
        (
            "<dl><dd><iframe src='https://www.youtube.com/embed/x' title=T></iframe><object data=x></object><iframe srcdoc=x></iframe></dl>",
            &[("frame_as_link", "https://www.youtube.com/embed/x"), ("removed_frame", "x"), ("removed_frame", "")],
        ),
    ] {
        let parsed = stable(html);
        let found: Vec<(&str, &str)> =
            parsed.notes.iter().map(|note| (note.code.as_str(), note.sample.as_str())).collect();
        assert_eq!(found[0].0, "kept_as_html", "{html}");
        assert_eq!(&found[1..], expected, "{html}: {:?}", parsed.body);
    }
    let cleaned = stable("<dl><dd><a href=' /z\n'>c</a></dl>");
    assert_eq!(cleaned.body.html(&NoPictures), "<dl><dd><a href=\"/z\">c</a></dd></dl>");
    // The same where only text can stand.
    assert_eq!(codes(&stable("<h2>a <video src=/v.mp4>b</video></h2>")), ["removed_player"]);
    assert_eq!(codes(&stable("<pre>a <a href=/x>b</a><img src=/1.jpg></pre>")), ["removed_link", "removed_picture"]);
    // And in Html blocks of clients.
    let html = Html { html: "<math><mi>x</mi><video src=/v.mp4></video></math>".to_owned(), ..Html::default() };
    let notes = crate::sanitise_blocks(&mut Body { blocks: vec![Block::Html(html)] }, &Options::default());
    let codes: Vec<&str> = notes.iter().map(|note: &Note| note.code.as_str()).collect();
    assert_eq!(codes, ["removed_player", "sanitised_html"]);
}

const RELATIVE: &str = "<img src=x.jpg><img src=/rel.jpg><img src='//a.example/y.jpg'>\
     <details><summary>s</summary><img src='x.jpg'><img src='/rel.jpg'><video src='../v.mp4' poster='p.jpg'></video><audio><source src=a.mp3></audio><a href=b>c</a></details>";

#[test]
fn relative_addresses_are_found_from_the_base() {
    let base_url = Some(Url::parse("https://b.example/2024/story/").expect("a URL"));
    let options = Options { base_url, ..Options::default() };
    let parsed = parse(RELATIVE, &options);
    let written = parsed.body.html(&NoPictures);
    assert_eq!(
        written,
        "<figure><img src=\"https://b.example/2024/story/x.jpg\" loading=\"lazy\"></figure>\n\
         <figure><img src=\"https://b.example/rel.jpg\" loading=\"lazy\"></figure>\n\
         <figure><img src=\"https://a.example/y.jpg\" loading=\"lazy\"></figure>\n\
         <details><summary>s</summary><img src=\"https://b.example/2024/story/x.jpg\"><img src=\"https://b.example/rel.jpg\">\
         <video src=\"https://b.example/2024/v.mp4\" poster=\"https://b.example/2024/story/p.jpg\"></video>\
         <audio><source src=\"https://b.example/2024/story/a.mp3\"></audio><a href=\"b\">c</a></details>"
    );
    assert_eq!(codes(&parsed), ["kept_as_html"]);
    assert_eq!(parse(&written, &options).body, parsed.body);
    let picture = Picture { url: Some("x.jpg".to_owned()), ..Picture::default() };
    let mut body = Body { blocks: vec![Block::Image(Image { picture, ..Image::default() })] };
    assert!(crate::sanitise_blocks(&mut body.clone(), &Options::default())[0].code == "relative_address");
    assert!(crate::sanitise_blocks(&mut body, &options).is_empty());
    assert!(body.html(&NoPictures).contains("\"https://b.example/2024/story/x.jpg\""));
}

#[test]
fn relative_addresses_without_a_base_are_noted() {
    let parsed = stable(RELATIVE);
    assert_eq!(samples(&parsed, "relative_address"), ["x.jpg", "../v.mp4", "p.jpg", "a.mp3"]);
    let written = parsed.body.html(&NoPictures);
    assert!(written.contains("<img src=\"x.jpg\"") && written.contains("<img src=\"/rel.jpg\">"), "{written}");
    assert!(stable("<img src=/rel.jpg>").notes.is_empty());
}
