//! Who listens to live updates: so many at once, so many from one address; and when the server is about to stop.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use actix_server::GracefulShutdownSignal;
use actix_web::{HttpRequest, web::Data};
use masthead_app::Code;

use crate::{address::client_address, problem::Problem, settings::HttpSettings};

/// Tells that the server is about to stop.
#[derive(Clone)]
pub(crate) struct Stopping(pub(crate) GracefulShutdownSignal);

impl Stopping {
    /// Waits until the server of a request is about to stop.
    pub(crate) async fn of(request: &HttpRequest) {
        match request.app_data::<Self>() {
            Some(Self(signal)) => signal.notified().await,
            None => std::future::pending().await,
        }
    }
}

/// Everyone who listens.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listeners(Arc<Mutex<HashMap<Option<IpAddr>, usize>>>);

/// One who listens, until it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    all: Listeners,
    address: Option<IpAddr>,
}

impl Listeners {
    /// How many listen.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// Lets one more listen.
    ///
    /// # Errors
    /// When there are as many as there may be, altogether or from its address.
    pub(crate) fn admit(request: &HttpRequest) -> Result<Listener, Problem> {
        let settings = HttpSettings::of(request);
        let Some(all) = request.app_data::<Data<Self>>() else {
            return Err(Problem::new(Code::Internal, "internal error"));
        };
        let address = client_address(request);
        let mut counts = all.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = counts.get(&address).copied().unwrap_or_default();
        let most = settings.live_connections_per_address;
        if own >= most {
            let detail =
                format!("{own} live connections come from this address; at most {most} (live_connections_per_address)");
            return Err(later(Problem::new(Code::RateLimited, detail)));
        }
        let most = settings.live_connections;
        if counts.values().sum::<usize>() >= most {
            let detail = format!("there are {most} live connections, which is the most (live_connections)");
            return Err(later(Problem::new(Code::Unavailable, detail)));
        }
        *counts.entry(address).or_default() += 1;
        Ok(Listener { all: Self::clone(all), address })
    }
}

/// Connections last: an instant later it is no better.
fn later(problem: Problem) -> Problem {
    problem.after(30)
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut counts = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}
