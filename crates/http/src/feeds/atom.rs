//! Atom (RFC 4287), paged (RFC 5005), with Media RSS for pictures and roles.

use masthead_domain::article::Role;

use super::{document::Document, item::Item, media_rss, xml::Xml};

/// A feed as Atom.
pub(super) fn write(document: &Document<'_>) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open(
        "feed",
        &[
            ("xmlns", "http://www.w3.org/2005/Atom"),
            ("xmlns:media", media_rss::NAMESPACE),
            ("xml:lang", document.language()),
        ],
    );
    xml.text("id", &[], &document.id());
    xml.text("title", &[], &document.title());
    if let Some(description) = document.description() {
        xml.text("subtitle", &[], description);
    }
    xml.text("updated", &[], &document.updated().to_string());
    // Whoever an entry does not name is the publication.
    xml.open("author", &[]);
    xml.text("name", &[], &document.view.site.name);
    xml.text("uri", &[], document.view.site.url.as_str());
    xml.close("author");
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &document.home())]);
    for (relation, href) in document.links() {
        let href = href.as_str();
        match relation {
            "hub" => xml.empty("link", &[("rel", relation), ("href", href)]),
            _ => xml.empty("link", &[("rel", relation), ("type", document.format.media_type()), ("href", href)]),
        }
    }
    xml.text("generator", &[("version", env!("CARGO_PKG_VERSION"))], "Masthead");
    document.items().for_each(|item| entry(&mut xml, &item));
    xml.close("feed");
    xml.finish()
}

fn entry(xml: &mut Xml, item: &Item<'_>) {
    let article = item.article();
    xml.open("entry", &[("xml:lang", &article.language)]);
    xml.text("id", &[], &item.id());
    xml.text("title", &[], &article.headline);
    xml.text("published", &[], &article.dates.published_at.to_string());
    xml.text("updated", &[], &article.dates.updated_at.to_string());
    xml.empty(
        "link",
        &[("rel", "alternate"), ("type", "text/html"), ("hreflang", &article.language), ("href", &item.url())],
    );
    if let Some(canonical) = item.canonical_url() {
        xml.empty("link", &[("rel", "canonical"), ("href", canonical)]);
    }
    for person in item.people() {
        let name = if person.role == Role::Author { "author" } else { "contributor" };
        xml.open(name, &[]);
        xml.text("name", &[], person.name);
        xml.text("uri", &[], &person.url);
        xml.close(name);
    }
    for (name, slug) in item.subjects() {
        xml.empty("category", &[("term", slug), ("label", name)]);
    }
    if let Some(excerpt) = &article.excerpt {
        xml.text("summary", &[("type", "text")], excerpt);
    }
    if let Some(html) = item.html() {
        xml.text("content", &[("type", "html"), ("xml:base", &item.url())], &html);
    }
    media_rss::write(xml, item);
    xml.close("entry");
}
