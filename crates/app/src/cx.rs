//! Who asks, when, and of what: the first argument of every operation.

use std::{
    ops::Deref,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use masthead_domain::{
    access::{Caller, On, Operation, Refusal, may},
    cache_tag::{CacheTag, CacheTags},
    event::{By, ContentVersion},
    language::Language,
    site::{PathTemplate, Site},
    time::Instant,
};
use masthead_persistence::{Reader, Tx, sites};
use tokio::sync::OnceCell;

use crate::{App, Error, Result, Settings, idempotency::Once};

impl App {
    /// Begins a request of someone unknown: they see what is public.
    pub fn cx(&self) -> Cx {
        self.cx_of(Caller::Nobody, None)
    }

    /// Begins what the program does by itself: it may do everything.
    pub fn system(&self) -> Cx {
        self.cx_of(Caller::System, None)
    }

    /// Begins a read of someone unknown, which a replica may answer that has everything that this node knows of.
    pub fn public_cx(&self, request: Option<String>) -> Cx {
        let remembered = self.remembered_site();
        let is_remembered = remembered.is_some();
        let state = Arc::new(OnceCell::new_with(remembered));
        Cx { reader: self.db.public_reader(), state, is_remembered, ..self.cx_of(Caller::Nobody, request) }
    }

    /// Begins a request of this caller.
    pub fn cx_of(&self, caller: Caller, request: Option<String>) -> Cx {
        Cx {
            now: self.clock.now(),
            reader: self.db.reader(),
            app: self.clone(),
            caller: Arc::new(caller),
            request,
            origin: None,
            once: None,
            rehearsal: None,
            state: Arc::new(OnceCell::new()),
            is_remembered: false,
            beyond_version: Arc::default(),
            tags: Arc::default(),
        }
    }
}

/// One request: the app, who asks, the connection it reads from, and the moment it began. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Cx {
    pub(crate) app: App,
    reader: Reader,
    caller: Arc<Caller>,
    request: Option<String>,
    /// Where the API was reached, if the settings do not say what its addresses begin with.
    origin: Option<Arc<str>>,
    once: Option<Arc<Once>>,
    rehearsal: Option<Arc<Tx>>,
    now: Instant,
    state: Arc<OnceCell<(ContentVersion, Arc<Site>)>>,
    /// Is that from memory? Then others may have written something newer.
    is_remembered: bool,
    beyond_version: Arc<AtomicBool>,
    /// What has been read, as cache tags.
    tags: Arc<Mutex<Vec<CacheTag>>>,
}

impl Cx {
    /// When the request began.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The same request as if it began now: nothing has happened by itself that it does not know of.
    #[must_use]
    pub fn from_now(self) -> Self {
        Self { now: self.app.clock.now(), ..self }
    }

    /// The same request, now that it is known who asks.
    #[must_use]
    pub fn of(self, caller: Caller) -> Self {
        Self { caller: Arc::new(caller), ..self }
    }

    /// The same request, which neither a replica nor memory answers: what it reads is as new as there is.
    #[must_use]
    pub fn on_primary(&self) -> Self {
        if !self.reader.is_of_replica() && !self.is_remembered {
            return self.clone();
        }
        let reader = self.app.db.reader_like(&self.reader);
        Self { reader, state: Arc::new(OnceCell::new()), is_remembered: false, ..self.clone() }
    }

    /// The same request, which came to the API at this address: `https://api.example.org`.
    #[must_use]
    pub fn reached_at(self, origin: &str) -> Self {
        Self { origin: Some(Arc::from(origin)), ..self }
    }

    /// Somebody unknown at this moment, who has reached the API where this request has: for what is told long after a request began.
    #[must_use]
    pub fn later(&self) -> Self {
        Self { origin: self.origin.clone(), ..self.app.cx_of(Caller::Nobody, self.request.clone()) }
    }

    /// Where the API was reached, as far as answers depend on it.
    pub(crate) fn origin(&self) -> Option<Arc<str>> {
        self.origin.clone().filter(|_| self.needs_origin())
    }

    /// Do addresses need to be told where the API was reached?
    pub fn needs_origin(&self) -> bool {
        self.app.settings.url.is_none()
    }

