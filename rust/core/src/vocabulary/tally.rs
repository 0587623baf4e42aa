//! Tokens by the kind of content they are of.
//!
//! Vocabularies differ by content: one splits every number into digits, another knows few Chinese words. The kind is
//! told for each piece rather than for a text as a whole, so that tallies add up, mixtures need no rule, and a text of
//! one kind is prose (words), JSON (symbols), a log (numbers) or indented code (spaces) by what it is made of.

use std::iter::Sum;
use std::ops::{AddAssign, Sub};

use super::classes::{LETTER, MARK, NUMBER, OTHER, SPACE, class_at};

/// What a tally counts. All but [`Unit::Digit`] are tokens, and every token is of one of these units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Words of ASCII letters, with the blank or symbol before them.
    Word,
    /// Numbers.
    Number,
    /// The digits of these numbers: a second measure of them, for vocabularies that split them.
    Digit,
    /// Punctuation, operators, brackets.
    Symbol,
    /// Line ends and indentation.
    Space,
    /// Words with Latin letters beyond ASCII in them.
    Accented,
    /// Words of Cyrillic letters.
    Cyrillic,
    /// Words of other scripts, from Greek to Thai.
    Script,
    /// Chinese, Japanese and Korean, their punctuation included.
    Cjk,
    /// Emoji and pictographs.
    Emoji,
}

/// How many units there are.
pub const UNITS: usize = Unit::Emoji as usize + 1;

/// Tokens of texts, by unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    units: [usize; UNITS],
}

impl Tally {
    /// Tokens that are not told apart because they need no estimate.
    #[must_use]
    pub fn exact(tokens: usize) -> Self {
        let mut tally = Self::default();
        tally.units[Unit::Word as usize] = tokens;
        tally
    }

    /// Adds tokens of `unit`, by its number, which stand for so many bytes.
    #[inline]
    pub(super) fn add(&mut self, unit: usize, tokens: usize, bytes: usize) {
        self.units[unit] += tokens;
        if unit == Unit::Number as usize {
            // Numbers outside ASCII are rare: their bytes will do.
            self.units[Unit::Digit as usize] += bytes;
        }
    }

    /// All tokens.
    #[must_use]
    pub fn tokens(&self) -> usize {
        self.units.iter().sum::<usize>() - self.units[Unit::Digit as usize]
    }

    /// The counts, in the order of [`Unit`].
    #[must_use]
    pub fn units(&self) -> [usize; UNITS] {
        self.units
    }

    /// What the units come to at so much each.
    #[must_use]
    pub fn at(&self, rates: &[f64; UNITS]) -> f64 {
        self.units.iter().zip(rates).map(|(&count, rate)| count as f64 * rate).sum()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.units.iter_mut().zip(other.units).for_each(|(mine, theirs)| *mine += theirs);
    }
}

/// What is left of a sum without one of its parts.
impl Sub for Tally {
    type Output = Self;

    fn sub(mut self, part: Self) -> Self {
        self.units.iter_mut().zip(part.units).for_each(|(mine, theirs)| *mine -= theirs);
        self
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        let mut total = Self::default();
        tallies.for_each(|tally| total += tally);
        total
    }
}

/// The unit of a piece: of its letters if it has any, else of its first character that is no blank.
pub(super) fn unit_of(piece: &[u8]) -> Unit {
    use Lead::{Beyond, Blank, Digit, Letter, Symbol};
    let lead = |at: usize| piece.get(at).map(|&byte| LEADS[usize::from(byte)]);
    match (lead(0), lead(1)) {
        (Some(Digit), _) | (Some(Blank), Some(Digit)) => Unit::Number,
        (Some(Letter), _) | (Some(Blank | Symbol), Some(Letter)) if piece.is_ascii() => Unit::Word,
        (Some(Letter), _) | (Some(Blank | Symbol), Some(Letter)) => Unit::Accented,
        (Some(Symbol), None | Some(Blank | Digit | Symbol)) | (Some(Blank), Some(Symbol)) => Unit::Symbol,
        (None, _) | (Some(Blank), None | Some(Blank)) => Unit::Space,
        (Some(Beyond), _) | (_, Some(Beyond)) => unit_beyond_ascii(piece),
    }
}

