//! What PHP's `serialize` writes: the values of many custom fields.

/// A value of PHP.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Php {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// In order; keys as text.
    Array(Vec<(String, Php)>),
}

impl Php {
    /// The value under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Php> {
        match self {
            Self::Array(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Text, also of a number.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Int(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A whole number, also one that is written as text.
    pub(crate) fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// Deepest nesting.
const MAX_DEPTH: usize = 32;

/// Reads a serialised value. Nothing when it is none. Objects are not read: they are code.
pub(crate) fn read(text: &str) -> Option<Php> {
    let mut reader = Reading { text, at: 0 };
    reader.value(0)
}

struct Reading<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reading<'a> {
    fn value(&mut self, depth: usize) -> Option<Php> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.take(2)? {
            "N;" => Some(Php::Null),
            "b:" => self.until(';').map(|value| Php::Bool(value == "1")),
            "i:" => self.until(';')?.parse().ok().map(Php::Int),
            "d:" => self.until(';')?.parse().ok().map(Php::Float),
            "s:" => self.string().map(Php::Text),
            "a:" => {
                let count: usize = self.until(':')?.parse().ok()?;
                self.expect("{")?;
                let mut entries = Vec::new();
                for _ in 0..count {
                    let key = match self.value(MAX_DEPTH)? {
                        Php::Int(number) => number.to_string(),
                        Php::Text(text) => text,
                        _ => return None,
                    };
                    entries.push((key, self.value(depth + 1)?));
                }
                self.expect("}")?;
                Some(Php::Array(entries))
            }
            _ => None,
        }
    }

    /// A text has its length in bytes before it, which is wrong when somebody replaced an address in the whole export: then it ends
    /// with the next `";`.
    fn string(&mut self) -> Option<String> {
        let length: usize = self.until(':')?.parse().ok()?;
        self.expect("\"")?;
        let rest = &self.text[self.at..];
        let end = match rest.get(length..) {
            Some(behind) if behind.starts_with("\";") => length,
            _ => rest.find("\";")?,
        };
        self.at += end + 2;
        Some(rest[..end].to_owned())
    }

    fn take(&mut self, bytes: usize) -> Option<&'a str> {
        let taken = self.text.get(self.at..self.at + bytes)?;
        self.at += bytes;
        Some(taken)
    }

    fn until(&mut self, end: char) -> Option<&'a str> {
        let rest = self.text.get(self.at..)?;
        let found = rest.find(end)?;
        self.at += found + end.len_utf8();
        Some(&rest[..found])
    }

    fn expect(&mut self, text: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(text).then(|| self.at += text.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn arrays_are_read_by_their_byte_counts() {
        let value =
            read(r#"a:2:{s:3:"key";a:2:{s:3:"foo";s:13:"¯\_(ツ)_/¯";s:3:"bar";s:3:"\o/";}i:7;b:1;}"#).expect("a value");
        assert_eq!(
            value.get("key").and_then(|inner| inner.get("foo")).and_then(Php::text).as_deref(),
            Some("¯\\_(ツ)_/¯")
        );
        assert_eq!(value.get("7"), Some(&Php::Bool(true)));
    }

    #[test]
    fn wrong_counts_are_made_good_and_others_are_nothing() {
        let value = read(r#"a:1:{s:3:"url";s:5:"https://longer.example/";}"#).expect("a value");
        assert_eq!(value.get("url").and_then(Php::text).as_deref(), Some("https://longer.example/"));
        for nothing in ["", "hello", "a:99999999999:{", "O:8:\"stdClass\":0:{}", "s:3:\"ab", "a:1:{i:0;"] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn whatever_it_is_it_is_read_or_not(text in "[aisbdN:;{}\"0-9é]{0,40}") {
            let _ = read(&text);
        }
    }
}
