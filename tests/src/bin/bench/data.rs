//! The data: the demo magazine, its articles repeated under other names and dates, with bodies of about 9 KB. The same every time.

use std::{io::Write, time::Instant};

use masthead_app::{App, bundle};
use masthead_tests::{DEMO, TestDb};
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};

/// Size of a body, in bytes of HTML.
const BODY_BYTES: usize = 9 * 1024;

/// What an import took.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    /// From what.
    pub(crate) what: &'static str,
    pub(crate) articles: usize,
    pub(crate) seconds: f64,
    pub(crate) unchanged_seconds: f64,
}

impl std::fmt::Display for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rate = |seconds: f64| self.articles as f64 / seconds;
        write!(
            f,
            "{}: imported {} articles of {} KB in {:.1} s ({:.0} a second); again, unchanged: {:.0} a second",
            self.what,
            self.articles,
            BODY_BYTES / 1024,
            self.seconds,
            rate(self.seconds),
            rate(self.unchanged_seconds),
        )
    }
}

/// How many articles there are already.
pub(crate) async fn count(db: &TestDb) -> usize {
    let connection = Database::connect(db.url()).await.unwrap();
    let sql = Statement::from_string(connection.get_database_backend(), "SELECT COUNT(*) AS count FROM articles");
    let row = connection.query_one_raw(sql).await.unwrap().unwrap();
    let count: i64 = row.try_get("", "count").unwrap();
    connection.close().await.unwrap();
    usize::try_from(count).unwrap()
}

/// Writes a bundle of so many articles to a file and imports it, twice. What they refer to is there before the clock starts.
pub(crate) async fn import(app: &App, size: usize) -> Import {
    let lines = DEMO.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    let lines: Vec<Value> = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
    let (articles, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(|record| record["type"] == "article");
    let mut first = Vec::new();
    for record in others.iter().filter(|r| r["type"] != "collection" && r["type"] != "redirect") {
        writeln!(first, "{record}").unwrap();
    }
    masthead_tests::load(app, first).await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write(&mut file, articles, size);
    let mut seconds = [0.0; 2];
    for seconds in &mut seconds {
        let input = std::io::BufReader::with_capacity(1 << 20, file.reopen().unwrap());
        let started = Instant::now();
        let counts = bundle::import(app, input, &bundle::ImportOptions::default(), |event| {
            if let bundle::ImportEvent::Refused { line, name, reason, .. } = event {
                panic!("line {line} {name}: {reason}");
            }
        })
        .await
        .unwrap();
        assert_eq!(counts.refused, 0);
        *seconds = started.elapsed().as_secs_f64();
    }
    Import { what: "bundle", articles: size, seconds: seconds[0], unchanged_seconds: seconds[1] }
}

fn write(out: &mut impl Write, articles: Vec<Value>, size: usize) {
    let articles: Vec<_> = articles.into_iter().filter(|a| a.get("stage").is_none()).collect();
    for number in 0..size {
        let mut article = articles[number % articles.len()].clone();
        let members = article.as_object_mut().unwrap();
        for member in ["related", "translationOf", "translationSet", "alternativeIds", "firstPublishedAt", "updatedAt"]
        {
            members.remove(member);
        }
        let slug = format!("{}-{number}", members["slug"].as_str().unwrap());
        // Every ten minutes back from a day in 2026; some share their instant, as in life.
        let minutes = (number / 3 * 3) as i64 * 10;
        let at = masthead_domain::time::Instant::from_micros((1_767_225_600 - minutes * 60) * 1_000_000);
        members.insert("publishedAt".to_owned(), json!(at));
        members.insert("body".to_owned(), json!({ "format": "html", "value": body(&slug, number) }));
        members.insert("slug".to_owned(), json!(slug));
        writeln!(out, "{article}").unwrap();
    }
    out.flush().unwrap();
}

/// Paragraphs, headings, a list and a quote, different in every article.
pub(crate) fn body(slug: &str, number: usize) -> String {
    let mut html = String::with_capacity(BODY_BYTES + 1024);
    let mut part = 0;
    while html.len() < BODY_BYTES {
        part += 1;
        if part % 4 == 1 {
            html.push_str(&format!("<h2>Part {part} of {slug}</h2>"));
        }
        html.push_str(&format!(
            "<p>The <em>{part}th</em> paragraph of article {number} speaks of rivers, ferries and the people who keep a city \
             honest; it has a <a href=\"https://archive.example/{slug}/{part}\">link</a>, a <strong>strong</strong> word, and \
             enough plain text around them to be like what is printed: sentences of some length, with commas, dashes – and a \
             quotation, ‘as it were’, before the end of the line is reached and the next one begins.</p>"
        ));
        if part % 5 == 0 {
            html.push_str("<ul><li>one thing</li><li>another <b>thing</b></li><li>a third</li></ul>");
        }
    }
    html
}
