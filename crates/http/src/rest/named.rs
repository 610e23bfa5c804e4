//! What sections, authors, tags, series and collections share: a list in the order of names, and one by id or slug.

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::{
    Cx, Error,
    feeds::Feed,
    resources::{self, Key, Resource},
};
use masthead_domain::site::Site;
use serde::Serialize;

use super::{articles, link::links, params::PageParams};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    feeds::discovery,
    problem::Problem,
    wire::List,
};

/// A page of the list.
pub(super) async fn list<D: Resource, W: Serialize>(
    request: &HttpRequest,
    params: &PageParams,
    make: fn(&D, &Site) -> W,
) -> Result<HttpResponse, Problem> {
    let cx = cx(request).await?;
    let page = resources::list::<D>(&cx, &params.args()).await?;
    let site = cx.site().await?;
    let list = List::new(page, |found| make(&found, &site));
    Ok(json(request, &list, Freshness::of(&cx).await?, links(request, &list.page_info)))
}

/// One, by id or slug; or, by a slug that it had before, where the same question is answered.
pub(super) async fn find<D: Resource>(
    request: &HttpRequest,
    cx: &Cx,
    key: &str,
) -> Result<Result<D, HttpResponse>, Problem> {
    let key = Key::parse(key);
    match (resources::get::<D>(cx, &key).await, &key) {
        (Err(error @ Error::NotFound { .. }), Key::Slug(slug)) => match resources::moved::<D>(cx, slug).await? {
            Some(found) => Ok(Err(moved(request, &found))),
            None => Err(error.into()),
        },
        (found, _) => Ok(Ok(found?)),
    }
}

/// The same path with the slug that the thing has now: `/v1/tags/old/articles` goes to `/v1/tags/new/articles`.
fn moved<D: Resource>(request: &HttpRequest, found: &D) -> HttpResponse {
    let mut segments: Vec<&str> = request.path().split('/').collect();
    let rest =
        segments.split_off(segments.len().min(4)).iter().map(|segment| format!("/{segment}")).collect::<String>();
    segments.pop();
    articles::moved(request, &segments.join("/"), found.slug(), &rest)
}

/// One, by id or slug, as it is answered, with a link to its feed.
pub(super) async fn one<D: Resource, W: Serialize>(
    request: &HttpRequest,
    key: &str,
    make: fn(&D, &Site) -> W,
    feed: fn(D) -> Feed,
) -> Result<HttpResponse, Problem> {
    let cx = cx(request).await?;
    let found = match find::<D>(request, &cx, key).await? {
        Ok(found) => found,
        Err(moved) => return Ok(moved),
    };
    let links = discovery(&cx, [&feed(found.clone())]);
    let found = make(&found, &*cx.site().await?);
    Ok(json(request, &found, Freshness::of(&cx).await?, links))
}
