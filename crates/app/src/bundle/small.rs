//! Importing everything but articles: one record at a time, each compared with what is there.

use masthead_domain::{
    asset::Asset,
    author::Author,
    bundle::{
        AssetRecord, AuthorRecord, CollectionRecord, Record, RedirectRecord, SectionRecord, SeriesRecord, SiteRecord,
        TagRecord,
    },
    collection::{Collection, CollectionWithItems},
    event::Subject,
    id::Id,
    redirect::{MAX_PATH_BYTES, Redirect, RedirectTarget, normalise_path},
    section::{MAX_SECTION_DEPTH, Section},
    series::Series,
    site::{PathTemplate, ProfileLink, Site},
    tag::Tag,
    text::Checks,
};
use masthead_persistence::{
    Tx, articles, assets, authors, collections, listings, manuscripts, redirects, sections, series, sites, tags,
};
use uuid::Uuid;

use super::import::{Outcome, record as log};
use crate::{
    Cx, Result,
    names::{section_sort_key, sort_key},
};

/// Most picks of a collection.
const MAX_ITEMS: usize = 10_000;

macro_rules! refuse {
    ($($reason:tt)*) => {
        return Ok(Outcome::Refused(format!($($reason)*)))
    };
}

pub(super) async fn write(cx: &Cx, tx: &Tx, record: &Record) -> Result<Outcome> {
    match record {
        Record::Site(record) => site(cx, tx, record).await,
        Record::Section(record) => section(cx, tx, record).await,
        Record::Author(record) => author(cx, tx, record).await,
        Record::Tag(record) => tag(cx, tx, record).await,
        Record::Series(record) => series_(cx, tx, record).await,
        Record::Asset(record) => asset(cx, tx, record).await,
        Record::Collection(record) => collection(cx, tx, record).await,
        Record::Redirect(record) => redirect(cx, tx, record).await,
        Record::Article(_) => Ok(Outcome::Refused("articles are written together".to_owned())),
    }
}

/// What is there and does not differ (but for its date) stays; the rest is to be kept with this id.
fn compare<T: PartialEq + Clone>(found: Option<&T>, wanted: &T, set_date: impl Fn(&mut T)) -> Option<bool> {
    match found {
        None => Some(true),
        Some(found) => {
            let mut found = found.clone();
            set_date(&mut found);
            (found != *wanted).then_some(false)
        }
    }
}

fn outcome(is_new: bool) -> Outcome {
    if is_new { Outcome::Created } else { Outcome::Updated }
}

/// Everything that is wrong with the texts of a record, in one sentence.
fn wrong(check: impl FnOnce(&mut Checks)) -> Option<String> {
    let mut checks = Checks::default();
    check(&mut checks);
    let violations = checks.into_violations();
    (!violations.is_empty()).then(|| super::summary(&violations))
}

fn check_links(checks: &mut Checks, field: &str, links: &[ProfileLink]) {
    for (place, link) in links.iter().enumerate() {
        checks.name(&format!("/{field}/{place}/platform"), &link.platform);
        checks.link(&format!("/{field}/{place}/url"), &link.url);
    }
}

async fn site(cx: &Cx, tx: &Tx, record: &SiteRecord) -> Result<Outcome> {
    let wrong = wrong(|checks| {
        checks.name("/name", &record.name);
        checks.prose("/description", &record.description);
        checks.key("/timezone", &record.timezone);
        check_links(checks, "socialLinks", &record.social_links);
        for (place, item) in record.navigation.iter().enumerate() {
            checks.name(&format!("/navigation/{place}/label"), &item.label);
            checks.key(&format!("/navigation/{place}/path"), &item.path);
        }
    });
    if let Some(reason) = wrong {
        refuse!("{reason}");
    }
    if !matches!(record.url.scheme(), "http" | "https")
        || record.url.query().is_some()
        || record.url.fragment().is_some()
    {
        refuse!("url must be an absolute http or https URL without query and fragment");
    }
    let zone_is_plausible = record.timezone.len() <= 64
        && record.timezone.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+'));
    if !zone_is_plausible || record.timezone.is_empty() {
        refuse!("timezone must be an IANA time zone name, such as Europe/Lisbon");
    }
    let article_path = match record.article_path.as_deref().map(PathTemplate::parse).transpose() {
        Ok(template) => template.unwrap_or_default(),
        Err(reason) => refuse!("articlePath: {reason}"),
    };
    if let Some(item) = record.navigation.iter().find(|item| !item.path.starts_with('/')) {
        refuse!("navigation: the path {:?} must begin with '/'", item.path);
    }
    let wanted = Site {
        name: record.name.clone(),
        url: record.url.clone(),
        language: record.language.clone(),
        timezone: record.timezone.clone(),
        description: record.description.clone(),
        article_path,
        navigation: record.navigation.clone(),
        social_links: record.social_links.clone(),
        updated_at: cx.now(),
    };
    let found = sites::get(tx).await?;
    let Some(is_new) = compare(found.as_ref(), &wanted, |site| site.updated_at = cx.now()) else {
        return Ok(Outcome::Unchanged);
    };
    sites::save(tx, &wanted, is_new).await?;
    if found.is_none_or(|found| found.article_path != wanted.article_path) {
        move_articles(tx, &wanted, None).await?;
    }
    log(cx, tx, Subject::Site, Uuid::nil(), is_new);
    Ok(outcome(is_new))
}

