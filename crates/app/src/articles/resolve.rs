//! From a form to content: what it refers to is found, and everything that is wrong is said at once.

use std::{collections::HashMap, hash::Hash};

use masthead_domain::{
    article::{Article, Content, Contribution, LeadImage, Original, SeriesPart},
    asset::Asset,
    author::Author,
    body::Body,
    error::Violation,
    id::Id,
    language::Language,
    section::Section,
    series::Series,
    tag::Tag,
};
use masthead_markup::{Note, Options, Parsed, html, markdown, sanitise_blocks};
use masthead_persistence::{Tx, assets, authors, manuscripts, sections, series, tags};

use super::form::{ArticleForm, BodyForm};
use crate::{Cx, Error, Result, resources::Key};

/// Ids by the names that a form uses: ids or slugs.
type Names<T> = HashMap<String, Id<T>>;

/// What a form refers to.
struct References {
    sections: Names<Section>,
    authors: Names<Author>,
    tags: Names<Tag>,
    series: Names<Series>,
    articles: Names<Article>,
    assets: Vec<Asset>,
}

/// Ids and slugs apart.
fn split<T>(names: &[&str]) -> (Vec<Id<T>>, Vec<String>) {
    let mut ids = Vec::new();
    let mut slugs = Vec::new();
    for name in names {
        match Key::parse(name) {
            Key::Id(id) => ids.push(Id::new(id)),
            // PostgreSQL cannot even be asked about U+0000.
            Key::Slug(slug) if slug.contains('\0') => {}
            Key::Slug(slug) => slugs.push(slug),
        }
    }
    (ids, slugs)
}

macro_rules! named {
    ($tx:expr, $names:expr, $table:ident) => {{
        let (ids, slugs) = split($names);
        let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
        let by_id = if ids.is_empty() { Vec::new() } else { $table::by_ids($tx, &ids).await? };
        let by_slug = if slugs.is_empty() { Vec::new() } else { $table::by_slugs($tx, &slugs).await? };
        let by_id = by_id.into_iter().map(|found| (found.id.to_string(), found.id));
        by_id.chain(by_slug.into_iter().map(|found| (found.slug.to_string(), found.id))).collect()
    }};
}

async fn articles(tx: &Tx, names: &[&str]) -> Result<Names<Article>> {
    let (ids, slugs) = split(names);
    let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
    let by_id = manuscripts::slugs_by_ids(tx, &ids).await?;
    let by_slug = manuscripts::ids_by_slugs(tx, &slugs).await?;
    Ok(by_id.into_iter().map(|(id, _)| (id.to_string(), id)).chain(by_slug).collect())
}

/// One spelling for ids: a form may write them in capitals.
fn find<T>(names: &Names<T>, name: &str) -> Option<Id<T>>
where
    Id<T>: Copy + Eq + Hash,
{
    match Key::parse(name) {
        Key::Id(id) => names.get(&Id::<T>::new(id).to_string()).copied(),
        Key::Slug(slug) => names.get(&slug).copied(),
    }
}

impl References {
    async fn find(tx: &Tx, form: &ArticleForm, body: &Body) -> Result<Self> {
        let of_assets = form.lead_image.iter().map(|lead| lead.asset.as_str()).chain(body.asset_keys());
        let (asset_ids, keys) = split::<Asset>(&of_assets.collect::<Vec<_>>());
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let section: Vec<&str> = form.section.as_deref().into_iter().collect();
        let contributors: Vec<&str> = form.contributors.iter().map(|c| c.author.as_str()).collect();
        let tags: Vec<&str> = form.tags.iter().map(String::as_str).collect();
        let part: Vec<&str> = form.series.iter().map(|s| s.series.as_str()).collect();
        let original = form.translation_of.iter().filter_map(|original| original.article.as_deref());
        let others: Vec<&str> = form.related.iter().map(String::as_str).chain(original).collect();
        Ok(Self {
            sections: named!(tx, &section, sections),
            authors: named!(tx, &contributors, authors),
            tags: named!(tx, &tags, tags),
            series: named!(tx, &part, series),
            articles: articles(tx, &others).await?,
            assets: assets::find(tx, &asset_ids, &keys).await?,
        })
    }

    fn asset(&self, name: &str) -> Option<Id<Asset>> {
        let found = self.assets.iter().find(|asset| match Key::parse(name) {
            Key::Id(id) => asset.id.uuid() == id,
            Key::Slug(key) => asset.key == key,
        });
        found.map(|asset| asset.id)
    }
}

/// A form's body in canonical form, and what was changed on the way; nothing when the form has none.
///
/// # Errors
/// [`Error::Invalid`] for blocks that break rules.
pub(super) async fn read_body(
    cx: &Cx,
    form: &mut ArticleForm,
    language: &Language,
) -> Result<Option<(Body, Vec<Note>)>> {
    match form.body.take() {
        Some(body) => Ok(Some(read_text(cx, body, language).await?)),
        None => Ok(None),
    }
}

