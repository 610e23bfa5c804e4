//! The server: the doors, the workers, and a shutdown that finishes what was begun.

use std::net::{SocketAddr, TcpListener};

use actix_http::{HttpService, Protocol};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::{
    App as ActixApp,
    dev::AppConfig,
    middleware::{Compress, from_fn},
    rt::net::TcpStream,
    web::{self, Data, ServiceConfig},
};
use masthead_app::{App, Code};

use crate::{
    caller::door,
    docs,
    graphql::{self, Documents, Schema},
    health,
    kept::{Kept, follow, kept},
    listeners::{Listeners, Stopping},
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
}

impl Shared {
    pub(crate) fn new(app: App, settings: HttpSettings) -> Self {
        Self {
            app: Data::new(app),
            documents: Data::new(Documents::new(settings.graphql_documents)),
            kept: Data::new(Kept::new(settings.response_cache_bytes)),
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
            .configure(rest::configure)
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
            .service(rest::read("/healthz", health::healthz))
            .service(rest::read("/readyz", health::readyz));
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
    let builder =
        actix_server::Server::build().workers(workers).max_concurrent_connections(max_connections).shutdown_timeout(30);
    let stopping = builder.graceful_shutdown_signal();
    // Ends with the server: nobody is listening any more.
    let (following, ending) = (masthead_app::live::run(app.clone()), stopping.clone());
    tokio::spawn(async move {
        tokio::select! {
            () = following => {}
            () = ending.notified() => {}
        }
    });
    if shared.kept.is_on() {
        let (following, ending) = (follow(app.clone()), stopping.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = following => {}
                () = ending.notified() => {}
            }
        });
    }
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
    Ok(builder.run())
}
