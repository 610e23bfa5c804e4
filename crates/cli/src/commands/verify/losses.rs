//! What was found to be missing.

use std::{collections::BTreeMap, time::Instant};

use masthead_imports::Origin;
use serde_json::{Value, json};

use crate::failure::one_line;

/// See the module.
#[derive(Debug)]
pub(super) struct Losses {
    compared: BTreeMap<String, u64>,
    left_out: u64,
    items: u64,
    losses: u64,
    began: Instant,
}

impl Default for Losses {
    fn default() -> Self {
        Self { compared: BTreeMap::new(), left_out: 0, items: 0, losses: 0, began: Instant::now() }
    }
}

impl Losses {
    /// Takes the comparison of an item into account; nothing was compared when the import left it out. Returns what is to be said.
    pub(super) fn take(&mut self, origin: &Origin, lost: Option<Vec<String>>, as_json: bool) -> Vec<String> {
        let Some(lost) = lost else {
            self.left_out += 1;
            return Vec::new();
        };
        *self.compared.entry(origin.kind.clone()).or_default() += 1;
        self.items += u64::from(!lost.is_empty());
        self.losses += lost.len() as u64;
        let Origin { line, kind, id, title } = origin;
        lost.into_iter()
            .map(|what| {
                if as_json {
                    json!({ "line": line, "kind": kind, "id": id, "title": title, "lost": what }).to_string()
                } else {
                    let place = if *line > 0 { format!("line {line}: ") } else { String::new() };
                    format!("{place}{kind} {} \"{}\": {}", one_line(id), one_line(title), one_line(&what))
                }
            })
            .collect()
    }

    /// Is anything missing?
    pub(super) fn any(&self) -> bool {
        self.losses > 0
    }

    /// How far it is.
    pub(super) fn pace(&self) -> String {
        let items: u64 = self.compared.values().sum();
        let ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        format!("{items} items, {} losses, {}/s", self.losses, items.saturating_mul(1_000) / ms)
    }

    /// In one sentence.
    pub(super) fn summary(&self) -> String {
        let kinds: Vec<String> = self.compared.iter().map(|(kind, count)| format!("{count} × {kind}")).collect();
        let compared =
            if kinds.is_empty() { "Nothing was compared".to_owned() } else { format!("Compared {}", kinds.join(", ")) };
        let left_out = if self.left_out > 0 {
            format!("; {} items are left out by the import, as its report says", self.left_out)
        } else {
            String::new()
        };
        let found = match self.losses {
            0 => "Nothing is missing.".to_owned(),
            losses => format!("{losses} losses in {} items.", self.items),
        };
        format!("{compared}{left_out}. {found}")
    }

    /// For programs.
    pub(super) fn summary_json(&self) -> Value {
        json!({ "event": "summary", "compared": self.compared, "leftOut": self.left_out, "items": self.items, "losses": self.losses })
    }
}
