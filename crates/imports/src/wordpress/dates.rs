//! Dates as WordPress writes them.

use chrono::{DateTime, NaiveDateTime, Utc};
use masthead_domain::time::Instant;

/// `2011-01-18 07:40:14`, of a place that it does not say. `0000-00-00 00:00:00` is no date.
pub(super) fn plain(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    if text.starts_with("0000") {
        return None;
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
        .ok()
}

/// `Tue, 18 Jan 2011 07:40:14 +0000`. Before 1970, and `-0001`, is what is written for no date.
pub(super) fn rfc_822(text: &str) -> Option<Instant> {
    let at = DateTime::parse_from_rfc2822(text.trim()).ok()?;
    (at.timestamp() > 0 && text.trim() != "Tue, 30 Nov 1999 00:00:00 +0000").then(|| at.with_timezone(&Utc).into())
}

/// A date in UTC.
pub(super) fn utc(date: NaiveDateTime) -> Instant {
    date.and_utc().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_date_is_no_date() {
        assert!(
            plain("0000-00-00 00:00:00").is_none() && plain("").is_none() && plain("2011-13-01 00:00:00").is_none()
        );
        assert_eq!(
            plain(" 2011-01-18 07:40:14 ").map(utc).map(|at| at.to_string()).as_deref(),
            Some("2011-01-18T07:40:14Z")
        );
        assert!(
            rfc_822("Mon, 30 Nov -0001 00:00:00 +0000").is_none()
                && rfc_822("Tue, 30 Nov 1999 00:00:00 +0000").is_none()
        );
        assert_eq!(
            rfc_822("Tue, 18 Jan 2011 09:40:14 +0200").map(|at| at.to_string()).as_deref(),
            Some("2011-01-18T07:40:14Z")
        );
    }
}
