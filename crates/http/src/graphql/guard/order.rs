//! The order in which fragments can be measured once each: the ones they spread come first.

use std::collections::HashMap;

use super::ast::{ExecutableDocument, Name, Pos, Selection, SelectionSet};
use super::refusal::Refusal;

/// The document's fragments, each behind those it spreads. Spreads of unknown fragments are left to
/// validation.
///
/// # Errors
/// [`Refusal::Cycle`] when a fragment spreads itself, used or not.
pub(super) fn order(document: &ExecutableDocument) -> Result<Vec<Name>, Refusal> {
    let mut fragments: Vec<_> = document.fragments.iter().collect();
    fragments.sort_unstable_by_key(|(_, fragment)| fragment.pos);
    let index: HashMap<&str, usize> = fragments.iter().enumerate().map(|(at, (name, _))| (name.as_str(), at)).collect();
    let spreads: Vec<Vec<(usize, Pos)>> = fragments
        .iter()
        .map(|(_, fragment)| {
            let mut found = Vec::new();
            collect(&fragment.node.selection_set.node, &index, &mut found);
            found
        })
        .collect();

    let mut visits = vec![Visit::New; fragments.len()];
    let mut ordered = Vec::with_capacity(fragments.len());
    // Depth first with a stack of our own: a chain of fragments must not become a chain of calls.
    for root in 0..fragments.len() {
        if visits[root] != Visit::New {
            continue;
        }
        visits[root] = Visit::Open;
        let mut path = vec![(root, 0)];
        while let Some((at, next)) = path.last_mut() {
            let Some(&(target, pos)) = spreads[*at].get(*next) else {
                visits[*at] = Visit::Done;
                ordered.push(fragments[*at].0.clone());
                path.pop();
                continue;
            };
            *next += 1;
            match visits[target] {
                Visit::Done => {}
                Visit::Open => return Err(Refusal::cycle(fragments[target].0, pos)),
                Visit::New => {
                    visits[target] = Visit::Open;
                    path.push((target, 0));
                }
            }
        }
    }
    Ok(ordered)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

fn collect(set: &SelectionSet, index: &HashMap<&str, usize>, found: &mut Vec<(usize, Pos)>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => collect(&field.node.selection_set.node, index, found),
            Selection::InlineFragment(inline) => {
                collect(&inline.node.selection_set.node, index, found);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(&target) = index.get(spread.node.fragment_name.node.as_str()) {
                    found.push((target, spread.pos));
                }
            }
        }
    }
}
