//! Archives of other systems: in from the command line, and looked after by `masthead verify`.

mod ghost;
mod verify;
mod wordpress;

use std::{io::Write, path::Path};

use masthead_tests::TestDb;
use serde_json::Value;

use crate::cli::{masthead, run};

/// A small magazine on WordPress.
pub(crate) const MAGAZINE: &str = include_str!("../../../crates/imports/tests/data/magazine.xml");

/// A file with this text, gone when it is dropped.
fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

/// Runs the program on a database; returns its status, standard output and standard error.
fn program(db: &TestDb, arguments: &[&str]) -> (i32, String, String) {
    run(masthead().args(arguments).args(["--database-url", db.url(), "--log", "warn"]))
}

/// Imports an export; returns its status, the report line by line, and what it said.
fn import(db: &TestDb, export: &Path, more: &[&str]) -> (i32, Vec<Value>, String) {
    let mut arguments = vec!["import", "wordpress", export.to_str().unwrap(), "--json"];
    arguments.extend(more);
    let (status, out, err) = program(db, &arguments);
    let lines = out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    (status, lines, err)
}

/// What became of the item of that kind and id.
fn outcome<'a>(report: &'a [Value], kind: &str, id: &str) -> &'a Value {
    let found = report.iter().find(|item| item["kind"] == kind && item["id"] == id);
    found.unwrap_or_else(|| panic!("{kind} {id} is in the report: {report:#?}"))
}

/// Everything that is there, as a bundle.
fn export(db: &TestDb) -> String {
    let (status, out, err) = program(db, &["export", "bundle"]);
    assert_eq!(status, 0, "{err}");
    out
}
