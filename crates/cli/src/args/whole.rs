//! The arguments of the commands about the database as a whole.

use std::path::PathBuf;

use clap::Args;

use crate::settings::{ExportSettings, ToolSettings};

/// `masthead backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// Where to.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Write over a file that is there.
    #[arg(long)]
    pub force: bool,
    /// Copy the files of assets too, into this folder, each under its hash. What is there is left as it is, so one folder serves all
    /// backups.
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// Settings.
    #[command(flatten)]
    pub settings: ExportSettings,
}

/// `masthead restore`
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Put it in the place of what the database holds, which is gone then.
    #[arg(long)]
    pub force: bool,
    /// Put the files of assets that the store (`media_store`) does not have into it, from this folder.
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// Settings.
    #[command(flatten)]
    pub settings: ExportSettings,
}

/// `masthead migrate-database`
#[derive(Debug, Args)]
pub struct MigrateDatabase {
    /// The database to copy. [default: `database_url`]
    #[arg(long, value_name = "URL")]
    pub from: Option<String>,
    /// The database to copy it into, which holds nothing. A password is better given by the variable PGPASSWORD.
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// Copy nothing, only compare.
    #[arg(long)]
    pub verify_only: bool,
    /// How many articles are asked for one by one when answers are compared. All lists are always compared.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub sample: u32,
    /// Settings.
    #[command(flatten)]
    pub settings: ToolSettings,
}
