//! Tokens of identity providers, with a provider in this process: a socket that answers with keys and counts who asks.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU32, Ordering::SeqCst},
    },
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto, jwk::Jwk};
use masthead_app::{
    Clock, Settings,
    auth::{AuthSettings, Provider},
};
use masthead_domain::{time::Instant, user::UserRole};
use masthead_http::HttpSettings;
use masthead_tests::{PASSWORD, TestDb, TestServer, bundle};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{assert_refused, code};

const EDDSA: &str = include_str!("pem/eddsa.pem");
const ES256: &str = include_str!("pem/es256.pem");
const RSA: &str = include_str!("pem/rsa.pem");
const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://id.test.example/";

/// What an identity provider publishes, and how often it was asked.
struct Published {
    keys: Mutex<String>,
    asked: AtomicU32,
    url: String,
}

/// A provider that answers whatever it publishes at this moment.
async fn provider() -> Arc<Published> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    let published = Arc::new(Published { keys: Mutex::default(), asked: AtomicU32::new(0), url });
    let answering = Arc::clone(&published);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            answering.asked.fetch_add(1, SeqCst);
            let answer = answering.keys.lock().unwrap().clone();
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    published
}

impl Published {
    fn publish(&self, keys: &[Value]) {
        self.answer("200 OK", &json!({ "keys": keys }).to_string());
    }

    fn answer(&self, status: &str, body: &str) {
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\nlocation: {}\r\n\r\n",
            body.len(),
            self.url
        );
        *self.keys.lock().unwrap() = head + body;
    }

    fn asked(&self) -> u32 {
        self.asked.load(SeqCst)
    }
}

fn key(algorithm: Algorithm) -> EncodingKey {
    match algorithm {
        Algorithm::EdDSA => EncodingKey::from_ed_pem(EDDSA.as_bytes()).unwrap(),
        Algorithm::ES256 => EncodingKey::from_ec_pem(ES256.as_bytes()).unwrap(),
        _ => EncodingKey::from_rsa_pem(RSA.as_bytes()).unwrap(),
    }
}

/// The public half, as a provider publishes it.
fn public(algorithm: Algorithm, kid: &str) -> Value {
    let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&key(algorithm), algorithm).unwrap()).unwrap();
    jwk["kid"] = json!(kid);
    jwk["use"] = json!("sig");
    jwk
}

/// A token of the provider; what is null is left out.
fn token(algorithm: Algorithm, kid: &str, changes: &Value) -> String {
    let mut claims = json!({
        "iss": ISSUER, "aud": ["masthead", "other"], "sub": "u1", "iat": NOW, "exp": NOW + 36_000,
        "name": "Una", "realm": { "roles": ["desk"] }, "sections": ["news"],
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let header = json!({ "alg": format!("{algorithm:?}"), "kid": kid, "typ": "JWT" });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&claims));
    format!("{signed}.{}", crypto::sign(signed.as_bytes(), &key(algorithm), algorithm).unwrap())
}

/// A server that believes the provider, and its time.
async fn server(published: &Published, change: impl FnOnce(&mut Provider)) -> (TestServer, Arc<AtomicI64>) {
    let mut provider = Provider {
        issuer: ISSUER.to_owned(),
        audience: "masthead".to_owned(),
        jwks_url: published.url.clone(),
        algorithms: ["RS256", "ES256", "EdDSA"].map(str::to_owned).into(),
        role_claim: "/realm/roles".to_owned(),
        roles: BTreeMap::from([
            ("desk".to_owned(), UserRole::Editor),
            ("chief".to_owned(), UserRole::Admin),
            ("staff".to_owned(), UserRole::Author),
        ]),
        sections_claim: Some("sections".to_owned()),
        ..Provider::default()
    };
    change(&mut provider);
    let clock = Clock::manual(Instant::from_micros(NOW * 1_000_000));
    let Clock::Manual(time) = &clock else { unreachable!("it was made so") };
    let time = Arc::clone(time);
    let auth = AuthSettings { providers: vec![provider], ..AuthSettings::default() };
    auth.check().unwrap();
    let settings = Settings { auth, ..Settings::default() };
    let server = TestServer::with(TestDb::new().await, clock, HttpSettings::default(), settings).await;
    server.load(&bundle::lines(&bundle::base())).await;
    (server, time)
}

async fn me(server: &TestServer, token: &str) -> Value {
    server.client().with_token(token).json("/v1/me").await
}

