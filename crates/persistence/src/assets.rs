//! Assets: pictures and files, and where their files are.

use masthead_domain::{
    asset::{Asset, Elsewhere, Source},
    file::FileHash,
    id::Id,
    page::{End, PageRequest},
    rendition::FocalPoint,
    time::Instant,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    files::{self, FileRow},
    sql::{Sql, insert_many},
};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    key: String,
    url: String,
    asset_media_type: Option<String>,
    width: Option<i32>,
    height: Option<i32>,
    filename: Option<String>,
    alt: Option<String>,
    decorative: bool,
    caption: Option<String>,
    credit: Option<String>,
    copyright: Option<String>,
    usage_terms: Option<String>,
    rights_expire_at: Option<i64>,
    focal_x: Option<i16>,
    focal_y: Option<i16>,
    revision: i32,
    updated_at: i64,
    hash: Option<String>,
    bytes: Option<i64>,
    media_type: Option<String>,
    details: Option<String>,
}

const SELECT: &str = "SELECT a.id, a.key, a.url, a.media_type AS asset_media_type, a.width, a.height, a.filename, a.alt, \
    a.decorative, a.caption, a.credit, a.copyright, a.usage_terms, a.rights_expire_at, a.focal_x, a.focal_y, a.revision, \
    a.updated_at, f.hash, f.bytes, f.media_type, f.details \
    FROM assets a LEFT JOIN files f ON f.hash = a.file_hash";

/// A number of pixels as it is stored.
fn pixels(stored: Option<i32>) -> Option<u32> {
    stored.and_then(|n| u32::try_from(n).ok())
}

impl TryFrom<Row> for Asset {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let source = match (row.hash, row.bytes, row.media_type, row.details) {
            (Some(hash), Some(bytes), Some(media_type), Some(details)) => {
                Source::Here(FileRow { hash, bytes, media_type, details }.try_into()?)
            }
            _ => Source::Elsewhere(Elsewhere {
                url: row.url.parse().map_err(|e| Error::stored("assets.url", e))?,
                media_type: row.asset_media_type,
                width: pixels(row.width),
                height: pixels(row.height),
            }),
        };
        let fetched_from = match &source {
            Source::Here(_) if !row.url.is_empty() => {
                Some(row.url.parse().map_err(|e| Error::stored("assets.url", e))?)
            }
            _ => None,
        };
        let part = |n: i16| u16::try_from(n).unwrap_or(0);
        Ok(Self {
            id: Id::new(row.id),
            key: row.key,
            source,
            fetched_from,
            filename: row.filename,
            alt: row.alt,
            decorative: row.decorative,
            caption: row.caption,
            credit: row.credit,
            copyright: row.copyright,
            usage_terms: row.usage_terms,
            rights_expire_at: row.rights_expire_at.map(Instant::from_micros),
            focal_point: row.focal_x.zip(row.focal_y).map(|(x, y)| FocalPoint { x: part(x), y: part(y) }),
            revision: row.revision,
            updated_at: Instant::from_micros(row.updated_at),
        })
    }
}

async fn all(connection: &impl ConnectionTrait, sql: Sql) -> Result<Vec<Asset>> {
    sql.all::<Row>(connection).await?.into_iter().map(TryInto::try_into).collect()
}

/// Those with one of these ids or one of these keys, in no particular order, whether or not the right to show them has ended.
///
/// # Errors
/// What the database says.
pub async fn find(connection: &impl ConnectionTrait, ids: &[Id<Asset>], keys: &[&str]) -> Result<Vec<Asset>> {
    find_where(connection, ids, keys, None).await
}

/// Those of them that readers may see: the right to show them has not ended.
///
/// # Errors
/// What the database says.
pub async fn find_public(
    connection: &impl ConnectionTrait,
    ids: &[Id<Asset>],
    keys: &[&str],
    now: Instant,
) -> Result<Vec<Asset>> {
    find_where(connection, ids, keys, Some(now)).await
}

async fn find_where(
    connection: &impl ConnectionTrait,
    ids: &[Id<Asset>],
    keys: &[&str],
    public_at: Option<Instant>,
) -> Result<Vec<Asset>> {
    if ids.is_empty() && keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(SELECT);
    sql.push(" WHERE (");
    if !ids.is_empty() {
        sql.push("a.id IN ").bind_list(ids.iter().map(|id| id.uuid()));
    }
    if !keys.is_empty() {
        sql.push(if ids.is_empty() { "" } else { " OR " });
        sql.push("a.key IN ").bind_list(keys.iter().copied());
    }
    sql.push(")");
    if let Some(now) = public_at {
        sql.push(" AND (a.rights_expire_at IS NULL OR a.rights_expire_at > ").bind(now.micros()).push(")");
    }
    all(connection, sql).await
}

