//! What stands at a path or has an id, on its way out, for both protocols.

use masthead_app::{
    Cx, nodes,
    paths::{self, Resolution as Found},
};
use masthead_domain::{redirect::normalise_path, site::Site};

use crate::{
    problem::Problem,
    selection::Selection,
    wire::{
        Article, Asset, Author, Collection, Node, Redirect, Resolution, ResolutionType as Type, Section, Series, Tag,
    },
};

/// Longest path that is looked up, in bytes.
const MAX_PATH_BYTES: usize = 2_000;

/// What stands at a path.
///
/// # Errors
/// When nothing does, or nothing any more.
pub(crate) async fn resolution(cx: &Cx, path: &str, selection: &Selection) -> Result<Resolution, Problem> {
    if path.len() > MAX_PATH_BYTES || path.contains('\0') {
        return Err(Problem::malformed(format!("path: at most {MAX_PATH_BYTES} bytes, without U+0000")));
    }
    let found = paths::resolve(cx, path, selection.needs()).await?;
    let site = cx.site().await?;
    let mut answer = Resolution {
        kind: Type::Redirect,
        path: normalise_path(path),
        article: None,
        section: None,
        author: None,
        tag: None,
        series: None,
        collection: None,
        redirect: None,
    };
    answer.kind = match found {
        Found::Article(view) => {
            answer.article = Some(Article::new(view, selection));
            Type::Article
        }
        Found::Section(section) => {
            answer.section = Some(Section::new(&section, &site));
            Type::Section
        }
        Found::Author(author) => {
            answer.author = Some(Author::new(&author, &site));
            Type::Author
        }
        Found::Tag(tag) => {
            answer.tag = Some(Tag::new(&tag, &site));
            Type::Tag
        }
        Found::Series(series) => {
            answer.series = Some(Series::new(&series, &site));
            Type::Series
        }
        Found::Collection(collection) => {
            answer.collection = Some(Collection::new(&collection, &site));
            Type::Collection
        }
        Found::Redirect { to } => {
            answer.redirect = Some(Redirect { to, status: 308 });
            Type::Redirect
        }
    };
    Ok(answer)
}

/// Something with an id.
pub(crate) fn node(node: nodes::Node, site: &Site, selection: &Selection) -> Node {
    match node {
        nodes::Node::Article(view) => Node::Article(Article::new(view, selection)),
        nodes::Node::Section(section) => Node::Section(Section::new(&section, site)),
        nodes::Node::Author(author) => Node::Author(Author::new(&author, site)),
        nodes::Node::Tag(tag) => Node::Tag(Tag::new(&tag, site)),
        nodes::Node::Series(series) => Node::Series(Series::new(&series, site)),
        nodes::Node::Collection(collection) => Node::Collection(Collection::new(&collection, site)),
        nodes::Node::Asset(asset) => Node::Asset(Asset::new(asset, selection.include.renditions)),
    }
}
