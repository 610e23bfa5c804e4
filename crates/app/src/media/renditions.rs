//! Renditions: made when they are asked for first, once, however many ask, and kept for good.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use masthead_domain::{
    file::{File, FileHash},
    rendition::{self as domain, FocalPoint, Rendition},
};
use masthead_imaging::{Area, Format, Kind, Picture, Quality, Refusal};
use masthead_persistence::{files as stored, storage::Name};
use tokio::sync::oneshot;

use super::{State, workshop::Bench};
use crate::{App, Error, Result};

/// A rendition of a file: from memory, from the store, or made now.
///
/// # Errors
/// [`Error::NotFound`] when the file is gone; [`Error::StoreAway`]; [`Error::RateLimited`].
pub(super) async fn get(app: &App, file: &File, rendition: Rendition, focal: Option<FocalPoint>) -> Result<Bytes> {
    let kept = rendition.kept_as(focal);
    let media = &app.media;
    let name = Name::Rendition(&file.hash, &kept);
    let key = format!("{}/{kept}", file.hash);
    let making = async {
        if let Some(bytes) = media.storage()?.get(&name).await? {
            return Ok(bytes);
        }
        if !rendition.format.on_demand() {
            return Err(Error::not_found("rendition", &kept));
        }
        order(app, file, rendition, focal).await
    };
    media.hot.try_get_with(key, making).await.map_err(super::shared)
}

/// Bytes that each pixel of a rendition takes while it is cut out, scaled and encoded; measured, and rounded up.
const MAKING: u64 = 40;
/// The same for AVIF, whose encoder thinks about every pixel.
const MAKING_AVIF: u64 = 80;

/// A place with the memory that making renditions of a file takes.
async fn bench(media: &State, file: &File, wanted: &[(Rendition, Option<FocalPoint>)]) -> Result<Bench> {
    let largest = wanted.iter().map(|it| it.0.pixels()).max().unwrap_or(0);
    let reading = file.bytes + file.details.memory.unwrap_or(0) + largest * MAKING;
    // By then the picture itself is gone.
    let encoding = if wanted.iter().all(|it| it.0.format.on_demand()) { 0 } else { largest * MAKING_AVIF };
    media.workshop.bench(reading.max(encoding)).await
}

/// Somebody who waits for a rendition.
pub(super) struct Order {
    rendition: Rendition,
    focal: Option<FocalPoint>,
    to: oneshot::Sender<std::result::Result<Bytes, Arc<Error>>>,
}

/// Who waits for renditions of which file.
pub(super) type Orders = Mutex<HashMap<FileHash, Vec<Order>>>;

/// Has a rendition made. What is asked for while a picture waits for its turn is made from the same reading of it: a page that shows it
/// in ten sizes costs what one costs, nearly.
async fn order(app: &App, file: &File, rendition: Rendition, focal: Option<FocalPoint>) -> Result<Bytes> {
    let (to, made) = oneshot::channel();
    let is_first = {
        let mut orders = app.media.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let of_file = orders.entry(file.hash.clone());
        let is_first = matches!(of_file, Entry::Vacant(_));
        of_file.or_default().push(Order { rendition, focal, to });
        is_first
    };
    if is_first {
        tokio::spawn(work_off(app.clone(), file.clone()));
    }
    let made = made.await.map_err(|_| Error::internal("a rendition was not made"))?;
    made.map_err(super::shared)
}

