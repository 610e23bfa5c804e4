//! `/feeds`: everything that articles are listed by, for readers of feeds, in RSS, Atom and JSON Feed.

mod atom;
mod document;
mod item;
mod json;
mod media_rss;
mod rss;
pub(crate) mod sitemap;
mod xml;

use actix_web::{HttpRequest, HttpResponse, http::header, web::ServiceConfig};
use masthead_app::{
    Code, Cx, Error, PageArgs,
    feeds::{self, Feed, Format},
    resources::{self, Key, Resource},
};
use masthead_domain::{
    author::Author, collection::Collection, language::Language, section::Section, series::Series, tag::Tag,
};
use serde::Deserialize;
use url::Url;
use utoipa::{IntoParams, OpenApi, ToSchema};

use self::document::Document;
use crate::{
    answer::{Freshness, bytes_as},
    caller::cx,
    errors::{FeedAnswer, NamedErrors, NotThere, ReadErrors, SearchErrors},
    problem::Problem,
    rest::{self, Path, Query},
};

/// Who made the documents.
const GENERATOR: &str = concat!("Masthead ", env!("CARGO_PKG_VERSION"));

/// The feeds, for the OpenAPI document.
#[derive(Debug, OpenApi)]
#[openapi(paths(
    all_feed,
    section_feed,
    author_feed,
    tag_feed,
    series_feed,
    collection_feed,
    language_feed,
    search_feed
))]
pub(crate) struct Paths;

/// The routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(rest::read("/feeds/all.{format}", all_feed))
        .service(rest::read("/feeds/sections/{key}.{format}", section_feed))
        .service(rest::read("/feeds/authors/{key}.{format}", author_feed))
        .service(rest::read("/feeds/tags/{key}.{format}", tag_feed))
        .service(rest::read("/feeds/series/{key}.{format}", series_feed))
        .service(rest::read("/feeds/collections/{key}.{format}", collection_feed))
        .service(rest::read("/feeds/languages/{language}.{format}", language_feed))
        .service(rest::read("/feeds/search.{format}", search_feed));
}

/// The page of a feed.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FeedParams {
    /// How many items from the start of the feed.
    #[param(minimum = 0, maximum = 100, default = 20, example = 20)]
    first: Option<i64>,
    /// Only what comes after this cursor; goes with `first`.
    after: Option<String>,
    /// How many items from the end of the feed.
    #[param(minimum = 0, maximum = 100)]
    last: Option<i64>,
    /// Only what comes before this cursor; goes with `last`.
    before: Option<String>,
}

/// What the path of a feed may end with.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes a parameter")]
enum FeedEnding {
    Rss,
    Atom,
    Json,
}

/// The format that a path ends with.
fn format(ending: &str) -> Result<Format, Problem> {
    Format::ALL.into_iter().find(|format| format.ending() == ending).ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            format!("there is no feed in the format {ending:?}: feeds end in .rss, .atom or .json"),
        )
    })
}

/// What is searched, and the page of the feed.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchFeedParams {
    /// The query, as `/v1/search` takes it.
    #[param(example = "ferry")]
    query: String,
    /// How many items from the start of the feed.
    #[param(minimum = 0, maximum = 100, default = 20, example = 20)]
    first: Option<i64>,
    /// Only what comes after this cursor; goes with `first`.
    after: Option<String>,
}

/// The media type of an answer.
const fn content_type(format: Format) -> &'static str {
    match format {
        Format::Rss => "application/rss+xml; charset=utf-8",
        Format::Atom => "application/atom+xml; charset=utf-8",
        Format::Json => "application/feed+json; charset=utf-8",
    }
}

