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

fn write(out: &mut String, text: &str, quoted: bool) {
    let mut rest = text;
    // Only ASCII bytes are special, except the C1 controls, so most text is copied in long runs.
    while let Some(at) =
        rest.find(|c: char| matches!(c, '&' | '<' | '>' | '"') || (c.is_control() && !matches!(c, '\n' | '\t')))
    {
        out.push_str(&rest[..at]);
        let special = rest[at..].chars().next().unwrap_or_default();
        match special {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if quoted => out.push_str("&quot;"),
            '"' => out.push('"'),
            _ => {}
        }
        rest = &rest[at + special.len_utf8()..];
    }
    out.push_str(rest);
}
