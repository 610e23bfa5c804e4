//! Prints what an export becomes: `cargo run -p masthead-imports --example told -- wordpress|ghost|feed FILE`.

#![allow(clippy::print_stdout)]

use std::{fs::File, io::Read, ops::ControlFlow};

use masthead_imports::{Made, Options, Told};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (kind, file) = (args.next().unwrap_or_default(), args.next().unwrap_or_default());
    let size = std::fs::metadata(&file)?.len();
    let open = || Ok(Box::new(File::open(&file)?) as Box<dyn Read + Send>);
    // What an export says of the future is seen from when it was made.
    let now = chrono::DateTime::<chrono::Utc>::from(std::fs::metadata(&file)?.modified()?).into();
    let options = Options { mapping: Default::default(), now, markup: Default::default() };
    let mut out = |told: Told| {
        if let Told::Item(item) = told {
            let origin = &item.origin;
            println!("— line {} {} {} {:?}", origin.line, origin.kind, origin.id, origin.title);
            match &item.made {
                Made::Records(records) => {
                    for record in records {
                        println!("  {}", serde_json::to_string(record).unwrap_or_default());
                    }
                }
                Made::Skipped(why) => println!("  skipped: {why}"),
                Made::Refused(why) => println!("  refused: {why}"),
            }
            for note in &item.notes {
                println!("  note: {note}");
            }
        }
        ControlFlow::Continue(())
    };
    match kind.as_str() {
        "wordpress" => masthead_imports::wordpress::read(&open, size, &options, &mut out)?,
        "ghost" => masthead_imports::ghost::read(&open, size, &options, &mut out)?,
        "feed" => {
            if let Some(next) = masthead_imports::feed::read(&open, size, &options, &mut out)? {
                println!("— the next page is {next}");
            }
        }
        other => return Err(format!("{other:?} is not known").into()),
    }
    Ok(())
}
