//! The publication itself, and the address that its own addresses begin with.

use std::collections::BTreeMap;

use masthead_domain::{
    bundle::{Record, SiteRecord},
    language::Language,
    site::{NavigationItem, PathTemplate, ProfileLink},
    text::{MAX_NAME_CHARS, MAX_PROSE_CHARS, MAX_URL_BYTES},
};
use url::Url;

use super::index::Index;
use crate::{
    Item, Made, Mapping, Origin,
    names::{clean, cut, line},
};

/// Longest address that an export may say it has.
const MAX_ADDRESS_BYTES: usize = 200;

/// The site that an export is of.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// Where it is, if that is known.
    pub(super) url: Option<Url>,
    /// The address is only a guess.
    is_guessed: bool,
}

impl Site {
    /// The owner knows best; then the export; then the pictures.
    pub(super) fn of(index: &Index, mapping: &Mapping) -> Self {
        let setting = ["url", "site_url"].iter().filter_map(|key| web(index.settings.get(*key)?)).next();
        // It stands in many places of a text: a long one would make texts very long.
        let is_short = |url: &Url| url.as_str().len() <= MAX_ADDRESS_BYTES;
        match mapping.url.clone().filter(is_web).or(setting.filter(is_short)) {
            Some(url) => Self { url: Some(url), is_guessed: false },
            None => Self { url: guessed(index).filter(is_short), is_guessed: true },
        }
    }

    /// Its address without a slash at the end, which is what stands before paths.
    pub(super) fn base(&self) -> Option<&str> {
        self.url.as_ref().map(|url| url.as_str().trim_end_matches('/'))
    }

    /// An address made absolute.
    pub(super) fn absolute(&self, address: &str) -> Option<Url> {
        let address = address.trim();
        let found = match (address.strip_prefix("__GHOST_URL__"), self.base()) {
            (Some(path), Some(base)) => web(&format!("{base}{path}")),
            (Some(_), None) => None,
            (None, Some(base)) if address.starts_with("/content/") => web(&format!("{base}{address}")),
            (None, _) if address.starts_with("//") => web(&format!("https:{address}")),
            (None, _) => web(address).or_else(|| self.url.as_ref()?.join(address).ok().filter(is_web)),
        };
        found.filter(|url| url.as_str().len() <= MAX_URL_BYTES)
    }

    /// The path of an address of this site.
    pub(super) fn path(&self, address: &str) -> Option<String> {
        if let Some(path) = address.strip_prefix("__GHOST_URL__") {
            return Some(if path.starts_with('/') { path.to_owned() } else { format!("/{path}") });
        }
        if address.starts_with('/') && !address.starts_with("//") {
            return Some(address.to_owned());
        }
        let (own, url) = (self.url.as_ref()?, web(address)?);
        let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
        let below = own.path().trim_end_matches('/');
        let is_own = host(own) == host(&url) && own.port() == url.port();
        let is_below = url.path().strip_prefix(below).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        (is_own && is_below).then(|| url[url::Position::BeforePath..].to_owned())
    }

