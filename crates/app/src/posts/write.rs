//! Writing posts: the policy of the article, the text, what is wrong; kept and recorded in one transaction.

use masthead_domain::{
    access::Operation,
    article::{Article, ArticleKind},
    asset::Asset,
    author::Author,
    body::Body,
    error::Violation,
    event::{Action, Effect, NewEvent, Subject},
    id::Id,
    post::{self, Post},
    time::Instant,
};
use masthead_persistence::{
    Tx, assets, authors,
    manuscripts::{ContentOf, Manuscript},
    posts as stored,
};
use serde::{Deserialize, Serialize};

use super::{PostView, dress};
use crate::{
    Cx, Error, Fields, Result, Target,
    articles::{BodyForm, Note, lookup, must, read_text, section_line},
    form, idempotency,
    resources::Key,
    structure::Kept,
};

/// What can be written of a post. Authors are named by id or slug.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct PostForm {
    pub(crate) headline: Option<String>,
    /// Only when it is written: what is there stays otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<BodyForm>,
    pub(crate) authors: Vec<String>,
    pub(crate) key_event: bool,
    pub(crate) pinned: bool,
    pub(crate) posted_at: Option<Instant>,
}

/// A post that was written, and what reading its text changed.
#[derive(Debug)]
pub struct WrittenPost {
    /// The post.
    pub view: PostView,
    /// What reading its text changed.
    pub notes: Vec<Note>,
}

/// The article that somebody wants to write to.
struct Coverage {
    manuscript: Manuscript,
}

impl Coverage {
    /// Finds it, and asks the policy.
    async fn open(cx: &Cx, tx: &Tx, operation: Operation, key: &Key, what: &Key) -> Result<Self> {
        let manuscript = lookup(tx, key, ContentOf::Latest).await?;
        let line = section_line(tx, manuscript.content.section).await?;
        must(cx, operation, &manuscript, &line, what)?;
        Ok(Self { manuscript })
    }

    fn is_public(&self) -> bool {
        self.manuscript.identity.stage.is_public()
    }

    /// Readers should notice that something was written in it. A bundle says itself when that was.
    async fn touch(&self, cx: &Cx, tx: &Tx) -> Result<()> {
        Ok(stored::touch(tx, self.manuscript.identity.id, cx.now()).await?)
    }
}

/// Adds a post to a live article.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] with everything that is wrong; a rule of
/// stages for an article that is no live coverage.
pub async fn create(cx: &Cx, key: &Key, fields: Fields) -> Result<WrittenPost> {
    let operation = Operation::CreatePost;
    cx.signed_in(operation)?;
    let form = form::read(fields)?;
    let work = cx.begin().await?;
    if let Some(made) = idempotency::made(cx, &*work).await? {
        drop(work);
        return Ok(WrittenPost { view: written(cx, Id::new(made)).await?, notes: Vec::new() });
    }
    let coverage = Coverage::open(cx, &work, operation, key, key).await?;
    check_live(&coverage.manuscript)?;
    let blank = blank(cx, cx.app.clock.id(), coverage.manuscript.identity.id);
    let (now, notes) = read(cx, &work, form, &coverage.manuscript, blank).await?;
    let (_, now) = keep(cx, &work, coverage.is_public(), None, now).await?;
    coverage.touch(cx, &work).await?;
    idempotency::remember(cx, &work, now.id.uuid()).await?;
    work.commit(cx).await?;
    Ok(WrittenPost { view: written(cx, now.id).await?, notes })
}

/// A post that nothing was said of yet.
fn blank(cx: &Cx, id: Id<Post>, article: Id<Article>) -> Post {
    Post {
        id,
        article,
        seq: None,
        posted_at: cx.now(),
        updated_at: cx.now(),
        headline: None,
        body: Body::default(),
        authors: Vec::new(),
        is_key_event: false,
        is_pinned: false,
        revision: 0,
    }
}

/// Posts belong to live coverage.
fn check_live(manuscript: &Manuscript) -> Result<()> {
    if manuscript.content.kind == ArticleKind::Live {
        return Ok(());
    }
    let message = "it is no live coverage: posts belong to articles of the kind LIVE".to_owned();
    Err(masthead_domain::error::Error::IllegalTransition(message).into())
}

