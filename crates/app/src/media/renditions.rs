//! Renditions: made when they are asked for first, once, however many ask, and kept for good.

use std::sync::atomic::Ordering;

use bytes::Bytes;
use masthead_domain::{
    file::File,
    rendition::{self as domain, FocalPoint, Rendition},
};
use masthead_imaging::{Area, Format, Kind, Picture, Quality};
use masthead_persistence::{files as stored, storage::Name};

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
        let wanted = [(rendition, focal)];
        let bench = bench(media, file, &wanted).await?;
        let mut made = make(media, bench, file, &wanted).await?;
        let bytes = made.pop().ok_or_else(|| Error::internal("a rendition was not made"))?;
        keep(app, file, &[(kept.clone(), bytes.clone())]).await?;
        Ok(bytes)
    };
    media.hot.try_get_with(key, making).await.map_err(super::shared)
}

/// A place with the memory that making renditions of a file takes.
pub(super) async fn bench(media: &State, file: &File, wanted: &[(Rendition, Option<FocalPoint>)]) -> Result<Bench> {
    // What is cut out and scaled lies beside the picture, and so does what the encoder thinks of it: bytes for each pixel, measured.
    let output = |(rendition, _): &(Rendition, Option<FocalPoint>)| {
        let each = if rendition.format.on_demand() { 40 } else { 80 };
        u64::from(rendition.width) * u64::from(rendition.height) * each
    };
    let output = wanted.iter().map(output).max().unwrap_or(0);
    media.workshop.bench(file.bytes + file.details.memory.unwrap_or(0) + output).await
}

/// Makes renditions of a file, all from one reading of it, in their order.
pub(super) async fn make(
    media: &State,
    bench: Bench,
    file: &File,
    wanted: &[(Rendition, Option<FocalPoint>)],
) -> Result<Vec<Bytes>> {
    let original = media.storage()?.get(&Name::Original(&file.hash)).await?;
    let original = original.ok_or_else(|| Error::internal(format!("the file {} is not in the store", file.hash)))?;
    let kind = Kind::from_media_type(&file.media_type)
        .ok_or_else(|| Error::internal(format!("{} is no kind of file", file.media_type)))?;
    let limits = media.workshop.limits(0);
    let wanted_count = wanted.len() as u64;
    let wanted = wanted.to_vec();
    let job = move || {
        let picture = Picture::decode(&original, kind, &limits)?;
        let size = (picture.width(), picture.height());
        let one = |(rendition, focal): &(Rendition, Option<FocalPoint>)| {
            let domain::Area { x, y, width, height } = rendition.crop.area(size, focal.unwrap_or(FocalPoint::CENTRE));
            let area = Area { x, y, width, height };
            let format = match rendition.format {
                domain::Format::Jpeg => Format::Jpeg,
                domain::Format::Png => Format::Png,
                domain::Format::WebP => Format::WebP,
                domain::Format::Avif => Format::Avif,
            };
            picture.render(area, rendition.width, rendition.height, format, Quality::default()).map(Bytes::from)
        };
        wanted.iter().map(one).collect()
    };
    media.made.fetch_add(wanted_count, Ordering::Relaxed);
    // It could be read when it came, so this is no fault of whoever asks.
    media.workshop.work(bench, job).await?.map_err(|refusal| Error::internal(format!("{}: {refusal}", file.hash)))
}

/// Keeps renditions that were made, and remembers them.
pub(super) async fn keep(app: &App, file: &File, made: &[(String, Bytes)]) -> Result<()> {
    for (kept, bytes) in made {
        app.media.storage()?.put(&Name::Rendition(&file.hash, kept), bytes.clone()).await?;
    }
    let sizes: Vec<(String, u64)> = made.iter().map(|(kept, bytes)| (kept.clone(), bytes.len() as u64)).collect();
    let now = app.clock.now();
    let remembering = async {
        let tx = app.db.begin().await?;
        stored::put_renditions(&tx, &file.hash, &sizes, now).await?;
        tx.commit(now).await
    };
    if let Err(error) = remembering.await {
        // It is there, and whoever asked can have it; that it is there is remembered the next time.
        tracing::warn!(%error, file = %file.hash, "renditions were made, and could not be remembered");
    }
    Ok(())
}
