//! What an answer leads to: its pages, the things of a list, feeds, and the media files that it names.

use masthead_app::feeds::Format;
use serde_json::Value;

/// Lists of things that have a page, a list of articles and feeds of their own.
const KINDS: [&str; 5] = ["sections", "authors", "tags", "series", "collections"];
/// What only tells which redirects there are: a copy of it would be nobody's.
const REDIRECTS: &str = "/v1/sync?type=REDIRECT";

/// How addresses of this API begin.
#[derive(Debug)]
pub(super) struct Leads {
    bases: Vec<String>,
}

/// Is it a media file?
pub(super) fn is_media(url: &str) -> bool {
    url.starts_with("/media/")
}

/// Is it read for what it leads to alone?
pub(super) fn is_walked_only(url: &str) -> bool {
    url.starts_with("/v1/sync")
}

/// Is it something that a copy has?
fn is_ours(path: &str) -> bool {
    let listed = ["/v1/", "/feeds/", "/sitemaps/", "/media/"].iter().any(|start| path.starts_with(start));
    // What has an endless number of answers.
    let open = ["/v1/search", "/v1/live", "/v1/sync", "/v1/nodes", "/feeds/search."];
    listed && !open.iter().any(|start| path.starts_with(start))
}

/// A part of a path, percent-encoded.
fn part(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The question what stands at a path of the site, as `URLSearchParams` spell it.
fn resolve(path: &str) -> String {
    let path: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    format!("/v1/resolve?path={path}")
}

fn feeds(of: &str, found: &mut impl FnMut(String)) {
    for format in Format::ALL {
        found(format!("/feeds/{of}.{}", format.ending()));
    }
}

impl Leads {
    pub(super) fn new(url: &str, media_url: Option<&str>) -> Self {
        let bases = std::iter::once(url).chain(media_url).map(|base| base.trim_end_matches('/').to_owned());
        Self { bases: bases.collect() }
    }

    /// What is always there.
    pub(super) fn roots(&self) -> Vec<String> {
        let mut roots = ["/openapi.json", "/schema.graphql", "/docs/errors", "/v1/site", "/v1/pages/front"].to_vec();
        roots.extend(["/v1/most-read", "/sitemap.xml", REDIRECTS]);
        let mut roots: Vec<String> = roots.into_iter().map(str::to_owned).collect();
        feeds("all", &mut |url| roots.push(url));
        roots.extend(KINDS.iter().map(|kind| format!("/v1/{kind}")));
        roots.push("/v1/articles".to_owned());
        roots
    }

    /// What an answer leads to; pages of the same list first.
    pub(super) fn of(&self, url: &str, links: &[String], body: &[u8], found: &mut impl FnMut(String)) {
        for link in links {
            if let Some(path) = self.here(link) {
                found(path.to_owned());
            }
        }
        if url.starts_with("/v1/") {
            // What is no JSON leads nowhere; answers under /v1 are.
            if let Ok(json) = serde_json::from_slice(body) {
                things(url, &json, found);
            }
        }
        self.addresses(body, found);
    }

    /// The path of an address of this API that a copy has.
    fn here<'a>(&self, address: &'a str) -> Option<&'a str> {
        let path = self.bases.iter().find_map(|base| address.strip_prefix(base.as_str()))?;
        is_ours(path).then_some(path)
    }

    /// Addresses of feeds, sitemaps and media files, wherever they stand in an answer: in members, in HTML, in XML.
    fn addresses(&self, body: &[u8], found: &mut impl FnMut(String)) {
        let text = String::from_utf8_lossy(body);
        for base in &self.bases {
            for (place, _) in text.match_indices(base.as_str()) {
                let rest = &text[place + base.len()..];
                let end = rest.find(|c: char| c.is_whitespace() || c.is_control() || "\"'<>\\,)]&;".contains(c));
                let path = &rest[..end.unwrap_or(rest.len())];
                if ["/media/", "/feeds/", "/sitemaps/"].iter().any(|start| path.starts_with(start)) && is_ours(path) {
                    found(path.to_owned());
                }
            }
        }
    }
}

