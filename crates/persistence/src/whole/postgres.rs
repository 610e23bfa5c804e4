//! Backups of PostgreSQL, by PostgreSQL's own programs. What they need to know of the connection they are told in their environment:
//! other users of the machine can read a command line.

use std::{
    ffi::OsString,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    str::FromStr,
    time::Duration,
};

use masthead_domain::time::Instant;
use sea_orm::FromQueryResult;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{Archive, restore::log_statements};
use crate::{Db, Error, Result, sql::Sql};

/// Where PostgreSQL's programs are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PgTools {
    /// Their folder; nothing: wherever `PATH` finds them.
    pub folder: Option<PathBuf>,
}

/// An archive of `pg_dump` that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PgArchive {
    /// What it is a backup of.
    pub archive: Archive,
}

/// A program that is ended when nobody waits for it any more.
struct Running {
    child: Child,
    name: String,
    /// What it has said, in a file without a name: a pipe that nobody reads would stop it.
    said: std::fs::File,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended, as a rule.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cannot(name: &str, error: &std::io::Error) -> Error {
    Error::Unreadable(format!("{name} cannot be run: {error}"))
}

impl Running {
    fn start(mut command: Command, name: &str) -> Result<Self> {
        let said = tempfile::tempfile().map_err(|error| cannot(name, &error))?;
        let stderr = said.try_clone().map_err(|error| cannot(name, &error))?;
        let child = command.stderr(stderr).spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::Unreadable(format!(
                "{name} is not installed, or not found: install PostgreSQL's client programs, or name their folder (pg_bin)"
            )),
            _ => cannot(name, &error),
        })?;
        Ok(Self { child, name: name.to_owned(), said })
    }

    /// Waits until it has ended.
    async fn ended(&mut self) -> Result<ExitStatus> {
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(error) => return Err(cannot(&self.name, &error)),
            }
        }
    }

    /// Waits until it has done its work.
    async fn done(&mut self) -> Result<()> {
        match self.ended().await? {
            status if status.success() => Ok(()),
            status => Err(self.failed(status)),
        }
    }

    fn failed(&mut self, status: ExitStatus) -> Error {
        use std::io::{Seek, SeekFrom};
        const MOST: u64 = 4_000;
        let mut said = Vec::new();
        let read = self.said.seek(SeekFrom::Start(0)).and_then(|_| (&self.said).take(MOST).read_to_end(&mut said));
        let said = match read {
            Ok(0) | Err(_) => format!("it said nothing ({status})"),
            Ok(_) => String::from_utf8_lossy(&said).trim().to_owned(),
        };
        Error::Unreadable(format!("{} failed: {said}", self.name))
    }
}

#[derive(FromQueryResult)]
struct ServerRow {
    server_version_num: String,
}

