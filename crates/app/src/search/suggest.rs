//! What somebody may mean who has begun to type: tags, authors and headlines with words that begin like that.

use std::collections::HashMap;

use masthead_domain::{
    article::Article,
    id::Id,
    search::{Scope, Sought},
};
use masthead_persistence::{
    articles as stored, authors,
    search::{self, Expression, NameOf, Node, Wanted},
    tags,
};
use masthead_words::words;
use uuid::Uuid;

use super::look::Piece;
use crate::{
    Cx, Error, Result,
    paging::page_size,
    paths::{author_path, tag_path},
};

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionKind {
    /// A tag.
    Tag,
    /// An author.
    Author,
    /// An article.
    Article,
}

/// Something that somebody may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What it is.
    pub kind: SuggestionKind,
    /// Its id.
    pub id: Uuid,
    /// Its name in URLs.
    pub slug: String,
    /// Its name, or the headline.
    pub text: String,
    /// The path of its page on the site.
    pub path: String,
}

/// Suggestions of each kind when nothing is said.
const USUAL: u32 = 5;

/// What may be meant by what was typed so far: tags and authors in the order of names, headlines the newest first, at most so many of
/// each. Only what readers find articles of.
///
/// # Errors
/// [`Error::Invalid`] for a text without a word, or with a single letter; [`Error::PageTooLarge`].
pub async fn suggestions(cx: &Cx, query: &str, first: Option<i64>) -> Result<Vec<Suggestion>> {
    let first = page_size(first, USUAL, cx.settings())?;
    let typed = typed(cx, query)?;
    let mut suggestions = Vec::new();

    let ids = search::names(cx.untagged(), NameOf::Tag, &typed, first).await?;
    let found = tags::by_ids(cx.untagged(), &ids.iter().copied().map(Id::new).collect::<Vec<_>>()).await?;
    let found = found.into_iter().map(|tag| Suggestion {
        kind: SuggestionKind::Tag,
        id: tag.id.uuid(),
        path: tag_path(&tag),
        slug: tag.slug.to_string(),
        text: tag.name,
    });
    suggestions.extend(in_order(&ids, found));

    let ids = search::names(cx.untagged(), NameOf::Author, &typed, first).await?;
    let found = authors::by_ids(cx.untagged(), &ids.iter().copied().map(Id::new).collect::<Vec<_>>()).await?;
    let found = found.into_iter().map(|author| Suggestion {
        kind: SuggestionKind::Author,
        id: author.id.uuid(),
        path: author_path(&author),
        slug: author.slug.to_string(),
        text: author.name,
    });
    suggestions.extend(in_order(&ids, found));

    let articles = headlines(cx, &typed, first).await?;
    let found = stored::by_ids(cx.untagged(), &articles).await?.into_iter().map(|article| Suggestion {
        kind: SuggestionKind::Article,
        id: article.id.uuid(),
        slug: article.slug.to_string(),
        text: article.headline,
        path: article.path,
    });
    suggestions.extend(in_order(&articles.iter().map(|id| id.uuid()).collect::<Vec<_>>(), found));
    Ok(suggestions)
}

/// What was typed, as it is compared.
fn typed(cx: &Cx, query: &str) -> Result<String> {
    let most = cx.settings().search.query_bytes as usize;
    if query.len() > most {
        let message = format!("a query has at most {most} bytes (search_query_bytes), not {}", query.len());
        return Err(Error::wrong("/query", "too_long", message));
    }
    let typed: Vec<String> = words(query).take(12).map(|word| word.folded).collect();
    let typed = typed.join(" ");
    let is_short = |c: char| (c as u32) < 0x2E80;
    match (typed.chars().next(), typed.chars().nth(1)) {
        (None, _) => Err(Error::wrong("/query", "required", "say how a word begins: two letters or more")),
        (Some(only), None) if is_short(only) => {
            Err(Error::wrong("/query", "too_short", "one letter begins too many words: give two or more"))
        }
        _ => Ok(typed),
    }
}

/// The newest articles whose headlines have these words, the last one as a beginning.
async fn headlines(cx: &Cx, typed: &str, first: u32) -> Result<Vec<Id<Article>>> {
    let (whole, last) = typed.rsplit_once(' ').unwrap_or(("", typed));
    let mut parts: Vec<Sought> = whole.split_whitespace().map(|word| Sought::Phrase(word.to_owned())).collect();
    parts.push(Sought::Prefix(last.to_owned()));
    let nodes = parts.iter().map(|sought| Piece::new(Some(Scope::Headline), sought, &[]).node()).collect();
    let expression = Expression { wanted: Node::All(nodes), unwanted: Vec::new() };
    let survey = search::survey(cx.untagged(), i64::MAX, first).await?;
    let wanted = Wanted { limit: first, ..Wanted::all(&expression) };
    let found = search::find(cx.untagged(), &wanted, &survey).await?;
    Ok(found.into_iter().map(|found| found.article).collect())
}

/// What was found, in the order of ids.
fn in_order(ids: &[Uuid], found: impl Iterator<Item = Suggestion>) -> Vec<Suggestion> {
    let mut found: HashMap<Uuid, Suggestion> = found.map(|suggestion| (suggestion.id, suggestion)).collect();
    ids.iter().filter_map(|id| found.remove(id)).collect()
}
