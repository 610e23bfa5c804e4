//! The OpenAPI document: `openapi/openapi.json`.

mod unions;

use masthead_domain::access::{Need, Operation as Policy};
use utoipa::{
    IntoResponses, OpenApi,
    openapi::{
        Header, HeaderBuilder, Object, ObjectBuilder, OpenApi as Document, OpenApiVersion, RefOr, Required, Type,
        info::{ContactBuilder, InfoBuilder, LicenseBuilder},
        link::Link,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
        server::ServerBuilder,
        tag::TagBuilder,
    },
};

use crate::{
    feeds::{Paths as Feeds, sitemap::Paths as Sitemaps},
    problem::Problem,
    rest::Paths,
};

/// Operations that are not under `/v1`.
#[derive(Debug, OpenApi)]
#[openapi(
    paths(
        crate::health::healthz,
        crate::health::readyz,
        crate::metrics::metrics,
        crate::docs::openapi_json,
        crate::docs::schema_graphql
    ),
    components(schemas(Problem))
)]
struct Other;

const DESCRIPTION: &str = "Everything that a website or an app needs of a publication: articles, sections, authors, tags, \
    series and collections. The same operations, names and shapes as in GraphQL at `/graphql`.\n\n\
    Lists take `first`/`after` or `last`/`before`; cursors are opaque, and a walk along them never skips or repeats an article. \
    Answers carry weak ETags and `Last-Modified`; send `If-None-Match` or `If-Modified-Since` to get a 304. \
    Answers are JSON whatever `Accept` says, and whole whatever `Range` says (files under `/media` are served in parts). \
    Errors are RFC 9457 problems with a stable `code`.";

/// The name of the one way to say who asks.
const BEARER: &str = "bearer";
const BEARER_DESCRIPTION: &str =
    "An access token (of `signIn`, or of an identity provider that is configured) or an API key.";

/// The document.
pub(crate) fn document() -> Document {
    let mut document = Paths::openapi();
    document.merge(Feeds::openapi());
    document.merge(Sitemaps::openapi());
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
            ("editing", "Articles, as editors write them."),
            (
                "filing",
                "What articles are filed under and refer to, as editors write it; and the log of everything written.",
            ),
            ("sections", "The departments that articles are filed under."),
            ("authors", "Public profiles of people and agencies."),
            ("tags", "What articles are about."),
            ("series", "Running orders of articles."),
            ("collections", "Editors' hand-ordered picks."),
            ("pages", "Whole pages in one call."),
            ("feeds", "What articles are listed by, for readers of feeds and for search engines."),
            ("search", "Finding articles by their words, and by other articles."),
            ("sync", "Copies of what is public: what has changed for them, and what happens as it happens."),
            ("reads", "What is read, without a word about who reads it, and what is read most."),
            ("media", "Pictures and files: how they come in, and what is served of them."),
            ("accounts", "Signing in, users and API keys."),
            ("operations", "Health, and the documents of this API."),
        ]
        .map(|(name, description)| TagBuilder::new().name(name).description(Some(description)).build())
        .into(),
    );
    if let Some(components) = &mut document.components {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(BEARER_DESCRIPTION)).build();
        components.add_security_scheme(BEARER, SecurityScheme::Http(bearer));
        unions::name_variants(components);
        unions::name_items(components);
    }
    for (path, item) in &mut document.paths.paths {
        let all = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        all.into_iter().flatten().for_each(secure);
        if let Some(operation) = &mut item.get
            && ["/v1/", "/feeds/", "/sitemap"].iter().any(|beginning| path.starts_with(beginning))
        {
            describe_headers(operation);
            operation.parameters.get_or_insert_default().push(RefOr::T(min_content_version()));
            for (status, refused) in crate::errors::VersionErrors::responses() {
                operation.responses.responses.entry(status).or_insert(refused);
            }
            add_links(operation);
        }
    }
    document
}

/// Says who may ask: an empty list of requirements for what is public.
fn secure(operation: &mut Operation) {
    let id = operation.operation_id.as_deref().unwrap_or_default();
    let is_public = Policy::ALL.iter().any(|known| known.name() == id && known.need() == Need::Public);
    let bearer = SecurityRequirement::new(BEARER, Vec::<String>::new());
    operation.security = Some(if is_public { Vec::new() } else { vec![bearer] });
}

fn text(description: &str) -> RefOr<Header> {
    HeaderBuilder::new().schema(Some(Object::with_type(Type::String))).description(Some(description)).build().into()
}

/// "At least this fresh".
fn min_content_version() -> Parameter {
    ParameterBuilder::new()
        .name("Min-Content-Version")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Nothing older than this: the `Content-Version` of an earlier answer."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0))))
        .build()
}

/// What reads carry besides their bodies.
fn describe_headers(operation: &mut Operation) {
    let is_list =
        operation.parameters.iter().flatten().any(|parameter| matches!(parameter, RefOr::T(it) if it.name == "after"));
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        match status.as_str() {
            "200" | "304" => {
                let mut headers = vec![
                    ("ETag", "A weak validator of these bytes, for `If-None-Match`."),
                    ("Last-Modified", "The last change of anything; left out while that second lasts."),
                    ("Cache-Control", "How long caches may keep it."),
                    ("Content-Version", "The content version that it reflects."),
                    ("X-Request-Id", "The request's id: the client's, or one made for it."),
                ];
                if is_list {
                    headers.push(("Link", "The next and the previous page, absolute (RFC 8288)."));
                }
                response.headers.extend(headers.into_iter().map(|(name, what)| (name.to_owned(), text(what))));
            }
            "503" => drop(response.headers.insert("Retry-After".to_owned(), text("When to try again, in seconds."))),
            _ => {}
        }
    }
}

/// What each list's items can be read with, as operations that take the item's id.
const READS: [(&str, &[&str]); 6] = [
    ("articles", &["article", "articleRelated", "articleTranslations", "articlePage"]),
    ("sections", &["section", "sectionArticles"]),
    ("authors", &["author", "authorArticles"]),
    ("tags", &["tag", "tagArticles"]),
    ("allSeries", &["series", "seriesArticles"]),
    ("collections", &["collection", "collectionArticles"]),
];

/// From lists to the reads of their items, for clients and testers that follow links.
fn add_links(operation: &mut Operation) {
    let Some(id) = &operation.operation_id else { return };
    let Some((_, reads)) = READS.iter().find(|(list, _)| list == id) else { return };
    let Some(RefOr::T(found)) = operation.responses.responses.get_mut("200") else { return };
    for read in reads.iter().chain(&["node"]) {
        let parameter = if *read == "node" { "id" } else { "key" };
        let link = Link::builder()
            .operation_id(*read)
            .parameter(parameter, "$response.body#/items/0/id")
            .description(format!("`{read}` of an item, here the first."))
            .build();
        found.links.insert((*read).to_owned(), link.into());
    }
}

/// The document as JSON.
pub fn json() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
