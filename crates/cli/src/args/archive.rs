//! Arguments of the commands that take in the archives of other systems, and look whether everything arrived.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::settings::ImportSettings;

/// `masthead import wordpress|ghost|feed`
#[derive(Debug, Args)]
pub struct ImportArchive {
    /// The export: a file, `-` for standard input, or the address of a feed.
    #[arg(value_name = "FILE|-|URL")]
    pub file: PathBuf,
    /// How it is taken in.
    #[command(flatten)]
    pub how: ArchiveArgs,
}

/// How the archive of another system is taken in.
#[derive(Debug, Args)]
pub struct ArchiveArgs {
    /// What becomes of categories, tags, types and custom fields: a TOML file (docs/moving-from-wordpress.md).
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Change nothing: do it all in a database that is thrown away, and report what would happen.
    #[arg(long)]
    pub dry_run: bool,
    /// Write a report of every item, as lines of JSON.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Write that report to standard output.
    #[arg(long, conflicts_with = "report")]
    pub json: bool,
    /// Do not sum up what was changed or could not be kept.
    #[arg(long)]
    pub quiet_notes: bool,
    /// Fetch the files of attachments, and pictures in texts, and keep them here.
    #[arg(long)]
    pub fetch: bool,
    /// Also over what people have changed here since an earlier import.
    #[arg(long)]
    pub overwrite: bool,
    /// Do not migrate the database first; refuse when that is needed.
    #[arg(long)]
    pub no_migrate: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: ImportSettings,
}

/// `masthead verify …`
#[derive(Debug, Subcommand)]
pub enum Verify {
    /// Compare an export of WordPress with what the API answers now
    #[command(
        long_about = VERIFY,
        after_help = "Examples:\n  masthead verify wordpress site.xml --mapping mapping.toml\n  \
            masthead verify wordpress site.xml --json > losses.ndjson"
    )]
    Wordpress(VerifyArchive),
    /// Compare an export of Ghost with what the API answers now
    #[command(long_about = VERIFY, after_help = "Example:\n  masthead verify ghost site.json --mapping mapping.toml")]
    Ghost(VerifyArchive),
}

const VERIFY: &str = "Compare an export with what the API answers now, item by item: articles, headlines, dates, contributors, \
    sections, tags, pictures, links, words, and the paths that readers know.\n\n\
    What the import report names (skipped and refused items, and what its notes say) is not missed again.\n\n\
    Exit status: 0 nothing is missing, 1 something is, 2 it could not be done.";

/// `masthead verify wordpress|ghost`
#[derive(Debug, Args)]
pub struct VerifyArchive {
    /// The export.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The mapping file that it was imported with.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// The report of the import (`--report FILE`): what it says was refused is known to be missing.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Tell of every loss as a line of JSON on standard output.
    #[arg(long)]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: ImportSettings,
}
