//! The benchmark: what reads cost, beside a static response of the same bytes from the same process, and what imports and
//! writes cost.
//!
//! Figures of different runs and machines do not compare; the ratios of one run do.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stdout)] // a program for a terminal, which may stop

mod cases;
mod cores;
mod data;
mod floor;
mod load;
mod media;
mod process;
mod report;
mod search;
mod sync;
mod wordpress;
mod writes;

use std::{net::TcpListener, path::PathBuf, time::Duration};

use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use masthead_app::{
    App, Clock, DatabaseSettings, Settings,
    auth::{NewApiKey, NewUser, create_api_key, create_user},
    media::{MediaSettings, StorageOptions},
};
use masthead_domain::{api_key::Scope, user::UserRole};
use masthead_http::HttpSettings;
use masthead_tests::TestDb;

use crate::{
    load::{Load, run},
    report::{Report, Row},
    writes::Writes,
};

const HELP: &str = "\
Measures reads, writes, imports and pictures, beside a static response, vipsthumbnail and nginx.

  --size N      articles to measure with (10000)
  --seconds N   seconds of every measurement (2)
  --compare FILE  figures of an earlier run: what got worse by more than 15 % is named
  --json FILE   where the figures go (target/bench.json)
  --keep FOLDER  the articles stay there for the next time (PostgreSQL: in the database bench_N of the server);
                imports are measured when they are made
  --only NAME   one database alone: sqlite or postgres
  --wxr FILE    measure nothing: write a WordPress export of that many articles

PostgreSQL is measured if TEST_DATABASE_URL names one, as in
  scripts/with-postgres cargo run --release -p masthead-tests --bin bench -- --size 1000";

/// What the command line may say.
struct Options {
    size: usize,
    seconds: f64,
    json: String,
    wxr: Option<String>,
    compare: Option<String>,
    keep: Option<PathBuf>,
    only: Option<Only>,
}

/// The one database that is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Only {
    Sqlite,
    Postgres,
}

impl Options {
    fn read() -> Self {
        let mut options = Self {
            size: 10_000,
            seconds: 2.0,
            json: "target/bench.json".to_owned(),
            wxr: None,
            compare: None,
            keep: None,
            only: None,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            if name == "--help" {
                println!("{HELP}");
                std::process::exit(0);
            }
            let value = arguments.next().unwrap_or_else(|| panic!("{name} needs a value"));
            match name.as_str() {
                "--size" => options.size = value.parse().expect("a number of articles"),
                "--seconds" => options.seconds = value.parse().expect("a number of seconds"),
                "--json" => options.json = value,
                "--compare" => options.compare = Some(value),
                "--keep" => options.keep = Some(value.into()),
                "--only" => {
                    options.only = Some(match value.as_str() {
                        "sqlite" => Only::Sqlite,
                        "postgres" => Only::Postgres,
                        _ => panic!("--only takes sqlite or postgres, not {value}"),
                    });
                }
                "--wxr" => options.wxr = Some(value),
                _ => panic!(
                    "unknown option {name}: there are --size, --seconds, --json, --compare, --keep, --only and --wxr"
                ),
            }
        }
        options
    }
}

fn main() {
    process::run_as_server();
    let options = Options::read();
    if let Some(path) = &options.wxr {
        return wordpress::write(std::path::Path::new(path), options.size);
    }
    if cfg!(debug_assertions) {
        println!("This is a debug build: its figures mean nothing. Use `make bench`.");
    }
    let mut report = Report::new(options.size);
    if options.only != Some(Only::Postgres) {
        measure("SQLite", &options, &mut report, false);
    }
    match std::env::var("TEST_DATABASE_URL") {
        _ if options.only == Some(Only::Sqlite) => {}
        Ok(url) if !url.is_empty() => measure("PostgreSQL", &options, &mut report, true),
        _ => println!("TEST_DATABASE_URL is not set: PostgreSQL is left out."),
    }
    report.print();
    if let Some(path) = &options.compare {
        report.compare(path);
    }
    report.save(&options.json);
}

