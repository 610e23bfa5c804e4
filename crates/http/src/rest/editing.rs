//! Writing articles: each step of their life is one operation.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Payload};
use masthead_app::{
    Cx, Result as Done, Target,
    articles::{self, Written},
    resources::Key,
};
use masthead_domain::{article::ReviewState, lifecycle};
use serde::de::DeserializeOwned;

use super::{
    params::{Path, Query},
    write_params::WriteParams,
};
use crate::{
    caller::writer,
    errors::{ChangeErrors, CreateErrors},
    problem::Problem,
    wire::{ArticleFields, Correcting, Embargo, Manuscript, Publishing, ReviewNote, Scheduling, Withdrawal},
    write::{answer, body, form, idempotency_key, if_match, manuscript, once, replay, trying},
};

/// One step of an article's life, whichever.
async fn step<B: DeserializeOwned>(
    request: &HttpRequest,
    key: &str,
    params: &WriteParams,
    payload: Payload,
    operation: impl AsyncFnOnce(&Cx, &Target, B) -> Done<Written>,
) -> Result<HttpResponse, Problem> {
    let cx = writer(request).await?;
    let shown = params.shown()?;
    let target = Target { key: Key::parse(key), expected: if_match(request.headers())? };
    let input = body(request, payload).await?;
    let cx = trying(cx, params.dry_run).await?;
    let written = operation(&cx, &target, input).await?;
    let cx = cx.after();
    let manuscript = manuscript(&cx, written, Some(&shown.selection)).await?;
    answer(request, &cx, StatusCode::OK, &manuscript, Some(manuscript.revision), None).await
}

/// A body without members.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Nothing {}

/// Creates an article: a draft of whoever creates it.
#[utoipa::path(post, path = "/v1/articles", operation_id = "createArticle", tag = "editing", summary = "Create an article",
    params(WriteParams, ("Idempotency-Key" = Option<String>, Header, description = "The same request with the same key is done once, and answered as the first time; kept for a day.")),
    request_body = ArticleFields,
    responses((status = 201, description = "The new article.", body = Manuscript), CreateErrors))]
pub(crate) async fn create_article(
    request: HttpRequest,
    params: Query<WriteParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let shown = params.0.shown()?;
    let fields = form(&request, payload).await?;
    let cx = once(cx, idempotency_key(request.headers())?, "createArticle", &fields)?;
    if let Some(answer) = replay(&cx).await? {
        return Ok(answer);
    }
    let cx = trying(cx, params.0.dry_run).await?;
    let written = articles::create(&cx, fields, params.0.take_over_slug).await?;
    let cx = cx.after();
    let location = format!("/v1/articles/{}/manuscript", written.id);
    let manuscript = manuscript(&cx, written, Some(&shown.selection)).await?;
    answer(&request, &cx, StatusCode::CREATED, &manuscript, Some(manuscript.revision), Some(location)).await
}

/// Changes what an article says, by a merge patch. Readers see it when it is published.
#[utoipa::path(patch, path = "/v1/articles/{key}", operation_id = "reviseArticle", tag = "editing",
    summary = "Change what an article says",
    params(("key" = String, Path, description = "Id or slug."), WriteParams,
        ("If-Match" = String, Header, description = "The revision that is changed, as the ETag has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    request_body(content((ArticleFields = "application/merge-patch+json"), (ArticleFields = "application/json"))),
    responses((status = 200, description = "The article.", body = Manuscript), ChangeErrors))]
pub(crate) async fn revise_article(
    request: HttpRequest,
    key: Path<String>,
    params: Query<WriteParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let shown = params.0.shown()?;
    let target = Target { key: Key::parse(&key), expected: if_match(request.headers())? };
    let patch = form(&request, payload).await?;
    let cx = trying(cx, params.0.dry_run).await?;
    let written = articles::revise(&cx, &target, &patch, params.0.take_over_slug).await?;
    let cx = cx.after();
    let manuscript = manuscript(&cx, written, Some(&shown.selection)).await?;
    answer(&request, &cx, StatusCode::OK, &manuscript, Some(manuscript.revision), None).await
}

