//! `masthead verify`: does the API answer with everything that an export has? What is asked is the API itself, over HTTP, as anybody would;
//! only for what is not public are the operations asked.

mod compare;
mod door;
mod losses;

use std::{
    collections::HashSet,
    fs::File,
    io::{BufRead, BufReader},
    ops::ControlFlow,
    path::Path,
    process::ExitCode,
};

use futures_util::StreamExt;
use masthead_app::App;
use masthead_domain::bundle::Record;
use masthead_imports::{Item, Made, Options, Origin, Told};
use serde_json::Value;
use tokio::sync::mpsc;

use self::{door::Door, losses::Losses};
use super::{
    archive::{self, Export, System},
    database,
};
use crate::{Failure, args::VerifyArchive, failure::explain, out, progress, settings::Origins};

/// How many items are asked for at the same time.
const AT_ONCE: usize = 16;

/// Verifies an import.
///
/// # Errors
/// When the export cannot be read, or the API does not answer.
pub(crate) async fn run(system: System, command: VerifyArchive, origins: Origins) -> Result<ExitCode, Failure> {
    let VerifyArchive { file, mapping, report, json, settings } = command;
    settings.log.start();
    let mapping = archive::mapping(mapping.as_deref())?;
    let export = Export::open(system, &file).await?;
    let told = report.as_deref().map(refused_by).transpose()?.unwrap_or_default();
    let app = database::existing(&settings.database, &origins, settings.app()).await?;
    database::refuse(database::pending(&app).await?)?;
    let options = Options::new(mapping, app.system().now(), settings.app().embed_hosts);
    let door = Door::open(app.clone())?;
    let done = compare_all(&door, &app, export, options, &told, json).await;
    door.close().await;
    app.close().await;
    let losses = done?;
    let summary = losses.summary();
    if json {
        out::answer(losses.summary_json())?;
    } else {
        out::answer(&summary)?;
    }
    Ok(if losses.any() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The items that the report of an import says were refused: they are known to be missing.
fn refused_by(report: &Path) -> Result<HashSet<(String, String)>, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("cannot read the report {}: {error}", report.display()));
    let mut refused = HashSet::new();
    for line in BufReader::new(File::open(report).map_err(failed)?).lines() {
        let line = line.map_err(failed)?;
        let told: Value = serde_json::from_str(&line)
            .map_err(|error| Failure::new(format!("{} is not a report of an import: {error}", report.display())))?;
        let text = |member: &str| told.get(member).and_then(Value::as_str).unwrap_or_default().to_owned();
        if text("outcome") == "refused" {
            refused.insert((text("kind"), text("id")));
        }
    }
    Ok(refused)
}

async fn compare_all(
    door: &Door,
    app: &App,
    export: Export,
    options: Options,
    told: &HashSet<(String, String)>,
    json: bool,
) -> Result<Losses, Failure> {
    let name = export.name();
    let bar = progress::archive();
    let (sender, items) = mpsc::channel::<Item>(64);
    let reading = {
        let bar = bar.clone();
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            export.read(&options, &runtime, &mut |told| match told {
                Told::Progress { done, total } => {
                    bar.set_length(total);
                    bar.set_position(done);
                    ControlFlow::Continue(())
                }
                Told::Item(item) => match sender.blocking_send(*item) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                },
            })
        })
    };
    let mut losses = Losses::default();
    let items = futures_util::stream::unfold(items, |mut items| async { items.recv().await.map(|item| (item, items)) });
    let mut compared = std::pin::pin!(items.map(|item| one(door, app, item, told)).buffered(AT_ONCE));
    let mut failed = None;
    while let Some(done) = compared.next().await {
        match done {
            Ok((origin, lost)) => {
                for line in losses.take(&origin, lost, json) {
                    let said = bar.suspend(|| {
                        if json {
                            return out::answer(line);
                        }
                        out::say(line);
                        Ok(())
                    });
                    failed = failed.or(said.err());
                }
                bar.set_message(losses.pace());
            }
            Err(error) => failed = Some(error),
        }
        if failed.is_some() {
            break;
        }
    }
    bar.finish_and_clear();
    if let Some(failure) = failed {
        return Err(failure);
    }
    let read = reading.await.map_err(|error| Failure::new(format!("reading {name} stopped: {error}")))?;
    read.map_err(|fault| Failure::new(format!("{name} cannot be read: {fault}")))?;
    Ok(losses)
}

/// What an item has lost.
async fn one(
    door: &Door,
    app: &App,
    item: Item,
    told: &HashSet<(String, String)>,
) -> Result<(Origin, Option<Vec<String>>), Failure> {
    let Item { origin, made, facts, .. } = item;
    let Made::Records(records) = made else { return Ok((origin, None)) };
    if told.contains(&(origin.kind.clone(), origin.id.clone())) {
        return Ok((origin, None));
    }
    let lost = match (facts, records.first()) {
        (Some(facts), Some(Record::Article(record))) => compare::article(door, app, &facts, record, &records).await,
        (_, Some(record)) => compare::other(door, app, record).await,
        (_, None) => Ok(Vec::new()),
    };
    Ok((origin, Some(lost?)))
}

/// A failure of an operation that is not an answer.
fn failed(error: &masthead_app::Error) -> Failure {
    Failure::new(format!("the content cannot be read: {}", explain(error)))
}
