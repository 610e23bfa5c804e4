//! What every format tells of an article, before it is spelled in any of them.

use masthead_app::{
    articles::ArticleView,
    assets::{AssetView, RenditionView},
    feeds::{self, FeedText},
    paths,
};
use masthead_domain::{
    article::{Article, Role},
    body,
    rendition::Crop,
};

/// An article in a feed.
pub(super) struct Item<'a> {
    view: &'a ArticleView,
    text: FeedText,
}

/// Who had which part in an article.
pub(super) struct Person<'a> {
    /// The name that readers see.
    pub(super) name: &'a str,
    /// The page of the author on the site.
    pub(super) url: String,
    /// As what.
    pub(super) role: Role,
    /// The portrait, small and square.
    pub(super) portrait: Option<String>,
}

/// The picture above an article.
pub(super) struct Lead<'a> {
    pub(super) asset: &'a AssetView,
    pub(super) alt: Option<&'a str>,
    pub(super) caption: Option<&'a str>,
}

impl<'a> Item<'a> {
    pub(super) fn new(view: &'a ArticleView, text: FeedText) -> Self {
        Self { view, text }
    }

    pub(super) fn article(&self) -> &'a Article {
        &self.view.article
    }

    /// A name that it has for good, wherever it moves.
    pub(super) fn id(&self) -> String {
        format!("urn:uuid:{}", self.view.article.id)
    }

    pub(super) fn url(&self) -> String {
        self.view.url()
    }

    /// Where it was first published, if that is not here.
    pub(super) fn canonical_url(&self) -> Option<&'a str> {
        self.view.article.canonical_url.as_ref().map(url::Url::as_str)
    }

    /// Everybody who had a part in it, in order.
    pub(super) fn people(&self) -> impl Iterator<Item = Person<'a>> + use<'a> {
        let view = self.view;
        view.credits.iter().map(move |credit| Person {
            name: credit.credited_as.as_deref().unwrap_or(&credit.author.name),
            url: view.site.absolute(&paths::author_path(&credit.author)),
            role: credit.role,
            portrait: credit.author.portrait.and_then(|id| {
                let asset = view.assets.get(id)?;
                Some(asset.plain(Crop::Square).map_or_else(|| asset.url.clone(), |plain| plain.url))
            }),
        })
    }

    /// What it is filed under and what it is about: names.
    pub(super) fn subjects(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let section = self.view.section.iter().map(|section| (section.name.as_str(), section.slug.as_str()));
        section.chain(self.view.tags.iter().map(|tag| (tag.name.as_str(), tag.slug.as_str())))
    }

    /// The whole text as HTML; nothing when feeds bring excerpts.
    pub(super) fn html(&self) -> Option<String> {
        let pictures = |picture: &body::Picture| self.view.assets.resolve(picture);
        (self.text == FeedText::Full).then(|| feeds::text(self.view).html(&pictures))
    }

    pub(super) fn lead(&self) -> Option<Lead<'a>> {
        let lead = self.view.article.lead_image.as_ref()?;
        let asset = self.view.lead_asset()?;
        Some(Lead {
            asset,
            alt: lead.alt.as_deref().or(asset.asset.alt()),
            caption: lead.caption.as_deref().or(asset.asset.caption.as_deref()),
        })
    }
}

impl Lead<'_> {
    /// The address of the one that everything can show, or of the file.
    pub(super) fn url(&self) -> String {
        self.asset.plain(Crop::Original).map_or_else(|| self.asset.url.clone(), |plain| plain.url)
    }

    /// Every size of the picture as it is, in every format, the one that everything can show first.
    pub(super) fn renditions(&self) -> Vec<RenditionView> {
        let formats = self.asset.formats();
        formats.into_iter().flat_map(|format| self.asset.renditions(Crop::Original, format)).collect()
    }
}

/// A role as feeds say it: in small letters.
pub(super) const fn role(role: Role) -> &'static str {
    match role {
        Role::Author => "author",
        Role::Translator => "translator",
        Role::Photographer => "photographer",
        Role::Illustrator => "illustrator",
        Role::Editor => "editor",
        Role::Contributor => "contributor",
    }
}
