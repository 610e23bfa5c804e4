//! Posts and pages: articles here.

use std::collections::HashSet;

use masthead_domain::{
    article::{ArticleKind, Role, StageName},
    bundle::{ArticleRecord, BodyRecord, ContributorRecord, Record},
    slug::Slug,
    time::Instant,
};

use super::{
    dates::date,
    index::{Index, Post},
    people::People,
    pictures::Pictures,
    row::Row,
    site::Site,
    terms::Terms,
    text::{self, Text},
};
use crate::{
    Facts, Item, Made, Options, Origin,
    body::{self, Known},
    mapping::Kind,
    names::line,
};

/// What the second reading asks for, besides what the first has kept.
pub(super) const COLUMNS: &[&str] = &[
    "id",
    "html",
    "lexical",
    "mobiledoc",
    "custom_excerpt",
    "codeinjection_head",
    "codeinjection_foot",
    "custom_template",
    "canonical_url",
    "updated_at",
    "locale",
    "language",
    "meta_title",
    "meta_description",
    "og_title",
    "og_description",
    "og_image",
    "twitter_title",
    "twitter_description",
    "twitter_image",
    "feature_image_alt",
    "feature_image_caption",
];

/// Everything that is known when the texts are read.
pub(super) struct Desk<'a> {
    pub(super) index: &'a Index,
    pub(super) site: &'a Site,
    pub(super) terms: &'a Terms,
    pub(super) people: &'a People,
    pub(super) pictures: &'a Pictures<'a>,
    pub(super) options: &'a Options,
    pub(super) markup: masthead_markup::Options,
}

/// What a post has become, besides its item.
#[derive(Debug)]
pub(super) struct Taken {
    /// The path that readers knew.
    pub(super) path: Option<String>,
    /// The date, of what was featured.
    pub(super) featured: Option<Option<Instant>>,
}

/// Is this a page? Early versions had a flag for it.
pub(super) fn is_page(row: &Row) -> bool {
    row.text("type").map_or_else(|| row.flag("page"), |kind| kind.trim() == "page")
}

/// Do readers see it? Slugs are first for those.
pub(super) fn is_published(row: &Row) -> bool {
    row.text("status") == Some("published")
}

pub(super) fn origin(post: &Post) -> Origin {
    let kind = if is_page(&post.row) { "page" } else { "post" };
    Origin {
        line: post.line,
        kind: kind.to_owned(),
        id: post.row.id("id").unwrap_or_default(),
        title: post.row.text("title").map(line).unwrap_or_default(),
    }
}

/// Why a post is not to be taken, if so.
pub(super) fn dropped(post: &Post, options: &Options) -> Option<Made> {
    if !post.row.is_row {
        return Some(Made::Refused("this is no post: a post is an object with an id, a title and a text".to_owned()));
    }
    let kind = if is_page(&post.row) { "page" } else { "post" };
    (options.mapping.types.get(kind) == Some(&Kind::Drop)).then(|| Made::Skipped("the mapping file says so".to_owned()))
}

struct Own<'a>(&'a Site, &'a Pictures<'a>);

impl Known for Own<'_> {
    fn asset(&self, url: &str) -> Option<String> {
        self.1.key(url)
    }

    fn link(&self, href: &str) -> Option<String> {
        // Pictures and files stay where they are; pages move with the site.
        self.0.path(href).filter(|path| path != href && !path.contains("/content/"))
    }
}

impl Desk<'_> {
    /// What becomes of a post.
    pub(super) fn item(
        &self,
        post: &Post,
        slug: &Slug,
        mut row: Row,
        ids: &mut HashSet<String>,
    ) -> (Item, Option<Taken>) {
        let origin = origin(post);
        let text = match text::read(&mut row, self.site.base(), &self.markup) {
            Ok(text) => text,
            Err(wrong) => {
                let made = Made::Refused(format!("{wrong}: it cannot be taken without its text"));
                return (Item { origin, made, notes: Vec::new(), facts: None }, None);
            }
        };
        let meta = self.index.posts_meta.get(&origin.id);
        let mut making = Making { desk: self, post, row: &row, meta, notes: text.notes.clone() };
        let (record, facts, taken) = making.article(slug, &text, ids);
        let notes = making.notes;
        let made = Made::Records(vec![Record::Article(Box::new(record))]);
        (Item { origin, made, notes, facts: Some(facts) }, Some(taken))
    }
}

/// An article in the making.
pub(super) struct Making<'a> {
    pub(super) desk: &'a Desk<'a>,
    pub(super) post: &'a Post,
    pub(super) row: &'a Row,
    pub(super) meta: Option<&'a Row>,
    notes: Vec<String>,
}

