//! JSON values and Python reprs inside other text.

use std::borrow::Cow;

use super::cut::{self, Complete};
use super::parse;
use super::repr;
use super::scalar::skip_space;
use super::tape::Tape;

/// Failed attempts may read this many times the text's length in all, so that `[[[[...` stays linear.
const ATTEMPT_FACTOR: usize = 16;

/// A text may end in a literal or an escape, whose beginning is then what does not fit.
const LONGEST_CUT_SCALAR: usize = 8;

/// A value found in a text: where it stands, and the JSON it holds.
#[derive(Clone, Debug)]
pub struct Found {
    /// Offset of the value's first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// What stands there.
    pub appearance: Appearance,
    /// The JSON it amounts to, where that is not the text itself.
    pub json: Option<String>,
}

impl Found {
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
pub enum Appearance {
    /// As JSON or as a Python repr.
    Value,
    /// An array as JSON Lines: an object a line, no brackets.
    Lines,
    /// The elements of an array up to the comma behind which the text is cut off in the next one.
    Cut,
}

/// A text that is one value as a whole, white space around it allowed.
#[must_use]
pub fn whole(text: &str) -> Option<Found> {
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
pub fn inside(text: &str) -> (Vec<Found>, usize) {
    let mut found = Vec::new();
    let mut attempts = text.len().saturating_mul(ATTEMPT_FACTOR);
    let mut at = 0;
    while let Some(step) = memchr::memchr2(b'{', b'[', &text.as_bytes()[at..]) {
        at += step;
        match value_at(text, at) {
            Ok(value) => {
                at = value.end;
                if !is_code(&text[..value.start]) {
                    found.push(value);
                }
            }
            Err(Vain { read, json_to }) => {
                if text.len() - json_to < LONGEST_CUT_SCALAR
                    && let Some(values) = found_in_cut(text, at)
                {
                    // What is cut off reaches to the end; its last value, perhaps a text, stays as it is.
                    found.extend(values.into_iter().filter(|value| !is_code(&text[..value.start])));
                    return (found, at);
                }
                let Some(left) = attempts.checked_sub(read) else { break };
                attempts = left;
                at += 1;
            }
        }
    }
    (found, text.len())
}

/// What is complete of the value at `start`, if the text ends inside it.
fn found_in_cut(text: &str, start: usize) -> Option<Vec<Found>> {
    let found = |piece| match piece {
        Complete::Value(start, end) => Found { start, end, appearance: Appearance::Value, json: None },
        Complete::Elements(start, end) => Found { start, end, appearance: Appearance::Cut, json: None },
    };
    Some(cut::complete(text, start)?.into_iter().map(found).collect())
}

/// Joins objects that stand each on a line of its own, one below the other, to the arrays that these lines are.
#[must_use]
pub fn lines(text: &str, values: &[Found]) -> Vec<std::ops::Range<usize>> {
    let follows = |value: &Found, next: &Found| &text[value.end..next.start] == "\n";
    let is_object = |value: &Found| value.appearance == Appearance::Value && text.as_bytes()[value.start] == b'{';
    let mut runs = Vec::new();
    let mut start = 0;
    for index in 1..=values.len() {
        let goes_on = index < values.len()
            && is_object(&values[index - 1])
            && is_object(&values[index])
            && follows(&values[index - 1], &values[index]);
        if !goes_on {
            if index - start > 1 {
                runs.push(start..index);
            }
            start = index;
        }
    }
    runs
}

/// The array that some objects on lines are.
#[must_use]
pub fn joined(text: &str, objects: &[Found]) -> Option<Found> {
    let json = |object: &Found| object.clone().into_json(text).into_owned();
    let texts: Vec<String> = objects.iter().map(json).collect();
    let (start, end) = (objects.first()?.start, objects.last()?.end);
    Some(Found { start, end, appearance: Appearance::Lines, json: Some(format!("[{}]", texts.join(","))) })
}

/// Whether a value behind this text is a literal in source code, which an agent may have to match letter by letter.
#[must_use]
pub fn is_code(before: &str) -> bool {
    // The value may be what a literal holds: `body = '{"a": 1}'`.
    let unquoted = before.trim_end_matches(['"', '\'']);
    let before = if unquoted.len() < before.len() { unquoted.trim_end_matches(['r', 'b', 'f']) } else { before };
    let code = before.trim_end();
    let space = &before[code.len()..];
    let is_assigned = || code.ends_with('=') && !space.is_empty() && !(code.ends_with("==") && space.contains('\n'));
    code.ends_with('(') || code.ends_with("return") || is_assigned()
}

/// The document that a string literal holds whose quote stands before `start`, as in `text='{\n  "a": 1\n}'`; else how
/// many bytes were read in vain.
///
/// A document with escapes of its own is left alone: who reads the literal as JSON would read another value.
fn in_literal(text: &str, start: usize) -> Result<Found, usize> {
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
    Ok(Found { start, end, appearance: Appearance::Value, json: Some(json) })
}

/// An attempt to read a value.
struct Vain {
    /// How many bytes were read.
    read: usize,
    /// The offset up to which they were JSON.
    json_to: usize,
}

/// The value at `start`.
fn value_at(text: &str, start: usize) -> Result<Found, Vain> {
    let json_to = match parse::parse_packed_at(text, start) {
        Ok(tape) => return Ok(Found { start, end: tape.end(Tape::ROOT), appearance: Appearance::Value, json: None }),
        Err(malformed) => malformed.at,
    };
    let vain = |read: usize| Vain { read: json_to + read - 2 * start, json_to };
    let literal = match in_literal(text, start) {
        Ok(found) => return Ok(found),
        Err(read) => read,
    };
    let vain = |read: usize| vain(read + literal);
    let (json, end) = repr::transcribe(text, start).map_err(|read| vain(read + 1))?;
    match parse::parse_transcribed(&json) {
        Ok(_) => Ok(Found { start, end, appearance: Appearance::Value, json: Some(json) }),
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
    fn objects_on_lines_are_one_array() {
        let text = "log:\n{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n\n{\"b\":1}\n[2]\n";
        let values = inside(text).0;
        let runs = lines(text, &values);
        assert_eq!(runs, vec![0..3]);
        let array = joined(text, &values[0..3]).unwrap();
        assert_eq!(
            (array.json.as_deref(), array.appearance),
            (Some(r#"[{"a":1},{"a":2},{"a":3}]"#), Appearance::Lines)
        );
    }

    #[test]
    fn literals_in_source_code_are_left_alone() {
        let large = format!("[{}]", vec!["{'port': 8080}"; 30].join(", "));
        for (before, count) in [
            ("HOSTS = ", 0),
            ("return ", 0),
            ("connect(\n    ", 0),
            ("body=", 1),
            ("Observation: ", 1),
            ("==> rows <==\n", 1),
        ] {
            assert_eq!(inside(&format!("{before}{large}")).0.len(), count, "{before}");
        }
    }

    #[test]
    fn unclosed_brackets_cost_linear_time() {
        let text = "[".repeat(400_000);
        assert!(inside(&text).0.is_empty());
    }
}
