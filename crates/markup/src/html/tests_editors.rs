//! What the editors of WordPress and Ghost write.

use masthead_domain::body::{Block, Body, Mark, NoPictures, Picture, ResolvedPicture};

use super::{codes, stable};
use crate::options::Options;

const GUTENBERG: &str = r##"<!-- wp:paragraph {"dropCap":true} -->
<p class="has-drop-cap">The harbour was <strong>quiet</strong> when the <a href="https://a.example/ferry?x=1&amp;y=2" target="_blank" rel="noreferrer noopener">ferry</a> left&nbsp;— nobody waved.</p>
<!-- /wp:paragraph -->

<!-- wp:heading -->
<h2 class="wp-block-heading" id="the-crossing">The crossing</h2>
<!-- /wp:heading -->

<!-- wp:image {"id":12,"sizeSlug":"large"} -->
<figure class="wp-block-image size-large"><a href="https://a.example/full.jpg"><img src="https://a.example/boat.jpg?w=1024" alt="A boat" class="wp-image-12" srcset="https://a.example/boat-300.jpg 300w" sizes="(max-width: 1024px) 100vw"/></a><figcaption class="wp-element-caption">The boat, <em>later</em></figcaption></figure>
<!-- /wp:image -->

<!-- wp:list --><ul class="wp-block-list"><!-- wp:list-item -->
<li>Salt<!-- wp:list --><ul class="wp-block-list"><!-- wp:list-item -->
<li>Coarse</li>
<!-- /wp:list-item --></ul><!-- /wp:list --></li>
<!-- /wp:list-item --></ul><!-- /wp:list -->

<!-- wp:quote -->
<blockquote class="wp-block-quote"><!-- wp:paragraph -->
<p>We never asked.</p>
<!-- /wp:paragraph --><cite>The captain</cite></blockquote>
<!-- /wp:quote -->

<!-- wp:pullquote -->
<figure class="wp-block-pullquote"><blockquote><p>Nobody waved.</p><cite>from the text</cite></blockquote></figure>
<!-- /wp:pullquote -->

<!-- wp:gallery {"linkTo":"none"} -->
<figure class="wp-block-gallery has-nested-images columns-default is-cropped"><!-- wp:image -->
<figure class="wp-block-image"><img src="https://a.example/1.jpg" alt=""/><figcaption class="wp-element-caption">One</figcaption></figure>
<!-- /wp:image -->

<!-- wp:image -->
<figure class="wp-block-image"><img src="https://a.example/2.jpg" alt="Two"/></figure>
<!-- /wp:image --><figcaption class="blocks-gallery-caption wp-element-caption">Both</figcaption></figure>
<!-- /wp:gallery -->

<!-- wp:embed {"url":"https://youtu.be/abc123"} -->
<figure class="wp-block-embed is-type-video is-provider-youtube"><div class="wp-block-embed__wrapper">
https://youtu.be/abc123
</div><figcaption class="wp-element-caption">The film</figcaption></figure>
<!-- /wp:embed -->

<!-- wp:table -->
<figure class="wp-block-table"><table class="has-fixed-layout"><thead><tr><th>Port</th><th class="has-text-align-right" data-align="right">Ships</th></tr></thead><tbody><tr><td>North</td><td class="has-text-align-right" data-align="right">3</td></tr></tbody></table><figcaption class="wp-element-caption">Traffic</figcaption></figure>
<!-- /wp:table -->

<!-- wp:separator --><hr class="wp-block-separator has-alpha-channel-opacity"/><!-- /wp:separator -->

<!-- wp:code --><pre class="wp-block-code"><code>let x = 1;
x + 1</code></pre><!-- /wp:code -->

<!-- wp:buttons --><div class="wp-block-buttons"><div class="wp-block-button"><a class="wp-block-button__link" href="/subscribe">Subscribe</a></div></div><!-- /wp:buttons -->

<!-- wp:columns --><div class="wp-block-columns"><div class="wp-block-column"><p>Left</p></div><div class="wp-block-column"><p>Right<sup data-fn="11111111-2222-3333-4444-555555555555" class="fn"><a href="#11111111-2222-3333-4444-555555555555" id="x">1</a></sup></p></div></div><!-- /wp:columns -->

<!-- wp:footnotes --><ol class="wp-block-footnotes"><li id="11111111-2222-3333-4444-555555555555">A note. <a href="#x" aria-label="Jump">↩︎</a></li></ol><!-- /wp:footnotes -->"##;

