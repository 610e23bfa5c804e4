//! Query parameters. An unknown or repeated one is an error, so that a typo is never taken for "everything".

use masthead_app::PageArgs;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::IntoParams;

pub(crate) use super::extract::{Path, Query};
use super::members::{ArticleMember, AuthorMember, SectionMember};
use crate::{
    input::{ArticleFilter, ArticleOrder},
    problem::Problem,
    selection::{Fields, INCLUDABLE, Selection},
    wire::{DateTime, Role},
};

/// A comma-separated list.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).filter(|n| !n.is_empty()).collect();
    if names.is_empty() && !text.is_empty() {
        return Err(de::Error::custom("a comma-separated list without members"));
    }
    Ok(Some(names))
}

/// The page of a list of sections, authors, tags, series or collections.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
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
    /// Count the whole list?
    #[serde(default)]
    #[param(default = false)]
    pub(crate) total_count: bool,
}

impl PageParams {
    pub(crate) fn args(&self) -> PageArgs {
        PageArgs {
            first: self.first,
            after: self.after.clone(),
            last: self.last,
            before: self.before.clone(),
            total: self.total_count,
        }
    }
}

/// The page of a list of articles in an order of its own, and what of the articles is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrderedParams {
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
    /// Count the whole list?
    #[serde(default)]
    #[param(default = false)]
    pub(crate) total_count: bool,
    /// None of these; ids.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<uuid::Uuid>, max_items = 100)]
    pub(crate) exclude: Option<Vec<String>>,
    /// Members besides those of a card: `tags`, `series`, `translationOf`, `body`, `body.html`, `body.blocks`, `body.markdown`, `body.text`, `tableOfContents`, `alternativeIds`, `portraits`, `renditions`, `feeds`, `jsonLd`.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
    /// Only these members of the articles, as paths: `headline,byline.text`. Instead of `include`.
    #[param(pattern = "^[A-Za-z]+(\\.[A-Za-z]+)*(,[A-Za-z]+(\\.[A-Za-z]+)*)*$", example = "headline,url,byline.text")]
    pub(crate) fields: Option<String>,
}

/// The page of a list of articles by date, its filters, and what of the articles is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ArticleListParams {
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
    /// Count the whole list?
    #[serde(default)]
    #[param(default = false)]
    pub(crate) total_count: bool,
    /// The order: by date of publication, newest or oldest first.
    #[param(inline)]
    pub(crate) order: Option<ArticleOrder>,
    /// Id or slug of a section: filed under it or a section within it.
    pub(crate) section: Option<String>,
    /// Id or slug of an author: among the contributors.
    pub(crate) author: Option<String>,
    /// The author's part in the article; goes with `author`.
    #[param(inline)]
    pub(crate) role: Option<Role>,
    /// Id or slug of a tag.
    pub(crate) tag: Option<String>,
    /// Id or slug of a series.
    pub(crate) series: Option<String>,
    /// A BCP 47 tag: in this language or a narrower one (`pt` finds `pt-BR`).
    pub(crate) language: Option<String>,
    /// Published at this instant or later; RFC 3339 with an offset.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(crate) published_after: Option<DateTime>,
    /// Published before this instant; RFC 3339 with an offset.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(crate) published_before: Option<DateTime>,
    /// Only these, of those that are public; ids.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<uuid::Uuid>, max_items = 100)]
    pub(crate) ids: Option<Vec<String>>,
    /// None of these; ids.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<uuid::Uuid>, max_items = 100)]
    pub(crate) exclude: Option<Vec<String>>,
    /// Members besides those of a card: `tags`, `series`, `translationOf`, `body`, `body.html`, `body.blocks`, `body.markdown`, `body.text`, `tableOfContents`, `alternativeIds`, `portraits`, `renditions`, `feeds`, `jsonLd`.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
    /// Only these members of the articles, as paths: `headline,byline.text`. Instead of `include`.
    #[param(pattern = "^[A-Za-z]+(\\.[A-Za-z]+)*(,[A-Za-z]+(\\.[A-Za-z]+)*)*$", example = "headline,url,byline.text")]
    pub(crate) fields: Option<String>,
}

