//! Files that are kept here, their renditions, and uploads: what is known of them. The bytes lie in the store (`storage.rs`).

use std::collections::HashMap;

use masthead_domain::{
    file::{File, FileDetails, FileHash, Said, Upload},
    id::Id,
    time::Instant,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    named::json,
    sql::{Sql, insert_many, insert_many_or},
};

/// A file as it is stored.
#[derive(FromQueryResult)]
pub(crate) struct FileRow {
    pub(crate) hash: String,
    pub(crate) bytes: i64,
    pub(crate) media_type: String,
    pub(crate) details: String,
}

impl TryFrom<FileRow> for File {
    type Error = Error;
    fn try_from(row: FileRow) -> Result<Self> {
        Ok(Self {
            hash: row.hash.parse().map_err(|e| Error::stored("files.hash", e))?,
            bytes: row.bytes.unsigned_abs(),
            media_type: row.media_type,
            details: serde_json::from_str::<FileDetails>(&row.details)
                .map_err(|e| Error::stored("files.details", e))?,
        })
    }
}

/// A file by its hash.
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait, hash: &FileHash) -> Result<Option<File>> {
    let mut sql = Sql::new("SELECT hash, bytes, media_type, details FROM files WHERE hash = ");
    sql.bind(hash.as_str());
    sql.one::<FileRow>(connection).await?.map(TryInto::try_into).transpose()
}

/// Says that the bytes of a file are about to be put into the store: from now on the sweep leaves it alone for a while. Returns false
/// while it is being swept; then its bytes may go at any moment, and it is to be tried again.
///
/// # Errors
/// What the database says.
pub async fn reserve(tx: &Tx, file: &File, now: Instant) -> Result<bool> {
    let columns = ["hash", "bytes", "media_type", "details", "touched_at", "prepare_at", "tries"];
    let row = vec![
        file.hash.as_str().into(),
        i64::try_from(file.bytes).unwrap_or(i64::MAX).into(),
        file.media_type.as_str().into(),
        json(&file.details)?.into(),
        now.micros().into(),
        None::<i64>.into(),
        0_i32.into(),
    ];
    let instead = "ON CONFLICT (hash) DO NOTHING";
    insert_many_or(tx, "files", &columns, vec![row], instead).await?;
    let mut sql = Sql::new("UPDATE files SET touched_at = ");
    sql.bind(now.micros()).push(" WHERE swept_at IS NULL AND hash = ").bind(file.hash.as_str());
    Ok(sql.run(tx).await? > 0)
}

/// Gives a file time again until it is swept, if nothing has it.
///
/// # Errors
/// What the database says.
pub async fn touch(tx: &Tx, hash: &FileHash, now: Instant) -> Result<()> {
    let mut sql = Sql::new("UPDATE files SET touched_at = ");
    sql.bind(now.micros()).push(" WHERE hash = ").bind(hash.as_str());
    sql.run(tx).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct HashRow {
    hash: String,
}

/// Begins to sweep: marks files that neither an asset nor an upload has, and that nobody has touched since, and returns them with those
/// that an earlier sweep has marked and not finished.
///
/// # Errors
/// What the database says.
pub async fn begin_sweep(tx: &Tx, before: Instant, now: Instant, limit: i64) -> Result<Vec<FileHash>> {
    let mut sql = Sql::new("UPDATE files SET swept_at = ");
    sql.bind(now.micros()).push(" WHERE swept_at IS NULL AND touched_at < ").bind(before.micros());
    sql.push(" AND NOT EXISTS (SELECT 1 FROM assets a WHERE a.file_hash = files.hash)");
    sql.push(" AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.hash = files.hash)");
    sql.run(tx).await?;
    let mut sql = Sql::new("SELECT hash FROM files WHERE swept_at IS NOT NULL ORDER BY hash LIMIT ");
    sql.bind(limit);
    let rows: Vec<HashRow> = sql.all(tx).await?;
    rows.into_iter().map(|row| row.hash.parse().map_err(|e| Error::stored("files.hash", e))).collect()
}

/// Forgets a file whose bytes are gone.
///
/// # Errors
/// What the database says.
pub async fn end_sweep(tx: &Tx, hash: &FileHash) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM files WHERE swept_at IS NOT NULL AND hash = ");
    sql.bind(hash.as_str());
    sql.run(tx).await?;
    Ok(())
}

