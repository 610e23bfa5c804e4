//! What holds for everything that articles are filed under: checks, revisions, names, uses, tries, and both protocols alike.

use masthead_domain::user::UserRole;
use masthead_tests::bundle::article;
use reqwest::Method;
use serde_json::{Value, json};

use super::office::{Office, done, key_of, refused};

/// Forms that create one of each kind, and a change of each.
fn kinds() -> Vec<(&'static str, &'static str, Value, Value)> {
    vec![
        (
            "sections",
            "Section",
            json!({"name": "New", "parent": "news", "position": 3}),
            json!({"name": "Other", "parent": null}),
        ),
        (
            "authors",
            "Author",
            json!({"name": "New", "kind": "ORGANIZATION", "portrait": "river", "links": [{"platform": "website", "url": "https://new.example/"}]}),
            json!({"bio": "Text.", "kind": "PERSON"}),
        ),
        ("tags", "Tag", json!({"name": "New", "description": "What it covers."}), json!({"description": null})),
        ("series", "Series", json!({"title": "New"}), json!({"title": "Other"})),
        (
            "collections",
            "Collection",
            json!({"title": "New", "items": ["a"]}),
            json!({"description": "Text.", "items": []}),
        ),
    ]
}

#[tokio::test]
async fn both_protocols_create_change_and_destroy_alike() {
    let rest = Office::with(&[article("a", 1)]).await;
    let graphql = Office::with(&[article("a", 1)]).await;
    for (path, kind, form, patch) in kinds() {
        let answer = rest.post(&format!("/v1/{path}"), form.clone()).await;
        let made = done(&answer, 201);
        let id = made["id"].as_str().unwrap();
        assert_eq!(answer.header("location"), format!("/v1/{path}/{id}"));
        assert_eq!((answer.header("etag"), &made["slug"], &made["revision"]), ("\"1\"", &json!("new"), &json!(1)));
        let members: Vec<&str> = made.as_object().unwrap().keys().map(String::as_str).collect();
        let selection = members.iter().map(|name| if *name == "links" { "links { platform url }" } else { name });
        let selection = selection.collect::<Vec<_>>().join(" ");
        let create =
            format!("mutation($input: Create{kind}Input!) {{ it: create{kind}(input: $input) {{ {selection} }} }}");
        let mut other = graphql.data(&create, json!({"input": form})).await["it"].clone();
        other["id"] = json!(id);
        assert_eq!(other, made, "{kind}");

        let changed = done(&rest.patch(&format!("/v1/{path}/new"), patch.clone()).await, 200);
        assert_eq!(changed["revision"], json!(2), "{kind}");
        let mut input = patch.clone();
        input["id"] = json!("new");
        let update =
            format!("mutation($input: Update{kind}Input!) {{ it: update{kind}(input: $input) {{ {selection} }} }}");
        let blind = graphql.graphql(&update, json!({"input": input})).await;
        assert_eq!(blind["errors"][0]["extensions"]["code"], json!("precondition_required"), "{kind}");
        input["expectedRevision"] = json!(1);
        let mut other = graphql.data(&update, json!({"input": input})).await["it"].clone();
        other["id"] = json!(id);
        assert_eq!(other, changed, "{kind}");

        done(&rest.delete(&format!("/v1/{path}/new")).await, 204);
        let delete = format!("mutation {{ it: delete{kind}(input: {{id: \"new\", expectedRevision: 2}}) }}");
        graphql.data(&delete, json!({})).await;
        for office in [&rest, &graphql] {
            assert_eq!(office.client.get(&format!("/v1/{path}/new")).await.status, 404, "{kind}");
        }
    }
    let form = json!({"key": "lamps", "url": "https://pictures.example/lamps.jpg", "mediaType": "image/jpeg", "width": 10, "alt": "Lamps"});
    let made = done(&rest.post("/v1/assets", form.clone()).await, 201);
    let create = "mutation($input: CreateAssetInput!) { it: createAsset(input: $input) { id key url filename mediaType bytes width height durationMs animated alt decorative caption credit copyright usageTerms \
        rightsExpireAt isExpired focalPoint { x y } thumbHash dominantColor revision } }";
    let mut other = graphql.data(create, json!({"input": form})).await["it"].clone();
    other["id"] = made["id"].clone();
    assert_eq!(other, made);
    let changed = rest.write(Method::PATCH, "/v1/assets/lamps", Some(1), json!({"credit": "Ada", "width": null})).await;
    assert_eq!(done(&changed, 200)["credit"], json!("Ada"));
    let fixed = rest.write(Method::PATCH, "/v1/assets/lamps", Some(2), json!({"key": "other"})).await;
    refused(&fixed, 422, "validation_failed");
    refused(
        &rest.post("/v1/assets", json!({"key": "lamps", "url": "https://x.example/"})).await,
        409,
        "already_exists",
    );
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let office = Office::with(&[]).await;
    let form = json!({"slug": "Not A Slug", "name": " ", "portrait": "lost", "links": [{"platform": "", "url": "javascript:1"}]});
    let answer = office.post("/v1/authors", form).await;
    refused(&answer, 422, "validation_failed");
    let problem = answer.json();
    let fields: Vec<&str> = problem["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|violation| violation["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["/name", "/links/0/platform", "/links/0/url", "/slug", "/portrait"]);
    let answer = office.post("/v1/tags", json!({"name": "x", "colour": "red"})).await;
    refused(&answer, 422, "validation_failed");
    let answer = office.post("/v1/collections", json!({"title": "x", "items": ["nothing"]})).await;
    refused(&answer, 422, "validation_failed");
    assert_eq!(answer.json()["violations"][0]["field"], json!("/items/0"));
}

