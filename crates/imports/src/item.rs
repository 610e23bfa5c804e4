//! What a reader tells of an export.

use masthead_domain::{
    article::{AlternativeId, StageName},
    bundle::Record,
    time::Instant,
};

/// Something that a reader tells, in the order of the export.
#[derive(Debug)]
pub enum Told {
    /// A thing in the export, and what it becomes.
    Item(Box<Item>),
    /// How far the reading has come. An export is read more than once.
    Progress {
        /// Bytes that have been read.
        done: u64,
        /// Bytes that are to be read.
        total: u64,
    },
}

/// One thing in an export: a post, an attachment, a category, a user …
#[derive(Debug)]
pub struct Item {
    /// Where it stands, and what it is called there.
    pub origin: Origin,
    /// What it becomes.
    pub made: Made,
    /// What was changed or could not be kept, for people.
    pub notes: Vec<String>,
    /// What must be found again when the import is verified; of articles only.
    pub facts: Option<Facts>,
}

/// Where a thing stands in an export, and what it is called there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Its line, counted from 1; 0 when it stands nowhere in particular.
    pub line: u64,
    /// What the other system calls it, such as `post`, `page`, `attachment`, `category`.
    pub kind: String,
    /// Its id there; a slug where there are no ids.
    pub id: String,
    /// Its title or name.
    pub title: String,
}

/// What a thing becomes.
#[derive(Debug)]
pub enum Made {
    /// Records of a bundle. The first is the thing itself.
    Records(Vec<Record>),
    /// Nothing, and nothing is missing; why.
    Skipped(String),
    /// Nothing, although it should; why.
    Refused(String),
}

/// What an article of an export has that readers would miss: taken from the raw export, not from what it was converted into, so that
/// verifying finds what converting lost.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The id by which it can be found.
    pub id: Option<AlternativeId>,
    /// The slug that it was given.
    pub slug: String,
    /// Its headline.
    pub headline: String,
    /// The stage that it is to have.
    pub stage: Option<StageName>,
    /// The date that readers saw.
    pub published_at: Option<Instant>,
    /// Names of those who made it, as readers saw them, in order.
    pub contributors: Vec<String>,
    /// The name of its section.
    pub section: String,
    /// The names of its tags.
    pub tags: Vec<String>,
    /// The address of the picture above it.
    pub lead_image: Option<String>,
    /// The path that it had.
    pub path: Option<String>,
    /// What is seen in its text.
    pub seen: crate::Seen,
}

/// Why an export cannot be read at all, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    /// The line, counted from 1; 0 when it is not about a place.
    pub line: u64,
    /// The column, in bytes, counted from 1; 0 when it is not known.
    pub column: u64,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Fault {
    /// About the export as a whole.
    pub fn whole(message: impl Into<String>) -> Self {
        Self { line: 0, column: 0, message: message.into() }
    }

    /// About a line.
    pub fn at(line: u64, column: u64, message: impl Into<String>) -> Self {
        Self { line, column, message: message.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.line, self.column) {
            (0, _) => f.write_str(&self.message),
            (line, 0) => write!(f, "line {line}: {}", self.message),
            (line, column) => write!(f, "line {line}, column {column}: {}", self.message),
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::whole(format!("it cannot be read: {error}"))
    }
}
