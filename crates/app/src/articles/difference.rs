//! What differs between revisions: field by field, and block by block.

use masthead_domain::body::{Block, Body};
use masthead_persistence::manuscripts::{ContentOf, Manuscript};

use super::{
    edit::lookup,
    form::{ArticleForm, Fields},
};
use crate::{Difference, Result, resources::Key};

/// The members of an article as JSON, its body included.
fn members(manuscript: &Manuscript) -> Fields {
    let mut fields = ArticleForm::of(&manuscript.identity, &manuscript.content).fields();
    let blocks = serde_json::to_value(&manuscript.content.body).unwrap_or_default();
    fields.insert("body".to_owned(), blocks);
    fields
}

/// The names of the members that differ, and what happened to the stage.
pub(super) fn fields(before: &Manuscript, after: &Manuscript) -> Vec<String> {
    let (before_fields, after_fields) = (members(before), members(after));
    let mut names: Vec<String> = after_fields
        .iter()
        .filter(|(name, value)| before_fields.get(*name) != Some(value))
        .map(|(n, _)| n.clone())
        .collect();
    let (was, is) = (&before.identity, &after.identity);
    let others = [
        ("stage", was.stage != is.stage),
        ("plan", was.plan != is.plan),
        ("embargoUntil", was.embargo_until != is.embargo_until),
        ("review", was.review != is.review),
        ("corrections", was.corrections != is.corrections),
        ("owner", was.owner != is.owner),
    ];
    names.extend(others.iter().filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned()));
    names
}

/// What stands between the revision that a change was made for, and the latest: for every member that differs on either side.
pub(super) async fn since(
    connection: &impl masthead_persistence::Connection,
    current: &Manuscript,
    expected: i32,
    patch: Option<&Fields>,
) -> Result<Vec<Difference>> {
    let now = members(current);
    let base = if (1..current.revision).contains(&expected) {
        let key = Key::Id(current.identity.id.uuid());
        let then = lookup(connection, &key, ContentOf::Revision(expected)).await?;
        let mut base = members(&then);
        // What is not part of a revision is not known as it was.
        for name in ["slug", "translationSet", "alternativeIds"] {
            base.remove(name);
        }
        Some(base)
    } else {
        None
    };
    let mut differences = Vec::new();
    for (name, value) in &now {
        let before = base.as_ref().and_then(|base| base.get(name));
        let yours = patch.and_then(|patch| patch.get(name));
        let moved = before.is_some_and(|before| before != value);
        if moved || yours.is_some_and(|yours| yours != value) {
            differences.push(Difference {
                field: format!("/{name}"),
                base: before.cloned(),
                current: Some(value.clone()),
                yours: yours.cloned(),
            });
        }
    }
    Ok(differences)
}

/// What happened to a block between two revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
    /// It stands elsewhere.
    Moved,
}

/// A block that differs between two revisions.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockDifference {
    /// The block's id.
    pub id: String,
    /// What happened to it.
    pub change: BlockChange,
    /// The block as it was.
    pub from: Option<Block>,
    /// The block as it is.
    pub to: Option<Block>,
}

/// What two revisions have different.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The earlier one's number.
    pub from: i32,
    /// The later one's number.
    pub to: i32,
    /// Members but the body: `base` is the one's, `current` the other's.
    pub fields: Vec<Difference>,
    /// Blocks of the body, in the order in which they stand in the later one; removed ones last.
    pub blocks: Vec<BlockDifference>,
}

/// Compares two states of an article.
pub(super) fn compare(from: &Manuscript, to: &Manuscript) -> Comparison {
    let (before, after) =
        (ArticleForm::of(&from.identity, &from.content).fields(), ArticleForm::of(&to.identity, &to.content).fields());
    let differs = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    let fields = differs.map(|(name, value)| Difference {
        field: format!("/{name}"),
        base: before.get(name).cloned(),
        current: Some(value.clone()),
        yours: None,
    });
    Comparison {
        from: from.content_revision,
        to: to.content_revision,
        fields: fields.collect(),
        blocks: blocks(&from.content.body, &to.content.body),
    }
}

fn blocks(from: &Body, to: &Body) -> Vec<BlockDifference> {
    let find = |body: &Body, id: &str| body.blocks.iter().position(|block| block.id() == id);
    // Blocks that both have, in the order of each: where the two orders part, something moved.
    let kept_from: Vec<&str> = from.blocks.iter().map(Block::id).filter(|id| find(to, id).is_some()).collect();
    let kept_to: Vec<&str> = to.blocks.iter().map(Block::id).filter(|id| find(from, id).is_some()).collect();
    let mut found = Vec::new();
    for block in &to.blocks {
        let id = block.id().to_owned();
        let Some(at) = find(from, &id) else {
            found.push(BlockDifference { id, change: BlockChange::Added, from: None, to: Some(block.clone()) });
            continue;
        };
        let before = &from.blocks[at];
        let place = |ids: &[&str]| ids.iter().position(|other| *other == id);
        let change = if before != block {
            BlockChange::Changed
        } else if place(&kept_from) != place(&kept_to) {
            BlockChange::Moved
        } else {
            continue;
        };
        found.push(BlockDifference { id, change, from: Some(before.clone()), to: Some(block.clone()) });
    }
    let gone = from.blocks.iter().filter(|block| find(to, block.id()).is_none());
    found.extend(gone.map(|block| BlockDifference {
        id: block.id().to_owned(),
        change: BlockChange::Removed,
        from: Some(block.clone()),
        to: None,
    }));
    found
}
