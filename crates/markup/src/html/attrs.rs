//! Values of attributes, checked and cleaned.

use masthead_domain::body::Align;
use masthead_domain::body::url::{is_language_tag, is_safe_href, is_safe_picture_url};

use super::tree::{Id, Tree};
use crate::options::Options;

/// Attributes that carry a picture's URL until a script moves it to `src`.
const LAZY_SOURCES: [&str; 4] = ["data-src", "data-lazy-src", "data-original", "data-orig-file"];

/// A URL as browsers read it: no white space around, no control characters in it.
pub(super) fn clean_url(url: &str) -> String {
    url.trim_matches(|c: char| c.is_control() || c == ' ').chars().filter(|c| !c.is_control()).collect()
}

impl Tree {
    /// The link's destination, if it has a safe one.
    pub(super) fn href(&self, id: Id) -> Option<String> {
        Some(clean_url(self.attr(id, "href")?)).filter(|href| is_safe_href(href))
    }

    /// The element's language, if it has the shape of one.
    pub(super) fn lang(&self, id: Id) -> Option<String> {
        let lang = self.attr(id, "lang").or_else(|| self.attr(id, "xml:lang"))?.trim();
        is_language_tag(lang).then(|| lang.to_owned())
    }

    /// A line of text from an attribute; nothing if there is none.
    pub(super) fn line(&self, id: Id, name: &str) -> Option<String> {
        Some(one_line(self.attr(id, name)?)).filter(|line| !line.is_empty())
    }

    /// Pixels; nothing for percentages and nonsense.
    pub(super) fn pixels(&self, id: Id, name: &str) -> Option<u32> {
        let value = self.attr(id, name)?.trim();
        value.strip_suffix("px").unwrap_or(value).parse().ok().filter(|pixels| (1..=100_000).contains(pixels))
    }

    /// Columns or rows that a cell spans, when not 1.
    pub(super) fn spanned(&self, id: Id, name: &str) -> Option<u16> {
        let value: u32 = self.attr(id, name)?.trim().parse().ok()?;
        u16::try_from(value.min(100)).ok().filter(|span| *span > 1)
    }

    /// The picture's URL: where browsers look, or where scripts that load pictures late keep it.
    pub(super) fn picture_source(&self, id: Id, options: &Options) -> Option<String> {
        let names = std::iter::once("src").chain(LAZY_SOURCES);
        names.filter_map(|name| self.attr(id, name)).find_map(|source| {
            let url = options.located(clean_url(source));
            is_safe_picture_url(&url).then_some(url)
        })
    }

    /// How a cell's text is set, said in any of the ways that editors say it. Left and right are taken as of a text that runs from left to right.
    pub(super) fn align(&self, id: Id) -> Option<Align> {
        let side = |name: &str| match name.trim().to_ascii_lowercase().as_str() {
            "left" | "start" => Some(Align::Start),
            "center" => Some(Align::Center),
            "right" | "end" => Some(Align::End),
            _ => None,
        };
        let by_class = |class: &str| {
            ["align-", "has-text-align-", "text-"].iter().find_map(|prefix| side(class.strip_prefix(prefix)?))
        };
        let class = self.attr(id, "class").and_then(|classes| classes.split_ascii_whitespace().find_map(by_class));
        class.or_else(|| side(self.attr(id, "align")?)).or_else(|| side(&self.style(id, "text-align")?))
    }

    /// The value of a property of the `style` attribute.
    pub(super) fn style(&self, id: Id, property: &str) -> Option<String> {
        let declarations = self.attr(id, "style")?.split(';');
        let value = declarations
            .filter_map(|declaration| declaration.split_once(':'))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(property))?
            .1;
        Some(value.trim().to_ascii_lowercase())
    }
}

/// Text without control characters, its white space collapsed.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<String> =
        text.split_ascii_whitespace().map(|word| word.chars().filter(|c| !c.is_control()).collect()).collect();
    words.join(" ").trim_matches(' ').to_owned()
}
