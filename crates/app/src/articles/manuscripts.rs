//! Articles as editors see them: the latest revision, the stage, and what is planned.

use std::{collections::HashMap, sync::Arc};

use masthead_domain::{
    access::{Caller, Operation},
    api_key::Scope,
    article::{Article, PublicDates, ReviewState, StageName},
    id::Id,
    page::Page,
    section::Section,
    user::{User, UserRole},
};
pub use masthead_persistence::manuscripts::Manuscript;
use masthead_persistence::{
    manuscripts::{self as stored, ChangedPlace, ContentOf, ManuscriptQuery, Visible, Which},
    sections,
};

use super::{
    ArticleView, Include, Wanted, dress,
    edit::{lookup, must, section_line},
    teaser,
};
use crate::{
    Cx, Edge, PageArgs, Result,
    cursor::{self, Fingerprint},
    resources::Key,
};

/// An article as editors see it.
#[derive(Debug, Clone)]
pub struct ManuscriptView {
    /// What it is, its stage, and its latest content.
    pub manuscript: Arc<Manuscript>,
    /// Its latest content, as readers would see it.
    pub article: ArticleView,
}

/// Which manuscripts are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ManuscriptFilter {
    /// In these stages; in every one but the trash when there are none.
    pub stages: Vec<StageName>,
    /// With a review in this state.
    pub review: Option<ReviewState>,
    /// Created by this user.
    pub owner: Option<Id<User>>,
    /// Filed under this section or within it.
    pub section: Option<Id<Section>>,
    /// Published ones with changes that readers do not see, or without.
    pub has_changes: Option<bool>,
}

/// A manuscript's content as readers would see it.
pub(crate) fn card(manuscript: &Manuscript) -> Article {
    let changed = manuscript.changed_at;
    let Manuscript { identity, content, .. } = manuscript;
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    Article {
        id: identity.id,
        slug: identity.slug.clone(),
        path: manuscript.path.clone(),
        revision: manuscript.content_revision,
        revision_id: manuscript.content_id,
        // Of what never was public: as if it had become so with its latest change.
        dates: identity.stage.dates().unwrap_or(PublicDates {
            first_published_at: changed,
            published_at: changed,
            updated_at: changed,
        }),
        kind: content.kind,
        headline: content.headline.clone(),
        kicker: content.kicker.clone(),
        standfirst: content.standfirst.clone(),
        excerpt: teaser(content),
        language: content.language.clone(),
        section: content.section,
        series: content.series,
        lead_image: content.lead_image.clone(),
        byline_text: content.byline_text.clone(),
        translation_of: content.translation_of.clone(),
        translation_set: identity.translation_set.clone(),
        canonical_url: content.canonical_url.clone(),
        seo: content.seo.clone(),
        corrections: identity.corrections.clone(),
        word_count: count(content.body.word_count()),
        reading_minutes: i32::try_from(content.body.reading_minutes()).unwrap_or(i32::MAX),
    }
}

/// Dresses manuscripts, in their order.
pub(super) async fn views(cx: &Cx, manuscripts: Vec<Manuscript>, include: Include) -> Result<Vec<ManuscriptView>> {
    let wanted = manuscripts.iter().map(|m| Wanted { article: Arc::new(card(m)), include }).collect();
    let articles = dress(cx, wanted, &[]).await?;
    let pairs = manuscripts.into_iter().zip(articles);
    Ok(pairs.map(|(manuscript, article)| ManuscriptView { manuscript: Arc::new(manuscript), article }).collect())
}

/// A manuscript that the caller may see for this operation.
pub(super) async fn visible(cx: &Cx, operation: Operation, key: &Key, content: ContentOf) -> Result<Manuscript> {
    cx.signed_in(operation)?;
    let manuscript = lookup(cx.untagged(), key, ContentOf::Latest).await?;
    let line = section_line(cx.untagged(), manuscript.content.section).await?;
    must(cx, operation, &manuscript, &line, key)?;
    if content == ContentOf::Latest { Ok(manuscript) } else { lookup(cx.untagged(), key, content).await }
}

