//! The text of an article as readers of feeds get it: whole by itself, since nothing of the site stands around it.

use masthead_domain::body::{Block, Body, Divider, Image, Mark, Paragraph, Picture, Span};
use url::Url;

use crate::articles::ArticleView;

/// The text of an article for a feed: under its lead image and its standfirst, with what was put right after it, and every link
/// absolute.
pub fn text(view: &ArticleView) -> Body {
    let mut body = view.body.as_deref().cloned().unwrap_or_default();
    if let Some(text) = &view.article.standfirst {
        body.blocks.insert(0, paragraph(text, vec![Mark::Strong]));
    }
    if let Some(image) = lead_image(view, &body) {
        body.blocks.insert(0, Block::Image(Image { id: String::new(), picture: image }));
    }
    if !view.article.corrections.is_empty() {
        body.blocks.push(Block::Divider(Divider::default()));
    }
    for correction in &view.article.corrections {
        let text = format!("{}: {}", correction.at.utc().format("%Y-%m-%d"), correction.text);
        body.blocks.push(paragraph(&text, vec![Mark::Emphasis]));
    }
    make_absolute(&mut body, &view.url());
    body
}

fn paragraph(text: &str, marks: Vec<Mark>) -> Block {
    Block::Paragraph(Paragraph { content: vec![Span { text: text.to_owned(), marks }], ..Paragraph::default() })
}

/// The lead image, unless the text shows it already.
fn lead_image(view: &ArticleView, body: &Body) -> Option<Picture> {
    let lead = view.article.lead_image.as_ref()?;
    let key = &view.lead_asset()?.asset.key;
    if body.asset_keys().any(|shown| shown == key) {
        return None;
    }
    Some(Picture {
        asset: Some(key.clone()),
        alt: lead.alt.clone(),
        caption: lead.caption.iter().map(Span::plain).collect(),
        ..Picture::default()
    })
}

/// Whoever reads a feed does not stand on the article's page: links of the site, and those within the page, say where they lead.
pub(crate) fn make_absolute(body: &mut Body, page: &str) {
    let Ok(page) = Url::parse(page) else { return };
    body.map_links(&mut |link| {
        if let Ok(absolute) = page.join(link) {
            *link = absolute.into();
        }
    });
    for block in &mut body.blocks {
        if let Block::Html(html) = block {
            html.html = masthead_markup::absolute_links(&html.html, &page);
        }
    }
}
