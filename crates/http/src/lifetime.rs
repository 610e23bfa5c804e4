//! How long caches of others may keep an answer: as long as the setting says, and not beyond what is planned next.

use std::borrow::Cow;

use actix_web::http::header::HeaderValue;

/// What may be shortened.
const LIFETIMES: [&str; 3] = ["max-age", "s-maxage", "stale-while-revalidate"];

/// The setting, read once.
#[derive(Debug)]
pub(crate) struct CacheControl {
    text: String,
    value: HeaderValue,
    /// Seconds after which no copy is given out any more, fresh or while it is asked again.
    longest: u64,
}

impl CacheControl {
    /// What cannot stand in a header lets nobody keep anything.
    pub(crate) fn new(text: &str) -> Self {
        let (text, value) = match HeaderValue::from_str(text) {
            Ok(value) => (text, value),
            Err(_) => ("no-cache", HeaderValue::from_static("no-cache")),
        };
        let (mut fresh, mut stale) = (0, 0);
        for (name, seconds) in directives(text).filter_map(lifetime) {
            let longest = if name == "stale-while-revalidate" { &mut stale } else { &mut fresh };
            *longest = seconds.max(*longest);
        }
        Self { longest: fresh.saturating_add(stale), text: text.to_owned(), value }
    }

    /// `Cache-Control` of an answer of which it is planned that it may change after so many seconds: no copy of it is fresh, or served
    /// while it is asked again, after that. How long a copy may serve while the server is away stays as it is.
    pub(crate) fn until(&self, seconds: Option<u64>) -> HeaderValue {
        match seconds.filter(|seconds| *seconds < self.longest) {
            Some(seconds) => HeaderValue::from_str(&capped(&self.text, seconds)).unwrap_or_else(|_| self.value.clone()),
            None => self.value.clone(),
        }
    }
}

fn directives(cache_control: &str) -> impl Iterator<Item = &str> {
    cache_control.split(',').map(str::trim)
}

fn lifetime(directive: &str) -> Option<(&'static str, u64)> {
    let (name, value) = directive.split_once('=')?;
    let name = LIFETIMES.into_iter().find(|known| *known == name)?;
    Some((name, value.trim_matches('"').parse().ok()?))
}

fn capped(cache_control: &str, left: u64) -> String {
    let fresh = directives(cache_control).filter_map(lifetime).filter(|(name, _)| *name != "stale-while-revalidate");
    let fresh = fresh.map(|(_, seconds)| seconds.min(left)).max().unwrap_or(0);
    let capped = directives(cache_control).map(|directive| match lifetime(directive) {
        Some(("stale-while-revalidate", seconds)) => {
            Cow::Owned(format!("stale-while-revalidate={}", seconds.min(left - fresh)))
        }
        Some((name, seconds)) => Cow::Owned(format!("{name}={}", seconds.min(left))),
        None => Cow::Borrowed(directive),
    });
    capped.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::CacheControl;

    fn capped(cache_control: &str, seconds: Option<u64>) -> String {
        CacheControl::new(cache_control).until(seconds).to_str().expect("text").to_owned()
    }

    #[test]
    fn no_lifetime_crosses_what_is_planned() {
        let usual = "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400";
        assert_eq!(capped(usual, None), usual);
        assert_eq!(capped(usual, Some(3_600)), usual);
        assert_eq!(capped(usual, Some(70)), usual);
        let sooner = "public, max-age=0, s-maxage=10, stale-while-revalidate=59, stale-if-error=86400";
        assert_eq!(capped(usual, Some(69)), sooner);
        let soon = "public, max-age=0, s-maxage=10, stale-while-revalidate=20, stale-if-error=86400";
        assert_eq!(capped(usual, Some(30)), soon);
        let now = "public, max-age=0, s-maxage=4, stale-while-revalidate=0, stale-if-error=86400";
        assert_eq!(capped(usual, Some(4)), now);
        assert_eq!(capped("max-age=600", Some(0)), "max-age=0");
        assert_eq!(capped("no-cache", Some(0)), "no-cache");
        assert_eq!(capped("max-age=9\n", None), "no-cache");
        assert_eq!(capped("max-age=\"9\", private=\"a\"", Some(5)), "max-age=5, private=\"a\"");
    }
}