/// One manuscript.
///
/// # Errors
/// [`crate::Error::NotFound`], also for what the caller may not know of; [`crate::Error::Unauthenticated`].
pub async fn manuscript(cx: &Cx, key: &Key, include: Include) -> Result<ManuscriptView> {
    let manuscript = visible(cx, Operation::Manuscript, key, ContentOf::Latest).await?;
    let mut views = views(cx, vec![manuscript], include).await?;
    views.pop().ok_or_else(|| crate::Error::internal("a manuscript was lost while it was dressed"))
}

/// What a caller may see of manuscripts.
async fn seen_by(cx: &Cx) -> Result<Visible> {
    let someone = match cx.caller() {
        Caller::System => return Ok(Visible::All),
        Caller::Nobody => return Ok(Visible::Own { user: Id::new(uuid::Uuid::nil()), sections: Vec::new() }),
        Caller::Someone(someone) => someone,
    };
    let reads = someone.key.as_ref().is_none_or(|(_, scopes)| scopes.contains(&Scope::ReadDrafts));
    match someone.role {
        UserRole::Admin if reads => Ok(Visible::All),
        UserRole::Editor if reads && someone.sections.is_empty() => Ok(Visible::All),
        UserRole::Editor if reads => {
            Ok(Visible::Own { user: someone.user, sections: with_descendants(cx, &someone.sections).await? })
        }
        _ => Ok(Visible::Own { user: someone.user, sections: Vec::new() }),
    }
}

async fn with_descendants(cx: &Cx, ids: &[Id<Section>]) -> Result<Vec<Id<Section>>> {
    let mut all = Vec::new();
    for section in sections::by_ids(cx.untagged(), ids).await? {
        all.push(section.id);
        all.extend(sections::below(cx.untagged(), &section.path).await?.into_iter().map(|within| within.id));
    }
    Ok(all)
}

/// The manuscripts that the caller may see, those changed last first.
///
/// # Errors
/// [`crate::Error::Unauthenticated`], [`crate::Error::InvalidCursor`], [`crate::Error::PageTooLarge`].
pub async fn manuscripts(
    cx: &Cx,
    filter: &ManuscriptFilter,
    args: &PageArgs,
    include: Include,
) -> Result<Page<Edge<ManuscriptView>>> {
    cx.may(Operation::Manuscripts)?;
    let fingerprint = Fingerprint::of(&("manuscripts", filter));
    let request = args.request::<ChangedPlace>(cx.settings(), fingerprint)?;
    let sections = match filter.section {
        Some(section) => Some(with_descendants(cx, &[section]).await?),
        None => None,
    };
    let query = ManuscriptQuery {
        visible: seen_by(cx).await?,
        stages: filter.stages.clone(),
        review: filter.review,
        owner: filter.owner,
        sections,
        has_changes: filter.has_changes,
    };
    let places = stored::page(cx.untagged(), &query, &request).await?;
    let page = Page::from_found(&request, places, None);
    let ids: Vec<Id<Article>> = page.items.iter().map(|(_, id)| *id).collect();
    let found = if ids.is_empty() { Vec::new() } else { stored::find(cx.untagged(), Which::Ids(&ids)).await? };
    let mut views: HashMap<_, _> =
        views(cx, found, include).await?.into_iter().map(|view| (view.manuscript.identity.id, view)).collect();
    let Page { items, has_next, has_previous, total } = page;
    let items = items
        .into_iter()
        .filter_map(|(place, id)| Some(Edge { cursor: cursor::encode(&place, fingerprint), node: views.remove(&id)? }))
        .collect();
    Ok(Page { items, has_next, has_previous, total })
}

/// The manuscript that an operation of this request has just written: whoever could write it may see it.
///
/// # Errors
/// What the database says.
pub async fn written(cx: &Cx, id: Id<Article>, include: Include) -> Result<ManuscriptView> {
    let manuscript = lookup(cx.untagged(), &Key::Id(id.uuid()), ContentOf::Latest).await?;
    let mut views = views(cx, vec![manuscript], include).await?;
    views.pop().ok_or_else(|| crate::Error::internal("a manuscript was lost while it was dressed"))
}
