//! What the columns of a large table hold, in a line: from where to where, how often, in all.

use std::collections::HashMap;
use std::fmt::Write;

use crate::hash::TextHash;
use crate::json::parse::parse_packed;
use crate::json::records::longest_list;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::unescape::unescaped;

/// How the line begins, and how it ends.
pub const COLUMNS_START: &str = "[columns: ";
const COLUMNS_END: &str = "]\n";

/// Fewer rows can be counted, and more columns are too much to read.
const FEWEST_ROWS: usize = 20;
const MOST_COLUMNS: usize = 12;

/// So many values of a column are listed with how often they stand in it.
const MOST_LISTED: usize = 5;

/// Longer names and values are not repeated.
const LONGEST_BYTES: usize = 24;

/// What is known of a column.
#[derive(Debug, Default)]
struct Column<'t> {
    /// Where each value is first, and how often it is there.
    counts: HashMap<&'t str, (usize, usize), TextHash>,
    numbers: Numbers,
    /// How many rows have a plain value in it, up to the first that has none.
    rows: usize,
}

/// What a column of numbers holds.
#[derive(Debug, Default)]
struct Numbers {
    count: usize,
    /// The least and the largest, as they are written.
    least: Option<(f64, String)>,
    largest: Option<(f64, String)>,
    /// What whole numbers come to, as long as they are no others.
    sum: Option<i128>,
}

/// The line on the columns of the longest list of objects in a document; `None` where there is none that is long. Only what is exact is said. Near-linear.
#[must_use]
pub fn columns(json: &str) -> Option<String> {
    let tape = parse_packed(json).ok()?;
    let rows = rows_of(&tape)?;
    let names = tape.fields(rows[0]).map(|(key, _)| tape.text(key));
    let names: Vec<&str> = names.filter(|name| is_plain(bare(name))).take(MOST_COLUMNS).collect();
    let columns = read(&tape, &rows, &names).into_iter().zip(names);
    let parts = columns.filter_map(|(column, name)| Some(format!("{} {}", bare(name), column.said(rows.len())?)));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("{COLUMNS_START}{}{COLUMNS_END}", parts.join("; ")))
}

/// The rows of the longest list of objects, where it is long and has nothing else.
fn rows_of(tape: &Tape<'_>) -> Option<Vec<NodeId>> {
    let rows: Vec<NodeId> = tape.children(longest_list(tape)?).collect();
    (rows.len() >= FEWEST_ROWS && rows.iter().all(|&row| tape.kind(row) == Kind::Object)).then_some(rows)
}

/// What stands in the columns of these names.
fn read<'t>(tape: &'t Tape<'_>, rows: &[NodeId], names: &[&str]) -> Vec<Column<'t>> {
    let mut columns: Vec<Column<'t>> = names.iter().map(|_| Column::default()).collect();
    for (number, &row) in rows.iter().enumerate() {
        let mut next = 0;
        for (key, value) in tape.fields(row) {
            let key = tape.text(key);
            // Rows mostly have their fields in one order.
            let is_next = names.get(next) == Some(&key);
            let place = if is_next { Some(next) } else { names.iter().position(|&name| name == key) };
            if let Some(place) = place {
                columns[place].add(number, tape.kind(value), tape.text(value));
                next = place + 1;
            }
        }
    }
    columns
}

impl<'t> Column<'t> {
    /// Takes in the value of a row.
    fn add(&mut self, row: usize, kind: Kind, value: &'t str) {
        if self.rows < row || matches!(kind, Kind::Array | Kind::Object) {
            return;
        }
        if kind == Kind::Number {
            self.numbers.add(value);
        }
        self.counts.entry(value).or_insert((row, 0)).1 += 1;
        self.rows = row + 1;
    }

    /// What is to be said of it, where all `rows` have a plain value in it and there is something to say.
    fn said(&self, rows: usize) -> Option<String> {
        if self.rows < rows {
            return None;
        }
        if self.counts.len() <= MOST_LISTED && self.counts.keys().all(|value| is_plain(bare(value))) {
            let mut counts: Vec<_> = self.counts.iter().collect();
            counts.sort_by_key(|(_, (first, _))| first);
            let listed: Vec<String> =
                counts.iter().map(|(value, (_, count))| format!("{} {count}x", bare(value))).collect();
            return (counts.len() > 1).then(|| listed.join(", "));
        }
        if self.numbers.count == rows {
            return self.numbers.said(self.counts.len() < rows);
        }
        (self.counts.len() < rows).then(|| format!("{} distinct", self.counts.len()))
    }
}

impl Numbers {
    fn add(&mut self, spelled: &str) {
        let Ok(value) = spelled.parse::<f64>() else { return };
        let whole = spelled.parse::<i64>().ok().map(i128::from);
        self.sum = if self.count == 0 { whole } else { self.sum.zip(whole).map(|(sum, whole)| sum + whole) };
        self.count += 1;
        if self.least.as_ref().is_none_or(|(least, _)| value < *least) {
            self.least = Some((value, spelled.to_owned()));
        }
        if self.largest.as_ref().is_none_or(|(largest, _)| value > *largest) {
            self.largest = Some((value, spelled.to_owned()));
        }
    }

    /// From where to where they go, and what they come to, which of numbers that tell rows apart nobody asks.
    fn said(&self, is_summed: bool) -> Option<String> {
        let (least, largest) = (&self.least.as_ref()?.1, &self.largest.as_ref()?.1);
        let mut said = format!("{least} to {largest}");
        if let Some(sum) = self.sum.filter(|_| is_summed) {
            write!(said, ", sum {sum}").expect("a string takes all");
        }
        (least.len().max(largest.len()) <= LONGEST_BYTES).then_some(said)
    }
}

/// A text without its quotes, or any other value as it is written.
fn bare(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    inner.filter(|inner| unescaped(value) == *inner).unwrap_or(value)
}

/// Whether a name or a value breaks no line and looks like none of ours.
fn is_plain(text: &str) -> bool {
    let is_told = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/ ".contains(&byte);
    (1..=LONGEST_BYTES).contains(&text.len()) && text.trim() == text && text.bytes().all(is_told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(row: impl Fn(usize) -> String) -> String {
        format!(r#"{{"rows":[{}]}}"#, (0..30).map(row).collect::<Vec<_>>().join(","))
    }

    #[test]
    fn columns_say_what_is_exact() {
        let text = table(|id| {
            let status = if id % 10 == 3 { "failed" } else { "ok" };
            format!(
                r#"{{"id":{id},"status":"{status}","by":"Customer {}","left":{},"total":{}.5,"v":7}}"#,
                id % 7,
                2 + id % 8,
                id * 2
            )
        });
        let expected =
            "[columns: id 0 to 29; status ok 27x, failed 3x; by 7 distinct; left 2 to 9, sum 159; total 0.5 to 58.5]\n";
        assert_eq!(columns(&text).as_deref(), Some(expected));
    }

    #[test]
    fn what_could_read_like_ours_is_counted_and_not_said() {
        let text = table(|id| format!(r#"{{"id":"{}","x]\n[page of":1}}"#, ["a]", "[view of b"][id % 2]));
        assert_eq!(columns(&text).as_deref(), Some("[columns: id 2 distinct]\n"));
    }

    #[test]
    fn rows_that_differ_or_are_few_have_no_columns() {
        let text = table(|id| if id == 9 { "7".to_owned() } else { format!(r#"{{"id":{id}}}"#) });
        assert_eq!(columns(&text), None);
        assert_eq!(columns(r#"[{"a":1},{"a":2}]"#), None);
        assert_eq!(columns("no JSON"), None);
    }
}
