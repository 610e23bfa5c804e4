//! REST and GraphQL answer the same for content that nobody thought of.

use masthead_domain::time::Instant;
use masthead_tests::bundle;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value, json};

use super::{compare_articles, compare_doors, compare_lists, compare_named, patient};

/// Choices that were made beforehand, taken one by one.
struct Dice<'a> {
    rolls: std::iter::Cycle<std::slice::Iter<'a, u16>>,
    texts: std::iter::Cycle<std::slice::Iter<'a, String>>,
}

impl Dice<'_> {
    /// A number below `sides`.
    fn below(&mut self, sides: usize) -> usize {
        usize::from(*self.rolls.next().unwrap()) % sides
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 1
    }

    fn text(&mut self) -> String {
        format!("T{}", self.texts.next().unwrap())
    }

    /// A text as HTML.
    fn html(&mut self) -> String {
        self.text().replace('&', "&amp;").replace('<', "&lt;")
    }

    /// Some of the names `{prefix}-{n}`, each once, in any order.
    fn some(&mut self, prefix: &str, of: usize, most: usize) -> Vec<String> {
        let mut names: Vec<String> = (0..of).map(|n| format!("{prefix}-{n}")).collect();
        let mut some = Vec::new();
        for _ in 0..self.below(most + 1) {
            if !names.is_empty() {
                some.push(names.swap_remove(self.below(names.len())));
            }
        }
        some
    }

    /// Sets a member, sometimes.
    fn maybe(&mut self, record: &mut Map<String, Value>, member: &str, value: impl FnOnce(&mut Self) -> Value) {
        if self.below(2) == 1 {
            let value = value(self);
            record.insert(member.to_owned(), value);
        }
    }

    fn block(&mut self) -> String {
        let (text, more) = (self.html(), self.html());
        match self.below(14) {
            0 => format!("<h2>{text}</h2>"),
            1 => format!("<h3>{text} <em>{more}</em></h3>"),
            2 => format!("<ul><li>{text}<ol start=\"3\"><li>{more}</li></ol></li><li>{more}</li></ul>"),
            3 => format!("<blockquote cite=\"https://quoted.example/\"><p>{text}</p><p>{more}</p></blockquote>"),
            4 => format!(
                "<figure><img src=\"https://other.example/a.jpg\" alt=\"{}\"><figcaption>{more}</figcaption></figure>",
                text.replace('"', "")
            ),
            5 => {
                format!("<table><caption>{text}</caption><tr><th>{more}</th><td colspan=\"2\">{text}</td></tr></table>")
            }
            6 => format!("<pre><code class=\"language-rust\">{text}\n  {more}</code></pre>"),
            7 => "<hr>".to_owned(),
            8 => format!("<details><summary>{text}</summary><p>{more}</p></details>"),
            9 => format!(
                "<p lang=\"ar\" dir=\"rtl\">{text} <a href=\"https://linked.example/\" title=\"t\">{more}</a></p>"
            ),
            10 => format!(
                "<p>{text}<sub>1</sub> <mark><strong>{more}</strong></mark> <abbr title=\"long\">{text}</abbr></p>"
            ),
            11 => "<iframe src=\"https://www.youtube.com/embed/abcdefghijk\" width=\"560\" height=\"315\"></iframe>"
                .to_owned(),
            _ => format!("<p>{text}<br>{more}</p>"),
        }
    }

    fn body(&mut self) -> Value {
        let blocks = 1 + self.below(6);
        let html: String = (0..blocks).map(|_| self.block()).collect();
        match self.below(4) {
            0 => {
                json!({"format": "markdown", "value": format!("## {}\n\n*{}*\n\n- {}\n", self.text(), self.text(), self.text())})
            }
            1 => json!({"format": "blocks", "value": self.blocks()}),
            _ => json!({"format": "html", "value": html}),
        }
    }

    fn blocks(&mut self) -> Value {
        let picture =
            |dice: &mut Self| json!({"asset": format!("asset-{}", dice.below(2)), "caption": [{"text": dice.text()}]});
        let mut blocks = vec![json!({"type": "paragraph", "id": "p1", "content": [{"text": self.text()}]})];
        if self.one_in(2) {
            blocks.push(json!({"type": "image", "id": "i1", "picture": picture(self)}));
        }
        if self.one_in(2) {
            blocks.push(json!({"type": "pullQuote", "id": "q1", "content": [{"text": self.text()}], "attribution": [{"text": self.text()}]}));
        }
        if self.one_in(2) {
            blocks.push(
                json!({"type": "gallery", "id": "g1", "pictures": [picture(self), picture(self)], "caption": []}),
            );
        }
        blocks.into()
    }
}

