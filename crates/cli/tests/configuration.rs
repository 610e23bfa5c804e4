//! Which value of a setting counts, through the binary: only a process of its own has an environment of its own.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Runs `masthead` in a folder with nothing in the environment but what is given.
fn masthead(folder: &Path, environment: &[(&str, &str)], args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_masthead"));
    command.current_dir(folder).env_clear().envs(environment.iter().copied()).args(args);
    command.output().expect("the binary runs")
}

/// The line of `masthead config` about a setting, blanks folded.
fn setting(key: &str, folder: &Path, environment: &[(&str, &str)], args: &[&str]) -> String {
    let output = masthead(folder, environment, &[&["config"], args].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("the configuration is text");
    let line = text.lines().find(|line| line.starts_with(&format!("{key} = "))).expect("the setting is there");
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a start that fails says, and its exit status.
fn refusal(folder: &Path, environment: &[(&str, &str)], args: &[&str]) -> (Option<i32>, String) {
    let output = masthead(folder, environment, args);
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_flag_wins_over_the_environment_over_the_file_over_the_default() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let key = "max_page_size";
    let environment = [("MASTHEAD_MAX_PAGE_SIZE", "60")];
    let flag = ["--max-page-size", "70"];
    assert_eq!(setting(key, folder, &[], &[]), "max_page_size = 100 # default");
    fs::write(folder.join("masthead.toml"), "max_page_size = 50\n").expect("the file is written");
    assert_eq!(setting(key, folder, &[], &[]), "max_page_size = 50 # file masthead.toml");
    assert_eq!(setting(key, folder, &environment, &[]), "max_page_size = 60 # environment MASTHEAD_MAX_PAGE_SIZE");
    assert_eq!(setting(key, folder, &environment, &flag), "max_page_size = 70 # flag --max-page-size");
    assert_eq!(setting(key, folder, &[], &flag), "max_page_size = 70 # flag --max-page-size");
}

#[test]
fn lists_and_switches_follow_the_same_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let text = "embed_hosts = [\"a.example\", \"b.example\"]\nserver_timing = true\n";
    fs::write(folder.join("masthead.toml"), text).expect("the file is written");
    let hosts = |environment: &[(&str, &str)], args: &[&str]| setting("embed_hosts", folder, environment, args);
    let timing = |environment: &[(&str, &str)], args: &[&str]| setting("server_timing", folder, environment, args);
    assert_eq!(hosts(&[], &[]), r#"embed_hosts = ["a.example", "b.example"] # file masthead.toml"#);
    let environment = [("MASTHEAD_EMBED_HOSTS", "c.example,d.example"), ("MASTHEAD_SERVER_TIMING", "no")];
    assert!(hosts(&environment, &[]).starts_with(r#"embed_hosts = ["c.example", "d.example"] # environment"#));
    assert!(hosts(&environment, &["--embed-hosts", "e.example"]).starts_with(r#"embed_hosts = ["e.example"] # flag"#));
    assert_eq!(hosts(&[("MASTHEAD_EMBED_HOSTS", "")], &[]), "embed_hosts = [] # environment MASTHEAD_EMBED_HOSTS");
    assert_eq!(timing(&[], &[]), "server_timing = true # file masthead.toml");
    assert_eq!(timing(&environment, &[]), "server_timing = false # environment MASTHEAD_SERVER_TIMING");
    assert_eq!(timing(&environment, &["--server-timing"]), "server_timing = true # flag --server-timing");
    fs::write(folder.join("masthead.toml"), "embed_hosts = []\n").expect("the file is written");
    assert_eq!(hosts(&[], &[]), "embed_hosts = [] # file masthead.toml");
}

#[test]
fn the_database_has_two_variables_and_its_password_is_hidden() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = |environment: &[(&str, &str)]| setting("database_url", folder.path(), environment, &[]);
    let plain = ("DATABASE_URL", "postgres://me:opensesame@db/one");
    let own = ("MASTHEAD_DATABASE_URL", "postgres://me:opensesame@db/two");
    assert_eq!(url(&[plain]), "database_url = \"postgres://me:***@db/one\" # environment DATABASE_URL");
    assert_eq!(url(&[plain, own]), "database_url = \"postgres://me:***@db/two\" # environment MASTHEAD_DATABASE_URL");
    let help = masthead(folder.path(), &[plain], &["serve", "--help"]);
    assert!(!String::from_utf8_lossy(&help.stdout).contains("opensesame"));
}

#[test]
fn the_secret_of_a_bucket_is_hidden() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = ("MASTHEAD_MEDIA_S3_SECRET_ACCESS_KEY", "opensesame");
    for arguments in [&["config"][..], &["serve", "--help"]] {
        let said = masthead(folder.path(), &[secret], arguments);
        let said = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
        assert!(said.contains("media_s3_secret_access_key") || said.contains("media-s3-secret-access-key"), "{said}");
        assert!(!said.contains("opensesame"), "{said}");
    }
}

#[test]
fn the_file_is_the_one_that_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("masthead.toml"), "rail_size = 5\n").expect("the file is written");
    fs::write(folder.join("other.toml"), "rail_size = 6\n").expect("the file is written");
    let named = ("MASTHEAD_CONFIG", "other.toml");
    assert_eq!(setting("rail_size", folder, &[named], &[]), "rail_size = 6 # file other.toml");
    let flag = ["--config", "masthead.toml"];
    assert_eq!(setting("rail_size", folder, &[named], &flag), "rail_size = 5 # file masthead.toml");
    let (status, said) = refusal(folder, &[], &["config", "--config", "missing.toml"]);
    assert_eq!(status, Some(2));
    assert!(said.starts_with("masthead: cannot read the configuration file missing.toml"), "{said}");
}

#[test]
fn what_is_printed_is_a_file_that_means_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let first = masthead(folder, &[("MASTHEAD_RAIL_SIZE", "7"), ("MASTHEAD_EXPLORERS", "off")], &["config"]).stdout;
    fs::write(folder.join("masthead.toml"), &first).expect("the file is written");
    let values = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        text.lines()
            .map(|line| line.rsplit_once('#').map_or(line, |(value, _)| value).trim().to_owned())
            .collect::<Vec<_>>()
    };
    let second = masthead(folder, &[], &["config"]).stdout;
    assert_eq!(values(&first), values(&second));
    assert_eq!(setting("rail_size", folder, &[], &[]), "rail_size = 7 # file masthead.toml");
}

