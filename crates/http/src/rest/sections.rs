//! `/v1/sections`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::{Cx, feeds::Feed, resources};
use masthead_domain::{filter::ArticleFilter, section as domain};

use super::{
    articles, named,
    params::{ArticleListParams, PageParams, Path, Query, SectionParams},
};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    errors::{ListErrors, NamedErrors},
    feeds::discovery,
    problem::Problem,
    wire::{Article, Included, List, Section},
};

/// Every section, in the editors' order.
#[utoipa::path(get, path = "/v1/sections", operation_id = "sections", tag = "sections", summary = "Every section",
    params(PageParams), responses((status = 200, description = "A page of the list.", body = List<Section>), ListErrors))]
pub(crate) async fn sections(request: HttpRequest, params: Query<PageParams>) -> Result<HttpResponse, Problem> {
    named::list::<domain::Section, _>(&request, &params.0, Section::new).await
}

/// A section.
#[utoipa::path(get, path = "/v1/sections/{key}", operation_id = "section", tag = "sections", summary = "A section",
    params(("key" = String, Path, description = "Id or slug."), SectionParams),
    responses((status = 200, description = "A section.", body = Section), NamedErrors))]
pub(crate) async fn section(
    request: HttpRequest,
    key: Path<String>,
    params: Query<SectionParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let (ancestors, children) = params.0.include()?;
    let found = match named::find::<domain::Section>(&request, &cx, &key).await? {
        Ok(found) => found,
        Err(moved) => return Ok(moved),
    };
    let links = discovery(&cx, [&Feed::Section(found.clone())]);
    let section = with_relations(&cx, found, ancestors, children).await?;
    Ok(json(&request, &section, Freshness::of(&cx).await?, links))
}

async fn with_relations(cx: &Cx, found: domain::Section, up: bool, down: bool) -> Result<Section, Problem> {
    let site = cx.site().await?;
    let mut ancestors = Included::Left;
    if up {
        let line = resources::section_lines(cx, &[found.id]).await?;
        let line = resources::ancestors(&found, line.iter());
        ancestors = Included::Is(line.into_iter().map(|up| Section::new(&up, &site)).collect());
    }
    let mut children = Included::Left;
    if down {
        let mut all = resources::section_children(cx, &[found.id]).await?;
        let within = all.remove(&found.id).unwrap_or_default();
        children = Included::Is(within.into_iter().map(|child| Section::new(&child, &site)).collect());
    }
    Ok(Section { ancestors, children, ..Section::new(&found, &site) })
}

/// The articles of a section and the sections within, newest first.
#[utoipa::path(get, path = "/v1/sections/{key}/articles", operation_id = "sectionArticles", tag = "sections",
    summary = "The articles of a section",
    params(("key" = String, Path, description = "Id or slug."), ArticleListParams),
    responses((status = 200, description = "A page of the list.", body = List<Article>), NamedErrors))]
pub(crate) async fn section_articles(
    request: HttpRequest,
    key: Path<String>,
    params: Query<ArticleListParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let found = match named::find::<domain::Section>(&request, &cx, &key).await? {
        Ok(found) => found,
        Err(moved) => return Ok(moved),
    };
    let (args, filter, order, shown) = params.0.split()?;
    let filter = filter.narrow(&cx, ArticleFilter::in_section(found.id)).await?;
    articles::answer(&request, &cx, filter, order.into(), &args, &shown, Some(Feed::Section(found))).await
}
