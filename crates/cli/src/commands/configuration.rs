//! `masthead schema configuration`: `docs/configuration.md`, from the definitions that the command line is made of.

use crate::settings::{Kind, Setting, all};

const INTRODUCTION: &str = include_str!("configuration.md");

/// The document.
pub(super) fn markdown() -> String {
    let mut text = INTRODUCTION.to_owned();
    let mut heading = String::new();
    for setting in all() {
        if heading != setting.heading() {
            setting.heading().clone_into(&mut heading);
            text.push_str(&format!("\n## {heading}\n\n"));
            text.push_str("| Key | Flag | Variable | Default | Meaning |\n|---|---|---|---|---|\n");
        }
        text.push_str(&row(&setting));
    }
    text
}

fn row(setting: &Setting) -> String {
    format!(
        "| `{}` | `{}` | `{}` | {} | {} |\n",
        setting.key(),
        setting.flag(),
        setting.own_variable(),
        default(setting),
        cell(&setting.meaning()),
    )
}

fn default(setting: &Setting) -> String {
    let defaults = setting.defaults();
    match setting.kind() {
        Kind::List => defaults.iter().map(|value| format!("`{}`", cell(value))).collect::<Vec<_>>().join(" "),
        _ => format!("`{}`", cell(&defaults.concat())),
    }
}

/// Text that cannot end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_row() {
        let text = markdown();
        for setting in all() {
            assert!(text.contains(&format!("| `{}` | `{}` |", setting.key(), setting.flag())), "{}", setting.key());
        }
    }
}
