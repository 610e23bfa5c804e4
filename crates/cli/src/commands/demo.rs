//! `masthead demo load`: the demo magazine, which is part of the binary.

use std::process::ExitCode;

use masthead_app::{
    App,
    bundle::{self, Counts, Files, ImportEvent, ImportOptions},
};
use masthead_domain::time::Instant;

use super::{
    database::{self, Schema},
    import::{told, totals},
};
use crate::{Failure, args::DemoLoad, out, settings::Origins};

/// The demo magazine, as a bundle.
const MAGAZINE: &[u8] = include_bytes!("../../demo/magazine.ndjson");

/// An article of the demo with everything on its page.
pub(super) const ARTICLE: &str = "the-ferry-that-keeps-the-city-honest";

/// Loads the demo magazine.
///
/// # Errors
/// When the database cannot be opened or written to, or holds another publication.
pub(crate) async fn run(command: DemoLoad, origins: Origins) -> Result<ExitCode, Failure> {
    let settings = command.settings;
    settings.log.start();
    let app = database::for_work(&settings.database, &origins, settings.app(), Schema::Migrate).await?;
    let counts = load(&app).await?;
    app.close().await;
    out::answer(totals(&counts))?;
    Ok(if counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Loads the demo magazine, or brings it back to what it was.
///
/// # Errors
/// When the database cannot be written to, or holds another publication.
pub(super) async fn load(app: &App) -> Result<Counts, Failure> {
    let there = app.cx().site().await.map_err(|error| Failure::of("cannot read the database", &error))?;
    // A publication that was never saved has no date; one of another address is somebody's work.
    if there.updated_at != Instant::default() && Some(there.url.as_str()) != address().as_deref() {
        return Err(Failure::new(format!(
            "the database holds another publication ({}, {}), and the demo would be mixed into it; name another \
             database, such as --database-url sqlite://var/demo.sqlite",
            there.name, there.url
        )));
    }
    let how = ImportOptions { files: Files::Made(painted), ..ImportOptions::default() };
    let report = |event: ImportEvent<'_>| {
        if let ImportEvent::Refused { .. } = event
            && let Some(line) = told(&event)
        {
            out::say(line);
        }
    };
    bundle::import(app, MAGAZINE, &how, report)
        .await
        .map_err(|error| Failure::of("cannot load the demo magazine", &error))
}

/// A picture of the demo, painted now.
fn painted(name: &str) -> Option<Vec<u8>> {
    let (key, _) = name.rsplit_once('.')?;
    masthead_demo::paint(key).map(|painted| painted.bytes)
}

/// The demo's own address, as the database would keep it.
fn address() -> Option<String> {
    let line = MAGAZINE.split(|byte| *byte == b'\n').next()?;
    let site: masthead_domain::bundle::Record = serde_json::from_slice(line).ok()?;
    match site {
        masthead_domain::bundle::Record::Site(site) => Some(site.url.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use masthead_domain::bundle::Record;

    use super::*;

    #[test]
    fn the_demo_begins_with_its_site() {
        assert_eq!(address().as_deref(), Some("https://magazine.example/"));
    }

    #[test]
    fn the_article_that_is_shown_is_there() {
        let records = MAGAZINE.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let records = records.map(|line| serde_json::from_slice::<Record>(line).expect("the demo is a bundle"));
        let found = records.filter(|record| matches!(record, Record::Article(it) if it.slug.as_str() == ARTICLE));
        assert_eq!(found.count(), 1);
    }
}
