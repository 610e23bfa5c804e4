//! The configuration file: TOML, a key for each setting. Its values become the defaults of the flags.

use std::{
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use clap::{Command, builder::OsStr};
use toml::de::{DeTable, DeValue};

use super::definition::{CONFIG, Kind, Setting, all, each};
use crate::Failure;

/// A configuration file, read and checked.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    values: BTreeMap<String, Vec<String>>,
}

impl File {
    /// Reads the file that was named; or the one of the current folder, if it is there.
    ///
    /// # Errors
    /// When it cannot be read, or says something that is no setting.
    pub(crate) fn read(named: Option<&Path>) -> Result<Option<Self>, Failure> {
        let path = named.unwrap_or(Path::new("masthead.toml"));
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(path, &text).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => Ok(None),
            Err(error) => Err(Failure::new(format!("cannot read the configuration file {}: {error}", path.display()))),
        }
    }

    /// Reads the text of a file.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let fail = |at: Option<usize>, message: String| {
            let line = at.map(|at| format!(", line {}", line_of(text, at))).unwrap_or_default();
            Failure::new(format!("{}{line}: {message}", path.display()))
        };
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map(|span| span.start);
            fail(at, format!("this is not TOML: {}{}", error.message(), bare_text(text, at)))
        })?;
        let settings = all();
        let mut values = BTreeMap::new();
        for (key, value) in table.get_ref() {
            let (name, at) = (key.get_ref().as_ref(), Some(key.span().start));
            let Some(setting) = settings.iter().find(|setting| setting.key() == name) else {
                return Err(fail(at, unknown(name, value.get_ref(), &settings)));
            };
            let read = read(setting.kind(), value.get_ref()).ok_or_else(|| {
                let wanted = wanted(setting.kind());
                fail(at, format!("{name} is {}; {wanted} is wanted", described(value.get_ref())))
            })?;
            setting.check(&read).map_err(|reason| fail(at, format!("{name} = {}: {reason}", read.join(", "))))?;
            values.insert(name.to_owned(), read);
        }
        Ok(Self { path: path.to_owned(), values })
    }

    /// Does it say anything about this setting?
    pub(crate) fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// Makes its values the defaults of a command's arguments.
    pub(crate) fn apply(&self, command: Command) -> Command {
        each(command, &|arg| match self.values.get(arg.get_id().as_str()) {
            Some(values) => arg.default_values(values.iter().map(|value| OsStr::from(value.clone()))),
            None => arg,
        })
    }
}

/// The values that clap would get from a command line; nothing if it is of another type.
fn read(kind: Kind, value: &DeValue<'_>) -> Option<Vec<String>> {
    Some(match (kind, value) {
        (Kind::Number, DeValue::Integer(number)) => {
            vec![i64::from_str_radix(number.as_str(), number.radix()).ok()?.to_string()]
        }
        (Kind::Bool, DeValue::Boolean(yes)) => vec![yes.to_string()],
        (Kind::Text, DeValue::String(text)) => vec![text.to_string()],
        (Kind::List, DeValue::Array(items)) => {
            items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<_>>()?
        }
        _ => return None,
    })
}

fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "a whole number, without quotes,",
        Kind::Bool => "true or false, without quotes,",
        Kind::List => "a list of strings, such as [\"a\", \"b\"],",
        Kind::Text => "a string, in quotes,",
    }
}

fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(_) => "a string".to_owned(),
        DeValue::Integer(_) => "a number".to_owned(),
        DeValue::Float(_) => "a number with a decimal point".to_owned(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(items) if items.iter().any(|item| !item.get_ref().is_str()) => {
            "a list of something else".to_owned()
        }
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

fn unknown(name: &str, value: &DeValue<'_>, settings: &[Setting]) -> String {
    let snake = name.trim_start_matches('-').replace('-', "_").to_lowercase();
    let snake = snake.strip_prefix("masthead_").unwrap_or(&snake);
    let near = settings.iter().map(Setting::key).min_by_key(|key| distance(key, snake));
    let hint = match near.filter(|key| distance(key, snake) <= 3) {
        Some(near) => format!("; is {near} meant?"),
        None if name == CONFIG => "; a file cannot name a file".to_owned(),
        None if value.is_table() => "; settings stand in no [table]".to_owned(),
        None => "; `masthead config` lists all there are".to_owned(),
    };
    format!("there is no setting {name:?}{hint}")
}

/// How many letters two names are apart (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let next = (before + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            before = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

/// The usual mistake: text without its quotes.
fn bare_text(text: &str, at: Option<usize>) -> &'static str {
    let line = at.and_then(|at| text.lines().nth(line_of(text, at) - 1));
    let value = line.and_then(|line| line.split_once('=')).map(|(_, value)| value.trim_start());
    let is_bare = value.is_some_and(|value| value.starts_with(|c: char| c.is_alphabetic() || c == '/'));
    if is_bare { "; text stands in quotes" } else { "" }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        let failure = File::parse(Path::new("m.toml"), text).expect_err("the file is wrong");
        failure.message().expect("there is something to say").to_owned()
    }

    #[test]
    fn unknown_keys_are_named_with_their_line() {
        let said = refusal("listen = \"127.0.0.1:1\"\n\nmax_page_sze = 50\n");
        assert_eq!(said, "m.toml, line 3: there is no setting \"max_page_sze\"; is max_page_size meant?");
        assert_eq!(
            refusal("max-page-size = 5"),
            "m.toml, line 1: there is no setting \"max-page-size\"; is max_page_size meant?"
        );
        assert!(refusal("[http]\nlisten = \"x\"").contains("no [table]"));
        assert!(refusal("config = \"x\"").contains("a file cannot name a file"));
        // Arguments of commands are no settings.
        assert!(refusal("no_migrate = true").contains("there is no setting"));
    }

    #[test]
    fn wrong_types_are_named() {
        assert_eq!(
            refusal("max_page_size = \"50\""),
            "m.toml, line 1: max_page_size is a string; a whole number, without quotes, is wanted"
        );
        assert_eq!(refusal("listen = 8080"), "m.toml, line 1: listen is a number; a string, in quotes, is wanted");
        assert!(refusal("server_timing = \"true\"").contains("server_timing is a string; true or false"));
        assert!(refusal("embed_hosts = \"a\"").contains("a list of strings"));
        assert!(refusal("embed_hosts = [1]").contains("a list of something else"));
        assert!(refusal("max_page_size = 1.5").contains("decimal point"));
    }

    #[test]
    fn wrong_values_are_named() {
        assert_eq!(refusal("max_page_size = 0"), "m.toml, line 1: max_page_size = 0: 0 is not in 1..=1000");
        assert_eq!(refusal("max_page_size = -1"), "m.toml, line 1: max_page_size = -1: -1 is not in 1..=1000");
        assert!(refusal("log_format = \"xml\"").contains("wanted is one of text, json"));
        assert!(refusal("embed_hosts = [\"https://a.example\"]").contains("no scheme"));
    }

    #[test]
    fn broken_toml_is_named_with_its_line() {
        let said = refusal("listen = \"a:1\"\nlog = info\n");
        assert!(said.starts_with("m.toml, line 2: this is not TOML: ") && said.ends_with("; text stands in quotes"));
        assert!(refusal("log = \"a\"\nlog = \"b\"\n").starts_with("m.toml, line 2: this is not TOML: duplicate key"));
    }

    #[test]
    fn a_file_that_was_named_must_be_there() {
        let failure = File::read(Some(Path::new("/nowhere/m.toml"))).expect_err("there is no such file");
        assert!(
            failure.message().unwrap_or_default().starts_with("cannot read the configuration file /nowhere/m.toml")
        );
    }
}
