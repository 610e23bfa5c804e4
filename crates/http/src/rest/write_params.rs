//! Query parameters of editors' requests. An unknown or repeated one is an error.

use masthead_app::{PageArgs, articles::ManuscriptFilter};
use masthead_domain::id::Id;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    members::ArticleMember,
    params::{Shown, list},
};
use crate::{
    problem::Problem,
    selection::Selection,
    wire::{ReviewState, Stage},
};

/// How something is written, and what of the article is shown then.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WriteParams {
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[serde(default)]
    #[param(default = false)]
    pub(crate) dry_run: bool,
    /// Take a slug that was another one's before: links to that one's old place lead here then.
    #[serde(default)]
    #[param(default = false)]
    pub(crate) take_over_slug: bool,
    /// Members of the article besides the usual ones: `body.markdown`, `body.text`, `alternativeIds`, `portraits`, `renditions`.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

impl WriteParams {
    pub(crate) fn shown(&self) -> Result<Shown, Problem> {
        Shown::of(self.include.as_deref(), None, Selection::full())
    }
}

/// How something that articles are filed under is written.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FilingParams {
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[serde(default)]
    #[param(default = false)]
    pub(crate) dry_run: bool,
    /// Take a slug that was another one's before: links to that one's old place lead here then.
    #[serde(default)]
    #[param(default = false)]
    pub(crate) take_over_slug: bool,
}

/// How something without parts to choose is written.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TryParams {
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[serde(default)]
    #[param(default = false)]
    pub(crate) dry_run: bool,
}

/// Which redirect is taken away, and how.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RedirectParams {
    /// The old path.
    #[param(example = "/old/lamps")]
    pub(crate) from: String,
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[serde(default)]
    #[param(default = false)]
    pub(crate) dry_run: bool,
}

/// What of the article of one manuscript or revision is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ManuscriptParams {
    /// Members of the article besides the usual ones: `body.markdown`, `body.text`, `alternativeIds`, `portraits`, `renditions`.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

impl ManuscriptParams {
    pub(crate) fn shown(&self) -> Result<Shown, Problem> {
        Shown::of(self.include.as_deref(), None, Selection::full())
    }
}

/// Which manuscripts, and what of their articles is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ManuscriptListParams {
    /// How many items from the start of the list.
    #[param(minimum = 0, maximum = 100, default = 20, example = 20)]
    pub(crate) first: Option<i64>,
    /// Only what comes after this cursor; goes with `first`.
    pub(crate) after: Option<String>,
    /// How many items from the end of the list.
    #[param(minimum = 0, maximum = 100)]
    pub(crate) last: Option<i64>,
    /// Only what comes before this cursor; goes with `last`.
    pub(crate) before: Option<String>,
    /// In this stage; in every one but the trash when nothing is said.
    #[param(inline)]
    pub(crate) stage: Option<Stage>,
    /// With a review in this state.
    #[param(inline)]
    pub(crate) review: Option<ReviewState>,
    /// Created by this user: an id.
    #[param(value_type = Option<uuid::Uuid>)]
    pub(crate) owner: Option<String>,
    /// Id or slug of a section: filed under it or a section within it.
    pub(crate) section: Option<String>,
    /// Published ones with changes that readers do not see, or without.
    pub(crate) has_changes: Option<bool>,
    /// Members of the articles besides those of a card; see the lists of articles.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

impl ManuscriptListParams {
    /// Its parts: the page, the filter without its section, the section's key, and what is shown.
    pub(crate) fn split(self) -> Result<(PageArgs, ManuscriptFilter, Option<String>, Shown), Problem> {
        let shown = Shown::of(self.include.as_deref(), None, Selection::card())?;
        let Self { first, after, last, before, .. } = self;
        let args = PageArgs { first, after, last, before, total: false };
        let owner = match &self.owner {
            None => None,
            Some(owner) => {
                Some(owner.parse::<Id<_>>().map_err(|_| Problem::malformed(format!("owner: {owner:?} is not an id")))?)
            }
        };
        let filter = ManuscriptFilter {
            stages: self.stage.map(Into::into).into_iter().collect(),
            review: self.review.map(Into::into),
            owner,
            section: None,
            has_changes: self.has_changes,
        };
        Ok((args, filter, self.section, shown))
    }
}

/// Two revisions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareParams {
    /// The one's number.
    #[param(example = 1)]
    pub(crate) from: i32,
    /// The other's number.
    #[param(example = 2)]
    pub(crate) to: i32,
}
