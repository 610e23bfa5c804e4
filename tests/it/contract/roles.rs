//! Who may do what: every operation of both descriptions, for every role. An operation that is not in the table fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use async_graphql_parser::{
    parse_schema,
    types::{BaseType, InputValueDefinition, Type, TypeKind, TypeSystemDefinition},
};
use masthead_domain::{access::Operation, user::UserRole};
use masthead_tests::{Answer, Client, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use super::sdl::SCHEMA;

/// Who asks, by one letter: a reader, a contributor, an author, an editor of another section, an editor, an administrator.
const CALLERS: &str = "rcasej";
/// Readers and everyone.
const ALL: &str = "rcasej";
/// Everyone who signs in.
const SIGNED_IN: &str = "casej";
/// Editors of everything.
const EDITORS: &str = "ej";
const ADMIN: &str = "j";

/// Who may do it: with an article of somebody else's, in a section that `s` is no editor of; or without any article.
const TABLE: &[(&str, &[&str])] = &[
    (
        ALL,
        &[
            "site",
            "articles",
            "article",
            "articleRelated",
            "articleTranslations",
            "articlePosts",
            "post",
            "postChanged",
            "similarArticles",
            "search",
            "suggestions",
            "sections",
            "section",
            "sectionArticles",
            "authors",
            "author",
            "authorArticles",
            "tags",
            "tag",
            "tagArticles",
            "allSeries",
            "series",
            "seriesArticles",
            "collections",
            "collection",
            "collectionArticles",
            "resolve",
            "node",
            "nodes",
            "articlePage",
            "frontPage",
            "allFeed",
            "sectionFeed",
            "authorFeed",
            "tagFeed",
            "seriesFeed",
            "collectionFeed",
            "languageFeed",
            "searchFeed",
            "sitemap",
            "sitemapPage",
            "newsSitemap",
            "changes",
            "live",
            "mostRead",
            "recordReads",
            "articlePublished",
            "articleChanged",
            "preview",
            "healthz",
            "readyz",
            "metrics",
            "openapi",
            "schema",
            "jwks",
            "asset",
            "media",
        ],
    ),
    // Whoever knows the password or the token: wrong ones are refused, for everyone alike.
    ("", &["signIn", "refreshToken"]),
    (ALL, &["signOut"]),
    (
        EDITORS,
        &[
            "manuscript",
            "reviseArticle",
            "submitArticle",
            "approveArticle",
            "sendBackArticle",
            "publishArticle",
            "scheduleArticle",
            "unscheduleArticle",
            "embargoArticle",
            "correctArticle",
            "withdrawArticle",
            "trashArticle",
            "undeleteArticle",
            "revisions",
            "revision",
            "compareRevisions",
            "restoreRevision",
            "createPreview",
            "previews",
            "createPost",
        ],
    ),
    // Lists show what the caller may see; what is not there cannot be told from what is not theirs.
    (SIGNED_IN, &["manuscripts", "revokePreview", "createArticle", "createAsset", "batch", "updatePost", "deletePost"]),
    (SIGNED_IN, &["assets", "createUpload", "upload", "receiveUpload"]),
    (
        EDITORS,
        &[
            "createSection",
            "updateSection",
            "deleteSection",
            "createAuthor",
            "updateAuthor",
            "deleteAuthor",
            "createTag",
            "updateTag",
            "mergeTags",
            "deleteTag",
            "createSeries",
            "updateSeries",
            "deleteSeries",
            "createCollection",
            "updateCollection",
            "collectionItems",
            "changeCollectionItems",
            "deleteCollection",
            "updateAsset",
            "deleteAsset",
            "redirects",
            "setRedirect",
            "deleteRedirect",
        ],
    ),
    (SIGNED_IN, &["me", "apiKeys", "createApiKey", "rotateApiKey", "revokeApiKey"]),
    (ADMIN, &["purgeArticle", "updateSite", "users", "user", "createUser", "updateUser", "events"]),
];

/// Operations about an article: what is not to be known is not there.
fn hides(operation: &str) -> bool {
    operation.ends_with("Article") && operation != "createArticle"
        || [
            "manuscript",
            "revisions",
            "revision",
            "compareRevisions",
            "restoreRevision",
            "createPreview",
            "previews",
            "createPost",
        ]
        .contains(&operation)
}

fn who_may(operation: &str) -> &'static str {
    let row = TABLE.iter().find(|(_, operations)| operations.contains(&operation));
    row.unwrap_or_else(|| panic!("{operation} is not in the table of roles")).0
}

