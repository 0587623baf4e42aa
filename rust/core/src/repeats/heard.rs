//! What a reader sees above, as a sloppy one reads it: which words one text alone says.
//!
//! The words where a run begins must lead to one text, for him too who takes `Refund policy:` or `refund\u{200b}policy` for
//! `Refund policy`. So all that stands above is folded ([`fold`](crate::fold)) and cut into grams, [`LETTERS`] letters in a
//! row, and a table knows of each whether one text says it or several; the very same text again is no other. A text that says
//! some words, glued together or apart, says each of their grams: words with a gram of one text stand in no other. Grams that
//! share a place in the table count as one, which costs a repeat at most.
//!
//! The words at a mark of a text that refers itself are a copy, which leads to the text that they are copied from. A gram
//! that begins in them is said by that text still, but tells of others only where it is the first: words that begin before
//! a copy, and go on in it, are the second text's own.
//!
//! Nobody can imitate a place afterwards: a mark leads upwards, to what was sent before it, and what comes later stands below.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::Reading;
use super::contexts::last_context;
use crate::fold::folded;
use crate::hash::hash_bytes;

/// Letters of a gram: as many as the shortest words have that say where a run begins.
const LETTERS: u32 = 7;

/// Their bits, eight each.
const LETTERS_MASK: u64 = (1 << (8 * LETTERS)) - 1;

/// The texts above, and the grams in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    texts: Vec<Text>,
    /// Where the first text stands that says all of the same, by its hash; what was undone since is found out by comparing.
    same: HashMap<u64, usize>,
    /// Bytes of what they say.
    bytes: usize,
    /// How many of them are in the table; the others are read when a text asks for words.
    read: usize,
    table: Table,
    /// How many texts there were, their bytes, and how many were read, at the point to go back to.
    marked: (usize, usize, usize),
}

/// One text.
#[derive(Clone, Debug)]
struct Text {
    text: Arc<str>,
    /// Where in it the text stands itself that refers to others; nothing where that is everywhere.
    literals: Option<Arc<[Range<usize>]>>,
}

impl Heard {
    /// Adds the next text. One that says the very same as another leads to the same.
    pub fn add(&mut self, reading: &Reading) {
        let is_again = reading.literals.is_none() && self.is_known(&reading.text);
        let literals = if is_again { Some(Arc::default()) } else { reading.literals.clone() };
        let text = Text { text: reading.text.clone(), literals };
        self.bytes += text.bytes();
        self.texts.push(text);
    }

    /// Whether a text says all of this, and no more; if none does, the next one will.
    fn is_known(&mut self, text: &Arc<str>) -> bool {
        let first = self.same.entry(hash_bytes(text.as_bytes())).or_insert(self.texts.len());
        let is_known = self.texts.get(*first).is_some_and(|first| first.literals.is_none() && first.text == *text);
        *first = if is_known { *first } else { self.texts.len() };
        is_known
    }

    /// Makes this the point to go back to.
    pub fn mark(&mut self) {
        self.marked = (self.texts.len(), self.bytes, self.read);
        self.table.mark();
    }

    /// Goes back to that point. Linear in what was read since.
    pub fn undo(&mut self) {
        let (texts, bytes, read) = self.marked;
        self.texts.truncate(texts);
        self.bytes = bytes;
        self.read = if self.table.undo() { read } else { 0 };
    }

    /// Reads what was added. Linear in that; all is read again where it has doubled.
    pub fn read(&mut self) {
        if self.table.grow(self.bytes) {
            self.read = 0;
        }
        let (mut own, mut copied) = (Vec::new(), Vec::new());
        for text in &self.texts[self.read..] {
            text.for_each_gram(|Gram { letters, is_copied }| {
                if is_copied { &mut copied } else { &mut own }.push(self.table.place(letters));
            });
            self.table.add(&own, &copied);
            own.clear();
            copied.clear();
        }
        self.read = self.texts.len();
    }

