//! What answers are made of, in memory: articles as cards show them, the contributors, tags and texts of revisions, sections, assets. An answer then
//! costs the statement that finds what is in it.
//!
//! Everything is kept with the version that it was read at and the cache tags that it depends on, and is taken as long as nothing has happened to those
//! that this node knows of, as answers are ([`App::still_holds`]). What is missing is read with one statement for all of a kind. A rehearsal
//! reads what it has written, and never from here.

use std::{
    any::Any,
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
};

use masthead_domain::{
    cache_tag::{CacheTag, CacheTags},
    event::ContentVersion,
    site::Site,
};
use masthead_persistence::{Known, Reader};
use quick_cache::{Weighter, sync::Cache};
use uuid::Uuid;

use crate::{App, Cx, Result};

/// Bytes that something takes besides what it says of itself.
const OVERHEAD: usize = 320;

/// What can be kept: something of which there is one for each id.
pub(crate) trait Remembered: Clone + Send + Sync + 'static {
    /// What it is, as opposed to anything else that has the same id.
    const REMEMBERED_AS: Kind;

    /// What it depends on.
    fn tags(&self, id: Uuid) -> Vec<CacheTag>;

    /// About how many bytes it takes.
    fn bytes(&self) -> usize;

    /// Reads those of these ids that are there.
    fn load(reader: &Reader, ids: &[Uuid]) -> impl Future<Output = Result<Vec<(Uuid, Self)>>> + Send;
}

/// Kinds of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Article,
    Credits,
    Tags,
    Body,
    Section,
    Author,
    Tag,
    Series,
    Collection,
    Asset,
}

#[derive(Debug)]
struct Entry {
    value: Box<dyn Any + Send + Sync>,
    bytes: usize,
    since: Known,
    tags: CacheTags,
    /// The version up to which nothing of that has changed, as far as it was looked.
    checked: AtomicI64,
}

impl Entry {
    fn holds(&self, app: &App, known: Known) -> bool {
        if self.since.log == known.log && self.checked.load(Ordering::Relaxed) >= known.seq {
            return true;
        }
        let holds = app.still_holds(self.since, &self.tags);
        if holds {
            self.checked.fetch_max(known.seq, Ordering::Relaxed);
        }
        holds
    }
}

#[derive(Debug, Clone)]
struct Bytewise;

impl Weighter<(Kind, Uuid), Arc<Entry>> for Bytewise {
    fn weight(&self, _: &(Kind, Uuid), entry: &Arc<Entry>) -> u64 {
        (entry.bytes + entry.tags.len() * size_of::<CacheTag>() + OVERHEAD) as u64
    }
}

/// The memory of a node.
#[derive(Debug)]
pub(crate) struct Memory {
    entries: Option<Cache<(Kind, Uuid), Arc<Entry>, Bytewise>>,
    site: RwLock<Option<(Known, Arc<Site>)>>,
}

impl Memory {
    /// With room for so many bytes; none keeps nothing.
    pub(crate) fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / 1_024).unwrap_or(usize::MAX).max(64);
        let entries = (bytes > 0).then(|| Cache::with_weighter(items, bytes, Bytewise));
        Self { entries, site: RwLock::default() }
    }
}

impl App {
    /// Is anything kept of what answers are made of?
    pub fn remembers(&self) -> bool {
        self.memory.entries.is_some()
    }

    /// The publication, and the newest version that this node knows of, if both are in memory.
    pub(crate) fn remembered_site(&self) -> Option<(ContentVersion, Arc<Site>)> {
        self.memory.entries.as_ref()?;
        let version = self.db.known_version().version()?;
        let site = self.memory.site.read().unwrap_or_else(PoisonError::into_inner);
        let (since, site) = site.as_ref()?;
        let holds = self.still_holds(*since, &CacheTags::new(vec![CacheTag::Site]));
        holds.then(|| (version, Arc::clone(site)))
    }

    /// The publication as it was read at this version.
    pub(crate) fn remember_site(&self, version: ContentVersion, site: &Arc<Site>) {
        if self.remembers() {
            let since = Known { log: version.log, seq: version.seq };
            let site = Some((since, Arc::clone(site)));
            *self.memory.site.write().unwrap_or_else(PoisonError::into_inner) = site;
        }
    }
}

impl Cx {
    /// Those of these ids that are there, from memory as far as possible; what they depend on is in the tags of the answer already.
    pub(crate) async fn remembered<T: Remembered>(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, T>> {
        let mut found: HashMap<Uuid, T> = HashMap::with_capacity(ids.len());
        let memory = self.app.memory.entries.as_ref().filter(|_| !self.is_rehearsal());
        let version = if memory.is_some() { Some(self.version().await?) } else { None };
        // Whoever has seen what this node does not know yet is not answered from what it knows.
        let known = self.app.known_version();
        let known = known.zip(version).filter(|(known, v)| known.log == v.log && known.seq >= v.seq);
        let (Some(memory), Some((known, version))) = (memory, known) else {
            found.extend(T::load(self.tagged([]), ids).await?);
            return Ok(found);
        };
        let mut missing = Vec::new();
        for id in ids {
            let entry = memory.get(&(T::REMEMBERED_AS, *id)).filter(|entry| entry.holds(&self.app, known));
            match entry.as_ref().and_then(|entry| entry.value.downcast_ref::<T>()) {
                Some(value) => drop(found.insert(*id, value.clone())),
                None => missing.push(*id),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        for (id, value) in T::load(self.tagged([]), &missing).await? {
            let since = Known { log: version.log, seq: version.seq };
            let tags = CacheTags::new(value.tags(id).into_iter().chain([CacheTag::Site]).collect());
            let (bytes, checked) = (value.bytes(), AtomicI64::new(since.seq));
            let entry = Entry { value: Box::new(value.clone()), bytes, since, tags, checked };
            memory.insert((T::REMEMBERED_AS, id), Arc::new(entry));
            found.insert(id, value);
        }
        Ok(found)
    }
}
