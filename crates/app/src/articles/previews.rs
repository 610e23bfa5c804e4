//! Previews: a link that shows one revision as its page will look, to whoever has it, until it expires or is revoked.
//!
//! The token is the preview's id and end, signed. Opening it publishes the revision in a rehearsal that is never kept, and reads
//! the page there: so everything is as it will be, and nothing else can be read.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
pub use masthead_domain::preview::Preview;
use masthead_domain::{
    access::Operation,
    article::{PublicDates, Stage},
    event::{Action, NewEvent, Subject},
    id::Id,
    time::Instant,
};
use masthead_persistence::{manuscripts::ContentOf, previews as stored, secrets};
use sha2::Sha256;
use uuid::Uuid;

use super::{
    Edit,
    edit::{lookup, must, section_line},
    manuscripts::visible,
};
use crate::{
    Cx, Error, Result,
    pages::{self, ArticlePage, ArticlePageIncludes},
    resources::Key,
};

/// The name of the secret that previews are signed with.
const SECRET: &str = "previews";
/// Bytes of the signature.
const MAC_BYTES: usize = 16;
/// How long a preview holds at most.
const LONGEST_SECONDS: i64 = 90 * 24 * 3600;

/// Makes a preview of the content that an article has at a revision; the latest when none is said. Returns its token too.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unauthenticated`], [`Error::Invalid`].
pub async fn create_preview(
    cx: &Cx,
    key: &Key,
    revision: Option<i32>,
    seconds: Option<i64>,
) -> Result<(Preview, String)> {
    let seconds = seconds.unwrap_or(cx.settings().preview_seconds);
    if !(60..=LONGEST_SECONDS).contains(&seconds) {
        let message = format!("a preview holds for 60 to {LONGEST_SECONDS} seconds");
        return Err(Error::wrong("/expiresIn", "out_of_range", message));
    }
    cx.signed_in(Operation::CreatePreview)?;
    let work = cx.begin().await?;
    let manuscript = lookup(&*work, key, ContentOf::Latest).await?;
    let line = section_line(&*work, manuscript.content.section).await?;
    must(cx, Operation::CreatePreview, &manuscript, &line, key)?;
    let revision = revision.unwrap_or(manuscript.revision);
    if !(1..=manuscript.revision).contains(&revision) {
        return Err(Error::wrong("/revision", "unknown_reference", format!("there is no revision {revision}")));
    }
    let preview = Preview {
        id: cx.app.clock.id(),
        article: manuscript.identity.id,
        revision,
        created_at: cx.now(),
        created_by: cx.caller().user(),
        expires_at: Instant::from_micros(cx.now().micros() + seconds * 1_000_000),
        revoked_at: None,
    };
    stored::insert(&work, &preview).await?;
    if secrets::get(&*work, SECRET).await?.is_none() {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| Error::internal(error.to_string()))?;
        secrets::put(&work, SECRET, &URL_SAFE_NO_PAD.encode(bytes), cx.now()).await?;
    }
    let secret =
        secrets::get(&*work, SECRET).await?.ok_or_else(|| Error::internal("the secret of previews is gone"))?;
    work.record(event(cx, &preview, Action::Created));
    work.commit(cx).await?;
    let token = token(&preview, &secret)?;
    Ok((preview, token))
}

fn event(cx: &Cx, preview: &Preview, action: Action) -> NewEvent {
    NewEvent {
        at: cx.now(),
        action,
        subject: Subject::Preview,
        id: preview.id.uuid(),
        by: cx.by(),
        revision: Some(preview.revision),
        fields: Vec::new(),
        note: Some(format!("article {}", preview.article)),
        public: false,
        effect: None,
    }
}

fn mac(secret: &str, payload: &[u8]) -> Result<Hmac<Sha256>> {
    let key = URL_SAFE_NO_PAD.decode(secret).map_err(Error::internal)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(Error::internal)?;
    mac.update(b"masthead preview 1");
    mac.update(payload);
    Ok(mac)
}

