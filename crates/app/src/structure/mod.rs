//! What articles are filed under and refer to: the publication, sections, authors, tags, series, collections, assets and redirects.
//!
//! Each has one form, one set of rules and one way of being kept, for the operations and for the importer.

mod asset;
mod author;
mod collection;
mod items;
mod moving;
mod redirect;
mod references;
mod section;
mod series;
mod site;
mod slugs;
mod tag;
mod write;

use masthead_domain::{access::Operation, event::Subject, slug::Slug, time::Instant};
use masthead_persistence::{
    Tx,
    uses::{self, Used, Uses},
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

pub(crate) use asset::{AssetForm, FocalForm};
pub(crate) use author::AuthorForm;
pub(crate) use collection::CollectionForm;
pub use items::{ItemsChange, Picks, change_items, items};
pub(crate) use redirect::RedirectForm;
pub(crate) use redirect::remove_redirect;
pub use redirect::{delete_redirect, redirects, set_redirect};
pub(crate) use section::SectionForm;
pub(crate) use series::SeriesForm;
pub(crate) use site::SiteForm;
pub use site::update_site;
pub(crate) use tag::TagForm;
pub(crate) use tag::merge;
pub use tag::merge_tags;
pub(crate) use write::{Kept, keep, read_and_keep, remove};
pub use write::{create, delete, update};

use crate::{Cx, Error, Result, resources::Key};

/// What may become of a slug that was another one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TakeOver {
    /// It is refused: links lead to the other one.
    No,
    /// It was said that it is to be taken.
    Yes,
    /// Whoever brings a bundle has settled who has which slug; nothing more is looked up.
    Settled,
}

/// Where a thing has its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name in URLs.
    pub slug: Slug,
    /// The path of its page on the site.
    pub path: String,
}

/// Something that is written by a form.
pub trait Thing: Clone + PartialEq + Send + Sync + Sized + 'static {
    /// What it is called in messages, and where its former slugs are kept.
    const KIND: &'static str;
    /// What it is called in the event log.
    const SUBJECT: Subject;
    /// What of it can be written. What it refers to is named by id, slug or key.
    type Form: Serialize + DeserializeOwned + Send + Sync;

    /// Its id; the nil id for what has none.
    fn id(&self) -> Uuid;

    /// How often it was written.
    fn revision(&self) -> i32;

    /// Sets the number of its revision, and when it was made.
    fn renew(&mut self, revision: i32, at: Instant);

    /// The form that would write it as it is.
    fn form(&self) -> Self::Form;

    /// What a form describes. `before` is what is there already.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with everything that is wrong.
    fn read(cx: &Cx, tx: &Tx, form: Self::Form, before: Option<&Self>) -> impl Future<Output = Result<Self>> + Send;

    /// The one that a key names.
    ///
    /// # Errors
    /// What the database says.
    fn find(tx: &Tx, key: &Key) -> impl Future<Output = Result<Option<Self>>> + Send;

    /// Keeps it.
    ///
    /// # Errors
    /// What the database says.
    fn save(&self, tx: &Tx, before: Option<&Self>) -> impl Future<Output = Result<()>> + Send;

    /// Where it has its page, if it has one.
    fn place(&self) -> Option<Place> {
        None
    }

    /// What else follows from a change, once it is kept.
    ///
    /// # Errors
    /// What the database says.
    fn follow(_cx: &Cx, _tx: &Tx, _before: Option<&Self>, _now: &Self) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// What the event log says of it besides its id.
    fn note(&self) -> Option<String> {
        None
    }

    /// Could readers notice that it is new?
    fn is_seen(&self) -> bool {
        true
    }
}

/// Something that can be created and changed by name.
pub trait Filed: Thing {
    /// The operation that makes a new one.
    const CREATE: Operation;
    /// The operation that changes one.
    const UPDATE: Operation;
}

/// Something that can be destroyed when nothing refers to it.
pub trait Destructible: Filed {
    /// The operation that destroys one.
    const DELETE: Operation;

    /// Refuses to destroy what is in use.
    ///
    /// # Errors
    /// [`Error::InUse`], which says by what.
    fn check_unused(&self, tx: &Tx) -> impl Future<Output = Result<()>> + Send;

    /// Destroys it.
    ///
    /// # Errors
    /// What the database says.
    fn destroy(&self, cx: &Cx, tx: &Tx) -> impl Future<Output = Result<()>> + Send;
}

/// The one of a table that a key names.
macro_rules! find {
    ($tx:expr, $key:expr, $table:ident) => {
        Ok(match $key {
            crate::resources::Key::Id(id) => {
                $table::by_ids($tx, &[masthead_domain::id::Id::new(*id)]).await?.into_iter().next()
            }
            // PostgreSQL cannot even be asked about U+0000.
            crate::resources::Key::Slug(slug) if slug.contains('\0') => None,
            crate::resources::Key::Slug(slug) => $table::by_slugs($tx, &[slug.as_str()]).await?.into_iter().next(),
        })
    };
}
use find;

/// Refuses to destroy what things refer to. `what` they are, one and many; `how` they refer to it.
fn refuse_used<T: Thing>([one, many]: [&str; 2], how: &str, uses: &Uses) -> Result<()> {
    let Uses { count, names } = uses;
    if *count == 0 {
        return Ok(());
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    let what = if *count == 1 { one } else { many };
    let rest = if *count > names.len() as u64 { ", …" } else { "" };
    let message = format!("the {} is in use: {count} {what} {how} ({}{rest})", T::KIND, quoted.join(", "));
    Err(Error::InUse(message))
}

/// The same for the articles that refer to it in any of their revisions.
async fn refuse_used_by_articles<T: Thing>(tx: &Tx, thing: &T, used: Used) -> Result<()> {
    let uses = uses::by_articles(tx, used, thing.id()).await?;
    refuse_used::<T>(["article", "articles"], "refer to it, earlier revisions included", &uses)
}
