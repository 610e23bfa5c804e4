//! The fourth step, once per request: what the chosen operation costs with its variables.
//!
//! A field costs one, and a list's fields cost as often as the list has items. What is a list, and
//! how long, only the schema's owner knows: the [`CostModel`].

use std::collections::HashMap;

use super::ast::{ExecutableDocument, Field, Name, OperationDefinition, Selection, SelectionSet};
use super::given::{Given, Known, Scope};
use super::introspection::is_entrance;

/// No list counts for more items than this. A page size beyond the API's maximum is refused by its
/// own, better error; the guard only keeps it from hiding behind a small selection.
pub const MOST_ITEMS: u64 = 1_000;

/// What the guard must know about the schema.
pub trait CostModel {
    /// The price of one field as it is called. Never asked for `__schema`, `__type`, `__typename`.
    fn price(&self, call: &Call<'_>) -> Price;
}

impl<F: Fn(&Call<'_>) -> Price> CostModel for F {
    fn price(&self, call: &Call<'_>) -> Price {
        self(call)
    }
}

/// What a field costs itself, and how often its selections count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    own: u64,
    items: Items,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Items {
    One,
    List(u64),
    Page(u64),
}

impl Price {
    /// A field of its own: a scalar or one object.
    pub const ONE: Self = Self { own: 1, items: Items::One };

    /// A plain list: everything selected below counts once per item.
    #[must_use]
    pub fn list(items: u64) -> Self {
        Self { own: 1, items: Items::List(items.min(MOST_ITEMS)) }
    }

    /// A connection: what is selected below `nodes` and `edges` counts once per item, the rest
    /// (`pageInfo`, `totalCount`) once.
    #[must_use]
    pub fn page(items: u64) -> Self {
        Self { own: 1, items: Items::Page(items.min(MOST_ITEMS)) }
    }

    /// The same for a field that is dear in itself: a search, a mutation.
    #[must_use]
    pub fn own(self, own: u64) -> Self {
        Self { own, ..self }
    }
}

/// A field as the document calls it.
#[derive(Debug)]
pub struct Call<'a> {
    field: &'a Field,
    scope: &'a Scope<'a>,
}

impl Call<'_> {
    /// The field's name in the schema, not its alias.
    #[must_use]
    pub fn name(&self) -> &str {
        self.field.name.node.as_str()
    }

    /// Whether anything is selected below the field.
    #[must_use]
    pub fn has_selections(&self) -> bool {
        !self.field.selection_set.node.items.is_empty()
    }

    /// The argument as a whole number, from a literal, a variable or the variable's default.
    #[must_use]
    pub fn number(&self, argument: &str) -> Option<u64> {
        match self.value(argument)? {
            Known::Number(number) => Some(number),
            _ => None,
        }
    }

    /// How many items the argument lists. A single value where a list may stand is a list of one.
    #[must_use]
    pub fn count(&self, argument: &str) -> Option<u64> {
        match self.value(argument)? {
            Known::Items(items) => Some(items),
            Known::Number(_) | Known::Boolean(_) | Known::Other => Some(1),
        }
    }

    /// The page that `first` or `last` asks for, the larger when both stand there.
    #[must_use]
    pub fn page_size(&self, default: u64) -> u64 {
        self.number("first").max(self.number("last")).unwrap_or(default)
    }

    fn value(&self, argument: &str) -> Option<Known> {
        self.scope.value(&self.field.get_argument(argument)?.node)
    }
}

/// The cost of an operation. `order` has every fragment behind those it spreads.
pub(super) fn cost(
    document: &ExecutableDocument,
    order: &[Name],
    operation: &OperationDefinition,
    given: Given<'_>,
    model: &dyn CostModel,
) -> u64 {
    let mut walk = Walk { scope: Scope::new(given, operation), model, fragments: HashMap::with_capacity(order.len()) };
    for name in order {
        if let Some(fragment) = document.fragments.get(name) {
            let sum = walk.set(&fragment.node.selection_set.node);
            walk.fragments.insert(name, sum);
        }
    }
    walk.set(&operation.selection_set.node).all()
}

/// The cost of a selection set. Whether it belongs to a connection only the field above knows, so
/// the part that would count per item is kept apart.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    once: u64,
    per_item: u64,
}

impl Sum {
    fn all(self) -> u64 {
        self.once.saturating_add(self.per_item)
    }

    fn add(&mut self, other: Self) {
        self.once = self.once.saturating_add(other.once);
        self.per_item = self.per_item.saturating_add(other.per_item);
    }
}

struct Walk<'a> {
    scope: Scope<'a>,
    model: &'a dyn CostModel,
    fragments: HashMap<&'a str, Sum>,
}

impl<'a> Walk<'a> {
    fn set(&self, set: &'a SelectionSet) -> Sum {
        let mut sum = Sum::default();
        for item in &set.items {
            if self.scope.leaves_out(item.node.directives()) {
                continue;
            }
            sum.add(match &item.node {
                Selection::Field(field) => self.field(&field.node),
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let known = self.fragments.get(spread.node.fragment_name.node.as_str());
                    known.copied().unwrap_or_default()
                }
            });
        }
        sum
    }

    fn field(&self, field: &'a Field) -> Sum {
        let name = field.name.node.as_str();
        // Introspection has a budget of its own.
        if is_entrance(name) || name == "__typename" {
            return Sum { once: 1, per_item: 0 };
        }
        let below = self.set(&field.selection_set.node);
        let call = Call { field, scope: &self.scope };
        let Price { own, items } = self.model.price(&call);
        let cost = own.saturating_add(match items {
            Items::One => below.all(),
            Items::List(items) => below.all().saturating_mul(items),
            Items::Page(items) => below.per_item.saturating_mul(items).saturating_add(below.once),
        });
        if matches!(name, "nodes" | "edges") {
            Sum { once: 0, per_item: cost }
        } else {
            Sum { once: cost, per_item: 0 }
        }
    }
}
