//! The body of an article, in every form it can be had.

use async_graphql::SimpleObject;
use masthead_app::articles::{ArticleView, Assets};
use masthead_domain::body as domain;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Block, Included};

/// The text of an article. Every form is of the same blocks; each is made only when it is asked for.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Body {
    /// Its typed units, in reading order.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<Block>>, required = false, nullable = false)]
    pub blocks: Included<Vec<Block>>,
    /// As HTML that is safe to put into a page.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<String>, required = false, nullable = false)]
    pub html: Included<String>,
    /// As CommonMark with tables and strikethrough.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<String>, required = false, nullable = false)]
    pub markdown: Included<String>,
    /// As plain text.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<String>, required = false, nullable = false)]
    pub text: Included<String>,
}

/// Which forms of a body are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // named as the forms are
#[allow(clippy::struct_excessive_bools)]
pub struct BodyForms {
    pub blocks: bool,
    pub html: bool,
    pub markdown: bool,
    pub text: bool,
}

impl Body {
    /// The wanted forms of an article's body.
    pub fn new(view: &ArticleView, forms: BodyForms) -> Self {
        let empty = domain::Body::default();
        let body = view.body.as_deref().unwrap_or(&empty);
        Self::of(body, &view.assets, view.include.renditions, forms)
    }

    /// The wanted forms of a text, whose pictures are among these assets.
    pub(super) fn of(body: &domain::Body, assets: &Assets, with_renditions: bool, forms: BodyForms) -> Self {
        let pictures = |picture: &domain::Picture| assets.resolve(picture);
        let block = |it| Block::new(it, assets, with_renditions);
        Self {
            blocks: Included::when(forms.blocks, || body.blocks.iter().map(block).collect()),
            html: Included::when(forms.html, || body.html(&pictures)),
            markdown: Included::when(forms.markdown, || masthead_app::articles::markdown(body, &pictures)),
            text: Included::when(forms.text, || body.text()),
        }
    }
}

/// One heading of a table of contents.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct TableOfContentsEntry {
    /// 2 to 6; level 1 is the headline's.
    pub level: i32,
    /// The heading's text.
    pub text: String,
    /// The fragment that links to it: the heading's `id` in the HTML form.
    pub anchor: String,
}

impl TableOfContentsEntry {
    /// The table of contents of an article.
    pub fn all(view: &ArticleView) -> Vec<Self> {
        let entries = view.body.as_deref().into_iter().flat_map(domain::Body::table_of_contents);
        entries.map(|entry| Self { level: entry.level.into(), text: entry.text, anchor: entry.anchor }).collect()
    }
}
