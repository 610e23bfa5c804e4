//! Assets: pictures and files, as readers and as editors see them.

use std::{collections::HashMap, sync::Arc};

use masthead_domain::{
    access::Operation,
    asset::{Asset, Source},
    cache_tag::CacheTag,
    event::Subject,
    id::Id,
    page::Page,
    rendition::{Crop, Format, Rendition},
    time::Instant,
};
use masthead_persistence::{Reader, assets as stored, files};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Cx, Edge, Error, Fields, PageArgs, Result, Target,
    cursor::{self, Fingerprint},
    idempotency, media,
    memory::{Kind, Remembered},
    resources::Key,
    structure,
};

/// The largest width of the picture that pages show when they cannot choose.
const PLAIN_WIDTH: u32 = 1_280;

/// An asset, and where everything of it is.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetView {
    /// The asset.
    pub asset: Arc<Asset>,
    /// Absolute URL of its file.
    pub url: String,
    /// Has the right to show it ended? Only editors see such a one.
    pub is_expired: bool,
    /// What every address of it begins with; nothing for a file that someone else serves.
    base: Option<String>,
    /// The widths of renditions.
    ladder: Arc<[u32]>,
    /// The bytes of the renditions that have been made, by the name that they are kept under.
    made: Option<Arc<HashMap<String, u64>>>,
}

/// A rendition, and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct RenditionView {
    /// Which one.
    pub rendition: Rendition,
    /// Its absolute URL, which never changes.
    pub url: String,
    /// Its bytes, if it has been made.
    pub bytes: Option<u64>,
}

impl AssetView {
    fn new(cx: &Cx, asset: Arc<Asset>, made: Option<Arc<HashMap<String, u64>>>) -> Self {
        let base = asset.media_path("").map(|path| cx.media_url(&path));
        let url = match (&asset.source, &base, asset.original_name()) {
            (Source::Here(_), Some(base), Some(name)) => format!("{base}{name}"),
            (Source::Elsewhere(elsewhere), ..) => elsewhere.url.to_string(),
            _ => String::new(),
        };
        let is_expired = asset.is_expired(cx.now());
        Self { asset, url, is_expired, base, ladder: cx.settings().media.widths.clone(), made }
    }

    /// Its renditions in a crop and a format, the smallest first. Those that are made in the background are there once they are made.
    pub fn renditions(&self, crop: Crop, format: Format) -> Vec<RenditionView> {
        let Some(base) = &self.base else { return Vec::new() };
        let all = self.asset.renditions(&self.ladder, crop, format).into_iter().map(|rendition| {
            let name = rendition.kept_as(self.asset.focal_point);
            let bytes = self.made.as_ref().and_then(|made| made.get(&name)).copied();
            RenditionView { rendition, url: format!("{base}{}", rendition.name()), bytes }
        });
        all.filter(|view| view.rendition.format.on_demand() || view.bytes.is_some()).collect()
    }

    /// The sizes in a crop and a format, as HTML's `srcset` has them; nothing if there are none.
    pub fn srcset(&self, crop: Crop, format: Format) -> Option<String> {
        let all = self.renditions(crop, format);
        let parts: Vec<String> = all.iter().map(|view| format!("{} {}w", view.url, view.rendition.width)).collect();
        if parts.is_empty() { None } else { Some(parts.join(", ")) }
    }

    /// The formats that its renditions come in, the one that everything can show first.
    pub fn formats(&self) -> Vec<Format> {
        let file = self.asset.file().filter(|file| file.scalable().is_some());
        file.map(|file| file.formats().to_vec()).unwrap_or_default()
    }

    /// The one that everything can show, in a crop, for whoever cannot choose: as large as pages need, and no larger.
    pub fn plain(&self, crop: Crop) -> Option<RenditionView> {
        let all = self.renditions(crop, *self.formats().first()?);
        all.iter().rev().find(|view| view.rendition.width <= PLAIN_WIDTH).or(all.first()).cloned()
    }

    /// Does it move? Then no rendition says what its file says.
    pub fn is_animated(&self) -> bool {
        self.asset.file().is_some_and(|file| file.details.animated)
    }
}

/// Assets with where everything of them is; `with_made`: also which renditions have been made, which is one statement more.
pub(crate) async fn views(cx: &Cx, assets: Vec<impl Into<Arc<Asset>>>, with_made: bool) -> Result<Vec<AssetView>> {
    let assets: Vec<Arc<Asset>> = assets.into_iter().map(Into::into).collect();
    let mut made: HashMap<String, Arc<HashMap<String, u64>>> = HashMap::new();
    if with_made {
        let hashes: Vec<_> = assets
            .iter()
            .filter_map(|asset| asset.file())
            .filter(|file| file.details.scalable)
            .map(|file| &file.hash)
            .collect();
        // When another one is made, that is no event: answers do not live long for that reason.
        let found = files::renditions(cx.tagged([]), &hashes).await?;
        made = found.into_iter().map(|(hash, names)| (hash, Arc::new(names))).collect();
    }
    let of = |asset: &Asset| made.get(asset.file()?.hash.as_str()).cloned();
    Ok(assets
        .into_iter()
        .map(|asset| {
            let made = of(&asset);
            AssetView::new(cx, asset, made)
        })
        .collect())
}

