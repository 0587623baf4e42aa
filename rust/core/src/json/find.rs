//! JSON values and Python reprs inside other text.

use super::repr;
use super::scalar::skip_space;
use super::tape::{self, Tape};

/// Failed attempts may read this many times the text's length in all, so that `[[[[...` stays linear.
const ATTEMPT_FACTOR: usize = 16;

/// A value found in a text: where it stands, and the JSON it holds.
#[derive(Clone, Debug)]
pub struct Found {
    /// Offset of the value's first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// What stands there.
    pub form: Form,
    /// The JSON it amounts to, where that is not the text itself.
    pub json: Option<String>,
}

/// How a value stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
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
    if !matches!(text.as_bytes().get(start), Some(b'{' | b'[')) {
        return None;
    }
    let found = value_at(text, start).ok()?;
    (skip_space(text.as_bytes(), found.end) == text.len()).then_some(found)
}

/// The values that stand in a text, first to last, those in source code left out. Linear in the text.
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
                if !is_code(&text[..value.start]) {
                    found.push(value);
                }
            }
            Err(read) => {
                let Some(left) = attempts.checked_sub(read) else { break };
                attempts = left;
                match cut_at(text, at).filter(|cut| !is_code(&text[..cut.start])) {
                    Some(cut) => {
                        at = cut.end;
                        found.push(cut);
                    }
                    None => at += 1,
                }
            }
        }
    }
    found
}

/// The array at `start` up to where the text is cut off, if it has two elements before that.
fn cut_at(text: &str, start: usize) -> Option<Found> {
    let end = tape::last_comma_of_cut(text, start)?;
    let json = format!("{}]", &text[start..end - 1]);
    Some(Found { start, end, form: Form::Cut, json: Some(json) })
}

/// Joins objects that stand each on a line of its own, one below the other, to the arrays that these lines are.
#[must_use]
pub fn lines(text: &str, values: &[Found]) -> Vec<std::ops::Range<usize>> {
    let follows = |value: &Found, next: &Found| &text[value.end..next.start] == "\n";
    let is_object =
        |value: &Found| value.form == Form::Value && value.json.is_none() && text.as_bytes()[value.start] == b'{';
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
    let texts: Vec<&str> = objects.iter().map(|object| &text[object.start..object.end]).collect();
    let (start, end) = (objects.first()?.start, objects.last()?.end);
    Some(Found { start, end, form: Form::Lines, json: Some(format!("[{}]", texts.join(","))) })
}

/// Whether a value behind this text is a literal in source code, which an agent may have to match letter by letter.
fn is_code(before: &str) -> bool {
    let code = before.trim_end();
    code.ends_with('(') || code.ends_with("return") || (code.ends_with('=') && code.len() < before.len())
}

/// The value at `start`, or how many bytes were read in vain.
fn value_at(text: &str, start: usize) -> Result<Found, usize> {
    let broken = match tape::parse_at(text, start) {
        Ok(tape) => return Ok(Found { start, end: tape.end(Tape::ROOT), form: Form::Value, json: None }),
        Err(malformed) => malformed.at,
    };
    let (json, end) = repr::transcribe(text, start).map_err(|read| broken + read - 2 * start + 1)?;
    match tape::parse(&json) {
        Ok(_) => Ok(Found { start, end, form: Form::Value, json: Some(json) }),
        Err(_) => Err(broken + end - 2 * start),
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
        let found = inside(text);
        assert_eq!(
            found.iter().map(|f| &text[f.start..f.end]).collect::<Vec<_>>(),
            ["[1]", "[\"value\"]", "{\"a\": 1}"]
        );
    }

    #[test]
    fn an_array_that_is_cut_off_is_found_up_to_its_last_comma() {
        for (text, complete) in [
            (r#"{"n":2,"rows":[{"a":1},{"a":2},{"a"#, Some(r#"[{"a":1},{"a":2},"#)),
            (r#"[{"a":1}, {"a":[2]} , {"a":[3,"x\"#, Some(r#"[{"a":1}, {"a":[2]} ,"#)),
            (r#"[{"a":1},{"a":2},"#, Some(r#"[{"a":1},{"a":2},"#)),
            (r#"[{"a":1},{"a":2}"#, None),
            (r#"[{"a":1},{"a":2},{"a":nope}]"#, None),
        ] {
            let cut = inside(text).into_iter().find(|found| found.form == Form::Cut);
            assert_eq!(cut.map(|cut| &text[cut.start..cut.end]), complete, "{text}");
        }
    }

    #[test]
    fn objects_on_lines_are_one_array() {
        let text = "log:\n{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n\n{\"b\":1}\n[2]\n";
        let values = inside(text);
        let runs = lines(text, &values);
        assert_eq!(runs, vec![0..3]);
        let array = joined(text, &values[0..3]).unwrap();
        assert_eq!((array.json.as_deref(), array.form), (Some(r#"[{"a":1},{"a":2},{"a":3}]"#), Form::Lines));
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
