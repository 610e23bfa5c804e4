//! Who made what, and what it is about: the relations of revisions, read for many at once.

use std::collections::HashMap;

use masthead_domain::{
    article::{AlternativeId, Article, Content, Contribution, Role},
    author::Author,
    id::Id,
    tag::Tag,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Error, Result, authors, named::group, sql::Sql};

/// The role with this stored number.
fn role(number: i16) -> Result<Role> {
    Role::from_number(number).ok_or_else(|| Error::stored("revision_contributors.role", number))
}

#[derive(FromQueryResult)]
struct CreditRow {
    revision_id: Uuid,
    role: i16,
    credited_as: Option<String>,
    #[sea_orm(nested)]
    author: authors::row::Model,
}

/// A contribution with its author.
#[derive(Debug, Clone, PartialEq)]
pub struct Credit {
    /// Who.
    pub author: Author,
    /// As what.
    pub role: Role,
    /// Under another name than the author's.
    pub credited_as: Option<String>,
}

/// The contributors of these revisions with their authors, in order.
///
/// # Errors
/// What the database says.
pub async fn credits(
    connection: &impl ConnectionTrait,
    revisions: &[Id<Content>],
) -> Result<HashMap<Id<Content>, Vec<Credit>>> {
    if revisions.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(
        "SELECT c.revision_id, c.role, c.credited_as, a.id, a.slug, a.name, a.kind, a.bio, a.portrait_id, a.links, \
         a.sort_key, a.revision, a.updated_at \
         FROM revision_contributors c JOIN authors a ON a.id = c.author_id WHERE c.revision_id IN ",
    );
    sql.bind_list(revisions.iter().map(|id| id.uuid())).push(" ORDER BY c.revision_id, c.position");
    let rows: Vec<CreditRow> = sql.all(connection).await?;
    let credits: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let credit = Credit { author: row.author.try_into()?, role: role(row.role)?, credited_as: row.credited_as };
            Ok((Id::new(row.revision_id), credit))
        })
        .collect::<Result<_>>()?;
    Ok(group(credits.into_iter()))
}

/// What manuscripts refer to, by revision and by article.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    /// Who made it, in order.
    pub(crate) contributors: HashMap<Uuid, Vec<Contribution>>,
    /// What it is about, in order.
    pub(crate) tags: HashMap<Uuid, Vec<Id<Tag>>>,
    /// What editors set beside it, in order, whatever its stage: for editors, never for readers.
    pub(crate) related: HashMap<Uuid, Vec<Id<Article>>>,
    /// The ids that the article had elsewhere, ordered by scheme and value.
    pub(crate) alternative_ids: HashMap<Uuid, Vec<AlternativeId>>,
}

/// One of them, whichever.
#[derive(FromQueryResult)]
struct RelationRow {
    kind: i32,
    owner: Uuid,
    target: Option<Uuid>,
    role: Option<i16>,
    scheme: Option<String>,
    text: Option<String>,
}

/// Everything that manuscripts refer to, in one statement: a write reads it twice.
///
/// # Errors
/// What the database says.
pub(crate) async fn relations(
    connection: &impl ConnectionTrait,
    revisions: &[Uuid],
    articles: &[Uuid],
) -> Result<Relations> {
    let mut found = Relations::default();
    if revisions.is_empty() {
        return Ok(found);
    }
    let mut sql = Sql::new(
        "SELECT 1 AS kind, revision_id AS owner, position, author_id AS target, role, NULL AS scheme, credited_as AS text \
         FROM revision_contributors WHERE revision_id IN ",
    );
    sql.bind_list(revisions.iter().copied());
    sql.push(
        " UNION ALL SELECT 2, revision_id, position, tag_id, NULL, NULL, NULL FROM revision_tags WHERE revision_id IN ",
    );
    sql.bind_list(revisions.iter().copied());
    sql.push(" UNION ALL SELECT 3, revision_id, position, article_id, NULL, NULL, NULL FROM revision_related ");
    sql.push("WHERE revision_id IN ").bind_list(revisions.iter().copied());
    sql.push(" UNION ALL SELECT 4, article_id, 0, NULL, NULL, scheme, value FROM alternative_ids WHERE article_id IN ");
    sql.bind_list(articles.iter().copied()).push(" ORDER BY 1, 2, 3, 6, 7");
    for row in sql.all::<RelationRow>(connection).await? {
        let missing = |column| Error::stored(column, "nothing where something must be");
        match row.kind {
            1 => {
                let author = Id::new(row.target.ok_or_else(|| missing("revision_contributors.author_id"))?);
                let role = role(row.role.ok_or_else(|| missing("revision_contributors.role"))?)?;
                let contribution = Contribution { author, role, credited_as: row.text };
                found.contributors.entry(row.owner).or_default().push(contribution);
            }
            2 => found.tags.entry(row.owner).or_default().extend(row.target.map(Id::new)),
            3 => found.related.entry(row.owner).or_default().extend(row.target.map(Id::new)),
            _ => {
                let id = row.scheme.zip(row.text).map(|(scheme, value)| AlternativeId { scheme, value });
                found.alternative_ids.entry(row.owner).or_default().extend(id);
            }
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct TagRow {
    revision_id: Uuid,
    id: Uuid,
    slug: String,
    name: String,
    description: Option<String>,
    revision: i32,
    updated_at: i64,
}

/// The tags of these revisions in full, in order, in one statement.
///
/// # Errors
/// What the database says.
pub async fn full_tags(
    connection: &impl ConnectionTrait,
    revisions: &[Id<Content>],
) -> Result<HashMap<Id<Content>, Vec<Tag>>> {
    if revisions.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(
        "SELECT rt.revision_id, t.id, t.slug, t.name, t.description, t.revision, t.updated_at \
         FROM revision_tags rt JOIN tags t ON t.id = rt.tag_id WHERE rt.revision_id IN ",
    );
    sql.bind_list(revisions.iter().map(|id| id.uuid())).push(" ORDER BY rt.revision_id, rt.position");
    let rows: Vec<TagRow> = sql.all(connection).await?;
    Ok(group(rows.into_iter().map(|row| {
        let tag = Tag {
            id: Id::new(row.id),
            slug: masthead_domain::slug::Slug::stored(row.slug),
            name: row.name,
            description: row.description,
            revision: row.revision,
            updated_at: masthead_domain::time::Instant::from_micros(row.updated_at),
        };
        (Id::new(row.revision_id), tag)
    })))
}
