//! `/v1/search`, and what is like an article.

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::{
    PageArgs,
    search::{self, SearchArgs},
};
use masthead_domain::filter::ArticleFilter as Filter;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    articles::article_key,
    link::links,
    members::ArticleMember,
    params::{Path, Query, Shown, list},
};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    errors::{FindErrors, SearchErrors},
    input::{ArticleFilter, SearchOrder},
    problem::Problem,
    selection::Selection,
    wire::{Article, DateTime, PageInfo, Role, SearchResults, Suggestion},
};

/// A search: what is looked for, its page, its filters, and what is shown.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchParams {
    /// What is looked for: words, `"phrases"`, beginnings (`riv*`), what must not be there (`-boat`), and where (`headline:`, `standfirst:`, `body:`, `author:`, `tag:`). Everything must be there.
    #[param(example = "river \"came back\" -boat")]
    pub(crate) query: String,
    /// The order: what fits best first, or the newest.
    #[param(inline)]
    pub(crate) order: Option<SearchOrder>,
    /// How many results.
    #[param(minimum = 0, maximum = 100, default = 20, example = 20)]
    pub(crate) first: Option<i64>,
    /// Only what comes after this cursor.
    pub(crate) after: Option<String>,
    /// Count the results? Of many only the newest are counted, and `approximate` says so.
    #[serde(default)]
    #[param(default = false)]
    pub(crate) total_count: bool,
    /// Count the results by section, author, tag, year and language?
    #[serde(default)]
    #[param(default = false)]
    pub(crate) facets: bool,
    /// Show where the words were found?
    #[serde(default = "yes")]
    #[param(default = true)]
    pub(crate) highlights: bool,
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
    /// A BCP 47 tag: in this language or a narrower one (`pt` finds `pt-BR`). Words are then taken for words of this language.
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
    /// Members of the articles besides those of a card; see the lists of articles.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

fn yes() -> bool {
    true
}

/// What is found in headlines, standfirsts, texts, the names of contributors and of tags.
#[utoipa::path(get, path = "/v1/search", operation_id = "search", tag = "search", summary = "Search articles",
    params(SearchParams), responses((status = 200, description = "A page of the results.", body = SearchResults), SearchErrors))]
pub(crate) async fn search(request: HttpRequest, params: Query<SearchParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let params = params.0;
    let shown = Shown::of(params.include.as_deref(), None, Selection::card())?;
    let filter = ArticleFilter {
        section: params.section,
        author: params.author,
        role: params.role,
        tag: params.tag,
        series: params.series,
        language: params.language,
        published_after: params.published_after,
        published_before: params.published_before,
        ids: params.ids,
        exclude: params.exclude,
    };
    let args = SearchArgs {
        query: params.query,
        filter: filter.narrow(&cx, Filter::public()).await?,
        order: params.order.unwrap_or_default().into(),
        page: PageArgs { first: params.first, after: params.after, total: params.total_count, ..PageArgs::default() },
        facets: params.facets,
        highlights: params.highlights,
    };
    let found = search::search(&cx, &args, shown.selection.needs()).await?;
    let results = SearchResults::new(found, args.page.total || args.facets, &shown.selection, &*cx.site().await?);
    // There is no way back to link to.
    let links = links(&request, &PageInfo { has_previous_page: false, ..results.page_info.clone() });
    Ok(json(&request, &results, Freshness::of(&cx).await?, links))
}

/// What somebody has typed so far.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SuggestionsParams {
    /// What was typed so far: whole words, and the beginning of the last one, of two letters or more.
    #[param(example = "riv")]
    pub(crate) query: String,
    /// How many of each kind.
    #[param(minimum = 0, maximum = 100, default = 5, example = 5)]
    pub(crate) first: Option<i64>,
}

/// What somebody may mean who has begun to type: tags and authors with names that have words which begin like that, then the newest
/// articles with such headlines.
#[utoipa::path(get, path = "/v1/search/suggestions", operation_id = "suggestions", tag = "search",
    summary = "What may be meant by what was typed so far",
    params(SuggestionsParams),
    responses((status = 200, description = "Suggestions.", body = Vec<Suggestion>), SearchErrors))]
pub(crate) async fn suggestions(
    request: HttpRequest,
    params: Query<SuggestionsParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let found = search::suggestions(&cx, &params.0.query, params.0.first).await?;
    let site = cx.site().await?;
    let found: Vec<Suggestion> = found.into_iter().map(|suggestion| Suggestion::new(suggestion, &site)).collect();
    Ok(json(&request, &found, Freshness::of(&cx).await?, None))
}

/// How many articles like another one, and what of them is shown.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SimilarParams {
    /// How many.
    #[param(minimum = 0, maximum = 100, default = 4, example = 4)]
    pub(crate) first: Option<i64>,
    /// Members of the articles besides those of a card; see the lists of articles.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

/// Articles in the same language that share a tag with this one, or words that both have more of than of others; what shares most
/// first. For where editors have set nothing beside it (`related`).
#[utoipa::path(get, path = "/v1/articles/{key}/similar", operation_id = "similarArticles", tag = "search",
    summary = "Articles that speak of the same",
    params(("key" = String, Path, description = "Id or slug."), SimilarParams),
    responses((status = 200, description = "The articles.", body = Vec<Article>), FindErrors))]
pub(crate) async fn similar_articles(
    request: HttpRequest,
    key: Path<String>,
    params: Query<SimilarParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let shown = Shown::of(params.0.include.as_deref(), None, Selection::card())?;
    let found = search::similar_articles(&cx, &article_key(&key), params.0.first, shown.selection.needs()).await?;
    let found: Vec<Article> = found.into_iter().map(|view| Article::new(view, &shown.selection)).collect();
    Ok(json(&request, &found, Freshness::of(&cx).await?, None))
}
