//! Feeds: everything that articles are listed by, for readers of feeds. What a feed lists, what it is called and where it is; how it is
//! spelled in RSS, Atom and JSON is the protocol's.

mod settings;
mod text;
mod websub;

use std::sync::Arc;

use masthead_domain::{
    author::Author,
    collection::Collection,
    filter::{Along, ArticleFilter, Direction},
    language::Language,
    page::Page,
    section::Section,
    series::Series,
    site::Site,
    tag::Tag,
};
pub use settings::{FeedSettings, FeedText};
pub(crate) use text::make_absolute;
pub use text::text;
pub use websub::run as tell_hubs;

use crate::{
    Cx, Edge, PageArgs, Result,
    articles::{self, ArticleView, Include},
    paths, search,
};

/// The format of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// What the paths of its feeds end with.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }
}

/// What has a feed of its own, and a name and a slug that tell where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Sections.
    Sections,
    /// Authors.
    Authors,
    /// Tags.
    Tags,
    /// Series.
    Series,
    /// Collections.
    Collections,
}

impl Kind {
    /// The path of the feed of one of them: `/feeds/sections/ideas.atom`.
    pub fn path(self, slug: &str, format: Format) -> String {
        let kind = match self {
            Self::Sections => "sections",
            Self::Authors => "authors",
            Self::Tags => "tags",
            Self::Series => "series",
            Self::Collections => "collections",
        };
        let slug: String = url::form_urlencoded::byte_serialize(slug.as_bytes()).collect();
        format!("/feeds/{kind}/{slug}.{}", format.ending())
    }
}

/// What readers see of the feed of something in their list of feeds: `The Long Quay: Ideas`.
pub fn titled(site: &Site, name: &str) -> String {
    format!("{}: {name}", site.name)
}

/// What a feed lists.
#[derive(Debug, Clone, PartialEq)]
pub enum Feed {
    /// Every public article.
    All,
    /// The articles of a section and of those within.
    Section(Section),
    /// The articles of an author, in whatever role.
    Author(Author),
    /// The articles about something.
    Tag(Tag),
    /// The articles of a series, the newest first.
    Series(Series),
    /// The picks of a collection, in the editor's order.
    Collection(Collection),
    /// The articles in a language, or in a narrower one.
    Language(Language),
    /// What a search finds, the newest first.
    Search(String),
}

impl Feed {
    /// Its path in a format: `/feeds/sections/ideas.atom`.
    pub fn path_in(&self, format: Format) -> String {
        match self {
            Self::All => format!("/feeds/all.{}", format.ending()),
            Self::Section(section) => Kind::Sections.path(&section.slug, format),
            Self::Author(author) => Kind::Authors.path(&author.slug, format),
            Self::Tag(tag) => Kind::Tags.path(&tag.slug, format),
            Self::Series(series) => Kind::Series.path(&series.slug, format),
            Self::Collection(collection) => Kind::Collections.path(&collection.slug, format),
            Self::Language(language) => format!("/feeds/languages/{language}.{}", format.ending()),
            Self::Search(_) => format!("/feeds/search.{}", format.ending()),
        }
    }

    /// What readers see of it in their list of feeds: `The Long Quay: Ideas`.
    pub fn title(&self, site: &Site) -> String {
        let part = match self {
            Self::All => return site.name.clone(),
            Self::Section(section) => &section.name,
            Self::Author(author) => &author.name,
            Self::Tag(tag) => &tag.name,
            Self::Series(series) => &series.title,
            Self::Collection(collection) => &collection.title,
            Self::Language(language) => language.as_str(),
            Self::Search(query) => query,
        };
        titled(site, part)
    }

    /// What it is about, if somebody has said it.
    pub fn description<'a>(&'a self, site: &'a Site) -> Option<&'a str> {
        match self {
            Self::All | Self::Language(_) | Self::Search(_) => site.description.as_deref(),
            Self::Section(section) => section.description.as_deref(),
            Self::Author(author) => author.bio.as_deref(),
            Self::Tag(tag) => tag.description.as_deref(),
            Self::Series(series) => series.description.as_deref(),
            Self::Collection(collection) => collection.description.as_deref(),
        }
    }

