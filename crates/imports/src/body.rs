//! Text of an export to blocks: links and pictures that lead into the export itself become those of the site.

use masthead_domain::body::{Block, Body, Picture};
use masthead_markup::{Options, Parsed, html};

/// What an export knows of its own pictures and pages.
pub(crate) trait Known {
    /// The key of the asset that this picture is, whatever size its address names.
    fn asset(&self, url: &str) -> Option<String>;
    /// Where this link leads now, if that changed.
    fn link(&self, href: &str) -> Option<String>;
}

/// Reads HTML into blocks. Returns what was changed or is kept in another form, for people.
pub(crate) fn read(text: &str, options: &Options, known: &dyn Known) -> (Body, Vec<String>) {
    let Parsed { mut body, notes } = html::parse(text, options);
    // Where pictures are is no link.
    let addresses: Vec<Option<String>> = pictures(&mut body).map(|picture| picture.url.take()).collect();
    body.map_links(&mut |href| {
        if let Some(now) = known.link(href) {
            *href = now;
        }
    });
    for (picture, address) in pictures(&mut body).zip(addresses) {
        picture.url = address;
        if let Some(key) = picture.url.as_deref().and_then(|url| known.asset(url)) {
            picture.asset = Some(key);
            picture.url = None;
            // They are of the size that stood here, not of the asset.
            picture.width = None;
            picture.height = None;
        }
    }
    // Ids follow from content, which has changed.
    body.normalise();
    let notes = notes
        .into_iter()
        .map(|note| if note.sample.is_empty() { note.message } else { format!("{}: {}", note.message, note.sample) });
    (body, notes.collect())
}

fn pictures(body: &mut Body) -> impl Iterator<Item = &mut Picture> {
    body.blocks.iter_mut().flat_map(|block| match block {
        Block::Image(image) => std::slice::from_mut(&mut image.picture),
        Block::Gallery(gallery) => gallery.pictures.as_mut_slice(),
        _ => &mut [],
    })
}
