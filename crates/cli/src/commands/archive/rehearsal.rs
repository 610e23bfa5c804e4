//! A dry run: really done, in a database that is thrown away. It begins with a copy of the content that is there, so that what would be
//! updated, unchanged or refused is found out and not guessed.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    ops::ControlFlow,
    path::Path,
};

use masthead_app::{
    App, Settings,
    bundle::{self, ImportOptions},
};
use masthead_domain::bundle::Record;
use url::Url;

use super::super::database::{self, Schema};
use crate::{
    Failure,
    failure::explain,
    settings::{Database, Origins},
};

/// The database that is thrown away.
pub(super) struct Rehearsal {
    app: App,
    /// Gone when it is dropped.
    _folder: tempfile::TempDir,
}

impl Rehearsal {
    /// Copies the content that is there.
    ///
    /// # Errors
    /// When it cannot be read, or there is no room for the copy.
    pub(super) async fn begin(database: &Database, origins: &Origins, settings: Settings) -> Result<Self, Failure> {
        let no_room = |error: std::io::Error| Failure::new(format!("cannot make a database for the dry run: {error}"));
        let folder = tempfile::tempdir().map_err(no_room)?;
        let copy = Database {
            database_url: format!("sqlite://{}", folder.path().join("dry-run.sqlite").display()),
            ..database.clone()
        };
        let app = database::for_work(&copy, origins, settings.clone(), Schema::Migrate).await?;
        let rehearsal = Self { app, _folder: folder };
        // A database that is not there yet is not made for a dry run.
        let is_there = database::sqlite_file(&database.database_url).is_none_or(|file| Path::new(file).exists());
        if is_there {
            let there = database::open(database, origins, database.for_work(), settings).await?;
            if database::pending(&there).await? == 0 {
                let content = rehearsal._folder.path().join("content.ndjson");
                let mut file = BufWriter::new(File::create(&content).map_err(no_room)?);
                bundle::export(&there, &mut file, |_| {}).await.map_err(failed)?;
                file.flush().map_err(no_room)?;
                rehearsal.copy(&content).await?;
            }
            there.close().await;
        }
        Ok(rehearsal)
    }

    /// Takes the copy in. Files stay where they are: nothing is fetched or uploaded.
    async fn copy(&self, content: &Path) -> Result<(), Failure> {
        let file = content.to_owned();
        let source = Box::new(move |record: &mut dyn FnMut(u64, Record) -> ControlFlow<()>| {
            let lines = BufReader::new(File::open(&file).map_err(|error| error.to_string())?).lines();
            for (number, line) in (1..).zip(lines) {
                let line = line.map_err(|error| error.to_string())?;
                let mut one: Record = serde_json::from_str(&line).map_err(|error| error.to_string())?;
                if let Record::Asset(asset) = &mut one
                    && let Some(file) = asset.file.take()
                    && asset.url.is_none()
                {
                    asset.url = Url::parse(&format!("https://dry-run.invalid/{file}")).ok();
                }
                if record(number, one).is_break() {
                    break;
                }
            }
            Ok(())
        });
        bundle::import_records(&self.app, source, &ImportOptions::default(), |_| {}).await.map_err(failed)?;
        Ok(())
    }

    /// The operations, on that database.
    pub(super) fn app(&self) -> &App {
        &self.app
    }

    /// Throws it away.
    pub(super) async fn end(self) {
        self.app.close().await;
    }
}

fn failed(error: masthead_app::Error) -> Failure {
    Failure::new(format!("the content that is there could not be copied for the dry run: {}", explain(&error)))
}
