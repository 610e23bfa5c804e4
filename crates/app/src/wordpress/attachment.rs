//! Pictures and files as attachments.

use std::io::Write;

use masthead_domain::{
    body::{Body, Picture, plain_text},
    time::Instant,
};

use super::{Export, WordpressEvent, local::Local};
use crate::{Result, assets::AssetView};

/// What an attachment says.
#[derive(Default)]
struct Attachment<'a> {
    title: &'a str,
    url: &'a str,
    name: String,
    parent: u64,
    alt: Option<&'a str>,
    caption: Option<&'a str>,
    meta: Vec<(&'a str, Option<String>)>,
}

impl<W: Write, R: FnMut(WordpressEvent<'_>)> Export<'_, W, R> {
    /// An asset, whatever shows it.
    pub(super) fn attachment(&mut self, view: &AssetView) -> Result<()> {
        let asset = &view.asset;
        let number = self.number();
        self.numbers.insert(asset.key.clone(), number);
        let title = asset.filename.as_deref().unwrap_or(&asset.key);
        let attachment = Attachment {
            title,
            url: &view.url,
            name: format!("asset-{}", asset.id),
            parent: 0,
            alt: asset.alt(),
            caption: asset.caption.as_deref(),
            meta: vec![
                ("_masthead_key", Some(asset.key.clone())),
                ("_masthead_credit", asset.credit.clone()),
                ("_masthead_copyright", asset.copyright.clone()),
                ("_masthead_usage_terms", asset.usage_terms.clone()),
                ("_masthead_rights_expire_at", asset.rights_expire_at.map(|at| at.to_string())),
            ],
        };
        self.put(number, asset.updated_at, &attachment)
    }

    /// Pictures of a text that are no assets, once each.
    pub(super) fn outside_pictures(&mut self, body: &Body, parent: u64, at: Instant) -> Result<()> {
        let mut pictures: Vec<&Picture> = body.pictures().filter(|it| it.asset.is_none() && it.url.is_some()).collect();
        pictures.sort_by_key(|picture| picture.url.clone());
        pictures.dedup_by_key(|picture| picture.url.clone());
        for picture in pictures {
            let Some(url) = picture.url.as_deref().filter(|url| url.starts_with("http")) else { continue };
            let number = self.number();
            let caption = plain_text(&picture.caption);
            let attachment = Attachment {
                title: url.rsplit('/').find(|part| !part.is_empty()).unwrap_or(url),
                url,
                name: format!("picture-{number}"),
                parent,
                alt: picture.alt.as_deref(),
                caption: Some(caption.as_str()),
                meta: vec![("_masthead_credit", picture.credit.clone())],
            };
            self.put(number, at, &attachment)?;
        }
        Ok(())
    }

    fn put(&mut self, number: u64, at: Instant, attachment: &Attachment<'_>) -> Result<()> {
        let Attachment { title, url, name, parent, alt, caption, meta } = attachment;
        let (date, gmt) = (self.local.date(at), Local::gmt(at));
        let xml = &mut self.xml;
        xml.open("item", &[])?;
        xml.data("title", &[], title)?;
        xml.text("link", url)?;
        xml.text("pubDate", &at.utc().to_rfc2822())?;
        xml.data("dc:creator", &[], "")?;
        xml.text_with("guid", &[("isPermaLink", "false")], url)?;
        xml.text("description", "")?;
        xml.data("content:encoded", &[], "")?;
        xml.data("excerpt:encoded", &[], caption.unwrap_or_default())?;
        xml.text("wp:post_id", &number.to_string())?;
        xml.data("wp:post_date", &[], &date)?;
        xml.data("wp:post_date_gmt", &[], &gmt)?;
        xml.data("wp:comment_status", &[], "closed")?;
        xml.data("wp:ping_status", &[], "closed")?;
        xml.data("wp:post_name", &[], name)?;
        xml.data("wp:status", &[], "inherit")?;
        xml.text("wp:post_parent", &parent.to_string())?;
        xml.text("wp:menu_order", "0")?;
        xml.data("wp:post_type", &[], "attachment")?;
        xml.data("wp:post_password", &[], "")?;
        xml.text("wp:is_sticky", "0")?;
        xml.data("wp:attachment_url", &[], url)?;
        if let Some(alt) = alt {
            xml.meta("_wp_attachment_image_alt", alt)?;
        }
        for (key, value) in meta {
            xml.meta_if(key, value.as_deref())?;
        }
        xml.close("item")?;
        self.counts.attachments += 1;
        self.done(title);
        Ok(())
    }
}
