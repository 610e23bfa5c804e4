//! The words of a title as a name in URLs.

/// The words of a title as a slug has them: romanised, joined with `-`, at most some 80 bytes.
#[must_use]
pub fn slug_words(title: &str) -> String {
    const MAX: usize = 80;
    let ascii = deunicode::deunicode(title).to_ascii_lowercase().replace(['\'', '\u{2019}'], "");
    let mut slug = String::new();
    for word in ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if slug.len() + word.len() > MAX && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(MAX));
    }
    slug
}