/// Few different ones, so that ties are the rule.
fn instant(dice: &mut Dice<'_>) -> Instant {
    Instant::from_micros(1_577_836_800_000_000 + dice.below(6) as i64 * 86_400_000_000 + dice.below(2) as i64 * 123_456)
}

fn record(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn publication(rolls: &[u16], texts: &[String]) -> Vec<Value> {
    let dice = &mut Dice { rolls: rolls.iter().cycle(), texts: texts.iter().cycle() };
    let mut records = vec![json!({
        "type": "site", "name": dice.text(), "url": "https://random.example", "language": "en", "timezone": "UTC",
        "navigation": [{"label": dice.text(), "path": "/section-0"}],
        "socialLinks": [{"platform": "mastodon", "url": "https://social.example/@random"}],
    })];
    let assets = 2;
    for n in 0..assets {
        let mut asset =
            record(json!({"type": "asset", "key": format!("asset-{n}"), "url": format!("https://p.example/{n}.jpg")}));
        for member in ["alt", "caption", "credit"] {
            dice.maybe(&mut asset, member, |dice| json!(dice.text()));
        }
        dice.maybe(&mut asset, "mediaType", |_| json!("image/jpeg"));
        dice.maybe(&mut asset, "width", |dice| json!(1 + dice.below(5_000)));
        dice.maybe(&mut asset, "height", |dice| json!(1 + dice.below(5_000)));
        records.push(asset.into());
    }
    let sections = 1 + dice.below(5);
    for n in 0..sections {
        let mut section = record(json!({"type": "section", "slug": format!("section-{n}"), "name": dice.text()}));
        dice.maybe(&mut section, "description", |dice| json!(dice.text()));
        dice.maybe(&mut section, "position", |dice| json!(dice.below(3)));
        if n > 0 {
            dice.maybe(&mut section, "parent", |dice| json!(format!("section-{}", dice.below(n))));
        }
        records.push(section.into());
    }
    let authors = 1 + dice.below(5);
    for n in 0..authors {
        let mut author = record(json!({"type": "author", "slug": format!("author-{n}"), "name": dice.text()}));
        dice.maybe(&mut author, "bio", |dice| json!(dice.text()));
        dice.maybe(&mut author, "kind", |_| json!("organization"));
        dice.maybe(&mut author, "portrait", |dice| json!(format!("asset-{}", dice.below(assets))));
        dice.maybe(&mut author, "links", |_| json!([{"platform": "web", "url": "https://me.example/"}]));
        records.push(author.into());
    }
    let (tags, series) = (dice.below(5), dice.below(3));
    for n in 0..tags {
        let mut tag = record(json!({"type": "tag", "slug": format!("tag-{n}"), "name": dice.text()}));
        dice.maybe(&mut tag, "description", |dice| json!(dice.text()));
        records.push(tag.into());
    }
    for n in 0..series {
        let mut series = record(json!({"type": "series", "slug": format!("series-{n}"), "title": dice.text()}));
        dice.maybe(&mut series, "description", |dice| json!(dice.text()));
        records.push(series.into());
    }
    let articles = dice.below(9);
    for n in 0..articles {
        records.push(article(dice, n, articles, [sections, authors, tags, series]));
    }
    for n in 0..dice.below(3) {
        let mut collection =
            record(json!({"type": "collection", "slug": format!("collection-{n}"), "title": dice.text()}));
        collection.insert("items".to_owned(), json!(dice.some("article", articles, 5)));
        dice.maybe(&mut collection, "description", |dice| json!(dice.text()));
        records.push(collection.into());
    }
    records.push(json!({"type": "redirect", "from": "/old", "to": "/section-0"}));
    records
}

fn article(dice: &mut Dice<'_>, n: usize, articles: usize, [sections, authors, tags, series]: [usize; 4]) -> Value {
    let roles = ["AUTHOR", "TRANSLATOR", "PHOTOGRAPHER", "ILLUSTRATOR", "EDITOR", "CONTRIBUTOR"];
    let contributors: Vec<Value> = dice
        .some("author", authors, 4)
        .into_iter()
        .map(|author| {
            let mut one = record(json!({"author": author, "role": roles[dice.below(roles.len())]}));
            dice.maybe(&mut one, "creditedAs", |dice| json!(dice.text()));
            one.into()
        })
        .collect();
    let mut article = record(json!({
        "type": "article", "slug": format!("article-{n}"), "headline": dice.text(),
        "section": format!("section-{}", dice.below(sections)), "contributors": contributors,
    }));
    for member in ["kicker", "standfirst", "excerpt"] {
        dice.maybe(&mut article, member, |dice| json!(dice.text()));
    }
    dice.maybe(&mut article, "body", |dice| dice.body());
    dice.maybe(&mut article, "language", |dice| json!(["en", "pt", "pt-BR", "ar", "ja"][dice.below(5)]));
    dice.maybe(&mut article, "tags", |dice| json!(dice.some("tag", tags, 3)));
    dice.maybe(
        &mut article,
        "leadImage",
        |dice| json!({"asset": format!("asset-{}", dice.below(2)), "alt": dice.text()}),
    );
    dice.maybe(&mut article, "seo", |dice| json!({"title": dice.text(), "noindex": dice.one_in(2)}));
    dice.maybe(
        &mut article,
        "alternativeIds",
        |dice| json!([{"scheme": "old", "value": format!("{n} {}", dice.text())}]),
    );
    dice.maybe(&mut article, "translationSet", |dice| json!(format!("set-{}", dice.below(2))));
    if series > 0 {
        dice.maybe(
            &mut article,
            "series",
            |dice| json!({"slug": format!("series-{}", dice.below(series)), "part": 1 + dice.below(3)}),
        );
    }
    if dice.one_in(5) {
        article.insert("bylineText".to_owned(), json!(dice.text()));
    }
    let others =
        |names: Vec<String>| names.into_iter().filter(|name| *name != format!("article-{n}")).collect::<Vec<_>>();
    let related = others(dice.some("article", articles, 4));
    article.insert("related".to_owned(), json!(related));
    dice.maybe(&mut article, "translationOf", |dice| match others(dice.some("article", articles, 2)).pop() {
        Some(original) => json!({ "article": original }),
        None => json!({"headline": dice.text(), "url": "https://elsewhere.example/it", "language": "pt", "publisher": dice.text()}),
    });
    let stage = ["published", "published", "published", "published", "draft", "withdrawn", "scheduled"][dice.below(7)];
    article.insert("stage".to_owned(), json!(stage));
    match stage {
        "draft" => {}
        "scheduled" => drop(article.insert("publishedAt".to_owned(), json!("2199-01-01T00:00:00Z"))),
        _ => {
            article.insert("publishedAt".to_owned(), json!(instant(dice)));
            dice.maybe(
                &mut article,
                "corrections",
                |dice| json!([{"at": "2021-02-03T04:05:06Z", "kind": "clarification", "text": dice.text()}]),
            );
        }
    }
    article.into()
}

async fn compare(records: &[Value]) {
    let server = patient().await;
    server.load(&bundle::lines(records)).await;
    let client = server.client();
    compare_named(&client).await;
    compare_lists(&client).await;
    compare_articles(&client).await;
    compare_doors(&client, &["/old"]).await;
}

#[test]
fn both_answer_the_same_for_random_publications() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 12, max_shrink_iters: 40, ..Config::default() });
    let choices = (prop::collection::vec(any::<u16>(), 300..400), prop::collection::vec("\\PC{0,24}", 20..40));
    let test = |(rolls, texts): (Vec<u16>, Vec<String>)| {
        runtime.block_on(compare(&publication(&rolls, &texts)));
        Ok(())
    };
    runner.run(&choices, test).unwrap();
}
