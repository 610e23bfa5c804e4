//! The blocks of a body.

use async_graphql::{Enum, SimpleObject, Union};
use masthead_app::articles::Assets;
use masthead_domain::body as domain;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ID, Picture};

/// One unit of a body.
#[derive(Debug, Clone, Serialize, ToSchema, Union)]
#[serde(tag = "type", rename_all = "camelCase")]
#[allow(missing_docs)] // each block says what it is
#[expect(clippy::large_enum_variant, reason = "pictures are large, and few")]
pub enum Block {
    Paragraph(ParagraphBlock),
    Heading(HeadingBlock),
    List(ListBlock),
    Quote(QuoteBlock),
    PullQuote(PullQuoteBlock),
    Image(ImageBlock),
    Gallery(GalleryBlock),
    Embed(EmbedBlock),
    Code(CodeBlock),
    Table(TableBlock),
    Divider(DividerBlock),
    Html(HtmlBlock),
}

/// A run of text with the same marks.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Span {
    /// Plain text, not escaped; `\n` is a line break.
    pub text: String,
    /// What holds for the whole run, outermost first.
    pub marks: Vec<Mark>,
}

/// What a run of text is.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Mark {
    /// Which mark.
    #[serde(rename = "type")]
    #[graphql(name = "type")]
    pub kind: MarkType,
    /// Where a link leads.
    #[schema(required)]
    pub href: Option<String>,
    /// Advisory title of a link; expansion of an abbreviation.
    #[schema(required)]
    pub title: Option<String>,
    /// BCP 47 tag of text in another language.
    #[schema(required)]
    pub lang: Option<String>,
}

/// The kinds of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // as in HTML
pub enum MarkType {
    Link,
    Language,
    Abbreviation,
    Strong,
    Emphasis,
    Underline,
    Strikethrough,
    Highlight,
    Small,
    Subscript,
    Superscript,
    Code,
}

/// A paragraph.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct ParagraphBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// Its text.
    pub content: Vec<Span>,
    /// BCP 47 tag, if it differs from the article's language.
    #[schema(required)]
    pub lang: Option<String>,
}

/// A heading within the body.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct HeadingBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// 2 to 6; level 1 is the headline's.
    pub level: i32,
    /// The fragment that links to it.
    pub anchor: String,
    /// Its text.
    pub content: Vec<Span>,
}

/// A bulleted or numbered list.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct ListBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// Numbered?
    pub ordered: bool,
    /// First number of a numbered list, when it is not 1.
    #[schema(required)]
    pub start: Option<i32>,
    /// The items in order, nested ones after the item that they lie within.
    pub items: Vec<ListItem>,
}

/// One item of a list. Nesting is told by `depth`, so that one query reads lists of any depth.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct ListItem {
    /// How deep it lies: 0 in the list itself, 1 in a list within one of its items, and so on.
    pub depth: i32,
    /// Numbered?
    pub ordered: bool,
    /// Its text.
    pub content: Vec<Span>,
}

/// A quotation from somewhere else.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct QuoteBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// The quoted paragraphs.
    pub paragraphs: Vec<Vec<Span>>,
    /// Who or what is quoted.
    pub attribution: Vec<Span>,
    /// Absolute URL of the source.
    #[schema(required)]
    pub cite: Option<String>,
}

/// A sentence set large.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct PullQuoteBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// Its text.
    pub content: Vec<Span>,
    /// Who said it.
    pub attribution: Vec<Span>,
}

/// One picture in the text.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct ImageBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// The picture; null if it cannot be found any more.
    #[schema(required)]
    pub picture: Option<Picture>,
    /// The text under it, with its marks.
    pub caption: Vec<Span>,
    /// Where a click on it leads.
    #[schema(required)]
    pub href: Option<String>,
}

/// Several pictures that belong together.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct GalleryBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// The pictures, in order.
    pub items: Vec<GalleryItem>,
    /// The text under all of them.
    pub caption: Vec<Span>,
}

/// One picture of a gallery.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct GalleryItem {
    /// The picture; null if it cannot be found any more.
    #[schema(required)]
    pub picture: Option<Picture>,
    /// The text under it, with its marks.
    pub caption: Vec<Span>,
    /// Where a click on it leads.
    #[schema(required)]
    pub href: Option<String>,
}

/// A player or post of another site, from an allowed host.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct EmbedBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// Absolute `https` URL of the page that goes into the frame.
    #[schema(format = Uri)]
    pub url: String,
    /// The frame's accessible name.
    #[schema(required)]
    pub title: Option<String>,
    /// Width in CSS pixels, as its source proposed.
    #[schema(required)]
    pub width: Option<u32>,
    /// Height in CSS pixels, as its source proposed.
    #[schema(required)]
    pub height: Option<u32>,
    /// The text under it.
    pub caption: Vec<Span>,
}

/// Preformatted source code.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct CodeBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// Name of the programming language.
    #[schema(required)]
    pub language: Option<String>,
    /// The code.
    pub code: String,
}

/// A table.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct TableBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// The text above it.
    pub caption: Vec<Span>,
    /// The rows, in order.
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct TableRow {
    /// The cells, in order.
    pub cells: Vec<TableCell>,
}

/// One cell of a table.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct TableCell {
    /// Its text.
    pub content: Vec<Span>,
    /// Does it label its row or column?
    pub header: bool,
    /// Columns it spans.
    pub colspan: i32,
    /// Rows it spans.
    pub rowspan: i32,
    /// How its text is set, if the table says.
    #[schema(required)]
    pub align: Option<Align>,
}

