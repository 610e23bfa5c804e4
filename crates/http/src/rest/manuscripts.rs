//! `/v1/manuscripts`, and what editors read of an article: its manuscript, revisions and previews.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
    web::Payload,
};
use masthead_app::{articles, pages::ArticlePageIncludes, resources};
use masthead_domain::{id::Id, section::Section as DomainSection};

use super::{
    params::{ArticlePageParams, PageParams, Path, Query, Shown},
    write_params::{CompareParams, ManuscriptListParams, ManuscriptParams},
};
use crate::{
    caller::{cx, writer},
    errors::{ChangeErrors, EditorErrors, FindErrors},
    pages::article_page,
    problem::Problem,
    selection::Selection,
    wire::{ArticlePage, Comparison, Included, List, Manuscript, Preview, PreviewFields, Revision, Site},
    write::{answer, body},
};

/// The manuscripts that the caller may see, those changed last first.
#[utoipa::path(get, path = "/v1/manuscripts", operation_id = "manuscripts", tag = "editing",
    summary = "Articles as editors see them",
    params(ManuscriptListParams), responses((status = 200, description = "A page of the list.", body = List<Manuscript>), EditorErrors))]
pub(crate) async fn manuscripts(
    request: HttpRequest,
    params: Query<ManuscriptListParams>,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let (args, filter, section, shown) = params.0.split()?;
    let filter = articles::ManuscriptFilter {
        section: match section {
            Some(key) => Some(resources::get::<DomainSection>(&cx, &resources::Key::parse(&key)).await?.id),
            None => None,
        },
        ..filter
    };
    let page = articles::manuscripts(&cx, &filter, &args, shown.selection.needs()).await?;
    let list = List::new(page, |view| Manuscript::new(view, Some(&shown.selection), Vec::new()));
    let links = super::link::links(&request, &list.page_info);
    let mut response = answer(&request, &cx, StatusCode::OK, &list, None, None).await?;
    if let Some(value) = links.and_then(|links| links.parse().ok()) {
        response.headers_mut().insert(actix_web::http::header::LINK, value);
    }
    Ok(response)
}

/// An article as editors see it. Its ETag is what a change sends back as `If-Match`.
#[utoipa::path(get, path = "/v1/articles/{key}/manuscript", operation_id = "manuscript", tag = "editing",
    summary = "An article as editors see it",
    params(("key" = String, Path, description = "Id or slug."), ManuscriptParams),
    responses((status = 200, description = "The manuscript.", body = Manuscript), EditorErrors))]
pub(crate) async fn manuscript(
    request: HttpRequest,
    key: Path<String>,
    params: Query<ManuscriptParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let shown = params.0.shown()?;
    let view = articles::manuscript(&cx, &resources::Key::parse(&key), shown.selection.needs()).await?;
    let manuscript = Manuscript::new(view, Some(&shown.selection), Vec::new());
    answer(&request, &cx, StatusCode::OK, &manuscript, Some(manuscript.revision), None).await
}

/// The revisions of an article that have content of their own, the latest first.
#[utoipa::path(get, path = "/v1/articles/{key}/revisions", operation_id = "revisions", tag = "editing",
    summary = "The revisions of an article",
    params(("key" = String, Path, description = "Id or slug."), PageParams),
    responses((status = 200, description = "A page of the list.", body = List<Revision>), EditorErrors))]
pub(crate) async fn revisions(
    request: HttpRequest,
    key: Path<String>,
    params: Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let page = articles::revisions(&cx, &resources::Key::parse(&key), &params.0.args()).await?;
    let list = List::new(page, |view| Revision::new(view, None));
    answer(&request, &cx, StatusCode::OK, &list, None, None).await
}

/// An article as it was at a revision.
#[utoipa::path(get, path = "/v1/articles/{key}/revisions/{number}", operation_id = "revision", tag = "editing",
    summary = "A revision of an article",
    params(("key" = String, Path, description = "Id or slug."), ("number" = i32, Path, description = "Its number, counted from 1."), ManuscriptParams),
    responses((status = 200, description = "The revision.", body = Revision), EditorErrors))]
pub(crate) async fn revision(
    request: HttpRequest,
    path: Path<(String, i32)>,
    params: Query<ManuscriptParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let shown = params.0.shown()?;
    let view = articles::revision(&cx, &resources::Key::parse(&path.0), path.1, shown.selection.needs()).await?;
    let revision = Revision::new(view, Some(&shown.selection));
    answer(&request, &cx, StatusCode::OK, &revision, None, None).await
}

