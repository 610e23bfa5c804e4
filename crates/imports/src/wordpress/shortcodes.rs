//! Shortcodes: `[caption]…[/caption]` and its like, which WordPress replaces when a page is shown.

use super::autop;

/// A shortcode with what it says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Shortcode<'a> {
    pub(super) name: String,
    /// Named attributes, and those without a name under an empty one.
    pub(super) attributes: Vec<(String, String)>,
    /// What it encloses.
    pub(super) content: Option<&'a str>,
    /// All of it, as it was written.
    pub(super) written: &'a str,
}

impl Shortcode<'_> {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The first attribute without a name.
    pub(super) fn bare(&self) -> Option<&str> {
        self.attribute("").map(|value| value.trim_start_matches('='))
    }
}

/// What stands where a shortcode stood.
pub(super) enum Replaced {
    /// This HTML: a block of its own.
    Block(String),
    /// The shortcode, as it was written.
    Kept,
}

/// Replaces shortcodes. Those within tags, code and preformatted text are text.
pub(super) fn replace(
    source: &str,
    with: &mut dyn FnMut(&Shortcode<'_>) -> Replaced,
    block: &mut dyn FnMut(String) -> String,
) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find(['[', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('<') {
            let length = if rest.starts_with("<!--") {
                rest.find("-->").map_or(rest.len(), |end| end + 3)
            } else {
                autop::tag_length(rest).map_or(1, |length| {
                    let name = autop::tag_name(&rest[..length]);
                    let is_verbatim = matches!(name.as_str(), "pre" | "code" | "script" | "style" | "textarea")
                        && !rest.starts_with("</");
                    if is_verbatim { autop::find_end(rest, &name).unwrap_or(length) } else { length }
                })
            };
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        // `[[name]]` is how one writes about a shortcode.
        if rest.starts_with("[[")
            && let Some(end) = rest.find("]]")
            && opening(&rest[1..=end]).is_some()
        {
            out.push_str(&rest[1..=end]);
            rest = &rest[end + 2..];
            continue;
        }
        let Some((mut shortcode, length)) = opening(rest) else {
            out.push('[');
            rest = &rest[1..];
            continue;
        };
        let mut whole = length;
        let end = format!("[/{}]", shortcode.name);
        if !rest[..length].ends_with("/]")
            && let Some(found) = rest[length..].find(&end)
        {
            // One that encloses nothing may stand before one of the same name that does.
            let within = &rest[length..length + found];
            let again = format!("[{}", shortcode.name);
            if !within.contains(&again) || matches!(shortcode.name.as_str(), "caption" | "wp_caption" | "embed") {
                shortcode.content = Some(within);
                whole = length + found + end.len();
            }
        }
        shortcode.written = &rest[..whole];
        match with(&shortcode) {
            Replaced::Block(html) => out.push_str(&block(html)),
            Replaced::Kept => {
                // What it encloses may have others in it.
                out.push_str(&rest[..length]);
                whole = length;
            }
        }
        rest = &rest[whole..];
    }
    out.push_str(rest);
    out
}

/// Reads `[name attributes]`.
fn opening(text: &str) -> Option<(Shortcode<'_>, usize)> {
    let inner = text.strip_prefix('[')?;
    let name_length = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')?;
    let name = &inner[..name_length];
    if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut shortcode = Shortcode { name: name.to_owned(), ..Shortcode::default() };
    let mut rest = &inner[name_length..];
    loop {
        let trimmed = rest.trim_start_matches([' ', '\n', '\r', '\t', '\u{a0}']);
        if let Some(behind) = trimmed.strip_prefix("/]").or_else(|| trimmed.strip_prefix(']')) {
            return Some((shortcode, text.len() - behind.len()));
        }
        // A name ends where a blank, an end, or (`[embed=…]`) a sign of equality follows.
        if trimmed.is_empty()
            || (trimmed.len() == rest.len() && shortcode.attributes.is_empty() && !trimmed.starts_with('='))
        {
            return None;
        }
        let (attribute, behind) = attribute(trimmed)?;
        shortcode.attributes.push(attribute);
        if shortcode.attributes.len() > 100 {
            return None;
        }
        rest = behind;
    }
}

/// Reads `name="value"`, `name=value`, `"value"` or `value`.
fn attribute(text: &str) -> Option<((String, String), &str)> {
    let name_length = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(text.len());
    let behind = text[name_length..].trim_start();
    if name_length > 0
        && let Some(value) = behind.strip_prefix('=')
    {
        let (value, rest) = value_of(value.trim_start())?;
        return Some(((text[..name_length].to_ascii_lowercase(), value), rest));
    }
    let (value, rest) = value_of(text)?;
    Some(((String::new(), value), rest))
}

fn value_of(text: &str) -> Option<(String, &str)> {
    // Editors that make quotes typographic make these, too.
    for (open, close) in [('"', '"'), ('\'', '\''), ('“', '”'), ('”', '”'), ('″', '″'), ('«', '»')] {
        if let Some(inner) = text.strip_prefix(open) {
            let end = inner.find(close)?;
            let value = inner[..end].trim_matches('\u{a0}').to_owned();
            return Some((value, &inner[end + close.len_utf8()..]));
        }
    }
    let end = text.find([' ', '\n', '\r', '\t', ']', '\u{a0}'])?;
    let bare = text[..end].strip_suffix('/').filter(|_| text[end..].starts_with(']')).unwrap_or(&text[..end]);
    (!bare.is_empty()).then(|| (bare.to_owned(), &text[bare.len()..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(source: &str) -> Vec<String> {
        let mut found = Vec::new();
        replace(
            source,
            &mut |shortcode| {
                found.push(format!("{}{:?}{:?}", shortcode.name, shortcode.attributes, shortcode.content));
                Replaced::Block(String::new())
            },
            &mut |html| html,
        );
        found
    }

    #[test]
    fn shortcodes_are_found() {
        assert_eq!(names(r#"[gallery ids="1,2" columns=3 /] x"#), [r#"gallery[("ids", "1,2"), ("columns", "3")]None"#]);
        assert_eq!(
            names("[caption id='a' width=“300”]<img src='x'> text[/caption]"),
            [r#"caption[("id", "a"), ("width", "300")]Some("<img src='x'> text")"#]
        );
        assert_eq!(names("[youtube https://youtu.be/x?a=b]"), [r#"youtube[("", "https://youtu.be/x?a=b")]None"#]);
        assert_eq!(names("[youtube=https://youtu.be/x]"), [r#"youtube[("", "=https://youtu.be/x")]None"#]);
        assert_eq!(names("[audio a.mp3][audio b.mp3]x[/audio]").len(), 2);
    }

    #[test]
    fn what_is_no_shortcode_is_text() {
        assert!(
            names("[1] [ x ] [] a[0] <a title='[x]'>b</a> <pre>[x]</pre> <code>[gallery]</code> [unclosed").is_empty()
        );
        assert_eq!(
            replace("a [[gallery]] b", &mut |_| Replaced::Block("no".to_owned()), &mut |html| html),
            "a [gallery] b"
        );
        assert_eq!(
            replace(
                "[x]a[y]b[/y][/x]",
                &mut |code| if code.name == "y" { Replaced::Block("Y".to_owned()) } else { Replaced::Kept },
                &mut |html| html
            ),
            "[x]aY[/x]"
        );
    }

    proptest! {
        #[test]
        fn kept_shortcodes_are_unchanged(source in "[a-c/ =\\[\\]\"'<>“”é!]{0,60}") {
            let kept = replace(&source, &mut |_| Replaced::Kept, &mut |html| html);
            prop_assert_eq!(kept.replace(['[', ']'], ""), source.replace(['[', ']'], ""));
        }
    }
}
