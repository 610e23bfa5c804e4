//! The arrows between the rooms point down only, and time comes from the clock. This reads the manifests and the
//! sources as text; each rule carries its reason, and a failure says it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// What one package may depend on, and why no more than that.
struct Rule {
    package: &'static str,
    manifest: &'static str,
    /// The other packages of this workspace that it may name.
    rooms: &'static [&'static str],
    /// When given, the only foreign crates that it may name.
    only: Option<&'static [&'static str]>,
    /// Foreign crates it must not name; a trailing `*` stands for any ending.
    never: &'static [&'static str],
    reason: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        package: "masthead-domain",
        manifest: "crates/domain/Cargo.toml",
        rooms: &[],
        only: Some(&["chrono", "serde", "serde_json", "uuid", "url", "thiserror"]),
        never: &[],
        reason: "the domain says what news is: values and rules, no I/O and no async, testable without anything else",
    },
    Rule {
        package: "masthead-markup",
        manifest: "crates/markup/Cargo.toml",
        rooms: &["masthead-domain"],
        only: None,
        never: &["sea-orm*", "sqlx*", "actix*", "async-graphql*", "utoipa*", "tokio"],
        reason: "markup turns text into blocks and back; it needs neither a database nor a protocol",
    },
    Rule {
        package: "masthead-imaging",
        manifest: "crates/imaging/Cargo.toml",
        rooms: &[],
        only: None,
        never: &["sea-orm*", "sqlx*", "actix*", "async-graphql*", "utoipa*", "tokio", "object_store"],
        reason: "imaging turns bytes into pictures and back; it needs neither a database nor a protocol, and waits for nothing",
    },
    Rule {
        package: "masthead-words",
        manifest: "crates/words/Cargo.toml",
        rooms: &[],
        only: Some(&["deunicode", "rust-stemmers", "stop-words", "unicode-normalization"]),
        never: &[],
        reason: "words cuts text for both databases alike: a leaf that knows no article, no database and no protocol",
    },
    Rule {
        package: "masthead-imports",
        manifest: "crates/imports/Cargo.toml",
        rooms: &["masthead-domain", "masthead-markup", "masthead-words"],
        only: None,
        never: &["sea-orm*", "sqlx*", "actix*", "async-graphql*", "utoipa*", "tokio", "reqwest", "object_store"],
        reason: "imports turns exports of other systems into records; it fetches nothing and keeps nothing, so that it can be fuzzed",
    },
    Rule {
        package: "masthead-demo",
        manifest: "crates/demo/Cargo.toml",
        rooms: &[],
        only: Some(&["tiny-skia", "jpeg-encoder", "png"]),
        never: &[],
        reason: "the demo's pictures are shapes and inks: a leaf that knows nothing of the system that shows them",
    },
    Rule {
        package: "masthead-migrations",
        manifest: "migrations/Cargo.toml",
        rooms: &[],
        only: None,
        never: &["actix*", "async-graphql*", "utoipa*"],
        reason: "a migration must mean the same in five years: it may not change when our own types do",
    },
    Rule {
        package: "masthead-persistence",
        manifest: "crates/persistence/Cargo.toml",
        rooms: &["masthead-domain", "masthead-migrations", "masthead-words"],
        only: None,
        never: &["actix*", "async-graphql*", "utoipa*"],
        reason: "persistence keeps what the domain defines; it knows neither operations nor protocols",
    },
    Rule {
        package: "masthead-app",
        manifest: "crates/app/Cargo.toml",
        rooms: &["masthead-domain", "masthead-imaging", "masthead-markup", "masthead-persistence", "masthead-words"],
        only: None,
        never: &["sea-orm*", "sea-query*", "sqlx*", "actix*", "async-graphql*", "utoipa*"],
        reason: "an operation is written once: SQL stays below it in persistence, protocols above it in http",
    },
    Rule {
        package: "masthead-http",
        manifest: "crates/http/Cargo.toml",
        rooms: &["masthead-app", "masthead-domain"],
        only: None,
        never: &["sea-orm*", "sea-query*", "sqlx*"],
        reason: "http translates and decides nothing: whatever it needs from the database is an operation in app",
    },
    Rule {
        package: "masthead",
        manifest: "crates/cli/Cargo.toml",
        rooms: &["masthead-app", "masthead-demo", "masthead-domain", "masthead-http", "masthead-imports"],
        only: None,
        never: &["sea-orm*", "sea-query*", "sqlx*"],
        reason: "a command is one more way to call an operation in app, never a way around it",
    },
    Rule {
        package: "masthead-tests",
        manifest: "tests/Cargo.toml",
        rooms: &[
            "masthead",
            "masthead-app",
            "masthead-domain",
            "masthead-http",
            "masthead-imaging",
            "masthead-imports",
            "masthead-markup",
            "masthead-migrations",
            "masthead-persistence",
        ],
        only: None,
        never: &[],
        reason: "the tests may see everything; nothing sees the tests",
    },
];

/// Calls that only the clock may make.
const CLOCK_CALLS: &[&str] = &["Utc::now", "Local::now", "SystemTime::now", "Uuid::now_v7", "Uuid::new_v4"];

/// The clock's own file.
const CLOCK: &str = "crates/app/src/clock.rs";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests live one folder below the workspace")
}

