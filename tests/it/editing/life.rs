//! The whole life of an article over REST and over GraphQL: the same steps, the same answers.

use masthead_domain::user::UserRole;
use masthead_tests::{Answer, Client, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::form;

/// One protocol's way to do a step.
struct Editor {
    client: Client,
    rest: bool,
}

const FIELDS: &str = "id slug path revision publishedRevision hasChanges stage publishAt unpublishAt embargoUntil withdrawnReason \
    trashedAt review { state note } notes { message sample } relatedIds article { headline corrections { kind text } updatedAt publishedAt }";

/// The parts of a path: `publishArticle` is `/publish`.
fn action(operation: &str) -> String {
    let name = operation.strip_suffix("Article").unwrap();
    let mut path = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            path.push('-');
        }
        path.push(c.to_ascii_lowercase());
    }
    path
}

impl Editor {
    /// Sends a step: its status, and the manuscript or the problem.
    async fn send(
        &self,
        operation: &str,
        id: &str,
        revision: Option<i64>,
        input: Value,
        dry_run: bool,
    ) -> (u16, Value) {
        if !self.rest {
            let mut input = input.as_object().unwrap().clone();
            if operation != "createArticle" {
                input.insert("id".to_owned(), json!(id));
                input.insert("expectedRevision".to_owned(), json!(revision));
            }
            input.insert("dryRun".to_owned(), json!(dry_run));
            let ty = format!("{}{}Input", operation[..1].to_uppercase(), &operation[1..]);
            let ty = if ["trashArticle", "undeleteArticle", "unscheduleArticle", "purgeArticle"].contains(&operation) {
                "ChangeInput".to_owned()
            } else {
                ty
            };
            let fields = if operation == "purgeArticle" { String::new() } else { format!("{{ {FIELDS} }}") };
            let query = format!("mutation($input: {ty}!) {{ {operation}(input: $input) {fields} }}");
            let answer = self.client.graphql(&query, json!({ "input": input })).await.json();
            return match answer.get("errors") {
                Some(errors) => {
                    let extensions = errors[0]["extensions"].clone();
                    let status = extensions["status"].as_u64().unwrap_or_else(|| panic!("{errors}"));
                    (u16::try_from(status).unwrap(), extensions)
                }
                None => (if operation == "createArticle" { 201 } else { 200 }, answer["data"][operation].clone()),
            };
        }
        let (method, path) = match operation {
            "createArticle" => (Method::POST, "/v1/articles".to_owned()),
            "reviseArticle" => (Method::PATCH, format!("/v1/articles/{id}")),
            other => (Method::POST, format!("/v1/articles/{id}/{}", action(other))),
        };
        let path = if dry_run { format!("{path}?dryRun=true") } else { path };
        let mut request = self.client.request(method, &path).json(&input);
        if let Some(revision) = revision {
            request = request.header("if-match", format!("\"{revision}\""));
        }
        let answer = self.client.send(request).await;
        let json = if answer.bytes.is_empty() { Value::Null } else { answer.json() };
        if answer.status.is_success() && operation != "purgeArticle" {
            assert_eq!(answer.header("etag"), format!("\"{}\"", json["revision"]));
            assert_eq!(answer.header("cache-control"), "private, no-store");
        }
        (answer.status.as_u16(), json)
    }

    /// A step that must succeed.
    async fn done(&self, operation: &str, id: &str, revision: i64, input: Value) -> Value {
        let (status, json) = self.send(operation, id, Some(revision), input, false).await;
        assert!((200..300).contains(&status), "{operation}: {status} {json:#}");
        json
    }

    /// A step that must be refused, with this code.
    async fn refused(&self, operation: &str, id: &str, revision: Option<i64>, input: Value, code: &str) -> Value {
        let (status, json) = self.send(operation, id, revision, input, false).await;
        assert_eq!(json["code"], code, "{operation}: {status} {json:#}");
        json
    }
}

async fn shown(client: &Client, slug: &str) -> Answer {
    client.get(&format!("/v1/articles/{slug}")).await
}

