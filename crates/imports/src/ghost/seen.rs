//! What readers see in a text that is Lexical or Mobiledoc: looked for in all of it, whatever the renderers know of it.

use serde_json::Value;

use super::cards;
use crate::{Seen, see};

/// Members that are text.
const TEXTS: [&str; 12] = [
    "text",
    "code",
    "markdown",
    "calloutEmoji",
    "buttonText",
    "fileTitle",
    "fileCaption",
    "description",
    "publisher",
    "author",
    "productButton",
    "name",
];
/// Members that are HTML.
const HTMLS: [&str; 12] = [
    "html",
    "caption",
    "calloutText",
    "heading",
    "content",
    "header",
    "subheader",
    "productTitle",
    "productDescription",
    "textValue",
    "sponsorLabel",
    "disclaimer",
];
/// Members that are addresses of pictures.
const PICTURES: [&str; 4] = ["thumbnail", "productImageSrc", "backgroundImageSrc", "imageUrl"];
/// Members that are addresses of pages.
const LINKS: [&str; 4] = ["href", "buttonUrl", "productUrl", "url"];

#[derive(Default)]
struct Looking {
    seen: Seen,
    text: String,
    /// Bytes that were looked at: parts of Mobiledoc can be repeated without end.
    looked: usize,
}

/// Looks at Lexical.
pub(super) fn lexical(source: &str) -> Seen {
    let mut looking = Looking::default();
    if let Ok(document) = serde_json::from_str::<Value>(source) {
        looking.node(&document, "");
    }
    looking.done()
}

/// Looks at Mobiledoc.
pub(super) fn mobiledoc(source: &str) -> Seen {
    let mut looking = Looking::default();
    if let Ok(document) = serde_json::from_str::<Value>(source) {
        // Texts in sections, cards as `[name, payload]`, links as `["a", ["href", …]]`.
        looking.sections(document.get("sections").unwrap_or(&Value::Null), &document);
    }
    looking.done()
}

impl Looking {
    fn done(mut self) -> Seen {
        self.seen.words += self.text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        self.seen
    }

    fn html(&mut self, html: &str) {
        let seen = see(html);
        self.seen.words += seen.words;
        self.seen.pictures.extend(seen.pictures);
        self.seen.links.extend(seen.links);
    }

    /// Counts what is looked at. False: it was enough.
    fn looks(&mut self, bytes: usize) -> bool {
        self.looked = self.looked.saturating_add(bytes + 8);
        self.looked as u64 <= 2 * crate::MAX_ELEMENT_BYTES
    }

    fn node(&mut self, node: &Value, kind: &str) {
        if !self.looks(0) {
            return;
        }
        match node {
            Value::Array(items) => items.iter().for_each(|item| self.node(item, kind)),
            Value::Object(members) => {
                let own = node.get("type").and_then(Value::as_str);
                let kind = own.unwrap_or(kind);
                if cards::is_for_mail(kind) || cards::is_of_ghost(kind) || cards::is_for_members(node) {
                    return;
                }
                let is_word =
                    matches!(kind, "text" | "extended-text" | "code-highlight" | "link" | "autolink" | "at-link");
                if !is_word {
                    self.text.push(' ');
                }
                let says_no = |flag: &str| members.get(flag).and_then(Value::as_bool) == Some(false);
                let has_no_button =
                    says_no("buttonEnabled") || says_no("showButton") || says_no("productButtonEnabled");
                for (name, value) in members {
                    if has_no_button && matches!(&**name, "buttonText" | "buttonUrl" | "productButton" | "productUrl") {
                        continue;
                    }
                    match value {
                        Value::String(text) => self.member(kind, name, text),
                        inner if name != "children" => self.node(inner, kind),
                        _ => {}
                    }
                }
                if let Some(children) = node.get("children") {
                    self.node(children, kind);
                }
                if !is_word {
                    self.text.push(' ');
                }
            }
            _ => {}
        }
    }

    fn member(&mut self, kind: &str, name: &str, text: &str) {
        if !self.looks(text.len()) {
            return;
        }
        let is_picture =
            matches!(kind, "image" | "gallery" | "before-after") && name == "src" || PICTURES.contains(&name);
        if text.trim().is_empty() {
        } else if is_picture {
            self.seen.pictures.push(text.trim().to_owned());
        } else if LINKS.contains(&name) && !text.starts_with('#') && !matches!(kind, "embed" | "nft") {
            self.seen.links.push(text.trim().to_owned());
        } else if HTMLS.contains(&name) {
            self.html(text);
        } else if TEXTS.contains(&name) || name == "title" && !is_hint(kind) {
            // Marked text is cut in the middle of words.
            self.text.push_str(text);
            if name != "text" {
                self.text.push(' ');
            }
        }
    }

