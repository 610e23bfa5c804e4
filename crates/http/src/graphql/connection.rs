//! Relay connections: every list of the schema.

use async_graphql::{OutputType, SimpleObject, TypeName};
use masthead_app::Edge;
use masthead_domain::page::Page;

use crate::wire::PageInfo;

/// A page of a list.
#[derive(Debug, SimpleObject)]
#[graphql(name_type)]
pub struct Connection<T: OutputType> {
    /// The items with their cursors, in the list's order.
    pub edges: Vec<ConnectionEdge<T>>,
    /// The items alone.
    pub nodes: Vec<T>,
    /// Where the page stands in its list.
    pub page_info: PageInfo,
    /// How many items the whole list has. Counted only when it is selected.
    pub total_count: Option<u64>,
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

/// An item of a list with its cursor.
#[derive(Debug, SimpleObject)]
#[graphql(name_type)]
pub struct ConnectionEdge<T: OutputType> {
    /// Where the item stands in the list, for `after` and `before`; opaque.
    pub cursor: String,
    /// The item.
    pub node: T,
}

impl<T: OutputType> TypeName for ConnectionEdge<T> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

/// Which sides of a connection a query selects: what nobody asked for is not made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sides {
    pub(crate) edges: bool,
    pub(crate) nodes: bool,
}

impl<T: OutputType + Clone> Connection<T> {
    /// From a page of something that items are made from.
    pub(crate) fn new<U>(page: Page<Edge<U>>, sides: Sides, mut make: impl FnMut(U) -> T) -> Self {
        let page_info = PageInfo::of(&page);
        let total_count = page.total;
        let mut edges = Vec::new();
        let mut nodes = Vec::new();
        for Edge { cursor, node } in page.items {
            if !sides.edges && !sides.nodes {
                continue;
            }
            let node = make(node);
            match sides {
                Sides { edges: true, nodes: true } => {
                    nodes.push(node.clone());
                    edges.push(ConnectionEdge { cursor, node });
                }
                Sides { edges: true, .. } => edges.push(ConnectionEdge { cursor, node }),
                Sides { .. } => nodes.push(node),
            }
        }
        Self { edges, nodes, page_info, total_count }
    }
}
