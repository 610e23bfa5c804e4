//! Asking the API without a network: the doors that the server has, and the requests that a reader makes.

use std::{future::poll_fn, pin::Pin, rc::Rc};

use actix_web::{
    App as ActixApp,
    body::{BoxBody, MessageBody},
    dev::{Service, ServiceResponse},
    http::header,
    middleware::from_fn,
    test::{TestRequest, init_service},
    web::Bytes,
};
use futures_util::future::LocalBoxFuture;
use masthead_app::App;
use url::Url;

use super::Error;
use crate::{caller::door, server::Shared, settings::HttpSettings};

type Asking = LocalBoxFuture<'static, Result<ServiceResponse<BoxBody>, actix_web::Error>>;

/// The API, from within this process.
pub(super) struct Inside {
    ask: Box<dyn Fn(actix_http::Request) -> Asking>,
    host: String,
}

impl Inside {
    /// The doors of a server over this app, reached at this URL.
    pub(super) async fn open(app: App, settings: HttpSettings, url: &Url) -> Self {
        let settings = HttpSettings {
            public_url: Some(url.as_str().to_owned()),
            explorers: false,
            logs_requests: false,
            ..settings
        };
        let shared = Shared::new(app, settings);
        let doors = ActixApp::new().wrap(from_fn(door)).configure(move |config| shared.configure(config));
        let service = init_service(doors).await;
        let host = url.host_str().unwrap_or("localhost");
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let service = Rc::new(service);
        let ask = move |request| -> Asking {
            let service = Rc::clone(&service);
            Box::pin(async move { service.call(request).await })
        };
        Self { ask: Box::new(ask), host }
    }

    /// Asks for something by its path and query, as nobody; `known` is the tag of what is here already.
    pub(super) async fn get(&self, url: &str, known: Option<&str>) -> Result<Answer, Error> {
        let mut request = TestRequest::get().uri(url).insert_header((header::HOST, self.host.as_str()));
        if let Some(tag) = known {
            request = request.insert_header((header::IF_NONE_MATCH, tag));
        }
        let answer = match (self.ask)(request.to_request()).await {
            Ok(answer) => answer.into_parts().1,
            Err(error) => error.error_response(),
        };
        let status = answer.status().as_u16();
        let headers = answer.headers().clone();
        let mut answer = Answer { url: url.to_owned(), status, headers, body: answer.into_body() };
        if status >= 500 || status == 429 || status == 400 {
            let detail = String::from_utf8_lossy(&answer.bytes().await?).chars().take(400).collect();
            return Err(Error::Answer { url: url.to_owned(), status, detail });
        }
        Ok(answer)
    }
}

/// What was answered.
pub(super) struct Answer {
    url: String,
    status: u16,
    headers: header::HeaderMap,
    body: BoxBody,
}

impl Answer {
    /// Is it something that can be served again as it is?
    pub(super) fn is_file(&self) -> bool {
        self.status == 200 || self.is_unchanged()
    }

    /// Is it what is known already?
    pub(super) fn is_unchanged(&self) -> bool {
        self.status == 304
    }

    /// A header's text; empty without it.
    pub(super) fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// Where its `Link` headers lead to.
    pub(super) fn links(&self) -> Vec<String> {
        let values = self.headers.get_all(header::LINK).filter_map(|value| value.to_str().ok());
        let parts = values.flat_map(|text| text.split('<').skip(1)).filter_map(|part| part.split('>').next());
        parts.map(str::to_owned).collect()
    }

    /// The next piece of its body.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let piece = poll_fn(|context| Pin::new(&mut self.body).poll_next(context)).await;
        piece.transpose().map_err(|cause| Error::CutShort { url: self.url.clone(), cause: cause.to_string() })
    }

    /// Its whole body: for what is not a media file, and so no larger than a page.
    pub(super) async fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(piece) = self.next().await? {
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }
}
