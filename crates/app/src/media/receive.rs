//! How files arrive: an upload is made, and its bytes come. Until an asset is made of it, an upload is nobody's business but its owner's.

use std::{
    io::{Read, Seek, SeekFrom},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use masthead_domain::{
    access::{Caller, Operation},
    file::{File, FileDetails, FileHash, Said, Upload},
    id::Id,
    text::MAX_PROSE_CHARS,
    time::Instant,
};
use masthead_imaging::{self as imaging, Kind, Metadata, Refusal};
use masthead_persistence::{Tx, files as stored, storage::Name};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use url::Url;

use super::State;
use crate::{Cx, Error, Result};

/// How much of a file tells what it is.
const HEAD: usize = 64 * 1024;
/// How often it is tried again to keep a file that is just being swept.
const TRIES: u32 = 50;
/// Longest name of a file, in characters.
const MAX_FILENAME: usize = 255;

/// Makes a place for a file to arrive at.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::Invalid`].
pub async fn create_upload(cx: &Cx, filename: Option<String>) -> Result<Upload> {
    cx.may(Operation::CreateUpload)?;
    let filename = filename.as_deref().map(file_name).transpose()?.flatten();
    let upload = new(cx, filename);
    let work = cx.begin().await?;
    stored::insert_upload(&work, &upload).await?;
    work.commit(cx).await?;
    Ok(upload)
}

fn new(cx: &Cx, filename: Option<String>) -> Upload {
    let seconds = cx.settings().media.orphan_seconds;
    Upload {
        id: cx.app.clock.id(),
        owner: cx.caller().user(),
        filename,
        arrived: None,
        created_at: cx.now(),
        expires_at: Instant::from_micros(cx.now().micros() + seconds * 1_000_000),
    }
}

/// May a file be called this?
pub(super) fn is_file_name(name: &str) -> bool {
    name.chars().count() <= MAX_FILENAME && !name.chars().any(char::is_control)
}

/// What a file is called, without the folders that some programs tell too.
fn file_name(given: &str) -> Result<Option<String>> {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if !is_file_name(name) {
        let message = format!("at most {MAX_FILENAME} characters, none of them a control character");
        return Err(Error::wrong("/filename", "invalid", message));
    }
    Ok(Some(name.to_owned()).filter(|name| !name.is_empty()))
}

/// An upload of the caller's.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn upload(cx: &Cx, id: Id<Upload>) -> Result<Upload> {
    cx.may(Operation::Upload)?;
    own(cx, stored::upload(cx.untagged(), id).await?, id)
}

/// Others' uploads are not there.
fn own(cx: &Cx, found: Option<Upload>, id: Id<Upload>) -> Result<Upload> {
    let nobodys = Error::not_found("upload", id);
    let upload = found.filter(|upload| upload.expires_at > cx.now()).ok_or(nobodys)?;
    let is_own =
        matches!(cx.caller(), Caller::System) || (upload.owner.is_some() && upload.owner == cx.caller().user());
    if is_own { Ok(upload) } else { Err(Error::not_found("upload", id)) }
}

/// Takes the bytes of an upload. `declared` is how many the client says there are. Sent again, the same bytes are the same file.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::TooLarge`], [`Error::UnsupportedMedia`]; [`Error::Invalid`] for a picture that cannot be read;
/// [`Error::AlreadyExists`] when another file has arrived there already.
pub async fn receive<E: std::fmt::Display>(
    cx: &Cx,
    id: Id<Upload>,
    declared: Option<u64>,
    bytes: impl Stream<Item = std::result::Result<Bytes, E>> + Unpin,
) -> Result<Upload> {
    receive_from(cx, id, declared, bytes, None).await
}

/// [`receive`], and where the bytes were fetched from.
pub(super) async fn receive_from<E: std::fmt::Display>(
    cx: &Cx,
    id: Id<Upload>,
    declared: Option<u64>,
    bytes: impl Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    fetched_from: Option<Url>,
) -> Result<Upload> {
    cx.may(Operation::ReceiveUpload)?;
    let mut upload = own(cx, stored::upload(cx.untagged(), id).await?, id)?;
    let media = &cx.app.media;
    let arrived = Arriving::spool(media, declared, bytes).await?;
    if let Some((there, _)) = &upload.arrived {
        return if there.hash == arrived.hash { Ok(upload) } else { Err(another()) };
    }
    let (file, mut said) = keep(cx, arrived).await?;
    said.fetched_from = fetched_from;
    let tx = cx.app.db.begin().await?;
    if !stored::arrived(&tx, id, &file, &said).await? {
        let there = stored::upload(&tx, id).await?.and_then(|upload| upload.arrived);
        return match there {
            Some((there, _)) if there.hash == file.hash => Ok(Upload { arrived: Some((there, said)), ..upload }),
            Some(_) => Err(another()),
            None => Err(Error::not_found("upload", id)),
        };
    }
    tx.commit(cx.app.clock.now()).await?;
    upload.arrived = Some((file, said));
    Ok(upload)
}

fn another() -> Error {
    Error::AlreadyExists("another file has arrived there already: make a new upload".to_owned())
}

