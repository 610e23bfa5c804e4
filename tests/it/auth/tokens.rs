//! Tokens that are forged, borrowed, bent or too long: RFC 8725, point by point.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};
use masthead_app::{Clock, Settings, auth::AuthSettings};
use masthead_domain::user::UserRole;
use masthead_http::HttpSettings;
use masthead_tests::{TestDb, TestServer};
use reqwest::Method;
use serde_json::{Value, json};

use super::{assert_refused, code, text};

/// An Ed25519 key of the tests' own, in PEM.
const PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEILmopMWwsYG8XOVvUr/LsonEHRSYtnjqAH0wYPA/xpGY\n-----END PRIVATE KEY-----\n";
const OTHER_PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFujl2UmfT9bWJK+jAegQGI+fa3nI/LHTNSV0nBBdLR0\n-----END PRIVATE KEY-----\n";

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token with this header and these claims, signed with a key.
fn signed(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let text = format!("{}.{}", part(header), part(claims));
    let signature = crypto::sign(text.as_bytes(), key, algorithm).unwrap();
    format!("{text}.{signature}")
}

fn parts(token: &str) -> [Value; 2] {
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
    [(); 2].map(|()| serde_json::from_slice(&parts.next().unwrap()).unwrap())
}

fn with(value: &Value, member: &str, to: Value) -> Value {
    let mut value = value.clone();
    value[member] = to;
    value
}

fn without(value: &Value, member: &str) -> Value {
    let mut value = value.clone();
    value.as_object_mut().unwrap().remove(member);
    value
}

#[tokio::test]
async fn only_what_the_rules_allow_is_believed() {
    let auth = AuthSettings { signing_keys: vec![PEM.to_owned()], ..AuthSettings::default() };
    let settings = Settings { auth, ..Settings::default() };
    let server = TestServer::with(TestDb::new().await, Clock::System, HttpSettings::default(), settings).await;
    let user = server.account(UserRole::Admin, &[]).await;
    let session = server.client().sign_in(&user).await;
    let good = text(&session, "accessToken");
    let [header, claims] = parts(good);
    assert_eq!((text(&header, "alg"), text(&header, "typ")), ("EdDSA", "at+jwt"));
    let key = EncodingKey::from_ed_pem(PEM.as_bytes()).unwrap();
    let sign = |header: &Value, claims: &Value| signed(header, claims, &key, Algorithm::EdDSA);
    // What follows is wrong in one point only: made in the same way with nothing wrong, it is believed.
    let client = server.client().with_token(&sign(&header, &claims));
    assert_eq!(client.get("/v1/me").await.status, 200);

    let now = claims["iat"].as_i64().unwrap();
    let jwks = server.client().json("/.well-known/jwks.json").await;
    let public = URL_SAFE_NO_PAD.decode(text(&jwks["keys"][0], "x")).unwrap();
    let hmac = |secret: &[u8], alg: Algorithm, name: &str| {
        signed(&with(&header, "alg", json!(name)), &claims, &EncodingKey::from_secret(secret), alg)
    };
    let other = EncodingKey::from_ed_pem(OTHER_PEM.as_bytes()).unwrap();
    let (head, rest) = good.split_once('.').unwrap();
    let (body, signature) = rest.split_once('.').unwrap();
    let stranger = part(&with(&claims, "sub", json!("019ab2c4-7c1e-7d55-8f3a-2b1c9d0e4f6a")));
    let refused = [
        ("another key", signed(&header, &claims, &other, Algorithm::EdDSA)),
        ("another user", format!("{head}.{stranger}.{signature}")),
        ("no signature", format!("{head}.{body}.")),
        ("a cut signature", format!("{head}.{body}.{}", &signature[..40])),
        ("none", format!("{}.{body}.", part(&with(&header, "alg", json!("none"))))),
        ("None, signed", sign(&with(&header, "alg", json!("None")), &claims)),
        ("no algorithm", sign(&without(&header, "alg"), &claims)),
        ("HS256 with the public key", hmac(&public, Algorithm::HS256, "HS256")),
        ("HS256 with the public key as text", hmac(text(&jwks["keys"][0], "x").as_bytes(), Algorithm::HS256, "HS256")),
        ("HS512 with the public key", hmac(&public, Algorithm::HS512, "HS512")),
        ("HMAC that says EdDSA", hmac(&public, Algorithm::HS256, "EdDSA")),
        ("an algorithm the key is not for", sign(&with(&header, "alg", json!("ES256")), &claims)),
        ("typ of an identity token", sign(&with(&header, "typ", json!("JWT")), &claims)),
        ("no typ", sign(&without(&header, "typ"), &claims)),
        ("crit", sign(&with(&with(&header, "crit", json!(["exp"])), "exp", json!(1)), &claims)),
        ("an empty crit", sign(&with(&header, "crit", json!([])), &claims)),
        ("an unknown kid", sign(&with(&header, "kid", json!("another")), &claims)),
        ("no kid", sign(&without(&header, "kid"), &claims)),
        ("kid that is a path", sign(&with(&header, "kid", json!("../../dev/null")), &claims)),
        ("expired", sign(&header, &with(&claims, "exp", json!(now - 11)))),
        ("no exp", sign(&header, &without(&claims, "exp"))),
        ("exp as text", sign(&header, &with(&claims, "exp", json!((now + 900).to_string())))),
        ("not yet", sign(&header, &with(&claims, "nbf", json!(now + 60)))),
        ("made in the future", sign(&header, &with(&claims, "iat", json!(now + 60)))),
        ("another audience", sign(&header, &with(&claims, "aud", json!("another")))),
        ("no audience", sign(&header, &without(&claims, "aud"))),
        ("another issuer", sign(&header, &with(&claims, "iss", json!("https://id.example")))),
        ("no issuer", sign(&header, &without(&claims, "iss"))),
        ("no subject", sign(&header, &without(&claims, "sub"))),
        ("a subject that is no user", sign(&header, &with(&claims, "sub", json!("admin")))),
        ("no session", sign(&header, &without(&claims, "sid"))),
        ("another session", sign(&header, &with(&claims, "sid", json!("019ab2c4-7c1e-7d55-8f3a-2b1c9d0e4f6a")))),
        ("too long", sign(&header, &with(&claims, "pad", json!("x".repeat(9_000))))),
        ("a part too many", format!("{good}.{signature}")),
        ("padding", format!("{head}=.{body}.{signature}")),
        ("two of one name", {
            let double = format!("{{\"alg\":\"none\",{}", header.to_string().trim_start_matches('{'));
            let text = format!("{}.{body}", URL_SAFE_NO_PAD.encode(double));
            format!("{text}.{}", crypto::sign(text.as_bytes(), &key, Algorithm::EdDSA).unwrap())
        }),
        ("garbage", "garbage".to_owned()),
        ("dots", "...".to_owned()),
        ("a refresh token", text(&session, "refreshToken").to_owned()),
    ];
    for (why, token) in &refused {
        assert_refused(&server, token, why).await;
    }
}