impl ArticleListParams {
    /// Its parts: the page, the filter, the order, and what is shown.
    pub(crate) fn split(self) -> Result<(PageArgs, ArticleFilter, ArticleOrder, Shown), Problem> {
        let shown = Shown::of(self.include.as_deref(), self.fields.as_deref(), Selection::card())?;
        let args = PageArgs {
            first: self.first,
            after: self.after,
            last: self.last,
            before: self.before,
            total: self.total_count,
        };
        let filter = ArticleFilter {
            section: self.section,
            author: self.author,
            role: self.role,
            tag: self.tag,
            series: self.series,
            language: self.language,
            published_after: self.published_after,
            published_before: self.published_before,
            ids: self.ids,
            exclude: self.exclude,
        };
        Ok((args, filter, self.order.unwrap_or_default(), shown))
    }
}

impl OrderedParams {
    /// Its parts: the page, the filter, and what is shown.
    pub(crate) fn split(self) -> Result<(PageArgs, ArticleFilter, Shown), Problem> {
        let Self { first, after, last, before, total_count, exclude, include, fields } = self;
        let list = ArticleListParams {
            first,
            after,
            last,
            before,
            total_count,
            exclude,
            include,
            fields,
            ..Default::default()
        };
        let (args, filter, _, shown) = list.split()?;
        Ok((args, filter, shown))
    }
}

/// What of one article is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ArticleParams {
    /// Members besides the usual ones: `body.markdown`, `body.text`, `alternativeIds`, `portraits`, `renditions`, `feeds`, `jsonLd`.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
    /// Only these members, as paths: `headline,body.html`. Instead of `include`.
    #[param(pattern = "^[A-Za-z]+(\\.[A-Za-z]+)*(,[A-Za-z]+(\\.[A-Za-z]+)*)*$", example = "headline,body.html")]
    pub(crate) fields: Option<String>,
}

impl ArticleParams {
    pub(crate) fn shown(&self) -> Result<Shown, Problem> {
        Shown::of(self.include.as_deref(), self.fields.as_deref(), Selection::full())
    }
}

/// What of an article a REST answer shows.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) selection: Selection,
    fields: Option<Fields>,
}

impl Shown {
    pub(crate) fn of(include: Option<&[String]>, fields: Option<&str>, usual: Selection) -> Result<Self, Problem> {
        match (include, fields) {
            (Some(_), Some(_)) => Err(Problem::malformed("give include or fields, not both")),
            (None, Some(fields)) => {
                let fields = Fields::parse(fields).ok_or_else(|| {
                    Problem::malformed("fields: a comma-separated list of members, such as headline,byline.text")
                })?;
                Ok(Self { selection: Selection::of_fields(&fields), fields: Some(fields) })
            }
            (include, None) => {
                let mut selection = usual;
                for name in include.unwrap_or_default() {
                    if !selection.add(name) {
                        let known = INCLUDABLE.join(", ");
                        return Err(Problem::malformed(format!("include: {name:?} is not one of {known}")));
                    }
                }
                Ok(Self { selection, fields: None })
            }
        }
    }

    /// The answer's body: as it is, or with the named members of the articles only.
    pub(crate) fn prune<T: Serialize>(&self, value: T) -> Result<Pruned<T>, Problem> {
        let Some(fields) = &self.fields else { return Ok(Pruned::Whole(value)) };
        let mut json = as_json(value)?;
        // In a list it is the items that have members.
        let is_list = json.get("items").is_some_and(serde_json::Value::is_array);
        let target = if is_list { &mut json["items"] } else { &mut json };
        let is_empty = target.as_array().is_some_and(Vec::is_empty);
        if let Some(unknown) = fields.prune(target)
            && !is_empty
        {
            return Err(no_member(&unknown));
        }
        Ok(Pruned::Part(json))
    }
}

