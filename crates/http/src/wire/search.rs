//! What a search found.

use async_graphql::{Enum, SimpleObject};
use masthead_app::search as app;
use masthead_domain::site;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Article, Author, ID, PageInfo, Section, Tag};
use crate::selection::Selection;

/// Where the words of a query were found, as HTML: `<mark>` around them, everything else escaped.
#[derive(Debug, Clone, Default, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Highlights {
    /// The headline, if something was found there.
    #[schema(required, example = "The <mark>river</mark> that came back")]
    pub headline: Option<String>,
    /// The standfirst, if something was found there.
    #[schema(required)]
    pub standfirst: Option<String>,
    /// The part of the text where most was found, of about 240 characters.
    #[schema(required)]
    pub body: Option<String>,
}

impl From<app::Highlights> for Highlights {
    fn from(highlights: app::Highlights) -> Self {
        let app::Highlights { headline, standfirst, body } = highlights;
        Self { headline, standfirst, body }
    }
}

/// A result.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// The article.
    pub article: Article,
    /// Where the words were found; left out with `highlights=false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub highlights: Option<Highlights>,
}

/// A page of what a search found.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchResults {
    /// The results, in the order that was asked for.
    pub items: Vec<SearchHit>,
    /// Where the page stands. A search is walked forwards.
    pub page_info: PageInfo,
    /// How many results there are. Only with `totalCount=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub total_count: Option<u64>,
    /// Are there more results than are counted? Then `totalCount` and `facets` are of the newest. Only with `totalCount=true` or
    /// `facets=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub approximate: Option<bool>,
    /// What the results are filed under. Only with `facets=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub facets: Option<SearchFacets>,
}

impl SearchResults {
    /// Of what was found; `counted` says whether anything was to be counted.
    pub(crate) fn new(found: app::SearchResults, counted: bool, selection: &Selection, site: &site::Site) -> Self {
        Self {
            page_info: PageInfo::of(&found.page),
            total_count: found.page.total,
            approximate: counted.then_some(found.approximate),
            facets: found.facets.map(|facets| SearchFacets::new(facets, site)),
            items: found
                .page
                .items
                .into_iter()
                .map(|edge| SearchHit {
                    article: Article::new(edge.node.article, selection),
                    highlights: edge.node.highlights.map(Into::into),
                })
                .collect(),
        }
    }
}

/// How many results there are of everything, the most first; at most twenty of each. A count is what a search narrowed by it finds.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct SearchFacets {
    /// In each section, the sections within it included.
    pub by_section: Vec<SectionCount>,
    /// Of each author, in whatever role.
    pub by_author: Vec<AuthorCount>,
    /// About each tag.
    pub by_tag: Vec<TagCount>,
    /// Of each year of publication, in UTC, the latest first.
    pub by_year: Vec<YearCount>,
    /// In each language, narrower ones included: `pt` has what `pt-BR` has.
    pub by_language: Vec<LanguageCount>,
}

/// How many results are in a section.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct SectionCount {
    /// The section.
    pub section: Section,
    /// How many.
    pub count: u64,
}

/// How many results are of an author.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct AuthorCount {
    /// The author.
    pub author: Author,
    /// How many.
    pub count: u64,
}

/// How many results are about a tag.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct TagCount {
    /// The tag.
    pub tag: Tag,
    /// How many.
    pub count: u64,
}

/// How many results are of a year.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct YearCount {
    /// The year.
    #[schema(example = 2026)]
    pub year: i32,
    /// How many.
    pub count: u64,
}

/// How many results are in a language.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct LanguageCount {
    /// The language, a BCP 47 tag.
    #[schema(example = "en")]
    pub language: String,
    /// How many.
    pub count: u64,
}

impl SearchFacets {
    /// Of a site.
    pub(crate) fn new(facets: app::Facets, site: &site::Site) -> Self {
        let app::Facets { sections, authors, tags, years, languages } = facets;
        Self {
            by_section: sections
                .into_iter()
                .map(|tally| SectionCount { section: Section::new(&tally.value, site), count: tally.count })
                .collect(),
            by_author: authors
                .into_iter()
                .map(|tally| AuthorCount { author: Author::new(&tally.value, site), count: tally.count })
                .collect(),
            by_tag: tags
                .into_iter()
                .map(|tally| TagCount { tag: Tag::new(&tally.value, site), count: tally.count })
                .collect(),
            by_year: years.into_iter().map(|tally| YearCount { year: tally.value, count: tally.count }).collect(),
            by_language: languages
                .into_iter()
                .map(|tally| LanguageCount { language: tally.value.to_string(), count: tally.count })
                .collect(),
        }
    }
}

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SuggestionKind {
    /// A tag.
    Tag,
    /// An author.
    Author,
    /// An article.
    Article,
}

/// Something that somebody may mean who has begun to type.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// What it is.
    pub kind: SuggestionKind,
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Its name in URLs.
    #[schema(example = "rivers")]
    pub slug: String,
    /// Its name; an article's headline.
    #[schema(example = "Rivers")]
    pub text: String,
    /// Path of its page on the site.
    #[schema(example = "/tags/rivers")]
    pub path: String,
    /// Absolute URL of its page on the site.
    #[schema(format = Uri)]
    pub url: String,
}

impl Suggestion {
    /// A suggestion of a site.
    pub(crate) fn new(suggestion: app::Suggestion, site: &site::Site) -> Self {
        let app::Suggestion { kind, id, slug, text, path } = suggestion;
        Self {
            kind: match kind {
                app::SuggestionKind::Tag => SuggestionKind::Tag,
                app::SuggestionKind::Author => SuggestionKind::Author,
                app::SuggestionKind::Article => SuggestionKind::Article,
            },
            id: ID(id.to_string()),
            slug,
            text,
            url: site.absolute(&path),
            path,
        }
    }
}
