//! How text is cut into words: the same for what is kept to be searched and for what is searched for, on every database.
//!
//! A word is folded: small letters without their marks, so that `Étude` and `etude` are one. [`Stemmer`] knows besides what a word
//! comes from in its language. [`Words`] says where in a text each word stands, so that it can be shown where it was found.

mod common;
mod fold;
mod mark;
mod slug;
mod stem;
mod words;

pub use common::is_common;
pub use fold::fold;
pub use mark::{Marks, marked, snippet};
pub use slug::slug_words;
pub use stem::Stemmer;
pub use words::{Initials, MAX_WORD_CHARS, Word, Words, words};
