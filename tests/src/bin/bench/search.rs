//! Searches: words that one article has, that some have, and that all have.

use crate::{cases::Case, report::Row};

/// Every case over so many articles of [`crate::data`]. `slug` is one of them.
pub(crate) fn cases(size: usize, slug: &str) -> Vec<Case> {
    let search = |name: &str, query: &str, rest: &str| {
        Case::get(&format!("search: {name}"), format!("/v1/search?query={query}&first=20{rest}"))
    };
    let middle = size / 2;
    vec![
        search("rare word", &middle.to_string(), ""),
        search("medium word", "lichen", ""),
        search("very common word", "river", ""),
        search("very common, newest", "river", "&order=NEWEST"),
        search("the same, bare", "river", "&order=NEWEST&highlights=false"),
        search("very common, counted", "river", "&facets=true&totalCount=true"),
        search("common and medium", "river%20lichen", ""),
        search("common in a section", "river", "&section=cities&order=NEWEST"),
        search("phrase of common words", "%22keep%20a%20city%22", ""),
        search("beginning of words", "lic*", ""),
        Case::get("search: suggestions", "/v1/search/suggestions?query=li".to_owned()),
        Case::get("search: similar", format!("/v1/articles/{slug}/similar")),
        Case::post(
            "search: medium word",
            "{ search(query: \"lichen\", first: 20) { edges { cursor highlights { headline body } node { id slug url headline publishedAt } } } }",
        ),
    ]
}

/// What searches cost in units of the latest twenty, each at its worst but for one in a hundred.
pub(crate) fn print(rows: &[Row]) {
    for row in rows.iter().filter(|row| row.case.contains("search: ")) {
        let latest = rows.iter().find(|other| other.database == row.database && other.case == "REST latest 20");
        if let Some(latest) = latest {
            let ratio = row.load.p99_us / latest.load.p99_us;
            println!("{} {}: p99 is {ratio:.1} × that of the latest 20 (at most 20)", row.database, row.case);
        }
    }
}
