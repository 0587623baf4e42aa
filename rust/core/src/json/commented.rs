//! Lists of alike records that are no JSON for a comment among the records, a comma behind the last one, or a bracket that
//! lacks: somebody's list or a part of one, not a program's settings.

use std::ops::Range;

use super::find::{Appearance, Found, is_literal_behind};

/// Fewer records are no list.
const FEWEST: usize = 3;

/// A comment has so many bytes at most.
const LONGEST_COMMENT: usize = 1024;

/// Where such lists stand in a text, in which `values` were found, first to last. Linear.
#[must_use]
pub fn lists(text: &str, values: &[Found<'_>]) -> Vec<Range<usize>> {
    let (mut lists, mut next, mut behind) = (Vec::new(), 0, 0);
    while let Some(first) = values.get(next) {
        let array = opening(text, behind, first.start).and_then(|start| array(text, start, &values[next..]));
        if let Some((list, passed)) = array.or_else(|| piece(text, &values[next..])) {
            next += passed;
            lists.extend(Some(list).filter(|list| !is_literal_behind(&text[..list.start])));
        } else {
            next += 1;
        }
        behind = values[next - 1].end;
    }
    lists
}

/// Where the bracket opens before which nothing but comments stand between it and its first element, and behind the value before.
fn opening(text: &str, behind: usize, first: usize) -> Option<usize> {
    let brackets = memchr::memrchr_iter(b'[', &text.as_bytes()[behind..first]);
    brackets.map(|at| behind + at).take(FEWEST).find(|&at| between(&text[..first], at + 1) == Some(first))
}

/// The array that opens at `start` with the first of some values, and how many of them are passed with it.
fn array(text: &str, start: usize, values: &[Found<'_>]) -> Option<(Range<usize>, usize)> {
    let records = records(text, start + 1, values).filter(|records| records.is_closed)?;
    Some((start..records.end, records.passed))
}

/// The part of an array that begins a line with the first of some values, and how many of them are passed with it.
fn piece(text: &str, values: &[Found<'_>]) -> Option<(Range<usize>, usize)> {
    let start = values[0].start;
    let before = text[..start].trim_end_matches([' ', '\t']);
    let begins_line = before.is_empty() || before.ends_with('\n');
    let records = if begins_line { records(text, start, values)? } else { return None };
    Some((start..records.end, records.passed))
}

/// Alike records with commas between them.
struct Records {
    /// The offset behind the last one, its comma, or the bracket that closes their array.
    end: usize,
    /// Whether that bracket stands there.
    is_closed: bool,
    /// How many values are passed with them, as a value may stand in a comment.
    passed: usize,
}

/// The records from `at` on, the first of which is the first of some values; `None` where they are few.
fn records(text: &str, mut at: usize, values: &[Found<'_>]) -> Option<Records> {
    let key = first_key(text, &values[0])?;
    let (mut found, mut count, mut is_next) = (Records { end: at, is_closed: false, passed: 0 }, 0, true);
    while let Some(next) = between(text, at) {
        at = match text.as_bytes().get(next) {
            Some(b',') if !is_next => next + 1,
            Some(b']') if count > 0 => {
                (found.end, found.is_closed) = (next + 1, true);
                break;
            }
            _ => {
                let passed = found.passed + values[found.passed..].iter().take_while(|it| it.start < next).count();
                let is_record = |it: &&Found<'_>| is_next && it.start == next && first_key(text, it) == Some(key);
                let Some(record) = values.get(passed).filter(is_record) else { break };
                (found.passed, count) = (passed + 1, count + 1);
                record.end
            }
        };
        (found.end, is_next) = (at, !is_next);
    }
    (count >= FEWEST).then_some(found)
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
        lists(text, &values).into_iter().map(|list| &text[list]).collect()
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
    fn parts_of_lists_are_found_that_begin_a_line() {
        for (before, list, behind) in [
            ("", RECORDS, ""),
            ("Rows:\n  ", RECORDS, "\n"),
            ("\"d\"},\n", &format!("{RECORDS}\n]"), "}"),
            ("[", "", "{\"id\": 1}, {\"id\": 2}, {\"id\": 3}"),
            ("see ", "", RECORDS),
            ("(\n", "", RECORDS),
            ("", "{\"id\": 1},\n{\"id\": 2},\n{\"id\": 3},", "\n{\"name\": 4}"),
            ("[\n4,\n", "{\"id\": 1},\n{\"id\": 2},\n{\"id\": 3}", ";"),
        ] {
            let text = format!("{before}{list}{behind}");
            assert_eq!(told(&text).concat(), list, "{text}");
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
    fn many_brackets_and_records_cost_linear_time() {
        let records = "{\"a\": 1},\n".repeat(50_000);
        assert_eq!(told(&format!("[\n{records}, 7]")).len(), 1);
        let text = format!("{}{}", "[{\"a\": 1}, ".repeat(50_000), "[ // ".repeat(50_000));
        assert_eq!(told(&text), [""; 0]);
    }
}
