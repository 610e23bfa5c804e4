//! Articles as posts.

use std::{
    collections::{HashMap, HashSet},
    io::Write,
};

use masthead_domain::{
    article::{Article, ArticleKind, StageName},
    body::{Block, Body, Heading, Mark, Paragraph, Picture, ResolvedPicture, Span},
    bundle::{ArticleRecord, BodyRecord, TranslationOfRecord},
    id::Id,
    redirect::{Redirect, RedirectTarget},
    site::Site,
    slug::Slug,
    time::Instant,
};
use masthead_persistence::{
    Snapshot, assets, authors, former_slugs, manuscripts::Manuscript, posts, redirects, series, since, tags,
};

use super::{
    Export, WordpressEvent,
    local::{Local, NEVER},
};
use crate::{
    Cx, Error, Result,
    assets::{AssetView, views},
    bundle, feeds,
};

/// Posts of live coverage read at once.
const AT_ONCE: i64 = 200;

/// The article that a redirect leads to.
pub(super) fn target(redirect: &Redirect) -> Option<Id<Article>> {
    match redirect.to {
        RedirectTarget::Article(id) => Some(id),
        RedirectTarget::Path(_) => None,
    }
}

/// The former name that a path says an article had: WordPress finds posts by the last part of a path.
pub(super) fn old_slug(path: &str, slug: &str) -> Option<String> {
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let is_name = last.parse::<Slug>().is_ok() && last != slug;
    is_name.then(|| last.to_owned())
}

/// What of an article is not in its record.
struct Rest {
    id: Id<Article>,
    path: String,
    created_at: Instant,
    changed_at: Instant,
}

/// What the articles of a batch name.
struct Named {
    authors: HashMap<Slug, String>,
    tags: HashMap<Slug, String>,
    series: HashMap<Slug, String>,
    assets: HashMap<String, AssetView>,
    formerly: HashMap<Id<Article>, Vec<String>>,
}