#[tokio::test]
async fn a_change_of_an_older_revision_is_told_what_stands_between() {
    let office = Office::with(&[]).await;
    done(&office.patch("/v1/tags/rivers", json!({"name": "Streams"})).await, 200);
    let patch = json!({"name": "Brooks", "slug": "rivers"});
    let answer = office.write(Method::PATCH, "/v1/tags/rivers", Some(1), patch).await;
    refused(&answer, 412, "stale_revision");
    let problem = answer.json();
    assert_eq!((&problem["expectedRevision"], &problem["currentRevision"]), (&json!(1), &json!(2)));
    assert_eq!(problem["differences"], json!([{"field": "/name", "current": "Streams", "yours": "Brooks"}]));
    let answer = office.write(Method::PATCH, "/v1/tags/rivers", None, json!({"name": "Brooks"})).await;
    refused(&answer, 428, "precondition_required");
    // A change of nothing is none.
    let same = office.write(Method::PATCH, "/v1/tags/rivers", Some(2), json!({"name": "Streams"})).await;
    assert_eq!(done(&same, 200)["revision"], json!(2));
}

#[tokio::test]
async fn a_slug_is_never_reused_silently() {
    let office = Office::with(&[]).await;
    let answer = office.post("/v1/tags", json!({"name": "Rivers"})).await;
    assert!(refused(&answer, 409, "already_exists").contains("another tag has the slug"));
    done(&office.patch("/v1/tags/rivers", json!({"slug": "streams"})).await, 200);
    for answer in [
        office.post("/v1/tags", json!({"name": "Rivers"})).await,
        office.patch("/v1/tags/cities", json!({"slug": "rivers"})).await,
    ] {
        let detail = refused(&answer, 409, "already_exists");
        assert!(detail.contains("\"streams\"") && detail.contains("takeOverSlug"), "{detail}");
    }
    // Another kind has slugs of its own.
    done(&office.post("/v1/series", json!({"title": "Rivers"})).await, 201);
    let taken = office.post("/v1/tags?takeOverSlug=true", json!({"name": "Rivers"})).await;
    let id = done(&taken, 201)["id"].clone();
    assert_eq!(office.client.json("/v1/tags/rivers").await["id"], id);
    assert_eq!(office.follow("/tags/rivers").await.1["tag"]["id"], id);
}

