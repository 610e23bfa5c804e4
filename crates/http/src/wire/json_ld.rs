//! What search engines read: an article as JSON-LD of schema.org.

use masthead_app::{
    articles::{ArticleView, Credit, Include},
    assets::AssetView,
    paths,
    posts::PostView,
};
use masthead_domain::{
    article::{ArticleKind, Original, Role},
    author::{Author, AuthorKind},
    rendition::Crop,
    site::Site,
};
use serde_json::{Map, Value, json};

/// The shapes of the lead image that search engines ask for.
const CROPS: [Crop; 3] = [Crop::Square, Crop::Standard, Crop::Wide];

/// The longest headline that is made of a text, in characters.
const HEADLINE: usize = 110;

/// An article and its breadcrumbs, as a graph of schema.org.
pub(crate) struct JsonLd(Value);

/// Members of a thing, without those that have nothing to say.
fn thing(kind: &str, members: Value) -> Value {
    let mut all = Map::from_iter([("@type".to_owned(), Value::from(kind))]);
    if let Value::Object(members) = members {
        let is_something = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
        all.extend(members.into_iter().filter(|(_, value)| is_something(value)));
    }
    Value::Object(all)
}

impl JsonLd {
    /// What of an article must be gathered for it.
    #[must_use]
    pub(crate) fn needs(include: Include) -> Include {
        Include {
            contributors: true,
            tags: true,
            section: true,
            section_line: true,
            series: true,
            lead_image: true,
            translation_of: true,
            posts: true,
            ..include
        }
    }

    /// Of an article for which everything that it needs was gathered.
    pub(crate) fn of(view: &ArticleView) -> Self {
        Self(json!({ "@context": "https://schema.org", "@graph": [article(view), breadcrumbs(view)] }))
    }

    /// As text that may stand within a `script` element: whatever an editor writes, nothing of it ends the script or begins a comment.
    pub(crate) fn embeddable(&self) -> String {
        self.0.to_string().replace('<', "\\u003c")
    }
}

fn article(view: &ArticleView) -> Value {
    let it = &view.article;
    let url = view.url();
    let of = |role: Role| {
        let credits = view.credits.iter().filter(move |credit| credit.role == role);
        credits.map(|credit| author(credit, &view.site)).collect::<Vec<_>>()
    };
    // The vocabulary has no word for whoever took or drew the pictures of an article: their roles have names.
    let named = [Role::Photographer, Role::Illustrator].into_iter().flat_map(|role| {
        let name = if role == Role::Photographer { "photographer" } else { "illustrator" };
        of(role).into_iter().map(move |author| thing("Role", json!({ "roleName": name, "contributor": author })))
    });
    let contributors: Vec<Value> = of(Role::Contributor).into_iter().chain(named).collect();
    let keywords: Vec<&str> = view.tags.iter().map(|tag| tag.name.as_str()).collect();
    let corrections: Vec<Value> = it
        .corrections
        .iter()
        .map(|one| thing("CorrectionComment", json!({ "text": one.text, "datePublished": one.at.to_string() })))
        .collect();
    let is_live = it.kind == ArticleKind::Live;
    let updates: Vec<Value> = view.posts.iter().map(|post| update(post, &url)).collect();
    thing(
        if is_live { "LiveBlogPosting" } else { "NewsArticle" },
        json!({
            "coverageStartTime": is_live.then(|| it.dates.first_published_at.to_string()),
            "liveBlogUpdate": updates,
            "@id": format!("urn:uuid:{}", it.id),
            "url": url,
            "mainEntityOfPage": it.canonical_url.as_ref().map_or(url.as_str(), url::Url::as_str),
            "headline": it.headline,
            "alternativeHeadline": it.seo.title,
            "description": it.seo.description.as_ref().or(it.excerpt.as_ref()),
            "abstract": it.standfirst,
            "inLanguage": it.language.as_str(),
            "datePublished": it.dates.published_at.to_string(),
            "dateModified": it.dates.updated_at.to_string(),
            "author": of(Role::Author),
            "translator": of(Role::Translator),
            "editor": of(Role::Editor),
            "contributor": contributors,
            "publisher": publisher(&view.site),
            "image": images(view),
            "articleSection": view.section.as_ref().map(|section| &section.name),
            "keywords": keywords,
            "wordCount": it.word_count,
            "timeRequired": (it.reading_minutes > 0).then(|| format!("PT{}M", it.reading_minutes)),
            "isPartOf": view.series.as_ref().map(|series| {
                let url = view.site.absolute(&paths::series_path(series));
                thing("CreativeWorkSeries", json!({ "name": series.title, "url": url }))
            }),
            "position": it.series.and_then(|part| part.part),
            "translationOfWork": original(view),
            "correction": corrections,
        }),
    )
}

