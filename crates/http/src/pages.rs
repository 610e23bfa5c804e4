//! Whole pages on their way out, for both protocols.

use masthead_app::pages;
use masthead_domain::site::Site;

use crate::{
    selection::Selection,
    wire::{Article, ArticlePage, Collection, CollectionRail, FrontPage, Included, Section, SectionRail},
};

/// The article page; `rails` are the selections of the section rail and of the recent rail.
pub(crate) fn article_page(page: pages::ArticlePage, article: &Selection, rails: [&Selection; 2]) -> ArticlePage {
    ArticlePage {
        site: Included::Left,
        article: Article::new(page.article, article),
        section_rail: page.section_rail.into_iter().map(|view| Article::new(view, rails[0])).collect(),
        recent_rail: page.recent_rail.into_iter().map(|view| Article::new(view, rails[1])).collect(),
    }
}

/// The front; `cards` are the selections of the most recent, of sections and of collections.
pub(crate) fn front_page(page: pages::FrontPage, site: &Site, cards: [&Selection; 3]) -> FrontPage {
    let articles = |views: Vec<masthead_app::articles::ArticleView>, selection: &Selection| {
        views.into_iter().map(|view| Article::new(view, selection)).collect::<Vec<_>>()
    };
    FrontPage {
        site: Included::Left,
        recent: articles(page.recent, cards[0]),
        section_rails: page
            .sections
            .into_iter()
            .map(|(section, views)| SectionRail {
                section: Section::new(&section, site),
                articles: articles(views, cards[1]),
            })
            .collect(),
        collection_rails: page
            .collections
            .into_iter()
            .map(|(collection, views)| CollectionRail {
                collection: Collection::new(&collection, site),
                articles: articles(views, cards[2]),
            })
            .collect(),
    }
}
