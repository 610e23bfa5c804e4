//! What clients write of everything that articles are filed under and refer to: one form for creating and for changing, in both
//! protocols.

use async_graphql::{InputObject, MaybeUndefined, OneofObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AuthorKind, DateTime};

/// What can be written of a section. A change is a merge patch (RFC 7396): what is absent stays, null takes away, lists replace lists.
#[derive(Debug, Clone, Default, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SectionFields {
    /// Its name in URLs; unique among sections. A new one without it gets one made from its name. Links to the old one lead on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "ideas")]
    pub slug: MaybeUndefined<String>,
    /// Its name. A new one needs it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "Ideas")]
    pub name: MaybeUndefined<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub description: MaybeUndefined<String>,
    /// The section that it lies within, by id or slug. A section that moves takes everything within along, and links lead on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, example = "culture")]
    pub parent: MaybeUndefined<String>,
    /// Where it stands among its siblings; smaller first.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = i32, required = false)]
    pub position: MaybeUndefined<i32>,
}

/// What can be written of an author. A change is a merge patch (RFC 7396): what is absent stays, null takes away, lists replace lists.
#[derive(Debug, Clone, Default, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AuthorFields {
    /// Its name in URLs; unique among authors. A new one without it gets one made from its name. Links to the old one lead on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "ines-caldevilla")]
    pub slug: MaybeUndefined<String>,
    /// As readers see it. A new one needs it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "Inês Caldevilla")]
    pub name: MaybeUndefined<String>,
    /// A person or an organization.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = AuthorKind, required = false)]
    pub kind: MaybeUndefined<AuthorKind>,
    /// A short biography, plain text.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub bio: MaybeUndefined<String>,
    /// Portrait or logo: an asset, by id or key.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub portrait: MaybeUndefined<String>,
    /// Accounts and pages elsewhere.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<Vec<ProfileLinkFields>>, required = false)]
    pub links: MaybeUndefined<Vec<ProfileLinkFields>>,
}

/// What can be written of a tag. A change is a merge patch (RFC 7396): what is absent stays, null takes away, lists replace lists.
#[derive(Debug, Clone, Default, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TagFields {
    /// Its name in URLs; unique among tags. A new one without it gets one made from its name. Links to the old one lead on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "rivers")]
    pub slug: MaybeUndefined<String>,
    /// Its name. A new one needs it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "Rivers")]
    pub name: MaybeUndefined<String>,
    /// What it covers.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub description: MaybeUndefined<String>,
}

/// What can be written of a series. A change is a merge patch (RFC 7396): what is absent stays, null takes away, lists replace lists.
#[derive(Debug, Clone, Default, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SeriesFields {
    /// Its name in URLs; unique among series. A new one without it gets one made from its title. Links to the old one lead on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "slow-lines")]
    pub slug: MaybeUndefined<String>,
    /// Its title. A new one needs it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "Slow Lines")]
    pub title: MaybeUndefined<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub description: MaybeUndefined<String>,
}

/// What can be written of a collection. A change is a merge patch (RFC 7396): what is absent stays, null takes away, lists replace lists.
#[derive(Debug, Clone, Default, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CollectionFields {
    /// Its name in URLs; unique among collections. A new one without it gets one made from its title. Links to the old one lead on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "front")]
    pub slug: MaybeUndefined<String>,
    /// Its title. A new one needs it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "On the front")]
    pub title: MaybeUndefined<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub description: MaybeUndefined<String>,
    /// The picks, in order: articles by id or slug, whatever their stage; readers see the published ones.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<Vec<String>>, required = false)]
    pub items: MaybeUndefined<Vec<String>>,
}

/// What can be written of an asset. A change is a merge patch (RFC 7396): what is absent stays, null takes away, lists replace lists.
/// A new one needs one of `url`, `upload` and `importUrl`; what its file says about itself (IPTC, XMP, EXIF) stands where nothing is
/// said.
#[derive(Debug, Clone, Default, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AssetFields {
    /// The name that texts refer to; unique among assets, and fixed. A new one without it goes by its id.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "lamps")]
    pub key: MaybeUndefined<String>,
    /// Absolute URL of a file that someone else serves.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, format = Uri)]
    pub url: MaybeUndefined<String>,
    /// Id of an upload that the file has arrived at. It is the upload's end.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, format = Uuid)]
    pub upload: MaybeUndefined<String>,
    /// Absolute URL of a file that is fetched now, and kept here.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, format = Uri)]
    pub import_url: MaybeUndefined<String>,
    /// What the file is called where somebody saves it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, example = "lamps.jpg")]
    pub filename: MaybeUndefined<String>,
    /// Media type of a file that someone else serves. Those that are kept here tell it themselves.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, example = "image/jpeg")]
    pub media_type: MaybeUndefined<String>,
    /// Width in pixels of a file that someone else serves.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<u32>, required = false)]
    pub width: MaybeUndefined<u32>,
    /// Height in pixels of a file that someone else serves.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<u32>, required = false)]
    pub height: MaybeUndefined<u32>,
    /// What it shows, for those who cannot see it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub alt: MaybeUndefined<String>,
    /// It shows nothing that anybody would miss, such as an ornament: its alternative text is the empty one.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = bool, required = false)]
    pub decorative: MaybeUndefined<bool>,
    /// The text under it, plain.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub caption: MaybeUndefined<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub credit: MaybeUndefined<String>,
    /// The copyright notice.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub copyright: MaybeUndefined<String>,
    /// What may be done with it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub usage_terms: MaybeUndefined<String>,
    /// From then on readers do not see it any more, nor anything made of it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, format = DateTime)]
    pub rights_expire_at: MaybeUndefined<DateTime>,
    /// The place that crops keep in view; null: the middle.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<FocalPointFields>, required = false)]
    pub focal_point: MaybeUndefined<FocalPointFields>,
}