    /// Whether one text alone says `words`, which one says at least, as far as their grams can tell.
    pub fn is_said_by_one(&self, words: &str) -> bool {
        let mut said = grams(words, words.len()).map(|gram| self.table.said(self.table.place(gram.letters)));
        said.next().is_some_and(|first| first == BY_ONE || first == BY_ONE_AND_COPIED) || said.any(|by| by == BY_ONE)
    }
}

impl Text {
    fn bytes(&self) -> usize {
        self.literals.as_ref().map_or(self.text.len(), |literals| literals.iter().map(Range::len).sum())
    }

    fn for_each_gram(&self, mut add: impl FnMut(Gram)) {
        let Some(literals) = &self.literals else {
            return grams(&self.text, self.text.len()).for_each(add);
        };
        for (number, literal) in literals.iter().enumerate() {
            let words = &self.text[literal.clone()];
            let copied = (number + 1 < literals.len()).then(|| last_context(words)).flatten();
            grams(words, copied.map_or(words.len(), |copied| copied.start)).for_each(&mut add);
        }
    }
}

/// Letters in a row.
struct Gram {
    /// A byte each.
    letters: u64,
    /// Whether they begin in a copy.
    is_copied: bool,
}

/// The grams of a text, which is a copy from the byte `copied` on. Linear.
fn grams(text: &str, copied: usize) -> impl Iterator<Item = Gram> {
    let (mut letters, mut behind) = (0, 0);
    folded(text).filter_map(move |(offset, letter)| {
        letters = letters << 8 & LETTERS_MASK | u64::from(code(letter));
        behind += u32::from(offset >= copied);
        let is_whole = letters > LETTERS_MASK >> 8;
        is_whole.then_some(Gram { letters, is_copied: behind >= LETTERS })
    })
}

/// A letter as a byte that is not 0: itself where it is ASCII.
fn code(letter: char) -> u8 {
    if letter.is_ascii() { letter as u8 } else { 0x80 | ((letter as u32).wrapping_mul(0x9E37_79B1) >> 25) as u8 }
}

/// Places of the table that share a byte.
const PLACES: usize = 4;

/// By whom the grams of a place are said: by nobody where it is 0.
const BY_ONE: u8 = 1;
const BY_ONE_AND_COPIED: u8 = 2;
const BY_SEVERAL: u8 = 3;

/// For each place, by whom the grams that fall on it are said. A byte or two for each byte of text.
#[derive(Clone, Debug, Default)]
struct Table {
    /// A power of two.
    bytes: Vec<u8>,
    /// Places that were written since the mark, in order, and what they held; nothing where the table has grown since.
    undo: Option<Vec<(u32, u8)>>,
}

impl Table {
    /// Makes room for so many bytes of text, and says whether it is empty now.
    fn grow(&mut self, text: usize) -> bool {
        let room = text.next_power_of_two();
        let grows = room > self.bytes.len();
        if grows {
            *self = Self { bytes: vec![0; room], undo: None };
        }
        grows
    }