#[tokio::test]
async fn what_is_in_use_is_not_destroyed() {
    let mut full = article("full", 1);
    full["section"] = json!("local");
    full["tags"] = json!(["rivers"]);
    full["series"] = json!({"slug": "slow", "part": 1});
    let office = Office::with(&[full]).await;
    for (path, detail) in [
        ("/v1/sections/news", "1 section lie within it (\"local\")"),
        ("/v1/sections/local", "1 article refer to it, earlier revisions included (\"full\")"),
        ("/v1/authors/ada", "\"full\""),
        ("/v1/tags/rivers", "\"full\""),
        ("/v1/series/slow", "\"full\""),
    ] {
        let answer = office.delete(path).await;
        let told = refused(&answer, 409, "in_use");
        assert!(told.contains(detail), "{path}: {told}");
        assert_eq!(office.client.get(path).await.status, 200);
    }
    // What only an earlier revision has can be had back, so it stays.
    let revision = office.revision("/v1/articles/full/manuscript").await;
    done(&office.write(Method::PATCH, "/v1/articles/full", Some(revision), json!({"tags": []})).await, 200);
    refused(&office.delete("/v1/tags/rivers").await, 409, "in_use");
    done(&office.delete("/v1/authors/ben").await, 204);
    let answer = office.post("/v1/authors", json!({"name": "Ben"})).await;
    assert!(refused(&answer, 409, "already_exists").contains("was destroyed"));
}

#[tokio::test]
async fn a_try_changes_nothing() {
    let office = Office::with(&[article("a", 1)]).await;
    let before = office.client.get("/v1/sections").await.bytes;
    let made = office.post("/v1/sections?dryRun=true", json!({"name": "New"})).await;
    assert_eq!(done(&made, 201)["path"], json!("/new"));
    let moved = office.patch("/v1/sections/news?dryRun=true", json!({"slug": "world"})).await;
    assert_eq!(done(&moved, 200)["path"], json!("/world"));
    done(&office.delete("/v1/sections/ideas?dryRun=true").await, 204);
    refused(&office.delete("/v1/sections/news?dryRun=true").await, 409, "in_use");
    assert_eq!(office.client.get("/v1/sections").await.bytes, before);
    assert_eq!(office.follow("/news/a").await.0, "/news/a");
    let input = json!({"id": "news", "expectedRevision": 1, "dryRun": true, "slug": "world"});
    let query = "mutation($input: UpdateSectionInput!) { updateSection(input: $input) { path } }";
    let data = office.data(query, json!({"input": input})).await;
    assert_eq!(data["updateSection"]["path"], json!("/world"));
    assert_eq!(office.client.get("/v1/sections").await.bytes, before);
}

#[tokio::test]
async fn a_request_that_comes_twice_makes_one_thing() {
    let office = Office::with(&[]).await;
    let send = || async {
        let request = office.client.request(Method::POST, "/v1/tags").bearer_auth(&office.key);
        let request = request.header("idempotency-key", "one").json(&json!({"name": "New"}));
        office.client.send(request).await
    };
    let (first, second) = (send().await, send().await);
    assert_eq!(done(&first, 201), done(&second, 201));
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(office.json("/v1/tags?totalCount=true").await["totalCount"], json!(3));
}

#[tokio::test]
async fn only_those_may_who_keep_the_publication_in_order() {
    let office = Office::with(&[]).await;
    let form = json!({"name": "New"});
    let nobody = office.client.send(office.client.request(Method::POST, "/v1/tags").json(&form)).await;
    refused(&nobody, 401, "unauthenticated");
    for (role, tag, site) in
        [(UserRole::Contributor, 403, 403), (UserRole::Author, 403, 403), (UserRole::Editor, 201, 403)]
    {
        let (_, key) = key_of(&office.server, role).await;
        let request = office.client.request(Method::POST, "/v1/tags").bearer_auth(&key).json(&form);
        assert_eq!(office.client.send(request).await.status, tag, "{role:?}");
        let request = office.client.request(Method::PATCH, "/v1/site").bearer_auth(&key).json(&form);
        assert_eq!(office.client.send(request.header("if-match", "\"1\"")).await.status, site, "{role:?}");
        for path in ["/v1/events"] {
            let request = office.client.request(Method::GET, path).bearer_auth(&key);
            assert_eq!(office.client.send(request).await.status, 403, "{role:?} {path}");
        }
    }
}
