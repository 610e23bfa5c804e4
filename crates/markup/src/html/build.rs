//! HTML tokens into a tree of bounded depth, in linear time.
//!
//! The tokenizer is html5ever's. The tree is our own: the standard's algorithm takes quadratic time on hostile input (every `<p>` looks through all open
//! elements; formatting elements are re-opened without bound), and we do not need its exact shape, because only blocks leave this crate.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::{LocalName, local_name};

use super::names;
use super::tree::{Id, Node, ROOT, Tree};
use crate::note::Notes;

/// How deep elements may nest; deeper ones are dropped and their text stays. Browsers stop at 512, editors never come near 100.
const MAX_DEPTH: usize = 100;
/// How many formatting elements are re-opened after a block closed them.
const MAX_REOPENED: usize = 8;
/// How many blocks are re-opened after a formatting element around them ended.
const MAX_SPLIT: usize = 4;

impl Tree {
    /// Reads a document or fragment.
    pub(super) fn read(html: &str, notes: &mut Notes) -> Self {
        let sink = Sink(RefCell::new(Builder::new(std::mem::take(notes))));
        let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(html));
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        let builder = tokenizer.sink.0.into_inner();
        *notes = builder.notes;
        builder.tree
    }
}

struct Sink(RefCell<Builder>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut builder = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => builder.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return builder.start(tag),
            Token::TagToken(tag) => builder.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The tree while it grows.
struct Builder {
    tree: Tree,
    notes: Notes,
    /// The open elements; the root first.
    open: Vec<Id>,
    /// Formatting elements that a block closed and that go on behind it.
    reopen: Vec<Id>,
    /// The element whose content is left out, and how many of its name are open.
    skipping: Option<(LocalName, usize)>,
    /// Elements that were too deep to be opened.
    too_deep: usize,
    /// Is the next text the first after `<pre>`? Line breaks at its start do not count.
    after_pre: bool,
}

impl Builder {
    fn new(notes: Notes) -> Self {
        let root = Node {
            name: local_name!(""),
            attrs: Vec::new(),
            text: StrTendril::new(),
            has_block: false,
            has_odd: false,
            parent: ROOT,
            first: None,
            last: None,
            next: None,
        };
        Self {
            tree: Tree { nodes: vec![root] },
            notes,
            open: vec![ROOT],
            reopen: Vec::new(),
            skipping: None,
            too_deep: 0,
            after_pre: false,
        }
    }

    fn current(&self) -> Id {
        self.open.last().copied().unwrap_or(ROOT)
    }

    fn current_name(&self) -> &str {
        self.tree.name(self.current())
    }

    fn append(&mut self, name: LocalName, attrs: Vec<(LocalName, StrTendril)>, text: StrTendril) -> Id {
        let parent = self.current();
        let id = self.tree.nodes.len();
        let (block, odd) = (names::is_block(&name), names::is_odd(&name));
        self.tree.nodes.push(Node {
            name,
            attrs,
            text,
            has_block: false,
            has_odd: odd,
            parent,
            first: None,
            last: None,
            next: None,
        });
        match self.tree.nodes[parent].last.replace(id) {
            Some(before) => self.tree.nodes[before].next = Some(id),
            None => self.tree.nodes[parent].first = Some(id),
        }
        let mut at = parent;
        loop {
            let node = &mut self.tree.nodes[at];
            if (node.has_block || !block) && (node.has_odd || !odd) {
                break;
            }
            node.has_block |= block;
            node.has_odd |= odd;
            at = node.parent;
        }
        id
    }

    fn text(&mut self, text: &str) {
        if self.skipping.is_some() {
            return;
        }
        let text = if std::mem::take(&mut self.after_pre) { text.trim_start_matches('\n') } else { text };
        if text.is_empty() {
            return;
        }
        let blank = text.bytes().all(|b| b.is_ascii_whitespace());
        if blank && names::is_table_part(self.current_name()) {
            return;
        }
        if !blank {
            self.reopen_formatting();
        }
        // Tokens come in pieces; what belongs together becomes one node.
        if let Some(last) = self.tree.nodes[self.current()].last.filter(|last| self.tree.is_text(*last)) {
            self.tree.nodes[last].text.push_slice(text);
        } else {
            self.append(local_name!(""), Vec::new(), StrTendril::from_slice(text));
        }
    }

    fn start(&mut self, tag: Tag) -> TokenSinkResult<()> {
        self.after_pre = false;
        let common = names::is_common(&tag.name);
        let raw = match &*tag.name {
            _ if common => None,
            "script" => Some(RawKind::ScriptData),
            "style" | "noscript" | "xmp" | "noembed" | "noframes" => Some(RawKind::Rawtext),
            "iframe" if !tag.self_closing => Some(RawKind::Rawtext),
            "textarea" => Some(RawKind::Rcdata),
            "title" if !self.in_foreign() => Some(RawKind::Rcdata),
            _ => None,
        };
        if let Some((name, depth)) = &mut self.skipping {
            *depth += usize::from(*name == tag.name && raw.is_none());
        } else {
            self.open_element(tag, raw.is_some(), common);
        }
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }

    fn in_foreign(&self) -> bool {
        self.open.iter().any(|id| matches!(self.tree.name(*id), "svg" | "math"))
    }

    fn skip(&mut self, name: LocalName) {
        self.skipping = Some((name, 1));
    }

    /// `common` elements need none of the questions that others are asked first.
    fn open_element(&mut self, tag: Tag, raw: bool, common: bool) {
        let name = match &*tag.name {
            "image" => local_name!("img"),
            "xmp" | "listing" => local_name!("pre"),
            _ => tag.name.clone(),
        };
        if !common {
            if names::is_ignored(&name) {
                self.note_map_area(&name, &tag);
                return;
            }
            if let Some((code, message)) = names::removal(&name) {
                if let Some(code) = code {
                    self.notes.add(code, message, &tag.name);
                }
                return self.skip(tag.name);
            }
            if &*name == "input" {
                return self.input(&tag);
            }
        }
        self.close_implied(&name);
        if names::is_formatting(&name) || !names::is_block(&name) {
            self.reopen_formatting();
        }
        let attrs = tag.attrs.into_iter().map(|attr| (attr.name.local, attr.value)).collect();
        let void =
            (!common && names::is_void(&name)) || (tag.self_closing && (names::is_odd(&name) || self.in_foreign()));
        if void {
            self.append(name, attrs, StrTendril::new());
        } else if self.open.len() > MAX_DEPTH {
            if !raw || &*tag.name == "xmp" {
                self.too_deep += 1;
            } else {
                self.skip(tag.name);
            }
            self.notes.add("nested_too_deep", "Elements nest too deep; the text of the inner ones was kept.", "");
        } else {
            self.after_pre = &*name == "pre";
            let id = self.append(name, attrs, StrTendril::new());
            if &*tag.name == "iframe" {
                // What stands between its tags is for browsers without frames.
                if raw {
                    self.skip(tag.name);
                }
            } else {
                self.open.push(id);
            }
        }
    }

    /// No block has places on a picture that lead somewhere.
    fn note_map_area(&mut self, name: &str, tag: &Tag) {
        let attr = |name: &str| tag.attrs.iter().find(|attr| *attr.name.local == *name).map(|attr| attr.value.trim());
        if name == "area"
            && let Some(href) = attr("href")
        {
            let sample =
                attr("alt").filter(|alt| !alt.is_empty()).map_or(href.to_owned(), |alt| format!("{alt}: {href}"));
            self.notes.add("removed_map_area", "A place on a picture that led somewhere was removed.", &sample);
        }
    }

    /// The box of a task list is worth keeping; no other control means anything in an article.
    fn input(&mut self, tag: &Tag) {
        let attr = |name: &str| tag.attrs.iter().find(|attr| *attr.name.local == *name).map(|attr| &*attr.value);
        match attr("type").unwrap_or_default().to_ascii_lowercase().as_str() {
            "checkbox" => self.text(if attr("checked").is_some() { "☑ " } else { "☐ " }),
            "hidden" => {}
            _ => self.notes.add("removed_form_control", "A form control was removed.", "input"),
        }
    }

    /// Closes what the start tag of `name` closes without saying so.
    fn close_implied(&mut self, name: &str) {
        if names::closes_paragraph(name) {
            if let Some(at) = self.find(|open| open == "p", names::is_scope) {
                self.close_to(at);
            }
            if names::is_heading(name) && names::is_heading(self.current_name()) {
                self.close_to(self.open.len() - 1);
            }
        }
        let stops = |open: &str| names::is_block(open) && !matches!(open, "p" | "div" | "address");
        let found = match name {
            "li" => self.find(|open| open == "li", stops),
            "dt" | "dd" => self.find(|open| matches!(open, "dt" | "dd"), stops),
            "a" => self.find(|open| open == "a", names::is_scope),
            "rt" | "rp" => {
                self.find(|open| matches!(open, "rt" | "rp"), |open| open == "ruby" || names::is_block(open))
            }
            "td" | "th" => self.find(|open| matches!(open, "td" | "th"), |open| matches!(open, "table" | "tr")),
            "tr" => self.find(|open| open == "tr", |open| open == "table"),
            "thead" | "tbody" | "tfoot" | "caption" | "colgroup" => self.find(
                |open| matches!(open, "thead" | "tbody" | "tfoot" | "caption" | "colgroup" | "tr"),
                |open| open == "table",
            ),
            // A table directly in another one's rows ends it.
            "table" if names::is_table_part(self.current_name()) => self.find(|open| open == "table", |_| false),
            _ => None,
        };
        if let Some(at) = found {
            self.close_to(at);
        }
        if matches!(name, "thead" | "tbody" | "tfoot" | "caption" | "colgroup")
            && let Some(table) = self.find(|open| open == "table", |_| false)
        {
            self.close_to(table + 1);
        }
        if matches!(name, "td" | "th")
            && !matches!(self.current_name(), "tr")
            && self.find(|open| open == "table", |_| false).is_some()
            && self.open.len() <= MAX_DEPTH
        {
            let row = self.append(local_name!("tr"), Vec::new(), StrTendril::new());
            self.open.push(row);
        }
    }

    /// The innermost open element that `is`, unless one that `stops` comes before.
    fn find(&self, is: impl Fn(&str) -> bool, stops: impl Fn(&str) -> bool) -> Option<usize> {
        for (at, id) in self.open.iter().enumerate().skip(1).rev() {
            let name = self.tree.name(*id);
            if is(name) {
                return Some(at);
            }
            if stops(name) {
                return None;
            }
        }
        None
    }

    /// Closes the open element at `at` and all within it. Formatting that was open in a paragraph goes on behind it.
    fn close_to(&mut self, at: usize) {
        let closed = self.open.split_off(at);
        let leaves_cell = closed.iter().any(|id| names::is_scope(self.tree.name(*id)));
        for id in closed.into_iter().skip(1) {
            if !leaves_cell && names::is_formatting(self.tree.name(id)) && self.reopen.len() < MAX_REOPENED {
                self.reopen.push(id);
            }
        }
    }

    fn reopen_formatting(&mut self) {
        for id in std::mem::take(&mut self.reopen) {
            if self.open.len() <= MAX_DEPTH {
                self.open_again(id);
            }
        }
    }

    fn open_again(&mut self, id: Id) {
        let (name, attrs) = (self.tree.nodes[id].name.clone(), self.tree.nodes[id].attrs.clone());
        let again = self.append(name, attrs, StrTendril::new());
        self.open.push(again);
    }

    fn end(&mut self, name: &LocalName) {
        if let Some((skipped, depth)) = &mut self.skipping {
            if skipped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.skipping = None;
                }
            }
            return;
        }
        self.after_pre = false;
        let name: &str = match &**name {
            "xmp" | "listing" => "pre",
            "br" => {
                self.append(local_name!("br"), Vec::new(), StrTendril::new());
                return;
            }
            name => name,
        };
        if !names::is_common(name) && (names::is_void(name) || names::is_ignored(name)) {
            return;
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let table_part = names::is_table_part(name) || names::is_scope(name);
        let same = |open: &str| open == name || (names::is_heading(name) && names::is_heading(open));
        let Some(at) = self.find(same, |open| if table_part { open == "table" } else { names::is_scope(open) }) else {
            if let Some(at) = self.reopen.iter().rposition(|id| self.tree.name(*id) == name) {
                self.reopen.remove(at);
            }
            return;
        };
        // Formatting that ends within a block it was opened around: the block goes on without it.
        let blocks: Vec<Id> = if names::is_formatting(name) {
            self.open[at + 1..].iter().copied().filter(|id| names::is_block(self.tree.name(*id))).collect()
        } else {
            Vec::new()
        };
        if blocks.len() > MAX_SPLIT {
            return;
        }
        self.close_to(at);
        for block in blocks {
            self.open_again(block);
        }
    }
}
