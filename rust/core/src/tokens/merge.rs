//! Byte-pair encoding of one piece, as far as counting goes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::vocab::Ranks;

/// No merge: worse than every rank.
const NONE: u32 = u32::MAX;

/// How many tokens the bytes of `piece` merge into: the pair of lowest rank first, the leftmost of equals.
///
/// O(n log n): candidates wait in a heap, and one that its neighbours' merges made stale is dropped when it comes up.
pub(super) fn count(piece: &[u8], ranks: &Ranks) -> usize {
    let mut parts = Parts::new(piece, ranks);
    let mut tokens = piece.len();
    while let Some(Reverse((rank, start))) = parts.candidates.pop() {
        if parts.rank[start] == rank {
            parts.merge(start);
            tokens -= 1;
        }
    }
    tokens
}

/// The parts of a piece between merges, each at the index of its first byte.
struct Parts<'a> {
    piece: &'a [u8],
    ranks: &'a Ranks,
    candidates: BinaryHeap<Reverse<(u32, usize)>>,
    /// The rank of a part together with the next one.
    rank: Vec<u32>,
    next: Vec<usize>,
    previous: Vec<usize>,
}

impl<'a> Parts<'a> {
    fn new(piece: &'a [u8], ranks: &'a Ranks) -> Self {
        let length = piece.len();
        let mut parts = Self {
            piece,
            ranks,
            candidates: BinaryHeap::with_capacity(length),
            rank: vec![NONE; length],
            next: (1..=length).collect(),
            previous: (0..length).map(|index| index.saturating_sub(1)).collect(),
        };
        (0..length).for_each(|start| parts.rate(start));
        parts
    }

    /// Looks up what the part at `start` and the next one make.
    fn rate(&mut self, start: usize) {
        let end = self.next.get(self.next[start]);
        let rank = end.and_then(|&end| self.ranks.rank(&self.piece[start..end])).unwrap_or(NONE);
        self.rank[start] = rank;
        if rank != NONE {
            self.candidates.push(Reverse((rank, start)));
        }
    }

    /// Joins the part at `start` with the next one.
    fn merge(&mut self, start: usize) {
        let absorbed = self.next[start];
        self.rank[absorbed] = NONE;
        self.next[start] = self.next[absorbed];
        if let Some(previous) = self.previous.get_mut(self.next[start]) {
            *previous = start;
        }
        self.rate(start);
        if start > 0 {
            self.rate(self.previous[start]);
        }
    }
}