    /// The absolute URL of something of this API, by its path.
    pub fn url(&self, path: &str) -> String {
        let base = self.app.settings.url.as_deref().or(self.origin.as_deref()).unwrap_or_default();
        format!("{}{path}", base.trim_end_matches('/'))
    }

    /// The absolute URL of a file or rendition, by its path.
    pub(crate) fn media_url(&self, path: &str) -> String {
        match self.app.settings.media.url.as_deref() {
            Some(base) => format!("{}{path}", base.trim_end_matches('/')),
            None => self.url(path),
        }
    }

    /// Is it a rehearsal, of which nothing may be kept?
    pub(crate) fn is_rehearsal(&self) -> bool {
        self.rehearsal.is_some()
    }

    /// Who asks.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The same request, which may be sent twice and is done once.
    #[must_use]
    pub fn done_once(self, once: Once) -> Self {
        Self { once: Some(Arc::new(once)), ..self }
    }

    /// What tells this request from others, if it may be sent twice.
    pub(crate) fn once(&self) -> Option<&Once> {
        self.once.as_deref()
    }

    /// What everything that this request does says about who did it.
    pub(crate) fn by(&self) -> By {
        By { user: self.caller.user(), key: self.caller.key(), request: self.request.clone() }
    }

    /// May the caller do this, to this article if it is about one? `what` is what they may have to be told is not there.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::NotFound`] for what they may not know of.
    pub(crate) fn must(&self, operation: Operation, on: Option<On<'_>>, what: &dyn Fn() -> String) -> Result<()> {
        may(&self.caller, operation.need(), on).map_err(|refusal| match refusal {
            Refusal::Unauthenticated => Error::Unauthenticated(
                "sign in, and send `Authorization: Bearer` with the token or an API key".to_owned(),
            ),
            Refusal::Hidden => Error::NotFound { what: what() },
            Refusal::Forbidden(needs) => Error::Forbidden(format!("{} needs {needs}", operation.name())),
        })
    }

