//! The commands and their arguments. What each setting means stands in `settings`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use masthead_domain::{
    api_key::{ApiKey, Scope},
    id::Id,
    user::UserRole,
};

use crate::commands::{keys, users};
use crate::settings::{AccountSettings, ImportSettings, ServerSettings, ToolSettings};

/// A headless content API for newsrooms and magazines: articles over GraphQL and REST, on SQLite or PostgreSQL.
#[derive(Debug, Parser)]
#[command(
    name = "masthead",
    bin_name = "masthead",
    version,
    max_term_width = 120,
    after_help = "Try it:\n  masthead dev                      a demo magazine on http://127.0.0.1:8080\n\n\
        Settings are flags, MASTHEAD_… variables or keys of masthead.toml; `masthead config` shows them all."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API
    #[command(
        after_help = "Example:\n  masthead serve --listen 0.0.0.0:8080 --database-url postgres://masthead@db/masthead"
    )]
    Serve(Serve),
    /// Migrate, load the demo magazine and serve it, with everything a developer likes switched on
    #[command(after_help = "Example:\n  masthead dev --listen 127.0.0.1:3000")]
    Dev(Dev),
    /// The demo magazine
    #[command(after_help = "Example:\n  masthead demo load")]
    Demo {
        /// What to do with it.
        #[command(subcommand)]
        command: Demo,
    },
    /// Take content in
    #[command(after_help = "Example:\n  masthead import bundle archive.ndjson")]
    Import {
        /// From what.
        #[command(subcommand)]
        command: Import,
    },
    /// Give content out
    #[command(after_help = "Example:\n  masthead export bundle archive.ndjson")]
    Export {
        /// As what.
        #[command(subcommand)]
        command: Export,
    },
    /// People who sign in
    #[command(after_help = "Example:\n  masthead users create ada@example.org --role admin")]
    Users {
        /// What to do with them.
        #[command(subcommand)]
        command: Users,
    },
    /// API keys, and the key that tokens are signed with
    #[command(after_help = "Example:\n  masthead keys create --user ada@example.org --name export --scope read_drafts")]
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        command: Keys,
    },
    /// Bring the database's schema to what this program expects
    #[command(
        after_help = "Examples:\n  masthead migrate\n  masthead migrate --check    exit status 1 if it is needed"
    )]
    Migrate(Migrate),
    /// Print a document of the API; needs no database and no configuration
    #[command(after_help = "Example:\n  masthead schema graphql > schema.graphql")]
    Schema {
        /// Which one.
        #[command(subcommand)]
        document: Document,
    },
    /// Print every setting as it is now, and where its value comes from
    #[command(after_help = "Example:\n  MASTHEAD_MAX_PAGE_SIZE=50 masthead config | grep page_size")]
    Config(Config),
}

/// `masthead serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// Do not migrate the database first; refuse to start when that is needed.
    #[arg(long)]
    pub no_migrate: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: ServerSettings,
}

/// `masthead dev`
#[derive(Debug, Args)]
pub struct Dev {
    /// Settings.
    #[command(flatten)]
    pub settings: ServerSettings,
}

/// `masthead demo …`
#[derive(Debug, Subcommand)]
pub enum Demo {
    /// Load the demo magazine, or bring it back to what it was
    #[command(after_help = "Example:\n  masthead demo load --database-url sqlite://var/demo.sqlite")]
    Load(DemoLoad),
}

/// `masthead demo load`
#[derive(Debug, Args)]
pub struct DemoLoad {
    /// Settings.
    #[command(flatten)]
    pub settings: ImportSettings,
}

/// `masthead import …`
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Import a content bundle: lines of JSON, one record each
    #[command(
        long_about = "Import a content bundle: lines of JSON, one record each.\n\n\
            What is there already is updated if it differs and left alone if not, so an import can be repeated, and \
            goes on where it was stopped. Each record is taken whole or not at all. Refused records are reported on \
            standard error with line, name and reason; the counts come last, on standard output.\n\n\
            Exit status: 0 everything was taken, 1 records were refused, 2 the import could not be done.",
        after_help = "Examples:\n  masthead import bundle archive.ndjson\n  \
            zcat archive.ndjson.gz | masthead import bundle -"
    )]
    Bundle(ImportBundle),
}

