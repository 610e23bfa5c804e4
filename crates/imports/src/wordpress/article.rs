//! An item as an article.

use masthead_domain::{
    article::{AlternativeId, Role, Seo},
    bundle::{ArticleRecord, BodyRecord, ContributorRecord, LeadImageRecord, Record, RedirectRecord},
    language::Language,
    slug::Slug,
};
use serde_json::Value;
use url::Url;

use super::{
    assets::{self, plain},
    filing::{Filed, Filing},
    index::Index,
    item::Post,
    stages,
    text::{self, Attached, Surroundings},
};
use crate::{Facts, Item, Made, Options, body, names, php};

/// Longest headline, standfirst or excerpt, in characters.
const MAX_LINE: usize = 2_000;

/// An item among its kind.
struct Around<'a> {
    index: &'a Index,
    post: &'a Post,
}

impl Surroundings for Around<'_> {
    fn attachment(&self, id: u64) -> Option<Attached<'_>> {
        self.index.attachments.get(&id).map(|found| Attached {
            url: &found.url,
            caption: &found.caption,
            alt: &found.alt,
        })
    }

    fn pictures(&self) -> Vec<u64> {
        self.index.pictures_of(self.post.id)
    }

    fn reusable(&self, id: u64) -> Option<&str> {
        self.index.reusable.get(&id).map(String::as_str)
    }

    fn footnotes(&self) -> Option<String> {
        let notes: Vec<Value> = serde_json::from_str(self.post.meta("footnotes")?).ok()?;
        let mut out = String::from("<ol class=\"wp-block-footnotes\">");
        for note in &notes {
            let text = |key: &str| note.get(key).and_then(Value::as_str).unwrap_or_default();
            let id = crate::text::escaped(text("id"));
            // As WordPress shows it, with the way back.
            out.push_str(&format!("<li id=\"{id}\">{} <a href=\"#{id}-link\">↩︎</a></li>", text("content")));
        }
        out.push_str("</ol>");
        (!notes.is_empty()).then_some(out)
    }
}

impl body::Known for Around<'_> {
    fn asset(&self, url: &str) -> Option<String> {
        self.index.pictures.find(url).map(|id| assets::key(&self.index.host, id))
    }

    fn link(&self, href: &str) -> Option<String> {
        self.index.pages.link(href)
    }
}

/// What came before an item that says that it is another one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    /// How often its id has come before.
    pub(super) times: u32,
    /// Has its GUID not?
    pub(super) is_first: bool,
}

