//! The server: the doors, the workers, and a shutdown that finishes what was begun.

use std::net::TcpListener;

use actix_web::{
    App as ActixApp, HttpServer,
    middleware::{Compress, from_fn},
    web::{self, Data, ServiceConfig},
};
use masthead_app::{App, Code};

use crate::{
    caller::door,
    docs::{self, Texts},
    graphql::{self, Documents, Schema},
    health,
    problem::Problem,
    rest,
    settings::HttpSettings,
};

/// What all workers share.
#[derive(Clone)]
struct Shared {
    app: Data<App>,
    settings: Data<HttpSettings>,
    schema: Data<Schema>,
    documents: Data<Documents>,
    texts: Data<Texts>,
}

impl Shared {
    fn new(app: App, settings: HttpSettings) -> Self {
        Self {
            app: Data::new(app),
            documents: Data::new(Documents::new(settings.graphql_documents)),
            settings: Data::new(settings),
            schema: Data::new(graphql::schema()),
            texts: Data::new(Texts::new()),
        }
    }

    fn configure(&self, config: &mut ServiceConfig) {
        config
            .app_data(self.app.clone())
            .app_data(self.settings.clone())
            .app_data(self.schema.clone())
            .app_data(self.documents.clone())
            .app_data(self.texts.clone())
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
    let (keep_alive, header_timeout) = (settings.keep_alive, settings.header_timeout);
    let max_connections = settings.max_connections;
    let shared = Shared::new(app, settings);
    let server = HttpServer::new(move || {
        let shared = shared.clone();
        ActixApp::new().wrap(Compress::default()).wrap(from_fn(door)).configure(move |config| shared.configure(config))
    })
    .workers(workers)
    .keep_alive(keep_alive)
    .client_request_timeout(header_timeout)
    .max_connections(max_connections)
    .shutdown_timeout(30)
    .listen(listener)?
    .run();
    Ok(server)
}
