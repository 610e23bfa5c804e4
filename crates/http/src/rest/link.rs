//! `Link` headers of lists (RFC 8288): the next and the previous page, absolute, with every other parameter kept.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};

use crate::{server::Address, settings::HttpSettings, wire::PageInfo};

/// The links of a page; nothing if it is the whole list.
pub(crate) fn links(request: &HttpRequest, page: &PageInfo) -> Option<String> {
    let mut links = Vec::new();
    if page.has_next_page
        && let Some(cursor) = &page.end_cursor
    {
        links.push(link(request, "after", cursor, "first", "next"));
    }
    if page.has_previous_page
        && let Some(cursor) = &page.start_cursor
    {
        links.push(link(request, "before", cursor, "last", "prev"));
    }
    (!links.is_empty()).then(|| links.join(", "))
}

/// An answer with the links of its page.
pub(crate) fn with_links(request: &HttpRequest, mut response: HttpResponse, page: &PageInfo) -> HttpResponse {
    if let Some(value) = links(request, page).and_then(|links| links.parse().ok()) {
        response.headers_mut().insert(header::LINK, value);
    }
    response
}

fn link(request: &HttpRequest, cursor_name: &str, cursor: &str, size_name: &str, relation: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(request.query_string().as_bytes()) {
        match &*name {
            // The size of the page stays what it is, counted from the end that the link leads to.
            "first" | "last" => drop(query.append_pair(size_name, &value)),
            "after" | "before" => {}
            _ => drop(query.append_pair(&name, &value)),
        }
    }
    query.append_pair(cursor_name, cursor);
    format!("<{}{}?{}>; rel=\"{relation}\"", base(request), request.uri().path(), query.finish())
}

/// Where the client reaches this API: what the configuration says, else where the request was sent to. `Forwarded` and its
/// relatives are not asked: anyone can send them, and a cache would keep links to wherever they say.
pub(crate) fn base(request: &HttpRequest) -> String {
    let mut base = String::new();
    push_base(request, &mut base);
    base
}

/// Appends [`base`].
pub(crate) fn push_base(request: &HttpRequest, text: &mut String) {
    let settings = request.app_data::<Data<HttpSettings>>();
    if let Some(url) = settings.and_then(|settings| settings.public_url.as_deref()) {
        return text.push_str(url.trim_end_matches('/'));
    }
    // HTTP/2 and absolute-form name the host in the target, and it counts more than the header (RFC 9112, 3.2.2).
    let authority = request.uri().authority().map(|authority| authority.as_str());
    let host = authority.or_else(|| request.headers().get(header::HOST)?.to_str().ok());
    // TLS is the proxy's.
    match (host, request.app_data::<Address>()) {
        (Some(host), _) => text.extend(["http://", host]),
        (None, Some(Address(address))) => text.extend(["http://", &address.to_string()]),
        // A path alone leads to where it came from, too.
        (None, None) => {}
    }
}