/// The file that has arrived at an upload, for the asset that is made of it in this transaction; the upload is no more then.
pub(crate) async fn take_arrived(cx: &Cx, tx: &Tx, id: &str) -> Result<(File, Said, Option<String>)> {
    let wrong = |code, message: String| Error::wrong("/upload", code, message);
    let id: Id<Upload> =
        id.parse().map_err(|_| wrong("unknown_reference", "the id of an upload is wanted".to_owned()))?;
    let found = own(cx, stored::upload(tx, id).await?, id)
        .map_err(|_| wrong("unknown_reference", format!("there is no upload {id} of yours, or not any more")))?;
    let Some((file, said)) = found.arrived else {
        return Err(wrong("not_arrived", format!("nothing has arrived at the upload {id} yet")));
    };
    stored::delete_upload(tx, id).await?;
    if file.details.scalable {
        stored::prepare(tx, &file.hash, cx.now()).await?;
    }
    Ok((file, said, found.filename))
}

/// A file on its way in: it lies in a file without a name, which is gone when the program is.
struct Arriving {
    file: std::fs::File,
    kind: Kind,
    hash: FileHash,
    bytes: u64,
}

impl Arriving {
    async fn spool<E: std::fmt::Display>(
        media: &State,
        declared: Option<u64>,
        mut from: impl Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    ) -> Result<Self> {
        let settings = &media.settings;
        too_large(declared, settings.max_upload_bytes, "media_max_upload_bytes")?;
        let temporary = tokio::task::spawn_blocking(tempfile::tempfile).await.map_err(Error::internal)?;
        let mut file = tokio::fs::File::from_std(temporary.map_err(Error::internal)?);
        let mut hash = Sha256::new();
        let mut head = Vec::new();
        let mut kind = None;
        let mut bytes = 0;
        loop {
            let next = tokio::time::timeout(settings.idle_timeout, from.next()).await;
            let Some(part) = next.map_err(|_| silent(settings.idle_timeout))? else { break };
            let part =
                part.map_err(|error| Error::Malformed(format!("the file cannot be read to its end: {error}")))?;
            bytes += part.len() as u64;
            too_large(Some(bytes), settings.max_upload_bytes, "media_max_upload_bytes")?;
            if kind.is_none() {
                head.extend_from_slice(&part[..part.len().min(HEAD - head.len())]);
                if head.len() == HEAD {
                    kind = Some(recognised(&head)?);
                    limit_picture(media, kind, declared.or(Some(bytes)))?;
                }
            }
            limit_picture(media, kind, Some(bytes))?;
            hash.update(&part);
            file.write_all(&part).await.map_err(Error::internal)?;
        }
        if declared.is_some_and(|declared| declared != bytes) {
            return Err(Error::Malformed("fewer bytes came than Content-Length says".to_owned()));
        }
        let kind = match kind {
            Some(kind) => kind,
            None => recognised(&head)?,
        };
        limit_picture(media, Some(kind), Some(bytes))?;
        file.flush().await.map_err(Error::internal)?;
        file.seek(SeekFrom::Start(0)).await.map_err(Error::internal)?;
        let hash = FileHash::new(&hash.finalize().into());
        Ok(Self { file: file.into_std().await, kind, hash, bytes })
    }
}

/// A client that sends a file has been silent for too long.
pub fn silent(idle: Duration) -> Error {
    Error::Malformed(format!("nothing came for {} ms (media_idle_timeout_ms)", idle.as_millis()))
}

fn too_large(bytes: Option<u64>, maximum: u64, setting: &str) -> Result<()> {
    match bytes {
        Some(bytes) if bytes > maximum => {
            Err(Error::TooLarge(format!("the file has more than {maximum} bytes ({setting})")))
        }
        _ => Ok(()),
    }
}

fn limit_picture(media: &State, kind: Option<Kind>, bytes: Option<u64>) -> Result<()> {
    match kind {
        Some(kind) if kind.is_picture() => {
            too_large(bytes, media.settings.max_picture_bytes, "media_max_picture_bytes")
        }
        _ => Ok(()),
    }
}

fn recognised(head: &[u8]) -> Result<Kind> {
    imaging::detect(head).map_err(|refusal| match refusal {
        Refusal::Empty => refused(&refusal),
        other => Error::UnsupportedMedia(other.to_string()),
    })
}

/// Why a file is not taken, as one of the things that are wrong with the input.
pub(super) fn refused(refusal: &Refusal) -> Error {
    Error::wrong("/file", refusal.code(), refusal.to_string())
}

/// What was found out about a file, and what readers are served instead of it.
struct Examined {
    details: FileDetails,
    said: Said,
    served: Option<Served>,
}

enum Served {
    Memory(Vec<u8>),
    Spooled(std::fs::File),
}

