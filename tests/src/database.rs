//! A database for one test: a new SQLite file, or, when `TEST_DATABASE_URL` is set, a new PostgreSQL database.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use masthead_app::{
    App, Clock, DatabaseSettings, Settings,
    media::{MediaSettings, StorageOptions},
};
use sea_orm::{ConnectionTrait, Database, Statement};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// A database of its own, gone when it is dropped.
#[derive(Debug)]
pub struct TestDb {
    url: String,
    /// Keeps the folder of a SQLite file.
    _folder: Option<TempDir>,
    /// Where to drop a PostgreSQL database, and its name.
    drop_at: Option<(String, String)>,
}

/// The name of the migrated database that others are copies of.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

impl TestDb {
    /// A migrated, empty database.
    pub async fn new() -> Self {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) if !server.is_empty() => Self::postgres(server).await,
            _ => Self::sqlite().await,
        }
    }

    /// A database without any tables.
    pub async fn unmigrated() -> Self {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) if !server.is_empty() => Self::copy(server, "template0").await,
            _ => Self::empty_file(),
        }
    }

    fn empty_file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/test.sqlite", folder.path().display());
        Self { url, _folder: Some(folder), drop_at: None }
    }

    /// A migrated, empty SQLite file, whatever the others use.
    pub async fn sqlite() -> Self {
        let db = Self::empty_file();
        let app = db.app().await;
        app.migrate().await.unwrap();
        app.close().await;
        db
    }

    /// A migrated database of this name that stays when it is dropped here: a file in the folder, or a database of the server that
    /// `TEST_DATABASE_URL` names. What was in it already is still there.
    pub async fn kept(postgres: bool, folder: &Path, name: &str) -> Self {
        let url = if postgres {
            let server = std::env::var("TEST_DATABASE_URL").unwrap();
            let admin = Database::connect(&server).await.unwrap();
            let found = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
            let statement = Statement::from_string(admin.get_database_backend(), found);
            if admin.query_one_raw(statement).await.unwrap().is_none() {
                admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
            }
            admin.close().await.unwrap();
            with_name(&server, name)
        } else {
            std::fs::create_dir_all(folder).unwrap();
            format!("sqlite://{}", folder.join(name).with_extension("sqlite").display())
        };
        let db = Self { url, _folder: None, drop_at: None };
        let app = db.app().await;
        app.migrate().await.unwrap();
        app.close().await;
        db
    }

    async fn postgres(server: String) -> Self {
        let template = TEMPLATE.get_or_init(|| make_template(&server)).await;
        Self::copy(server, template).await
    }

    async fn copy(server: String, template: &str) -> Self {
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let admin = Database::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
        admin.close().await.unwrap();
        Self { url: with_name(&server, &name), _folder: None, drop_at: Some((server, name)) }
    }

    /// The same database once more; it goes with the first one.
    pub(crate) fn same(&self) -> Self {
        Self { url: self.url.clone(), _folder: None, drop_at: None }
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder that its files are in, unless a test has put them elsewhere.
    pub fn media(&self) -> PathBuf {
        media_folder(&self.url)
    }

    /// Is it PostgreSQL?
    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// An app over it.
    pub async fn app(&self) -> App {
        self.app_at(Clock::System).await
    }

    /// An app over it, with settings of its own.
    pub async fn app_with(&self, settings: Settings) -> App {
        open_with(&self.url, Clock::System, settings).await
    }

    /// An app over it, with a clock of the test's own.
    pub async fn app_at(&self, clock: Clock) -> App {
        open(&self.url, clock).await
    }
}

/// An app over a database.
pub(crate) async fn open(url: &str, clock: Clock) -> App {
    open_with(url, clock, Settings::default()).await
}

/// An app over a database, with settings of its own.
pub async fn open_with(url: &str, clock: Clock, mut with: Settings) -> App {
    // Tests know how many statements everything takes, unless they are about what is kept.
    if with.content_memory_bytes == Settings::default().content_memory_bytes {
        with.content_memory_bytes = 0;
    }
    if with.media.storage == MediaSettings::default().storage {
        with.media.storage = StorageOptions::Folder(media_folder(url));
    }
    App::open(settings(url), with, clock).await.unwrap()
}

/// Where the files of a database are: beside a SQLite file, or in a folder of the PostgreSQL database's name.
pub(crate) fn media_folder(url: &str) -> PathBuf {
    match url.strip_prefix("sqlite://") {
        Some(file) => Path::new(file).with_extension("media"),
        None => {
            let name = url.rsplit('/').next().unwrap().split('?').next().unwrap();
            std::env::temp_dir().join(format!("masthead-{name}.media"))
        }
    }
}

fn settings(url: &str) -> DatabaseSettings {
    DatabaseSettings {
        url: url.to_owned(),
        max_connections: 4,
        acquire_timeout: Duration::from_secs(20),
        statement_timeout: Duration::from_secs(60),
        replicas: Vec::new(),
    }
}

async fn make_template(server: &str) -> String {
    let name = format!("template_{}", std::process::id());
    let admin = Database::connect(server).await.unwrap();
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
    let app = App::open(settings(&with_name(server, &name)), Settings::default(), Clock::System).await.unwrap();
    app.migrate().await.unwrap();
    app.close().await;
    admin.close().await.unwrap();
    name
}

/// The same server, another database.
fn with_name(server: &str, name: &str) -> String {
    let (base, query) = server.split_once('?').map_or((server, ""), |(base, query)| (base, query));
    let (host, _) = base.rsplit_once('/').unwrap();
    if query.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{query}") }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Some((server, name)) = self.drop_at.take() else { return };
        // Most tests have no files.
        let _ = std::fs::remove_dir_all(media_folder(&self.url));
        // A test's own runtime may be ending: this needs one of its own, on a thread of its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                if let Ok(admin) = Database::connect(&server).await {
                    let _ = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
                }
            });
        });
        let _ = dropping.join();
    }
}
