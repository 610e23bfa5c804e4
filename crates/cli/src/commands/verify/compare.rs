//! One item of an export beside what the API answers.

use std::collections::HashSet;

use masthead_app::{App, Error, articles, assets, resources};
use masthead_domain::{
    article::StageName,
    body::url::is_safe_href,
    bundle::{ArticleRecord, Record},
    redirect::normalise_path,
};
use masthead_imports::{Facts, see};
use serde_json::Value;

use super::{door::Door, failed};
use crate::Failure;

/// Share of the words of a text that may go where markup goes: shortcodes, comments, captions that stand elsewhere. In percent.
const WORDS_PERCENT: usize = 85;
/// Besides, this many.
const WORDS: usize = 12;

/// What an article has lost.
pub(super) async fn article(
    door: &Door,
    app: &App,
    facts: &Facts,
    record: &ArticleRecord,
    records: &[Record],
) -> Result<Vec<String>, Failure> {
    if facts.stage == Some(StageName::Published) {
        return published(door, facts, record, records).await;
    }
    let mut lost = Vec::new();
    let key = resources::Key::Slug(facts.slug.clone());
    match articles::manuscript(&app.system(), &key, articles::Include::default()).await {
        Ok(view) => {
            let (is, was) = (view.manuscript.identity.stage.name(), facts.stage);
            // What was scheduled is published by itself when its time comes; what people published here is their decision.
            let went_on = matches!(is, StageName::Published | StageName::Withdrawn | StageName::Trashed);
            if was.is_some_and(|was| was != is) && !went_on {
                lost.push(format!("its stage is {}, not {}", is.as_str(), was.map_or("", StageName::as_str)));
            }
            if view.manuscript.content.headline != facts.headline && !went_on {
                lost.push(format!("its headline is {:?}, not {:?}", view.manuscript.content.headline, facts.headline));
            }
        }
        Err(Error::NotFound { .. }) => lost.push("it is not there".to_owned()),
        Err(error) => return Err(failed(&error)),
    }
    Ok(lost)
}

