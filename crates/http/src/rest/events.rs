//! `/v1/events`

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use masthead_app::{PageArgs, events};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{link::with_links, params::Query};
use crate::{
    caller::cx,
    errors::EditorErrors,
    input::EventFilter,
    problem::Problem,
    wire::{DateTime, Event, EventAction, EventSubject, List},
    write::answer,
};

/// Which part of the log.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventParams {
    /// How many items from the start of the list.
    #[param(minimum = 0, maximum = 100, default = 20, example = 20)]
    first: Option<i64>,
    /// Only what comes after this cursor; goes with `first`.
    after: Option<String>,
    /// How many items from the end of the list.
    #[param(minimum = 0, maximum = 100)]
    last: Option<i64>,
    /// Only what comes before this cursor; goes with `last`.
    before: Option<String>,
    /// Count the whole list?
    #[serde(default)]
    #[param(default = false)]
    total_count: bool,
    /// Of things of this kind.
    #[param(inline)]
    subject: Option<EventSubject>,
    /// Of the thing with this id.
    #[param(value_type = Option<uuid::Uuid>)]
    id: Option<String>,
    /// Of this action.
    #[param(inline)]
    action: Option<EventAction>,
    /// By the user with this id.
    #[param(value_type = Option<uuid::Uuid>)]
    user: Option<String>,
    /// By the API key with this id.
    #[param(value_type = Option<uuid::Uuid>)]
    key: Option<String>,
    /// At this instant or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<DateTime>,
    /// Before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<DateTime>,
}

/// Everything that was written, the latest first: who did what to what, when, and in which request.
#[utoipa::path(get, path = "/v1/events", operation_id = "events", tag = "filing", summary = "What was written, by whom",
    params(EventParams), responses((status = 200, description = "A page of the list.", body = List<Event>), EditorErrors))]
pub(crate) async fn events(request: HttpRequest, params: Query<EventParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let EventParams { first, after, last, before, total_count, subject, id, action, user, key, from, to } = params.0;
    let args = PageArgs { first, after, last, before, total: total_count };
    let filter = EventFilter { subject, id, action, user, key, from, to }.read()?;
    let list = List::new(events::list(&cx, &filter, &args).await?, Event::from);
    let response = answer(&request, &cx, StatusCode::OK, &list, None, None).await?;
    Ok(with_links(&request, response, &list.page_info))
}