#[tokio::test]
async fn users_of_a_provider_are_known_by_its_word() {
    let published = provider().await;
    published.publish(&[
        json!({ "kty": "unheard of" }),
        public(Algorithm::EdDSA, "a"),
        public(Algorithm::ES256, "b"),
        public(Algorithm::RS256, "c"),
    ]);
    let (server, _) = server(&published, |_| ()).await;
    let first = me(&server, &token(Algorithm::EdDSA, "a", &json!({}))).await;
    assert_eq!((&first["role"], &first["name"], &first["issuer"]), (&json!("EDITOR"), &json!("Una"), &json!(ISSUER)));
    let news = server.client().json("/v1/sections/news").await["id"].clone();
    assert_eq!(first["sections"], json!([news]));
    // The same subject is the same user, whichever key vouches for them; another subject is another one.
    for (algorithm, kid) in [(Algorithm::ES256, "b"), (Algorithm::RS256, "c")] {
        assert_eq!(me(&server, &token(algorithm, kid, &json!({}))).await, first, "{algorithm:?}");
    }
    let other =
        me(&server, &token(Algorithm::EdDSA, "a", &json!({ "sub": "u2", "realm": { "roles": ["staff", "nothing"] } })))
            .await;
    assert_ne!(other["id"], first["id"]);
    assert_eq!((&other["role"], &other["sections"]), (&json!("AUTHOR"), &json!([])));
    // Another word counts at once, and of several roles the one that may most.
    let promoted =
        me(&server, &token(Algorithm::EdDSA, "a", &json!({ "realm": { "roles": ["desk", "chief"] } }))).await;
    assert_eq!((&promoted["id"], &promoted["role"], &promoted["revision"]), (&first["id"], &json!("ADMIN"), &json!(2)));
    let everywhere = me(&server, &token(Algorithm::EdDSA, "a", &json!({ "sections": "*" }))).await;
    assert_eq!((&everywhere["role"], &everywhere["sections"]), (&json!("EDITOR"), &json!([])));
    assert_eq!(published.asked(), 1, "the keys were fetched once");
}

#[tokio::test]
async fn what_a_provider_cannot_vouch_for_is_refused() {
    let published = provider().await;
    // A key for encryption, and one that says another algorithm than the settings allow.
    let mut encrypting = public(Algorithm::EdDSA, "enc");
    encrypting["use"] = json!("enc");
    let mut other = public(Algorithm::RS256, "rs512");
    other["alg"] = json!("RS512");
    published.publish(&[public(Algorithm::EdDSA, "a"), public(Algorithm::RS256, "c"), encrypting, other]);
    let (server, _) = server(&published, |_| ()).await;
    let changed = |changes: Value| token(Algorithm::EdDSA, "a", &changes);
    let good = changed(json!({}));
    assert_eq!(server.client().with_token(&good).get("/v1/me").await.status, 200);
    let hmac = {
        let head = URL_SAFE_NO_PAD.encode(json!({ "alg": "HS256", "kid": "a", "typ": "JWT" }).to_string());
        let signed = format!("{head}.{}", good.split('.').nth(1).unwrap());
        let secret = URL_SAFE_NO_PAD.decode(public(Algorithm::EdDSA, "a")["x"].as_str().unwrap()).unwrap();
        format!(
            "{signed}.{}",
            crypto::sign(signed.as_bytes(), &EncodingKey::from_secret(&secret), Algorithm::HS256).unwrap()
        )
    };
    for (why, token) in [
        ("no role", changed(json!({ "realm": { "roles": ["reader"] } }))),
        ("no role claim", changed(json!({ "realm": null }))),
        ("an editor without the sections' claim", changed(json!({ "sections": null }))),
        ("an editor of sections that are not here", changed(json!({ "sections": ["nowhere"] }))),
        ("an editor of no section", changed(json!({ "sections": [] }))),
        ("another audience", changed(json!({ "aud": "other" }))),
        ("no audience", changed(json!({ "aud": null }))),
        ("expired", changed(json!({ "exp": NOW - 11 }))),
        ("no end", changed(json!({ "exp": null }))),
        ("not yet", changed(json!({ "nbf": NOW + 60 }))),
        ("no subject", changed(json!({ "sub": null }))),
        ("an empty subject", changed(json!({ "sub": "" }))),
        ("U+0000", changed(json!({ "sub": "a\0b" }))),
        ("a stranger's issuer", changed(json!({ "iss": "https://id.test.example" }))),
        ("our own issuer", changed(json!({ "iss": "masthead" }))),
        ("an algorithm that is not allowed", token(Algorithm::PS256, "c", &json!({}))),
        ("a key that is for another algorithm", token(Algorithm::RS256, "rs512", &json!({}))),
        ("a key for encryption", token(Algorithm::EdDSA, "enc", &json!({}))),
        ("another key than it says", token(Algorithm::EdDSA, "c", &json!({}))),
        ("the public key as a secret", hmac),
    ] {
        assert_refused(&server, &token, why).await;
    }
}

