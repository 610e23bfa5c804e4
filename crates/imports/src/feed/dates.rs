//! Dates of feeds: RFC 822 as it is written in the wild, and RFC 3339 with parts missing.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use masthead_domain::time::Instant;

/// A date; what says no zone is UTC.
pub(super) fn date(text: &str) -> Option<Instant> {
    let text = text.trim();
    if text.len() > 100 {
        return None;
    }
    let found = text.parse().ok().or_else(|| iso(text)).or_else(|| mail(text))?;
    // Only years that can be written.
    found.to_string().parse().ok()
}

fn at(date: NaiveDate, time: NaiveTime, offset_minutes: i64) -> Option<Instant> {
    let local = date.and_time(time).and_utc();
    Some(local.checked_sub_signed(TimeDelta::minutes(offset_minutes))?.into())
}

/// `2026-01-02T08:00Z`, `2026-01-02 08:00:00`, `2026-01-02`, `2026-01`
fn iso(text: &str) -> Option<Instant> {
    let mut numbers = text.get(..10).unwrap_or(text).split('-');
    let year: i32 = numbers.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month: u32 = numbers.next()?.parse().ok()?;
    let day: u32 = numbers.next().map_or(Some(1), |day| day.parse().ok())?;
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    let rest = text.get(10..).unwrap_or_default().trim_start_matches(['T', 't', ' ']);
    let split = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(split);
    at(date, time(clock)?, zone_minutes(zone.trim())?)
}

/// `Fri, 02 Jan 2026 08:00:00 +0100`, without the day of the week, the seconds, the zone, or the century.
fn mail(text: &str) -> Option<Instant> {
    let mut words = text.split([' ', '\t', '\n', '\r', ',']).filter(|word| !word.is_empty()).peekable();
    if words.peek()?.starts_with(|c: char| c.is_alphabetic()) && month(words.peek()?).is_none() {
        words.next();
    }
    // `02-Jan-26` is seen too.
    let first = words.next()?;
    let mut parts: Vec<&str> = first.split('-').collect();
    while parts.len() < 3 {
        parts.push(words.next()?);
    }
    let [day, name, year] = parts[..] else { return None };
    let (day, name) = if month(day).is_some() { (name, day) } else { (day, name) };
    let number: i32 = year.parse().ok()?;
    let year = match (year.len(), number) {
        (2, 0..=49) => 2000 + number,
        (2 | 3, _) => 1900 + number,
        (4, _) => number,
        _ => return None,
    };
    let digits = day.trim_end_matches(|c: char| c.is_alphabetic());
    let date = NaiveDate::from_ymd_opt(year, month(name)?, digits.parse().ok()?)?;
    let clock = words.next().unwrap_or_default();
    let zone = words.next().unwrap_or_default();
    at(date, time(clock)?, zone_minutes(zone)?)
}

fn month(name: &str) -> Option<u32> {
    let name = name.get(..3)?.to_ascii_lowercase();
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    (1..).zip(names).find(|(_, known)| **known == name).map(|(number, _)| number)
}

/// `08:00:00.5`, `8:00`; midnight when nothing is said.
fn time(text: &str) -> Option<NaiveTime> {
    if text.is_empty() {
        return Some(NaiveTime::MIN);
    }
    let whole = text.split(['.', ',']).next().unwrap_or_default();
    let mut numbers = whole.split(':').map(str::parse::<u32>);
    let hour = numbers.next()?.ok()?;
    let minute = numbers.next()?.ok()?;
    let second = numbers.next().map_or(Some(0), Result::ok)?;
    // Leap seconds are those before them.
    NaiveTime::from_hms_opt(hour, minute, second.min(59))
}

/// Minutes east of Greenwich.
fn zone_minutes(zone: &str) -> Option<i64> {
    let hours = match zone.to_ascii_uppercase().as_str() {
        "" | "Z" | "UT" | "UTC" | "GMT" | "WET" => 0,
        "EST" | "CDT" => -5,
        "EDT" | "AST" => -4,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" | "AKDT" => -8,
        "AKST" => -9,
        "HST" => -10,
        "CET" | "MET" | "BST" | "WEST" => 1,
        "CEST" | "MEST" | "EET" | "SAST" => 2,
        "EEST" | "MSK" => 3,
        "JST" | "KST" => 9,
        "AEST" => 10,
        "AEDT" => 11,
        _ => {
            let zone = zone.strip_prefix("GMT").or(zone.strip_prefix("UTC")).unwrap_or(zone);
            let sign = match zone.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                // A name that nobody knows: a day is right more often than no date.
                c if c.is_ascii_alphabetic() => return Some(0),
                _ => return None,
            };
            let digits: String = zone[1..].chars().filter(|c| *c != ':').take_while(char::is_ascii_digit).collect();
            let (hours, minutes) = digits.split_at(digits.len().min(2));
            let minutes: i64 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
            let whole = hours.parse::<i64>().ok()? * 60 + minutes;
            return (whole < 24 * 60).then_some(sign * whole);
        }
    };
    Some(hours * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_kind() {
        for (text, found) in [
            ("Fri, 02 Jan 2026 08:00:00 +0100", Some("2026-01-02T07:00:00Z")),
            ("02 Jan 26 08:00 EST", Some("2026-01-02T13:00:00Z")),
            ("Fri, 2 January 2026 08:00:00", Some("2026-01-02T08:00:00Z")),
            ("Jan 2, 2026 08:00:00 GMT", Some("2026-01-02T08:00:00Z")),
            ("Friday, 02-Jan-99 08:00:00 GMT", Some("1999-01-02T08:00:00Z")),
            ("Fri,02 Jan 2026 08:00:60 PDT", Some("2026-01-02T15:00:59Z")),
            ("02 Jan 2026", Some("2026-01-02T00:00:00Z")),
            ("Fri, 02 Jan 2026 08:00:00 +01:00", Some("2026-01-02T07:00:00Z")),
            ("2026-01-02T08:00:00.5+01:00", Some("2026-01-02T07:00:00.500Z")),
            ("2026-01-02T08:00Z", Some("2026-01-02T08:00:00Z")),
            ("2026-01-02 08:00:00 -0530", Some("2026-01-02T13:30:00Z")),
            ("2026-01-02T08:00:00", Some("2026-01-02T08:00:00Z")),
            ("2026-01-02", Some("2026-01-02T00:00:00Z")),
            ("2026-01", Some("2026-01-01T00:00:00Z")),
            ("yesterday", None),
            ("0000-00-00 00:00:00", None),
            ("é", None),
            ("32 Jan 2026 08:00:00 GMT", None),
            ("", None),
        ] {
            assert_eq!(date(text).map(|at| at.to_string()).as_deref(), found, "{text}");
        }
    }
}
