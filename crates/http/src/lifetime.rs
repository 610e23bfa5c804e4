//! How long caches of others may keep an answer: as long as the setting says, and not beyond what is planned next.

use std::borrow::Cow;

/// `Cache-Control` of an answer of which it is planned that it may change after so many seconds: no copy of it is fresh, or served while it is
/// asked again, after that. How long a copy may serve while the server is away stays as it is.
pub(crate) fn capped(cache_control: &str, seconds: Option<u64>) -> Cow<'_, str> {
    let Some(left) = seconds else { return Cow::Borrowed(cache_control) };
    let lifetime = |directive: &str| -> Option<(&'static str, u64)> {
        let (name, value) = directive.split_once('=')?;
        let name = ["max-age", "s-maxage", "stale-while-revalidate"].into_iter().find(|known| *known == name)?;
        Some((name, value.trim_matches('"').parse().ok()?))
    };
    let directives: Vec<&str> = cache_control.split(',').map(str::trim).collect();
    let fresh = directives.iter().copied().filter_map(lifetime).filter(|(name, _)| *name != "stale-while-revalidate");
    let fresh = fresh.map(|(_, seconds)| seconds.min(left)).max().unwrap_or(0);
    let capped = directives.iter().map(|directive| match lifetime(directive) {
        Some(("stale-while-revalidate", seconds)) => {
            Cow::Owned(format!("stale-while-revalidate={}", seconds.min(left - fresh)))
        }
        Some((name, seconds)) => Cow::Owned(format!("{name}={}", seconds.min(left))),
        None => Cow::Borrowed(*directive),
    });
    Cow::Owned(capped.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::capped;

    #[test]
    fn no_lifetime_crosses_what_is_planned() {
        let usual = "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400";
        assert_eq!(capped(usual, None), usual);
        assert_eq!(capped(usual, Some(3_600)), usual);
        let soon = "public, max-age=0, s-maxage=10, stale-while-revalidate=20, stale-if-error=86400";
        assert_eq!(capped(usual, Some(30)), soon);
        let now = "public, max-age=0, s-maxage=4, stale-while-revalidate=0, stale-if-error=86400";
        assert_eq!(capped(usual, Some(4)), now);
        assert_eq!(capped("max-age=600", Some(0)), "max-age=0");
        assert_eq!(capped("no-cache", Some(0)), "no-cache");
        assert_eq!(capped("max-age=\"9\", private=\"a\"", Some(5)), "max-age=5, private=\"a\"");
    }
}
