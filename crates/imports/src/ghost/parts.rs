//! The parts of an article that are not its text: names, pictures, addresses.

use std::collections::HashSet;

use masthead_domain::{
    article::{AlternativeId, MAX_LINE_CHARS, MAX_LINKS, Seo},
    bundle::LeadImageRecord,
    language::Language,
    slug::Slug,
    text::{MAX_KEY_BYTES, MAX_PROSE_CHARS},
    time::Instant,
};

use super::{
    index::ordered,
    post::{Making, is_page, is_published},
    site::web,
    text,
};
use crate::names::{clean, cut, line};

impl Making<'_> {
    pub(super) fn contributors(&mut self, post: &str) -> Vec<(Slug, String)> {
        let head = &self.post.row;
        let first = head.id("author_id").or_else(|| head.id("primary_author_id"));
        let mut ids = ordered(self.desk.index.posts_authors.get(post));
        if ids.is_empty() {
            ids.extend(first.as_deref());
        }
        let mut found: Vec<(Slug, String)> = Vec::new();
        let (mut unknown, mut seen) = (0, HashSet::new());
        for id in ids {
            match self.desk.people.get(id) {
                Some((slug, _)) if !seen.insert(slug) => {}
                Some(author) => found.push(author.clone()),
                None => unknown += 1,
            }
        }
        if unknown > 0 {
            self.note("It has an author who is not in the export.");
        }
        if found.is_empty() && !is_page(&self.post.row) {
            self.note("It has no author.");
        }
        if found.len() > MAX_LINKS {
            self.note(format!("Of {} authors, the first {MAX_LINKS} were taken.", found.len()));
            found.truncate(MAX_LINKS);
        }
        found
    }

    pub(super) fn headline(&mut self) -> String {
        let title = self.post.row.text("title").map(line).filter(|title| !title.is_empty());
        let Some(title) = title else {
            self.note("It has no title.");
            return "Untitled".to_owned();
        };
        self.fitting(title, "title")
    }

    /// Text that is not longer than lines may be.
    pub(super) fn fitting(&mut self, text: String, what: &str) -> String {
        let (text, is_cut) = cut(text, MAX_LINE_CHARS);
        if is_cut {
            self.note(format!("The {what} is longer than {MAX_LINE_CHARS} characters, and was cut."));
        }
        text
    }

    pub(super) fn standfirst(&mut self) -> Option<String> {
        let excerpt = clean(self.row.text("custom_excerpt")?).trim().to_owned();
        (!excerpt.is_empty()).then(|| self.fitting(excerpt, "excerpt"))
    }

    pub(super) fn lead_image(&mut self) -> (Option<LeadImageRecord>, Option<String>) {
        let head = &self.post.row;
        let Some(address) = head.text("feature_image").or(head.text("image")) else { return (None, None) };
        let address = text::addressed(address.trim().to_owned(), self.desk.site.base());
        let Some(asset) = self.desk.pictures.key(&address) else {
            self.note(
                "The picture above it was left out: its address is not complete. `url` in the mapping file says where the site is.",
            );
            return (None, Some(address));
        };
        let caption = self.meta("feature_image_caption").map(|html| {
            let text = masthead_markup::html::parse(&html, &self.desk.markup).body.text();
            cut(clean(&text).trim().to_owned(), MAX_PROSE_CHARS).0
        });
        let alt = self.meta("feature_image_alt").map(|alt| cut(line(&alt), MAX_PROSE_CHARS).0);
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        (Some(LeadImageRecord { asset, alt: some(alt), caption: some(caption) }), Some(address))
    }

    pub(super) fn language(&mut self) -> Option<Language> {
        let text = self.row.text("locale").or(self.row.text("language"))?;
        let language = text.trim().replace('_', "-").parse::<Language>().ok();
        if language.is_none() {
            self.note("Its language is not one that is known.");
        }
        language
    }

    pub(super) fn seo(&self) -> Option<Seo> {
        let part = |name: &str| {
            self.meta(name).map(|text| cut(line(&text), MAX_PROSE_CHARS).0).filter(|text| !text.is_empty())
        };
        let seo = Seo { title: part("meta_title"), description: part("meta_description"), noindex: false };
        (seo != Seo::default()).then_some(seo)
    }

    /// Where the canonical copy is; its own path is none.
    pub(super) fn canonical(&mut self, path: Option<&str>) -> Option<url::Url> {
        let given = self.row.text("canonical_url")?.trim();
        let normal = masthead_domain::redirect::normalise_path;
        if self.desk.site.path(given).is_some_and(|own| Some(normal(&own)) == path.map(normal)) {
            return None;
        }
        let url = self.desk.site.absolute(given).or_else(|| web(given));
        if url.is_none() {
            self.note("The canonical URL was left out: it is no address.");
        }
        url
    }

    pub(super) fn alternative_id(&mut self, id: &str, ids: &mut HashSet<String>) -> Option<AlternativeId> {
        let value = self.post.row.text("uuid").map_or_else(|| id.to_owned(), |uuid| uuid.trim().to_owned());
        if value.is_empty() || value.len() > MAX_KEY_BYTES || value.chars().any(char::is_control) {
            self.note("It has no id: repeating the import finds it by its slug.");
            return None;
        }
        if !ids.insert(value.clone()) {
            self.note("Another post has the same id: repeating the import finds it by its slug.");
            return None;
        }
        Some(AlternativeId { scheme: "ghost".to_owned(), value })
    }

    /// What has no place in an article.
    pub(super) fn left_out(&mut self, lead: Option<&str>) {
        let site = self.desk.site.base();
        if self.row.text("codeinjection_head").or(self.row.text("codeinjection_foot")).is_some() {
            self.note("Code that was injected into the page was left out.");
        }
        if self.row.text("custom_template").is_some() {
            self.note("The template of its own was left out.");
        }
        if self.meta("frontmatter").is_some() {
            self.note("Its front matter was left out.");
        }
        for (name, what) in [("og_image", "Facebook"), ("twitter_image", "Twitter")] {
            if self.meta(name).is_some_and(|address| Some(text::addressed(address, site).as_str()) != lead) {
                self.note(format!("A picture of its own for {what} was left out."));
            }
        }
        let texts = ["og_title", "og_description", "twitter_title", "twitter_description"];
        if texts.iter().any(|name| self.meta(name).is_some()) {
            self.note("Texts of its own for Facebook or Twitter were left out.");
        }
    }

    /// The path that readers knew, of what they could see.
    pub(super) fn path(
        &self,
        slug: &Slug,
        at: Option<Instant>,
        authors: &[(Slug, String)],
        section: &Slug,
    ) -> Option<String> {
        let head = &self.post.row;
        if !is_published(head) || head.flag("email_only") || self.meta.is_some_and(|meta| meta.flag("email_only")) {
            return None;
        }
        let theirs = head.text("slug").map_or(slug.as_str(), str::trim).trim_matches('/');
        let said = self.desk.options.mapping.permalink.as_deref();
        let setting = self.desk.index.settings.get("permalinks").map(String::as_str);
        let template = said.or(setting).filter(|path| path.contains(":slug") && !is_page(head)).unwrap_or("/:slug/");
        let at = at.unwrap_or_default().utc();
        let path = template
            .trim()
            .replace("{slug}", ":slug")
            .replace(":slug", theirs)
            .replace(":year", &at.format("%Y").to_string())
            .replace(":month", &at.format("%m").to_string())
            .replace(":day", &at.format("%d").to_string())
            .replace(":primary_author", authors.first().map_or("all", |(slug, _)| slug))
            .replace(":author", authors.first().map_or("all", |(slug, _)| slug))
            .replace(":primary_tag", section)
            .replace(":id", &head.id("id").unwrap_or_default());
        let path = self.desk.site.below(&format!("/{}", path.trim_start_matches('/')));
        let is_fit = path.len() <= masthead_domain::redirect::MAX_PATH_BYTES && !path.chars().any(char::is_control);
        is_fit.then_some(path)
    }
}
