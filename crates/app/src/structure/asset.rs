//! Assets: pictures and files, elsewhere or here.

use masthead_domain::{
    access::Operation,
    asset::{Asset, Elsewhere, Source},
    error::Violation,
    event::Subject,
    file::Said,
    id::Id,
    rendition::FocalPoint,
    text::Checks,
    time::Instant,
};
use masthead_persistence::{
    Tx, assets, files,
    uses::{self, Used},
};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::{Destructible, Filed, Thing, references};
use crate::{Cx, Error, Result, media, resources::Key};

/// What can be written of an asset.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct AssetForm {
    pub(crate) key: Option<String>,
    /// Where someone else serves the file.
    pub(crate) url: Option<Url>,
    /// The upload that the file has arrived at; only ever given, never told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) upload: Option<String>,
    /// The hash of the file that is kept here; only ever told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
    pub(crate) filename: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    pub(crate) alt: Option<String>,
    pub(crate) decorative: bool,
    pub(crate) caption: Option<String>,
    pub(crate) credit: Option<String>,
    pub(crate) copyright: Option<String>,
    pub(crate) usage_terms: Option<String>,
    pub(crate) rights_expire_at: Option<Instant>,
    pub(crate) focal_point: Option<FocalForm>,
    /// The form is the whole of it, as a record of a bundle is: what its file says about itself is left alone.
    #[serde(skip)]
    pub(crate) is_whole: bool,
    /// Where the file was fetched from, as far as the whole says it.
    #[serde(skip)]
    pub(crate) fetched_from: Option<Url>,
}

/// A focal point as clients write it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FocalForm {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl From<FocalPoint> for FocalForm {
    fn from(point: FocalPoint) -> Self {
        let part = |n: u16| f64::from(n) / f64::from(FocalPoint::MAX);
        Self { x: part(point.x), y: part(point.y) }
    }
}

/// Where the file is, and what it says about itself if it has just come.
async fn source(
    cx: &Cx,
    tx: &Tx,
    form: &AssetForm,
    before: Option<&Asset>,
    violations: &mut Vec<Violation>,
) -> Result<Option<(Source, Said, Option<String>)>> {
    let mut refuse = |field: &str, code, message: &str| violations.push(Violation::new(field, code, message));
    if let Some(upload) = &form.upload {
        // What a change leaves alone is in its form as it was.
        let was = match before.map(|before| &before.source) {
            Some(Source::Elsewhere(elsewhere)) => Some(elsewhere),
            _ => None,
        };
        if form.url.as_ref().is_some_and(|url| was.is_none_or(|was| was.url != *url)) {
            refuse("/url", "contradiction", "a file comes from one place: give url, upload or importUrl");
        }
        let told = [
            ("/mediaType", form.media_type.is_some() && form.media_type != was.and_then(|was| was.media_type.clone())),
            ("/width", form.width.is_some() && form.width != was.and_then(|was| was.width)),
            ("/height", form.height.is_some() && form.height != was.and_then(|was| was.height)),
        ];
        for (field, is_new) in told {
            if is_new {
                refuse(field, "fixed", "it is told by the file itself");
            }
        }
        if !violations.is_empty() {
            return Ok(None);
        }
        let (file, mut said, filename) = media::take_arrived(cx, tx, upload).await?;
        if form.is_whole {
            said = Said { fetched_from: said.fetched_from, ..Said::default() };
        }
        return Ok(Some((Source::Here(file), said, filename)));
    }
    let kept = before.and_then(Asset::file).filter(|file| form.file.as_deref() == Some(file.hash.as_str()));
    match (&form.url, kept) {
        (Some(url), _) if !matches!(url.scheme(), "http" | "https") => {
            refuse("/url", "scheme_not_allowed", "must be an absolute http or https URL");
            Ok(None)
        }
        (Some(url), _) => {
            let elsewhere = Elsewhere {
                url: url.clone(),
                media_type: form.media_type.clone(),
                width: form.width,
                height: form.height,
            };
            Ok(Some((Source::Elsewhere(elsewhere), Said::default(), None)))
        }
        (None, Some(file)) => {
            let told = "it is told by the file itself";
            for (field, given) in [
                ("/mediaType", form.media_type.is_some()),
                ("/width", form.width.is_some()),
                ("/height", form.height.is_some()),
            ] {
                if given {
                    refuse(field, "fixed", told);
                }
            }
            let filename = before.and_then(|before| before.filename.clone()).filter(|_| form.is_whole);
            Ok(Some((Source::Here(file.clone()), Said::default(), filename)))
        }
        (None, None) if form.file.is_some() => {
            refuse("/file", "fixed", "a file is given by an upload: give url, upload or importUrl");
            Ok(None)
        }
        (None, None) => {
            refuse("/url", "required", "where the file is: give url, upload or importUrl");
            Ok(None)
        }
    }
}

