//! Redirects: paths that have moved.

use crate::{article::Article, id::Id};

/// A path that has moved for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old path, normalised.
    pub from: String,
    /// Where it leads now.
    pub to: RedirectTarget,
    /// How often it was written.
    pub revision: i32,
}

/// Where a redirect leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectTarget {
    /// Another path of the site, or an absolute URL.
    Path(String),
    /// Wherever this article is.
    Article(Id<Article>),
}

/// Longest path, in bytes: what an index can hold on both databases.
pub const MAX_PATH_BYTES: usize = 2_000;

/// One spelling for every path: leading slash, no trailing slash, no query or fragment, no empty segments, no percent-encoding.
pub fn normalise_path(path: &str) -> String {
    let bare = percent_decoded(path.split(['?', '#']).next().unwrap_or(""));
    let mut out = String::with_capacity(bare.len() + 1);
    for segment in bare.split('/').filter(|s| !s.is_empty()) {
        out.push('/');
        out.push_str(segment);
    }
    if out.is_empty() {
        out.push('/');
    }
    out
}

/// Percent-decoded, if that gives text; a browser's `location.pathname` and an editor's `/café` are one path.
pub fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let digit = |at: usize| behind.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &behind[2..];
            }
            _ => {
                bytes.push(byte);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::normalise_path;

    #[test]
    fn a_path_has_one_spelling() {
        assert_eq!(normalise_path("ideas//rivers/?x=1#top"), "/ideas/rivers");
        assert_eq!(normalise_path("/"), "/");
        assert_eq!(normalise_path(""), "/");
        assert_eq!(normalise_path("/caf%C3%A9/%d9%85"), "/café/م");
        assert_eq!(normalise_path("/100%/%ff"), "/100%/%ff");
    }
}
