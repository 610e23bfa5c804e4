//! What follows when a section moves, or the site makes other paths: what lies within goes along, and stays reachable.

use masthead_domain::{event::Action, id::Id, redirect::RedirectTarget, section::Section, site::Site};
use masthead_persistence::{Tx, articles, listings, redirects, sections};
use uuid::Uuid;

use super::{slugs::settle, write::record};
use crate::{Cx, Result};

/// Takes along what lies within a section that has moved: sections, the places of articles in lists, and their paths.
pub(super) async fn section(cx: &Cx, tx: &Tx, from: &Section, to: &Section) -> Result<()> {
    let within = sections::below(tx, &from.path).await?;
    sections::move_below(tx, &from.path, &to.path, cx.now()).await?;
    let mut moves = Vec::with_capacity(within.len());
    let mut moved = vec![to.id];
    for mut section in within {
        let path = format!("{}{}", to.path, &section.path[from.path.len()..]);
        moves.push((std::mem::replace(&mut section.path, path.clone()), path));
        moved.push(section.id);
        section.revision += 1;
        record(cx, tx, &section, Action::Updated, vec!["path".to_owned()], None, true);
    }
    settle(tx, &moves).await?;
    if from.parent != to.parent {
        // What lies within is listed under the section already; only what is around it is another.
        let (before, now) = (sections::around(tx, &from.path).await?, sections::around(tx, &to.path).await?);
        let apart = |these: &[Section], those: &[Section]| -> Vec<Id<Section>> {
            let is_apart = |up: &&Section| those.iter().all(|other| other.id != up.id);
            these.iter().filter(is_apart).map(|up| up.id).collect()
        };
        let (left, entered) = (apart(&before, &now), apart(&now, &before));
        listings::move_section(tx, to.id, &left, &entered).await?;
    }
    let site = cx.fresh_site(tx).await?;
    articles(tx, &site, Some(&moved)).await
}

/// Gives articles the paths that follow from the site and their sections. Links to what readers have seen lead on.
pub(super) async fn articles(tx: &Tx, site: &Site, of: Option<&[Id<Section>]>) -> Result<()> {
    const AT_ONCE: i64 = 500;
    let mut after = Id::new(Uuid::nil());
    let mut sections: Vec<Section> = Vec::new();
    loop {
        let parts = articles::path_parts(tx, of, after, AT_ONCE).await?;
        let Some(last) = parts.last() else { return Ok(()) };
        after = last.id;
        let mut unknown: Vec<_> = parts.iter().map(|part| part.section).collect();
        unknown.sort_unstable();
        unknown.dedup();
        unknown.retain(|id| sections.iter().all(|section| section.id != *id));
        if !unknown.is_empty() {
            sections.extend(sections::by_ids(tx, &unknown).await?);
        }
        let mut moved = Vec::new();
        let mut seen = Vec::new();
        for part in &parts {
            let Some(section) = sections.iter().find(|section| section.id == part.section) else { continue };
            let path = site.article_path.render(section, &part.slug, &part.language, part.first_published_at);
            if path == part.path {
                continue;
            }
            if part.first_published_at.is_some() && !part.path.is_empty() {
                seen.push((part.path.as_str(), RedirectTarget::Article(part.id)));
            }
            moved.push((part.id, path));
        }
        articles::set_paths(tx, &moved).await?;
        lead_on(tx, &seen, &moved).await?;
    }
}

async fn lead_on(
    tx: &Tx,
    seen: &[(&str, RedirectTarget)],
    moved: &[(Id<masthead_domain::article::Article>, String)],
) -> Result<()> {
    // Two articles can have had one path: where there is a choice, whoever was written last has it.
    let mut old: Vec<(&str, &RedirectTarget)> = seen.iter().map(|(from, to)| (*from, to)).collect();
    old.sort_by_key(|(from, _)| *from);
    old.dedup_by_key(|(from, _)| *from);
    let paths: Vec<&str> = old.iter().map(|(from, _)| *from).collect();
    redirects::lead_on(tx, &old).await?;
    redirects::put_all(tx, old).await?;
    let new: Vec<&str> = moved.iter().map(|(_, path)| path.as_str()).collect();
    redirects::delete_all(tx, &new).await?;
    // What this one has left, another one may have come to before.
    if !paths.is_empty() {
        redirects::delete_where_articles_are(tx, &paths).await?;
    }
    Ok(())
}
