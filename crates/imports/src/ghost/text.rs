//! The text of a post: which of its forms is read, and what is taken out before.

use masthead_markup::Options;

use super::{lexical, mobiledoc, row::Row, seen, write::Rendered};
use crate::{Seen, see};

/// A text that can become blocks.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) html: String,
    pub(super) notes: Vec<String>,
    /// There is a border behind which only members read on.
    pub(super) is_gated: bool,
    pub(super) seen: Seen,
}

/// Cards whose HTML is the works of a player or form: what they were made from says the same in fewer words.
const WORKS: [&str; 7] = [
    "kg-audio-card",
    "kg-video-card",
    "kg-file-card",
    "kg-signup-card",
    "kg-product-card",
    "kg-header-card",
    "kg-cta-card",
];

const GATE: &str = "<!--members-only-->";

/// Reads the text of a post. HTML is what readers saw; the others are what it was made from.
pub(super) fn read(row: &mut Row, site: Option<&str>, options: &Options) -> Result<Text, String> {
    let mut of = |name: &str| row.take(name).map(|text| addressed(text, site));
    let (html, lexical, mobiledoc) = (of("html"), of("lexical"), of("mobiledoc"));
    let is_gated = html.as_ref().is_some_and(|html| html.contains(GATE))
        || lexical.as_ref().is_some_and(|text| has_paywall(text, "\"type\"", ':'))
        || mobiledoc.as_ref().is_some_and(|text| has_paywall(text, "[", ' '));
    let has_source = lexical.is_some() || mobiledoc.is_some();
    let has_works = html.as_ref().is_some_and(|html| WORKS.iter().any(|card| html.contains(card)));
    let prefers_source = has_source && (html.is_none() || has_works);
    let source = prefers_source.then(|| from_source(lexical.as_deref(), mobiledoc.as_deref(), options));
    let mut text = match (source, html) {
        (Some(Ok(text)), _) => text,
        (Some(Err(_)), Some(html)) | (None, Some(html)) => from_html(html),
        (Some(Err(wrong)), None) => return Err(wrong),
        (None, None) => Text::default(),
    };
    text.is_gated |= is_gated;
    Ok(text)
}

fn from_source(lexical: Option<&str>, mobiledoc: Option<&str>, options: &Options) -> Result<Text, String> {
    let mut out = Rendered::default();
    let mut seen = Seen::default();
    if let Some(source) = lexical {
        lexical::render(source, options, &mut out)?;
        seen = seen::lexical(source);
    } else if let Some(source) = mobiledoc {
        mobiledoc::render(source, options, &mut out)?;
        seen = seen::mobiledoc(source);
    }
    Ok(Text { html: out.html, notes: out.notes, is_gated: out.is_gated, seen })
}

/// Exports have a word in place of the address of the site.
pub(super) fn addressed(text: String, site: Option<&str>) -> String {
    if text.contains("__GHOST_URL__") { text.replace("__GHOST_URL__", site.unwrap_or_default()) } else { text }
}

/// Is there a card that ends what everyone may read? Asked of the text as it stands, before anything is understood of it.
fn has_paywall(text: &str, before: &str, colon: char) -> bool {
    text.match_indices("\"paywall\"").any(|(at, _)| {
        let left = text[..at].trim_end();
        left.strip_suffix(colon).unwrap_or(left).trim_end().ends_with(before)
    })
}

fn from_html(html: String) -> Text {
    let mut notes = Vec::new();
    let (html, gated) = without_gated(html);
    if gated {
        notes.push("A part of the text that is for members only was left out.".to_owned());
    }
    let html = without_icons(html);
    let seen = see(&html);
    Text { html, notes, is_gated: false, seen }
}

const BEGIN: &str = "<!--kg-gated-block:begin";
const END: &str = "<!--kg-gated-block:end-->";

