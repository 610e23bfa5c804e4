//! What a command says when it cannot do what it was told.

use std::{error::Error as _, io, process::ExitCode};

/// The exit status of a command that could not do its work.
pub(crate) const FAILED: u8 = 2;
/// The exit status when the reader of standard output has gone: what a shell shows for a program that SIGPIPE ended.
const NOBODY_READS: u8 = 141;
/// The exit status after Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

/// Why a command could not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    message: Option<String>,
    status: u8,
}

impl Failure {
    /// One line: what failed, with which setting, and what would be right.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), status: FAILED }
    }

    /// Somebody pressed Ctrl-C.
    pub(crate) fn interrupted() -> Self {
        Self { message: None, status: INTERRUPTED }
    }

    /// `what` failed in the way that an operation says.
    pub(crate) fn of(what: &str, error: &masthead_app::Error) -> Self {
        Self::new(format!("{what}: {}", explain(error)))
    }

    /// Standard output cannot be written to. That nobody reads any more is the reader's decision, and no news to them.
    pub(crate) fn stdout(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self { message: None, status: NOBODY_READS },
            _ => Self::new(format!("cannot write to standard output: {error}")),
        }
    }

    /// What to say; nothing when there is nobody to say it to.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The exit status.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.status)
    }
}

/// The cause of an error. Clients are not told; whoever runs the command is whom the log would be for.
pub(crate) fn explain(error: &masthead_app::Error) -> String {
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    // What follows says which of the two it is.
    one_line(cause.strip_prefix("the database is busy or away: ").unwrap_or(&cause))
}

/// Text for a terminal: on one line, and with no control characters of strangers' files.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
        }
    }
    line
}
