//! Python reprs of lists and dicts, transcribed to JSON.
//!
//! Agents stringify a tool's list or dict with `str()`, so what arrives is `{'id': 1, 'ok': True, 'note': None}`.
//! What JSON cannot say is kept as it stands where its end can be told, between two marks: calls
//! (`datetime.date(2026, 1, 2)`), tuples, sets, bytes, `<Color.RED: 1>`, `nan`.

use super::instance::python_end;
use super::laid_out;
use super::scalar::number_end;
use super::unescape::unescaped;
use super::verbatim::{marked_into, verbatim_end, word_end};
use super::write::{escape_into, may_stand, unit_into, units_into};

/// Transcribes the list or dict whose repr starts at `start`; answers the JSON text and the offset behind the repr.
///
/// The JSON still needs a parser: brackets and commas are copied without a look at their order. Linear.
///
/// # Errors
/// The offset up to which the text was read before something stood there that JSON cannot say, or the text ended.
pub fn transcribe(text: &str, start: usize) -> Result<(String, usize), usize> {
    let mut json = String::new();
    let end = transcribe_into(text, start, &mut json, |_, _, _| {})?;
    Ok((json, end))
}

/// The same into `out`, up to where it breaks; `note` is told of each bracket and comma, where it stands and how much was
/// written before it.
pub(super) fn transcribe_into(
    text: &str,
    start: usize,
    out: &mut String,
    mut note: impl FnMut(u8, usize, usize),
) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        let byte = *bytes.get(at).ok_or(at)?;
        match byte {
            b'{' if depth > 0 && verbatim_end(bytes, at).is_ok() => {
                at = verbatim(text, at, out)?;
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1).ok_or(at)?,
            // White space is copied, so that the parser refuses what only it keeps apart: numpy writes `[1 2 3]`.
            b',' | b':' | b' ' | b'\n' if depth > 0 => {}
            _ if depth == 0 => return Err(at),
            _ => {
                at = scalar(text, at, out)?;
                continue;
            }
        }
        note(byte, at, out.len());
        out.push(char::from(byte));
        at += 1;
        if depth == 0 {
            return Ok(at);
        }
    }
}

/// The JSON of a text that is the repr of one value, as [`transcribe`] gives it; `None` where it is none.
#[must_use]
pub fn transcribe_value(text: &str) -> Option<String> {
    let mut json = String::new();
    let is_set = || verbatim_end(text.as_bytes(), 0).is_ok();
    let end = match text.as_bytes().first()? {
        b'[' | b'{' if !is_set() => {
            let (transcribed, end) = transcribe(text, 0).ok()?;
            json = transcribed;
            end
        }
        _ => scalar(text, 0, &mut json).ok()?,
    };
    (end == text.len()).then_some(json)
}

/// Each of the readers below answers the offset behind what it transcribed, or the offset where it gave up.
fn scalar(text: &str, at: usize, out: &mut String) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'\'' => joined_strings(text, at, out),
        b'"' => {
            let end = string(text, at + 1, b'"', out)?;
            // `repr` writes these around an apostrophe only; elsewhere it is JSON that is broken.
            if text[at..end].contains('\'') { Ok(end) } else { Err(end) }
        }
        b'-' | b'0'..=b'9' if word_end(&bytes[at..]).is_none() => {
            let end = number_end(bytes, at)?;
            if bytes.get(end) == Some(&b':') {
                marked_into(&text[at..end], out);
            } else {
                out.push_str(&text[at..end]);
            }
            Ok(end)
        }
        _ => match constant(&bytes[at..]) {
            Some((python, json)) => {
                out.push_str(json);
                Ok(at + python.len())
            }
            None => verbatim(text, at, out),
        },
    }
}

fn verbatim(text: &str, at: usize, out: &mut String) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    let read = match python_end(bytes, at) {
        Ok(end) => {
            marked_into(&text[at..end], out);
            return Ok(end);
        }
        Err(read) => read,
    };
    if !bytes.get(read..).is_some_and(|rest| rest.starts_with(b"\n") || rest.starts_with(b",\n")) {
        return Err(read);
    }
    let (line, end) = laid_out::on_one_line(text, at)?;
    if python_end(line.as_bytes(), 0) != Ok(line.len()) {
        return Err(end);
    }
    marked_into(&line, out);
    Ok(end)
}

