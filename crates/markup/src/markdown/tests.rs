//! Markdown in and out.

use masthead_domain::body::{Block, NoPictures};
use proptest::prelude::*;

use super::{parse, render};
use crate::note::Parsed;
use crate::options::Options;

fn read(markdown: &str) -> Parsed {
    parse(markdown, &Options::default())
}

fn html(markdown: &str) -> String {
    read(markdown).body.html(&NoPictures)
}

fn again(markdown: &str) -> String {
    let body = read(markdown).body;
    let written = render(&body, &NoPictures);
    assert_eq!(read(&written).body, body, "\nmarkdown: {markdown}\nwritten: {written}");
    written
}

#[test]
fn markdown_becomes_blocks() {
    let table = [
        (
            "a *b* **c** ~~d~~ `e` [f](/g \"h\")",
            "<p>a <em>b</em> <strong>c</strong> <s>d</s> <code>e</code> <a href=\"/g\" title=\"h\">f</a></p>",
        ),
        ("a\\\nb  \nc\nd", "<p>a<br>b<br>c d</p>"),
        ("# A\n\n### B", "<h2 id=\"a\">A</h2>\n<h3 id=\"b\">B</h3>"),
        ("- [ ] a\n- [x] b\n  1. c", "<ul><li>☐ a</li><li>☑ b<ol><li>c</li></ol></li></ul>"),
        ("![x](/1.jpg)", "<figure><img src=\"/1.jpg\" alt=\"x\" loading=\"lazy\"></figure>"),
        (
            "![x *y*](/1.jpg \"Cap & t\")",
            "<figure><img src=\"/1.jpg\" alt=\"x y\" loading=\"lazy\"><figcaption>Cap &amp; t</figcaption></figure>",
        ),
        ("```rust ignore\nlet a;\n```", "<pre><code class=\"language-rust\">let a;</code></pre>"),
        ("> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"),
        (
            "|a|b|\n|-|-:|\n|c|d|",
            "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"align-end\">b</th></tr></thead><tbody><tr><td>c</td><td class=\"align-end\">d</td></tr></tbody></table>",
        ),
        ("see https://a.example/x.", "<p>see <a href=\"https://a.example/x\">https://a.example/x</a>.</p>"),
        ("H<sub>2</sub>O <script>x</script>y", "<p>H<sub>2</sub>O y</p>"),
        (
            "a\n\n***\n\n<details><summary>s</summary>\n\n*x*\n\n</details>",
            "<p>a</p>\n<hr>\n<details><summary>s</summary>\n<p><em>x</em></p>\n</details>",
        ),
        ("これは**強調**です。", "<p>これは<strong>強調</strong>です。</p>"),
    ];
    for (markdown, expected) in table {
        assert_eq!(html(markdown), expected, "{markdown}");
        again(markdown);
    }
}

#[test]
fn footnotes_keep_their_links() {
    let html = html("a[^1]\n\n[^1]: Note *b*.");
    assert!(html.contains("<sup>") || html.contains("<a href=\"#fn-1\"><sup>1</sup></a>"), "{html}");
    assert!(html.contains("<li id=\"fn-1\">") && html.contains("Note <em>b</em>.") && !html.contains('↩'), "{html}");
    again("a[^1] b[^long name]\n\n[^1]: Note *b*.\n[^long name]: Other");
}

#[test]
fn blocks_become_markdown() {
    for (html, expected) in [
        ("<p>1. a * b_c [d] &lt;e&gt; f\\</p>", "1\\. a \\* b\\_c \\[d\\] \\<e> f\\\\\n"),
        ("<p>- a<br># b</p>", "\\- a\\\n\\# b\n"),
        ("<p>a<b>b </b>c <b><i>d</i> e</b></p>", "a<strong>b </strong>c **_d_ e**\n"),
        ("<p><u>a</u> <span lang=fr>b</span></p>", "<u>a</u> <span lang=\"fr\">b</span>\n"),
        ("<h2 id=x>A</h2><h2>B</h2>", "<h2 id=\"x\">A</h2>\n\n## B\n"),
        ("<ul><li>a</ul><ul><li>b<ol start=3><li>c</ol></ul>", "- a\n\n* b\n\n  3. c\n"),
        ("<blockquote><p>a<p>b<footer>C</footer></blockquote>", "> a\n>\n> b\n>\n> <footer>C</footer>\n"),
        ("<figure><img src=/1.jpg alt=x><figcaption>C \"d\"</figcaption></figure>", "![x](/1.jpg \"C \\\"d\\\"\")\n"),
        ("<pre><code class=language-md>```\na</code></pre>", "````md\n```\na\n````\n"),
    ] {
        let body = crate::html::parse(html, &Options::default()).body;
        let written = render(&body, &NoPictures);
        assert_eq!(written, expected, "{html}");
        assert_eq!(read(&written).body, body, "{written}");
    }
    let embed =
        crate::html::parse("<iframe src=https://www.youtube.com/embed/x title=T></iframe>", &Options::default()).body;
    assert_eq!(render(&embed, &NoPictures), "[T](https://www.youtube.com/embed/x)\n");
}

#[test]
fn hostile_markdown_is_cheap() {
    let n = 20_000;
    for markdown in [
        ">".repeat(n),
        "[".repeat(n),
        "*a ".repeat(n),
        "- ".repeat(n),
        "`".repeat(n),
        "![".repeat(n),
        "<b>".repeat(n),
        "_a__".repeat(n),
        "|".repeat(n),
        "[^1]".repeat(n),
    ] {
        let start = std::time::Instant::now();
        let body = read(&markdown).body;
        let _ = render(&body, &NoPictures);
        assert!(start.elapsed().as_secs() < 10, "{} took {:?}", &markdown[..4], start.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn common_blocks_survive_markdown(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", "b c", " ", "\n", "\n\n", "*", "**", "_", "~~", "`", "``", "[", "](/x)", "](/y \"t\")", "![", "# ", "- ", "1. ", "3) ", "> ", "    ", "  ", "|", "|-|\n", "---\n", "```\n", "\\", "<u>", "</u>", "<br>",
        "&amp;", "!", "é", "。", "(", ")", ".", "<b>", "</b>", "<i>", "</i>", "<p>", "<li>", "<ul>", "<h2 id=x>", "<code>", "</code>", "<sup>", "- [ ] ", "1", "=", "+", ":", "\u{A0}", "#", "<table><tr><td>", "<q>", "<mark>",
    ]), 0..24)) {
        let markdown = pieces.concat();
        let body = read(&markdown).body;
        let written = render(&body, &NoPictures);
        let read_again = read(&written).body;
        prop_assert_eq!(&body, &read_again, "\nmarkdown: {:?}\nwritten: {}", markdown, written);
        prop_assert!(!body.blocks.iter().any(|block| matches!(block, Block::Embed(_))));
    }
}
