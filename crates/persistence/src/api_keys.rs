//! API keys. Of a secret only its hash is kept.

use masthead_domain::{
    api_key::{ApiKey, Scope},
    id::Id,
    page::{End, PageRequest},
    time::Instant,
    user::User,
};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    sql::{Sql, insert_many},
    users::{self, Account},
};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    name: String,
    prefix: String,
    previous_until: Option<i64>,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
    revoked_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

impl TryFrom<Row> for ApiKey {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let scope = |text: &str| Scope::parse(text).ok_or_else(|| Error::stored("api_keys.scopes", text));
        Ok(Self {
            id: Id::new(row.id),
            user: Id::new(row.user_id),
            name: row.name,
            prefix: row.prefix,
            scopes: row.scopes.split_whitespace().map(scope).collect::<Result<_>>()?,
            previous_until: row.previous_until.map(Instant::from_micros),
            created_at: Instant::from_micros(row.created_at),
            expires_at: row.expires_at.map(Instant::from_micros),
            last_used_at: row.last_used_at.map(Instant::from_micros),
            revoked_at: row.revoked_at.map(Instant::from_micros),
        })
    }
}

const COLUMNS: [&str; 10] = [
    "id",
    "user_id",
    "name",
    "prefix",
    "previous_until",
    "scopes",
    "created_at",
    "expires_at",
    "last_used_at",
    "revoked_at",
];

fn select() -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(&COLUMNS.join(", ")).push(" FROM api_keys WHERE ");
    sql
}

/// A key.
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait, id: Id<ApiKey>) -> Result<Option<ApiKey>> {
    let mut sql = select();
    sql.push("id = ").bind(id.uuid());
    sql.one::<Row>(connection).await?.map(ApiKey::try_from).transpose()
}

/// A key, and its user as one row of theirs.
struct Owned {
    key: Row,
    user: users::Row,
}

impl FromQueryResult for Owned {
    fn from_query_result(row: &QueryResult, _: &str) -> std::result::Result<Self, DbErr> {
        Ok(Self { key: Row::from_query_result(row, "k_")?, user: users::Row::from_query_result(row, "")? })
    }
}

/// The key whose secret has this hash, or had it before a change that is not over yet, and whose it is.
///
/// # Errors
/// What the database says.
pub async fn by_hash(connection: &impl ConnectionTrait, hash: &str, now: Instant) -> Result<Option<(ApiKey, Account)>> {
    let mut sql = Sql::new("SELECT ");
    for column in COLUMNS {
        sql.push("k.").push(column).push(" AS k_").push(column).push(", ");
    }
    sql.push(users::COLUMNS).push(" FROM api_keys k JOIN users u ON u.id = k.user_id");
    sql.push(" LEFT JOIN user_sections s ON s.user_id = u.id WHERE k.hash = ").bind(hash);
    sql.push(" OR (k.previous_hash = ").bind(hash).push(" AND k.previous_until > ").bind(now.micros());
    // Two keys never have the same hash; if they had, the first would be it.
    sql.push(") ORDER BY k.id, s.section_id");
    let rows: Vec<Owned> = sql.all(connection).await?;
    let Some(id) = rows.first().map(|row| row.key.id) else { return Ok(None) };
    let (mut keys, users): (Vec<_>, Vec<_>) =
        rows.into_iter().filter(|row| row.key.id == id).map(|row| (row.key, row.user)).unzip();
    let key = keys.pop().map(ApiKey::try_from).transpose()?;
    Ok(key.zip(users::accounts(users)?.pop()))
}

