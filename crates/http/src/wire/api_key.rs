//! API keys.

use async_graphql::{Enum, InputObject, SimpleObject};
use masthead_app::auth;
use masthead_domain::api_key as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DateTime, ID, id};

/// A key by which a program asks in the name of a user. It never may more than its user.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// The id of its user.
    #[schema(value_type = String, format = Uuid)]
    pub user: ID,
    /// What it is for.
    #[schema(example = "Nightly export")]
    pub name: String,
    /// The beginning of the key, to recognise it by.
    #[schema(example = "mh_3kT9xQ2p")]
    pub prefix: String,
    /// What it may do, as far as its user may.
    pub scopes: Vec<Scope>,
    /// Until when the secret that it had before works too; null when there is none.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub previous_until: Option<DateTime>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime,
    /// From when on it does not work any more; null for a key without an end.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub expires_at: Option<DateTime>,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub last_used_at: Option<DateTime>,
    /// When it was revoked.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub revoked_at: Option<DateTime>,
}

impl From<domain::ApiKey> for ApiKey {
    fn from(key: domain::ApiKey) -> Self {
        Self {
            id: id(key.id),
            user: id(key.user),
            name: key.name,
            prefix: key.prefix,
            scopes: key.scopes.into_iter().map(Into::into).collect(),
            previous_until: key.previous_until.map(DateTime),
            created_at: key.created_at.into(),
            expires_at: key.expires_at.map(DateTime),
            last_used_at: key.last_used_at.map(DateTime),
            revoked_at: key.revoked_at.map(DateTime),
        }
    }
}

/// What an API key may do, as far as its user may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::Scope")]
pub enum Scope {
    /// Read what is not public.
    ReadDrafts,
    /// Create articles, and change those that its user created.
    WriteOwn,
    /// Change every article that its user may change.
    WriteAny,
    /// Publish, schedule, embargo, correct, withdraw.
    Publish,
    /// Sections, authors, tags, series, collections, redirects; for administrators also users, keys and the site.
    Manage,
}

/// A key with its secret, which is told this once and never again.
#[derive(Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct IssuedApiKey {
    /// The key.
    pub key: ApiKey,
    /// For `Authorization: Bearer …`.
    pub secret: String,
}

impl From<auth::IssuedApiKey> for IssuedApiKey {
    fn from(issued: auth::IssuedApiKey) -> Self {
        Self { key: issued.key.into(), secret: issued.secret }
    }
}

/// A key to be.
#[derive(Debug, Clone, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ApiKeyFields {
    /// What it is for.
    #[schema(example = "Nightly export")]
    pub name: String,
    /// What it may do: some of what its user's role allows.
    pub scopes: Vec<Scope>,
    /// From when on it is not to work any more; without one it has no end.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<DateTime>,
}

impl From<ApiKeyFields> for auth::NewApiKey {
    fn from(fields: ApiKeyFields) -> Self {
        let ApiKeyFields { name, scopes, expires_at } = fields;
        let scopes = scopes.into_iter().map(Into::into).collect();
        Self { user: None, name, scopes, expires_at: expires_at.map(|at| at.0) }
    }
}

/// How a key gets another secret.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, InputObject)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct RotationFields {
    /// For how many seconds the old secret works too, 0 to 2592000; a day when nothing is said.
    pub overlap_seconds: Option<i64>,
}
