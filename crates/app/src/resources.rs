//! Sections, authors, tags, series and collections: what has an id, a slug and a place in the order of names is read in one way.

use std::{collections::HashMap, sync::Arc};

use masthead_domain::{
    author::Author,
    cache_tag::CacheTag,
    collection::Collection,
    event::Subject,
    id::Id,
    page::{Page, PageRequest},
    section::Section,
    series::Series,
    tag::Tag,
};
use masthead_persistence::{NamePlace, Reader, authors, collections, former_slugs, sections, series, tags};
use uuid::Uuid;

use crate::{
    Cx, Edge, Error, PageArgs, Result,
    cursor::{self, Fingerprint},
    memory::{Kind, Remembered},
};

/// How a thing is named in a request: in URLs an id and a slug stand in the same place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// By its id.
    Id(Uuid),
    /// By its slug.
    Slug(String),
}

impl Key {
    /// A UUID is an id; anything else is a slug (no slug has the form of a UUID).
    pub fn parse(text: &str) -> Self {
        match text.parse::<Id<()>>() {
            Ok(id) => Self::Id(id.uuid()),
            Err(_) => Self::Slug(text.to_owned()),
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Slug(slug) => write!(f, "{slug:?}"),
        }
    }
}

/// What is changed, and which revision of it the caller has seen.
#[derive(Debug, Clone)]
pub struct Target {
    /// What, by id or slug (assets: by id or key).
    pub key: Key,
    /// The revision that the change was made for; without one a change is refused.
    pub expected: Option<i32>,
}

/// Something with an id, a slug and a place in the order of names.
#[expect(private_bounds, reason = "how it is kept is nobody else's")]
pub trait Resource: Remembered {
    /// What it is called in messages.
    const KIND: &'static str;

    /// What it is called in the log and in cache tags.
    const SUBJECT: Subject;

    /// Its id.
    fn id(&self) -> Id<Self>;

    /// Its slug.
    fn slug(&self) -> &str;

    /// Those with these slugs.
    fn by_slugs(reader: &Reader, slugs: &[&str]) -> impl Future<Output = Result<Vec<Self>>> + Send;

    /// One more than a page holds.
    fn page(
        reader: &Reader,
        request: &PageRequest<NamePlace>,
    ) -> impl Future<Output = Result<Vec<(NamePlace, Self)>>> + Send;

    /// How many there are.
    fn count(reader: &Reader) -> impl Future<Output = Result<u64>> + Send;
}

macro_rules! resource {
    ($type:ident, $kind:literal, $table:ident) => {
        impl Resource for $type {
            const KIND: &'static str = $kind;
            const SUBJECT: Subject = Subject::$type;
            fn id(&self) -> Id<Self> {
                self.id
            }
            fn slug(&self) -> &str {
                &self.slug
            }
            async fn by_slugs(reader: &Reader, slugs: &[&str]) -> Result<Vec<Self>> {
                Ok($table::by_slugs(reader, slugs).await?)
            }
            async fn page(reader: &Reader, request: &PageRequest<NamePlace>) -> Result<Vec<(NamePlace, Self)>> {
                Ok($table::page(reader, request).await?)
            }
            async fn count(reader: &Reader) -> Result<u64> {
                Ok($table::count(reader).await?)
            }
        }

        impl Remembered for $type {
            const REMEMBERED_AS: Kind = Kind::$type;

            fn tags(&self, id: Uuid) -> Vec<CacheTag> {
                vec![CacheTag::of(Subject::$type, id)]
            }

            fn bytes(&self) -> usize {
                // Names, slugs, and a few lines of text.
                size_of::<Self>() + self.slug.len() * 4 + 256
            }

            async fn load(reader: &Reader, ids: &[Uuid]) -> Result<Vec<(Uuid, Self)>> {
                let ids: Vec<Id<Self>> = ids.iter().copied().map(Id::new).collect();
                Ok($table::by_ids(reader, &ids).await?.into_iter().map(|found| (found.id.uuid(), found)).collect())
            }
        }
    };
}

resource!(Section, "section", sections);
resource!(Author, "author", authors);
resource!(Tag, "tag", tags);
resource!(Series, "series", series);
resource!(Collection, "collection", collections);

/// The cache tags of those with these ids.
pub(crate) fn tags<T: Resource>(ids: impl IntoIterator<Item = Id<T>>) -> impl Iterator<Item = CacheTag> {
    ids.into_iter().map(|id| CacheTag::of(T::SUBJECT, id.uuid()))
}

/// Of what is shared, for whoever wants it for themselves.
fn owned<T: Resource>(found: HashMap<Id<T>, Arc<T>>) -> Vec<T> {
    found.into_values().map(Arc::unwrap_or_clone).collect()
}