    /// The page of the site that shows the same.
    pub fn home(&self, site: &Site) -> String {
        match self {
            Self::All | Self::Language(_) | Self::Search(_) => site.url.to_string(),
            Self::Section(section) => site.absolute(&section.path),
            Self::Author(author) => site.absolute(&paths::author_path(author)),
            Self::Tag(tag) => site.absolute(&paths::tag_path(tag)),
            Self::Series(series) => site.absolute(&paths::series_path(series)),
            Self::Collection(collection) => site.absolute(&paths::collection_path(collection)),
        }
    }

    /// Its permanent id, if what it lists has one.
    pub fn id(&self) -> Option<uuid::Uuid> {
        match self {
            Self::All | Self::Language(_) | Self::Search(_) => None,
            Self::Section(section) => Some(section.id.uuid()),
            Self::Author(author) => Some(author.id.uuid()),
            Self::Tag(tag) => Some(tag.id.uuid()),
            Self::Series(series) => Some(series.id.uuid()),
            Self::Collection(collection) => Some(collection.id.uuid()),
        }
    }

    /// The language of what it lists, as far as it is known.
    pub fn language<'a>(&'a self, site: &'a Site) -> &'a Language {
        match self {
            Self::Language(language) => language,
            _ => &site.language,
        }
    }

    fn filter(&self) -> ArticleFilter {
        let all = ArticleFilter::public();
        match self {
            // A search narrows everything by itself.
            Self::All | Self::Search(_) => all,
            Self::Section(section) => ArticleFilter::in_section(section.id),
            Self::Author(author) => ArticleFilter { author: Some(author.id), ..all },
            Self::Tag(tag) => ArticleFilter { tag: Some(tag.id), ..all },
            Self::Series(series) => ArticleFilter { series: Some(series.id), ..all },
            Self::Collection(collection) => ArticleFilter::along(Along::Collection(collection.id)),
            Self::Language(language) => ArticleFilter { language: Some(language.clone()), ..all },
        }
    }

    /// What of an article must be gathered to tell every feed that it belongs to.
    #[must_use]
    pub fn needs(include: Include) -> Include {
        Include {
            contributors: true,
            tags: true,
            section: true,
            section_line: true,
            series: true,
            collections: true,
            ..include
        }
    }

    /// Every feed that an article belongs to, as far as what it belongs to was gathered; the nearest first.
    pub fn of_article(view: &ArticleView) -> Vec<Self> {
        let mut feeds: Vec<Self> = view.section.as_deref().cloned().map(Self::Section).into_iter().collect();
        feeds.extend(view.section_line.iter().rev().cloned().map(Self::Section));
        for credit in view.credits.iter() {
            let feed = Self::Author(credit.author.clone());
            // Whoever wrote and translated it is one author.
            if !feeds.contains(&feed) {
                feeds.push(feed);
            }
        }
        feeds.extend(view.tags.iter().cloned().map(Self::Tag));
        feeds.extend(view.series.as_deref().cloned().map(Self::Series));
        feeds.extend(view.collections.iter().cloned().map(Self::Collection));
        feeds.extend(view.article.language.ranges().map(|range| Self::Language(Language::stored(range.to_owned()))));
        feeds.push(Self::All);
        feeds
    }
}

/// A page of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedView {
    /// What it lists.
    pub feed: Feed,
    /// The publication.
    pub site: Arc<Site>,
    /// Its items; their texts were gathered when whole ones are wanted.
    pub page: Page<Edge<ArticleView>>,
}

/// What of an article a feed tells.
fn include(settings: &FeedSettings) -> Include {
    Include { portraits: true, tags: true, body: settings.text == FeedText::Full, ..Include::CARD }
}

/// A page of a feed.
///
/// # Errors
/// [`crate::Error::InvalidCursor`], [`crate::Error::PageTooLarge`], [`crate::Error::Malformed`].
pub async fn get(cx: &Cx, feed: Feed, args: PageArgs) -> Result<FeedView> {
    let settings = &cx.settings().feeds;
    let mut args = args;
    if args.first.is_none() && args.last.is_none() {
        let size = if args.before.is_some() { &mut args.last } else { &mut args.first };
        *size = Some(settings.size.into());
    }
    let include = include(settings);
    let page = match &feed {
        Feed::Search(query) => search::search_list(cx, query, feed.filter(), &args, include).await?,
        _ => {
            let prepared = articles::prepare(cx, feed.filter(), Direction::Natural, &args)?;
            articles::list_one(cx, prepared, include).await?
        }
    };
    Ok(FeedView { feed, site: cx.site().await?, page })
}