/// Gives articles the paths that follow from the site and their sections.
async fn move_articles(tx: &Tx, site: &Site, of: Option<&[Id<Section>]>) -> Result<()> {
    const AT_ONCE: i64 = 500;
    let mut after = Id::new(Uuid::nil());
    loop {
        let parts = articles::path_parts(tx, of, after, AT_ONCE).await?;
        let Some(last) = parts.last() else { return Ok(()) };
        after = last.id;
        let mut ids: Vec<_> = parts.iter().map(|part| part.section).collect();
        ids.sort_unstable();
        ids.dedup();
        let sections = sections::by_ids(tx, &ids).await?;
        for part in &parts {
            let Some(section) = sections.iter().find(|section| section.id == part.section) else { continue };
            let path = site.article_path.render(section, &part.slug, &part.language, part.first_published_at);
            if path != part.path {
                articles::set_path(tx, part.id, &path).await?;
            }
        }
    }
}

async fn section(cx: &Cx, tx: &Tx, record: &SectionRecord) -> Result<Outcome> {
    let wrong = wrong(|checks| {
        checks.name("/name", &record.name);
        checks.prose("/description", &record.description);
    });
    if let Some(reason) = wrong {
        refuse!("{reason}");
    }
    let found = sections::by_slugs(tx, &[&record.slug]).await?.pop();
    let parent = match &record.parent {
        None => None,
        Some(slug) => match sections::by_slugs(tx, &[slug]).await?.pop() {
            Some(parent) => Some(parent),
            None => refuse!("the parent section {slug:?} is not there: it must come before its sections"),
        },
    };
    let path = Section::path_under(parent.as_ref(), &record.slug);
    if path.split('/').count() > MAX_SECTION_DEPTH + 1 {
        refuse!("sections nest at most {MAX_SECTION_DEPTH} deep");
    }
    if let (Some(found), Some(parent)) = (&found, &parent)
        && (parent.id == found.id || parent.path.starts_with(&format!("{}/", found.path)))
    {
        refuse!("a section cannot lie within itself");
    }
    let wanted = Section {
        id: found.as_ref().map_or_else(|| cx.app.clock.id(), |found| found.id),
        slug: record.slug.clone(),
        name: record.name.clone(),
        description: record.description.clone(),
        parent: parent.map(|parent| parent.id),
        position: record.position.unwrap_or(0),
        path,
        updated_at: cx.now(),
    };
    let Some(is_new) = compare(found.as_ref(), &wanted, |section| section.updated_at = cx.now()) else {
        return Ok(Outcome::Unchanged);
    };
    sections::save(tx, &wanted, section_sort_key(wanted.position, &wanted.name), is_new).await?;
    if let Some(found) = found.filter(|found| found.path != wanted.path) {
        move_section(tx, &found, &wanted).await?;
    }
    log(cx, tx, Subject::Section, wanted.id.uuid(), is_new);
    Ok(outcome(is_new))
}

/// Takes along what lies within a section that has moved: sections, the places of articles in lists, and their paths.
async fn move_section(tx: &Tx, from: &Section, to: &Section) -> Result<()> {
    let mut moved = vec![to.id];
    for mut within in sections::below(tx, &from.path).await? {
        within.path = format!("{}{}", to.path, &within.path[from.path.len()..]);
        sections::save(tx, &within, section_sort_key(within.position, &within.name), false).await?;
        moved.push(within.id);
    }
    listings::rebuild_sections(tx, &moved).await?;
    if let Some(site) = sites::get(tx).await? {
        move_articles(tx, &site, Some(&moved)).await?;
    }
    Ok(())
}