    /// A path as the site had it.
    pub(super) fn below(&self, path: &str) -> String {
        let own = self.url.as_ref().map_or("", |url| url.path().trim_end_matches('/'));
        format!("{own}{path}")
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

pub(super) fn web(text: &str) -> Option<Url> {
    Url::parse(text.trim()).ok().filter(is_web)
}

/// What stands before the paths of most pictures. Places that many sites share are no one's address.
fn guessed(index: &Index) -> Option<Url> {
    let settings =
        ["logo", "icon", "cover_image"].iter().filter_map(|key| index.settings.get(*key).map(String::as_str));
    let posts = index.posts.iter().filter_map(|post| post.row.text("feature_image"));
    let users = index.users.iter().filter_map(|user| user.row.text("profile_image"));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for address in settings.chain(posts).chain(users) {
        if let Some((before, _)) = address.split_once("/content/images/")
            && web(before).is_some_and(|url| {
                !url.host_str().is_some_and(|host| host.ends_with("ghost.io") || host.ends_with("ghost.org"))
            })
        {
            *counts.entry(before).or_default() += 1;
        }
    }
    let (before, _) = counts.into_iter().rev().max_by_key(|(_, count)| *count)?;
    web(before).filter(|url| url.query().is_none() && url.fragment().is_none())
}

/// What becomes of the settings.
pub(super) fn item(index: &Index, site: &Site, mapping: &Mapping, sections: &dyn Fn(&str) -> Option<String>) -> Item {
    let settings = |key: &str| index.settings.get(key).map(String::as_str).filter(|text| !text.trim().is_empty());
    let origin = Origin {
        line: index.settings_line,
        kind: "settings".to_owned(),
        id: String::new(),
        title: settings("title").map(line).unwrap_or_default(),
    };
    let mut notes = Vec::new();
    let title = settings("title").map(|title| cut(line(title), MAX_NAME_CHARS).0).filter(|title| !title.is_empty());
    let url = site.url.clone().filter(|url| url.query().is_none() && url.fragment().is_none());
    let (Some(name), Some(url)) = (title, url) else {
        let missing = if site.url.is_none() {
            "the export does not say the address of the site; `url = \"https://…\"` in the mapping file does"
        } else {
            "the export does not say the title of the site"
        };
        return Item { origin, made: Made::Skipped(missing.to_owned()), notes, facts: None };
    };
    if site.is_guessed {
        notes.push(format!(
            "The address of the site, {url}, was taken from its pictures; `url` in the mapping file says it for sure."
        ));
    }
    let language = mapping.language.clone().or_else(|| {
        ["locale", "lang", "default_locale"].iter().find_map(|key| settings(key)?.trim().replace('_', "-").parse().ok())
    });
    let language = language.unwrap_or_else(|| {
        notes.push(
            "The export does not say the language; `en` was taken. `language` in the mapping file says it.".to_owned(),
        );
        Language::stored("en".to_owned())
    });
    let zone = mapping.timezone.clone().or_else(|| {
        let zone = ["timezone", "active_timezone", "activeTimezone"].iter().find_map(|key| settings(key))?.trim();
        zone.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(&b)).then(|| zone.to_owned())
    });
    let article_path = mapping.article_path.clone().filter(|path| match PathTemplate::parse(path) {
        Ok(_) => true,
        Err(why) => {
            notes.push(format!("`article_path` of the mapping file was left out: {why}."));
            false
        }
    });
    let navigation = navigation(settings("navigation"), site, sections, &mut notes);
    for (key, what) in [
        ("secondary_navigation", "The second navigation was"),
        ("logo", "The logo was"),
        ("icon", "The icon was"),
        ("cover_image", "The cover picture was"),
    ] {
        if settings(key).is_some_and(|value| value.trim() != "[]") {
            notes.push(format!("{what} left out: a site has no place for it."));
        }
    }
    let social_links = ["facebook", "twitter"]
        .iter()
        .filter_map(|platform| profile(platform, settings(platform)?))
        .collect::<Vec<ProfileLink>>();
    let record = SiteRecord {
        name,
        url,
        language,
        timezone: zone.unwrap_or_else(|| "Etc/UTC".to_owned()),
        description: settings("description").map(|text| cut(clean(text).trim().to_owned(), MAX_PROSE_CHARS).0),
        article_path,
        navigation,
        social_links,
    };
    Item { origin, made: Made::Records(vec![Record::Site(record)]), notes, facts: None }
}

fn navigation(
    setting: Option<&str>,
    site: &Site,
    sections: &dyn Fn(&str) -> Option<String>,
    notes: &mut Vec<String>,
) -> Vec<NavigationItem> {
    let list: serde_json::Value = setting.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let mut items = Vec::new();
    for entry in list.as_array().into_iter().flatten() {
        let part = |name: &str| entry.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        let label = cut(line(part("label")), MAX_NAME_CHARS).0;
        let Some(path) = site.path(part("url").trim()).filter(|_| !label.is_empty()) else {
            notes.push(format!("{label:?} of the navigation was left out: it leads to another site."));
            continue;
        };
        let path = masthead_domain::redirect::normalise_path(&path);
        let tag = path.strip_prefix("/tag/").and_then(sections);
        items.push(NavigationItem { label, path: tag.unwrap_or(path) });
    }
    items
}

/// An account elsewhere: an address, or a name that makes one.
pub(super) fn profile(platform: &str, value: &str) -> Option<ProfileLink> {
    let value = value.trim();
    let link = |address: &str| {
        let url = web(address).filter(|url| url.as_str().len() <= MAX_URL_BYTES)?;
        Some(ProfileLink { platform: platform.to_owned(), url })
    };
    if value.starts_with("https://") || value.starts_with("http://") {
        return link(value);
    }
    if value.is_empty() || value.contains(char::is_whitespace) || value.contains(':') {
        return None;
    }
    let name = value.trim_start_matches(['@', '/']);
    match platform {
        "website" if name.contains('.') && !name.contains('@') => link(&format!("https://{name}")),
        "facebook" => link(&format!("https://www.facebook.com/{name}")),
        "twitter" => link(&format!("https://twitter.com/{name}")),
        "threads" => link(&format!("https://www.threads.net/@{name}")),
        "bluesky" => link(&format!("https://bsky.app/profile/{name}")),
        "tiktok" => link(&format!("https://www.tiktok.com/@{name}")),
        "instagram" => link(&format!("https://www.instagram.com/{name}")),
        "youtube" if name.contains('/') => link(&format!("https://www.youtube.com/{name}")),
        "youtube" => link(&format!("https://www.youtube.com/@{name}")),
        "linkedin" if name.contains('/') => link(&format!("https://www.linkedin.com/{name}")),
        "linkedin" => link(&format!("https://www.linkedin.com/in/{name}")),
        "mastodon" => match name.split_once('@') {
            Some((user, host)) if !user.is_empty() && !user.contains('/') => link(&format!("https://{host}/@{user}")),
            _ if name.contains('.') => link(&format!("https://{name}")),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_addresses() {
        for (platform, value, url) in [
            ("twitter", "@ada", Some("https://twitter.com/ada")),
            ("facebook", "ada", Some("https://www.facebook.com/ada")),
            ("mastodon", "@ada@social.example", Some("https://social.example/@ada")),
            ("mastodon", "social.example/@ada", Some("https://social.example/@ada")),
            ("website", "ada.example", Some("https://ada.example/")),
            ("website", "ada@ada.example", None),
            ("website", "javascript:alert(1)", None),
            ("youtube", "channel/UC1", Some("https://www.youtube.com/channel/UC1")),
        ] {
            assert_eq!(profile(platform, value).map(|link| link.url.to_string()).as_deref(), url, "{platform} {value}");
        }
    }

    #[test]
    fn own_addresses_are_paths() {
        let site = Site { url: web("https://www.weir.example/blog/"), is_guessed: false };
        assert_eq!(site.path("__GHOST_URL__/a/?x#y").as_deref(), Some("/a/?x#y"));
        assert_eq!(site.path("http://weir.example/blog/a/").as_deref(), Some("/blog/a/"));
        assert_eq!(site.path("https://weir.example/blogger/"), None);
        assert_eq!(site.path("https://other.example/"), None);
        assert_eq!(
            site.absolute("__GHOST_URL__/content/x.jpg").map(String::from).as_deref(),
            Some("https://www.weir.example/blog/content/x.jpg")
        );
    }
}
