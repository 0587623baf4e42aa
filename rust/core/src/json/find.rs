//! JSON values and Python reprs inside other text.

use std::borrow::Cow;
use std::ops::Range;

use super::cut_values;
use super::framed::Frame;
use super::loose;
use super::native::Dialect;
use super::parse;
use super::python_lines;
use super::repr;
use super::scalar::skip_space;
use super::script_lists;
use super::tape::Tape;
use super::verbatim::{VERBATIM, constant_name_end};

/// Failed attempts may read this many times the text's length in all, so that `[[[[...` stays linear.
const ATTEMPT_FACTOR: usize = 16;

/// What containers of Python that are no lists or dicts show themselves as, around one.
const CONTAINERS: [&str; 9] = [
    "deque(",
    "OrderedDict(",
    "Counter(",
    "mappingproxy(",
    "frozenset(",
    "dict_values(",
    "dict_items(",
    "dict_keys(",
    "array(",
];

/// Nobody writes a literal of more than this on one line of source.
const LONGEST_LITERAL: usize = 1024;

/// A value found in a text: where it stands, and the JSON it holds.
#[derive(Clone, Debug)]
pub struct Found<'t> {
    /// Offset of the value's first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// What stands there.
    pub appearance: Appearance<'t>,
    /// The JSON it amounts to, where that is not the text itself.
    pub json: Option<String>,
    /// Whose literals it is written in.
    pub dialect: Dialect,
}

impl Found<'_> {
    /// Where it stands.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether it is tuples that a loop of Python's printed in `text`, in which it was found.
    #[must_use]
    pub fn is_printed_tuples(&self, text: &str) -> bool {
        matches!(self.appearance, Appearance::Joined(_)) && text.as_bytes()[self.start] == b'('
    }

    /// The JSON that the value amounts to, as it stands in `text`, in which it was found.
    #[must_use]
    pub fn into_json(self, text: &str) -> Cow<'_, str> {
        let original = &text[self.start..self.end];
        match (self.json, self.appearance) {
            (Some(json), _) => Cow::Owned(json),
            (None, Appearance::Cut) => Cow::Owned(format!("{}]", &original[..original.len() - 1])),
            (None, _) => Cow::Borrowed(original),
        }
    }
}

/// How a value stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appearance<'t> {
    /// As JSON or as a Python repr.
    Value,
    /// An array as objects, tuples or instances without brackets, with this between each two: a line end in JSON Lines.
    Joined(&'t str),
    /// An array as objects on lines between other text, some of which each object has as its first fields.
    Framed(Frame<'t>),
    /// The elements of an array up to the comma behind which the text is cut off in the next one.
    Cut,
}

/// A text that is one value as a whole, white space around it allowed.
#[must_use]
pub fn whole(text: &str) -> Option<Found<'_>> {
    let start = skip_space(text.as_bytes(), 0);
    // A string may hold a document.
    if !matches!(text.as_bytes().get(start), Some(b'{' | b'[' | b'"')) {
        return None;
    }
    let found = value_at(text, start).ok()?;
    (skip_space(text.as_bytes(), found.end) == text.len()).then_some(found)
}

/// The values that stand in a text, first to last, those in source code left out; and where what stands outside of them
/// ends: with the text, or where a value begins that was cut off. Linear in the text.
#[must_use]
pub fn inside(text: &str) -> (Vec<Found<'_>>, usize) {
    let mut found = Vec::new();
    let mut attempts = text.len().saturating_mul(ATTEMPT_FACTOR);
    let (mut at, mut outside) = (0, text.len());
    while let Some(step) = memchr::memchr2(b'{', b'[', &text.as_bytes()[at..]) {
        at += step;
        match value_at(text, at) {
            Ok(value) => {
                at = value.end;
                found.extend(Some(value).filter(|value| !is_code(text, value)));
            }
            Err(Vain { read, json_to }) => {
                let script = script_lists::found(text, at);
                let read = read + script.as_ref().err().unwrap_or(&0);
                let Some(left) = attempts.checked_sub(read) else { break };
                attempts = left;
                if let Ok(value) = script {
                    at = value.end;
                    found.extend(Some(value).filter(|value| !is_code(text, value)));
                    continue;
                }
                let Some((values, end)) = cut_values::found(text, at, json_to) else {
                    at += 1;
                    continue;
                };
                // The last value before the cut, perhaps a text, stays as it is.
                found.extend(values.into_iter().filter(|value| !is_code(text, value)));
                (outside, at) = (outside.min(at), end);
            }
        }
    }
    (python_lines::among(found, python_lines::runs(&text[..outside])), outside)
}

