//! The shapes that go over the wire: one struct for each resource, for REST and GraphQL alike. Their doc comments are the
//! descriptions in `openapi.json` and `schema.graphql`.

mod api_key;
mod article;
mod author;
mod batch;
mod block;
mod body;
mod collection;
mod event;
mod filing;
mod included;
mod list;
mod manuscript;
mod node;
mod page;
mod redirect;
mod scalar;
mod section;
mod site;
mod tag;
mod user;
mod writing;

pub use api_key::*;
pub use article::*;
pub use author::*;
pub use batch::*;
pub use block::*;
pub use body::*;
pub use collection::*;
pub use event::*;
pub use filing::*;
pub use included::Included;
pub use list::*;
pub use manuscript::*;
pub use node::*;
pub use page::*;
pub use redirect::*;
pub use scalar::*;
pub use section::*;
pub use site::*;
pub use tag::*;
pub use user::*;
pub use writing::*;