/// `masthead import bundle`
#[derive(Debug, Args)]
pub struct ImportBundle {
    /// The bundle; `-` is standard input.
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,
    /// Report in JSON on standard output: one line for each refusal and note, the counts last.
    #[arg(long)]
    pub json: bool,
    /// Do not report what was changed or kept in another form in the text of articles that were taken.
    #[arg(long)]
    pub quiet_notes: bool,
    /// Do not migrate the database first; refuse when that is needed.
    #[arg(long)]
    pub no_migrate: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: ImportSettings,
}

/// `masthead export …`
#[derive(Debug, Subcommand)]
pub enum Export {
    /// Export everything, as of one moment, as a content bundle
    #[command(
        long_about = "Export everything, as of one moment, as a content bundle: lines of JSON, one record each.\n\n\
            The same publication gives the same bytes. A file appears under its name when it is complete, not before.",
        after_help = "Examples:\n  masthead export bundle archive.ndjson\n  \
            masthead export bundle | gzip > archive.ndjson.gz"
    )]
    Bundle(ExportBundle),
}

/// `masthead export bundle`
#[derive(Debug, Args)]
pub struct ExportBundle {
    /// Where to; `-` is standard output.
    #[arg(value_name = "FILE|-", default_value = "-", hide_default_value = true)]
    pub file: PathBuf,
    /// Settings.
    #[command(flatten)]
    pub settings: ToolSettings,
}

/// `masthead users …`
#[derive(Debug, Subcommand)]
pub enum Users {
    /// Make a user; the password is asked for, or read from standard input
    #[command(after_help = "Examples:\n  masthead users create ada@example.org --name \"Ada Quill\" --role admin\n  \
        masthead users create ben@example.org --role editor --section news < password.txt")]
    Create(UsersCreate),
    /// List the users
    #[command(after_help = "Example:\n  masthead users list")]
    List(UsersList),
    /// Say what a user may do
    #[command(after_help = "Example:\n  masthead users set-role ada@example.org editor --section news")]
    SetRole(UsersSetRole),
    /// Sign a user out everywhere, for good
    #[command(after_help = "Example:\n  masthead users disable ada@example.org")]
    Disable(UsersOne),
    /// Let a disabled user sign in again
    #[command(after_help = "Example:\n  masthead users enable ada@example.org")]
    Enable(UsersOne),
    /// Give a user another password; it is asked for, or read from standard input
    #[command(after_help = "Example:\n  masthead users set-password ada@example.org")]
    SetPassword(UsersOne),
}

