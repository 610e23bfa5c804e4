//! In which stage an item arrives, and with which dates.

use chrono::{NaiveDateTime, TimeDelta};
use masthead_domain::{article::StageName, time::Instant};

use super::{dates, item::Post};

/// A stage with its dates, and what is to be said about them.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) stage: StageName,
    pub(super) published_at: Option<Instant>,
    pub(super) updated_at: Option<Instant>,
    pub(super) notes: Vec<String>,
}

/// Can everybody read it on the old site?
pub(super) fn is_public(post: &Post) -> bool {
    post.status == "publish" && post.password.is_empty()
}

/// The stage of an article. Nothing becomes public that was not.
pub(super) fn of(post: &Post, offset: TimeDelta, now: Instant) -> Staged {
    let mut notes = Vec::new();
    let date = date(post, offset);
    let stage = match post.status.as_str() {
        "publish" if !post.password.is_empty() => {
            notes.push("it was behind a password; it is a draft".to_owned());
            StageName::Draft
        }
        "publish" | "future" => match date {
            Some(at) if at > now => StageName::Scheduled,
            None if post.status == "future" => {
                notes.push("it was scheduled, without a date; it is a draft".to_owned());
                StageName::Draft
            }
            _ => StageName::Published,
        },
        "draft" => StageName::Draft,
        "pending" => {
            notes.push("it waited for review; it is a draft".to_owned());
            StageName::Draft
        }
        "private" => {
            notes.push("it was private; it is a draft".to_owned());
            StageName::Draft
        }
        "trash" => StageName::Trashed,
        other => {
            notes.push(format!("its status was {other:?}; it is a draft"));
            StageName::Draft
        }
    };
    let was_public = match stage {
        StageName::Published => true,
        StageName::Trashed => post.meta("_wp_trash_meta_status") == Some("publish") && date.is_some_and(|at| at <= now),
        _ => false,
    };
    if was_public && date.is_none() {
        notes.push("it has no date; it is dated today".to_owned());
    }
    let modified = post.modified_gmt.map(dates::utc);
    let updated_at =
        modified.filter(|_| was_public).filter(|at| date.is_some_and(|published| *at > published) && *at <= now);
    let published_at = date.filter(|_| was_public || stage == StageName::Scheduled);
    Staged { stage, published_at, updated_at, notes }
}

/// When it was or will be published: in UTC if that is said, else by the clock that most other posts were dated with.
fn date(post: &Post, offset: TimeDelta) -> Option<Instant> {
    let local = |date: NaiveDateTime| date.checked_sub_signed(offset).map(dates::utc);
    post.date_gmt.map(dates::utc).or_else(|| post.date.and_then(local)).or(post.pub_date)
}
