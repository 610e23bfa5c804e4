//! From one database into another, and whether both hold and answer the same.

use masthead_app::App;
use masthead_persistence::whole::{LEFT_OUT, list};
use masthead_tests::{TestDb, bundle};
use sea_orm::Database;

use super::{Newsroom, differences, over, ran, served, tampered};

async fn moved(from: &TestDb, to: &TestDb, more: &[&str]) -> (i32, String, String) {
    let mut command = over(from);
    command.args(["migrate-database", "--from", from.url(), "--to", to.url()]).args(more);
    ran(command).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_moves_there_and_back_and_answers_the_same() {
    let room = Newsroom::new().await;
    let (there, back) = (TestDb::sqlite().await, TestDb::unmigrated().await);
    let token = room.server.client().json("/v1/sync?first=100").await["token"].as_str().unwrap().to_owned();
    let (status, out, err) = moved(&room.server.db, &there, &[]).await;
    assert_eq!(status, 0, "{out}{err}");
    assert!(out.contains("rows were copied") && out.contains("Both hold the same"), "{out}");
    let (status, out, err) = moved(&there, &back, &[]).await;
    assert_eq!(status, 0, "{out}{err}");
    let (tables, answers) = differences(&room.server.db, &back).await;
    assert_eq!((tables, answers.differences), (Vec::new(), Vec::new()));
    // The same publication goes on: keys, tokens and numbers hold.
    let server = served(back).await;
    let path = format!("/v1/sync?first=100&token={token}");
    assert_eq!(server.client().get(&path).await.bytes, room.server.client().get(&path).await.bytes);
    let admin = server.client().with_token(&room.key);
    let last = admin.json("/v1/events?first=1").await["items"][0]["seq"].as_i64().unwrap();
    super::publish(&admin, "after-the-move").await;
    assert_eq!(admin.json("/v1/events?first=1").await["items"][0]["seq"].as_i64().unwrap(), last + 2);
    let found = server.client().json("/v1/search?query=move").await;
    assert_eq!(found["items"][0]["article"]["slug"], "after-the-move", "{found}");
}

#[tokio::test]
async fn a_row_that_was_altered_is_found() {
    let room = Newsroom::new().await;
    let there = TestDb::new().await;
    assert_eq!(moved(&room.server.db, &there, &["--sample", "5"]).await.0, 0);
    // One row: the table is told, and what readers see of it.
    let newest = "(SELECT a.published_revision_id FROM articles a WHERE a.slug = 'the-match')";
    tampered(&there, &[&format!("UPDATE bodies SET blocks = '[]' WHERE revision_id = {newest}")]).await;
    let (status, out, err) = moved(&room.server.db, &there, &["--verify-only"]).await;
    assert_eq!(status, 1, "{out}");
    assert!(out.contains("not the same: 1 tables differ"), "{out}");
    assert!(err.contains("table bodies:") && err.contains("/v1/articles/the-match: from byte"), "{err}");
    // What readers do not see.
    let alterations = [
        ("UPDATE users SET name = 'Somebody' WHERE id = (SELECT u.id FROM users u ORDER BY u.id LIMIT 1)", "users"),
        ("DELETE FROM previews", "previews"),
        ("UPDATE event_counter SET seq = seq + 1", "event_counter"),
        ("UPDATE changes SET gone = NOT gone WHERE facet = 60", "changes"),
        ("UPDATE signing_keys SET created_at = created_at + 1", "signing_keys"),
    ];
    let (one, other) = (room.server.db.app().await, there.app().await);
    for (number, (statement, table)) in alterations.into_iter().enumerate() {
        assert!(count(&there, table).await > 0, "there is nothing in {table} to alter");
        tampered(&there, &[statement]).await;
        let (_, tables) = masthead_app::backup::compare_tables(&one, &other, |_| ()).await.unwrap();
        let told = tables.iter().find(|difference| difference.table == table);
        assert!(told.is_some() && tables.len() == number + 2, "{table}: {tables:?}");
    }
    // What is searched is in no table that is compared: it shows in what is answered.
    tampered(&there, &["DELETE FROM search_documents"]).await;
    let answers = tokio::task::LocalSet::new().run_until(masthead_http::compare(&one, &other, 5, |_| ())).await;
    let answers = answers.unwrap().differences;
    assert!(answers.iter().any(|difference| difference.path.starts_with("/v1/search?")), "{answers:?}");
}

async fn count(db: &TestDb, table: &str) -> i64 {
    use sea_orm::{ConnectionTrait, Statement};
    let raw = Database::connect(db.url()).await.unwrap();
    let sql = format!("SELECT COUNT(*) AS n FROM {table}");
    let row = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap();
    row.unwrap().try_get("", "n").unwrap()
}

#[tokio::test]
async fn only_an_empty_database_is_copied_into_and_only_a_whole_one_from() {
    let (from, to) = (TestDb::new().await, TestDb::new().await);
    let fill = async |db: &TestDb| {
        let app: App = db.app().await;
        masthead_tests::load(&app, bundle::lines(&bundle::base()).into_bytes()).await;
        app.close().await;
    };
    fill(&from).await;
    fill(&to).await;
    let (status, _, err) = moved(&from, &to, &[]).await;
    assert_eq!(status, 2);
    assert!(err.contains("holds something already"), "{err}");
    let foreign = TestDb::unmigrated().await;
    tampered_new(&foreign).await;
    let (status, _, err) = moved(&from, &foreign, &[]).await;
    assert_eq!(status, 2);
    assert!(err.contains("not Masthead's"), "{err}");
    let older = TestDb::new().await;
    tampered(&older, &["DELETE FROM seaql_migrations WHERE version = 'm20261125_230000_log_identity'"]).await;
    let (status, _, err) = moved(&older, &TestDb::unmigrated().await, &[]).await;
    assert_eq!(status, 2);
    assert!(err.contains("masthead migrate"), "{err}");
    let mut command = over(&from);
    command.args(["migrate-database", "--from", "sqlite:///nowhere/at/all.sqlite", "--to", to.url()]);
    let (status, _, err) = ran(command).await;
    assert_eq!(status, 2);
    assert!(err.contains("/nowhere/at/all.sqlite") && err.contains("--from"), "{err}");
}

/// A database of somebody else's.
async fn tampered_new(db: &TestDb) {
    use sea_orm::ConnectionTrait;
    let url = if db.is_postgres() { db.url().to_owned() } else { format!("{}?mode=rwc", db.url()) };
    let raw = Database::connect(url).await.unwrap();
    raw.execute_unprepared("CREATE TABLE recipes (id INTEGER PRIMARY KEY)").await.unwrap();
    raw.close().await.unwrap();
}

/// A copy that is stopped leaves nothing behind, and is done by running it again.
#[tokio::test]
async fn a_copy_that_is_killed_can_be_run_again() {
    let from = TestDb::new().await;
    let app = from.app().await;
    let mut records = bundle::base();
    records.extend((0..800).map(|number| bundle::article(&format!("a-{number}"), number)));
    masthead_tests::load(&app, bundle::lines(&records).into_bytes()).await;
    app.close().await;
    let to = TestDb::new().await;
    let mut killed = 0;
    for after in [20, 60, 120, 200] {
        let mut command = over(&from);
        let mut child = command.args(["migrate-database", "--from", from.url(), "--to", to.url()]).spawn().unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(after)).await;
        let is_killed = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        if count(&to, "articles").await > 0 {
            // It was faster: that is all of it, or the comparison was killed.
            assert_eq!(count(&to, "articles").await, 800);
            break;
        }
        killed += usize::from(is_killed);
    }
    assert!(killed > 0, "it was too fast to be killed: give it more articles");
    if count(&to, "articles").await == 0 {
        let (status, out, err) = moved(&from, &to, &["--sample", "5"]).await;
        assert_eq!(status, 0, "{out}{err}");
    }
    let (status, out, err) = moved(&from, &to, &["--sample", "5", "--verify-only"]).await;
    assert_eq!(status, 0, "{out}{err}");
}

/// A table that a migration brings is copied, unless it is named with a reason. Both databases have the same ones.
#[tokio::test]
async fn no_table_is_forgotten() {
    let mut all = Vec::new();
    for db in [TestDb::new().await, TestDb::sqlite().await] {
        let raw = Database::connect(db.url()).await.unwrap();
        let listed = list(&raw).await.unwrap();
        assert!(listed.copied.len() > 30, "{listed:?}");
        for (name, reason) in LEFT_OUT {
            assert!(!reason.is_empty());
            assert!(!listed.copied.iter().any(|it| it == name));
            // Only SQLite has a table of its own for what is searched.
            assert!(db.is_postgres() || listed.left_out.iter().any(|it| it == name), "{name} is not there any more");
        }
        // What refers to something comes after it.
        let place = |name: &str| listed.copied.iter().position(|it| it == name).unwrap();
        assert!(place("articles") < place("revisions") && place("revisions") < place("bodies"), "{listed:?}");
        let mut names = listed.copied.clone();
        names.sort_unstable();
        all.push(names);
        raw.close().await.unwrap();
    }
    assert_eq!(all[0], all[1]);
}
