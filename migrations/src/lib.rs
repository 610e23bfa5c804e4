//! How the schema grew: one migration per change, in one code for SQLite and PostgreSQL.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod dialect;
mod m20261123_000001_read_side;
mod m20261124_000001_editorial;
mod m20261124_000002_accounts;
mod m20261124_000003_structure;
mod m20261124_023504_import_references;
mod m20261125_144100_media;
mod m20261125_182000_changes;
mod m20261125_182000_positions;
mod m20261125_190000_search;
mod m20261125_200000_posts;
mod m20261125_200000_reads;
mod m20261125_230000_log_identity;
mod m20261126_020000_rare_references;
mod m20261126_050000_cache_tags;
mod m20261126_130000_told;
mod m20261126_170000_search_seasons;

/// Every migration, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_read_side::Migration),
            Box::new(m20261124_000001_editorial::Migration),
            Box::new(m20261124_000002_accounts::Migration),
            Box::new(m20261124_000003_structure::Migration),
            Box::new(m20261124_023504_import_references::Migration),
            Box::new(m20261125_144100_media::Migration),
            Box::new(m20261125_182000_positions::Migration),
            Box::new(m20261125_182000_changes::Migration),
            Box::new(m20261125_190000_search::Migration),
            Box::new(m20261125_200000_posts::Migration),
            Box::new(m20261125_200000_reads::Migration),
            Box::new(m20261125_230000_log_identity::Migration),
            Box::new(m20261126_020000_rare_references::Migration),
            Box::new(m20261126_050000_cache_tags::Migration),
            Box::new(m20261126_130000_told::Migration),
            Box::new(m20261126_170000_search_seasons::Migration),
        ]
    }
}
