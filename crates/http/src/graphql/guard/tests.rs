//! The guard against what a hostile client sends, and against what an honest one does.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod costs;
mod expansion;
mod floods;
mod introspection;
mod never_panics;
mod places;

use serde_json::{Map, Value, json};

use super::{Call, Guarded, Limits, Measured, Price, Refusal};

/// The price list of a newsroom's schema.
fn newsroom(call: &Call<'_>) -> Price {
    match call.name() {
        "articles" | "related" => Price::page(call.page_size(20)),
        "authors" | "tags" | "translations" | "sections" => Price::list(call.page_size(20)),
        "nodes" => call.count("ids").map_or(Price::ONE, Price::list),
        "sectionRail" => Price::list(call.number("railSize").unwrap_or(5)),
        "publishArticle" => Price::ONE.own(10),
        _ => Price::ONE,
    }
}

fn admit(document: &str) -> Result<Guarded, Refusal> {
    Guarded::admit(document, &Limits::default())
}

fn measure(document: &str, variables: &Value) -> Result<Measured, Refusal> {
    let none = Map::new();
    let variables = variables.as_object().unwrap_or(&none);
    admit(document)?.measure(None, variables, &newsroom, &Limits::default())
}

fn cost(document: &str) -> u64 {
    measure(document, &json!({})).unwrap().cost
}

/// The limit that refuses the document.
#[track_caller]
fn limit_of(document: &str) -> (&'static str, u64, u64) {
    match measure(document, &json!({})) {
        Err(Refusal::TooComplex { limit, value, maximum }) => (limit, value, maximum),
        other => panic!("expected a limit, got {other:?}"),
    }
}