/// A post of live coverage.
fn update(view: &PostView, page: &str) -> Value {
    let post = &view.post;
    let authors: Vec<Value> = view.authors.iter().map(|it| person(it, &it.name, &view.site)).collect();
    let text = post.body.text();
    thing(
        "BlogPosting",
        json!({
            "@id": format!("urn:uuid:{}", post.id),
            "url": page,
            "headline": post.headline.clone().or_else(|| Some(post.body.excerpt(HEADLINE)).filter(|it| !it.is_empty())),
            "articleBody": Some(text).filter(|text| !text.is_empty()),
            "datePublished": post.posted_at.to_string(),
            "dateModified": post.updated_at.to_string(),
            "author": authors,
        }),
    )
}

fn author(credit: &Credit, site: &Site) -> Value {
    person(&credit.author, credit.credited_as.as_ref().unwrap_or(&credit.author.name), site)
}

/// An author under the name that readers see.
fn person(author: &Author, shown: &str, site: &Site) -> Value {
    let Author { kind, links, .. } = author;
    let kind = match kind {
        AuthorKind::Person => "Person",
        AuthorKind::Organization => "Organization",
    };
    let elsewhere: Vec<&str> = links.iter().map(|link| link.url.as_str()).collect();
    thing(
        kind,
        json!({
            "@id": format!("urn:uuid:{}", author.id),
            "name": shown,
            "url": site.absolute(&paths::author_path(author)),
            "sameAs": elsewhere,
        }),
    )
}

fn publisher(site: &Site) -> Value {
    let elsewhere: Vec<&str> = site.social_links.iter().map(|link| link.url.as_str()).collect();
    thing(
        "NewsMediaOrganization",
        json!({
            "@id": site.url.as_str(),
            "name": site.name,
            "url": site.url.as_str(),
            "description": site.description,
            "sameAs": elsewhere,
        }),
    )
}

/// The lead image in the shapes that search engines ask for, as large as there is one; as it is when nobody can cut it.
fn images(view: &ArticleView) -> Vec<Value> {
    let (Some(lead), Some(asset)) = (&view.article.lead_image, view.lead_asset()) else { return Vec::new() };
    let caption = lead.caption.as_ref().or(asset.asset.caption.as_ref());
    let image = |url: &str, width: Option<u32>, height: Option<u32>| {
        thing(
            "ImageObject",
            json!({
                "url": url,
                "width": width,
                "height": height,
                "caption": caption,
                "description": lead.alt.as_deref().or(asset.asset.alt()).filter(|alt| !alt.is_empty()),
                "creditText": asset.asset.credit,
                "copyrightNotice": asset.asset.copyright,
                "usageInfo": asset.asset.usage_terms.as_deref().filter(|terms| terms.starts_with("https://")),
            }),
        )
    };
    let largest = |crop: Crop| asset.renditions(crop, *asset.formats().first()?).pop();
    let cut: Vec<Value> = CROPS
        .into_iter()
        .filter_map(largest)
        .map(|it| image(&it.url, Some(it.rendition.width), Some(it.rendition.height)))
        .collect();
    if cut.is_empty() { vec![of_file(asset, image)] } else { cut }
}

fn of_file(asset: &AssetView, image: impl Fn(&str, Option<u32>, Option<u32>) -> Value) -> Value {
    image(&asset.url, asset.asset.width(), asset.asset.height())
}

fn original(view: &ArticleView) -> Option<Value> {
    let work = |headline: &str, url: &str, language: &str, publisher: Option<&str>| {
        let publisher = publisher.map(|name| thing("Organization", json!({ "name": name })));
        thing("Article", json!({ "headline": headline, "url": url, "inLanguage": language, "publisher": publisher }))
    };
    match view.article.translation_of.as_ref()? {
        Original::Elsewhere(it) => Some(work(&it.headline, it.url.as_str(), &it.language, it.publisher.as_deref())),
        Original::Here(_) => {
            let it = view.original.as_ref()?;
            Some(work(&it.headline, &view.site.absolute(&it.path), &it.language, Some(&view.site.name)))
        }
    }
}

/// The way from the site's front through the sections to the article.
fn breadcrumbs(view: &ArticleView) -> Value {
    let front = (view.site.name.as_str(), view.site.url.to_string());
    let sections = view.section_line.iter().chain(view.section.as_deref());
    let sections = sections.map(|section| (section.name.as_str(), view.site.absolute(&section.path)));
    let article = (view.article.headline.as_str(), view.url());
    let items: Vec<Value> = std::iter::once(front)
        .chain(sections)
        .chain([article])
        .enumerate()
        .map(|(at, (name, item))| thing("ListItem", json!({ "position": at + 1, "name": name, "item": item })))
        .collect();
    thing("BreadcrumbList", json!({ "itemListElement": items }))
}