/// What belongs to the file: what a form says of it, or else what the file says, or else what there was.
struct OfFile {
    /// The form says all there is to say, so that what there was counts for nothing.
    is_whole: bool,
    /// What there was is the name of another file.
    is_other: bool,
}

impl OfFile {
    fn pick(&self, form: Option<String>, file: Option<String>, before: Option<&String>) -> Option<String> {
        match before {
            // A form without a word about it leaves it to the file.
            None => form.or(file),
            Some(_) if self.is_whole => form.or(file),
            // Another word, or that there is to be none.
            Some(before) if form.as_ref() != Some(before) => form,
            Some(_) => file.or(form.filter(|_| !self.is_other)),
        }
    }
}

/// The focal point of a form.
fn focal_point(form: &AssetForm, violations: &mut Vec<Violation>) -> Option<FocalPoint> {
    let FocalForm { x, y } = form.focal_point?;
    match format!("{x},{y}").parse() {
        Ok(point) => Some(point),
        Err(wrong) => {
            let wrong: masthead_domain::rendition::NotAFocalPoint = wrong;
            violations.push(Violation::new("/focalPoint", "out_of_range", wrong.to_string()));
            None
        }
    }
}

/// The name that bodies refer to; a new asset without one goes by its id.
async fn key(tx: &Tx, form: &AssetForm, id: Id<Asset>, before: Option<&Asset>) -> Result<String> {
    let key = form.key.clone();
    match (key, before) {
        (Some(key), Some(before)) if key != before.key => {
            Err(Error::wrong("/key", "fixed", "an asset keeps its key: texts refer to it"))
        }
        (None, Some(_)) => Err(Error::wrong("/key", "required", "an asset keeps its key: texts refer to it")),
        (Some(key), Some(_)) => Ok(key),
        (None, None) => Ok(id.to_string()),
        (Some(key), None) => match references::asset(tx, &key).await? {
            Some(_) => Err(Error::AlreadyExists(format!("another asset has the key {key:?}"))),
            None => Ok(key),
        },
    }
}

impl Thing for Asset {
    const KIND: &'static str = "asset";
    const SUBJECT: Subject = Subject::Asset;
    type Form = AssetForm;

    fn id(&self) -> Uuid {
        self.id.uuid()
    }

    fn revision(&self) -> i32 {
        self.revision
    }

    fn renew(&mut self, revision: i32, at: Instant) {
        (self.revision, self.updated_at) = (revision, at);
    }

    fn form(&self) -> AssetForm {
        let elsewhere = match &self.source {
            Source::Elsewhere(elsewhere) => Some(elsewhere),
            Source::Here(_) => None,
        };
        AssetForm {
            key: Some(self.key.clone()),
            url: elsewhere.map(|it| it.url.clone()),
            upload: None,
            file: self.file().map(|file| file.hash.to_string()),
            filename: self.filename.clone(),
            media_type: elsewhere.and_then(|it| it.media_type.clone()),
            width: elsewhere.and_then(|it| it.width),
            height: elsewhere.and_then(|it| it.height),
            alt: self.alt.clone(),
            decorative: self.decorative,
            caption: self.caption.clone(),
            credit: self.credit.clone(),
            copyright: self.copyright.clone(),
            usage_terms: self.usage_terms.clone(),
            rights_expire_at: self.rights_expire_at,
            focal_point: self.focal_point.map(FocalForm::from),
            is_whole: false,
            fetched_from: None,
        }
    }

