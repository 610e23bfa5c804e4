//! Blocks of the block editor: HTML between comments that say what it is.

use serde_json::Value;

/// A comment that says that a block begins or ends.
#[derive(Debug)]
pub(super) struct Delimiter<'a> {
    /// Without `core/`.
    pub(super) name: &'a str,
    pub(super) attributes: Value,
    pub(super) kind: Kind,
}

/// What a delimiter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A block begins.
    Open,
    /// A block ends.
    Close,
    /// A block without HTML of its own.
    Void,
}

/// A part of a text of blocks.
#[derive(Debug)]
pub(super) enum Part<'a> {
    Html(&'a str),
    Delimiter(Delimiter<'a>),
}

/// Was a text written in the block editor?
pub(super) fn has_blocks(text: &str) -> bool {
    text.contains("<!-- wp:")
}

/// The parts of a text.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text[at..].find("<!--").map(|found| at + found) {
        let Some(length) = text[found..].find("-->") else { break };
        let end = found + length + 3;
        if let Some(delimiter) = delimiter(&text[found + 4..found + length]) {
            if from < found {
                parts.push(Part::Html(&text[from..found]));
            }
            parts.push(Part::Delimiter(delimiter));
            from = end;
        }
        at = end;
    }
    if from < text.len() {
        parts.push(Part::Html(&text[from..]));
    }
    parts
}

fn delimiter(comment: &str) -> Option<Delimiter<'_>> {
    let comment = comment.trim();
    let (comment, is_close) = comment.strip_prefix('/').map_or((comment, false), |rest| (rest, true));
    let rest = comment.strip_prefix("wp:")?;
    let (rest, is_void) = rest.strip_suffix('/').map_or((rest, false), |rest| (rest, true));
    let (name, attributes) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/'));
    let kind = match (is_close, is_void) {
        (true, _) => Kind::Close,
        (false, true) => Kind::Void,
        (false, false) => Kind::Open,
    };
    is_name.then(|| Delimiter {
        name: name.strip_prefix("core/").unwrap_or(name),
        attributes: serde_json::from_str(attributes.trim()).unwrap_or_default(),
        kind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_that_are_blocks_are_found() {
        let parts =
            parts("<!-- wp:core/image {\"id\":1} --><img><!-- x --><!-- /wp:image -->\n<!-- wp:block {\"ref\":7} /-->");
        let told: Vec<String> = parts
            .iter()
            .map(|part| match part {
                Part::Html(html) => html.trim().to_owned(),
                Part::Delimiter(d) => format!("{:?} {} {}", d.kind, d.name, d.attributes),
            })
            .collect();
        assert_eq!(
            told,
            ["Open image {\"id\":1}", "<img><!-- x -->", "Close image null", "", "Void block {\"ref\":7}"]
        );
    }
}
