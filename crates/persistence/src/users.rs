//! Users, and the sections that they are editors of.

use masthead_domain::{
    id::Id,
    page::{End, PageRequest},
    section::Section,
    time::Instant,
    user::{User, UserRole},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    sql::{Sql, insert_many},
};

/// A user with what nobody else is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The user.
    pub user: User,
    /// The hash of the password, if there is one.
    pub password_hash: Option<String>,
    /// Who they are to the identity provider that vouches for them.
    pub subject: Option<String>,
}

/// One user and one of their sections; those without sections have one row.
#[derive(FromQueryResult)]
pub(crate) struct Row {
    id: Uuid,
    email: Option<String>,
    name: String,
    role: String,
    password_hash: Option<String>,
    issuer: Option<String>,
    subject: Option<String>,
    disabled_at: Option<i64>,
    created_at: i64,
    revision: i32,
    section_id: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// The columns of a [`Row`].
pub(crate) const COLUMNS: &str = "u.id, u.email, u.name, u.role, u.password_hash, u.issuer, u.subject, u.disabled_at, u.created_at, \
    u.revision, s.section_id";

fn select() -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(COLUMNS).push(" FROM users u LEFT JOIN user_sections s ON s.user_id = u.id WHERE ");
    sql
}

/// Rows that belong together are neighbours, or there is only one user.
pub(crate) fn accounts(rows: Vec<Row>) -> Result<Vec<Account>> {
    let mut found: Vec<Account> = Vec::new();
    for row in rows {
        let section = row.section_id.map(Id::new);
        match found.last_mut() {
            Some(last) if last.user.id.uuid() == row.id => last.user.sections.extend(section),
            _ => {
                let role = UserRole::parse(&row.role).ok_or_else(|| Error::stored("users.role", &row.role))?;
                let user = User {
                    id: Id::new(row.id),
                    email: row.email,
                    name: row.name,
                    role,
                    sections: section.into_iter().collect(),
                    issuer: row.issuer,
                    disabled_at: row.disabled_at.map(Instant::from_micros),
                    created_at: Instant::from_micros(row.created_at),
                    revision: row.revision,
                };
                found.push(Account { user, password_hash: row.password_hash, subject: row.subject });
            }
        }
    }
    Ok(found)
}

async fn one(connection: &impl ConnectionTrait, mut sql: Sql) -> Result<Option<Account>> {
    sql.push(" ORDER BY s.section_id");
    Ok(accounts(sql.all::<Row>(connection).await?)?.into_iter().next())
}

/// A user.
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait, id: Id<User>) -> Result<Option<Account>> {
    let mut sql = select();
    sql.push("u.id = ").bind(id.uuid());
    one(connection, sql).await
}

/// The user with this address, in its normal form.
///
/// # Errors
/// What the database says.
pub async fn by_email(connection: &impl ConnectionTrait, email: &str) -> Result<Option<Account>> {
    let mut sql = select();
    sql.push("u.email = ").bind(email);
    one(connection, sql).await
}

/// The user whom an identity provider calls this.
///
/// # Errors
/// What the database says.
pub async fn by_subject(connection: &impl ConnectionTrait, issuer: &str, subject: &str) -> Result<Option<Account>> {
    let mut sql = select();
    sql.push("u.issuer = ").bind(issuer).push(" AND u.subject = ").bind(subject);
    one(connection, sql).await
}

/// The user, if this session of theirs has not ended.
///
/// # Errors
/// What the database says.
pub async fn in_session(connection: &impl ConnectionTrait, id: Id<User>, family: Uuid) -> Result<Option<Account>> {
    let mut sql = select();
    sql.push("u.id = ").bind(id.uuid());
    sql.push(" AND EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.family = ").bind(family);
    sql.push(" AND t.user_id = u.id AND t.revoked_at IS NULL)");
    one(connection, sql).await
}

