//! Dates as WordPress has them: local, and in GMT, without a zone.

use chrono_tz::Tz;
use masthead_domain::time::Instant;

const FORM: &str = "%Y-%m-%d %H:%M:%S";
/// What stands for no date.
pub(super) const NEVER: &str = "0000-00-00 00:00:00";

/// The clock of the site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local(Option<Tz>);

impl Local {
    pub(super) fn of(timezone: &str) -> Self {
        Self(timezone.parse().ok())
    }

    /// Is the zone known? Otherwise its dates are in UTC.
    pub(super) fn is_known(self) -> bool {
        self.0.is_some()
    }

    /// A moment on the site's clock.
    pub(super) fn date(self, at: Instant) -> String {
        at.utc().with_timezone(&self.0.unwrap_or(Tz::UTC)).format(FORM).to_string()
    }

    /// A moment in GMT.
    pub(super) fn gmt(at: Instant) -> String {
        at.utc().format(FORM).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_and_winter() {
        let at = |text: &str| text.parse::<Instant>().expect("an instant");
        let lisbon = Local::of("Europe/Lisbon");
        assert_eq!(lisbon.date(at("2026-07-01T23:30:00Z")), "2026-07-02 00:30:00");
        assert_eq!(lisbon.date(at("2026-12-01T23:30:00Z")), "2026-12-01 23:30:00");
        assert_eq!(Local::gmt(at("2026-07-01T23:30:00.9Z")), "2026-07-01 23:30:00");
        assert!(!Local::of("Middle/Earth").is_known());
    }
}
