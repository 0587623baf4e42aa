//! The runs of characters that the patterns are made of.

use super::classes::{MARK, NEWLINE, NUMBER, OTHER, SPACE, class_at};

/// What the patterns take neither for whitespace nor for a letter or a number: `[^\s\p{L}\p{N}]`.
pub(super) const SYMBOL: u8 = OTHER | MARK;

/// The end of the run of `classes` from `start`.
pub(super) fn run_end(text: &[u8], start: usize, classes: u8) -> usize {
    let mut end = start;
    loop {
        let (class, length) = class_at(text, end);
        if class & classes == 0 {
            return end;
        }
        end += length;
    }
}

/// `\p{N}{1,most}`
pub(super) fn number_end(text: &[u8], start: usize, most: usize) -> usize {
    let mut end = start;
    for _ in 0..most {
        let (class, length) = class_at(text, end);
        if class != NUMBER {
            break;
        }
        end += length;
    }
    end
}

/// `[^\s\p{L}\p{N}]+` and then any of `trailing`.
pub(super) fn symbols_end(text: &[u8], start: usize, trailing: &[u8]) -> usize {
    let mut end = run_end(text, start, SYMBOL);
    while text.get(end).is_some_and(|byte| trailing.contains(byte)) {
        end += 1;
    }
    end
}

/// A run of whitespace, line ends included.
pub(super) struct Whitespace {
    pub end: usize,
    start: usize,
    last: usize,
    after_newline: usize,
}

impl Whitespace {
    pub(super) fn at(text: &[u8], start: usize) -> Self {
        let mut run = Self { end: start, start, last: start, after_newline: start };
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

    /// `\s*[\r\n]+`: as far as the last line end in it, if there is one.
    pub(super) fn newlines_end(&self) -> Option<usize> {
        (self.after_newline > self.start).then_some(self.after_newline)
    }

    /// `\s+(?!\S)`, else `\s`: all of it at the end of the text, all but its last character elsewhere.
    pub(super) fn end_before_word(&self, text: &[u8]) -> usize {
        if self.end == text.len() || self.last == self.start { self.end } else { self.last }
    }
}

/// The end of `(?i:'s|'t|'re|'ve|'m|'ll|'d)` at `at`, else `at`. U+017F is an `s` to the engine: it folds to one.
pub(super) fn contraction_end(text: &[u8], at: usize) -> usize {
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

/// `'(?:[sdmt]|ll|ve|re)` at `at`, else `at`.
pub(super) fn lower_contraction_end(text: &[u8], at: usize) -> usize {
    match &text[at..] {
        [b'\'', b's' | b'd' | b'm' | b't', ..] => at + 2,
        [b'\'', b'l', b'l', ..] | [b'\'', b'v' | b'r', b'e', ..] => at + 3,
        _ => at,
    }
}