    fn sections(&mut self, section: &Value, document: &Value) {
        let Some(parts) = section.as_array().filter(|_| self.looks(0)) else { return };
        if let [Value::Number(kind), place, rest @ ..] = parts.as_slice()
            && kind.as_u64() == Some(10)
        {
            let named = document.get("cards").and_then(|cards| cards.get(usize::try_from(place.as_u64()?).ok()?));
            let card = match place {
                Value::String(name) => Some((name.as_str(), rest.first())),
                _ => named.map(|card| (card.get(0).and_then(Value::as_str).unwrap_or_default(), card.get(1))),
            };
            if let Some((name, Some(payload))) = card
                && !cards::is_for_mail(name)
                && !cards::is_of_ghost(name)
            {
                self.node(payload, name);
            }
            return;
        }
        if let [Value::Number(kind), opened, Value::Number(_), text, ..] = parts.as_slice() {
            for place in opened.as_array().into_iter().flatten() {
                let place = place.as_u64().and_then(|at| usize::try_from(at).ok());
                let markup = place.and_then(|at| document.get("markups")?.get(at));
                let attributes = markup.and_then(|markup| markup.get(1)).and_then(Value::as_array);
                let href: Option<&str> = attributes
                    .and_then(|pairs| pairs.chunks(2).find(|pair| pair[0] == "href"))
                    .and_then(|pair| pair.get(1)?.as_str());
                let href = href.filter(|href| !href.starts_with('#') && self.looks(href.len()));
                self.seen.links.extend(href.map(str::to_owned));
            }
            match text {
                Value::String(text) => self.text.push_str(text),
                _ if kind.as_u64() == Some(1) => self.text.push(' '),
                _ => {}
            }
            return;
        }
        if let [Value::Number(kind), Value::String(source)] = parts.as_slice()
            && kind.as_u64() == Some(2)
        {
            self.seen.pictures.push(source.clone());
            return;
        }
        let is_section = matches!(parts.first(), Some(Value::Number(_)));
        parts.iter().filter(|part| part.is_array()).for_each(|part| self.sections(part, document));
        // The items of a list, and sections, end lines.
        if is_section || parts.first().is_some_and(Value::is_array) {
            self.text.push(' ');
        }
    }
}

/// Titles that are only seen when the mouse rests.
fn is_hint(kind: &str) -> bool {
    matches!(
        kind,
        "image" | "gallery" | "before-after" | "video" | "embed" | "nft" | "link" | "autolink" | "at-link" | "html"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lexical_is_seen() {
        let seen = lexical(
            r##"{"root":{"type":"root","children":[
                {"type":"paragraph","children":[{"type":"text","text":"One tw"},{"type":"text","text":"o"},{"type":"link","url":"/x","children":[{"type":"text","text":" three"}]}]},
                {"type":"image","src":"a.jpg","caption":"<b>four</b>","title":"not seen"},{"type":"email","html":"<p>no</p>"},
                {"type":"strange","children":[{"type":"text","text":"five"}]}]}}"##,
        );
        assert_eq!(seen, Seen { words: 5, pictures: vec!["a.jpg".to_owned()], links: vec!["/x".to_owned()] });
    }

    #[test]
    fn mobiledoc_is_seen() {
        let seen = mobiledoc(
            r##"{"version":"0.3.1","atoms":[["soft-return","",{}]],"cards":[["image",{"src":"a.jpg"}],["email",{"html":"no"}]],
                "markups":[["a",["href","/x"]],["em"]],
                "sections":[[1,"p",[[0,[],0,"One "],[0,[0],1,"two"],[1,[],0,0],[0,[1],1,"thr"],[0,[],0,"ee"]]],[10,0],[10,1],
                [3,"ul",[[[0,[],0,"four"]],[[0,[],0,"five"]]]]]}"##,
        );
        assert_eq!(seen, Seen { words: 5, pictures: vec!["a.jpg".to_owned()], links: vec!["/x".to_owned()] });
    }
}
