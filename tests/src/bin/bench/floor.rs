//! What the parts of an answer cost by themselves, in this process: prepared statements and serialising, GraphQL over memory, transactions.
//! Nothing between: what a server adds to them is what it can save.

use std::time::{Duration, Instant};

use async_graphql::{EmptyMutation, EmptySubscription, Object, Request, Schema, SimpleObject, parser::parse_query};
use masthead_tests::TestDb;
use rusqlite::{Connection, OpenFlags};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, FromQueryResult, Statement};
use serde::Serialize;
use uuid::Uuid;

use crate::report::Row;

/// An answer's parts: what it costs to have them.
#[derive(Debug, Clone)]
pub(crate) struct Floor {
    pub(crate) database: String,
    pub(crate) what: &'static str,
    pub(crate) micros: f64,
}

impl std::fmt::Display for Floor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:<11} in this process, {:<45} {:>9.1} µs", self.database, self.what, self.micros)
    }
}

/// A card, as it comes from its row.
#[derive(Debug, Clone, Serialize, SimpleObject)]
#[serde(rename_all = "camelCase")]
struct Card {
    id: String,
    slug: String,
    path: String,
    headline: String,
    kicker: Option<String>,
    standfirst: Option<String>,
    excerpt: Option<String>,
    language: String,
    published_at: i64,
    updated_at: i64,
    word_count: i32,
    reading_minutes: i32,
    byline: Byline,
    section: Named,
    lead_image: Option<Picture>,
}

#[derive(Debug, Clone, Serialize, SimpleObject)]
struct Byline {
    text: String,
    contributors: Vec<Contributor>,
}

#[derive(Debug, Clone, Serialize, SimpleObject)]
struct Contributor {
    role: String,
    author: Named,
}

#[derive(Debug, Clone, Serialize, SimpleObject)]
struct Named {
    id: String,
    slug: String,
    name: String,
    path: String,
}

#[derive(Debug, Clone, Serialize, SimpleObject)]
struct Picture {
    url: String,
    alt: Option<String>,
    caption: Option<String>,
    credit: Option<String>,
}

#[derive(Debug, Serialize)]
struct Whole {
    #[serde(flatten)]
    card: Card,
    blocks: Option<Box<serde_json::value::RawValue>>,
}

/// What is read of a card: its own row with those of its section, its first contributor and its picture.
const SELECT: &str = "SELECT a.id AS id, a.slug AS slug, a.path AS path, r.headline AS headline, r.kicker AS kicker, \
    r.standfirst AS standfirst, r.teaser AS excerpt, r.language AS language, a.published_at AS published_at, \
    a.updated_at AS updated_at, r.word_count AS word_count, r.reading_minutes AS reading_minutes, s.id AS section_id, \
    s.slug AS section_slug, s.name AS section_name, s.path AS section_path, u.id AS author_id, u.slug AS author_slug, \
    u.name AS author_name, p.url AS picture_url, p.alt AS alt, p.caption AS caption, p.credit AS credit \
    FROM articles a JOIN revisions r ON r.id = a.published_revision_id JOIN sections s ON s.id = r.section_id \
    JOIN revision_contributors c ON c.revision_id = r.id AND c.position = 0 JOIN authors u ON u.id = c.author_id \
    LEFT JOIN assets p ON p.id = r.lead_asset_id";

#[derive(Debug, FromQueryResult)]
struct CardRow {
    id: Uuid,
    slug: String,
    path: String,
    headline: String,
    kicker: Option<String>,
    standfirst: Option<String>,
    excerpt: Option<String>,
    language: String,
    published_at: i64,
    updated_at: i64,
    word_count: i32,
    reading_minutes: i32,
    section_id: Uuid,
    section_slug: String,
    section_name: String,
    section_path: String,
    author_id: Uuid,
    author_slug: String,
    author_name: String,
    picture_url: Option<String>,
    alt: Option<String>,
    caption: Option<String>,
    credit: Option<String>,
}

impl From<CardRow> for Card {
    fn from(row: CardRow) -> Self {
        let author = Named {
            path: format!("/authors/{}", row.author_slug),
            id: row.author_id.to_string(),
            slug: row.author_slug,
            name: row.author_name,
        };
        Self {
            id: row.id.to_string(),
            slug: row.slug,
            path: row.path,
            headline: row.headline,
            kicker: row.kicker,
            standfirst: row.standfirst,
            excerpt: row.excerpt,
            language: row.language,
            published_at: row.published_at,
            updated_at: row.updated_at,
            word_count: row.word_count,
            reading_minutes: row.reading_minutes,
            byline: Byline {
                text: format!("By {}", author.name),
                contributors: vec![Contributor { role: "AUTHOR".to_owned(), author }],
            },
            section: Named {
                id: row.section_id.to_string(),
                slug: row.section_slug,
                name: row.section_name,
                path: row.section_path,
            },
            lead_image: row.picture_url.map(|url| Picture {
                url,
                alt: row.alt,
                caption: row.caption,
                credit: row.credit,
            }),
        }
    }
}

