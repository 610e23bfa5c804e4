//! Bundles take files along.

use masthead_app::bundle::{self, Files, ImportOptions};
use masthead_tests::{TestDb, TestServer, bundle::lines, pictures};
use serde_json::json;

async fn import(server: &TestServer, text: &str, files: Files) -> (bundle::Counts, Vec<String>) {
    let how = ImportOptions { files, ..Default::default() };
    let mut refused = Vec::new();
    let input = std::io::Cursor::new(text.as_bytes().to_vec());
    let counts = bundle::import(&server.app, input, &how, |event| {
        if let bundle::ImportEvent::Refused { reason, .. } = event {
            refused.push(reason.to_owned());
        }
    });
    (counts.await.unwrap(), refused)
}

async fn export(server: &TestServer, folder: &std::path::Path) -> String {
    let mut out = Vec::new();
    bundle::export(&server.app, &mut out, |_| {}).await.unwrap();
    bundle::export_files(&server.app, folder, |_| {}).await.unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test]
async fn files_go_round_with_their_bundle() {
    let folder = tempfile::tempdir().unwrap();
    let picture = pictures::jpeg_of_a_camera(300, 200);
    std::fs::create_dir(folder.path().join("pictures")).unwrap();
    std::fs::write(folder.path().join("pictures/ferry.jpg"), &picture).unwrap();
    std::fs::write(folder.path().join("talk.mp3"), pictures::mp3(40_000)).unwrap();
    let records = lines(&[
        json!({"type": "asset", "key": "ferry", "file": "pictures/ferry.jpg", "alt": "A ferry", "focalPoint": [0.25, 0.5], "copyright": "2026 P", "usageTerms": "Once", "rightsExpireAt": "2099-01-01T00:00:00Z"}),
        json!({"type": "asset", "key": "talk", "file": "talk.mp3", "decorative": true, "filename": "Talk.mp3"}),
    ]);
    let first = TestServer::new().await;
    let (counts, refused) = import(&first, &records, Files::Folder(folder.path().to_owned())).await;
    assert_eq!((counts.created, refused.len()), (2, 0), "{refused:?}");
    let (counts, _) = import(&first, &records, Files::Folder(folder.path().to_owned())).await;
    assert_eq!(counts.unchanged, 2);
    let asset = first.user(masthead_domain::user::UserRole::Admin, &[]).await.json("/v1/assets/ferry").await;
    assert_eq!(
        (&asset["width"], &asset["focalPoint"], &asset["filename"]),
        (&json!(200), &json!({"x": 0.25, "y": 0.5}), &json!("ferry.jpg"))
    );
    let out = tempfile::tempdir().unwrap();
    let text = export(&first, out.path()).await;
    let names: Vec<_> = std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    // Elsewhere, from nothing but the bundle and its folder.
    let second =
        TestServer::over(TestDb::new().await, masthead_app::Clock::System, masthead_http::HttpSettings::default())
            .await;
    let (_, refused) = import(&second, &text, Files::Nowhere).await;
    assert!(refused.len() == 2 && refused[0].contains("--files"), "{refused:?}");
    let (counts, refused) = import(&second, &text, Files::Folder(out.path().to_owned())).await;
    assert_eq!((counts.created, refused.len()), (2, 0), "{refused:?}");
    let again = tempfile::tempdir().unwrap();
    assert_eq!(export(&second, again.path()).await, text);
    for name in names {
        assert_eq!(std::fs::read(out.path().join(&name)).unwrap(), std::fs::read(again.path().join(&name)).unwrap());
    }
    // What is here already needs not come again.
    let (counts, refused) =
        import(&second, &text.replace("\"key\":\"talk\"", "\"key\":\"same\""), Files::Nowhere).await;
    assert_eq!((counts.created, counts.unchanged, refused.len()), (1, 1, 0), "{refused:?}");
}

#[tokio::test]
async fn a_text_shows_the_file_that_comes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ferry.jpg"), pictures::jpeg(320, 200)).unwrap();
    let from = "https://old.example/uploads/ferry.jpg";
    let mut records = masthead_tests::bundle::base();
    records.push(json!({"type": "asset", "key": "ferry", "url": from, "file": "ferry.jpg", "alt": "A ferry"}));
    let mut article = masthead_tests::bundle::article("crossing", 1);
    article["body"] =
        json!({"format": "html", "value": format!("<p>A.</p><figure><img src=\"{from}\" alt=\"The ferry\"></figure>")});
    records.push(article);
    let server = TestServer::new().await;
    let files = || Files::Folder(folder.path().to_owned());
    let (counts, refused) = import(&server, &lines(&records), files()).await;
    assert_eq!((counts.created, refused.len()), (12, 0), "{refused:?}");
    let html = server.client().json("/v1/articles/crossing").await["body"]["html"].as_str().unwrap().to_owned();
    assert!(html.contains("/media/") && html.contains("alt=\"The ferry\"") && !html.contains(from), "{html}");
    let (counts, _) = import(&server, &lines(&records), files()).await;
    assert_eq!((counts.unchanged, counts.updated), (12, 0));
    // Where it was fetched from goes out with it, and comes in again.
    let out = tempfile::tempdir().unwrap();
    let text = export(&server, out.path()).await;
    assert!(text.contains(from), "{text}");
    let second = TestServer::new().await;
    let (_, refused) = import(&second, &text, Files::Folder(out.path().to_owned())).await;
    assert_eq!((export(&second, out.path()).await, refused), (text, Vec::new()));
}

#[tokio::test]
async fn a_bundle_reaches_no_further_than_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("inside")).unwrap();
    std::fs::write(folder.path().join("outside.jpg"), pictures::jpeg(20, 20)).unwrap();
    std::fs::write(folder.path().join("inside/page.jpg"), "<html></html>").unwrap();
    let server = TestServer::new().await;
    let full = folder.path().join("outside.jpg").display().to_string();
    let names = ["../outside.jpg", full.as_str(), "page.jpg", "missing.jpg", "", "inside/../../outside.jpg"];
    let records: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(n, name)| json!({"type": "asset", "key": format!("k{n}"), "file": name}))
        .collect();
    let (counts, refused) = import(&server, &lines(&records), Files::Folder(folder.path().join("inside"))).await;
    assert_eq!((counts.refused, counts.created), (6, 0), "{refused:?}");
}
