//! `/v1/live`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::{
    Cx,
    live::{self, End, Listener},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::params::{Query, list};
use crate::{
    caller::cx,
    errors::LiveErrors,
    input::LiveFilter,
    listeners::{Listeners, Stopping},
    problem::Problem,
    push::{Over, Push, event},
    selection::Selection,
    settings::HttpSettings,
    wire::{Article, ArticleEvent, ArticleEventType, POST_FORMS, Post},
};

/// What a listener wants to be told, and from where on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LiveParams {
    /// Id or slug of an article: what happens to it and its posts alone.
    article: Option<String>,
    /// Id or slug of a section: articles filed under it or a section within it.
    section: Option<String>,
    /// A BCP 47 tag: articles in this language or a narrower one (`pt` finds `pt-BR`).
    language: Option<String>,
    /// What is to be told; everything when nothing is said.
    #[serde(default, rename = "type", deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleEventType>, inline)]
    kinds: Option<Vec<String>>,
    /// Go on after this position: the `id` of an event, or the `livePosition` of delta sync. The header `Last-Event-ID`, which browsers
    /// send when they come back, counts before it.
    last_event_id: Option<String>,
}

/// One of the server-sent events.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what is sent as text")]
pub(crate) struct LiveEvent {
    /// `ready`, `published`, `changed`, `deleted`, `post-published`, `post-changed`, `post-deleted` or `dropped`.
    #[schema(example = "published")]
    event: String,
    /// The position after it, for `Last-Event-ID`.
    id: Option<String>,
    #[schema(inline)]
    data: LiveData,
}

/// An `ArticleEvent`, as JSON in a text, unless the event is `ready` or `dropped`.
#[derive(serde::Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes what is sent as text")]
enum LiveData {
    Text(String),
    Read(Box<ArticleEvent>),
}

/// What happens to articles, as it happens: server-sent events `published`, `changed` and `deleted` with the card of the article, and
/// `post-published`, `post-changed` and `post-deleted` with the post of live coverage; the data is an `ArticleEvent`. The first event, `ready`, names the position where the stream begins. A reader that is too slow is told so by
/// `dropped`, and can come back.
#[utoipa::path(get, path = "/v1/live", operation_id = "live", tag = "sync", summary = "What happens, as it happens",
    params(LiveParams, ("Last-Event-ID" = Option<String>, Header, description = "Go on after this position.")),
    responses((status = 200, description = "Events, until one side hangs up.", body = LiveEvent, content_type = "text/event-stream"),
        LiveErrors))]
pub(crate) async fn live(request: HttpRequest, params: Query<LiveParams>) -> Result<HttpResponse, Problem> {
    let LiveParams { article, section, language, kinds, last_event_id } = params.0;
    let cx = cx(&request).await?;
    let kinds = kinds.map(|kinds| kinds.iter().map(|name| kind(name)).collect::<Result<_, _>>()).transpose()?;
    let filter = LiveFilter { article, section, language, kinds }.read(&cx).await?;
    let header = request.headers().get("last-event-id").map(|id| id.to_str().unwrap_or("?").to_owned());
    // A browser that has not been told anything yet sends nothing, or an empty id.
    let after = header.or(last_event_id).filter(|id| !id.is_empty());
    let admitted = Listeners::admit(&request)?;
    let listener = live::follow(&cx, filter, after.as_deref()).await?;
    let (response, push) = Push::open(&request, admitted);
    if let Some(push) = push {
        actix_web::rt::spawn(async move {
            // It is over one way or the other.
            let _ = tell(&request, &cx, listener, push).await;
        });
    }
    Ok(response)
}

fn kind(name: &str) -> Result<ArticleEventType, Problem> {
    serde_json::from_value(name.into()).map_err(|_| {
        Problem::malformed(format!(
            "type: {name:?} is not one of PUBLISHED, CHANGED, DELETED, POST_PUBLISHED, POST_CHANGED, POST_DELETED"
        ))
    })
}

/// Tells a reader what happens, until one side hangs up.
async fn tell(request: &HttpRequest, cx: &Cx, mut listener: Listener, push: Push) -> Result<(), Over> {
    let settings = HttpSettings::of(request);
    let (keep_alive, retry) = (settings.live_keep_alive, settings.live_retry.as_millis());
    let mut position = listener.position();
    let ready = event("ready", Some(&position), "{\"type\":\"READY\"}");
    push.send(format!("retry: {retry}\n\n{ready}")).await?;
    loop {
        tokio::select! {
            told = listener.next() => match told {
                Ok(told) => {
                    if let Some(text) = write(cx, &told).await.map_err(|problem| log(&problem))? {
                        push.send(text).await?;
                        position = told.position;
                    }
                }
                Err(end) => return push.send(dropped(&end)).await,
            },
            () = tokio::time::sleep(keep_alive) => {
                // What was not for this reader need not be looked at again when it comes back.
                let now = listener.position();
                let text = if now == position { ":\n\n".to_owned() } else { format!(": \nid: {now}\n\n") };
                position = now;
                push.send(text).await?;
            }
            () = Stopping::of(request) => return push.send(": the server stops; come back\n\n").await,
            () = push.closed() => return Err(Over),
        }
    }
}

/// An event as it is sent; nothing for an article that readers do not see any more: what happened to it comes next.
async fn write(cx: &Cx, told: &live::Told) -> Result<Option<String>, Problem> {
    let card = Selection::card();
    let (mut article, mut post) = (None, None);
    match told.kind {
        live::Kind::Deleted | live::Kind::PostDeleted => {}
        live::Kind::PostPublished | live::Kind::PostChanged => match told.happening.post(&cx.later()).await? {
            Some(view) => post = Some(Post::new(&view, POST_FORMS)),
            None => return Ok(None),
        },
        _ => match told.happening.view(&cx.later(), card.needs()).await? {
            Some(view) => article = Some(Article::new(view, &card)),
            None => return Ok(None),
        },
    }
    let body = ArticleEvent::new(told, article, post);
    let data = crate::answer::text(&body)?;
    Ok(Some(event(body.kind.event_name(), Some(&told.position), &data)))
}

/// The last event of a reader that is told nothing more, and why.
fn dropped(end: &End) -> String {
    let (reason, message) = match end {
        End::TooSlow => (
            "TOO_SLOW",
            "you took what happened more slowly than it happened; come back, or bring your copy up to date by /v1/sync",
        ),
        End::Failed(_) => {
            ("UNAVAILABLE", "what happens cannot be told at the moment; come back with your last position")
        }
    };
    let data = serde_json::json!({ "type": "DROPPED", "reason": reason, "message": message });
    event("dropped", None, &data.to_string())
}

fn log(problem: &Problem) -> Over {
    tracing::warn!(%problem, "a live reader could not be told");
    Over
}
