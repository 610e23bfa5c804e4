//! What the fields of the schema cost: the one place where the guard learns which of them are lists.

use super::guard::{Call, Price};

/// Sizes that nothing is said about: those of the configuration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    /// Items of a page.
    pub(crate) page: u64,
    /// Cards of a rail.
    pub(crate) rail: u64,
    /// Rails of the front.
    pub(crate) rails: u64,
}

/// Widths of renditions, more or less.
const WIDTHS: u64 = 7;

/// Crops times formats of a picture, as far as they are chosen.
fn shapes(call: &Call<'_>) -> u64 {
    call.count("crops").unwrap_or(5).min(5) * call.count("formats").unwrap_or(3).min(3)
}

/// The price of a field.
pub(crate) fn price(call: &Call<'_>, sizes: Sizes) -> Price {
    match call.name() {
        // Everything of a page counts once for each card of a rail: the size stands at the page, not at its rails.
        "articlePage" | "frontPage" | "preview" => Price::list(call.number("railSize").unwrap_or(sizes.rail)),
        "sectionRails" | "collectionRails" => Price::list(sizes.rails),
        // Connections. An article's own `tags`, and the `articles` of a rail, are plain lists: they have no `nodes` to multiply.
        "articles" | "related" | "translations" | "sections" | "authors" | "tags" | "allSeries" | "collections"
        | "assets" | "posts" | "manuscripts" | "revisions" | "users" | "apiKeys" | "redirects" | "events"
        | "changes" => Price::page(call.page_size(sizes.page)),
        "search" => Price::page(call.page_size(sizes.page)).own(20),
        "similarArticles" => Price::list(call.number("first").unwrap_or(4)).own(20),
        "mostRead" => Price::list(call.number("first").unwrap_or(10)).own(20),
        "suggestions" => Price::list(3 * call.number("first").unwrap_or(5)),
        "bySection" | "byAuthor" | "byTag" | "byYear" | "byLanguage" => Price::list(20),
        "nodes" => call.count("ids").map_or(Price::ONE, Price::list),
        // The picks of a collection come whole.
        "previews" | "items" => Price::list(100),
        "children" | "ancestors" | "contributors" => Price::list(4),
        "blocks" => Price::list(20),
        "srcsets" => Price::list(shapes(call)),
        "renditions" => Price::list(shapes(call) * WIDTHS),
        // Made by walking the whole text.
        "feeds" => Price::list(10),
        "html" | "markdown" | "tableOfContents" | "jsonLd" => Price::ONE.own(5),
        _ => Price::ONE,
    }
}
