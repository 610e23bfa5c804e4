//! Who made what, and what it is about: the relations of revisions, read for many at once.

use std::collections::HashMap;

use masthead_domain::{
    article::{Article, Content, Contribution, Role},
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

#[derive(FromQueryResult)]
struct ContributionRow {
    revision_id: Uuid,
    author_id: Uuid,
    role: i16,
    credited_as: Option<String>,
}

/// The contributors of these revisions, in order.
///
/// # Errors
/// What the database says.
pub async fn contributions(
    connection: &impl ConnectionTrait,
    revisions: &[Id<Content>],
) -> Result<HashMap<Id<Content>, Vec<Contribution>>> {
    let mut sql =
        Sql::new("SELECT revision_id, author_id, role, credited_as FROM revision_contributors WHERE revision_id IN ");
    sql.bind_list(revisions.iter().map(|id| id.uuid())).push(" ORDER BY revision_id, position");
    let rows: Vec<ContributionRow> = sql.all(connection).await?;
    let contributions: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let author = Id::new(row.author_id);
            let contribution = Contribution { author, role: role(row.role)?, credited_as: row.credited_as };
            Ok((Id::new(row.revision_id), contribution))
        })
        .collect::<Result<_>>()?;
    Ok(group(contributions.into_iter()))
}

#[derive(FromQueryResult)]
struct LinkRow {
    owner: Uuid,
    target: Uuid,
}

async fn links(connection: &impl ConnectionTrait, select: &str, owners: &[Uuid], order: &str) -> Result<Vec<LinkRow>> {
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(select);
    sql.bind_list(owners.iter().copied()).push(order);
    sql.all(connection).await
}

/// The tags of these revisions, in order.
///
/// # Errors
/// What the database says.
pub async fn tags(
    connection: &impl ConnectionTrait,
    revisions: &[Id<Content>],
) -> Result<HashMap<Id<Content>, Vec<Id<Tag>>>> {
    let select = "SELECT revision_id AS owner, tag_id AS target FROM revision_tags WHERE revision_id IN ";
    let owners: Vec<Uuid> = revisions.iter().map(|id| id.uuid()).collect();
    let rows = links(connection, select, &owners, " ORDER BY revision_id, position").await?;
    Ok(group(rows.into_iter().map(|row| (Id::new(row.owner), Id::new(row.target)))))
}

/// What editors set beside the articles of these revisions, in order, whatever its stage: for editors, never for readers.
///
/// # Errors
/// What the database says.
pub async fn related(
    connection: &impl ConnectionTrait,
    revisions: &[Id<Content>],
) -> Result<HashMap<Id<Content>, Vec<Id<Article>>>> {
    let select = "SELECT revision_id AS owner, article_id AS target FROM revision_related WHERE revision_id IN ";
    let owners: Vec<Uuid> = revisions.iter().map(|id| id.uuid()).collect();
    let rows = links(connection, select, &owners, " ORDER BY revision_id, position").await?;
    Ok(group(rows.into_iter().map(|row| (Id::new(row.owner), Id::new(row.target)))))
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
