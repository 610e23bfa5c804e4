//! The public API as files: a web server that knows nothing but its configuration answers as the live one does.

use std::{
    collections::BTreeMap,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use masthead_domain::user::UserRole;
use masthead_tests::{Client, DEMO, TestServer, bundle as records};
use serde_json::{Value, json};

use crate::cli::{masthead, run};

/// Writes the files of a server; what the command said.
fn export(server: &TestServer, folder: &Path) -> (i32, String) {
    let mut command = masthead();
    command.args(["export", "static"]).arg(folder).args(["--url", &server.url]);
    command.env("DATABASE_URL", server.db.url()).env("MASTHEAD_MEDIA_STORE", server.db.media());
    let (status, _, err) = run(&mut command);
    (status, err)
}

/// What the list says: addresses, their files and media types.
fn manifest(folder: &Path) -> BTreeMap<String, Value> {
    let text = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let list: Value = serde_json::from_str(&text).unwrap();
    let files = list["files"].as_array().unwrap().iter();
    files.map(|it| (it["url"].as_str().unwrap().to_owned(), it.clone())).collect()
}

fn file(folder: &Path, entry: &Value) -> PathBuf {
    folder.join("public").join(entry["file"].as_str().unwrap())
}

/// An nginx that has read the configuration; stopped when it is dropped.
struct Nginx(Child, String);

impl Nginx {
    fn over(folder: &Path, beside: &Path) -> Option<Self> {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"]
            .into_iter()
            .find(|it| Path::new(it).exists())?;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let site = fs::read_to_string(folder.join("nginx.conf")).unwrap();
        let site = site.replace("listen 8080;", &format!("listen 127.0.0.1:{port};"));
        fs::write(beside.join("site.conf"), site).unwrap();
        let here = beside.display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|name| format!("{name}_temp_path {here}/{name};\n"))
            .collect();
        let main = format!(
            "daemon off;\nmaster_process off;\npid {here}/pid;\nerror_log {here}/error.log;\nevents {{}}\n\
             http {{\naccess_log off;\n{temporary}include {here}/site.conf;\n}}\n"
        );
        fs::write(beside.join("nginx.conf"), main).unwrap();
        let child =
            Command::new(program).arg("-c").arg(beside.join("nginx.conf")).arg("-p").arg(beside).spawn().unwrap();
        let nginx = Self(child, format!("http://127.0.0.1:{port}"));
        let begin = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = fs::read_to_string(beside.join("error.log")).unwrap_or_default();
            assert!(begin.elapsed() < Duration::from_secs(10), "nginx does not start: {log}");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_address_is_answered_from_files_as_the_server_answers_it() {
    let server = TestServer::new().await;
    server.load_for_all(DEMO.to_vec()).await;
    // More than a page of things and articles, names of other scripts, and a redirect that no file system would have as a name.
    let mut more: Vec<Value> =
        (0..45).map(|n| json!({"type": "tag", "slug": format!("tag-{n}"), "name": format!("Tag {n}")})).collect();
    more.push(json!({"type": "redirect", "from": format!("/old/{}", "x".repeat(300)), "to": "/"}));
    more.push(json!({"type": "redirect", "from": "/old/ü b", "to": "https://elsewhere.example/"}));
    server.load(&records::lines(&more)).await;
    let (folder, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (status, err) = export(&server, folder.path());
    assert_eq!(status, 0, "{err}");
    let files = manifest(folder.path());
    let client = server.client();
    for url in [
        "/v1/site",
        "/v1/articles",
        "/v1/articles/the-ferry-that-keeps-the-city-honest",
        "/v1/articles/the-ferry-that-keeps-the-city-honest/translations",
        "/v1/pages/front",
        "/v1/tags/tag-44",
        "/v1/tags/tag-44/articles",
        "/v1/authors",
        "/v1/most-read",
        "/v1/resolve?path=%2Fold%2F%C3%BC+b",
        "/feeds/all.rss",
        "/feeds/all.atom",
        "/feeds/all.json",
        "/feeds/tags/tag-44.json",
        "/feeds/languages/en.atom",
        "/sitemap.xml",
        "/sitemaps/sections.xml",
        "/openapi.json",
        "/schema.graphql",
        "/docs/errors",
    ] {
        assert!(files.contains_key(url), "{url} has no file");
    }
    for start in
        ["/v1/articles?after=", "/v1/tags?after=", "/feeds/all.atom?after=", "/feeds/all.json?after=", "/media/"]
    {
        assert!(files.keys().any(|url| url.starts_with(start)), "nothing begins with {start}");
    }
    assert!(files.values().any(|it| it["file"].as_str().unwrap().starts_with("_other/")));
    let nginx = Nginx::over(folder.path(), beside.path());
    let copy = nginx.as_ref().map(|nginx| Client::new(&nginx.1));
    for (url, entry) in &files {
        let live = client.get(url).await;
        assert_eq!(live.status, 200, "{url}");
        let content_type = live.header("content-type");
        assert_eq!(entry["contentType"], content_type, "{url}");
        let here = fs::read(file(folder.path(), entry)).unwrap();
        assert!(here == live.bytes, "{url} differs from its file");
        assert_eq!(entry["bytes"], here.len(), "{url}");
        if let Some(copy) = &copy {
            let answer = copy.get(url).await;
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, content_type), "{url}");
            assert!(answer.bytes == live.bytes, "{url} differs from what nginx answers");
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{url}");
        }
    }
    if let Some(copy) = &copy {
        for url in [
            "/v1/articles/nothing",
            "/v1/articles?after=nothing",
            "/v1/articles?after=/../../x",
            "/manifest.json",
            "/nginx.conf",
            "/_headers",
        ] {
            assert_eq!(copy.get(url).await.status, 404, "{url}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_further_run_writes_what_differs_and_what_readers_do_not_see_is_not_there() {
    let server = TestServer::new().await;
    let mut lines = records::base();
    lines.extend((0..4).map(|n| records::article(&format!("article-{n}"), n)));
    let mut draft = records::article("secret", 9);
    draft["headline"] = json!("Nobody knows");
    draft["stage"] = json!("draft");
    draft.as_object_mut().unwrap().remove("publishedAt");
    lines.push(draft);
    server.load(&records::lines(&lines)).await;
    let folder = tempfile::tempdir().unwrap();
    let (status, err) = export(&server, folder.path());
    assert_eq!(status, 0, "{err}");
    let before = manifest(folder.path());
    let everything = |folder: &Path| {
        let mut all = String::new();
        for entry in manifest(folder).values() {
            all.push_str(&String::from_utf8_lossy(&fs::read(file(folder, entry)).unwrap()));
        }
        all
    };
    assert!(everything(folder.path()).contains("Headline of article-2"));
    assert!(!everything(folder.path()).contains("Nobody knows"));

    let (status, err) = export(&server, folder.path());
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("; 0 were written, 0 removed"), "{err}");
    assert_eq!(manifest(folder.path()), before);

    // What is left by a run that was cut short goes, too.
    fs::write(folder.path().join("public/v1/articles/left-over.json"), "{}").unwrap();
    let admin = server.user(UserRole::Admin, &[]).await;
    let request = admin.request(reqwest::Method::POST, "/v1/articles/article-2/withdraw").header("if-match", "\"1\"");
    let answer = admin.send(request.json(&json!({"reason": "wrong"}))).await;
    assert_eq!(answer.status, 200);
    let gone = file(folder.path(), &before["/v1/articles/article-2"]);
    assert!(gone.exists());
    let (status, err) = export(&server, folder.path());
    assert_eq!(status, 0, "{err}");
    assert!(!gone.exists() && !folder.path().join("public/v1/articles/left-over.json").exists());
    assert!(!everything(folder.path()).contains("Headline of article-2"));
    let kept = file(folder.path(), &before["/v1/authors/ada"]);
    let (kept, list) =
        (fs::metadata(kept).unwrap(), fs::metadata(file(folder.path(), &before["/v1/articles"])).unwrap());
    assert!(kept.modified().unwrap() < list.modified().unwrap(), "only what differs is written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_somebody_else_is_left_alone() {
    let server = TestServer::new().await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();
    let (status, err) = export(&server, folder.path());
    assert_eq!(status, 2);
    assert!(err.contains("is not empty"), "{err}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let mut command = masthead();
    command.args(["export", "static"]).arg(folder.path().join("new")).env("DATABASE_URL", server.db.url());
    let (status, _, err) = run(&mut command);
    assert_eq!(status, 2);
    assert!(err.contains("--url"), "{err}");
}