/// Works off the orders of a file, until there are none.
async fn work_off(app: App, file: File) {
    loop {
        let taken = {
            let mut orders = app.media.orders.lock().unwrap_or_else(PoisonError::into_inner);
            match orders.get_mut(&file.hash) {
                Some(waiting) if !waiting.is_empty() => peek(waiting),
                _ => {
                    orders.remove(&file.hash);
                    return;
                }
            }
        };
        let made = match bench(&app.media, &file, &taken).await {
            Ok(bench) => {
                // What came meanwhile comes along, if there is memory for it.
                let largest = taken.iter().map(|it| it.0.pixels()).max().unwrap_or(0);
                let orders = take(&app, &file, largest);
                make(&app.media, bench, &file, orders).await
            }
            Err(error) => Err((error, take(&app, &file, u64::MAX))),
        };
        match made {
            Ok(made) => {
                if let Err(error) = keep(&app, &file, &made).await {
                    tracing::warn!(%error, file = %file.hash, "renditions were made, and could not be kept");
                }
            }
            Err((error, orders)) => {
                let error = Arc::new(error);
                for order in orders {
                    // Whoever is gone needs no answer.
                    let _ = order.to.send(Err(Arc::clone(&error)));
                }
            }
        }
    }
}

fn peek(waiting: &[Order]) -> Vec<(Rendition, Option<FocalPoint>)> {
    waiting.iter().map(|order| (order.rendition, order.focal)).collect()
}

/// The orders of a file that wait now, as far as they are no larger than this; the file stays one that is being worked on.
fn take(app: &App, file: &File, largest: u64) -> Vec<Order> {
    let mut orders = app.media.orders.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(waiting) = orders.get_mut(&file.hash) else { return Vec::new() };
    let (now, later) = std::mem::take(waiting).into_iter().partition(|order| order.rendition.pixels() <= largest);
    *waiting = later;
    now
}

/// Renditions that were made, by the names that they are kept under.
type Made = Vec<(String, Bytes)>;

/// Makes renditions of a file for those who wait for them, all from one reading of it.
async fn make(
    media: &State,
    bench: Bench,
    file: &File,
    orders: Vec<Order>,
) -> std::result::Result<Made, (Error, Vec<Order>)> {
    let original = match original(media, file).await {
        Ok(original) => original,
        Err(error) => return Err((error, orders)),
    };
    let (kind, limits, count) = (original.kind, media.workshop.limits(0), Arc::clone(&media.made));
    let job = move || match Picture::decode(&original.bytes, kind, &limits) {
        Ok(picture) => {
            let mut made = Made::new();
            for order in orders {
                serve(&picture, order, &mut made, &count);
            }
            Ok(made)
        }
        Err(refusal) => Ok::<_, Refusal>(give_up(&refusal, orders)),
    };
    match media.workshop.work(bench, job).await {
        Ok(Ok(made)) => Ok(made),
        // The orders went with the job; whoever waits is told that nobody will answer.
        Ok(Err(refusal)) => Err((unreadable(file, &refusal), Vec::new())),
        Err(error) => Err((error, Vec::new())),
    }
}

/// Makes one rendition, unless it was made just now, and gives it to whoever waits for it.
fn serve(picture: &Picture, order: Order, made: &mut Made, count: &AtomicU64) {
    let Order { rendition, focal, to } = order;
    let name = rendition.kept_as(focal);
    let there = made.iter().find(|(other, _)| *other == name).map(|(_, bytes)| bytes.clone());
    let answer = match there {
        Some(bytes) => Ok(bytes),
        None => render(picture, rendition, focal).inspect(|bytes| {
            count.fetch_add(1, Ordering::Relaxed);
            made.push((name, bytes.clone()));
        }),
    };
    // Whoever is gone needs no answer; what was made is kept all the same.
    let _ = to.send(answer.map_err(|refusal| Arc::new(Error::internal(refusal.to_string()))));
}

fn give_up(refusal: &Refusal, orders: Vec<Order>) -> Made {
    let error = Arc::new(Error::internal(refusal.to_string()));
    for order in orders {
        let _ = order.to.send(Err(Arc::clone(&error)));
    }
    Vec::new()
}

