//! The commands and their arguments. What each setting means stands in `settings`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::settings::{ExportSettings, ImportSettings, ServerSettings, ToolSettings};

mod accounts;
mod archive;
mod whole;

pub(crate) use accounts::*;
pub(crate) use archive::*;
pub(crate) use whole::*;

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
    /// Look whether everything arrived that an export has
    #[command(after_help = "Example:\n  masthead verify wordpress site.xml")]
    Verify {
        /// An export of what.
        #[command(subcommand)]
        command: Verify,
    },
    /// Give content out
    #[command(after_help = "Example:\n  masthead export bundle archive.ndjson")]
    Export {
        /// As what.
        #[command(subcommand)]
        command: Export,
    },
    /// Write everything that the database holds into one file, while it is served
    #[command(
        long_about = "Write everything that the database holds, as of one moment, into one file, while others read and write.\n\n\
            Content with every revision, accounts, keys, the log: everything but the files of assets (--files). The file is the \
            database's own, a SQLite database or an archive of pg_dump; it is checked before it gets its name. Keep it as you keep \
            secrets. `masthead restore` puts it back.",
        after_help = "Examples:\n  masthead backup backups/monday.masthead\n  \
            masthead backup backups/monday.masthead --files backups/files"
    )]
    Backup(Backup),
    /// Put a backup into the database
    #[command(
        long_about = "Put a backup into the database: it holds then what it held when the backup was made.\n\n\
            The backup is read to its end first; one of an earlier Masthead is migrated, one of a later is refused. A database that \
            holds something is replaced with --force alone, in one transaction: a server that runs meanwhile shows the old content or \
            the new. Copies (sync) and live updates of clients begin again.\n\n\
            Exit status: 0 it was restored, 1 it was restored and files are missing, 2 it could not be restored.",
        after_help = "Examples:\n  masthead restore backups/monday.masthead --database-url sqlite:///tmp/try.sqlite\n  \
            masthead restore backups/monday.masthead --files backups/files --force"
    )]
    Restore(Restore),
    /// Copy everything into another, empty database, and check that both answer the same
    #[command(
        long_about = "Copy everything into another, empty database, and check that both answer the same.\n\n\
            From SQLite to PostgreSQL, back, or between two of a kind: every table, row by row, in one transaction; ids, keys and the log \
            stay what they are, so tokens of clients hold. Stop the servers of the first database before, and start them on the second one \
            after: what is written meanwhile is not copied, and shows as a difference. Stopped in the middle it leaves nothing behind, \
            and can be run again.\n\n\
            Then both are compared: the rows of every table, every page of every list, and everything that is told of a sample of \
            articles. Files of assets stay where they are: both databases have the same media_store.\n\n\
            Exit status: 0 both answer the same, 1 they do not, 2 it could not be done.",
        after_help = "Examples:\n  masthead migrate-database --from sqlite://var/masthead.sqlite --to postgres://masthead@db/masthead\n  \
            masthead migrate-database --to sqlite://var/copy.sqlite --verify-only"
    )]
    MigrateDatabase(MigrateDatabase),
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
    /// What is searched
    #[command(after_help = "Example:\n  masthead search rebuild")]
    Search {
        /// What to do with it.
        #[command(subcommand)]
        command: Search,
    },
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
            zcat archive.ndjson.gz | masthead import bundle - --files archive-files"
    )]
    Bundle(ImportBundle),
    /// Import the archive of a WordPress site: its WXR export (Tools → Export → All content)
    #[command(
        long_about = "Import the archive of a WordPress site: its WXR export, versions 1.0 to 1.2.\n\n\
            Authors, categories, tags, attachments, posts and pages with their stages, dates, bylines, pictures, old paths and \
            search engine titles. Every item is accounted for. Nothing becomes public that was not. An import can be \
            repeated and goes on where it was stopped: only what differs is written, and what people have changed here since \
            stays.\n\nExit status: 0 everything was taken, 1 items were refused, 2 the import could not be done.",
        after_help = "Examples:\n  masthead import wordpress site.xml --dry-run\n  \
            masthead import wordpress site.xml --mapping mapping.toml --fetch --report report.ndjson"
    )]
    Wordpress(ImportArchive),
    /// Import the archive of a Ghost site: its JSON export (Settings → Import/Export)
    #[command(
        long_about = "Import the archive of a Ghost site: its JSON export, of versions 2 to 6.\n\n\
            Users, tags, posts and pages with their stages, dates, authors and pictures. Every item is accounted for. What was \
            for members becomes a draft: nothing becomes public that was not. Passwords, keys and members are not read. An import \
            can be repeated and goes on where it was stopped: only what differs is written, and what people have changed here \
            since stays.\n\nExit status: 0 everything was taken, 1 items were refused, 2 the import could not be done.",
        after_help = "Examples:\n  masthead import ghost site.json --dry-run\n  \
            masthead import ghost site.json --mapping mapping.toml --fetch --report report.ndjson"
    )]
    Ghost(ImportArchive),
    /// Import a feed: RSS, Atom or JSON Feed, from a file or an address, with its further pages
    #[command(
        long_about = "Import a feed: RSS, Atom or JSON Feed, from a file or an address. The further pages of a feed on the web are \
            followed.\n\nFor publications that have nothing else: a feed has only what it shows. An import can be repeated: only what \
            differs is written, and what people have changed here since stays.\n\n\
            Exit status: 0 everything was taken, 1 items were refused, 2 the import could not be done.",
        after_help = "Examples:\n  masthead import feed https://example.org/feed/ --dry-run\n  \
            masthead import feed feed.xml --fetch"
    )]
    Feed(ImportArchive),
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
    /// The folder that the files of assets lie in, by the names that the bundle tells. [default: the folder of the bundle]
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// Fetch the files of assets, and pictures in texts, that someone else serves, and keep them here.
    #[arg(long)]
    pub fetch: bool,
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
            The same publication gives the same bytes. A file appears under its name when it is complete, not before.\n\n\
            The end tells the number of the last event that is in it. --since that number writes what has changed since, and what \
            is not there any more: imported where the rest is, it brings that up to date.",
        after_help = "Examples:\n  masthead export bundle archive.ndjson\n  \
            masthead export bundle archive.ndjson --files archive-files\n  \
            masthead export bundle changes.ndjson --since 1204\n  \
            masthead export bundle | gzip > archive.ndjson.gz"
    )]
    Bundle(ExportBundle),
    /// Write the public API, feeds and sitemaps as files that a plain web server serves
    #[command(
        long_about = "Write the public API, feeds, sitemaps and the media files that they name as files, for a plain web server to \
            serve under the same addresses.\n\n\
            Everything is asked for as readers ask, with the settings of a server. A further run writes what differs, and removes what \
            readers do not see any more. The folder is this command's alone: `public` is what is served, `nginx.conf` how, \
            `manifest.json` lists every address.",
        after_help = "Example:\n  masthead export static /srv/masthead --url https://api.example.org"
    )]
    Static(ExportStatic),
    /// Write everything as a WordPress export file (WXR 1.2)
    #[command(
        long_about = "Write everything as a WordPress export file (WXR 1.2), as of one moment: sections as categories, tags, series, \
            articles as posts with all their contributors, pictures as attachments. What WordPress has no place for is in meta fields of \
            the posts; what is not in the file is told on standard error.\n\n\
            WordPress fetches the files of pictures from this API: --public-url says where it is reached.",
        after_help = "Example:\n  masthead export wordpress archive.xml --public-url https://api.example.org"
    )]
    Wordpress(ExportWordpress),
}

