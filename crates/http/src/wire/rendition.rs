//! The sizes, crops and formats that a picture can be had in.

use std::sync::Arc;

use async_graphql::{Enum, SimpleObject};
use masthead_app::assets::{AssetView, RenditionView};
use masthead_domain::rendition as domain;
use serde::Serialize;
use utoipa::ToSchema;

/// The shape that a picture is cut to, around its focal point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::Crop")]
pub enum Crop {
    /// As it is.
    Original,
    /// 1:1.
    Square,
    /// 4:3.
    Standard,
    /// 16:9.
    Wide,
    /// 1.91:1, what social networks show of a shared page.
    Social,
}

/// The format of a rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::Format")]
pub enum RenditionFormat {
    /// Everything can show it.
    Jpeg,
    /// Everything can show it; in the place of JPEG for pictures that one can look through.
    Png,
    /// Smaller; every browser of the last years can show it.
    #[serde(rename = "WEBP")]
    #[graphql(name = "WEBP")]
    WebP,
    /// Smaller still. It is made in the background, and listed once it is there.
    Avif,
}

/// One size of a picture, in one crop and one format.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Rendition {
    /// What of the picture.
    pub crop: Crop,
    /// In which format.
    pub format: RenditionFormat,
    /// The media type of the format.
    #[schema(example = "image/webp")]
    pub media_type: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Bytes, once it has been made; until then it is made when it is asked for.
    #[schema(required)]
    pub bytes: Option<u64>,
    /// Absolute URL. What is behind it never changes.
    #[schema(format = Uri)]
    pub url: String,
}

/// All sizes of a picture in one crop and one format, ready for HTML: `<source type="image/webp" srcset="…">`.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Srcset {
    /// What of the picture.
    pub crop: Crop,
    /// In which format.
    pub format: RenditionFormat,
    /// The media type of the format, for `type`.
    #[schema(example = "image/webp")]
    pub media_type: &'static str,
    /// The URLs with their widths, for `srcset`.
    pub srcset: String,
}

/// The place of a picture that crops keep in view.
#[derive(Debug, Clone, Copy, Serialize, ToSchema, SimpleObject)]
pub struct FocalPoint {
    /// From the left edge, as a part of the width: 0 to 1.
    #[schema(example = 0.5)]
    pub x: f64,
    /// From the upper edge, as a part of the height: 0 to 1.
    #[schema(example = 0.25)]
    pub y: f64,
}

impl From<domain::FocalPoint> for FocalPoint {
    fn from(point: domain::FocalPoint) -> Self {
        let part = |n: u16| f64::from(n) / f64::from(domain::FocalPoint::MAX);
        Self { x: part(point.x), y: part(point.y) }
    }
}

/// What renditions are made from; nothing for a file that someone else serves.
pub(crate) type RenditionSource = Option<Arc<AssetView>>;

fn wanted<D, W: Copy + Into<D>>(chosen: Option<&[W]>, all: &[D]) -> Vec<D>
where
    D: Copy + PartialEq,
{
    match chosen {
        Some(chosen) => {
            let chosen: Vec<D> = chosen.iter().map(|it| (*it).into()).collect();
            all.iter().copied().filter(|it| chosen.contains(it)).collect()
        }
        None => all.to_vec(),
    }
}

/// The crops and formats of a picture, as far as they were chosen, the format that everything can show first.
fn pairs<'a>(
    view: &'a AssetView,
    crops: Option<&[Crop]>,
    formats: Option<&[RenditionFormat]>,
) -> impl Iterator<Item = (domain::Crop, domain::Format)> + use<'a> {
    let formats = wanted::<domain::Format, _>(formats, &view.formats());
    let crops = wanted::<domain::Crop, _>(crops, &domain::Crop::ALL);
    crops.into_iter().flat_map(move |crop| formats.clone().into_iter().map(move |format| (crop, format)))
}

/// Every rendition of a picture, as far as crops and formats were chosen.
pub(crate) fn renditions(
    source: &RenditionSource,
    crops: Option<&[Crop]>,
    formats: Option<&[RenditionFormat]>,
) -> Vec<Rendition> {
    let Some(view) = source else { return Vec::new() };
    let one = |RenditionView { rendition, url, bytes }| {
        let domain::Rendition { crop, width, height, format } = rendition;
        Rendition {
            crop: crop.into(),
            format: format.into(),
            media_type: format.media_type(),
            width,
            height,
            bytes,
            url,
        }
    };
    pairs(view, crops, formats).flat_map(|(crop, format)| view.renditions(crop, format)).map(one).collect()
}

/// Every `srcset` of a picture, as far as crops and formats were chosen.
pub(crate) fn srcsets(
    source: &RenditionSource,
    crops: Option<&[Crop]>,
    formats: Option<&[RenditionFormat]>,
) -> Vec<Srcset> {
    let Some(view) = source else { return Vec::new() };
    pairs(view, crops, formats)
        .filter_map(|(crop, format)| {
            let srcset = view.srcset(crop, format)?;
            Some(Srcset { crop: crop.into(), format: format.into(), media_type: format.media_type(), srcset })
        })
        .collect()
}
