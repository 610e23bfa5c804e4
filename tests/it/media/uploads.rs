//! Files come in by a form, by PUT, and by two steps of GraphQL; they are kept once; what fails leaves nothing behind.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use masthead_app::{Clock, media};
use masthead_domain::{time::Instant, user::UserRole};
use masthead_tests::pictures;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, MediaSettings};

const CREATE_UPLOAD: &str =
    "mutation { createUpload(input: {filename: \"IMG_1.jpg\"}) { id url hasArrived expiresAt } }";

#[tokio::test]
async fn a_file_comes_by_every_door_and_is_kept_once() {
    let desk = Desk::new().await;
    let bytes = pictures::jpeg(320, 200);
    let by_form = desk.asset("dir/a.jpg", bytes.clone(), &[("key", "by-form"), ("alt", "A field")]).await;
    assert_eq!(
        (&by_form["width"], &by_form["height"], &by_form["mediaType"]),
        (&json!(320), &json!(200), &json!("image/jpeg"))
    );
    assert_eq!((&by_form["filename"], &by_form["alt"]), (&json!("a.jpg"), &json!("A field")));

    let upload = desk.editor.post("/v1/uploads", json!({"filename": "b.jpg"})).await;
    assert_eq!((upload.status.as_u16(), upload.json()["hasArrived"].as_bool()), (201, Some(false)));
    let upload = upload.json();
    let put = |bytes: Vec<u8>| {
        let request = desk.editor.request(Method::PUT, desk.path(&upload["url"])).body(bytes);
        desk.editor.send(request)
    };
    let early = desk.editor.post("/v1/assets", json!({"upload": upload["id"]})).await;
    assert_eq!((early.status.as_u16(), &early.json()["violations"][0]["code"]), (422, &json!("not_arrived")));
    let received = put(bytes.clone()).await;
    assert_eq!(received.status, 200, "{}", String::from_utf8_lossy(&received.bytes));
    assert_eq!(received.json()["bytes"], json!(bytes.len()));
    // An answer that was lost may be asked for again; another file is another upload.
    assert_eq!(put(bytes.clone()).await.status, 200);
    assert_eq!(put(pictures::jpeg(10, 10)).await.json()["code"], "already_exists");
    let by_put = desk.editor.post("/v1/assets", json!({"upload": upload["id"], "key": "by-put"})).await;
    assert_eq!(by_put.status, 201, "{}", String::from_utf8_lossy(&by_put.bytes));
    assert_eq!(by_put.json()["filename"], "b.jpg");
    let again = desk.editor.post("/v1/assets", json!({"upload": upload["id"]})).await;
    assert_eq!(again.json()["violations"][0]["code"], "unknown_reference", "an upload makes one asset");

    let upload = desk.editor.data(CREATE_UPLOAD, Value::Null).await["createUpload"].clone();
    let request = desk.editor.request(Method::PUT, desk.path(&upload["url"])).body(bytes.clone());
    assert_eq!(desk.editor.send(request).await.status, 200);
    let arrived = "query($id: ID!) { upload(id: $id) { hasArrived bytes mediaType width height filename } }";
    let told = desk.editor.data(arrived, json!({"id": upload["id"]})).await;
    let wanted = json!({"hasArrived": true, "bytes": bytes.len(), "mediaType": "image/jpeg", "width": 320, "height": 200, "filename": "IMG_1.jpg"});
    assert_eq!(told["upload"], wanted);
    let create = "mutation($id: String!) { createAsset(input: {upload: $id, alt: \"A field\"}) { url width thumbHash renditions { url } } }";
    let made = desk.editor.data(create, json!({"id": upload["id"]})).await["createAsset"].clone();
    assert_eq!(made["width"], 320);
    assert!(!made["thumbHash"].as_str().unwrap().is_empty() && !made["renditions"].as_array().unwrap().is_empty());

    for url in [&by_form["url"], &by_put.json()["url"], &made["url"]] {
        let answer = desk.at(url).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "image/jpeg"));
        assert_eq!(answer.bytes, bytes);
    }
    assert_eq!(desk.stored().len(), 1, "the same bytes are one file: {:?}", desk.stored());
}

#[tokio::test]
async fn what_a_file_says_about_itself_is_a_proposal() {
    let desk = Desk::new().await;
    let bytes = pictures::jpeg_of_a_camera(300, 200);
    let asset = desk.asset("c.jpg", bytes.clone(), &[("caption", "Ours")]).await;
    assert_eq!((&asset["caption"], &asset["credit"]), (&json!("Ours"), &json!("Petra Lindvale")));
    assert_eq!(asset["copyright"], "2026 Petra Lindvale");
    assert_eq!((&asset["width"], &asset["height"]), (&json!(200), &json!(300)), "it stands upright");
    // Readers get neither the place nor the camera, and the same pixels.
    let served = desk.at(&asset["url"]).await.bytes;
    let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    for secret in [&b"38.7223"[..], b"Lensmaker", b"Petra"] {
        assert!(holds(&bytes, secret) && !holds(&served, secret), "{}", String::from_utf8_lossy(secret));
    }
    assert_eq!(pictures::size(&served), pictures::size(&bytes));
    let small = desk.renditions(&asset).await.into_iter().find(|it| it["crop"] == "ORIGINAL").unwrap();
    let small = desk.at(&small["url"]).await.bytes;
    let (width, height) = pictures::size(&small);
    assert!(height > width, "renditions stand upright");
    // Turned by a right angle clockwise: what was at the lower left is at the upper left.
    let [red, green, _] = pictures::colour(&small, 0.02, 0.02);
    assert!(red < 40 && green > 200, "{red} {green}");
}