fn body_of(record: &ArticleRecord) -> Body {
    match &record.body {
        Some(BodyRecord::Blocks(body)) => body.clone(),
        _ => Body::default(),
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

impl<W: Write, R: FnMut(WordpressEvent<'_>)> Export<'_, W, R> {
    /// Writes some articles.
    pub(super) async fn some_posts(
        &mut self,
        cx: &Cx,
        db: &Snapshot,
        site: &Site,
        some: Vec<Manuscript>,
    ) -> Result<()> {
        let rest: Vec<Rest> = some
            .iter()
            .map(|it| Rest {
                id: it.identity.id,
                path: it.path.clone(),
                created_at: it.created_at,
                changed_at: it.changed_at,
            })
            .collect();
        let records = bundle::article_records(db, some).await?;
        let mut bodies: Vec<Body> = records.iter().map(body_of).collect();
        for ((record, rest), body) in records.iter().zip(&rest).zip(&mut bodies) {
            if record.kind == ArticleKind::Live {
                coverage(db, rest.id, body).await?;
            }
        }
        let named = named(cx, db, &records, &rest, &bodies).await?;
        for ((record, rest), body) in records.iter().zip(&rest).zip(bodies) {
            self.post(site, record, rest, body, &named)?;
        }
        Ok(())
    }

    fn post(&mut self, site: &Site, record: &ArticleRecord, rest: &Rest, mut body: Body, named: &Named) -> Result<()> {
        let number = self.number();
        let url = site.absolute(&rest.path);
        feeds::make_absolute(&mut body, &url);
        let resolve = |picture: &Picture| {
            let view = named.assets.get(picture.asset.as_deref()?)?;
            Some(ResolvedPicture {
                url: view.url.clone(),
                srcset: None,
                alt: view.asset.alt().map(str::to_owned),
                caption: view.asset.caption.clone(),
                credit: view.asset.credit.clone(),
                width: view.asset.width(),
                height: view.asset.height(),
            })
        };
        let html = body.html(&resolve);
        let stage = record.stage.unwrap_or(StageName::Draft);
        let status = match stage {
            StageName::Published => "publish",
            StageName::Scheduled => "future",
            // Readers do not get it back unawares, and its dates stay.
            StageName::Withdrawn => "private",
            StageName::Draft | StageName::Trashed => "draft",
        };
        let at = record.published_at.unwrap_or(rest.created_at);
        // What never was public gets its date when it is.
        let gmt = if record.published_at.is_some() { Local::gmt(at) } else { NEVER.to_owned() };
        let modified = record.updated_at.unwrap_or(rest.changed_at);
        let guid = record.alternative_ids.iter().find(|id| id.scheme.ends_with("guid"));
        let guid = guid.map_or_else(|| format!("urn:uuid:{}", rest.id), |id| id.value.clone());
        let creator = record.contributors.first().map_or("", |first| first.author.as_str());
        let (date, modified_date) = (self.local.date(at), self.local.date(modified));
        let xml = &mut self.xml;
        xml.open("item", &[])?;
        xml.data("title", &[], &record.headline)?;
        xml.text("link", &url)?;
        xml.text("pubDate", &at.utc().to_rfc2822())?;
        xml.data("dc:creator", &[], creator)?;
        xml.text_with("guid", &[("isPermaLink", "false")], &guid)?;
        xml.text("description", "")?;
        xml.data("content:encoded", &[], &html)?;
        let excerpt = record.excerpt.as_ref().or(record.standfirst.as_ref());
        xml.data("excerpt:encoded", &[], excerpt.map_or("", String::as_str))?;
        xml.text("wp:post_id", &number.to_string())?;
        xml.data("wp:post_date", &[], &date)?;
        xml.data("wp:post_date_gmt", &[], &gmt)?;
        xml.data("wp:post_modified", &[], &modified_date)?;
        xml.data("wp:post_modified_gmt", &[], &Local::gmt(modified))?;
        xml.data("wp:comment_status", &[], "closed")?;
        xml.data("wp:ping_status", &[], "closed")?;
        xml.data("wp:post_name", &[], &record.slug)?;
        xml.data("wp:status", &[], status)?;
        xml.text("wp:post_parent", "0")?;
        xml.text("wp:menu_order", "0")?;
        xml.data("wp:post_type", &[], "post")?;
        xml.data("wp:post_password", &[], "")?;
        xml.text("wp:is_sticky", "0")?;
        self.categories(record, named)?;
        self.metas(record, rest, named)?;
        self.xml.close("item")?;
        self.counts.posts += 1;
        self.done(&record.slug);
        self.outside_pictures(&body, number, at)
    }

    fn categories(&mut self, record: &ArticleRecord, named: &Named) -> Result<()> {
        let xml = &mut self.xml;
        let name = |names: &HashMap<Slug, String>, slug: &Slug| names.get(slug).cloned().unwrap_or(slug.to_string());
        let section = name(&self.sections, &record.section);
        xml.data("category", &[("domain", "category"), ("nicename", &record.section)], &section)?;
        for tag in &record.tags {
            xml.data("category", &[("domain", "post_tag"), ("nicename", tag)], &name(&named.tags, tag))?;
        }
        if let Some(part) = &record.series {
            let title = name(&named.series, &part.slug);
            xml.data("category", &[("domain", "series"), ("nicename", &part.slug)], &title)?;
        }
        let mut seen = HashSet::new();
        for contributor in record.contributors.iter().filter(|contributor| seen.insert(&contributor.author)) {
            let slug = &contributor.author;
            xml.data("category", &[("domain", "author"), ("nicename", &format!("cap-{slug}"))], slug)?;
        }
        Ok(())
    }

    fn metas(&mut self, record: &ArticleRecord, rest: &Rest, named: &Named) -> Result<()> {
        let thumbnail = record.lead_image.as_ref().and_then(|lead| self.numbers.get(&lead.asset)).copied();
        let xml = &mut self.xml;
        if let Some(number) = thumbnail {
            xml.meta("_thumbnail_id", &number.to_string())?;
        }
        if let Some(seo) = &record.seo {
            xml.meta_if("_yoast_wpseo_title", seo.title.as_deref())?;
            xml.meta_if("_yoast_wpseo_metadesc", seo.description.as_deref())?;
            if seo.noindex {
                xml.meta("_yoast_wpseo_meta-robots-noindex", "1")?;
            }
        }
        xml.meta_if("_yoast_wpseo_canonical", record.canonical_url.as_ref().map(url::Url::as_str))?;
        for slug in named.formerly.get(&rest.id).into_iter().flatten() {
            xml.meta("_wp_old_slug", slug)?;
        }
        xml.meta("_masthead_id", &rest.id.to_string())?;
        xml.meta("_masthead_language", record.language.as_deref().unwrap_or_default())?;
        xml.meta_if("_masthead_kicker", record.kicker.as_deref())?;
        xml.meta_if("_masthead_standfirst", record.standfirst.as_deref())?;
        xml.meta_if("_masthead_byline", record.byline_text.as_deref())?;
        xml.meta_if("_masthead_withdrawn_reason", record.withdrawn_reason.as_deref())?;
        xml.meta_if("_masthead_translation_set", record.translation_set.as_deref())?;
        match &record.translation_of {
            Some(TranslationOfRecord::Here(original)) => xml.meta("_masthead_translation_of", &original.article)?,
            Some(TranslationOfRecord::Elsewhere(original)) => {
                xml.meta("_masthead_translation_of", &json(original)?)?;
            }
            None => {}
        }
        if let Some(number) = record.series.as_ref().and_then(|part| part.part) {
            xml.meta("_series_part", &number.to_string())?;
        }
        if let Some(lead) = &record.lead_image {
            xml.meta_if("_masthead_lead_alt", lead.alt.as_deref())?;
            xml.meta_if("_masthead_lead_caption", lead.caption.as_deref())?;
        }
        if record.first_published_at != record.published_at {
            xml.meta_if("_masthead_first_published_at", record.first_published_at.map(|at| at.to_string()).as_deref())?;
        }
        if !record.contributors.is_empty() {
            let names = record.contributors.iter().map(|it| {
                let name = it.credited_as.as_ref().or_else(|| named.authors.get(&it.author));
                serde_json::json!({ "author": it.author, "name": name, "role": it.role })
            });
            xml.meta("_masthead_contributors", &json(&names.collect::<Vec<_>>())?)?;
        }
        if !record.corrections.is_empty() {
            xml.meta("_masthead_corrections", &json(&record.corrections)?)?;
        }
        if !record.related.is_empty() {
            xml.meta("_masthead_related", &json(&record.related)?)?;
        }
        if !record.alternative_ids.is_empty() {
            xml.meta("_masthead_alternative_ids", &json(&record.alternative_ids)?)?;
        }
        Ok(())
    }
}

/// Adds the posts of live coverage to its text, in the order in which they were added: WordPress has no posts of posts.
async fn coverage(db: &Snapshot, article: Id<Article>, body: &mut Body) -> Result<()> {
    let mut after = 0;
    loop {
        let some = posts::after(db, article, after, AT_ONCE).await?;
        let Some(last) = some.last().and_then(|post| post.seq) else { return Ok(()) };
        after = last;
        for post in some {
            if let Some(headline) = post.headline {
                let content = vec![Span::plain(headline)];
                body.blocks.push(Block::Heading(Heading { level: 3, content, ..Heading::default() }));
            }
            let text = post.posted_at.utc().format("%Y-%m-%d %H:%M UTC").to_string();
            let content = vec![Span { text, marks: vec![Mark::Emphasis] }];
            body.blocks.push(Block::Paragraph(Paragraph { content, ..Paragraph::default() }));
            body.blocks.extend(post.body.blocks);
        }
    }
}

/// Looks up what some articles name: one statement for each kind.
async fn named(cx: &Cx, db: &Snapshot, records: &[ArticleRecord], rest: &[Rest], bodies: &[Body]) -> Result<Named> {
    fn once<'a>(slugs: impl Iterator<Item = &'a Slug>) -> Vec<&'a str> {
        slugs.map(|slug| slug.as_str()).collect::<HashSet<_>>().into_iter().collect()
    }
    let slugs = once(records.iter().flat_map(|it| &it.contributors).map(|it| &it.author));
    let authors = authors::by_slugs(db, &slugs).await?.into_iter().map(|it| (it.slug, it.name)).collect();
    let slugs = once(records.iter().flat_map(|it| &it.tags));
    let tags = tags::by_slugs(db, &slugs).await?.into_iter().map(|it| (it.slug, it.name)).collect();
    let slugs = once(records.iter().filter_map(|it| it.series.as_ref()).map(|it| &it.slug));
    let series = series::by_slugs(db, &slugs).await?.into_iter().map(|it| (it.slug, it.title)).collect();
    let keys: HashSet<&str> = bodies.iter().flat_map(Body::asset_keys).collect();
    let mut found = HashMap::new();
    for some in keys.into_iter().collect::<Vec<_>>().chunks(1_000) {
        let shown = assets::find(db, &[], some).await?;
        found.extend(views(cx, shown, false).await?.into_iter().map(|view| (view.asset.key.clone(), view)));
    }
    let ids: Vec<Id<Article>> = rest.iter().map(|it| it.id).collect();
    let uuids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut formerly: HashMap<Id<Article>, Vec<String>> = HashMap::new();
    for (id, slug) in former_slugs::of(db, former_slugs::ARTICLE, &uuids).await? {
        formerly.entry(Id::new(id)).or_default().push(slug);
    }
    let slug_of: HashMap<_, _> = rest.iter().zip(records).map(|(rest, record)| (rest.id, &record.slug)).collect();
    let paths = since::redirects_to(db, &ids).await?;
    for some in paths.chunks(1_000) {
        let paths: Vec<&str> = some.iter().map(String::as_str).collect();
        for redirect in redirects::by_paths(db, &paths).await? {
            let Some(id) = target(&redirect) else { continue };
            let slug = slug_of.get(&id).and_then(|slug| old_slug(&redirect.from, slug));
            formerly.entry(id).or_default().extend(slug);
        }
    }
    for slugs in formerly.values_mut() {
        slugs.sort();
        slugs.dedup();
    }
    Ok(Named { authors, tags, series, assets: found, formerly })
}