    /// Is the caller anybody at all? Asked before anything is looked up.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub(crate) fn signed_in(&self, operation: Operation) -> Result<()> {
        match *self.caller {
            Caller::Nobody => self.must(operation, None, &String::new),
            Caller::Someone(_) | Caller::System => Ok(()),
        }
    }

    /// May the caller do this at all?
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`].
    pub fn may(&self, operation: Operation) -> Result<()> {
        self.must(operation, None, &String::new)
    }

    /// Begins to write: a transaction of its own, or that of the rehearsal.
    pub(crate) async fn begin(&self) -> Result<Work> {
        Ok(match &self.rehearsal {
            Some(tx) => Work::Shared(Arc::clone(tx)),
            None => Work::Own(self.app.db.begin().await?),
        })
    }

    /// The same request, as it sees the world after what it wrote.
    #[must_use]
    pub fn after(&self) -> Self {
        Self { state: Arc::new(OnceCell::new()), is_remembered: false, ..self.clone() }
    }

    /// The same request as a rehearsal: everything it writes and reads is in one transaction, which nobody else sees. Whatever is
    /// not kept by [`Cx::keep_rehearsal`] never happened: dry runs, previews and looks ahead live on that. Other writers wait
    /// meanwhile.
    ///
    /// # Errors
    /// When no transaction can be had in time.
    pub async fn rehearsal(&self) -> Result<Self> {
        let tx = Arc::new(self.app.db.begin().await?);
        let state = Arc::new(OnceCell::new());
        let reader = tx.reader_like(&self.reader);
        Ok(Self { reader, rehearsal: Some(tx), state, is_remembered: false, ..self.clone() })
    }

    /// The same request at another moment.
    pub(crate) fn at(self, now: Instant) -> Self {
        Self { now, ..self }
    }

    /// Makes what a rehearsal wrote permanent. Nothing else may hold it any more.
    ///
    /// # Errors
    /// When the database cannot; then nothing was written.
    pub async fn keep_rehearsal(self) -> Result<()> {
        let Self { app, rehearsal, reader, now, .. } = self;
        drop(reader);
        let Some(rehearsal) = rehearsal else { return Ok(()) };
        let tx =
            Arc::into_inner(rehearsal).ok_or_else(|| Error::internal("a rehearsal is held while it is committed"))?;
        tx.commit(now).await?;
        app.live.wake();
        Ok(())
    }

    /// How many SQL statements the request has run.
    pub fn statements(&self) -> u32 {
        self.reader.statements()
    }

    /// What must not be exceeded, and how content is read.
    pub fn settings(&self) -> &Settings {
        &self.app.settings
    }

    /// The publication. Before anything was imported it is one without a name of its own.
    ///
    /// # Errors
    /// What the database says.
    pub async fn site(&self) -> Result<Arc<Site>> {
        Ok(Arc::clone(&self.state().await?.1))
    }

    /// How far the event log had come when the request first looked: what it reads is at least as new.
    ///
    /// # Errors
    /// What the database says.
    pub async fn version(&self) -> Result<ContentVersion> {
        Ok(self.state().await?.0)
    }

    /// The publication as a transaction sees it, which may have changed it.
    pub(crate) async fn fresh_site(&self, tx: &Tx) -> Result<Site> {
        Ok(sites::get(tx).await?.unwrap_or_else(nameless))
    }

    /// Where to read what changes whenever something happens to these; nothing else may be read there.
    pub(crate) fn tagged(&self, tags: impl IntoIterator<Item = CacheTag>) -> &Reader {
        self.tags.lock().unwrap_or_else(PoisonError::into_inner).extend(tags);
        &self.reader
    }

    /// Where to read what nobody has said what it depends on: then it depends on everything.
    pub(crate) fn untagged(&self) -> &Reader {
        self.tagged([CacheTag::Everything])
    }

    /// What the request has read so far: as long as nothing happens to these, it would be answered alike.
    pub fn tags(&self) -> CacheTags {
        let tags = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        if tags.contains(&CacheTag::Everything) {
            return CacheTags::new(vec![CacheTag::Everything]);
        }
        // Whatever is answered is of this publication.
        CacheTags::new(tags.iter().copied().chain([CacheTag::Site]).collect())
    }

    /// What is answered may change although the content version does not: its date says nothing of it.
    pub(crate) fn reads_beyond_version(&self) {
        self.beyond_version.store(true, Ordering::Relaxed);
    }

    /// May what is answered change although the content version does not?
    pub fn is_beyond_version(&self) -> bool {
        self.beyond_version.load(Ordering::Relaxed)
    }

    async fn state(&self) -> Result<&(ContentVersion, Arc<Site>)> {
        self.state
            .get_or_try_init(|| async {
                let (version, site) = sites::current(&self.reader).await?;
                let site = Arc::new(site.unwrap_or_else(nameless));
                if self.rehearsal.is_none() {
                    self.app.remember_site(version, &site);
                }
                Ok((version, site))
            })
            .await
    }
}

/// A transaction that an operation writes in.
#[derive(Debug)]
pub(crate) enum Work {
    Own(Tx),
    Shared(Arc<Tx>),
}

impl Deref for Work {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        match self {
            Self::Own(tx) => tx,
            Self::Shared(tx) => tx,
        }
    }
}

impl Work {
    /// Makes it permanent; within a rehearsal, that is the rehearsal's to do.
    pub(crate) async fn commit(self, cx: &Cx) -> Result<()> {
        match self {
            Self::Own(tx) => {
                tx.commit(cx.app.clock.now()).await?;
                cx.app.live.wake();
                Ok(())
            }
            Self::Shared(_) => Ok(()),
        }
    }
}

/// The publication of an empty database.
fn nameless() -> Site {
    Site {
        name: "Untitled".to_owned(),
        url: url::Url::parse("http://localhost").unwrap_or_else(|_| unreachable!("a constant URL")),
        language: Language::stored("en".to_owned()),
        timezone: "UTC".to_owned(),
        description: None,
        article_path: PathTemplate::default(),
        navigation: Vec::new(),
        social_links: Vec::new(),
        // It was never written.
        revision: 0,
        updated_at: Instant::default(),
    }
}
