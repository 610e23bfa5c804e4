//! Redirects: paths that have moved.

use crate::{article::Article, id::Id};

/// A path that has moved for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old path, normalised.
    pub from: String,
    /// Where it leads now.
    pub to: RedirectTarget,
}

/// Where a redirect leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectTarget {
    /// Another path of the site, or an absolute URL.
    Path(String),
    /// Wherever this article is.
    Article(Id<Article>),
}

/// One spelling for every path: leading slash, no trailing slash, no query or fragment, no empty segments.
pub fn normalise_path(path: &str) -> String {
    let bare = path.split(['?', '#']).next().unwrap_or("");
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

#[cfg(test)]
mod tests {
    use super::normalise_path;

    #[test]
    fn a_path_has_one_spelling() {
        assert_eq!(normalise_path("ideas//rivers/?x=1#top"), "/ideas/rivers");
        assert_eq!(normalise_path("/"), "/");
        assert_eq!(normalise_path(""), "/");
    }
}
