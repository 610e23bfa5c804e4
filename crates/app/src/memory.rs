//! What answers are made of, in memory: articles as cards show them, the contributors, tags and texts of revisions, sections, assets. An answer then
//! costs the statement that finds what is in it.
//!
//! Everything is kept with the version that it was read at and the cache tags that it depends on, and is taken as long as nothing has happened to those
//! that this node knows of, as answers are ([`Made::holds`]). What is missing is read with one statement for all of a kind. A rehearsal
//! reads what it has written, and never from here.

use std::{
    any::Any,
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use masthead_domain::{
    cache_tag::{CacheTag, CacheTags},
    event::{ContentVersion, Subject},
    site::Site,
};
use masthead_persistence::{Known, Reader};
use quick_cache::{Weighter, sync::Cache};
use uuid::Uuid;

use crate::{App, Cx, Made, Result};

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
    /// What a slug names.
    Slug,
}

#[derive(Debug)]
struct Entry {
    value: Arc<dyn Any + Send + Sync>,
    bytes: usize,
    made: Made,
}

impl Entry {
    fn new(value: Arc<dyn Any + Send + Sync>, bytes: usize, since: Known, tags: Vec<CacheTag>) -> Arc<Self> {
        let tags = CacheTags::new(tags.into_iter().chain([CacheTag::Site]).collect());
        Arc::new(Self { value, bytes, made: Made::new(since, tags) })
    }
}

#[derive(Debug, Clone)]
struct Bytewise;

impl Weighter<(Kind, Uuid), Arc<Entry>> for Bytewise {
    fn weight(&self, _: &(Kind, Uuid), entry: &Arc<Entry>) -> u64 {
        (entry.bytes + entry.made.bytes() + OVERHEAD) as u64
    }
}

type Entries = Cache<(Kind, Uuid), Arc<Entry>, Bytewise>;

/// The memory of a node.
#[derive(Debug)]
pub(crate) struct Memory {
    entries: Option<Entries>,
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

/// Where what a slug names is kept: slugs are no ids, but have one made of them.
fn of_slug(subject: Subject, slug: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{subject:?}/{slug}").as_bytes())
}

impl Cx {
    /// The memory, what this node knows, and the version of the request, if it may be answered from there.
    async fn memory(&self) -> Result<Option<(&Entries, Known, Known)>> {
        let Some(entries) = self.app.memory.entries.as_ref().filter(|_| !self.is_rehearsal()) else { return Ok(None) };
        let version = self.version().await?;
        let since = Known { log: version.log, seq: version.seq };
        // Whoever has seen what this node does not know yet is not answered from what it knows.
        let known = self.app.known_version().filter(|known| known.log == since.log && known.seq >= since.seq);
        Ok(known.map(|known| (entries, known, since)))
    }

    /// What of this kind was called so when it was looked up last, if nothing has happened to it since.
    pub(crate) async fn named(&self, subject: Subject, slug: &str) -> Result<Option<Uuid>> {
        let Some((entries, known, _)) = self.memory().await? else { return Ok(None) };
        let entry =
            entries.get(&(Kind::Slug, of_slug(subject, slug))).filter(|entry| entry.made.holds(&self.app, known));
        Ok(entry.and_then(|entry| entry.value.downcast_ref::<Uuid>().copied()))
    }

    /// This is called so now.
    pub(crate) async fn remember_name(&self, subject: Subject, slug: &str, id: Uuid) -> Result<()> {
        if let Some((entries, _, since)) = self.memory().await? {
            entries.insert(
                (Kind::Slug, of_slug(subject, slug)),
                Entry::new(Arc::new(id), 0, since, vec![CacheTag::of(subject, id)]),
            );
        }
        Ok(())
    }

    /// Those of these ids that are there, from memory as far as possible: shared, never copied. What they depend on is in the tags of the
    /// answer already.
    pub(crate) async fn remembered<T: Remembered>(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Arc<T>>> {
        let mut found: HashMap<Uuid, Arc<T>> = HashMap::with_capacity(ids.len());
        let Some((entries, known, since)) = self.memory().await? else {
            found.extend(T::load(self.tagged([]), ids).await?.into_iter().map(|(id, value)| (id, Arc::new(value))));
            return Ok(found);
        };
        let mut missing = Vec::new();
        for id in ids {
            let entry = entries.get(&(T::REMEMBERED_AS, *id)).filter(|entry| entry.made.holds(&self.app, known));
            match entry.and_then(|entry| Arc::clone(&entry.value).downcast::<T>().ok()) {
                Some(value) => drop(found.insert(*id, value)),
                None => missing.push(*id),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        for (id, value) in T::load(self.tagged([]), &missing).await? {
            let (bytes, tags, value) = (value.bytes(), value.tags(id), Arc::new(value));
            entries.insert((T::REMEMBERED_AS, id), Entry::new(Arc::clone(&value) as _, bytes, since, tags));
            found.insert(id, value);
        }
        Ok(found)
    }
}
