//! What the HTTP side may be told: limits and lifetimes.

use std::time::Duration;

use masthead_domain::cache_tag::CacheTags;

use crate::{address::Network, graphql::guard::Limits};

/// Headers that tell caches between this server and its clients what an answer is made of, so that they can throw it away when that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagHeaders {
    /// None.
    None,
    /// `Surrogate-Key`: tags with spaces between them, as Fastly and Varnish have it.
    SurrogateKey,
    /// `Cache-Tag`: tags with commas between them, as Cloudflare and Akamai (there `Edge-Cache-Tag`) have it.
    CacheTag,
    /// Both.
    Both,
}

impl TagHeaders {
    /// The headers for an answer that is made of these, each with at most so many bytes.
    pub(crate) fn headers(self, tags: &CacheTags, bytes: usize) -> Vec<(&'static str, String)> {
        if self == Self::None || tags.is_empty() {
            return Vec::new();
        }
        let tags = tags.clone().until(|tags| tags.joined(" ").len() <= bytes);
        let mut headers = Vec::with_capacity(2);
        if matches!(self, Self::SurrogateKey | Self::Both) {
            headers.push(("surrogate-key", tags.joined(" ")));
        }
        if matches!(self, Self::CacheTag | Self::Both) {
            headers.push(("cache-tag", tags.joined(",")));
        }
        headers
    }
}

/// Limits and lifetimes of the HTTP side. All of it is configuration.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Where clients reach this API, such as `https://api.example.org`: what `Link` headers begin with. Nothing: where the
    /// request was sent to, which is not what clients see behind a proxy that ends TLS or renames the host.
    pub public_url: Option<String>,
    /// `Cache-Control` of public reads.
    pub cache_control: String,
    /// Memory for answers that are the same for everybody, in bytes; 0 keeps none.
    pub response_cache_bytes: u64,
    /// Headers that tell caches what public answers are made of.
    pub cache_tags: TagHeaders,
    /// Most bytes of such a header; what would be longer is said with fewer words.
    pub cache_tag_bytes: usize,
    /// Tell the number of SQL statements in `Server-Timing`.
    pub server_timing: bool,
    /// Longest URL (path and query), in bytes.
    pub max_uri_bytes: usize,
    /// Largest header, in bytes.
    pub max_header_bytes: usize,
    /// Largest body of a request, in bytes.
    pub max_body_bytes: usize,
    /// Longest time a request may take.
    pub request_timeout: Duration,
    /// Longest time a request that brings a file, or has one fetched, may take.
    pub upload_timeout: Duration,
    /// Longest time that reading a header may take.
    pub header_timeout: Duration,
    /// How long a client may take nothing of what is sent to it; zero is no limit.
    pub send_timeout: Duration,
    /// How long an idle connection is kept.
    pub keep_alive: Duration,
    /// Most connections at once, for each worker thread.
    pub max_connections: usize,
    /// Most requests that are worked on at once.
    pub max_requests: usize,
    /// How long a server that is to stop goes on taking requests, so that whoever sends them can notice.
    pub drain: Duration,
    /// Threads that serve; 0: one for each core.
    pub workers: usize,
    /// Limits of GraphQL documents.
    pub graphql: Limits,
    /// Parsed GraphQL documents that are kept.
    pub graphql_documents: usize,
    /// Errors that one GraphQL answer tells at most.
    pub graphql_errors: usize,
    /// Operations that are under way on one WebSocket at most.
    pub graphql_operations: usize,
    /// How long a WebSocket may be open before its client says what it is.
    pub graphql_init_timeout: Duration,
    /// Serve metrics.
    pub metrics: bool,
    /// Serve the API explorers.
    pub explorers: bool,
    /// Bytes of JSON that one page of changes has at most, unless a single one has more.
    pub sync_page_bytes: usize,
    /// Most listeners to live updates at once.
    pub live_connections: usize,
    /// Most of them from one address.
    pub live_connections_per_address: usize,
    /// How long nothing is sent to a listener before it is told that the connection lives.
    pub live_keep_alive: Duration,
    /// How long a listener that has lost its connection waits before it comes back.
    pub live_retry: Duration,
    /// How long a listener may take nothing of what is sent to it.
    pub live_stall: Duration,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Log a line for each request.
    pub logs_requests: bool,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            public_url: None,
            cache_control: "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400".to_owned(),
            response_cache_bytes: 64 * 1024 * 1024,
            cache_tags: TagHeaders::SurrogateKey,
            cache_tag_bytes: 2_000,
            server_timing: false,
            max_uri_bytes: 8 * 1024,
            max_header_bytes: 32 * 1024,
            max_body_bytes: 1024 * 1024,
            request_timeout: Duration::from_secs(30),
            upload_timeout: Duration::from_secs(3600),
            header_timeout: Duration::from_secs(10),
            send_timeout: Duration::from_secs(60),
            keep_alive: Duration::from_secs(75),
            max_connections: 10_000,
            max_requests: 256,
            drain: Duration::ZERO,
            workers: 0,
            graphql: Limits::default(),
            graphql_documents: 1_000,
            graphql_errors: 20,
            graphql_operations: 20,
            graphql_init_timeout: Duration::from_secs(10),
            metrics: false,
            explorers: true,
            sync_page_bytes: 4 * 1024 * 1024,
            live_connections: 10_000,
            live_connections_per_address: 100,
            live_keep_alive: Duration::from_secs(15),
            live_retry: Duration::from_secs(2),
            live_stall: Duration::from_secs(30),
            trusted_proxies: Vec::new(),
            logs_requests: true,
        }
    }
}

impl HttpSettings {
    /// Those of the server that a request came to.
    pub(crate) fn of(request: &actix_web::HttpRequest) -> actix_web::web::Data<Self> {
        let settings = request.app_data::<actix_web::web::Data<Self>>();
        settings.cloned().unwrap_or_else(|| actix_web::web::Data::new(Self::default()))
    }
}