#[tokio::test]
async fn an_upload_that_fails_leaves_nothing_behind() {
    let media = MediaSettings {
        max_upload_bytes: 1_000_000,
        max_picture_bytes: 200_000,
        idle_timeout: Duration::from_millis(400),
        ..MediaSettings::default()
    };
    let desk = Desk::with(Clock::System, media).await;
    let upload = desk.editor.post("/v1/uploads", json!({})).await.json();
    let path = desk.path(&upload["url"]);
    let token = desk.editor.request(Method::GET, "/").build().unwrap();
    let token = token.headers()["authorization"].to_str().unwrap().to_owned();
    let begun = |length: usize, bytes: &[u8]| {
        let mut socket = TcpStream::connect(desk.server.url.strip_prefix("http://").unwrap()).unwrap();
        write!(socket, "PUT {path} HTTP/1.1\r\nhost: x\r\nauthorization: {token}\r\ncontent-length: {length}\r\n\r\n")
            .unwrap();
        socket.write_all(bytes).unwrap();
        socket
    };
    let bytes = pictures::jpeg(400, 300);
    // The client goes away in the middle.
    drop(begun(bytes.len(), &bytes[..bytes.len() / 2]));
    // The client falls silent.
    let mut silent = begun(bytes.len(), &bytes[..bytes.len() / 2]);
    silent.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // On a thread of its own: the server may have connections to the database that this test's thread keeps going.
    let read = tokio::task::spawn_blocking(move || {
        let mut answer = Vec::new();
        // The connection may end with a reset: half of what was announced never came.
        let end = silent.read_to_end(&mut answer);
        format!("{}, then {end:?}", String::from_utf8_lossy(&answer))
    });
    let answer = read.await.unwrap();
    assert!(answer.contains("400 Bad Request") && answer.contains("media_idle_timeout_ms"), "{answer}");
    // It says beforehand that it is too much: nothing of it is read.
    let mut large = begun(2_000_000, &[]);
    large.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let read = tokio::task::spawn_blocking(move || {
        let mut answer = [0; 2_048];
        large.read(&mut answer).map(|read| String::from_utf8_lossy(&answer[..read]).into_owned())
    });
    let answer = read.await.unwrap().unwrap();
    assert!(answer.contains("413") && answer.contains("media_max_upload_bytes"), "{answer}");
    // A picture has a limit of its own, and what came before a refusal goes with it.
    let mut heavy = pictures::jpeg(300, 300);
    heavy.resize(300_000, 0);
    let refused = desk.editor.send(desk.editor.request(Method::PUT, path).body(heavy)).await;
    assert_eq!(refused.status, 413);
    assert!(refused.json()["detail"].as_str().unwrap().contains("media_max_picture_bytes"));
    assert_eq!(desk.stored(), Vec::<String>::new());
    assert_eq!(desk.editor.json(path).await["hasArrived"], false);
    // And it can still be done.
    assert_eq!(desk.editor.send(desk.editor.request(Method::PUT, path).body(bytes)).await.status, 200);
}

#[tokio::test]
async fn an_upload_is_its_owners_alone() {
    let desk = Desk::new().await;
    let upload = desk.editor.post("/v1/uploads", json!({})).await.json();
    let path = desk.path(&upload["url"]);
    let put = |client: &masthead_tests::Client| {
        let request = client.request(Method::PUT, path).body(pictures::jpeg(20, 20));
        let client = client.clone();
        async move { client.send(request).await }
    };
    assert_eq!(put(&desk.reader).await.status, 401);
    let other = desk.server.user(UserRole::Editor, &[]).await;
    assert_eq!(put(&other).await.status, 404);
    assert_eq!(other.get(path).await.status, 404);
    assert_eq!(put(&desk.editor).await.status, 200);
    let stolen = other.post("/v1/assets", json!({"upload": upload["id"]})).await;
    assert_eq!((stolen.status.as_u16(), &stolen.json()["violations"][0]["code"]), (422, &json!("unknown_reference")));
}