impl Remembered for Asset {
    const REMEMBERED_AS: Kind = Kind::Asset;

    fn tags(&self, id: Uuid) -> Vec<CacheTag> {
        vec![CacheTag::of(Subject::Asset, id)]
    }

    fn bytes(&self) -> usize {
        let texts = [&self.alt, &self.caption, &self.credit, &self.copyright, &self.usage_terms];
        size_of::<Self>() + 512 + texts.iter().map(|text| text.as_ref().map_or(0, String::len)).sum::<usize>()
    }

    async fn load(reader: &Reader, ids: &[Uuid]) -> Result<Vec<(Uuid, Self)>> {
        let ids: Vec<Id<Self>> = ids.iter().copied().map(Id::new).collect();
        Ok(stored::find(reader, &ids, &[]).await?.into_iter().map(|asset| (asset.id.uuid(), asset)).collect())
    }
}

/// Those with these ids and keys that readers may see now.
pub(crate) async fn find_shown(cx: &Cx, ids: &[Id<Asset>], keys: &[&str]) -> Result<Vec<Arc<Asset>>> {
    let tag = |id: Id<Asset>| CacheTag::of(Subject::Asset, id.uuid());
    let reader = cx.tagged(ids.iter().copied().map(tag));
    let found: Vec<Arc<Asset>> = if keys.is_empty() {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let found = cx.remembered::<Asset>(&ids).await?.into_values();
        found.filter(|asset| !asset.is_expired(cx.now())).collect()
    } else {
        stored::find_public(reader, ids, keys, cx.now()).await?.into_iter().map(Arc::new).collect()
    };
    cx.tagged(found.iter().map(|asset| tag(asset.id)));
    // What is not there, or not to be seen, may come to be: of which one that is, only its id would say.
    if keys.iter().any(|key| found.iter().all(|asset| asset.key != *key)) {
        cx.tagged([CacheTag::Any(Subject::Asset)]);
    }
    Ok(found)
}

/// Those with these ids that readers may see, by id.
///
/// # Errors
/// What the database says.
pub async fn by_ids(cx: &Cx, ids: &[Id<Asset>]) -> Result<HashMap<Id<Asset>, AssetView>> {
    let found = find_shown(cx, ids, &[]).await?;
    Ok(views(cx, found, true).await?.into_iter().map(|view| (view.asset.id, view)).collect())
}

/// One of them as a write has left it.
///
/// # Errors
/// What the database says.
pub async fn written(cx: &Cx, asset: Asset) -> Result<AssetView> {
    let mut views = views(cx, vec![asset], true).await?;
    views.pop().ok_or_else(|| Error::internal("an asset was lost while it was dressed"))
}

/// The asset that a key names. Readers find it by its id alone: keys are words, and could be guessed before anything shows it.
async fn find(cx: &Cx, key: &Key, writes: bool) -> Result<Vec<Arc<Asset>>> {
    // A key may have the form of an id.
    let (ids, text): (Vec<Id<Asset>>, String) = match key {
        Key::Id(id) => (vec![Id::new(*id)], id.to_string()),
        Key::Slug(key) => (Vec::new(), key.clone()),
    };
    if !writes {
        return find_shown(cx, &ids, &[]).await;
    }
    // PostgreSQL cannot even be asked about U+0000.
    let keys: Vec<&str> = Some(text.as_str()).filter(|text| !text.contains('\0')).into_iter().collect();
    Ok(stored::find(cx.untagged(), &ids, &keys).await?.into_iter().map(Arc::new).collect())
}

/// One of them, by id. Those who may write find it by its key, too, and after its rights have ended. `with_made`: with the renditions
/// that have been made.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(cx: &Cx, key: &Key, with_made: bool) -> Result<AssetView> {
    let found = find(cx, key, cx.may(Operation::Assets).is_ok()).await?;
    let mut views = views(cx, found, with_made).await?;
    views.pop().ok_or_else(|| Error::not_found("asset", key))
}

/// Which assets a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct AssetFilter {
    /// Those whose rights have ended, or those whose rights have not.
    pub expired: Option<bool>,
    /// Those whose rights end before then.
    pub expiring_before: Option<Instant>,
    /// Those that something refers to, or those that nothing does.
    pub used: Option<bool>,
}