/// The things of a list, and what each of them has.
fn things(url: &str, json: &Value, found: &mut impl FnMut(String)) {
    let path = url.split('?').next().unwrap_or(url);
    let list = path.trim_start_matches("/v1/");
    if list == "sync" {
        return redirects(url, json, found);
    }
    let items = json.get("items").or(Some(json)).and_then(Value::as_array);
    let items = items.map(Vec::as_slice).unwrap_or_default();
    let text = |item: &Value, member: &str| item.get(member).and_then(Value::as_str).map(str::to_owned);
    for item in items {
        let Some(slug) = text(item, "slug").map(|slug| part(&slug)) else { continue };
        if list == "articles" {
            for after in ["", "/related", "/translations", "/similar", "/posts"] {
                found(format!("/v1/articles/{slug}{after}"));
            }
            found(format!("/v1/pages/article/{slug}"));
            if let Some(language) = text(item, "language") {
                feeds(&format!("languages/{}", part(&language)), found);
            }
        } else if KINDS.contains(&list) {
            found(format!("/v1/{list}/{slug}"));
            found(format!("/v1/{list}/{slug}/articles"));
            feeds(&format!("{list}/{slug}"), found);
        } else if let Some(id) = text(item, "id").filter(|_| list.ends_with("/posts")) {
            found(format!("/v1/posts/{id}"));
        } else {
            continue;
        }
        if let Some(path) = text(item, "path") {
            found(resolve(&path));
        }
    }
    if list.starts_with("articles/") && list.ends_with("/posts") {
        for id in items.iter().filter_map(|item| text(item, "id")) {
            found(format!("/v1/posts/{id}"));
        }
    }
}

/// The paths that lead elsewhere, and the next page of them.
fn redirects(url: &str, json: &Value, found: &mut impl FnMut(String)) {
    if json.get("hasMore") == Some(&Value::Bool(true))
        && let Some(token) = json.get("token").and_then(Value::as_str)
    {
        let token: String = url::form_urlencoded::byte_serialize(token.as_bytes()).collect();
        let next = format!("{REDIRECTS}&token={token}");
        if next != url {
            found(next);
        }
    }
    let entries = json.get("entries").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for entry in entries {
        if let Some(from) = entry.pointer("/redirect/from").and_then(Value::as_str) {
            found(resolve(from));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str, links: &[&str], body: &str) -> Vec<String> {
        let leads = Leads::new("https://api.example/", Some("https://cdn.example"));
        let links: Vec<String> = links.iter().map(|link| (*link).to_owned()).collect();
        let mut found = Vec::new();
        leads.of(url, &links, body.as_bytes(), &mut |url| found.push(url));
        found
    }

    #[test]
    fn pages_things_and_files_are_found() {
        let body = r#"{"items":[{"slug":"fähre","path":"/x/fähre","language":"pt-BR","leadImage":{"url":"https://cdn.example/media/1/2/card-640.webp"}}]}"#;
        let found = of(
            "/v1/articles?first=2",
            &["https://api.example/v1/articles?first=2&after=abc", "https://hub.example/"],
            body,
        );
        for url in [
            "/v1/articles?first=2&after=abc",
            "/v1/articles/f%C3%A4hre",
            "/v1/articles/f%C3%A4hre/posts",
            "/v1/pages/article/f%C3%A4hre",
            "/v1/resolve?path=%2Fx%2Ff%C3%A4hre",
            "/feeds/languages/pt-BR.atom",
            "/media/1/2/card-640.webp",
        ] {
            assert!(found.iter().any(|it| it == url), "{url} is not among {found:?}");
        }
        assert!(found.iter().all(|url| !url.contains("hub.example")));
    }

    #[test]
    fn addresses_end_where_the_text_around_them_goes_on() {
        let html = r#"{"html":"<img src=\"https://api.example/media/a/b/c.jpg\" srcset=\"https://api.example/media/a/b/d.jpg 1x, https://api.example/media/a/b/e.jpg 2x\">"}"#;
        assert_eq!(of("/v1/articles/x", &[], html), ["/media/a/b/c.jpg", "/media/a/b/d.jpg", "/media/a/b/e.jpg"]);
        assert_eq!(
            of("/sitemap.xml", &[], "<loc>https://api.example/sitemaps/2026-11.xml</loc>"),
            ["/sitemaps/2026-11.xml"]
        );
        assert!(
            of("/v1/site", &[], "https://api.example/v1/search?query=a https://api.example.org/media/x").is_empty()
        );
    }
}