/// A string, and where it is the value of a key those on the lines below it that Python reads as its continuation: `pprint` parts
/// long ones. In a list they may be elements of an array of numpy's.
fn joined_strings(text: &str, at: usize, out: &mut String) -> Result<usize, usize> {
    let is_value = out.trim_end_matches([' ', '\n']).ends_with(':');
    let mut end = string(text, at + 1, b'\'', out)?;
    while let Some((start, quote)) = continued_at(text, end).filter(|_| is_value) {
        out.pop();
        let joint = out.len();
        end = string(text, start + 1, quote, out)?;
        out.remove(joint);
    }
    Ok(end)
}

/// Where a string begins on a line below the end of another, with nothing but blanks between them.
fn continued_at(text: &str, end: usize) -> Option<(usize, u8)> {
    let below = text[end..].strip_prefix('\n')?.trim_start_matches(' ');
    let quote = below.bytes().next().filter(|byte| matches!(byte, b'\'' | b'"'))?;
    Some((text.len() - below.len(), quote))
}

/// What the string literal says whose quote stands at `at`, and where its content ends.
///
/// # Errors
/// The offset up to which the text was read before something stood there that `repr` and JSON do not write.
pub fn document_in_literal(text: &str, at: usize) -> Result<(String, usize), usize> {
    let quote = text.as_bytes()[at];
    let mut quoted = String::new();
    let end = string(text, at + 1, quote, &mut quoted)?;
    // An escape that is left is of what nobody would see.
    if quoted.contains("\\u") { Err(end) } else { Ok((unescaped(&quoted).into_owned(), end - 1)) }
}

fn constant(rest: &[u8]) -> Option<(&'static str, &'static str)> {
    [("True", "true"), ("False", "false"), ("None", "null")]
        .into_iter()
        .find(|(python, _)| rest.starts_with(python.as_bytes()))
}

/// Appends what the string says whose content starts at `start`, as JSON; answers the offset behind its quote.
pub(super) fn string(text: &str, start: usize, quote: u8, out: &mut String) -> Result<usize, usize> {
    out.push('"');
    let bytes = text.as_bytes();
    let (mut at, mut copied) = (start, start);
    loop {
        match *bytes.get(at).ok_or(at)? {
            byte if byte == quote => break,
            b'\\' => {
                out.push_str(&text[copied..at]);
                at = escape(bytes, at, out)?;
                copied = at;
            }
            b'"' => {
                out.push_str(&text[copied..at]);
                out.push_str("\\\"");
                at += 1;
                copied = at;
            }
            0..0x20 => return Err(at),
            _ => at += 1,
        }
    }
    out.push_str(&text[copied..at]);
    out.push('"');
    Ok(at + 1)
}

/// The escapes that `repr` writes, no others.
fn escape(bytes: &[u8], at: usize, out: &mut String) -> Result<usize, usize> {
    let (c, length) = match *bytes.get(at + 1).ok_or(at)? {
        b'n' => ('\n', 2),
        b'r' => ('\r', 2),
        b't' => ('\t', 2),
        byte @ (b'\\' | b'\'' | b'"') => (char::from(byte), 2),
        b'x' => return code_point(bytes, at, 2, out),
        b'u' => return code_point(bytes, at, 4, out),
        b'U' => return code_point(bytes, at, 8, out),
        _ => return Err(at),
    };
    escape_into(c, out);
    Ok(at + length)
}

fn code_point(bytes: &[u8], at: usize, digits: usize, out: &mut String) -> Result<usize, usize> {
    let end = at + 2 + digits;
    let code = bytes.get(at + 2..end).and_then(hexadecimal).ok_or(at)?;
    match char::from_u32(code) {
        Some(c) if may_stand(c) || c.is_ascii() => escape_into(c, out),
        Some(c) => units_into(c, out),
        // Two lone surrogates side by side are two characters to Python and one to JSON.
        None if code < 0x10000 && !(code >= 0xDC00 && ends_with_high_surrogate(out)) => unit_into(code, out),
        None => return Err(at),
    }
    Ok(end)
}