fn token(preview: &Preview, secret: &str) -> Result<String> {
    let mut bytes = preview.id.uuid().as_bytes().to_vec();
    bytes.extend(preview.expires_at.micros().to_be_bytes());
    let signature = mac(secret, &bytes)?.finalize().into_bytes();
    bytes.extend(&signature[..MAC_BYTES]);
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The previews of an article that still hold, the newest first; at most a hundred.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unauthenticated`].
pub async fn previews(cx: &Cx, key: &Key) -> Result<Vec<Preview>> {
    let manuscript = visible(cx, Operation::Previews, key, ContentOf::Latest).await?;
    Ok(stored::of(cx.untagged(), manuscript.identity.id, cx.now()).await?)
}

/// Takes a preview back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unauthenticated`].
pub async fn revoke_preview(cx: &Cx, id: Id<Preview>) -> Result<Preview> {
    cx.signed_in(Operation::RevokePreview)?;
    let work = cx.begin().await?;
    let nothing = || Error::not_found("preview", id);
    let mut preview = stored::get(&*work, id).await?.ok_or_else(nothing)?;
    let key = Key::Id(preview.article.uuid());
    let manuscript = lookup(&*work, &key, ContentOf::Latest).await?;
    let line = section_line(&*work, manuscript.content.section).await?;
    must(cx, Operation::RevokePreview, &manuscript, &line, &key).map_err(|error| match error {
        Error::NotFound { .. } => nothing(),
        other => other,
    })?;
    if preview.revoked_at.is_none() {
        stored::revoke(&work, id, cx.now()).await?;
        work.record(event(cx, &preview, Action::Revoked));
        preview.revoked_at = Some(cx.now());
    }
    work.commit(cx).await?;
    Ok(preview)
}

/// The page of a preview. Anything wrong with the token is the same answer: there is nothing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::PageTooLarge`].
pub async fn open_preview(
    cx: &Cx,
    token: &str,
    rail_size: Option<i64>,
    include: ArticlePageIncludes,
) -> Result<(Preview, ArticlePage)> {
    // It can be revoked without anything public changing, and what it shows is newer than anything public.
    cx.reads_beyond_version();
    let cx = &cx.on_primary();
    let nothing = || Error::NotFound { what: "preview behind this link, or not any more".to_owned() };
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| nothing())?;
    let (payload, signature) = bytes.split_at_checked(24).ok_or_else(nothing)?;
    let secret = secrets::get(cx.untagged(), SECRET).await?.ok_or_else(nothing)?;
    if signature.len() != MAC_BYTES || mac(&secret, payload)?.verify_truncated_left(signature).is_err() {
        return Err(nothing());
    }
    let id = Uuid::from_slice(&payload[..16]).map_err(|_| nothing())?;
    let preview = stored::get(cx.untagged(), Id::new(id)).await?.ok_or_else(nothing)?;
    if preview.revoked_at.is_some() || preview.expires_at <= cx.now() {
        return Err(nothing());
    }
    let cx = cx.rehearsal().await?;
    let work = cx.begin().await?;
    let manuscript = lookup(&*work, &Key::Id(preview.article.uuid()), ContentOf::Revision(preview.revision)).await?;
    if matches!(manuscript.identity.stage, Stage::Trashed { .. }) {
        return Err(nothing());
    }
    let mut edit = Edit::by_itself(work, manuscript).await?;
    let now = cx.now();
    let dates = edit.manuscript.identity.stage.dates();
    let identity = &mut edit.manuscript.identity;
    identity.embargo_until = None;
    identity.stage = Stage::Published {
        dates: dates.unwrap_or(PublicDates { first_published_at: now, published_at: now, updated_at: now }),
    };
    edit.manuscript.latest = edit.manuscript.content_id;
    edit.show_latest();
    edit.write(&cx, Action::Published, None).await?;
    drop(edit);
    let page = pages::article(&cx, &super::Key::Id(preview.article), rail_size, include).await?;
    Ok((preview, page))
}
