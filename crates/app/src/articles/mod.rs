//! Articles: as readers see them, and as editors write them.

mod create;
mod difference;
mod edit;
mod form;
mod get;
mod history;
mod list;
mod manuscripts;
mod previews;
mod remembered;
mod resolve;
mod revise;
mod stage;
mod view;

pub use create::{Written, create};
pub use difference::{BlockChange, BlockDifference, Comparison};
pub(crate) use edit::{Edit, forget_name, lookup, must, remember, section_line};
pub(crate) use form::BodyForm;
pub use form::Fields;
pub(crate) use get::find;
pub use get::{Key, by_ids, get, moved};
pub use history::{RevisionInfo, RevisionView, compare, revision, revisions};
pub(crate) use list::check_filter;
pub use list::{Prepared, list, list_one, prepare};
pub use manuscripts::{Manuscript, ManuscriptFilter, ManuscriptView, manuscript, manuscripts, written};
pub use masthead_markup::Note;
pub use masthead_persistence::contributors::Credit;
pub use previews::{Preview, create_preview, open_preview, previews, revoke_preview};
pub(crate) use remembered::public;
pub(crate) use resolve::read_text;
pub use revise::{restore, revise};
pub(crate) use stage::destroy;
pub use stage::{correct, embargo, publish, purge, review, schedule, trash, undelete, unschedule, withdraw};
pub use view::{ArticleView, Assets, Include};
pub(crate) use view::{Wanted, article_tag, dress};

/// A body as Markdown. Here, because protocols do not speak with the parsers.
pub fn markdown(body: &masthead_domain::body::Body, pictures: &dyn masthead_domain::body::Pictures) -> String {
    masthead_markup::markdown::render(body, pictures)
}

/// Longest derived teaser, in characters.
const TEASER_CHARS: usize = 200;

/// The teaser of cards: written, or the standfirst, or the first sentences of the body.
pub(crate) fn teaser(content: &masthead_domain::article::Content) -> Option<String> {
    let written = content.excerpt.clone().or_else(|| content.standfirst.clone());
    written.or_else(|| Some(content.body.excerpt(TEASER_CHARS)).filter(|text| !text.is_empty()))
}
