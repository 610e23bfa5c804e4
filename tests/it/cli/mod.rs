//! The program as its operator meets it: real processes.

mod import;
mod readme;
mod serve;
mod serving;

use std::process::{Command, Stdio};

pub(crate) use serving::Serving;

/// The program, built beside these tests (`make test` builds it first), with nothing of the environment's own settings.
pub(crate) fn masthead() -> Command {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("masthead");
    assert!(program.exists(), "{} is not there: run `cargo build -p masthead` first", program.display());
    let mut command = Command::new(program);
    for (name, _) in std::env::vars() {
        if name.starts_with("MASTHEAD_") || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    // Nothing of a test may lie in the folder of the project.
    let media = std::env::temp_dir().join(format!("masthead-test-{}.media", std::process::id()));
    command.env("MASTHEAD_MEDIA_STORE", media);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end; returns its status, standard output and standard error.
pub(crate) fn run(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}