async fn author(cx: &Cx, tx: &Tx, record: &AuthorRecord) -> Result<Outcome> {
    let wrong = wrong(|checks| {
        checks.name("/name", &record.name);
        checks.prose("/bio", &record.bio);
        check_links(checks, "links", &record.links);
    });
    if let Some(reason) = wrong {
        refuse!("{reason}");
    }
    let portrait = match &record.portrait {
        None => None,
        Some(key) => match assets::find(tx, &[], &[key]).await?.pop() {
            Some(asset) => Some(asset.id),
            None => refuse!("the asset {key:?} is not there"),
        },
    };
    let found = authors::by_slugs(tx, &[&record.slug]).await?.pop();
    let wanted = Author {
        id: found.as_ref().map_or_else(|| cx.app.clock.id(), |found| found.id),
        slug: record.slug.clone(),
        name: record.name.clone(),
        kind: record.kind,
        bio: record.bio.clone(),
        portrait,
        links: record.links.clone(),
        updated_at: cx.now(),
    };
    let Some(is_new) = compare(found.as_ref(), &wanted, |author| author.updated_at = cx.now()) else {
        return Ok(Outcome::Unchanged);
    };
    authors::save(tx, &wanted, sort_key(&wanted.name), is_new).await?;
    log(cx, tx, Subject::Author, wanted.id.uuid(), is_new);
    Ok(outcome(is_new))
}

async fn tag(cx: &Cx, tx: &Tx, record: &TagRecord) -> Result<Outcome> {
    let wrong = wrong(|checks| {
        checks.name("/name", &record.name);
        checks.prose("/description", &record.description);
    });
    if let Some(reason) = wrong {
        refuse!("{reason}");
    }
    let found = tags::by_slugs(tx, &[&record.slug]).await?.pop();
    let wanted = Tag {
        id: found.as_ref().map_or_else(|| cx.app.clock.id(), |found| found.id),
        slug: record.slug.clone(),
        name: record.name.clone(),
        description: record.description.clone(),
        updated_at: cx.now(),
    };
    let Some(is_new) = compare(found.as_ref(), &wanted, |tag| tag.updated_at = cx.now()) else {
        return Ok(Outcome::Unchanged);
    };
    tags::save(tx, &wanted, sort_key(&wanted.name), is_new).await?;
    log(cx, tx, Subject::Tag, wanted.id.uuid(), is_new);
    Ok(outcome(is_new))
}

async fn series_(cx: &Cx, tx: &Tx, record: &SeriesRecord) -> Result<Outcome> {
    let wrong = wrong(|checks| {
        checks.name("/title", &record.title);
        checks.prose("/description", &record.description);
    });
    if let Some(reason) = wrong {
        refuse!("{reason}");
    }
    let found = series::by_slugs(tx, &[&record.slug]).await?.pop();
    let wanted = Series {
        id: found.as_ref().map_or_else(|| cx.app.clock.id(), |found| found.id),
        slug: record.slug.clone(),
        title: record.title.clone(),
        description: record.description.clone(),
        updated_at: cx.now(),
    };
    let Some(is_new) = compare(found.as_ref(), &wanted, |series| series.updated_at = cx.now()) else {
        return Ok(Outcome::Unchanged);
    };
    series::save(tx, &wanted, sort_key(&wanted.title), is_new).await?;
    log(cx, tx, Subject::Series, wanted.id.uuid(), is_new);
    Ok(outcome(is_new))
}

async fn asset(cx: &Cx, tx: &Tx, record: &AssetRecord) -> Result<Outcome> {
    let wrong = wrong(|checks| {
        checks.key("/key", &record.key);
        checks.link("/url", &record.url);
        checks.key("/mediaType", &record.media_type);
        checks.prose("/alt", &record.alt);
        checks.prose("/caption", &record.caption);
        checks.prose("/credit", &record.credit);
    });
    if let Some(reason) = wrong {
        refuse!("{reason}");
    }
    if !matches!(record.url.scheme(), "http" | "https") {
        refuse!("url must be an absolute http or https URL");
    }
    let too_large = |pixels: Option<u32>| pixels.is_some_and(|n| i32::try_from(n).is_err());
    if too_large(record.width) || too_large(record.height) {
        refuse!("width and height are at most {}", i32::MAX);
    }
    let found = assets::find(tx, &[], &[&record.key]).await?.pop();
    let wanted = Asset {
        id: found.as_ref().map_or_else(|| cx.app.clock.id(), |found| found.id),
        key: record.key.clone(),
        url: record.url.clone(),
        media_type: record.media_type.clone(),
        width: record.width,
        height: record.height,
        alt: record.alt.clone(),
        caption: record.caption.clone(),
        credit: record.credit.clone(),
        updated_at: cx.now(),
    };
    let Some(is_new) = compare(found.as_ref(), &wanted, |asset| asset.updated_at = cx.now()) else {
        return Ok(Outcome::Unchanged);
    };
    assets::save(tx, &wanted, is_new).await?;
    log(cx, tx, Subject::Asset, wanted.id.uuid(), is_new);
    Ok(outcome(is_new))
}

