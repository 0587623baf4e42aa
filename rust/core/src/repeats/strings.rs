//! The long strings of a value: text, of which a run may stand for a part, as of any text.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

/// What opens and closes text without escapes.
const RAW: &str = "\"\"\"";

/// What stands between the quotes of long strings, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Strings(Vec<Range<usize>>);

impl Strings {
    /// Those of `text` with at least `shortest` bytes. What only looks like a string may be among them. Linear.
    pub fn of(text: &str, shortest: usize) -> Self {
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(quote) = memchr(b'"', &text.as_bytes()[at..]) {
            let quote = at + quote;
            let (string, quotes) = if text[quote..].starts_with(RAW) {
                (raw_string(text, quote + RAW.len()), RAW.len())
            } else {
                (string(text.as_bytes(), quote + 1), 1)
            };
            at = text.len().min(string.end + quotes);
            if string.len() >= shortest {
                found.push(string);
            }
        }
        Self(found)
    }

    /// The end of the one that holds all of `words`, if one does.
    pub fn end_around(&self, words: Range<usize>) -> Option<usize> {
        let next = self.0.partition_point(|string| string.end < words.end);
        self.0.get(next).filter(|string| string.start <= words.start).map(|string| string.end)
    }
}

/// Text without escapes, up to the quotes that close it, or the end.
fn raw_string(text: &str, start: usize) -> Range<usize> {
    let length = memmem::find(&text.as_bytes()[start..], RAW.as_bytes());
    start..length.map_or(text.len(), |length| start + length)
}

/// A string up to the quote that closes it, or the end.
fn string(bytes: &[u8], start: usize) -> Range<usize> {
    let mut at = start;
    while let Some(found) = memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        let end = at + found;
        if bytes[end] == b'"' {
            return start..end;
        }
        at = end + 2;
    }
    start..bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> Vec<&str> {
        Strings::of(text, 4).0.into_iter().map(|string| &text[string]).collect()
    }

    #[test]
    fn strings_end_at_the_next_quote_that_is_not_escaped() {
        assert_eq!(strings(r#"[{"a":"four","b":"x\"y\\","c":"five5"}]"#), ["four", r#"x\"y\\"#, "five5"]);
        assert_eq!(strings(r#"["not closed"#), ["not closed"]);
        assert_eq!(strings("[\"ends in an escape\\"), ["ends in an escape\\"]);
    }

    #[test]
    fn text_without_escapes_ends_at_three_quotes() {
        let text = "{\"content\":\"\"\"one \" two\nthree\n\"\"\",\"then\":\"a string\"}";
        assert_eq!(strings(text), ["content", "one \" two\nthree\n", "then", "a string"]);
        assert_eq!(strings("[\"\"\"not closed \" at all"), ["not closed \" at all"]);
    }

    #[test]
    fn words_are_in_a_string_with_all_of_them() {
        let found = Strings::of(r#"["some words"]"#, 4);
        assert_eq!(found.end_around(2..6), Some(12));
        assert_eq!((found.end_around(1..6), found.end_around(7..13)), (None, None));
    }
}
