//! Writes the table of `src/fold.rs`: what a sloppy reader takes each character for.
//!
//! Characters that case, compatibility (NFKD) or a likeness of UTS #39 makes one are a class, and stand for its first
//! letter or digit. The likenesses are Unicode's own, from `unicode-security`.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

use crate::{CODE_POINTS, classes};

/// Code points; smaller pages repeat more, and ask for more of an index.
const PAGE: usize = 128;

/// Likenesses that UTS #39 leaves to case, or to the typeface: of a small l, and of an o.
const ALIKE: [(char, char); 3] = [('1', 'l'), ('i', 'l'), ('0', 'o')];

/// Letters in a square or a circle that Unicode gives no compatibility form, and flags of countries, from A on.
const ENCLOSED: [char; 3] = ['\u{1F150}', '\u{1F170}', '\u{1F1E6}'];

/// Letters and digits. Vowels and finals of Hangul go as vowel signs of other scripts do, which are marks: else each of its
/// eleven thousand syllables would be a sequence of its own.
const READ: &str = r"[\p{L}\p{N}--\p{Default_Ignorable_Code_Point}--[\u{1160}-\u{11FF}\u{D7B0}-\u{D7FF}]]";

/// The table: for each page of code points (u16) which of the distinct pages it is; these, an entry (u16) a code point: 0 for
/// what is dropped, 1 for what stands for itself, an ASCII letter or digit for that, else 128 more than a place in what
/// follows: the number of characters, then these (u32). All are little endian.
pub fn table() -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let classes = Classes::new();
    let (mut entries, mut sequences) = (vec![0; CODE_POINTS], Sequences::default());
    for character in characters() {
        let folded = classes.folded(character);
        entries[character as usize] = match folded[..] {
            [] => 0,
            [one] if one.is_ascii() => one as u16,
            [one] if one == character => 1,
            _ => sequences.place(folded) + 128,
        };
    }
    let (index, pages) = paged(&entries);
    let little_endian = |numbers: Vec<u16>| numbers.into_iter().flat_map(u16::to_le_bytes).collect();
    let sequences = sequences.content.into_iter().flat_map(u32::to_le_bytes).collect();
    (little_endian(index), little_endian(pages), sequences)
}

fn characters() -> impl Iterator<Item = char> {
    (0..CODE_POINTS as u32).filter_map(char::from_u32)
}

/// Which characters are one for a sloppy reader.
struct Classes {
    /// Whether a character is a letter or a digit, or stands for some.
    is_read: Vec<bool>,
    /// A character of the same class, itself for the first.
    parents: Vec<u32>,
    /// What stands for several letters.
    several: HashMap<char, Vec<char>>,
}

impl Classes {
    fn new() -> Self {
        let is_read = classes(&[(1, READ)], 0);
        let mut all = Self {
            is_read: is_read.into_iter().map(|class| class == 1).collect(),
            parents: (0..CODE_POINTS as u32).collect(),
            several: HashMap::from([('m', vec!['r', 'n'])]),
        };
        let letters = ['A'].into_iter().chain(ENCLOSED).flat_map(|first| (first..).zip('a'..='z'));
        for (one, other) in ALIKE.into_iter().chain(letters) {
            all.unite(one, other);
        }
        let others = || characters().filter(|&character| !character.is_ascii_punctuation());
        for character in others() {
            let text = character.to_string();
            all.read(character, text.nfkd());
            all.read(character, skeleton(&text));
        }
        for character in others() {
            all.read_case(character);
        }
        all
    }

    /// Takes in what a character looks like.
    fn read(&mut self, character: char, look: impl Iterator<Item = char>) {
        let read: Vec<char> = look.filter(|&part| self.is_read[part as usize]).collect();
        match read[..] {
            [] => {}
            [one] => self.unite(character, one),
            _ => drop(self.several.entry(character).or_insert(read)),
        }
    }

    /// Takes a letter for its small one, unless they look like two letters of ASCII, as of Greek Ν and ν: n and v stay two.
    fn read_case(&mut self, character: char) {
        let small = || character.to_lowercase();
        let is_told_apart = self.first(character).is_ascii() && small().any(|small| self.first(small).is_ascii());
        if !is_told_apart {
            self.read(character, small());
        }
    }

    /// Makes one of the classes of a character and what it looks like.
    fn unite(&mut self, one: char, other: char) {
        let (one, other) = (self.first(one), self.first(other));
        let (first, second) = if rank(one) < rank(other) { (one, other) } else { (other, one) };
        self.parents[second as usize] = first as u32;
        self.is_read[second as usize] = true;
    }

    fn first(&self, character: char) -> char {
        let parent = self.parents[character as usize];
        if parent == character as u32 { character } else { self.first(char::from_u32(parent).expect("a character")) }
    }

    /// What a character is taken for.
    fn folded(&self, character: char) -> Vec<char> {
        let first = self.first(character);
        match self.several.get(&first) {
            Some(parts) => parts.iter().flat_map(|&part| self.folded(part)).collect(),
            None if self.is_read[first as usize] => vec![first],
            None => Vec::new(),
        }
    }
}

/// Which character stands for a class: a small letter of ASCII, else a digit, else what others look like.
fn rank(character: char) -> u8 {
    match character {
        'a'..='z' => 0,
        '0'..='9' => 1,
        _ => 2,
    }
}

/// Distinct sequences of characters, one behind the other.
#[derive(Default)]
struct Sequences {
    places: HashMap<Vec<char>, u16>,
    content: Vec<u32>,
}

impl Sequences {
    fn place(&mut self, sequence: Vec<char>) -> u16 {
        let next = u16::try_from(self.content.len()).expect("a small table");
        *self.places.entry(sequence).or_insert_with_key(|sequence| {
            self.content.push(sequence.len() as u32);
            self.content.extend(sequence.iter().map(|&character| character as u32));
            next
        })
    }
}

/// For each page of code points which of the distinct pages it is, and these.
fn paged(entries: &[u16]) -> (Vec<u16>, Vec<u16>) {
    let mut numbers = HashMap::new();
    let mut pages = Vec::new();
    let number = |page| {
        let next = numbers.len();
        *numbers.entry(page).or_insert_with(|| {
            pages.extend_from_slice(page);
            next as u16
        })
    };
    (entries.chunks(PAGE).map(number).collect(), pages)
}
