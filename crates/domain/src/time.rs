//! Instants: microseconds since 1970-01-01T00:00:00Z, the one precision that both databases and JSON keep.

use std::{fmt, str::FromStr};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time with microsecond precision. Written as RFC 3339 in UTC with `Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down: the resolution of HTTP dates.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// As a calendar date and time in UTC. Instants outside chrono's range read as the epoch; parsing never makes one.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an RFC 3339 instant with an offset, between the years 1 and 9999.
#[derive(Debug, thiserror::Error)]
#[error("not an RFC 3339 instant with an offset, such as 2026-11-01T09:00:00Z")]
pub struct NotAnInstant;

impl FromStr for Instant {
    type Err = NotAnInstant;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let at = DateTime::parse_from_rfc3339(s).map_err(|_| NotAnInstant)?.with_timezone(&Utc);
        let year = chrono::Datelike::year(&at);
        // Four digits is all that RFC 3339 can write, so anything else could be read but not written.
        if !(1..=9999).contains(&year) {
            return Err(NotAnInstant);
        }
        Ok(at.into())
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_in_utc_with_at_most_microseconds() {
        let at: Instant = "2026-11-01T10:00:00.1234567+01:00".parse().expect("valid");
        assert_eq!(at.to_string(), "2026-11-01T09:00:00.123456Z");
        let whole: Instant = "2026-11-01T09:00:00Z".parse().expect("valid");
        assert_eq!(whole.to_string(), "2026-11-01T09:00:00Z");
    }

    #[test]
    fn an_instant_without_an_offset_is_refused() {
        assert!("2026-11-01T09:00:00".parse::<Instant>().is_err());
        assert!("2026-11-01".parse::<Instant>().is_err());
    }
}
