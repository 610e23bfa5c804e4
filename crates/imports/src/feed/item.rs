//! Entries of feeds: articles here, with the authors, tags and pictures that they name.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use masthead_domain::{
    article::{AlternativeId, ArticleKind, MAX_LINE_CHARS, StageName},
    body::url::is_web_url,
    bundle::{ArticleRecord, BodyRecord, ContributorRecord, Record, RedirectRecord, SiteRecord},
    language::Language,
    redirect::{MAX_PATH_BYTES, normalise_path},
    site::PathTemplate,
    slug::Slug,
    text::{MAX_KEY_BYTES, MAX_NAME_CHARS, MAX_PROSE_CHARS, MAX_URL_BYTES},
};
use url::Url;

use super::{
    Hears, Open,
    dates::date,
    entry::{Channel, Entry},
    parts::{excerpt, language, plain, slug_of_link, stage, with_media},
};
use crate::{
    Facts, Fault, Item, Made, Options, Origin, Told,
    body::{self, Known},
    names::{self, Taken, cut},
    see,
};

/// How many redirects follow together.
const REDIRECTS: usize = 500;
/// After how many bytes there is something to say about progress.
const PROGRESS_BYTES: u64 = 256 * 1024;

/// A feed, which may have several pages. What was told of one page is known on the next.
#[derive(Debug)]
pub struct Feed {
    pub(super) options: Options,
    slugs: Taken,
    /// Ids, and where they were first.
    ids: HashMap<String, u64>,
    /// Paths that lead somewhere.
    paths: HashSet<String>,
    /// Authors by name.
    pub(super) authors: HashMap<String, Slug>,
    pub(super) author_slugs: Taken,
    /// Sections and tags that were told, with their names.
    pub(super) sections: HashMap<Slug, String>,
    pub(super) tags: HashMap<Slug, String>,
    pub(super) assets: HashSet<String>,
    /// The site's address and language, as the feed says.
    pub(super) site: Option<Url>,
    is_site_told: bool,
}

impl Feed {
    /// Nothing of the feed was read yet. The `base_url` in the options is where it is, if that is known.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        Self {
            options: options.clone(),
            slugs: Taken::default(),
            ids: HashMap::new(),
            paths: HashSet::new(),
            authors: HashMap::new(),
            author_slugs: Taken::default(),
            sections: HashMap::new(),
            tags: HashMap::new(),
            assets: HashSet::new(),
            site: options.mapping.url.clone(),
            is_site_told: false,
        }
    }

    /// Reads a page. Returns where the next one is, if there is one: following it, once, is for the caller.
    ///
    /// # Errors
    /// [`Fault`] when it is no feed, or is broken; where. What was told before stays told.
    pub fn page(
        &mut self,
        open: Open<'_>,
        size: u64,
        out: &mut dyn FnMut(Told) -> ControlFlow<()>,
    ) -> Result<Option<Url>, Fault> {
        let base = self.options.markup.base_url.clone();
        let mut page = Page { feed: self, out, size, told: 0, redirects: Vec::new(), is_over: false };
        let result = super::page(open, base.as_ref(), &mut page);
        if !page.is_over {
            page.is_over = page.tell_redirects().is_break();
        }
        let channel = result?;
        if !page.is_over && page.site(&channel).is_continue() {
            let _ = (page.out)(Told::Progress { done: size, total: size });
        }
        let next = channel.next.as_deref().and_then(|next| match &channel.base {
            Some(base) => base.join(next).ok(),
            None => Url::parse(next).ok(),
        });
        Ok(next.filter(|url| is_web_url(url.as_str())))
    }

    /// Is this an address of the site? Then its path is what counts.
    fn own_path(&self, url: &Url) -> Option<String> {
        let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
        let own = self.site.as_ref()?;
        (host(own) == host(url) && own.port() == url.port()).then(|| url[url::Position::BeforePath..].to_owned())
    }
}

/// One page that is being read.
pub(super) struct Page<'a> {
    pub(super) feed: &'a mut Feed,
    out: &'a mut dyn FnMut(Told) -> ControlFlow<()>,
    size: u64,
    told: u64,
    redirects: Vec<Item>,
    is_over: bool,
}

impl Hears for Page<'_> {
    fn entry(&mut self, channel: &Channel, entry: Result<Entry, u64>, is_replaced: bool, bytes: u64) -> bool {
        let flow = self.told_entry(channel, entry, is_replaced, bytes);
        self.is_over = flow.is_break();
        !self.is_over
    }
}

pub(super) fn item(line: u64, kind: &str, id: &str, title: &str, record: Record) -> Item {
    let origin = Origin { line, kind: kind.to_owned(), id: id.to_owned(), title: title.to_owned() };
    Item { origin, made: Made::Records(vec![record]), notes: Vec::new(), facts: None }
}

pub(super) fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