    /// The place of a gram. It is the same in every process, as what is sent hangs on it.
    #[inline]
    fn place(&self, gram: u64) -> u32 {
        let places = self.bytes.len() * PLACES;
        (gram.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - places.trailing_zeros())) as u32
    }

    /// Adds the grams of one text by their places, its own and those that it copies.
    fn add(&mut self, own: &[u32], copied: &[u32]) {
        for &place in own {
            if matches!(self.said(place), BY_ONE | BY_ONE_AND_COPIED) {
                self.write(place, BY_SEVERAL);
            }
        }
        for &place in own {
            if self.said(place) == 0 {
                self.write(place, BY_ONE);
            }
        }
        for &place in copied {
            if self.said(place) < BY_ONE_AND_COPIED {
                self.write(place, BY_ONE_AND_COPIED);
            }
        }
    }

    /// By whom the grams of a place are said.
    #[inline]
    fn said(&self, place: u32) -> u8 {
        self.bytes.get(place as usize / PLACES).map_or(0, |byte| byte >> Self::shift(place) & 3)
    }

    #[inline]
    fn write(&mut self, place: u32, said: u8) {
        let (byte, shift) = (&mut self.bytes[place as usize / PLACES], Self::shift(place));
        if let Some(undo) = &mut self.undo {
            undo.push((place, *byte >> shift & 3));
        }
        *byte = *byte & !(3 << shift) | said << shift;
    }

    fn shift(place: u32) -> usize {
        2 * (place as usize % PLACES)
    }

    fn mark(&mut self) {
        self.undo.get_or_insert_default().clear();
    }

    /// Goes back to the mark, or empties itself, and says which.
    fn undo(&mut self) -> bool {
        let Some(undo) = self.undo.take() else {
            self.bytes.clear();
            return false;
        };
        for (place, was) in undo.into_iter().rev() {
            self.write(place, was);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(texts: &[&str]) -> Heard {
        let mut heard = Heard::default();
        for &text in texts {
            heard.add(&Reading::new(text.into()));
        }
        heard.read();
        heard
    }

    #[test]
    fn words_are_said_by_one_text_however_often_it_says_them() {
        let texts = heard(&["Refund policy, and again the Refund policy.", "Something else."]);
        assert!(texts.is_said_by_one("Refund policy"));
        assert!(texts.is_said_by_one("Something else"));
    }

    #[test]
    fn words_are_said_by_several_however_they_are_spelled() {
        for other in ["refund-policy", "xxREFUND\u{200b}POLICYxx", "R3: Rеfund роliсу", "ＲＥＦＵＮＤ\n\npol1cy"]
        {
            assert!(!heard(&["Refund policy", other]).is_said_by_one("Refund policy"), "{other}");
        }
    }

    #[test]
    fn a_text_that_comes_again_leads_to_the_same() {
        let texts = heard(&["Refund policy", "Something else.", "Refund policy"]);
        assert!(texts.is_said_by_one("Refund policy"));
        assert!(!heard(&["Refund policy", "Refund policy", "Refund policy!"]).is_said_by_one("Refund policy"));
    }

    #[test]
    fn fewer_letters_than_a_gram_are_said_by_nobody() {
        assert!(!heard(&["ab (( cd"]).is_said_by_one("ab (( cd"));
    }

    #[test]
    fn what_a_text_says_by_its_marks_or_at_them_is_said_by_another() {
        let mut texts = heard(&["All of the Refund policy of the shop"]);
        let literals = [0..24, 36..43];
        let text: Arc<str> = "as before: Refund policy of the shop and on".into();
        texts.add(&Reading { literals: Some(literals.into()), ..Reading::new(text) });
        texts.read();
        for of_first in ["Refund policy", "the shop", "All of the Refund"] {
            assert!(texts.is_said_by_one(of_first), "{of_first}");
        }
        assert!(texts.is_said_by_one("before: Refund"), "of the second, which begins before the copy");
    }

    #[test]
    fn words_that_begin_before_a_copy_are_said_where_the_copy_stands_too() {
        let mut texts = heard(&["created address updated, created address again"]);
        let text: Arc<str> = "created address updated, created address again".into();
        texts.add(&Reading { literals: Some([0..23, 46..46].into()), ..Reading::new(text) });
        texts.read();
        assert!(!texts.is_said_by_one("created address"));
    }

    #[test]
    fn going_back_forgets_what_came_since_whether_the_table_has_grown_or_not() {
        for more in ["Refund policy", &"Refund policy and much more than that. ".repeat(40)] {
            let mut texts = heard(&["Refund policy of the shop", "Terms of delivery"]);
            texts.mark();
            texts.add(&Reading::new(more.into()));
            texts.read();
            assert!(!texts.is_said_by_one("Refund policy"));
            texts.undo();
            texts.read();
            assert!(texts.is_said_by_one("Refund policy"));
            assert_eq!(texts.table.bytes, heard(&["Refund policy of the shop", "Terms of delivery"]).table.bytes);
        }
    }

    #[test]
    fn the_table_is_the_same_whenever_it_is_read() {
        let lines: Vec<String> = (0..200).map(|line| format!("line {line} of some text, {}", line * 7919)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut each = Heard::default();
        for &line in &lines {
            each.add(&Reading::new(line.into()));
            each.read();
        }
        assert_eq!(each.table.bytes, heard(&lines).table.bytes);
    }
}