/// Looks at a file, puts it into the store, and says what it is.
async fn keep(cx: &Cx, arriving: Arriving) -> Result<(File, Said)> {
    let media = &cx.app.media;
    let Arriving { file, kind, hash, bytes } = arriving;
    let (mut original, examined) = if kind.is_picture() {
        examine_picture(media, file, kind, bytes).await?
    } else {
        examine_other(file, kind).await?
    };
    let Examined { mut details, said, served } = examined;
    details.served_bytes = match &served {
        None => None,
        Some(Served::Memory(bytes)) => Some(bytes.len() as u64),
        Some(Served::Spooled(file)) => Some(file.metadata().map_err(Error::internal)?.len()),
    };
    let file = File { hash, bytes, media_type: kind.media_type().to_owned(), details };
    reserve(cx, &file).await?;
    original.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
    let name = Name::Original(&file.hash);
    // The same bytes are there already, as often as not.
    if media.storage()?.size(&name).await? != Some(file.bytes) {
        media.storage()?.put_from(&name, tokio::fs::File::from_std(original)).await?;
    }
    let name = Name::Served(&file.hash);
    match served {
        Some(_) if media.storage()?.size(&name).await? == file.details.served_bytes => {}
        Some(Served::Memory(bytes)) => media.storage()?.put(&name, bytes.into()).await?,
        Some(Served::Spooled(mut served)) => {
            served.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
            media.storage()?.put_from(&name, tokio::fs::File::from_std(served)).await?;
        }
        None => {}
    }
    Ok((file, said))
}

/// Keeps the sweep away from what is about to be put into the store.
async fn reserve(cx: &Cx, file: &File) -> Result<()> {
    for _ in 0..TRIES {
        let tx = cx.app.db.begin().await?;
        if stored::reserve(&tx, file, cx.app.clock.now()).await? {
            tx.commit(cx.app.clock.now()).await?;
            return Ok(());
        }
        drop(tx);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(Error::RateLimited { message: "the same file is just being swept away".to_owned(), retry_after: 5 })
}

async fn examine_picture(
    media: &State,
    mut file: std::fs::File,
    kind: Kind,
    bytes: u64,
) -> Result<(std::fs::File, Examined)> {
    // The file, and what is made of it without the metadata of cameras.
    let held = 2 * bytes;
    let opening = media.workshop.open(held).await?;
    let limits = media.workshop.limits(held);
    let reading = tokio::task::spawn_blocking(move || {
        let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0));
        file.read_to_end(&mut content).map_err(Error::internal)?;
        let header = imaging::header(&content, kind, &limits).map_err(|refusal| refused(&refusal))?;
        Ok::<_, Error>((file, content, header, limits))
    });
    let (file, content, header, limits) = reading.await.map_err(Error::internal)??;
    let bench = opening.bench(if kind.can_be_rendered() { header.memory } else { 0 }).await?;
    let job = move || {
        let served = imaging::clean(&content, kind)?;
        let said = said(imaging::metadata(&content, kind));
        let (width, height) = header.upright();
        let mut details = FileDetails {
            width: Some(width),
            height: Some(height),
            animated: header.animated,
            scalable: kind.can_be_rendered(),
            ..FileDetails::default()
        };
        if details.scalable {
            let picture = imaging::Picture::decode(&content, kind, &limits)?;
            let [red, green, blue] = picture.dominant_colour();
            (details.width, details.height) = (Some(picture.width()), Some(picture.height()));
            details.transparent = picture.has_alpha();
            details.thumb_hash = Some(STANDARD.encode(picture.thumb_hash()));
            details.dominant_color = Some(format!("#{red:02x}{green:02x}{blue:02x}"));
            details.memory = Some(header.memory);
        }
        Ok(Examined { details, said, served: served.map(Served::Memory) })
    };
    let examined = media.workshop.work(bench, job).await?.map_err(|refusal| refused(&refusal))?;
    Ok((file, examined))
}

/// Sound, moving pictures and documents are kept as they are; only the place where they were made is taken out.
async fn examine_other(mut file: std::fs::File, kind: Kind) -> Result<(std::fs::File, Examined)> {
    let looking = tokio::task::spawn_blocking(move || {
        let measures = imaging::measure(&mut file, kind);
        let details = FileDetails {
            width: measures.width,
            height: measures.height,
            duration_ms: measures.duration_ms,
            ..FileDetails::default()
        };
        let mut served = None;
        if matches!(kind, Kind::Mp4 | Kind::M4a) {
            file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
            let mut copy = tempfile::tempfile().map_err(Error::internal)?;
            std::io::copy(&mut file, &mut copy).map_err(Error::internal)?;
            copy.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
            if imaging::clean_in_place(&mut copy, kind).map_err(Error::internal)? {
                served = Some(Served::Spooled(copy));
            }
        }
        Ok((file, Examined { details, said: Said::default(), served }))
    });
    looking.await.map_err(Error::internal)?
}

/// What a picture says about itself, as a proposal.
fn said(metadata: Metadata) -> Said {
    let fitting = |text: Option<String>| text.filter(|text| text.chars().count() <= MAX_PROSE_CHARS);
    Said {
        alt: fitting(metadata.alt),
        caption: fitting(metadata.caption.or(metadata.headline)),
        credit: fitting(metadata.credit.or(metadata.creator)),
        copyright: fitting(metadata.copyright),
        usage_terms: fitting(metadata.usage_terms),
        fetched_from: None,
    }
}
