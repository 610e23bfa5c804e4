//! What articles are made of, as it is kept in memory.

use std::sync::Arc;

use masthead_domain::{article::Article, body::Body, cache_tag::CacheTag, event::Subject, id::Id, tag::Tag};
use masthead_persistence::{
    Reader, articles as stored,
    contributors::{self, Credit},
};
use uuid::Uuid;

use super::article_tag;
use crate::{
    Cx, Result,
    memory::{Kind, Remembered},
    resources,
};

/// Those of these articles that are public, in no particular order.
///
/// # Errors
/// What the database says.
pub(crate) async fn public(cx: &Cx, ids: &[Id<Article>]) -> Result<Vec<Arc<Article>>> {
    cx.tagged(ids.iter().copied().map(article_tag));
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    Ok(cx.remembered::<Article>(&ids).await?.into_values().collect())
}

fn length(text: Option<&String>) -> usize {
    text.map_or(0, String::len)
}

impl Remembered for Article {
    const REMEMBERED_AS: Kind = Kind::Article;

    fn tags(&self, id: Uuid) -> Vec<CacheTag> {
        // Its path follows from its section.
        vec![article_tag(Id::new(id)), CacheTag::of(Subject::Section, self.section.uuid())]
    }

    fn bytes(&self) -> usize {
        let texts = [&self.kicker, &self.standfirst, &self.excerpt, &self.byline_text, &self.translation_set];
        let corrections = self.corrections.len() * 256;
        size_of::<Self>()
            + self.headline.len()
            + self.path.len() * 2
            + texts.map(|text| length(text.as_ref())).iter().sum::<usize>()
            + corrections
    }

    async fn load(reader: &Reader, ids: &[Uuid]) -> Result<Vec<(Uuid, Self)>> {
        let ids: Vec<Id<Self>> = ids.iter().copied().map(Id::new).collect();
        Ok(stored::by_ids(reader, &ids).await?.into_iter().map(|article| (article.id.uuid(), article)).collect())
    }
}

/// That a revision has none is what a replica says, too, that does not have the revision yet: it holds until any article changes.
fn some_or_any(tags: Vec<CacheTag>) -> Vec<CacheTag> {
    if tags.is_empty() { vec![CacheTag::Any(Subject::Article)] } else { tags }
}

/// What belongs to one revision, of which every one has some, be it none.
macro_rules! of_revisions {
    ($reader:expr, $ids:expr, $load:path) => {{
        let revisions: Vec<_> = $ids.iter().copied().map(Id::new).collect();
        let mut found = $load($reader, &revisions).await?;
        revisions.into_iter().map(|id| (id.uuid(), found.remove(&id).unwrap_or_default())).collect()
    }};
}

/// Who made a revision, in order.
impl Remembered for Vec<Credit> {
    const REMEMBERED_AS: Kind = Kind::Credits;

    fn tags(&self, _: Uuid) -> Vec<CacheTag> {
        some_or_any(resources::tags(self.iter().map(|credit| credit.author.id)).collect())
    }

    fn bytes(&self) -> usize {
        self.iter()
            .map(|credit| size_of::<Credit>() + credit.author.name.len() + length(credit.author.bio.as_ref()) + 128)
            .sum()
    }

    async fn load(reader: &Reader, ids: &[Uuid]) -> Result<Vec<(Uuid, Self)>> {
        Ok(of_revisions!(reader, ids, contributors::credits))
    }
}

/// What a revision is about, in order.
impl Remembered for Vec<Tag> {
    const REMEMBERED_AS: Kind = Kind::Tags;

    fn tags(&self, _: Uuid) -> Vec<CacheTag> {
        some_or_any(resources::tags(self.iter().map(|tag| tag.id)).collect())
    }

    fn bytes(&self) -> usize {
        self.iter().map(|tag| size_of::<Tag>() + tag.name.len() * 3).sum()
    }

    async fn load(reader: &Reader, ids: &[Uuid]) -> Result<Vec<(Uuid, Self)>> {
        Ok(of_revisions!(reader, ids, contributors::full_tags))
    }
}

impl Remembered for Body {
    const REMEMBERED_AS: Kind = Kind::Body;

    fn tags(&self, _: Uuid) -> Vec<CacheTag> {
        // The text of a revision never changes.
        Vec::new()
    }

    fn bytes(&self) -> usize {
        // As JSON, and as much again for how it lies in memory.
        serde_json::to_vec(self).map_or(0, |json| json.len() * 2)
    }

    async fn load(reader: &Reader, ids: &[Uuid]) -> Result<Vec<(Uuid, Self)>> {
        let revisions: Vec<_> = ids.iter().copied().map(Id::new).collect();
        Ok(stored::bodies(reader, &revisions).await?.into_iter().map(|(id, body)| (id.uuid(), body)).collect())
    }
}