/// `masthead users create`
#[derive(Debug, Args)]
pub struct UsersCreate {
    /// The address to sign in with.
    #[arg(value_name = "EMAIL")]
    pub email: String,
    /// What colleagues call them; the beginning of the address when nothing is said.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What they may do: contributor, author, editor or admin.
    #[arg(long, value_name = "ROLE", value_parser = users::role)]
    pub role: UserRole,
    /// Restrict an editor to this section (id or slug); can be given several times.
    #[arg(long, value_name = "SECTION")]
    pub section: Vec<String>,
    /// No password: nobody can sign in as this user yet.
    #[arg(long)]
    pub no_password: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead users list`
#[derive(Debug, Args)]
pub struct UsersList {
    /// A line of JSON for each.
    #[arg(long)]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead users set-role`
#[derive(Debug, Args)]
pub struct UsersSetRole {
    /// The user's address.
    #[arg(value_name = "EMAIL")]
    pub email: String,
    /// What they may do: contributor, author, editor or admin.
    #[arg(value_name = "ROLE", value_parser = users::role)]
    pub role: UserRole,
    /// Restrict an editor to this section (id or slug); can be given several times. Without one there is no restriction.
    #[arg(long, value_name = "SECTION")]
    pub section: Vec<String>,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// A command about one user.
#[derive(Debug, Args)]
pub struct UsersOne {
    /// The user's address.
    #[arg(value_name = "EMAIL")]
    pub email: String,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys …`
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Make an API key; it is printed this once
    #[command(
        after_help = "Example:\n  masthead keys create --user ada@example.org --name export --scope read_drafts --expires-in-days 90"
    )]
    Create(KeysCreate),
    /// List API keys
    #[command(after_help = "Example:\n  masthead keys list --user ada@example.org")]
    List(KeysList),
    /// Take an API key back
    #[command(after_help = "Example:\n  masthead keys revoke 019ab2c4-7c1e-7d55-8f3a-2b1c9d0e4f6a")]
    Revoke(KeysOne),
    /// Give an API key another secret; the old one works for a while more
    #[command(
        after_help = "Example:\n  masthead keys rotate 019ab2c4-7c1e-7d55-8f3a-2b1c9d0e4f6a --overlap-seconds 3600"
    )]
    Rotate(KeysRotate),
    /// Sign access tokens with a new key; those of the old one count until they expire
    #[command(after_help = "Example:\n  masthead keys rotate-signing")]
    RotateSigning(KeysRotateSigning),
}

/// `masthead keys create`
#[derive(Debug, Args)]
pub struct KeysCreate {
    /// Whose key it is: the user's address.
    #[arg(long, value_name = "EMAIL")]
    pub user: String,
    /// What it is for.
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// What it may do: read_drafts, write_own, write_any, publish or manage; can be given several times.
    #[arg(long, value_name = "SCOPE", required = true, value_parser = keys::scope)]
    pub scope: Vec<Scope>,
    /// Days after which it does not work any more; without this it has no end.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub expires_in_days: Option<u32>,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys list`
#[derive(Debug, Args)]
pub struct KeysList {
    /// Only keys of this user: an address.
    #[arg(long, value_name = "EMAIL")]
    pub user: Option<String>,
    /// A line of JSON for each.
    #[arg(long)]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys revoke`
#[derive(Debug, Args)]
pub struct KeysOne {
    /// The key's id.
    #[arg(value_name = "ID", value_parser = keys::id)]
    pub id: Id<ApiKey>,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys rotate`
#[derive(Debug, Args)]
pub struct KeysRotate {
    /// The key's id.
    #[arg(value_name = "ID", value_parser = keys::id)]
    pub id: Id<ApiKey>,
    /// For how many seconds the old secret works too; a day when nothing is said.
    #[arg(long, value_name = "SECONDS")]
    pub overlap_seconds: Option<i64>,
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead keys rotate-signing`
#[derive(Debug, Args)]
pub struct KeysRotateSigning {
    /// Settings.
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// `masthead migrate`
#[derive(Debug, Args)]
pub struct Migrate {
    /// Change nothing; tell how many changes are pending. Exit status 1 if there are any.
    #[arg(long)]
    pub check: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: ToolSettings,
}

/// `masthead config`
#[derive(Debug, Args)]
pub struct Config {
    /// Settings.
    #[command(flatten)]
    pub settings: ServerSettings,
}

/// `masthead schema …`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum Document {
    /// The GraphQL schema, as SDL
    #[command(after_help = "Example:\n  masthead schema graphql > schema.graphql")]
    Graphql,
    /// The OpenAPI document of the REST API, as JSON
    #[command(after_help = "Example:\n  masthead schema openapi > openapi.json")]
    Openapi,
    /// The table of errors, as Markdown
    #[command(after_help = "Example:\n  masthead schema errors > errors.md")]
    Errors,
    /// The table of settings, as Markdown
    #[command(hide = true, after_help = "Example:\n  masthead schema configuration > docs/configuration.md")]
    Configuration,
}
