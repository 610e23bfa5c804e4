//! What must be known of an export before its first article can be made: read once, kept small.

use std::collections::{BTreeMap, HashMap, HashSet};

use masthead_domain::{bundle::SiteRecord, language::Language, slug::Slug};
use url::Url;

use super::{
    addresses::{self, Pages, Pictures},
    assets,
    export::Part,
    filing::Filing,
    item::Post,
    people::People,
    stages,
};
use crate::{
    Options,
    mapping::Kind,
    names::{self, Taken},
};

/// How many bytes of reusable blocks are kept.
const MAX_REUSABLE: usize = 16 * 1024 * 1024;

/// What a text shows of an attachment.
#[derive(Debug)]
pub(super) struct Attachment {
    pub(super) url: Box<str>,
    pub(super) caption: Box<str>,
    pub(super) alt: Box<str>,
    parent: u64,
    order: i64,
    is_picture: bool,
}

/// What an item of the export is to the import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Article,
    Attachment,
    Guest,
    /// Nothing, and why.
    Skipped(String),
}

/// An article that waits for its slug.
#[derive(Debug)]
struct Waiting {
    ordinal: usize,
    slug: Slug,
    is_public: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) title: String,
    description: String,
    language: String,
    link: String,
    base: String,
    pub(super) host: String,
    pub(super) filing: Filing,
    pub(super) people: People,
    pub(super) attachments: HashMap<u64, Attachment>,
    /// Attachments by the item that they belong to.
    children: HashMap<u64, Vec<u64>>,
    pub(super) pictures: Pictures,
    pub(super) pages: Pages,
    pub(super) reusable: HashMap<u64, String>,
    reusable_bytes: usize,
    waiting: Vec<Waiting>,
    /// The slugs of articles, by their place among the items.
    slugs: HashMap<usize, Slug>,
    /// How often an id has come before.
    ids: HashMap<u64, u32>,
    /// The GUIDs that have come before, by hash.
    guids: HashSet<u64>,
    /// How many minutes local times are ahead of UTC, by how often.
    offsets: HashMap<i64, u64>,
    /// Which patterns the paths of posts follow, by how often.
    patterns: BTreeMap<&'static str, u64>,
    posts: u64,
    pub(super) comments: u64,
    ordinal: usize,
}

/// Ways in which WordPress makes the path of a post, as `articlePath` says it.
const PATTERNS: [&str; 5] =
    ["/{year}/{month}/{day}/{slug}", "/{year}/{month}/{slug}", "/{sectionPath}/{slug}", "/{section}/{slug}", "/{slug}"];

impl Index {
    /// Takes a part of the export into account.
    pub(super) fn take(&mut self, part: Part, options: &Options) {
        match part {
            Part::Head(node) => {
                let text = || node.text.trim().to_owned();
                match node.name.as_str() {
                    "title" => self.title = names::line(&node.text),
                    "description" => self.description = names::clean(&node.text).trim().to_owned(),
                    "language" => self.language = text(),
                    "link" => self.link = text(),
                    "wp:base_blog_url" => self.base = text(),
                    "wp:author" => self.people.declare(&node),
                    "wp:category" | "wp:tag" | "wp:term" => self.filing.declare(&node, &options.mapping),
                    _ => {}
                }
            }
            Part::Item(post) => self.item(&post, options),
        }
    }

