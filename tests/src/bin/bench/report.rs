//! The report: a table for people, and JSON for comparing two runs.

use serde_json::json;

use crate::{data::Import, floor::Floor, load::Load, media::Media, process::Process, sync::Snapshot, writes::Writes};

/// One case on one database.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) database: String,
    pub(crate) case: String,
    bytes: usize,
    pub(crate) load: Load,
    ceiling: Load,
}

impl Row {
    pub(crate) fn new(database: &str, case: &str, bytes: usize, load: Load, ceiling: Load) -> Self {
        Self { database: database.to_owned(), case: case.to_owned(), bytes, load, ceiling }
    }
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:<11} {:<27} {:>8} {:>9.0} {:>9.0} {:>9.0} {:>11.0} {:>7.3}",
            self.database,
            self.case,
            self.bytes,
            self.load.per_second,
            self.load.p50_us,
            self.load.p99_us,
            self.ceiling.per_second,
            self.load.per_second / self.ceiling.per_second,
        )
    }
}

/// Everything that was measured.
pub(crate) struct Report {
    size: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) imports: Vec<(String, Import)>,
    pub(crate) writes: Vec<(String, Writes)>,
    pub(crate) snapshots: Vec<(String, Snapshot)>,
    pub(crate) media: Option<Media>,
    pub(crate) floors: Vec<Floor>,
    pub(crate) processes: Vec<(String, Process)>,
}

impl Report {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            size,
            rows: Vec::new(),
            imports: Vec::new(),
            writes: Vec::new(),
            snapshots: Vec::new(),
            media: None,
            floors: Vec::new(),
            processes: Vec::new(),
        }
    }

    pub(crate) fn print(&self) {
        println!("\n{} articles, one server thread, 8 connections, medians of five rounds\n", self.size);
        println!(
            "{:<11} {:<27} {:>8} {:>9} {:>9} {:>9} {:>11} {:>7}",
            "database", "case", "bytes", "req/s", "p50 µs", "p99 µs", "static req/s", "ratio"
        );
        for row in &self.rows {
            println!("{row}");
        }
        for (database, import) in &self.imports {
            println!("{database}: {import}");
        }
        for (database, writes) in &self.writes {
            println!("{database}: {writes}");
        }
        for (database, snapshot) in &self.snapshots {
            println!("{database}: {snapshot}");
        }
        for (database, process) in &self.processes {
            println!("{database}: {process}");
        }
        if let Some(media) = &self.media {
            println!("{}", media.table());
        }
        for (database, kind) in
            [("SQLite", "REST"), ("SQLite", "GraphQL"), ("PostgreSQL", "REST"), ("PostgreSQL", "GraphQL")]
        {
            let find = |part: &str| {
                self.rows
                    .iter()
                    .find(|row| row.database == database && row.case.starts_with(kind) && row.case.contains(part))
            };
            if let (Some(top), Some(deep)) = (find("latest 20"), find("at depth")) {
                let ratio = top.load.per_second / deep.load.per_second;
                println!("{database} {kind}: depth {} costs {ratio:.2} × depth 0 (at most 1.2)", self.size / 2);
            }
        }
        crate::search::print(&self.rows);
        crate::floor::print(&self.floors, &self.rows, &self.writes);
    }

    /// Names what got worse by more than 15 % against an earlier run. Ratios are compared: machines have good and bad days.
    pub(crate) fn compare(&self, path: &str) {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let earlier: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut worse = 0;
        for row in &self.rows {
            let same = |other: &&serde_json::Value| other["database"] == *row.database && other["case"] == *row.case;
            let before =
                earlier["rows"].as_array().into_iter().flatten().find(same).and_then(|other| other["ratio"].as_f64());
            let now = row.load.per_second / row.ceiling.per_second;
            if let Some(before) = before.filter(|before| now < before * 0.85) {
                worse += 1;
                println!("WORSE {} {}: {now:.4} of the ceiling, and was {before:.4}", row.database, row.case);
            }
        }
        println!("{worse} cases got worse by more than 15 % since {path}");
    }

    pub(crate) fn save(&self, path: &str) {
        let rows: Vec<_> = self
            .rows
            .iter()
            .map(|row| {
                json!({
                    "database": row.database, "case": row.case, "bytes": row.bytes,
                    "perSecond": row.load.per_second, "p50Us": row.load.p50_us, "p99Us": row.load.p99_us,
                    "staticPerSecond": row.ceiling.per_second,
                    "ratio": row.load.per_second / row.ceiling.per_second,
                })
            })
            .collect();
        let imports: Vec<_> = self
            .imports
            .iter()
            .map(|(database, import)| {
                json!({
                    "database": database, "from": import.what, "articles": import.articles,
                    "perSecond": import.articles as f64 / import.seconds,
                    "unchangedPerSecond": import.articles as f64 / import.unchanged_seconds,
                })
            })
            .collect();
        let writes: Vec<_> = self
            .writes
            .iter()
            .map(|(database, writes)| {
                json!({
                    "database": database, "writers": writes.writers, "perSecond": writes.per_second,
                    "p50Ms": writes.p50_ms, "p99Ms": writes.p99_ms, "reads": writes.reads,
                    "slowestReadMs": writes.slowest_read_ms, "readP99Ms": writes.read_p99_ms, "quietReadP99Ms": writes.quiet_p99_ms,
                })
            })
            .collect();
        let snapshots: Vec<_> = self
            .snapshots
            .iter()
            .map(|(database, it)| json!({ "database": database, "snapshot": it.json() }))
            .collect();
        let processes: Vec<_> =
            self.processes.iter().map(|(database, it)| json!({ "database": database, "process": it.json() })).collect();
        let floor = |floor: &Floor| json!({ "database": floor.database, "what": floor.what, "micros": floor.micros });
        let floors: Vec<_> = self.floors.iter().map(floor).collect();
        let all = json!({ "size": self.size, "inProcess": floors, "processes": processes, "imports": imports, "writes": writes, "snapshots": snapshots, "rows": rows, "media": self.media.as_ref().map(Media::json) });
        let text = serde_json::to_string_pretty(&all).unwrap();
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(path, text).unwrap();
        println!("\nwritten to {path}");
    }
}
