//! What a handler takes out of a request, with our own errors.

use serde::de;

use crate::problem::Problem;

/// Query parameters as our errors.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: de::DeserializeOwned> actix_web::FromRequest for Query<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;
    fn from_request(request: &actix_web::HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let parsed = actix_web::web::Query::<T>::from_query(request.query_string());
        std::future::ready(match parsed {
            Ok(query) => Ok(Self(query.into_inner())),
            Err(error) => Err(Problem::malformed(format!("query: {}", cause(&error)))),
        })
    }
}

fn cause(error: &actix_web::error::QueryPayloadError) -> String {
    match error {
        actix_web::error::QueryPayloadError::Deserialize(inner) => inner.to_string(),
        other => other.to_string(),
    }
}

/// A segment of the path as our errors.
pub(crate) struct Path<T>(T);

impl<T> std::ops::Deref for Path<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: de::DeserializeOwned> actix_web::FromRequest for Path<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;
    fn from_request(request: &actix_web::HttpRequest, payload: &mut actix_web::dev::Payload) -> Self::Future {
        let path = actix_web::web::Path::<T>::from_request(request, payload).into_inner();
        std::future::ready(match path {
            Ok(path) => Ok(Self(path.into_inner())),
            Err(error) => Err(Problem::malformed(format!("path: {error}"))),
        })
    }
}
