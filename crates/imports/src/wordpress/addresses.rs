//! Addresses of pictures and pages of the exported site, whatever form they are written in.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use url::Url;

/// Addresses by their hashes: a hundred thousand of them are some megabytes.
#[derive(Debug, Default)]
pub(super) struct Pictures(HashMap<u64, u64>);

impl Pictures {
    /// A picture is at this address, and in other sizes beside it.
    pub(super) fn add(&mut self, url: &str, id: u64) {
        let Some(name) = name(url) else { return };
        self.0.insert(hash(&name), id);
        self.0.entry(hash(&stem(&name))).or_insert(id);
    }

    /// The picture at an address.
    pub(super) fn find(&self, url: &str) -> Option<u64> {
        let name = name(url)?;
        self.0.get(&hash(&name)).or_else(|| self.0.get(&hash(&stem(&name)))).copied()
    }
}

/// Of the same text, the same; in this program only.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Host and path, without what does not matter.
fn name(url: &str) -> Option<String> {
    let bare = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"))?;
    let bare = bare.split(['?', '#']).next().unwrap_or(bare);
    // WordPress.com's image servers have the address of the picture in their own.
    let bare = ["i0.wp.com/", "i1.wp.com/", "i2.wp.com/", "i3.wp.com/"]
        .iter()
        .find_map(|host| bare.strip_prefix(host))
        .unwrap_or(bare);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    Some(crate::names::decoded(bare))
}

/// Without size and signs of editing: `photo-300x200.jpg`, `photo-scaled.jpg`, `photo-e1422222222222.jpg` are `photo.jpg`.
fn stem(name: &str) -> String {
    let Some((base, extension)) = name.rsplit_once('.') else { return name.to_owned() };
    let mut base = base;
    while let Some((before, last)) = base.rsplit_once('-') {
        let is_size = last.split_once('x').is_some_and(|(w, h)| is_number(w) && is_number(h));
        let is_edit = last.strip_prefix('e').is_some_and(|digits| digits.len() >= 10 && is_number(digits));
        if !is_size && !is_edit && last != "scaled" && last != "rotated" {
            break;
        }
        base = before;
    }
    format!("{base}.{extension}")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The pages of the exported site.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// The site's host, without `www.`, and the path at which it begins, without `/` at its end.
    host: String,
    base: String,
    /// The paths of items, by hash.
    paths: std::collections::HashSet<u64>,
    /// Paths by id, for links of the form `?p=1`.
    by_id: HashMap<u64, Box<str>>,
}

impl Pages {
    pub(super) fn new(site: &str) -> Self {
        let url = Url::parse(site).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        let base = url.as_ref().map_or("", |url| url.path()).trim_end_matches('/');
        Self { host: host.strip_prefix("www.").unwrap_or(host).to_owned(), base: base.to_owned(), ..Self::default() }
    }

    /// An item is at this address.
    pub(super) fn add(&mut self, link: &str, id: u64) -> Option<&str> {
        let path = self.path(link)?;
        self.paths.insert(hash(&path));
        // Ids that repeat are the first one's.
        self.by_id.entry(id).or_insert_with(|| path.into());
        self.by_id.get(&id).map(|path| &**path)
    }

    /// The path of an item, if it has one that says more than its number.
    pub(super) fn of(&self, id: u64) -> Option<&str> {
        self.by_id.get(&id).map(|path| &**path)
    }

    /// The path of an address on the site; nothing when it is elsewhere, or only the front page.
    pub(super) fn path(&self, link: &str) -> Option<String> {
        let url = Url::parse(link).ok()?;
        let host = url.host_str()?;
        if host.strip_prefix("www.").unwrap_or(host) != self.host
            || url.query().is_some() && url.path().trim_end_matches('/') == self.base
        {
            return None;
        }
        let path = masthead_domain::redirect::normalise_path(url.path());
        (path != "/" && path != self.base).then_some(path)
    }

    /// A link to an item as a path of the site; nothing when it leads elsewhere.
    pub(super) fn link(&self, href: &str) -> Option<String> {
        if !href.contains(&self.host) || self.host.is_empty() {
            return None;
        }
        let url = Url::parse(href).ok()?;
        let host = url.host_str()?;
        if host.strip_prefix("www.").unwrap_or(host) != self.host {
            return None;
        }
        let fragment = url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default();
        let id = url
            .query_pairs()
            .find(|(key, _)| matches!(&**key, "p" | "page_id"))
            .and_then(|(_, id)| id.parse::<u64>().ok());
        if let Some(path) = id.and_then(|id| self.by_id.get(&id)) {
            return Some(format!("{path}{fragment}"));
        }
        let path = self.path(href)?;
        self.paths.contains(&hash(&path)).then(|| format!("{path}{fragment}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_of_a_picture_is_the_picture() {
        let mut pictures = Pictures::default();
        pictures.add("https://www.a.example/wp-content/uploads/photo-scaled.jpg", 1);
        pictures.add("https://a.example/wp-content/uploads/map-10x10.png", 2);
        pictures.add("https://a.example/wp-content/uploads/map.png", 3);
        for (url, id) in [
            ("http://a.example/wp-content/uploads/photo-300x200.jpg?x=1", Some(1)),
            ("//a.example/wp-content/uploads/photo.jpg", Some(1)),
            ("https://i0.wp.com/a.example/wp-content/uploads/photo.jpg?resize=3", Some(1)),
            ("https://a.example/wp-content/uploads/map-10x10.png", Some(2)),
            ("https://a.example/wp-content/uploads/map.png", Some(3)),
            ("https://b.example/wp-content/uploads/map.png", None),
        ] {
            assert_eq!(pictures.find(url), id, "{url}");
        }
    }

    #[test]
    fn links_within_the_site_become_paths() {
        let mut pages = Pages::new("https://www.a.example");
        pages.add("https://a.example/2011/01/hello/", 1);
        for (href, path) in [
            ("http://www.a.example/2011/01/hello#x", Some("/2011/01/hello#x")),
            ("https://a.example/?p=1", Some("/2011/01/hello")),
            ("https://a.example/?p=2", None),
            ("https://a.example/wp-content/x.pdf", None),
            ("https://b.example/2011/01/hello/", None),
            ("/2011/01/hello/", None),
        ] {
            assert_eq!(pages.link(href).as_deref(), path, "{href}");
        }
    }
}
