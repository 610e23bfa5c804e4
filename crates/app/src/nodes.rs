//! Anything by its id, whatever it is.

use std::{collections::HashMap, sync::Arc};

use masthead_domain::{
    author::Author, collection::Collection, event::Subject, id::Id, section::Section, series::Series, tag::Tag,
};
use masthead_persistence::nodes as stored;
use uuid::Uuid;

use crate::{
    Cx, Error, Result,
    articles::{self, ArticleView, Include},
    assets::{self, AssetView},
    resources::{self, Resource},
};

/// Something that has an id.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)] // each is what it says
pub enum Node {
    Article(ArticleView),
    Section(Section),
    Author(Author),
    Tag(Tag),
    Series(Series),
    Collection(Collection),
    Asset(AssetView),
}

/// What has these ids, in their order; `None` for what is not there or not to be known.
///
/// # Errors
/// [`Error::PageTooLarge`] for more ids than a page has items.
pub async fn by_ids(cx: &Cx, ids: &[Uuid], include: Include) -> Result<Vec<Option<Node>>> {
    let maximum = cx.settings().max_page_size;
    if ids.len() > maximum as usize {
        return Err(Error::PageTooLarge { asked: ids.len() as u64, maximum });
    }
    // What something is never changes; what is nothing may come to be anything.
    let kinds = stored::kinds(cx.tagged([]), ids).await?;
    if ids.iter().any(|id| kinds.iter().all(|(known, _)| known != id)) {
        cx.untagged();
    }
    let of = |subject: Subject| -> Vec<Uuid> {
        kinds.iter().filter(|(_, kind)| *kind == subject).map(|(id, _)| *id).collect()
    };
    let mut found: HashMap<Uuid, Node> = HashMap::new();
    let wanted: Vec<_> = of(Subject::Article).into_iter().map(Id::new).collect();
    if !wanted.is_empty() {
        let views = articles::by_ids(cx, &wanted, include).await?;
        found.extend(views.into_iter().map(|(id, view)| (id.uuid(), Node::Article(view))));
    }
    let wanted: Vec<_> = of(Subject::Asset).into_iter().map(Id::new).collect();
    found.extend(assets::by_ids(cx, &wanted).await?.into_iter().map(|(id, asset)| (id.uuid(), Node::Asset(asset))));
    found.extend(named(cx, of(Subject::Section), Node::Section).await?);
    found.extend(named(cx, of(Subject::Author), Node::Author).await?);
    found.extend(named(cx, of(Subject::Tag), Node::Tag).await?);
    found.extend(named(cx, of(Subject::Series), Node::Series).await?);
    found.extend(named(cx, of(Subject::Collection), Node::Collection).await?);
    Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
}

async fn named<T: Resource>(cx: &Cx, ids: Vec<Uuid>, node: fn(T) -> Node) -> Result<Vec<(Uuid, Node)>> {
    let ids: Vec<Id<T>> = ids.into_iter().map(Id::new).collect();
    let found = resources::by_ids(cx, &ids).await?;
    Ok(found.into_iter().map(|(id, found)| (id.uuid(), node(Arc::unwrap_or_clone(found)))).collect())
}
