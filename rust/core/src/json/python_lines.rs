//! Tuples and instances that Python printed one by one: each ends a line, the same text between each two.

use std::ops::Range;

use super::find::{Appearance, Found};
use super::instance::arguments;
use super::joined::may_join;
use super::made::{Made, Style, made_of_line};
use super::native::Dialect;
use super::verbatim::{elements_into, is_name, marked_into};

/// Fewer of them are read as they stand.
const FEWEST: usize = 3;

/// What all values of a run are.
#[derive(Debug, PartialEq, Eq)]
enum Kind<'t> {
    /// Tuples of so many elements.
    Tuple(usize),
    /// What a class is called with, so and by these names.
    Call([&'t str; 2], Style, Vec<&'t str>),
}

/// Values of one kind, the same text between each two.
struct Run<'t> {
    kind: Kind<'t>,
    values: Vec<Range<usize>>,
}

/// The runs of a text, first to last, each as the array that its values are. Linear.
#[must_use]
pub(super) fn runs(text: &str) -> Vec<Found<'_>> {
    let (mut runs, mut last): (Vec<Found<'_>>, Option<Run<'_>>) = (Vec::new(), None);
    for (kind, value) in values(text) {
        match last.as_mut().filter(|run| run.takes(text, &kind, &value)) {
            Some(run) => run.values.push(value),
            None => runs.extend(last.replace(Run { kind, values: vec![value] }).and_then(|run| run.found(text))),
        }
    }
    runs.extend(last.and_then(|run| run.found(text)));
    runs
}

/// The values that stand at the ends of lines.
fn values(text: &str) -> impl Iterator<Item = (Kind<'_>, Range<usize>)> {
    let bytes = text.as_bytes();
    let ends = memchr::memchr_iter(b')', bytes).map(|at| at + 1);
    let line_ends = ends.filter(|&end| matches!(bytes.get(end), None | Some(b'\n' | b'\r')));
    line_ends.filter_map(|end| {
        let line = memchr::memrchr(b'\n', &bytes[..end]).map_or(0, |at| at + 1);
        let bracket = line + memchr::memchr(b'(', &bytes[line..end])?;
        let name = bytes[line..bracket].iter().rev().take_while(|&&byte| is_name(byte)).count();
        let value = bracket - name..end;
        Some((kind(&text[value.clone()])?, value))
    })
}

/// What a text is, where it is a tuple with no more in it than a line has room for, or an instance.
fn kind(value: &str) -> Option<Kind<'_>> {
    if value.starts_with('(') {
        return elements_into(value, &mut Vec::new()).map(Kind::Tuple);
    }
    let Some(Made { class, default, style, arguments }) = made_of_line(value) else {
        let (class, arguments) = arguments(value)?;
        return Some(Kind::Call([class, ""], Style::Arguments, arguments.into_iter().map(|(name, _)| name).collect()));
    };
    if style == Style::Dict {
        return None; // the dicts are values by themselves, at every level
    }
    Some(Kind::Call([class, default], style, arguments.into_iter().map(|(name, _)| name).collect()))
}

impl<'t> Run<'t> {
    /// Whether a value goes on with the run.
    fn takes(&self, text: &str, kind: &Kind<'_>, value: &Range<usize>) -> bool {
        let [.., before, last] = &self.values[..] else {
            return self.kind == *kind && may_join(&text[self.values[0].end..value.start]);
        };
        self.kind == *kind && text[before.end..last.start] == text[last.end..value.start]
    }

