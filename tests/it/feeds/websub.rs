//! WebSub: feeds name the hubs, and the hubs are told what has changed.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use masthead_app::{
    Clock, Settings,
    feeds::{FeedSettings, tell_hubs},
};
use masthead_domain::user::UserRole;
use masthead_http::HttpSettings;
use masthead_tests::{TestDb, TestServer, bundle};
use reqwest::Method;
use serde_json::json;

use super::{FORMATS, link};

/// What a hub was told, and whether it takes anything.
#[derive(Clone, Default)]
struct Hub {
    told: Arc<Mutex<Vec<String>>>,
    refuses: Arc<Mutex<bool>>,
}

async fn ping(hub: web::Data<Hub>, body: String) -> HttpResponse {
    if *hub.refuses.lock().unwrap() {
        return HttpResponse::ServiceUnavailable().finish();
    }
    hub.told.lock().unwrap().push(body);
    HttpResponse::NoContent().finish()
}

impl Hub {
    /// A hub on a port of its own.
    fn start(&self) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let data = web::Data::new(self.clone());
        std::thread::spawn(move || {
            let make = move || ActixApp::new().app_data(data.clone()).route("/", web::post().to(ping));
            actix_web::rt::System::new().block_on(HttpServer::new(make).workers(1).listen(listener).unwrap().run())
        });
        url
    }

    /// The feeds that it has been told of, once it knows of this one.
    async fn until_told(&self, feed: &str) -> BTreeSet<String> {
        for _ in 0..150 {
            let bodies = self.told.lock().unwrap().clone();
            let mut told = BTreeSet::new();
            for body in &bodies {
                let pairs: Vec<_> = url_pairs(body);
                assert_eq!(pairs[0], ("hub.mode".to_owned(), "publish".to_owned()));
                told.extend(pairs.into_iter().skip(1).map(|(name, value)| {
                    assert_eq!(name, "hub.url");
                    value
                }));
            }
            if told.contains(feed) {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the hub was never told of {feed}: {:?}", self.told.lock().unwrap());
    }
}

fn url_pairs(body: &str) -> Vec<(String, String)> {
    reqwest::Url::parse(&format!("http://x/?{body}"))
        .unwrap()
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// A server that names a hub, and the address of that.
async fn server(hub: &Hub) -> (TestServer, String) {
    let url = hub.start();
    let feeds = FeedSettings {
        hubs: vec![url.parse().unwrap()].into(),
        hub_delay: Duration::ZERO,
        hub_networks: vec!["127.0.0.1".parse().unwrap()].into(),
        ..FeedSettings::default()
    };
    let operations = Settings { url: Some("https://api.example".to_owned()), feeds, ..Settings::default() };
    let server = TestServer::with(TestDb::new().await, Clock::System, HttpSettings::default(), operations).await;
    (server, url)
}

#[tokio::test]
async fn hubs_are_named_and_told() {
    let hub = Hub::default();
    let (server, url) = server(&hub).await;
    let mut records = bundle::base();
    records.push(bundle::article("there-before", 0));
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    for format in FORMATS {
        let found = super::feed(&client, &format!("/feeds/all.{format}")).await;
        if format == "json" {
            let json = client.json("/feeds/all.json").await;
            assert_eq!(json["hubs"], json!([{"type": "WebSub", "url": url}]));
        } else {
            assert_eq!(link(&found, "hub"), Some(url.as_str()), "{format}");
            assert_eq!(link(&found, "self").unwrap(), format!("https://api.example/feeds/all.{format}"));
        }
        let header = client.get(&format!("/feeds/all.{format}")).await.header("link").to_owned();
        assert!(header.contains(&format!("<{url}>; rel=\"hub\"")), "{header}");
    }

    let telling = tokio::spawn(tell_hubs(server.app.clone()));
    // It begins where the log is now: what was there before is in the feeds.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let editor = server.user(UserRole::Admin, &[]).await;
    let publish = |slug: &'static str| {
        let form = json!({"slug": slug, "headline": slug, "section": "local", "contributors": [{"author": "ben"}], "tags": ["cities"],
            "body": {"html": "<p>Text.</p>"}});
        let editor = editor.clone();
        async move {
            let made = editor.post("/v1/articles", form).await;
            assert_eq!(made.status, 201, "{}", String::from_utf8_lossy(&made.bytes));
            let request = editor.request(Method::POST, &format!("/v1/articles/{slug}/publish"));
            assert_eq!(editor.send(request.header("if-match", "\"1\"")).await.status, 200);
        }
    };
    publish("first").await;
    let told = hub.until_told("https://api.example/feeds/all.rss").await;
    for part in ["all", "sections/local", "sections/news", "authors/ben", "tags/cities", "languages/en"] {
        for format in FORMATS {
            let feed = format!("https://api.example/feeds/{part}.{format}");
            assert!(told.contains(&feed), "{feed}: {told:?}");
        }
    }
    assert!(!told.iter().any(|feed| feed.contains("/ideas") || feed.contains("/ada")), "{told:?}");

    // A hub that is away hears of it when it is back.
    *hub.refuses.lock().unwrap() = true;
    hub.told.lock().unwrap().clear();
    publish("second").await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(hub.told.lock().unwrap().is_empty());
    *hub.refuses.lock().unwrap() = false;
    hub.until_told("https://api.example/feeds/authors/ben.atom").await;
    telling.abort();
}

#[tokio::test]
async fn drafts_are_nothing_to_tell_of() {
    let hub = Hub::default();
    let (server, _) = server(&hub).await;
    let mut records = bundle::base();
    records.push(bundle::article("public", 0));
    server.load(&bundle::lines(&records)).await;
    let telling = tokio::spawn(tell_hubs(server.app.clone()));
    tokio::time::sleep(Duration::from_millis(500)).await;
    let editor = server.user(UserRole::Admin, &[]).await;
    let form = json!({"slug": "draft", "headline": "Draft", "section": "ideas", "contributors": [{"author": "ada"}]});
    assert_eq!(editor.post("/v1/articles", form).await.status, 201);
    // Nor is what is written behind an article that readers see.
    assert_eq!(editor.patch("/v1/articles/public", 1, json!({"headline": "Not yet"})).await.status, 200);
    assert_eq!(editor.patch("/v1/tags/rivers", 1, json!({"name": "Streams"})).await.status, 200);
    let told = hub.until_told("https://api.example/feeds/tags/rivers.atom").await;
    assert!(told.iter().all(|feed| feed.contains("/tags/rivers.")), "{told:?}");
    telling.abort();
}
