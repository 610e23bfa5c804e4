//! Anything by its id or path, and the front: the same from both protocols.

use masthead_tests::Client;
use serde_json::{Value, json};

use super::{
    KINDS, NESTED, NOT_CARD, all, ask,
    both::{assert_same, escape},
    card, list_path, plain, text,
};
use crate::contract::sdl::SCHEMA;

/// Anything by its id or path, and the front.
pub(crate) async fn compare_doors(client: &Client, redirects: &[&str]) {
    let own: Vec<(&str, String)> =
        ["Section", "Author", "Tag", "Series", "Collection", "Asset"].map(|of| (of, plain(of))).to_vec();
    let node = SCHEMA.all_with("Node", &NESTED, &own);
    let include: Vec<&str> = NOT_CARD.iter().map(|(_, include)| *include).collect();
    let include = include.join(",");
    let articles = all(client, "/v1/articles").await;
    let mut found = articles.clone();
    for (field, ..) in KINDS {
        found.extend(all(client, &list_path(field)).await);
    }
    let mut ids: Vec<&str> = found.iter().map(|item| text(item, "id")).collect();
    ids.extend(articles.iter().filter_map(|article| article["leadImage"]["assetId"].as_str()));
    ids.push("01900000-0000-7000-8000-000000000000");
    for some in ids.chunks(40) {
        let path = format!("/v1/nodes?ids={}&include={include}", some.join(","));
        let graphql = ask(client, "nodes", "$ids: [ID!]!", "ids: $ids", &node, json!({ "ids": some })).await;
        assert_same("nodes", &client.json(&path).await, &graphql);
        let path = format!("/v1/nodes/{}?include={include}", some[0]);
        let graphql = ask(client, "node", "$id: ID!", "id: $id", &node, json!({ "id": some[0] })).await;
        assert_same(&path, &client.json(&path).await, &graphql);
    }

    let own = KINDS.map(|(_, one, of, ..)| (one, plain(of)));
    let resolution = SCHEMA.all_with("Resolution", &NESTED, &own);
    let paths = found.iter().map(|item| text(item, "path")).chain(redirects.iter().copied());
    for at in paths {
        let path = format!("/v1/resolve?path={}&include={include}", escape(at));
        let graphql = ask(client, "resolve", "$path: String!", "path: $path", &resolution, json!({ "path": at })).await;
        assert_same(&path, &client.json(&path).await, &graphql);
    }

    let card = card();
    let part =
        |of: &str, one: &str| SCHEMA.all_with(of, &NESTED, &[("articles", card.clone()), (one, plain(&upper(one)))]);
    let own = [
        ("recent", card.clone()),
        ("sectionRails", part("SectionRail", "section")),
        ("collectionRails", part("CollectionRail", "collection")),
    ];
    let front = SCHEMA.all_with("FrontPage", &[], &own);
    for rail in [0, 1, 4, 9] {
        let query = format!("{{ frontPage(railSize: {rail}) {front} site {} }}", plain("Site"));
        let mut data = client.data(&query, Value::Null).await;
        data["frontPage"]["site"] = data["site"].take();
        assert_same("front", &client.json(&format!("/v1/pages/front?rail={rail}")).await, &data["frontPage"]);
    }
}

fn upper(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}
