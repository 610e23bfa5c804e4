//! Users and their sessions.

use async_graphql::{Enum, InputObject, MaybeUndefined, SimpleObject};
use masthead_app::auth;
use masthead_domain::user as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DateTime, ID, id};

/// Someone who signs in.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// The address to sign in with, in lower case; null for users of an identity provider that tells none.
    #[schema(required, example = "ada@example.org")]
    pub email: Option<String>,
    /// What colleagues call them.
    #[schema(example = "Ada Quill")]
    pub name: String,
    /// What they may do.
    pub role: UserRole,
    /// An editor of these sections, and what lies within, alone; of everything when there are none. Ids.
    #[schema(value_type = Vec<String>)]
    pub sections: Vec<ID>,
    /// The identity provider that vouches for them and says what they may do; null for users who sign in here.
    #[schema(required)]
    pub issuer: Option<String>,
    /// Since when they may not sign in any more.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub disabled_at: Option<DateTime>,
    /// When the account was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime,
    /// Counts the changes, from 1. A change names the revision that it was made for.
    #[schema(example = 1)]
    pub revision: i32,
}

impl From<domain::User> for User {
    fn from(user: domain::User) -> Self {
        Self {
            id: id(user.id),
            email: user.email,
            name: user.name,
            role: user.role.into(),
            sections: user.sections.into_iter().map(id).collect(),
            issuer: user.issuer,
            disabled_at: user.disabled_at.map(DateTime),
            created_at: user.created_at.into(),
            revision: user.revision,
        }
    }
}

/// What a user may do; each may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::UserRole")]
pub enum UserRole {
    /// Writes drafts of their own, and submits them.
    Contributor,
    /// Takes articles of their own to publication.
    Author,
    /// Does everything to every article, or to those of given sections; manages what articles are filed under.
    Editor,
    /// Manages users, keys and the site besides.
    Admin,
}

/// A session: what to ask with, and what to go on with.
#[derive(Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// For `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds that the access token holds.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// Good for the next session, once: the answer to that has another one. Using it twice ends the session.
    pub refresh_token: String,
    /// Seconds that the refresh token holds.
    #[schema(example = 2_592_000)]
    pub refresh_expires_in: i64,
}

impl From<auth::Session> for Session {
    fn from(session: auth::Session) -> Self {
        let auth::Session { access_token, expires_in, refresh_token, refresh_expires_in } = session;
        Self { access_token, token_type: "Bearer", expires_in, refresh_token, refresh_expires_in }
    }
}

/// Who signs in.
#[derive(Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct SignInFields {
    /// The address, in any case.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// The password.
    #[schema(format = Password)]
    pub password: String,
}

/// A session to go on with, or to end.
#[derive(Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RefreshFields {
    /// The refresh token of the session's last answer.
    pub refresh_token: String,
}

/// A user to be.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct NewUserFields {
    /// The address to sign in with; unique among users.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// What colleagues call them.
    #[schema(example = "Ada Quill")]
    pub name: String,
    /// What they may do.
    pub role: UserRole,
    /// Sections, by id or slug, that an editor is restricted to.
    #[serde(default)]
    #[graphql(default)]
    pub sections: Vec<String>,
    /// 10 to 1024 characters. Without one nobody can sign in yet.
    #[schema(format = Password)]
    pub password: Option<String>,
}

impl From<NewUserFields> for auth::NewUser {
    fn from(fields: NewUserFields) -> Self {
        let NewUserFields { email, name, role, sections, password } = fields;
        Self { email, name, role: role.into(), sections, password }
    }
}

/// What is to change of a user, as a merge patch (RFC 7396): what is absent stays.
#[derive(Clone, Default, Deserialize, ToSchema, InputObject)]
#[serde(default, deny_unknown_fields)]
pub struct UserFields {
    /// The address to sign in with.
    #[schema(nullable = false)]
    pub email: Option<String>,
    /// What colleagues call them.
    #[schema(nullable = false)]
    pub name: Option<String>,
    /// What they may do.
    #[schema(nullable = false)]
    pub role: Option<UserRole>,
    /// Sections, by id or slug, that an editor is restricted to; an empty list, or null, is all of them.
    #[schema(value_type = Option<Vec<String>>)]
    pub sections: MaybeUndefined<Vec<String>>,
    /// True: they are signed out everywhere, and may not sign in any more.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
    /// Another password, which signs them out everywhere; null takes it away.
    #[schema(value_type = Option<String>, format = Password)]
    pub password: MaybeUndefined<String>,
}

impl From<UserFields> for auth::UserChange {
    fn from(fields: UserFields) -> Self {
        let UserFields { email, name, role, sections, disabled, password } = fields;
        let sections = match sections {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(Vec::new()),
            MaybeUndefined::Value(sections) => Some(sections),
        };
        let password = match password {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(password) => Some(Some(password)),
        };
        Self { email, name, role: role.map(Into::into), sections, disabled, password }
    }
}
