//! Attacks. Whatever goes in, what comes out is read again as a browser reads it, and must be harmless.

use masthead_domain::body::url::{is_safe_href, is_safe_picture_url};
use masthead_domain::body::{Block, Body, Html, NoPictures};
use scraper::Html as Document;

use crate::options::Options;

/// Fails if a browser would find anything in this HTML that runs, loads frames of strangers, or styles.
pub(super) fn assert_safe(html: &str) {
    let options = Options::default();
    for node in Document::parse_fragment(html).tree.nodes() {
        let Some(element) = node.value().as_element() else {
            continue;
        };
        let name = element.name();
        assert!(
            !matches!(
                name,
                "script"
                    | "style"
                    | "object"
                    | "embed"
                    | "link"
                    | "meta"
                    | "base"
                    | "form"
                    | "input"
                    | "button"
                    | "foreignObject"
                    | "use"
                    | "animate"
                    | "set"
            ),
            "<{name}> in {html}"
        );
        for (key, value) in element.attrs() {
            assert!(!key.starts_with("on"), "{key} in {html}");
            match key {
                "style" | "srcdoc" | "srcset" | "formaction" | "action" | "xlink:href" | "background" | "ping" => {
                    panic!("{key} in {html}")
                }
                "href" | "cite" => assert!(is_safe_href(value), "{key}={value} in {html}"),
                "src" | "poster" if name == "iframe" => {
                    assert!(
                        url::Url::parse(value).is_ok_and(|url| options.allows_embed(&url)),
                        "frame {value} in {html}"
                    );
                    assert!(element.attr("sandbox").is_some(), "no sandbox in {html}");
                }
                "src" | "poster" => assert!(is_safe_picture_url(value), "{key}={value} in {html}"),
                _ => {}
            }
        }
    }
}

const ATTACKS: [&str; 66] = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script/x>alert(1)</script/x>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=\"x`\"onerror=alert(1)>",
    "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
    "<img src=javascript:alert(1)>",
    "<img src=' &#14; javascript:alert(1)'>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript:alert(1)'>x</a>",
    "<a href='\u{1}javascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='feed:javascript:alert(1)'>x</a>",
    "<a href=x onclick=alert(1) style=color:red>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div onmouseover=alert(1)>x</div>",
    "<body onload=alert(1)>x</body>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script xlink:href=data:,alert(1) /></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text x=1 y=1>x</text></a></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x>y</a></svg>",
    "<svg><set attributeName=onmouseover to=alert(1) /></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'/></svg>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><title><style></title><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><desc><p title='</desc><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style>",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template><template><img src=x onerror=alert(1)>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<noembed><p title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=https://evil.example/></iframe>",
    "<iframe src=https://www.youtube.com@evil.example/embed/x></iframe>",
    "<iframe src=//www.youtube.com/embed/x onload=alert(1) srcdoc=x></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<object data=data:text/html,x type=text/html><param name=x value=y></object>",
    "<link rel=stylesheet href=//evil.example/x.css><meta http-equiv=refresh content='0;url=javascript:alert(1)'><base href=javascript:>",
    "<form action=javascript:alert(1)><input type=submit formaction=javascript:alert(1)><button form=x>y</button></form>",
    "<video src=x onerror=alert(1)><source src=javascript:alert(1) onerror=alert(1)></video>",
    "<video poster=javascript:alert(1)></video><audio src=data:audio/x,y autoplay onplay=alert(1)></audio>",
    "<details open ontoggle=alert(1)><summary onclick=alert(1) style=x>a</summary><iframe src=//evil.example></iframe></details>",
    "<table background=javascript:alert(1)><tr><td><table><td background=javascript:alert(1) onclick=x>a</table></table>",
    "<dl><dt><a href=javascript:alert(1)>a</a><dd><img src=data:x onerror=x alt=b><script>x</script></dl>",
    "<blockquote cite=javascript:alert(1)><ul><li onclick=x>a</ul></blockquote>",
    "<ruby onclick=x>a<rt><script>alert(1)</script></ruby><!--><img src=x onerror=alert(1)>-->",
    "<pre><code class='language-\"><img src=x onerror=alert(1)>'>a</code></pre><h2 id='\"><script>'>x</h2>",
];

#[test]
fn attacks_come_to_nothing() {
    for attack in ATTACKS {
        // Alone, in text, and in the elements that are kept as HTML, where the sanitiser works.
        for html in [
            attack.to_owned(),
            format!("<p>before {attack} after</p>"),
            format!("<details><summary>s</summary>{attack}</details>"),
            format!("<p><ruby>a<rt>{attack}</rt></ruby></p>"),
            format!("<svg>{attack}</svg>"),
            format!("<math><mtext>{attack}</mtext></math>"),
            format!("<table><tr><td><ul><li>{attack}</ul></table>"),
        ] {
            assert_safe(&super::written(&html));
            let mut body = Body { blocks: vec![Block::Html(Html { html: html.clone(), ..Html::default() })] };
            crate::sanitise_blocks(&mut body, &Options::default());
            assert_safe(&body.html(&NoPictures));
            let written = crate::markdown::parse(&html, &Options::default()).body.html(&NoPictures);
            assert_safe(&written);
        }
    }
}
