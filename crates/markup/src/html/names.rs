//! What the names of elements mean for the tree.

/// The elements of which most articles consist, asked about first because comparing names is most of the work of building a tree.
pub(super) fn is_common(name: &str) -> bool {
    matches!(name, "p" | "a" | "b" | "i" | "em" | "strong" | "span" | "li")
}

/// Elements that stand on lines of their own.
pub(super) fn is_block(name: &str) -> bool {
    if matches!(name, "" | "a" | "b" | "i" | "em" | "strong" | "span" | "br") {
        return false;
    }
    matches!(
        name,
        "p" | "li"
            | "address"
            | "article"
            | "aside"
            | "audio"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "embed"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "iframe"
            | "legend"
            | "main"
            | "menu"
            | "nav"
            | "object"
            | "ol"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "video"
    )
}

/// Elements within text that runs of marked text cannot express.
pub(super) fn is_odd(name: &str) -> bool {
    matches!(name, "ruby" | "svg" | "math")
}

/// Elements whose start tag ends an open paragraph.
pub(super) fn closes_paragraph(name: &str) -> bool {
    is_block(name) && !matches!(name, "audio" | "embed" | "iframe" | "object" | "video" | "legend")
}

/// Elements that hold what is in them: no end tag outside of them is meant by one inside, and the other way round.
pub(super) fn is_scope(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption" | "svg" | "math" | "object")
}

/// Elements that may only contain parts of tables.
pub(super) fn is_table_part(name: &str) -> bool {
    matches!(name, "table" | "thead" | "tbody" | "tfoot" | "tr" | "colgroup")
}

/// Elements that go on after the block in which they were left open.
pub(super) fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

/// Headings of any level.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Elements without content.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area" | "br" | "col" | "embed" | "hr" | "img" | "input" | "keygen" | "param" | "source" | "track" | "wbr"
    )
}

/// Tags without meaning for a body: the frame of a document, and what nobody sees.
pub(super) fn is_ignored(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "head"
            | "body"
            | "meta"
            | "link"
            | "base"
            | "basefont"
            | "bgsound"
            | "frame"
            | "frameset"
            | "wbr"
            | "area"
            | "param"
            | "keygen"
    )
}

/// Elements that go with all their content; the note's code and message, unless nobody would have seen it.
pub(super) fn removal(name: &str) -> Option<(Option<&'static str>, &'static str)> {
    match name {
        "script" => Some((Some("removed_script"), "A script was removed.")),
        "style" => Some((Some("removed_style"), "A style sheet was removed.")),
        "noscript" => Some((Some("removed_noscript"), "Text for browsers without scripts was removed.")),
        "template" => Some((Some("removed_template"), "A template was removed.")),
        "button" | "select" | "textarea" | "datalist" | "option" | "optgroup" => {
            Some((Some("removed_form_control"), "A form control was removed."))
        }
        "noembed" | "noframes" | "title" | "annotation" | "annotation-xml" => Some((None, "")),
        _ => None,
    }
}
