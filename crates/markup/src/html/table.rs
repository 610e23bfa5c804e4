//! Tables.

use masthead_domain::body::{Block, Span, Table, TableCell, TableRow};

use super::flow::{Context, Flow, Reader};
use super::names;
use super::tree::Id;

impl Reader<'_> {
    /// With a `caption` from a figure around it; the table's own stands under that.
    pub(super) fn table_with_caption(&mut self, id: Id, context: &Context, caption: Vec<Span>, out: &mut Flow) {
        if self.is_complicated_table(id) {
            self.html(id, out);
            return out.push(paragraph(caption));
        }
        let inner = self.inside(id, context).for_text();
        let mut table = Table { caption, ..Table::default() };
        // Browsers show what stands between rows and cells before the table.
        self.strays(id, context, out);
        self.rows(id, &inner, &mut table);
        let is_empty = table.rows.iter().flat_map(|row| &row.cells).all(|cell| cell.content.is_empty());
        if is_empty {
            return out.push(paragraph(table.caption));
        }
        out.push(Block::Table(table));
    }

    pub(super) fn table(&mut self, id: Id, context: &Context, out: &mut Flow) {
        self.table_with_caption(id, context, Vec::new(), out);
    }

    fn is_complicated_table(&self, id: Id) -> bool {
        self.tree.node(id).has_odd
            || self.tree.below(id).any(|below| match self.tree.name(below) {
                "img" => !self.is_emoji(below),
                "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" | "p" | "div" | "section" | "center"
                | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "address" => false,
                name => names::is_block(name),
            })
    }

    fn strays(&mut self, id: Id, context: &Context, out: &mut Flow) {
        for child in self.tree.children(id) {
            match self.tree.name(child) {
                "thead" | "tbody" | "tfoot" | "tr" => self.strays(child, context, out),
                "td" | "th" | "caption" | "colgroup" | "col" => {}
                _ => self.node(child, context, out),
            }
        }
        out.flush();
    }

    fn rows(&mut self, id: Id, context: &Context, table: &mut Table) {
        for child in self.tree.children(id) {
            match self.tree.name(child) {
                "caption" => {
                    let caption = self.phrase(child, context);
                    if !caption.is_empty() && !table.caption.is_empty() {
                        table.caption.push(Span::plain("\n"));
                    }
                    table.caption.extend(caption);
                }
                "thead" | "tbody" | "tfoot" => self.rows(child, context, table),
                "tr" => {
                    let in_head = self.tree.name(id) == "thead";
                    let cells: Vec<Id> =
                        self.tree.children(child).filter(|cell| matches!(self.tree.name(*cell), "td" | "th")).collect();
                    let cells: Vec<TableCell> =
                        cells.into_iter().map(|cell| self.cell(cell, in_head, context)).collect();
                    if !cells.is_empty() {
                        table.rows.push(TableRow { cells });
                    }
                }
                _ => {}
            }
        }
    }

    fn cell(&mut self, id: Id, in_head: bool, context: &Context) -> TableCell {
        let inner = self.marked(id, context);
        TableCell {
            content: self.phrase(id, &inner),
            header: in_head || self.tree.name(id) == "th",
            colspan: self.tree.spanned(id, "colspan"),
            rowspan: self.tree.spanned(id, "rowspan"),
            align: self.tree.align(id),
        }
    }
}

fn paragraph(content: Vec<Span>) -> Block {
    Block::Paragraph(masthead_domain::body::Paragraph { content, ..Default::default() })
}
