//! What clients say of lists, the same in both protocols.

use async_graphql::{Enum, InputObject};
use masthead_app::{
    Cx, PageArgs, live,
    resources::{self, Key},
};
use masthead_domain::{
    filter::{ArticleFilter as Filter, Direction, MAX_FILTER_IDS},
    id::Id,
    reads::Window,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    problem::Problem,
    wire::{ArticleEventType, ChangeType, DateTime, EventAction, EventSubject, Role},
};

/// Which articles a list shows. Every member narrows it.
#[derive(Debug, Clone, Default, InputObject)]
pub(crate) struct ArticleFilter {
    /// Id or slug of a section: filed under it or a section within it.
    pub section: Option<String>,
    /// Id or slug of an author: among the contributors.
    pub author: Option<String>,
    /// The author's part in the article; goes with `author`.
    pub role: Option<Role>,
    /// Id or slug of a tag.
    pub tag: Option<String>,
    /// Id or slug of a series.
    pub series: Option<String>,
    /// A BCP 47 tag: in this language or a narrower one (`pt` finds `pt-BR`).
    pub language: Option<String>,
    /// Published at this instant or later.
    pub published_after: Option<DateTime>,
    /// Published before this instant.
    pub published_before: Option<DateTime>,
    /// Only these, of those that are public; at most 100.
    pub ids: Option<Vec<String>>,
    /// None of these; at most 100.
    pub exclude: Option<Vec<String>>,
}

/// The order of a list of articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ArticleOrder {
    /// By date of publication, the newest first.
    #[default]
    Newest,
    /// By date of publication, the oldest first.
    Oldest,
}

/// The order of what a search found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SearchOrder {
    /// What fits best first: where the words are found counts, and the date.
    #[default]
    Relevance,
    /// By date of publication, the newest first.
    Newest,
}

impl From<SearchOrder> for masthead_domain::search::SearchOrder {
    fn from(order: SearchOrder) -> Self {
        match order {
            SearchOrder::Relevance => Self::Relevance,
            SearchOrder::Newest => Self::Newest,
        }
    }
}

/// How far back reads count. A window ends now and begins with a whole hour, or a whole day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReadWindow {
    /// The hour that has begun, and the one before.
    Hour,
    /// The hour that has begun, and the 24 before.
    #[default]
    Day,
    /// Today, and the seven days before (UTC).
    Week,
    /// Today, and the thirty days before (UTC).
    Month,
}

impl From<ReadWindow> for Window {
    fn from(window: ReadWindow) -> Self {
        match window {
            ReadWindow::Hour => Self::Hour,
            ReadWindow::Day => Self::Day,
            ReadWindow::Week => Self::Week,
            ReadWindow::Month => Self::Month,
        }
    }
}

impl From<ArticleOrder> for Direction {
    fn from(order: ArticleOrder) -> Self {
        match order {
            ArticleOrder::Newest => Self::Natural,
            ArticleOrder::Oldest => Self::Reversed,
        }
    }
}

impl ArticleFilter {
    /// Narrows a list by what the client says. Every thing that is named costs one statement: a name that leads nowhere is an error.
    ///
    /// # Errors
    /// For what does not exist or cannot be read, and for a member that the list has set already.
    pub(crate) async fn narrow(self, cx: &Cx, mut filter: Filter) -> Result<Filter, Problem> {
        if let Some(key) = self.section {
            unset("section", filter.section.is_some())?;
            filter.section = Some(find(cx, &key).await?);
        }
        if let Some(key) = self.author {
            unset("author", filter.author.is_some())?;
            filter.author = Some(find(cx, &key).await?);
        }
        if let Some(role) = self.role {
            filter.role = Some(role.into());
        }
        if let Some(key) = self.tag {
            unset("tag", filter.tag.is_some())?;
            filter.tag = Some(find(cx, &key).await?);
        }
        if let Some(key) = self.series {
            unset("series", filter.series.is_some())?;
            filter.series = Some(find(cx, &key).await?);
        }
        if let Some(language) = self.language {
            filter.language = Some(language_tag(&language)?);
        }
        filter.published_from = self.published_after.map(|at| at.0);
        filter.published_before = self.published_before.map(|at| at.0);
        filter.ids = self.ids.map(|ids| id_set("ids", &ids)).transpose()?;
        filter.exclude = id_set("exclude", self.exclude.as_deref().unwrap_or_default())?;
        Ok(filter)
    }
}

/// Which things a copy holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChangeFilter {
    /// Id or slug of a section.
    pub section: Option<String>,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// Which kinds of things; everything when nothing is said.
    pub kinds: Option<Vec<ChangeType>>,
}

