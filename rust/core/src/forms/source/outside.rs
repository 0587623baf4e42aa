//! What stands outside of the values in a text.

use std::borrow::Cow;
use std::ops::Range;

use crate::forms::text_lines::{lines, said};
use crate::json::commented;
use crate::json::find::Found;
use crate::json::more::more_end;
use crate::json::verbatim::VERBATIM;

/// Stands where a value was taken out of a line; no text that is asked about holds it.
pub const VALUE: char = VERBATIM as char;

/// Begins a line before what is quoted, and behind it.
const FENCE: &str = "```";

/// Where values stand in a text; a list of records that is no JSON for its comments, commas or brackets is one.
pub(super) fn parts(text: &str, values: &[Found<'_>]) -> Vec<Range<usize>> {
    let mut parts = commented::lists(text, values);
    let lists = parts.len();
    let is_listed = |value: &Found<'_>| {
        let list = parts[..lists].partition_point(|list| list.end <= value.start);
        parts[..lists].get(list).is_some_and(|list| list.contains(&value.start))
    };
    let whole = |value: &Found<'_>| value.start..more_end(text, value.end).unwrap_or(value.end);
    let others: Vec<Range<usize>> = values.iter().filter(|value| !is_listed(value)).map(whole).collect();
    parts.extend(others);
    parts.sort_unstable_by_key(|part| part.start);
    parts
}

/// The text with [`VALUE`] in place of each value, so that a value is on one line.
pub fn outside(text: &str, values: impl IntoIterator<Item = Range<usize>>, end: usize) -> Cow<'_, str> {
    let mut values = values.into_iter().take_while(|value| value.end <= end).peekable();
    if values.peek().is_none() {
        return Cow::Borrowed(&text[..end]);
    }
    let (mut outside, mut copied) = (String::with_capacity(end), 0);
    for value in values {
        outside.push_str(&text[copied..value.start]);
        outside.push(VALUE);
        copied = value.end;
    }
    outside.push_str(&text[copied..end.max(copied)]);
    Cow::Owned(outside)
}

/// The lines of a text, but for fenced ones that hold no value: an answer quotes what was run, and pages how to ask.
pub(super) fn asked_about(outside: &str) -> impl Iterator<Item = &str> {
    let is_fenced = outside.contains(FENCE);
    let fenced = if is_fenced { unfenced(outside) } else { Vec::new() };
    let plain = if is_fenced { "" } else { outside };
    fenced.into_iter().chain(lines(plain).map(said))
}

fn unfenced(outside: &str) -> Vec<&str> {
    let (mut lines, mut fence) = (Vec::new(), None);
    for line in outside.lines() {
        lines.push(line);
        if !line.starts_with(FENCE) {
            continue;
        }
        match fence.take() {
            None => fence = Some(lines.len() - 1),
            Some(start) if !lines[start..].iter().any(|line| line.contains(VALUE)) => lines.truncate(start),
            Some(_) => {}
        }
    }
    lines
}