#[tokio::test]
async fn what_is_in_use_stays_and_what_is_not_goes() {
    let clock = Clock::manual(Instant::from_micros(1_790_000_000_000_000));
    let Clock::Manual(micros) = clock.clone() else { unreachable!() };
    let mut desk = Desk::with(clock, MediaSettings::default()).await;
    let shown = desk.asset("a.jpg", pictures::jpeg(64, 48), &[("key", "shown"), ("alt", "x")]).await;
    let portrait = desk.asset("b.jpg", pictures::jpeg(65, 48), &[("key", "portrait")]).await;
    let unused = desk.asset("c.jpg", pictures::jpeg(66, 48), &[("key", "unused")]).await;
    let twin = desk.asset("d.jpg", pictures::jpeg(66, 48), &[("key", "twin")]).await;
    desk.publish("with-picture", "shown").await;
    let author = desk.editor.json("/v1/authors/ben").await;
    let patched = desk
        .editor
        .patch("/v1/authors/ben", author["revision"].as_i64().unwrap(), json!({"portrait": "portrait"}))
        .await;
    assert_eq!(patched.status, 200);

    let refused = desk.delete(&shown).await;
    assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (409, &json!("in_use")));
    assert!(refused.json()["detail"].as_str().unwrap().contains("\"with-picture\""), "{}", refused.json()["detail"]);
    let refused = desk.delete(&portrait).await.json();
    assert!(refused["detail"].as_str().unwrap().contains("\"ben\""), "{refused}");
    let lists = |query: &'static str| async {
        desk.editor.json(query).await["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["key"].as_str().unwrap().to_owned())
            .collect::<BTreeSet<_>>()
    };
    // Those of one moment are in no order.
    assert_eq!(lists("/v1/assets?used=false").await, BTreeSet::from(["twin", "unused"].map(str::to_owned)));
    assert_eq!(lists("/v1/assets?used=true").await, BTreeSet::from(["portrait", "river", "shown"].map(str::to_owned)));

    assert_eq!(desk.delete(&unused).await.status, 204);
    assert_eq!(desk.at(&unused["url"]).await.status, 404);
    let delete = "mutation($id: String!) { deleteAsset(input: {id: $id, expectedRevision: 1}) }";
    let gone = desk.editor.data(delete, json!({"id": "twin"})).await;
    assert_eq!(gone["deleteAsset"], twin["id"]);
    // An upload of which nothing was made.
    let upload = desk.editor.post("/v1/uploads", json!({})).await.json();
    let request = desk.editor.request(Method::PUT, desk.path(&upload["url"])).body(pictures::mp3(5_000));
    assert_eq!(desk.editor.send(request).await.status, 200);
    assert_eq!(desk.stored().len(), 4);
    // Not at once: somebody may just be looking.
    assert_eq!(media::sweep(&desk.server.app).await.unwrap().files, 0);
    micros.fetch_add(25 * 3600 * 1_000_000, std::sync::atomic::Ordering::SeqCst);
    let swept = media::sweep(&desk.server.app).await.unwrap();
    assert_eq!((swept.uploads, swept.files), (1, 2));
    assert_eq!(desk.stored().len(), 2, "{:?}", desk.stored());
    assert_eq!(desk.at(&shown["url"]).await.status, 200);
    // What was swept may come again, from somebody who has signed in since.
    desk.editor = desk.server.user(UserRole::Admin, &[]).await;
    desk.asset("c.jpg", pictures::jpeg(66, 48), &[("key", "again")]).await;
    assert_eq!(desk.stored().len(), 3);
}

#[tokio::test]
async fn another_file_has_another_address_and_the_old_one_leads_there() {
    let desk = Desk::new().await;
    let asset = desk.asset("a.jpg", pictures::jpeg(640, 400), &[("key", "a")]).await;
    let old = desk.renditions(&asset).await.into_iter().find(|it| it["crop"] == "SQUARE").unwrap();
    let upload = desk.editor.post("/v1/uploads", json!({})).await.json();
    let request = desk.editor.request(Method::PUT, desk.path(&upload["url"])).body(pictures::transparent_png(500, 400));
    assert_eq!(desk.editor.send(request).await.status, 200);
    let changed =
        desk.editor.patch("/v1/assets/a", 1, json!({"upload": upload["id"], "focalPoint": {"x": 0.25, "y": 1}})).await;
    assert_eq!(changed.status, 200, "{}", String::from_utf8_lossy(&changed.bytes));
    let changed = changed.json();
    assert_eq!(
        (&changed["id"], &changed["mediaType"], &changed["revision"]),
        (&asset["id"], &json!("image/png"), &json!(2))
    );
    for url in [&asset["url"], &old["url"]] {
        let moved = desk.at(url).await;
        assert_eq!(moved.status, 302);
        let there = desk.reader.get(moved.header("location")).await;
        assert_eq!((there.status.as_u16(), there.header("content-type")), (200, "image/png"));
    }
    let wrong = desk
        .editor
        .patch("/v1/assets/a", 2, json!({"focalPoint": {"x": 2, "y": 0}, "width": 5, "decorative": true, "alt": "x"}))
        .await;
    let codes: Vec<Value> =
        wrong.json()["violations"].as_array().unwrap().iter().map(|it| json!([it["field"], it["code"]])).collect();
    assert_eq!(
        codes,
        [json!(["/alt", "contradiction"]), json!(["/focalPoint", "out_of_range"]), json!(["/width", "fixed"])]
    );
}
