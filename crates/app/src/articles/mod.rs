//! Articles as readers see them.

mod get;
mod list;
mod view;

pub(crate) use get::find;
pub use get::{Key, by_ids, get};
pub use list::{Prepared, list, list_one, prepare};
pub use masthead_persistence::contributors::Credit;
pub(crate) use view::{Wanted, dress};
pub use view::{ArticleView, Include};
