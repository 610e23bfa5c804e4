//! Everything as a WordPress export file (WXR 1.2), so that nobody is locked in.
//!
//! Sections are categories, tags are tags, a series is a term of the taxonomy `series`, articles are posts, assets are attachments.
//! What WordPress has no element for is a meta field of the post. docs/export.md says what becomes what.

mod attachment;
mod local;
mod post;
mod xml;

use std::{collections::HashMap, io::Write};

use masthead_domain::{article::Article, id::Id, slug::Slug};
use masthead_persistence::{
    Snapshot, assets, authors, collections, manuscripts, manuscripts::Which, redirects, series, sites, tags,
};

use self::{local::Local, xml::Xml};
use crate::{App, Cx, Error, Result, assets as views, bundle};

/// Things read at once.
const AT_ONCE: u64 = 200;

/// What happens while it is written.
#[derive(Debug)]
pub enum WordpressEvent<'a> {
    /// So many items have been written.
    Progress(u64),
    /// Something is not in the file, or not as it was.
    Note {
        /// Of what.
        name: &'a str,
        /// What.
        message: &'a str,
    },
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordpressCounts {
    /// Articles.
    pub posts: u64,
    /// Pictures and files.
    pub attachments: u64,
}

/// What items are written with.
struct Export<'a, W, R> {
    xml: Xml<'a, W>,
    report: R,
    counts: WordpressCounts,
    /// The number that the next item gets.
    next: u64,
    /// The numbers of assets, by their keys.
    numbers: HashMap<String, u64>,
    /// Names of sections, by their slugs.
    sections: HashMap<Slug, String>,
    local: Local,
}

