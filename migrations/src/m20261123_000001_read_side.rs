//! The model: the publication, its articles with revisions, the listings that every list walks along, and the event log.
//!
//! Instants are microseconds since the epoch. Members that are only read and written whole are JSON text.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r#"
CREATE TABLE site (
    id SMALLINT NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    url {text} NOT NULL,
    language {text} NOT NULL,
    timezone {text} NOT NULL,
    description {text},
    article_path {text} NOT NULL,
    navigation {text} NOT NULL,
    social_links {text} NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE assets (
    id {uuid} NOT NULL PRIMARY KEY,
    key {text} NOT NULL UNIQUE,
    url {text} NOT NULL,
    media_type {text},
    width INTEGER,
    height INTEGER,
    alt {text},
    caption {text},
    credit {text},
    updated_at BIGINT NOT NULL
);

CREATE TABLE sections (
    id {uuid} NOT NULL PRIMARY KEY,
    slug {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    description {text},
    parent_id {uuid} REFERENCES sections (id),
    position INTEGER NOT NULL,
    path {text} NOT NULL UNIQUE,
    sort_key {text} NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX sections_order ON sections (sort_key, id);
CREATE INDEX sections_parent ON sections (parent_id);

CREATE TABLE authors (
    id {uuid} NOT NULL PRIMARY KEY,
    slug {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    kind {text} NOT NULL,
    bio {text},
    portrait_id {uuid} REFERENCES assets (id),
    links {text} NOT NULL,
    sort_key {text} NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX authors_order ON authors (sort_key, id);
CREATE INDEX authors_portrait ON authors (portrait_id);

CREATE TABLE tags (
    id {uuid} NOT NULL PRIMARY KEY,
    slug {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    description {text},
    sort_key {text} NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX tags_order ON tags (sort_key, id);

CREATE TABLE series (
    id {uuid} NOT NULL PRIMARY KEY,
    slug {text} NOT NULL UNIQUE,
    title {text} NOT NULL,
    description {text},
    sort_key {text} NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX series_order ON series (sort_key, id);

CREATE TABLE articles (
    id {uuid} NOT NULL PRIMARY KEY,
    slug {text} NOT NULL UNIQUE,
    path {text} NOT NULL,
    stage {text} NOT NULL,
    publish_at BIGINT,
    first_published_at BIGINT,
    published_at BIGINT,
    updated_at BIGINT,
    withdrawn_at BIGINT,
    withdrawn_reason {text},
    translation_set {text},
    corrections {text} NOT NULL,
    revision_count INTEGER NOT NULL,
    latest_revision_id {uuid} NOT NULL,
    published_revision_id {uuid},
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX articles_path ON articles (path);
CREATE INDEX articles_publish_at ON articles (publish_at);
CREATE INDEX articles_translation_set ON articles (translation_set);
CREATE INDEX articles_published_revision ON articles (published_revision_id);

CREATE TABLE revisions (
    id {uuid} NOT NULL PRIMARY KEY,
    article_id {uuid} NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    headline {text} NOT NULL,
    kicker {text},
    standfirst {text},
    excerpt {text},
    teaser {text},
    language {text} NOT NULL,
    section_id {uuid} NOT NULL REFERENCES sections (id),
    series_id {uuid} REFERENCES series (id),
    series_part INTEGER,
    lead_asset_id {uuid} REFERENCES assets (id),
    lead_alt {text},
    lead_caption {text},
    byline_text {text},
    original_article_id {uuid} REFERENCES articles (id),
    original_elsewhere {text},
    canonical_url {text},
    seo {text} NOT NULL,
    word_count INTEGER NOT NULL,
    reading_minutes INTEGER NOT NULL,
    UNIQUE (article_id, number)
);
CREATE INDEX revisions_section ON revisions (section_id);
CREATE INDEX revisions_series ON revisions (series_id);
CREATE INDEX revisions_lead_asset ON revisions (lead_asset_id);
CREATE INDEX revisions_original ON revisions (original_article_id);

CREATE TABLE bodies (
    revision_id {uuid} NOT NULL PRIMARY KEY REFERENCES revisions (id) ON DELETE CASCADE,
    blocks {text} NOT NULL
);

CREATE TABLE revision_contributors (
    revision_id {uuid} NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
    position SMALLINT NOT NULL,
    author_id {uuid} NOT NULL REFERENCES authors (id),
    role SMALLINT NOT NULL,
    credited_as {text},
    PRIMARY KEY (revision_id, position)
) {clustered};
CREATE INDEX revision_contributors_author ON revision_contributors (author_id);

CREATE TABLE revision_tags (
    revision_id {uuid} NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
    position SMALLINT NOT NULL,
    tag_id {uuid} NOT NULL REFERENCES tags (id),
    PRIMARY KEY (revision_id, position)
) {clustered};
CREATE INDEX revision_tags_tag ON revision_tags (tag_id);

CREATE TABLE revision_related (
    revision_id {uuid} NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
    position SMALLINT NOT NULL,
    article_id {uuid} NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (revision_id, position)
) {clustered};
CREATE INDEX revision_related_article ON revision_related (article_id);

CREATE TABLE alternative_ids (
    scheme {text} NOT NULL,
    value {text} NOT NULL,
    article_id {uuid} NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (scheme, value)
) {clustered};
CREATE INDEX alternative_ids_article ON alternative_ids (article_id);

CREATE TABLE collections (
    id {uuid} NOT NULL PRIMARY KEY,
    slug {text} NOT NULL UNIQUE,
    title {text} NOT NULL,
    description {text},
    sort_key {text} NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX collections_order ON collections (sort_key, id);

CREATE TABLE collection_items (
    collection_id {uuid} NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    article_id {uuid} NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (collection_id, position)
) {clustered};
CREATE INDEX collection_items_article ON collection_items (article_id);

CREATE TABLE listings (
    facet SMALLINT NOT NULL,
    facet_id {uuid} NOT NULL,
    sort BIGINT NOT NULL,
    article_id {uuid} NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (facet, facet_id, sort, article_id)
) {clustered};
CREATE INDEX listings_article ON listings (article_id, facet, facet_id);

CREATE TABLE redirects (
    from_path {text} NOT NULL PRIMARY KEY,
    to_path {text},
    article_id {uuid} REFERENCES articles (id) ON DELETE CASCADE
);
CREATE INDEX redirects_article ON redirects (article_id);

CREATE TABLE events (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    action {text} NOT NULL,
    subject {text} NOT NULL,
    subject_id {uuid} NOT NULL
);

CREATE TABLE event_counter (
    id SMALLINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    public_seq BIGINT NOT NULL,
    public_at BIGINT NOT NULL
);
INSERT INTO event_counter (id, seq, public_seq, public_at) VALUES (1, 0, 0, 0)
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}