/// Makes an article of an item.
pub(super) fn item(post: &Post, slug: &Slug, before: Before, index: &Index, options: &Options) -> Item {
    let Before { times, is_first } = before;
    let around = Around { index, post };
    let mapping = &options.mapping;
    let is_page = post.kind == "page";
    let mut notes = Vec::new();
    if post.was_broken {
        notes.push("its text was not escaped as it should be; it was read as it was meant".to_owned());
    }
    if !post.name.is_empty() && post.status == "publish" && names::decoded(&post.name) != slug.as_str() {
        notes.push(format!("its slug is {slug:?}: {:?} was taken, or is no slug", names::decoded(&post.name)));
    }
    let staged = stages::of(post, index.offset(), options.now);
    notes.extend(staged.notes);
    let filed = index.filing.file(post, mapping, is_page);
    let (contributors, unsure) = index.people.of(post);
    notes.extend(unsure);

    let clean = names::clean(&post.content);
    let html = text::html(&clean, &around, &mut notes);
    let language = language(post);
    let mut markup = options.markup.clone();
    markup.language = language.as_ref().map_or_else(|| index.language(options).to_string(), Language::to_string);
    markup.base_url = Url::parse(&post.link).ok();
    let (body, changed) = body::read(&html, &markup, &around);
    notes.extend(changed);

    let mut headline = limited("headline", names::line(&plain(&post.title)), &mut notes);
    if headline.is_empty() {
        headline = names::line(&body.excerpt(80));
        if headline.is_empty() {
            headline = "(untitled)".to_owned();
        }
        notes.push(format!("it has no title; its headline is {headline:?}"));
    }
    let lead_image = lead_image(post, index, &mut notes);
    let seo = seo(post, &headline, &index.title);
    let canonical_url =
        ["_yoast_wpseo_canonical", "rank_math_canonical_url", "_aioseo_canonical_url", "_seopress_robots_canonical"]
            .iter()
            .find_map(|field| post.meta(field))
            .and_then(|text| Url::parse(text).ok())
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.as_str() != post.link);
    let standfirst = post
        .first_meta(&mapping.fields.standfirst)
        .map(plain)
        .map(|text| limited("standfirst", names::line(&text), &mut notes));
    let kicker = post
        .first_meta(&mapping.fields.kicker)
        .map(plain)
        .map(|text| limited("kicker", names::line(&text), &mut notes));
    let excerpt = limited("excerpt", plain(&post.excerpt), &mut notes);
    tell_unknown(post, options, &mut notes);

    let id = AlternativeId { scheme: "wordpress".to_owned(), value: value(&index.host, post.id, times) };
    if times > 0 {
        notes.push(format!("the id {} was used before in the export", post.id));
    }
    let mut alternative_ids = vec![id.clone()];
    if is_first && !post.guid.is_empty() && post.guid.len() <= 1_000 {
        alternative_ids.push(AlternativeId { scheme: "guid".to_owned(), value: names::line(&post.guid) });
    }
    let path = (post.status == "publish").then(|| index.pages.path(&post.link)).flatten();
    let facts = Facts {
        id: Some(id),
        slug: slug.to_string(),
        headline: headline.clone(),
        stage: Some(staged.stage),
        published_at: staged.published_at,
        contributors: contributors.iter().map(|(_, name)| name.clone()).collect(),
        section: filed.section_name.clone(),
        tags: filed.tags.iter().map(|(_, name)| name.clone()).collect(),
        lead_image: post
            .meta("_thumbnail_id")
            .and_then(|id| id.parse().ok())
            .and_then(|id: u64| index.attachments.get(&id))
            .map(|found| found.url.to_string()),
        path: path.clone(),
        seen: seen(post, index),
    };
    let Filed { section, tags, .. } = filed;
    let record = ArticleRecord {
        formerly: Vec::new(),
        slug: slug.clone(),
        kind: Default::default(),
        headline,
        section,
        language,
        kicker: kicker.filter(|text| !text.is_empty()),
        standfirst: standfirst.filter(|text| !text.is_empty()),
        excerpt: Some(excerpt).filter(|text| !text.is_empty()),
        body: (!body.blocks.is_empty()).then_some(BodyRecord::Blocks(body)),
        contributors: contributors
            .into_iter()
            .map(|(author, _)| ContributorRecord { author, role: Role::default(), credited_as: None })
            .collect(),
        byline_text: None,
        tags: tags.into_iter().map(|(slug, _)| slug).collect(),
        series: None,
        lead_image,
        stage: Some(staged.stage),
        published_at: staged.published_at,
        first_published_at: None,
        updated_at: staged.updated_at,
        withdrawn_reason: None,
        translation_set: translation_set(post, &index.host),
        translation_of: None,
        corrections: Vec::new(),
        canonical_url,
        seo,
        related: Vec::new(),
        alternative_ids,
    };
    let mut records = vec![Record::Article(Box::new(record))];
    records.extend(
        old_paths(post, path.as_deref())
            .into_iter()
            .map(|from| Record::Redirect(RedirectRecord { from, to: None, article: Some(slug.clone()) })),
    );
    Item { origin: post.origin(), made: Made::Records(records), notes, facts: Some(facts) }
}

/// What readers saw in its text. A link that names an item by its id leads where that item is.
fn seen(post: &Post, index: &Index) -> crate::Seen {
    let mut seen = crate::see(&post.content);
    for href in &mut seen.links {
        if let Some(path) = index.pages.link(href) {
            *href = path;
        }
    }
    seen
}

/// The id of an item for whoever looks for it.
fn value(host: &str, id: u64, times: u32) -> String {
    if times == 0 { format!("{host}/{id}") } else { format!("{host}/{id}/{}", times + 1) }
}

fn limited(what: &str, text: String, notes: &mut Vec<String>) -> String {
    let (text, was_cut) = names::cut(text, MAX_LINE);
    if was_cut {
        notes.push(format!("its {what} was longer than {MAX_LINE} characters; the rest is cut off"));
    }
    text
}

fn lead_image(post: &Post, index: &Index, notes: &mut Vec<String>) -> Option<LeadImageRecord> {
    let id = post.meta("_thumbnail_id")?;
    let found = id.parse::<u64>().ok().filter(|id| index.attachments.contains_key(id));
    if found.is_none() {
        notes.push(format!("its featured image {id} is not in the export"));
    }
    Some(LeadImageRecord { asset: assets::key(&index.host, found?), alt: None, caption: None })
}

