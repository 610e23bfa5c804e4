//! The canonical body: typed blocks of marked-up text. JSON here is the JSON of bundles and of the database.

use serde::{Deserialize, Serialize};

/// The text of an article: an ordered list of [`Block`]s.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body {
    /// The units of the text, in reading order.
    pub blocks: Vec<Block>,
}

/// One unit of a body. `id` is stable: it survives edits of the other blocks, so that comments, links and live updates may refer to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A heading within the body.
    Heading(Heading),
    /// A bulleted or numbered list.
    List(List),
    /// A quotation from somewhere else.
    Quote(Quote),
    /// A sentence of this article, or about it, set large.
    PullQuote(PullQuote),
    /// One picture.
    Image(Image),
    /// Several pictures that belong together.
    Gallery(Gallery),
    /// A player or post of another site, from an allowed host.
    Embed(Embed),
    /// Preformatted source code.
    Code(Code),
    /// A table.
    Table(Table),
    /// A thematic break.
    Divider(Divider),
    /// What no other block can represent: HTML, already sanitised.
    Html(Html),
}

/// A run of text with the same marks. `\n` in the text is a line break.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Plain text, not escaped.
    pub text: String,
    /// What holds for the whole run, outermost first; in the order of [`Mark`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// What a run of text is. A run has every mark at most once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
pub enum Mark {
    /// A link; `http`, `https`, `mailto`, `tel`, or a path or fragment of the site.
    Link {
        /// Where the link leads.
        href: String,
        /// Advisory title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    /// Text in another language than its surroundings.
    Language {
        /// BCP 47 tag.
        lang: String,
    },
    /// An abbreviation.
    Abbreviation {
        /// Its expansion.
        title: String,
    },
    /// Strong importance, usually bold.
    Strong,
    /// Stress emphasis, usually italic.
    Emphasis,
    /// Underlined.
    Underline,
    /// No longer accurate, struck through.
    Strikethrough,
    /// Marked for reference.
    Highlight,
    /// Side comment, small print.
    Small,
    /// Below the line.
    Subscript,
    /// Above the line.
    Superscript,
    /// Computer code.
    Code,
}

/// A paragraph.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// Its text.
    pub content: Vec<Span>,
    /// BCP 47 tag, if it differs from the article's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// A heading within the body.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// 2 to 6; level 1 is the headline's.
    pub level: u8,
    /// The fragment that links to it; unique within the body.
    #[serde(default)]
    pub anchor: String,
    /// Its text.
    pub content: Vec<Span>,
}

/// A bulleted or numbered list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// Numbered?
    pub ordered: bool,
    /// First number of a numbered list, when it is not 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i32>,
    /// The items, in order.
    pub items: Vec<ListItem>,
}

/// One item of a list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListItem {
    /// Its text.
    pub content: Vec<Span>,
    /// A list within the item, after its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<NestedList>,
}

/// A list within an item of another list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NestedList {
    /// Numbered?
    pub ordered: bool,
    /// First number of a numbered list, when it is not 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i32>,
    /// The items, in order.
    pub items: Vec<ListItem>,
}

/// A quotation from somewhere else.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// The quoted paragraphs.
    pub paragraphs: Vec<Vec<Span>>,
    /// Who or what is quoted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attribution: Vec<Span>,
    /// Absolute URL of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cite: Option<String>,
}

/// A sentence set large.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PullQuote {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// Its text.
    pub content: Vec<Span>,
    /// Who said it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attribution: Vec<Span>,
}

/// One picture as it is used in one place: an asset of the site, or a URL elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Key of an asset of the site; then `url` is the asset's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// URL of the picture, when it is not an asset; absolute, or a path of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What the picture shows, for those who cannot see it; overrides the asset's. Empty: decorative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// The text under the picture; overrides the asset's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Span>,
    /// Who made it; overrides the asset's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Width in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Where a click on the picture leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// One picture in the text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// The picture.
    pub picture: Picture,
}

/// Several pictures that belong together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gallery {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// The pictures, in order.
    pub pictures: Vec<Picture>,
    /// The text under all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Span>,
}

/// A player or post of another site. Only hosts that the configuration allows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embed {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// Absolute `https` URL of the page that goes into the frame.
    pub url: String,
    /// The frame's accessible name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Width in CSS pixels, as its source proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in CSS pixels, as its source proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The text under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Span>,
}

/// Preformatted source code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// Name of the programming language, such as `rust`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The code, without a final line break.
    pub code: String,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// The text above it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Span>,
    /// The rows, in order.
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableRow {
    /// The cells, in order.
    pub cells: Vec<TableCell>,
}

/// One cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableCell {
    /// Its text.
    pub content: Vec<Span>,
    /// Does it label its row or column?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub header: bool,
    /// Columns it spans, when not 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colspan: Option<u16>,
    /// Rows it spans, when not 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rowspan: Option<u16>,
    /// How its text is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub align: Option<Align>,
}

/// How the text of a cell is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Align {
    /// At the start of the line.
    Start,
    /// In the middle.
    Center,
    /// At the end of the line.
    End,
}

/// A thematic break.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Divider {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
}

/// HTML that no other block represents, sanitised.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Html {
    /// Stable id within the body.
    #[serde(default)]
    pub id: String,
    /// Sanitised HTML, safe to put into a page.
    pub html: String,
}
