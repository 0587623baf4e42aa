//! What stands in a line, word by word: plain words, numbers, and names that are neither, such as ids.

use crate::hash::mixed;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WordKind {
    /// Letters alone.
    Plain,
    /// A number, with its value.
    Number(f64),
    /// Letters and digits together, as ids, versions and paths have them.
    Id,
}

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// Its first byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// Its letters' number, whatever their case; the same in every process.
    pub hash: u64,
    pub kind: WordKind,
}

/// The words of a text, in order: letters, digits and what is not ASCII, and `_`; a number with its fraction. Linear.
pub fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = text.as_bytes();
        at += bytes[at..].iter().position(|&byte| is_of_word(byte))?;
        let start = at;
        at += bytes[at..].iter().position(|&byte| !is_of_word(byte)).unwrap_or(bytes.len() - at);
        let all_digits = bytes[start..at].iter().all(u8::is_ascii_digit);
        if all_digits && bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
            let fraction = bytes[at + 1..].iter().position(|byte| !byte.is_ascii_digit());
            let end = fraction.map_or(bytes.len(), |length| at + 1 + length);
            at = if bytes.get(end).is_some_and(|&byte| is_of_word(byte) || byte == b'.') { at } else { end };
        }
        Some(word(text, start, at, all_digits))
    })
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn word(text: &str, start: usize, end: usize, is_number: bool) -> Word {
    let spelled = &text[start..end];
    let has = |is: fn(&u8) -> bool| spelled.as_bytes().iter().any(is);
    let kind = match is_number {
        true => WordKind::Number(value(&text[..start], spelled)),
        false if has(u8::is_ascii_digit) || has(|&byte| byte == b'_') => WordKind::Id,
        false => WordKind::Plain,
    };
    Word { start, end, hash: hash(spelled.as_bytes()), kind }
}

/// The value of a number, less than nothing behind a sign that stands by itself.
fn value(before: &str, digits: &str) -> f64 {
    let is_negative = before.ends_with('-') && !before[..before.len() - 1].ends_with(|c: char| c.is_alphanumeric());
    let value: f64 = digits.parse().unwrap_or(0.0);
    if is_negative { -value } else { value }
}

/// A number for some letters, whatever their case where they are ASCII.
#[must_use]
pub fn hash(letters: &[u8]) -> u64 {
    letters.chunks(8).fold(letters.len() as u64, |hash, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        mixed(hash, u64::from_le_bytes(word.map(|byte| byte.to_ascii_lowercase())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_ids_are_told_apart() {
        let text = "GET /items/a1b 200 in 3.5 ms, -7°, v1.2.3 x_y";
        let found: Vec<(&str, WordKind)> = words(text).map(|word| (&text[word.start..word.end], word.kind)).collect();
        let expected = [
            ("GET", WordKind::Plain),
            ("items", WordKind::Plain),
            ("a1b", WordKind::Id),
            ("200", WordKind::Number(200.0)),
            ("in", WordKind::Plain),
            ("3.5", WordKind::Number(3.5)),
            ("ms", WordKind::Plain),
            ("7°", WordKind::Id),
            ("v1", WordKind::Id),
            ("2.3", WordKind::Number(2.3)),
            ("x_y", WordKind::Id),
        ];
        assert_eq!(found, expected);
        assert_eq!(words("a -7 b").nth(1).unwrap().kind, WordKind::Number(-7.0));
    }

    #[test]
    fn case_makes_no_other_word() {
        assert_eq!(hash(b"Traceback most"), hash(b"traceback MOST"));
        assert_ne!(hash(b"ab"), hash(b"ab\0"));
    }
}
