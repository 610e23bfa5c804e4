//! The third step: what the document asks for whatever its variables are. Every fragment is
//! measured once, however often it is spread, so the pass is linear in the document.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::ast::{
    Directive, DocumentOperations, ExecutableDocument, Field, Name, OperationDefinition, Positioned, Selection,
    SelectionSet,
};
use super::introspection::{UNIT, factor, is_entrance, is_list};
use super::limits::{Limits, hold, hold_size, wide};
use super::order::order;
use super::refusal::Refusal;

/// What one operation asks for, fragments expanded. Counts saturate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// Fields below each other, the leaf counted.
    pub depth: u64,
    /// Selection sets below the first one, with the levels that fragments add.
    pub levels: u64,
    /// Fields at the root.
    pub root_fields: u64,
    /// Aliased fields.
    pub aliases: u64,
    /// Directives.
    pub directives: u64,
    /// Fields, spreads and inline fragments.
    pub selections: u64,
    /// List fields below each other in introspection.
    pub introspection_lists: u64,
    /// Cost of introspection.
    pub introspection_cost: u64,
}

/// A document's measure without variables.
#[derive(Debug)]
pub(super) struct Outline {
    /// Fragments, each behind those it spreads.
    pub(super) order: Vec<Name>,
    /// The operations by name; an anonymous one has none.
    pub(super) operations: HashMap<Option<Name>, Shape>,
}

/// Measures the document and holds it to every limit that does not depend on variables.
pub(super) fn outline(document: &ExecutableDocument, limits: &Limits) -> Result<Outline, Refusal> {
    hold_size("fragments", document.fragments.len(), limits.fragments)?;
    let order = order(document)?;
    let mut walk = Walk { fragments: HashMap::with_capacity(order.len()), comparisons: Cell::new(0) };
    for name in &order {
        if let Some(fragment) = document.fragments.get(name) {
            let mut part = walk.set(&fragment.node.selection_set.node);
            add(&mut part.shape.directives, wide(fragment.node.directives.len()));
            walk.fragments.insert(name, part);
        }
    }
    let operations: HashMap<_, _> =
        document.operations.iter().map(|(name, operation)| (name.cloned(), walk.operation(&operation.node))).collect();
    let unused = walk.unused_selections(document);
    check(operations.values(), unused, limits)?;
    hold("comparisons", walk.comparisons.get(), limits.comparisons)?;
    Ok(Outline { order, operations })
}

fn check<'a>(operations: impl Iterator<Item = &'a Shape> + Clone, unused: u64, limits: &Limits) -> Result<(), Refusal> {
    let most = |part: fn(&Shape) -> u64| operations.clone().map(part).max().unwrap_or(0);
    let selections = operations.clone().fold(unused, |sum, shape| sum.saturating_add(shape.selections));
    hold("selections", selections, limits.selections)?;
    hold("depth", most(|shape| shape.depth), wide(limits.depth))?;
    hold("levels", most(|shape| shape.levels), wide(limits.levels))?;
    hold("root_fields", most(|shape| shape.root_fields), wide(limits.root_fields))?;
    hold("aliases", most(|shape| shape.aliases), wide(limits.aliases))?;
    hold("directives", most(|shape| shape.directives), wide(limits.directives))?;
    hold("introspection_lists", most(|shape| shape.introspection_lists), wide(limits.introspection_lists))?;
    hold("introspection_cost", most(|shape| shape.introspection_cost), limits.introspection_cost)
}

/// The measure of a selection set, and what it would be inside introspection: a fragment does not
/// know where it is spread, there or directly below an `ofType`.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    shape: Shape,
    lists_inside: u64,
    cost_inside: u64,
    cost_wrapped: u64,
}

impl Part {
    /// Adds what stands beside this in the same selection set.
    fn beside(&mut self, other: Part) {
        let (mine, theirs) = (&mut self.shape, other.shape);
        mine.depth = mine.depth.max(theirs.depth);
        mine.levels = mine.levels.max(theirs.levels);
        mine.introspection_lists = mine.introspection_lists.max(theirs.introspection_lists);
        add(&mut mine.root_fields, theirs.root_fields);
        add(&mut mine.aliases, theirs.aliases);
        add(&mut mine.directives, theirs.directives);
        add(&mut mine.selections, theirs.selections);
        add(&mut mine.introspection_cost, theirs.introspection_cost);
        self.lists_inside = self.lists_inside.max(other.lists_inside);
        add(&mut self.cost_inside, other.cost_inside);
        add(&mut self.cost_wrapped, other.cost_wrapped);
    }