impl PgTools {
    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.as_ref().map_or_else(|| PathBuf::from(name), |it| it.join(name)));
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    /// The major version of a program.
    async fn version(&self, name: &str) -> Result<u32> {
        let mut command = self.command(name);
        command.arg("--version").stdout(Stdio::piped());
        let mut running = Running::start(command, name)?;
        running.done().await?;
        let mut text = String::new();
        if let Some(mut out) = running.child.stdout.take() {
            out.read_to_string(&mut text).map_err(|error| cannot(name, &error))?;
        }
        major(&text).ok_or_else(|| Error::Unreadable(format!("{name} does not tell its version: {}", text.trim())))
    }

    /// Refuses a program that is older than the server.
    async fn must_be_as_new(&self, name: &str, db: &Db) -> Result<()> {
        let row = Sql::new("SHOW server_version_num").one::<ServerRow>(&db.reader()).await?;
        let server = row.and_then(|row| row.server_version_num.parse::<u32>().ok()).unwrap_or(0) / 10_000;
        let own = self.version(name).await?;
        if own < server {
            return Err(Error::Unreadable(format!(
                "{name} is of PostgreSQL {own}, and the server is {server}: install that version's client programs, or name their \
                 folder (pg_bin)"
            )));
        }
        Ok(())
    }

    /// Writes everything, as of one moment, into a file: an archive of `pg_dump`.
    ///
    /// # Errors
    /// When the program is not there, is older than the server, or fails; what it said.
    pub async fn dump(&self, db: &Db, to: &Path) -> Result<Archive> {
        self.must_be_as_new("pg_dump", db).await?;
        let mut command = self.command("pg_dump");
        connect(&mut command, db)?;
        command.args(["--format=custom", "--no-owner", "--no-acl", "--no-password", "--file"]).arg(to);
        Running::start(command, "pg_dump")?.done().await?;
        Ok(self.inspect(to).await?.archive)
    }

    /// Reads an archive from its beginning to its end, and tells what it is.
    ///
    /// # Errors
    /// When it cannot be read, or is not of a database of Masthead's.
    pub async fn inspect(&self, file: &Path) -> Result<PgArchive> {
        // All of it, into nothing: what was cut off or damaged shows.
        let mut command = self.command("pg_restore");
        command.arg("--file").arg(nowhere()).arg(file);
        let whole = Running::start(command, "pg_restore")?.done().await;
        whole.map_err(|error| Error::Unreadable(format!("it is not a whole archive of pg_dump: {error}")))?;
        let mut command = self.command("pg_restore");
        command.args(["--data-only", "--table=seaql_migrations", "--table=event_counter", "--file=-"]).arg(file);
        command.stdout(Stdio::piped());
        let mut running = Running::start(command, "pg_restore")?;
        let mut text = String::new();
        if let Some(mut out) = running.child.stdout.take() {
            // A few lines: the tables have as many rows as there were migrations.
            out.read_to_string(&mut text).map_err(|error| cannot("pg_restore", &error))?;
        }
        running.done().await?;
        let mut migrations = copied_column(&text, "seaql_migrations", "version");
        migrations.sort_unstable();
        let seq = copied_column(&text, "event_counter", "seq").first().and_then(|seq| seq.parse().ok());
        match seq {
            Some(seq) if !migrations.is_empty() => Ok(PgArchive { archive: Archive { migrations, seq } }),
            _ => Err(Error::Unreadable("it is an archive of pg_dump, and not of a database of Masthead's".to_owned())),
        }
    }

    /// Puts an archive in the place of everything that a database holds, in one transaction. A new log begins, if its schema knows of logs;
    /// [`Db::begin_log`] does it where it does not.
    ///
    /// # Errors
    /// When a program is not there, or fails; what it said. Then nothing has changed.
    pub async fn restore(&self, db: &Db, file: &Path, now: Instant) -> Result<()> {
        self.must_be_as_new("pg_restore", db).await?;
        let mut reading = self.command("pg_restore");
        reading.args(["--no-owner", "--no-acl", "--file=-"]).arg(file).stdout(Stdio::piped());
        let mut writing = self.command("psql");
        connect(&mut writing, db)?;
        writing.args(["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"]);
        writing.stdin(Stdio::piped());
        let mut writing = Running::start(writing, "psql")?;
        let mut reading = Running::start(reading, "pg_restore")?;
        let (Some(mut from), Some(mut into)) = (reading.child.stdout.take(), writing.child.stdin.take()) else {
            return Err(Error::Unreadable("psql has no input".to_owned()));
        };
        let pumping = tokio::task::spawn_blocking(move || {
            into.write_all(BEGIN.as_bytes())?;
            std::io::copy(&mut from, &mut into)?;
            Ok::<_, std::io::Error>(into)
        });
        let pumped = pumping.await.map_err(|error| Error::Unreadable(error.to_string()))?;
        let Ok(mut into) = pumped else {
            // It hung up: it says why.
            return match writing.ended().await? {
                status if status.success() => Err(Error::Unreadable("psql ended before it was done".to_owned())),
                status => Err(writing.failed(status)),
            };
        };
        // Only what was read to its end may be committed: without it the server takes everything back.
        reading.done().await?;
        let end = end(now);
        let closing = tokio::task::spawn_blocking(move || into.write_all(end.as_bytes()));
        let closed = closing.await.map_err(|error| Error::Unreadable(error.to_string()))?;
        writing.done().await?;
        closed.map_err(|error| cannot("psql", &error))
    }
}

/// What is done before the archive: writers wait, and everything that is there goes, whatever schema it is of.
const BEGIN: &str = r"BEGIN;
DO $$ BEGIN PERFORM pg_advisory_xact_lock(7102534892017); END $$;
CREATE TEMPORARY TABLE masthead_before ON COMMIT DROP AS SELECT 0::bigint AS seq;
DO $$
DECLARE it record;
BEGIN
    IF to_regclass('event_counter') IS NOT NULL THEN
        UPDATE pg_temp.masthead_before SET seq = (SELECT c.seq FROM event_counter c WHERE c.id = 1);
    END IF;
    FOR it IN SELECT c.oid::regclass::text AS name FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') LOOP
        EXECUTE 'DROP TABLE IF EXISTS ' || it.name || ' CASCADE';
    END LOOP;
    FOR it IN SELECT p.oid::regprocedure::text AS name FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d
            WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') LOOP
        EXECUTE 'DROP ROUTINE IF EXISTS ' || it.name || ' CASCADE';
    END LOOP;
END $$;
";

/// What is done after it.
fn end(now: Instant) -> String {
    let [counter, event] = log_statements(false, "(SELECT b.seq FROM pg_temp.masthead_before b)", now);
    format!(
        "RESET search_path;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = 'event_counter' AND column_name = 'log') THEN
        {counter};
        {event};
    END IF;
END $$;
COMMIT;
"
    )
}