/// `masthead export wordpress`
#[derive(Debug, Args)]
pub struct ExportWordpress {
    /// Where to; `-` is standard output.
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,
    /// Settings.
    #[command(flatten)]
    pub settings: ServerSettings,
}

/// `masthead export static`
#[derive(Debug, Args)]
pub struct ExportStatic {
    /// The folder: a new one, an empty one, or one that this command made.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Where the files will be served, such as https://api.example.org. [default: public_url]
    #[arg(long, value_name = "URL")]
    pub url: Option<url::Url>,
    /// Settings: those of the server whose place the files take.
    #[command(flatten)]
    pub settings: ServerSettings,
}

/// `masthead export bundle`
#[derive(Debug, Args)]
pub struct ExportBundle {
    /// Where to; `-` is standard output.
    #[arg(value_name = "FILE|-", default_value = "-", hide_default_value = true)]
    pub file: PathBuf,
    /// Write the files of assets too, into this folder, each under its hash. What is there is left as it is.
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// Write only what has changed since this event of the log, as the last export told it.
    #[arg(long, value_name = "EVENT", value_parser = clap::value_parser!(i64).range(0..))]
    pub since: Option<i64>,
    /// Settings.
    #[command(flatten)]
    pub settings: ExportSettings,
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

/// `masthead search …`
#[derive(Debug, Subcommand)]
pub enum Search {
    /// Make what is searched anew, of everything that readers see
    #[command(
        long_about = "Make what is searched anew, of everything that readers see.\n\n\
            It is kept with every change, and made anew by a migration that needs it: this is for when something is \
            found that should not be, or the other way round. Others can read and write meanwhile; what is not made yet \
            is not found.",
        after_help = "Example:\n  masthead search rebuild"
    )]
    Rebuild(SearchRebuild),
}

/// `masthead search rebuild`
#[derive(Debug, Args)]
pub struct SearchRebuild {
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
