//! Where the pieces of a pattern begin in a block of a text.

use super::block::{BLOCK, Block, below, padded};
use super::pattern::Pattern;

/// Where pieces begin in the block at `start`, which begins a piece, after that piece: bit `i` for `start + i`.
///
/// Every piece that ends at one of these places begins at the one before it. None of them says that the first piece
/// must be left to [`Pattern::piece_end`].
#[inline]
pub(super) fn piece_starts<P: Pattern>(text: &[u8], start: usize) -> u64 {
    let rest = &text[start..];
    match rest.first_chunk() {
        Some(bytes) => starts_in::<P>(bytes),
        None => starts_in::<P>(&padded(rest)),
    }
}

#[inline]
fn starts_in<P: Pattern>(bytes: &[u8; BLOCK]) -> u64 {
    let block = Block::of(bytes);
    let doubt = block.edges() | P::doubts(&block, bytes);
    P::starts(&block) & below(doubt) & !1
}

#[cfg(test)]
mod tests {
    use super::super::pattern::{Cl100k, DeepSeek, O200k, Qwen, R50k, Tekken};
    use super::*;

    /// The blocks' pieces must be the state machine's, on every text of a few of the characters that matter.
    fn check_all_short_texts<P: Pattern>(alphabet: &[u8], length: u32) {
        for number in 0..alphabet.len().pow(length) {
            let text: Vec<u8> =
                (0..length).map(|place| alphabet[number / alphabet.len().pow(place) % alphabet.len()]).collect();
            let mut starts = piece_starts::<P>(&text, 0);
            let mut start = 0;
            while starts != 0 {
                let end = starts.trailing_zeros() as usize;
                assert_eq!(P::piece_end(&text, start), end, "{:?} from {start}", text.escape_ascii().to_string());
                start = end;
                starts &= starts - 1;
            }
        }
    }

    #[test]
    fn blocks_agree_with_the_state_machine() {
        check_all_short_texts::<O200k>(b"aB1 \t\n/'\xC3", 6);
        check_all_short_texts::<Cl100k>(b"aB1 \t\n/'\xC3", 6);
        check_all_short_texts::<R50k>(b"sB1 \t\n/'\xC3", 6);
        check_all_short_texts::<Qwen>(b"sB1 \t\n/'\xC3", 6);
        check_all_short_texts::<Tekken>(b"aB1 \t\n/'\xC3", 6);
        check_all_short_texts::<DeepSeek>(b"aB1 \t\n/\0\xC3", 6);
        check_all_short_texts::<O200k>(b"s -\n1", 8);
        check_all_short_texts::<Cl100k>(b"s '\n1", 8);
        check_all_short_texts::<R50k>(b"l '\n1", 8);
        check_all_short_texts::<Qwen>(b"s '\n1", 8);
        check_all_short_texts::<Tekken>(b"s -\n1", 8);
        check_all_short_texts::<DeepSeek>(b"s -\n1", 8);
    }
}
