//! Pictures as Media RSS tells them, in RSS and in Atom: every size, what is seen, whose it is, and who had which part in the article.

use super::{
    item::{Item, Lead, role},
    xml::Xml,
};

/// The namespace of Media RSS.
pub(super) const NAMESPACE: &str = "http://search.yahoo.com/mrss/";
/// How Media RSS calls the roles of the European Broadcasting Union, the ones that it knows best.
const SCHEME: &str = "urn:ebu";

/// The lead image of an article with its sizes, and the roles of its contributors.
pub(super) fn write(xml: &mut Xml, item: &Item<'_>) {
    for person in item.people() {
        xml.text("media:credit", &[("role", role(person.role)), ("scheme", SCHEME)], person.name);
    }
    if let Some(lead) = item.lead() {
        picture(xml, &lead);
    }
}

fn picture(xml: &mut Xml, lead: &Lead<'_>) {
    let asset = &lead.asset.asset;
    xml.open("media:group", &[]);
    let renditions = lead.renditions();
    let plain = lead.url();
    for it in &renditions {
        let (width, height) = (it.rendition.width.to_string(), it.rendition.height.to_string());
        let bytes = it.bytes.map(|bytes| bytes.to_string());
        let mut attributes = vec![
            ("url", it.url.as_str()),
            ("medium", "image"),
            ("type", it.rendition.format.media_type()),
            ("width", &width),
            ("height", &height),
            ("isDefault", if it.url == plain { "true" } else { "false" }),
        ];
        attributes.extend(bytes.as_deref().map(|bytes| ("fileSize", bytes)));
        xml.empty("media:content", &attributes);
    }
    if renditions.is_empty() {
        let size = [asset.width(), asset.height()].map(|side| side.map(|side| side.to_string()));
        let mut attributes = vec![("url", lead.asset.url.as_str()), ("medium", "image"), ("isDefault", "true")];
        attributes.extend(asset.media_type().map(|media_type| ("type", media_type)));
        attributes.extend(size[0].as_deref().map(|width| ("width", width)));
        attributes.extend(size[1].as_deref().map(|height| ("height", height)));
        xml.empty("media:content", &attributes);
    }
    if let Some(caption) = lead.caption {
        xml.text("media:title", &[("type", "plain")], caption);
    }
    // What a picture shows, for those who cannot see it: here the readers of feeds that know alternative text look for it.
    if let Some(alt) = lead.alt.filter(|alt| !alt.is_empty()) {
        xml.text("media:description", &[("type", "plain")], alt);
    }
    if let Some(credit) = &asset.credit {
        xml.text("media:credit", &[], credit);
    }
    if let Some(copyright) = &asset.copyright {
        xml.text("media:copyright", &[], copyright);
    }
    xml.close("media:group");
}
