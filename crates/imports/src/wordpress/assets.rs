//! Attachments as assets.

use masthead_domain::bundle::{AssetRecord, Record};
use url::Url;

use super::item::Post;
use crate::{Item, Made, Mapping, names, php};

/// Longest text of an asset, in characters.
const MAX_TEXT: usize = 20_000;

/// The key of an attachment. The host keeps the attachments of several sites apart.
pub(super) fn key(host: &str, id: u64) -> String {
    format!("wordpress/{host}/{id}")
}

/// The address of an attachment.
pub(super) fn url(post: &Post) -> Option<Url> {
    [&post.attachment_url, &post.guid].into_iter().find_map(|text| {
        let url = Url::parse(&crate::text::unescaped(text)).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    })
}

/// An attachment as an item.
pub(super) fn item(post: &Post, host: &str, mapping: &Mapping) -> Item {
    let origin = post.origin();
    let Some(url) = url(post) else {
        let why = format!("its address {:?} is not one", names::cut(post.attachment_url.clone(), 200).0);
        return Item { origin, made: Made::Refused(why), notes: Vec::new(), facts: None };
    };
    let mut notes = Vec::new();
    let serialised = post.meta("_wp_attachment_metadata").and_then(php::read);
    let image = |key: &str| {
        serialised
            .as_ref()?
            .get("image_meta")?
            .get(key)?
            .text()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let size = |key: &str| {
        serialised.as_ref()?.get(key)?.int().and_then(|pixels| u32::try_from(pixels).ok()).filter(|pixels| *pixels > 0)
    };
    let credit = post.first_meta(&mapping.fields.credit).map(str::to_owned).or_else(|| image("credit"));
    let (caption, description) = (plain(&post.excerpt), plain(&post.content));
    if !description.is_empty() && !caption.is_empty() && description != caption {
        notes.push(format!("its description is not kept: {}", names::cut(description.clone(), 80).0));
    }
    let caption = if caption.is_empty() { description } else { caption };
    let filename =
        url.path_segments().and_then(|mut path| path.next_back()).map(names::decoded).filter(|name| !name.is_empty());
    let media_type = media_type(filename.as_deref().unwrap_or_default());
    let is_picture = media_type.is_some_and(|kind| kind.starts_with("image/"));
    let text = |text: Option<String>| {
        text.map(|text| names::cut(names::clean(&text), MAX_TEXT).0).filter(|text| !text.is_empty())
    };
    let record = AssetRecord {
        key: key(host, post.id),
        file: None,
        filename: None,
        media_type: media_type.map(str::to_owned),
        width: size("width").filter(|_| is_picture),
        height: size("height").filter(|_| is_picture),
        alt: text(post.meta("_wp_attachment_image_alt").map(plain)),
        caption: text(Some(caption)),
        credit: text(credit),
        decorative: false,
        copyright: text(image("copyright")),
        usage_terms: None,
        rights_expire_at: None,
        focal_point: None,
        url: Some(url),
    };
    Item { origin, made: Made::Records(vec![Record::Asset(record)]), notes, facts: None }
}

/// HTML as text.
pub(super) fn plain(html: &str) -> String {
    let clean = names::clean(html);
    if !clean.contains(['<', '&', '[']) {
        return clean.trim().to_owned();
    }
    masthead_markup::html::parse(&clean, &masthead_markup::Options::default()).body.text().trim().to_owned()
}

/// What kind of file it is, by its name; what serves it says so itself.
fn media_type(filename: &str) -> Option<&'static str> {
    let extension = filename.rsplit_once('.')?.1.to_ascii_lowercase();
    Some(match extension.as_str() {
        "jpg" | "jpeg" | "jpe" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "pdf" => "application/pdf",
        _ => return None,
    })
}
