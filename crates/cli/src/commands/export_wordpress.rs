//! `masthead export wordpress`: everything as a WordPress export file.

use std::process::ExitCode;

use masthead_app::wordpress::{self, WordpressEvent};

use super::{database, export::to_file};
use crate::{Failure, args::ExportWordpress, out, progress, settings::Origins};

/// Exports for WordPress.
///
/// # Errors
/// When the database cannot be opened or read, or the output cannot be written to.
pub(crate) async fn run(command: ExportWordpress, origins: Origins) -> Result<ExitCode, Failure> {
    let ExportWordpress { file, settings } = command;
    settings.check(&origins)?;
    settings.log.start();
    let app = database::existing(&settings.database, &origins, settings.app()?).await?;
    database::refuse(database::pending(&app).await?)?;
    let bar = progress::writing();
    let report = |event: WordpressEvent<'_>| match event {
        WordpressEvent::Progress(items) => bar.set_position(items),
        WordpressEvent::Note { name, message } => bar.suspend(|| out::say(format_args!("{name}: {message}"))),
    };
    let done = to_file(&file, async |mut out| {
        let done = wordpress::export(&app, &mut out, report).await;
        out.end(done)
    })
    .await;
    bar.finish_and_clear();
    let done = done?;
    app.close().await;
    out::say(format_args!("{} articles and {} pictures and files were exported.", done.posts, done.attachments));
    Ok(ExitCode::SUCCESS)
}
