//! Live coverage: the posts of an article.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Payload};
use masthead_app::{
    Target,
    posts::{self, PostFilter},
    resources::Key,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    articles::article_key,
    link::links,
    params::{NoParams, PageParams, Path, Query},
    write_params::TryParams,
};
use crate::{
    answer::{Freshness, json},
    caller::{cx, writer},
    errors::{ChangeErrors, CreateErrors, FindErrors},
    input::parse_ids,
    problem::Problem,
    wire::{List, POST_FORMS, Post, PostFields},
    write::{answer, form, idempotency_key, if_match, once, private, replay, trying},
};

/// A page of posts, and which.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PostListParams {
    /// How many items from the start of the list.
    #[param(minimum = 0, maximum = 100, default = 20, example = 20)]
    first: Option<i64>,
    /// Only what comes after this cursor, which is what was added before it; goes with `first`.
    after: Option<String>,
    /// How many items from the end of the list.
    #[param(minimum = 0, maximum = 100)]
    last: Option<i64>,
    /// Only what comes before this cursor, which is what was added after it; goes with `last`.
    before: Option<String>,
    /// Count the whole list?
    #[serde(default)]
    #[param(default = false)]
    total_count: bool,
    /// Only what one has to know of all that happened?
    #[serde(default)]
    #[param(default = false)]
    key_events: bool,
    /// Only what is shown above all others?
    #[serde(default)]
    #[param(default = false)]
    pinned: bool,
}

/// The posts of an article, the latest first. Cursors are positions of the stream, too: `/v1/live?article=…` with the cursor of the latest
/// post as `lastEventId` goes on where this list ends.
#[utoipa::path(get, path = "/v1/articles/{key}/posts", operation_id = "articlePosts", tag = "articles",
    summary = "The posts of an article",
    params(("key" = String, Path, description = "Id or slug."), PostListParams),
    responses((status = 200, description = "A page of the list.", body = List<Post>), FindErrors))]
pub(crate) async fn article_posts(
    request: HttpRequest,
    key: Path<String>,
    params: Query<PostListParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let PostListParams { first, after, last, before, total_count, key_events, pinned } = params.0;
    let article = posts::article(&cx, &article_key(&key)).await?;
    let args = PageParams { first, after, last, before, total_count }.args();
    let prepared = posts::prepare(&cx, PostFilter { article, key_events, pinned }, &args)?;
    let page = posts::list_one(&cx, prepared).await?;
    let list = List::new(page, |view| Post::new(&view, POST_FORMS));
    let links = links(&request, &list.page_info);
    Ok(json(&request, &list, Freshness::of(&cx).await?, links))
}

/// A post.
#[utoipa::path(get, path = "/v1/posts/{id}", operation_id = "post", tag = "articles", summary = "A post",
    params(("id" = uuid::Uuid, Path, description = "Its id.")),
    responses((status = 200, description = "A post.", body = Post), FindErrors))]
pub(crate) async fn post(request: HttpRequest, id: Path<String>, _: Query<NoParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let id = parse_ids("id", std::slice::from_ref(&*id))?[0];
    let post = Post::new(&posts::get(&cx, id).await?, POST_FORMS);
    Ok(json(&request, &post, Freshness::of(&cx).await?, None))
}

/// Adds a post to live coverage. Readers see it at once, if they see the article.
#[utoipa::path(post, path = "/v1/articles/{key}/posts", operation_id = "createPost", tag = "editing", summary = "Add a post",
    params(("key" = String, Path, description = "Id or slug of the article."), TryParams,
        ("Idempotency-Key" = Option<String>, Header, description = "The same request with the same key is done once, and answered as the first time; kept for a day.")),
    request_body = PostFields,
    responses((status = 201, description = "The new post.", body = Post), CreateErrors))]
pub(crate) async fn create_post(
    request: HttpRequest,
    key: Path<String>,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let fields = form(&request, payload).await?;
    let cx = once(cx, idempotency_key(request.headers())?, "createPost", &(&*key, &fields))?;
    if let Some(answer) = replay(&cx).await? {
        return Ok(answer);
    }
    let cx = trying(cx, params.0.dry_run).await?;
    let written = posts::create(&cx, &Key::parse(&key), fields).await?;
    let post = Post::new(&written.view, POST_FORMS).noted(written.notes);
    let location = format!("/v1/posts/{}", written.view.post.id);
    answer(&request, &cx.after(), StatusCode::CREATED, &post, Some(post.revision), Some(location)).await
}

/// Changes a post, by a merge patch.
#[utoipa::path(patch, path = "/v1/posts/{id}", operation_id = "updatePost", tag = "editing", summary = "Change a post",
    params(("id" = uuid::Uuid, Path, description = "Its id."), TryParams,
        ("If-Match" = String, Header, description = "The revision that is changed, as `revision` has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    request_body(content((PostFields = "application/merge-patch+json"), (PostFields = "application/json"))),
    responses((status = 200, description = "The post.", body = Post), ChangeErrors))]
pub(crate) async fn update_post(
    request: HttpRequest,
    id: Path<String>,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let target = Target { key: Key::parse(&id), expected: if_match(request.headers())? };
    let patch = form(&request, payload).await?;
    let cx = trying(cx, params.0.dry_run).await?;
    let written = posts::update(&cx, &target, patch).await?;
    let post = Post::new(&written.view, POST_FORMS).noted(written.notes);
    answer(&request, &cx.after(), StatusCode::OK, &post, Some(post.revision), None).await
}

/// Takes a post away, for good.
#[utoipa::path(delete, path = "/v1/posts/{id}", operation_id = "deletePost", tag = "editing", summary = "Take a post away",
    params(("id" = uuid::Uuid, Path, description = "Its id."), TryParams,
        ("If-Match" = String, Header, description = "The revision that is taken away, as `revision` has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    responses((status = 204, description = "It is gone."), ChangeErrors))]
pub(crate) async fn delete_post(
    request: HttpRequest,
    id: Path<String>,
    params: Query<TryParams>,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let target = Target { key: Key::parse(&id), expected: if_match(request.headers())? };
    let cx = trying(cx, params.0.dry_run).await?;
    posts::delete(&cx, &target).await?;
    Ok(private(&mut HttpResponse::NoContent()).finish())
}
