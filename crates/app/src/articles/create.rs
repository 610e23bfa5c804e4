//! A new article: a draft of whoever creates it.

use masthead_domain::{
    access::Operation,
    article::{Article, Identity, Plan, Stage, check_identity},
    event::Action,
    id::Id,
    slug::Slug,
};
use masthead_markup::Note;
use masthead_persistence::{
    Tx,
    manuscripts::{self, Manuscript},
};

use super::{
    edit::{Edit, check_slug},
    form::{ArticleForm, Fields},
    resolve,
};
use crate::{Cx, Error, Result, idempotency};

/// What came of writing an article.
#[derive(Debug, Clone)]
pub struct Written {
    /// Which article.
    pub id: Id<Article>,
    /// What its body lost or changed on the way in.
    pub notes: Vec<Note>,
}

impl From<Id<Article>> for Written {
    fn from(id: Id<Article>) -> Self {
        Self { id, notes: Vec::new() }
    }
}

/// Creates an article. `take_over_slug`: also when links to another article's former slug lead there.
///
/// # Errors
/// [`Error::Invalid`] with everything that is wrong; [`Error::AlreadyExists`] for a slug or alternative id that is taken;
/// [`Error::Forbidden`].
pub async fn create(cx: &Cx, fields: Fields, take_over_slug: bool) -> Result<Written> {
    cx.may(Operation::CreateArticle)?;
    let mut form = ArticleForm::read(fields)?;
    let language = match &form.language {
        Some(language) => language.clone(),
        None => cx.site().await?.language.clone(),
    };
    let (body, notes) = resolve::read_body(cx, &mut form, &language).await?.unwrap_or_default();
    let work = cx.begin().await?;
    if let Some(made) = idempotency::made(cx, &*work).await? {
        return Ok(Written { id: Id::new(made), notes });
    }
    let id = cx.app.clock.id();
    let content = resolve::content(&work, &form, body, language, Some(id)).await?;
    let slug = match &form.slug {
        Some(slug) => parse_slug(slug)?,
        None => free_slug(&work, &form.headline).await?,
    };
    check_slug(&work, &slug, id, take_over_slug).await?;
    let identity = Identity {
        id,
        slug,
        stage: Stage::Draft,
        translation_set: form.translation_set,
        corrections: Vec::new(),
        alternative_ids: sorted(form.alternative_ids),
        owner: cx.caller().user(),
        review: None,
        plan: Plan::default(),
        embargo_until: None,
    };
    Error::unless_none(check_identity(&identity))?;
    let content_id = cx.app.clock.id();
    let manuscript = Manuscript {
        identity,
        path: String::new(),
        content,
        content_id,
        content_revision: 1,
        revision: 1,
        latest: content_id,
        published: None,
        published_revision: None,
        created_at: cx.now(),
        changed_at: cx.now(),
    };
    idempotency::remember(cx, &work, id.uuid()).await?;
    let id = Edit::new(work, manuscript).await?.keep(cx, Action::Created, None).await?;
    Ok(Written { id, notes })
}

pub(super) fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort();
    values.dedup();
    values
}

pub(super) fn parse_slug(text: &str) -> Result<Slug> {
    text.parse().map_err(|reason: masthead_domain::slug::NotASlug| Error::wrong("/slug", "invalid", reason.to_string()))
}

/// A slug made from a headline, with a number when others have it.
async fn free_slug(tx: &Tx, headline: &str) -> Result<Slug> {
    const TRIES: u32 = 50;
    let words = masthead_words::slug_words(headline);
    let stem = if words.is_empty() { "article".to_owned() } else { words };
    for number in 1..=TRIES {
        let candidate = if number == 1 { stem.clone() } else { format!("{stem}-{number}") };
        let used = !manuscripts::ids_by_slugs(tx, &[&candidate]).await?.is_empty()
            || masthead_persistence::former_slugs::get(tx, masthead_persistence::former_slugs::ARTICLE, &candidate)
                .await?
                .is_some();
        if !used && let Ok(slug) = candidate.parse() {
            return Ok(slug);
        }
    }
    Err(Error::wrong("/slug", "required", "the headline makes no slug that is free: choose one"))
}