/// What two revisions of an article have different: members, and blocks of the body.
#[utoipa::path(get, path = "/v1/articles/{key}/compare", operation_id = "compareRevisions", tag = "editing",
    summary = "Compare two revisions",
    params(("key" = String, Path, description = "Id or slug."), CompareParams),
    responses((status = 200, description = "What differs.", body = Comparison), EditorErrors))]
pub(crate) async fn compare_revisions(
    request: HttpRequest,
    key: Path<String>,
    params: Query<CompareParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let found = articles::compare(&cx, &resources::Key::parse(&key), params.0.from, params.0.to).await?;
    let comparison: Comparison = found.into();
    answer(&request, &cx, StatusCode::OK, &comparison, None, None).await
}

/// Makes a link that shows one revision as its page will look, to whoever has it. Its token is told once.
#[utoipa::path(post, path = "/v1/articles/{key}/previews", operation_id = "createPreview", tag = "editing",
    summary = "Make a preview",
    params(("key" = String, Path, description = "Id or slug.")), request_body = Option<PreviewFields>,
    responses((status = 201, description = "The preview, with its token.", body = Preview), ChangeErrors))]
pub(crate) async fn create_preview(
    request: HttpRequest,
    key: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let PreviewFields { revision, expires_in } = body(&request, payload).await?;
    let (preview, token) = articles::create_preview(&cx, &resources::Key::parse(&key), revision, expires_in).await?;
    let location = format!("/v1/previews/{token}");
    let preview = Preview::new(preview, Some(token));
    answer(&request, &cx.after(), StatusCode::CREATED, &preview, None, Some(location)).await
}

/// The previews of an article that still hold, the newest first; at most a hundred.
#[utoipa::path(get, path = "/v1/articles/{key}/previews", operation_id = "previews", tag = "editing",
    summary = "The previews of an article",
    params(("key" = String, Path, description = "Id or slug.")),
    responses((status = 200, description = "The previews.", body = Vec<Preview>), EditorErrors))]
pub(crate) async fn previews(request: HttpRequest, key: Path<String>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let previews = articles::previews(&cx, &resources::Key::parse(&key)).await?;
    let previews: Vec<Preview> = previews.into_iter().map(|preview| Preview::new(preview, None)).collect();
    answer(&request, &cx, StatusCode::OK, &previews, None, None).await
}

/// Takes a preview back: its link opens nothing any more.
#[utoipa::path(delete, path = "/v1/previews/{preview}", operation_id = "revokePreview", tag = "editing",
    summary = "Revoke a preview",
    params(("preview" = String, Path, description = "The preview's id.")),
    responses((status = 200, description = "The preview.", body = Preview), ChangeErrors))]
pub(crate) async fn revoke_preview(request: HttpRequest, preview: Path<String>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let id: Id<articles::Preview> =
        preview.parse().map_err(|_| masthead_app::Error::NotFound { what: format!("preview {:?}", &*preview) })?;
    let preview = Preview::new(articles::revoke_preview(&cx, id).await?, None);
    answer(&request, &cx.after(), StatusCode::OK, &preview, None, None).await
}

/// The page of an article as a preview shows it: with pictures, rails and everything as it will be.
#[utoipa::path(get, path = "/v1/previews/{preview}", operation_id = "preview", tag = "pages",
    summary = "The page that a preview shows",
    params(("preview" = String, Path, description = "The preview's token."), ArticlePageParams),
    responses((status = 200, description = "The page.", body = ArticlePage), FindErrors))]
pub(crate) async fn preview(
    request: HttpRequest,
    token: Path<String>,
    params: Query<ArticlePageParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let shown = Shown::of(params.0.include.as_deref(), None, Selection::full())?;
    let card = Selection::card();
    let include = ArticlePageIncludes { article: shown.selection.needs(), card: card.needs() };
    let (_, page) = articles::open_preview(&cx, &token, params.0.rail, include).await?;
    let mut page = article_page(page, &shown.selection, [&card, &card]);
    page.site = Included::Is(Site::new(&*cx.site().await?, &cx.url("")));
    let mut response = answer(&request, &cx, StatusCode::OK, &page, None, None).await?;
    let robots = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(robots, HeaderValue::from_static("noindex"));
    Ok(response)
}
