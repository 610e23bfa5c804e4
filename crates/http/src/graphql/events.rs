//! GraphQL over server-sent events, each operation on a connection of its own:
//! <https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>, "distinct connections mode".

use actix_web::{HttpRequest, HttpResponse};
use async_graphql::{Response, parser::types::OperationType};
use futures_util::StreamExt;
use masthead_app::Code;

use super::{
    handler::{Prepared, never_began, prepare},
    refused::finish_errors,
    request::{Asked, GRAPHQL_RESPONSE},
};
use crate::{
    answer::text,
    caller::RequestId,
    listeners::{Listeners, Stopping},
    problem::Problem,
    push::{Over, Push},
    settings::HttpSettings,
};

/// Answers with everything that the operation says. What is refused before it is executed is answered as JSON.
pub(super) async fn answer(request: HttpRequest, asked: Asked) -> HttpResponse {
    let id = RequestId::of(&request);
    let prepared = match prepare(&request, asked).await {
        Ok(prepared) => prepared,
        Err(refused) => return refused.response(GRAPHQL_RESPONSE, &id),
    };
    if request.method() != actix_web::http::Method::POST && prepared.measured.operation_type == OperationType::Mutation
    {
        let detail = "mutations are sent with POST";
        return Problem::new(Code::MethodNotAllowed, detail).allowing("POST").response(id.as_str());
    }
    let listener = match Listeners::admit(&request) {
        Ok(listener) => listener,
        Err(problem) => return problem.response(id.as_str()),
    };
    let (response, push) = Push::open(&request, listener);
    if let Some(push) = push {
        actix_web::rt::spawn(async move {
            // It is over one way or the other.
            let _ = tell(&request, prepared, push).await;
        });
    }
    response
}

async fn tell(request: &HttpRequest, prepared: Prepared, push: Push) -> Result<(), Over> {
    let id = RequestId::of(request);
    let keep_alive = HttpSettings::of(request).live_keep_alive;
    let Prepared { schema, execution, settings, .. } = prepared;
    let mut responses = schema.execute_stream(execution);
    // The head goes out before the first thing happens.
    push.send(":\n\n").await?;
    loop {
        tokio::select! {
            response = responses.next() => match response {
                Some(response) => {
                    let text = result(response, &id, settings.graphql_errors).map_err(|_| Over)?;
                    push.send(format!("event: next\ndata: {text}\n\n")).await?;
                }
                None => return push.send("event: complete\ndata:\n\n").await,
            },
            () = tokio::time::sleep(keep_alive) => push.send(":\n\n").await?,
            () = Stopping::of(request) => return Ok(()),
            () = push.closed() => return Err(Over),
        }
    }
}

/// What an operation says, as JSON.
pub(super) fn result(mut response: Response, id: &RequestId, most_errors: usize) -> Result<String, Problem> {
    let never_began = never_began(&response);
    finish_errors(&mut response.errors, id, most_errors, never_began);
    if never_began {
        return text(&serde_json::json!({ "errors": response.errors }));
    }
    text(&response)
}
