//! What sections, authors, tags, series and collections share: a list in the order of names, and one by id or slug.

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::{
    Cx,
    resources::{self, Key, Resource},
};
use masthead_domain::site::Site;
use serde::Serialize;

use super::{link::links, params::PageParams};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    problem::Problem,
    wire::List,
};

/// A page of the list.
pub(super) async fn list<D: Resource, W: Serialize>(
    request: &HttpRequest,
    params: &PageParams,
    make: fn(D, &Site) -> W,
) -> Result<HttpResponse, Problem> {
    let cx = cx(request).await?;
    let page = resources::list::<D>(&cx, &params.args()).await?;
    let site = cx.site().await?;
    let list = List::new(page, |found| make(found, &site));
    Ok(json(request, &list, Freshness::of(&cx).await?, links(request, &list.page_info)))
}

/// One, by id or slug.
pub(super) async fn find<D: Resource>(cx: &Cx, key: &str) -> Result<D, Problem> {
    Ok(resources::get::<D>(cx, &Key::parse(key)).await?)
}

/// One, by id or slug, as it is answered.
pub(super) async fn one<D: Resource, W: Serialize>(
    request: &HttpRequest,
    key: &str,
    make: fn(D, &Site) -> W,
) -> Result<HttpResponse, Problem> {
    let cx = cx(request).await?;
    let found = find::<D>(&cx, key).await?;
    let found = make(found, &*cx.site().await?);
    Ok(json(request, &found, Freshness::of(&cx).await?, None))
}
