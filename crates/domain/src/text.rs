//! What every text may hold: rules for names, prose, keys and addresses, the same wherever they come from.

use url::Url;

use crate::error::Violation;

/// Longest name, title or label, in characters.
pub const MAX_NAME_CHARS: usize = 1_000;
/// Longest description, biography, caption or other prose outside a body, in characters.
pub const MAX_PROSE_CHARS: usize = 20_000;
/// Longest key that is looked up, in bytes: what an index can hold on both databases.
pub const MAX_KEY_BYTES: usize = 1_000;
/// Longest URL, in bytes.
pub const MAX_URL_BYTES: usize = 4_000;

/// A text that may be missing: then nothing is wrong with it.
pub trait Text<'a, T: 'a = String> {
    /// The text, if there is one.
    fn given(self) -> Option<&'a T>;
}

impl<'a, T> Text<'a, T> for &'a T {
    fn given(self) -> Option<&'a T> {
        Some(self)
    }
}

impl<'a, T> Text<'a, T> for &'a Option<T> {
    fn given(self) -> Option<&'a T> {
        self.as_ref()
    }
}

/// Collects what is wrong with the texts of one input.
#[derive(Debug, Default)]
pub struct Checks(Vec<Violation>);

impl Checks {
    /// What was wrong.
    pub fn into_violations(self) -> Vec<Violation> {
        self.0
    }

    /// A name, title or label: one line that is not empty.
    pub fn name(&mut self, field: &str, text: &str) {
        if text.trim().is_empty() {
            self.0.push(Violation::new(field, "required", "must not be empty"));
        }
        self.limit(field, text, MAX_NAME_CHARS);
        if text.chars().any(char::is_control) {
            self.0.push(Violation::new(field, "control_character", "control characters are not text"));
        }
    }

    /// Prose: line breaks and tabs are text, other control characters are not (PostgreSQL cannot keep a NUL, and XML feeds cannot
    /// say the others).
    pub fn prose<'a>(&mut self, field: &str, text: impl Text<'a>) {
        let Some(text) = text.given() else { return };
        self.limit(field, text, MAX_PROSE_CHARS);
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            let message = "control characters other than line breaks and tabs are not text";
            self.0.push(Violation::new(field, "control_character", message));
        }
    }

    /// A key: something that is looked up as a whole.
    pub fn key<'a>(&mut self, field: &str, text: impl Text<'a>) {
        let Some(text) = text.given() else { return };
        if text.is_empty() || text.len() > MAX_KEY_BYTES || text.chars().any(char::is_control) {
            let message = format!("has 1 to {MAX_KEY_BYTES} bytes and no control characters");
            self.0.push(Violation::new(field, "out_of_range", message));
        }
    }

    /// A URL that frontends may put into a link.
    pub fn link<'a>(&mut self, field: &str, url: impl Text<'a, Url>) {
        let Some(url) = url.given() else { return };
        if !matches!(url.scheme(), "http" | "https" | "mailto") {
            let message = format!("{}: is not a link: http, https and mailto are", url.scheme());
            self.0.push(Violation::new(field, "scheme_not_allowed", message));
        }
        self.limit_bytes(field, url.as_str(), MAX_URL_BYTES);
    }

    fn limit(&mut self, field: &str, text: &str, maximum: usize) {
        // Counting characters of a huge text would be work for nothing.
        if text.len() > maximum && text.chars().nth(maximum).is_some() {
            self.0.push(Violation::new(field, "too_long", format!("at most {maximum} characters")));
        }
    }

    fn limit_bytes(&mut self, field: &str, text: &str, maximum: usize) {
        if text.len() > maximum {
            self.0.push(Violation::new(field, "too_long", format!("at most {maximum} bytes")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_somewhere_and_prose_is_text() {
        let mut checks = Checks::default();
        checks.link("/ok", &Url::parse("https://example.org/").expect("a URL"));
        checks.prose("/ok", &"two\nlines".to_owned());
        checks.key("/ok", &None);
        assert!(checks.0.is_empty());
        checks.link("/bad", &Url::parse("javascript:alert(1)").expect("a URL"));
        checks.prose("/bad", &"a\u{1}b".to_owned());
        checks.name("/bad", " ");
        checks.key("/bad", &"x".repeat(MAX_KEY_BYTES + 1));
        assert_eq!(checks.into_violations().len(), 4);
    }
}
