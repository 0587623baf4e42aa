//! Notes on what a text lacks, as programs put them where they cut it: `[Output truncated]`, `... 120 characters omitted ...`.

use std::ops::Range;

/// Words of a note.
const WORDS: [&str; 9] =
    ["truncated", "omitted", "clipped", "snipped", "elided", "cut off", " more ", "characters", "left out"];

/// What stands for what a text lacks amid other text, with words beside it or without.
const DOTS: [&str; 2] = ["...", "…"];

/// A note is read so far.
const LONGEST_NOTE: usize = 120;

/// A note amid other text is looked for so far before what does not fit: the string that it stands in may go on.
const LONGEST_BEFORE: usize = 256;

/// So much of what stands around its words may belong to a note amid other text.
const LONGEST_BESIDE: usize = 40;

/// Whether what does not fit at `at` is that something was cut off there. Reads little.
#[must_use]
pub fn is_noted(text: &str, at: usize) -> bool {
    is_noted_on_line(text, at) || amid(text, behind_escape(text, at)).is_some()
}

/// The same where a line says so.
#[must_use]
pub fn is_noted_on_line(text: &str, at: usize) -> bool {
    line_at(text, behind_escape(text, at)).is_some()
}

/// The note at `at`, or amid the text just before: with its line ends, or with words beside it that no language escapes.
#[must_use]
pub fn note(text: &str, at: usize) -> Option<Range<usize>> {
    let at = behind_escape(text, at);
    let Some(start) = line_at(text, at) else { return amid(text, at) };
    let near = &text.as_bytes()[start..text.len().min(start + LONGEST_NOTE)];
    let end = near.iter().position(|byte| matches!(byte, b'"' | b'\'' | b'\\')).unwrap_or(near.len());
    let last = memchr::memrchr(b'\n', &near[..end])?;
    Some(start..start + last + 1)
}

/// The offset behind what is left of an escape at `at`.
fn behind_escape(text: &str, at: usize) -> usize {
    at + text[at..].bytes().take_while(|&byte| byte == b'\\').count()
}

/// Where the line begins at `at` that says that something was cut off: `[Output truncated]`.
fn line_at(text: &str, at: usize) -> Option<usize> {
    // A note in brackets has been read as an array as far as its bracket.
    let start = at - usize::from(text[..at].ends_with(['[', '{']));
    let begins_line = text[..start].ends_with('\n');
    if !begins_line && !text[start..].starts_with(['\n', '\r']) {
        return None;
    }
    let near = &text.as_bytes()[start..text.len().min(start + LONGEST_NOTE)];
    let line = near.trim_ascii_start().split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line).to_lowercase();
    (!line.contains('"') && WORDS.iter().any(|word| line.contains(word))).then_some(start)
}

/// The note within a line whose dots or words in `<>` begin at `at`, or stand before it.
fn amid(text: &str, at: usize) -> Option<Range<usize>> {
    let from = boundary(text, at.saturating_sub(LONGEST_BEFORE));
    let ends = [DOTS[0], DOTS[1], "<"].into_iter().filter_map(|begin| Some(text[from..at].rfind(begin)? + from));
    let here = text.len() - text[at..].trim_start_matches(' ').len();
    let marked = |start: usize| mark(&text[start..]).map(|length| (start, length));
    let (start, length) = marked(here).or_else(|| ends.filter_map(marked).max())?;
    let is_plain = |c: &char| !matches!(c, '"' | '\'' | '\\' | '{' | '}') && !c.is_control();
    let beside = |chars: &mut dyn Iterator<Item = char>| {
        chars.take(LONGEST_BESIDE).take_while(is_plain).map(char::len_utf8).sum::<usize>()
    };
    let before = beside(&mut text[..start].chars().rev());
    Some(start - before..start + length + beside(&mut text[start + length..].chars()))
}

/// How long the dots are that a text begins with, or a note between `<` and `>`.
fn mark(text: &str) -> Option<usize> {
    if let Some(dots) = DOTS.iter().find(|dots| text.starts_with(**dots)) {
        return Some(dots.len());
    }
    let near = &text.as_bytes()[..text.len().min(LONGEST_BESIDE)];
    let end = memchr::memchr(b'>', near).filter(|_| text.starts_with('<'))?;
    let note = &text[..end];
    let is_note = note.bytes().any(|byte| byte.is_ascii_digit()) && WORDS.iter().any(|word| note.contains(word));
    is_note.then_some(end + 1)
}

/// The next place between two characters.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(text: &str, at: &str) -> Option<String> {
        note(text, text.find(at).unwrap()).map(|range| text[range].to_owned())
    }

    #[test]
    fn a_note_on_a_line_has_its_line_ends() {
        let text = "[{\"a\": \"x\n\n... [120 characters truncated] ...\n\ny\"}]";
        assert_eq!(noted(text, "\n\n...").as_deref(), Some("\n\n... [120 characters truncated] ...\n\n"));
        assert_eq!(noted("[1\n[cut off]\n", "\n[").as_deref(), Some("\n[cut off]\n"));
        assert_eq!(noted("[1\nand so on\n", "\nand"), None);
    }

    #[test]
    fn a_note_amid_words_has_those_beside_it() {
        let text = "{\"a\": \"Crash o... [12 characters truncated] ...rk theme\", \"b\"";
        let note = "Crash o... [12 characters truncated] ...rk theme";
        assert_eq!(noted(text, "\", \"b").as_deref(), Some(note));
        assert_eq!(noted("{\"a\": 1…\": 2}", "…").as_deref(), Some(": 1…"));
        let text = "{\"a\": \"Crash o<12 characters omitted>rk theme\", \"b\"";
        assert_eq!(noted(text, "\", \"b").as_deref(), Some("Crash o<12 characters omitted>rk theme"));
        for none in ["{\"a\": <b>}", "{\"a\": <characters omitted>}", "{\"a\": <12 omitted"] {
            assert_eq!(noted(none, "<"), None, "{none}");
        }
        assert_eq!(noted("{\"a\": b}", "b}"), None);
    }
}
