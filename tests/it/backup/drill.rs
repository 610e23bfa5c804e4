//! The restore drill: back up while somebody writes, lose everything, restore, go on.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use masthead_tests::TestDb;
use serde_json::json;

use super::{Newsroom, Shelf, backed_up, differences, kept, over, publish, ran, restored, served};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_was_made_while_somebody_wrote_is_of_one_moment() {
    let room = Newsroom::new().await;
    let shelf = Shelf::new();
    let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let writer = {
        let (admin, stop, written) = (room.admin.clone(), Arc::clone(&stop), Arc::clone(&written));
        tokio::spawn(async move {
            while !stop.load(Ordering::SeqCst) {
                let number = written.load(Ordering::SeqCst);
                publish(&admin, &format!("zwillop-{number:04}")).await;
                written.fetch_add(1, Ordering::SeqCst);
            }
        })
    };
    while written.load(Ordering::SeqCst) < 5 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let file = shelf.file("monday.masthead");
    let said = backed_up(&room.server.db, &file).await;
    let during = written.load(Ordering::SeqCst);
    while written.load(Ordering::SeqCst) < during + 5 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    stop.store(true, Ordering::SeqCst);
    writer.await.unwrap();
    assert!(during > 5, "nothing was written meanwhile");
    assert!(said.contains("not part of it") && said.contains("media_store"), "{said}");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "there are hashes of passwords in it");
    }

    let other = TestDb::unmigrated().await;
    let (status, out, err) = restored(&other, &file, &[]).await;
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("was restored: everything up to event"), "{out}");
    let restored = served(other).await;
    let reader = restored.client();
    let admin = reader.with_token(&room.key);
    // What was written in this order is there in this order, up to somewhere, and nothing of what came after.
    let mut there = 0;
    for number in 0..written.load(Ordering::SeqCst) {
        let slug = format!("zwillop-{number:04}");
        match reader.get(&format!("/v1/articles/{slug}")).await.status.as_u16() {
            200 => {
                assert_eq!(there, number, "a hole before {slug}");
                there += 1;
            }
            404 => {}
            other => panic!("{slug}: {other}"),
        }
    }
    assert!(there >= 5 && there < written.load(Ordering::SeqCst), "{there}");
    // The log, the lists and the search are of the same moment.
    let events = admin.json("/v1/events?action=PUBLISHED&first=100&totalCount=true").await;
    let published = events["items"].as_array().unwrap().iter().filter(|it| it["subject"] == "ARTICLE");
    assert!(published.count() >= there.min(90), "{events}");
    let listed = reader.json("/v1/sections/news/articles?first=100&totalCount=true").await;
    assert_eq!(listed["totalCount"], there + 1, "and the match");
    let found = reader.json("/v1/search?query=zwillop&first=1&totalCount=true").await;
    assert_eq!(found["totalCount"], there, "{found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_comes_back_and_the_work_goes_on() {
    let room = Newsroom::new().await;
    let shelf = Shelf::new();
    let (file, files) = (shelf.file("monday.masthead"), shelf.file("files"));
    let mut command = over(&room.server.db);
    command.arg("backup").arg(&file).arg("--files").arg(&files);
    let (status, out, err) = ran(command).await;
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("new files of assets were copied"), "{out}");
    // Once more: nothing of what is there is copied again.
    let mut command = over(&room.server.db);
    command.arg("backup").arg(shelf.file("tuesday.masthead")).arg("--files").arg(&files);
    let (_, out, _) = ran(command).await;
    assert!(out.contains("0 new files of assets"), "{out}");

    let other = TestDb::unmigrated().await;
    // One file was lost, and one is damaged.
    let mut all: Vec<_> = std::fs::read_dir(&files).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort_unstable();
    assert!(all.len() > 5);
    let (lost, damaged) = (std::fs::read(&all[0]).unwrap(), std::fs::read(&all[1]).unwrap());
    std::fs::remove_file(&all[0]).unwrap();
    std::fs::write(&all[1], b"\xff\xd8\xff nothing").unwrap();
    let (status, out, err) = restored(&other, &file, &["--files", files.to_str().unwrap()]).await;
    assert_eq!(status, 1, "{err}");
    assert!(out.contains("2 files are missing"), "{out}");
    let name = |at: usize| all[at].file_name().unwrap().to_str().unwrap().to_owned();
    assert!(err.contains(&name(0)) && err.contains("not in the folder"), "{err}");
    assert!(err.contains(&name(1)) && err.contains("not what its name says"), "{err}");
    std::fs::write(&all[0], lost).unwrap();
    std::fs::write(&all[1], damaged).unwrap();
    let (status, out, err) = restored(&other, &file, &["--files", files.to_str().unwrap(), "--force"]).await;
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("2 files were put into the store"), "{out}");
    assert_eq!(kept(&other.media()), kept(&room.server.db.media()));

    // Only the log tells that it was restored. Putting files back has looked at them, and a key tells when it was last used.
    let (mut tables, answers) = differences(&room.server.db, &other).await;
    tables.retain(|table| table != "files" && table != "api_keys");
    assert_eq!(tables, ["event_counter", "events"]);
    // Positions of posts name the log.
    let differing: Vec<&str> = answers.differences.iter().map(|difference| difference.path.as_str()).collect();
    assert_eq!(differing, ["/v1/articles/the-match/posts?first=100"]);

    let before = room.admin.json("/v1/events?first=1").await["items"][0]["seq"].as_i64().unwrap();
    let restored = served(other).await;
    let admin = restored.client().with_token(&room.key);
    let event = admin.json("/v1/events?first=1").await["items"][0].clone();
    assert_eq!((&event["subject"], &event["note"]), (&json!("SITE"), &json!("restored from a backup")));
    // Numbers go on.
    let seq = event["seq"].as_i64().unwrap();
    assert!(seq > before, "{seq} after {before}");
    publish(&admin, "after-the-restore").await;
    assert_eq!(admin.json("/v1/events?first=2").await["items"][1]["seq"], seq + 1);
    let found = restored.client().json("/v1/search?query=restore&totalCount=true").await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    // Drafts and plans, accounts and their sessions.
    assert_eq!(admin.json("/v1/articles/a-draft/manuscript").await["stage"], "DRAFT");
    assert_eq!(admin.json("/v1/articles/a-planned-one/manuscript").await["stage"], "SCHEDULED");
    let session = json!({"email": room.email, "password": masthead_tests::PASSWORD});
    assert_eq!(restored.client().post("/v1/auth/token", session).await.status, 200);
}
