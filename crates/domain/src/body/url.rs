//! Which URLs and language tags may stand in a body. Every writer of HTML asks here again, whatever was checked before.

/// Schemes a link may have.
const LINK_SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];
/// Schemes a picture may have.
const PICTURE_SCHEMES: [&str; 2] = ["http", "https"];

/// The scheme of a URL as a browser sees it: what stands before the first colon, unless a path, query or fragment began earlier.
fn scheme(url: &str) -> Option<&str> {
    let end = url.find([':', '/', '?', '#', '\\'])?;
    (url.as_bytes()[end] == b':').then(|| &url[..end])
}

fn is_clean(url: &str) -> bool {
    // Browsers drop tabs, line breaks and surrounding control characters before they look for the scheme, so none may be here.
    !url.is_empty() && !url.starts_with(' ') && !url.ends_with(' ') && !url.chars().any(char::is_control)
}

fn has_scheme_of(url: &str, schemes: &[&str]) -> bool {
    is_clean(url) && scheme(url).is_none_or(|found| schemes.iter().any(|allowed| found.eq_ignore_ascii_case(allowed)))
}

/// May a link lead here? `http`, `https`, `mailto`, `tel`, or a path, query or fragment of the site.
#[must_use]
pub fn is_safe_href(href: &str) -> bool {
    has_scheme_of(href, &LINK_SCHEMES)
}

/// May a picture come from here? `http`, `https`, or a path of the site.
#[must_use]
pub fn is_safe_picture_url(url: &str) -> bool {
    has_scheme_of(url, &PICTURE_SCHEMES)
}

/// Is this an absolute `http` or `https` URL with a host?
#[must_use]
pub fn is_web_url(url: &str) -> bool {
    is_clean(url)
        && ::url::Url::parse(url).is_ok_and(|parsed| matches!(parsed.scheme(), "http" | "https") && parsed.has_host())
}

/// Is this an absolute `https` URL with a host, as frames need it?
#[must_use]
pub fn is_https_url(url: &str) -> bool {
    is_clean(url) && ::url::Url::parse(url).is_ok_and(|parsed| parsed.scheme() == "https" && parsed.has_host())
}

/// Does this have the shape of a BCP 47 language tag? Subtags of one to eight letters and digits, the first of letters only.
#[must_use]
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    tag.len() <= 64
        && (1..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn safe_links_pass() {
        for href in [
            "https://a.example/x?y#z",
            "http://a",
            "MAILTO:a@b",
            "tel:+49",
            "/a:b",
            "#x",
            "?q=a:b",
            "a/b",
            "//cdn.example/x",
        ] {
            assert!(is_safe_href(href), "{href}");
        }
    }

    #[test]
    fn other_schemes_do_not() {
        for href in [
            "javascript:x",
            "JaVaScRiPt:x",
            "java\tscript:x",
            " javascript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "",
        ] {
            assert!(!is_safe_href(href), "{href}");
        }
        assert!(!is_safe_picture_url("mailto:x"));
    }

    #[test]
    fn language_tags_have_a_shape() {
        assert!(is_language_tag("de") && is_language_tag("zh-Hant-TW") && is_language_tag("x-klingon"));
        assert!(
            !is_language_tag("")
                && !is_language_tag("de_DE")
                && !is_language_tag("d\"e")
                && !is_language_tag("waytoolongtag")
        );
    }
}
