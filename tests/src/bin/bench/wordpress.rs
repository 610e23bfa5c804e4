//! The archive of another system: an export of WordPress, made of the same articles, and taken in.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    ops::ControlFlow,
    path::Path,
    time::Instant,
};

use masthead_app::{
    App, Clock, DatabaseSettings, Settings,
    bundle::{self, Archive, ImportEvent, ImportOptions},
};
use masthead_imports::{Made, Mapping, Options, Told};
use masthead_tests::TestDb;

use crate::data::{Import, body};

/// Categories, tags and authors of the export.
const NAMES: [&str; 12] = [
    "rivers", "ferries", "bridges", "locks", "harbours", "weirs", "canals", "islands", "tides", "floods", "mills",
    "quays",
];

/// Writes an export of so many posts, each with a picture of its own: about 10 KB a post.
pub(crate) fn write(path: &Path, size: usize) {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" \
          xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
          xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel>\n<title>The Archive</title>\n<link>https://archive.example</link>\n\
          <language>en</language>\n<wp:wxr_version>1.2</wp:wxr_version>\n<wp:base_blog_url>https://archive.example</wp:base_blog_url>\n",
    )
    .unwrap();
    for (number, name) in NAMES.iter().enumerate() {
        writeln!(
            out,
            "<wp:author><wp:author_login>{name}</wp:author_login><wp:author_display_name><![CDATA[Writer of {name}]]></wp:author_display_name></wp:author>\n\
             <wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{name}</wp:category_nicename><wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>\n\
             <wp:tag><wp:tag_slug>{name}</wp:tag_slug><wp:tag_name><![CDATA[{name}]]></wp:tag_name></wp:tag>"
        )
        .unwrap();
    }
    for number in 0..size {
        let slug = format!("post-of-the-archive-{number}");
        let name = |step: usize| NAMES[(number / step) % NAMES.len()];
        let (day, hour) = (number % 28 + 1, number % 24);
        let (year, month) = (2006 + number / 12 % 20, number % 12 + 1);
        let (id, picture) = (number * 2 + 1, number * 2 + 2);
        let body = body(&slug, number)
            .replace("<p>", "<!-- wp:paragraph -->\n<p>")
            .replace("</p>", "</p>\n<!-- /wp:paragraph -->\n\n");
        writeln!(
            out,
            "<item><title>Post {number} of the Archive</title><link>https://archive.example/{year}/{month:02}/{slug}/</link>\n\
             <dc:creator><![CDATA[{}]]></dc:creator><guid isPermaLink=\"false\">https://archive.example/?p={id}</guid>\n\
             <content:encoded><![CDATA[<!-- wp:image -->\n<figure class=\"wp-block-image\"><img src=\"https://archive.example/wp-content/uploads/{number}-1024x683.jpg\" alt=\"\"/></figure>\n<!-- /wp:image -->\n{body}]]></content:encoded>\n\
             <excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>{id}</wp:post_id>\n\
             <wp:post_date>{year}-{month:02}-{day:02} {hour:02}:00:00</wp:post_date><wp:post_date_gmt>{year}-{month:02}-{day:02} {hour:02}:00:00</wp:post_date_gmt>\n\
             <wp:post_name>{slug}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\n\
             <category domain=\"category\" nicename=\"{}\"><![CDATA[x]]></category><category domain=\"post_tag\" nicename=\"{}\"><![CDATA[x]]></category>\n\
             <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>{picture}</wp:meta_value></wp:postmeta></item>\n\
             <item><title>{number}</title><guid>https://archive.example/wp-content/uploads/{number}.jpg</guid><content:encoded></content:encoded><excerpt:encoded><![CDATA[Picture {number}]]></excerpt:encoded>\n\
             <wp:post_id>{picture}</wp:post_id><wp:status>inherit</wp:status><wp:post_parent>{id}</wp:post_parent><wp:post_type>attachment</wp:post_type>\n\
             <wp:attachment_url>https://archive.example/wp-content/uploads/{number}.jpg</wp:attachment_url></item>",
            name(1), name(12), name(5),
        )
        .unwrap();
    }
    out.write_all(b"</channel>\n</rss>\n").unwrap();
    out.flush().unwrap();
}

/// Imports such an export, twice, into a database of its own.
pub(crate) async fn import(postgres: bool, size: usize) -> Import {
    let db = if postgres { TestDb::new().await } else { TestDb::sqlite().await };
    let settings = DatabaseSettings {
        url: db.url().to_owned(),
        max_connections: 8,
        acquire_timeout: std::time::Duration::from_secs(20),
        statement_timeout: std::time::Duration::ZERO,
        replicas: Vec::new(),
    };
    let app = App::open(settings, Settings::default(), Clock::System).await.unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    write(file.path(), size);
    let mut seconds = [0.0; 2];
    for seconds in &mut seconds {
        let started = Instant::now();
        let path = file.path().to_owned();
        let options = Options::new(Mapping::default(), app.system().now(), Vec::new());
        let source = Box::new(move |record: &mut dyn FnMut(u64, _) -> ControlFlow<()>| {
            let open = || Ok(Box::new(BufReader::with_capacity(1 << 18, File::open(&path)?)) as Box<dyn Read + Send>);
            let length = std::fs::metadata(&path).map_or(0, |file| file.len());
            let mut number = 0;
            masthead_imports::wordpress::read(&open, length, &options, &mut |told| {
                if let Told::Item(item) = told
                    && let Made::Records(records) = item.made
                {
                    number += 1;
                    for one in records {
                        record(number, one)?;
                    }
                }
                ControlFlow::Continue(())
            })
            .map_err(|fault| fault.to_string())
        });
        let how = ImportOptions { archive: Some(Archive::default()), ..ImportOptions::default() };
        let counts = bundle::import_records(&app, source, &how, |event| {
            if let ImportEvent::Refused { line, name, reason, .. } = event {
                panic!("item {line} {name}: {reason}");
            }
        })
        .await
        .unwrap();
        assert_eq!(counts.refused, 0);
        *seconds = started.elapsed().as_secs_f64();
    }
    app.close().await;
    Import { what: "WordPress export", articles: size, seconds: seconds[0], unchanged_seconds: seconds[1] }
}
