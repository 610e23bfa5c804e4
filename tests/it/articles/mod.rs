//! Articles: one, lists, and walks along them.

mod walk;
