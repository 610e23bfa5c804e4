//! Assets: pictures and files; and pictures as they are used in one place.

use std::sync::Arc;

use async_graphql::{ComplexObject, SimpleObject};
use masthead_app::{
    articles::{ArticleView, Assets},
    assets::AssetView,
};
use masthead_domain::{body, file, rendition as domain};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Crop, DateTime, FocalPoint, ID, Included, Rendition, RenditionFormat, Srcset, id,
    rendition::{RenditionSource, renditions, srcsets},
};

/// A picture or file.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Asset {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// The name that texts refer to; unique among assets.
    #[schema(example = "lamps")]
    pub key: String,
    /// Absolute URL of the file. If it is kept here, what is behind it never changes.
    #[schema(format = Uri)]
    pub url: String,
    /// What the file was called where it came from.
    #[schema(required, example = "IMG_0412.jpg")]
    pub filename: Option<String>,
    /// Media type of the file.
    #[schema(required, example = "image/jpeg")]
    pub media_type: Option<String>,
    /// Bytes of the file, if it is kept here.
    #[schema(required)]
    pub bytes: Option<u64>,
    /// Width in pixels.
    #[schema(required)]
    pub width: Option<u32>,
    /// Height in pixels.
    #[schema(required)]
    pub height: Option<u32>,
    /// How long it plays, in milliseconds.
    #[schema(required)]
    pub duration_ms: Option<u64>,
    /// Does it move? Its renditions show the first picture; its file shows all of them.
    pub animated: bool,
    /// What it shows, for those who cannot see it. Empty: decorative. Null: nobody wrote it.
    #[schema(required)]
    pub alt: Option<String>,
    /// Does it show nothing that anybody would miss?
    pub decorative: bool,
    /// The text under it, plain.
    #[schema(required)]
    pub caption: Option<String>,
    /// Who made it.
    #[schema(required)]
    pub credit: Option<String>,
    /// The copyright notice.
    #[schema(required)]
    pub copyright: Option<String>,
    /// What may be done with it.
    #[schema(required)]
    pub usage_terms: Option<String>,
    /// From then on readers do not see it any more: the right to show it has ended.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub rights_expire_at: Option<DateTime>,
    /// Has the right to show it ended? Only editors see such a one.
    pub is_expired: bool,
    /// The place that crops keep in view; null: the middle.
    #[schema(required)]
    pub focal_point: Option<FocalPoint>,
    /// A [ThumbHash](https://evanw.github.io/thumbhash/) in base64: what can be shown before the picture is there.
    #[schema(required, example = "1QcSHQRnh493V4dIh4eXh1h4kJUI")]
    pub thumb_hash: Option<String>,
    /// Its most telling colour.
    #[schema(required, example = "#1f3a5f")]
    pub dominant_color: Option<String>,
    /// All sizes as HTML's `srcset` has them, by crop and format. Only with `include=renditions`.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<Srcset>>, required = false, nullable = false)]
    pub srcsets: Included<Vec<Srcset>>,
    /// Every size, by crop and format. Only with `include=renditions`.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<Rendition>>, required = false, nullable = false)]
    pub renditions: Included<Vec<Rendition>>,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
    /// What renditions are made from.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub source: RenditionSource,
}

/// Where the file of an asset arrives, before there is an asset.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Upload {
    /// Its id: what `createAsset` and `updateAsset` take as `upload`.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Where the bytes are sent with PUT, by whoever made the upload, with the same credential.
    #[schema(format = Uri)]
    pub url: String,
    /// What the file was called where it came from.
    #[schema(required)]
    pub filename: Option<String>,
    /// Has the file arrived?
    pub has_arrived: bool,
    /// Bytes that have arrived.
    #[schema(required)]
    pub bytes: Option<u64>,
    /// What has arrived, told by the bytes and not by the name.
    #[schema(required, example = "image/jpeg")]
    pub media_type: Option<String>,
    /// Width in pixels.
    #[schema(required)]
    pub width: Option<u32>,
    /// Height in pixels.
    #[schema(required)]
    pub height: Option<u32>,
    /// Until when it is kept if no asset is made of it.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: DateTime,
}

impl Upload {
    /// An upload; `base` is where the API was reached.
    pub(crate) fn new(upload: &file::Upload, base: &str) -> Self {
        let file = upload.arrived.as_ref().map(|(file, _)| file);
        Self {
            id: id(upload.id),
            url: format!("{base}/v1/uploads/{}", upload.id),
            filename: upload.filename.clone(),
            has_arrived: file.is_some(),
            bytes: file.map(|file| file.bytes),
            media_type: file.map(|file| file.media_type.clone()),
            width: file.and_then(|file| file.details.width),
            height: file.and_then(|file| file.details.height),
            expires_at: upload.expires_at.into(),
        }
    }
}