impl Making<'_> {
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// A member of the post, which later versions keep in a table of its own.
    pub(super) fn meta(&self, name: &str) -> Option<String> {
        self.meta.and_then(|meta| meta.text(name)).or_else(|| self.row.text(name)).map(str::to_owned)
    }

    fn article(&mut self, slug: &Slug, text: &Text, ids: &mut HashSet<String>) -> (ArticleRecord, Facts, Taken) {
        let (desk, head) = (self.desk, &self.post.row);
        let id = head.id("id").unwrap_or_default();
        let (stage, published_at) = self.stage(text.is_gated);
        let belongs = desk.terms.belongs(desk.index, &id, is_page(head));
        self.notes.extend(belongs.notes);
        let contributors = self.contributors(&id);
        let headline = self.headline();
        let (lead_image, lead_address) = self.lead_image();
        let (body, notes) = body::read(&text.html, &desk.markup, &Own(desk.site, desk.pictures));
        self.notes.extend(notes);
        self.left_out(lead_address.as_deref());
        let alternative = self.alternative_id(&id, ids);
        let path =
            self.path(slug, published_at.or_else(|| date(head, "published_at")), &contributors, &belongs.section);
        let facts = Facts {
            id: alternative.clone(),
            slug: slug.to_string(),
            headline: headline.clone(),
            stage: Some(stage),
            published_at,
            contributors: contributors.iter().map(|(_, name)| name.clone()).collect(),
            section: desk.terms.section_name(&belongs.section),
            tags: belongs.tags.iter().map(|tag| desk.terms.tag_name(tag)).collect(),
            lead_image: lead_address,
            path: path.clone(),
            seen: text.seen.clone(),
        };
        let is_public = stage == StageName::Published;
        let updated_at = date(self.row, "updated_at")
            .filter(|at| is_public && *at <= desk.options.now && published_at.is_some_and(|published| *at > published));
        let standfirst = self.standfirst();
        let record = ArticleRecord {
            formerly: Vec::new(),
            slug: slug.clone(),
            kind: ArticleKind::Story,
            headline,
            section: belongs.section,
            language: self.language(),
            kicker: None,
            standfirst,
            excerpt: None,
            body: (!body.blocks.is_empty()).then_some(BodyRecord::Blocks(body)),
            contributors: contributors
                .into_iter()
                .map(|(author, _)| ContributorRecord { author, role: Role::Author, credited_as: None })
                .collect(),
            byline_text: None,
            tags: belongs.tags,
            series: None,
            lead_image,
            stage: Some(stage),
            published_at,
            first_published_at: None,
            updated_at,
            withdrawn_reason: None,
            translation_set: None,
            translation_of: None,
            corrections: Vec::new(),
            canonical_url: self.canonical(path.as_deref()),
            seo: self.seo(),
            related: Vec::new(),
            alternative_ids: alternative.into_iter().collect(),
        };
        let is_shown = matches!(stage, StageName::Published | StageName::Scheduled);
        let featured = (head.flag("featured") && is_shown).then_some(published_at);
        if head.flag("featured") && !is_shown {
            self.note("It was featured: as a draft, it is not in that collection.");
        }
        (record, facts, Taken { path, featured })
    }

    /// The stage, and the date that belongs to it. What not everyone could read does not become public by accident.
    fn stage(&mut self, is_gated: bool) -> (StageName, Option<Instant>) {
        let head = &self.post.row;
        let published_at = date(head, "published_at");
        let told = published_at.map_or_else(String::new, |at| format!(" It was published on {at}."));
        let visibility = head.text("visibility").unwrap_or("public").trim();
        let status = head.text("status").unwrap_or("draft").trim();
        let is_mail =
            status == "sent" || head.flag("email_only") || self.meta.is_some_and(|meta| meta.flag("email_only"));
        if status == "draft" {
            return (StageName::Draft, None);
        }
        if is_mail {
            self.note(format!("It was sent as an e-mail only: it is a draft here.{told}"));
            return (StageName::Draft, None);
        }
        if visibility != "public" {
            self.note(format!("It was not for everyone ({}): it is a draft here.{told}", plain(visibility)));
            return (StageName::Draft, None);
        }
        if is_gated {
            self.note(format!("A part of it was for members only (a paywall in the text): it is a draft here.{told}"));
            return (StageName::Draft, None);
        }
        let now = self.desk.options.now;
        match (status, published_at) {
            ("published", Some(at)) if at > now => {
                self.note("It is published, with a date in the future: it is scheduled here.");
                (StageName::Scheduled, Some(at))
            }
            ("published", Some(at)) => (StageName::Published, Some(at)),
            ("published", None) => {
                let created = date(head, "created_at").filter(|at| *at <= now);
                self.note(match created {
                    Some(_) => "It has no date of publication: that of its creation was taken.",
                    None => "It has no date of publication: that of the import is taken.",
                });
                (StageName::Published, created)
            }
            ("scheduled", Some(at)) if at > now => (StageName::Scheduled, Some(at)),
            ("scheduled", _) => {
                self.note("It was scheduled for a date that has passed: it is a draft here.");
                (StageName::Draft, None)
            }
            (status, _) => {
                self.note(format!("Its status is not known ({}): it is a draft here.", plain(status)));
                (StageName::Draft, None)
            }
        }
    }
}

/// A word of the export as part of a note.
fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ')).take(40).collect()
}
