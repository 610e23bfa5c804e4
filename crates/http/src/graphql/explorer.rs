//! GraphiQL for browsers, from files that are part of the binary: it works with no internet.

use actix_web::{HttpResponse, http::header, web::ServiceConfig};

use crate::rest::read;

/// Only what is ours may run or be asked.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("../../assets/graphiql/index.html");
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

const ASSETS: [(&str, &str, &[u8]); 6] = [
    ("react.production.min.js", SCRIPT, include_bytes!("../../assets/graphiql/react.production.min.js")),
    ("react-dom.production.min.js", SCRIPT, include_bytes!("../../assets/graphiql/react-dom.production.min.js")),
    ("graphiql.min.js", SCRIPT, include_bytes!("../../assets/graphiql/graphiql.min.js")),
    ("graphiql-init.js", SCRIPT, include_bytes!("../../assets/graphiql/graphiql-init.js")),
    ("graphiql.min.css", STYLE, include_bytes!("../../assets/graphiql/graphiql.min.css")),
    ("graphiql-init.css", STYLE, include_bytes!("../../assets/graphiql/graphiql-init.css")),
];

/// The page itself.
pub(crate) fn page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "Accept"))
        .body(PAGE)
}

/// The files of the page.
pub(crate) fn configure(config: &mut ServiceConfig) {
    for (name, media_type, bytes) in ASSETS {
        let answer = move || async move {
            HttpResponse::Ok()
                .content_type(media_type)
                .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
                .body(bytes)
        };
        config.service(read(&format!("/graphql/assets/{name}"), answer));
    }
}