/// Keys that a token brings or points at are not looked at: whether they are the right ones or not.
#[tokio::test]
async fn keys_that_come_with_a_token_are_ignored() {
    let auth = AuthSettings { signing_keys: vec![PEM.to_owned()], ..AuthSettings::default() };
    let settings = Settings { auth, ..Settings::default() };
    let server = TestServer::with(TestDb::new().await, Clock::System, HttpSettings::default(), settings).await;
    let user = server.account(UserRole::Admin, &[]).await;
    let session = server.client().sign_in(&user).await;
    let [header, claims] = parts(text(&session, "accessToken"));
    // A set of keys that would prove the forgery, on a server that counts its visitors.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    let other = EncodingKey::from_ed_pem(OTHER_PEM.as_bytes()).unwrap();
    let jwk =
        serde_json::to_value(jsonwebtoken::jwk::Jwk::from_encoding_key(&other, Algorithm::EdDSA).unwrap()).unwrap();
    for (member, value) in
        [("jku", json!(url)), ("x5u", json!(url)), ("jwk", jwk), ("x5c", json!(["MIIB"])), ("x5t", json!("AAAA"))]
    {
        let header = with(&header, member, value);
        assert_refused(&server, &signed(&header, &claims, &other, Algorithm::EdDSA), member).await;
        let own = EncodingKey::from_ed_pem(PEM.as_bytes()).unwrap();
        let client = server.client().with_token(&signed(&header, &claims, &own, Algorithm::EdDSA));
        assert_eq!(client.get("/v1/me").await.status, 200, "{member} beside a good signature");
    }
    let visit = tokio::time::timeout(std::time::Duration::from_millis(100), listener.accept()).await;
    assert!(visit.is_err(), "somebody followed the token's pointer");
}