/// Changes a post by a merge patch (RFC 7396) of its form.
///
/// # Errors
/// Those of [`create`]; [`Error::PreconditionRequired`], [`Error::StaleRevision`].
pub async fn update(cx: &Cx, target: &Target, mut patch: Fields) -> Result<WrittenPost> {
    let operation = Operation::UpdatePost;
    cx.signed_in(operation)?;
    let work = cx.begin().await?;
    let (before, coverage) = open(cx, &work, operation, target).await?;
    // A text replaces the text: its forms are not members to be merged.
    let body = patch.remove("body").filter(|body| !body.is_null());
    let mut fields = form::fields(&form_of(&before));
    form::merge(&mut fields, &patch);
    fields.extend(body.map(|body| ("body".to_owned(), body)));
    let (now, notes) = read(cx, &work, form::read(fields)?, &coverage.manuscript, before.clone()).await?;
    let (kept, now) = keep(cx, &work, coverage.is_public(), Some(&before), now).await?;
    if kept == Kept::Updated {
        coverage.touch(cx, &work).await?;
    }
    work.commit(cx).await?;
    Ok(WrittenPost { view: written(cx, now.id).await?, notes })
}

/// Takes a post away, for good.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`]; [`Error::PreconditionRequired`], [`Error::StaleRevision`].
pub async fn delete(cx: &Cx, target: &Target) -> Result<Id<Post>> {
    let operation = Operation::DeletePost;
    cx.signed_in(operation)?;
    let work = cx.begin().await?;
    let (mut post, coverage) = open(cx, &work, operation, target).await?;
    stored::delete(&work, post.id, cx.now()).await?;
    post.revision += 1;
    record(cx, &work, &post, Action::Deleted, Vec::new(), coverage.is_public(), Effect::Removed);
    coverage.touch(cx, &work).await?;
    work.commit(cx).await?;
    Ok(post.id)
}

/// The post that a change is about, and its article, once the policy and the revision agree.
async fn open(cx: &Cx, tx: &Tx, operation: Operation, target: &Target) -> Result<(Post, Coverage)> {
    let Key::Id(id) = target.key else { return Err(Error::not_found("post", &target.key)) };
    let found = stored::by_ids(tx, &[Id::new(id)]).await?.pop();
    let post = found.ok_or_else(|| Error::not_found("post", id))?;
    let article = Key::Id(post.article.uuid());
    let coverage = Coverage::open(cx, tx, operation, &article, &target.key).await?;
    let current = post.revision;
    match target.expected {
        None => Err(Error::PreconditionRequired { current }),
        Some(expected) if expected != current => {
            let differences = Vec::new();
            Err(Error::StaleRevision(Box::new(crate::Stale { expected, current, differences })))
        }
        Some(_) => Ok((post, coverage)),
    }
}

/// A post as its write has left it, for whoever wrote it: its article may be nobody else's yet.
async fn written(cx: &Cx, id: Id<Post>) -> Result<PostView> {
    let cx = cx.after();
    let found = stored::by_ids(cx.untagged(), &[id]).await?;
    let view = dress(&cx, found).await?.pop();
    view.ok_or_else(|| Error::not_found("post", id))
}

/// The form of a post, but for its text.
fn form_of(post: &Post) -> PostForm {
    PostForm {
        headline: post.headline.clone(),
        body: None,
        authors: post.authors.iter().map(ToString::to_string).collect(),
        key_event: post.is_key_event,
        pinned: post.is_pinned,
        posted_at: Some(post.posted_at),
    }
}

/// What a form describes, over what was there.
async fn read(cx: &Cx, tx: &Tx, form: PostForm, manuscript: &Manuscript, before: Post) -> Result<(Post, Vec<Note>)> {
    let PostForm { headline, body, authors: names, key_event, pinned, posted_at } = form;
    let (body, notes) = match body {
        Some(body) => read_text(cx, body, &manuscript.content.language).await?,
        None => (before.body.clone(), Vec::new()),
    };
    let mut violations = Vec::new();
    let mut authors = Vec::with_capacity(names.len());
    for (place, name) in names.iter().enumerate() {
        match author(tx, name).await? {
            Some(author) => authors.push(author),
            None => violations.push(Violation::new(
                format!("/authors/{place}"),
                "unknown_reference",
                format!("there is no author {name:?}"),
            )),
        }
    }
    let now = Post {
        headline: headline.filter(|text| !text.trim().is_empty()),
        body,
        authors,
        is_key_event: key_event,
        is_pinned: pinned,
        posted_at: posted_at.unwrap_or(before.posted_at),
        ..before
    };
    let keys: Vec<&str> = now.body.asset_keys().collect();
    let known = assets::find(tx, &[], &keys).await?;
    for key in keys.iter().filter(|key| !known.iter().any(|asset| asset.key == **key)) {
        violations.push(Violation::new("/body", "unknown_reference", format!("there is no asset {key:?}")));
    }
    violations.extend(post::check(&now));
    Error::unless_none(violations)?;
    Ok((now, notes))
}