    async fn read(cx: &Cx, tx: &Tx, form: AssetForm, before: Option<&Self>) -> Result<Self> {
        let mut checks = Checks::default();
        checks.key("/key", &form.key);
        checks.link("/url", &form.url);
        checks.key("/mediaType", &form.media_type);
        checks.key("/filename", &form.filename);
        for (field, text) in [
            ("/alt", &form.alt),
            ("/caption", &form.caption),
            ("/credit", &form.credit),
            ("/copyright", &form.copyright),
            ("/usageTerms", &form.usage_terms),
        ] {
            checks.prose(field, text);
        }
        let mut violations = checks.into_violations();
        for (field, pixels) in [("/width", form.width), ("/height", form.height)] {
            if pixels.is_some_and(|n| i32::try_from(n).is_err()) {
                violations.push(Violation::new(field, "out_of_range", format!("at most {}", i32::MAX)));
            }
        }
        if form.decorative && form.alt.as_deref().is_some_and(|alt| !alt.is_empty()) {
            let message = "what is decorative has no text in its place: leave alt out, or decorative";
            violations.push(Violation::new("/alt", "contradiction", message));
        }
        let focal_point = focal_point(&form, &mut violations);
        let source = source(cx, tx, &form, before, &mut violations).await?;
        let (Some((source, said, filename)), true) = (source, violations.is_empty()) else {
            return Err(Error::invalid(violations));
        };
        let id = before.map_or_else(|| cx.app.clock.id(), |before| before.id);
        let is_other = before.is_some_and(|before| before.source != source);
        let name = OfFile { is_whole: form.is_whole, is_other };
        let words = OfFile { is_whole: form.is_whole, is_other: false };
        Ok(Self {
            id,
            key: key(tx, &form, id, before).await?,
            fetched_from: match &source {
                Source::Here(_) if form.is_whole => form.fetched_from.or(said.fetched_from),
                Source::Here(file) if before.and_then(Asset::file) == Some(file) && said.fetched_from.is_none() => {
                    before.and_then(|before| before.fetched_from.clone())
                }
                _ => said.fetched_from,
            },
            source,
            filename: name.pick(form.filename, filename, before.and_then(|it| it.filename.as_ref())),
            alt: if before.is_some() { form.alt } else { form.alt.or(said.alt.filter(|_| !form.decorative)) },
            decorative: form.decorative,
            caption: if before.is_some() { form.caption } else { form.caption.or(said.caption) },
            credit: words.pick(form.credit, said.credit, before.and_then(|it| it.credit.as_ref())),
            copyright: words.pick(form.copyright, said.copyright, before.and_then(|it| it.copyright.as_ref())),
            usage_terms: words.pick(form.usage_terms, said.usage_terms, before.and_then(|it| it.usage_terms.as_ref())),
            rights_expire_at: form.rights_expire_at,
            focal_point,
            revision: 0,
            updated_at: cx.now(),
        })
    }

    async fn find(tx: &Tx, key: &Key) -> Result<Option<Self>> {
        match key {
            Key::Id(id) => references::asset(tx, &id.to_string()).await,
            Key::Slug(key) => references::asset(tx, key).await,
        }
    }

    async fn save(&self, tx: &Tx, before: Option<&Self>) -> Result<()> {
        Ok(assets::save(tx, self, before).await?)
    }

    /// What another file or another focal point asks for is made before anybody asks for it; the file that it had may go.
    async fn follow(cx: &Cx, tx: &Tx, before: Option<&Self>, now: &Self) -> Result<()> {
        let Some(before) = before else { return Ok(()) };
        if let Some(file) = before.file().filter(|file| now.file() != Some(file)) {
            files::touch(tx, &file.hash, cx.now()).await?;
        }
        match now.file() {
            Some(file) if file.details.scalable && before.version() != now.version() => {
                Ok(files::prepare(tx, &file.hash, cx.now()).await?)
            }
            _ => Ok(()),
        }
    }

    fn note(&self) -> Option<String> {
        Some(self.key.clone())
    }

    /// Nothing shows it yet.
    fn is_seen(&self) -> bool {
        false
    }
}

impl Filed for Asset {
    const CREATE: Operation = Operation::CreateAsset;
    const UPDATE: Operation = Operation::UpdateAsset;
}

impl Destructible for Asset {
    const DELETE: Operation = Operation::DeleteAsset;

    async fn check_unused(&self, tx: &Tx) -> Result<()> {
        super::refuse_used_by_articles(tx, self, Used::Asset).await?;
        let uses = uses::by_authors(tx, self.id.uuid()).await?;
        super::refuse_used::<Self>(["author", "authors"], "show it as their portrait", &uses)
    }

    /// Its file goes with a later sweep, not while somebody still reads it.
    async fn destroy(&self, cx: &Cx, tx: &Tx) -> Result<()> {
        Ok(assets::delete(tx, self, cx.now()).await?)
    }
}
