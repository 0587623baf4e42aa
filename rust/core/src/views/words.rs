//! What stands in a line, word by word: plain words, numbers, and names that are neither, such as ids.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

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
    let (bytes, mut at) = (text.as_bytes(), 0);
    std::iter::from_fn(move || {
        at += bytes[at..].iter().position(|&byte| class(byte) != 0)?;
        let (start, mut classes) = (at, 0);
        while let Some(class) = bytes.get(at).map(|&byte| class(byte)).filter(|&class| class != 0) {
            classes |= class;
            at += 1;
        }
        if classes == DIGIT {
            at = end_of_fraction(bytes, at);
        }
        Some(word(text, start, at, classes))
    })
}

/// Where a number ends whose digits end at a place; what has two points is none with a fraction.
fn end_of_fraction(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at) != Some(&b'.') || !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        return at;
    }
    let fraction = bytes[at + 1..].iter().position(|byte| !byte.is_ascii_digit());
    let end = fraction.map_or(bytes.len(), |length| at + 1 + length);
    if bytes.get(end).is_some_and(|&byte| class(byte) != 0 || byte == b'.') { at } else { end }
}

/// What the bytes of words are, a bit each.
const DIGIT: u8 = 1;
const LETTER: u8 = 2;
const JOINT: u8 = 4;

static CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let ascii = byte as u8;
        table[byte] = match ascii {
            b'0'..=b'9' => DIGIT,
            b'_' => JOINT,
            b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => LETTER,
            _ => 0,
        };
        byte += 1;
    }
    table
};

fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// Values by words' numbers, which are mixed already.
pub type ByWord<V> = HashMap<u64, V, BuildHasherDefault<Same>>;

/// Words by their numbers.
pub type WordSet = HashSet<u64, BuildHasherDefault<Same>>;

/// Takes numbers as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

fn word(text: &str, start: usize, end: usize, classes: u8) -> Word {
    let spelled = &text[start..end];
    let kind = match classes {
        DIGIT => WordKind::Number(value(&text[..start], spelled)),
        LETTER => WordKind::Plain,
        _ => WordKind::Id,
    };
    Word { start, end, hash: hash(spelled.as_bytes()), kind }
}

/// The value of a number, less than nothing behind a sign that stands by itself.
fn value(before: &str, digits: &str) -> f64 {
    let is_negative = before.ends_with('-') && !before[..before.len() - 1].ends_with(|c: char| c.is_alphanumeric());
    let is_whole = digits.len() <= MOST_DIGITS && !digits.contains('.');
    let whole = || digits.bytes().fold(0_u32, |value, digit| value * 10 + u32::from(digit - b'0'));
    let value = if is_whole { f64::from(whole()) } else { digits.parse().unwrap_or(0.0) };
    if is_negative { -value } else { value }
}

/// So many digits are a number of 32 bits.
const MOST_DIGITS: usize = 9;

/// A bit that small letters have and capitals have not.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// A number for some letters, whatever their case where they are ASCII.
#[must_use]
pub fn hash(letters: &[u8]) -> u64 {
    let (chunks, rest) = letters.as_chunks::<8>();
    let hash = chunks.iter().fold(letters.len() as u64, |hash, chunk| mixed(hash, u64::from_le_bytes(*chunk) | SMALL));
    let last = rest.iter().rev().fold(0, |last, &byte| last << 8 | u64::from(byte));
    mixed(hash, last | SMALL)
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
