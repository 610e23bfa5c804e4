//! `/v1/batch`

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Payload};

use crate::{
    batch::run,
    caller::writer,
    errors::CreateErrors,
    problem::Problem,
    wire::{BatchInput, BatchResult},
    write::{answer, body},
};

/// Many operations in one request, done in order, each with its own answer; all or nothing on request.
#[utoipa::path(post, path = "/v1/batch", operation_id = "batch", tag = "editing", summary = "Many operations at once",
    request_body = BatchInput,
    responses((status = 200, description = "What became of each operation.", body = BatchResult), CreateErrors))]
pub(crate) async fn batch(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let input = body(&request, payload).await?;
    let result = run(&cx, input).await?;
    answer(&request, &cx.after(), StatusCode::OK, &result, None, None).await
}
