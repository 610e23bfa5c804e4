//! Reading an export of WordPress: what stands at its head, then its items, one at a time.

use std::io::Read;

use super::item::{Post, nested};
use crate::{
    Fault,
    xml::{Next, Node, Xml},
};

/// What is read.
#[derive(Debug)]
pub(super) enum Part {
    /// An element at the head: `title`, `wp:author`, `wp:category` …
    Head(Node),
    /// An item.
    Item(Box<Post>),
}

/// The usual prefix of a namespace. Their addresses differ between versions, and in being `http` or `https`.
fn namespace(address: &str) -> Option<&'static str> {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/');
    match bare {
        "purl.org/rss/1.0/modules/content" => Some("content"),
        "purl.org/dc/elements/1.1" => Some("dc"),
        _ if bare.starts_with("wordpress.org/export/") => {
            Some(if bare.ends_with("/excerpt") { "excerpt" } else { "wp" })
        }
        _ => None,
    }
}

/// Versions of the format that are read.
const VERSIONS: [&str; 3] = ["1.0", "1.1", "1.2"];

/// Reads an export. `each` is given every part, and how many bytes have been read; it returns whether to go on.
///
/// # Errors
/// When it is not a WordPress export, or is not whole.
pub(super) fn read(input: impl Read, each: &mut dyn FnMut(Part, u64) -> Result<bool, Fault>) -> Result<(), Fault> {
    let mut xml = Xml::new(input, namespace)?;
    root(&mut xml)?;
    let mut version = false;
    loop {
        match xml.next()? {
            Next::Start(node) if node.name == "item" => {
                if !version {
                    return Err(Fault::at(
                        node.line,
                        node.at,
                        "this is no WordPress export: <wp:wxr_version> is missing before the first item; is it a feed? Then `masthead import feed` reads it",
                    ));
                }
                let post = Post::read(xml.whole(node, nested)?);
                xml.mark();
                if !each(Part::Item(Box::new(post)), xml.bytes())? {
                    return Ok(());
                }
            }
            Next::Start(node) => {
                let node = xml.whole(node, nested)?;
                xml.mark();
                if node.name == "wp:wxr_version" {
                    let said = node.text.trim();
                    if !VERSIONS.contains(&said) {
                        return Err(Fault::at(
                            node.line,
                            node.at,
                            format!("the version {said:?} of the WordPress export is not known; 1.0, 1.1 and 1.2 are"),
                        ));
                    }
                    version = true;
                }
                if !each(Part::Head(node), xml.bytes())? {
                    return Ok(());
                }
            }
            Next::Text(_) => {}
            // The channel ends, or everything.
            Next::End => break,
            Next::Eof => break,
        }
    }
    // What follows the channel must be well-formed, too: half a file is none.
    while !matches!(xml.next()?, Next::Eof) {}
    if version {
        Ok(())
    } else {
        Err(Fault::at(xml.line(), xml.bytes(), "this is no WordPress export: <wp:wxr_version> is missing"))
    }
}

/// Passes `<rss>` and `<channel>`.
fn root<R: Read>(xml: &mut Xml<R>) -> Result<(), Fault> {
    for expected in ["rss", "channel"] {
        loop {
            match xml.next()? {
                Next::Start(node) if node.name == expected => break,
                Next::Start(node) => {
                    let message =
                        format!("this is no WordPress export: <{}> stands where <{expected}> should", node.name);
                    return Err(Fault::at(node.line, node.at, message));
                }
                Next::Text(text) if text.trim().is_empty() => {}
                Next::Text(_) => {
                    return Err(Fault::at(
                        xml.line(),
                        xml.bytes(),
                        format!("this is no WordPress export: text stands where <{expected}> should"),
                    ));
                }
                Next::End | Next::Eof => {
                    return Err(Fault::at(
                        xml.line(),
                        xml.bytes(),
                        format!("this is no WordPress export: <{expected}> is missing"),
                    ));
                }
            }
        }
    }
    Ok(())
}