#[tokio::test]
async fn the_header_is_one_and_bearer() {
    let server = TestServer::new().await;
    let user = server.account(UserRole::Author, &[]).await;
    let session = server.client().sign_in(&user).await;
    let token = text(&session, "accessToken");
    let client = server.client();
    let ask = async |values: &[&str]| {
        let request = client.request(Method::GET, "/v1/me");
        client.send(values.iter().fold(request, |request, value| request.header("authorization", *value))).await
    };
    for good in [format!("Bearer {token}"), format!("bearer {token}"), format!("BEARER   {token}")] {
        assert_eq!(ask(&[&good]).await.status, 200, "{good}");
    }
    let bearer = format!("Bearer {token}");
    for bad in [
        vec!["Basic YWRhOnNlY3JldA=="],
        vec!["Bearer"],
        vec!["Bearer "],
        vec![token],
        vec![""],
        vec![bearer.as_str(), bearer.as_str()],
        vec!["Basic YWRhOnNlY3JldA==", bearer.as_str()],
    ] {
        let answer = ask(&bad).await;
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (401, "unauthenticated"), "{bad:?}");
    }
    // A token in the URL is nobody's.
    let answer = client.get(&format!("/v1/me?access_token={token}")).await;
    assert_eq!(answer.status, 400);
    // Who asks without any credential is told what would be accepted, and no error of theirs.
    let answer = client.get("/v1/me").await;
    assert_eq!((answer.status.as_u16(), answer.header("www-authenticate")), (401, "Bearer realm=\"masthead\""));
}

#[tokio::test]
async fn the_published_keys_are_those_that_verify() {
    let server = TestServer::new().await;
    let user = server.account(UserRole::Author, &[]).await;
    let session = server.client().sign_in(&user).await;
    let token = text(&session, "accessToken");
    let answer = server.client().get("/.well-known/jwks.json").await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "public, max-age=300"));
    let keys = answer.json();
    let published = &keys["keys"][0];
    assert_eq!(published["kid"], parts(token)[0]["kid"]);
    assert!(published.get("d").is_none(), "that half is not for the public");
    let key = DecodingKey::from_ed_components(text(published, "x")).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    assert!(crypto::verify(signature, signed.as_bytes(), &key, Algorithm::EdDSA).unwrap());
}

#[tokio::test]
async fn a_new_signing_key_overlaps_with_the_old_one_on_every_node() {
    let db = TestDb::new().await;
    let clock = Clock::manual(masthead_domain::time::Instant::from_micros(1_800_000_000_000_000));
    let Clock::Manual(time) = &clock else { unreachable!("it was made so") };
    let time = std::sync::Arc::clone(time);
    let later = |seconds: i64| time.fetch_add(seconds * 1_000_000, std::sync::atomic::Ordering::SeqCst);
    let one = TestServer::over(db, clock.clone(), HttpSettings::default()).await;
    let two = one.beside(clock).await;
    let user = one.account(UserRole::Author, &[]).await;
    let old = one.client().sign_in(&user).await;
    let works = async |server: &TestServer, session: &Value| {
        server.client().with_token(text(session, "accessToken")).get("/v1/me").await.status == 200
    };
    assert!(works(&two, &old).await, "nodes share their keys");
    later(6);
    masthead_app::auth::rotate_signing_key(&one.app.system()).await.unwrap();
    let new = one.client().sign_in(&user).await;
    let kid = |session: &Value| parts(text(session, "accessToken"))[0]["kid"].clone();
    assert_ne!(kid(&old), kid(&new));
    for server in [&one, &two] {
        assert!(works(server, &old).await && works(server, &new).await);
    }
    let kids: Vec<Value> = one.client().json("/.well-known/jwks.json").await["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["kid"].clone())
        .collect();
    assert_eq!(kids, [kid(&new), kid(&old)], "the one that signs comes first");
    // When everything that the old key signed has expired, it goes.
    later(900 + 80);
    let keys = two.client().json("/.well-known/jwks.json").await;
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    masthead_app::auth::rotate_signing_key(&one.app.system()).await.unwrap();
    assert_refused(&one, text(&old, "accessToken"), "expired with its key").await;
}
