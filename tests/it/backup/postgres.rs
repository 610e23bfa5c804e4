//! PostgreSQL's own programs: which are taken, and what they are told. They are scripts here; the others are in the other tests.
#![cfg(unix)]

use std::{os::unix::fs::PermissionsExt, path::Path};

use masthead_tests::TestDb;

use super::{Shelf, over, ran};

fn script(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

async fn backup(db: &TestDb, url: &str, shelf: &Shelf) -> (i32, String, String) {
    let mut command = over(db);
    command.env("DATABASE_URL", url).env("MASTHEAD_PG_BIN", shelf.file("")).arg("backup").arg(shelf.file("b"));
    ran(command).await
}

#[tokio::test]
async fn a_program_that_is_absent_or_too_old_is_told_and_secrets_are_not() {
    let db = TestDb::new().await;
    if !db.is_postgres() {
        return;
    }
    let shelf = Shelf::new();
    let (status, _, err) = backup(&db, db.url(), &shelf).await;
    assert_eq!(status, 2);
    assert!(err.contains("pg_dump") && err.contains("pg_bin"), "{err}");

    script(&shelf.file(""), "pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'");
    let (status, _, err) = backup(&db, db.url(), &shelf).await;
    assert_eq!(status, 2);
    assert!(err.contains("PostgreSQL 9") && err.contains("the server is"), "{err}");

    // The password is told where nobody else can read it, and is in no message.
    let told = shelf.file("told");
    let says = format!(
        "case \"$1\" in --version) echo 'pg_dump (PostgreSQL) 99.1'; exit 0;; esac\n\
         echo \"args: $*\" > {0}\necho \"password: $PGPASSWORD database: $PGDATABASE\" >> {0}\necho 'no room left' >&2\nexit 3",
        told.display()
    );
    script(&shelf.file(""), "pg_dump", &says);
    let url = db.url().replacen("postgres://masthead@", "postgres://masthead:s3cret%2Fword@", 1);
    assert_ne!(url, db.url(), "the user of the test server has another name");
    let (status, out, err) = backup(&db, &url, &shelf).await;
    assert_eq!(status, 2);
    assert!(err.contains("pg_dump failed: no room left"), "{err}");
    assert!(!err.contains("s3cret") && !out.contains("s3cret"), "{err}");
    let told = std::fs::read_to_string(told).unwrap();
    let (args, environment) = told.split_once('\n').unwrap();
    assert!(args.contains("--format=custom") && !args.contains("s3cret"), "{told}");
    assert!(environment.contains("password: s3cret/word") && environment.contains("database: test_"), "{told}");
    assert!(!shelf.file("b").exists());
}
