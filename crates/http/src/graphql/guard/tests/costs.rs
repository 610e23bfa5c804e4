//! What operations cost.

use async_graphql_value::Variables;
use serde_json::json;

use super::super::{Limits, Refusal};
use super::{admit, cost, limit_of, measure, newsroom};

#[test]
fn a_page_counts_its_items_and_the_rest_once() {
    assert_eq!(cost("{a b __typename}"), 3);
    assert_eq!(cost("{articles(first:10){nodes{id title} totalCount pageInfo{hasNextPage}}}"), 1 + 10 * 3 + 3);
    assert_eq!(cost("{articles{edges{cursor node{id}}}}"), 1 + 20 * 4);
    assert_eq!(cost("{articles(last:3){nodes{id}}}"), 1 + 3 * 2);
    assert_eq!(
        cost("{articles(first:2){nodes{authors(first:3){name} related(first:4){nodes{id}}}}}"),
        1 + 2 * (1 + 4 + 9)
    );
    assert_eq!(cost("{nodes(ids:[\"a\",\"b\"]){id}}"), 3);
    assert_eq!(cost("{nodes(ids:\"a\"){id}}"), 2);
    assert_eq!(cost("{sectionRail(railSize:7){id}}"), 8);
    assert_eq!(cost("{articles(first:0){nodes{id}}}"), 1);
    assert_eq!(cost("mutation{publishArticle{id}}"), 11);
}

#[test]
fn fragments_cost_what_they_would_in_place() {
    let spread = "{articles(first:10){...C} b:articles(first:5){...C}}
        fragment C on ArticleConnection{...N pageInfo{hasNextPage}}
        fragment N on ArticleConnection{...on ArticleConnection{nodes{...I}}}
        fragment I on Article{id title}";
    assert_eq!(cost(spread), (1 + 10 * 3 + 2) + (1 + 5 * 3 + 2));
}

#[test]
fn variables_and_their_defaults_are_page_sizes() {
    let document = "query($n:Int=5,$ids:[ID!]){articles(first:$n){nodes{id}} nodes(ids:$ids){id}}";
    let of = |variables| measure(document, &variables).unwrap().cost;
    assert_eq!(of(json!({})), 1 + 10 + 2);
    assert_eq!(of(json!({"n": 50, "ids": ["a", "b", "c"]})), 1 + 100 + 4);
    assert_eq!(of(json!({"n": null})), 1 + 40 + 2);
    assert_eq!(of(json!({"n": -5})), 1 + 40 + 2);
    assert_eq!(of(json!({"n": 1.5})), 1 + 40 + 2);
    assert_eq!(of(json!({"n": "60"})), 1 + 40 + 2);
    assert_eq!(of(json!({"n": 1e300})), 1 + 2_000 + 2);
    let guarded = admit(document).unwrap();
    let library = Variables::from_json(json!({"n": 50, "ids": ["a", "b", "c"]}));
    let measured = guarded.measure(None, &library, &newsroom, &Limits::default()).unwrap();
    assert_eq!(measured.cost, 105);
}

#[test]
fn absurd_pages_cost_much_and_leave_the_better_error_to_the_list() {
    assert_eq!(cost("{articles(first:101){nodes{id title}}}"), 1 + 101 * 3);
    assert_eq!(cost("{articles(first:2000000000){nodes{id}}}"), 1 + 2_000);
    assert_eq!(cost("{articles(first:99999999999999999999999999){nodes{id}}}"), 2_001);
    let nested = "{articles(first:2000000000){nodes{related(first:2000000000){nodes{id}}}}}";
    assert_eq!(limit_of(nested), ("cost", 1 + 1_000 * (1 + 2_001), 10_000));
    let levels = 7;
    let deep = "{related(first:1000){nodes".repeat(levels) + "{id}" + &"}}".repeat(levels);
    assert_eq!(limit_of(&deep).1, u64::MAX);
}

#[test]
fn what_is_certainly_left_out_costs_nothing() {
    assert_eq!(cost("{a @skip(if:true) b @include(if:false) c @skip(if:false)}"), 1);
    assert_eq!(cost("{...F @skip(if:true) ...on Q @include(if:false){b}} fragment F on Q{a}"), 0);
    let document = "query($with:Boolean=true,$without:Boolean=false){
        a @include(if:$with) b @include(if:$without) c @skip(if:$with) d @skip(if:$without)}";
    let of = |variables| measure(document, &variables).unwrap().cost;
    // The library would leave `a` out and keep `c`; the specification the other way round.
    assert_eq!(of(json!({})), 3);
    assert_eq!(of(json!({"with": true, "without": false})), 2);
    assert_eq!(of(json!({"with": false, "without": true})), 2);
    assert_eq!(of(json!({"with": null})), 3);
    assert_eq!(cost("{a @skip b @include(if:3) c @skip(if:$nowhere)}"), 3);
}

#[test]
fn defaults_are_filled_where_nothing_is_given() {
    let guarded = admit("query($a:Int=1,$b:Int=2,$c:Int){x(a:$a,b:$b,c:$c)}").unwrap();
    let mut variables = Variables::from_json(json!({"b": null}));
    guarded.fill_defaults(None, &mut variables).unwrap();
    assert_eq!(variables, Variables::from_json(json!({"a": 1, "b": null})));
    let unknown = guarded.fill_defaults(Some("X"), &mut variables);
    assert!(matches!(unknown, Err(Refusal::UnknownOperation { .. })));
}

#[test]
fn an_article_page_and_a_full_list_pass() {
    let page = "query Page($path:String!){article(by:{path:$path}){
        id title summary publishedAt blocks{__typename}
        section{name path} authors(first:10){name slug} tags(first:10){name slug}
        translations(first:10){locale path} related(first:6){nodes{...Card}}}
        latest:articles(first:20){nodes{...Card} pageInfo{hasNextPage endCursor}}}
        fragment Card on Article{__typename id title path summary publishedAt
          section{name path} authors(first:3){name slug} image{url alt width height}}";
    let measured = measure(page, &json!({"path": "/a"})).unwrap();
    assert_eq!((measured.cost, measured.shape.depth), (650, 5));
    let list = page.replace("first:20", "first:100");
    assert!(measure(&list, &json!({})).unwrap().cost < 3_000);
}
