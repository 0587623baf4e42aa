//! The words before each place of a text that say where it is.

use std::collections::VecDeque;

use super::chunks::{Chunk, ChunkKind, chunks};
use super::{CONTEXT_BYTES, CONTEXT_WORDS};

/// Words that end at a place: as few as say enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// Their first byte.
    pub start: usize,
    /// The byte behind them.
    pub end: usize,
    /// Of the words; what it finds is compared, so that a collision costs a repeat and nothing else.
    pub hash: u64,
}

/// The contexts of a text, one for each word with enough before it. Linear.
pub fn contexts(text: &str) -> impl Iterator<Item = Context> {
    let mut last = Last::default();
    let ending_at = move |chunk: Chunk| {
        last.push(chunk);
        let start = last.start()?;
        Some(Context { start, end: chunk.end, hash: hash(&text.as_bytes()[start..chunk.end]) })
    };
    chunks(text, 0).filter_map(ending_at)
}

/// The context at the end of a text, if it ends with a word and has enough before it.
#[must_use]
pub fn last_context(text: &str) -> Option<Context> {
    contexts(text).last().filter(|context| context.end == text.len())
}

/// The last chunks of a text as it is read on.
#[derive(Debug, Default)]
struct Last {
    /// Starts of the words that are still in reach.
    words: VecDeque<usize>,
    end: usize,
    ends_with_word: bool,
}

impl Last {
    fn push(&mut self, chunk: Chunk) {
        self.end = chunk.end;
        self.ends_with_word = chunk.kind == ChunkKind::Word;
        if self.ends_with_word {
            self.words.push_back(chunk.start);
            while self.words.get(1).is_some_and(|&next| self.words.len() > CONTEXT_WORDS && self.is_enough(next)) {
                self.words.pop_front();
            }
        }
    }

    fn start(&self) -> Option<usize> {
        let first = *self.words.front()?;
        (self.ends_with_word && self.words.len() >= CONTEXT_WORDS && self.is_enough(first)).then_some(first)
    }

    fn is_enough(&self, start: usize) -> bool {
        self.end - start >= CONTEXT_BYTES
    }
}

#[inline]
fn hash(context: &[u8]) -> u64 {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = context.len() as u64;
    let mut mix = |bytes: [u8; 8]| state = (state ^ u64::from_le_bytes(bytes)).wrapping_mul(MIX).rotate_left(29);
    let mut chunks = context.chunks_exact(8);
    for chunk in &mut chunks {
        mix(chunk.try_into().unwrap_or_default());
    }
    let mut rest = [0; 8];
    rest[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    mix(rest);
    (state ^ state >> 32).wrapping_mul(MIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_as_few_words_as_say_enough() {
        let text = "a bc, def ghijkl mnopqrstu v";
        let found: Vec<&str> = contexts(text).map(|context| &text[context.start..context.end]).collect();
        assert_eq!(found, ["a bc, def", "def ghijkl", "ghijkl mnopqrstu", "mnopqrstu v"]);
        assert_eq!(last_context(text).map(|context| context.start), Some(17));
        assert_eq!((last_context("ab cd "), last_context("ab cd"), last_context("abcdefghij")), (None, None, None));
    }
}
