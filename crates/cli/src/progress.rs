//! Progress, shown on a terminal and nowhere else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use masthead_app::backup::Progress;

const BYTES: &str = "{wide_bar:.green/dim} {bytes}/{total_bytes}  {msg}  {eta} left";
const STREAM: &str = "{spinner} {bytes}  {msg}  {elapsed}";
const ARCHIVE: &str = "{wide_bar:.green/dim} {percent}%  {msg}  {eta} left";
const FILES: &str = "{spinner} {human_pos} files  {per_sec}  {elapsed}";
const ROWS: &str = "{wide_bar:.green/dim} {human_pos}/{human_len} rows  {msg}  {elapsed}";
const ANSWERS: &str = "{spinner} {human_pos} answers  {per_sec}  {elapsed}";
const RECORDS: &str = "{spinner} {human_pos} records  {per_sec}  {elapsed}";

/// Through a file, in bytes; of a stream nobody knows the end.
pub(crate) fn reading(size: Option<u64>) -> ProgressBar {
    shown(size, if size.is_some() { BYTES } else { STREAM })
}

/// Addresses read and written down.
pub(crate) fn copying() -> ProgressBar {
    shown(None, FILES)
}

/// Records written.
pub(crate) fn writing() -> ProgressBar {
    shown(None, RECORDS)
}

/// Through an export that is read several times.
pub(crate) fn archive() -> ProgressBar {
    shown(Some(0), ARCHIVE)
}

/// Through the rows of all tables; how many there are is told later.
pub(crate) fn rows() -> ProgressBar {
    shown(Some(0), ROWS)
}

/// Answers compared.
pub(crate) fn answers() -> ProgressBar {
    shown(None, ANSWERS)
}

/// Shows how far a copy is.
pub(crate) fn show(bar: &ProgressBar, progress: &Progress<'_>) {
    bar.set_length(progress.of);
    bar.set_position(progress.rows);
    bar.set_message(progress.what.to_owned());
}

fn shown(size: Option<u64>, template: &str) -> ProgressBar {
    // The target hides itself where standard error is not a terminal.
    let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::stderr());
    // The templates are constants that a test reads; a plain bar is the honest fallback.
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(120));
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_can_be_read() {
        for template in [BYTES, STREAM, ARCHIVE, FILES, RECORDS, ROWS, ANSWERS] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
