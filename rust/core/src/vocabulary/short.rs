//! Byte-pair encoding of short pieces, by its definition: of all neighbours those of the lowest rank merge first.
//!
//! Takes quadratic time, and yet half of what covering the piece with tokens takes (`merge`) as long as it is short: all
//! ranks lie side by side, and nothing has to be taken back. Most new pieces are short: hashes, ids, words unheard of.

use super::merge::Piece;
use super::table::Key;
use super::vocab::Tokens;

/// The longest pieces of ASCII that are merged here.
const MAX_ASCII: usize = 60;

/// How many tokens the bytes of `key` merge into.
pub(super) fn count(tokens: &Tokens, key: Key) -> usize {
    let window = key.window();
    let rank_of_two = |from| tokens.rank_of_two(window.from(from).first_two());
    merge::<16>(key.length(), rank_of_two, |from, to| tokens.likely_rank_of(Key::of(window.from(from), to - from)))
}

/// How many tokens the bytes of `piece` merge into, if it is ASCII and not too long.
pub(super) fn count_ascii(tokens: &Tokens, piece: Piece) -> Option<usize> {
    let Piece { text, start, end } = piece;
    let short = end - start <= MAX_ASCII && piece.bytes().is_ascii();
    let rank_of_two = |from: usize| tokens.rank_of_two([text[start + from], text[start + from + 1]]);
    short.then(|| merge::<64>(end - start, rank_of_two, |from, to| tokens.rank_if_any(text, start + from, start + to)))
}

/// How many parts are left of `length` bytes, fewer than `ROOM`, when all have merged that `rank` knows, or
/// `rank_of_two` of two bytes.
fn merge<const ROOM: usize>(
    length: usize,
    rank_of_two: impl Fn(usize) -> Option<u32>,
    rank: impl Fn(usize, usize) -> Option<u32>,
) -> usize {
    let placed = |from: usize, rank: Option<u32>| rank.map_or(u32::MAX, |rank| rank * ROOM as u32 + from as u32);
    let pair = |from: usize, to: usize| placed(from, rank(from, to));
    // By the place where a part begins: the rank of it and the next one, and the place. The lowest is the next to merge.
    let mut pairs = [u32::MAX; ROOM];
    (0..length - 1).for_each(|place| pairs[place] = placed(place, rank_of_two(place)));
    // A bit for each place where a part begins, and for the end.
    let mut bounds: u64 = (2 << length) - 1;
    loop {
        let lowest = pairs.iter().copied().min().unwrap_or(u32::MAX);
        if lowest == u32::MAX {
            return bounds.count_ones() as usize - 1;
        }
        let left = lowest as usize % ROOM;
        let right = next(bounds, left);
        bounds ^= 1 << right;
        pairs[right] = u32::MAX;
        let end = next(bounds, left);
        pairs[left] = if end < length { pair(left, next(bounds, end)) } else { u32::MAX };
        let before = bounds & ((1 << left) - 1);
        if before != 0 {
            let before = before.ilog2() as usize;
            pairs[before] = pair(before, end);
        }
    }
}

/// The first place behind `place` in `bounds`.
fn next(bounds: u64, place: usize) -> usize {
    place + 1 + (bounds >> (place + 1)).trailing_zeros() as usize
}

#[cfg(test)]
mod tests {
    use super::super::merge::Merger;
    use super::super::table::MAX_KEY_BYTES;
    use super::super::vocab;
    use super::*;

    /// All texts of three characters of `alphabet`, one after the other, from some place on.
    fn all_threes(alphabet: &str) -> Vec<u8> {
        let characters = || alphabet.chars();
        let threes = characters().flat_map(|a| characters().flat_map(move |b| characters().map(move |c| [a, b, c])));
        threes.flatten().collect::<String>().into_bytes()
    }

    #[test]
    fn short_pieces_count_as_those_that_are_covered_with_tokens() {
        for tokens in [vocab::o200k(), vocab::cl100k(), vocab::p50k(), vocab::r50k()] {
            let mut merger = Merger::new();
            for text in ["etaoinshr", "aAbB01+/", "  \n=-_/", "中文数据é😀"].map(all_threes) {
                for length in [1, 2, 3, 5, MAX_KEY_BYTES, MAX_KEY_BYTES + 1, 30, MAX_ASCII] {
                    for start in 0..text.len() - length {
                        let piece = Piece { text: &text, start, end: start + length };
                        let covered = merger.cover(tokens, piece).len();
                        if length <= MAX_KEY_BYTES {
                            assert_eq!(count(tokens, piece.key().unwrap()), covered, "{:?}", piece.bytes());
                        }
                        assert_eq!(count_ascii(tokens, piece).unwrap_or(covered), covered, "{:?}", piece.bytes());
                    }
                }
            }
        }
    }

    #[test]
    fn long_pieces_are_not_merged_here() {
        let text = [b'a'; MAX_ASCII + 1];
        let piece_from = |start| Piece { text: &text, start, end: text.len() };
        assert_eq!(count_ascii(vocab::o200k(), piece_from(0)), None);
        assert!(count_ascii(vocab::o200k(), piece_from(1)).is_some());
    }
}
