//! What must hold whatever an export contains.

use std::{
    collections::HashSet,
    io::{Cursor, Read},
    ops::ControlFlow,
};

use masthead_domain::bundle::{BodyRecord, Record};
use masthead_imports::{Made, Options, Told};

/// Opens bytes as a reader does a file.
pub fn open(bytes: &[u8]) -> impl Fn() -> std::io::Result<Box<dyn Read + Send>> {
    let bytes = bytes.to_vec();
    move || Ok(Box::new(Cursor::new(bytes.clone())) as Box<dyn Read + Send>)
}

/// Options that do not change from run to run.
pub fn options() -> Options {
    Options {
        mapping: Default::default(),
        now: "2026-02-01T00:00:00Z".parse().expect("an instant"),
        markup: masthead_markup::Options::default(),
    }
}

/// Everything that was told: in an order in which a bundle may have it, and readable as a bundle.
#[derive(Default)]
pub struct Heard(HashSet<(&'static str, String)>);

impl Heard {
    /// Listens.
    pub fn hear(&mut self, told: Told) -> ControlFlow<()> {
        match told {
            Told::Progress { done, total } => assert!(done <= total),
            Told::Item(item) => {
                if let Made::Records(records) = &item.made {
                    assert!(!records.is_empty());
                    records.iter().for_each(|record| self.record(record));
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn record(&mut self, record: &Record) {
        let line = serde_json::to_string(record).expect("a line of a bundle");
        assert!(serde_json::from_str::<Record>(&line).is_ok(), "{line}");
        let known = |kind, name: &str| assert!(self.0.contains(&(kind, name.to_owned())), "{kind} {name} is not there");
        match record {
            Record::Article(article) => {
                known("section", &article.section);
                article.tags.iter().for_each(|tag| known("tag", tag));
                article.contributors.iter().for_each(|one| known("author", &one.author));
                article.lead_image.iter().for_each(|lead| known("asset", &lead.asset));
                if let Some(BodyRecord::Blocks(body)) = &article.body {
                    let wrong = body.check();
                    assert!(wrong.iter().all(|wrong| wrong.code.starts_with("too_")), "{wrong:?}");
                }
            }
            Record::Author(author) => author.portrait.iter().for_each(|key| known("asset", key)),
            Record::Collection(collection) => collection.items.iter().for_each(|slug| known("article", slug)),
            Record::Redirect(redirect) => redirect.article.iter().for_each(|slug| known("article", slug)),
            _ => {}
        }
        let (kind, name) = record.name();
        // The last redirect of a path counts.
        assert!(self.0.insert((kind, name.clone())) || kind == "redirect", "{kind} {name} twice");
    }
}
