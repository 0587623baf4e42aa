//! The long strings of a value: text, of which a run may stand for a part, as of any text.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

/// What opens and closes text without escapes, whose lines stand as they are.
const RAW: &str = "\"\"\"";

/// What stands between the quotes of long strings, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Strings(Vec<Range<usize>>);

impl Strings {
    /// Those of `text` with at least `shortest` bytes. What only looks like a string may be among them. Linear.
    pub fn of(text: &str, shortest: usize) -> Self {
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(quote) = memchr(b'"', &text.as_bytes()[at..]) {
            let start = at + quote + 1;
            if text[start - 1..].starts_with(RAW) {
                at = after_raw(text, start - 1 + RAW.len());
                continue;
            }
            let end = end_of_string(text.as_bytes(), start);
            if end - start >= shortest {
                found.push(start..end);
            }
            at = text.len().min(end + 1);
        }
        Self(found)
    }

    /// The end of the one that holds all of `words`, if one does.
    pub fn end_around(&self, words: Range<usize>) -> Option<usize> {
        let next = self.0.partition_point(|string| string.end < words.end);
        self.0.get(next).filter(|string| string.start <= words.start).map(|string| string.end)
    }
}

/// Where text without escapes is closed; the end of the text where it is not.
fn after_raw(text: &str, start: usize) -> usize {
    memmem::find(&text.as_bytes()[start..], RAW.as_bytes()).map_or(text.len(), |end| start + end + RAW.len())
}

/// The byte of the quote that closes a string; the end of the text where none does.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(found) = memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        let end = at + found;
        if bytes[end] == b'"' {
            return end;
        }
        at = end + 2;
    }
    bytes.len()
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
    fn text_without_escapes_is_none() {
        assert_eq!(
            strings("{\"content\":\"\"\"one \" two\nthree\n\"\"\",\"then\":\"a string\"}"),
            ["content", "then", "a string"]
        );
        assert_eq!(strings("[\"\"\"not closed \" at all"), [""; 0]);
    }

    #[test]
    fn words_are_in_a_string_with_all_of_them() {
        let found = Strings::of(r#"["some words"]"#, 4);
        assert_eq!(found.end_around(2..6), Some(12));
        assert_eq!((found.end_around(1..6), found.end_around(7..13)), (None, None));
    }
}