impl Asset {
    /// An asset as it goes out; `with_renditions`: with its sizes, for REST.
    pub fn new(view: AssetView, with_renditions: bool) -> Self {
        let source = Some(Arc::new(view));
        let listed = Included::when(with_renditions, || renditions(&source, None, None));
        let sets = Included::when(with_renditions, || srcsets(&source, None, None));
        let view = source.as_deref().unwrap_or_else(|| unreachable!("it was put there just now"));
        let asset = &view.asset;
        let file = asset.file();
        Self {
            id: id(asset.id),
            key: asset.key.clone(),
            url: view.url.clone(),
            filename: asset.filename.clone(),
            media_type: asset.media_type().map(str::to_owned),
            bytes: file.map(file::File::served_bytes),
            width: asset.width(),
            height: asset.height(),
            duration_ms: file.and_then(|file| file.details.duration_ms),
            animated: view.is_animated(),
            alt: asset.alt().map(str::to_owned),
            decorative: asset.decorative,
            caption: asset.caption.clone(),
            credit: asset.credit.clone(),
            copyright: asset.copyright.clone(),
            usage_terms: asset.usage_terms.clone(),
            rights_expire_at: asset.rights_expire_at.map(DateTime::from),
            is_expired: view.is_expired,
            focal_point: asset.focal_point.map(FocalPoint::from),
            thumb_hash: file.and_then(|file| file.details.thumb_hash.clone()),
            dominant_color: file.and_then(|file| file.details.dominant_color.clone()),
            srcsets: sets,
            renditions: listed,
            revision: asset.revision,
            source,
        }
    }
}

/// A picture as it is used in one place.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Picture {
    /// Which asset of the site it is; null for a picture that another site serves.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub asset_id: Option<ID>,
    /// Absolute URL of the file.
    #[schema(format = Uri)]
    pub url: String,
    /// What it shows, for those who cannot see it. Empty: decorative. Null: nobody wrote it.
    #[schema(required)]
    pub alt: Option<String>,
    /// The text under it, plain.
    #[schema(required)]
    pub caption: Option<String>,
    /// Who made it.
    #[schema(required)]
    pub credit: Option<String>,
    /// The copyright notice.
    #[schema(required)]
    pub copyright: Option<String>,
    /// What may be done with it.
    #[schema(required)]
    pub usage_terms: Option<String>,
    /// Media type of the file.
    #[schema(required, example = "image/jpeg")]
    pub media_type: Option<String>,
    /// Width in pixels.
    #[schema(required)]
    pub width: Option<u32>,
    /// Height in pixels.
    #[schema(required)]
    pub height: Option<u32>,
    /// The place that crops keep in view; null: the middle.
    #[schema(required)]
    pub focal_point: Option<FocalPoint>,
    /// A [ThumbHash](https://evanw.github.io/thumbhash/) in base64: what can be shown before the picture is there.
    #[schema(required, example = "1QcSHQRnh493V4dIh4eXh1h4kJUI")]
    pub thumb_hash: Option<String>,
    /// Its most telling colour.
    #[schema(required, example = "#1f3a5f")]
    pub dominant_color: Option<String>,
    /// All sizes as HTML's `srcset` has them, by crop and format. Only with `include=renditions`.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<Srcset>>, required = false, nullable = false)]
    pub srcsets: Included<Vec<Srcset>>,
    /// Every size, by crop and format. Only with `include=renditions`.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<Rendition>>, required = false, nullable = false)]
    pub renditions: Included<Vec<Rendition>>,
    /// What renditions are made from.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub source: RenditionSource,
}

#[ComplexObject]
impl Asset {
    /// All sizes as HTML's `srcset` has them, by crop and format.
    async fn srcsets(
        &self,
        #[graphql(desc = "Only these crops.")] crops: Option<Vec<Crop>>,
        #[graphql(desc = "Only these formats.")] formats: Option<Vec<RenditionFormat>>,
    ) -> Vec<Srcset> {
        srcsets(&self.source, crops.as_deref(), formats.as_deref())
    }

    /// Every size, by crop and format.
    async fn renditions(
        &self,
        #[graphql(desc = "Only these crops.")] crops: Option<Vec<Crop>>,
        #[graphql(desc = "Only these formats.")] formats: Option<Vec<RenditionFormat>>,
    ) -> Vec<Rendition> {
        renditions(&self.source, crops.as_deref(), formats.as_deref())
    }
}