    /// The selection that holds this: one more selection, and its directives.
    fn selected(mut self, directives: &[Positioned<Directive>]) -> Self {
        add(&mut self.shape.selections, 1);
        add(&mut self.shape.directives, wide(directives.len()));
        self
    }

    /// One selection set further down.
    fn below(mut self) -> Self {
        add(&mut self.shape.levels, 1);
        self
    }
}

fn add(to: &mut u64, more: u64) {
    *to = to.saturating_add(more);
}

struct Walk<'a> {
    fragments: HashMap<&'a str, Part>,
    /// Every selection set is walked once; this adds up the fields beside each other in each.
    comparisons: Cell<u64>,
}

impl Walk<'_> {
    fn operation(&self, operation: &OperationDefinition) -> Shape {
        let mut shape = self.set(&operation.selection_set.node).shape;
        let of_variables = operation.variable_definitions.iter().map(|it| it.node.directives.len());
        let own = of_variables.sum::<usize>() + operation.directives.len();
        add(&mut shape.directives, wide(own));
        shape
    }

    fn set(&self, set: &SelectionSet) -> Part {
        let mut sum = Part::default();
        for item in &set.items {
            sum.beside(match &item.node {
                Selection::Field(field) => self.field(&field.node).selected(&field.node.directives),
                Selection::InlineFragment(inline) => {
                    self.set(&inline.node.selection_set.node).below().selected(&inline.node.directives)
                }
                Selection::FragmentSpread(spread) => self
                    .fragments
                    .get(spread.node.fragment_name.node.as_str())
                    .map_or_else(Part::default, |part| part.below())
                    .selected(&spread.node.directives),
            });
        }
        self.comparisons.set(self.comparisons.get().saturating_add(sum.shape.root_fields));
        sum
    }

    fn field(&self, field: &Field) -> Part {
        let name = field.name.node.as_str();
        let set = &field.selection_set.node;
        let mut part = self.set(set);
        if !set.items.is_empty() {
            part = part.below();
        }
        add(&mut part.shape.depth, 1);
        part.shape.root_fields = 1;
        add(&mut part.shape.aliases, u64::from(field.alias.is_some()));
        if is_entrance(name) {
            part.shape.introspection_lists = part.lists_inside;
            part.shape.introspection_cost = part.cost_inside.div_ceil(UNIT);
        }
        add(&mut part.lists_inside, u64::from(is_list(name)));
        let below = if name == "ofType" { part.cost_wrapped } else { part.cost_inside };
        let cost = |wrapped| (below.saturating_mul(factor(name, wrapped)) / UNIT).saturating_add(UNIT);
        (part.cost_inside, part.cost_wrapped) = (cost(false), cost(true));
        part
    }

    /// Selections of the fragments that no operation reaches: validation reads those too.
    fn unused_selections(&self, document: &ExecutableDocument) -> u64 {
        let mut reached = HashSet::new();
        let mut waiting: Vec<&SelectionSet> = match &document.operations {
            DocumentOperations::Single(one) => vec![&one.node.selection_set.node],
            DocumentOperations::Multiple(many) => many.values().map(|it| &it.node.selection_set.node).collect(),
        };
        while let Some(set) = waiting.pop() {
            for item in &set.items {
                match &item.node {
                    Selection::Field(field) => waiting.push(&field.node.selection_set.node),
                    Selection::InlineFragment(it) => waiting.push(&it.node.selection_set.node),
                    Selection::FragmentSpread(spread) => {
                        let name = &spread.node.fragment_name.node;
                        if let Some(fragment) = document.fragments.get(name)
                            && reached.insert(name.as_str())
                        {
                            waiting.push(&fragment.node.selection_set.node);
                        }
                    }
                }
            }
        }
        self.fragments
            .iter()
            .filter(|(name, _)| !reached.contains(*name))
            .fold(0, |sum, (_, part)| sum.saturating_add(part.shape.selections))
    }
}
