//! Users: people who sign in. Readers never see them; who made an article is an author.

use serde::{Deserialize, Serialize};

use crate::{api_key::Scope, error::Violation, id::Id, section::Section, time::Instant};

/// Someone who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: Id<User>,
    /// The address to sign in with, in lower case; unique among users. Users of an identity provider may have none.
    pub email: Option<String>,
    /// What colleagues call them.
    pub name: String,
    /// What they may do.
    pub role: UserRole,
    /// An editor of these sections, and what lies within, alone; of everything when there are none. Nothing to other roles.
    pub sections: Vec<Id<Section>>,
    /// Who vouches for them, if it is an identity provider: then the role and the sections are its to say, and there is no password.
    pub issuer: Option<String>,
    /// Since when they may not sign in any more.
    pub disabled_at: Option<Instant>,
    /// When the account was made.
    pub created_at: Instant,
    /// Counts the changes, from 1.
    pub revision: i32,
}

/// The most characters of a user's name.
pub const MAX_NAME: usize = 200;
/// The most bytes of an address (RFC 5321, 4.5.3.1.3).
const MAX_EMAIL: usize = 254;
/// The fewest and the most characters of a password. The most is there because hashing costs time.
pub const PASSWORD_CHARACTERS: std::ops::RangeInclusive<usize> = 10..=1024;

/// An address in the form that is compared: without blanks around it, in lower case.
pub fn normal_email(text: &str) -> String {
    text.trim().to_lowercase()
}

/// What is wrong with an address in normal form. Whether it exists only a message could tell.
pub fn check_email(email: &str) -> Option<Violation> {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control();
    let is_good = email.len() <= MAX_EMAIL
        && email.chars().all(is_plain)
        && email
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains('@'));
    (!is_good).then(|| Violation::new("/email", "invalid_email", "an address is wanted, such as ada@example.org"))
}

/// What is wrong with a name.
pub fn check_name(name: &str) -> Option<Violation> {
    if name.trim().is_empty() {
        return Some(Violation::new("/name", "required", "what colleagues call them"));
    }
    let is_good = name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    (!is_good).then(|| Violation::new("/name", "too_long", format!("at most {MAX_NAME} characters, on one line")))
}

/// What is wrong with a new password of someone with this address.
pub fn check_password(password: &str, email: Option<&str>) -> Option<Violation> {
    let (least, most) = (PASSWORD_CHARACTERS.start(), PASSWORD_CHARACTERS.end());
    let length = password.chars().count();
    if length < *least {
        return Some(Violation::new("/password", "too_short", format!("a password has {least} characters or more")));
    }
    if length > *most {
        return Some(Violation::new("/password", "too_long", format!("a password has {most} characters or fewer")));
    }
    let same = email.is_some_and(|email| normal_email(password) == email);
    same.then(|| Violation::new("/password", "guessable", "a password that is the address is no secret"))
}

/// What a user may do; each may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserRole {
    /// Writes drafts of their own, and submits them.
    Contributor,
    /// Takes articles of their own to publication.
    Author,
    /// Does everything to every article, or to those of given sections; manages sections, authors, tags, series, collections.
    Editor,
    /// Manages users, keys and the site besides.
    Admin,
}

impl UserRole {
    /// Every role, the least first.
    pub const ALL: [Self; 4] = [Self::Contributor, Self::Author, Self::Editor, Self::Admin];

    /// Its stored spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// The role with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Everything that a key of such a user may be given.
    pub const fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Contributor => &[Scope::ReadDrafts, Scope::WriteOwn],
            Self::Author => &[Scope::ReadDrafts, Scope::WriteOwn, Scope::Publish],
            Self::Editor | Self::Admin => &Scope::ALL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_in_one_form_and_checked_for_it() {
        assert_eq!(normal_email("  Ada@Example.ORG "), "ada@example.org");
        assert!(check_email("ada@example.org").is_none());
        for wrong in ["", "ada", "@example.org", "ada@", "a b@example.org", "a@b@c", "a\u{0}@b"] {
            assert!(check_email(wrong).is_some(), "{wrong:?}");
        }
    }

    #[test]
    fn a_password_is_long_enough_and_not_the_address() {
        let code = |password: &str| check_password(password, Some("ada@example.org")).map(|violation| violation.code);
        assert_eq!(code("correct horse"), None);
        assert_eq!(code("ninechars"), Some("too_short"));
        assert_eq!(code(&"x".repeat(1025)), Some("too_long"));
        assert_eq!(code("ADA@example.org"), Some("guessable"));
        // Characters count, not bytes.
        assert_eq!(code("ääääääääää"), None);
    }
}