async fn live(rest: bool) {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let readers = server.client();
    let editor = Editor { client: server.user(UserRole::Editor, &[]).await, rest };

    // Trying changes nothing; what is there then is what was tried.
    let (status, tried) = editor.send("createArticle", "", None, Value::Object(form("story", "one")), true).await;
    assert_eq!(status, 201, "{tried:#}");
    let (status, made) = editor.send("createArticle", "", None, Value::Object(form("story", "one")), false).await;
    assert_eq!(status, 201, "{made:#}");
    for member in ["slug", "stage", "revision", "path", "hasChanges"] {
        assert_eq!(made[member], tried[member], "{member}");
    }
    assert_eq!((&made["stage"], &made["revision"]), (&json!("DRAFT"), &json!(1)));
    editor.refused("createArticle", "", None, Value::Object(form("story", "two")), "already_exists").await;
    let wrong = json!({"headline": "", "section": "nowhere", "tags": ["rivers", "none"], "slug": "x"});
    let problem = editor.refused("createArticle", "", None, wrong, "validation_failed").await;
    let fields: Vec<&str> =
        problem["violations"].as_array().unwrap().iter().map(|v| v["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["/section", "/tags/1", "/headline"], "everything is said at once");
    assert_eq!(shown(&readers, "story").await.status, 404);

    // Whoever does not say which revision, or names an older one, is told what there is.
    let id = made["id"].as_str().unwrap().to_owned();
    let problem = editor.refused("reviseArticle", &id, None, json!({"kicker": "x"}), "precondition_required").await;
    assert_eq!(problem["currentRevision"], 1);
    let revised =
        editor.done("reviseArticle", &id, 1, json!({"headline": "Two", "kicker": null, "seo": {"title": "T"}})).await;
    assert_eq!((&revised["revision"], &revised["article"]["headline"]), (&json!(2), &json!("Two")));
    let stale = editor
        .refused("reviseArticle", &id, Some(1), json!({"headline": "Mine", "standfirst": "S"}), "stale_revision")
        .await;
    let difference = |field: &str| {
        let all = stale["differences"].as_array().unwrap();
        all.iter().find(|d| d["field"] == field).unwrap_or_else(|| panic!("{field} in {stale:#}")).clone()
    };
    assert_eq!(
        difference("/headline"),
        json!({"field": "/headline", "base": "Headline one", "current": "Two", "yours": "Mine"})
    );
    assert_eq!(difference("/kicker"), json!({"field": "/kicker", "base": "one", "current": null}));
    assert_eq!(difference("/standfirst")["yours"], "S");
    // A patch that changes nothing is no change.
    assert_eq!(editor.done("reviseArticle", &id, 2, json!({"headline": "Two"})).await["revision"], 2);

    // Review, and everything that publication needs, at once.
    let body = json!({"html": "<p>Text</p><img src=\"https://pictures.example/x.jpg\">"});
    let unfit = editor.done("reviseArticle", &id, 2, json!({"contributors": [], "body": body})).await;
    assert_eq!(unfit["revision"], 3);
    let problem = editor.refused("publishArticle", &id, Some(3), json!({}), "validation_failed").await;
    let fields: Vec<&str> =
        problem["violations"].as_array().unwrap().iter().map(|v| v["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["/contributors", "/body/blocks/1/picture/alt"], "{problem:#}");
    let body = json!({"html": "<p>Text</p><img src=\"https://pictures.example/x.jpg\" alt=\"\">"});
    editor.done("reviseArticle", &id, 3, json!({"contributors": [{"author": "ada"}], "body": body})).await;
    let submitted = editor.done("submitArticle", &id, 4, json!({"note": "please look"})).await;
    assert_eq!(
        submitted["review"],
        json!({"state": "SUBMITTED", "note": "please look"}).clone_with(&submitted["review"])
    );
    let back = editor.done("sendBackArticle", &id, 5, json!({"note": "shorter"})).await;
    assert_eq!(back["review"]["state"], "SENT_BACK");
    editor.refused("approveArticle", &id, Some(6), json!({}), "illegal_transition").await;
    editor.done("submitArticle", &id, 6, json!({})).await;
    assert_eq!(editor.done("approveArticle", &id, 7, json!({})).await["review"]["state"], "APPROVED");

    // Published; changes stay behind until they are published too.
    let published = editor.done("publishArticle", &id, 8, json!({})).await;
    assert_eq!((&published["stage"], &published["publishedRevision"]), (&json!("PUBLISHED"), &json!(4)));
    assert_eq!(published["hasChanges"], false);
    editor.refused("publishArticle", &id, Some(9), json!({}), "illegal_transition").await;
    let before = shown(&readers, "story").await;
    assert_eq!(before.json()["headline"], "Two");
    let changed = editor.done("reviseArticle", &id, 9, json!({"headline": "Three"})).await;
    assert_eq!(changed["hasChanges"], true);
    assert_eq!(shown(&readers, "story").await.bytes, before.bytes);
    let cosmetic = editor.done("publishArticle", &id, 10, json!({"cosmetic": true})).await;
    let after = shown(&readers, "story").await.json();
    assert_eq!((&after["headline"], &after["updatedAt"]), (&json!("Three"), &before.json()["updatedAt"]));
    assert_eq!(cosmetic["article"]["updatedAt"], before.json()["updatedAt"]);
    let corrected = editor.done("correctArticle", &id, 11, json!({"kind": "CORRECTION", "text": "40 km, not 4"})).await;
    assert_eq!(
        corrected["article"]["corrections"],
        json!([{"kind": "CORRECTION", "text": "40 km, not 4"}]).clone_with(&corrected["article"]["corrections"])
    );
    assert_ne!(shown(&readers, "story").await.json()["updatedAt"], before.json()["updatedAt"]);

    // Another slug and section: what was linked leads on.
    let moved = editor.done("reviseArticle", &id, 12, json!({"slug": "the-story", "section": "ideas"})).await;
    assert_eq!(moved["path"], "/local/the-story", "the section is part of the revision that is not public yet");
    let moved = editor.done("publishArticle", &id, 13, json!({})).await;
    assert_eq!(moved["path"], "/ideas/the-story");
    let old = shown(&readers, "story").await;
    assert_eq!((old.status.as_u16(), old.header("location")), (308, "/v1/articles/the-story"));
    for path in ["/local/story", "/local/the-story"] {
        assert_eq!(
            readers.json(&format!("/v1/resolve?path={path}")).await["redirect"]["to"],
            "/ideas/the-story",
            "{path}"
        );
    }
    editor.refused("createArticle", "", None, Value::Object(form("story", "new")), "already_exists").await;

    // Withdrawn, brought back, thrown away, had back, purged.
    let withdrawn = editor.done("withdrawArticle", &id, 14, json!({"reason": "Not ours to tell"})).await;
    assert_eq!(withdrawn["withdrawnReason"], "Not ours to tell");
    let gone = shown(&readers, "the-story").await;
    assert_eq!((gone.status.as_u16(), &gone.json()["reason"]), (410, &json!("Not ours to tell")));
    editor.refused("withdrawArticle", &id, Some(15), json!({}), "illegal_transition").await;
    editor.done("publishArticle", &id, 15, json!({})).await;
    assert_eq!(shown(&readers, "the-story").await.status, 200);
    editor.done("trashArticle", &id, 16, json!({})).await;
    assert_eq!(shown(&readers, "the-story").await.status, 410);
    editor.refused("reviseArticle", &id, Some(17), json!({"headline": "x"}), "illegal_transition").await;
    assert_eq!(editor.done("undeleteArticle", &id, 17, json!({})).await["stage"], "WITHDRAWN");
    editor.refused("purgeArticle", &id, Some(18), json!({}), "forbidden").await;
    let admin = Editor { client: server.user(UserRole::Admin, &[]).await, rest };
    admin.refused("purgeArticle", &id, Some(18), json!({}), "illegal_transition").await;
    editor.done("trashArticle", &id, 18, json!({})).await;
    let (status, _) = admin.send("purgeArticle", &id, Some(19), json!({}), false).await;
    assert!(status == 204 || status == 200);
    assert_eq!(shown(&readers, "the-story").await.status, 404);
    editor.refused("createArticle", "", None, Value::Object(form("the-story", "new")), "already_exists").await;
}

/// Compares only what is named: times and ids differ.
trait Named {
    fn clone_with(&self, other: &Value) -> Value;
}

impl Named for Value {
    fn clone_with(&self, other: &Value) -> Value {
        match (self, other) {
            (Self::Object(wanted), Self::Object(found)) => {
                let rest = found.iter().filter(|(name, _)| !wanted.contains_key(*name));
                Self::Object(wanted.iter().chain(rest).map(|(n, v)| (n.clone(), v.clone())).collect())
            }
            (Self::Array(wanted), Self::Array(found)) => {
                assert_eq!(wanted.len(), found.len());
                Self::Array(wanted.iter().zip(found).map(|(w, f)| w.clone_with(f)).collect())
            }
            (wanted, _) => wanted.clone(),
        }
    }
}

#[tokio::test]
async fn a_whole_life_over_rest() {
    live(true).await;
}

#[tokio::test]
async fn a_whole_life_over_graphql() {
    live(false).await;
}

#[tokio::test]
async fn revisions_are_listed_read_compared_and_restored() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let client = server.user(UserRole::Author, &[]).await;
    let mut first = form("story", "one");
    first.insert("body".to_owned(), json!({"html": "<p>A</p><p>B</p><p>C</p>"}));
    client.post("/v1/articles", Value::Object(first)).await;
    let manuscript = client.json("/v1/articles/story/manuscript").await;
    let blocks = manuscript["article"]["body"]["blocks"].as_array().unwrap().clone();
    let ids: Vec<&str> = blocks.iter().map(|block| block["id"].as_str().unwrap()).collect();
    // The first stays, the second goes, the third says something else, and one is new.
    let text = |id: &str, text: &str| json!({"type": "paragraph", "id": id, "content": [{"text": text}]});
    let body = json!({"blocks": [text(ids[0], "A"), text(ids[2], "C!"), text("new-block", "D")]});
    let answer = client.patch("/v1/articles/story", 1, json!({"headline": "Two", "body": body})).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    assert_eq!(
        client
            .send(client.request(Method::POST, "/v1/articles/story/publish").header("if-match", "\"2\""))
            .await
            .status,
        200
    );

    let list = client.json("/v1/articles/story/revisions").await;
    let numbers: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|r| (r["number"].clone(), r["isPublished"].clone())).collect();
    assert_eq!(numbers, [(json!(2), json!(true)), (json!(1), json!(false))]);
    let old = client.json("/v1/articles/story/revisions/1").await;
    assert_eq!(old["article"]["headline"], "Headline one");
    assert_eq!(client.json("/v1/articles/story/revisions/3").await["number"], 2, "the content that there was");
    assert_eq!(client.get("/v1/articles/story/revisions/4").await.status, 404);

    let compared = client.json("/v1/articles/story/compare?from=1&to=2").await;
    assert_eq!(compared["fields"], json!([{"field": "/headline", "from": "Headline one", "to": "Two"}]));
    let changes: Vec<_> = compared["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| (b["id"].as_str().unwrap(), b["change"].as_str().unwrap()))
        .collect();
    assert_eq!(changes, [(ids[2], "CHANGED"), ("new-block", "ADDED"), (ids[1], "REMOVED")]);
    let query = "{ compareRevisions(id: \"story\", from: 1, to: 2) { from to fields { field from to } blocks { id change from to } } }";
    assert_eq!(client.data(query, Value::Null).await["compareRevisions"], compared);

    let restore = client.request(Method::POST, "/v1/articles/story/revisions/1/restore").header("if-match", "\"3\"");
    let restored = client.send(restore).await.json();
    assert_eq!((&restored["revision"], &restored["hasChanges"]), (&json!(4), &json!(true)));
    assert_eq!(restored["article"]["headline"], "Headline one");
    assert_eq!(server.client().json("/v1/articles/story").await["headline"], "Two");
}

#[tokio::test]
async fn a_preview_is_the_page_as_it_will_be_and_opens_nothing_else() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.extend((0..6).map(|n| bundle::article(&format!("other-{n}"), n)));
    server.load(&bundle::lines(&records)).await;
    let (author, readers) = (server.user(UserRole::Author, &[]).await, server.client());
    author.post("/v1/articles", Value::Object(form("story", "one"))).await;
    let made = author.post("/v1/articles/story/previews", json!({"expiresIn": 3600})).await;
    assert_eq!(made.status, 201);
    let (token, id) =
        (made.json()["token"].as_str().unwrap().to_owned(), made.json()["id"].as_str().unwrap().to_owned());
    // Later changes are not in it.
    author.patch("/v1/articles/story", 1, json!({"headline": "Later"})).await;
    let preview = readers.get(&format!("/v1/previews/{token}")).await;
    assert_eq!(preview.status, 200);
    assert_eq!(preview.header("cache-control"), "private, no-store");
    let preview = preview.json();
    assert_eq!(preview["article"]["headline"], "Headline one");
    assert_eq!(preview["article"]["leadImage"]["url"], "https://pictures.example/river.jpg");
    let query =
        "query($t: String!) { preview(token: $t) { article { headline } sectionRail { slug } recentRail { slug } } }";
    let both = readers.data(query, json!({"t": token})).await["preview"].clone();
    assert_eq!(both["article"]["headline"], "Headline one");
    assert_eq!(both["recentRail"].as_array().unwrap().len(), 4);
    // What it shows is what publishing then shows.
    assert_eq!(readers.get("/v1/articles/story").await.status, 404);
    author.patch("/v1/articles/story", 2, json!({"headline": "Headline one"})).await;
    let publish = author.request(Method::POST, "/v1/articles/story/publish").header("if-match", "\"3\"");
    assert_eq!(author.send(publish).await.status, 200);
    let mut page = readers.json("/v1/pages/article/story").await;
    for date in ["publishedAt", "firstPublishedAt", "updatedAt"] {
        page["article"][date] = preview["article"][date].clone();
    }
    assert_eq!(page, preview);
    // A forged, cut or revoked token opens nothing, and says no more than that.
    let mut forged = token.clone().into_bytes();
    forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    for wrong in [forged.as_str(), &token[..20], "story", &id] {
        assert_eq!(readers.get(&format!("/v1/previews/{wrong}")).await.status, 404, "{wrong}");
    }
    let revoke = author.request(Method::DELETE, &format!("/v1/previews/{id}"));
    assert_eq!(author.send(revoke).await.status, 200);
    assert_eq!(readers.get(&format!("/v1/previews/{token}")).await.status, 404);
}

#[tokio::test]
async fn a_request_that_is_sent_twice_is_done_once() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let client = server.user(UserRole::Author, &[]).await;
    let send = async |client: &Client, key: &str, word: &str| {
        let mut form = form("story", word);
        form.remove("slug");
        client.send(client.request(Method::POST, "/v1/articles").header("idempotency-key", key).json(&form)).await
    };
    let (one, two) = tokio::join!(send(&client, "k1", "one"), send(&client, "k1", "one"));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (201, 201));
    assert_eq!(one.json()["id"], two.json()["id"]);
    let again = send(&client, "k1", "one").await;
    assert!(again.bytes == one.bytes && one.bytes == two.bytes, "the stored answer");
    assert_eq!(send(&client, "k1", "two").await.json()["code"], "idempotency_key_reused");
    assert_ne!(send(&client, "k2", "one").await.json()["id"], one.json()["id"]);
    let other = server.user(UserRole::Author, &[]).await;
    assert_ne!(send(&other, "k1", "one").await.json()["id"], one.json()["id"], "keys are the caller's own");
    assert_eq!(client.json("/v1/manuscripts").await["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_batch_is_all_or_nothing_if_it_is_asked_to_be() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let client = server.user(UserRole::Editor, &[]).await;
    let operations = json!([
        {"operation": "createArticle", "input": form("one", "one")},
        {"operation": "publishArticle", "id": "one", "expectedRevision": 1},
        {"operation": "publishArticle", "id": "nowhere", "expectedRevision": 1},
        {"operation": "createArticle", "input": form("two", "two")},
    ]);
    let batch =
        async |atomic: bool| client.post("/v1/batch", json!({"atomic": atomic, "operations": operations})).await.json();
    let statuses = |answer: &Value| -> Vec<u64> {
        answer["results"].as_array().unwrap().iter().map(|r| r["status"].as_u64().unwrap()).collect()
    };
    let nothing = batch(true).await;
    assert_eq!((statuses(&nothing), &nothing["committed"]), (vec![424, 424, 404, 424], &json!(false)));
    assert_eq!(client.json("/v1/manuscripts").await["items"], json!([]));
    let each = batch(false).await;
    assert_eq!((statuses(&each), &each["committed"]), (vec![201, 200, 404, 201], &json!(true)));
    assert_eq!(each["results"][2]["body"]["code"], "not_found");
    assert_eq!(server.client().get("/v1/articles/one").await.status, 200);
    let query = "mutation($i: BatchInput!) { batch(input: $i) { committed results { status body } } }";
    let all = json!({"atomic": true, "operations": [
        {"operation": "publishArticle", "id": "two", "expectedRevision": 1},
        {"operation": "withdrawArticle", "id": "one", "expectedRevision": 2, "input": {"reason": "r"}},
    ]});
    let done = client.data(query, json!({"i": all})).await["batch"].clone();
    assert_eq!((statuses(&done), &done["committed"]), (vec![200, 200], &json!(true)));
    assert_eq!(server.client().get("/v1/articles/one").await.status, 410);
    assert_eq!(server.client().get("/v1/articles/two").await.status, 200);
    let many: Vec<Value> = (0..101).map(|_| json!({"operation": "x"})).collect();
    assert_eq!(client.post("/v1/batch", json!({"operations": many})).await.status, 400);
}