/// Every asset, the newest first. `with_made`: with the renditions that have been made.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::InvalidCursor`], [`Error::PageTooLarge`], [`Error::Malformed`].
pub async fn list(cx: &Cx, filter: &AssetFilter, args: &PageArgs, with_made: bool) -> Result<Page<Edge<AssetView>>> {
    cx.may(Operation::Assets)?;
    let fingerprint = Fingerprint::of(&("assets", filter));
    let request = args.request::<Uuid>(cx.settings(), fingerprint)?;
    let narrowed = stored::AssetFilter {
        expired_at: filter.expired.and_then(|expired| expired.then(|| cx.now())),
        valid_at: filter.expired.and_then(|expired| (!expired).then(|| cx.now())),
        expiring_before: filter.expiring_before,
        used: filter.used,
    };
    let found = stored::page(cx.untagged(), &narrowed, &request).await?;
    let total = if args.total { Some(stored::count(cx.untagged(), &narrowed).await?) } else { None };
    let (places, assets): (Vec<Uuid>, Vec<Asset>) = found.into_iter().unzip();
    let views = views(cx, assets, with_made).await?;
    let found = places.into_iter().zip(views).collect();
    Ok(Page::from_found(&request, found, total)
        .map(|(place, node)| Edge { cursor: cursor::encode(&place, fingerprint), node }))
}

/// May the caller create assets? Asked before a file is taken in.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`].
pub fn may_create(cx: &Cx) -> Result<()> {
    cx.may(Operation::CreateAsset)
}

/// Creates an asset: of a file that someone else serves (`url`), of one that has arrived here (`upload`), or of one that is fetched
/// now (`importUrl`).
///
/// # Errors
/// Those of [`structure::create`]; [`Error::Invalid`] and [`Error::TooLarge`], [`Error::UnsupportedMedia`] for what cannot be fetched
/// or is not taken.
pub async fn create(cx: &Cx, fields: Fields) -> Result<Asset> {
    cx.may(Operation::CreateAsset)?;
    // What was done is answered with what it made; nothing is fetched for that.
    let is_done = idempotency::made(cx, cx.untagged()).await?.is_some();
    let fields = if is_done { without_import(fields) } else { fetched(cx, fields).await? };
    let asset = structure::create(cx, fields, false).await?;
    cx.app.media.wake();
    Ok(asset)
}

/// Changes an asset by a merge patch (RFC 7396) of its form; `upload` and `importUrl` give it another file.
///
/// # Errors
/// Those of [`structure::update`], and of [`create`].
pub async fn update(cx: &Cx, target: &Target, patch: Fields) -> Result<Asset> {
    cx.may(Operation::UpdateAsset)?;
    // Nor for a change that will be refused.
    let before = find(cx, &target.key, true).await?.pop();
    let is_expected = before.is_some_and(|before| target.expected == Some(before.revision));
    let patch = if is_expected { fetched(cx, patch).await? } else { without_import(patch) };
    let asset: Asset = structure::update(cx, target, &patch, false).await?;
    cx.app.media.forget(asset.id).await;
    cx.app.media.wake();
    Ok(asset)
}

/// Destroys an asset that nothing shows. Its file goes with a later sweep, if no other asset has it.
///
/// # Errors
/// Those of [`structure::delete`].
pub async fn delete(cx: &Cx, target: &Target) -> Result<Uuid> {
    let id = structure::delete::<Asset>(cx, target).await?;
    cx.app.media.forget(Id::new(id)).await;
    Ok(id)
}

fn without_import(mut fields: Fields) -> Fields {
    fields.remove("importUrl");
    fields
}

/// The same form, whose file has been fetched.
async fn fetched(cx: &Cx, mut fields: Fields) -> Result<Fields> {
    let url = match fields.remove("importUrl") {
        None | Some(Value::Null) => return Ok(fields),
        Some(Value::String(url)) => url,
        Some(_) => return Err(Error::wrong("/importUrl", "invalid", "an absolute http or https URL is wanted")),
    };
    for other in ["url", "upload"] {
        if fields.get(other).is_some_and(|value| !value.is_null()) {
            let message = "a file comes from one place: give url, upload or importUrl";
            return Err(Error::wrong(format!("/{other}"), "contradiction", message));
        }
    }
    if cx.is_rehearsal() {
        let message = "nothing is fetched for a dry run: leave importUrl out, or dryRun";
        return Err(Error::wrong("/importUrl", "not_in_dry_runs", message));
    }
    let upload = media::fetch(cx, &url).await?;
    fields.insert("upload".to_owned(), Value::String(upload.id.to_string()));
    Ok(fields)
}
