//! Standard output, for answers, and standard error, for everything said on the way.

use std::{
    fmt,
    io::{self, Write},
};

use crate::Failure;

/// Writes a line of the answer.
///
/// # Errors
/// When standard output cannot be written to, or nobody reads it any more.
pub(crate) fn answer(line: impl fmt::Display) -> Result<(), Failure> {
    text(&format!("{line}\n"))
}

/// Writes an answer that has its line ends already.
///
/// # Errors
/// As [`answer`].
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| Failure::stdout(&error))
}

/// Says something to whoever watches. That nobody does is no reason to stop.
pub(crate) fn say(line: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
