//! The form in which names are compared: the same on both databases, whatever their collation.

/// Where a name stands among others: letters without accents, lower-case, other scripts romanised.
///
/// "Élections", "elections" and "ELECTIONS" stand together; ties are decided by id.
pub(crate) fn sort_key(name: &str) -> String {
    let ascii = deunicode::deunicode(name);
    let words: Vec<&str> = ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut key = words.join(" ").to_ascii_lowercase();
    // Enough to order by, and short enough for an index on both databases.
    key.truncate(MAX_BYTES);
    key
}

/// Longest sort key, in bytes; it is ASCII.
const MAX_BYTES: usize = 500;

/// Where a section stands: by position, then by name.
pub(crate) fn section_sort_key(position: i32, name: &str) -> String {
    // Shifted so that negative positions sort before positive ones as text.
    let shifted = i64::from(position) - i64::from(i32::MIN);
    format!("{shifted:010} {}", sort_key(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_capitals_do_not_matter_and_positions_come_first() {
        assert_eq!(sort_key("Élections"), sort_key("elections"));
        assert!(sort_key("Ångström") < sort_key("Beta"));
        assert!(section_sort_key(-1, "z") < section_sort_key(2, "a"));
        assert!(section_sort_key(2, "b") < section_sort_key(10, "a"));
    }
}
