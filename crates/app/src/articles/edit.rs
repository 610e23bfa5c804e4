//! What every change of an article goes through: find it, ask the policy, compare revisions, change, keep, record, commit.

use std::collections::HashMap;

use masthead_domain::{
    access::{On, Operation},
    article::{Article, Content, Identity, Stage},
    asset::Asset,
    event::{Action, Effect, NewEvent, Subject},
    id::Id,
    publication::{self, AltTexts},
    redirect::{Redirect, RedirectTarget},
    section::Section,
    slug::Slug,
    time::Instant,
};
use masthead_persistence::{
    Tx, assets, former_slugs,
    manuscripts::{self, ContentOf, Manuscript, Places, Saving, Which},
    redirects, sections,
};

use super::{difference, form::Fields, teaser};
use crate::{
    Cx, Error, Result, Stale, Target,
    cx::Work,
    resources::{Key, ancestors},
};

/// An article that is being changed.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) work: Work,
    /// As it is to be.
    pub(crate) manuscript: Manuscript,
    /// As it was; nothing for a new one.
    before: Option<Manuscript>,
    /// Its section, and what that lies within.
    line: Vec<Section>,
}

pub(crate) fn what(key: &Key) -> String {
    format!("article {key}")
}

/// The manuscript that a key names.
pub(crate) async fn lookup(
    connection: &impl masthead_persistence::Connection,
    key: &Key,
    content: ContentOf,
) -> Result<Manuscript> {
    let found = match key {
        Key::Id(id) => manuscripts::find_content(connection, Which::Ids(&[Id::new(*id)]), content).await?,
        Key::Slug(slug) if slug.contains('\0') => Vec::new(),
        Key::Slug(slug) => manuscripts::find_content(connection, Which::Slugs(&[slug.as_str()]), content).await?,
    };
    found.into_iter().next().ok_or_else(|| Error::NotFound { what: what(key) })
}

/// A section and everything that it lies within, itself last.
pub(crate) async fn section_line(
    connection: &impl masthead_persistence::Connection,
    section: Id<Section>,
) -> Result<Vec<Section>> {
    let found = sections::with_ancestors(connection, &[section]).await?;
    let Some(own) = found.iter().find(|other| other.id == section).cloned() else { return Ok(Vec::new()) };
    let mut line = ancestors(&own, found.iter());
    line.push(own);
    Ok(line)
}

/// Asks the policy about an article.
pub(crate) fn must(cx: &Cx, operation: Operation, manuscript: &Manuscript, line: &[Section], key: &Key) -> Result<()> {
    let ids: Vec<Id<Section>> = line.iter().map(|section| section.id).collect();
    let on = On {
        owner: manuscript.identity.owner,
        sections: &ids,
        is_first_draft: manuscript.identity.stage.dates().is_none()
            && matches!(manuscript.identity.stage, Stage::Draft | Stage::Trashed { .. }),
    };
    cx.must(operation, Some(on), &|| what(key))
}

impl Edit {
    /// Begins to change an article. `patch` is what is to be written, for the comparison that a stale change is answered with.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`], [`Error::PreconditionRequired`],
    /// [`Error::StaleRevision`].
    pub(crate) async fn begin(cx: &Cx, operation: Operation, target: &Target, patch: Option<&Fields>) -> Result<Self> {
        cx.signed_in(operation)?;
        let work = cx.begin().await?;
        let manuscript = lookup(&*work, &target.key, ContentOf::Latest).await?;
        let line = section_line(&*work, manuscript.content.section).await?;
        must(cx, operation, &manuscript, &line, &target.key)?;
        let current = manuscript.revision;
        match target.expected {
            None => return Err(Error::PreconditionRequired { current }),
            Some(expected) if expected != current => {
                let differences = difference::since(&*work, &manuscript, expected, patch).await?;
                return Err(Error::StaleRevision(Box::new(Stale { expected, current, differences })));
            }
            Some(_) => {}
        }
        let before = Some(manuscript.clone());
        Ok(Self { work, manuscript, before, line })
    }

    /// Asks the policy about something more.
    pub(crate) fn must(&self, cx: &Cx, operation: Operation) -> Result<()> {
        must(cx, operation, &self.manuscript, &self.line, &Key::Id(self.manuscript.identity.id.uuid()))
    }

    /// Begins with an article that was not there.
    pub(crate) async fn new(work: Work, manuscript: Manuscript) -> Result<Self> {
        let line = section_line(&*work, manuscript.content.section).await?;
        Ok(Self { work, manuscript, before: None, line })
    }