#[ComplexObject]
impl Picture {
    /// All sizes as HTML's `srcset` has them, by crop and format.
    async fn srcsets(
        &self,
        #[graphql(desc = "Only these crops.")] crops: Option<Vec<Crop>>,
        #[graphql(desc = "Only these formats.")] formats: Option<Vec<RenditionFormat>>,
    ) -> Vec<Srcset> {
        srcsets(&self.source, crops.as_deref(), formats.as_deref())
    }

    /// Every size, by crop and format.
    async fn renditions(
        &self,
        #[graphql(desc = "Only these crops.")] crops: Option<Vec<Crop>>,
        #[graphql(desc = "Only these formats.")] formats: Option<Vec<RenditionFormat>>,
    ) -> Vec<Rendition> {
        renditions(&self.source, crops.as_deref(), formats.as_deref())
    }
}

/// GraphQL's `Int` has 32 bits with a sign; no picture is larger.
fn int(pixels: Option<u32>) -> Option<u32> {
    pixels.filter(|pixels| i32::try_from(*pixels).is_ok())
}

impl Picture {
    /// An asset where nothing else is said about it.
    fn of_asset(view: &AssetView, with_renditions: bool) -> Self {
        let source = Some(Arc::new(view.clone()));
        let asset = &view.asset;
        let file = asset.file();
        Self {
            asset_id: Some(id(asset.id)),
            url: view.url.clone(),
            alt: asset.alt().map(str::to_owned),
            caption: asset.caption.clone(),
            credit: asset.credit.clone(),
            copyright: asset.copyright.clone(),
            usage_terms: asset.usage_terms.clone(),
            media_type: asset.media_type().map(str::to_owned),
            width: asset.width(),
            height: asset.height(),
            focal_point: asset.focal_point.map(FocalPoint::from),
            thumb_hash: file.and_then(|file| file.details.thumb_hash.clone()),
            dominant_color: file.and_then(|file| file.details.dominant_color.clone()),
            srcsets: Included::when(with_renditions, || srcsets(&source, None, None)),
            renditions: Included::when(with_renditions, || renditions(&source, None, None)),
            source,
        }
    }

    /// A picture that another site serves.
    fn elsewhere(url: String, with_renditions: bool) -> Self {
        Self {
            asset_id: None,
            url,
            alt: None,
            caption: None,
            credit: None,
            copyright: None,
            usage_terms: None,
            media_type: None,
            width: None,
            height: None,
            focal_point: None,
            thumb_hash: None,
            dominant_color: None,
            srcsets: Included::when(with_renditions, Vec::new),
            renditions: Included::when(with_renditions, Vec::new),
            source: None,
        }
    }

    /// The picture above an article.
    pub(super) fn lead(view: &ArticleView) -> Option<Self> {
        let lead = view.article.lead_image.as_ref()?;
        let picture = Self::of_asset(view.lead_asset()?, view.include.renditions);
        Some(Self {
            alt: lead.alt.clone().or(picture.alt),
            caption: lead.caption.clone().or(picture.caption),
            ..picture
        })
    }

    /// The same picture as cards of other sites show it: in their shape, in a format that all of them can read.
    pub(super) fn shared(self) -> Self {
        match self.source.as_ref().and_then(|view| view.plain(domain::Crop::Social)) {
            Some(plain) => Self {
                url: plain.url,
                media_type: Some(plain.rendition.format.media_type().to_owned()),
                width: Some(plain.rendition.width),
                height: Some(plain.rendition.height),
                ..self
            },
            None => self,
        }
    }

    /// A picture of a text; nothing if it cannot be found, or may not be shown any more.
    pub(super) fn in_body(picture: &body::Picture, assets: &Assets, with_renditions: bool) -> Option<Self> {
        let asset = picture.asset.as_deref().and_then(|key| assets.by_key(key));
        let found = match (asset, &picture.url) {
            (Some(asset), _) => Self::of_asset(asset, with_renditions),
            (None, Some(url)) => Self::elsewhere(url.clone(), with_renditions),
            (None, None) => return None,
        };
        let caption = if picture.caption.is_empty() { None } else { Some(body::plain_text(&picture.caption)) };
        Some(Self {
            alt: picture.alt.clone().or(found.alt),
            caption: caption.or(found.caption),
            credit: picture.credit.clone().or(found.credit),
            width: int(picture.width.or(found.width)),
            height: int(picture.height.or(found.height)),
            ..found
        })
    }
}
