//! Scalars.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use masthead_domain::time::Instant;
use serde::{Deserialize, Serialize};

pub use async_graphql::ID;

/// An instant as RFC 3339 in UTC with `Z` and at most microseconds, such as `2026-11-01T09:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateTime(pub Instant);

/// An instant as RFC 3339 in UTC with `Z` and at most microseconds, such as `2026-11-01T09:00:00Z`.
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => text.parse().map(Self).map_err(InputValueError::custom),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    /// So that a literal that is no instant makes the document invalid.
    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(text) if text.parse::<Instant>().is_ok())
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<Instant> for DateTime {
    fn from(at: Instant) -> Self {
        Self(at)
    }
}

/// The id of something, in both protocols.
pub fn id<T>(id: masthead_domain::id::Id<T>) -> ID {
    ID(id.to_string())
}