    /// Begins what the program does by itself to an article.
    pub(crate) async fn by_itself(work: Work, manuscript: Manuscript) -> Result<Self> {
        let line = section_line(&*work, manuscript.content.section).await?;
        Ok(Self { work, before: Some(manuscript.clone()), manuscript, line })
    }

    /// Gives it other content. Its section may be another one then, and the policy is asked again.
    pub(crate) async fn set_content(&mut self, cx: &Cx, operation: Operation, content: Content) -> Result<()> {
        if content == self.manuscript.content {
            return Ok(());
        }
        if content.section != self.manuscript.content.section {
            self.line = section_line(&*self.work, content.section).await?;
            let key = Key::Id(self.manuscript.identity.id.uuid());
            // Whoever created it may file it anywhere; an editor of some sections, only there.
            must(cx, operation, &self.manuscript, &self.line, &key).map_err(|error| match error {
                Error::NotFound { .. } => {
                    Error::Forbidden("you are not an editor of the section it is to move to".to_owned())
                }
                other => other,
            })?;
        }
        self.manuscript.content = content;
        self.manuscript.content_id = cx.app.clock.id();
        self.manuscript.latest = self.manuscript.content_id;
        self.manuscript.identity.revised();
        Ok(())
    }

    /// Readers are to see the latest content from now on.
    pub(crate) fn show_latest(&mut self) {
        self.manuscript.published = Some(self.manuscript.latest);
    }

    /// Everything that is missing before readers may see it.
    pub(crate) async fn check_publication(&self) -> Result<()> {
        Error::unless_none(missing(&self.work, &self.manuscript.content).await?)
    }

    /// Did anything change?
    pub(crate) fn is_changed(&self) -> bool {
        self.before.as_ref() != Some(&self.manuscript)
    }

    /// Keeps the change, records it, and makes it permanent. A change of nothing is none: no revision, no event.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`] when another article has the slug or an alternative id.
    pub(crate) async fn keep(mut self, cx: &Cx, action: Action, note: Option<String>) -> Result<Id<Article>> {
        let id = self.manuscript.identity.id;
        if !self.is_changed() {
            self.work.commit(cx).await?;
            return Ok(id);
        }
        self.write(cx, action, note).await?;
        self.work.commit(cx).await?;
        Ok(id)
    }

    /// [`Edit::keep`] without the commit.
    pub(crate) async fn write(&mut self, cx: &Cx, action: Action, note: Option<String>) -> Result<()> {
        let Self { work, manuscript, before, line } = self;
        let tx: &Tx = work;
        let content_is_new = before.as_ref().is_none_or(|before| before.content_id != manuscript.content_id);
        manuscript.revision = before.as_ref().map_or(1, |before| before.revision + 1);
        if content_is_new {
            manuscript.content_revision = manuscript.revision;
        }
        let was_public = before.as_ref().is_some_and(|before| before.identity.stage.is_public());
        let is_public = manuscript.identity.stage.is_public();
        // What readers see may be older than what editors see, and then it decides about path and lists.
        let shown = match manuscript.published {
            Some(published) if published != manuscript.latest => {
                lookup(tx, &Key::Id(manuscript.identity.id.uuid()), ContentOf::Published).await?.content
            }
            _ => manuscript.content.clone(),
        };
        let shown_line = if shown.section == manuscript.content.section {
            line.clone()
        } else {
            section_line(tx, shown.section).await?
        };
        let Some(section) = shown_line.last() else { return Err(Error::internal("an article without a section")) };
        let site = cx.fresh_site(tx).await?;
        let first = manuscript.identity.stage.dates().map(|dates| dates.first_published_at);
        let path = site.article_path.render(section, &manuscript.identity.slug, &shown.language, first);
        let body = &manuscript.content.body;
        let saving = Saving {
            path: path.clone(),
            teaser: teaser(&manuscript.content),
            word_count: i32::try_from(body.word_count()).unwrap_or(i32::MAX),
            reading_minutes: i32::try_from(body.reading_minutes()).unwrap_or(i32::MAX),
            listed: (was_public || is_public)
                .then(|| Places { content: &shown, sections: shown_line.iter().map(|section| section.id).collect() }),
            is_new: before.is_none(),
            content_is_new,
            by: cx.caller().user(),
            manuscript,
        };
        manuscripts::save(tx, &[saving], cx.now()).await.map_err(|error| taken(error, manuscript))?;
        match before {
            Some(before) if before.identity.stage.dates().is_some() => {
                let known_as = (&before.identity.slug, before.path.as_str());
                remember(tx, &manuscript.identity, known_as, &path, cx.now()).await?;
            }
            Some(before) if !is_public => forget_name(tx, &before.identity, &manuscript.identity, cx.now()).await?,
            // Until readers see it, what led elsewhere from its place goes on doing that.
            _ if is_public => redirects::delete(tx, &path).await?,
            _ => {}
        }
        let fields = before.as_ref().map(|before| difference::fields(before, manuscript)).unwrap_or_default();
        // What is written behind a published revision is nobody's business until it is published.
        let shows_more = before.as_ref().is_none_or(|before| {
            before.published != manuscript.published
                || before.path != path
                || !before.identity.shows_the_same(&manuscript.identity)
        });
        tx.record(NewEvent {
            at: cx.now(),
            action,
            subject: Subject::Article,
            id: manuscript.identity.id.uuid(),
            by: cx.by(),
            revision: Some(manuscript.revision),
            fields,
            note,
            // Could readers notice? They see or saw something else of it, or are told something else.
            public: ((was_public || is_public) && shows_more)
                || before.as_ref().is_some_and(|b| b.identity.stage.told() != manuscript.identity.stage.told()),
            effect: Effect::of(was_public, is_public).filter(|_| shows_more),
        });
        manuscript.path = path;
        Ok(())
    }
}

