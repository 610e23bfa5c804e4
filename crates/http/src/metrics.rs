//! Metrics, in the text form that Prometheus reads (version 0.0.4).

use std::fmt::Write as _;

use actix_web::{HttpResponse, http::header, web::Data};
use masthead_app::{App, Code};

use crate::{
    errors::{DoorErrors, NotThere},
    kept::Kept,
    listeners::Listeners,
    places::Places,
    problem::Problem,
    settings::HttpSettings,
};

/// What is measured, as text.
#[derive(Default)]
struct Text(String);

impl Text {
    fn about(&mut self, name: &str, kind: &str, help: &str) -> &mut Self {
        let _ = write!(self.0, "# HELP masthead_{name} {help}\n# TYPE masthead_{name} {kind}\n");
        self
    }

    fn value(&mut self, name: &str, value: impl std::fmt::Display) -> &mut Self {
        let _ = writeln!(self.0, "masthead_{name} {value}");
        self
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        self.about(name, "gauge", help).value(name, value);
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.about(name, "counter", help).value(name, value);
    }
}

/// What the server has done since it began, and how it is.
#[utoipa::path(get, path = "/metrics", operation_id = "metrics", tag = "operations", summary = "Metrics for Prometheus",
    description = "Only where the setting `metrics` is on.",
    responses((status = 200, description = "The metrics.", body = String, content_type = "text/plain"), NotThere, DoorErrors))]
pub(crate) async fn metrics(
    settings: Data<HttpSettings>,
    app: Data<App>,
    kept: Data<Kept>,
    places: Data<Places>,
    listeners: Data<Listeners>,
) -> Result<HttpResponse, Problem> {
    if !settings.metrics {
        return Err(Problem::new(Code::NotFound, "this server tells no metrics (metrics)"));
    }
    let mut text = Text::default();
    if let Some(known) = app.known_version() {
        text.gauge("content_version", "The newest content version that this node knows of.", known.seq);
    }
    if let Some(figures) = kept.figures() {
        text.counter("response_cache_hits_total", "Answers that were given from memory.", figures.hits);
        text.counter("response_cache_misses_total", "Answers that could have been, and were computed.", figures.misses);
        text.counter("response_cache_stored_total", "Answers that were kept.", figures.stored);
        text.counter(
            "response_cache_evicted_total",
            "Of these, those that are gone: outdated or making room.",
            figures.gone,
        );
        text.counter(
            "response_cache_invalidations_total",
            "How often something changed, so that nothing kept before is given any more.",
            figures.invalidations,
        );
        text.gauge("response_cache_bytes", "Bytes of what is kept.", figures.bytes);
        text.gauge("response_cache_entries", "How many answers are kept.", figures.entries);
    }
    text.gauge("requests_working", "Requests that are worked on.", places.taken());
    text.gauge("requests_working_most", "Most requests that may be (max_requests).", places.count());
    text.counter("requests_refused_total", "Requests that were refused because there were as many.", places.refused());
    text.gauge("live_listeners", "Who listens to live updates.", listeners.count());
    let replicas = app.replicas();
    if !replicas.is_empty() {
        text.about("replica_version", "gauge", "How far each replica is; -1 while it does not answer.");
        for replica in replicas {
            let at = replica.at().map_or(-1, |known| known.seq);
            text.value(&format!("replica_version{{replica=\"{}\"}}", replica.number()), at);
        }
    }
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text.0))
}