    fn item(&mut self, post: &Post, options: &Options) {
        if self.ordinal == 0 {
            self.begin_items();
        }
        let ordinal = self.ordinal;
        self.ordinal += 1;
        self.comments += post.comments;
        match role(post, options) {
            Role::Article => {
                let is_page = post.kind == "page";
                self.filing.note(post, &options.mapping, is_page);
                self.people.note(post);
                if let (Some(local), Some(utc)) = (post.date, post.date_gmt) {
                    *self.offsets.entry((local - utc).num_minutes()).or_default() += 1;
                }
                let wanted = wanted_slug(post);
                if post.status == "publish" {
                    self.pages.add(&post.link, post.id);
                    if post.kind == "post" {
                        self.pattern(post);
                    }
                }
                self.waiting.push(Waiting { ordinal, slug: wanted, is_public: stages::is_public(post) });
            }
            Role::Attachment => {
                let Some(url) = assets::url(post) else { return };
                self.pictures.add(url.as_str(), post.id);
                let is_picture = !post.attachment_url.rsplit('.').next().is_some_and(|extension| {
                    matches!(
                        extension.to_ascii_lowercase().as_str(),
                        "mp3"
                            | "m4a"
                            | "mp4"
                            | "pdf"
                            | "mov"
                            | "doc"
                            | "docx"
                            | "zip"
                            | "ogg"
                            | "wav"
                            | "webm"
                            | "xls"
                            | "xlsx"
                            | "ppt"
                            | "pptx"
                            | "txt"
                    )
                });
                let attachment = Attachment {
                    url: url.as_str().into(),
                    caption: post.excerpt.trim().into(),
                    alt: post.meta("_wp_attachment_image_alt").unwrap_or_default().into(),
                    parent: post.parent,
                    order: post.order,
                    is_picture,
                };
                if attachment.parent > 0 && is_picture {
                    self.children.entry(attachment.parent).or_default().push(post.id);
                }
                self.attachments.insert(post.id, attachment);
            }
            Role::Guest => self.people.guest(post),
            Role::Skipped(_) => {
                if post.kind == "wp_block" && self.reusable_bytes + post.content.len() <= MAX_REUSABLE {
                    self.reusable_bytes += post.content.len();
                    self.reusable.insert(post.id, post.content.clone());
                }
            }
        }
    }

    /// The head of the export is behind us.
    fn begin_items(&mut self) {
        let site = if self.base.is_empty() { &self.link } else { &self.base };
        self.host = Url::parse(site)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_else(|| "unknown".to_owned());
        self.pages = Pages::new(site);
    }

    /// Which pattern the path of a post follows.
    fn pattern(&mut self, post: &Post) {
        let (Some(path), Some(date)) = (self.pages.of(post.id), post.date) else { return };
        self.posts += 1;
        let slug = names::decoded(&post.name);
        let (year, month, day) =
            (date.format("%Y").to_string(), date.format("%m").to_string(), date.format("%d").to_string());
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let found = match segments[..] {
            [y, m, d, s] if y == year && m == month && d == day && s == slug => PATTERNS[0],
            [y, m, s] if y == year && m == month && s == slug => PATTERNS[1],
            [s] if s == slug => PATTERNS[4],
            [section, s] if s == slug && post.terms_of("category").any(|term| term.slug == section) => PATTERNS[2],
            [.., section, s] if s == slug && post.terms_of("category").any(|term| term.slug == section) => PATTERNS[2],
            _ => return,
        };
        *self.patterns.entry(found).or_default() += 1;
    }

    /// Everything has been read once: slugs are given out, to what readers know first.
    pub(super) fn settle(&mut self, options: &Options) {
        if self.ordinal == 0 {
            self.begin_items();
        }
        self.filing.settle();
        self.people.settle(&options.mapping);
        let mut taken = Taken::default();
        let waiting = std::mem::take(&mut self.waiting);
        self.slugs.reserve(waiting.len());
        for is_public in [true, false] {
            for article in waiting.iter().filter(|article| article.is_public == is_public) {
                self.slugs.insert(article.ordinal, taken.claim(&article.slug));
            }
        }
        let attachments = &self.attachments;
        for children in self.children.values_mut() {
            children.sort_by_key(|id| (attachments.get(id).map_or(0, |attachment| attachment.order), *id));
        }
    }

    /// The slug of the article at a place among the items.
    pub(super) fn slug(&self, ordinal: usize) -> Option<&Slug> {
        self.slugs.get(&ordinal)
    }

    /// The pictures that belong to an item, in their order.
    pub(super) fn pictures_of(&self, id: u64) -> Vec<u64> {
        let children = self.children.get(&id).map(Vec::as_slice).unwrap_or_default();
        children
            .iter()
            .copied()
            .filter(|id| self.attachments.get(id).is_some_and(|attachment| attachment.is_picture))
            .collect()
    }

    /// How often this id has come before; it counts as one more from now on.
    pub(super) fn times(&mut self, id: u64) -> u32 {
        let times = self.ids.entry(id).or_default();
        *times += 1;
        *times - 1
    }

