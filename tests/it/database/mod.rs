//! The database as the operator meets it: migrations.

use masthead_tests::TestDb;

#[tokio::test]
async fn several_that_migrate_at_once_wait_for_each_other() {
    let db = TestDb::unmigrated().await;
    let apps = [db.app().await, db.app().await, db.app().await];
    assert!(apps[0].pending_migrations().await.unwrap() > 0);
    let (one, two, three) = tokio::join!(apps[0].migrate(), apps[1].migrate(), apps[2].migrate());
    let made = [one.unwrap(), two.unwrap(), three.unwrap()];
    assert_eq!(made.iter().filter(|count| **count > 0).count(), 1, "one migrates, the others find it done: {made:?}");
    for app in apps {
        assert_eq!(app.pending_migrations().await.unwrap(), 0);
    }
}