async fn author(tx: &Tx, name: &str) -> Result<Option<Id<Author>>> {
    let found = match Key::parse(name) {
        Key::Id(id) => authors::by_ids(tx, &[Id::new(id)]).await?,
        // PostgreSQL cannot even be asked about U+0000.
        Key::Slug(slug) if slug.contains('\0') => Vec::new(),
        Key::Slug(slug) => authors::by_slugs(tx, &[&slug]).await?,
    };
    Ok(found.first().map(|author| author.id))
}

/// Keeps a post that is new or differs, and records it.
async fn keep(cx: &Cx, tx: &Tx, is_public: bool, before: Option<&Post>, mut now: Post) -> Result<(Kept, Post)> {
    if before == Some(&now) {
        return Ok((Kept::Unchanged, now));
    }
    now.revision += 1;
    now.updated_at = cx.now();
    let keys: Vec<&str> = now.body.asset_keys().collect();
    let shown: Vec<Asset> = assets::find(tx, &[], &keys).await?;
    let shown: Vec<Id<Asset>> = shown.iter().map(|asset| asset.id).collect();
    stored::save(tx, &now, &shown, before.is_none()).await?;
    let Some(before) = before else {
        record(cx, tx, &now, Action::Created, Vec::new(), is_public, Effect::Published);
        return Ok((Kept::Created, now));
    };
    let (was, is) = (form::fields(&form_of(before)), form::fields(&form_of(&now)));
    let mut fields: Vec<String> =
        is.into_iter().filter(|(name, value)| was.get(name) != Some(value)).map(|(name, _)| name).collect();
    if before.body != now.body {
        fields.push("body".to_owned());
    }
    record(cx, tx, &now, Action::Updated, fields, is_public, Effect::Changed);
    Ok((Kept::Updated, now))
}

fn record(cx: &Cx, tx: &Tx, post: &Post, action: Action, fields: Vec<String>, is_public: bool, effect: Effect) {
    tx.record(NewEvent {
        at: cx.now(),
        action,
        subject: Subject::Post,
        id: post.id.uuid(),
        by: cx.by(),
        revision: Some(post.revision),
        fields,
        note: None,
        public: is_public,
        effect: is_public.then_some(effect),
    });
}

/// Takes a post away that a bundle says is not there any more. Was it there?
///
/// # Errors
/// What the database says.
pub(crate) async fn take_away(cx: &Cx, tx: &Tx, id: Id<Post>) -> Result<bool> {
    let Some(mut post) = stored::by_ids(tx, &[id]).await?.pop() else { return Ok(false) };
    let manuscript = lookup(tx, &Key::Id(post.article.uuid()), ContentOf::Latest).await?;
    stored::delete(tx, post.id, cx.now()).await?;
    post.revision += 1;
    let is_public = manuscript.identity.stage.is_public();
    record(cx, tx, &post, Action::Deleted, Vec::new(), is_public, Effect::Removed);
    Ok(true)
}

/// Keeps a post that a bundle brings, with the id that it has there.
///
/// # Errors
/// [`Error::Invalid`] with everything that is wrong; [`Error::NotFound`] for an article that is not there.
pub(crate) async fn bring(cx: &Cx, tx: &Tx, id: Id<Post>, article: &str, form: PostForm) -> Result<Kept> {
    let manuscript = lookup(tx, &Key::Slug(article.to_owned()), ContentOf::Latest).await?;
    let before = stored::by_ids(tx, &[id]).await?.pop();
    if before.as_ref().is_some_and(|before| before.article != manuscript.identity.id) {
        return Err(Error::wrong("/id", "taken", "another article has a post with this id"));
    }
    let blank = before.clone().unwrap_or_else(|| blank(cx, id, manuscript.identity.id));
    // A record is a post whole: what it does not say is not there.
    let blank = Post { body: Body::default(), ..blank };
    let (now, _) = read(cx, tx, form, &manuscript, blank).await?;
    let is_public = manuscript.identity.stage.is_public();
    let (kept, _) = keep(cx, tx, is_public, before.as_ref(), now).await?;
    Ok(kept)
}
