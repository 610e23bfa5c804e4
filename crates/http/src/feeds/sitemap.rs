//! `/sitemap.xml`: what search engines are told, as sitemaps.org, and those who read them, have it.

use actix_web::{HttpRequest, HttpResponse, web::ServiceConfig};
use masthead_app::{Cx, sitemaps};
use utoipa::OpenApi;

use super::xml::Xml;
use crate::{
    answer::{Freshness, bytes_as},
    caller::cx,
    errors::{FindErrors, ReadErrors},
    problem::Problem,
    rest::{self, NoParams, Path, Query},
};

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";
const IMAGES: &str = "http://www.google.com/schemas/sitemap-image/1.1";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// The sitemaps, for the OpenAPI document.
#[derive(Debug, OpenApi)]
#[openapi(paths(sitemap, news_sitemap, sitemap_page))]
pub(crate) struct Paths;

/// The routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(rest::read("/sitemap.xml", sitemap))
        .service(rest::read("/sitemaps/news.xml", news_sitemap))
        .service(rest::read("/sitemaps/{name}.xml", sitemap_page));
}

async fn answer(request: &HttpRequest, cx: &Cx, xml: Xml) -> Result<HttpResponse, Problem> {
    Ok(bytes_as(request, "application/xml; charset=utf-8", xml.finish(), Freshness::of(cx).await?, None))
}

/// The index of the sitemap: the front with the sections, one page for each month, and the news.
#[utoipa::path(get, path = "/sitemap.xml", operation_id = "sitemap", tag = "feeds", summary = "The index of the sitemap",
    responses((status = 200, description = "The pages.", content_type = "application/xml", body = String), ReadErrors))]
async fn sitemap(request: HttpRequest, _: Query<NoParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let pages = sitemaps::index(&cx).await?;
    let news = sitemaps::news(&cx).await?;
    let mut xml = Xml::new();
    xml.open("sitemapindex", &[("xmlns", NAMESPACE)]);
    let mut one = |name: &str, updated_at: Option<String>| {
        xml.open("sitemap", &[]);
        xml.text("loc", &[], &cx.url(&format!("/sitemaps/{name}.xml")));
        if let Some(updated_at) = updated_at {
            xml.text("lastmod", &[], &updated_at);
        }
        xml.close("sitemap");
    };
    for it in pages {
        one(&it.page.to_string(), it.updated_at.map(|at| at.to_string()));
    }
    // A sitemap without an address is none.
    if !news.is_empty() {
        one("news", None);
    }
    xml.close("sitemapindex");
    answer(&request, &cx, xml).await
}

/// A page of the sitemap: addresses with their last changes, translations and pictures. The index has the names.
#[utoipa::path(get, path = "/sitemaps/{name}.xml", operation_id = "sitemapPage", tag = "feeds", summary = "A page of the sitemap",
    params(("name" = String, Path, description = "`sections`, or a month such as `2026-11`, or a part of one such as `2026-11-2`.", example = "sections")),
    responses((status = 200, description = "The addresses.", content_type = "application/xml", body = String), FindErrors))]
async fn sitemap_page(request: HttpRequest, name: Path<String>, _: Query<NoParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let entries = sitemaps::page(&cx, &name).await?;
    let mut xml = Xml::new();
    xml.open("urlset", &[("xmlns", NAMESPACE), ("xmlns:xhtml", XHTML), ("xmlns:image", IMAGES)]);
    for entry in entries {
        xml.open("url", &[]);
        xml.text("loc", &[], &entry.url);
        if let Some(updated_at) = entry.updated_at {
            xml.text("lastmod", &[], &updated_at.to_string());
        }
        for (language, url) in &entry.alternates {
            xml.empty("xhtml:link", &[("rel", "alternate"), ("hreflang", language), ("href", url)]);
        }
        if let Some(image) = &entry.image {
            xml.open("image:image", &[]);
            xml.text("image:loc", &[], image);
            xml.close("image:image");
        }
        xml.close("url");
    }
    xml.close("urlset");
    answer(&request, &cx, xml).await
}

/// The articles of the last two days, at most 1,000, the latest first, as news aggregators read them.
#[utoipa::path(get, path = "/sitemaps/news.xml", operation_id = "newsSitemap", tag = "feeds", summary = "The sitemap of news",
    responses((status = 200, description = "The addresses.", content_type = "application/xml", body = String), ReadErrors))]
async fn news_sitemap(request: HttpRequest, _: Query<NoParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let site = cx.site().await?;
    let mut xml = Xml::new();
    xml.open("urlset", &[("xmlns", NAMESPACE), ("xmlns:news", NEWS)]);
    for entry in sitemaps::news(&cx).await? {
        xml.open("url", &[]);
        xml.text("loc", &[], &entry.url);
        xml.open("news:news", &[]);
        xml.open("news:publication", &[]);
        xml.text("news:name", &[], &site.name);
        xml.text("news:language", &[], news_language(&entry.language));
        xml.close("news:publication");
        xml.text("news:publication_date", &[], &entry.published_at.to_string());
        xml.text("news:title", &[], &entry.headline);
        xml.close("news:news");
        xml.close("url");
    }
    xml.close("urlset");
    answer(&request, &cx, xml).await
}

/// The news schema knows languages of two or three letters, and two kinds of Chinese.
fn news_language(language: &masthead_domain::language::Language) -> &str {
    match language.as_str() {
        "zh" | "zh-CN" | "zh-Hans" | "zh-SG" => "zh-cn",
        "zh-TW" | "zh-Hant" | "zh-HK" | "zh-MO" => "zh-tw",
        _ => language.primary(),
    }
}