fn sqlite_card(row: &rusqlite::Row<'_>) -> rusqlite::Result<CardRow> {
    let id = |name: &str| row.get::<_, Vec<u8>>(name).map(|bytes| Uuid::from_slice(&bytes).unwrap());
    Ok(CardRow {
        id: id("id")?,
        slug: row.get("slug")?,
        path: row.get("path")?,
        headline: row.get("headline")?,
        kicker: row.get("kicker")?,
        standfirst: row.get("standfirst")?,
        excerpt: row.get("excerpt")?,
        language: row.get("language")?,
        published_at: row.get("published_at")?,
        updated_at: row.get("updated_at")?,
        word_count: row.get("word_count")?,
        reading_minutes: row.get("reading_minutes")?,
        section_id: id("section_id")?,
        section_slug: row.get("section_slug")?,
        section_name: row.get("section_name")?,
        section_path: row.get("section_path")?,
        author_id: id("author_id")?,
        author_slug: row.get("author_slug")?,
        author_name: row.get("author_name")?,
        picture_url: row.get("picture_url")?,
        alt: row.get("alt")?,
        caption: row.get("caption")?,
        credit: row.get("credit")?,
    })
}

const LATEST: &str =
    "SELECT article_id FROM listings WHERE facet = 0 AND facet_id = NIL ORDER BY sort DESC, article_id DESC LIMIT 20";
const SECTION: &str = "SELECT l.article_id FROM listings l JOIN sections s ON s.slug = 'cities' WHERE l.facet = 1 AND l.facet_id = s.id \
    ORDER BY l.sort DESC, l.article_id DESC LIMIT 20";

/// Microseconds of one, of the quickest of some rounds: what it costs when nothing disturbs it.
fn micros(mut one: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..5 {
        let (begun, mut times) = (Instant::now(), 0);
        while begun.elapsed() < Duration::from_millis(200) {
            one();
            times += 1;
        }
        best = best.min(begun.elapsed().as_secs_f64() * 1e6 / f64::from(times));
    }
    best
}

/// The parts on one database, and what GraphQL over memory costs.
pub(crate) fn measure(runtime: &tokio::runtime::Runtime, database: &str, db: &TestDb, slug: &str) -> Vec<Floor> {
    let floor = |what, micros| Floor { database: database.to_owned(), what, micros };
    let (article, latest, section, cards) =
        if db.is_postgres() { postgres(runtime, db, slug) } else { sqlite(db.url(), slug) };
    let (list, page) = graphql(runtime, cards);
    vec![
        floor("article by slug: SQL and serialising", article),
        floor("latest 20: SQL and serialising", latest),
        floor("section 20: SQL and serialising", section),
        floor("latest 20: GraphQL over memory", list),
        floor("article page: GraphQL over memory", page),
        floor("two bare transactions, an article", runtime.block_on(transactions(db))),
    ]
}

fn bytes(value: &impl Serialize) {
    assert!(!std::hint::black_box(serde_json::to_vec(value).unwrap()).is_empty());
}

fn sqlite(url: &str, slug: &str) -> (f64, f64, f64, Vec<Card>) {
    let path = url.trim_start_matches("sqlite://");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).unwrap();
    let nil = "x'00000000000000000000000000000000'";
    let list = |sql: &str| -> Vec<Card> {
        let mut ids = connection.prepare_cached(sql).unwrap();
        let ids: Vec<Vec<u8>> = ids.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(ids.len(), 20);
        let marks = vec!["?"; 20].join(",");
        let mut cards = connection.prepare_cached(&format!("{SELECT} WHERE a.id IN ({marks})")).unwrap();
        let rows = cards.query_map(rusqlite::params_from_iter(ids), sqlite_card).unwrap();
        rows.map(|row| row.unwrap().into()).collect()
    };
    let one = || {
        let sql = format!("{SELECT} WHERE a.slug = ? AND a.stage = 'published'");
        let mut card = connection.prepare_cached(&sql).unwrap();
        let card: Card = card.query_row([slug], sqlite_card).unwrap().into();
        let mut body = connection
            .prepare_cached("SELECT b.blocks FROM bodies b JOIN articles a ON a.published_revision_id = b.revision_id WHERE a.slug = ?")
            .unwrap();
        let blocks: String = body.query_row([slug], |row| row.get(0)).unwrap();
        let blocks = Some(serde_json::value::RawValue::from_string(blocks).unwrap());
        bytes(&Whole { card, blocks });
    };
    let latest = LATEST.replace("NIL", nil);
    (micros(one), micros(|| bytes(&list(&latest))), micros(|| bytes(&list(SECTION))), list(&latest))
}

