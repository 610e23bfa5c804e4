//! `masthead serve`: the API, until somebody stops it.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    process::ExitCode,
};

use masthead_app::{App, media};

use super::database::{self, Schema};
use crate::{
    Failure,
    args::Serve,
    out,
    settings::{LogFormat, Origins, ServerSettings},
};

/// Serves the API.
///
/// # Errors
/// When the address is taken, the database cannot be opened or needs migrating, or the server fails.
pub(crate) async fn run(command: Serve, origins: Origins) -> Result<ExitCode, Failure> {
    let Serve { no_migrate, settings } = command;
    let listener = begin(&settings, &origins)?;
    let schema = if no_migrate { Schema::Refuse } else { Schema::Migrate };
    let app = database::for_requests(&settings.database, &origins, settings.app()?, schema).await?;
    until_stopped(app, &settings, listener, Doors::show).await
}

/// Checks the settings, starts the log, and takes the address: first of all, because that is what fails when another
/// one is running, and then nothing should have been touched.
///
/// # Errors
/// When settings contradict each other, or the address cannot be had.
pub(super) fn begin(settings: &ServerSettings, origins: &Origins) -> Result<TcpListener, Failure> {
    settings.check(origins)?;
    settings.log.start();
    for name in &origins.strangers {
        tracing::warn!(variable = name, "this variable looks like a setting, and there is none of that name");
    }
    let listen = &settings.http.listen;
    TcpListener::bind(listen).map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => "; another program listens there: stop it, or choose another port",
            std::io::ErrorKind::PermissionDenied => "; ports below 1024 are for privileged users: choose another port",
            std::io::ErrorKind::AddrNotAvailable => "; this machine has no such address",
            _ => "",
        };
        Failure::new(format!("cannot listen on {listen} (listen, {}): {error}{hint}", origins.of("listen")))
    })
}

/// Serves until SIGINT or SIGTERM; what was begun is finished.
///
/// # Errors
/// When the server fails.
pub(super) async fn until_stopped(
    app: App,
    settings: &ServerSettings,
    listener: TcpListener,
    show: impl FnOnce(&Doors),
) -> Result<ExitCode, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("the server failed: {error}"));
    let address = listener.local_addr().map_err(failed)?;
    match settings.log.log_format {
        // Whoever reads JSON should not meet anything else.
        LogFormat::Json => tracing::info!(%address, "listening"),
        LogFormat::Text => show(&Doors { address, explorers: settings.http.explorers }),
    }
    media::check(&app).map_err(|error| Failure::of("the store of media files cannot be used (media_store)", &error))?;
    let scheduler = tokio::spawn(masthead_app::scheduler::run(app.clone()));
    let ahead = tokio::spawn(media::run(app.clone()));
    let hubs = tokio::spawn(masthead_app::feeds::tell_hubs(app.clone()));
    let forgetting = tokio::spawn(masthead_app::changes::run(app.clone()));
    let counting = tokio::spawn(masthead_app::reads::run(app.clone()));
    let served = masthead_http::serve(app.clone(), settings.http(), listener).await.map_err(failed);
    // Between two articles, or in a transaction that then never happened: either way nothing is half done.
    scheduler.abort();
    ahead.abort();
    hubs.abort();
    forgetting.abort();
    // What was read until now is counted: only then may the loop be stopped.
    if let Err(error) = masthead_app::reads::flush(&app).await {
        tracing::warn!(%error, "the last reads could not be written");
    }
    counting.abort();
    served?;
    app.close().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// What can be opened in a browser, and where.
#[derive(Debug)]
pub(super) struct Doors {
    address: SocketAddr,
    explorers: bool,
}

impl Doors {
    /// The beginning of every URL, from this machine.
    pub(super) fn base(&self) -> String {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(ip, self.address.port()))
    }

    /// Says it.
    pub(super) fn show(&self) {
        out::say(self.text());
    }

    fn text(&self) -> String {
        let base = self.base();
        let mut text = format!("\nMasthead {} listens on {}\n\n", env!("CARGO_PKG_VERSION"), self.address);
        let doors = [
            ("API docs", "/docs", self.explorers),
            ("GraphQL explorer", "/graphql", self.explorers),
            ("GraphQL", "/graphql", !self.explorers),
            ("OpenAPI document", "/openapi.json", true),
            ("GraphQL schema", "/schema.graphql", true),
            ("Articles", "/v1/articles", true),
            ("Health", "/healthz", true),
        ];
        for (name, path, _) in doors.iter().filter(|(_, _, open)| *open) {
            text.push_str(&format!("  {name:<17} {base}{path}\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doors(address: &str, explorers: bool) -> String {
        Doors { address: address.parse().expect("an address"), explorers }.text()
    }

    #[test]
    fn doors_can_be_opened_from_here() {
        assert!(doors("127.0.0.1:8080", true).contains("  API docs          http://127.0.0.1:8080/docs\n"));
        assert!(doors("0.0.0.0:80", true).contains("listens on 0.0.0.0:80\n"));
        assert!(doors("0.0.0.0:80", true).contains(" http://127.0.0.1:80/healthz\n"));
        assert!(doors("[::]:80", true).contains(" http://[::1]:80/v1/articles\n"));
    }

    #[test]
    fn closed_doors_are_not_shown() {
        let text = doors("127.0.0.1:8080", false);
        assert!(!text.contains("/docs") && !text.contains("explorer"));
    }
}
