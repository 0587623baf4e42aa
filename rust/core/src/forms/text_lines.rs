//! Lines of a text with their ends, where lines of ours stand among them, and the numbers and words in these.

use crate::hash::hash_bytes;

/// The lines of a text, each with the line feed that ends it.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = match rest.as_bytes() {
            // In a third of the time of a search.
            [b'\n', ..] => 1,
            [_, b'\n', ..] => 2,
            bytes => memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1),
        };
        let (line, behind) = rest.split_at(end);
        rest = behind;
        (end > 0).then_some(line)
    })
}

/// A line without its end.
pub(super) fn said(line: &str) -> &str {
    line.strip_suffix("\r\n").or_else(|| line.strip_suffix('\n')).unwrap_or(line)
}

/// A line without all line feeds and carriage returns that it ends with.
pub(super) fn bare(line: &str) -> &str {
    let ends = line.bytes().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    &line[..line.len() - ends]
}

/// As much of a text as `most` bytes hold, in whole characters.
pub(super) fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    &text[..end]
}

/// Where the lines of a text begin that begin with `start`. Linear.
pub(super) fn line_starts(text: &str, start: &str) -> impl Iterator<Item = usize> {
    let begins_line = |at: &usize| *at == 0 || text.as_bytes()[at - 1] == b'\n';
    memchr::memmem::find_iter(text.as_bytes(), start).filter(begins_line)
}

/// Whether a line of a text that begins with `start` is one of ours. Linear.
pub(super) fn has_line(text: &str, start: &str, is_ours: impl Fn(&str) -> bool) -> bool {
    line_starts(text, start).any(|at| lines(&text[at..]).next().is_some_and(&is_ours))
}

/// So many lines are known while bytes are counted that came before.
const KNOWN_LINES: usize = 1 << 12;

/// How many bytes of a text are lines that came before not long ago, by their hashes. Nothing is allocated for it.
pub(super) fn repeated_bytes(text: &str) -> usize {
    let mut known = [0_u32; KNOWN_LINES];
    let mut repeated = 0;
    for line in lines(text).filter(|line| line.len() > 1) {
        let hash = hash_bytes(line.as_bytes());
        let tag = (hash >> 32) as u32 | 1;
        let last = std::mem::replace(&mut known[hash as usize % KNOWN_LINES], tag);
        repeated += if last == tag { line.len() } else { 0 };
    }
    repeated
}

/// A name, or what a column holds in all lines, has so many bytes at most where a line of ours states it.
const LONGEST_STATED: usize = 64;

/// Whether a line of ours can state a word among others.
pub(super) fn may_be_stated(word: &str) -> bool {
    word.len() <= LONGEST_STATED
        && word == word.trim()
        && !word.contains(|c: char| matches!(c, ',' | '=' | '[' | ']' | '"') || c.is_control())
}

/// A number as it is written here: without a sign or needless zeros.
pub(super) fn number(digits: &str) -> Option<usize> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| is_plain)
}

/// The number that stands between the two in `text`, which is nothing else.
pub(super) fn number_between(text: &str, [before, behind]: [&str; 2]) -> Option<usize> {
    number(text.strip_prefix(before)?.strip_suffix(behind)?)
}
