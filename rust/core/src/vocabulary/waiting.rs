//! The pieces of a block, and those that wait between the text and what is remembered of them.
//!
//! That may lie anywhere in a megabyte, and is out of the processor's caches where other code ran between two texts. So a
//! piece waits some time after the processor was told to fetch it: code and prose that are counted in turns with other
//! work became 1.4 times as fast.

use super::merge::Piece;
use super::table::Key;

/// The pieces that end in a block.
pub(super) struct Pieces<'a> {
    text: &'a [u8],
    block: usize,
    start: usize,
    ends: u64,
}

impl<'a> Pieces<'a> {
    /// The first of them begins at `block`, bit `i` of `ends` is for `block + i`, and there is one.
    #[inline]
    pub(super) fn new(text: &'a [u8], block: usize, ends: u64) -> Self {
        Self { text, block, start: block, ends }
    }

    /// The end of the last one.
    #[inline]
    pub(super) fn end(&self) -> usize {
        self.block + self.ends.ilog2() as usize
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    #[inline]
    fn next(&mut self) -> Option<Piece<'a>> {
        if self.ends == 0 {
            return None;
        }
        let end = self.block + self.ends.trailing_zeros() as usize;
        let start = std::mem::replace(&mut self.start, end);
        self.ends &= self.ends - 1;
        Some(Piece { text: self.text, start, end })
    }
}

/// More than ever wait, the pieces of a block included.
const ROOM: usize = 128;

/// A queue of keys.
pub(super) struct Waiting {
    keys: [Key; ROOM],
    first: usize,
    end: usize,
}

impl Waiting {
    pub(super) fn new() -> Self {
        Self { keys: [Key::default(); ROOM], first: 0, end: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.end - self.first
    }

    #[inline]
    pub(super) fn push(&mut self, key: Key) {
        self.keys[self.end % ROOM] = key;
        self.end += 1;
    }

    /// The key that has waited longest.
    #[inline]
    pub(super) fn pop(&mut self) -> Key {
        let key = self.keys[self.first % ROOM];
        self.first += 1;
        key
    }
}