fn postgres(runtime: &tokio::runtime::Runtime, db: &TestDb, slug: &str) -> (f64, f64, f64, Vec<Card>) {
    let connection: DatabaseConnection = runtime.block_on(Database::connect(db.url())).unwrap();
    let all = async |sql: &str, values: Vec<sea_orm::Value>| {
        let statement = Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, sql, values);
        connection.query_all_raw(statement).await.unwrap()
    };
    let card = |row: &sea_orm::QueryResult| Card::from(CardRow::from_query_result(row, "").unwrap());
    let list = async |sql: &str| -> Vec<Card> {
        let rows = all(sql, Vec::new()).await;
        let ids: Vec<sea_orm::Value> =
            rows.iter().map(|row| row.try_get::<Uuid>("", "article_id").unwrap().into()).collect();
        assert_eq!(ids.len(), 20);
        let marks: Vec<String> = (1..=20).map(|place| format!("${place}")).collect();
        all(&format!("{SELECT} WHERE a.id IN ({})", marks.join(",")), ids).await.iter().map(card).collect()
    };
    let one = || {
        runtime.block_on(async {
            let rows = all(&format!("{SELECT} WHERE a.slug = $1 AND a.stage = 'published'"), vec![slug.into()]).await;
            let sql = "SELECT b.blocks FROM bodies b JOIN articles a ON a.published_revision_id = b.revision_id WHERE a.slug = $1";
            let body = all(sql, vec![slug.into()]).await;
            let blocks: String = body[0].try_get("", "blocks").unwrap();
            let blocks = Some(serde_json::value::RawValue::from_string(blocks).unwrap());
            bytes(&Whole { card: card(&rows[0]), blocks });
        });
    };
    let latest = LATEST.replace("NIL", "'00000000-0000-0000-0000-000000000000'");
    let figures = (
        micros(one),
        micros(|| bytes(&runtime.block_on(list(&latest)))),
        micros(|| bytes(&runtime.block_on(list(SECTION)))),
        runtime.block_on(list(&latest)),
    );
    runtime.block_on(connection.close()).unwrap();
    figures
}

struct Query(Vec<Card>);

#[derive(SimpleObject)]
struct Connected {
    nodes: Vec<Card>,
}

#[derive(SimpleObject)]
struct Page {
    article: Card,
    section_rail: Vec<Card>,
    recent_rail: Vec<Card>,
}

#[Object]
impl Query {
    async fn articles(&self, first: usize) -> Connected {
        Connected { nodes: self.0.iter().take(first).cloned().collect() }
    }

    async fn article_page(&self) -> Page {
        Page { article: self.0[0].clone(), section_rail: self.0[1..5].to_vec(), recent_rail: self.0[5..9].to_vec() }
    }
}

/// The same cards from memory: the list of 20, and a page of nine. Documents are parsed once.
fn graphql(runtime: &tokio::runtime::Runtime, cards: Vec<Card>) -> (f64, f64) {
    const CARD: &str = "id slug path headline kicker standfirst excerpt language publishedAt updatedAt wordCount readingMinutes \
        byline { text contributors { role author { id slug name } } } section { id slug name path } \
        leadImage { url alt caption credit }";
    let schema = Schema::new(Query(cards), EmptyMutation, EmptySubscription);
    let time = |query: String| {
        let document = parse_query(&query).unwrap();
        micros(|| {
            let mut request = Request::new(query.as_str());
            request.set_parsed_query(document.clone());
            let answer = runtime.block_on(schema.execute(request));
            assert!(answer.errors.is_empty(), "{:?}", answer.errors);
            bytes(&answer);
        })
    };
    let list = time(format!("{{ articles(first: 20) {{ nodes {{ {CARD} }} }} }}"));
    let page = format!("{{ articlePage {{ article {{ {CARD} }} sectionRail {{ {CARD} }} recentRail {{ {CARD} }} }} }}");
    (list, time(page))
}

