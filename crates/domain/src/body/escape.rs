//! Text and attribute values, made safe for HTML.

/// Writes `text` as HTML text. Control characters, which no HTML may contain, are left out.
pub(super) fn text(out: &mut String, text: &str) {
    write(out, text, false);
}

/// Writes ` name="value"`.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    write(out, value, true);
    out.push('"');
}

/// Writes ` name="value"` if there is a value.
pub(super) fn optional(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        attribute(out, name, value);
    }
}

/// Writes ` name="value"` if there is a number.
pub(super) fn number<N: ToString>(out: &mut String, name: &str, value: Option<N>) {
    if let Some(value) = value {
        attribute(out, name, &value.to_string());
    }
}

/// Bytes that a text cannot simply be copied with: what HTML gives a meaning, controls, and what C1 controls begin with.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] = matches!(byte as u8, b'&' | b'<' | b'>' | b'"' | 0..=8 | 11..=31 | 0x7F | C1);
        byte += 1;
    }
    special
};

/// The first byte of U+0080 to U+009F, which are controls, and of U+00A0 to U+00BF, which are not.
const C1: u8 = 0xC2;

/// Most text is copied in long runs, and the texts of feeds and pages all go through here: so bytes are looked at, not characters.
fn write(out: &mut String, text: &str, quoted: bool) {
    let bytes = text.as_bytes();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = bytes[at..].iter().position(|byte| SPECIAL[usize::from(*byte)]) {
        let special = at + found;
        let (instead, length) = match bytes[special] {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if quoted => ("&quot;", 1),
            b'"' => ("\"", 1),
            C1 if bytes.get(special + 1).is_some_and(|next| *next >= 0xA0) => {
                // As good as any other character: it is copied with what surrounds it.
                at = special + 2;
                continue;
            }
            C1 => ("", 2),
            _ => ("", 1),
        };
        out.push_str(&text[copied..special]);
        out.push_str(instead);
        at = special + length;
        copied = at;
    }
    out.push_str(&text[copied..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, one character after the other.
    fn slowly(text: &str, quoted: bool) -> String {
        let one = |c: char| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' if quoted => "&quot;".to_owned(),
            '\n' | '\t' => c.to_string(),
            c if c.is_control() => String::new(),
            c => c.to_string(),
        };
        text.chars().map(one).collect()
    }

    fn quickly(text: &str, quoted: bool) -> String {
        let mut out = "before".to_owned();
        write(&mut out, text, quoted);
        out.split_off("before".len())
    }

    #[test]
    fn controls_go_and_what_html_gives_a_meaning_is_escaped() {
        assert_eq!(
            quickly("a < b & \"c\"\n\t\u{0}\u{7F}\u{85}\u{A0}é\u{9F}", false),
            "a &lt; b &amp; \"c\"\n\t\u{A0}é"
        );
        assert_eq!(quickly("\"»\"", true), "&quot;»&quot;");
    }

    proptest! {
        #[test]
        fn every_text_is_written_as_character_by_character(text in "[\\x00-\\u{C5}<>&\"日🦀]{0,40}|\\PC{0,40}", quoted: bool) {
            prop_assert_eq!(quickly(&text, quoted), slowly(&text, quoted));
        }
    }
}
