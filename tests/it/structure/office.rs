//! Those who keep a publication in order: a server, and the key of an administrator.

use masthead_app::{
    Clock,
    auth::{self, NewApiKey, NewUser},
};
use masthead_domain::{api_key::Scope, user::UserRole};
use masthead_http::HttpSettings;
use masthead_tests::{Answer, Client, TestDb, TestServer, bundle};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// A server with a small publication, and who may change it.
pub(crate) struct Office {
    pub(crate) server: TestServer,
    pub(crate) client: Client,
    pub(crate) key: String,
    pub(crate) user: String,
}

impl Office {
    /// With the base, and these records besides.
    pub(crate) async fn with(records: &[Value]) -> Self {
        let server = TestServer::over(TestDb::new().await, Clock::System, HttpSettings::default()).await;
        let mut lines = bundle::base();
        lines.extend(records.iter().cloned());
        server.load(&bundle::lines(&lines)).await;
        let (user, key) = key_of(&server, UserRole::Admin).await;
        Self { client: server.client(), server, key, user }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, path).bearer_auth(&self.key)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.client.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "GET {path}: {}", String::from_utf8_lossy(&answer.bytes));
        answer.json()
    }

    /// A write of a revision; of none when there is none to name.
    pub(crate) async fn write(&self, method: Method, path: &str, revision: Option<i64>, body: Value) -> Answer {
        let mut request = self.request(method, path).json(&body);
        if let Some(revision) = revision {
            request = request.header("if-match", format!("\"{revision}\""));
        }
        self.client.send(request).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.write(Method::POST, path, None, body).await
    }

    /// Changes what a path names, as it is now.
    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        let revision = self.revision(path).await;
        self.write(Method::PATCH, path, Some(revision), body).await
    }

    /// Destroys what a path names, as it is now.
    pub(crate) async fn delete(&self, path: &str) -> Answer {
        let revision = self.revision(path).await;
        self.write(Method::DELETE, path, Some(revision), json!({})).await
    }

    pub(crate) async fn revision(&self, path: &str) -> i64 {
        self.json(path.split('?').next().unwrap()).await["revision"].as_i64().unwrap()
    }

    pub(crate) async fn graphql(&self, query: &str, variables: Value) -> Value {
        let body = json!({"query": query, "variables": variables});
        self.client.send(self.request(Method::POST, "/graphql").json(&body)).await.json()
    }

    /// The data of a GraphQL request that must succeed.
    pub(crate) async fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.graphql(query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer:#}");
        answer["data"].clone()
    }

    /// Where a path leads, as a reader follows it: the path where something stands, and what.
    pub(crate) async fn follow(&self, path: &str) -> (String, Value) {
        let mut path = path.to_owned();
        for _ in 0..2 {
            let found = self.client.json(&format!("/v1/resolve?path={path}")).await;
            match found["redirect"]["to"].as_str() {
                Some(to) => path = to.to_owned(),
                None => return (path, found),
            }
        }
        panic!("{path} takes more than one step");
    }
}

/// A user of this role and a key of theirs.
pub(crate) async fn key_of(server: &TestServer, role: UserRole) -> (String, String) {
    let system = server.app.system();
    let new = NewUser {
        email: format!("{role:?}@test.example").to_lowercase(),
        name: "Someone".to_owned(),
        role,
        sections: Vec::new(),
        password: None,
    };
    let user = auth::create_user(&system, new).await.unwrap();
    let allowed = Scope::ALL.into_iter().filter(|scope| role.scopes().contains(scope)).collect();
    let new = NewApiKey { user: Some(user.id), name: "Tests".to_owned(), scopes: allowed, expires_at: None };
    let issued = auth::create_api_key(&system, new).await.unwrap();
    (user.id.to_string(), issued.secret)
}

/// Fails unless an answer is a problem with this status and code; answers its detail.
pub(crate) fn refused(answer: &Answer, status: u16, code: &str) -> String {
    let problem = answer.json();
    assert_eq!((answer.status.as_u16(), problem["code"].as_str().unwrap()), (status, code), "{problem:#}");
    problem["detail"].as_str().unwrap().to_owned()
}

/// Fails unless an answer has this status; answers its body.
pub(crate) fn done(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{}", String::from_utf8_lossy(&answer.bytes));
    if answer.bytes.is_empty() { Value::Null } else { answer.json() }
}
