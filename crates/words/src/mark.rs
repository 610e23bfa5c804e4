//! Texts with the words that were found marked, safe to be put into a page.

use crate::words::{Initials, Word, words};

/// Says of the words of a text, one after the other, which of them were looked for.
pub trait Marks {
    /// How many of the words from this one on are one find: 1 for a word, more for a phrase, 0 for what was not looked for.
    fn found(&self, text: &str, words: &[Word]) -> usize;

    /// What the words of finds begin with.
    fn initials(&self) -> Initials {
        Initials::ALL
    }
}

impl<F: Fn(&str, &[Word]) -> usize> Marks for F {
    fn found(&self, text: &str, words: &[Word]) -> usize {
        self(text, words)
    }
}

/// A text as HTML with what was found in `<mark>`; everything else is escaped. Nothing if nothing was found.
pub fn marked(text: &str, marks: &impl Marks) -> Option<String> {
    let all = all(text, marks);
    let finds = finds(text, &all, marks);
    if finds.is_empty() { None } else { Some(write(text, 0, text.len(), &finds)) }
}

/// The part of a text with the most different finds close together, of about so many characters, as [`marked`] shows it; with `…`
/// where it was cut. Nothing if nothing was found.
pub fn snippet(text: &str, chars: usize, marks: &impl Marks) -> Option<String> {
    let all = all(text, marks);
    let finds = finds(text, &all, marks);
    let first = finds.first()?;
    // Bytes are near enough to characters to choose by.
    let (mut best, mut most) = (*first, 0);
    for (place, find) in finds.iter().enumerate() {
        let within = finds[place..].iter().take_while(|other| other.end <= find.start + chars);
        let mut seen: Vec<&str> = within.map(|other| &text[other.start..other.end]).collect();
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        let worth = seen.len() * 100 + all.min(99);
        if worth > most {
            (best, most) = (*find, worth);
        }
    }
    let lead = chars / 4;
    let start = match best.start.checked_sub(lead) {
        None | Some(0) => 0,
        // At the beginning of a word; of a sentence, if one begins there.
        Some(from) => {
            let from = all.partition_point(|word| word.start < from);
            all.get(from).map_or(best.start, |word| word.start.min(best.start))
        }
    };
    let mut end = text.len();
    if let Some((cut, _)) = text[start..].char_indices().nth(chars) {
        let cut = start + cut;
        let last = all.partition_point(|word| word.end <= cut);
        end = all[..last].last().map_or(cut, |word| word.end).max(best.end);
    }
    let mut html = String::new();
    if start > 0 {
        html.push('…');
    }
    html.push_str(&write(text, start, end, &finds));
    if text[end..].chars().any(char::is_alphanumeric) {
        html.push('…');
    } else {
        escape(text[end..].trim_end(), &mut html);
    }
    Some(html)
}

/// The words of a text, in one piece of memory.
fn all(text: &str, marks: &impl Marks) -> Vec<Word> {
    // Words have five letters and a blank.
    let mut all = Vec::with_capacity(text.len() / 6 + 1);
    all.extend(words(text).beginning(marks.initials()));
    all
}

/// A part of a text that was looked for.
#[derive(Debug, Clone, Copy)]
struct Find {
    start: usize,
    end: usize,
}

fn finds(text: &str, all: &[Word], marks: &impl Marks) -> Vec<Find> {
    let mut finds = Vec::new();
    let mut at = 0;
    while at < all.len() {
        match marks.found(text, &all[at..]) {
            0 => at += 1,
            n => {
                let last = (at + n).min(all.len());
                finds.push(Find { start: all[at].start, end: all[last - 1].end });
                at = last;
            }
        }
    }
    finds
}

fn write(text: &str, start: usize, end: usize, finds: &[Find]) -> String {
    let mut html = String::with_capacity(end - start + 32);
    let mut at = start;
    for find in finds.iter().filter(|find| find.start >= start && find.end <= end) {
        escape(&text[at..find.start], &mut html);
        html.push_str("<mark>");
        escape(&text[find.start..find.end], &mut html);
        html.push_str("</mark>");
        at = find.end;
    }
    escape(&text[at..end], &mut html);
    html
}

/// Blank lines of a text are one blank in a line.
fn escape(text: &str, html: &mut String) {
    let mut blank = false;
    for c in text.chars() {
        if c == '\n' || c == '\t' || c == ' ' {
            if !blank {
                html.push(' ');
            }
            blank = true;
            continue;
        }
        blank = false;
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(word: &'static str) -> impl Marks {
        move |_: &str, words: &[Word]| usize::from(words[0].folded == word)
    }

    #[test]
    fn only_marks_are_markup() {
        assert_eq!(
            marked("<b>Été</b> & \"ete\"", &one("ete")).as_deref(),
            Some("&lt;b&gt;<mark>Été</mark>&lt;/b&gt; &amp; &quot;<mark>ete</mark>&quot;")
        );
        assert_eq!(marked("nothing", &one("ete")), None);
    }

    #[test]
    fn a_snippet_is_around_what_was_found() {
        let text = format!("{} the river bends. {}", "word ".repeat(200), "more ".repeat(200));
        let html = snippet(&text, 60, &one("river")).expect("found");
        assert!(
            html.starts_with('…') && html.ends_with('…') && html.contains("the <mark>river</mark> bends. more"),
            "{html}"
        );
        assert_eq!(snippet("A river.", 60, &one("river")).as_deref(), Some("A <mark>river</mark>."));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_text(text in any::<String>(), chars in 1_usize..80) {
            let all = |_: &str, words: &[Word]| usize::from(words[0].start.is_multiple_of(2));
            for html in [marked(&text, &all), snippet(&text, chars, &all)].into_iter().flatten() {
                let bare = html.replace("<mark>", "").replace("</mark>", "");
                prop_assert!(!bare.contains(['<', '>', '"', '\'']));
            }
        }
    }
}
