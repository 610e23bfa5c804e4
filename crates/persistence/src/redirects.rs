//! Redirects: paths that have moved.

use masthead_domain::{
    article::Article,
    id::Id,
    page::{End, PageRequest},
    redirect::{Redirect, RedirectTarget},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{
    Result, Tx, named,
    sql::{Sql, insert_many_or},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "redirects")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_path: String,
        pub to_path: Option<String>,
        pub article_id: Option<Uuid>,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<row::Model> for Redirect {
    fn from(row: row::Model) -> Self {
        let to = match row.article_id {
            Some(article) => RedirectTarget::Article(Id::new(article)),
            None => RedirectTarget::Path(row.to_path.unwrap_or_else(|| "/".to_owned())),
        };
        Self { from: row.from_path, to, revision: row.revision }
    }
}

/// The redirects from these paths, in no particular order.
///
/// # Errors
/// What the database says.
pub async fn by_paths(connection: &impl ConnectionTrait, paths: &[&str]) -> Result<Vec<Redirect>> {
    let values = paths.iter().map(|path| (*path).into());
    let rows = named::by::<row::Entity>(connection, row::Column::FromPath, values).await?;
    Ok(rows.into_iter().map(Redirect::from).collect())
}

/// Those after this path, in the order of paths.
///
/// # Errors
/// What the database says.
pub async fn after_path(connection: &impl ConnectionTrait, path: &str, limit: u64) -> Result<Vec<Redirect>> {
    let select = row::Entity::find().filter(row::Column::FromPath.gt(path)).order_by_asc(row::Column::FromPath);
    Ok(select.limit(limit).all(connection).await?.into_iter().map(Redirect::from).collect())
}

/// Where a redirect stands among the others: they are listed by path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathPlace(pub String);

/// One redirect more than the page holds, in the order of paths.
///
/// # Errors
/// What the database says.
pub async fn page(
    connection: &impl ConnectionTrait,
    page: &PageRequest<PathPlace>,
) -> Result<Vec<(PathPlace, Redirect)>> {
    let column = row::Column::FromPath;
    let forwards = page.end == End::Start;
    let mut select = row::Entity::find();
    if let Some(PathPlace(from)) = &page.from {
        select = select.filter(if forwards { column.gt(from) } else { column.lt(from) });
    }
    select = if forwards { select.order_by_asc(column) } else { select.order_by_desc(column) };
    let rows = select.limit(u64::from(page.limit) + 1).all(connection).await?;
    Ok(rows.into_iter().map(|row| (PathPlace(row.from_path.clone()), row.into())).collect())
}

/// How many there are.
///
/// # Errors
/// What the database says.
pub async fn count(connection: &impl ConnectionTrait) -> Result<u64> {
    Ok(row::Entity::find().count(connection).await?)
}

/// Keeps a redirect.
///
/// # Errors
/// What the database says.
pub async fn save(tx: &Tx, redirect: &Redirect, is_new: bool) -> Result<()> {
    tx.redirected([redirect.from.as_str()]);
    let (to_path, article_id) = columns(&redirect.to);
    let row = row::ActiveModel {
        from_path: Set(redirect.from.clone()),
        to_path: Set(to_path),
        article_id: Set(article_id),
        revision: Set(redirect.revision),
    };
    named::write::<row::Entity>(tx, row, is_new).await
}

fn columns(to: &RedirectTarget) -> (Option<String>, Option<Uuid>) {
    match to {
        RedirectTarget::Path(path) => (Some(path.clone()), None),
        RedirectTarget::Article(id) => (None, Some(id.uuid())),
    }
}

/// Keeps a redirect, whatever led from its path before.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &Tx, redirect: &Redirect) -> Result<()> {
    put_all(tx, [(redirect.from.as_str(), &redirect.to)]).await
}

/// Keeps redirects, whatever led from their paths before. No path may come twice.
///
/// # Errors
/// What the database says.
pub async fn put_all<'a>(tx: &Tx, moves: impl IntoIterator<Item = (&'a str, &'a RedirectTarget)>) -> Result<()> {
    let rows = moves.into_iter().map(|(from, to)| {
        tx.redirected([from]);
        let (to_path, article_id) = columns(to);
        vec![from.into(), to_path.into(), article_id.into()]
    });
    let instead = "ON CONFLICT (from_path) DO UPDATE SET to_path = excluded.to_path, article_id = excluded.article_id, \
        revision = redirects.revision + 1";
    insert_many_or(tx, "redirects", &["from_path", "to_path", "article_id"], rows.collect(), instead).await
}

/// Where something was, and where it is: what led to the old path leads to the new place, so that no link takes two steps.
///
/// # Errors
/// What the database says.
pub async fn lead_on(tx: &Tx, moves: &[(&str, &RedirectTarget)]) -> Result<()> {
    // A column of values has one type on PostgreSQL: paths and articles apart.
    let (paths, articles): (Vec<_>, Vec<_>) = moves.iter().partition(|(_, to)| matches!(to, RedirectTarget::Path(_)));
    for (moves, set) in [
        (paths, "UPDATE redirects SET to_path = moved.column2"),
        (articles, "UPDATE redirects SET to_path = NULL, article_id = moved.column2"),
    ] {
        if moves.is_empty() {
            continue;
        }
        let mut sql = Sql::new(set);
        sql.push(", revision = revision + 1 FROM (VALUES ");
        sql.bind_rows(moves.into_iter().map(|(from, to)| {
            let to = match to {
                RedirectTarget::Path(path) => path.as_str().into(),
                RedirectTarget::Article(id) => id.uuid().into(),
            };
            [(*from).into(), to]
        }));
        sql.push(") AS moved WHERE redirects.to_path = moved.column1 RETURNING from_path");
        written(tx, sql).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct WrittenRow {
    from_path: String,
}

/// Runs a statement that returns the paths whose redirects it wrote, and remembers them.
async fn written(tx: &Tx, sql: Sql) -> Result<()> {
    let rows: Vec<WrittenRow> = sql.all(tx).await?;
    tx.redirected(rows.iter().map(|row| row.from_path.as_str()));
    Ok(())
}

/// The redirects to an article go with it.
pub(crate) async fn forget_article(tx: &Tx, article: Id<Article>) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM redirects WHERE article_id = ");
    sql.bind(article.uuid()).push(" RETURNING from_path");
    written(tx, sql).await
}

/// Nothing leads from this path any more.
///
/// # Errors
/// What the database says.
pub async fn delete(tx: &Tx, from: &str) -> Result<()> {
    delete_all(tx, &[from]).await
}

/// Nothing leads from these paths any more.
///
/// # Errors
/// What the database says.
pub async fn delete_all(tx: &Tx, from: &[&str]) -> Result<()> {
    if from.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("DELETE FROM redirects WHERE from_path IN ");
    sql.bind_list(from.iter().copied()).push(" RETURNING from_path");
    written(tx, sql).await
}

/// Nothing leads to this path any more: there is nothing there.
///
/// # Errors
/// What the database says.
pub async fn delete_leading_to(tx: &Tx, to: &str) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM redirects WHERE to_path = ");
    sql.bind(to).push(" RETURNING from_path");
    written(tx, sql).await
}

/// Nothing leads from those of these paths where an article is.
///
/// # Errors
/// What the database says.
pub async fn delete_where_articles_are(tx: &Tx, from: &[&str]) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM redirects WHERE from_path IN ");
    sql.bind_list(from.iter().copied());
    sql.push(" AND EXISTS (SELECT 1 FROM articles a WHERE a.path = redirects.from_path) RETURNING from_path");
    written(tx, sql).await
}