/// Those whose files were fetched from one of these URLs, each with its URL, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn fetched_from(connection: &impl ConnectionTrait, urls: &[&str]) -> Result<Vec<Asset>> {
    if urls.is_empty() {
        return Ok(Vec::new());
    }
    // An index cannot hold URLs of any length; those that were fetched are few.
    let mut sql = Sql::new(SELECT);
    sql.push(" WHERE a.file_hash IS NOT NULL AND a.url IN ").bind_list(urls.iter().copied()).push(" ORDER BY a.id");
    all(connection, sql).await
}

/// Those after this key, in the order of keys.
///
/// # Errors
/// What the database says.
pub async fn after_key(connection: &impl ConnectionTrait, key: &str, limit: i64) -> Result<Vec<Asset>> {
    let mut sql = Sql::new(SELECT);
    sql.push(" WHERE a.key > ").bind(key).push(" ORDER BY a.key LIMIT ").bind(limit);
    all(connection, sql).await
}

/// Those whose file this is.
///
/// # Errors
/// What the database says.
pub async fn of_file(connection: &impl ConnectionTrait, hash: &FileHash) -> Result<Vec<Asset>> {
    let mut sql = Sql::new(SELECT);
    sql.push(" WHERE a.file_hash = ").bind(hash.as_str()).push(" ORDER BY a.id");
    all(connection, sql).await
}

/// Which assets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct AssetFilter {
    /// Those whose rights have ended by then.
    pub expired_at: Option<Instant>,
    /// Those whose rights have not ended by then.
    pub valid_at: Option<Instant>,
    /// Those whose rights end before then.
    pub expiring_before: Option<Instant>,
    /// Those that nothing refers to, or those that something does.
    pub used: Option<bool>,
}

/// What counts as a reference to an asset.
const USED: &str = "(EXISTS (SELECT 1 FROM revision_assets x WHERE x.asset_id = a.id) \
    OR EXISTS (SELECT 1 FROM authors p WHERE p.portrait_id = a.id))";

fn push_filter(sql: &mut Sql, filter: &AssetFilter) {
    sql.push(" WHERE 1 = 1");
    if let Some(now) = filter.expired_at {
        sql.push(" AND a.rights_expire_at <= ").bind(now.micros());
    }
    if let Some(now) = filter.valid_at {
        sql.push(" AND (a.rights_expire_at IS NULL OR a.rights_expire_at > ").bind(now.micros()).push(")");
    }
    if let Some(end) = filter.expiring_before {
        sql.push(" AND a.rights_expire_at < ").bind(end.micros());
    }
    if let Some(used) = filter.used {
        sql.push(if used { " AND " } else { " AND NOT " }).push(USED);
    }
}

/// One asset more than the page holds, the newest first (ids begin with their date), from the end that the page begins at.
///
/// # Errors
/// What the database says.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: &AssetFilter,
    request: &PageRequest<Uuid>,
) -> Result<Vec<(Uuid, Asset)>> {
    let mut sql = Sql::new(SELECT);
    push_filter(&mut sql, filter);
    let from_start = request.end == End::Start;
    if let Some(place) = request.from {
        sql.push(if from_start { " AND a.id < " } else { " AND a.id > " }).bind(place);
    }
    sql.push(if from_start { " ORDER BY a.id DESC LIMIT " } else { " ORDER BY a.id LIMIT " });
    sql.bind(i64::from(request.limit) + 1);
    Ok(all(connection, sql).await?.into_iter().map(|asset| (asset.id.uuid(), asset)).collect())
}

#[derive(FromQueryResult)]
struct CountRow {
    total: i64,
}

/// How many there are.
///
/// # Errors
/// What the database says.
pub async fn count(connection: &impl ConnectionTrait, filter: &AssetFilter) -> Result<u64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS total FROM assets a");
    push_filter(&mut sql, filter);
    let row = sql.one::<CountRow>(connection).await?;
    Ok(row.and_then(|row| u64::try_from(row.total).ok()).unwrap_or(0))
}

