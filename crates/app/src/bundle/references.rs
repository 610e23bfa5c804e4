//! What the articles of a bundle refer to.

use std::collections::{HashMap, HashSet};

use masthead_domain::{
    article::Article, asset::Asset, author::Author, id::Id, section::Section, series::Series, slug::Slug, tag::Tag,
};
use masthead_persistence::{Tx, assets, authors, manuscripts, sections, series, tags};

use super::article::{ArticleLine, original_slug};
use crate::Result;

/// Everything that the articles of a group refer to, found in a handful of statements.
pub(super) struct References {
    pub(super) sections: HashMap<Slug, Section>,
    /// The sections, and what they lie within.
    pub(super) lines: Vec<Section>,
    pub(super) authors: HashMap<Slug, Id<Author>>,
    pub(super) tags: HashMap<Slug, Id<Tag>>,
    pub(super) series: HashMap<Slug, Id<Series>>,
    pub(super) assets: HashMap<String, Id<Asset>>,
    pub(super) articles: HashMap<String, Id<Article>>,
}

impl References {
    pub(super) async fn find(tx: &Tx, lines: &[ArticleLine]) -> Result<Self> {
        let records = || lines.iter().map(|line| &line.record);
        let slugs = |of: HashSet<&'_ Slug>| -> Vec<String> { of.into_iter().map(|s| s.to_string()).collect() };
        fn borrowed(of: &[String]) -> Vec<&str> {
            of.iter().map(String::as_str).collect()
        }
        let wanted = slugs(records().map(|r| &r.section).collect());
        let sections = sections::by_slugs(tx, &borrowed(&wanted)).await?;
        let section_ids: Vec<_> = sections.iter().map(|section| section.id).collect();
        let lines_of_sections = sections::with_ancestors(tx, &section_ids).await?;
        let wanted = slugs(records().flat_map(|r| &r.contributors).map(|c| &c.author).collect());
        let authors = authors::by_slugs(tx, &borrowed(&wanted)).await?;
        let wanted = slugs(records().flat_map(|r| &r.tags).collect());
        let tags = tags::by_slugs(tx, &borrowed(&wanted)).await?;
        let wanted = slugs(records().filter_map(|r| r.series.as_ref()).map(|s| &s.slug).collect());
        let series = series::by_slugs(tx, &borrowed(&wanted)).await?;
        let leads = records().filter_map(|r| r.lead_image.as_ref()).map(|lead| lead.asset.as_str());
        let keys: HashSet<&str> = leads.chain(lines.iter().flat_map(|line| line.body.asset_keys())).collect();
        let assets = assets::find(tx, &[], &keys.into_iter().collect::<Vec<_>>()).await?;
        let originals = records().filter_map(|r| original_slug(r));
        let wanted = slugs(records().flat_map(|r| &r.related).chain(originals).collect());
        let articles = manuscripts::ids_by_slugs(tx, &borrowed(&wanted)).await?;
        Ok(Self {
            sections: sections.into_iter().map(|s| (s.slug.clone(), s)).collect(),
            lines: lines_of_sections,
            authors: authors.into_iter().map(|a| (a.slug, a.id)).collect(),
            tags: tags.into_iter().map(|t| (t.slug, t.id)).collect(),
            series: series.into_iter().map(|s| (s.slug, s.id)).collect(),
            assets: assets.into_iter().map(|a| (a.key, a.id)).collect(),
            articles: articles.into_iter().collect(),
        })
    }
}
