//! What is not done, and what is said then: nothing is overwritten, and nothing that is no whole backup is restored.

use masthead_tests::{TestDb, TestServer, bundle};

use super::{Newsroom, Shelf, backed_up, over, ran, restored, served, tampered};

/// A small publication, without a server.
async fn small() -> TestDb {
    let db = TestDb::new().await;
    let app = db.app().await;
    let mut records = bundle::base();
    records.extend((0..40).map(|number| bundle::article(&format!("a-{number}"), number)));
    masthead_tests::load(&app, bundle::lines(&records).into_bytes()).await;
    app.close().await;
    db
}

#[tokio::test]
async fn nothing_is_overwritten_unless_it_is_asked_for() {
    let db = small().await;
    let shelf = Shelf::new();
    let file = shelf.file("b.masthead");
    std::fs::write(&file, "mine").unwrap();
    let mut command = over(&db);
    command.arg("backup").arg(&file);
    let (status, _, err) = ran(command).await;
    assert_eq!(status, 2);
    assert!(err.contains("--force") && err.contains("b.masthead"), "{err}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    let mut command = over(&db);
    command.arg("backup").arg(&file).arg("--force");
    assert_eq!(ran(command).await.0, 0);
    // Nothing else is left there.
    assert_eq!(std::fs::read_dir(shelf.file("")).unwrap().count(), 1);

    // A database that holds something, be it one record.
    let other = TestServer::new().await;
    other.load(&bundle::lines(&bundle::base()[..1])).await;
    let (status, _, err) = restored(&other.db, &file, &[]).await;
    assert_eq!(status, 2);
    assert!(err.contains("--force") && err.contains("holds something"), "{err}");
    assert_eq!(other.client().get("/v1/articles/a-1").await.status, 404);
    assert_eq!(restored(&other.db, &file, &["--force"]).await.0, 0);
    assert_eq!(other.client().get("/v1/articles/a-1").await.status, 200);

    // One whose server was only started has nothing that anybody would miss.
    let fresh = TestServer::new().await;
    assert_eq!(fresh.client().get("/v1/articles/a-1").await.status, 404);
    let (status, _, err) = restored(&fresh.db, &file, &[]).await;
    assert_eq!(status, 0, "{err}");
    assert_eq!(fresh.client().get("/v1/articles/a-1").await.status, 200);
}

#[tokio::test]
async fn what_is_no_database_is_not_backed_up() {
    let shelf = Shelf::new();
    let db = TestDb::unmigrated().await;
    let mut command = over(&db);
    command.arg("backup").arg(shelf.file("b"));
    let (status, _, err) = ran(command).await;
    assert_eq!(status, 2);
    // A mistyped name makes no new file; an empty database is none of Masthead's.
    assert!(err.contains("there is no database file") || err.contains("no tables of Masthead's"), "{err}");
    assert!(!shelf.file("b").exists());
    for name in ["-", "."] {
        let mut command = over(&db);
        command.arg("backup").arg(name);
        let (status, _, err) = ran(command).await;
        assert_eq!(status, 2);
        assert!(err.contains("cannot write"), "{err}");
    }
}

#[tokio::test]
async fn what_is_no_whole_backup_is_not_restored() {
    let db = small().await;
    let shelf = Shelf::new();
    let file = shelf.file("b.masthead");
    backed_up(&db, &file).await;
    let whole = std::fs::read(&file).unwrap();
    let other = small().await;
    let cases: [(&str, Vec<u8>); 5] = [
        ("cut", whole[..whole.len() * 2 / 3].to_vec()),
        ("overwritten", {
            let mut bytes = whole.clone();
            let (from, to) = (bytes.len() / 3, bytes.len() * 2 / 3);
            bytes[from..to].fill(0x55);
            bytes
        }),
        ("head", whole[..20].to_vec()),
        ("bundle", bundle::lines(&bundle::base()).into_bytes()),
        ("empty", Vec::new()),
    ];
    for (name, bytes) in cases {
        let damaged = shelf.file(name);
        std::fs::write(&damaged, bytes).unwrap();
        let (status, _, err) = restored(&other, &damaged, &["--force"]).await;
        assert_eq!(status, 2, "{name}: {err}");
        assert!(err.contains(name), "{err}");
        assert!(err.lines().count() < 10 && !err.contains("panicked"), "{err}");
    }
    let (status, _, err) = restored(&other, &shelf.file("nowhere"), &["--force"]).await;
    assert_eq!(status, 2);
    assert!(err.contains("nowhere"), "{err}");
    // Everything is as it was.
    assert_eq!(served(other).await.client().json("/v1/articles?totalCount=true").await["totalCount"], 40);
}

#[tokio::test]
async fn a_backup_of_a_newer_masthead_is_refused_and_one_of_an_older_is_migrated() {
    let db = small().await;
    let shelf = Shelf::new();
    let file = shelf.file("newer.masthead");
    tampered(&db, &["INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000000_wings', 0)"]).await;
    backed_up(&db, &file).await;
    let other = TestDb::unmigrated().await;
    let (status, _, err) = restored(&other, &file, &[]).await;
    assert_eq!(status, 2);
    assert!(err.contains("newer Masthead") && err.contains("m20990101_000000_wings"), "{err}");

    let file = shelf.file("older.masthead");
    let back = [
        "DELETE FROM seaql_migrations WHERE version LIKE 'm2099%' OR version = 'm20261125_230000_log_identity'",
        "ALTER TABLE event_counter DROP COLUMN log",
    ];
    tampered(&db, &back).await;
    let said = backed_up(&db, &file).await;
    assert!(!said.contains("log_identity"), "{said}");
    let elsewhere = small().await;
    for db in [other, elsewhere] {
        let (status, out, err) = restored(&db, &file, &["--force"]).await;
        assert_eq!(status, 0, "{err}");
        assert!(out.contains("needed 1 changes"), "{out}");
        let server = served(db).await;
        assert_eq!(server.client().json("/v1/articles?totalCount=true").await["totalCount"], 40);
        let found = server.client().json("/v1/search?query=headline&totalCount=true").await;
        assert_eq!(found["totalCount"], 40);
        let app = server.db.app().await;
        assert_eq!(app.pending_migrations().await.unwrap(), 0);
        app.close().await;
        let seq = server.client().get("/v1/articles").await.header("content-version").parse::<i64>().unwrap();
        assert!(seq > 40, "{seq}");
    }
}

#[tokio::test]
async fn a_backup_goes_back_to_its_own_kind_alone() {
    let db = small().await;
    if !db.is_postgres() {
        return;
    }
    let shelf = Shelf::new();
    let file = shelf.file("b.masthead");
    backed_up(&db, &file).await;
    let other = TestDb::sqlite().await;
    let (status, _, err) = restored(&other, &file, &[]).await;
    assert_eq!(status, 2);
    assert!(err.contains("migrate-database"), "{err}");
    let file = shelf.file("c.masthead");
    let app = other.app().await;
    masthead_tests::load(&app, bundle::lines(&bundle::base()).into_bytes()).await;
    app.close().await;
    backed_up(&other, &file).await;
    let (status, _, err) = restored(&db, &file, &["--force"]).await;
    assert_eq!(status, 2);
    assert!(err.contains("migrate-database"), "{err}");
}

#[tokio::test]
async fn a_database_in_use_is_no_backup_and_its_left_log_is_not_taken_for_ours() {
    let room = Newsroom::new().await;
    if room.server.db.is_postgres() {
        return;
    }
    let shelf = Shelf::new();
    let own = room.server.db.url().strip_prefix("sqlite://").unwrap().to_owned();
    let other = TestDb::unmigrated().await;
    let (status, _, err) = restored(&other, own.as_ref(), &[]).await;
    assert_eq!(status, 2);
    assert!(err.contains("-wal"), "{err}");
    let file = shelf.file("b.masthead");
    backed_up(&room.server.db, &file).await;
    let left = format!("{}-wal", other.url().strip_prefix("sqlite://").unwrap());
    std::fs::write(&left, "left").unwrap();
    let (status, _, err) = restored(&other, &file, &[]).await;
    assert_eq!(status, 2);
    assert!(err.contains(&left) && err.contains("--force"), "{err}");
    assert_eq!(restored(&other, &file, &["--force"]).await.0, 0);
    assert_ne!(std::fs::read(&left).unwrap_or_default(), b"left");
    // Nothing of the work is left beside the database.
    let folder = std::path::Path::new(&left).parent().unwrap().to_owned();
    let names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| name.to_str().unwrap().starts_with("test.sqlite")), "{names:?}");
}