/// Most articles of the WordPress export that is imported.
const MOST_OF_AN_ARCHIVE: usize = 100_000;

/// Rounds of which the median counts.
const ROUNDS: usize = 5;

/// A runtime whose threads begin with this.
fn runtime(begin: impl Fn() + Send + Sync + 'static) -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).on_thread_start(begin).enable_all().build().unwrap()
}

/// The app over a database, as its server has it.
async fn open(db: &TestDb) -> App {
    let settings = DatabaseSettings {
        url: db.url().to_owned(),
        max_connections: 8,
        acquire_timeout: Duration::from_secs(20),
        statement_timeout: Duration::from_secs(60),
        replicas: Vec::new(),
    };
    let settings_of_app = Settings { media: media_settings(db), ..Settings::default() };
    App::open(settings, settings_of_app, Clock::System).await.unwrap()
}

/// A database with the articles. Imports are measured as they are done, on all cores.
fn filled(database: &str, options: &Options, report: &mut Report, postgres: bool) -> TestDb {
    runtime(|| {}).block_on(async {
        let db = match &options.keep {
            Some(folder) => TestDb::kept(postgres, folder, &format!("bench_{}", options.size)).await,
            None if postgres => TestDb::new().await,
            None => TestDb::sqlite().await,
        };
        if data::count(&db).await < options.size {
            let app = open(&db).await;
            let imports = [
                data::import(&app, options.size).await,
                wordpress::import(postgres, options.size.min(MOST_OF_AN_ARCHIVE)).await,
            ];
            app.close().await;
            for import in imports {
                println!("{database}: {import}");
                report.imports.push((database.to_owned(), import));
            }
        }
        db
    })
}

/// What was measured of one case, round by round.
#[derive(Default)]
struct Loads {
    made: Vec<Load>,
    kept: Vec<Load>,
    /// The request of somebody who has the answer already, and what that takes.
    again: Option<String>,
    unchanged: Vec<Load>,
    ceilings: Vec<Load>,
}

/// Measures everything on one database.
fn measure(database: &str, options: &Options, report: &mut Report, postgres: bool) {
    cores::all();
    let db = filled(database, options, report, postgres);
    cores::server();
    let runtime = runtime(|| {});
    // Whoever writes asks, too.
    let clients = self::runtime(cores::clients);
    let app = runtime.block_on(open(&db));

    let (server, handle) = serve(app.clone(), 0);
    // The same, with answers kept.
    let (keeping, keeping_handle) = serve(app.clone(), HttpSettings::default().response_cache_bytes);
    let cases = runtime.block_on(cases::all(&server, options.size));
    let mut measured: Vec<_> = cases
        .into_iter()
        .map(|case| {
            let bytes = runtime.block_on(case.answer(&server));
            let again = case.again(&keeping);
            let ceiling = serve_static(bytes.clone());
            (case, bytes.len(), ceiling, Loads { again, ..Loads::default() })
        })
        .collect();
    // Rounds go through all cases, so that a slow moment of the machine hits all of them and their ceilings.
    for _ in 0..ROUNDS {
        for (case, _, ceiling, loads) in &mut measured {
            loads.made.push(measure_once(&server, &case.request, options.seconds));
            if case.is_kept() {
                loads.kept.push(measure_once(&keeping, &case.request, options.seconds / 2.0));
            }
            if let Some(again) = &loads.again {
                loads.unchanged.push(measure_once(&keeping, again, options.seconds / 2.0));
            }
            loads.ceilings.push(measure_once(&ceiling.0, load::STATIC, options.seconds / 2.0));
        }
    }
    for (case, bytes, ceiling, loads) in measured {
        drop(ceiling.1.stop(false));
        let ceiling = median(loads.ceilings);
        for (what, loads) in [("", loads.made), (", kept", loads.kept), (", 304", loads.unchanged)] {
            if !loads.is_empty() {
                let row = Row::new(database, &format!("{}{what}", case.name), bytes, median(loads), ceiling);
                println!("{row}");
                report.rows.push(row);
            }
        }
    }
    let slug = runtime.block_on(cases::newest(&server));
    for floor in floor::measure(&runtime, database, &db, &slug) {
        println!("{floor}");
        report.floors.push(floor);
    }
    let snapshot = runtime.block_on(sync::Snapshot::take(&server));
    println!("{database}: {snapshot}");
    report.snapshots.push((database.to_owned(), snapshot));
    let token = runtime.block_on(writer(&app));
    for writers in [1, 16] {
        // One read in a hundred is to be told: that takes a few hundred of them.
        let time = Duration::from_secs_f64((options.seconds * 2.0).max(3.0));
        let (server, token) = (server.clone(), token.clone());
        let writing = async move { writes::measure(&server, &token, writers, time).await };
        let writes: Writes = clients.block_on(clients.spawn(writing)).unwrap();
        println!("{database}: {writes}");
        report.writes.push((database.to_owned(), writes));
    }
    let process = process::measure(&runtime, &db);
    println!("{database}: {process}");
    report.processes.push((database.to_owned(), process));
    // Files lie beside the database, whichever it is.
    if !postgres {
        let media = media::measure(&runtime, &app, &server, options.seconds);
        println!("{}", media.table());
        report.media = Some(media);
    }
    // Both at the end: connections of the one pool live with the server that opened them.
    drop(keeping_handle.stop(false));
    drop(handle.stop(false));
    runtime.block_on(app.close());
    drop(db);
}

