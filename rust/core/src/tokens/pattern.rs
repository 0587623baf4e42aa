//! The patterns by which tiktoken cuts a text into pieces, each as a state machine and as arithmetic on blocks.
//!
//! A pattern is an alternation tried from left to right with greedy, backtracking repetitions. What a piece can be
//! follows from the class of its first character and of the one after it, so that every alternative becomes a run of
//! classes with a known end; the comments quote the alternative that a function stands for.

use super::block::{Block, after, before};
use super::classes::{CASELESS, LETTER, LOWER, MARK, NUMBER, OTHER, SPACE, UPPER, class_at};
use super::scan::{SYMBOL, Whitespace, contraction_end, number_end, run_end, symbols_end};

/// How one vocabulary cuts a text into pieces.
pub(super) trait Pattern {
    /// The end of the piece that begins at `start`, a character boundary before the end of `text`.
    ///
    /// Looks at a character a bounded number of times over all pieces of a text.
    fn piece_end(text: &[u8], start: usize) -> usize;

    /// Where in ASCII a word begins that follows another.
    fn words_after_words(block: &Block) -> u64;

    /// Where in ASCII a contraction may put a boundary, or take one away.
    fn contractions(block: &Block) -> u64;

    /// Whether a slash continues the line ends that continue symbols.
    const SLASH_AFTER_NEWLINE: bool;
}

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
pub(super) struct O200k;

/// What a word's head consists of: everything that may stand before its lower case tail.
const HEAD: u8 = UPPER | CASELESS | MARK;
/// What a word's tail consists of.
const TAIL: u8 = LOWER | CASELESS | MARK;

impl Pattern for O200k {
    fn piece_end(text: &[u8], start: usize) -> usize {
        let (class, length) = class_at(text, start);
        let next = start + length;
        let follows = |classes: u8| class_at(text, next).0 & classes != 0;
        match class {
            UPPER | LOWER | CASELESS => cased_word_end(text, start),
            NUMBER => number_end(text, start),
            MARK => marked_word_end(text, next),
            OTHER | SPACE if follows(LETTER | MARK) => cased_word_end(text, next),
            OTHER => symbols_end(text, start, b"\r\n/"),
            SPACE if text[start] == b' ' && follows(OTHER) => symbols_end(text, next, b"\r\n/"),
            _ => {
                let run = Whitespace::at(text, start);
                run.newlines_end().unwrap_or_else(|| run.end_before_word(text))
            }
        }
    }

    #[inline]
    fn words_after_words(block: &Block) -> u64 {
        block.upper & after(block.lower)
    }

    #[inline]
    fn contractions(block: &Block) -> u64 {
        block.apostrophe & after(block.letters()) & before(block.letters())
    }

    const SLASH_AFTER_NEWLINE: bool = true;
}

/// The two word alternatives from behind their optional first character, where a letter or mark stands.
fn cased_word_end(text: &[u8], start: usize) -> usize {
    let (head, end) = lower_ended_word(text, start);
    contraction_end(text, end.unwrap_or(head))
}

/// The word that begins with the mark before `next`, which is the optional first character if a tail follows, else a
/// tail itself.
fn marked_word_end(text: &[u8], next: usize) -> usize {
    contraction_end(text, lower_ended_word(text, next).1.unwrap_or(next))
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
pub(super) struct Cl100k;

impl Pattern for Cl100k {
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
            NUMBER => number_end(text, start),
            OTHER | MARK | SPACE if follows(LETTER) => run_end(text, next, LETTER),
            OTHER | MARK => symbols_end(text, start, b"\r\n"),
            SPACE if text[start] == b' ' && follows(SYMBOL) => symbols_end(text, next, b"\r\n"),
            _ => {
                let run = Whitespace::at(text, start);
                let newlines_end = run.newlines_end().filter(|_| run.end < text.len());
                newlines_end.unwrap_or_else(|| run.end_before_word(text))
            }
        }
    }

    #[inline]
    fn words_after_words(_: &Block) -> u64 {
        0
    }

    #[inline]
    fn contractions(block: &Block) -> u64 {
        after(block.apostrophe & block.symbol_starts()) & block.letters()
    }

    const SLASH_AFTER_NEWLINE: bool = false;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces<P: Pattern>(text: &str) -> Vec<&str> {
        let mut start = 0;
        let mut pieces = Vec::new();
        while start < text.len() {
            let end = P::piece_end(text.as_bytes(), start);
            pieces.push(&text[start..end]);
            start = end;
        }
        pieces
    }

    #[test]
    fn words_end_where_their_case_rises_in_o200k_only() {
        assert_eq!(pieces::<O200k>("camelCase HTTPServer"), ["camel", "Case", " HTTPServer"]);
        assert_eq!(pieces::<Cl100k>("camelCase HTTPServer"), ["camelCase", " HTTPServer"]);
    }

    #[test]
    fn a_head_without_a_tail_gives_back_to_its_last_caseless_letter() {
        assert_eq!(pieces::<O200k>("A中BC"), ["A中", "BC"]);
        assert_eq!(pieces::<O200k>("A中BCd"), ["A中BCd"]);
    }

    #[test]
    fn a_mark_begins_a_word_only_if_a_tail_follows() {
        assert_eq!(pieces::<O200k>("\u{301}a"), ["\u{301}a"]);
        assert_eq!(pieces::<O200k>("\u{301}AB"), ["\u{301}", "AB"]);
        assert_eq!(pieces::<Cl100k>("\u{301}AB"), ["\u{301}AB"]);
    }

    #[test]
    fn contractions_end_words_in_o200k_and_stand_alone_in_cl100k() {
        assert_eq!(pieces::<O200k>("I'LL don'txt it'ſ"), ["I'LL", " don't", "xt", " it'ſ"]);
        assert_eq!(pieces::<Cl100k>("I'LL 'sets it'ſ"), ["I", "'LL", " '", "sets", " it", "'ſ"]);
    }

    #[test]
    fn numbers_come_in_threes() {
        assert_eq!(pieces::<O200k>("1234567 ٣²½4"), ["123", "456", "7", " ", "٣²½", "4"]);
    }

    #[test]
    fn symbols_take_a_space_before_and_line_ends_after_them() {
        assert_eq!(pieces::<O200k>("a ==\n\n/b \n/"), ["a", " ==\n\n/", "b", " \n", "/"]);
        assert_eq!(pieces::<Cl100k>("a ==\n\n/b \n/"), ["a", " ==\n\n", "/b", " \n", "/"]);
    }

    #[test]
    fn whitespace_ends_after_its_last_line_end_or_before_its_last_character() {
        assert_eq!(pieces::<O200k>("a \n \n  b   "), ["a", " \n \n", " ", " b", "   "]);
        assert_eq!(pieces::<O200k>("a\t\t1 \n "), ["a", "\t", "\t", "1", " \n", " "]);
        assert_eq!(pieces::<Cl100k>("a\t\t1 \n "), ["a", "\t", "\t", "1", " \n "]);
    }
}
