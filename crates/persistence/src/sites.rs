//! The publication: one row.

use masthead_domain::{
    event::ContentVersion,
    language::Language,
    site::{PathTemplate, Site},
    time::Instant,
};
use sea_orm::{ActiveValue::Set, FromQueryResult, entity::prelude::*};

use crate::{Error, Result, Tx, sql::Sql};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "site")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i16,
        pub name: String,
        pub url: String,
        pub language: String,
        pub timezone: String,
        pub description: Option<String>,
        pub article_path: String,
        pub navigation: String,
        pub social_links: String,
        pub revision: i32,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// There is one publication in a database.
const ONLY: i16 = 1;

impl TryFrom<row::Model> for Site {
    type Error = Error;
    fn try_from(row: row::Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            url: row.url.parse().map_err(|e| Error::stored("site.url", e))?,
            language: Language::stored(row.language),
            timezone: row.timezone,
            description: row.description,
            article_path: PathTemplate::parse(&row.article_path).map_err(|e| Error::stored("site.article_path", e))?,
            navigation: serde_json::from_str(&row.navigation).map_err(|e| Error::stored("site.navigation", e))?,
            social_links: serde_json::from_str(&row.social_links).map_err(|e| Error::stored("site.social_links", e))?,
            revision: row.revision,
            updated_at: Instant::from_micros(row.updated_at),
        })
    }
}

/// The publication, if it has been told.
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait) -> Result<Option<Site>> {
    row::Entity::find_by_id(ONLY).one(connection).await?.map(Site::try_from).transpose()
}

/// Keeps the publication.
///
/// # Errors
/// What the database says.
pub async fn save(tx: &Tx, site: &Site, is_new: bool) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(ONLY),
        name: Set(site.name.clone()),
        url: Set(site.url.to_string()),
        language: Set(site.language.to_string()),
        timezone: Set(site.timezone.clone()),
        description: Set(site.description.clone()),
        article_path: Set(site.article_path.as_str().to_owned()),
        navigation: Set(crate::named::json(&site.navigation)?),
        social_links: Set(crate::named::json(&site.social_links)?),
        revision: Set(site.revision),
        updated_at: Set(site.updated_at.micros()),
    };
    crate::named::write::<row::Entity>(tx, row, is_new).await
}

/// How far the event log has come, and the publication: what almost every request begins with, in one statement.
///
/// # Errors
/// What the database says.
pub async fn current(connection: &impl ConnectionTrait) -> Result<(ContentVersion, Option<Site>)> {
    let sql = Sql::new(
        "SELECT c.public_seq AS seq, c.public_at AS at, c.log, s.id, s.name, s.url, s.language, s.timezone, s.description, s.article_path, s.navigation, \
         s.social_links, s.revision, s.updated_at FROM event_counter c LEFT JOIN site s ON s.id = 1 WHERE c.id = 1",
    );
    let Some(row) = sql.one::<CurrentRow>(connection).await? else {
        return Err(Error::Unreadable("the event counter is missing".to_owned()));
    };
    let version = ContentVersion { seq: row.seq, at: Instant::from_micros(row.at), log: row.log };
    Ok((version, row.site.map(Site::try_from).transpose()?))
}

#[derive(FromQueryResult)]
struct CurrentRow {
    seq: i64,
    at: i64,
    log: i64,
    #[sea_orm(nested)]
    site: Option<row::Model>,
}
