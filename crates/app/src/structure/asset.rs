//! Assets: pictures and files, by URL.

use masthead_domain::{
    access::Operation, asset::Asset, error::Violation, event::Subject, id::Id, text::Checks, time::Instant,
};
use masthead_persistence::{Tx, assets};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::{Filed, Thing, references};
use crate::{Cx, Error, Result, resources::Key};

/// What can be written of an asset.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct AssetForm {
    pub(crate) key: Option<String>,
    pub(crate) url: Option<Url>,
    pub(crate) media_type: Option<String>,
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    pub(crate) alt: Option<String>,
    pub(crate) caption: Option<String>,
    pub(crate) credit: Option<String>,
}

/// Where the file is.
fn url(form: &AssetForm, checks: &mut Checks, violations: &mut Vec<Violation>) -> Option<Url> {
    checks.link("/url", &form.url);
    let mut refuse = |code, message| violations.push(Violation::new("/url", code, message));
    match &form.url {
        None => refuse("required", "where the file is"),
        Some(url) if !matches!(url.scheme(), "http" | "https") => {
            refuse("scheme_not_allowed", "must be an absolute http or https URL");
        }
        Some(_) => {}
    }
    form.url.clone()
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
        AssetForm {
            key: Some(self.key.clone()),
            url: Some(self.url.clone()),
            media_type: self.media_type.clone(),
            width: self.width,
            height: self.height,
            alt: self.alt.clone(),
            caption: self.caption.clone(),
            credit: self.credit.clone(),
        }
    }

    async fn read(cx: &Cx, tx: &Tx, form: AssetForm, before: Option<&Self>) -> Result<Self> {
        let mut checks = Checks::default();
        let mut violations = Vec::new();
        checks.key("/key", &form.key);
        let url = url(&form, &mut checks, &mut violations);
        checks.key("/mediaType", &form.media_type);
        checks.prose("/alt", &form.alt);
        checks.prose("/caption", &form.caption);
        checks.prose("/credit", &form.credit);
        for (field, pixels) in [("/width", form.width), ("/height", form.height)] {
            if pixels.is_some_and(|n| i32::try_from(n).is_err()) {
                violations.push(Violation::new(field, "out_of_range", format!("at most {}", i32::MAX)));
            }
        }
        violations.splice(0..0, checks.into_violations());
        let (Some(url), true) = (url, violations.is_empty()) else { return Err(Error::invalid(violations)) };
        let id = before.map_or_else(|| cx.app.clock.id(), |before| before.id);
        Ok(Self {
            id,
            key: key(tx, &form, id, before).await?,
            url,
            media_type: form.media_type,
            width: form.width,
            height: form.height,
            alt: form.alt,
            caption: form.caption,
            credit: form.credit,
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
        Ok(assets::save(tx, self, before.is_none()).await?)
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