impl Shown {
    /// [`Shown::prune`] for a list whose items have an article within.
    pub(super) fn prune_each<T: Serialize>(&self, value: T, list: &str, member: &str) -> Result<Pruned<T>, Problem> {
        let Some(fields) = &self.fields else { return Ok(Pruned::Whole(value)) };
        let mut json = as_json(value)?;
        for article in json[list].as_array_mut().into_iter().flatten().map(|item| &mut item[member]) {
            if article.is_object()
                && let Some(unknown) = fields.prune(article)
            {
                return Err(no_member(&unknown));
            }
        }
        Ok(Pruned::Part(json))
    }
}

fn as_json(value: impl Serialize) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(value).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        Problem::new(masthead_app::Code::Internal, "internal error")
    })
}

fn no_member(unknown: &str) -> Problem {
    Problem::malformed(format!("fields: an article has no member {unknown:?}"))
}

/// An answer's body.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Pruned<T> {
    Whole(T),
    Part(serde_json::Value),
}

/// No parameters at all.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoParams {}

/// What of a section is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SectionParams {
    /// Relations: `ancestors`, `children`.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<SectionMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

impl SectionParams {
    /// With ancestors? With children?
    pub(crate) fn include(&self) -> Result<(bool, bool), Problem> {
        let names = known(self.include.as_deref(), &["ancestors", "children"])?;
        Ok((names.contains(&"ancestors"), names.contains(&"children")))
    }
}

/// What of an author is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuthorParams {
    /// Relations: `portrait`.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<AuthorMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

impl AuthorParams {
    /// With the portrait?
    pub(crate) fn portrait(&self) -> Result<bool, Problem> {
        Ok(!known(self.include.as_deref(), &["portrait"])?.is_empty())
    }
}

pub(super) fn known<'a>(include: Option<&'a [String]>, names: &[&str]) -> Result<Vec<&'a str>, Problem> {
    let include: Vec<&str> = include.unwrap_or_default().iter().map(String::as_str).collect();
    match include.iter().find(|name| !names.contains(name)) {
        Some(name) => Err(Problem::malformed(format!("include: {name:?} is not one of {}", names.join(", ")))),
        None => Ok(include),
    }
}

/// A path of the site.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ResolveParams {
    /// The path, beginning with `/`.
    #[param(example = "/ideas")]
    pub(crate) path: String,
    /// Members of an article besides those of a card; see the lists of articles.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

/// Ids of things.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NodesParams {
    /// The ids, at most 100.
    #[serde(deserialize_with = "required_list")]
    #[param(style = Form, explode = false, value_type = Vec<uuid::Uuid>, min_items = 1, max_items = 100)]
    pub(crate) ids: Vec<String>,
    /// Members of articles besides those of a card; see the lists of articles.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

fn required_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names = list(deserializer)?.unwrap_or_default();
    if names.is_empty() { Err(de::Error::custom("a comma-separated list without members")) } else { Ok(names) }
}

/// The article page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ArticlePageParams {
    /// Cards of each rail.
    #[param(minimum = 0, maximum = 100, default = 4, example = 4)]
    pub(crate) rail: Option<i64>,
    /// As it will be at this instant, when everything planned until then has happened; for editors. RFC 3339 with an offset.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(crate) at: Option<DateTime>,
    /// Members of the article besides the usual ones: `body.markdown`, `body.text`, `alternativeIds`, `portraits`, `renditions`, `feeds`, `jsonLd`.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

/// The front.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FrontPageParams {
    /// Cards of each part.
    #[param(minimum = 0, maximum = 100, default = 4, example = 4)]
    pub(crate) rail: Option<i64>,
    /// As it will be at this instant, when everything planned until then has happened; for editors. RFC 3339 with an offset.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(crate) at: Option<DateTime>,
    /// Members of the cards besides the usual ones; see the lists of articles.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}
