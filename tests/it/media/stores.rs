//! The same in a bucket of a real S3 server.

use std::net::SocketAddr;

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use masthead_app::{
    Clock,
    media::{self, S3Options, StorageOptions},
};
use masthead_domain::time::Instant;
use masthead_tests::pictures;
use reqwest::Method;
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use serde_json::json;
use tempfile::TempDir;

use super::{Desk, MediaSettings};

const KEY: &str = "masthead-test";
const SECRET: &str = "a secret of the test";

/// An S3 server over a folder, with a bucket called `pictures`; it ends with the test's runtime.
async fn bucket() -> (TempDir, SocketAddr) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("pictures")).unwrap();
    let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
    service.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = service.build();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let server = Builder::new(TokioExecutor::new());
                // A connection that ends badly is the client's business.
                let _ = server.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    (folder, address)
}

fn options(address: SocketAddr, secret: &str) -> MediaSettings {
    let s3 = S3Options {
        bucket: "pictures".to_owned(),
        prefix: "masthead/one".to_owned(),
        endpoint: format!("http://{address}"),
        region: "us-east-1".to_owned(),
        access_key_id: KEY.to_owned(),
        secret_access_key: secret.to_owned(),
        path_style: true,
    };
    MediaSettings { storage: StorageOptions::S3(s3), cache_bytes: 0, ..MediaSettings::default() }
}

fn objects(folder: &std::path::Path) -> usize {
    let mut count = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            // What the server keeps for itself begins with a point.
            let is_its_own = entry.file_name().to_string_lossy().starts_with('.');
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if !is_its_own {
                count += 1;
            }
        }
    }
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_serves_as_a_folder_does() {
    let (folder, address) = bucket().await;
    let clock = Clock::manual(Instant::from_micros(1_790_000_000_000_000));
    let Clock::Manual(micros) = clock.clone() else { unreachable!() };
    let desk = Desk::with(clock, options(address, SECRET)).await;
    let picture = pictures::jpeg_of_a_camera(400, 300);
    let asset = desk.asset("a.jpg", picture.clone(), &[("key", "a")]).await;
    // What came, and what readers get of it.
    assert_eq!(objects(&folder.path().join("pictures/masthead/one")), 2);
    assert_eq!(pictures::size(&desk.at(&asset["url"]).await.bytes), (400, 300));
    for rendition in desk.renditions(&asset).await.iter().take(3) {
        assert_eq!(desk.at(&rendition["url"]).await.status, 200, "{rendition}");
    }
    // In several parts.
    let long = pictures::mp3(18_000_000);
    let sound = desk.asset("b.mp3", long.clone(), &[("key", "b")]).await;
    assert_eq!(desk.at(&sound["url"]).await.bytes, long);
    let request = desk.reader.request(Method::GET, desk.path(&sound["url"])).header("range", "bytes=9000000-9000099");
    let part = desk.reader.send(request).await;
    assert_eq!((part.status.as_u16(), &part.bytes[..]), (206, &long[9_000_000..9_000_100]));
    // The same file once more, and then neither of the two.
    let twin = desk.asset("c.mp3", long, &[("key", "c")]).await;
    let before = objects(folder.path());
    for asset in [&asset, &sound, &twin] {
        assert_eq!(desk.delete(asset).await.status, 204);
    }
    micros.fetch_add(25 * 3600 * 1_000_000, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(media::sweep(&desk.server.app).await.unwrap().files, 2);
    assert!(before >= 6 && objects(&folder.path().join("pictures")) == 0, "{before}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_away_is_said_to_be() {
    let (_folder, address) = bucket().await;
    let desk = Desk::with(Clock::System, options(address, "another secret")).await;
    let refused = desk.send("a.jpg", pictures::jpeg(40, 30), &[]).await;
    assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (503, &json!("unavailable")));
    assert!(!refused.json()["detail"].as_str().unwrap().contains("pictures"), "{}", refused.json());
    assert_eq!(desk.reader.get("/v1/articles").await.status, 200);
}