const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

/// What stands in the place of `{key}`.
fn target(path: &str, article: &str) -> String {
    let of = |prefix: &str| path.starts_with(prefix);
    match () {
        () if of("/v1/articles") || of("/v1/pages") => article.to_owned(),
        () if of("/v1/sections") => "ideas".to_owned(),
        () if of("/v1/authors") => "ben".to_owned(),
        () if of("/v1/tags") => "cities".to_owned(),
        () if of("/v1/series") => "slow".to_owned(),
        () if of("/v1/collections") => "picks".to_owned(),
        () if of("/v1/assets") => "river".to_owned(),
        () => NOBODY.to_owned(),
    }
}

/// What a request needs to be one, and no more.
fn query(operation: &str) -> &'static str {
    match operation {
        "compareRevisions" => "?from=1&to=1",
        "resolve" => "?path=/",
        "search" | "suggestions" | "searchFeed" => "?query=headline",
        "nodes" => "?ids=01900000-0000-7000-8000-000000000000",
        "deleteRedirect" => "?from=/x",
        // What is no position ends what would go on for ever.
        "live" => "?lastEventId=x",
        _ => "",
    }
}

/// The least that can be read.
fn body(operation: &str) -> Value {
    match operation {
        "batch" => json!({"operations": []}),
        "correctArticle" => json!({"kind": "UPDATE", "text": "x"}),
        "changeCollectionItems" => json!({"changes": []}),
        "mergeTags" => json!({"into": "rivers"}),
        "createApiKey" => json!({"name": "x", "scopes": []}),
        "signIn" => json!({"email": "nobody@test.example", "password": "not a password"}),
        "refreshToken" | "signOut" => json!({"refreshToken": "x"}),
        "createUser" => json!({"email": "", "name": "", "role": "AUTHOR"}),
        _ => json!({}),
    }
}

async fn rest(client: &Client, method: &str, path: &str, operation: &str, article: &str) -> Answer {
    let place = path.replace("{number}", "1");
    let place = match (place.find('{'), place.find('}')) {
        (Some(open), Some(close)) => format!("{}{}{}", &place[..open], target(path, article), &place[close + 1..]),
        _ => place,
    };
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = client.request(method.clone(), &format!("{place}{}", query(operation)));
    if method != Method::GET {
        request = request.json(&body(operation));
    }
    client.send(request).await
}

/// The inputs and enums of the schema.
static INPUTS: LazyLock<BTreeMap<String, TypeKind>> = LazyLock::new(|| {
    let document = parse_schema(masthead_http::schema_sdl()).unwrap();
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some((definition.node.name.node.to_string(), definition.node.kind)),
        _ => None,
    });
    types.collect()
});

/// The smallest value that a type takes.
fn value(name: &str, ty: &Type, target: &str) -> String {
    let BaseType::Named(of) = &ty.base else { return "[]".to_owned() };
    match (of.as_str(), INPUTS.get(of.as_str())) {
        ("Int", _) => "1".to_owned(),
        ("Boolean", _) => "false".to_owned(),
        ("DateTime", _) => "\"2030-01-01T00:00:00Z\"".to_owned(),
        ("JSON", _) => "{}".to_owned(),
        (_, Some(TypeKind::Enum(values))) => values.values[0].node.value.to_string(),
        (_, Some(TypeKind::InputObject(input))) if of.as_str().ends_with("By") => {
            let _ = input;
            format!("{{slug: \"{target}\"}}")
        }
        (_, Some(TypeKind::InputObject(input))) => {
            let fields: Vec<&InputValueDefinition> = input.fields.iter().map(|field| &field.node).collect();
            format!("{{{}}}", arguments(&fields, target))
        }
        ("ID" | "String", _) if ["id", "key", "into", "path", "article"].contains(&name) => format!("\"{target}\""),
        _ => format!("\"{NOBODY}\""),
    }
}

