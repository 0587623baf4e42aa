//! Where the words of a line stand, and which of them are values.

use std::ops::Range;

/// What stands between words: white space, quotes, brackets and what separates fields.
const SEPARATORS: &[u8] = b" \t\r\n,;=|\"'()[]{}<>";

/// By byte: whether it separates words.
static IS_SEPARATOR: [bool; 256] = {
    let mut is_separator = [false; 256];
    let mut at = 0;
    while at < SEPARATORS.len() {
        is_separator[SEPARATORS[at] as usize] = true;
        at += 1;
    }
    is_separator
};

/// The words of a line.
pub(super) struct Words<'l> {
    bytes: &'l [u8],
    at: usize,
}

impl<'l> Words<'l> {
    pub(super) fn of(line: &'l str) -> Self {
        Self { bytes: line.as_bytes(), at: 0 }
    }
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = &self.bytes[self.at..];
        let start = self.at + rest.iter().position(|&byte| !IS_SEPARATOR[usize::from(byte)])?;
        let mut end = start + 1;
        while end < self.bytes.len() && (!IS_SEPARATOR[usize::from(self.bytes[end])] || is_in_time(self.bytes, end)) {
            end += 1;
        }
        self.at = end;
        Some(start..end)
    }
}

/// Whether a comma stands between seconds and what is less than one: `17:41:44,747`.
fn is_in_time(bytes: &[u8], at: usize) -> bool {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    bytes[at] == b',' && is_digit(at + 1) && at > 2 && bytes[at - 3] == b':' && is_digit(at - 2) && is_digit(at - 1)
}

/// Calls `put` with where each value stands in a line that `line` is the end of: words with a digit or a slash, words behind
/// `=`, and names of days and months. Parts of a word between colons or `@` that have neither digit nor slash are none.
pub(super) fn values(line: &str, mut put: impl FnMut(Range<usize>)) {
    for word in Words::of(line) {
        let bytes = &line.as_bytes()[word.clone()];
        if is_of_date(bytes) || line.as_bytes()[..word.start].ends_with(b"=") {
            put(word);
        } else if bytes.iter().any(|&byte| is_of_value(byte)) {
            values_in(bytes, |value| put(word.start + value.start..word.start + value.end));
        }
    }
}

fn is_of_value(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'/'
}

/// Whether a word is a day of the week or a month.
pub(super) fn is_of_date(word: &[u8]) -> bool {
    const NAMES: &[u8] = b"Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    word.len() == 3 && word[0].is_ascii_uppercase() && NAMES.chunks(4).any(|name| name.starts_with(word))
}

/// The values in one word.
fn values_in(word: &[u8], mut put: impl FnMut(Range<usize>)) {
    let mut open: Option<Range<usize>> = None;
    let mut start = 0;
    for part in word.split(|byte| matches!(byte, b':' | b'@')) {
        let end = start + part.len();
        if part.iter().any(|&byte| is_of_value(byte)) {
            open = Some(open.map_or(start, |value| value.start)..end);
        } else if let Some(value) = open.take() {
            put(value);
        }
        start = end + 1;
    }
    if let Some(value) = open {
        put(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values_of(line: &str) -> Vec<&str> {
        let mut found = Vec::new();
        values(line, |value| found.push(&line[value]));
        found
    }

    #[test]
    fn words_with_digits_are_values() {
        for (line, expected) in [
            (" INFO PacketResponder 1 for block blk_-388 terminating", &["1", "blk_-388"][..]),
            (" [Worker:188978:Manager$Worker@688] - id = 18, error = \n", &["188978", "688", "18"]),
            (" from /10.10.34.11:45307 at 17:41:44,747", &["/10.10.34.11:45307", "17:41:44,747"]),
            (" file /mnt/data/current/subdir36/blk_-68", &["/mnt/data/current/subdir36/blk_-68"]),
            (" hdfs://10.10.34.11:9000/test/1 (é=\"5\")", &["//10.10.34.11:9000/test/1", "5"]),
            (" logname= user=root get /index.html", &["root", "/index.html"]),
            (" combo sshd(pam_unix)[19939]: check pass; user unknown", &["19939"]),
            (",INFO,\"a b\",E10,7,R02-C:J12", &["E10", "7", "R02-C:J12"]),
            (" connection at Sat Jul  9 (Saturday, Mon)", &["Sat", "Jul", "9", "Mon"]),
            ("", &[]),
        ] {
            assert_eq!(values_of(line), expected, "{line}");
        }
    }
}
