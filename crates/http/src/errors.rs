//! The error answers of operations, for the OpenAPI document: described once.

use std::collections::BTreeMap;

use masthead_app::feeds::Format;
use utoipa::{
    IntoResponses,
    openapi::{Content, Object, Ref, RefOr, Response, ResponseBuilder, Type},
};

use crate::problem::{PROBLEM_JSON, TABLE};

fn responses(statuses: &[u16]) -> BTreeMap<String, RefOr<Response>> {
    let answer = |status: u16| {
        let names: Vec<&str> = TABLE.iter().filter(|m| m.status == status).map(|m| m.name).collect();
        let description = format!("A problem: {}.", names.join(", "));
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new().description(description).content(PROBLEM_JSON, content).build();
        (status.to_string(), RefOr::T(response))
    };
    statuses.iter().map(|status| answer(*status)).collect()
}

fn read_responses(statuses: &[u16]) -> BTreeMap<String, RefOr<Response>> {
    let mut responses = responses(statuses);
    let unchanged = ResponseBuilder::new().description("The client has it already.").build();
    responses.insert("304".to_owned(), RefOr::T(unchanged));
    responses
}

/// Of everything: what is refused at the door.
pub(crate) struct DoorErrors;

impl IntoResponses for DoorErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[400, 405, 406, 414, 431])
    }
}

/// Of everything that can be asked to be at least this fresh.
pub(crate) struct VersionErrors;

impl IntoResponses for VersionErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[412])
    }
}

/// Of reads that can only fail to be read. A credential that does not hold is refused also where none is needed.
pub(crate) struct ReadErrors;

impl IntoResponses for ReadErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        read_responses(&[400, 401, 405, 406, 414, 431, 500, 503])
    }
}

/// Of lists.
pub(crate) type ListErrors = ReadErrors;

/// Of reads that only editors may do.
pub(crate) struct EditorErrors;

impl IntoResponses for EditorErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[400, 401, 403, 404, 405, 406, 414, 431, 500, 503])
    }
}

/// Of reads that readers may do, with a parameter that only editors may use.
pub(crate) struct AheadErrors;

impl IntoResponses for AheadErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[401, 403])
    }
}

/// Of what makes something new.
pub(crate) struct CreateErrors;

impl IntoResponses for CreateErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 422, 429, 431, 500, 503])
    }
}

/// Of changes: what they change must be told, and may have changed meanwhile.
pub(crate) struct ChangeErrors;

impl IntoResponses for ChangeErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[400, 401, 403, 404, 405, 406, 409, 412, 413, 414, 415, 422, 428, 429, 431, 500, 503])
    }
}

/// Of reads of something by a slug, which may be another one now.
pub(crate) struct NamedErrors;

impl IntoResponses for NamedErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = FindErrors::responses();
        let moved = ResponseBuilder::new().description("It has another slug now; `Location` leads there.").build();
        responses.insert("308".to_owned(), RefOr::T(moved));
        responses
    }
}

/// Of what may not be there.
pub(crate) struct NotThere;

impl IntoResponses for NotThere {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[404])
    }
}

/// A feed, in whichever format.
pub(crate) struct FeedAnswer;

impl IntoResponses for FeedAnswer {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let text = || Content::new(Some(Object::with_type(Type::String)));
        let mut answer = ResponseBuilder::new().description("A page of the feed.");
        for format in Format::ALL {
            let content = if format == Format::Json { Content::new(Some(Object::new())) } else { text() };
            answer = answer.content(format.media_type(), content);
        }
        [("200".to_owned(), RefOr::T(answer.build()))].into()
    }
}

/// Of reads of something that may not be there, or not any more.
pub(crate) struct FindErrors;

impl IntoResponses for FindErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        read_responses(&[400, 401, 404, 405, 406, 410, 414, 431, 500, 503])
    }
}

/// Of searches.
pub(crate) struct SearchErrors;

impl IntoResponses for SearchErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        read_responses(&[400, 401, 404, 405, 406, 414, 422, 431, 500, 503])
    }
}

/// Of delta sync: also for a token that is too old.
pub(crate) type SyncErrors = FindErrors;

/// Of live updates: also for a position that is too old, and for too many listeners.
pub(crate) struct LiveErrors;

impl IntoResponses for LiveErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[400, 401, 404, 405, 406, 410, 414, 429, 431, 500, 503])
    }
}

/// Of beacons.
pub(crate) struct BeaconErrors;

impl IntoResponses for BeaconErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[400, 404, 405, 406, 413, 414, 415, 422, 429, 431, 500, 503])
    }
}

/// Of rankings of articles.
pub(crate) struct RankingErrors;

impl IntoResponses for RankingErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        read_responses(&[400, 401, 404, 405, 406, 414, 431, 500, 503])
    }
}

/// Of files and renditions.
pub(crate) struct MediaErrors;

impl IntoResponses for MediaErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        read_responses(&[400, 404, 405, 406, 410, 412, 414, 416, 429, 431, 500, 503])
    }
}
