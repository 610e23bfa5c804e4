//! What the fields of the schema cost: the one place where the guard learns which of them are lists.

use super::guard::{Call, Price};

/// The price of a field. Sizes of pages that nothing is said about are the defaults of the configuration.
pub(crate) fn price(call: &Call<'_>, default_page_size: u64, rail_size: u64) -> Price {
    match call.name() {
        "articles" if call.number("first").is_some() || call.number("last").is_some() => {
            Price::page(call.page_size(default_page_size))
        }
        // Below a page's part `articles` is a plain list; as a connection without a size it is one default page.
        "articles" => Price::page(default_page_size),
        "related" | "translations" | "sections" | "authors" | "tags" | "allSeries" | "collections" => {
            Price::page(call.page_size(default_page_size))
        }
        "nodes" => call.count("ids").map_or(Price::ONE, Price::list),
        "articlePage" | "frontPage" => Price::ONE.own(call.number("railSize").unwrap_or(rail_size).min(1_000)),
        "sectionRail" | "recentRail" | "recent" => Price::list(rail_size.max(4)),
        "children" | "ancestors" | "contributors" => Price::list(4),
        "blocks" => Price::list(20),
        _ => Price::ONE,
    }
}