/// One more than a page holds, in the order of ids, which is the order they were made in.
///
/// # Errors
/// What the database says.
pub async fn page(connection: &impl ConnectionTrait, request: &PageRequest<Uuid>) -> Result<Vec<User>> {
    let (direction, beyond) = match request.end {
        End::Start => ("ASC", " > "),
        End::Finish => ("DESC", " < "),
    };
    let mut sql = select();
    sql.push("u.id IN (SELECT id FROM users");
    if let Some(from) = request.from {
        sql.push(" WHERE id").push(beyond).bind(from);
    }
    sql.push(" ORDER BY id ").push(direction).push(" LIMIT ").bind(i64::from(request.limit) + 1);
    sql.push(") ORDER BY u.id ").push(direction).push(", s.section_id");
    Ok(accounts(sql.all::<Row>(connection).await?)?.into_iter().map(|account| account.user).collect())
}

/// How many there are.
///
/// # Errors
/// What the database says.
pub async fn count(connection: &impl ConnectionTrait) -> Result<u64> {
    let row = Sql::new("SELECT COUNT(*) AS count FROM users").one::<Count>(connection).await?;
    Ok(row.and_then(|row| row.count.try_into().ok()).unwrap_or(0))
}

/// Is there an administrator besides this user who can sign in?
///
/// # Errors
/// What the database says.
pub async fn has_other_admin(connection: &impl ConnectionTrait, id: Id<User>) -> Result<bool> {
    let mut sql =
        Sql::new("SELECT COUNT(*) AS count FROM users WHERE role = 'admin' AND disabled_at IS NULL AND id <> ");
    sql.bind(id.uuid());
    Ok(sql.one::<Count>(connection).await?.is_some_and(|row| row.count > 0))
}

/// Keeps a new user.
///
/// # Errors
/// [`Error::Taken`] when another user has the address.
pub async fn insert(tx: &Tx, account: &Account) -> Result<()> {
    let Account { user, password_hash, subject } = account;
    let columns =
        ["id", "email", "name", "role", "password_hash", "issuer", "subject", "disabled_at", "created_at", "revision"];
    let row: Vec<Value> = vec![
        user.id.uuid().into(),
        user.email.clone().into(),
        user.name.clone().into(),
        user.role.as_str().into(),
        password_hash.clone().into(),
        user.issuer.clone().into(),
        subject.clone().into(),
        user.disabled_at.map(Instant::micros).into(),
        user.created_at.micros().into(),
        user.revision.into(),
    ];
    insert_many(tx, "users", &columns, vec![row]).await?;
    set_sections(tx, user.id, &user.sections).await
}

/// Keeps what changed of a user.
///
/// # Errors
/// [`Error::Taken`] when another user has the address.
pub async fn update(tx: &Tx, account: &Account) -> Result<()> {
    let Account { user, password_hash, .. } = account;
    let mut sql = Sql::new("UPDATE users SET email = ");
    sql.bind(user.email.clone()).push(", name = ").bind(user.name.clone());
    sql.push(", role = ").bind(user.role.as_str()).push(", password_hash = ").bind(password_hash.clone());
    sql.push(", disabled_at = ").bind(user.disabled_at.map(Instant::micros));
    sql.push(", revision = ").bind(user.revision).push(" WHERE id = ").bind(user.id.uuid());
    sql.run(tx).await?;
    let mut sql = Sql::new("DELETE FROM user_sections WHERE user_id = ");
    sql.bind(user.id.uuid());
    sql.run(tx).await?;
    set_sections(tx, user.id, &user.sections).await
}

/// Keeps another hash of the same password.
///
/// # Errors
/// What the database says.
pub async fn rehash(tx: &Tx, id: Id<User>, from: &str, to: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE users SET password_hash = ");
    sql.bind(to).push(" WHERE id = ").bind(id.uuid()).push(" AND password_hash = ").bind(from);
    sql.run(tx).await?;
    Ok(())
}

async fn set_sections(tx: &Tx, user: Id<User>, sections: &[Id<Section>]) -> Result<()> {
    let rows = sections.iter().map(|section| vec![user.uuid().into(), section.uuid().into()]).collect();
    insert_many(tx, "user_sections", &["user_id", "section_id"], rows).await
}