/// Whether a value behind this text is a literal in source code, which an agent may have to match letter by letter.
fn is_code(text: &str, value: &Found<'_>) -> bool {
    let before = &text[..value.start];
    if value.dialect == Dialect::JavaScript && !script_lists::may_stand_behind(before) {
        return true;
    }
    let is_python = value.dialect == Dialect::Python;
    if is_python
        && value.end - value.start > LONGEST_LITERAL
        && !text[value.start..value.end].contains('\n')
        && is_printed(before)
    {
        return false;
    }
    is_literal_behind(before) && !is_shown(before) || is_element(text, value)
}

/// Whether a value is an element of a literal that is laid out, for the names of constants in it.
fn is_element(text: &str, value: &Found<'_>) -> bool {
    let ends_line = text[value.end..].starts_with(",\n") || text[value.end..].starts_with(",\r\n");
    ends_line && value.appearance == Appearance::Value && value.json.as_deref().is_some_and(holds_names)
}

/// Whether a transcribed repr holds names of constants.
fn holds_names(json: &str) -> bool {
    json.split(char::from(VERBATIM)).skip(1).step_by(2).any(|value| constant_name_end(value.as_bytes()).is_some())
}

/// Whether a literal of any length behind this text is in source code.
#[must_use]
pub fn is_literal_behind(before: &str) -> bool {
    // The value may be what a literal holds: `body = '{"a": 1}'`.
    let unquoted = before.trim_end_matches(['"', '\'']);
    let before = if unquoted.len() < before.len() { unquoted.trim_end_matches(['r', 'b', 'f']) } else { before };
    let code = before.trim_end();
    let space = &before[code.len()..];
    let is_assigned = || code.ends_with('=') && !space.is_empty() && !(code.ends_with("==") && space.contains('\n'));
    code.ends_with('(') || code.strip_suffix("return").is_some_and(returns) || is_assigned()
}

/// Whether a container shows itself around a value: at the start of a line or in another, where nothing is assigned.
fn is_shown(before: &str) -> bool {
    let outside = CONTAINERS.iter().find_map(|name| before.strip_suffix(name));
    outside
        .is_some_and(|outside| outside.is_empty() || ["\n", "[", ": ", ", "].iter().any(|end| outside.ends_with(end)))
}

/// Whether a name and an equals sign stand before a value as a notebook prints them, with nothing else on their line.
fn is_printed(before: &str) -> bool {
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    line.strip_suffix(" = ").is_some_and(|name| !name.is_empty() && name.bytes().all(is_name))
}

/// Whether `return` is code behind this text, not the last word of a sentence.
fn returns(before: &str) -> bool {
    let line = before[before.rfind('\n').map_or(0, |end| end + 1)..].trim();
    let word = line.rsplit(' ').next().unwrap_or_default();
    let is_word = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    !before.ends_with(' ') || !is_word || matches!(word, "do" | "else" | "then")
}

/// The document that a string literal holds whose quote stands before `start`, as in `text='{\n  "a": 1\n}'`; else how
/// many bytes were read in vain.
///
/// A document with escapes of its own is left alone: who reads the literal as JSON would read another value.
fn in_literal(text: &str, start: usize) -> Result<Found<'_>, usize> {
    let bytes = text.as_bytes();
    let quote = start.checked_sub(1).filter(|&at| matches!(bytes[at], b'\'' | b'"')).ok_or(0_usize)?;
    // In JSON that is not quite well-formed the quotes are part of a value.
    let is_value = bytes[quote] == b'"' && quote.checked_sub(1).is_none_or(|at| bytes[at] != b'=');
    if is_value || bytes[..quote].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1 {
        return Err(0);
    }
    let (json, end) = repr::document_in_literal(text, quote).map_err(|at| at - start)?;
    if json.contains('\\') || parse::parse_packed(&json).is_err() {
        return Err(end - start);
    }
    Ok(Found { start, end, appearance: Appearance::Value, json: Some(json), dialect: Dialect::Python })
}

/// An attempt to read a value.
struct Vain {
    /// How many bytes were read.
    read: usize,
    /// The offset up to which they were JSON.
    json_to: usize,
}

/// The value at `start` that is JSON by the letter up to `json_to` alone; else how many bytes were read in vain.
fn loose_at(text: &str, start: usize, json_to: usize) -> Result<Found<'_>, usize> {
    if !text.as_bytes().get(json_to).is_some_and(|&byte| loose::may_begin(byte)) {
        return Err(0);
    }
    let (json, end) = loose::transcribe(text, start).map_err(|at| at - start)?;
    parse::parse_transcribed(&json).map_err(|_| end - start)?;
    Ok(Found { start, end, appearance: Appearance::Value, json: Some(json), dialect: Dialect::Python })
}

