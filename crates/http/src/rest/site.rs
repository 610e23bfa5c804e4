//! `/v1/site`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::feeds::Feed;

use super::params::{NoParams, Query};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    errors::ReadErrors,
    feeds::discovery,
    problem::Problem,
    wire::Site,
};

/// The publication: its name, language, navigation and accounts.
#[utoipa::path(get, path = "/v1/site", operation_id = "site", tag = "site", summary = "The publication",
    responses((status = 200, description = "The publication.", body = Site), ReadErrors))]
pub(crate) async fn site(request: HttpRequest, _: Query<NoParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let site = Site::new(&*cx.site().await?, &cx.url(""));
    Ok(json(&request, &site, Freshness::of(&cx).await?, discovery(&cx, [&Feed::All])))
}
