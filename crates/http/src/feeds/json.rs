//! JSON Feed 1.1, and what of an article it has no word for, in an object of our own (`_masthead`).

use masthead_domain::rendition::Format;
use serde::Serialize;

use super::{
    document::Document,
    item::{Item, Lead},
};
use crate::wire::Role;

const VERSION: &str = "https://jsonfeed.org/version/1.1";

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    language: &'a str,
    authors: [Author<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub>,
    items: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Hub {
    r#type: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<String>,
    /// The part that the author had in the article.
    #[serde(rename = "_masthead", skip_serializing_if = "Option::is_none")]
    part: Option<Part>,
}

#[derive(Serialize)]
struct Part {
    role: Role,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'a str>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    date_published: String,
    date_modified: String,
    authors: Vec<Author<'a>>,
    tags: Vec<&'a str>,
    language: &'a str,
    #[serde(rename = "_masthead")]
    more: More<'a>,
}

/// What JSON Feed has no word for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct More<'a> {
    kicker: Option<&'a str>,
    standfirst: Option<&'a str>,
    reading_minutes: i32,
    lead_image: Option<Picture<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Picture<'a> {
    url: &'a str,
    alt: Option<&'a str>,
    caption: Option<&'a str>,
    credit: Option<&'a str>,
    copyright: Option<&'a str>,
    width: Option<u32>,
    height: Option<u32>,
    thumb_hash: Option<&'a str>,
    renditions: Vec<Rendition>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rendition {
    url: String,
    media_type: &'static str,
    width: u32,
    height: u32,
}

/// A feed as JSON.
pub(super) fn write(document: &Document<'_>) -> serde_json::Result<Vec<u8>> {
    let site = &document.view.site;
    let link = |wanted: &str| document.links().find(|(relation, _)| *relation == wanted).map(|(_, href)| href);
    serde_json::to_vec(&Feed {
        version: VERSION,
        title: document.title(),
        home_page_url: document.home(),
        feed_url: link("self").unwrap_or_default(),
        description: document.description(),
        next_url: link("next"),
        language: document.language(),
        authors: [Author { name: &site.name, url: site.url.to_string(), avatar: None, part: None }],
        hubs: document.hubs.iter().map(|hub| Hub { r#type: "WebSub", url: hub.to_string() }).collect(),
        items: document.items().map(|item| entry(&item)).collect(),
    })
}

fn entry<'a>(item: &Item<'a>) -> Entry<'a> {
    let article = item.article();
    let html = item.html();
    let people = item.people();
    let lead = item.lead();
    Entry {
        id: item.id(),
        url: item.url(),
        external_url: item.canonical_url(),
        title: &article.headline,
        summary: article.excerpt.as_deref(),
        // An item has to have one of the two.
        content_text: html.is_none().then(|| article.excerpt.as_deref().unwrap_or(&article.headline)),
        content_html: html,
        image: lead.as_ref().map(Lead::url),
        date_published: article.dates.published_at.to_string(),
        date_modified: article.dates.updated_at.to_string(),
        authors: people
            .map(|person| Author {
                name: person.name,
                url: person.url,
                avatar: person.portrait,
                part: Some(Part { role: person.role.into() }),
            })
            .collect(),
        tags: item.subjects().map(|(name, _)| name).collect(),
        language: &article.language,
        more: More {
            kicker: article.kicker.as_deref(),
            standfirst: article.standfirst.as_deref(),
            reading_minutes: article.reading_minutes,
            lead_image: lead.map(picture),
        },
    }
}

fn picture(lead: Lead<'_>) -> Picture<'_> {
    let asset = &lead.asset.asset;
    let one = |it: masthead_app::assets::RenditionView| Rendition {
        url: it.url,
        media_type: Format::media_type(it.rendition.format),
        width: it.rendition.width,
        height: it.rendition.height,
    };
    Picture {
        url: &lead.asset.url,
        alt: lead.alt,
        caption: lead.caption,
        credit: asset.credit.as_deref(),
        copyright: asset.copyright.as_deref(),
        width: asset.width(),
        height: asset.height(),
        thumb_hash: asset.file().and_then(|file| file.details.thumb_hash.as_deref()),
        renditions: lead.renditions().into_iter().map(one).collect(),
    }
}