#[tokio::test]
async fn an_address_makes_nobody_into_somebody() {
    let published = provider().await;
    published.publish(&[public(Algorithm::EdDSA, "a")]);
    let (server, _) = server(&published, |_| ()).await;
    let local = server.account(UserRole::Admin, &[]).await;
    for verified in [json!(true), json!(false), json!("true"), json!(null)] {
        let sub = format!("sub {verified}");
        let claims = json!({ "sub": sub, "email": local.email, "email_verified": verified });
        let user = me(&server, &token(Algorithm::EdDSA, "a", &claims)).await;
        assert_ne!(user["id"], json!(local.id));
        assert_eq!((&user["email"], &user["role"]), (&json!(null), &json!("EDITOR")), "{verified}");
    }
    let claims = json!({ "sub": "own", "email": "Own@Test.Example", "email_verified": true });
    assert_eq!(me(&server, &token(Algorithm::EdDSA, "a", &claims)).await["email"], json!("own@test.example"));
    // They have no password here, and none can be given to them; what they may do is not said here either.
    let sign_in = json!({ "email": "own@test.example", "password": PASSWORD });
    assert_eq!(server.client().post("/v1/auth/token", sign_in).await.status, 401);
    let admin = server.client().sign_in(&local).await;
    let admin = server.client().with_token(admin["accessToken"].as_str().unwrap());
    let users = admin.json("/v1/users").await;
    let own =
        users["items"].as_array().unwrap().iter().find(|user| user["email"] == json!("own@test.example")).unwrap();
    let path = format!("/v1/users/{}", own["id"].as_str().unwrap());
    for change in [json!({ "password": PASSWORD }), json!({ "role": "ADMIN" }), json!({ "email": "x@test.example" })] {
        let answer = admin.patch(&path, 1, change).await;
        assert_eq!(answer.json()["violations"][0]["code"], json!("managed_elsewhere"));
    }
    // But that they may not come in any more is.
    assert_eq!(admin.patch(&path, 1, json!({ "disabled": true })).await.status, 200);
    assert_refused(&server, &token(Algorithm::EdDSA, "a", &claims), "disabled").await;
}

#[tokio::test]
async fn a_key_that_is_not_known_is_looked_for_once_in_a_while() {
    let published = provider().await;
    published.publish(&[public(Algorithm::EdDSA, "a")]);
    let (server, time) = server(&published, |_| ()).await;
    let later = |seconds: i64| time.fetch_add(seconds * 1_000_000, SeqCst);
    assert_eq!(server.client().with_token(&token(Algorithm::EdDSA, "a", &json!({}))).get("/v1/me").await.status, 200);
    // Whoever invents keys does not make us ask each time.
    for number in 0..20 {
        assert_refused(&server, &token(Algorithm::EdDSA, &format!("made up {number}"), &json!({})), "made up").await;
    }
    assert_eq!(published.asked(), 1);
    // The provider changes its key; after the cooldown it is found, and the old one does not count any more.
    published.publish(&[public(Algorithm::ES256, "b")]);
    let newer = token(Algorithm::ES256, "b", &json!({}));
    assert_refused(&server, &newer, "not known yet").await;
    later(30);
    assert_eq!(server.client().with_token(&newer).get("/v1/me").await.status, 200);
    assert_eq!(published.asked(), 2);
    assert_refused(&server, &token(Algorithm::EdDSA, "a", &json!({})), "its key was taken back").await;
    // A provider that is away, or answers nonsense, takes nothing from those whose keys are known.
    for (status, body) in [
        ("500 Oops", ""),
        ("302 Found", ""),
        ("200 OK", "nonsense"),
        ("200 OK", "{}"),
        ("200 OK", &"x".repeat(300_000)),
    ] {
        published.answer(status, body);
        later(3_600);
        assert_eq!(server.client().with_token(&newer).get("/v1/me").await.status, 200, "{status}");
    }
    assert_eq!(published.asked(), 7, "one request each: no redirect was followed");
}

#[tokio::test]
async fn a_provider_that_never_answered_is_not_the_fault_of_the_token() {
    let published = provider().await;
    published.answer("503 Away", "");
    let (server, time) = server(&published, |provider| provider.default_role = Some(UserRole::Contributor)).await;
    let client = server.client().with_token(&token(Algorithm::EdDSA, "a", &json!({ "realm": null })));
    let answer = client.get("/v1/me").await;
    assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (503, "unavailable"));
    assert!(!answer.header("retry-after").is_empty());
    published.publish(&[public(Algorithm::EdDSA, "a")]);
    assert_eq!(client.get("/v1/me").await.status, 503, "it rests");
    time.fetch_add(30_000_000, SeqCst);
    assert_eq!(client.json("/v1/me").await["role"], json!("CONTRIBUTOR"), "everyone else's role");
}

#[test]
fn a_provider_is_checked_before_it_is_believed() {
    let good = Provider {
        issuer: ISSUER.to_owned(),
        audience: "masthead".to_owned(),
        jwks_url: "https://id.test.example/keys".to_owned(),
        default_role: Some(UserRole::Author),
        ..Provider::default()
    };
    let check = |provider: Provider| AuthSettings { providers: vec![provider], ..AuthSettings::default() }.check();
    assert_eq!(check(good.clone()), Ok(()));
    for wrong in [
        Provider { issuer: "masthead".to_owned(), ..good.clone() },
        Provider { audience: String::new(), ..good.clone() },
        Provider { jwks_url: "http://id.test.example/keys".to_owned(), ..good.clone() },
        Provider { jwks_url: "file:///etc/keys".to_owned(), ..good.clone() },
        Provider { algorithms: vec!["HS256".to_owned()], ..good.clone() },
        Provider { algorithms: vec!["none".to_owned()], ..good.clone() },
        Provider { algorithms: Vec::new(), ..good.clone() },
        Provider { default_role: None, ..good.clone() },
    ] {
        assert!(check(wrong.clone()).is_err(), "{wrong:?}");
    }
}