/// A text in canonical form, and what was changed on the way.
///
/// # Errors
/// [`Error::Invalid`] for blocks that break rules.
pub(crate) async fn read_text(cx: &Cx, body: BodyForm, language: &Language) -> Result<(Body, Vec<Note>)> {
    let embed_hosts = cx.settings().embed_hosts.clone();
    let options = Options { embed_hosts, language: language.to_string(), ..Options::default() };
    // Long texts take their time, and that time is not the other requests'.
    let reading = tokio::task::spawn_blocking(move || match body {
        BodyForm::Html(text) => Ok(html::parse(&text, &options)),
        BodyForm::Markdown(text) => Ok(markdown::parse(&text, &options)),
        BodyForm::Blocks(mut body) => {
            let violations = body.check();
            if violations.is_empty() {
                let notes = sanitise_blocks(&mut body, &options);
                return Ok(Parsed { body, notes });
            }
            let at =
                |v: masthead_domain::body::Violation| Violation::new(format!("/body{}", v.path), v.code, v.message);
            Err(Error::invalid(violations.into_iter().map(at).collect()))
        }
    });
    let Parsed { body, notes } = reading.await.map_err(Error::internal)??;
    let violations = body.check();
    let at = |v: masthead_domain::body::Violation| Violation::new(format!("/body{}", v.path), v.code, v.message);
    Error::unless_none(violations.into_iter().map(at).collect())?;
    Ok((body, notes))
}

/// The content that a form describes.
///
/// # Errors
/// [`Error::Invalid`], which lists everything that refers to nothing or breaks a rule of content.
pub(super) async fn content(
    tx: &Tx,
    form: &ArticleForm,
    body: Body,
    language: Language,
    itself: Option<Id<Article>>,
) -> Result<Content> {
    let references = References::find(tx, form, &body).await?;
    let mut violations = Vec::new();
    let mut missing = |field: String, what: &str, name: &str| {
        violations.push(Violation::new(field, "unknown_reference", format!("there is no {what} {name:?}")));
    };
    let section = form.section.as_deref().and_then(|name| find(&references.sections, name));
    if let (Some(name), None) = (&form.section, section) {
        missing("/section".to_owned(), "section", name);
    }
    let mut contributors = Vec::with_capacity(form.contributors.len());
    for (place, contributor) in form.contributors.iter().enumerate() {
        match find(&references.authors, &contributor.author) {
            Some(author) => contributors.push(Contribution {
                author,
                role: contributor.role,
                credited_as: contributor.credited_as.clone(),
            }),
            None => missing(format!("/contributors/{place}/author"), "author", &contributor.author),
        }
    }
    let mut tags = Vec::with_capacity(form.tags.len());
    for (place, name) in form.tags.iter().enumerate() {
        match find(&references.tags, name) {
            Some(tag) => tags.push(tag),
            None => missing(format!("/tags/{place}"), "tag", name),
        }
    }
    let mut related = Vec::with_capacity(form.related.len());
    for (place, name) in form.related.iter().enumerate() {
        match find(&references.articles, name) {
            Some(article) if Some(article) != itself => related.push(article),
            Some(_) => missing(format!("/related/{place}"), "other article", name),
            None => missing(format!("/related/{place}"), "article", name),
        }
    }
    let mut series = None;
    if let Some(part) = &form.series {
        match find(&references.series, &part.series) {
            Some(id) => series = Some(SeriesPart { series: id, part: part.part }),
            None => missing("/series/series".to_owned(), "series", &part.series),
        }
    }
    let mut lead_image = None;
    if let Some(lead) = &form.lead_image {
        match references.asset(&lead.asset) {
            Some(asset) => {
                lead_image = Some(LeadImage { asset, alt: lead.alt.clone(), caption: lead.caption.clone() });
            }
            None => missing("/leadImage/asset".to_owned(), "asset", &lead.asset),
        }
    }
    for key in body.asset_keys() {
        // Bodies are read by key, so that a text stays readable outside of this database.
        if references.assets.iter().all(|asset| asset.key != key) {
            missing("/body".to_owned(), "asset", key);
        }
    }
    let mut translation_of = None;
    if let Some(original) = &form.translation_of {
        match original.elsewhere() {
            Ok(Some(elsewhere)) => translation_of = Some(Original::Elsewhere(elsewhere)),
            Ok(None) => {
                let name = original.article.as_deref().unwrap_or_default();
                match find(&references.articles, name).filter(|id| Some(*id) != itself) {
                    Some(article) => translation_of = Some(Original::Here(article)),
                    None => missing("/translationOf/article".to_owned(), "other article", name),
                }
            }
            Err(violation) => violations.push(violation),
        }
    }
    if form.section.is_none() {
        violations.push(Violation::new("/section", "required", "the section that it is filed under, by id or slug"));
    }
    let content = Content {
        kind: form.kind,
        headline: form.headline.clone(),
        kicker: form.kicker.clone(),
        standfirst: form.standfirst.clone(),
        excerpt: form.excerpt.clone(),
        language,
        // Without one, the violation above keeps this from being seen.
        section: section.unwrap_or_else(|| Id::new(uuid::Uuid::nil())),
        series,
        lead_image,
        byline_text: form.byline_text.clone(),
        contributors,
        tags,
        related,
        translation_of,
        canonical_url: form.canonical_url.clone(),
        seo: form.seo.clone(),
        body,
    };
    violations.extend(masthead_domain::article::check_content(&content));
    Error::unless_none(violations)?;
    Ok(content)
}