/// What creating and publishing one article of 9 KB costs in two transactions with nothing around them: its rows, its places in lists, and events, in
/// tables of their own in the same database, as durable as all others. No search index.
async fn transactions(db: &TestDb) -> f64 {
    let connection = {
        let mut options = sea_orm::ConnectOptions::new(db.url().to_owned());
        options.max_connections(1);
        Database::connect(options).await.unwrap()
    };
    let run = async |sql: &str| {
        connection.execute_unprepared(sql).await.unwrap();
    };
    if !db.is_postgres() {
        run("PRAGMA synchronous = FULL").await;
    }
    let bytea = if db.is_postgres() { "UUID" } else { "BLOB" };
    for table in [
        format!(
            "CREATE TABLE bare_articles (id {bytea} PRIMARY KEY, slug TEXT NOT NULL UNIQUE, headline TEXT, stage TEXT NOT NULL)"
        ),
        format!("CREATE TABLE bare_bodies (id {bytea} PRIMARY KEY, blocks TEXT NOT NULL)"),
        format!(
            "CREATE TABLE bare_places (list {bytea}, sort BIGINT, article {bytea}, PRIMARY KEY (list, sort, article))"
        ),
        format!("CREATE TABLE bare_events (seq BIGINT PRIMARY KEY, at BIGINT, subject {bytea}, fields TEXT)"),
    ] {
        run(&table).await;
    }
    let backend = connection.get_database_backend();
    let text = "Twelve words of some text that says nothing at all to anyone. ".repeat(140);
    let lists: Vec<Uuid> = (0..16).map(Uuid::from_u128).collect();
    let begun = Instant::now();
    let mut done = 0_i64;
    while begun.elapsed() < Duration::from_secs(2) {
        use sea_orm::TransactionTrait;
        let id = Uuid::from_u128(0x0001_0000_0000_0000_0000 + u128::try_from(done).unwrap());
        let run = async |tx: &sea_orm::DatabaseTransaction, sql: &str, values: Vec<sea_orm::Value>| {
            let sql = if db.is_postgres() { sql.to_owned() } else { sql.replace('$', "?") };
            tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.unwrap();
        };
        let tx = connection.begin().await.unwrap();
        let article = vec![id.into(), format!("bare-{done}").into(), "A headline".into()];
        run(&tx, "INSERT INTO bare_articles VALUES ($1, $2, $3, 'draft')", article).await;
        run(&tx, "INSERT INTO bare_bodies VALUES ($1, $2)", vec![id.into(), text.as_str().into()]).await;
        run(&tx, "INSERT INTO bare_events VALUES ($1, 0, $2, 'created')", vec![(done * 2).into(), id.into()]).await;
        tx.commit().await.unwrap();
        let tx = connection.begin().await.unwrap();
        run(&tx, "UPDATE bare_articles SET stage = 'published' WHERE id = $1", vec![id.into()]).await;
        let rows: Vec<String> =
            (0..lists.len()).map(|n| format!("(${}, ${}, ${})", n * 3 + 1, n * 3 + 2, n * 3 + 3)).collect();
        let values = lists.iter().flat_map(|list| [(*list).into(), done.into(), id.into()]).collect();
        run(&tx, &format!("INSERT INTO bare_places VALUES {}", rows.join(", ")), values).await;
        run(&tx, "INSERT INTO bare_events VALUES ($1, 0, $2, 'published')", vec![(done * 2 + 1).into(), id.into()])
            .await;
        tx.commit().await.unwrap();
        done += 1;
    }
    let micros = begun.elapsed().as_secs_f64() * 1e6 / done as f64;
    for table in ["bare_articles", "bare_bodies", "bare_places", "bare_events"] {
        run(&format!("DROP TABLE {table}")).await;
    }
    connection.close().await.unwrap();
    micros
}

/// Names what answers cost against their parts.
pub(crate) fn print(floors: &[Floor], rows: &[Row], writes: &[(String, crate::writes::Writes)]) {
    for floor in floors {
        println!("{floor}");
        let case = match floor.what.split_once(": ") {
            Some((case, "GraphQL over memory")) => format!("GraphQL {case}"),
            Some((case, _)) => format!("REST {case}"),
            None => continue,
        };
        let is_of = |row: &&Row| row.database == floor.database && row.case == case;
        if let Some(row) = rows.iter().find(is_of) {
            let micros = 1e6 / row.load.per_second;
            println!(
                "{:<11} {case}: {micros:.0} µs, {:.1} x its parts (at most 2)",
                floor.database,
                micros / floor.micros
            );
        }
    }
    for (database, writes) in writes.iter().filter(|(_, writes)| writes.writers == 16) {
        let is_of = |floor: &&Floor| floor.database == *database && floor.what.starts_with("two bare");
        if let Some(floor) = floors.iter().find(is_of) {
            let bare = 1e6 / floor.micros;
            let share = writes.per_second / bare;
            println!("{database}: 16 writers reach {share:.2} of {bare:.0} bare ones a second (at least 0.5)");
        }
    }
}
