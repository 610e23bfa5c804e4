//! Small letters without their marks.

use unicode_normalization::UnicodeNormalization;

/// A word as it is compared: small letters, without accents, the ligatures and the letters that only look like others written out.
/// Signs that are no letters or digits are left out, so it may be empty.
#[must_use]
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        let mut letters = String::with_capacity(word.len());
        letters.extend(word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
        return letters;
    }
    let mut letters = String::with_capacity(word.len());
    // Decomposing may bring capitals to light (℡), and small letters may bring marks (İ): first the one, then the other.
    for c in word.nfkd().flat_map(char::to_lowercase).nfd() {
        match c {
            _ if is_dropped(c) => {}
            'ß' => letters.push_str("ss"),
            'æ' => letters.push_str("ae"),
            'œ' => letters.push_str("oe"),
            'ø' => letters.push('o'),
            'đ' | 'ð' => letters.push('d'),
            'þ' => letters.push_str("th"),
            'ł' => letters.push('l'),
            'ħ' => letters.push('h'),
            'ı' => letters.push('i'),
            'ς' => letters.push('σ'),
            c => letters.push(c),
        }
    }
    // Put together again (Hangul was taken apart with the rest) once the signs are gone: marks that stood on both sides of one are
    // neighbours now, and have an order.
    letters
        .chars()
        .filter(|c| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(*c))
        .nfc()
        .collect()
}

/// Marks that readers leave out when they type: accents, the vowel signs of Arabic and Hebrew; and what is not seen at all. The signs
/// of other scripts (Devanagari, Thai …) are letters in all but name.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}')
        || is_unseen(c)
}

/// Soft hyphens and joiners: within a word, and no part of it.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_capitals_and_ligatures_make_no_difference() {
        for (written, folded) in [
            ("Étude", "etude"),
            ("ÉTUDE", "etude"),
            ("naïve", "naive"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("Ørsted", "orsted"),
            ("İstanbul", "istanbul"),
            ("ΛΌΓΟΣ", "λογοσ"),
            ("λόγος", "λογοσ"),
            ("Ёлка", "елка"),
            ("ﬁre", "fire"),
            ("co\u{AD}operate", "cooperate"),
            ("مُحَمَّد", "محمد"),
            ("한국", "한국"),
            ("हिन्दी", "हिन्दी"),
            ("ＡＢＣ", "abc"),
            ("don't", "dont"),
            ("\u{A8E0}[\u{C55}", "\u{C55}\u{A8E0}"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }
}
