//! HTML as editors, pasted documents and attackers write it.

use std::time::{Duration, Instant};

use masthead_domain::body::{Block, NoPictures};

use super::parse;
use crate::note::Parsed;
use crate::options::Options;

fn read(html: &str) -> Parsed {
    parse(html, &Options::default())
}

/// Reads, and checks that reading what it writes changes nothing.
fn stable(html: &str) -> Parsed {
    let parsed = read(html);
    let written = parsed.body.html(&NoPictures);
    let again = read(&written);
    assert_eq!(parsed.body, again.body, "\nhtml: {html}\nwritten: {written}");
    parsed
}

fn written(html: &str) -> String {
    stable(html).body.html(&NoPictures)
}

fn codes(parsed: &Parsed) -> Vec<&str> {
    parsed.notes.iter().map(|note| note.code.as_str()).collect()
}

#[test]
fn text_and_marks() {
    let table = [
        ("a\n  b<br> c &amp; &lt;d&gt; “e” &nbsp;f", "<p>a b<br>c &amp; &lt;d&gt; “e” \u{A0}f</p>"),
        ("<p>a<p>b</p></p>c", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("<b>a <i>b</b> c</i>", "<p><strong>a <em>b</em></strong><em> c</em></p>"),
        ("<p><b>a<p>b</b>c", "<p><strong>a</strong></p>\n<p><strong>b</strong>c</p>"),
        ("<div>a<p>b</p>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("<p> </p><p>&nbsp;</p><p><br></p>", ""),
        (
            "<kbd>a</kbd><del>b</del><sub>c</sub><mark>d</mark>",
            "<p><code>a</code><s>b</s><sub>c</sub><mark>d</mark></p>",
        ),
        ("<a href='/x' title=t>a <b>b</b></a>", "<p><a href=\"/x\" title=\"t\">a <strong>b</strong></a></p>"),
        (
            "<abbr title=Hypertext>H</abbr> <span lang=fr>bon</span>",
            "<p><abbr title=\"Hypertext\">H</abbr> <span lang=\"fr\">bon</span></p>",
        ),
        ("<q>a <q>b</q></q><span lang=de><q>c</q></span>", "<p>“a ‘b’”<span lang=\"de\">„c“</span></p>"),
        ("<div lang=he><p>a</p><h2>b</h2></div>", "<p lang=\"he\">a</p>\n<h2 id=\"b\"><span lang=\"he\">b</span></h2>"),
        ("<span style='font-weight:700;font-style: italic'>a</span>", "<p><strong><em>a</em></strong></p>"),
        ("<h1>A</h1><h2 id=x>B</h2><h6>A</h6>", "<h2 id=\"a\">A</h2>\n<h2 id=\"x\">B</h2>\n<h6 id=\"a-2\">A</h6>"),
        ("a<hr>b", "<p>a</p>\n<hr>\n<p>b</p>"),
        (
            "<pre><code class='x language-rust'>\nfn a() {\n}\n</code></pre>",
            "<pre><code class=\"language-rust\">\nfn a() {\n}</code></pre>",
        ),
        ("<pre class=wp-block-verse>Roses\n <b>red</b></pre>", "<p>Roses<br><strong>red</strong></p>"),
    ];
    for (html, expected) in table {
        assert_eq!(written(html), expected, "{html}");
    }
}

#[test]
fn lists() {
    let table = [
        (
            "<ul><li>a<li><p>b</p><ol start=3><li>c</ol></ul>",
            "<ul><li>a</li><li>b<ol start=\"3\"><li>c</li></ol></li></ul>",
        ),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br>b</li></ul>"),
        ("<ul><li><input type=checkbox checked>a</li></ul>", "<ul><li>☑ a</li></ul>"),
    ];
    for (html, expected) in table {
        assert_eq!(written(html), expected, "{html}");
    }
    let kept = stable("<ol><li>a<pre>b</pre></li></ol>");
    assert!(matches!(&kept.body.blocks[..], [Block::Html(html)] if html.html == "<ol><li>a<pre>b</pre></li></ol>"));
    assert_eq!(codes(&kept), ["kept_as_html"]);
    let deep = stable(&("<ul><li>x".repeat(12)));
    assert!(deep.body.check().is_empty());
    assert!(deep.body.text().matches('x').count() == 12 && codes(&deep) == ["list_too_deep"]);
}

#[test]
fn lists_that_count_otherwise_keep_their_numbers() {
    for html in [
        "<ol start=\"5\" reversed=\"\"><li value=\"7\">x</li></ol>",
        "<ol reversed=\"\"><li>x</li></ol>",
        "<ol><li>x</li><li value=\"7\">y</li></ol>",
        "<ul><li>x<ol><li>y</li><li value=\"-1\">z</li></ol></li></ul>",
        "<ol><li></li><li value=\"2\">y</li></ol>",
    ] {
        let kept = stable(html);
        assert!(matches!(&kept.body.blocks[..], [Block::Html(block)] if block.html == html), "{:?}", kept.body);
        assert_eq!(codes(&kept), ["kept_as_html"], "{html}");
    }
    // Numbers that say what would be there anyway.
    let plain = stable("<ol start=3><li value=3>x<ul><li value=9>a</ul><li value=4>y</ol>");
    assert_eq!(
        plain.body.html(&NoPictures),
        "<ol start=\"3\"><li>x<ul><li>a</li></ul></li><li>y</li></ol>",
        "{:?}",
        plain.body
    );
    assert!(plain.notes.is_empty());
    assert_eq!(codes(&stable("<ol type=a><li>x</ol>")), ["list_style"]);
    assert_eq!(codes(&stable("<ol type=a><li>x<ul><li>y</ul>z</ol>")), ["kept_as_html"]);
}

#[test]
fn quotes() {
    let table = [
        (
            "<blockquote cite='https://a.example/x'><p>a</p>b<footer>— C, <cite>D</cite></footer></blockquote>",
            "<blockquote cite=\"https://a.example/x\"><p>a</p><p>b</p><footer>— C, <em>D</em></footer></blockquote>",
        ),
        ("<blockquote class=pullquote>a</blockquote>", "<aside class=\"pullquote\"><p>a</p></aside>"),
        (
            "<figure class=wp-block-pullquote><blockquote><p>a</p><cite>B</cite></blockquote></figure>",
            "<aside class=\"pullquote\"><p>a</p><footer>B</footer></aside>",
        ),
        (
            "<figure><blockquote><p>a</p></blockquote><figcaption>B</figcaption></figure>",
            "<blockquote><p>a</p><footer>B</footer></blockquote>",
        ),
        ("<blockquote><blockquote>a</blockquote></blockquote>", "<blockquote><blockquote>a</blockquote></blockquote>"),
    ];
    for (html, expected) in table {
        assert_eq!(written(html), expected, "{html}");
    }
}

#[test]
fn pictures() {
    let table = [
        (
            "<img src=https://a.example/1.jpg alt='x &quot;y' width=100% height=20>",
            "<figure><img src=\"https://a.example/1.jpg\" alt=\"x &quot;y\" height=\"20\" loading=\"lazy\"></figure>",
        ),
        (
            "<p>a <img src=/1.jpg alt=''> b</p>",
            "<p>a</p>\n<figure><img src=\"/1.jpg\" alt=\"\" loading=\"lazy\"></figure>\n<p>b</p>",
        ),
        (
            "<figure><a href=/big><img src=/1.jpg></a><figcaption>Cap <b>t</b> <span class=credit>Me</span></figcaption></figure>",
            "<figure><a href=\"/big\"><img src=\"/1.jpg\" loading=\"lazy\"></a><figcaption>Cap <strong>t</strong> <span class=\"credit\">Me</span></figcaption></figure>",
        ),
        (
            "<div class='wp-caption'><img src=/1.jpg><p class=wp-caption-text>C</p></div>",
            "<figure><img src=\"/1.jpg\" loading=\"lazy\"><figcaption>C</figcaption></figure>",
        ),
        (
            "<img src='data:image/gif;base64,x' data-src=/late.jpg>",
            "<figure><img src=\"/late.jpg\" loading=\"lazy\"></figure>",
        ),
        ("<p>Hi <img class=emoji alt=🙂 src=x></p>", "<p>Hi 🙂</p>"),
        ("<figure><img src='data:x' alt=Lost><figcaption>Cap</figcaption></figure>", "<p>Lost</p>\n<p>Cap</p>"),
    ];
    for (html, expected) in table {
        assert_eq!(written(html), expected, "{html}");
    }
    let gallery = written(
        "<ul class='wp-block-gallery'><li><figure><img src=/1.jpg><figcaption>A</figcaption></figure></li><li><figure><img src=/2.jpg></figure></li></ul>",
    );
    assert_eq!(
        gallery,
        "<figure class=\"gallery\"><figure><img src=\"/1.jpg\" loading=\"lazy\"><figcaption>A</figcaption></figure><figure><img src=\"/2.jpg\" loading=\"lazy\"></figure></figure>"
    );
}

#[test]
fn frames() {
    let embed = stable(
        "<figure class=embed><iframe src='//www.youtube.com/embed/x' title=T width=16 height=9></iframe><figcaption>C</figcaption></figure>",
    );
    assert!(
        matches!(&embed.body.blocks[..], [Block::Embed(embed)] if embed.url == "https://www.youtube.com/embed/x" && embed.width == Some(16) && embed.caption.len() == 1)
    );
    let foreign = stable("<iframe src=https://evil.example/x>Fallback</iframe>");
    assert_eq!(foreign.body.html(&NoPictures), "<p><a href=\"https://evil.example/x\">https://evil.example/x</a></p>");
    assert_eq!(codes(&foreign), ["embed_host_not_allowed"]);
    let address = stable(
        "<figure class='wp-block-embed is-provider-youtube'><div class=wp-block-embed__wrapper>\nhttps://www.youtube.com/watch?v=abc\n</div><figcaption>C</figcaption></figure>",
    );
    assert!(
        matches!(&address.body.blocks[..], [Block::Embed(embed)] if embed.url == "https://www.youtube.com/embed/abc")
    );
}

#[test]
fn tables() {
    assert_eq!(
        written(
            "<figure class=wp-block-table><table><thead><tr><th>A<th align=right>B</thead><tr><td colspan=2 style='text-align:center'>c</table><figcaption>T</figcaption></figure>"
        ),
        "<table><caption>T</caption><thead><tr><th scope=\"col\">A</th><th scope=\"col\" class=\"align-end\">B</th></tr></thead>\
         <tbody><tr><td colspan=\"2\" class=\"align-center\">c</td></tr></tbody></table>"
    );
    let nested = stable("<table><tr><td><table><tr><td>x</table></table>");
    assert!(matches!(&nested.body.blocks[..], [Block::Html(_)]));
    assert_eq!(
        written("<table>stray<tr><td>a<p>b</td></table>"),
        "<p>stray</p>\n<table><tbody><tr><td>a<br>b</td></tr></tbody></table>"
    );
}

#[test]
fn what_no_block_represents_is_kept() {
    for html in [
        "<details open=\"\"><summary>S</summary><p>x</p></details>",
        "<dl><dt>a</dt><dd>b</dd></dl>",
        "<p>a <ruby>漢<rt>kan</rt></ruby> b</p>",
        "<p><math><mi>x</mi><mo>=</mo><mn>1</mn></math></p>",
        "<p><svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"></path></svg></p>",
        "<video src=\"/v.mp4\" controls=\"\"></video>",
        "<ol><li id=\"fn-1\">Note</li></ol>",
    ] {
        let parsed = stable(html);
        assert!(
            matches!(&parsed.body.blocks[..], [Block::Html(kept)] if kept.html == html),
            "{html}: {:?}",
            parsed.body
        );
        assert_eq!(codes(&parsed), ["kept_as_html"]);
    }
    assert_eq!(written("<dl><dd>a <use>b</use><desc>c</desc></dl>"), "<dl><dd>a bc</dd></dl>");
    assert_eq!(written("x <ruby>a<rt>b</ruby> y<p>z"), "<p>x <ruby>a<rt>b</rt></ruby> y</p>\n<p>z</p>");
}

#[test]
fn removals_are_noted() {
    let parsed = stable(
        "<script>x</script><style>y</style><template>z</template><p>a<input><a href='javascript:x'>b</a><custom-x>c</custom-x></p><img src='data:x' alt=d>",
    );
    assert_eq!(parsed.body.text(), "abc\n\nd");
    assert_eq!(
        codes(&parsed),
        [
            "removed_script",
            "removed_style",
            "removed_template",
            "removed_form_control",
            "removed_link",
            "unknown_element",
            "removed_picture"
        ]
    );
}

#[test]
fn hostile_nesting_is_cheap() {
    let n = 100_000;
    for html in [
        "<div>".repeat(n),
        "<b>".repeat(n),
        "<p><b a=1>".repeat(n),
        "<blockquote>".repeat(n) + "x",
        "<ul><li>".repeat(n),
        "<table><tr><td>".repeat(n),
        "<svg>".repeat(n),
        "<a><b></p>".repeat(n),
        "<details>".repeat(n),
        "<figure>".repeat(n),
        "<figure class=gallery><img>".repeat(n),
        "<ruby><rt>".repeat(n),
        "<blockquote>".repeat(90) + &"<p>x".repeat(n),
        "<details>x</details>".repeat(n / 10),
        "<p a".to_owned() + &" b".repeat(n),
        "<!--".repeat(n),
        "&".repeat(n),
        "<q>".repeat(n),
    ] {
        let start = Instant::now();
        let parsed = read(&html);
        let _ = parsed.body.html(&NoPictures);
        // Generous: these are unoptimised builds on busy machines; quadratic time takes minutes.
        let most = if cfg!(debug_assertions) { 10 } else { 1 };
        assert!(start.elapsed() < Duration::from_secs(most), "{}… took {:?}", &html[..20], start.elapsed());
    }
}

#[path = "tests_random.rs"]
mod random;

#[path = "tests_linked.rs"]
mod linked;

#[path = "tests_safe.rs"]
mod safe;

#[path = "tests_editors.rs"]
mod editors;
