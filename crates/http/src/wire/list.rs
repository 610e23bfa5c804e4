//! Lists: pages of items with the cursors of their ends.

use async_graphql::SimpleObject;
use masthead_app::Edge;
use masthead_domain::page::Page;
use serde::Serialize;
use utoipa::ToSchema;

/// Where a page stands in its list.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    /// Are there items after these?
    pub has_next_page: bool,
    /// Are there items before these?
    pub has_previous_page: bool,
    /// The first item's cursor, for `before`; null on an empty page.
    #[schema(required)]
    pub start_cursor: Option<String>,
    /// The last item's cursor, for `after`; null on an empty page.
    #[schema(required)]
    pub end_cursor: Option<String>,
}

impl PageInfo {
    /// Of a page.
    pub fn of<T>(page: &Page<Edge<T>>) -> Self {
        Self {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: page.items.first().map(|edge| edge.cursor.clone()),
            end_cursor: page.items.last().map(|edge| edge.cursor.clone()),
        }
    }
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct List<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Where the page stands in its list.
    pub page_info: PageInfo,
    /// How many items the whole list has. Only with `totalCount=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub total_count: Option<u64>,
}

impl<T> List<T> {
    /// From a page of something that items are made from.
    pub fn new<U>(page: Page<Edge<U>>, mut make: impl FnMut(U) -> T) -> Self {
        Self {
            page_info: PageInfo::of(&page),
            total_count: page.total,
            items: page.items.into_iter().map(|edge| make(edge.node)).collect(),
        }
    }
}
