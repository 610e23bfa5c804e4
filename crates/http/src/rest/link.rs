//! `Link` headers of lists (RFC 8288): the next and the previous page, absolute, with every other parameter kept.

use actix_web::HttpRequest;

use crate::wire::PageInfo;

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
    let connection = request.connection_info();
    let (scheme, host) = (connection.scheme(), connection.host());
    format!("<{scheme}://{host}{}?{}>; rel=\"{relation}\"", request.path(), query.finish())
}