/// Those whose rights have ended without anybody having been told.
///
/// # Errors
/// What the database says.
pub async fn newly_expired(connection: &impl ConnectionTrait, now: Instant, limit: i64) -> Result<Vec<Asset>> {
    let mut sql = Sql::new(SELECT);
    sql.push(" WHERE a.expiry_told_at IS NULL AND a.rights_expire_at <= ").bind(now.micros());
    sql.push(" ORDER BY a.rights_expire_at, a.id LIMIT ").bind(limit);
    all(connection, sql).await
}

#[derive(FromQueryResult)]
struct NextRow {
    next: Option<i64>,
}

/// When the next rights end, as far as nobody has been told.
///
/// # Errors
/// What the database says.
pub async fn next_expiry(connection: &impl ConnectionTrait) -> Result<Option<Instant>> {
    let sql = Sql::new(
        "SELECT MIN(rights_expire_at) AS next FROM assets WHERE expiry_told_at IS NULL AND rights_expire_at IS NOT NULL",
    );
    Ok(sql.one::<NextRow>(connection).await?.and_then(|row| row.next).map(Instant::from_micros))
}

/// Remembers that the end of their rights was told.
///
/// # Errors
/// What the database says.
pub async fn told_expiry(tx: &Tx, assets: &[Id<Asset>], now: Instant) -> Result<()> {
    if assets.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE assets SET expiry_told_at = ");
    sql.bind(now.micros()).push(" WHERE id IN ").bind_list(assets.iter().map(|id| id.uuid()));
    sql.run(tx).await?;
    Ok(())
}

const COLUMNS: [&str; 19] = [
    "id",
    "key",
    "url",
    "media_type",
    "width",
    "height",
    "alt",
    "caption",
    "credit",
    "revision",
    "updated_at",
    "file_hash",
    "filename",
    "decorative",
    "copyright",
    "usage_terms",
    "rights_expire_at",
    "focal_x",
    "focal_y",
];

fn values(asset: &Asset) -> Vec<Value> {
    let pixels = |n: Option<u32>| n.and_then(|n| i32::try_from(n).ok());
    let part = |n: u16| i16::try_from(n).unwrap_or(i16::MAX);
    let (elsewhere, hash) = match &asset.source {
        Source::Elsewhere(elsewhere) => (Some(elsewhere), None),
        Source::Here(file) => (None, Some(file.hash.to_string())),
    };
    vec![
        asset.id.uuid().into(),
        asset.key.as_str().into(),
        // The column may not be null.
        elsewhere
            .map(|it| &it.url)
            .or(asset.fetched_from.as_ref())
            .map_or_else(String::new, ToString::to_string)
            .into(),
        elsewhere.and_then(|it| it.media_type.clone()).into(),
        pixels(elsewhere.and_then(|it| it.width)).into(),
        pixels(elsewhere.and_then(|it| it.height)).into(),
        asset.alt.clone().into(),
        asset.caption.clone().into(),
        asset.credit.clone().into(),
        asset.revision.into(),
        asset.updated_at.micros().into(),
        hash.into(),
        asset.filename.clone().into(),
        asset.decorative.into(),
        asset.copyright.clone().into(),
        asset.usage_terms.clone().into(),
        asset.rights_expire_at.map(Instant::micros).into(),
        asset.focal_point.map(|point| part(point.x)).into(),
        asset.focal_point.map(|point| part(point.y)).into(),
    ]
}

/// Keeps an asset. When its rights end is to be told anew if it has changed.
///
/// # Errors
/// [`Error::Taken`] when another asset has the key.
pub async fn save(tx: &Tx, asset: &Asset, before: Option<&Asset>) -> Result<()> {
    let Some(before) = before else {
        return insert_many(tx, "assets", &COLUMNS, vec![values(asset)]).await;
    };
    let mut sql = Sql::new("UPDATE assets SET ");
    if before.rights_expire_at != asset.rights_expire_at {
        sql.push("expiry_told_at = NULL, ");
    }
    for (place, (column, value)) in COLUMNS.iter().zip(values(asset)).enumerate().skip(1) {
        sql.push(if place > 1 { ", " } else { "" }).push(column).push(" = ").bind(value);
    }
    sql.push(" WHERE id = ").bind(asset.id.uuid());
    sql.run(tx).await?;
    Ok(())
}

/// Destroys an asset; its file goes with the next sweep if nothing else has it.
///
/// # Errors
/// [`Error::Reference`] when something still refers to it.
pub async fn delete(tx: &Tx, asset: &Asset, now: Instant) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM assets WHERE id = ");
    sql.bind(asset.id.uuid());
    sql.run(tx).await?;
    match asset.file() {
        Some(file) => files::touch(tx, &file.hash, now).await,
        None => Ok(()),
    }
}
