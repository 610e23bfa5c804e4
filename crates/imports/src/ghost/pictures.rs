//! Pictures that stand above posts, and portraits: assets here.

use std::collections::HashMap;

use masthead_domain::bundle::{AssetRecord, Record};
use url::Url;

use super::{index::Index, site::Site};
use crate::{Item, Made, Origin};

/// Longest key that is an address.
const MAX_ADDRESS_BYTES: usize = 900;

/// The pictures of an export, by their addresses.
#[derive(Debug, Default)]
pub(super) struct Pictures<'a> {
    site: Option<&'a Site>,
    keys: HashMap<String, String>,
    found: Vec<(u64, Url, String)>,
}

impl<'a> Pictures<'a> {
    pub(super) fn of(index: &Index, site: &'a Site) -> Self {
        let mut pictures = Self { site: Some(site), ..Self::default() };
        let users =
            index.users.iter().map(|user| (user.line, user.row.text("profile_image").or(user.row.text("image"))));
        let posts =
            index.posts.iter().map(|post| (post.line, post.row.text("feature_image").or(post.row.text("image"))));
        for (line, address) in users.chain(posts) {
            if let Some(url) = address.and_then(|address| site.absolute(address)) {
                pictures.add(line, url);
            }
        }
        pictures
    }

    fn add(&mut self, line: u64, url: Url) {
        let url = original(url);
        if self.keys.contains_key(url.as_str()) {
            return;
        }
        let key = self.named(&url);
        self.keys.insert(url.as_str().to_owned(), key.clone());
        self.found.push((line, url, key));
    }

    /// A key that is the same on every day: the path on the site, the address elsewhere.
    fn named(&self, url: &Url) -> String {
        let base = self.site.and_then(Site::base).unwrap_or("\n");
        let text = url.as_str();
        let key = text.strip_prefix(base).map(|path| path.trim_start_matches('/')).filter(|path| !path.is_empty());
        let key = key.unwrap_or(text);
        if key.len() <= MAX_ADDRESS_BYTES {
            return key.to_owned();
        }
        // Addresses are ASCII.
        format!("{}-{:016x}", &key[..MAX_ADDRESS_BYTES.min(200)], fnv(key))
    }

    /// The key of a picture, whatever size its address names.
    pub(super) fn key(&self, address: &str) -> Option<String> {
        let url = original(self.site?.absolute(address)?);
        self.keys.get(url.as_str()).cloned()
    }

    pub(super) fn items(&self) -> impl Iterator<Item = Item> {
        self.found.iter().map(|(line, url, key)| {
            let name = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
            let filename = crate::names::line(&crate::names::decoded(name));
            let origin = Origin { line: *line, kind: "picture".to_owned(), id: key.clone(), title: filename.clone() };
            let record = AssetRecord {
                key: key.clone(),
                url: Some(url.clone()),
                file: None,
                filename: Some(filename).filter(|name| !name.is_empty() && name.len() <= 200),
                media_type: None,
                width: None,
                height: None,
                alt: None,
                caption: None,
                credit: None,
                decorative: false,
                copyright: None,
                usage_terms: None,
                rights_expire_at: None,
                focal_point: None,
            };
            Item { origin, made: Made::Records(vec![Record::Asset(record)]), notes: Vec::new(), facts: None }
        })
    }
}

/// Ghost serves smaller copies below `size/w600/` and other formats below `format/webp/`.
fn original(mut url: Url) -> Url {
    if let Some((before, after)) = url.path().split_once("/content/images/size/w") {
        let after = after.split_once('/').map_or("", |(_, rest)| rest);
        let after = match after.strip_prefix("format/").and_then(|rest| rest.split_once('/')) {
            Some((_, rest)) => rest,
            None => after,
        };
        let path = format!("{before}/content/images/{after}");
        url.set_path(&path);
    }
    url.set_fragment(None);
    url
}

/// FNV-1a: short, and the same in every version.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_of_one_picture() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let one = url("https://a.example/content/images/2020/x.jpg");
        assert_eq!(original(url("https://a.example/content/images/size/w600/2020/x.jpg")), one);
        assert_eq!(original(url("https://a.example/content/images/size/w600h400/format/webp/2020/x.jpg")), one);
        assert_eq!(original(one.clone()), one);
    }
}
