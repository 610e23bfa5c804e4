//! Reads: how often articles were read, counted by the hour and by nothing else, and what a page may report of them.

use crate::{article::Article, error::Violation, id::Id, time::Instant};

/// Hours of a day. After some days the hours of a day are one number, so that a month is not the sum of 720.
const DAY: i64 = 24;

/// An hour, counted from the epoch in UTC: all that is kept of when something was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hour(i64);

impl Hour {
    /// The hour of an instant.
    #[must_use]
    pub const fn of(at: Instant) -> Self {
        Self(at.seconds().div_euclid(3_600))
    }

    /// As it is stored: hours since the epoch.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// So many hours earlier.
    #[must_use]
    const fn before(self, hours: i64) -> Self {
        Self(self.0 - hours)
    }

    /// The first hour of its day.
    #[must_use]
    const fn day(self) -> Self {
        Self(self.0 - self.0.rem_euclid(DAY))
    }

    /// What is earlier than this may be one number a day: no window that ends now begins within such a day.
    #[must_use]
    pub const fn folded_before(self) -> Self {
        Window::Day.since(self).day()
    }

    /// What is earlier than this is forgotten, when so many days are kept.
    #[must_use]
    pub const fn forgotten_before(self, days: u32) -> Self {
        self.before(days as i64 * DAY).day()
    }
}

/// How far back reads count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Window {
    /// The hour that has begun, and the one before.
    Hour,
    /// The hour that has begun, and the 24 before.
    #[default]
    Day,
    /// Today, and the seven days before (UTC).
    Week,
    /// Today, and the thirty days before (UTC).
    Month,
}

impl Window {
    /// The first hour that counts, in a window that ends now.
    #[must_use]
    pub const fn since(self, now: Hour) -> Hour {
        match self {
            Self::Hour => now.before(1),
            Self::Day => now.before(DAY),
            Self::Week => now.before(7 * DAY).day(),
            Self::Month => now.before(30 * DAY).day(),
        }
    }
}

/// What a page says was read, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The id of an article.
    pub article: String,
    /// How often.
    pub count: i64,
}

/// An article was read so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// Which one; whether it is there is not known.
    pub article: Id<Article>,
    /// How often.
    pub count: u32,
}

/// Reads what a page reports: at most `most` reads together.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check(reports: &[Report], most: u32) -> Result<Vec<Read>, Vec<Violation>> {
    let limit = format!("one beacon reports at most {most} reads (reads_per_beacon)");
    // Each is at least one read. So long a list is not looked at.
    if reports.len() > most as usize {
        let message = format!("{limit}, and this one has {} members", reports.len());
        return Err(vec![Violation::new("/reads", "too_many", message)]);
    }
    let mut violations = Vec::new();
    let mut reads = Vec::with_capacity(reports.len());
    let mut total: u32 = 0;
    for (at, Report { article, count }) in reports.iter().enumerate() {
        let id = article.parse();
        if id.is_err() {
            let message = "not an article's id: a UUID is wanted, as `id` has it";
            violations.push(Violation::new(format!("/reads/{at}/article"), "invalid", message));
        }
        let count = u32::try_from(*count).ok().filter(|count| *count > 0);
        match count {
            None => {
                let message = "a count is a whole number from 1";
                violations.push(Violation::new(format!("/reads/{at}/count"), "out_of_range", message));
            }
            Some(count) => total = total.saturating_add(count),
        }
        if let (Ok(article), Some(count)) = (id, count) {
            reads.push(Read { article, count });
        }
    }
    if total > most {
        violations.push(Violation::new("/reads", "too_many", format!("{limit}, and this one has {total}")));
    }
    if violations.is_empty() { Ok(reads) } else { Err(violations) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01900000-0000-7000-8000-000000000000";

    fn report(article: &str, count: i64) -> Report {
        Report { article: article.to_owned(), count }
    }

    fn wrong(reports: &[Report], most: u32) -> Vec<(String, &'static str)> {
        let violations = check(reports, most).expect_err("it is wrong");
        violations.into_iter().map(|violation| (violation.field, violation.code)).collect()
    }

    #[test]
    fn windows_begin_with_whole_numbers() {
        // The eleventh hour of a day.
        let now = Hour(1_000 * DAY + 10);
        assert_eq!(Window::Hour.since(now), Hour(1_000 * DAY + 9));
        assert_eq!(Window::Day.since(now), Hour(999 * DAY + 10));
        assert_eq!(Window::Week.since(now), Hour(993 * DAY));
        assert_eq!(Window::Month.since(now), Hour(970 * DAY));
    }

    #[test]
    fn no_window_begins_within_a_day_that_is_one_number() {
        for hour in 0..48 {
            let now = Hour(1_000 * DAY + hour);
            for window in [Window::Hour, Window::Day, Window::Week, Window::Month] {
                let since = window.since(now);
                assert!(since >= now.folded_before() || since == since.day(), "{window:?} at {hour}");
            }
            assert!(now.forgotten_before(31) < Window::Month.since(now));
        }
    }

    #[test]
    fn a_beacon_reports_so_much_and_no_more() {
        let read = Read { article: ID.parse().expect("an id"), count: 3 };
        assert_eq!(check(&[report(ID, 3)], 3), Ok(vec![read]));
        assert_eq!(check(&[], 3), Ok(Vec::new()));
        let all = "/reads".to_owned();
        assert_eq!(wrong(&[report(ID, 2), report(ID, 2)], 3), [(all.clone(), "too_many")]);
        assert_eq!(wrong(&[report("", 0), report("", 0)], 1), [(all, "too_many")]);
        assert_eq!(wrong(&[report(ID, i64::MAX)], 3), [("/reads/0/count".to_owned(), "out_of_range")]);
        assert_eq!(wrong(&[report(ID, u32::MAX.into()), report(ID, u32::MAX.into())], 3).len(), 1);
        assert_eq!(
            wrong(&[report(ID, 1), report("the-river", -1)], 3),
            [("/reads/1/article".to_owned(), "invalid"), ("/reads/1/count".to_owned(), "out_of_range")]
        );
    }
}