/// Answers with a feed.
async fn answer(
    request: &HttpRequest,
    cx: &Cx,
    feed: Feed,
    format: Format,
    params: FeedParams,
) -> Result<HttpResponse, Problem> {
    let FeedParams { first, after, last, before } = params.clone();
    let address = cx.url(&feed.path_in(format));
    let view = feeds::get(cx, feed, PageArgs { first, after, last, before, total: false }).await?;
    let settings = &cx.settings().feeds;
    // Nobody tells the hubs which searches find something else now.
    let hubs: &[Url] = if matches!(view.feed, Feed::Search(_)) { &[] } else { &settings.hubs };
    let document = Document { view: &view, format, text: settings.text, hubs, address, params };
    let links: Vec<String> = document.links().map(|(relation, href)| format!("<{href}>; rel=\"{relation}\"")).collect();
    let bytes = document.write()?;
    Ok(bytes_as(request, content_type(format), bytes, Freshness::of(cx).await?, Some(links.join(", "))))
}

/// The feed of something that has an id and a slug; one that it had before leads to the one that it has.
async fn named<T: Resource>(
    request: &HttpRequest,
    path: &(String, String),
    params: FeedParams,
    make: fn(T) -> Feed,
) -> Result<HttpResponse, Problem> {
    let cx = cx(request).await?;
    let (key, ending) = path;
    let format = format(ending)?;
    let key = Key::parse(key);
    let found = match (resources::get::<T>(&cx, &key).await, &key) {
        (Err(error @ Error::NotFound { .. }), Key::Slug(slug)) => match resources::moved::<T>(&cx, slug).await? {
            Some(found) => return Ok(moved(request, &make(found), format)),
            None => return Err(error.into()),
        },
        (found, _) => found?,
    };
    answer(request, &cx, make(found), format, params).await
}

fn moved(request: &HttpRequest, feed: &Feed, format: Format) -> HttpResponse {
    let mut location = feed.path_in(format);
    if !request.query_string().is_empty() {
        location.push('?');
        location.push_str(request.query_string());
    }
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .finish()
}

/// Every public article, newest first, as a feed.
#[utoipa::path(get, path = "/feeds/all.{format}", operation_id = "allFeed", tag = "feeds", summary = "The feed of everything",
    params(("format" = inline(FeedEnding), Path, description = "`rss`, `atom` or `json`."), FeedParams),
    responses(FeedAnswer, ReadErrors, NotThere))]
async fn all_feed(
    request: HttpRequest,
    path: Path<String>,
    params: Query<FeedParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    answer(&request, &cx, Feed::All, format(&path)?, params.0).await
}

/// The articles of a section and the sections within, newest first, as a feed.
#[utoipa::path(get, path = "/feeds/sections/{key}.{format}", operation_id = "sectionFeed", tag = "feeds",
    summary = "The feed of a section",
    params(("key" = String, Path, description = "Id or slug."),
        ("format" = inline(FeedEnding), Path, description = "`rss`, `atom` or `json`."), FeedParams),
    responses(FeedAnswer, NamedErrors))]
async fn section_feed(
    request: HttpRequest,
    path: Path<(String, String)>,
    params: Query<FeedParams>,
) -> Result<HttpResponse, Problem> {
    named::<Section>(&request, &path, params.0, Feed::Section).await
}

/// The articles with this author among the contributors, newest first, as a feed.
#[utoipa::path(get, path = "/feeds/authors/{key}.{format}", operation_id = "authorFeed", tag = "feeds",
    summary = "The feed of an author",
    params(("key" = String, Path, description = "Id or slug."),
        ("format" = inline(FeedEnding), Path, description = "`rss`, `atom` or `json`."), FeedParams),
    responses(FeedAnswer, NamedErrors))]
async fn author_feed(
    request: HttpRequest,
    path: Path<(String, String)>,
    params: Query<FeedParams>,
) -> Result<HttpResponse, Problem> {
    named::<Author>(&request, &path, params.0, Feed::Author).await
}

/// The articles about something, newest first, as a feed.
#[utoipa::path(get, path = "/feeds/tags/{key}.{format}", operation_id = "tagFeed", tag = "feeds", summary = "The feed of a tag",
    params(("key" = String, Path, description = "Id or slug."),
        ("format" = inline(FeedEnding), Path, description = "`rss`, `atom` or `json`."), FeedParams),
    responses(FeedAnswer, NamedErrors))]