/// The place of a picture that crops keep in view.
#[derive(Debug, Clone, Copy, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct FocalPointFields {
    /// From the left edge, as a part of the width: 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    pub x: f64,
    /// From the upper edge, as a part of the height: 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.25)]
    pub y: f64,
}

/// What can be written of the publication. A change is a merge patch (RFC 7396): what is absent stays, null takes away, lists replace lists.
#[derive(Debug, Clone, Default, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SiteFields {
    /// Its name.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "The Long Quay")]
    pub name: MaybeUndefined<String>,
    /// Where its website stands; absolute, without query and fragment.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, format = Uri)]
    pub url: MaybeUndefined<String>,
    /// The language of what says nothing else, as a BCP 47 tag.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "en")]
    pub language: MaybeUndefined<String>,
    /// IANA time zone name.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "Europe/Lisbon")]
    pub timezone: MaybeUndefined<String>,
    /// What it is, in a sentence or two.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub description: MaybeUndefined<String>,
    /// How the path of an article is made. Another one moves every article, and links lead on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, example = "/{section}/{slug}")]
    pub article_path: MaybeUndefined<String>,
    /// The main menu, in order.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<Vec<NavigationItemFields>>, required = false)]
    pub navigation: MaybeUndefined<Vec<NavigationItemFields>>,
    /// Its accounts elsewhere.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<Vec<ProfileLinkFields>>, required = false)]
    pub social_links: MaybeUndefined<Vec<ProfileLinkFields>>,
}

/// One entry of the main menu.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct NavigationItemFields {
    /// What readers see.
    pub label: String,
    /// A path on the site.
    pub path: String,
}

/// An account or page elsewhere.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct ProfileLinkFields {
    /// Lower-case name of the platform.
    pub platform: String,
    /// Absolute URL.
    #[schema(format = Uri)]
    pub url: String,
}

/// A path, and where it leads: either to a path or URL, or to an article.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct RedirectFields {
    /// The old path, where nothing is any more.
    #[schema(example = "/old/lamps")]
    pub from: String,
    /// A path of the site, or an absolute URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/cities/lamps")]
    pub to: Option<String>,
    /// An article, by id or slug: to wherever it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// Which tag comes in the place of another.
#[derive(Debug, Clone, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct TagMerge {
    /// Id or slug of the tag that stays.
    #[schema(example = "rivers")]
    pub into: String,
}

/// Changes of the picks of a collection: 1 to 100, one after the other, all or none. Positions count from 0, and are those that the
/// change before has left.
#[derive(Debug, Clone, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct CollectionChanges {
    /// The changes.
    pub changes: Vec<CollectionChange>,
}

/// One change of the picks of a collection: exactly one of these.
#[derive(Debug, Clone, Deserialize, ToSchema, OneofObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum CollectionChange {
    /// An article comes to stand somewhere.
    Insert(InsertItem),
    /// A pick comes to stand elsewhere.
    Move(MoveItem),
    /// A pick is taken out.
    Remove(RemoveItem),
    /// These are the picks, whatever there was.
    Replace(ReplaceItems),
}

/// An article that comes to stand somewhere.
#[derive(Debug, Clone, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct InsertItem {
    /// Id or slug of the article.
    pub article: String,
    /// Where it stands then; at the end when nothing is said.
    pub at: Option<u32>,
}

/// A pick that comes to stand elsewhere.
#[derive(Debug, Clone, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct MoveItem {
    /// Where it stands.
    pub from: u32,
    /// Where it stands then.
    pub to: u32,
}

/// A pick that is taken out.
#[derive(Debug, Clone, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct RemoveItem {
    /// Where it stands.
    pub at: u32,
}

/// New picks.
#[derive(Debug, Clone, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct ReplaceItems {
    /// Ids or slugs of the articles, in order.
    pub articles: Vec<String>,
}

impl From<CollectionChange> for masthead_app::structure::ItemsChange {
    fn from(change: CollectionChange) -> Self {
        match change {
            CollectionChange::Insert(InsertItem { article, at }) => Self::Insert { article, at },
            CollectionChange::Move(MoveItem { from, to }) => Self::Move { from, to },
            CollectionChange::Remove(RemoveItem { at }) => Self::Remove { at },
            CollectionChange::Replace(ReplaceItems { articles }) => Self::Replace { articles },
        }
    }
}
