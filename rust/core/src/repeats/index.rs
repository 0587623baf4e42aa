//! Where the words of earlier messages stand: the latest place of every context.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::units::{Kind, Unit, units};
use super::{CONTEXT_BYTES, CONTEXT_WORDS};

/// Bytes of a conversation that are remembered; what comes behind them is not referred to.
const LARGEST_BYTES: usize = 32 << 20;

/// One text that may be referred to.
#[derive(Clone, Debug)]
pub struct Source {
    /// The text, written out.
    pub text: Arc<str>,
    /// What it is called, for readers: the tool that gave it, or who said it.
    pub name: Arc<str>,
}

/// A place in a text of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Number of the text, in the order they were added.
    pub source: u32,
    /// The byte behind the context.
    pub offset: u32,
}

/// The texts of a conversation so far, found by the words in them. A few times the size of the texts.
#[derive(Clone, Debug, Default)]
pub struct Index {
    sources: Vec<Source>,
    latest: HashMap<u64, Place, BuildHasherDefault<Mixed>>,
    bytes: usize,
}

impl Index {
    /// Adds the next text of the conversation. Linear in it.
    pub fn add(&mut self, source: Source) {
        if self.bytes + source.text.len() > LARGEST_BYTES {
            return;
        }
        self.bytes += source.text.len();
        let number = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        let mut context = Context::default();
        for unit in units(&source.text, 0) {
            context.push(unit);
            if let Some(start) = context.start() {
                let offset = u32::try_from(unit.end).unwrap_or(u32::MAX); // a text is shorter than `LARGEST_BYTES`
                self.latest.insert(hash(&source.text[start..unit.end]), Place { source: number, offset });
            }
        }
        self.sources.push(source);
    }

    /// The latest place behind `context`, if it stands anywhere.
    pub(super) fn find(&self, context: &str) -> Option<Place> {
        let place = *self.latest.get(&hash(context))?;
        let text = &self.source(place).text;
        text[..place.offset as usize].ends_with(context).then_some(place)
    }

    /// What follows a place, to the end of its text.
    pub(super) fn behind(&self, place: Place) -> &str {
        &self.source(place).text[place.offset as usize..]
    }

    /// The text that a place is in.
    pub(super) fn source(&self, place: Place) -> &Source {
        &self.sources[place.source as usize]
    }

    /// Bytes of text in it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

/// The last units of a text as it is read on: as few as make up a context.
#[derive(Debug, Default)]
pub struct Context {
    /// Starts of the words that are still in reach.
    words: std::collections::VecDeque<usize>,
    end: usize,
    ends_with_word: bool,
}

impl Context {
    /// Takes the next unit.
    pub fn push(&mut self, unit: Unit) {
        self.end = unit.end;
        self.ends_with_word = unit.kind == Kind::Word;
        if self.ends_with_word {
            self.words.push_back(unit.start);
            while self.words.get(1).is_some_and(|&next| self.words.len() > CONTEXT_WORDS && self.is_enough(next)) {
                self.words.pop_front();
            }
        }
    }

    /// Where the context starts that ends here: behind a word, and there is enough of it.
    pub fn start(&self) -> Option<usize> {
        let first = *self.words.front()?;
        (self.ends_with_word && self.words.len() >= CONTEXT_WORDS && self.is_enough(first)).then_some(first)
    }

    fn is_enough(&self, start: usize) -> bool {
        self.end - start >= CONTEXT_BYTES
    }
}

/// 64 bits of a context: what they find is compared, so that a collision costs a repeat and nothing else.
fn hash(context: &str) -> u64 {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut chunks = context.as_bytes().chunks_exact(8);
    let mut state = context.len() as u64;
    let mut mix = |bytes: [u8; 8]| state = (state ^ u64::from_le_bytes(bytes)).wrapping_mul(MIX).rotate_left(29);
    for chunk in &mut chunks {
        mix(chunk.try_into().unwrap_or_default());
    }
    let mut last = [0; 8];
    last[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    mix(last);
    (state ^ state >> 32).wrapping_mul(MIX)
}

/// Takes a key that is a hash already.
#[derive(Clone, Copy, Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