/// What has this slug. Who has it is of that one; that nobody has it, of all.
async fn by_slug<T: Resource>(cx: &Cx, slug: &str) -> Result<Vec<T>> {
    if let Some(id) = cx.named(T::SUBJECT, slug).await? {
        return Ok(owned(by_ids(cx, &[Id::new(id)]).await?));
    }
    let found = T::by_slugs(cx.tagged([]), &[slug]).await?;
    cx.tagged(tags(found.iter().map(Resource::id)));
    match found.first() {
        Some(found) => cx.remember_name(T::SUBJECT, slug, found.id().uuid()).await?,
        None => {
            cx.tagged([CacheTag::Any(T::SUBJECT)]);
        }
    }
    Ok(found)
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get<T: Resource>(cx: &Cx, key: &Key) -> Result<T> {
    let found = match key {
        Key::Id(id) => owned(by_ids(cx, &[Id::new(*id)]).await?),
        // PostgreSQL cannot even be asked about U+0000.
        Key::Slug(slug) if slug.contains('\0') => Vec::new(),
        Key::Slug(slug) => by_slug(cx, slug).await?,
    };
    found.into_iter().next().ok_or_else(|| Error::not_found(T::KIND, key))
}

/// What had this slug before, under the slug that it has now.
///
/// # Errors
/// What the database says.
pub async fn moved<T: Resource>(cx: &Cx, slug: &str) -> Result<Option<T>> {
    if slug.contains('\0') {
        return Ok(None);
    }
    match former_slugs::get(cx.tagged([CacheTag::Any(T::SUBJECT)]), T::KIND, slug).await? {
        Some(id) => Ok(owned(by_ids(cx, &[Id::new(id)]).await?).pop()),
        None => Ok(None),
    }
}

/// One of them, also by a slug that it had before.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn follow<T: Resource>(cx: &Cx, key: &Key) -> Result<T> {
    match (get(cx, key).await, key) {
        (Err(error @ Error::NotFound { .. }), Key::Slug(slug)) => moved(cx, slug).await?.ok_or(error),
        (found, _) => found,
    }
}

/// Those with these ids, by id; what is absent is left out.
///
/// # Errors
/// What the database says.
pub async fn by_ids<T: Resource>(cx: &Cx, ids: &[Id<T>]) -> Result<HashMap<Id<T>, Arc<T>>> {
    cx.tagged(tags(ids.iter().copied()));
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    Ok(cx.remembered::<T>(&ids).await?.into_iter().map(|(id, found)| (Id::new(id), found)).collect())
}

/// A page of them, in the order of names (sections: of positions).
///
/// # Errors
/// [`Error::InvalidCursor`], [`Error::PageTooLarge`], [`Error::Malformed`].
pub async fn list<T: Resource>(cx: &Cx, args: &PageArgs) -> Result<Page<Edge<T>>> {
    let fingerprint = Fingerprint::of(&T::KIND);
    let request = args.request::<NamePlace>(cx.settings(), fingerprint)?;
    let reader = cx.tagged([CacheTag::Any(T::SUBJECT)]);
    let found = T::page(reader, &request).await?;
    let total = if args.total { Some(T::count(reader).await?) } else { None };
    Ok(Page::from_found(&request, found, total)
        .map(|(place, node)| Edge { cursor: cursor::encode(&place, fingerprint), node }))
}

/// These sections and everything that they lie within, by id.
///
/// # Errors
/// What the database says.
pub async fn section_lines(cx: &Cx, ids: &[Id<Section>]) -> Result<Vec<Section>> {
    let found = sections::with_ancestors(cx.tagged(tags(ids.iter().copied())), ids).await?;
    cx.tagged(tags(found.iter().map(|section| section.id)));
    Ok(found)
}

/// What a section lies within, outermost first, out of sections that hold its whole line.
pub fn ancestors<'a>(section: &Section, line: impl Iterator<Item = &'a Section>) -> Vec<Section> {
    let within = |up: &Section| {
        let rest = section.path.strip_prefix(up.path.as_str());
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let mut found: Vec<Section> = line.filter(|up| within(up)).cloned().collect();
    found.sort_by_key(|up| up.path.len());
    found
}

/// The sections directly within these, in order.
///
/// # Errors
/// What the database says.
pub async fn section_children(cx: &Cx, of: &[Id<Section>]) -> Result<HashMap<Id<Section>, Vec<Section>>> {
    let mut children: HashMap<Id<Section>, Vec<Section>> = HashMap::new();
    for child in sections::children(cx.tagged([CacheTag::Any(Subject::Section)]), of).await? {
        if let Some(parent) = child.parent {
            children.entry(parent).or_default().push(child);
        }
    }
    Ok(children)
}
