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
        let start = at;
        let (end, classes) = run_at(bytes, start);
        at = if classes == DIGIT { end_of_fraction(bytes, end) } else { end };
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

/// Whether one of the words of a text stands from `start` to `end`. Linear in the digits around it.
#[must_use]
pub fn is_word(bytes: &[u8], start: usize, end: usize) -> bool {
    if start > 0 && class(bytes[start - 1]) != 0 {
        return false;
    }
    let (run, classes) = run_at(bytes, start);
    let is_number = classes == DIGIT;
    let word_end = if is_number { end_of_fraction(bytes, run) } else { run };
    start < end && word_end == end && !(is_number && is_fraction(bytes, start))
}

/// Whether digits that begin at a place are the fraction of those before them.
fn is_fraction(bytes: &[u8], start: usize) -> bool {
    let Some(point) = start.checked_sub(1).filter(|&before| bytes[before] == b'.') else { return false };
    let digits = bytes[..point].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let is_number = digits > 0 && (point == digits || class(bytes[point - digits - 1]) == 0);
    is_number && end_of_fraction(bytes, point) > point
}

/// Where the bytes of a word end that begin at a place, and what they are.
fn run_at(bytes: &[u8], start: usize) -> (usize, u8) {
    let (mut at, mut classes) = (start, 0);
    while let Some(class) = bytes.get(at).map(|&byte| class(byte)).filter(|&class| class != 0) {
        classes |= class;
        at += 1;
    }
    (at, classes)
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
    let kind = match classes {
        DIGIT => WordKind::Number(value(text, start, end)),
        LETTER => WordKind::Plain,
        _ => WordKind::Id,
    };
    Word { start, end, hash: hash(&text.as_bytes()[start..end]), kind }
}

/// The value of a number, less than nothing behind a sign that stands by itself.
fn value(text: &str, start: usize, end: usize) -> f64 {
    let digits = &text.as_bytes()[start..end];
    let next = |value: u32, digit: &u8| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'));
    let whole = if digits.len() <= MOST_DIGITS { digits.iter().try_fold(0, next) } else { None };
    let value = whole.map_or_else(|| text[start..end].parse().unwrap_or(0.0), f64::from);
    if is_behind_sign(text, start) { -value } else { value }
}

fn is_behind_sign(text: &str, start: usize) -> bool {
    let sign = start.checked_sub(1).filter(|&before| text.as_bytes()[before] == b'-');
    sign.is_some_and(|sign| !text[..sign].ends_with(|c: char| c.is_alphanumeric()))
}

/// So many digits are a number of 32 bits.
const MOST_DIGITS: usize = 9;

/// The bit that small letters have and capitals have not.
const CASE: u8 = 0x20;
const SMALL: u64 = u64::from_ne_bytes([CASE; 8]);

/// The places at which a text has the letters of a word, which has some, whatever their case; in words that are longer, too.
/// Linear in both; where one of the letters is rare in the text, as fast as memory is read. Numbers, whose digits are rare
/// in no log, are looked for by two digits at a time.
pub fn places<'t>(text: &'t [u8], word: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let is_number = word.iter().all(u8::is_ascii_digit);
    let numbers = is_number.then(|| of_digits(text, word)).into_iter().flatten();
    let others = (!is_number).then(|| in_any_case(text, word)).into_iter().flatten();
    numbers.chain(others)
}

/// Those that overlap, too: a line that is parted amid digits begins there.
fn of_digits<'t>(text: &'t [u8], number: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let (finder, mut from) = (memchr::memmem::Finder::new(number), 0);
    std::iter::from_fn(move || {
        let at = from + finder.find(&text[from..])?;
        from = at + 1;
        Some(at)
    })
}

fn in_any_case<'t>(text: &'t [u8], word: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let rarest = rarest(text, word);
    let letter = word[rarest];
    memchr::memchr2_iter(letter, letter ^ CASE, text).filter_map(move |at| {
        let start = at.checked_sub(rarest)?;
        let there = text.get(start..start + word.len())?;
        let is_alike = there.iter().zip(word).all(|(one, other)| one | CASE == other | CASE);
        is_alike.then_some(start)
    })
}

/// The place of the letter in a word that is the rarest of them in a text, by a sample of it.
fn rarest(text: &[u8], word: &[u8]) -> usize {
    let mut counts = [0_u32; 256];
    for byte in text.iter().step_by((text.len() / SAMPLED_BYTES).max(1)) {
        counts[usize::from(byte | CASE)] += 1;
    }
    (0..word.len()).min_by_key(|&at| counts[usize::from(word[at] | CASE)]).unwrap_or(0)
}

/// So many bytes tell which letters are rare.
const SAMPLED_BYTES: usize = 4096;

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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn words_are_known_by_where_they_stand(text in "([a-cB1-2é_]|[1-2]|[. ,-]|[.]){0,24}") {
            let found: Vec<(usize, usize)> = words(&text).map(|word| (word.start, word.end)).collect();
            for (start, end) in (0..text.len()).flat_map(|start| (start..=text.len()).map(move |end| (start, end))) {
                prop_assert_eq!(is_word(text.as_bytes(), start, end), found.contains(&(start, end)));
            }
        }
    }

    #[test]
    fn the_letters_of_a_word_are_found_whatever_their_case() {
        let found = |word: &str| places(b"An error: ERRORS, Error.", word.as_bytes()).collect::<Vec<_>>();
        assert_eq!(found("error"), [3, 10, 18]);
        assert_eq!(found("Errors"), [10]);
        assert!(found("An error: ERRORS, Error. And more").is_empty());
    }

    #[test]
    fn case_makes_no_other_word() {
        assert_eq!(hash(b"Traceback most"), hash(b"traceback MOST"));
        assert_ne!(hash(b"ab"), hash(b"ab\0"));
    }
}
