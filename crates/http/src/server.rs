//! The server: the doors, the workers, and a shutdown that finishes what was begun.

use std::{
    net::{SocketAddr, TcpListener},
    pin::Pin,
    time::Duration,
};

use actix_http::{HttpService, Protocol};
use actix_server::ServerHandle;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::{
    App as ActixApp,
    dev::AppConfig,
    middleware::{Compress, from_fn},
    rt::net::TcpStream,
    web::{self, Data, ServiceConfig},
};
use masthead_app::{App, Code};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    caller::door,
    docs,
    graphql::{self, Documents, Schema},
    health::{self, Draining},
    kept::{Kept, follow, follow_replicas, kept},
    lifetime::CacheControl,
    listeners::{Listeners, Stopping},
    metrics,
    places::Places,
    problem::Problem,
    rest,
    settings::HttpSettings,
    stream::{LINGER, Stream},
};

/// Where the server listens: the host of requests that name none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address(pub(crate) SocketAddr);

/// What all workers share.
#[derive(Clone)]
pub(crate) struct Shared {
    app: Data<App>,
    settings: Data<HttpSettings>,
    schema: Data<Schema>,
    documents: Data<Documents>,
    listeners: Data<Listeners>,
    kept: Data<Kept>,
    cache_control: Data<CacheControl>,
    places: Data<Places>,
    draining: Data<Draining>,
}

impl Shared {
    pub(crate) fn new(app: App, settings: HttpSettings) -> Self {
        Self {
            app: Data::new(app),
            documents: Data::new(Documents::new(settings.graphql_documents)),
            kept: Data::new(Kept::new(settings.response_cache_bytes)),
            cache_control: Data::new(CacheControl::new(&settings.cache_control)),
            places: Data::new(Places::new(settings.max_requests)),
            draining: Data::default(),
            settings: Data::new(settings),
            schema: Data::new(graphql::schema()),
            listeners: Data::new(Listeners::default()),
        }
    }

    pub(crate) fn configure(&self, config: &mut ServiceConfig) {
        config
            .app_data(self.app.clone())
            .app_data(self.settings.clone())
            .app_data(self.schema.clone())
            .app_data(self.documents.clone())
            .app_data(self.listeners.clone())
            .app_data(self.kept.clone())
            .app_data(self.cache_control.clone())
            .app_data(self.places.clone())
            .app_data(self.draining.clone())
            // Routes are tried in their order: the one that is asked most comes before the many of REST.
            .service(
                web::resource("/graphql")
                    .route(web::post().to(graphql::post))
                    .route(web::get().to(graphql::get))
                    .route(web::head().to(graphql::get))
                    .default_service(web::to(|| async {
                        let problem =
                            Problem::new(Code::MethodNotAllowed, "GraphQL is asked with POST, or queries with GET");
                        Err::<actix_web::HttpResponse, _>(problem.allowing("GET, HEAD, POST"))
                    })),
            )
            .configure(rest::configure)
            .service(rest::read("/healthz", health::healthz))
            .service(rest::read("/readyz", health::readyz))
            .service(rest::read("/metrics", metrics::metrics));
        if self.settings.explorers {
            config.configure(graphql::configure_explorer);
        }
        docs::configure(config, self.settings.explorers);
    }
}

/// Serves on a listener until SIGTERM; then takes no more connections, finishes what was begun, and returns. SIGINT, the Ctrl-C of a
/// terminal, does not wait.
///
/// # Errors
/// When the listener cannot be used.
pub async fn serve(app: App, settings: HttpSettings, listener: TcpListener) -> std::io::Result<()> {
    start(app, settings, listener)?.await
}

/// Starts serving; the server runs when it is awaited, and is stopped through its handle.
///
/// # Errors
/// When the listener cannot be used.
pub fn start(app: App, settings: HttpSettings, listener: TcpListener) -> std::io::Result<actix_web::dev::Server> {
    let workers = match settings.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        workers => workers,
    };
    let max_connections = settings.max_connections;
    let address = listener.local_addr()?;
    let shared = Shared::new(app.clone(), settings);
    let builder = actix_server::Server::build()
        .workers(workers)
        .max_concurrent_connections(max_connections)
        .shutdown_timeout(30)
        .disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    // Ends with the server: nobody is listening any more.
    let until_stopped = |following: Pin<Box<dyn Future<Output = ()> + Send>>| {
        let ending = stopping.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = following => {}
                () = ending.notified() => {}
            }
        });
    };
    until_stopped(Box::pin(masthead_app::live::run(app.clone())));
    if shared.kept.is_on() || app.remembers() || app.has_replicas() {
        until_stopped(Box::pin(follow(app.clone())));
    }
    if app.has_replicas() {
        until_stopped(Box::pin(follow_replicas(app.clone())));
    }
    let (draining, drain) = (shared.draining.clone(), shared.settings.drain);
    // What the framework's own server would do, over connections of ours.
    let builder = builder.listen("http", listener, move || {
        let (shared, stopping) = (shared.clone(), stopping.clone());
        let (app, settings) = (app.clone(), shared.settings.clone());
        let doors = ActixApp::new()
            .app_data(Address(address))
            .app_data(Stopping(stopping.clone()))
            .wrap(Compress::default())
            // Outside of what compresses: that is done once, too.
            .wrap(from_fn(kept))
            .wrap(from_fn(door))
            .configure(move |config| shared.configure(config))
            .into_factory()
            .map_err(|error: actix_web::Error| error.error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(settings.keep_alive)
            .client_request_timeout(settings.header_timeout)
            .client_disconnect_timeout(LINGER)
            .local_addr(address)
            .on_connect_ext(|connection: &Stream, extensions| drop(extensions.insert(connection.cut())))
            .finish(map_config(doors, |()| AppConfig::default()));
        fn_service(move |connection: TcpStream| {
            let (app, settings) = (app.clone(), settings.clone());
            async move {
                let peer = connection.peer_addr().ok();
                // An answer goes out as it is written: held back until the client confirms its beginning, it would come 40 ms late.
                if let Err(error) = connection.set_nodelay(true) {
                    tracing::debug!(%error, "a connection keeps its delay");
                }
                Ok((Stream::new(connection, app, settings), Protocol::Http1, peer))
            }
        })
        .and_then(http)
    })?;
    let server = builder.run();
    tokio::spawn(stop_on_signal(server.handle(), draining, drain));
    Ok(server)
}

/// Stops the server when the process is told to: by SIGTERM after a while in which it says that it is not ready any more, and when what
/// was begun is finished; by SIGINT and SIGQUIT at once.
async fn stop_on_signal(server: ServerHandle, draining: Data<Draining>, drain: Duration) {
    let signals = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::quit()].map(signal);
    let [Ok(mut terminate), Ok(mut interrupt), Ok(mut quit)] = signals else {
        tracing::error!("signals cannot be listened to: the server can only be killed");
        return;
    };
    let mut at_once = async || {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = quit.recv() => {}
        }
    };
    let is_gentle = tokio::select! {
        _ = terminate.recv() => true,
        () = at_once() => false,
    };
    draining.set();
    if is_gentle && !drain.is_zero() {
        tracing::info!(ms = drain.as_millis(), "about to stop: requests are taken a while longer");
        tokio::select! {
            () = tokio::time::sleep(drain) => {}
            _ = terminate.recv() => {}
            () = at_once() => {}
        }
    }
    server.stop(is_gentle).await;
}
