//! What publication needs, beyond what any content needs: everything that is missing is said at once.

use crate::{
    article::Content,
    asset::Asset,
    body::{Block, Picture},
    error::Violation,
    id::Id,
};

/// Knows the alternative texts of assets: `None` for an asset that is not there or has none.
pub trait AltTexts {
    /// By id.
    fn by_id(&self, id: Id<Asset>) -> Option<&str>;
    /// By key.
    fn by_key(&self, key: &str) -> Option<&str>;
}

/// What is missing before readers may see this. `field` is relative to the content.
pub fn missing(content: &Content, assets: &impl AltTexts) -> Vec<Violation> {
    let mut missing = Vec::new();
    if content.headline.trim().is_empty() {
        missing.push(Violation::new("/headline", "required", "an article needs a headline"));
    }
    if content.contributors.is_empty() {
        missing.push(Violation::new(
            "/contributors",
            "required",
            "readers are told who made it: at least one contributor",
        ));
    }
    let needs_alt = "says what the picture shows, for those who cannot see it; empty for a decorative one";
    if let Some(lead) = &content.lead_image
        && lead.alt.as_deref().or_else(|| assets.by_id(lead.asset)).is_none()
    {
        missing.push(Violation::new("/leadImage/alt", "required", needs_alt));
    }
    let mut check = |field: String, picture: &Picture| {
        let of_asset = || assets.by_key(picture.asset.as_deref()?);
        if picture.alt.as_deref().or_else(of_asset).is_none() {
            missing.push(Violation::new(field, "required", needs_alt));
        }
    };
    for (at, block) in content.body.blocks.iter().enumerate() {
        match block {
            Block::Image(image) => check(format!("/body/blocks/{at}/picture/alt"), &image.picture),
            Block::Gallery(gallery) => {
                for (place, picture) in gallery.pictures.iter().enumerate() {
                    check(format!("/body/blocks/{at}/pictures/{place}/alt"), picture);
                }
            }
            _ => {}
        }
    }
    missing
}