#[test]
fn mistakes_stop_the_start_and_say_where_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for command in [["serve"].as_slice(), &["migrate"], &["import", "bundle", "x"], &["export", "bundle"]] {
        fs::write(folder.join("masthead.toml"), "\nmax_page_sze = 50\n").expect("the file is written");
        let (status, said) = refusal(folder, &[], command);
        assert_eq!(status, Some(2));
        assert_eq!(
            said,
            "masthead: masthead.toml, line 2: there is no setting \"max_page_sze\"; is max_page_size meant?\n"
        );
    }
    fs::write(folder.join("masthead.toml"), "").expect("the file is written");
    let (status, said) = refusal(folder, &[("MASTHEAD_MAX_PAGE_SIZE", "lots")], &["serve"]);
    assert_eq!(
        (status, said.as_str()),
        (Some(2), "masthead: MASTHEAD_MAX_PAGE_SIZE is \"lots\": a whole number is wanted\n")
    );
    let (status, said) = refusal(folder, &[], &["config", "--max-page-size", "10"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("default_page_size is 20 (default), more than max_page_size, which is 10 (flag"), "{said}");
    let (status, said) = refusal(folder, &[], &["serve", "--max-page-size", "0"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("invalid value '0' for '--max-page-size <N>': 0 is not in 1..=1000"), "{said}");
}

#[test]
fn documents_and_help_need_no_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("masthead.toml"), "this is not TOML").expect("the file is written");
    let broken = [("DATABASE_URL", "nonsense"), ("MASTHEAD_CONFIG", "/nowhere"), ("MASTHEAD_MAX_PAGE_SIZE", "many")];
    for args in [["schema", "graphql"], ["schema", "openapi"], ["schema", "errors"], ["schema", "configuration"]] {
        let output = masthead(folder, &broken, &args);
        assert!(output.status.success() && output.stdout.len() > 1_000, "{args:?}");
    }
    for args in [["serve", "--help"], ["config", "--help"], ["help", "import"]] {
        assert!(masthead(folder, &broken, &args).status.success(), "{args:?}");
    }
    let one = masthead(folder, &[], &["schema", "configuration"]).stdout;
    assert_eq!(one, masthead(folder, &broken, &["schema", "configuration"]).stdout);
}

#[test]
fn variables_that_mean_nothing_are_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let strange = [("MASTHEAD_LISTN", "x"), ("MASTHEAD_SERVICE_HOST", "10.0.0.1"), ("MASTHEAD_PORT_80_TCP", "x")];
    let text = String::from_utf8(masthead(folder.path(), &strange, &["config"]).stdout).expect("text");
    assert!(text.ends_with("# Set in the environment, and no setting\n# MASTHEAD_LISTN\n"), "{text}");
}

#[test]
fn the_documentation_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
    let committed = fs::read_to_string(path).expect("the document is there");
    let folder = tempfile::tempdir().expect("a folder");
    let printed = masthead(folder.path(), &[], &["schema", "configuration"]).stdout;
    assert!(committed.as_bytes() == printed, "docs/configuration.md is out of date: run `make schema`");
}