    /// The array that its values are, where they are enough.
    fn found(self, text: &'t str) -> Option<Found<'t>> {
        let (first, second) = (self.values.first()?, self.values.get(FEWEST - 1).and(self.values.get(1))?);
        let mut json = String::from("[");
        for value in &self.values {
            json.push_str(if json.len() > 1 { "," } else { "" });
            marked_into(&text[value.clone()], &mut json);
        }
        json.push(']');
        let appearance = Appearance::Joined(&text[first.end..second.start]);
        Some(Found {
            start: first.start,
            end: self.values.last()?.end,
            appearance,
            json: Some(json),
            dialect: Dialect::Python,
        })
    }
}

/// The values of a text, those of lines among them: what stands in a run is a part of it, and no run is a part of a value.
pub(super) fn among<'t>(values: Vec<Found<'t>>, runs: Vec<Found<'t>>) -> Vec<Found<'t>> {
    let mut all: Vec<Found<'t>> = Vec::with_capacity(values.len() + runs.len());
    let (mut values, mut end) = (values.into_iter().peekable(), 0);
    for run in runs {
        all.extend(std::iter::from_fn(|| values.next_if(|value| value.start < run.start)));
        end = all.last().map_or(end, |last| last.end.max(end));
        let inner: Vec<Found<'t>> = std::iter::from_fn(|| values.next_if(|value| value.start < run.end)).collect();
        if run.start < end || inner.iter().any(|value| value.end > run.end) {
            all.extend(inner);
            continue;
        }
        end = run.end;
        all.push(run);
    }
    all.extend(values);
    all
}

#[cfg(test)]
mod tests {
    use crate::json::find::{Appearance, inside};

    /// The runs of a text, as what they are, what joins them and their values.
    fn told(text: &str) -> Vec<(&str, &str, String)> {
        let joined = |appearance| if let Appearance::Joined(gap) = appearance { Some(gap) } else { None };
        let values = inside(text).0.into_iter();
        values
            .filter_map(|it| Some((&text[it.range()], joined(it.appearance)?, it.json?.replace('\u{1a}', ""))))
            .collect()
    }

    #[test]
    fn values_below_one_another_are_one_array() {
        for (value, gap) in [
            ("(1, 'a (b', None)", "\n"),
            ("(Decimal('1.0'),)", "\r\n"),
            ("Item(id=1, name='Ada', of=[(1, 2)])", "\n\n"),
            ("shop.Item(at=datetime.date(2026, 1, 2))", "\n- "),
            ("(1, {'a': [2]})", "\n2026-03-01 INFO: "),
        ] {
            let values = [value; 3].join(gap);
            let json = format!("[{}]", [value; 3].join(","));
            for (before, behind) in [("", ""), ("rows: ", "\n"), ("See (1):\n* ", "\nand [more]")] {
                let text = format!("{before}{values}{behind}");
                assert_eq!(told(&text), [(values.as_str(), gap, json.clone())]);
            }
        }
    }

    #[test]
    fn a_run_ends_where_what_follows_differs() {
        let text =
            "(1, 2)\n(1, 3)\n(1, 4)\n(1, 2, 3)\n(1, 3, 4)\n(4, 5, 6)\nP(a=1)\nP(a=2)\n\nP(a=3)\nP(a=4)\nP(a=5)\nP(b=1)";
        let counts: Vec<usize> = told(text).iter().map(|(run, ..)| run.lines().count()).collect();
        assert_eq!(counts, [3, 3, 3]);
    }

    #[test]
    fn what_is_no_value_or_only_part_of_one_is_left() {
        for text in [
            "(1, 2)\n(1, 3)",
            "(1, 2),\n(1, 3),\n(1, 4),",
            "1. (1, 2)\n2. (1, 3)\n3. (1, 4)",
            "f(1)\nf(2)\nf(3)",
            "(a)\n(b)\n(c)",
            "<User 1>\n<User 2>\n<User 3>",
            "(1,2)\n(1,3)\n(1,4)",
            "{'a': P(a=1)\nP(a=2)\nP(a=3)\nP(a=4)}",
        ] {
            assert!(told(text).iter().all(|(run, ..)| run.ends_with("P(a=3)")), "{text}");
        }
    }

    #[test]
    fn many_lines_cost_linear_time() {
        assert_eq!(told(&"(1, 2)\n(3, 4, 5)\n".repeat(40_000)).len(), 0);
        assert_eq!(told(&"((((((()\n".repeat(40_000)).len(), 0);
        assert_eq!(told(&format!("{}\n", ")".repeat(400_000))).len(), 0);
    }
}
