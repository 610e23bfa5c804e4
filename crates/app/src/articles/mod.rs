//! Articles as readers see them.

mod get;
mod list;
mod view;

pub(crate) use get::find;
pub use get::{Key, by_ids, get};
pub use list::{Prepared, list, list_one, prepare};
pub use masthead_persistence::contributors::Credit;
pub use view::{ArticleView, Include};
pub(crate) use view::{Wanted, dress};

/// A body as Markdown. Here, because protocols do not speak with the parsers.
pub fn markdown(body: &masthead_domain::body::Body, pictures: &dyn masthead_domain::body::Pictures) -> String {
    masthead_markup::markdown::render(body, pictures)
}
