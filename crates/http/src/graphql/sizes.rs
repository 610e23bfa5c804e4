//! Every selected field of every object is a future on the heap, as large as that of the largest field of its type. Twenty cards of
//! sixteen fields are hundreds of them, so what is large and seldom asked for lies in a box of its own.

use async_graphql::{ContainerType, Context};

use crate::wire::{Article, Asset, Author, Collection, Section, Series, Tag};

/// Most bytes of a field's future.
const MOST: usize = 832;

/// The size of what such a function returns, which is never called.
fn size<'a, T: 'a, F>(_: fn(&'a T, &'a Context<'a>) -> F) -> usize {
    size_of::<F>()
}

#[test]
fn fields_are_small() {
    let sizes = [
        ("Article", size(Article::resolve_field)),
        ("Section", size(Section::resolve_field)),
        ("Author", size(Author::resolve_field)),
        ("Tag", size(Tag::resolve_field)),
        ("Series", size(Series::resolve_field)),
        ("Collection", size(Collection::resolve_field)),
        ("Asset", size(Asset::resolve_field)),
    ];
    assert!(sizes.iter().all(|(_, size)| *size <= MOST), "bytes of a field's future: {sizes:?}, and at most {MOST}");
}