/// The value at `start`.
fn value_at(text: &str, start: usize) -> Result<Found<'_>, Vain> {
    let json_to = match parse::parse_packed_at(text, start) {
        Ok(tape) => {
            return Ok(Found {
                start,
                end: tape.end(Tape::ROOT),
                appearance: Appearance::Value,
                json: None,
                dialect: Dialect::Python,
            });
        }
        Err(malformed) => malformed.at,
    };
    let loose = match loose_at(text, start, json_to) {
        Ok(found) => return Ok(found),
        Err(read) => read,
    };
    let vain = |read: usize| Vain { read: json_to + loose + read - 2 * start, json_to };
    let literal = match in_literal(text, start) {
        Ok(found) => return Ok(found),
        Err(read) => read,
    };
    let vain = |read: usize| vain(read + literal);
    let (json, end) = repr::transcribe(text, start).map_err(|read| vain(read + 1))?;
    match parse::parse_transcribed(&json) {
        Ok(_) => Ok(Found { start, end, appearance: Appearance::Value, json: Some(json), dialect: Dialect::Python }),
        Err(_) => Err(vain(end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_text_may_have_white_space_around_its_value() {
        let found = whole(" [1, 2]\n").unwrap();
        assert_eq!((found.start, found.end, found.json), (1, 7, None));
        assert_eq!(whole("{'a': None}").unwrap().json.as_deref(), Some(r#"{"a": null}"#));
        assert!(whole("[1, 2] and more").is_none() && whole("7").is_none() && whole("").is_none());
        assert!(whole("[10 20 30]").is_none(), "an array as numpy prints it is no list");
    }

    #[test]
    fn values_are_found_in_prose() {
        let text = "see [1] and {braces}: [\"value\"], then {\"a\": 1}";
        let found = inside(text).0;
        assert_eq!(
            found.iter().map(|f| &text[f.start..f.end]).collect::<Vec<_>>(),
            ["[1]", "[\"value\"]", "{\"a\": 1}"]
        );
    }

    #[test]
    fn what_is_complete_of_a_value_that_was_cut_off_is_found() {
        let text = r#"Page 1: {"meta":{"n":2},"rows":[{"a":1},{"a":2},{"a":["x"],"b"#;
        let found: Vec<_> =
            inside(text).0.into_iter().map(|found| (&text[found.start..found.end], found.appearance)).collect();
        let expected = [
            (r#"{"n":2}"#, Appearance::Value),
            (r#"[{"a":1},{"a":2},"#, Appearance::Cut),
            (r#"["x"]"#, Appearance::Value),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn literals_in_source_code_are_left_alone() {
        let large = format!("[{}]", vec!["{'port': 8080}"; 30].join(", "));
        for (before, count) in [
            ("HOSTS = ", 0),
            ("return ", 0),
            ("if ok: return ", 0),
            ("if ok then return ", 0),
            ("The call will return ", 1),
            ("connect(\n    ", 0),
            ("body=", 1),
            ("f(hosts = ", 0),
            ("Observation: ", 1),
            ("==> rows <==\n", 1),
        ] {
            assert_eq!(inside(&format!("{before}{large}")).0.len(), count, "{before}");
        }
    }

    #[test]
    fn what_a_notebook_prints_is_no_source() {
        let large = format!("[{}]", vec!["{'port': 8080}"; 90].join(", "));
        for (before, count) in
            [("hosts = ", 1), ("Out:\nhosts = ", 1), ("const hosts = ", 0), ("  hosts = ", 0), (" = ", 0)]
        {
            assert_eq!(inside(&format!("{before}{large}")).0.len(), count, "{before}");
        }
    }

    #[test]
    fn what_containers_of_python_show_is_no_source() {
        for (before, count) in [
            ("deque(", 1),
            ("queue:\nmappingproxy(", 1),
            ("{'of': OrderedDict(", 1),
            ("x = deque(", 0),
            ("np.array(", 0),
            ("deque (", 0),
            ("print(", 0),
        ] {
            assert_eq!(inside(&format!("{before}[{{'port': 8080}}])")).0.len(), count, "{before}");
        }
    }

    #[test]
    fn what_is_complete_before_a_note_and_behind_it_is_found() {
        let text =
            "[{\"a\":1}, {\"a\":2}, {\"a\":\"thr\n... [120 characters truncated] ...\nve\"}, {\"a\":6}, {\"a\":7}]";
        let (values, outside) = inside(text);
        let found: Vec<&str> = values.iter().map(|found| &text[found.start..found.end]).collect();
        assert_eq!((found, outside), (vec![r#"[{"a":1}, {"a":2},"#, r#"{"a":6}"#, r#"{"a":7}"#], 0));
    }

    #[test]
    fn unclosed_brackets_cost_linear_time() {
        let text = "[".repeat(400_000);
        assert!(inside(&text).0.is_empty());
    }
}
