//! The server: address, limits and lifetimes.

use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum, builder::BoolishValueParser};
use masthead_http::{HttpSettings, Network, TagHeaders};

use super::graphql::{Graphql, size};

/// A duration's default, as the flag has it.
pub(super) fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A size's default, as the flag has it.
pub(super) fn number(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// The server: address, limits and lifetimes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Server")]
pub(crate) struct Http {
    /// Address and port to listen on. Port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = address)]
    pub(crate) listen: String,
    /// Where clients reach this API, such as https://api.example.org: what `Link` headers begin with. Needed behind a proxy that ends
    /// TLS or renames the host. Empty: where the request was sent to.
    #[arg(long, value_name = "URL", default_value = "", value_parser = base_url)]
    public_url: String,
    /// Threads that serve; 0 is one for each core.
    #[arg(long, value_name = "N", default_value_t = number(HttpSettings::default().workers),
        value_parser = clap::value_parser!(u64).range(0..=1_024))]
    workers: u64,
    /// Most connections at once, for each of these threads.
    #[arg(long, value_name = "N", default_value_t = number(HttpSettings::default().max_connections),
        value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    max_connections: u64,
    /// Most requests that are worked on at once; one more is told to come back (503). What is answered from memory, files and live updates
    /// do not count.
    #[arg(long, value_name = "N", default_value_t = number(HttpSettings::default().max_requests),
        value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    max_requests: u64,
    /// How long a server that is told to stop (SIGTERM) goes on taking requests while `/readyz` says no, in milliseconds: so long a load
    /// balancer may take to notice.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().drain),
        value_parser = clap::value_parser!(u64).range(0..=600_000))]
    drain_ms: u64,
    /// How long an idle connection is kept, in milliseconds; 0 closes it after each answer.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().keep_alive),
        value_parser = clap::value_parser!(u64).range(0..=3_600_000))]
    keep_alive_ms: u64,
    /// Longest time that reading the head of a request may take, in milliseconds; 0 is no limit.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().header_timeout),
        value_parser = clap::value_parser!(u64).range(0..=3_600_000))]
    header_timeout_ms: u64,
    /// How long a client may take nothing of what is sent to it before it is hung up on, in milliseconds; 0 is no limit.
    /// It holds for listeners to live updates, too, whatever `live_stall_ms` allows.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().send_timeout),
        value_parser = clap::value_parser!(u64).range(0..=3_600_000))]
    send_timeout_ms: u64,
    /// Longest time that answering a request may take, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().request_timeout),
        value_parser = clap::value_parser!(u64).range(1..=3_600_000))]
    request_timeout_ms: u64,
    /// Longest time that a request may take that brings a file or has one fetched, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().upload_timeout),
        value_parser = clap::value_parser!(u64).range(1..=86_400_000))]
    upload_timeout_ms: u64,
    /// Memory for answers that are the same for everybody, in bytes; 0 keeps none. An answer is given out until something changes.
    #[arg(long, value_name = "BYTES", default_value_t = HttpSettings::default().response_cache_bytes,
        value_parser = clap::value_parser!(u64).range(0..=68_719_476_736))]
    response_cache_bytes: u64,
    /// The header that tells caches between this server and its clients what an answer is made of, so that it can be thrown away there when
    /// that changes. The event log says with each event which tags to purge.
    #[arg(long, value_name = "HEADER", value_enum, default_value_t = CacheTags::SurrogateKey)]
    cache_tags: CacheTags,
    /// Most bytes of that header. What would be longer is said with fewer words: `any:article` instead of each of them.
    #[arg(long, value_name = "BYTES", default_value_t = number(HttpSettings::default().cache_tag_bytes),
        value_parser = clap::value_parser!(u64).range(64..=16_384))]
    cache_tag_bytes: u64,
    /// Longest URL (path and query), in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = number(HttpSettings::default().max_uri_bytes),
        value_parser = clap::value_parser!(u64).range(256..=65_534))]
    max_uri_bytes: u64,
    /// Largest header of a request, all fields together, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = number(HttpSettings::default().max_header_bytes),
        value_parser = clap::value_parser!(u64).range(1_024..=131_072))]
    max_header_bytes: u64,
    /// Largest body of a request, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = number(HttpSettings::default().max_body_bytes),
        value_parser = clap::value_parser!(u64).range(1_024..=1_073_741_824))]
    pub(crate) max_body_bytes: u64,
    /// `Cache-Control` of public reads: how long browsers, CDNs and other caches may keep an answer.
    #[arg(long, value_name = "VALUE", default_value_t = HttpSettings::default().cache_control,
        value_parser = header_value)]
    cache_control: String,
    /// Tell in `Server-Timing` how many SQL statements an answer took. `masthead dev` does.
    #[arg(long, value_name = "BOOL", default_value_t = HttpSettings::default().server_timing, action = ArgAction::Set,
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        value_parser = BoolishValueParser::new())]
    server_timing: bool,
    /// Serve the API explorers: Swagger UI on `/docs`, GraphiQL for browsers on `/graphql`.
    #[arg(long, value_name = "BOOL", default_value_t = HttpSettings::default().explorers, action = ArgAction::Set,
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        value_parser = BoolishValueParser::new())]
    pub(crate) explorers: bool,
    /// Serve metrics on `/metrics`, in the form that Prometheus reads, to whoever asks.
    #[arg(long, value_name = "BOOL", default_value_t = HttpSettings::default().metrics, action = ArgAction::Set,
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        value_parser = BoolishValueParser::new())]
    metrics: bool,
    /// Proxies whose `X-Forwarded-For` is believed when it is limited what comes from one address: addresses or ranges such as 10.0.0.0/8,
    /// separated by commas. Empty: none.
    #[arg(long, value_name = "NETWORKS", value_delimiter = ',', default_value = "", value_parser = network)]
    trusted_proxies: Vec<String>,
}

