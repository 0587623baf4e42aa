//! The pattern of `o200k_base`, and that of Tekken, which differs from it in two things.

use super::Pattern;
use crate::vocabulary::{block::Block, block::after, block::before};
use crate::vocabulary::{
    classes::CASELESS, classes::LETTER, classes::LOWER, classes::MARK, classes::NUMBER, classes::OTHER, classes::SPACE,
    classes::UPPER, classes::class_at,
};
use crate::vocabulary::{scan::Whitespace, scan::contraction_end, scan::number_end, scan::run_end, scan::symbols_end};

/// `o200k_base`, as tiktoken's `openai_public.py` gives it:
/// ```text
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// \p{N}{1,3}
///  ?[^\s\p{L}\p{N}]+[\r\n/]*
/// \s*[\r\n]+
/// \s+(?!\S)
/// \s+
/// ```
pub(in crate::vocabulary) type O200k = O200kLike<3, true>;

/// Tekken, as `mistral-common`'s `tekken_240911.json` gives it: no contractions, and every digit by itself.
/// ```text
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*
/// \p{N}
///  ?[^\s\p{L}\p{N}]+[\r\n/]*
/// \s*[\r\n]+
/// \s+(?!\S)
/// \s+
/// ```
pub(in crate::vocabulary) type Tekken = O200kLike<1, false>;

/// Either of them: at most so many `DIGITS` in a piece; whether `CONTRACTIONS` belong to the word before them.
pub(in crate::vocabulary) struct O200kLike<const DIGITS: usize, const CONTRACTIONS: bool>;

/// What a word's head consists of: everything that may stand before its lower case tail.
const HEAD: u8 = UPPER | CASELESS | MARK;
/// What a word's tail consists of.
const TAIL: u8 = LOWER | CASELESS | MARK;

impl<const DIGITS: usize, const CONTRACTIONS: bool> Pattern for O200kLike<DIGITS, CONTRACTIONS> {
    fn piece_end(text: &[u8], start: usize) -> usize {
        let (class, length) = class_at(text, start);
        let next = start + length;
        let follows = |classes: u8| class_at(text, next).0 & classes != 0;
        match class {
            UPPER | LOWER | CASELESS => Self::contracted(text, cased_word_end(text, start)),
            NUMBER => number_end(text, start, DIGITS),
            MARK => Self::contracted(text, marked_word_end(text, next)),
            OTHER | SPACE if follows(LETTER | MARK) => Self::contracted(text, cased_word_end(text, next)),
            OTHER => symbols_end(text, start, b"\r\n/"),
            SPACE if text[start] == b' ' && follows(OTHER) => symbols_end(text, next, b"\r\n/"),
            _ => {
                let run = Whitespace::at(text, start);
                run.newlines_end().unwrap_or_else(|| run.end_before_word(text))
            }
        }
    }

    #[inline]
    fn starts(block: &Block) -> u64 {
        let words_after_words = block.upper & after(block.lower);
        words_after_words
            | block.word_starts()
            | block.symbol_starts()
            | block.blank_starts()
            | block.number_starts::<DIGITS>()
    }

    #[inline]
    fn doubts(block: &Block, bytes: &[u8]) -> u64 {
        let within_letters = block.apostrophe & after(block.letters()) & before(block.letters());
        let contractions = if CONTRACTIONS { within_letters } else { 0 };
        contractions | block.indents_in_doubt() | block.slashes_after_newlines(bytes)
    }
}

impl<const DIGITS: usize, const CONTRACTIONS: bool> O200kLike<DIGITS, CONTRACTIONS> {
    /// The end of the word that ends at `end` but for a contraction.
    fn contracted(text: &[u8], end: usize) -> usize {
        if CONTRACTIONS { contraction_end(text, end) } else { end }
    }
}

/// The two word alternatives from behind their optional first character, where a letter or mark stands.
fn cased_word_end(text: &[u8], start: usize) -> usize {
    let (head, end) = lower_ended_word(text, start);
    end.unwrap_or(head)
}

/// The word that begins with the mark before `next`, which is the optional first character if a tail follows, else a
/// tail itself.
fn marked_word_end(text: &[u8], next: usize) -> usize {
    lower_ended_word(text, next).1.unwrap_or(next)
}

/// `[HEAD]*[TAIL]+`: the end of the head's greedy run, and the end of the match if there is one.
///
/// Where no lower case letter follows the run, the head gives characters back until its last one that may be a tail.
fn lower_ended_word(text: &[u8], start: usize) -> (usize, Option<usize>) {
    let (mut head, mut after_tail) = (start, None);
    loop {
        let (class, length) = class_at(text, head);
        if class & HEAD == 0 {
            let lower_tail = || run_end(text, head, TAIL);
            return (head, if class == LOWER { Some(lower_tail()) } else { after_tail });
        }
        head += length;
        if class & TAIL != 0 {
            after_tail = Some(head);
        }
    }
}
