//! Files that are fetched from elsewhere: only from where they may be, wherever a redirect leads.

use std::sync::Arc;

use masthead_app::{
    Clock,
    bundle::{self, Files, ImportOptions},
};
use masthead_tests::{bundle::lines, pictures};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{Desk, MediaSettings};

/// A server elsewhere, with a picture and ways that lead to it and astray. It ends with the test's runtime.
async fn elsewhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let picture = Arc::new(pictures::jpeg(240, 160));
    let own = base.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (picture, own) = (Arc::clone(&picture), own.clone());
            tokio::spawn(async move {
                let mut head = vec![0; 8_192];
                let read = socket.read(&mut head).await.unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..read]).into_owned();
                let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
                let to = |place: &str| {
                    format!("HTTP/1.1 302 Found\r\nlocation: {place}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                        .into_bytes()
                };
                let answer = match path.as_str() {
                    "/pictures/f%C3%A4hre.jpg" => {
                        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", picture.len()).into_bytes();
                        answer.extend_from_slice(&picture);
                        answer
                    }
                    "/cut" => {
                        let mut answer = format!(
                            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                            picture.len()
                        )
                        .into_bytes();
                        answer.extend_from_slice(&picture[..picture.len() / 2]);
                        answer
                    }
                    "/page" => {
                        b"HTTP/1.1 200 OK\r\ncontent-length: 22\r\nconnection: close\r\n\r\n<!DOCTYPE html><html/>"
                            .to_vec()
                    }
                    "/on" => to("/pictures/f%C3%A4hre.jpg"),
                    "/round" => to("/round"),
                    "/inside" => to("http://192.168.7.7/secret"),
                    "/inside-by-name" => to(&own.replace("127.0.0.1", "127.0.0.2")),
                    "/file" => to("file:///etc/passwd"),
                    _ => b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec(),
                };
                let _ = socket.write_all(&answer).await;
            });
        }
    });
    base
}

/// Only the one address of the server elsewhere is allowed.
fn allowing() -> MediaSettings {
    MediaSettings { fetch_networks: vec!["127.0.0.1".parse().unwrap()], ..MediaSettings::default() }
}

#[tokio::test]
async fn a_file_is_fetched_through_both_protocols() {
    let base = elsewhere().await;
    let desk = Desk::with(Clock::System, allowing()).await;
    let url = format!("{base}/pictures/f%C3%A4hre.jpg");
    let made = desk.editor.post("/v1/assets", json!({"importUrl": url, "key": "a", "alt": "x"})).await;
    assert_eq!(made.status, 201, "{}", String::from_utf8_lossy(&made.bytes));
    let made = made.json();
    assert_eq!(
        (&made["filename"], &made["mediaType"], &made["width"]),
        (&json!("fähre.jpg"), &json!("image/jpeg"), &json!(240))
    );
    let create = "mutation($url: String!) { createAsset(input: {importUrl: $url}) { url width } }";
    let other = desk.editor.data(create, json!({"url": format!("{base}/on")})).await["createAsset"].clone();
    assert_eq!(other["width"], 240);
    assert_eq!(desk.stored().len(), 1);
    assert_eq!(desk.at(&other["url"]).await.status, 200);
}

