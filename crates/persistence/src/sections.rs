//! Sections, and the tree they form.

use masthead_domain::{id::Id, section::Section, slug::Slug, time::Instant};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, entity::prelude::ColumnTrait};

use crate::{Error, Result, Tx, named, sql::Sql};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sections")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub slug: String,
        pub name: String,
        pub description: Option<String>,
        pub parent_id: Option<Uuid>,
        pub position: i32,
        pub path: String,
        pub sort_key: String,
        pub revision: i32,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Section {
    type Error = Error;
    fn try_from(row: row::Model) -> Result<Self> {
        Ok(Self {
            id: Id::new(row.id),
            slug: Slug::stored(row.slug),
            name: row.name,
            description: row.description,
            parent: row.parent_id.map(Id::new),
            position: row.position,
            path: row.path,
            revision: row.revision,
            updated_at: Instant::from_micros(row.updated_at),
        })
    }
}

named::named!(Section);

/// These sections and everything that they lie within.
///
/// # Errors
/// What the database says.
pub async fn with_ancestors(connection: &impl ConnectionTrait, ids: &[Id<Section>]) -> Result<Vec<Section>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // A path names everything above it, so one look at the table finds the whole line; no LIKE: `_` may stand in a slug.
    let mut sql = Sql::new(
        "SELECT DISTINCT up.* FROM sections s JOIN sections up ON up.id = s.id \
         OR substr(s.path, 1, length(up.path) + 1) = up.path || '/' WHERE s.id IN ",
    );
    sql.bind_list(ids.iter().map(|id| id.uuid()));
    sql.all::<row::Model>(connection).await?.into_iter().map(TryInto::try_into).collect()
}

/// Those that lie directly within one of these, in order.
///
/// # Errors
/// What the database says.
pub async fn children(connection: &impl ConnectionTrait, of: &[Id<Section>]) -> Result<Vec<Section>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let select = row::Entity::find().filter(row::Column::ParentId.is_in(of.iter().map(|id| id.uuid())));
    let rows = select.order_by_asc(row::Column::SortKey).order_by_asc(row::Column::Id).all(connection).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Those that lie within nothing, in order.
///
/// # Errors
/// What the database says.
pub async fn top(connection: &impl ConnectionTrait, limit: u64) -> Result<Vec<Section>> {
    use sea_orm::QuerySelect;
    let select = row::Entity::find().filter(row::Column::ParentId.is_null()).limit(limit);
    let rows = select.order_by_asc(row::Column::SortKey).order_by_asc(row::Column::Id).all(connection).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The section with this path.
///
/// # Errors
/// What the database says.
pub async fn by_path(connection: &impl ConnectionTrait, path: &str) -> Result<Option<Section>> {
    let found = row::Entity::find().filter(row::Column::Path.eq(path)).one(connection).await?;
    found.map(TryInto::try_into).transpose()
}

/// The sections that a path lies within, whether there is one at the path or not.
///
/// # Errors
/// What the database says.
pub async fn around(connection: &impl ConnectionTrait, path: &str) -> Result<Vec<Section>> {
    let up = path.match_indices('/').map(|(at, _)| &path[..at]).filter(|up| !up.is_empty());
    let rows = row::Entity::find().filter(row::Column::Path.is_in(up)).all(connection).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Every section that lies anywhere below this path.
///
/// # Errors
/// What the database says.
pub async fn below(connection: &impl ConnectionTrait, path: &str) -> Result<Vec<Section>> {
    let mut sql = Sql::new("SELECT * FROM sections WHERE substr(path, 1, length(");
    sql.bind(path).push(") + 1) = ").bind(format!("{path}/"));
    sql.all::<row::Model>(connection).await?.into_iter().map(TryInto::try_into).collect()
}

/// Takes along everything below a section that has moved: the paths follow.
///
/// # Errors
/// What the database says.
pub async fn move_below(tx: &Tx, from: &str, to: &str, now: Instant) -> Result<()> {
    let mut sql = Sql::new("UPDATE sections SET path = ");
    sql.bind(to).push(" || substr(path, length(").bind(from).push(") + 1), revision = revision + 1, updated_at = ");
    sql.bind(now.micros()).push(" WHERE substr(path, 1, length(").bind(from).push(") + 1) = ");
    sql.bind(format!("{from}/"));
    sql.run(tx).await?;
    Ok(())
}

/// Keeps a section. `sort_key` is its place among the others.
///
/// # Errors
/// [`Error::Taken`] when another section has the slug.
pub async fn save(tx: &Tx, section: &Section, sort_key: String, is_new: bool) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(section.id.uuid()),
        slug: Set(section.slug.to_string()),
        name: Set(section.name.clone()),
        description: Set(section.description.clone()),
        parent_id: Set(section.parent.map(Id::uuid)),
        position: Set(section.position),
        path: Set(section.path.clone()),
        sort_key: Set(sort_key),
        revision: Set(section.revision),
        updated_at: Set(section.updated_at.micros()),
    };
    named::write::<row::Entity>(tx, row, is_new).await
}
