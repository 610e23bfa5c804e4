//! Tables as GitHub's Markdown writes them, where they can be.

use masthead_domain::body::{Align, Table};

use super::inline::{Place, write};

/// The table as Markdown; nothing if it needs HTML: a caption, spans, rows of different lengths, labels beside rows, no head, or cells of one column that differ.
pub(super) fn pipes(table: &Table) -> Option<String> {
    let head = table.rows.first().filter(|_| table.head_rows() == 1 && table.caption.is_empty())?;
    let columns = head.cells.len();
    let aligns: Vec<Option<Align>> = head.cells.iter().map(|cell| cell.align).collect();
    for row in &table.rows {
        let is_plain = row.cells.len() == columns
            && row
                .cells
                .iter()
                .zip(&aligns)
                .all(|(cell, align)| cell.colspan.is_none() && cell.rowspan.is_none() && cell.align == *align);
        if !is_plain {
            return None;
        }
    }
    if table.rows[1..].iter().flat_map(|row| &row.cells).any(|cell| cell.header) {
        return None;
    }
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines: Vec<String> = table
        .rows
        .iter()
        .map(|row| line(row.cells.iter().map(|cell| write(&cell.content, Place::Cell)).collect()))
        .collect();
    let rule = |align: &Option<Align>| match align {
        None => "---",
        Some(Align::Start) => ":--",
        Some(Align::Center) => ":-:",
        Some(Align::End) => "--:",
    };
    lines.insert(1, line(aligns.iter().map(|align| rule(align).to_owned()).collect()));
    Some(lines.join("\n"))
}
