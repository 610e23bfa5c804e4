//! The first pass: over the bytes, before anything that recurses sees the document.
//!
//! It reads strings, block strings and comments exactly as the library's grammar does, so that no
//! bracket the parser would follow is hidden from the count. (Stricter in one case: a block string
//! that does not end is refused, where the library falls back to reading `""` and `"`.)

use super::limits::{HARDEST_NESTING, Limits, hold_size};
use super::refusal::Refusal;

/// The size alone: worth knowing before a document is hashed.
///
/// # Errors
/// [`Refusal::TooComplex`] for `document_bytes`.
pub fn check_size(document: &str, limits: &Limits) -> Result<(), Refusal> {
    hold_size("document_bytes", document.len(), limits.document_bytes)
}

/// Checks size, tokens, length of names and nesting in one linear pass. After it the library's
/// recursive parser is safe to run.
///
/// # Errors
/// [`Refusal::TooComplex`] names the limit; [`Refusal::Syntax`] is an unterminated string.
pub fn check(document: &str, limits: &Limits) -> Result<(), Refusal> {
    check_size(document, limits)?;
    let counts = count(document)?;
    hold_size("tokens", counts.tokens, limits.tokens)?;
    hold_size("name_bytes", counts.longest_name, limits.name_bytes)?;
    hold_size("nesting", counts.deepest, limits.nesting.min(HARDEST_NESTING))
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    tokens: usize,
    longest_name: usize,
    pub(super) deepest: usize,
}

pub(super) fn count(document: &str) -> Result<Counts, Refusal> {
    let bytes = document.as_bytes();
    let mut counts = Counts::default();
    let (mut at, mut open) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = skip_while(bytes, at, |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            0xEF if bytes[at..].starts_with(b"\xEF\xBB\xBF") => {
                at += 3;
                continue;
            }
            b'"' => string_end(bytes, at).ok_or_else(|| unterminated(document, start))?,
            b'{' | b'[' | b'(' => {
                open += 1;
                counts.deepest = counts.deepest.max(open);
                at + 1
            }
            b'}' | b']' | b')' => {
                open = open.saturating_sub(1);
                at + 1
            }
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                let end = skip_while(bytes, at, |byte| byte == b'_' || byte.is_ascii_alphanumeric());
                counts.longest_name = counts.longest_name.max(end - start);
                end
            }
            b'-' | b'0'..=b'9' => skip_while(bytes, at + 1, |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'+' | b'-')
            }),
            b'.' if bytes[at..].starts_with(b"...") => at + 3,
            _ => at + 1,
        };
        counts.tokens += 1;
    }
    Ok(counts)
}

fn skip_while(bytes: &[u8], from: usize, more: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|&byte| !more(byte)).map_or(bytes.len(), |length| from + length)
}

/// The place behind the string that begins at `start`; nothing when it does not end.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes[start..].starts_with(b"\"\"\"") {
        return block_string_end(bytes, start + 3);
    }
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\n' | b'\r' => return None,
            b'\\' if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn block_string_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match bytes.get(at)? {
            b'"' if bytes[at..].starts_with(b"\"\"\"") => return Some(at + 3),
            b'\\' if bytes[at..].starts_with(b"\\\"\"\"") => at += 4,
            _ => at += 1,
        }
    }
}

fn unterminated(document: &str, at: usize) -> Refusal {
    let before = &document[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Refusal::Syntax {
        message: "unterminated string".to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}