impl ChangeFilter {
    /// As the operation takes it. A section that is named costs one statement.
    ///
    /// # Errors
    /// For what does not exist or cannot be read.
    pub(crate) async fn read(self, cx: &Cx) -> Result<masthead_app::changes::ChangeFilter, Problem> {
        let Self { section, language, kinds } = self;
        let holds = |kind| kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind));
        Ok(masthead_app::changes::ChangeFilter {
            section: match section {
                Some(key) => Some(find(cx, &key).await?),
                None => None,
            },
            language: language.as_deref().map(language_tag).transpose()?,
            articles: holds(ChangeType::Article),
            redirects: holds(ChangeType::Redirect),
        })
    }
}

/// What a listener wants to be told.
#[derive(Debug, Clone, Default)]
pub(crate) struct LiveFilter {
    /// Id or slug of an article.
    pub article: Option<String>,
    /// Id or slug of a section.
    pub section: Option<String>,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// What of articles; everything when nothing is said.
    pub kinds: Option<Vec<ArticleEventType>>,
}

impl LiveFilter {
    /// As the operation takes it.
    ///
    /// # Errors
    /// For what does not exist or cannot be read.
    pub(crate) async fn read(self, cx: &Cx) -> Result<live::LiveFilter, Problem> {
        let Self { article, section, language, kinds } = self;
        let tells = |kind| kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind));
        let kinds = live::Kinds {
            published: tells(ArticleEventType::Published),
            changed: tells(ArticleEventType::Changed),
            deleted: tells(ArticleEventType::Deleted),
            post_published: tells(ArticleEventType::PostPublished),
            post_changed: tells(ArticleEventType::PostChanged),
            post_deleted: tells(ArticleEventType::PostDeleted),
        };
        let articles = ChangeFilter { section, language, kinds: Some(vec![ChangeType::Article]) };
        let article = match article {
            Some(key) => Some(masthead_app::posts::article(cx, &crate::rest::article_key(&key)).await?),
            None => None,
        };
        Ok(live::LiveFilter { articles: articles.read(cx).await?, article, kinds })
    }
}

fn language_tag(text: &str) -> Result<masthead_domain::language::Language, Problem> {
    text.parse().map_err(|e| Problem::malformed(format!("language: {text:?} is {e}")))
}

/// Which events. Every member narrows it.
#[derive(Debug, Clone, Default, InputObject)]
pub(crate) struct EventFilter {
    /// Of things of this kind.
    pub subject: Option<EventSubject>,
    /// Of the thing with this id.
    pub id: Option<String>,
    /// Of this action.
    pub action: Option<EventAction>,
    /// By the user with this id.
    pub user: Option<String>,
    /// By the API key with this id.
    pub key: Option<String>,
    /// At this instant or later.
    pub from: Option<DateTime>,
    /// Before this instant.
    pub to: Option<DateTime>,
}

impl EventFilter {
    /// As the operation takes it.
    ///
    /// # Errors
    /// For what is not an id.
    pub(crate) fn read(self) -> Result<masthead_app::events::EventFilter, Problem> {
        fn id<T>(member: &str, id: Option<String>) -> Result<Option<Id<T>>, Problem> {
            id.map(|id| Ok(parse_ids(member, &[id])?[0])).transpose()
        }
        Ok(masthead_app::events::EventFilter {
            subject: self.subject.map(Into::into),
            id: id::<()>("id", self.id)?.map(Id::uuid),
            action: self.action.map(Into::into),
            user: id("user", self.user)?,
            key: id("key", self.key)?,
            from: self.from.map(|at| at.0),
            before: self.to.map(|at| at.0),
        })
    }
}

async fn find<T: resources::Resource>(cx: &Cx, key: &str) -> Result<Id<T>, Problem> {
    Ok(resources::follow::<T>(cx, &Key::parse(key)).await?.id())
}

fn unset(member: &str, is_set: bool) -> Result<(), Problem> {
    if is_set {
        return Err(Problem::malformed(format!("this list is of one {member} already: leave {member} out")));
    }
    Ok(())
}

/// Ids whose order says nothing: sorted, so that the same set makes the same list, and cursors hold.
fn id_set<T>(member: &str, ids: &[String]) -> Result<Vec<Id<T>>, Problem> {
    // Before those that are named twice are one: what is too long to be read is not read.
    if ids.len() > MAX_FILTER_IDS {
        return Err(Problem::malformed(format!("{member} names at most {MAX_FILTER_IDS} ids, not {}", ids.len())));
    }
    let mut ids = parse_ids(member, ids)?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Ids as they stand in requests.
///
/// # Errors
/// For what is not an id.
pub(crate) fn parse_ids<T>(member: &str, ids: &[String]) -> Result<Vec<Id<T>>, Problem> {
    ids.iter().map(|id| id.parse().map_err(|_| Problem::malformed(format!("{member}: {id:?} is not an id")))).collect()
}

/// The page of a list that a client wants.
pub(crate) fn page_args(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
    total: bool,
) -> PageArgs {
    PageArgs { first: first.map(i64::from), after, last: last.map(i64::from), before, total }
}
