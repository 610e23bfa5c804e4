//! Many operations in one request, each with its own answer; all or nothing on request.

use async_graphql::Json;
use masthead_app::{
    Code, Cx, Error, Target,
    articles::{self, Fields, Written},
    resources::Key,
};
use masthead_domain::{access::Operation, article::ReviewState};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    problem::Problem,
    rest::how,
    wire::{
        BatchAnswer, BatchInput, BatchOperation, BatchResult, Correcting, Embargo, Publishing, ReviewNote, Scheduling,
        Withdrawal,
    },
    write,
};

/// Most operations of a batch.
pub(crate) const MAX_OPERATIONS: usize = 100;

/// Does a batch.
///
/// # Errors
/// For too many operations; when no transaction can be had; when everything succeeded and could not be kept.
pub(crate) async fn run(cx: &Cx, input: BatchInput) -> Result<BatchResult, Problem> {
    cx.may(Operation::Batch)?;
    let BatchInput { atomic, operations } = input;
    if operations.len() > MAX_OPERATIONS {
        let detail = format!("a batch has at most {MAX_OPERATIONS} operations, not {}", operations.len());
        return Err(Problem::malformed(detail));
    }
    let rehearsal = if atomic { cx.rehearsal().await? } else { cx.clone() };
    let mut results = Vec::with_capacity(operations.len());
    let mut failed = false;
    for operation in operations {
        if atomic && failed {
            results.push(BatchAnswer::not_kept());
            continue;
        }
        results.push(match Box::pin(one(&rehearsal.after(), operation)).await {
            Ok((status, body)) => BatchAnswer { status, body: Some(Json(body)) },
            Err(problem) => {
                failed = true;
                BatchAnswer { status: problem.status, body: serde_json::to_value(&problem).ok().map(Json) }
            }
        });
    }
    if !atomic {
        return Ok(BatchResult { committed: true, results });
    }
    if failed {
        for result in results.iter_mut().filter(|result| result.status < 300) {
            *result = BatchAnswer::not_kept();
        }
        return Ok(BatchResult { committed: false, results });
    }
    rehearsal.keep_rehearsal().await?;
    Ok(BatchResult { committed: true, results })
}

/// What an operation needs besides.
fn read<T: DeserializeOwned>(input: Option<Json<Fields>>) -> Result<T, Problem> {
    let Json(fields) = input.unwrap_or_default();
    serde_json::from_value(Value::Object(fields)).map_err(|error| Problem::malformed(format!("input: {error}")))
}

/// Does one operation: its status, and the body of its answer.
async fn one(cx: &Cx, operation: BatchOperation) -> Result<(u16, Value), Problem> {
    let BatchOperation { operation, id, expected_revision, input } = operation;
    let target = Target { key: Key::parse(id.as_deref().unwrap_or_default()), expected: expected_revision };
    if operation != Operation::CreateArticle.name() && id.is_none() {
        return Err(Problem::malformed("id: what is changed, by id or slug"));
    }
    let target = &target;
    // Each in a place of its own: together they would not fit onto a thread's stack.
    let done: Result<Written, Error> = match operation.as_str() {
        "createArticle" => {
            let fields = read(input)?;
            Box::pin(articles::create(cx, fields, false)).await
        }
        "reviseArticle" => {
            let fields = read(input)?;
            Box::pin(articles::revise(cx, target, &fields, false)).await
        }
        "submitArticle" => {
            Box::pin(articles::review(cx, target, ReviewState::Submitted, read::<ReviewNote>(input)?.note)).await
        }
        "approveArticle" => {
            Box::pin(articles::review(cx, target, ReviewState::Approved, read::<ReviewNote>(input)?.note)).await
        }
        "sendBackArticle" => {
            Box::pin(articles::review(cx, target, ReviewState::SentBack, read::<ReviewNote>(input)?.note)).await
        }
        "publishArticle" => Box::pin(articles::publish(cx, target, how(&read::<Publishing>(input)?))).await,
        "scheduleArticle" => {
            let Scheduling { publish_at, unpublish_at } = read(input)?;
            Box::pin(articles::schedule(cx, target, publish_at.map(|at| at.0), unpublish_at.map(|at| at.0))).await
        }
        "unscheduleArticle" => Box::pin(articles::unschedule(cx, target)).await,
        "embargoArticle" => Box::pin(articles::embargo(cx, target, read::<Embargo>(input)?.until.map(|at| at.0))).await,
        "correctArticle" => {
            let Correcting { kind, text } = read(input)?;
            Box::pin(articles::correct(cx, target, kind.into(), text)).await
        }
        "withdrawArticle" => Box::pin(articles::withdraw(cx, target, read::<Withdrawal>(input)?.reason)).await,
        "trashArticle" => Box::pin(articles::trash(cx, target)).await,
        "undeleteArticle" => Box::pin(articles::undelete(cx, target)).await,
        other => {
            let detail = format!("operation: {other:?} is not one that writes an article, such as publishArticle");
            return Err(Problem::new(Code::MalformedRequest, detail));
        }
    };
    let manuscript = write::manuscript(&cx.after(), done?, None).await?;
    let status = if operation == Operation::CreateArticle.name() { 201 } else { 200 };
    Ok((status, serde_json::to_value(manuscript).unwrap_or_default()))
}
