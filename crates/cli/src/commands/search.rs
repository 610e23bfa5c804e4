//! `masthead search`: making what is searched anew.

use std::process::ExitCode;

use masthead_app::Settings;

use super::database::{self, Schema};
use crate::{Failure, args::SearchRebuild, out, settings::Origins};

/// Makes what is searched anew.
///
/// # Errors
/// When the database cannot be opened or changed, or does not have the schema.
pub(crate) async fn run(command: SearchRebuild, origins: Origins) -> Result<ExitCode, Failure> {
    let SearchRebuild { settings } = command;
    settings.log.start();
    let app = database::for_work(&settings.database, &origins, Settings::default(), Schema::Refuse).await?;
    let made = app.rebuild_search(|done| tracing::info!(articles = done, "made anew")).await;
    let made = made.map_err(|error| Failure::of("what is searched cannot be made anew", &error))?;
    app.close().await;
    out::answer(format_args!("{made} articles are searched."))?;
    Ok(ExitCode::SUCCESS)
}