/// Are there files whose renditions are to be made ahead?
///
/// # Errors
/// What the database says.
pub async fn any_to_prepare(connection: &impl ConnectionTrait, now: Instant) -> Result<bool> {
    let mut sql = Sql::new("SELECT hash FROM files WHERE prepare_at <= ");
    sql.bind(now.micros()).push(" LIMIT 1");
    Ok(sql.one::<HashRow>(connection).await?.is_some())
}

/// A file whose renditions are to be made ahead; nobody else gets it before `until`.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &Tx, now: Instant, until: Instant) -> Result<Option<File>> {
    let mut sql = Sql::new("SELECT hash, bytes, media_type, details FROM files WHERE prepare_at <= ");
    sql.bind(now.micros()).push(" ORDER BY prepare_at, hash LIMIT 1");
    let Some(row) = sql.one::<FileRow>(tx).await? else { return Ok(None) };
    let mut sql = Sql::new("UPDATE files SET tries = tries + 1, prepare_at = ");
    sql.bind(until.micros()).push(" WHERE hash = ").bind(row.hash.as_str());
    sql.run(tx).await?;
    Ok(Some(row.try_into()?))
}

/// The renditions of a file were made ahead, or cannot be; unless they are to be made anew since they were claimed until then.
///
/// # Errors
/// What the database says.
pub async fn prepared(tx: &Tx, hash: &FileHash, claimed_until: Instant) -> Result<()> {
    let mut sql = Sql::new("UPDATE files SET prepare_at = NULL, tries = 0 WHERE hash = ");
    sql.bind(hash.as_str()).push(" AND prepare_at = ").bind(claimed_until.micros());
    sql.run(tx).await?;
    Ok(())
}

/// The renditions of a file are to be made ahead: it has just come, or its focal point is another one.
///
/// # Errors
/// What the database says.
pub async fn prepare(tx: &Tx, hash: &FileHash, now: Instant) -> Result<()> {
    let mut sql = Sql::new("UPDATE files SET tries = 0, prepare_at = ");
    sql.bind(now.micros()).push(" WHERE hash = ").bind(hash.as_str());
    sql.run(tx).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct TriesRow {
    tries: i32,
}

/// How often it was tried to make the renditions of a file ahead.
///
/// # Errors
/// What the database says.
pub async fn tries(connection: &impl ConnectionTrait, hash: &FileHash) -> Result<i32> {
    let mut sql = Sql::new("SELECT tries FROM files WHERE hash = ");
    sql.bind(hash.as_str());
    Ok(sql.one::<TriesRow>(connection).await?.map_or(0, |row| row.tries))
}

#[derive(FromQueryResult)]
struct RenditionRow {
    hash: String,
    name: String,
    bytes: i64,
}

/// The renditions of these files that have been made: their bytes by file and name.
///
/// # Errors
/// What the database says.
pub async fn renditions(
    connection: &impl ConnectionTrait,
    of: &[&FileHash],
) -> Result<HashMap<String, HashMap<String, u64>>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("SELECT hash, name, bytes FROM renditions WHERE hash IN ");
    sql.bind_list(of.iter().map(|hash| hash.as_str()));
    let mut found: HashMap<String, HashMap<String, u64>> = HashMap::new();
    for row in sql.all::<RenditionRow>(connection).await? {
        found.entry(row.hash).or_default().insert(row.name, row.bytes.unsigned_abs());
    }
    Ok(found)
}

/// Remembers renditions that were made, each by its name and its bytes.
///
/// # Errors
/// [`Error::Reference`] when the file is gone meanwhile.
pub async fn put_renditions(tx: &Tx, of: &FileHash, made: &[(String, u64)], now: Instant) -> Result<()> {
    let rows = made.iter().map(|(name, bytes)| {
        let bytes = i64::try_from(*bytes).unwrap_or(i64::MAX);
        vec![of.as_str().into(), name.as_str().into(), bytes.into(), now.micros().into()]
    });
    let columns = ["hash", "name", "bytes", "made_at"];
    insert_many_or(tx, "renditions", &columns, rows.collect(), "ON CONFLICT (hash, name) DO NOTHING").await
}

