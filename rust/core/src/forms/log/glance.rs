//! Whether a text may be a log, found out by a glance at parts of it that allocates nothing.

use std::ops::Range;

use super::words::{Words, is_of_date, values};
use crate::forms::text_lines::lines;
use crate::hash::{hash_bytes, mixed};

/// Lines begin with so many words at most that are part of no template.
pub(super) const LONGEST_HEAD: usize = 8;

/// So many bytes are looked at: of the start, the middle and the end of a text a third each.
const GLANCED_BYTES: usize = 3 << 14;

/// Fewer lines are no log.
const LEAST_LINES: usize = 6;

/// So many kinds of lines are told from each other.
const KINDS: usize = 1024;

/// What lines of a log begin with: so many words, the last of which begins with a digit. It ends where a number, a date or a
/// time does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub words: usize,
}

impl Head {
    /// Where the head of a line ends; `None` where it has none.
    pub(super) fn end(self, line: &str) -> Option<usize> {
        let last = Words::of(line).nth(self.words - 1)?;
        line.as_bytes()[last.start].is_ascii_digit().then_some(last.end)
    }
}

/// The head of the lines of a text that may be a log: half of them have it, and half of these come again but for values.
pub(super) fn head(text: &str) -> Option<Head> {
    let parts = parts(text);
    let head = likely_head(parts.clone().flat_map(|part| lines(&text[part])))?;
    let (mut all, mut again, mut padded) = (0, 0, 0);
    let mut latest = [0; KINDS];
    for line in parts.flat_map(|part| lines(&text[part])) {
        let Some(rest) = head.end(line).map(|end| &line[end..]) else { continue };
        all += 1;
        padded += usize::from(memchr::memmem::find(line.trim_end().as_bytes(), b"   ").is_some() && !has_time(line));
        let kind = kind(rest, |_| ());
        again += usize::from(std::mem::replace(&mut latest[kind as usize % KINDS], kind) == kind);
    }
    (2 * again >= all && 2 * padded < all).then_some(head)
}

/// The start, the middle and the end of a text: whole lines of them.
fn parts(text: &str) -> impl Iterator<Item = Range<usize>> + Clone {
    let third = GLANCED_BYTES / 3;
    let starts =
        if text.len() <= GLANCED_BYTES { [0, text.len(), text.len()] } else { [0, text.len() / 2, text.len() - third] };
    let ends = if text.len() <= GLANCED_BYTES { [text.len(); 3] } else { starts.map(|start| start + third) };
    let line_from = |at: usize| {
        let found = memchr::memchr(b'\n', &text.as_bytes()[at..]);
        if at == 0 { 0 } else { found.map_or(text.len(), |end| at + end + 1) }
    };
    let until = |at: usize| memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
    let range = move |(start, end): (usize, usize)| {
        let start = line_from(start);
        start..(if end == text.len() { end } else { until(end) }).max(start)
    };
    starts.into_iter().zip(ends).map(range)
}

/// The longest head that half of some lines have: numbers, dates and times, and what is between them but words.
fn likely_head<'l>(lines: impl Iterator<Item = &'l str>) -> Option<Head> {
    let (mut all, mut numbers, mut words) = (0, [0; LONGEST_HEAD], [0; LONGEST_HEAD]);
    for line in lines.filter(|line| !line.trim_start().is_empty()) {
        all += 1;
        for (word, place) in Words::of(line).zip(0..LONGEST_HEAD) {
            let word = &line.as_bytes()[word];
            numbers[place] += usize::from(word[0].is_ascii_digit());
            words[place] += usize::from(is_word(word));
        }
    }
    let is_usual = |count: usize| 2 * count >= all;
    let first = numbers.iter().position(|&count| is_usual(count))?;
    let end = (first..LONGEST_HEAD).find(|&place| is_usual(words[place])).unwrap_or(LONGEST_HEAD);
    let last = (first..end).rfind(|&place| is_usual(numbers[place]))?;
    (all >= LEAST_LINES).then_some(Head { words: last + 1 })
}

/// Whether a word is no part of a date, a number or an id.
fn is_word(word: &[u8]) -> bool {
    let is_number = word.iter().any(u8::is_ascii_digit) || !word.iter().any(u8::is_ascii_alphabetic);
    !is_number && !is_of_date(word)
}

/// Whether a line has a time of day near its start.
fn has_time(line: &str) -> bool {
    let bytes = &line.as_bytes()[..line.len().min(48)];
    bytes.windows(5).any(|five| matches!(five, [b'0'..=b'2', b'0'..=b'9', b':' | b'.', b'0'..=b'5', b'0'..=b'9']))
}

/// A hash of what a line has beside its values; `put` is called with where they stand.
pub(super) fn kind(rest: &str, mut put: impl FnMut(Range<usize>)) -> u64 {
    let (mut hash, mut at) = (0, 0);
    values(rest, |value| {
        hash = mixed(hash, hash_bytes(&rest.as_bytes()[at..value.start]));
        at = value.end;
        put(value);
    });
    mixed(hash, hash_bytes(&rest.as_bytes()[at..]))
}
