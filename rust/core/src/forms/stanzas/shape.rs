//! Shapes: what lines of two stanzas have in common that say the same of different things.

use std::ops::Range;

use crate::forms::keys::{digit, separator, word_start};
use crate::forms::text_lines::said;

/// How values stand in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// One behind a key.
    Keyed,
    /// Some among words.
    Said,
    /// None: the line is the same in all stanzas.
    Fixed,
}

/// The shape of a line: what stands before its first value, and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shape<'t> {
    pub key: &'t str,
    pub kind: Kind,
    /// Whether a carriage return ends it.
    returns: bool,
}

impl<'t> Shape<'t> {
    /// The shape of a line with its end: its key ends behind the first separator, or before the word with
    /// the first digit, if that comes first.
    pub(super) fn of(line: &'t str) -> Self {
        let said = said(line);
        let (end, kind) = match (separator(said), digit(said)) {
            (Some(at), digit) if digit.is_none_or(|digit| at < digit) => (at + 1, Kind::Keyed),
            (_, Some(digit)) => (word_start(said, digit), Kind::Said),
            (_, None) => (said.len(), Kind::Fixed),
        };
        Self { key: &said[..end], kind, returns: line.ends_with("\r\n") }
    }
}

/// How many blanks a line begins with.
pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// What the first lines of stanzas may begin with whose first line is this one: its key, or less where a number ends it.
pub(super) fn label(line: &str) -> &str {
    let line = said(line);
    let ends = [separator(line).map(|at| at + 1), digit(line)];
    &line[..ends.into_iter().flatten().min().unwrap_or(line.len())]
}

/// The words of what stands behind a key, by white space.
pub(super) fn words(rest: &str) -> impl Iterator<Item = Range<usize>> {
    let (bytes, mut at) = (rest.as_bytes(), 0);
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|&byte| !is_gap(byte))?;
        at = bytes[start..].iter().position(|&byte| is_gap(byte)).map_or(bytes.len(), |length| start + length);
        Some(start..at)
    })
}

pub(super) fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_end_where_values_begin() {
        for (line, key, kind) in [
            ("Name        : make\n", "Name        :", Kind::Keyed),
            ("\tSize: 8 MB\r\n", "\tSize:", Kind::Keyed),
            ("*** 1. row ***\n", "*** ", Kind::Said),
            ("eth0: flags=1\n", "", Kind::Said),
            ("id=7", "id=", Kind::Keyed),
            ("RX packets 7  bytes 9\n", "RX packets ", Kind::Said),
            ("Description :\n", "Description :", Kind::Keyed),
            ("Memory Device\n", "Memory Device", Kind::Fixed),
            ("\n", "", Kind::Fixed),
        ] {
            let shape = Shape::of(line);
            assert_eq!((shape.key, shape.kind), (key, kind), "{line}");
        }
        assert_ne!(Shape::of("a\r\n"), Shape::of("a\n"));
        assert_eq!(Shape::of("a"), Shape::of("a\n"));
    }

    #[test]
    fn labels_end_before_numbers_in_words_too() {
        for (line, expected) in [
            ("eth0: flags", "eth"),
            ("     *-bank:0\n", "     *-bank:"),
            ("Title: 7\n", "Title:"),
            ("1: lo", ""),
            ("7", ""),
        ] {
            assert_eq!(label(line), expected, "{line}");
        }
    }
}