/// Where output goes that nobody wants.
fn nowhere() -> &'static str {
    if cfg!(windows) { "NUL" } else { "/dev/null" }
}

/// The major version in `pg_dump (PostgreSQL) 15.4 (Debian 15.4-1)`.
fn major(text: &str) -> Option<u32> {
    let (_, version) = text.split_once(')')?;
    let digits: String = version.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The values of a column in the `COPY` of a table.
fn copied_column(script: &str, table: &str, column: &str) -> Vec<String> {
    let mut lines = script.lines();
    let is_of = |line: &&str| line.starts_with("COPY ") && line.contains(&format!(".{table} ("));
    let Some(head) = lines.by_ref().find(is_of) else { return Vec::new() };
    let columns = head.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(columns, _)| columns);
    let Some(at) = columns.split(',').position(|name| name.trim() == column) else { return Vec::new() };
    lines.take_while(|line| *line != "\\.").filter_map(|line| line.split('\t').nth(at)).map(str::to_owned).collect()
}

/// Tells a program where the database is, as this program understands its URL.
fn connect(command: &mut Command, db: &Db) -> Result<()> {
    for (name, value) in environment(db.url().unwrap_or_default())? {
        command.env(name, value);
    }
    Ok(())
}

fn environment(url: &str) -> Result<Vec<(&'static str, OsString)>> {
    let options = PgConnectOptions::from_str(url)?;
    let mode = match options.get_ssl_mode() {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    };
    let host = options.get_socket().map_or_else(|| options.get_host().into(), |socket| socket.as_os_str().to_owned());
    let mut environment: Vec<(&'static str, OsString)> = vec![
        ("PGHOST", host),
        ("PGPORT", options.get_port().to_string().into()),
        ("PGUSER", options.get_username().into()),
        ("PGSSLMODE", mode.into()),
        ("PGAPPNAME", "masthead".into()),
        ("PGCLIENTENCODING", "UTF8".into()),
    ];
    if let Some(database) = options.get_database() {
        environment.push(("PGDATABASE", database.into()));
    }
    if let Some(given) = options.get_options() {
        environment.push(("PGOPTIONS", given.into()));
    }
    let unreadable = |error: url::ParseError| Error::Unreadable(format!("the database's URL cannot be read: {error}"));
    let url = url::Url::parse(url).map_err(unreadable)?;
    let mut password = url.password().map(percent_decoded);
    for (name, value) in url.query_pairs() {
        match &*name {
            "password" => password = Some(value.into_owned()),
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" => {
                environment.push(("PGSSLROOTCERT", value.into_owned().into()))
            }
            "sslcert" | "ssl-cert" => environment.push(("PGSSLCERT", value.into_owned().into())),
            "sslkey" | "ssl-key" => environment.push(("PGSSLKEY", value.into_owned().into())),
            _ => {}
        }
    }
    if let Some(password) = password {
        environment.push(("PGPASSWORD", password.into()));
    }
    Ok(environment)
}

/// `%2F` and the like, as the text of a query has them too.
fn percent_decoded(text: &str) -> String {
    // A query has `+` for a blank, and a password has it for itself.
    let query = format!("p={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(query.as_bytes()).map(|(_, value)| value.into_owned()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(major("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major("psql (PostgreSQL) 17beta1"), Some(17));
        assert_eq!(major("nonsense"), None);
    }

    #[test]
    fn what_a_url_says_is_told_in_the_environment() {
        let said = environment("postgres://me:s%2Fe+c%26ret@db.internal:6000/news?sslmode=require&sslrootcert=/ca.pem")
            .expect("a URL");
        let of = |name: &str| said.iter().find(|(it, _)| *it == name).and_then(|(_, value)| value.to_str());
        assert_eq!(of("PGPASSWORD"), Some("s/e+c&ret"));
        assert_eq!((of("PGHOST"), of("PGPORT"), of("PGUSER")), (Some("db.internal"), Some("6000"), Some("me")));
        assert_eq!(
            (of("PGDATABASE"), of("PGSSLMODE"), of("PGSSLROOTCERT")),
            (Some("news"), Some("require"), Some("/ca.pem"))
        );
    }

    #[test]
    fn columns_of_a_script_are_found() {
        let script = "x\nCOPY public.event_counter (id, seq, log) FROM stdin;\n1\t42\t0\n\\.\n\
            COPY public.seaql_migrations (version, applied_at) FROM stdin;\nm1\t0\nm2\t0\n\\.\n";
        assert_eq!(copied_column(script, "event_counter", "seq"), ["42"]);
        assert_eq!(copied_column(script, "seaql_migrations", "version"), ["m1", "m2"]);
        assert!(copied_column(script, "articles", "id").is_empty());
    }
}
