//! A PostgreSQL of its own with a streaming replica, for one test.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use sea_orm::{ConnectionTrait, Database, Statement};

/// A primary and a replica, gone when it is dropped.
pub(super) struct Pair {
    keeper: Child,
    pub(super) primary: String,
    pub(super) replica: String,
    replica_process: String,
}

impl Pair {
    /// Starts both; nothing where the tests have no PostgreSQL.
    pub(super) fn start() -> Option<Self> {
        std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("scripts/with-postgres");
        // It lives until its standard input is closed.
        let told = "echo \"$TEST_DATABASE_URL $TEST_REPLICA_URL $TEST_REPLICA_PID\"; cat > /dev/null";
        let mut command = Command::new(script);
        command.args(["--replica", "sh", "-c", told]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut word = || words.next().unwrap_or_else(|| panic!("with-postgres said {line:?}"));
        Some(Self { primary: word(), replica: word(), replica_process: word(), keeper })
    }

    /// Has the replica do this.
    pub(super) async fn tell_replica(&self, sql: &str) {
        tell(&self.replica, sql).await;
    }

    /// Has the primary do this.
    pub(super) async fn tell_primary(&self, sql: &str) {
        tell(&self.primary, sql).await;
    }

    /// A number that the replica knows.
    pub(super) async fn ask_replica(&self, sql: &str) -> i64 {
        ask(&self.replica, sql).await
    }

    /// A number that the primary knows.
    pub(super) async fn ask_primary(&self, sql: &str) -> i64 {
        ask(&self.primary, sql).await
    }

    /// Ends the replica as a power failure would.
    pub(super) fn kill_replica(&self) {
        // Immediate shutdown: its own processes end with it, and nothing is finished.
        let killed = Command::new("kill").args(["-QUIT", &self.replica_process]).status().unwrap();
        assert!(killed.success());
    }
}

async fn ask(url: &str, sql: &str) -> i64 {
    let db = Database::connect(url).await.unwrap();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let number = db.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap();
    db.close().await.unwrap();
    number
}

async fn tell(url: &str, sql: &str) {
    let db = Database::connect(url).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

impl Drop for Pair {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
