//! Byte-pair encoding of one piece, as far as counting goes.
//!
//! Instead of merging bytes pair by pair, the piece is covered with the longest tokens from left to right, going back
//! where that cannot be what merging gives. An encoding is what merging gives exactly if that is so of every two
//! neighbours in it, which can be told from the parts that they were merged from. The algorithm and its proof are those
//! of the `bpe` crate ("So many tokens, so little time", GitHub 2024): each place is given up at most once, so that time
//! is linear whatever the piece. Short pieces are merged by the definition (`short`).

use super::periodic::Repeat;
use super::short;
use super::table::{Key, MAX_KEY_BYTES, Window};
use super::vocab::{Token, Tokens};

/// The room, in tokens, that is kept from piece to piece.
const KEPT: usize = 1 << 14;
const PAIR_SLOT_BITS: u32 = 16;
/// Ranks are below 2^20.
const PAIR_BITS: u32 = 40;

/// What a pattern cuts out of a text.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub text: &'a [u8],
    pub start: usize,
    pub end: usize,
}

impl<'a> Piece<'a> {
    /// All of `text` as one piece.
    fn all(text: &'a [u8]) -> Self {
        Self { text, start: 0, end: text.len() }
    }

    /// The piece as a key, if it is not too long for one.
    #[inline]
    pub(super) fn key(self) -> Option<Key> {
        let length = self.end - self.start;
        (length <= MAX_KEY_BYTES).then(|| Key::of(Window::at(self.text, self.start), length))
    }

    pub(super) fn bytes(self) -> &'a [u8] {
        &self.text[self.start..self.end]
    }
}

/// A token of those that cover a piece. There may be one for each byte: places, which follow from lengths, would take
/// three times the memory.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub rank: u32,
    length: u32,
}

impl Part {
    /// Bytes of it.
    pub(super) fn length(self) -> usize {
        self.length as usize
    }
}

/// A token in its place.
#[derive(Clone, Copy)]
struct Placed {
    rank: u32,
    start: usize,
    end: usize,
}

/// Merges pieces, with what it remembers and reuses in bounded memory.
pub(super) struct Merger {
    parts: Vec<Part>,
    /// A bit for each place in the piece from which it cannot go on.
    dead: Vec<u64>,
    /// Pairs of ranks that were asked for, each with the answer in the lowest bit. A pair displaces the one before it in
    /// its slot. Answers come back often: 1.5 times as fast on Chinese.
    pairs: Box<[u32]>,
}

impl Merger {
    pub(super) fn new() -> Self {
        Self { parts: Vec::new(), dead: Vec::new(), pairs: vec![0; 1 << PAIR_SLOT_BITS].into() }
    }

    /// How many tokens the bytes of `piece` merge into.
    pub(super) fn count(&mut self, tokens: &Tokens, piece: Piece) -> usize {
        if let Some(count) = short::count_ascii(tokens, piece) {
            return count;
        }
        let repeat = Repeat::first_in(piece.bytes());
        let shortened = repeat.and_then(|repeat| self.count_shortened(tokens, piece.bytes(), &repeat));
        let count = shortened.unwrap_or_else(|| self.cover(tokens, piece).len());
        self.parts.shrink_to(KEPT);
        self.dead.shrink_to(KEPT);
        count
    }

    /// The count by way of a piece whose repeat is cut short.
    ///
    /// Where a token stands twice in a row in an encoding, any number of it may: every two neighbours remain what
    /// merging gives. So a repeat of whole tokens that comes out with such a pair in it counts as one token for each of
    /// them that was cut. Without this, a line of `=` costs a hundred times as much as other text.
    fn count_shortened(&mut self, tokens: &Tokens, bytes: &[u8], repeat: &Repeat) -> Option<usize> {
        let sample = Piece::all(&bytes[repeat.sample()]);
        let twice = repeat.token_twice(self.cover(tokens, sample))?;
        let (shorter, cut) = repeat.shortened(bytes, twice.length());
        let left = repeat.left_of(bytes.len() - shorter.len());
        let parts = self.cover(tokens, Piece::all(&shorter));
        let mut end = 0;
        let still_twice = |pair: &[Part]| {
            end += pair[0].length();
            pair.iter().all(|part| part.rank == twice.rank)
                && (left.start + twice.length()..=left.end - twice.length()).contains(&end)
        };
        parts.windows(2).any(still_twice).then_some(parts.len() + cut)
    }

