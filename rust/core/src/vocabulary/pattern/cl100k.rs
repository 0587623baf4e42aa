//! The pattern of `cl100k_base`, and that of Qwen, which differs from it in two things.

use super::Pattern;
use crate::vocabulary::{block::Block, block::after};
use crate::vocabulary::{
    classes::CASELESS, classes::LETTER, classes::LOWER, classes::MARK, classes::NUMBER, classes::OTHER, classes::SPACE,
    classes::UPPER, classes::class_at,
};
use crate::vocabulary::{
    scan::SYMBOL, scan::Whitespace, scan::contraction_end, scan::number_end, scan::run_end, scan::symbols_end,
};

/// `cl100k_base`, as tiktoken's `openai_public.py` gives it:
/// ```text
/// '(?i:[sdmt]|ll|ve|re)
/// [^\r\n\p{L}\p{N}]?+\p{L}++
/// \p{N}{1,3}+
///  ?[^\s\p{L}\p{N}]++[\r\n]*+
/// \s++$
/// \s*[\r\n]
/// \s+(?!\S)
/// \s
/// ```
pub(in crate::vocabulary) type Cl100k = Cl100kLike<3, true>;

/// Qwen 2 to 3, as `dashscope`'s `qwen_tokenizer.py` gives it:
/// ```text
/// (?i:'s|'t|'re|'ve|'m|'ll|'d)
/// [^\r\n\p{L}\p{N}]?\p{L}+
/// \p{N}
///  ?[^\s\p{L}\p{N}]+[\r\n]*
/// \s*[\r\n]+
/// \s+(?!\S)
/// \s+
/// ```
pub(in crate::vocabulary) type Qwen = Cl100kLike<1, false>;

/// Either of them: at most so many `DIGITS` in a piece; whether whitespace is one piece `AT_THE_END` of a text.
pub(in crate::vocabulary) struct Cl100kLike<const DIGITS: usize, const AT_THE_END: bool>;

impl<const DIGITS: usize, const AT_THE_END: bool> Pattern for Cl100kLike<DIGITS, AT_THE_END> {
    fn piece_end(text: &[u8], start: usize) -> usize {
        let contraction = contraction_end(text, start);
        if contraction > start {
            return contraction;
        }
        let (class, length) = class_at(text, start);
        let next = start + length;
        let follows = |classes: u8| class_at(text, next).0 & classes != 0;
        match class {
            UPPER | LOWER | CASELESS => run_end(text, next, LETTER),
            NUMBER => number_end(text, start, DIGITS),
            OTHER | MARK | SPACE if follows(LETTER) => run_end(text, next, LETTER),
            OTHER | MARK => symbols_end(text, start, b"\r\n"),
            SPACE if text[start] == b' ' && follows(SYMBOL) => symbols_end(text, next, b"\r\n"),
            _ => {
                let run = Whitespace::at(text, start);
                let newlines_end = run.newlines_end().filter(|_| !AT_THE_END || run.end < text.len());
                newlines_end.unwrap_or_else(|| run.end_before_word(text))
            }
        }
    }

    #[inline]
    fn starts(block: &Block) -> u64 {
        block.word_starts() | block.symbol_starts() | block.blank_starts() | block.number_starts::<DIGITS>()
    }

    #[inline]
    fn doubts(block: &Block, _: &[u8]) -> u64 {
        let contractions = after(block.apostrophe & block.symbol_starts()) & block.letters();
        contractions | block.indents_in_doubt()
    }
}
