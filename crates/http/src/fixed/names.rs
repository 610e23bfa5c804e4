//! From addresses to names of files: readable where that is safe, and the same every time.
//!
//! `/v1/articles?first=2` is `v1/articles@first=2.json`. A name that no file system would keep, or that another one would be mistaken
//! for where case does not count, is a hash instead; web servers are told which.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sha2::{Digest, Sha256};

/// Longest part of a name: what every file system takes, with room for the name while it is written.
const MAX_PART: usize = 200;
/// Where names lie that are hashes.
pub(super) const OTHER: &str = "_other";

/// The names that were given.
#[derive(Debug, Default)]
pub(super) struct Names {
    given: HashSet<u128>,
    /// Addresses whose names do not follow from them, and those names.
    pub(super) other: BTreeMap<String, String>,
    /// The media types of endings, for each first part of a path.
    pub(super) types: BTreeMap<(String, String), BTreeSet<String>>,
}

/// The ending of files with a media type, where their addresses have none.
fn ending(content_type: &str) -> &'static str {
    match content_type.split(';').next().unwrap_or_default() {
        "application/json" => "json",
        "text/markdown" => "md",
        "text/html" => "html",
        _ => "txt",
    }
}

/// A path without percent-encoding, if that is text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte == b'%' {
            let (pair, behind) = rest.split_first_chunk::<2>()?;
            rest = behind;
            bytes.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Does every file system keep this name, and every web server find it?
fn is_safe(name: &str) -> bool {
    name.split('/').all(|part| {
        let is_plain = |c: char| !c.is_control() && !"\\:*?\"<>|".contains(c);
        // Devices of Windows, whatever their ending.
        let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
        let device = ["con", "prn", "aux", "nul"].contains(&stem.as_str())
            || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")));
        (1..=MAX_PART).contains(&part.len())
            && !part.starts_with('.')
            && !part.ends_with(['.', ' '])
            && !device
            && part.chars().all(is_plain)
    })
}

/// Is a query one that the web servers' rule lets through as it is?
fn is_plain_query(query: &str) -> bool {
    query.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.~%&=+-".contains(&byte))
}

impl Names {
    /// The name of an address that is answered with this media type.
    pub(super) fn of(&mut self, url: &str, content_type: &str) -> String {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let query_part = if query.is_empty() { String::new() } else { format!("@{query}") };
        let is_listed = path.starts_with("/v1/");
        let (base, ending) = match path.rsplit_once('.').filter(|(_, ending)| !is_listed && !ending.contains('/')) {
            Some((base, ending)) => (base, ending.to_owned()),
            None => (path, ending(content_type).to_owned()),
        };
        let plain = decoded(base).map(|base| format!("{}{query_part}.{ending}", base.trim_start_matches('/')));
        let plain = plain.filter(|name| is_safe(name) && is_plain_query(query) && !name.starts_with(OTHER));
        // Where case does not count, two names may be one.
        let name = plain.filter(|name| self.given.insert(hash(&name.to_lowercase())));
        let name = name.unwrap_or_else(|| {
            let digest = Sha256::digest(url.as_bytes());
            let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            let ending = if is_safe(&ending) { ending.as_str() } else { "bin" };
            let name = format!("{OTHER}/{digest}.{ending}");
            self.other.insert(url.to_owned(), name.clone());
            name
        });
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let of_name = name.rsplit('.').next().unwrap_or_default().to_owned();
        self.types.entry((first.to_owned(), of_name)).or_default().insert(content_type.to_owned());
        name
    }
}

pub(super) fn hash(text: &str) -> u128 {
    xxhash_rust::xxh3::xxh3_128(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_from_addresses_and_are_safe() {
        let mut names = Names::default();
        let json = "application/json";
        assert_eq!(names.of("/v1/articles", json), "v1/articles.json");
        assert_eq!(names.of("/v1/articles?first=2&after=aB-_", json), "v1/articles@first=2&after=aB-_.json");
        assert_eq!(names.of("/v1/articles/f%C3%A4hre/related", json), "v1/articles/fähre/related.json");
        assert_eq!(names.of("/feeds/all.atom?after=x", "application/atom+xml"), "feeds/all@after=x.atom");
        assert_eq!(names.of("/media/a/b/c.webp", "image/webp"), "media/a/b/c.webp");
        assert_eq!(names.of("/docs/errors", "text/markdown; charset=utf-8"), "docs/errors.md");
        assert!(names.other.is_empty());
    }

    #[test]
    fn what_no_file_system_keeps_gets_a_hash() {
        let mut names = Names::default();
        let long = format!("/v1/resolve?path={}", "a".repeat(300));
        for url in [
            long.as_str(),
            "/v1/tags/%2e%2e",
            "/v1/tags/..%2Fx",
            "/v1/tags/con",
            "/v1/tags/a%00",
            "/v1/x?q=a/../../b",
            "/media/a/b/.x",
        ] {
            let name = names.of(url, "application/json");
            assert!(name.starts_with("_other/") && is_safe(&name), "{url}: {name}");
            assert_eq!(names.other.get(url), Some(&name));
        }
        // The same but for case.
        assert_eq!(names.of("/v1/x?after=aB", "application/json"), "v1/x@after=aB.json");
        assert!(names.of("/v1/x?after=Ab", "application/json").starts_with("_other/"));
    }
}
