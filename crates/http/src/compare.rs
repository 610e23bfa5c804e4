//! Whether two databases answer readers the same, byte for byte: what is asked is answered by the doors themselves, without a socket.

use actix_http::Request;
use actix_service::{IntoServiceFactory, Service, ServiceFactory};
use actix_web::{
    App as ActixApp,
    body::{BoxBody, to_bytes},
    dev::{AppConfig, ServiceResponse},
    http::StatusCode,
    middleware::from_fn,
    test::TestRequest,
};
use masthead_app::App;
use serde_json::Value;

use crate::{
    caller::door,
    server::{Address, Shared},
    settings::HttpSettings,
};

/// Everything that is asked for in pages.
const LISTS: [&str; 6] = ["articles", "sections", "authors", "tags", "series", "collections"];
/// What there is one of.
const SINGLES: [&str; 6] =
    ["/v1/site", "/v1/pages/front", "/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json", "/sitemap.xml"];

/// What two databases answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many requests were made of each.
    pub asked: u64,
    /// What was answered differently.
    pub differences: Vec<AnswerDifference>,
}

/// A request that two databases answer differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerDifference {
    /// Its path.
    pub path: String,
    /// In what way.
    pub how: String,
}

/// Nothing could be asked.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotAsked(String);

/// Asks two databases for every page of every list, and for everything that is told of every `1/n`th article, so that they are `sample`
/// at most. Both must say the same of where they are (`Settings::url`). Runs within a `LocalSet`: that is what the doors are made for.
///
/// # Errors
/// When the doors cannot be opened. What the databases cannot answer is a difference.
pub async fn compare(one: &App, other: &App, sample: usize, report: impl FnMut(u64)) -> Result<Compared, NotAsked> {
    let (one, other) = (doors(one).await?, doors(other).await?);
    let mut asking = Asking { one, other, report, found: Compared::default() };
    for path in SINGLES {
        asking.ask(path).await;
    }
    for list in LISTS {
        let items = asking.pages(&format!("/v1/{list}")).await;
        if list == "articles" {
            let every = items.len().div_ceil(sample.max(1)).max(1);
            for item in items.iter().step_by(every) {
                asking.article(item).await;
            }
            continue;
        }
        for slug in items.iter().filter_map(|item| item["slug"].as_str()) {
            asking.ask(&format!("/v1/{list}/{slug}")).await;
            asking.pages(&format!("/v1/{list}/{slug}/articles")).await;
            asking.ask(&format!("/feeds/{list}/{slug}.atom")).await;
        }
    }
    Ok(asking.found)
}

async fn doors(
    app: &App,
) -> Result<impl Service<Request, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>, NotAsked> {
    let shared =
        Shared::new(app.clone(), HttpSettings { explorers: false, logs_requests: false, ..HttpSettings::default() });
    let doors = ActixApp::new()
        .app_data(Address(([127, 0, 0, 1], 80).into()))
        .wrap(from_fn(door))
        .configure(move |config| shared.configure(config))
        .into_factory();
    doors.new_service(AppConfig::default()).await.map_err(|()| NotAsked("the doors cannot be opened".to_owned()))
}

struct Asking<S, R> {
    one: S,
    other: S,
    report: R,
    found: Compared,
}

impl<S, R> Asking<S, R>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>,
    R: FnMut(u64),
{
    /// Asks both; returns what the first one answered, if it is JSON.
    async fn ask(&mut self, path: &str) -> Option<Value> {
        let (status, bytes) = answer(&self.one, path).await;
        let (other_status, other_bytes) = answer(&self.other, path).await;
        self.found.asked += 1;
        (self.report)(self.found.asked);
        let how = if status != other_status {
            Some(format!("status {} and {}", status.as_u16(), other_status.as_u16()))
        } else if !status.is_success() {
            // Only what is there is asked for.
            Some(format!("neither can answer: status {}", status.as_u16()))
        } else if bytes != other_bytes {
            let at = bytes.iter().zip(&other_bytes).take_while(|(one, other)| one == other).count();
            let (from, to) = (at.saturating_sub(20), at.saturating_add(20));
            let part = |bytes: &[u8]| String::from_utf8_lossy(&bytes[from..to.min(bytes.len())]).into_owned();
            Some(format!("from byte {at}: {:?} and {:?}", part(&bytes), part(&other_bytes)))
        } else {
            None
        };
        if let Some(how) = how {
            self.found.differences.push(AnswerDifference { path: path.to_owned(), how });
        }
        serde_json::from_slice(&bytes).ok()
    }

    /// Asks for every page of a list; returns what is told of its items.
    async fn pages(&mut self, list: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut after = String::new();
        loop {
            let Some(mut page) = self.ask(&format!("{list}?first=100{after}")).await else { return items };
            if let Some(Value::Array(some)) = page.get_mut("items").map(Value::take) {
                // What is asked for later; cards are long.
                items.extend(
                    some.into_iter()
                        .map(|item| serde_json::json!({ "slug": item["slug"], "headline": item["headline"] })),
                );
            }
            let info = &page["pageInfo"];
            match info["endCursor"].as_str() {
                Some(cursor) if info["hasNextPage"] == true => after = format!("&after={cursor}"),
                _ => return items,
            }
        }
    }

    /// Asks for everything that is told of an article, and searches for a word of it.
    async fn article(&mut self, card: &Value) {
        let Some(slug) = card["slug"].as_str() else { return };
        for path in [
            format!("/v1/articles/{slug}"),
            format!("/v1/pages/article/{slug}"),
            format!("/v1/articles/{slug}/translations"),
            format!("/v1/articles/{slug}/posts?first=100"),
        ] {
            self.ask(&path).await;
        }
        let headline = card["headline"].as_str().unwrap_or_default();
        let words = headline.split(|c: char| !c.is_alphanumeric());
        if let Some(word) = words.max_by_key(|word| word.len()).filter(|word| !word.is_empty()) {
            let query: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
            self.ask(&format!("/v1/search?first=20&query={query}")).await;
        }
    }
}

/// What is answered to a reader.
async fn answer(
    doors: &impl Service<Request, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>,
    path: &str,
) -> (StatusCode, Vec<u8>) {
    // The same name for the same request: it may be told in the answer.
    let request = TestRequest::get()
        .uri(path)
        .insert_header(("host", "localhost"))
        .insert_header(("x-request-id", "compare"))
        .to_request();
    let response = match doors.call(request).await {
        Ok(response) => response.into_parts().1,
        Err(error) => error.error_response(),
    };
    let status = response.status();
    match to_bytes(response.into_body()).await {
        Ok(bytes) => (status, bytes.to_vec()),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string().into_bytes()),
    }
}