/// How the text of a cell is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Align {
    /// At the start of the line.
    Start,
    /// In the middle.
    Center,
    /// At the end of the line.
    End,
}

/// A thematic break.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct DividerBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
}

/// What no other block represents.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct HtmlBlock {
    /// Stable id within the body.
    #[schema(value_type = String)]
    pub id: ID,
    /// Sanitised HTML, safe to put into a page.
    pub html: String,
}

fn block_id(text: &str) -> ID {
    ID(text.to_owned())
}

fn spans(spans: &[domain::Span]) -> Vec<Span> {
    spans
        .iter()
        .map(|span| Span { text: span.text.clone(), marks: span.marks.iter().map(Mark::from).collect() })
        .collect()
}

impl From<&domain::Mark> for Mark {
    fn from(mark: &domain::Mark) -> Self {
        use domain::Mark as M;
        let bare = |kind| Self { kind, href: None, title: None, lang: None };
        match mark {
            M::Link { href, title } => Self { href: Some(href.clone()), title: title.clone(), ..bare(MarkType::Link) },
            M::Language { lang } => Self { lang: Some(lang.clone()), ..bare(MarkType::Language) },
            M::Abbreviation { title } => Self { title: Some(title.clone()), ..bare(MarkType::Abbreviation) },
            M::Strong => bare(MarkType::Strong),
            M::Emphasis => bare(MarkType::Emphasis),
            M::Underline => bare(MarkType::Underline),
            M::Strikethrough => bare(MarkType::Strikethrough),
            M::Highlight => bare(MarkType::Highlight),
            M::Small => bare(MarkType::Small),
            M::Subscript => bare(MarkType::Subscript),
            M::Superscript => bare(MarkType::Superscript),
            M::Code => bare(MarkType::Code),
        }
    }
}

impl Block {
    /// A block as it goes out.
    pub(super) fn new(block: &domain::Block, assets: &Assets, with_renditions: bool) -> Self {
        use domain::Block as B;
        match block {
            B::Paragraph(b) => Self::Paragraph(ParagraphBlock {
                id: block_id(&b.id),
                content: spans(&b.content),
                lang: b.lang.clone(),
            }),
            B::Heading(b) => Self::Heading(HeadingBlock {
                id: block_id(&b.id),
                level: b.level.into(),
                anchor: b.anchor.clone(),
                content: spans(&b.content),
            }),
            B::List(b) => {
                let mut items = Vec::new();
                flatten(&b.items, b.ordered, 0, &mut items);
                Self::List(ListBlock { id: block_id(&b.id), ordered: b.ordered, start: b.start, items })
            }
            B::Quote(b) => Self::Quote(QuoteBlock {
                id: block_id(&b.id),
                paragraphs: b.paragraphs.iter().map(|p| spans(p)).collect(),
                attribution: spans(&b.attribution),
                cite: b.cite.clone(),
            }),
            B::PullQuote(b) => Self::PullQuote(PullQuoteBlock {
                id: block_id(&b.id),
                content: spans(&b.content),
                attribution: spans(&b.attribution),
            }),
            B::Image(b) => Self::Image(ImageBlock {
                id: block_id(&b.id),
                picture: Picture::in_body(&b.picture, assets, with_renditions),
                caption: spans(&b.picture.caption),
                href: b.picture.href.clone(),
            }),
            B::Gallery(b) => Self::Gallery(GalleryBlock {
                id: block_id(&b.id),
                items: b
                    .pictures
                    .iter()
                    .map(|p| GalleryItem {
                        picture: Picture::in_body(p, assets, with_renditions),
                        caption: spans(&p.caption),
                        href: p.href.clone(),
                    })
                    .collect(),
                caption: spans(&b.caption),
            }),
            B::Embed(b) => Self::Embed(EmbedBlock {
                id: block_id(&b.id),
                url: b.url.clone(),
                title: b.title.clone(),
                width: int(b.width),
                height: int(b.height),
                caption: spans(&b.caption),
            }),
            B::Code(b) => {
                Self::Code(CodeBlock { id: block_id(&b.id), language: b.language.clone(), code: b.code.clone() })
            }
            B::Table(b) => Self::Table(TableBlock {
                id: block_id(&b.id),
                caption: spans(&b.caption),
                rows: b.rows.iter().map(|row| TableRow { cells: row.cells.iter().map(cell).collect() }).collect(),
            }),
            B::Divider(b) => Self::Divider(DividerBlock { id: block_id(&b.id) }),
            B::Html(b) => Self::Html(HtmlBlock { id: block_id(&b.id), html: b.html.clone() }),
        }
    }
}

fn flatten(items: &[domain::ListItem], ordered: bool, depth: i32, out: &mut Vec<ListItem>) {
    for item in items {
        out.push(ListItem { depth, ordered, content: spans(&item.content) });
        if let Some(list) = &item.list {
            flatten(&list.items, list.ordered, depth + 1, out);
        }
    }
}

fn cell(cell: &domain::TableCell) -> TableCell {
    TableCell {
        content: spans(&cell.content),
        header: cell.header,
        colspan: cell.colspan.unwrap_or(1).into(),
        rowspan: cell.rowspan.unwrap_or(1).into(),
        align: cell.align.map(|align| match align {
            domain::Align::Start => Align::Start,
            domain::Align::Center => Align::Center,
            domain::Align::End => Align::End,
        }),
    }
}

/// GraphQL's `Int` has 32 bits with a sign; no picture is larger.
fn int(pixels: Option<u32>) -> Option<u32> {
    pixels.filter(|pixels| i32::try_from(*pixels).is_ok())
}