/// What search engines are told. Templates of the plugins are written out as far as they are known.
fn seo(post: &Post, headline: &str, site: &str) -> Option<Seo> {
    let first = |fields: &[&str]| {
        fields.iter().find_map(|field| post.meta(field)).map(|text| template(&plain(text), headline, site))
    };
    let title =
        first(&["_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_seopress_titles_title", "_genesis_title"]);
    let description = first(&[
        "_yoast_wpseo_metadesc",
        "rank_math_description",
        "_aioseo_description",
        "_seopress_titles_desc",
        "_genesis_description",
    ]);
    let robots = post.meta("rank_math_robots").and_then(php::read);
    let noindex = post.meta("_yoast_wpseo_meta-robots-noindex") == Some("1")
        || post.meta("_seopress_robots_index") == Some("yes")
        || matches!(&robots, Some(php::Php::Array(entries)) if entries.iter().any(|(_, value)| value.text().as_deref() == Some("noindex")));
    let kept = |text: Option<String>| {
        text.map(|text| names::cut(names::line(&text), 20_000).0).filter(|text| !text.is_empty())
    };
    let seo = Seo { title: kept(title).filter(|title| title != headline), description: kept(description), noindex };
    (seo != Seo::default()).then_some(seo)
}

/// `%%title%% %%page%% %%sep%% %%sitename%%` of Yoast, `%title% %sep% %sitename%` of Rank Math, `#post_title` of All in One SEO.
fn template(text: &str, headline: &str, site: &str) -> String {
    let mut out = text.to_owned();
    for (name, value) in [("title", headline), ("sitename", site), ("sep", "-"), ("page", "")] {
        out = out.replace(&format!("%%{name}%%"), value).replace(&format!("%{name}%"), value);
    }
    out = out.replace("#post_title", headline).replace("#site_title", site).replace("#separator_sa", "-");
    // Others are filled from what is not in the export: a title with holes is worse than none.
    if out.contains("%%")
        || out.split('%').count() > 2
            && out
                .split('%')
                .skip(1)
                .step_by(2)
                .any(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    {
        return String::new();
    }
    out
}

/// The language that a plugin says an article has.
fn language(post: &Post) -> Option<Language> {
    let said = post
        .terms_of("language")
        .map(|term| term.slug.as_str())
        .next()
        .or_else(|| post.meta("_wpml_import_language_code"))?;
    said.strip_prefix("pll_").unwrap_or(said).replace('_', "-").parse().ok()
}

/// Polylang and WPML group translations.
fn translation_set(post: &Post, host: &str) -> Option<String> {
    let polylang = post.terms_of("post_translations").next().map(|term| term.slug.clone());
    let wpml = || post.meta("_wpml_import_translation_group").map(|group| format!("wpml-{group}"));
    polylang.or_else(wpml).map(|group| format!("wordpress/{host}/{group}"))
}

/// The paths under which readers know it: now, and under older slugs.
fn old_paths(post: &Post, path: Option<&str>) -> Vec<String> {
    let Some(path) = path else { return Vec::new() };
    let mut paths = vec![path.to_owned()];
    let Some((before, _)) = path.rsplit_once('/') else { return paths };
    for (_, old) in post.meta.iter().filter(|(key, _)| key == "_wp_old_slug") {
        let old = format!("{before}/{}", names::decoded(old.trim()));
        if !old.ends_with('/') && !paths.contains(&old) {
            paths.push(old);
        }
    }
    paths.retain(|path| path.len() <= masthead_domain::redirect::MAX_PATH_BYTES);
    paths
}

/// Tells of what readers may have seen and that has no place here.
fn tell_unknown(post: &Post, options: &Options, notes: &mut Vec<String>) {
    let fields = &options.mapping.fields;
    let is_known = |key: &str| {
        key.starts_with('_')
            || key.starts_with("rank_math_")
            || matches!(key, "footnotes" | "enclosure")
            || [&fields.standfirst, &fields.kicker, &fields.credit]
                .iter()
                .any(|names| names.iter().any(|name| name == key))
    };
    let mut unknown: Vec<&str> = post
        .meta
        .iter()
        .filter(|(key, value)| !is_known(key) && !value.trim().is_empty())
        .map(|(key, _)| key.as_str())
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    if !unknown.is_empty() {
        notes.push(format!("custom fields that are not kept: {}", names::cut(unknown.join(", "), 300).0));
    }
    for taxonomy in Filing::unknown(post, &options.mapping) {
        notes.push(format!("its terms of the taxonomy {taxonomy:?} are not kept"));
    }
    if post.comments > 0 {
        notes.push(format!("comments that are not kept: {}", post.comments));
    }
}