/// One more than a page holds, in the order they were made in; of one user, or of all.
///
/// # Errors
/// What the database says.
pub async fn page(
    connection: &impl ConnectionTrait,
    user: Option<Id<User>>,
    request: &PageRequest<Uuid>,
) -> Result<Vec<ApiKey>> {
    let (direction, beyond) = match request.end {
        End::Start => ("ASC", " AND id > "),
        End::Finish => ("DESC", " AND id < "),
    };
    let mut sql = select();
    of(&mut sql, user);
    if let Some(from) = request.from {
        sql.push(beyond).bind(from);
    }
    sql.push(" ORDER BY id ").push(direction).push(" LIMIT ").bind(i64::from(request.limit) + 1);
    sql.all::<Row>(connection).await?.into_iter().map(ApiKey::try_from).collect()
}

fn of(sql: &mut Sql, user: Option<Id<User>>) {
    match user {
        Some(user) => sql.push("user_id = ").bind(user.uuid()),
        None => sql.push("1 = 1"),
    };
}

/// How many there are; of one user, or of all.
///
/// # Errors
/// What the database says.
pub async fn count(connection: &impl ConnectionTrait, user: Option<Id<User>>) -> Result<u64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS count FROM api_keys WHERE ");
    of(&mut sql, user);
    counted(connection, sql).await
}

/// How many of a user's keys work.
///
/// # Errors
/// What the database says.
pub async fn count_working(connection: &impl ConnectionTrait, user: Id<User>, now: Instant) -> Result<u64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS count FROM api_keys WHERE user_id = ");
    sql.bind(user.uuid()).push(" AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ");
    sql.bind(now.micros()).push(")");
    counted(connection, sql).await
}

async fn counted(connection: &impl ConnectionTrait, sql: Sql) -> Result<u64> {
    Ok(sql.one::<Count>(connection).await?.and_then(|row| row.count.try_into().ok()).unwrap_or(0))
}

/// Keeps a new key.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &Tx, key: &ApiKey, hash: &str) -> Result<()> {
    let columns = ["id", "user_id", "name", "prefix", "hash", "scopes", "created_at", "expires_at"];
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    let row = vec![
        key.id.uuid().into(),
        key.user.uuid().into(),
        key.name.clone().into(),
        key.prefix.clone().into(),
        hash.into(),
        scopes.join(" ").into(),
        key.created_at.micros().into(),
        key.expires_at.map(Instant::micros).into(),
    ];
    insert_many(tx, "api_keys", &columns, vec![row]).await
}

/// Gives a key another secret; the one that it had works until then.
///
/// # Errors
/// What the database says.
pub async fn rotate(tx: &Tx, id: Id<ApiKey>, prefix: &str, hash: &str, previous_until: Option<Instant>) -> Result<()> {
    // Both databases take the old values on the right-hand side.
    let mut sql = Sql::new("UPDATE api_keys SET previous_hash = ");
    match previous_until {
        Some(until) => sql.push("hash, previous_until = ").bind(until.micros()),
        None => sql.push("NULL, previous_until = NULL"),
    };
    sql.push(", prefix = ").bind(prefix).push(", hash = ").bind(hash).push(" WHERE id = ").bind(id.uuid());
    sql.run(tx).await?;
    Ok(())
}

/// A key does not work any more.
///
/// # Errors
/// What the database says.
pub async fn revoke(tx: &Tx, id: Id<ApiKey>, now: Instant) -> Result<()> {
    let mut sql = Sql::new("UPDATE api_keys SET revoked_at = ");
    sql.bind(now.micros()).push(" WHERE id = ").bind(id.uuid()).push(" AND revoked_at IS NULL");
    sql.run(tx).await?;
    Ok(())
}

/// Keys were used at these times; never goes back.
///
/// # Errors
/// What the database says.
pub async fn used(tx: &Tx, id: Id<ApiKey>, at: Instant) -> Result<()> {
    let mut sql = Sql::new("UPDATE api_keys SET last_used_at = ");
    sql.bind(at.micros()).push(" WHERE id = ").bind(id.uuid());
    sql.push(" AND (last_used_at IS NULL OR last_used_at < ").bind(at.micros()).push(")");
    sql.run(tx).await?;
    Ok(())
}
