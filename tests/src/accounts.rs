//! Users for tests.

use std::sync::atomic::{AtomicU32, Ordering};

use masthead_app::auth::{NewUser, create_user};
use masthead_domain::user::{User, UserRole};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Client, TestServer};

/// What every user of the tests signs in with.
pub const PASSWORD: &str = "correct horse battery";

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl TestServer {
    /// A new user of this role, an editor of these sections (slugs) alone if there are any.
    pub async fn account(&self, role: UserRole, sections: &[&str]) -> User {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let new = NewUser {
            email: format!("{}{number}@test.example", role.as_str()),
            name: format!("{} {number}", role.as_str()),
            role,
            sections: sections.iter().map(|slug| (*slug).to_owned()).collect(),
            password: Some(PASSWORD.to_owned()),
        };
        create_user(&self.app.system(), new).await.unwrap()
    }

    /// A client that is signed in as a new user of this role.
    pub async fn user(&self, role: UserRole, sections: &[&str]) -> Client {
        let user = self.account(role, sections).await;
        let session = self.client().sign_in(&user).await;
        self.client().with_token(session["accessToken"].as_str().unwrap())
    }
}

impl Client {
    /// Signs in as a user of the tests: the session.
    pub async fn sign_in(&self, user: &User) -> Value {
        let answer = self.post("/v1/auth/token", json!({ "email": user.email, "password": PASSWORD })).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
        answer.json()
    }

    /// Whatever is answered to a POST.
    pub async fn post(&self, path: &str, body: Value) -> crate::Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    /// Whatever is answered to a merge patch of a revision.
    pub async fn patch(&self, path: &str, revision: i64, body: Value) -> crate::Answer {
        let request = self.request(Method::PATCH, path).header("if-match", format!("\"{revision}\""));
        let request = request.header("content-type", "application/merge-patch+json");
        self.send(request.body(body.to_string())).await
    }
}