#[derive(FromQueryResult)]
struct UploadRow {
    id: Uuid,
    owner_id: Option<Uuid>,
    filename: Option<String>,
    said: Option<String>,
    created_at: i64,
    expires_at: i64,
    hash: Option<String>,
    bytes: Option<i64>,
    media_type: Option<String>,
    details: Option<String>,
}

impl TryFrom<UploadRow> for Upload {
    type Error = Error;
    fn try_from(row: UploadRow) -> Result<Self> {
        let arrived = match (row.hash, row.bytes, row.media_type, row.details) {
            (Some(hash), Some(bytes), Some(media_type), Some(details)) => {
                let said: Option<Said> = row
                    .said
                    .as_deref()
                    .map(serde_json::from_str)
                    .transpose()
                    .map_err(|e| Error::stored("uploads.said", e))?;
                Some((FileRow { hash, bytes, media_type, details }.try_into()?, said.unwrap_or_default()))
            }
            _ => None,
        };
        Ok(Self {
            id: Id::new(row.id),
            owner: row.owner_id.map(Id::new),
            filename: row.filename,
            arrived,
            created_at: Instant::from_micros(row.created_at),
            expires_at: Instant::from_micros(row.expires_at),
        })
    }
}

/// An upload.
///
/// # Errors
/// What the database says.
pub async fn upload(connection: &impl ConnectionTrait, id: Id<Upload>) -> Result<Option<Upload>> {
    let mut sql = Sql::new(
        "SELECT u.id, u.owner_id, u.filename, u.said, u.created_at, u.expires_at, f.hash, f.bytes, f.media_type, f.details \
         FROM uploads u LEFT JOIN files f ON f.hash = u.hash WHERE u.id = ",
    );
    sql.bind(id.uuid());
    sql.one::<UploadRow>(connection).await?.map(TryInto::try_into).transpose()
}

/// Keeps a new upload.
///
/// # Errors
/// What the database says.
pub async fn insert_upload(tx: &Tx, upload: &Upload) -> Result<()> {
    let columns = ["id", "owner_id", "filename", "hash", "said", "created_at", "expires_at"];
    let said = upload.arrived.as_ref().map(|(_, said)| json(said)).transpose()?;
    let row = vec![
        upload.id.uuid().into(),
        upload.owner.map(Id::uuid).into(),
        upload.filename.clone().into(),
        upload.arrived.as_ref().map(|(file, _)| file.hash.to_string()).into(),
        said.into(),
        upload.created_at.micros().into(),
        upload.expires_at.micros().into(),
    ];
    insert_many(tx, "uploads", &columns, vec![row]).await
}

/// The file of an upload has arrived. Returns whether the upload was still waiting for one.
///
/// # Errors
/// What the database says.
pub async fn arrived(tx: &Tx, id: Id<Upload>, file: &File, said: &Said) -> Result<bool> {
    let mut sql = Sql::new("UPDATE uploads SET hash = ");
    sql.bind(file.hash.as_str()).push(", said = ").bind(json(said)?);
    sql.push(" WHERE id = ").bind(id.uuid()).push(" AND hash IS NULL");
    Ok(sql.run(tx).await? > 0)
}

/// An asset was made of an upload, or nothing will be.
///
/// # Errors
/// What the database says.
pub async fn delete_upload(tx: &Tx, id: Id<Upload>) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM uploads WHERE id = ");
    sql.bind(id.uuid());
    sql.run(tx).await?;
    Ok(())
}

/// Forgets uploads of which no asset was made in time. How many went?
///
/// # Errors
/// What the database says.
pub async fn delete_expired_uploads(tx: &Tx, now: Instant) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM uploads WHERE expires_at <= ");
    sql.bind(now.micros());
    sql.run(tx).await
}
