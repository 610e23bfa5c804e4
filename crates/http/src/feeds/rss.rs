//! RSS 2.0, with what other vocabularies say better: Atom's links, Dublin Core's people, whole texts, and Media RSS.

use masthead_domain::time::Instant;

use super::{document::Document, item::Item, media_rss, xml::Xml};

/// A date as RSS has it: RFC 822 with a year of four digits.
fn date(at: Instant) -> String {
    at.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A feed as RSS.
pub(super) fn write(document: &Document<'_>) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open(
        "rss",
        &[
            ("version", "2.0"),
            ("xmlns:atom", "http://www.w3.org/2005/Atom"),
            ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:media", media_rss::NAMESPACE),
        ],
    );
    xml.open("channel", &[]);
    xml.text("title", &[], &document.title());
    xml.text("link", &[], &document.home());
    // RSS demands one.
    xml.text("description", &[], document.description().unwrap_or(&document.title()));
    xml.text("language", &[], document.language());
    xml.text("lastBuildDate", &[], &date(document.updated()));
    xml.text("generator", &[], super::GENERATOR);
    for (relation, href) in document.links() {
        let href = href.as_str();
        match relation {
            "hub" => xml.empty("atom:link", &[("rel", relation), ("href", href)]),
            _ => xml.empty("atom:link", &[("rel", relation), ("href", href), ("type", document.format.media_type())]),
        }
    }
    document.items().for_each(|entry| item(&mut xml, &entry));
    xml.close("channel");
    xml.close("rss");
    xml.finish()
}

fn item(xml: &mut Xml, item: &Item<'_>) {
    let article = item.article();
    xml.open("item", &[]);
    xml.text("title", &[], &article.headline);
    xml.text("link", &[], &item.url());
    xml.text("guid", &[("isPermaLink", "false")], &item.id());
    xml.text("pubDate", &[], &date(article.dates.published_at));
    xml.text("atom:updated", &[], &article.dates.updated_at.to_string());
    // One for each, whatever the part they had: most readers know no other element for people. Media RSS tells the parts.
    for person in item.people() {
        xml.text("dc:creator", &[], person.name);
    }
    for (name, _) in item.subjects() {
        xml.text("category", &[], name);
    }
    xml.text("dc:language", &[], &article.language);
    if let Some(canonical) = item.canonical_url() {
        xml.empty("atom:link", &[("rel", "canonical"), ("href", canonical)]);
    }
    if let Some(excerpt) = &article.excerpt {
        xml.text("description", &[], excerpt);
    }
    if let Some(html) = item.html() {
        xml.text("content:encoded", &[], &html);
    }
    media_rss::write(xml, item);
    xml.close("item");
}