/// Makes renditions of a file that nobody waits for, and keeps them.
pub(super) async fn make_unasked(app: &App, file: &File, wanted: &[(Rendition, Option<FocalPoint>)]) -> Result<()> {
    let media = &app.media;
    let bench = bench(media, file, wanted).await?;
    let original = original(media, file).await?;
    let limits = media.workshop.limits(0);
    let wanted = wanted.to_vec();
    let job = move || {
        let picture = Picture::decode(&original.bytes, original.kind, &limits)?;
        let mut made = Made::new();
        let mut scaled = Vec::new();
        for (rendition, focal) in wanted {
            let name = rendition.kept_as(focal);
            // The picture makes room for AVIF's encoder; what that needs is kept without loss.
            let format = if rendition.format.on_demand() { rendition.format } else { domain::Format::Png };
            match render(&picture, Rendition { format, ..rendition }, focal) {
                Ok(bytes) if rendition.format.on_demand() => made.push((name, bytes)),
                Ok(bytes) => scaled.push((name, bytes)),
                // The others can be had all the same.
                Err(refusal) => tracing::warn!(%refusal, name, "a rendition cannot be made"),
            }
        }
        drop((picture, original));
        for (name, png) in scaled {
            let small = Picture::decode(&png, Kind::Png, &limits)?;
            drop(png);
            let (area, quality) = (small.area(), Quality::default());
            let bytes = small.render(area, area.width, area.height, Format::Avif, quality)?;
            made.push((name, Bytes::from(bytes)));
        }
        Ok::<_, Refusal>(made)
    };
    let made = media.workshop.work(bench, job).await?.map_err(|refusal| unreadable(file, &refusal))?;
    media.made.fetch_add(made.len() as u64, Ordering::Relaxed);
    put(app, file, &made).await?;
    Ok(remember(app, file, &made).await?)
}

/// A picture as it came.
struct Original {
    bytes: Bytes,
    kind: Kind,
}

async fn original(media: &State, file: &File) -> Result<Original> {
    let bytes = media.storage()?.get(&Name::Original(&file.hash)).await?;
    let bytes = bytes.ok_or_else(|| Error::internal(format!("the file {} is not in the store", file.hash)))?;
    let kind = Kind::from_media_type(&file.media_type)
        .ok_or_else(|| Error::internal(format!("{} is no kind of file", file.media_type)))?;
    Ok(Original { bytes, kind })
}

/// It could be read when it came, so this is no fault of whoever asks.
fn unreadable(file: &File, refusal: &Refusal) -> Error {
    Error::internal(format!("{}: {refusal}", file.hash))
}

fn render(picture: &Picture, rendition: Rendition, focal: Option<FocalPoint>) -> std::result::Result<Bytes, Refusal> {
    let size = (picture.width(), picture.height());
    let domain::Area { x, y, width, height } = rendition.crop.area(size, focal.unwrap_or(FocalPoint::CENTRE));
    let area = Area { x, y, width, height };
    let format = match rendition.format {
        domain::Format::Jpeg => Format::Jpeg,
        domain::Format::Png => Format::Png,
        domain::Format::WebP => Format::WebP,
        domain::Format::Avif => Format::Avif,
    };
    picture.render(area, rendition.width, rendition.height, format, Quality::default()).map(Bytes::from)
}

/// Keeps renditions that were made and answered with. That they are there is remembered when the background comes to them, at the
/// latest.
async fn keep(app: &App, file: &File, made: &[(String, Bytes)]) -> Result<()> {
    put(app, file, made).await?;
    if let Err(error) = remember(app, file, made).await {
        tracing::warn!(%error, file = %file.hash, "renditions were made, and could not be remembered");
    }
    Ok(())
}

async fn put(app: &App, file: &File, made: &[(String, Bytes)]) -> Result<()> {
    for (kept, bytes) in made {
        app.media.storage()?.put(&Name::Rendition(&file.hash, kept), bytes.clone()).await?;
    }
    Ok(())
}

async fn remember(app: &App, file: &File, made: &[(String, Bytes)]) -> masthead_persistence::Result<()> {
    let sizes: Vec<(String, u64)> = made.iter().map(|(kept, bytes)| (kept.clone(), bytes.len() as u64)).collect();
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    stored::put_renditions(&tx, &file.hash, &sizes, now).await?;
    tx.commit(now).await.map(drop)
}
