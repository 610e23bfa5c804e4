//! What hostile pictures cost, measured from outside: the memory of a real process.

use std::{
    net::TcpListener,
    process::{Child, Stdio},
    time::Duration,
};

use futures_util::future::join_all;
use masthead_app::auth::{NewApiKey, NewUser, create_api_key, create_user};
use masthead_domain::{api_key::Scope, user::UserRole};
use masthead_tests::{Client, TestDb, pictures};
use reqwest::Method;
use serde_json::json;

/// What the program may have in memory at its worst, in MB.
const MOST: u64 = 512;

/// Killed when it is dropped.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Process {
    /// The most memory that it has had, in MB.
    fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }
}

async fn started(db: &TestDb) -> (Process, Client) {
    let app = db.app().await;
    let new = NewUser {
        email: "memory@test.example".to_owned(),
        name: "Memory".to_owned(),
        role: UserRole::Editor,
        sections: Vec::new(),
        password: None,
    };
    let user = create_user(&app.system(), new).await.unwrap();
    let new = NewApiKey { user: Some(user.id), name: "m".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let key = create_api_key(&app.system(), new).await.unwrap().secret;
    app.close().await;
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut command = crate::cli::masthead();
    command.args(["serve", "--listen", &address, "--log", "error"]).env("DATABASE_URL", db.url());
    command
        .env("MASTHEAD_MEDIA_STORE", db.media())
        .env("MASTHEAD_REQUEST_TIMEOUT_MS", "240000")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let process = Process(command.spawn().unwrap());
    let client = Client::new(&format!("http://{address}")).with_token(&key);
    for _ in 0..800 {
        if client.request(Method::GET, "/readyz").send().await.is_ok() {
            return (process, client);
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the server did not start");
}

#[tokio::test]
async fn four_bombs_at_once_cost_what_one_costs() {
    let db = TestDb::new().await;
    let (process, client) = started(&db).await;
    // A few hundred kilobytes that are 230 MB of pixels; and pictures that lie, or need too much.
    let bomb = pictures::flat_png(7_600, 7_600);
    assert!(bomb.len() < 2_000_000, "{}", bomb.len());
    let photograph = pictures::jpeg(6_000, 4_000);
    let lying = pictures::png_that_claims(20_000, 20_000);
    let files = [&bomb, &bomb, &bomb, &bomb, &photograph, &photograph, &photograph, &photograph, &lying, &lying];
    let wanted = [201, 201, 201, 201, 201, 201, 201, 201, 422, 422];
    let send = |file: &Vec<u8>| {
        let (client, file) = (client.clone(), file.clone());
        async move {
            let upload = client.post("/v1/uploads", json!({})).await.json();
            let path = format!("/v1/uploads/{}", upload["id"].as_str().unwrap());
            let received = client.send(client.request(Method::PUT, &path).body(file)).await;
            if received.status != 200 {
                return received.status.as_u16();
            }
            client.post("/v1/assets", json!({"upload": upload["id"]})).await.status.as_u16()
        }
    };
    let statuses = join_all(files.into_iter().map(send)).await;
    assert_eq!(statuses, wanted);
    // The background works on them, too, while their sizes are asked for.
    let assets = client.json("/v1/assets?first=8&include=renditions").await;
    let asked = assets["items"].as_array().unwrap().iter().flat_map(|asset| {
        let all = asset["renditions"].as_array().unwrap();
        all.iter()
            .filter(|it| it["crop"] == "WIDE" && it["format"] != "PNG")
            .map(|it| it["url"].as_str().unwrap().to_owned())
    });
    let asked: Vec<String> = asked.collect();
    let paths = asked.iter().map(|url| url.splitn(4, '/').nth(3).unwrap());
    let answers = join_all(paths.map(|path| {
        let client = client.clone();
        async move { client.get(&format!("/{path}")).await.status.as_u16() }
    }))
    .await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    let peak = process.peak();
    assert!(peak < MOST, "{peak} MB");
    if std::env::var_os("TELL").is_some() {
        eprintln!("four bombs, four photographs and their sizes: {peak} MB at the most");
    }
}
