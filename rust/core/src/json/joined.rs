//! Objects one behind the other with the same text between each two: JSON Lines with any line ends, event streams, lists of
//! items, what a generator yields.

use std::ops::Range;

use super::find::{Appearance, Found};

/// What stands between two objects is no longer: it is stated once, in a header.
const LONGEST_GAP: usize = 128;

/// Fewer objects with words between them are in a sentence.
const FEWEST_APART: usize = 3;

/// Some of a text's values that are objects with the same text between each two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run<'t> {
    /// Which of the values.
    pub values: Range<usize>,
    /// What stands between them.
    pub gap: &'t str,
}

impl<'t> Run<'t> {
    /// The array that the objects are without what stands between them, if there are any.
    #[must_use]
    pub fn joined(&self, text: &'t str, values: &[Found<'t>]) -> Option<Found<'t>> {
        let objects = &values[self.values.clone()];
        let json = |object: &Found<'t>| object.clone().into_json(text).into_owned();
        let texts: Vec<String> = objects.iter().map(json).collect();
        let (start, end) = (objects.first()?.start, objects.last()?.end);
        Some(Found {
            start,
            end,
            appearance: Appearance::Joined(self.gap),
            json: Some(format!("[{}]", texts.join(","))),
            dialect: objects[0].dialect,
        })
    }
}

/// The runs of objects among the values that were found in a text, first to last. Linear.
#[must_use]
pub fn runs<'t>(text: &'t str, values: &[Found<'t>]) -> Vec<Run<'t>> {
    let mut runs = Vec::new();
    let mut start = 0;
    while start + 1 < values.len() {
        let gap = gap_behind(text, values, start);
        let mut end = start + 1;
        while gap.is_some() && gap_behind(text, values, end - 1) == gap {
            end += 1;
        }
        match gap {
            Some(gap) if end - start >= fewest(gap) => {
                runs.push(Run { values: start..end, gap });
                start = end;
            }
            _ => start = (end - 1).max(start + 1),
        }
    }
    runs
}

/// So many objects with this between each two are a run.
fn fewest(gap: &str) -> usize {
    if gap.trim().is_empty() { 2 } else { FEWEST_APART }
}

/// What stands behind one of the values, if that and the next are objects which it may join.
fn gap_behind<'t>(text: &'t str, values: &[Found<'_>], index: usize) -> Option<&'t str> {
    let (value, next) = (&values[index], values.get(index + 1)?);
    let is_object = |value: &Found<'_>| value.appearance == Appearance::Value && text.as_bytes()[value.start] == b'{';
    let gap = &text[value.end..next.start];
    let are_alike = value.dialect == next.dialect && is_object(value) && is_object(next);
    (may_join(gap) && are_alike).then_some(gap)
}

/// Whether a text is short and plain enough to be stated as what joins objects.
#[must_use]
pub fn may_join(gap: &str) -> bool {
    gap.len() <= LONGEST_GAP && !gap.contains(['{', '}', '[', ']', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::find::inside;

    /// The runs of a text, as where their objects stand among all and what is between them.
    fn told(text: &str) -> Vec<(Range<usize>, &str)> {
        let values = inside(text).0;
        runs(text, &values).into_iter().map(|run| (run.values, run.gap)).collect()
    }

    #[test]
    fn objects_on_lines_are_one_array() {
        let text = "log:\n{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n\n{\"b\":1}\n[2]\n";
        let values = inside(text).0;
        let runs = runs(text, &values);
        assert_eq!(runs, [Run { values: 0..3, gap: "\n" }]);
        let array = runs[0].joined(text, &values).unwrap();
        assert_eq!(
            (array.json.as_deref(), array.appearance),
            (Some(r#"[{"a":1},{"a":2},{"a":3}]"#), Appearance::Joined("\n"))
        );
    }

    #[test]
    fn what_stands_between_objects_is_the_same_throughout() {
        for gap in ["\r\n", " ", "", "\n\ndata: ", "\n- ", ",\n", " | "] {
            let text = format!("data: {}", [r#"{"a":1}"#; 3].join(gap));
            assert_eq!(told(&text), [(0..3, gap)]);
        }
        assert_eq!(told("{'a': 1}{'a': 2} {'a': 3} {'a': 4}"), [(0..2, ""), (2..4, " ")]);
        assert_eq!(told("{'a': 1} or {'a': 2} and {'a': 3} and {'a': 4}"), [(1..4, " and ")]);
    }

    #[test]
    fn what_is_in_a_sentence_or_in_an_array_that_is_broken_is_no_run() {
        for text in [r#"{"a":1} and {"a":2}"#, r#"[{"a":1}], [{"a":2}], [{"a":3}]"#, r#"{"a":1}]{"a":2}]{"a":3}]"#] {
            assert_eq!(told(text), [], "{text}");
        }
        let far = [r#"{"a":1}"#; 3].join(&"-".repeat(LONGEST_GAP + 1));
        assert_eq!(told(&far), []);
    }
}