#[tokio::test]
async fn nothing_is_asked_that_is_not_public() {
    let base = elsewhere().await;
    let desk = Desk::with(Clock::System, allowing()).await;
    let strict = Desk::new().await;
    let cases = [
        (&strict, format!("{base}/pictures/f%C3%A4hre.jpg"), "not_fetched", "not on the public internet"),
        (&strict, base.replace("127.0.0.1", "localhost"), "not_fetched", "not on the public internet"),
        (&strict, "http://169.254.169.254/latest/meta-data/".to_owned(), "not_fetched", "not on the public internet"),
        (&strict, "http://[::ffff:10.0.0.1]/".to_owned(), "not_fetched", "not on the public internet"),
        (&desk, format!("{base}/inside"), "not_fetched", "192.168.7.7"),
        (&desk, format!("{base}/inside-by-name"), "not_fetched", "127.0.0.2"),
        (&desk, format!("{base}/file"), "not_fetched", "http"),
        (&desk, format!("{base}/round"), "not_fetched", "more than 5 times"),
        (&desk, format!("{base}/nothing"), "not_fetched", "404"),
        (&desk, format!("{base}/cut"), "not_fetched", "end"),
        (&desk, "gopher://x".to_owned(), "not_fetched", "http"),
        (&desk, "not a url".to_owned(), "invalid", "http"),
    ];
    for (desk, url, code, why) in cases {
        let answer = desk.editor.post("/v1/assets", json!({"importUrl": url})).await;
        let body = answer.json();
        let violation = &body["violations"][0];
        assert_eq!(
            (answer.status.as_u16(), violation["field"].as_str(), violation["code"].as_str()),
            (422, Some("/importUrl"), Some(code)),
            "{url}: {body}"
        );
        assert!(violation["message"].as_str().unwrap().contains(why), "{url}: {violation}");
    }
    let page = desk.editor.post("/v1/assets", json!({"importUrl": format!("{base}/page")})).await;
    assert_eq!(page.status, 415);
    let tried = desk.editor.post("/v1/assets?dryRun=true", json!({"importUrl": base})).await;
    assert_eq!(tried.json()["violations"][0]["code"], "not_in_dry_runs");
    assert_eq!(desk.stored(), Vec::<String>::new());
}

async fn import(desk: &Desk, records: &[Value], fetch: bool) -> (bundle::Counts, Vec<String>) {
    let how = ImportOptions { files: Files::Nowhere, fetch, archive: None };
    let mut told = Vec::new();
    let input = std::io::Cursor::new(lines(records).into_bytes());
    let counts = bundle::import(&desk.server.app, input, &how, |event| match event {
        bundle::ImportEvent::Note { message, .. } => told.push(message.to_owned()),
        bundle::ImportEvent::Refused { reason, .. } => told.push(reason.to_owned()),
        bundle::ImportEvent::Progress { .. } | bundle::ImportEvent::Done { .. } => {}
    });
    (counts.await.unwrap(), told)
}

#[tokio::test]
async fn an_import_brings_pictures_along_if_it_is_told_to() {
    let base = elsewhere().await;
    let desk = Desk::with(Clock::System, allowing()).await;
    let picture = format!("{base}/pictures/f%C3%A4hre.jpg");
    let mut article = masthead_tests::bundle::article("old-story", 1);
    article["body"] = json!({"format": "html", "value": format!("<p>A.</p><figure><img src=\"{picture}\" alt=\"A ferry\"></figure><figure><img src=\"{base}/nothing\" alt=\"Lost\"></figure>")});
    article["leadImage"] = json!({"asset": "lead"});
    let records = [json!({"type": "asset", "key": "lead", "url": format!("{base}/on"), "alt": "Lead"}), article];
    // Without the switch everything stays where it is.
    let (counts, told) = import(&desk, &records, false).await;
    assert_eq!((counts.created, counts.refused, told.len()), (2, 0, 0), "{told:?}");
    let html = |answer: Value| answer["body"]["html"].as_str().unwrap().to_owned();
    assert!(html(desk.reader.json("/v1/articles/old-story").await).contains(&picture));
    // With it they are ours, and what cannot be had is told and stays.
    let (counts, told) = import(&desk, &records, true).await;
    assert_eq!((counts.updated, counts.refused), (2, 0), "{told:?}");
    assert!(told.len() == 1 && told[0].contains("stays where it is") && told[0].contains("404"), "{told:?}");
    let answer = desk.reader.json("/v1/articles/old-story?include=renditions,body").await;
    let text = html(answer.clone());
    assert!(
        !text.contains(&picture) && text.contains("/media/") && text.contains(&format!("{base}/nothing")),
        "{text}"
    );
    let picture = &answer["body"]["blocks"][1]["picture"];
    assert_eq!((&picture["alt"], &picture["width"]), (&json!("A ferry"), &json!(240)));
    assert!(!picture["renditions"].as_array().unwrap().is_empty() && picture["assetId"].is_string());
    assert_eq!(answer["leadImage"]["thumbHash"].as_str().map(str::is_empty), Some(false));
    // Again, with or without: what is here stays here.
    for fetch in [true, false] {
        let (counts, _) = import(&desk, &records, fetch).await;
        assert_eq!((counts.unchanged, counts.updated, counts.created), (2, 0, 0));
    }
}
