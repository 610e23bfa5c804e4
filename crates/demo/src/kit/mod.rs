//! The toolkit: what many pictures are made of.

pub(crate) mod land;
pub(crate) mod people;
pub(crate) mod sky;
pub(crate) mod things;
pub(crate) mod town;
pub(crate) mod water;
