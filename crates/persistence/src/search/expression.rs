//! What is looked for, in words as they are kept; each database has its own way to write it down.

/// What an article must and must not have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expression {
    /// What it must have.
    pub wanted: Node,
    /// What it must not have, none of it.
    pub unwanted: Vec<Node>,
}

/// What an article must have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    /// A word, or words that follow each other.
    Term(Term),
    /// All of these; at least one.
    All(Vec<Node>),
    /// One of these; at least one.
    Any(Vec<Node>),
}

/// A word, or words that follow each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// The words, as they are kept, with their marks; at least one.
    pub words: Vec<String>,
    /// Is the last one only the beginning of a word?
    pub prefix: bool,
    /// In the text alone?
    pub body: bool,
}

impl Node {
    /// A single word, wherever it stands.
    #[must_use]
    pub fn word(word: String) -> Self {
        Self::Term(Term { words: vec![word], prefix: false, body: false })
    }
}

/// What a database makes of an expression.
pub(super) trait Dialect {
    /// Stands between things that must all be there.
    const AND: &'static str;
    /// Stands between things of which one must be there.
    const OR: &'static str;
    /// Writes a term.
    fn term(term: &Term, out: &mut String);
}

/// Writes what must be there.
pub(super) fn write<D: Dialect>(node: &Node, out: &mut String) {
    let (nodes, between) = match node {
        Node::Term(term) => return D::term(term, out),
        Node::All(nodes) => (nodes, D::AND),
        Node::Any(nodes) => (nodes, D::OR),
    };
    out.push('(');
    for (place, node) in nodes.iter().enumerate() {
        if place > 0 {
            out.push_str(between);
        }
        write::<D>(node, out);
    }
    out.push(')');
}