/// A step of an article's life, as REST has it.
macro_rules! steps {
    ($($(#[doc = $doc:literal])* $name:ident $id:literal $path:literal $summary:literal $input:ty $(as $schema:ty)?,
        |$cx:ident, $target:ident, $body:ident| $call:expr;)*) => {
        $(
            $(#[doc = $doc])*
            #[utoipa::path(post, path = $path, operation_id = $id, tag = "editing", summary = $summary,
                params(("key" = String, Path, description = "Id or slug."), WriteParams,
                    ("If-Match" = String, Header, description = "The revision that is changed, as the ETag has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
                $(request_body = $schema,)?
                responses((status = 200, description = "The article.", body = Manuscript), ChangeErrors))]
            pub(crate) async fn $name(
                request: HttpRequest,
                key: Path<String>,
                params: Query<WriteParams>,
                payload: Payload,
            ) -> Result<HttpResponse, Problem> {
                step(&request, &key, &params.0, payload, async |$cx: &Cx, $target: &Target, $body: $input| $call).await
            }
        )*
    };
}

steps! {
    /// Submits the latest revision for review.
    submit_article "submitArticle" "/v1/articles/{key}/submit" "Submit an article for review" ReviewNote as Option<ReviewNote>,
        |cx, target, body| articles::review(cx, target, ReviewState::Submitted, body.note).await;
    /// Finds a submitted article good.
    approve_article "approveArticle" "/v1/articles/{key}/approve" "Approve an article" ReviewNote as Option<ReviewNote>,
        |cx, target, body| articles::review(cx, target, ReviewState::Approved, body.note).await;
    /// Sends a submitted article back to whoever wrote it.
    send_back_article "sendBackArticle" "/v1/articles/{key}/send-back" "Send an article back" ReviewNote as Option<ReviewNote>,
        |cx, target, body| articles::review(cx, target, ReviewState::SentBack, body.note).await;
    /// Makes the latest revision what readers see. Everything that is missing for that is said at once.
    publish_article "publishArticle" "/v1/articles/{key}/publish" "Publish an article" Publishing as Option<Publishing>,
        |cx, target, body| articles::publish(cx, target, how(&body)).await;
    /// Plans a publication, a withdrawal, or both. They happen within a second of their time.
    schedule_article "scheduleArticle" "/v1/articles/{key}/schedule" "Schedule an article" Scheduling as Scheduling,
        |cx, target, body| {
            articles::schedule(cx, target, body.publish_at.map(|at| at.0), body.unpublish_at.map(|at| at.0)).await
        };
    /// Takes back what was planned.
    unschedule_article "unscheduleArticle" "/v1/articles/{key}/unschedule" "Take back what was planned" Nothing,
        |cx, target, _body| articles::unschedule(cx, target).await;
    /// Keeps an article from readers until a time, whatever else is planned; also one that they see now.
    embargo_article "embargoArticle" "/v1/articles/{key}/embargo" "Put an article under embargo" Embargo as Embargo,
        |cx, target, body| articles::embargo(cx, target, body.until.map(|at| at.0)).await;
    /// Tells readers what was put right, and moves `updatedAt`.
    correct_article "correctArticle" "/v1/articles/{key}/correct" "Add a correction" Correcting as Correcting,
        |cx, target, body| articles::correct(cx, target, body.kind.into(), body.text).await;
    /// Takes an article back from readers, who are told that it is gone, and why.
    withdraw_article "withdrawArticle" "/v1/articles/{key}/withdraw" "Withdraw an article" Withdrawal as Option<Withdrawal>,
        |cx, target, body| articles::withdraw(cx, target, body.reason).await;
    /// Throws an article away. It can be had back until it is purged.
    trash_article "trashArticle" "/v1/articles/{key}/trash" "Throw an article away" Nothing,
        |cx, target, _body| articles::trash(cx, target).await;
    /// Has an article back: as a draft, or as withdrawn if readers have seen it.
    undelete_article "undeleteArticle" "/v1/articles/{key}/undelete" "Have an article back" Nothing,
        |cx, target, _body| articles::undelete(cx, target).await;
}

/// How an article is to be published.
pub(crate) fn how(publishing: &Publishing) -> lifecycle::Publishing {
    lifecycle::Publishing { published_at: publishing.published_at.map(|at| at.0), cosmetic: publishing.cosmetic }
}

/// Destroys an article in the trash, with all its revisions. Its slug stays reserved if readers have seen it.
#[utoipa::path(post, path = "/v1/articles/{key}/purge", operation_id = "purgeArticle", tag = "editing",
    summary = "Destroy an article",
    params(("key" = String, Path, description = "Id or slug."), WriteParams,
        ("If-Match" = String, Header, description = "The revision that is destroyed, as the ETag has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    responses((status = 204, description = "It is destroyed."), ChangeErrors))]
pub(crate) async fn purge_article(
    request: HttpRequest,
    key: Path<String>,
    params: Query<WriteParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let target = Target { key: Key::parse(&key), expected: if_match(request.headers())? };
    let Nothing {} = body(&request, payload).await?;
    let cx = trying(cx, params.0.dry_run).await?;
    articles::purge(&cx, &target).await?;
    Ok(crate::write::private(&mut HttpResponse::NoContent()).finish())
}

/// Makes the content of an earlier revision the latest again.
#[utoipa::path(post, path = "/v1/articles/{key}/revisions/{number}/restore", operation_id = "restoreRevision",
    tag = "editing", summary = "Restore a revision",
    params(("key" = String, Path, description = "Id or slug."), ("number" = i32, Path, description = "The revision to have back."),
        WriteParams, ("If-Match" = String, Header, description = "The revision that is changed, as the ETag has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    responses((status = 200, description = "The article.", body = Manuscript), ChangeErrors))]
pub(crate) async fn restore_revision(
    request: HttpRequest,
    path: Path<(String, i32)>,
    params: Query<WriteParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let number = path.1;
    step(&request, &path.0, &params.0, payload, async |cx: &Cx, target: &Target, _body: Nothing| {
        articles::restore(cx, target, number).await
    })
    .await
}
