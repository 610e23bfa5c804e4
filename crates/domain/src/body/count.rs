//! How long a text is, in any script.

use super::Body;

/// Words a minute that adults read silently in languages with spaced words (Brysbaert 2019).
const WORDS_PER_MINUTE: f64 = 238.0;
/// Characters a minute that adults read silently in Chinese and Japanese.
const CHARACTERS_PER_MINUTE: f64 = 500.0;
/// Letters of a word, on average, in scripts of South-East Asia that do not separate words.
const LETTERS_PER_UNSPACED_WORD: usize = 4;

/// What a text is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Length {
    words: usize,
    ideographs: usize,
}

impl Body {
    /// How many words the text has. Chinese and Japanese characters count one each; Thai, Lao, Khmer and Burmese are estimated from their letters.
    #[must_use]
    pub fn word_count(&self) -> usize {
        let length = measure(&self.text());
        length.words + length.ideographs
    }

    /// How many minutes an adult needs to read the text; at least 1 if there is any.
    #[must_use]
    pub fn reading_minutes(&self) -> u32 {
        let length = measure(&self.text());
        if length == Length::default() {
            return 0;
        }
        let minutes = length.words as f64 / WORDS_PER_MINUTE + length.ideographs as f64 / CHARACTERS_PER_MINUTE;
        (minutes.round() as u32).max(1)
    }
}

fn measure(text: &str) -> Length {
    let mut length = Length::default();
    let mut unspaced = 0_usize;
    let mut in_word = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_ideograph(c) {
            length.ideographs += 1;
            in_word = false;
        } else if is_unspaced(c) {
            unspaced += usize::from(c.is_alphabetic());
            in_word = false;
        } else if c.is_alphanumeric() {
            length.words += usize::from(!in_word);
            in_word = true;
        } else {
            // "don't", "well-known", "3.5" and vowel signs are inside one word.
            let joins = matches!(c, '\'' | '’' | '-' | '‐' | '‑' | '.' | ',' | '\u{AD}' | '_' | '·')
                && chars.peek().is_some_and(|next| next.is_alphanumeric());
            in_word = in_word && (joins || super::slug::is_part_of_letter(c));
        }
    }
    length.words += unspaced.div_ceil(LETTERS_PER_UNSPACED_WORD);
    length
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9D}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0E4E}' | '\u{0E81}'..='\u{0EDF}' | '\u{1000}'..='\u{103F}' | '\u{1780}'..='\u{17D3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> usize {
        let length = measure(text);
        length.words + length.ideographs
    }

    #[test]
    fn words_are_counted_in_every_script() {
        assert_eq!(words("Don’t panic: a well-known 3.5 km walk."), 7);
        assert_eq!(words("مرحبا بالعالم"), 2);
        assert_eq!(words("हिन्दी में"), 2);
        assert_eq!(words("日本語です。"), 5);
        assert_eq!(words("iPhoneの価格 is high"), 1 + 3 + 2);
        assert_eq!(words("안녕하세요 세계"), 2);
        assert!((2..=5).contains(&words("สวัสดีชาวโลก")));
        assert_eq!(words(" — … "), 0);
    }

    #[test]
    fn minutes_are_at_least_one() {
        assert_eq!(Body::default().reading_minutes(), 0);
        let body = |text: String| Body {
            blocks: vec![super::super::Block::Paragraph(super::super::Paragraph {
                content: vec![super::super::Span::plain(text)],
                ..Default::default()
            })],
        };
        assert_eq!(body("one".into()).reading_minutes(), 1);
        assert_eq!(body("word ".repeat(238 * 5)).reading_minutes(), 5);
        assert_eq!(body("字".repeat(1500)).reading_minutes(), 3);
    }
}
