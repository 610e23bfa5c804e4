//! Renditions that are made before anybody asks for them: a loop over the files that wait for it. AVIF is only made here, because it
//! takes seconds.

use std::time::Duration;

use masthead_domain::{
    asset::Asset,
    event::{Action, NewEvent, Subject},
    file::File,
    rendition::{Crop, FocalPoint, Rendition},
    time::Instant,
};
use masthead_persistence::{assets, files as stored};

use super::{renditions, sweep};
use crate::{App, Code, Result};

/// How long nobody looks, at most.
const LONGEST: Duration = Duration::from_secs(2);
/// How long a file is one node's alone, in microseconds.
const CLAIM: i64 = 10 * 60 * 1_000_000;
/// How often it is tried.
const MAX_TRIES: i32 = 3;
/// Pixels of renditions that are made from one reading of a picture.
const BATCH: u64 = 12_000_000;
/// How many times as long as WebP AVIF takes.
const AVIF: u64 = 15;
/// How often what nothing refers to is swept away.
const SWEEP_EVERY: i64 = 10 * 60 * 1_000_000;

/// Makes the renditions of the next file that waits for it, and tells that they are there. Was there one?
///
/// # Errors
/// When a picture cannot be worked on, or the database or the store is away; it is tried again later.
pub async fn make_ahead(app: &App) -> Result<bool> {
    let now = app.clock.now();
    if !stored::any_to_prepare(&app.db.reader(), now).await? {
        return Ok(false);
    }
    let until = Instant::from_micros(now.micros() + CLAIM);
    let tx = app.db.begin().await?;
    let claimed = stored::claim(&tx, now, until).await?;
    tx.commit(now).await?;
    let Some(file) = claimed else { return Ok(false) };
    let done = make_all(app, &file).await;
    let passes = done.as_ref().err().is_some_and(|error| matches!(error.code(), Code::Unavailable | Code::RateLimited));
    if done.is_err() && (passes || stored::tries(&app.db.reader(), &file.hash).await? < MAX_TRIES) {
        return done.map(|_| true);
    }
    let tx = app.db.begin().await?;
    stored::prepared(&tx, &file.hash, until).await?;
    if done.as_ref().is_ok_and(|made| *made > 0) {
        // Answers name more renditions than before.
        for asset in assets::of_file(&tx, &file.hash).await? {
            tx.record(event(app, &asset));
        }
    }
    tx.commit(app.clock.now()).await?;
    done.map(|_| true)
}

fn event(app: &App, asset: &Asset) -> NewEvent {
    NewEvent {
        at: app.clock.now(),
        action: Action::Updated,
        subject: Subject::Asset,
        id: asset.id.uuid(),
        by: app.system().by(),
        revision: Some(asset.revision),
        fields: vec!["renditions".to_owned()],
        note: None,
        public: true,
        effect: None,
    }
}

/// Makes what is not there yet, what browsers ask for first before the rest. Returns how much that was.
async fn make_all(app: &App, file: &File) -> Result<usize> {
    let ladder = &app.settings.media.widths;
    let mut wanted: Vec<(Rendition, Option<FocalPoint>)> = Vec::new();
    for asset in assets::of_file(&app.db.reader(), &file.hash).await? {
        for format in file.formats() {
            if !format.on_demand() && !app.settings.media.avif {
                continue;
            }
            let all = Crop::ALL.into_iter().flat_map(|crop| asset.renditions(ladder, crop, format));
            wanted.extend(all.map(|rendition| (rendition, asset.focal_point)));
        }
    }
    wanted.sort_by_key(|(rendition, _)| !rendition.format.on_demand());
    let mut made = stored::renditions(&app.db.reader(), &[&file.hash]).await?.remove(file.hash.as_str());
    let made = made.get_or_insert_default();
    wanted.retain(|(rendition, focal)| made.insert(rendition.kept_as(*focal), 0).is_none());
    let mut rest = &wanted[..];
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch_size(rest));
        renditions::make_unasked(app, file, batch).await?;
        rest = later;
    }
    Ok(wanted.len())
}

/// How many renditions are made from one reading of a picture: as many as take a second or so, so that nobody who asks for something
/// waits long behind them.
fn batch_size(wanted: &[(Rendition, Option<FocalPoint>)]) -> usize {
    let cost = |(rendition, _): &(Rendition, Option<FocalPoint>)| {
        if rendition.format.on_demand() { rendition.pixels() } else { rendition.pixels() * AVIF }
    };
    let costs = wanted.iter().scan(0, |sum, one| {
        *sum += cost(one);
        Some(*sum)
    });
    costs.take_while(|sum| *sum <= BATCH).count().max(1)
}

/// Makes renditions ahead and sweeps away what nothing refers to, again and again, until it is dropped. An error is logged, and the next
/// look tries again.
pub async fn run(app: App) {
    let mut swept = app.clock.now();
    loop {
        let now = app.clock.now();
        if now.micros() - swept.micros() >= SWEEP_EVERY {
            swept = now;
            if let Err(error) = sweep(&app).await {
                tracing::warn!(%error, "files could not be swept away; it is tried again");
            }
        }
        match make_ahead(&app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "renditions could not be made ahead; it is tried again"),
        }
        tokio::select! {
            () = tokio::time::sleep(LONGEST) => {}
            () = app.media.waker.notified() => {}
        }
    }
}
