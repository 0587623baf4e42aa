//! Arrays of alike records that are no JSON for a comment among the records or a comma behind the last one: somebody's list, not
//! a program's settings.

use std::ops::Range;

use super::find::{Appearance, Found, is_literal_behind};

/// Fewer records are no list.
const FEWEST: usize = 3;

/// A comment has so many bytes at most.
const LONGEST_COMMENT: usize = 1024;

/// Where such arrays stand in a text, in which `values` were found, first to last. Linear.
#[must_use]
pub fn arrays(text: &str, values: &[Found<'_>]) -> Vec<Range<usize>> {
    let (mut arrays, mut next, mut behind) = (Vec::new(), 0, 0);
    while let Some(first) = values.get(next) {
        let array = opening(text, behind, first.start).and_then(|start| array(text, start, &values[next..]));
        if let Some((array, records)) = array {
            next += records;
            arrays.extend(Some(array).filter(|array| !is_literal_behind(&text[..array.start])));
        } else {
            next += 1;
        }
        behind = values[next - 1].end;
    }
    arrays
}

/// Where the bracket opens before which nothing but comments stand between it and its first element, and behind the value before.
fn opening(text: &str, behind: usize, first: usize) -> Option<usize> {
    let brackets = memchr::memrchr_iter(b'[', &text.as_bytes()[behind..first]);
    brackets.map(|at| behind + at).take(FEWEST).find(|&at| between(&text[..first], at + 1) == Some(first))
}

/// The array that opens at `start` with the first of some values, and how many of them are in it. A value may stand in a comment.
fn array(text: &str, start: usize, values: &[Found<'_>]) -> Option<(Range<usize>, usize)> {
    let key = first_key(text, &values[0])?;
    let (mut at, mut records, mut passed, mut is_next) = (start + 1, 0, 0, true);
    loop {
        at = between(text, at)?;
        match text.as_bytes().get(at)? {
            b',' if !is_next => (at, is_next) = (at + 1, true),
            b']' => break,
            _ => {
                passed += values[passed..].iter().take_while(|value| value.start < at).count();
                let record = values.get(passed).filter(|value| value.start == at && is_next)?;
                if first_key(text, record)? != key {
                    return None;
                }
                (at, passed, records, is_next) = (record.end, passed + 1, records + 1, false);
            }
        }
    }
    (records >= FEWEST).then_some((start..at + 1, passed))
}

/// The words up to the first colon of an object.
fn first_key<'t>(text: &'t str, value: &Found<'_>) -> Option<&'t str> {
    let inner = text[value.start..value.end].strip_prefix('{').filter(|_| value.appearance == Appearance::Value)?;
    inner.split_once(':').map(|(key, _)| key.trim())
}

/// Where white space and comments end that begin at an offset; `None` where the last comment has no end.
fn between(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let rest = text[at..].trim_start();
        at = text.len() - rest.len();
        let comment = &rest.as_bytes()[..rest.len().min(LONGEST_COMMENT)];
        at += match comment.get(..2) {
            Some(b"//") => memchr::memchr(b'\n', comment)?,
            Some(b"/*") => memchr::memmem::find(&comment[2..], b"*/")? + 4,
            _ => return Some(at),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::find::inside;

    fn told(text: &str) -> Vec<&str> {
        let values = inside(text).0;
        arrays(text, &values).into_iter().map(|array| &text[array]).collect()
    }

    const RECORDS: &str = "{\"id\": 1},\n{\"id\": 2}, // [2] is new\n/* {\"id\": 0}, */ {\"id\": 3}";

    #[test]
    fn lists_of_records_with_comments_or_a_last_comma_are_found() {
        for list in [format!("[{RECORDS}]"), format!("[ // all\n {RECORDS},\n]"), format!("[\n{RECORDS} /* end */ , ]")]
        {
            for (before, behind) in [("", ""), ("See [1] and\n", "\n[2]\n"), ("{\"n\": 1, \"rows\": ", ", \"m\": 2,}")]
            {
                assert_eq!(told(&format!("{before}{list}{behind}")), [&list]);
            }
        }
    }

    #[test]
    fn what_is_no_list_is_left() {
        for text in [
            "[{\"id\": 1}, {\"id\": 2},]",
            "[{\"id\": 1}, {\"name\": 2}, {\"id\": 3},]",
            "[{\"id\": 1}, {\"id\": 2}, {\"id\": 3}, 4,]",
            "[{\"id\": 1}, {\"id\": 2},, {\"id\": 3}]",
            "[{\"id\": 1}, {\"id\": 2} /* , */ {\"id\": 3}]",
            "[{\"id\": 1}, {\"id\": 2}, {\"id\": 3},,]",
            "[{\"id\": 1}, {\"id\": 2}, {\"id\": 3}, /* ]",
            "[, {\"id\": 1}, {\"id\": 2}, {\"id\": 3}]",
            "hosts = [{\"id\": 1}, {\"id\": 2}, {\"id\": 3},]",
        ] {
            assert_eq!(told(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn many_brackets_cost_linear_time() {
        let text = format!("{}{}", "[{\"a\": 1}, ".repeat(50_000), "[ // ".repeat(50_000));
        assert_eq!(told(&text), [""; 0]);
    }
}
