//! What is seen in raw HTML: the words, pictures and links that an import must not lose. Knows nothing of how texts are converted.

use std::{cell::RefCell, mem};

use html5ever::{
    Attribute,
    tendril::StrTendril,
    tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer},
};

/// What readers see in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// How many words there are.
    pub words: usize,
    /// The addresses of pictures, in order.
    pub pictures: Vec<String>,
    /// Where links lead, in order.
    pub links: Vec<String>,
}

/// Looks at HTML, in whatever form it is.
#[must_use]
pub fn see(html: &str) -> Seen {
    let tokenizer = Tokenizer::new(Looking::default(), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let looking = tokenizer.sink;
    let mut seen = looking.seen.into_inner();
    seen.words =
        looking.text.into_inner().split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    seen
}

#[derive(Default)]
struct Looking {
    seen: RefCell<Seen>,
    text: RefCell<String>,
    /// Within `<script>` or `<style>`.
    hidden: RefCell<bool>,
}

impl TokenSink for Looking {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::CharacterTokens(text) if !*self.hidden.borrow() => self.text.borrow_mut().push_str(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Looking {
    fn tag(&self, tag: &Tag) {
        let name = &*tag.name;
        if matches!(name, "script" | "style") {
            *self.hidden.borrow_mut() = tag.kind == TagKind::StartTag;
        }
        // `<b>` may stand within a word; blocks and breaks may not.
        if !matches!(
            name,
            "a" | "b" | "strong" | "i" | "em" | "span" | "sup" | "sub" | "u" | "small" | "mark" | "code" | "abbr"
        ) {
            self.text.borrow_mut().push(' ');
        }
        if tag.kind == TagKind::EndTag {
            return;
        }
        let mut seen = self.seen.borrow_mut();
        match name {
            "img" => seen.pictures.extend(attribute(&tag.attrs, "src")),
            "a" => seen.links.extend(attribute(&tag.attrs, "href").filter(|href| !href.starts_with('#'))),
            _ => {}
        }
    }
}

fn attribute(attributes: &[Attribute], name: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| &*attribute.name.local == name)?;
    let value = mem::take(&mut found.value.to_string());
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_pictures_and_links_are_seen() {
        let seen = see(
            "<p>One <b>tw</b>o&nbsp;three<br>four</p><script>five()</script><a href='/x'><img src=' a.jpg '></a><a href='#note'>6</a>",
        );
        assert_eq!(seen, Seen { words: 5, pictures: vec!["a.jpg".to_owned()], links: vec!["/x".to_owned()] });
    }
}
