//! `masthead config`: every setting as it is, in the form of the file, and where it came from.

use std::process::ExitCode;

use clap::ArgMatches;

use crate::{
    Failure, out,
    settings::{Kind, Origins, Setting, all, hide_password, leaf},
};

/// Prints the effective configuration.
///
/// # Errors
/// When standard output cannot be written to.
pub(crate) fn run(matches: &ArgMatches, origins: &Origins) -> Result<ExitCode, Failure> {
    out::text(&text(leaf(matches), origins))?;
    Ok(ExitCode::SUCCESS)
}

fn text(matches: &ArgMatches, origins: &Origins) -> String {
    let mut text = String::from("# What counts now, and where it comes from. Passwords are hidden.\n");
    let mut heading = String::new();
    for setting in all() {
        if heading != setting.heading() {
            setting.heading().clone_into(&mut heading);
            text.push_str(&format!("\n# {heading}\n"));
        }
        let assignment = format!("{} = {}", setting.key(), value(&setting, matches));
        text.push_str(&format!("{assignment:<60} # {}\n", origins.of(setting.key())));
    }
    if !origins.strangers.is_empty() {
        text.push_str("\n# Set in the environment, and no setting\n");
        for name in &origins.strangers {
            text.push_str(&format!("# {name}\n"));
        }
    }
    text
}

/// A value as the file would have it.
fn value(setting: &Setting, matches: &ArgMatches) -> String {
    if setting.kind() == Kind::Bool {
        // A variable may say `yes` or `1`; the file says `true`.
        return matches.try_get_one::<bool>(setting.key()).is_ok_and(|value| value == Some(&true)).to_string();
    }
    // The others as they were given; clap has checked them.
    let raw = matches.try_get_raw(setting.key()).ok().flatten();
    if setting.key().contains("secret") {
        let is_given = raw.into_iter().flatten().any(|value| !value.is_empty());
        return if is_given { "\"***\"" } else { "\"\"" }.to_owned();
    }
    let values: Vec<_> = raw.into_iter().flatten().map(|value| hide_password(&value.to_string_lossy())).collect();
    let quoted = |value: &String| toml::Value::String(value.clone()).to_string();
    match setting.kind() {
        Kind::List => {
            let items: Vec<String> = values.iter().filter(|value| !value.is_empty()).map(quoted).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Text => quoted(&values.concat()),
        Kind::Number | Kind::Bool => values.concat(),
    }
}