/// The headers that tell what an answer is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CacheTags {
    /// None.
    None,
    /// `Surrogate-Key` (Fastly, Varnish).
    SurrogateKey,
    /// `Cache-Tag` (Cloudflare).
    CacheTag,
    /// Both.
    Both,
}

impl Http {
    /// Where clients reach this API; empty when nothing is said.
    pub(crate) fn public_url(&self) -> &str {
        &self.public_url
    }

    pub(crate) fn settings(&self, graphql: &Graphql) -> HttpSettings {
        HttpSettings {
            public_url: Some(self.public_url.clone()).filter(|url| !url.is_empty()),
            cache_control: self.cache_control.clone(),
            server_timing: self.server_timing,
            max_uri_bytes: size(self.max_uri_bytes),
            max_header_bytes: size(self.max_header_bytes),
            response_cache_bytes: self.response_cache_bytes,
            cache_tags: match self.cache_tags {
                CacheTags::None => TagHeaders::None,
                CacheTags::SurrogateKey => TagHeaders::SurrogateKey,
                CacheTags::CacheTag => TagHeaders::CacheTag,
                CacheTags::Both => TagHeaders::Both,
            },
            cache_tag_bytes: size(self.cache_tag_bytes),
            max_body_bytes: size(self.max_body_bytes),
            request_timeout: Duration::from_millis(self.request_timeout_ms),
            upload_timeout: Duration::from_millis(self.upload_timeout_ms),
            header_timeout: Duration::from_millis(self.header_timeout_ms),
            send_timeout: Duration::from_millis(self.send_timeout_ms),
            keep_alive: Duration::from_millis(self.keep_alive_ms),
            max_connections: size(self.max_connections),
            max_requests: size(self.max_requests),
            drain: Duration::from_millis(self.drain_ms),
            workers: size(self.workers),
            graphql: graphql.limits(),
            graphql_documents: graphql.documents(),
            graphql_errors: graphql.errors(),
            explorers: self.explorers,
            metrics: self.metrics,
            // Each has been read when it was checked.
            trusted_proxies: self.trusted_proxies.iter().filter_map(|text| text.parse().ok()).collect(),
            ..HttpSettings::default()
        }
    }
}

fn address(text: &str) -> Result<String, String> {
    let wanted = "an address and a port are wanted, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080";
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(text.to_owned()),
        _ => Err(wanted.to_owned()),
    }
}

pub(super) fn base_url(text: &str) -> Result<String, String> {
    let bare = text.trim_end_matches('/');
    let host = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://")).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]/".contains(&byte);
    if text.is_empty() {
        return Ok(String::new());
    }
    if host.is_empty() || !host.bytes().all(plain) {
        return Err("an absolute http or https URL without query is wanted, such as https://api.example.org".to_owned());
    }
    Ok(bare.to_owned())
}

pub(super) fn network(text: &str) -> Result<String, String> {
    if text.is_empty() { Ok(String::new()) } else { text.parse::<Network>().map(|_| text.to_owned()) }
}

fn header_value(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Err(
            "a header's value is wanted: printable ASCII, such as \"public, max-age=60\" or \"no-store\"".to_owned()
        );
    }
    Ok(text.trim().to_owned())
}