fn arguments(of: &[&InputValueDefinition], target: &str) -> String {
    let required = of.iter().filter(|input| !input.ty.node.nullable && input.default_value.is_none());
    let parts: Vec<String> = required
        .map(|input| format!("{}: {}", input.name.node, value(&input.name.node, &input.ty.node, target)))
        .collect();
    parts.join(", ")
}

/// The smallest document that asks for an operation.
fn document(root: &str, operation: &str, target: &str) -> String {
    let Some(TypeKind::Object(object)) = INPUTS.get(root) else { panic!("{root} is no object") };
    let field = object.fields.iter().find(|field| field.node.name.node == operation).unwrap();
    let of: Vec<&InputValueDefinition> = field.node.arguments.iter().map(|input| &input.node).collect();
    let arguments = arguments(&of, target);
    let arguments = if arguments.is_empty() { arguments } else { format!("({arguments})") };
    let ty = &field.node.ty.node;
    let mut base = &ty.base;
    while let BaseType::List(inner) = base {
        base = &inner.base;
    }
    let BaseType::Named(of) = base else { unreachable!() };
    let is_leaf =
        !matches!(INPUTS.get(of.as_str()), Some(TypeKind::Object(_) | TypeKind::Union(_) | TypeKind::Interface(_)));
    let selection = if is_leaf { "" } else { " { __typename }" };
    format!("{} {{ {operation}{arguments}{selection} }}", root.to_lowercase())
}

/// Which callers were let in, and which status the others were told.
fn judge(operation: &str, who: char, status: u64, told: &str) -> bool {
    let denied = match status {
        401 => true,
        403 => true,
        404 => hides(operation),
        _ => false,
    };
    if denied && who == 'r' {
        assert_eq!(status, 401, "{operation}: a reader is told to sign in: {told}");
    }
    !denied
}

struct House {
    server: TestServer,
    callers: Vec<(char, Client)>,
}

async fn house() -> House {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.push(json!({"type": "collection", "slug": "picks", "title": "Picks", "items": []}));
    server.load(&bundle::lines(&records)).await;
    let mut callers = vec![('r', server.client())];
    for (letter, role, sections) in [
        ('c', UserRole::Contributor, &[][..]),
        ('a', UserRole::Author, &[]),
        ('s', UserRole::Editor, &["ideas"]),
        ('e', UserRole::Editor, &[]),
        ('j', UserRole::Admin, &[]),
    ] {
        callers.push((letter, server.user(role, sections).await));
    }
    assert_eq!(callers.iter().map(|(letter, _)| *letter).collect::<String>(), CALLERS);
    House { server, callers }
}

async fn article(client: &Client, slug: &str) {
    let form = json!({"slug": slug, "headline": "H", "section": "local", "contributors": [{"author": "ada"}]});
    assert_eq!(client.post("/v1/articles", form).await.status, 201);
}

fn operations() -> Vec<(String, String, String)> {
    let document: Value = serde_json::from_str(&masthead_http::openapi_json()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().filter(|(method, _)| *method != "parameters").map(
            move |(method, operation)| {
                let name = operation["operationId"].as_str().unwrap().to_owned();
                (method.to_uppercase(), path.clone(), name)
            },
        )
    });
    all.collect()
}

