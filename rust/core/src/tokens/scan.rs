//! The pretokenizer: where tiktoken's patterns cut a text into pieces, without a regex engine.
//!
//! Each pattern is an alternation tried from left to right with greedy, backtracking repetitions. What a piece can be
//! follows from the class of its first character and of the one after it, so that every alternative becomes a run of
//! classes with a known end. The comments quote the alternative that a function stands for.

use super::classes::{CASELESS, LETTER, LOWER, MARK, NEWLINE, NUMBER, OTHER, SPACE, UPPER, class_at};

/// What may begin a word's head in o200k: everything that may stand before its lower case part.
const HEAD: u8 = UPPER | CASELESS | MARK;
/// What o200k's lower case part consists of.
const TAIL: u8 = LOWER | CASELESS | MARK;
/// What neither pattern takes for whitespace, a letter or a number: `[^\s\p{L}\p{N}]`.
const SYMBOL: u8 = OTHER | MARK;

/// How one vocabulary cuts a text into pieces.
pub(super) trait Pattern {
    /// The end of the piece that begins at `start`, a character boundary before the end of `text`.
    fn piece_end(text: &[u8], start: usize) -> usize;
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

impl Pattern for O200k {
    fn piece_end(text: &[u8], start: usize) -> usize {
        let (class, length) = class_at(text, start);
        let next = start + length;
        let follows = |classes: u8| class_at(text, next).0 & classes != 0;
        match class {
            UPPER | LOWER | CASELESS => cased_word_end(text, start),
            NUMBER => number_end(text, start),
            MARK => marked_word_end(text, start, next),
            OTHER | SPACE if follows(LETTER | MARK) => cased_word_end(text, next),
            OTHER => symbols_end(text, start, b"\r\n/"),
            SPACE if text[start] == b' ' && follows(OTHER) => symbols_end(text, next, b"\r\n/"),
            _ => {
                let run = Whitespace::at(text, start);
                if run.after_newline > start { run.after_newline } else { run.end_before_word(text, start) }
            }
        }
    }
}

/// The two word alternatives from behind their optional first character, where a letter or mark stands.
fn cased_word_end(text: &[u8], start: usize) -> usize {
    let (head, end) = lower_ended_word(text, start);
    contraction_end(text, end.unwrap_or(head))
}

/// A word that begins with a mark, which is the optional first character if a word with a tail follows.
fn marked_word_end(text: &[u8], start: usize, next: usize) -> usize {
    let end = lower_ended_word(text, next).1.unwrap_or(next);
    contraction_end(text, end.max(start))
}

/// `[HEAD]*[TAIL]+`: the end of the head's greedy run, and the end of the match if there is one.
///
/// Where no lower case letter follows the run, the head gives characters back until its last one that may be a tail.
fn lower_ended_word(text: &[u8], start: usize) -> (usize, Option<usize>) {
    let (mut head, mut after_tail) = (start, None);
    loop {
        let (class, length) = class_at(text, head);
        if class & HEAD == 0 {
            let tail = if class == LOWER { Some(run_end(text, head, TAIL)) } else { after_tail };
            return (head, tail);
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
                let to_newline = run.end < text.len() && run.after_newline > start;
                if to_newline { run.after_newline } else { run.end_before_word(text, start) }
            }
        }
    }
}

/// The end of the run of `classes` from `start`.
fn run_end(text: &[u8], start: usize, classes: u8) -> usize {
    let mut end = start;
    loop {
        let (class, length) = class_at(text, end);
        if class & classes == 0 {
            return end;
        }
        end += length;
    }
}

/// `\p{N}{1,3}`
fn number_end(text: &[u8], start: usize) -> usize {
    let mut end = start;
    for _ in 0..3 {
        let (class, length) = class_at(text, end);
        if class != NUMBER {
            break;
        }
        end += length;
    }
    end
}

/// `[^\s\p{L}\p{N}]+` and then any of `trailing`.
fn symbols_end(text: &[u8], start: usize, trailing: &[u8]) -> usize {
    let mut end = run_end(text, start, SYMBOL);
    while text.get(end).is_some_and(|byte| trailing.contains(byte)) {
        end += 1;
    }
    end
}

/// A run of whitespace, line ends included.
struct Whitespace {
    end: usize,
    /// Where its last character begins.
    last: usize,
    /// The end of its last line end; 0 if it has none.
    after_newline: usize,
}

impl Whitespace {
    fn at(text: &[u8], start: usize) -> Self {
        let mut run = Self { end: start, last: start, after_newline: 0 };
        loop {
            let (class, length) = class_at(text, run.end);
            if class & (SPACE | NEWLINE) == 0 {
                return run;
            }
            run.last = run.end;
            run.end += length;
            if class == NEWLINE {
                run.after_newline = run.end;
            }
        }
    }

    /// `\s+(?!\S)`, else `\s`: all of it at the end of the text, all but its last character elsewhere.
    fn end_before_word(&self, text: &[u8], start: usize) -> usize {
        if self.end == text.len() || self.last == start { self.end } else { self.last }
    }
}

/// The end of `(?i:'s|'t|'re|'ve|'m|'ll|'d)` at `at`, else `at`. U+017F is an `s` to the engine: it folds to one.
fn contraction_end(text: &[u8], at: usize) -> usize {
    let Some((b'\'', rest)) = text.get(at..).and_then(<[u8]>::split_first) else {
        return at;
    };
    let lower = |offset: usize| rest.get(offset).map_or(0, u8::to_ascii_lowercase);
    match (lower(0), lower(1)) {
        (b's' | b't' | b'm' | b'd', _) => at + 2,
        (b'r' | b'v', b'e') | (b'l', b'l') | (0xC5, 0xBF) => at + 3,
        _ => at,
    }
}
