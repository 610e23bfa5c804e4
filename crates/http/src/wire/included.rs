//! Members that are only made when they are asked for.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerError, ServerResult, Value, parser::types::Field,
    registry::Registry,
};
use serde::{Serialize, Serializer};

/// A member that is made only when it is asked for: by selecting it in GraphQL, by `include` or `fields` in REST, where it is
/// left out otherwise. In the schemas it has the type of what it holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Included<T> {
    /// Not asked for.
    #[default]
    Left,
    /// Asked for.
    Is(T),
}

impl<T> Included<T> {
    /// Makes it when it is wanted.
    pub fn when(wanted: bool, make: impl FnOnce() -> T) -> Self {
        if wanted { Self::Is(make()) } else { Self::Left }
    }

    /// Was it not asked for?
    pub fn is_left(&self) -> bool {
        matches!(self, Self::Left)
    }

    /// What was asked for.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Left => None,
            Self::Is(value) => Some(value),
        }
    }
}

impl<T: Serialize> Serialize for Included<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Left => serializer.serialize_none(),
            Self::Is(value) => value.serialize(serializer),
        }
    }
}

impl<T: OutputType> OutputType for Included<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match self {
            Self::Is(value) => value.resolve(ctx, field).await,
            // The selection is read before the value is made, so this is a defect of ours: it must not look like a null.
            Self::Left => {
                let message = format!("{} was selected and not made", field.node.name.node);
                Err(ServerError::new(message, Some(field.pos)))
            }
        }
    }
}
