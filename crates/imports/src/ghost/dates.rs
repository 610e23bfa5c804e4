//! Dates, in the three forms that exports have had.

use chrono::NaiveDateTime;
use masthead_domain::time::Instant;

use super::row::Row;

/// A date of a row: RFC 3339, `YYYY-MM-DD HH:MM:SS` in UTC, or milliseconds.
pub(super) fn date(row: &Row, name: &str) -> Option<Instant> {
    if let Some(text) = row.text(name) {
        let text = text.trim();
        let plain = |format| NaiveDateTime::parse_from_str(text, format).ok().map(|at| Instant::from(at.and_utc()));
        let found = text
            .parse()
            .ok()
            .or_else(|| plain("%Y-%m-%d %H:%M:%S%.f"))
            .or_else(|| plain("%Y-%m-%dT%H:%M:%S%.f"))
            .or_else(|| text.parse::<f64>().ok().and_then(from_millis));
        return found.and_then(sensible);
    }
    row.number(name).and_then(from_millis).and_then(sensible)
}

fn from_millis(millis: f64) -> Option<Instant> {
    // What is left out is beyond the year 9999.
    (millis.abs() < 3e14).then(|| Instant::from_micros((millis * 1000.0) as i64))
}

/// Years that RFC 3339 can write; the year 0 is no date.
fn sensible(at: Instant) -> Option<Instant> {
    at.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::ghost::row;

    #[test]
    fn dates_have_three_forms() {
        for (text, date) in [
            ("\"2025-01-01T00:00:00.000Z\"", Some("2025-01-01T00:00:00Z")),
            ("\"2025-01-01 00:00:00\"", Some("2025-01-01T00:00:00Z")),
            ("1735689600000", Some("2025-01-01T00:00:00Z")),
            ("\"1735689600000\"", Some("2025-01-01T00:00:00Z")),
            ("\"0000-00-00 00:00:00\"", None),
            ("1e300", None),
            ("null", None),
            ("true", None),
        ] {
            let row = row::row(&format!("{{\"at\": {text}}}"), &["at"]);
            assert_eq!(super::date(&row, "at").map(|at| at.to_string()).as_deref(), date, "{text}");
        }
    }
}
