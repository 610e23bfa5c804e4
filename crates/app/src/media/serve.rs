//! What an address of media names: the file of an asset, or a rendition of it.

use std::{ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use masthead_domain::{
    asset::Asset,
    file::File,
    id::Id,
    rendition::{Format, Rendition, parse_name},
    time::Instant,
};
use masthead_persistence::{assets as stored, storage::Name};

use super::renditions;
use crate::{App, Cx, Error, Result};

/// How long what is known of an asset is believed, by media alone: a change that another node makes shows after that.
pub(super) const KNOWN_FOR: Duration = Duration::from_secs(2);
/// Files up to this many bytes are kept in memory when they are asked for.
const SMALL: u64 = 1024 * 1024;

/// What an address names.
#[derive(Debug, Clone)]
pub enum Found {
    /// This.
    Here(Box<Media>),
    /// An older version of something; the path of the same thing now.
    Moved(String),
}

/// Something that readers are served.
#[derive(Debug, Clone)]
pub struct Media {
    /// Its media type.
    pub media_type: String,
    /// What tells it from everything else: an entity tag without the quotes.
    pub tag: String,
    /// What it is called, where somebody saves it.
    pub filename: Option<String>,
    /// When the right to show it ends.
    pub expires_at: Option<Instant>,
    /// Its bytes, where they are known before it is read.
    pub size: Option<u64>,
    file: File,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Original,
    Rendition(Rendition, Option<masthead_domain::rendition::FocalPoint>),
}

/// The bytes of something.
pub enum Body {
    /// All that were asked for.
    Whole(Bytes),
    /// Piece by piece.
    Stream(BoxStream<'static, Result<Bytes>>),
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Stream(_) => f.write_str("a stream"),
        }
    }
}

/// What an address names: the id of an asset, a version of it, and the name of its file or of a rendition. There is a fixed number of
/// renditions; whatever else is asked for is not there.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Gone`] when the right to show it has ended.
pub async fn open(cx: &Cx, id: &str, version: &str, name: &str) -> Result<Found> {
    let nothing = || Error::not_found("file or picture at", format!("/media/{id}/{version}/{name}"));
    let id: Id<Asset> = id.parse().map_err(|_| nothing())?;
    let asset = find(cx, id).await?.ok_or_else(nothing)?;
    let (Some(file), Some(current), Some(original)) = (asset.file(), asset.version(), asset.original_name()) else {
        return Err(nothing());
    };
    if asset.is_expired(cx.now()) {
        let reason = "the right to show it has ended".to_owned();
        return Err(Error::Gone { what: "the file".to_owned(), reason: Some(reason) });
    }
    if version != current {
        return moved(&asset, name, &cx.settings().media.widths).ok_or_else(nothing);
    }
    let media = |media_type: &str, tag: String, size: Option<u64>, what: What| {
        let filename = matches!(what, What::Original).then(|| asset.filename.clone()).flatten();
        let (media_type, file) = (media_type.to_owned(), file.clone());
        let expires_at = asset.rights_expire_at;
        Found::Here(Box::new(Media { media_type, tag, filename, expires_at, size, file, what }))
    };
    if name == original {
        let tag = format!("{}-o", file.hash.short());
        return Ok(media(&file.media_type, tag, Some(file.served_bytes()), What::Original));
    }
    let (crop, width, format) = parse_name(name).ok_or_else(nothing)?;
    let all = asset.renditions(&cx.settings().media.widths, crop, format);
    let Some(found) = all.into_iter().find(|rendition| rendition.width == width) else {
        // A width of a list that was another one when a page was made. It costs nothing to say where the nearest is.
        let is_known = format.on_demand() && file.formats().contains(&format);
        let nearest = if is_known { moved(&asset, name, &cx.settings().media.widths) } else { None };
        return nearest.ok_or_else(nothing);
    };
    let tag = format!("{}-{}", current, found.name());
    let what = What::Rendition(found, asset.focal_point);
    Ok(media(format.media_type(), tag, None, what))
}

async fn find(cx: &Cx, id: Id<Asset>) -> Result<Option<Arc<Asset>>> {
    let looking = async {
        let found = stored::find(cx.untagged(), &[id], &[]).await?.pop();
        Ok::<_, Error>(found.map(Arc::new))
    };
    cx.app.media.assets.try_get_with(id, looking).await.map_err(super::shared)
}

/// The same thing in the version that there is now. Pages that were made a while ago still show their pictures.
fn moved(asset: &Asset, name: &str, ladder: &[u32]) -> Option<Found> {
    if name.starts_with("original.") {
        return Some(Found::Moved(asset.media_path(&asset.original_name()?)?));
    }
    let (crop, width, format) = parse_name(name)?;
    // Another file may have other sizes, and another transparency.
    let formats = asset.file()?.formats();
    let format = if formats.contains(&format) && format != Format::Avif { format } else { formats[0] };
    let all = asset.renditions(ladder, crop, format);
    let nearest = all.iter().min_by_key(|rendition| rendition.width.abs_diff(width))?;
    Some(Found::Moved(asset.media_path(&nearest.name())?))
}

/// The bytes of something, or some of them.
///
/// # Errors
/// [`Error::NotFound`] for a rendition that has not been made yet and is only made in the background; [`Error::StoreAway`],
/// [`Error::RateLimited`].
pub async fn read(cx: &Cx, media: &Media, range: Option<Range<u64>>) -> Result<Body> {
    match media.what {
        What::Rendition(rendition, focal) => {
            let bytes = renditions::get(&cx.app, &media.file, rendition, focal).await?;
            Ok(Body::Whole(part(bytes, range)))
        }
        What::Original => original(&cx.app, &media.file, range).await,
    }
}

async fn original(app: &App, file: &File, range: Option<Range<u64>>) -> Result<Body> {
    let name = if file.details.served_bytes.is_some() { Name::Served(&file.hash) } else { Name::Original(&file.hash) };
    let missing = || Error::internal(format!("the file {} is not in the store", file.hash));
    if file.served_bytes() <= SMALL {
        let reading = async { app.media.storage()?.get(&name).await?.ok_or_else(missing) };
        let bytes = app.media.hot.try_get_with(file.hash.to_string(), reading).await.map_err(super::shared)?;
        return Ok(Body::Whole(part(bytes, range)));
    }
    let reading = app.media.storage()?.read(&name, range).await?.ok_or_else(missing)?;
    Ok(Body::Stream(reading.stream.map(|piece| piece.map_err(Error::from)).boxed()))
}

/// Some of these bytes.
fn part(bytes: Bytes, range: Option<Range<u64>>) -> Bytes {
    let place = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(bytes.len());
    match range {
        Some(range) if range.start <= range.end => bytes.slice(place(range.start)..place(range.end)),
        _ => bytes,
    }
}
