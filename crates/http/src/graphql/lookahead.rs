//! What a query selects below a field, known before anything is read.

use async_graphql::{Context, Lookahead};

use super::connection::Sides;
use crate::selection::Selection;

/// What a connection of articles selects of its articles.
pub(crate) fn connection_selection(ctx: &Context<'_>) -> Selection {
    let look = ctx.look_ahead();
    Selection::of_look_ahead([look.field("nodes"), look.field("edges").field("node")])
}

/// Which sides of a connection are selected.
pub(crate) fn sides(ctx: &Context<'_>) -> Sides {
    let look = ctx.look_ahead();
    Sides { edges: look.field("edges").exists(), nodes: look.field("nodes").exists() }
}

/// Is the connection to be counted?
pub(crate) fn counts(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("totalCount").exists()
}

/// What is selected of an article below a field, or of the field itself.
pub(crate) fn below(ctx: &Context<'_>, path: &[&str]) -> Selection {
    let mut look: Lookahead<'_> = ctx.look_ahead();
    for name in path {
        look = look.field(name);
    }
    Selection::of_look_ahead([look])
}
