//! Sections, and the tree they form.

use masthead_domain::{
    access::Operation,
    error::Violation,
    event::Subject,
    section::{MAX_SECTION_DEPTH, Section},
    text::Checks,
    time::Instant,
};
use masthead_persistence::{
    Tx, sections,
    uses::{Used, Uses},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Destructible, Filed, Place, Thing, moving, references};
use crate::{Cx, Error, Result, names::section_sort_key, resources::Key};

/// What can be written of a section. The section around it is named by id or slug.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SectionForm {
    pub(crate) slug: Option<String>,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) parent: Option<String>,
    pub(crate) position: i32,
}

/// The section that something is to lie within, if it can.
async fn parent(
    tx: &Tx,
    form: &SectionForm,
    before: Option<&Section>,
    violations: &mut Vec<Violation>,
) -> Result<Option<Section>> {
    let Some(name) = &form.parent else { return Ok(None) };
    let mut refuse = |code, message: String| violations.push(Violation::new("/parent", code, message));
    let Some(parent) = Section::find(tx, &Key::parse(name)).await? else {
        refuse("unknown_reference", format!("there is no section {name:?}"));
        return Ok(None);
    };
    if before.is_some_and(|own| parent.id == own.id || parent.path.starts_with(&format!("{}/", own.path))) {
        refuse("within_itself", "a section cannot lie within itself".to_owned());
    }
    Ok(Some(parent))
}

fn depth(path: &str) -> usize {
    path.split('/').count() - 1
}

impl Thing for Section {
    const KIND: &'static str = "section";
    const SUBJECT: Subject = Subject::Section;
    type Form = SectionForm;

    fn id(&self) -> Uuid {
        self.id.uuid()
    }

    fn revision(&self) -> i32 {
        self.revision
    }

    fn renew(&mut self, revision: i32, at: Instant) {
        (self.revision, self.updated_at) = (revision, at);
    }

    fn form(&self) -> SectionForm {
        SectionForm {
            slug: Some(self.slug.to_string()),
            name: self.name.clone(),
            description: self.description.clone(),
            parent: self.parent.map(|id| id.to_string()),
            position: self.position,
        }
    }

    async fn read(cx: &Cx, tx: &Tx, form: SectionForm, before: Option<&Self>) -> Result<Self> {
        let mut checks = Checks::default();
        checks.name("/name", &form.name);
        checks.prose("/description", &form.description);
        let mut violations = checks.into_violations();
        let slug = references::slug(form.slug.as_deref(), &form.name, before.is_none(), &mut violations);
        let parent = parent(tx, &form, before, &mut violations).await?;
        let Some(slug) = slug else { return Err(Error::invalid(violations)) };
        let path = Self::path_under(parent.as_ref(), &slug);
        let mut deepest = depth(&path);
        if let Some(before) = before.filter(|before| depth(&before.path) < deepest) {
            let within = sections::below(tx, &before.path).await?;
            let below = within.iter().map(|section| depth(&section.path) - depth(&before.path)).max();
            deepest += below.unwrap_or(0);
        }
        if deepest > MAX_SECTION_DEPTH {
            let message = format!("sections nest at most {MAX_SECTION_DEPTH} deep");
            violations.push(Violation::new("/parent", "too_deep", message));
        }
        Error::unless_none(violations)?;
        Ok(Self {
            id: before.map_or_else(|| cx.app.clock.id(), |before| before.id),
            slug,
            name: form.name,
            description: form.description,
            parent: parent.map(|parent| parent.id),
            position: form.position,
            path,
            revision: 0,
            updated_at: cx.now(),
        })
    }

    async fn find(tx: &Tx, key: &Key) -> Result<Option<Self>> {
        super::find!(tx, key, sections)
    }

    async fn save(&self, tx: &Tx, before: Option<&Self>) -> Result<()> {
        Ok(sections::save(tx, self, section_sort_key(self.position, &self.name), before.is_none()).await?)
    }

    fn place(&self) -> Option<Place> {
        Some(Place { slug: self.slug.clone(), path: self.path.clone() })
    }

    async fn follow(cx: &Cx, tx: &Tx, before: Option<&Self>, now: &Self) -> Result<()> {
        match before {
            Some(before) if before.path != now.path => moving::section(cx, tx, before, now).await,
            _ => Ok(()),
        }
    }
}

impl Filed for Section {
    const CREATE: Operation = Operation::CreateSection;
    const UPDATE: Operation = Operation::UpdateSection;
}

impl Destructible for Section {
    const DELETE: Operation = Operation::DeleteSection;

    async fn check_unused(&self, tx: &Tx) -> Result<()> {
        let within = sections::children(tx, &[self.id]).await?;
        let count = u64::try_from(within.len()).unwrap_or(u64::MAX);
        let names = within.iter().take(3).map(|section| section.slug.to_string()).collect();
        super::refuse_used::<Self>(["section", "sections"], "lie within it", &Uses { count, names })?;
        super::refuse_used_by_articles(tx, self, Used::Section).await
    }

    async fn destroy(&self, _cx: &Cx, tx: &Tx) -> Result<()> {
        Ok(sections::delete(tx, self.id).await?)
    }
}