#[tokio::test]
async fn every_role_may_do_what_the_table_says_and_nothing_else() {
    let House { server, callers } = house().await;
    let owner = server.user(UserRole::Author, &[]).await;
    article(&owner, "theirs").await;
    let mut wrong = Vec::new();
    for (method, path, operation) in operations() {
        let may = who_may(&operation);
        for (letter, client) in &callers {
            let answer = rest(client, &method, &path, &operation, "theirs").await;
            let text = String::from_utf8_lossy(&answer.bytes).chars().take(200).collect::<String>();
            // A draft is no article to readers' doors, whoever asks.
            let public = may == ALL && answer.status == 404;
            let is_in = public || judge(&operation, *letter, answer.status.as_u16().into(), &text);
            if is_in != may.contains(*letter) {
                wrong.push(format!("{letter} {method} {path} ({operation}): {} {text}", answer.status));
            }
        }
    }
    for root in ["Query", "Mutation"] {
        for field in SCHEMA.fields(root) {
            let operation = &field.name;
            let may = who_may(operation);
            let path = operations().into_iter().find(|(_, _, name)| name == operation).map(|(_, path, _)| path);
            let target = path.map_or_else(String::new, |path| target(&path, "theirs"));
            let text = document(root, operation, &target);
            for (letter, client) in &callers {
                let answer = client.graphql(&text, Value::Null).await.json();
                let extensions = &answer["errors"][0]["extensions"];
                let status = extensions["status"].as_u64().unwrap_or(200);
                let told = answer["errors"].to_string().chars().take(200).collect::<String>();
                let public = may == ALL && status == 404;
                assert!(
                    extensions["code"] != "malformed_request" || status != 400 || !told.contains("Unknown"),
                    "{text}: {told}"
                );
                let is_in = public || judge(operation, *letter, status, &told);
                if is_in != may.contains(*letter) {
                    wrong.push(format!("{letter} {text}: {told}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn their_own_articles_are_theirs_as_far_as_their_role_goes() {
    let house = house().await;
    let client = |letter: char| house.callers.iter().find(|(l, _)| *l == letter).unwrap().1.clone();
    let editor = client('e');
    for (letter, stage, expected) in [
        ('c', "draft", "manuscript revise submit trash"),
        ('c', "published", "manuscript"),
        ('a', "draft", "manuscript revise submit publish trash"),
        ('a', "published", "manuscript revise submit publish withdraw trash"),
        ('s', "published", "manuscript revise submit publish withdraw trash"),
    ] {
        let slug = format!("own-{letter}-{stage}");
        let own = client(letter);
        article(&own, &slug).await;
        if stage == "published" {
            let publish =
                editor.request(Method::POST, &format!("/v1/articles/{slug}/publish")).header("if-match", "\"1\"");
            assert_eq!(editor.send(publish).await.status, 200);
        }
        let mut found = Vec::new();
        for step in ["manuscript", "revise", "submit", "approve", "publish", "withdraw", "trash", "purge"] {
            let (method, path) = match step {
                "manuscript" => (Method::GET, format!("/v1/articles/{slug}/manuscript")),
                "revise" => (Method::PATCH, format!("/v1/articles/{slug}")),
                step => (Method::POST, format!("/v1/articles/{slug}/{step}")),
            };
            let mut request = own.request(method.clone(), &path);
            if method != Method::GET {
                request = request.json(&json!({}));
            }
            let status = own.send(request).await.status.as_u16();
            // Nothing changes here: a change that is allowed is then asked which revision it is of.
            assert!([200, 428, 403].contains(&status), "{letter} {step}: {status}");
            // Withdrawing a draft of one's own is allowed, and not possible: that is another test's business.
            if status != 403 && !(step == "withdraw" && stage == "draft") {
                found.push(step);
            }
        }
        assert_eq!(found.join(" "), expected, "{letter} {stage}");
    }
}

#[test]
fn the_list_of_operations_is_the_one_of_the_descriptions() {
    let mut described: BTreeSet<String> = operations().into_iter().map(|(_, _, name)| name).collect();
    for root in ["Query", "Mutation", "Subscription"] {
        described.extend(SCHEMA.fields(root).iter().map(|field| field.name.clone()));
    }
    // `at` of the pages needs something of its own.
    described.insert("readAhead".to_owned());
    let listed: BTreeSet<String> = Operation::ALL.iter().map(|operation| operation.name().to_owned()).collect();
    assert_eq!(described, listed);
}