impl<W: Write, R: FnMut(WordpressEvent<'_>)> Export<'_, W, R> {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn note(&mut self, name: &str, message: &str) {
        (self.report)(WordpressEvent::Note { name, message });
    }

    /// An item is complete.
    fn done(&mut self, name: &str) {
        let left_out = self.xml.take_left_out();
        if left_out > 0 {
            self.note(name, &format!("{left_out} characters were left out that XML cannot say"));
        }
        (self.report)(WordpressEvent::Progress(self.counts.posts + self.counts.attachments));
    }
}

/// Writes everything as a WordPress export file, as of one moment.
///
/// # Errors
/// [`Error::Malformed`] when there is no site yet, or when files are kept here and nobody says where they are served; when the database
/// or the output fails.
pub async fn export(
    app: &App,
    out: &mut impl Write,
    report: impl FnMut(WordpressEvent<'_>),
) -> Result<WordpressCounts> {
    let db = app.db.snapshot().await?;
    let cx = app.system();
    let site = sites::get(&db).await?;
    let site = site.ok_or_else(|| Error::Malformed("there is no publication yet: import one".to_owned()))?;
    let local = Local::of(&site.timezone);
    let mut export = Export {
        xml: Xml::begin(out)?,
        report,
        counts: WordpressCounts::default(),
        next: 0,
        numbers: HashMap::new(),
        sections: HashMap::new(),
        local,
    };
    if !export.local.is_known() {
        let message = format!("the time zone {:?} is not known: local dates are in UTC", site.timezone);
        export.note(&site.name, &message);
    }
    export.xml.open(
        "rss",
        &[
            ("version", "2.0"),
            ("xmlns:excerpt", "http://wordpress.org/export/1.2/excerpt/"),
            ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
            ("xmlns:wfw", "http://wellformedweb.org/CommentAPI/"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:wp", "http://wordpress.org/export/1.2/"),
        ],
    )?;
    export.xml.open("channel", &[])?;
    let url = site.url.as_str().trim_end_matches('/').to_owned();
    export.xml.text("title", &site.name)?;
    export.xml.text("link", &url)?;
    export.xml.text("description", site.description.as_deref().unwrap_or_default())?;
    export.xml.text("pubDate", &cx.now().utc().to_rfc2822())?;
    export.xml.text("language", &site.language)?;
    export.xml.text("wp:wxr_version", "1.2")?;
    export.xml.text("wp:base_site_url", &url)?;
    export.xml.text("wp:base_blog_url", &url)?;
    export.people(&db).await?;
    export.terms(&db).await?;
    export.xml.text("generator", concat!("Masthead ", env!("CARGO_PKG_VERSION")))?;
    export.attachments(&cx, &db).await?;
    export.posts(&cx, &db, &site).await?;
    export.left_behind(&db).await?;
    export.xml.close("channel")?;
    export.xml.close("rss")?;
    Ok(export.counts)
}

impl<W: Write, R: FnMut(WordpressEvent<'_>)> Export<'_, W, R> {
    async fn people(&mut self, db: &Snapshot) -> Result<()> {
        let (mut after, mut number) = (String::new(), 0_u64);
        loop {
            let some = authors::after_slug(db, &after, AT_ONCE).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = last.slug.to_string();
            for author in some {
                number += 1;
                self.xml.open("wp:author", &[])?;
                self.xml.text("wp:author_id", &number.to_string())?;
                self.xml.data("wp:author_login", &[], &author.slug)?;
                // Nobody's address is known here.
                self.xml.data("wp:author_email", &[], "")?;
                self.xml.data("wp:author_display_name", &[], &author.name)?;
                self.xml.data("wp:author_first_name", &[], "")?;
                self.xml.data("wp:author_last_name", &[], "")?;
                self.xml.close("wp:author")?;
            }
        }
    }

    /// Categories, parents first; tags; series; and the authors again, as Co-Authors Plus has them.
    async fn terms(&mut self, db: &Snapshot) -> Result<()> {
        let mut number = 0_u64;
        let mut next = || {
            number += 1;
            number.to_string()
        };
        let (sections, slugs) = bundle::all_sections(db).await?;
        for section in sections {
            let parent = section.parent.and_then(|id| slugs.get(&id)).map_or("", |slug| slug.as_str());
            self.xml.open("wp:category", &[])?;
            self.xml.text("wp:term_id", &next())?;
            self.xml.data("wp:category_nicename", &[], &section.slug)?;
            self.xml.data("wp:category_parent", &[], parent)?;
            self.xml.data("wp:cat_name", &[], &section.name)?;
            if let Some(text) = &section.description {
                self.xml.data("wp:category_description", &[], text)?;
            }
            self.xml.close("wp:category")?;
            self.sections.insert(section.slug, section.name);
        }
        let mut after = String::new();
        loop {
            let some = tags::after_slug(db, &after, AT_ONCE).await?;
            let Some(last) = some.last() else { break };
            after = last.slug.to_string();
            for tag in some {
                self.xml.open("wp:tag", &[])?;
                self.xml.text("wp:term_id", &next())?;
                self.xml.data("wp:tag_slug", &[], &tag.slug)?;
                self.xml.data("wp:tag_name", &[], &tag.name)?;
                if let Some(text) = &tag.description {
                    self.xml.data("wp:tag_description", &[], text)?;
                }
                self.xml.close("wp:tag")?;
            }
        }
        let mut after = String::new();
        loop {
            let some = series::after_slug(db, &after, AT_ONCE).await?;
            let Some(last) = some.last() else { break };
            after = last.slug.to_string();
            for series in some {
                let text = series.description.unwrap_or_default();
                self.term(&next(), "series", &series.slug, &series.title, &text)?;
            }
        }
        let mut after = String::new();
        loop {
            let some = authors::after_slug(db, &after, AT_ONCE).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = last.slug.to_string();
            for author in some {
                let text = author.bio.unwrap_or_default();
                self.term(&next(), "author", &format!("cap-{}", author.slug), &author.slug, &text)?;
            }
        }
    }

    fn term(&mut self, number: &str, taxonomy: &str, slug: &str, name: &str, description: &str) -> Result<()> {
        self.xml.open("wp:term", &[])?;
        self.xml.text("wp:term_id", number)?;
        self.xml.data("wp:term_taxonomy", &[], taxonomy)?;
        self.xml.data("wp:term_slug", &[], slug)?;
        self.xml.data("wp:term_parent", &[], "")?;
        self.xml.data("wp:term_name", &[], name)?;
        self.xml.data("wp:term_description", &[], description)?;
        self.xml.close("wp:term")
    }

    async fn attachments(&mut self, cx: &Cx, db: &Snapshot) -> Result<()> {
        let mut after = String::new();
        loop {
            let some = assets::after_key(db, &after, i64::try_from(AT_ONCE).unwrap_or(i64::MAX)).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after.clone_from(&last.key);
            for view in views::views(cx, some, false).await? {
                if !view.url.starts_with("http") {
                    let message =
                        "files are kept here, and WordPress fetches them: say where this API is reached (public_url)";
                    return Err(Error::Malformed(message.to_owned()));
                }
                self.attachment(&view)?;
            }
        }
    }

    async fn posts(&mut self, cx: &Cx, db: &Snapshot, site: &masthead_domain::site::Site) -> Result<()> {
        let mut after = String::new();
        loop {
            let which = Which::After { slug: &after, limit: i64::try_from(AT_ONCE).unwrap_or(i64::MAX) };
            let some = manuscripts::find(db, which).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = last.identity.slug.to_string();
            let some = bundle::as_exported(db, some).await?;
            self.some_posts(cx, db, site, some).await?;
        }
    }

    /// Says what is not in the file.
    async fn left_behind(&mut self, db: &Snapshot) -> Result<()> {
        let collections = collections::count(db).await?;
        if collections > 0 {
            let message =
                format!("{collections} collections are not in the file: WordPress has no lists in an editor's order");
            self.note("collections", &message);
        }
        let (mut after, mut others) = (String::new(), 0_u64);
        loop {
            let some = redirects::after_path(db, &after, AT_ONCE).await?;
            let Some(last) = some.last() else { break };
            after.clone_from(&last.from);
            let ids: Vec<Id<Article>> = some.iter().filter_map(post::target).collect();
            let slugs: HashMap<_, _> = manuscripts::kept_slugs_by_ids(db, &ids).await?.into_iter().collect();
            let fits = |redirect: &&masthead_domain::redirect::Redirect| {
                let slug = post::target(redirect).and_then(|id| slugs.get(&id));
                slug.is_some_and(|slug| post::old_slug(&redirect.from, slug).is_some())
            };
            others += some.iter().filter(|redirect| !fits(redirect)).count() as u64;
        }
        if others > 0 {
            let message = format!(
                "{others} redirects are not in the file: WordPress knows former names of posts, and no other ones"
            );
            self.note("redirects", &message);
        }
        Ok(())
    }
}