/// Files lie beside the database, and go with it.
fn media_settings(db: &TestDb) -> MediaSettings {
    MediaSettings { storage: StorageOptions::Folder(db.media()), ..MediaSettings::default() }
}

/// A key of somebody who may write.
async fn writer(app: &App) -> String {
    let new = NewUser {
        // Articles that were kept know those of earlier runs.
        email: format!("bench-{}@test.example", app.new_id()),
        name: "Bench".to_owned(),
        role: UserRole::Editor,
        sections: Vec::new(),
        password: None,
    };
    let user = create_user(&app.system(), new).await.unwrap();
    let scopes = vec![Scope::ReadDrafts, Scope::WriteAny, Scope::WriteOwn, Scope::Publish];
    let new = NewApiKey { user: Some(user.id), name: "bench".to_owned(), scopes, expires_at: None };
    create_api_key(&app.system(), new).await.unwrap().secret
}

fn measure_once(address: &str, request: &str, seconds: f64) -> Load {
    run(address, request, 8, Duration::from_secs_f64(seconds))
}

fn median(mut loads: Vec<Load>) -> Load {
    loads.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    loads.swap_remove(loads.len() / 2)
}

/// Serves the app with one worker. Returns its address.
fn serve(app: App, response_cache_bytes: u64) -> (String, actix_web::dev::ServerHandle) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let settings = HttpSettings { workers: 1, response_cache_bytes, ..HttpSettings::default() };
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = masthead_http::start(app, settings, listener).unwrap();
            sender.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    (address, receiver.recv().unwrap())
}

/// Serves these bytes with one worker, and nothing else: what any answer of that size costs at least.
fn serve_static(bytes: Vec<u8>) -> (String, actix_web::dev::ServerHandle) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let bytes = web::Bytes::from(bytes);
            let server = HttpServer::new(move || {
                let bytes = bytes.clone();
                let answer = move || {
                    let bytes = bytes.clone();
                    async move { HttpResponse::Ok().content_type("application/json").body(bytes) }
                };
                ActixApp::new().route("/", web::get().to(answer))
            })
            .workers(1)
            .listen(listener)
            .unwrap()
            .run();
            sender.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    (address, receiver.recv().unwrap())
}
