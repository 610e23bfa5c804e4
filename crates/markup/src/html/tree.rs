//! A document as a tree: elements and texts in one list, so that nothing recurses when it goes.

use html5ever::LocalName;
use html5ever::tendril::StrTendril;

/// Index of a node.
pub(super) type Id = usize;
/// The root, which has no name.
pub(super) const ROOT: Id = 0;

/// An element, or text if it has no name.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) name: LocalName,
    pub(super) attrs: Vec<(LocalName, StrTendril)>,
    pub(super) text: StrTendril,
    /// Does it contain a block-level element?
    pub(super) has_block: bool,
    /// Is it, or does it contain, something that runs of text cannot express?
    pub(super) has_odd: bool,
    pub(super) parent: Id,
    pub(super) first: Option<Id>,
    pub(super) last: Option<Id>,
    pub(super) next: Option<Id>,
}

/// The elements and texts of a document.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    pub(super) fn name(&self, id: Id) -> &str {
        &self.nodes[id].name
    }

    pub(super) fn is_text(&self, id: Id) -> bool {
        id != ROOT && self.nodes[id].name.is_empty()
    }

    pub(super) fn attr(&self, id: Id, name: &str) -> Option<&str> {
        self.nodes[id].attrs.iter().find(|(key, _)| **key == *name).map(|(_, value)| &**value)
    }

    pub(super) fn has_class(&self, id: Id, class: &str) -> bool {
        self.attr(id, "class")
            .is_some_and(|classes| classes.split_ascii_whitespace().any(|found| found.eq_ignore_ascii_case(class)))
    }

    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.nodes[id].first, |child| self.nodes[*child].next)
    }

    /// Everything below a node, in document order. Nodes are numbered in document order only until something is re-opened, so this walks.
    pub(super) fn below(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.nodes[id].first, move |at| self.nodes[*at].first.or_else(|| self.after(*at, id)))
    }

    /// The next node in document order that is below `top` and not below `at`.
    fn after(&self, at: Id, top: Id) -> Option<Id> {
        let mut at = at;
        while at != top {
            if let Some(next) = self.nodes[at].next {
                return Some(next);
            }
            at = self.nodes[at].parent;
        }
        None
    }

    /// All the text below a node.
    pub(super) fn text(&self, id: Id) -> String {
        let mut text = self.nodes[id].text.to_string();
        text.extend(self.below(id).map(|below| &*self.nodes[below].text));
        text
    }

    /// Is there no text below this node but white space?
    pub(super) fn is_blank(&self, id: Id) -> bool {
        std::iter::once(id).chain(self.below(id)).all(|below| self.nodes[below].text.chars().all(char::is_whitespace))
    }
}