async fn tag_feed(
    request: HttpRequest,
    path: Path<(String, String)>,
    params: Query<FeedParams>,
) -> Result<HttpResponse, Problem> {
    named::<Tag>(&request, &path, params.0, Feed::Tag).await
}

/// The articles of a series, newest first whatever their running order, as a feed.
#[utoipa::path(get, path = "/feeds/series/{key}.{format}", operation_id = "seriesFeed", tag = "feeds",
    summary = "The feed of a series",
    params(("key" = String, Path, description = "Id or slug."),
        ("format" = inline(FeedEnding), Path, description = "`rss`, `atom` or `json`."), FeedParams),
    responses(FeedAnswer, NamedErrors))]
async fn series_feed(
    request: HttpRequest,
    path: Path<(String, String)>,
    params: Query<FeedParams>,
) -> Result<HttpResponse, Problem> {
    named::<Series>(&request, &path, params.0, Feed::Series).await
}

/// The picks of a collection, in the editor's order, as a feed.
#[utoipa::path(get, path = "/feeds/collections/{key}.{format}", operation_id = "collectionFeed", tag = "feeds",
    summary = "The feed of a collection",
    params(("key" = String, Path, description = "Id or slug."),
        ("format" = inline(FeedEnding), Path, description = "`rss`, `atom` or `json`."), FeedParams),
    responses(FeedAnswer, NamedErrors))]
async fn collection_feed(
    request: HttpRequest,
    path: Path<(String, String)>,
    params: Query<FeedParams>,
) -> Result<HttpResponse, Problem> {
    named::<Collection>(&request, &path, params.0, Feed::Collection).await
}

/// The articles in a language, newest first, as a feed: `pt` also has those in `pt-BR`.
#[utoipa::path(get, path = "/feeds/languages/{language}.{format}", operation_id = "languageFeed", tag = "feeds",
    summary = "The feed of a language",
    params(("language" = String, Path, description = "A BCP 47 tag.", example = "en"),
        ("format" = inline(FeedEnding), Path, description = "`rss`, `atom` or `json`."), FeedParams),
    responses(FeedAnswer, ReadErrors, NotThere))]
async fn language_feed(
    request: HttpRequest,
    path: Path<(String, String)>,
    params: Query<FeedParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let (language, ending) = &*path;
    let language: Language =
        language.parse().map_err(|error| Problem::new(Code::NotFound, format!("{language:?} is {error}")))?;
    answer(&request, &cx, Feed::Language(language), format(ending)?, params.0).await
}

/// What a search finds, newest first, as a feed.
#[utoipa::path(get, path = "/feeds/search.{format}", operation_id = "searchFeed", tag = "feeds", summary = "The feed of a search",
    params(("format" = inline(FeedEnding), Path, description = "`rss`, `atom` or `json`."), SearchFeedParams),
    responses(FeedAnswer, SearchErrors))]
async fn search_feed(
    request: HttpRequest,
    path: Path<String>,
    params: Query<SearchFeedParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let SearchFeedParams { query, first, after } = params.0;
    let page = FeedParams { first, after, ..FeedParams::default() };
    answer(&request, &cx, Feed::Search(query), format(&path)?, page).await
}

/// `Link` headers that lead from a resource to the feeds that show it, in one format each: the others differ in the ending. The first
/// ones count: an article may have many tags, and headers are bounded everywhere.
pub(crate) fn discovery<'a>(cx: &Cx, feeds: impl IntoIterator<Item = &'a Feed>) -> Option<String> {
    const MOST: usize = 16;
    let format = Format::Atom;
    let link = |feed: &Feed| {
        format!("<{}>; rel=\"alternate\"; type=\"{}\"", cx.url(&feed.path_in(format)), format.media_type())
    };
    let links: Vec<String> = feeds.into_iter().take(MOST).map(link).collect();
    (!links.is_empty()).then(|| links.join(", "))
}
