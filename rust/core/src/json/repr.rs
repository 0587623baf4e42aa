//! Python reprs of lists and dicts, transcribed to JSON.
//!
//! Agents stringify a tool's list or dict with `str()`, so what arrives is `{'id': 1, 'ok': True, 'note': None}`.
//! What JSON cannot say is kept as it stands where its end can be told, between two marks: calls
//! (`datetime.date(2026, 1, 2)`), tuples, sets, bytes, `<Color.RED: 1>`, `nan`, `np.True_`.

use super::instance::python_end;
use super::laid_out::{self, continued_at};
use super::scalar::number_end;
use super::unescape::unescaped;
use super::verbatim::{bare_end, constant_name_end, element_end, marked_into, tuple_end, verbatim_end};
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
    let (mut at, mut depth, mut met) = (start, 0_usize, Met::default());
    loop {
        let byte = *bytes.get(at).ok_or(at)?;
        met.meet(byte, bytes.get(at + 1));
        match byte {
            b'{' if depth > 0 && is_set(text, at) => {
                at = verbatim(text, at, out)?;
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1).ok_or(at)?,
            // White space is copied, so that the parser refuses what only it keeps apart: numpy writes `[1 2 3]`.
            b',' | b':' | b' ' | b'\n' if depth > 0 => {}
            _ if depth == 0 => return Err(at),
            _ => {
                met.check_name(bytes, at)?;
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

/// What was met of a list or dict that tells what Python shows from source with names of constants in it.
#[derive(Default)]
struct Met {
    /// A string between Python's quotes.
    string: bool,
    /// A line that ends behind an opening bracket, as neither `repr` nor `pprint` lets one.
    open_line: bool,
}

impl Met {
    fn meet(&mut self, byte: u8, next: Option<&u8>) {
        self.string |= byte == b'\'';
        self.open_line |= matches!(byte, b'[' | b'{') && next == Some(&b'\n');
    }

    /// Refuses the name of a constant at `at` where Python shows none: it ends no line.
    fn check_name(&self, bytes: &[u8], at: usize) -> Result<(), usize> {
        let Some(length) = constant_name_end(&bytes[at..]) else { return Ok(()) };
        let is_shown = self.string && !self.open_line && bytes.get(at + length) != Some(&b'\n');
        if is_shown { Ok(()) } else { Err(at + length) }
    }
}

/// Whether a set stands at `at`, or a short dict whose keys are no strings; a set may be laid out over lines.
fn is_set(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let goes_on = |end: usize| bytes.get(end) == Some(&b',') || continued_at(text, end).is_some();
    verbatim_end(bytes, at).is_ok() || element_end(bytes, at + 1).is_ok_and(goes_on)
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
        b'\'' | b'"' => joined_strings(text, at, out),
        b'-' | b'0'..=b'9' if bare_end(&bytes[at..]).is_none() => {
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
            marked_into(unpadded(text, at).as_deref().unwrap_or(&text[at..end]), out);
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

/// The tuple at `at` as `repr` writes it, where blanks pad its elements, as numpy aligns those of its records.
fn unpadded(text: &str, at: usize) -> Option<String> {
    let padding = tuple_end(text.as_bytes(), at).err().filter(|_| text[at..].starts_with('('))?;
    let (tuple, _) = text[padding..].starts_with(' ').then(|| laid_out::on_one_line(text, at).ok())??;
    (tuple_end(tuple.as_bytes(), 0) == Ok(tuple.len())).then_some(tuple)
}

/// A string with those on the lines below it that Python reads as its continuation: `pprint` parts long ones. Where neither a colon
/// nor a comma is beside them they may be elements of an array of numpy's.
fn joined_strings(text: &str, at: usize, out: &mut String) -> Result<usize, usize> {
    let is_value = out.trim_end_matches([' ', '\n']).ends_with([':', ',']);
    let alone = string(text, at + 1, text.as_bytes()[at], out)?;
    // `repr` writes quotes around an apostrophe only; elsewhere it is JSON that is broken.
    if text[at..].starts_with('"') && !text[at..alone].contains('\'') {
        return Err(alone);
    }
    let mut end = alone;
    while let Some(below) = continued_at(text, end) {
        out.pop();
        let joint = out.len();
        end = string(text, below + 1, text.as_bytes()[below], out)?;
        out.remove(joint);
    }
    if is_value || end == alone || text[end..].starts_with(',') { Ok(end) } else { Err(end) }
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
    fn names_of_constants_stand_as_they_are_in_what_python_shows() {
        let marked = "[{\"ok\": \u{1a}np.True_\u{1a},\n  \"of\": [\u{1a}Color.RED\u{1a}, \u{1a}1j\u{1a}]}]";
        assert_eq!(json("[{'ok': np.True_,\n  'of': [Color.RED, 1j]}]").as_deref(), Some(marked));
        for source in ["[Color.RED, Color.BLUE]", "[\n{'of': Color.RED}]", "[{\n'of': Color.RED}]", "{'of': color.red}"]
        {
            assert_eq!(json(source), None, "{source}");
        }
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
            ("[{'a '\n  'b',\n  'c'}, {'d',\n 'e'}]", "[\u{1a}{'a b', 'c'}\u{1a}, \u{1a}{'d', 'e'}\u{1a}]"),
            ("{'a': {1: 'x',\n  2: 'y'}}", "{\"a\": {\u{1a}1\u{1a}: \"x\",\n  \u{1a}2\u{1a}: \"y\"}}"),
            ("[(1,\n  'a'),\n (2, 'b')]", "[\u{1a}(1, 'a')\u{1a},\n \u{1a}(2, 'b')\u{1a}]"),
            ("{'a': 'it '\n      \"isn't \"\n      'so',\n 'b': 1}", "{\"a\": \"it isn't so\",\n \"b\": 1}"),
        ] {
            assert_eq!(json(lines).as_deref(), Some(line));
        }
    }

    #[test]
    fn tuples_that_blanks_align_are_read_without_them() {
        for (padded, tuple) in [
            ("( 1, 'a  ,', 37.  ,  -2)", "(1, 'a  ,', 37., -2)"),
            ("(1., [ 1.  , 20.5 ], 'b' )", "(1., [1., 20.5], 'b')"),
            ("( see  this )", "( see  this )"),
            ("f( 1 )", "f( 1 )"),
        ] {
            assert_eq!(json(&format!("[{padded}]")), Some(format!("[\u{1a}{tuple}\u{1a}]")));
        }
    }

    #[test]
    fn elements_below_one_another_are_joined_where_a_comma_tells_them_from_others() {
        assert_eq!(json("['a '\n 'b',\n 'c '\n \"it's\"]").as_deref(), Some("[\"a b\",\n \"c it's\"]"));
        assert_eq!(json("['a '\n 'b']"), None);
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
