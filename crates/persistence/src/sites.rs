//! The publication: one row.

use masthead_domain::{
    language::Language,
    site::{PathTemplate, Site},
    time::Instant,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::{Error, Result, Tx};

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
        updated_at: Set(site.updated_at.micros()),
    };
    crate::named::write::<row::Entity>(tx, row, is_new).await
}