/// Whether what was written last is the escape of a high surrogate, which is written for a lone one only.
fn ends_with_high_surrogate(out: &str) -> bool {
    let Some(escape) = out.len().checked_sub(6).and_then(|start| out.as_bytes().get(start..)) else { return false };
    escape.starts_with(b"\\ud") && matches!(escape[3], b'8'..=b'b')
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |n: u32, &b| char::from(b).to_digit(16).map(|d| (n << 4) | d))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(repr: &str) -> Option<String> {
        transcribe(repr, 0).ok().filter(|(_, end)| *end == repr.len()).map(|(json, _)| json)
    }

    #[test]
    fn what_json_can_say_is_transcribed() {
        let repr = r#"{'a': [1, -2.5, 1e-05], 'b': None, 'c': True, "it's": 'say "hi"\n', 'd': False}"#;
        let expected = r#"{"a": [1, -2.5, 1e-05], "b": null, "c": true, "it's": "say \"hi\"\n", "d": false}"#;
        assert_eq!(json(repr).as_deref(), Some(expected));
    }

    #[test]
    fn escapes_become_the_characters_they_stand_for() {
        assert_eq!(
            json(r"['\xe9\x07', '\u2028', '\U0001f600', '\ud800', 'a\\b', '\xad\U000e0041\x22\x5c']").as_deref(),
            Some(r#"["é\u0007", "\u2028", "😀", "\ud800", "a\\b", "\u00ad\udb40\udc41\"\\"]"#)
        );
    }

    #[test]
    fn what_json_cannot_say_is_left_alone() {
        for repr in [
            "(1, 2)",
            "[b'x]",
            "[nano]",
            "[datetime(2026, 1, 1]",
            "[datetime(2026, ')]",
            "['\\a']",
            "['open",
            "[1, 2",
            "None",
            "['a\nb']",
            r"['\ud83d\ude00']",
        ] {
            assert_eq!(json(repr), None, "{repr}");
        }
    }

    #[test]
    fn calls_tuples_and_bytes_stand_as_they_are() {
        let repr = "[datetime.date(2026, 1, 2), ('a)', [1]), b'\\x00', Decimal(\"1.5\"), {'k': UUID('it\\'s')}]";
        let expected = "[\u{1a}datetime.date(2026, 1, 2)\u{1a}, \u{1a}('a)', [1])\u{1a}, \u{1a}b'\\x00'\u{1a}, \u{1a}Decimal(\"1.5\")\u{1a}, {\"k\": \u{1a}UUID('it\\'s')\u{1a}}]";
        assert_eq!(json(repr).as_deref(), Some(expected));
    }

    #[test]
    fn sets_objects_and_words_stand_as_they_are() {
        let repr = "[nan, {1, 2}, {'a': -inf, 'b': <Color.RED: 1>}, {1: 'a'}, {}, ...]";
        let marked = |value: &str| format!("\u{1a}{value}\u{1a}");
        let expected = format!(
            "[{}, {}, {{\"a\": {}, \"b\": {}}}, {}, {{}}, {}]",
            marked("nan"),
            marked("{1, 2}"),
            marked("-inf"),
            marked("<Color.RED: 1>"),
            marked("{1: 'a'}"),
            marked("...")
        );
        assert_eq!(json(repr), Some(expected));
    }

    #[test]
    fn keys_that_are_numbers_are_marked() {
        let expected = "{\u{1a}1\u{1a}: [2, 3], \u{1a}-7\u{1a}: {\"a\": {\u{1a}10\u{1a}: [";
        assert!(
            json(&format!("{{1: [2, 3], -7: {{'a': {{10: [{}]}}}}}}", "4, ".repeat(80) + "5"))
                .unwrap()
                .starts_with(expected)
        );
    }

    #[test]
    fn what_is_laid_out_over_lines_is_read_as_on_one() {
        for (lines, line) in [
            (
                "[Item(id=1,\n      of=P(x=1,\n           y='a\\n b')),\n Item(id=2, of=None)]",
                "[\u{1a}Item(id=1, of=P(x=1, y='a\\n b'))\u{1a},\n \u{1a}Item(id=2, of=None)\u{1a}]",
            ),
            ("[(1,\n  'a'),\n (2, 'b')]", "[\u{1a}(1, 'a')\u{1a},\n \u{1a}(2, 'b')\u{1a}]"),
            ("{'a': 'it '\n      \"isn't \"\n      'so',\n 'b': 1}", "{\"a\": \"it isn't so\",\n \"b\": 1}"),
        ] {
            assert_eq!(json(lines).as_deref(), Some(line));
        }
    }

    #[test]
    fn elements_below_one_another_are_not_joined() {
        assert_eq!(json("['a '\n 'b']").as_deref(), Some("[\"a \"\n \"b\"]"), "which is no JSON");
    }

    #[test]
    fn a_document_in_a_literal_is_read() {
        let text = r#"content=[Text(text='{\n  "a": "it\'s \\n"\n}')]"#;
        let at = text.find('\'').unwrap();
        let (document, end) = document_in_literal(text, at).unwrap();
        assert_eq!((document.as_str(), &text[end..]), ("{\n  \"a\": \"it's \\n\"\n}", "')]"));
    }

    #[test]
    fn white_space_still_keeps_apart_what_it_kept_apart() {
        assert_eq!(json("[1 2 3]").as_deref(), Some("[1 2 3]"));
    }
}
