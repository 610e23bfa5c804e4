//! `masthead migrate`: the schema that this program expects.

use std::process::ExitCode;

use masthead_app::Settings;

use super::database;
use crate::{Failure, args::Migrate, out, settings::Origins};

/// Migrates, or tells whether that is needed.
///
/// # Errors
/// When the database cannot be opened or changed.
pub(crate) async fn run(command: Migrate, origins: Origins) -> Result<ExitCode, Failure> {
    let Migrate { check, settings } = command;
    settings.log.start();
    if check {
        let app = database::existing(&settings.database, &origins, masthead_app::Settings::default()).await?;
        let pending = database::pending(&app).await?;
        app.close().await;
        return match pending {
            0 => out::answer("The schema is up to date.").map(|()| ExitCode::SUCCESS),
            n => out::answer(format_args!("{} pending.", changes(n))).map(|()| ExitCode::from(1)),
        };
    }
    let app = database::open(&settings.database, &origins, settings.database.for_work(), Settings::default()).await?;
    let made = database::migrate(&app).await?;
    app.close().await;
    match made {
        0 => out::answer("No changes were needed: the schema is up to date.")?,
        n => out::answer(format_args!("{} made: the schema is up to date.", changes(n)))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn changes(n: usize) -> String {
    if n == 1 { "1 change".to_owned() } else { format!("{n} changes") }
}