    /// Is this the first item with this GUID? From now on it is not.
    pub(super) fn is_first(&mut self, guid: &str) -> bool {
        self.guids.insert(addresses::hash(guid))
    }

    /// How far local times are ahead of UTC: what most posts say.
    pub(super) fn offset(&self) -> chrono::TimeDelta {
        let most = self.offsets.iter().max_by_key(|(minutes, count)| (**count, -minutes.abs()));
        most.map(|(minutes, _)| chrono::TimeDelta::minutes(*minutes)).unwrap_or_default()
    }

    /// How most posts' paths are made, if nearly all agree.
    fn article_path(&self) -> Option<&'static str> {
        let (pattern, count) = self.patterns.iter().max_by_key(|(_, count)| **count)?;
        (count * 10 >= self.posts * 9).then_some(*pattern)
    }

    /// The language of the site.
    pub(super) fn language(&self, options: &Options) -> Language {
        let said = || self.language.replace('_', "-").parse().ok();
        options.mapping.language.clone().or_else(said).unwrap_or_else(|| Language::stored("en".to_owned()))
    }

    /// The site as a record, and what is to be said about it; or why there is none.
    pub(super) fn site(&self, options: &Options) -> Result<(SiteRecord, Vec<String>), String> {
        let url = [&self.base, &self.link]
            .into_iter()
            .find_map(|text| Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https")));
        let Some(mut url) = url else { return Err("the export does not say where the site is".to_owned()) };
        url.set_query(None);
        url.set_fragment(None);
        let mut notes = Vec::new();
        let article_path = options.mapping.article_path.clone().or_else(|| {
            let path = self.article_path()?;
            notes.push(format!("articles keep their paths: {path}"));
            Some(path.to_owned())
        });
        if options.mapping.timezone.is_none() {
            notes.push(
                "the export does not name the time zone; UTC is taken (timezone = \"…\" in the mapping file)"
                    .to_owned(),
            );
        }
        let name = if self.title.is_empty() { self.host.clone() } else { names::cut(self.title.clone(), 1_000).0 };
        let record = SiteRecord {
            name,
            url,
            language: self.language(options),
            timezone: options.mapping.timezone.clone().unwrap_or_else(|| "UTC".to_owned()),
            description: Some(names::cut(self.description.clone(), 20_000).0).filter(|text| !text.is_empty()),
            article_path,
            navigation: Vec::new(),
            social_links: Vec::new(),
        };
        Ok((record, notes))
    }
}

/// The slug that an article asks for.
fn wanted_slug(post: &Post) -> Slug {
    let named = post.meta("_wp_desired_post_slug").filter(|_| post.status == "trash").unwrap_or(&post.name);
    names::slug(named)
        .or_else(|| names::slug_of_title(&assets::plain(&post.title)))
        .unwrap_or_else(|| Slug::stored(format!("post-{}", post.id)))
}

/// What an item is to the import.
pub(super) fn role(post: &Post, options: &Options) -> Role {
    let skipped = |why: &str| Role::Skipped(why.to_owned());
    if post.status == "auto-draft" {
        return skipped("WordPress made it by itself when somebody began to write; it is empty");
    }
    match post.kind.as_str() {
        "post" | "page" => Role::Article,
        "attachment" => Role::Attachment,
        "guest-author" => Role::Guest,
        "revision" => skipped("an older state of a post; histories begin with the import"),
        "nav_menu_item" => skipped("an entry of a menu; menus are the site's (site.navigation)"),
        "wp_block" => skipped("a reusable block; it is written out where it is used"),
        "wp_template"
        | "wp_template_part"
        | "wp_global_styles"
        | "wp_navigation"
        | "custom_css"
        | "customize_changeset"
        | "wp_font_family"
        | "wp_font_face" => skipped("how WordPress shows things"),
        "oembed_cache" | "user_request" => skipped("WordPress keeps it for itself"),
        other => match options.mapping.types.get(other) {
            Some(Kind::Article) => Role::Article,
            Some(_) => skipped("the mapping file drops it"),
            None if other.is_empty() => skipped("it does not say what it is (wp:post_type)"),
            None => Role::Skipped(format!(
                "the type {other:?} is not known; [types] {other} = \"article\" in the mapping file makes articles of it"
            )),
        },
    }
}