fn manifest(path: &str) -> Table {
    let path = root().join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The package names in one dependency table; a renamed dependency counts under its real name.
fn names(table: Option<&Value>, found: &mut BTreeSet<String>) {
    for (key, value) in table.and_then(Value::as_table).into_iter().flatten() {
        let name = value.get("package").and_then(Value::as_str).unwrap_or(key);
        found.insert(name.to_owned());
    }
}

/// What a manifest depends on for `kinds`, on every target.
fn dependencies(manifest: &Table, kinds: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for kind in kinds {
        names(manifest.get(*kind), &mut found);
        for (_, target) in manifest.get("target").and_then(Value::as_table).into_iter().flatten() {
            names(target.get(*kind), &mut found);
        }
    }
    found
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

/// What a manifest breaks of its rule, one line each.
fn violations(rule: &Rule, manifest: &Table, workspace: &BTreeSet<String>) -> Vec<String> {
    let mut broken = Vec::new();
    let mut complain = |name: &str, kind: &str| {
        broken.push(format!("{} must not depend on `{name}`{kind} ({}): {}", rule.package, rule.manifest, rule.reason));
    };
    for name in dependencies(manifest, &["dependencies", "build-dependencies"]) {
        let allowed = if workspace.contains(&name) {
            rule.rooms.contains(&name.as_str())
        } else {
            rule.only.is_none_or(|only| only.contains(&name.as_str())) && !rule.never.iter().any(|p| matches(p, &name))
        };
        if !allowed {
            complain(&name, "");
        }
    }
    // A test may use more foreign crates than the code, but it opens no way up either.
    for name in dependencies(manifest, &["dev-dependencies"]) {
        if workspace.contains(&name) {
            if !rule.rooms.contains(&name.as_str()) {
                complain(&name, " for its tests");
            }
        } else if rule.package == "masthead-domain" && !rule.only.unwrap_or(&[]).contains(&name.as_str()) {
            if !["proptest", "insta"].contains(&name.as_str()) {
                complain(&name, " for its tests");
            }
        } else if rule.never.iter().any(|pattern| matches(pattern, &name)) {
            complain(&name, " for its tests");
        }
    }
    broken
}

/// The member manifests that the workspace names.
fn members() -> BTreeSet<String> {
    let workspace = manifest("Cargo.toml");
    let members = workspace["workspace"]["members"].as_array().expect("workspace.members is a list");
    members.iter().map(|m| format!("{}/Cargo.toml", m.as_str().expect("a member is a path"))).collect()
}

fn package_name(manifest: &Table) -> String {
    manifest["package"]["name"].as_str().expect("package.name is a string").to_owned()
}

/// Every `.rs` file under a folder, in a stable order.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("a folder entry can be read").path();
            if path.is_dir() {
                if !path.ends_with("target") && !path.ends_with("node_modules") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Whether a line of code, its `//` comment aside, contains `call`.
fn line_calls(line: &str, call: &str) -> bool {
    let code = line.split_once("//").map_or(line, |(code, _)| code);
    code.contains(call)
}

#[test]
fn every_member_of_the_workspace_has_a_rule() {
    let ruled: BTreeSet<String> = RULES.iter().map(|rule| rule.manifest.to_owned()).collect();
    assert_eq!(members(), ruled, "a new crate is a new room: say in RULES what it may depend on, and why");
    for rule in RULES {
        assert_eq!(package_name(&manifest(rule.manifest)), rule.package, "{}", rule.manifest);
    }
}

#[test]
fn arrows_point_down_only() {
    let workspace: BTreeSet<String> = RULES.iter().map(|rule| rule.package.to_owned()).collect();
    let broken: Vec<String> =
        RULES.iter().flat_map(|rule| violations(rule, &manifest(rule.manifest), &workspace)).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn the_rules_see_what_they_forbid() {
    let workspace: BTreeSet<String> = RULES.iter().map(|rule| rule.package.to_owned()).collect();
    let rule = |package: &str| RULES.iter().find(|rule| rule.package == package).expect("there is a rule");
    let broken = |package: &str, text: &str| {
        let manifest = text.parse::<Table>().expect("the example is TOML");
        violations(rule(package), &manifest, &workspace).len()
    };
    assert_eq!(broken("masthead-http", "[dependencies]\nmasthead-persistence.workspace = true"), 1);
    assert_eq!(broken("masthead-http", "[dependencies]\nstore = { package = \"masthead-persistence\" }"), 1);
    assert_eq!(broken("masthead-app", "[target.'cfg(unix)'.dependencies]\nsea-orm-migration = \"2\""), 1);
    assert_eq!(broken("masthead-app", "[dev-dependencies]\nmasthead-tests.workspace = true"), 1);
    assert_eq!(broken("masthead-domain", "[dependencies]\ntokio = \"1\"\n[dev-dependencies]\nproptest = \"1\""), 1);
    assert_eq!(broken("masthead-domain", "[dependencies]\nurl = \"2\""), 0);
}

#[test]
fn time_and_ids_come_from_the_clock() {
    let mut broken = Vec::new();
    for path in sources(&root().join("crates")) {
        let relative = path.strip_prefix(root()).expect("the file is inside the workspace").to_owned();
        if relative == Path::new(CLOCK) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (number, line) in text.lines().enumerate() {
            for call in CLOCK_CALLS.iter().filter(|call| line_calls(line, call)) {
                broken.push(format!("{}:{}: `{call}`", relative.display(), number + 1));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "\ntime and ids come from the clock in Cx ({CLOCK}), so that scheduling, embargo and expiry are plain tests:\n{}\n",
        broken.join("\n")
    );
}
