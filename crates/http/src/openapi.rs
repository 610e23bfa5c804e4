//! The OpenAPI document: `openapi/openapi.json`.

use utoipa::{
    OpenApi,
    openapi::{
        OpenApi as Document, OpenApiVersion,
        info::{ContactBuilder, InfoBuilder, LicenseBuilder},
        security::SecurityRequirement,
        server::ServerBuilder,
        tag::TagBuilder,
    },
};

use crate::{problem::Problem, rest::Paths};

/// Operations that are not under `/v1`.
#[derive(Debug, OpenApi)]
#[openapi(
    paths(crate::health::healthz, crate::health::readyz, crate::docs::openapi_json, crate::docs::schema_graphql),
    components(schemas(Problem))
)]
struct Other;

const DESCRIPTION: &str = "Everything that a website or an app needs of a publication: articles, sections, authors, tags, \
    series and collections. The same operations, names and shapes as in GraphQL at `/graphql`.\n\n\
    Lists take `first`/`after` or `last`/`before`; cursors are opaque, and a walk along them never skips or repeats an article. \
    Answers carry weak ETags and `Last-Modified`; send `If-None-Match` or `If-Modified-Since` to get a 304. \
    Errors are RFC 9457 problems with a stable `code`.";

/// The document.
pub(crate) fn document() -> Document {
    let mut document = Paths::openapi();
    document.merge(Other::openapi());
    document.openapi = OpenApiVersion::Version31;
    document.info = InfoBuilder::new()
        .title("Masthead")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build()))
        .contact(Some(ContactBuilder::new().name(Some("The Masthead contributors")).build()))
        .build();
    document.servers = Some(vec![ServerBuilder::new().url("/").description(Some("This server")).build()]);
    document.tags = Some(
        [
            ("site", "The publication, and what stands where on its site."),
            ("articles", "Articles, as readers see them."),
            ("sections", "The departments that articles are filed under."),
            ("authors", "Public profiles of people and agencies."),
            ("tags", "What articles are about."),
            ("series", "Running orders of articles."),
            ("collections", "Editors' hand-ordered picks."),
            ("pages", "Whole pages in one call."),
            ("operations", "Health, and the documents of this API."),
        ]
        .map(|(name, description)| TagBuilder::new().name(name).description(Some(description)).build())
        .into(),
    );
    // Everything here is public: an empty requirement says so on every operation.
    for item in document.paths.paths.values_mut() {
        if let Some(operation) = &mut item.get {
            operation.security = Some(Vec::<SecurityRequirement>::new());
        }
    }
    document
}

/// The document as JSON.
pub fn json() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
