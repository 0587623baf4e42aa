//! The pattern of `r50k_base` and `p50k_base`.

use super::Pattern;
use crate::vocabulary::{block::Block, block::after, block::before};
use crate::vocabulary::{
    classes::CASELESS, classes::LETTER, classes::LOWER, classes::MARK, classes::NUMBER, classes::OTHER, classes::UPPER,
    classes::class_at,
};
use crate::vocabulary::{scan::SYMBOL, scan::Whitespace, scan::lower_contraction_end, scan::run_end};

/// `r50k_base`, as tiktoken's `openai_public.py` gives it:
/// ```text
/// '(?:[sdmt]|ll|ve|re)
///  ?\p{L}++
///  ?\p{N}++
///  ?[^\s\p{L}\p{N}]++
/// \s++$
/// \s+(?!\S)
/// \s
/// ```
pub(in crate::vocabulary) struct R50k;

impl Pattern for R50k {
    fn piece_end(text: &[u8], start: usize) -> usize {
        let contraction = lower_contraction_end(text, start);
        if contraction > start {
            return contraction;
        }
        let after_space = start + usize::from(text[start] == b' ');
        match class_at(text, after_space).0 {
            UPPER | LOWER | CASELESS => run_end(text, after_space, LETTER),
            NUMBER => run_end(text, after_space, NUMBER),
            OTHER | MARK => run_end(text, after_space, SYMBOL),
            _ => Whitespace::at(text, start).end_before_word(text),
        }
    }

    #[inline]
    fn starts(block: &Block) -> u64 {
        let white = block.blanks() | block.newline;
        let last_of_several = white & after(white) & !before(white);
        let first = white & !after(white);
        let run_starts = |class| class & !after(class | block.space);
        run_starts(block.letters()) | run_starts(block.digit) | block.symbol_starts() | first | last_of_several
    }

    #[inline]
    fn doubts(block: &Block, _: &[u8]) -> u64 {
        after(block.apostrophe & block.symbol_starts()) & block.lower
    }
}
