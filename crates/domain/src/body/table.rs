//! Tables as HTML and as text.

use super::escape::{attribute, number};
use super::html::{spans, wrapped};
use super::{Align, Table, TableCell, TableRow, plain_text};

impl Table {
    /// How many rows at the top consist of header cells only: the table's head.
    #[must_use]
    pub fn head_rows(&self) -> usize {
        self.rows.iter().take_while(|row| !row.cells.is_empty() && row.cells.iter().all(|cell| cell.header)).count()
    }

    pub(super) fn write_html(&self, out: &mut String) {
        out.push_str("<table>");
        wrapped(out, "caption", &self.caption);
        let (head, body) = self.rows.split_at(self.head_rows());
        part(out, "thead", "col", head);
        part(out, "tbody", "row", body);
        out.push_str("</table>");
    }

    /// Tab-separated lines, the caption above.
    pub(super) fn write_text(&self, out: &mut String) {
        let mut lines = Vec::with_capacity(self.rows.len() + 1);
        if !self.caption.is_empty() {
            lines.push(plain_text(&self.caption));
        }
        // A line break or tab within a cell would look like another cell.
        let line = |row: &TableRow| {
            row.cells
                .iter()
                .map(|cell| plain_text(&cell.content).replace(['\n', '\t'], " "))
                .collect::<Vec<_>>()
                .join("\t")
        };
        lines.extend(self.rows.iter().map(line));
        out.push_str(&lines.join("\n"));
    }
}

fn part(out: &mut String, tag: &str, scope: &str, rows: &[TableRow]) {
    if rows.is_empty() {
        return;
    }
    out.push_str(&format!("<{tag}>"));
    for row in rows {
        out.push_str("<tr>");
        for cell in &row.cells {
            write_cell(out, scope, cell);
        }
        out.push_str("</tr>");
    }
    out.push_str(&format!("</{tag}>"));
}

fn write_cell(out: &mut String, scope: &str, cell: &TableCell) {
    let tag = if cell.header { "th" } else { "td" };
    out.push('<');
    out.push_str(tag);
    if cell.header {
        attribute(out, "scope", scope);
    }
    number(out, "colspan", cell.colspan);
    number(out, "rowspan", cell.rowspan);
    if let Some(align) = cell.align {
        attribute(out, "class", align.class());
    }
    out.push('>');
    spans(out, &cell.content);
    out.push_str(&format!("</{tag}>"));
}

impl Align {
    /// The class that says so in HTML.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Align::Start => "align-start",
            Align::Center => "align-center",
            Align::End => "align-end",
        }
    }
}