#[test]
fn gutenberg() {
    let parsed = stable(GUTENBERG);
    let kinds: Vec<&str> = parsed.body.blocks.iter().map(kind).collect();
    let expected = [
        "paragraph",
        "heading",
        "image",
        "list",
        "quote",
        "pullQuote",
        "gallery",
        "embed",
        "table",
        "divider",
        "code",
        "paragraph",
        "paragraph",
        "paragraph",
        "html",
    ];
    assert_eq!(kinds, expected);
    // The way back from the note leads to an id that text does not keep.
    assert_eq!(codes(&parsed), ["kept_as_html", "link_without_target"]);
    assert!(parsed.body.check().is_empty(), "{:?}", parsed.body.check());
    let text = parsed.body.text();
    for words in [
        "left\u{A0}— nobody",
        "• Salt\n  • Coarse",
        "— The captain",
        "One",
        "Both",
        "The film",
        "Traffic\nPort\tShips",
        "Subscribe",
        "A note.",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

const GHOST: &str = r#"<p>It began with a letter.</p><!--kg-card-begin: html--><div class="custom"><p>Inside</p><script>track()</script></div><!--kg-card-end: html-->
<figure class="kg-card kg-image-card kg-width-wide kg-card-hascaption"><img src="https://a.example/content/images/1.jpg" class="kg-image" alt loading="lazy" width="2000" height="1333" srcset="x 600w"><figcaption><span style="white-space: pre-wrap;">The letter. Photo: </span><a href="https://b.example/?utm_source=ghost"><span style="white-space: pre-wrap;">B</span></a></figcaption></figure>
<figure class="kg-card kg-gallery-card kg-width-wide"><div class="kg-gallery-container"><div class="kg-gallery-row"><div class="kg-gallery-image"><img src="https://a.example/a.jpg" width="10" height="20" loading="lazy" alt></div><div class="kg-gallery-image"><img src="https://a.example/b.jpg" alt="B"></div></div></div><figcaption><p>Two</p></figcaption></figure>
<figure class="kg-card kg-embed-card"><iframe width="200" height="113" src="https://www.youtube.com/embed/x?feature=oembed" frameborder="0" allow="autoplay" allowfullscreen title="A film"></iframe></figure>
<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://c.example/"><div class="kg-bookmark-content"><div class="kg-bookmark-title">C</div><div class="kg-bookmark-description">About C</div></div><div class="kg-bookmark-thumbnail"><img src="https://c.example/t.png" alt=""></div></a></figure>
<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">A <b><strong>hint</strong></b></div></div>
<div class="kg-card kg-toggle-card" data-kg-toggle-state="close"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">Why?</h4><button class="kg-toggle-card-icon"><svg viewBox="0 0 24 24"><path d="M0 0"/></svg></button></div><div class="kg-toggle-content"><p>Because.</p></div></div>
<blockquote class="kg-blockquote-alt">Set large</blockquote><hr>
<pre><code class="language-javascript">if (a &lt; b) {
  go();
}
</code></pre>"#;

#[test]
fn ghost() {
    let parsed = stable(GHOST);
    let kinds: Vec<&str> = parsed.body.blocks.iter().map(kind).collect();
    let expected = [
        "paragraph",
        "paragraph",
        "image",
        "gallery",
        "embed",
        "paragraph",
        "paragraph",
        "image",
        "paragraph",
        "paragraph",
        "heading",
        "paragraph",
        "pullQuote",
        "divider",
        "code",
    ];
    assert_eq!(kinds, expected, "{:#?}", parsed.body);
    assert_eq!(codes(&parsed), ["removed_script", "removed_form_control"]);
    let Block::Image(image) = &parsed.body.blocks[2] else { panic!() };
    assert_eq!(image.picture.caption.len(), 2);
    assert!(matches!(&image.picture.caption[1].marks[..], [Mark::Link { .. }]));
    assert!(
        matches!(&parsed.body.blocks[6], Block::Paragraph(paragraph) if matches!(&paragraph.content[0].marks[..], [Mark::Link { href, .. }] if href == "https://c.example/"))
    );
    // What Google Docs and Word paste.
    let pasted = stable(
        r#"<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38"><span style="font-size:11pt;font-weight:700">Bold</span><span style="font-style:italic"> and slanted</span></p><br><p class="MsoNormal">Word<o:p></o:p></p></b>"#,
    );
    assert_eq!(pasted.body.blocks.len(), 2);
    assert_eq!(pasted.body.text(), "Bold and slanted\n\nWord");
}

/// The demo magazine, if it is there: whatever form its articles have, they must come through every form unchanged.
#[test]
fn demo_magazine() {
    let path = std::env::var("MASTHEAD_DEMO")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../cli/demo/magazine.ndjson").to_owned());
    let Ok(lines) = std::fs::read_to_string(path) else {
        return;
    };
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("valid JSON");
        let Some(value) = record.pointer("/body/value") else {
            continue;
        };
        let slug = record["slug"].as_str().unwrap_or_default();
        let options = Options::default();
        let body = match record["body"]["format"].as_str() {
            Some("blocks") => {
                let mut body: Body = serde_json::from_value(value.clone()).expect("valid JSON");
                assert!(body.check().is_empty(), "{slug}: {:?}", body.check());
                let notes = crate::sanitise_blocks(&mut body, &options);
                assert!(notes.is_empty(), "{slug}: {notes:?}");
                body
            }
            Some("markdown") => crate::markdown::parse(value.as_str().expect("text"), &options).body,
            _ => super::read(value.as_str().expect("text")).body,
        };
        assert!(body.word_count() > 0 && body.check().is_empty(), "{slug}");
        // Assets become addresses on the way out, so the second reading is compared with the first.
        let files = |picture: &Picture| {
            picture
                .asset
                .as_ref()
                .map(|key| ResolvedPicture { url: format!("https://a.example/{key}"), ..Default::default() })
        };
        let first = stable(&body.html(&files)).body;
        assert_eq!(first.blocks.len(), body.blocks.len(), "{slug}");
        assert_eq!(first.text(), body.text(), "{slug}");
        let from_markdown = crate::markdown::parse(&crate::markdown::render(&first, &NoPictures), &options).body;
        let again = crate::markdown::parse(&crate::markdown::render(&from_markdown, &NoPictures), &options).body;
        assert_eq!(from_markdown, again, "{slug}");
    }
}

fn kind(block: &Block) -> &'static str {
    match block {
        Block::Paragraph(_) => "paragraph",
        Block::Heading(_) => "heading",
        Block::List(_) => "list",
        Block::Quote(_) => "quote",
        Block::PullQuote(_) => "pullQuote",
        Block::Image(_) => "image",
        Block::Gallery(_) => "gallery",
        Block::Embed(_) => "embed",
        Block::Code(_) => "code",
        Block::Table(_) => "table",
        Block::Divider(_) => "divider",
        Block::Html(_) => "html",
    }
}