impl Page<'_> {
    pub(super) fn tell(&mut self, item: Item) -> ControlFlow<()> {
        (self.out)(Told::Item(Box::new(item)))
    }

    fn tell_redirects(&mut self) -> ControlFlow<()> {
        for item in std::mem::take(&mut self.redirects) {
            self.tell(item)?;
        }
        ControlFlow::Continue(())
    }

    fn told_entry(
        &mut self,
        channel: &Channel,
        entry: Result<Entry, u64>,
        is_replaced: bool,
        bytes: u64,
    ) -> ControlFlow<()> {
        self.site(channel)?;
        match entry {
            Ok(entry) => self.article(channel, entry, is_replaced)?,
            Err(line) => {
                let origin = Origin { line, kind: "entry".to_owned(), ..Origin::default() };
                let made = Made::Refused("this is no item: an item is an object with an id and a text".to_owned());
                self.tell(Item { origin, made, notes: Vec::new(), facts: None })?;
            }
        }
        if self.redirects.len() >= REDIRECTS {
            self.tell_redirects()?;
        }
        if bytes >= self.told + PROGRESS_BYTES {
            self.told = bytes;
            return (self.out)(Told::Progress { done: bytes.min(self.size), total: self.size });
        }
        ControlFlow::Continue(())
    }

    /// Tells of the site, once its title and address are known.
    fn site(&mut self, channel: &Channel) -> ControlFlow<()> {
        let options = &self.feed.options;
        if self.feed.is_site_told {
            return ControlFlow::Continue(());
        }
        let link = channel.link.as_deref().and_then(|link| match &channel.base {
            Some(base) => base.join(link).ok(),
            None => Url::parse(link.trim()).ok(),
        });
        let link = link.filter(|url| is_web_url(url.as_str()) && url.as_str().len() <= MAX_URL_BYTES);
        self.feed.site = self.feed.site.take().or(link);
        let title = channel.title.as_ref().map(|title| cut(plain(title, &options.markup), MAX_NAME_CHARS).0);
        let (Some(name), Some(url)) = (title.filter(|title| !title.is_empty()), self.feed.site.clone()) else {
            return ControlFlow::Continue(());
        };
        self.feed.is_site_told = true;
        let options = &self.feed.options;
        let mut notes = Vec::new();
        let mut url = url;
        url.set_query(None);
        url.set_fragment(None);
        let language = options.mapping.language.clone().or_else(|| language(channel.language.as_deref()?));
        let language = language.unwrap_or_else(|| {
            notes.push(
                "The feed does not say the language; `en` was taken. `language` in the mapping file says it."
                    .to_owned(),
            );
            Language::stored("en".to_owned())
        });
        let description = channel.description.as_ref().map(|text| cut(plain(text, &options.markup), MAX_PROSE_CHARS).0);
        let record = SiteRecord {
            name: name.clone(),
            url,
            language,
            timezone: options.mapping.timezone.clone().unwrap_or_else(|| "Etc/UTC".to_owned()),
            description: description.and_then(filled),
            article_path: options.mapping.article_path.clone().filter(|path| PathTemplate::parse(path).is_ok()),
            navigation: Vec::new(),
            social_links: Vec::new(),
        };
        let mut item = item(channel.line, "feed", "", &name, Record::Site(record));
        item.notes = notes;
        self.tell(item)
    }

    fn article(&mut self, channel: &Channel, entry: Entry, is_replaced: bool) -> ControlFlow<()> {
        let mut notes = Vec::new();
        let title = entry.title.as_ref().map(|title| plain(title, &self.feed.options.markup)).unwrap_or_default();
        let link = entry.link.as_deref().and_then(|link| absolute(link, entry.base.as_ref()));
        let id = entry.id.clone().or_else(|| link.as_ref().map(ToString::to_string)).unwrap_or_default();
        let origin = Origin { line: entry.line, kind: "entry".to_owned(), id: id.clone(), title: title.clone() };
        let other = |made: Made| Item { origin: origin.clone(), made, notes: Vec::new(), facts: None };
        if entry.is_too_large {
            return self.tell(other(Made::Refused("it has more than 100,000 elements".to_owned())));
        }
        if let Some(first) = self.feed.ids.get(&id).filter(|_| !id.is_empty()) {
            let why = format!("it is the same as on line {first}: they have one id");
            return self.tell(other(Made::Skipped(why)));
        }
        let text = entry.content.clone().or_else(|| entry.summary.clone()).unwrap_or_default();
        if title.is_empty() && text.is_empty() && id.is_empty() {
            return self.tell(other(Made::Refused("it has neither a title nor a text".to_owned())));
        }
        if !id.is_empty() {
            self.feed.ids.insert(id.clone(), entry.line);
        }
        if is_replaced {
            notes.push("It had bytes that are not of the feed's encoding: they are shown as \u{FFFD}.".to_owned());
        }
        let (section, section_name, tags) = self.terms(&entry, &mut notes)?;
        let contributors = self.people(channel, &entry, &mut notes)?;
        let (lead_image, lead_address) = self.picture(&entry, &mut notes)?;

        let options = &self.feed.options;
        let (stage, published_at) = stage(&entry, options.now, &mut notes);
        let headline = match filled(title.clone()) {
            Some(title) => cut(title, MAX_LINE_CHARS).0,
            None => {
                notes.push("It has no title: the beginning of its text was taken.".to_owned());
                let words = plain(&text, &options.markup);
                filled(cut(words, 80).0).unwrap_or_else(|| "Untitled".to_owned())
            }
        };
        let wanted = (link.as_ref().and_then(slug_of_link))
            .or_else(|| names::slug_of_title(&headline))
            .or_else(|| names::slug(&id))
            .unwrap_or_else(|| Slug::stored("entry".to_owned()));
        let slug = self.feed.slugs.claim(&wanted);
        if entry.content.is_none() && !entry.is_summary_text && entry.summary.is_some() {
            notes.push("The feed has only a summary of it.".to_owned());
        }
        let text = with_media(text, &entry, &mut notes);
        let mut markup = options.markup.clone();
        markup.base_url = entry.content_base.clone().or_else(|| link.clone()).or_else(|| self.feed.site.clone());
        let base = markup.base_url.clone();
        let own = Own { feed: self.feed, base: base.as_ref() };
        let (body, more) = body::read(&text, &markup, &own);
        notes.extend(more);
        let excerpt = excerpt(&entry, &options.markup);
        let updated_at = entry.updated.as_deref().and_then(date).filter(|at| {
            stage == StageName::Published && *at <= options.now && published_at.is_some_and(|published| *at > published)
        });
        let alternative = (!id.is_empty() && id.len() <= MAX_KEY_BYTES && !id.chars().any(char::is_control))
            .then(|| AlternativeId { scheme: "feed".to_owned(), value: id.clone() });
        if alternative.is_none() {
            notes.push("It has no id: repeating the import finds it by its slug.".to_owned());
        }
        let path = link.as_ref().and_then(|link| self.feed.own_path(link));
        let canonical_url = link.clone().filter(|_| path.is_none() && self.feed.site.is_some());
        let path = path.map(|path| normalise_path(&path)).filter(|path| path != "/" && path.len() <= MAX_PATH_BYTES);
        let path = path.filter(|path| !path.chars().any(char::is_control));
        let path = path.filter(|path| self.feed.paths.insert(path.clone()));
        let facts = Facts {
            id: alternative.clone(),
            slug: slug.to_string(),
            headline: headline.clone(),
            stage: Some(stage),
            published_at,
            contributors: contributors.iter().map(|(_, name, _)| name.clone()).collect(),
            section: section_name,
            tags: tags.iter().map(|tag| self.feed.tags.get(tag).cloned().unwrap_or_default()).collect(),
            lead_image: lead_address,
            path: path.clone(),
            seen: see(&text),
        };
        let record = ArticleRecord {
            formerly: Vec::new(),
            slug: slug.clone(),
            kind: ArticleKind::Story,
            headline: headline.clone(),
            section,
            language: entry.language.as_deref().and_then(language),
            kicker: None,
            standfirst: None,
            excerpt,
            body: (!body.blocks.is_empty()).then_some(BodyRecord::Blocks(body)),
            contributors: contributors
                .into_iter()
                .map(|(author, _, role)| ContributorRecord { author, role, credited_as: None })
                .collect(),
            byline_text: None,
            tags,
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
            canonical_url: canonical_url.filter(|url| url.as_str().len() <= MAX_URL_BYTES),
            seo: None,
            related: Vec::new(),
            alternative_ids: alternative.into_iter().collect(),
        };
        let made = Made::Records(vec![Record::Article(Box::new(record))]);
        self.tell(Item { origin, made, notes, facts: Some(facts) })?;
        if let Some(from) = path {
            let record = RedirectRecord { from: from.clone(), to: None, article: Some(slug) };
            self.redirects.push(item(entry.line, "path", &from, &headline, Record::Redirect(record)));
        }
        ControlFlow::Continue(())
    }
}

struct Own<'a> {
    feed: &'a Feed,
    base: Option<&'a Url>,
}

impl Known for Own<'_> {
    fn asset(&self, url: &str) -> Option<String> {
        let url = absolute(url, self.base)?;
        self.feed.assets.get(url.as_str()).cloned()
    }

    fn link(&self, href: &str) -> Option<String> {
        if href.starts_with('#') || href.starts_with("mailto:") || href.starts_with("tel:") {
            return None;
        }
        let url = absolute(href, self.base)?;
        Some(self.feed.own_path(&url).unwrap_or_else(|| url.into())).filter(|now| now != href)
    }
}

pub(super) fn absolute(address: &str, base: Option<&Url>) -> Option<Url> {
    let address = address.trim();
    let url = match base {
        Some(base) => base.join(address).ok(),
        None => Url::parse(address).ok(),
    };
    url.filter(|url| is_web_url(url.as_str()))
}
