//! Keys: what a line says something of, by which lines of two blocks are told to be of one place.

use crate::forms::keys::{digit, is_blank, separator, word_start};

/// The key of a line: its indentation and what stands before the first separator; without one the words before the first
/// word that holds a digit; or else the whole line, without its end.
pub(super) fn key(line: &str) -> &str {
    let line = line.trim_end_matches(['\n', '\r']);
    let before = |end: usize| Some(&line[..end]).filter(|key| !is_blank(key));
    separator(line).and_then(before).or_else(|| numbered(line).and_then(before)).unwrap_or(line)
}

/// Whether a line is a title: it has no value behind its key.
pub(super) fn is_title(line: &str) -> bool {
    is_blank(line[key(line).len()..].trim_start_matches([':', '|', '=']))
}

/// Whether something stands behind the first separator of a line.
pub(super) fn has_value(line: &str) -> bool {
    separator(line.trim_end_matches(['\n', '\r'])).is_some_and(|at| !is_blank(&line[at + 1..]))
}

/// What a block begins with whose first line is this one: its key, up to the first number at most, with the separator.
pub(super) fn label(line: &str) -> &str {
    let line = line.trim_end_matches(['\n', '\r']);
    let ends = [separator(line).map(|end| end + 1), numbered(line)];
    let end = ends.into_iter().flatten().min().unwrap_or(line.len());
    &line[..end]
}

/// Where the first word with a digit begins.
fn numbered(line: &str) -> Option<usize> {
    Some(word_start(line, digit(line)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_before_values() {
        for (line, expected) in [
            ("\tL1 Cache Handle: 0x0095\n", "\tL1 Cache Handle"),
            ("Name        : make\r\n", "Name        "),
            ("id=nginx.service", "id"),
            ("name | make\n", "name "),
            ("Features:\n", "Features"),
            ("Handle 0x0041, DMI type 17\n", "Handle "),
            ("commit a1b2", "commit "),
            ("at 10:20:30\n", "at "),
            ("http://a.b/c\n", "http://a.b/c"),
            ("\t\t64-bit capable\n", "\t\t64-bit capable"),
            (" : a\n", " : a"),
            ("Memory Device\n", "Memory Device"),
            ("\n", ""),
        ] {
            assert_eq!(key(line), expected, "{line}");
        }
    }

    #[test]
    fn titles_have_no_values() {
        for (line, expected) in
            [("Memory Device\n", true), ("Features: \n", true), ("\n", true), ("Size: 8\n", false), ("CPU 1", false)]
        {
            assert_eq!(is_title(line), expected, "{line}");
        }
    }

    #[test]
    fn labels_end_behind_the_separator_or_before_a_number() {
        for (line, expected) in [
            ("Handle 0x0041, DMI type: 17\n", "Handle "),
            ("Bus 001 Device 002: ID 1d6b\n", "Bus "),
            ("Name        : make 2\n", "Name        :"),
            ("BEGIN:VCARD\r\n", "BEGIN:VCARD"),
            ("1: lo\n", ""),
        ] {
            assert_eq!(label(line), expected, "{line}");
        }
    }
}
