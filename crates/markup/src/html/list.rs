//! Lists.

use masthead_domain::body::{Block, List, ListItem, MAX_LIST_DEPTH, NestedList};

use super::flow::{Context, Flow, Reader};
use super::inline::Inline;
use super::tree::Id;
use crate::sanitise::is_note_id;

impl Reader<'_> {
    pub(super) fn list(&mut self, id: Id, context: &Context, out: &mut Flow) {
        if self.tree.has_class(id, "wp-block-gallery") || self.tree.has_class(id, "blocks-gallery-grid") {
            return self.gallery(id, context, out);
        }
        if self.is_complicated_list(id) {
            return self.html(id, out);
        }
        let inner = self.inside(id, context).for_text();
        let noted = self.notes.0.len();
        match self.nested(id, &inner, 1) {
            Some(list) => out.push(Block::List(List {
                ordered: list.ordered,
                start: list.start,
                items: list.items,
                ..List::default()
            })),
            None => {
                // As HTML it keeps what was noted as lost.
                self.notes.0.truncate(noted);
                self.html(id, out);
            }
        }
    }

    /// Is there anything in the items but text, lines and lists? Also items that links lead to (footnotes) keep their ids only as HTML, and lists that count
    /// in ways of their own keep their numbers only so.
    fn is_complicated_list(&self, id: Id) -> bool {
        self.tree.node(id).has_odd
            || self.counts_otherwise(id)
            || self.tree.below(id).any(|below| {
                let name = self.tree.name(below);
                if name == "ol" && self.counts_otherwise(below) {
                    return true;
                }
                let is_target = name == "li" && self.tree.attr(below, "id").is_some_and(is_note_id);
                let is_plain =
                    matches!(name, "li" | "ul" | "ol" | "menu" | "dir" | "p" | "div" | "section" | "article")
                        || !super::names::is_block(name);
                is_target || !is_plain || (name == "img" && !self.is_emoji(below))
            })
    }

    /// Does a numbered list count down, or an item have another number than the one after the item before? Editors that number every item as it would be
    /// numbered anyway say nothing by it.
    fn counts_otherwise(&self, id: Id) -> bool {
        if self.tree.name(id) != "ol" {
            return false;
        }
        if self.tree.attr(id, "reversed").is_some() {
            return true;
        }
        let number = |id: Id, name: &str| self.tree.attr(id, name).and_then(|value| value.trim().parse::<i32>().ok());
        let items = || self.tree.children(id).filter(|child| self.tree.name(*child) == "li");
        if !items().any(|item| number(item, "value").is_some()) {
            return false;
        }
        let mut next = number(id, "start").unwrap_or(1);
        items().any(|item| {
            let differs = number(item, "value").is_some_and(|value| value != next);
            // Empty items are left out, and what comes after them moves up.
            next = next.saturating_add(i32::from(!self.tree.is_blank(item)));
            differs
        })
    }

    /// One list; nothing if text follows a list within an item, which items cannot express.
    fn nested(&mut self, id: Id, context: &Context, depth: usize) -> Option<NestedList> {
        let ordered = self.tree.name(id) == "ol";
        let start = self
            .tree
            .attr(id, "start")
            .and_then(|start| start.trim().parse().ok())
            .filter(|start| ordered && *start != 1);
        let style = self.tree.attr(id, "type").map(str::trim).filter(|style| matches!(*style, "a" | "A" | "i" | "I"));
        if let Some(style) = style.filter(|_| ordered) {
            self.notes.add("list_style", "A list with letters or Roman numerals is numbered with digits now.", style);
        }
        let mut list = NestedList { ordered, start, items: Vec::new() };
        for child in self.tree.children(id) {
            let mut item = ListItem::default();
            let mut line = Inline::default();
            match self.tree.name(child) {
                "li" => {
                    let inner = self.marked(child, context);
                    self.item(child, &inner, &mut line, &mut item, depth)?;
                }
                // Invalid, common, and meant as part of the item before.
                "ul" | "ol" | "menu" | "dir" => {
                    let sub = self.nested(child, context, depth + 1)?;
                    match list.items.last_mut() {
                        Some(last) => merge(last, sub)?,
                        None => list.items.extend(sub.items),
                    }
                    continue;
                }
                _ => self.item_node(child, context, &mut line, &mut item, depth)?,
            }
            item.content = line.finish();
            let too_deep = if depth >= MAX_LIST_DEPTH { item.list.take() } else { None };
            if !item.content.is_empty() || item.list.is_some() {
                list.items.push(item);
            }
            if let Some(sub) = too_deep {
                self.notes.add("list_too_deep", "A list nests too deep; its inner items were moved out.", "");
                list.items.extend(sub.items);
            }
        }
        Some(list)
    }

    fn item(&mut self, id: Id, context: &Context, line: &mut Inline, item: &mut ListItem, depth: usize) -> Option<()> {
        for child in self.tree.children(id) {
            self.item_node(child, context, line, item, depth)?;
        }
        Some(())
    }

    fn item_node(
        &mut self,
        id: Id,
        context: &Context,
        line: &mut Inline,
        item: &mut ListItem,
        depth: usize,
    ) -> Option<()> {
        match self.tree.name(id) {
            "ul" | "ol" | "menu" | "dir" => {
                let inner = self.marked(id, context);
                let sub = self.nested(id, &inner, depth + 1)?;
                merge(item, sub)
            }
            "p" | "div" | "section" | "article" | "li" => {
                line.new_line();
                let inner = self.marked(id, context);
                self.item(id, &inner, line, item, depth)?;
                line.new_line();
                Some(())
            }
            _ if item.list.is_some() && !self.tree.is_blank(id) => None,
            _ => {
                self.phrase_node(id, context, line);
                Some(())
            }
        }
    }
}

/// Puts a list into an item. Two lists of one kind become one; two of different kinds have no place.
fn merge(item: &mut ListItem, list: NestedList) -> Option<()> {
    if list.items.is_empty() {
        return Some(());
    }
    match &mut item.list {
        None => item.list = Some(list),
        Some(first) if first.ordered == list.ordered && list.start.is_none() => first.items.extend(list.items),
        Some(_) => return None,
    }
    Some(())
}
