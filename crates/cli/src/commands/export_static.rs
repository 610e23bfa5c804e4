//! `masthead export static`: the public API as files.

use std::process::ExitCode;

use masthead_http::fixed::{self, Target};
use tokio::task::LocalSet;
use url::Url;

use super::database;
use crate::{Failure, args::ExportStatic, out, progress, settings::Origins};

/// Writes the files.
///
/// # Errors
/// When nobody says where they will be served; when the database cannot be read, or the folder not be written to.
pub(crate) async fn run(command: ExportStatic, origins: Origins) -> Result<ExitCode, Failure> {
    let ExportStatic { folder, url, settings } = command;
    settings.check(&origins)?;
    settings.log.start();
    let url = match url {
        Some(url) => url,
        None => Url::parse(settings.http.public_url()).map_err(|_| {
            Failure::new("answers have absolute addresses in them: say with --url (or public_url) where the files will be served")
        })?,
    };
    if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
        return Err(Failure::new(format!(
            "{url} is not where files are served: --url is http(s), without query or fragment"
        )));
    }
    let with = settings.app()?;
    let media_url = with.media.url.as_ref().map(ToString::to_string);
    let base = url.as_str().trim_end_matches('/').to_owned();
    let with = masthead_app::Settings { url: Some(base), ..with };
    let app = database::existing(&settings.database, &origins, with).await?;
    database::refuse(database::pending(&app).await?)?;
    let target = Target { folder, url, media_url };
    let bar = progress::copying();
    // The doors of the server live on one thread.
    let writing = fixed::write_files(&app, settings.http(), &target, |files| bar.set_position(files));
    let done = LocalSet::new().run_until(writing).await;
    bar.finish_and_clear();
    app.close().await;
    let done = done.map_err(|error| Failure::new(format!("the files could not be written: {error}")))?;
    let fixed::Written { files, written, removed } = done;
    out::say(format_args!("{files} addresses have a file; {written} were written, {removed} removed."));
    out::say(format_args!("How they are served: {}", target.folder.join("nginx.conf").display()));
    Ok(ExitCode::SUCCESS)
}