async fn published(
    door: &Door,
    facts: &Facts,
    record: &ArticleRecord,
    records: &[Record],
) -> Result<Vec<String>, Failure> {
    let query = [("include", "tags,body.html,alternativeIds")];
    let found = door.get(&["v1", "articles", &facts.slug], &query).await?;
    let has_id = |article: &Value| {
        let Some(id) = &facts.id else { return true };
        let ids = article["alternativeIds"].as_array();
        ids.is_some_and(|ids| ids.iter().any(|one| one["scheme"] == *id.scheme && one["value"] == *id.value))
    };
    let Some(article) = found.filter(has_id) else {
        return Ok(vec![format!("it is not there (looked for as {:?})", facts.slug)]);
    };
    let mut lost = Vec::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if text(&article["headline"]) != facts.headline {
        lost.push(format!("its headline is {:?}, not {:?}", text(&article["headline"]), facts.headline));
    }
    if let Some(at) = facts.published_at
        && text(&article["publishedAt"]) != at.to_string()
    {
        lost.push(format!("its date is {}, not {at}", text(&article["publishedAt"])));
    }
    let contributors: Vec<String> = article["byline"]["contributors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one["creditedAs"].as_str().map_or_else(|| text(&one["author"]["name"]), str::to_owned))
        .collect();
    if contributors != facts.contributors {
        lost.push(format!("its contributors are {contributors:?}, not {:?}", facts.contributors));
    }
    let section = text(&article["section"]["name"]);
    if text(&article["section"]["slug"]) != record.section.as_str() {
        lost.push(format!("its section is {section:?}, not {:?}", record.section));
    }
    let tags: HashSet<String> =
        article["tags"].as_array().into_iter().flatten().map(|tag| text(&tag["name"])).collect();
    let lost_tags: Vec<&String> = facts.tags.iter().filter(|tag| !tags.contains(*tag)).collect();
    if !lost_tags.is_empty() {
        lost.push(format!("it lost the tags {lost_tags:?}"));
    }
    if let Some(lead) = facts.lead_image.as_ref().filter(|_| article["leadImage"].is_null()) {
        lost.push(format!("it lost the picture above it: {lead}"));
    }
    let html = text(&article["body"]["html"]);
    lost.extend(in_text(facts, &html));
    let mut paths: Vec<&str> = facts.path.as_deref().into_iter().collect();
    paths.extend(records.iter().filter_map(|record| {
        if let Record::Redirect(redirect) = record { Some(redirect.from.as_str()) } else { None }
    }));
    paths.dedup();
    for path in paths {
        let answer = door.get(&["v1", "resolve"], &[("path", path)]).await?;
        if !answer.is_some_and(|answer| leads_to(&answer, &article)) {
            lost.push(format!("its old path {path} does not lead to it"));
        }
    }
    Ok(lost)
}

/// Does a resolved path lead to an article, at once or through a redirect?
fn leads_to(answer: &Value, article: &Value) -> bool {
    let (path, id) = (article["path"].as_str().unwrap_or_default(), &article["id"]);
    let to =
        answer["redirect"]["to"].as_str().or(answer["to"].as_str()).or(answer["location"].as_str()).unwrap_or_default();
    answer["article"]["id"] == *id || normalise_path(to) == normalise_path(path)
}

/// What a text has lost.
fn in_text(facts: &Facts, html: &str) -> Vec<String> {
    let now = see(html);
    let before = &facts.seen;
    let mut lost = Vec::new();
    let distinct = |pictures: &[String]| pictures.iter().map(|url| file_of(url)).collect::<HashSet<String>>();
    let (had, has) = (distinct(&before.pictures), distinct(&now.pictures));
    // A picture that is kept here has another address; then only their number can be compared.
    let missing = had.len().saturating_sub(has.len());
    if missing > 0 {
        let unmatched: Vec<&String> =
            before.pictures.iter().filter(|url| !has.contains(&file_of(url))).take(missing).collect();
        lost.push(format!(
            "{missing} pictures of its text are missing, such as {}",
            unmatched.first().map_or("", |url| url.as_str())
        ));
    }
    let links: HashSet<String> = now.links.iter().map(|href| link(href)).collect();
    for href in before.links.iter().filter(|href| is_safe_href(href) && !links.contains(&link(href))) {
        // A link around a picture may lead to the picture.
        if !has.contains(&file_of(href)) {
            lost.push(format!("a link is missing: {href}"));
        }
    }
    if now.words + WORDS < before.words * WORDS_PERCENT / 100 {
        lost.push(format!("its text has {} words, and had {}", now.words, before.words));
    }
    lost
}

/// The name of a file, without the size in it.
fn file_of(url: &str) -> String {
    let name = url.split(['?', '#']).next().unwrap_or(url).rsplit('/').next().unwrap_or(url);
    let (base, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let base = match base.rsplit_once('-') {
        Some((base, size))
            if size.split_once('x').is_some_and(|(w, h)| w.parse::<u32>().is_ok() && h.parse::<u32>().is_ok()) =>
        {
            base
        }
        _ => base,
    };
    format!("{base}.{extension}")
}

/// A link in one spelling: links within the site are paths, whichever way they were written.
fn link(href: &str) -> String {
    let href = href.trim();
    match url::Url::parse(href) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
            format!("{}{query}", normalise_path(url.path()))
        }
        Ok(url) => url.to_string(),
        Err(_) => href.split('#').next().map_or_else(String::new, |path| {
            let (path, query) =
                path.split_once('?').map_or((path, String::new()), |(path, query)| (path, format!("?{query}")));
            format!("{}{query}", normalise_path(path))
        }),
    }
}

/// What anything but an article has lost.
pub(super) async fn other(door: &Door, app: &App, record: &Record) -> Result<Vec<String>, Failure> {
    let (kind, slug) = match record {
        Record::Section(section) => ("sections", &section.slug),
        Record::Author(author) => ("authors", &author.slug),
        Record::Tag(tag) => ("tags", &tag.slug),
        Record::Series(series) => ("series", &series.slug),
        Record::Collection(collection) => {
            let path = ["v1", "collections", collection.slug.as_str(), "articles"];
            let Some(found) = door.get(&path, &[("first", "100")]).await? else {
                return Ok(vec!["it is not there".to_owned()]);
            };
            let slugs: Vec<&str> =
                found["items"].as_array().into_iter().flatten().filter_map(|item| item["slug"].as_str()).collect();
            let lost: Vec<&str> = collection
                .items
                .iter()
                .take(100)
                .map(|slug| slug.as_str())
                .filter(|slug| !slugs.contains(slug))
                .collect();
            // What is not public yet is not shown.
            return Ok(if lost.is_empty() {
                Vec::new()
            } else {
                vec![format!("the collection {:?} lost {lost:?}", collection.slug)]
            });
        }
        Record::Asset(asset) => {
            return match assets::get(&app.system(), &resources::Key::Slug(asset.key.clone()), false).await {
                Ok(_) => Ok(Vec::new()),
                Err(Error::NotFound { .. }) => Ok(vec![format!("the asset {:?} is not there", asset.key)]),
                Err(error) => Err(failed(&error)),
            };
        }
        _ => return Ok(Vec::new()),
    };
    let found = door.get(&["v1", kind, slug.as_str()], &[]).await?;
    Ok(if found.is_some() { Vec::new() } else { vec![format!("it is not there (looked for as {slug:?})")] })
}