    /// The tokens that the bytes of `piece` merge into.
    pub(super) fn cover(&mut self, tokens: &Tokens, piece: Piece) -> &[Part] {
        self.parts.clear();
        self.dead.clear();
        self.dead.resize((piece.end - piece.start) / 64 + 1, 0);
        let (mut at, mut limit) = (piece.start, piece.end - piece.start);
        while at < piece.end {
            if let Some(part) = self.next(tokens, piece, at, limit) {
                self.parts.push(part);
                at += part.length();
                limit = piece.end - at;
            } else {
                let place = at - piece.start;
                self.dead[place / 64] |= 1 << (place % 64);
                let Some(last) = self.parts.pop() else { break };
                (at, limit) = (at - last.length(), last.length() - 1);
            }
        }
        &self.parts
    }

    /// The longest token at `at`, of at most `limit` bytes, with which the encoding may go on.
    fn next(&mut self, tokens: &Tokens, piece: Piece, at: usize, mut limit: usize) -> Option<Part> {
        let last = self.parts.last().map(|last| Placed { rank: last.rank, start: at - last.length(), end: at });
        while let Some(Token { rank, length }) = tokens.longest(piece.text, at, limit) {
            let part = Placed { rank, start: at, end: at + length };
            let place = part.end - piece.start;
            let alive = self.dead[place / 64] >> (place % 64) & 1 == 0;
            if alive && last.is_none_or(|last| self.is_stable(tokens, piece.text, last, part)) {
                return Some(Part { rank, length: length as u32 });
            }
            limit = length - 1;
        }
        None
    }

    /// Whether merging the bytes of both gives `left` and `right`, remembered.
    fn is_stable(&mut self, tokens: &Tokens, text: &[u8], left: Placed, right: Placed) -> bool {
        let (slot, pair) = pair_place(left.rank, right.rank);
        if self.pairs[slot] & !1 == pair {
            return self.pairs[slot] & 1 == 1;
        }
        let stable = is_stable(tokens, text, left, right);
        self.pairs[slot] = pair | u32::from(stable);
        stable
    }
}

/// The slot of two ranks, and what tells them from all others there: an even number that is not zero.
///
/// Both come from a product by which no two pairs of ranks are one, as its factor is odd.
#[inline]
fn pair_place(left: u32, right: u32) -> (usize, u32) {
    let pair = u64::from(left) << (PAIR_BITS / 2) | u64::from(right);
    let mixed = pair.wrapping_mul(0x9E37_79B9_7F4A_7C15) & ((1 << PAIR_BITS) - 1);
    let rest_bits = PAIR_BITS - PAIR_SLOT_BITS;
    ((mixed >> rest_bits) as usize, (mixed as u32 & ((1 << rest_bits) - 1)) << 2 | 2)
}

/// Whether merging the bytes of both gives `left` and `right`: whether no merge across their boundary comes first.
///
/// Takes back their merges, the last one first, and asks each time whether the parts at the boundary would have merged
/// before that. At most as many steps as there are bytes.
fn is_stable(tokens: &Tokens, text: &[u8], mut left: Placed, mut right: Placed) -> bool {
    let boundary = right.start;
    let mut limit = u32::MAX;
    loop {
        let across = tokens.rank_if_any(text, left.start, right.end);
        if across.is_some_and(|rank| rank < limit) {
            return false;
        }
        if right.end - left.start == 2 {
            return true;
        }
        if left.rank > right.rank {
            limit = left.rank;
            left.start += tokens.left_length(left.rank);
            left.rank = tokens.known_rank(text, left.start, boundary);
        } else {
            limit = right.rank + 1; // of equal merges the left one, across the boundary, comes first
            right.end = boundary + tokens.left_length(right.rank);
            right.rank = tokens.known_rank(text, boundary, right.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_pairs_of_ranks_share_their_place_and_their_number() {
        let ranks = || (0..300).chain([1 << 18, (1 << 19) - 1, (1 << 20) - 2, (1 << 20) - 1]);
        let places: Vec<_> = ranks().flat_map(|left| ranks().map(move |right| pair_place(left, right))).collect();
        let distinct: std::collections::HashSet<_> = places.iter().collect();
        assert_eq!(distinct.len(), places.len());
        assert!(places.iter().all(|&(slot, pair)| slot < 1 << PAIR_SLOT_BITS && pair != 0 && pair & 1 == 0));
    }
}
