//! Series.

use masthead_domain::{access::Operation, event::Subject, series::Series, text::Checks, time::Instant};
use masthead_persistence::{Tx, series, uses::Used};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Destructible, Filed, Place, Thing, references};
use crate::{Cx, Error, Result, names::sort_key, paths::series_path, resources::Key};

/// What can be written of a series.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeriesForm {
    pub(crate) slug: Option<String>,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
}

impl Thing for Series {
    const KIND: &'static str = "series";
    const SUBJECT: Subject = Subject::Series;
    type Form = SeriesForm;

    fn id(&self) -> Uuid {
        self.id.uuid()
    }

    fn revision(&self) -> i32 {
        self.revision
    }

    fn renew(&mut self, revision: i32, at: Instant) {
        (self.revision, self.updated_at) = (revision, at);
    }

    fn form(&self) -> SeriesForm {
        SeriesForm {
            slug: Some(self.slug.to_string()),
            title: self.title.clone(),
            description: self.description.clone(),
        }
    }

    async fn read(cx: &Cx, _tx: &Tx, form: SeriesForm, before: Option<&Self>) -> Result<Self> {
        let mut checks = Checks::default();
        checks.name("/title", &form.title);
        checks.prose("/description", &form.description);
        let mut violations = checks.into_violations();
        let slug = references::slug(form.slug.as_deref(), &form.title, before.is_none(), &mut violations);
        let (Some(slug), true) = (slug, violations.is_empty()) else { return Err(Error::invalid(violations)) };
        Ok(Self {
            id: before.map_or_else(|| cx.app.clock.id(), |before| before.id),
            slug,
            title: form.title,
            description: form.description,
            revision: 0,
            updated_at: cx.now(),
        })
    }

    async fn find(tx: &Tx, key: &Key) -> Result<Option<Self>> {
        super::find!(tx, key, series)
    }

    async fn save(&self, tx: &Tx, before: Option<&Self>) -> Result<()> {
        Ok(series::save(tx, self, sort_key(&self.title), before.is_none()).await?)
    }

    fn place(&self) -> Option<Place> {
        Some(Place { slug: self.slug.clone(), path: series_path(self) })
    }
}

impl Filed for Series {
    const CREATE: Operation = Operation::CreateSeries;
    const UPDATE: Operation = Operation::UpdateSeries;
}

impl Destructible for Series {
    const DELETE: Operation = Operation::DeleteSeries;

    async fn check_unused(&self, tx: &Tx) -> Result<()> {
        super::refuse_used_by_articles(tx, self, Used::Series).await
    }

    async fn destroy(&self, _cx: &Cx, tx: &Tx) -> Result<()> {
        Ok(series::delete(tx, self.id).await?)
    }
}
