//! Anchors of headings: readable fragments in any script.

/// The fragment for a heading: lower case, letters and digits of any script, everything else a single hyphen; at most 80 characters. Empty if
/// nothing is left.
#[must_use]
pub fn anchor_slug(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut slug = String::with_capacity(text.len());
    let mut length = 0;
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        // An apostrophe is inside a word: "don't" is "dont", not "don-t".
        if matches!(c, '\'' | '’' | 'ʼ') {
            continue;
        }
        if c.is_alphanumeric() || is_part_of_letter(c) {
            if gap && !slug.is_empty() {
                slug.push('-');
                length += 1;
            }
            gap = false;
            slug.push(c);
            length += 1;
            if length >= LONGEST {
                break;
            }
        } else {
            gap = true;
        }
    }
    slug
}

/// Marks that change the letter before them and are not letters themselves: leaving them out would misspell words.
pub(super) fn is_part_of_letter(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0591}'..='\u{05C7}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0900}'..='\u{0963}'
        | '\u{0981}'..='\u{0DF3}' | '\u{0E31}'..='\u{0E4E}' | '\u{0EB1}'..='\u{0ECE}' | '\u{0F71}'..='\u{0F84}' | '\u{102B}'..='\u{103E}'
        | '\u{17B4}'..='\u{17D3}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
        && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::anchor_slug;

    #[test]
    fn slugs_keep_every_script() {
        assert_eq!(anchor_slug("Don’t panic: a Guide!"), "dont-panic-a-guide");
        assert_eq!(anchor_slug("Über  Größe"), "über-größe");
        assert_eq!(anchor_slug("日本語の見出し"), "日本語の見出し");
        assert_eq!(anchor_slug("हिन्दी शीर्षक"), "हिन्दी-शीर्षक");
        assert_eq!(anchor_slug("***"), "");
    }
}