/// What a byte at the beginning of a piece says of it.
#[derive(Clone, Copy)]
enum Lead {
    Letter,
    Digit,
    Blank,
    Symbol,
    Beyond,
}

static LEADS: [Lead; 256] = leads();

const fn leads() -> [Lead; 256] {
    let mut leads = [Lead::Beyond; 256];
    let mut byte = 0;
    while byte < 128 {
        leads[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' => Lead::Letter,
            b'0'..=b'9' => Lead::Digit,
            b' ' | b'\t'..=b'\r' => Lead::Blank,
            _ => Lead::Symbol,
        };
        byte += 1;
    }
    leads
}

#[cold]
fn unit_beyond_ascii(piece: &[u8]) -> Unit {
    let (class, length) = class_at(piece, 0);
    let (next, _) = class_at(piece, length);
    let prefixed = class & (OTHER | SPACE) != 0 && next & (LETTER | MARK) != 0;
    let blank = class == SPACE && next == OTHER;
    let at = if prefixed || blank { length } else { 0 };
    let text = String::from_utf8_lossy(&piece[at..(at + 4).min(piece.len())]);
    unit_of_character(text.chars().next().unwrap_or(' '), class_at(piece, at).0)
}

fn unit_of_character(character: char, class: u8) -> Unit {
    match character as u32 {
        // From the radicals to Yi; Hangul and its letters; the other ideographs; then forms of other width.
        0x2E80..=0xA4CF | 0x1100..=0x11FF | 0xAC00..=0xD7FF | 0x2_0000..=0x3_FFFF | 0xF900..=0xFAFF => Unit::Cjk,
        0xFE30..=0xFE4F | 0xFF00..=0xFFEF if class & (LETTER | OTHER) != 0 => Unit::Cjk,
        0x400..=0x52F => Unit::Cyrillic,
        0x80..=0x24F | 0x1E00..=0x1EFF if class & LETTER != 0 => Unit::Accented,
        0x2190..=0x24FF | 0x2600..=0x2BFF | 0x1_F000..=0x1_FAFF => Unit::Emoji,
        _ if class & (LETTER | MARK) != 0 => Unit::Script,
        _ if class == NUMBER => Unit::Number,
        _ if class == SPACE => Unit::Space,
        _ => Unit::Symbol,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(unit: Unit, pieces: &[&str]) {
        for piece in pieces {
            assert_eq!(unit_of(piece.as_bytes()), unit, "{piece:?}");
        }
    }

    #[test]
    fn pieces_are_what_their_letters_are() {
        check(Unit::Word, &["a", " the", "\"name", "_id", "(x", "\tvoid"]);
        check(Unit::Accented, &["naïve", " été", "Über", " Việt"]);
        check(Unit::Cyrillic, &["привет", " мир", "«Да"]);
        check(Unit::Script, &["ελληνικά", " שלום", "ไทย", "हिन्दी"]);
        check(Unit::Cjk, &["中文", " 日本語", "かな", "한국어", "。", "，", "「本"]);
    }

    #[test]
    fn pieces_without_letters_are_what_they_begin_with_but_for_a_blank() {
        check(Unit::Number, &["1", "123", "٣", "½"]);
        check(Unit::Symbol, &["{", "\":", " {\n", "…", "─", " —", "\u{0}"]);
        check(Unit::Space, &["\n", "    ", " \n\n", "\t", "\u{a0}"]);
        check(Unit::Emoji, &["😀", " 🚀", "☀", "→"]);
    }

    #[test]
    fn digits_measure_numbers_a_second_time() {
        let mut tally = Tally::default();
        tally.add(Unit::Number as usize, 1, 3);
        tally.add(Unit::Word as usize, 1, 4);
        tally.add(Unit::Number as usize, 1, 2);
        assert_eq!((tally.tokens(), tally.units()[Unit::Digit as usize]), (3, 5));
    }

    #[test]
    fn tallies_add_up() {
        let sum: Tally = [Tally::exact(3), Tally::exact(5)].into_iter().sum();
        assert_eq!(sum.tokens(), 8);
        assert!((sum.at(&[1.0; UNITS]) - 8.0).abs() < 1e-9);
    }
}
