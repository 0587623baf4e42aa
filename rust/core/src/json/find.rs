//! JSON values and Python reprs inside other text.

use super::repr;
use super::scalar::skip_space;
use super::tape::{self, Tape};

/// A shorter value inside prose is left alone: a list in a sentence or a literal in source code is read as it stands.
pub const SMALLEST_VALUE_BYTES: usize = 160;

/// Failed attempts may read this many times the text's length in all, so that `[[[[...` stays linear.
const ATTEMPT_FACTOR: usize = 16;

/// A value found in a text: where it stands, and the JSON it holds.
#[derive(Debug)]
pub struct Found {
    /// Offset of the value's first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// The transcription, where the value is a Python repr; else the text itself is the JSON.
    pub transcribed: Option<String>,
}

/// A text that is one value as a whole, white space around it allowed.
#[must_use]
pub fn whole(text: &str) -> Option<Found> {
    let start = skip_space(text.as_bytes(), 0);
    if !matches!(text.as_bytes().get(start), Some(b'{' | b'[')) {
        return None;
    }
    let found = value_at(text, start).ok()?;
    (skip_space(text.as_bytes(), found.end) == text.len()).then_some(found)
}

/// The values of at least [`SMALLEST_VALUE_BYTES`] that stand in a text, first to last. Linear in the text.
#[must_use]
pub fn inside(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut attempts = text.len().saturating_mul(ATTEMPT_FACTOR);
    let mut at = 0;
    while let Some(step) = memchr::memchr2(b'{', b'[', &text.as_bytes()[at..]) {
        at += step;
        match value_at(text, at) {
            Ok(value) => {
                at = value.end;
                if value.end - value.start >= SMALLEST_VALUE_BYTES && !is_code(&text[..value.start]) {
                    found.push(value);
                }
            }
            Err(read) => {
                let Some(left) = attempts.checked_sub(read) else { break };
                attempts = left;
                at += 1;
            }
        }
    }
    found
}

/// Whether a value behind this text is a literal in source code, which an agent may have to match letter by letter.
fn is_code(before: &str) -> bool {
    let code = before.trim_end();
    code.ends_with('(') || code.ends_with("return") || (code.ends_with('=') && code.len() < before.len())
}

/// The value at `start`, or how many bytes were read in vain.
fn value_at(text: &str, start: usize) -> Result<Found, usize> {
    let broken = match tape::parse_at(text, start) {
        Ok(tape) => return Ok(Found { start, end: tape.end(Tape::ROOT), transcribed: None }),
        Err(malformed) => malformed.at,
    };
    let (json, end) = repr::transcribe(text, start).map_err(|read| broken + read - 2 * start + 1)?;
    match tape::parse(&json) {
        Ok(_) => Ok(Found { start, end, transcribed: Some(json) }),
        Err(_) => Err(broken + end - 2 * start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_text_may_have_white_space_around_its_value() {
        let found = whole(" [1, 2]\n").unwrap();
        assert_eq!((found.start, found.end, found.transcribed), (1, 7, None));
        assert_eq!(whole("{'a': None}").unwrap().transcribed.as_deref(), Some(r#"{"a": null}"#));
        assert!(whole("[1, 2] and more").is_none() && whole("7").is_none() && whole("").is_none());
        assert!(whole("[10 20 30]").is_none(), "an array as numpy prints it is no list");
    }

    #[test]
    fn large_values_are_found_in_prose_and_small_ones_left_alone() {
        let large = format!("[{}]", vec!["\"value\""; 30].join(", "));
        let text = format!("see [1] and {{braces}}: {large}, then {{\"a\": 1}}");
        let found = inside(&text);
        assert_eq!(found.iter().map(|f| &text[f.start..f.end]).collect::<Vec<_>>(), [large]);
    }

    #[test]
    fn literals_in_source_code_are_left_alone() {
        let large = format!("[{}]", vec!["{'port': 8080}"; 30].join(", "));
        for (before, count) in
            [("HOSTS = ", 0), ("return ", 0), ("connect(\n    ", 0), ("body=", 1), ("Observation: ", 1)]
        {
            assert_eq!(inside(&format!("{before}{large}")).len(), count, "{before}");
        }
    }

    #[test]
    fn unclosed_brackets_cost_linear_time() {
        let text = "[".repeat(400_000);
        assert!(inside(&text).is_empty());
    }
}
