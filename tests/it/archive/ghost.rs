//! `masthead import ghost` and `masthead import feed`, as an operator meets them.

use std::sync::OnceLock;

use actix_web::{App, HttpResponse, HttpServer, web};
use masthead_http::HttpSettings;
use masthead_tests::{TestDb, TestServer};
use serde_json::Value;

use super::{export, file, outcome, program};

const GHOST: &str = include_str!("../../../crates/imports/tests/data/ghost.json");
const MAPPING: &str = "url = \"https://weir.example\"\n";

fn import(db: &TestDb, system: &str, export: &str, more: &[&str]) -> (i32, Vec<Value>, String) {
    let mut arguments = vec!["import", system, export, "--json"];
    arguments.extend(more);
    let (status, out, err) = program(db, &arguments);
    (status, out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), err)
}

#[tokio::test]
async fn a_ghost_site_moves_and_nothing_for_members_becomes_public() {
    let db = TestDb::new().await;
    let (site, mapping) = (file(GHOST), file(MAPPING));
    let (site, mapping) = (site.path().to_str().unwrap(), mapping.path().to_str().unwrap());
    let (status, report, said) = import(&db, "ghost", site, &["--mapping", mapping]);
    assert!(status < 2, "{said}");
    assert_eq!(outcome(&report, "post", "65a000000000000000000001")["outcome"], "created");
    let again = import(&db, "ghost", site, &["--mapping", mapping]).1;
    for item in again.iter().filter(|item| item["became"].is_object()) {
        assert_eq!(item["outcome"], "unchanged", "{item}");
    }
    // Nobody's password, key or address is in the database, nor in the report.
    let all = format!("{}{report:?}{said}", export(&db));
    for secret in ["$2a$", "s3cr3t", "@weir.example"] {
        assert!(!all.contains(secret), "{secret}");
    }
    let (status, out, err) = program(&db, &["verify", "ghost", site, "--mapping", mapping]);
    assert_eq!(status, 0, "{out}{err}");

    let server = TestServer::over(db, masthead_app::Clock::System, HttpSettings::default()).await;
    let reader = server.client();
    let weir = reader.json("/v1/articles/who-owns-the-weir?include=body.html").await;
    assert_eq!(weir["headline"], "Who Owns the Weir?");
    assert!(!weir["leadImage"].is_null() && !weir["byline"]["contributors"].as_array().unwrap().is_empty(), "{weir}");
    for slug in ["for-members", "half-open", "letter-1", "tomorrow"] {
        assert_eq!(reader.get(&format!("/v1/articles/{slug}")).await.status, 404, "{slug}");
    }
    let answer = reader.json("/v1/resolve?path=/who-owns-the-weir/").await;
    assert_eq!(answer["redirect"]["to"], weir["path"]);
}

/// Two pages of a feed, the first of which says where the second is.
async fn feed(request: actix_web::HttpRequest) -> HttpResponse {
    let page = |items: &str, next: &str| {
        format!(
            "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Weir</title><id>urn:x</id>{next}{items}</feed>"
        )
    };
    let entry = |n: u32| {
        format!(
            "<entry><id>urn:weir:{n}</id><title>Entry {n}</title><link href=\"https://weir.example/{n}\"/><author><name>Ada Quill</name></author>\
             <updated>2026-01-0{n}T08:00:00Z</updated><published>2026-01-0{n}T08:00:00Z</published><content type=\"html\">&lt;p&gt;Text {n}&lt;/p&gt;</content></entry>"
        )
    };
    HttpResponse::Ok().content_type("application/atom+xml").body(match request.query_string() {
        "page=2" => page(&entry(1), ""),
        _ => page(&format!("{}{}", entry(3), entry(2)), "<link rel=\"next\" href=\"?page=2\"/>"),
    })
}

/// Where they are; served as long as the tests run.
fn served() -> &'static str {
    static BASE: OnceLock<String> = OnceLock::new();
    BASE.get_or_init(|| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = HttpServer::new(|| App::new().route("/feed", web::get().to(feed))).workers(1);
                server.listen(listener).unwrap().run().await.unwrap();
            });
        });
        base
    })
}

#[tokio::test]
async fn a_feed_is_followed_to_its_end() {
    let db = TestDb::new().await;
    let address = format!("{}/feed", served());
    let (status, report, said) = import(&db, "feed", &address, &[]);
    assert_eq!(status, 0, "{said} {report:?}");
    let bundle = export(&db);
    for entry in 1..=3 {
        assert!(bundle.contains(&format!("\"headline\":\"Entry {entry}\"")), "{entry} in {bundle}");
    }
    assert!(bundle.contains("Ada Quill") && bundle.contains("Text 1"), "{bundle}");
    let (status, again, _) = import(&db, "feed", &address, &[]);
    assert_eq!(status, 0);
    assert_eq!(again.last().unwrap()["kinds"]["entry"]["unchanged"], 3, "{again:?}");
    let (status, _, said) = import(&db, "feed", &format!("{}/nothing", served()), &[]);
    assert!(status == 2 && said.contains("404"), "{said}");
    let (status, _, said) = import(&db, "feed", "http://127.0.0.1:9/feed", &[]);
    assert!(status == 2 && said.contains("cannot fetch"), "{said}");
}