/// Links to where readers knew it lead to where it is, and nobody else gets its name unawares. What led away from its place does
/// not any more.
pub(crate) async fn remember(
    tx: &Tx,
    identity: &Identity,
    (slug, path): (&Slug, &str),
    new_path: &str,
    now: Instant,
) -> Result<()> {
    if path != new_path {
        let redirect = Redirect { from: path.to_owned(), to: RedirectTarget::Article(identity.id), revision: 1 };
        redirects::put(tx, &redirect).await?;
        // What led to the old place leads here at once, not in two steps.
        redirects::lead_on(tx, &[(path, &redirect.to)]).await?;
        redirects::delete(tx, new_path).await?;
    }
    if *slug != identity.slug {
        former_slugs::put(tx, former_slugs::ARTICLE, slug, identity.id.uuid(), now).await?;
        former_slugs::delete(tx, former_slugs::ARTICLE, &identity.slug).await?;
    }
    Ok(())
}

/// Whoever has a copy of a draft knows it by the name that it had.
pub(crate) async fn forget_name(tx: &Tx, before: &Identity, now: &Identity, at: Instant) -> Result<()> {
    if before.slug != now.slug {
        former_slugs::put(tx, former_slugs::DRAFT, &before.slug, now.id.uuid(), at).await?;
    }
    Ok(())
}

fn taken(error: masthead_persistence::Error, manuscript: &Manuscript) -> Error {
    match error {
        masthead_persistence::Error::Taken(what) if what.contains("alternative") => {
            Error::AlreadyExists("another article has one of these alternative ids".to_owned())
        }
        masthead_persistence::Error::Taken(_) => {
            Error::AlreadyExists(format!("another article has the slug {:?}", manuscript.identity.slug))
        }
        other => other.into(),
    }
}

/// Refuses a name that other links still lead to, unless it is taken over knowingly. They go on leading there until readers see the
/// article that has the name now: it is found before anything that had it.
pub(crate) async fn check_slug(tx: &Tx, slug: &str, itself: Id<Article>, take_over: bool) -> Result<()> {
    match former_slugs::get(tx, former_slugs::ARTICLE, slug).await? {
        Some(owner) if owner != itself.uuid() && !take_over => Err(Error::AlreadyExists(format!(
            "{slug:?} was the slug of the article {owner}, and links to it still lead there: choose another one, or say takeOverSlug"
        ))),
        _ => Ok(()),
    }
}

struct Alts {
    by_id: HashMap<Id<Asset>, String>,
    by_key: HashMap<String, String>,
}

impl AltTexts for Alts {
    fn by_id(&self, id: Id<Asset>) -> Option<&str> {
        self.by_id.get(&id).map(String::as_str)
    }
    fn by_key(&self, key: &str) -> Option<&str> {
        self.by_key.get(key).map(String::as_str)
    }
}

/// What is missing before readers may see this content.
pub(crate) async fn missing(tx: &Tx, content: &Content) -> Result<Vec<masthead_domain::error::Violation>> {
    let leads: Vec<Id<Asset>> = content.lead_image.iter().map(|lead| lead.asset).collect();
    let keys: Vec<&str> = content.body.asset_keys().collect();
    let found = assets::find(tx, &leads, &keys).await?;
    let with_alt = || found.iter().filter_map(|asset| Some((asset, asset.alt()?.to_owned())));
    let alts = Alts {
        by_id: with_alt().map(|(asset, alt)| (asset.id, alt)).collect(),
        by_key: with_alt().map(|(asset, alt)| (asset.key.clone(), alt)).collect(),
    };
    Ok(publication::missing(content, &alts))
}
