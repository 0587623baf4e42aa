//! What stands before a value in a line that says something of a thing: where keys end, and where numbers begin.

/// What parts a key from its value where a blank or the end of the line follows; `=` does wherever it stands.
const SEPARATORS: &[u8] = b":|=";

/// Where the first separator of a line without its end stands.
pub(super) fn separator(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let parts = |&at: &usize| bytes[at] == b'=' || matches!(bytes.get(at + 1), None | Some(b' ' | b'\t'));
    memchr::memchr3_iter(SEPARATORS[0], SEPARATORS[1], SEPARATORS[2], bytes).find(parts)
}

/// Where the first digit of a line stands.
pub(super) fn digit(line: &str) -> Option<usize> {
    line.bytes().position(|byte| byte.is_ascii_digit())
}

/// Where the word of a line begins that stands at an offset.
pub(super) fn word_start(line: &str, at: usize) -> usize {
    line[..at].rfind([' ', '\t']).map_or(0, |blank| blank + 1)
}

/// Whether nothing but blanks and ends of lines stand in a text.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}
