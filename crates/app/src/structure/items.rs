//! The picks of a collection, by position.

use masthead_domain::{
    access::Operation,
    article::Article,
    collection::{Collection, CollectionWithItems},
    error::Violation,
    id::Id,
};
use masthead_persistence::{Tx, collections, manuscripts};

use super::{
    TakeOver, Thing,
    collection::{MAX_ITEMS, read_items},
    keep, references,
    write::expect,
};
use crate::{
    Cx, Error, Result, Target,
    resources::{self, Key},
};

/// Most changes of one request.
const MAX_CHANGES: usize = 100;

/// One change of the picks. Positions count from 0, all picks included, also those that readers do not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemsChange {
    /// An article, by id or slug, comes to stand here; at the end when nothing is said.
    Insert {
        /// Which article.
        article: String,
        /// Where it stands then.
        at: Option<u32>,
    },
    /// A pick comes to stand elsewhere.
    Move {
        /// Where it stands.
        from: u32,
        /// Where it stands then.
        to: u32,
    },
    /// A pick is taken out.
    Remove {
        /// Where it stands.
        at: u32,
    },
    /// These are the picks, whatever there was.
    Replace {
        /// Which articles, by id or slug.
        articles: Vec<String>,
    },
}

/// A collection with its picks, each by id and slug, for editors: also those that readers do not see.
#[derive(Debug, Clone, PartialEq)]
pub struct Picks {
    /// The collection.
    pub collection: Collection,
    /// The picks, in order.
    pub items: Vec<(Id<Article>, String)>,
}

/// The picks of a collection, whatever their stage.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn items(cx: &Cx, key: &Key) -> Result<Picks> {
    cx.may(Operation::CollectionItems)?;
    let found: Collection = resources::get(cx, key).await?;
    let mut found = collections::with_items(cx.untagged(), vec![found]).await?;
    match found.pop() {
        Some(found) => picks(cx.untagged(), found).await,
        None => Err(Error::internal("a collection was lost while its picks were read")),
    }
}

async fn picks(connection: &impl masthead_persistence::Connection, found: CollectionWithItems) -> Result<Picks> {
    let names = manuscripts::slugs_by_ids(connection, &found.items).await?;
    let names: std::collections::HashMap<_, _> = names.into_iter().collect();
    let items = found.items.iter().filter_map(|id| Some((*id, names.get(id)?.clone())));
    Ok(Picks { items: items.collect(), collection: found.collection })
}

/// Changes the picks of a collection, one change after the other; all of them or none.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] for positions that are not there and
/// articles that are not, or stand there already; [`Error::PreconditionRequired`], [`Error::StaleRevision`].
pub async fn change_items(cx: &Cx, target: &Target, changes: &[ItemsChange]) -> Result<Picks> {
    cx.may(Operation::ChangeCollectionItems)?;
    let work = cx.begin().await?;
    let found = CollectionWithItems::find(&work, &target.key).await?;
    let before = found.ok_or_else(|| Error::not_found(CollectionWithItems::KIND, &target.key))?;
    expect(&before, target.expected, None)?;
    if changes.is_empty() || changes.len() > MAX_CHANGES {
        return Err(Error::wrong("/changes", "out_of_range", format!("1 to {MAX_CHANGES} changes")));
    }
    let mut now = before.clone();
    for (place, change) in changes.iter().enumerate() {
        apply(&work, &mut now.items, change, &format!("/changes/{place}")).await?;
    }
    let (_, now) = keep(cx, &work, Some(&before), now, TakeOver::No).await?;
    let answer = picks(&*work, now).await?;
    work.commit(cx).await?;
    Ok(answer)
}

/// One change; later positions are those that it leaves.
async fn apply(tx: &Tx, items: &mut Vec<Id<Article>>, change: &ItemsChange, field: &str) -> Result<()> {
    let count = items.len();
    let position = |name: &str, at: u32, end: usize| {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        if at < end {
            return Ok(at);
        }
        let message = match end {
            0 => "there are no picks".to_owned(),
            _ => format!("positions are 0 to {} here", end - 1),
        };
        Err(Error::wrong(format!("{field}/{name}"), "out_of_range", message))
    };
    match change {
        ItemsChange::Insert { article, at } => {
            let at = at.map_or(Ok(count), |at| position("insert/at", at, count + 1))?;
            let wrong = |code, message| Err(Error::wrong(format!("{field}/insert/article"), code, message));
            match references::articles(tx, std::slice::from_ref(article)).await?.pop().flatten() {
                None => return wrong("unknown_reference", format!("there is no article {article:?}")),
                Some(id) if items.contains(&id) => {
                    return wrong("duplicate", format!("the article {article:?} stands there already"));
                }
                Some(_) if count >= MAX_ITEMS => {
                    return wrong("too_long", format!("a collection has at most {MAX_ITEMS} items"));
                }
                Some(id) => items.insert(at, id),
            }
        }
        ItemsChange::Move { from, to } => {
            let (from, to) = (position("move/from", *from, count)?, position("move/to", *to, count)?);
            let item = items.remove(from);
            items.insert(to, item);
        }
        ItemsChange::Remove { at } => drop(items.remove(position("remove/at", *at, count)?)),
        ItemsChange::Replace { articles } => {
            let mut violations: Vec<Violation> = Vec::new();
            *items = read_items(tx, articles, &format!("{field}/replace/articles"), &mut violations).await?;
            Error::unless_none(violations)?;
        }
    }
    Ok(())
}
