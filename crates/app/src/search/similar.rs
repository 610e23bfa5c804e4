//! More like this: what else speaks of what an article speaks of.

use std::collections::HashMap;

use masthead_domain::{article::Article, filter::ArticleFilter, id::Id};
use masthead_persistence::search::{
    self, Candidate, Expression, FacetKind, KEY_MARK, Node, Wanted as Sought, filed_under,
};

use crate::{
    Cx, Result,
    articles::{ArticleView, Include, Key, Wanted, dress, find, public},
    paging::page_size,
};

/// Articles when nothing is said.
const USUAL: u32 = 4;
/// Words of which an article has to share two.
const KEYS: usize = 6;
/// How many of the newest that share something are judged.
const JUDGED: u32 = 300;

/// Articles in the same language that speak of the same as this one: that share a tag, or two of the words that it has more of than of
/// any others. What shares more comes first, of that the newest. It answers whether or not editors set something beside the article.
///
/// # Errors
/// [`crate::Error::NotFound`], [`crate::Error::Gone`]; [`crate::Error::PageTooLarge`].
pub async fn similar_articles(cx: &Cx, key: &Key, first: Option<i64>, include: Include) -> Result<Vec<ArticleView>> {
    let first = page_size(first, USUAL, cx.settings())?;
    let article = find(cx, key).await?;
    let Some(own) = search::candidate(cx.untagged(), article.id).await? else { return Ok(Vec::new()) };
    let keys = keys(&own);
    let Some(expression) = expression(&own, &article, &keys) else { return Ok(Vec::new()) };
    let survey = search::survey(cx.untagged(), i64::MAX, JUDGED).await?;
    let exclude = [article.id];
    let wanted = Sought { exclude: &exclude, limit: JUDGED, ..Sought::all(&expression) };
    let found = search::candidates(cx.untagged(), &wanted, &survey).await?;
    let filed: Vec<_> = own.facets.iter().filter(|(kind, _)| *kind != FacetKind::Author).collect();
    let worth = |other: &Candidate| {
        let signs = keys.iter().filter(|key| other.surface.contains(&format!(" {key} "))).count();
        signs + filed.iter().filter(|facet| other.facets.contains(facet)).count()
    };
    let mut judged: Vec<(usize, i64, Id<Article>)> =
        found.iter().map(|other| (worth(other), other.found.place, other.found.article)).collect();
    judged.sort_unstable_by_key(|judged| std::cmp::Reverse((judged.0, judged.1)));
    let ids: Vec<Id<Article>> = judged.into_iter().take(first as usize).map(|(_, _, id)| id).collect();
    let articles = public(cx, &ids).await?;
    let wanted = articles.into_iter().map(|article| Wanted { article, include }).collect();
    let mut views: HashMap<_, _> = dress(cx, wanted, &[]).await?.into_iter().map(|v| (v.article.id, v)).collect();
    Ok(ids.iter().filter_map(|id| views.remove(id)).collect())
}

/// The words that an article has more of than of any others, as they are kept, the most frequent first.
fn keys(own: &Candidate) -> Vec<&str> {
    own.surface.split(' ').filter(|word| word.starts_with(KEY_MARK)).collect()
}

fn expression(own: &Candidate, article: &Article, keys: &[&str]) -> Option<Expression> {
    let mut any: Vec<Node> = own
        .facets
        .iter()
        .filter(|(kind, _)| *kind == FacetKind::Tag)
        .flat_map(|(_, tag)| filed_under(&ArticleFilter { tag: Some(Id::new(*tag)), ..ArticleFilter::public() }))
        .collect();
    let most = &keys[..keys.len().min(KEYS)];
    for (at, one) in most.iter().enumerate() {
        let other = most[at + 1..].iter().map(|other| Node::word((*other).to_owned()));
        any.extend(other.map(|other| Node::All(vec![Node::word((*one).to_owned()), other])));
    }
    if any.is_empty() {
        return None;
    }
    let primary = masthead_domain::language::Language::stored(article.language.primary().to_owned());
    let mut wanted = vec![Node::Any(any)];
    wanted.extend(filed_under(&ArticleFilter { language: Some(primary), ..ArticleFilter::public() }));
    Some(Expression { wanted: Node::All(wanted), unwanted: Vec::new() })
}
