//! A page of a feed before it is spelled: what it is called, what it holds, and where its neighbours are.

use masthead_app::{
    Code,
    feeds::{Feed, FeedText, FeedView, Format},
};
use masthead_domain::time::Instant;
use url::{Url, form_urlencoded};

use super::{FeedParams, atom, item::Item, json, rss};
use crate::problem::Problem;

/// A page of a feed, in a format.
pub(super) struct Document<'a> {
    pub(super) view: &'a FeedView,
    pub(super) format: Format,
    pub(super) text: FeedText,
    pub(super) hubs: &'a [Url],
    /// Where the feed is, without parameters.
    pub(super) address: String,
    pub(super) params: FeedParams,
}

impl Document<'_> {
    pub(super) fn title(&self) -> String {
        self.view.feed.title(&self.view.site)
    }

    pub(super) fn description(&self) -> Option<&str> {
        self.view.feed.description(&self.view.site)
    }

    pub(super) fn home(&self) -> String {
        self.view.feed.home(&self.view.site)
    }

    pub(super) fn language(&self) -> &str {
        self.view.feed.language(&self.view.site)
    }

    /// A name that the feed has for good, in whichever format.
    pub(super) fn id(&self) -> String {
        match (self.view.feed.id(), &self.view.feed) {
            (Some(id), _) => format!("urn:uuid:{id}"),
            (None, Feed::Language(language)) => format!("{}#{language}", self.view.site.url),
            (None, Feed::Search(_)) => self.page(None),
            (None, _) => self.view.site.url.to_string(),
        }
    }

    /// The last change that readers should notice.
    pub(super) fn updated(&self) -> Instant {
        let items = self.view.page.items.iter().map(|edge| edge.node.article.dates.updated_at);
        items.max().unwrap_or(self.view.site.updated_at)
    }

    pub(super) fn items(&self) -> impl Iterator<Item = Item<'_>> {
        self.view.page.items.iter().map(|edge| Item::new(&edge.node, self.text))
    }

    /// Another page of this feed, of the same size.
    fn page(&self, cursor: Option<(&str, &str)>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Feed::Search(words) = &self.view.feed {
            query.append_pair("query", words);
        }
        if let Some(size) = self.params.first.or(self.params.last) {
            let name = if cursor.is_some_and(|(name, _)| name == "before") { "last" } else { "first" };
            query.append_pair(name, &size.to_string());
        }
        if let Some((name, cursor)) = cursor {
            query.append_pair(name, cursor);
        }
        match query.finish() {
            query if query.is_empty() => self.address.clone(),
            query => format!("{}?{query}", self.address),
        }
    }

    /// Where this page, its neighbours (RFC 5005) and the hubs are.
    pub(super) fn links(&self) -> impl Iterator<Item = (&'static str, String)> {
        let page = &self.view.page;
        let asked = [("after", &self.params.after), ("before", &self.params.before)];
        let here = asked.into_iter().find_map(|(name, cursor)| Some((name, cursor.as_deref()?)));
        let mut links = vec![("self", self.page(here))];
        if here.is_some() || page.has_next {
            links.push(("first", self.page(None)));
        }
        if let Some(last) = page.items.last().filter(|_| page.has_next) {
            links.push(("next", self.page(Some(("after", &last.cursor)))));
        }
        if let Some(first) = page.items.first().filter(|_| page.has_previous) {
            links.push(("previous", self.page(Some(("before", &first.cursor)))));
        }
        links.into_iter().chain(self.hubs.iter().map(|hub| ("hub", hub.to_string())))
    }

    pub(super) fn write(&self) -> Result<Vec<u8>, Problem> {
        match self.format {
            Format::Rss => Ok(rss::write(self)),
            Format::Atom => Ok(atom::write(self)),
            Format::Json => json::write(self).map_err(|error| {
                tracing::error!(%error, "a feed could not be written as JSON");
                Problem::new(Code::Internal, "internal error")
            }),
        }
    }
}
