//! Health: whether the process lives, and whether it can serve.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use actix_web::{HttpResponse, http::header, web::Data};
use masthead_app::{App, Code};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{errors::DoorErrors, problem::Problem};

/// The state of the server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`
    #[schema(example = "ok")]
    pub status: &'static str,
}

/// Is the server about to stop?
#[derive(Debug, Clone, Default)]
pub(crate) struct Draining(Arc<AtomicBool>);

impl Draining {
    /// From now on it is.
    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

fn ok() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(Health { status: "ok" })
}

/// Does the process live? Asks nothing else, so that a slow database does not get it killed.
#[utoipa::path(get, path = "/healthz", operation_id = "healthz", tag = "operations", summary = "Does the process live?",
    responses((status = 200, description = "It does.", body = Health), DoorErrors))]
pub(crate) async fn healthz() -> HttpResponse {
    ok()
}

/// Can it serve? Asks the database, and whether its schema is the one this program expects. A server that is about to stop says no.
#[utoipa::path(get, path = "/readyz", operation_id = "readyz", tag = "operations", summary = "Can it serve?",
    responses(
        (status = 200, description = "It can.", body = Health),
        (status = 503, description = "It cannot: a problem says why.", body = Problem, content_type = "application/problem+json"),
        DoorErrors,
    ))]
pub(crate) async fn readyz(app: Data<App>, draining: Data<Draining>) -> Result<HttpResponse, Problem> {
    if draining.is_set() {
        return Err(Problem::new(Code::Unavailable, "the server is about to stop"));
    }
    match app.pending_migrations().await {
        Ok(0) => Ok(ok()),
        Ok(pending) => {
            let detail = format!("the database needs {pending} migrations: run `masthead migrate`");
            Err(Problem::new(Code::Unavailable, detail))
        }
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Err(Problem::new(Code::Unavailable, "the database does not answer"))
        }
    }
}