async fn collection(cx: &Cx, tx: &Tx, record: &CollectionRecord) -> Result<Outcome> {
    let wrong = wrong(|checks| {
        checks.name("/title", &record.title);
        checks.prose("/description", &record.description);
    });
    if let Some(reason) = wrong {
        refuse!("{reason}");
    }
    if record.items.len() > MAX_ITEMS {
        refuse!("a collection has at most {MAX_ITEMS} items");
    }
    let slugs: Vec<&str> = record.items.iter().map(|slug| slug.as_str()).collect();
    let ids = manuscripts::ids_by_slugs(tx, &slugs).await?;
    let mut items = Vec::with_capacity(slugs.len());
    for slug in slugs {
        match ids.iter().find(|(found, _)| found == slug) {
            Some((_, id)) if items.contains(id) => refuse!("the article {slug:?} stands twice among the items"),
            Some((_, id)) => items.push(*id),
            None => refuse!("the article {slug:?} is not there"),
        }
    }
    let found = collections::by_slugs(tx, &[&record.slug]).await?;
    let found = collections::with_items(tx, found).await?.pop();
    let collection = Collection {
        id: found.as_ref().map_or_else(|| cx.app.clock.id(), |found| found.collection.id),
        slug: record.slug.clone(),
        title: record.title.clone(),
        description: record.description.clone(),
        updated_at: cx.now(),
    };
    let wanted = CollectionWithItems { collection, items };
    let set_date = |kept: &mut CollectionWithItems| kept.collection.updated_at = cx.now();
    let Some(is_new) = compare(found.as_ref(), &wanted, set_date) else {
        return Ok(Outcome::Unchanged);
    };
    collections::save(tx, &wanted, sort_key(&wanted.collection.title), is_new).await?;
    log(cx, tx, Subject::Collection, wanted.collection.id.uuid(), is_new);
    Ok(outcome(is_new))
}

async fn redirect(cx: &Cx, tx: &Tx, record: &RedirectRecord) -> Result<Outcome> {
    if !record.from.starts_with('/') {
        refuse!("from must be a path that begins with '/'");
    }
    let from = normalise_path(&record.from);
    let too_long =
        [Some(&record.from), record.to.as_ref()].into_iter().flatten().any(|path| path.len() > MAX_PATH_BYTES);
    if too_long || record.from.chars().chain(record.to.iter().flat_map(|to| to.chars())).any(char::is_control) {
        refuse!("paths have at most {MAX_PATH_BYTES} bytes and no control characters");
    }
    let to = match (&record.to, &record.article) {
        (Some(to), None) => {
            let absolute = to.starts_with("https://") || to.starts_with("http://");
            if !to.starts_with('/') && !absolute {
                refuse!("to must be a path that begins with '/', or an absolute URL");
            }
            if normalise_path(to) == from {
                refuse!("the redirect leads to itself");
            }
            RedirectTarget::Path(to.clone())
        }
        (None, Some(slug)) => match manuscripts::ids_by_slugs(tx, &[slug]).await?.pop() {
            Some((_, id)) => RedirectTarget::Article(id),
            None => refuse!("the article {slug:?} is not there"),
        },
        _ => refuse!("give either to or article"),
    };
    let wanted = Redirect { from, to };
    let found = redirects::by_paths(tx, &[&wanted.from]).await?.pop();
    let Some(is_new) = compare(found.as_ref(), &wanted, |_| {}) else { return Ok(Outcome::Unchanged) };
    redirects::save(tx, &wanted, is_new).await?;
    log(cx, tx, Subject::Redirect, Uuid::nil(), is_new);
    Ok(outcome(is_new))
}