/// Takes out what is for members only within a text for everyone.
fn without_gated(html: String) -> (String, bool) {
    if !html.contains(BEGIN) {
        return (html, false);
    }
    let mut out = String::with_capacity(html.len());
    let (mut rest, mut found) = (html.as_str(), false);
    while let Some(at) = rest.find(BEGIN) {
        out.push_str(&rest[..at]);
        let block = &rest[at..];
        let head = block.find("-->").map_or(block, |end| &block[..end]);
        let end = block.find(END).map_or(block.len(), |end| end + END.len());
        if head.contains("nonMember:true") {
            out.push_str(&block[..end]);
        } else {
            found = true;
        }
        rest = &block[end..];
    }
    out.push_str(rest);
    (out, found)
}

/// Takes out the signets of the sites that bookmarks lead to.
fn without_icons(html: String) -> String {
    const ICON: &str = "<img class=\"kg-bookmark-icon\"";
    if !html.contains(ICON) {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(at) = rest.find(ICON) {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        rest = tag.find('>').map_or("", |end| &tag[end + 1..]);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paywalls_are_found_in_every_form() {
        assert!(has_paywall("{\"type\" : \"paywall\"}", "\"type\"", ':'));
        assert!(has_paywall("\"cards\":[[ \"paywall\",{}]]", "[", ' '));
        assert!(!has_paywall("{\"text\":\"paywall\"}", "\"type\"", ':'));
    }

    #[test]
    fn what_is_for_members_only_goes() {
        let (html, found) = without_gated(
            "a<!--kg-gated-block:begin nonMember:false memberSegment:\"\" -->HIDDEN<!--kg-gated-block:end-->c<!--kg-gated-block:begin nonMember:true -->OPEN<!--kg-gated-block:end-->e"
                .to_owned(),
        );
        assert!(
            found && !html.contains("HIDDEN") && html.starts_with("ac") && html.contains("OPEN") && html.ends_with('e')
        );
        assert_eq!(without_icons("a<img class=\"kg-bookmark-icon\" src=\"x\">b".to_owned()), "ab");
    }

    fn of(row: serde_json::Value) -> Result<Text, String> {
        let mut row = crate::ghost::row::row(&row.to_string(), &["html", "lexical", "mobiledoc"]);
        read(&mut row, Some("https://weir.example"), &Options::default())
    }

    #[test]
    fn the_works_of_a_player_are_not_read() {
        let html = "<p>Hear:</p><div class=\"kg-card kg-audio-card\"><audio src=\"__GHOST_URL__/a.mp3\"></audio><button>1x</button></div>";
        let lexical = r#"{"root":{"children":[{"type":"paragraph","children":[{"type":"text","text":"Hear:"}]},{"type":"audio","src":"__GHOST_URL__/a.mp3","title":"Water"}]}}"#;
        let text = of(serde_json::json!({"html": html, "lexical": lexical})).expect("a text");
        assert!(text.html.contains("https://weir.example/a.mp3") && !text.html.contains("button"), "{}", text.html);
        assert_eq!(text.seen.words, 2);
        // Without its source, or with one that cannot be read, HTML is better than nothing.
        for lexical in [serde_json::Value::Null, "{".into()] {
            let text = of(serde_json::json!({"html": html, "lexical": lexical})).expect("a text");
            assert!(text.html.contains("button"), "{}", text.html);
        }
        assert!(of(serde_json::json!({"html": null, "lexical": "{"})).is_err());
        assert!(of(serde_json::json!({"html": "  ", "lexical": null})).expect("nothing").html.is_empty());
    }

    #[test]
    fn a_paywall_in_any_form_counts() {
        let lexical = r#"{"root":{"children":[{"type":"paywall","version":1}]}}"#;
        let mobiledoc = r#"{"cards":[["paywall",{}]],"markups":[],"atoms":[],"sections":[[10,0]]}"#;
        for row in [
            serde_json::json!({"html": "<p>a</p>", "lexical": lexical}),
            serde_json::json!({"html": "<p>a</p>", "mobiledoc": mobiledoc}),
            serde_json::json!({"lexical": lexical}),
            serde_json::json!({"mobiledoc": mobiledoc}),
            serde_json::json!({"html": "<p>a</p><!--members-only--><p>b</p>"}),
        ] {
            assert!(of(row.clone()).expect("a text").is_gated, "{row}");
        }
        assert!(!of(serde_json::json!({"html": "<p>a paywall</p>"})).expect("a text").is_gated);
    }
}
