//! What is promised to everyone: the house's own layers, the documents, names, errors, and the number of statements.

mod differential;
mod documents;
mod errors;
mod layers;
mod names;
mod roles;
mod sdl;
mod statements;
