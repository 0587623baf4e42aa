//! Lines of one shape whose values have names, as those of `logfmt`, records behind prefixes, and elements of XML: stanzas of
//! one line each.

use std::collections::HashSet;

use super::cell::row;
use super::named::{NamedValues, Value};
use super::template::{all_names, names};
use super::write::{Short, are_numbered};
use super::{CELL, LEAST_ROWS, MOST_CELLS};
use crate::config::Level;
use crate::forms::facts::Facts;
use crate::forms::keys::is_blank;
use crate::forms::text_lines::{beginning, lines, said};
use crate::hash::{hash_bytes, mixed};

/// The shape of lines is looked for in so many.
const GLANCED_LINES: usize = 32;

/// In so many bytes.
const GLANCED_BYTES: usize = 1 << 14;

/// One in so many lines has the shape at least.
const LINES_FOR_ONE: usize = 2;

/// So many values of a line have names at least.
const LEAST_NAMED: usize = 2;

/// The text with a row for each of the lines whose shape most of its first lines have; `None` where too few have it, where most
/// values have no names, or where it is code. Linear in the text.
///
/// Below the compact level values are spelled as JSON or Python has them. Of 132 questions about `logfmt` a small model answered 109
/// right from the lines and 80 from rows, of 216 about models that were printed and records behind dates 176 and 169.
pub(super) fn written(facts: &Facts<'_>, level: Level) -> Option<String> {
    let text = facts.text();
    let shape = commonest(text)?;
    let all: Vec<&str> = lines(text).collect();
    let is_entry = |line| Shape::of(line) == Some(shape) && (level == Level::Compact || is_spelled(line));
    let rows: Vec<usize> = (0..all.len()).filter(|&place| is_entry(all[place])).collect();
    let said = all.iter().filter(|line| !is_blank(line)).count();
    if rows.len() < LEAST_ROWS || rows.len() * LINES_FOR_ONE < said || facts.is_fixed() {
        return None;
    }
    let entry = Entry::of(&all, &rows)?;
    if !entry.begins_named && are_numbered(rows.iter().map(|&row| entry.cells(all[row]))) {
        return None;
    }
    let names = row(names(&entry.template).iter().map(String::as_str));
    let short = Short::of(rows.len(), &entry.template, names);
    Some(short.with("", &all, &rows, |line| (entry.cells(line), "")))
}

/// The shape that most of the first lines of a text have, if enough have it. Allocates nothing.
fn commonest(text: &str) -> Option<Shape> {
    let mut met = [None; GLANCED_LINES];
    let first = lines(beginning(text, GLANCED_BYTES)).filter(|line| !is_blank(line));
    met.iter_mut().zip(first).for_each(|(shape, line)| *shape = Shape::of(line));
    let times = |shape: &Shape| met.iter().flatten().filter(|other| *other == shape).count();
    let most = met.iter().flatten().map(times).max().filter(|&most| most >= LEAST_ROWS)?;
    met.iter().flatten().copied().find(|shape| times(shape) == most)
}

/// What stands around the values of a line, by its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape(u64);

impl Shape {
    /// `None` where too few values of the line have names, or too many are there.
    fn of(line: &str) -> Option<Self> {
        let (mut hash, mut at, mut all, mut named) = (u64::from(line.ends_with("\r\n")), 0, 0, 0);
        let line = said(line);
        for Value { range, is_named } in NamedValues::of(line) {
            hash = mixed(hash, hash_bytes(&line.as_bytes()[at..range.start]));
            at = range.end;
            all += 1;
            named += usize::from(is_named);
        }
        let is_entry = named >= LEAST_NAMED && all <= MOST_CELLS;
        is_entry.then(|| Self(mixed(hash, hash_bytes(&line.as_bytes()[at..]))))
    }
}

/// Whether the values of a line that have names are spelled as JSON or Python has them: none is a bare word.
fn is_spelled(line: &str) -> bool {
    let line = said(line);
    NamedValues::of(line).filter(|value| value.is_named).all(|Value { range, .. }| is_literal(&line[range]))
}

fn is_literal(value: &str) -> bool {
    let is_enclosed = value.starts_with(['"', '\'', '[', '(', '<']) || value.ends_with(')');
    is_enclosed
        || matches!(value, "None" | "True" | "False" | "null" | "true" | "false")
        || value.parse::<f64>().is_ok()
}

/// What lines of one shape say: the line that rows stand for, and which of its values differ.
struct Entry {
    template: String,
    values: Vec<Told>,
    /// Whether the first value that differs has a name.
    begins_named: bool,
}

/// How the value in one place of all lines is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// By the template: it is the same in all.
    Once,
    /// By a cell.
    Whole,
    /// By a cell without the quotes that it has in all lines.
    Unquoted,
}

impl Entry {
    /// `None` where the template would say a value's mark itself, or where fewer of the values that differ have a name of their
    /// own than have none: cells of tables in HTML are all called alike.
    fn of(all: &[&str], rows: &[usize]) -> Option<Self> {
        let line = said(all[rows[0]]);
        let first: Vec<Value> = NamedValues::of(line).collect();
        let mut values: Vec<Option<Told>> = vec![None; first.len()];
        for &row in rows {
            let other = said(all[row]);
            for ((told, value), Value { range, .. }) in values.iter_mut().zip(&first).zip(NamedValues::of(other)) {
                *told = Some(Told::of(*told, &line[value.range.clone()], &other[range]));
            }
        }
        let values: Vec<Told> = values.into_iter().collect::<Option<_>>()?;
        let differing = || first.iter().zip(&values).filter(|(_, told)| **told != Told::Once);
        let template = template(all[rows[0]], &first, &values);
        let called = all_names(&template).zip(differing()).filter(|(_, (value, _))| value.is_named);
        let names: HashSet<Option<&str>> = called.map(|(name, _)| name).collect();
        let says_values =
            names.len() * 2 >= differing().count() && template.matches(CELL).count() == differing().count();
        let begins_named = differing().next()?.0.is_named;
        says_values.then_some(Self { template, values, begins_named })
    }

    /// What differs in one of the lines.
    fn cells<'l>(&self, line: &'l str) -> Vec<&'l str> {
        let line = said(line);
        let told = self.values.iter().zip(NamedValues::of(line)).filter(|(told, _)| **told != Told::Once);
        told.map(|(told, Value { range, .. })| told.cell(&line[range])).collect()
    }
}

impl Told {
    /// How a value is told, where others before it are told as `so_far` and the first of these is `first`.
    fn of(so_far: Option<Self>, first: &str, value: &str) -> Self {
        let is_quoted = quote(first).is_some() && quote(value) == quote(first);
        match so_far {
            None | Some(Self::Once) if value == first => Self::Once,
            Some(Self::Whole) => Self::Whole,
            _ if is_quoted => Self::Unquoted,
            _ => Self::Whole,
        }
    }

    fn cell(self, value: &str) -> &str {
        if self == Self::Unquoted { &value[1..value.len() - 1] } else { value }
    }
}

/// The quote that a value stands in.
fn quote(value: &str) -> Option<u8> {
    let first = *value.as_bytes().first()?;
    (matches!(first, b'"' | b'\'') && value.len() > 1 && value.as_bytes().last() == Some(&first)).then_some(first)
}

/// The line with [`CELL`] for each value that differs.
fn template(line: &str, first: &[Value], values: &[Told]) -> String {
    let (mut template, mut at) = (String::new(), 0);
    for (Value { range, .. }, told) in first.iter().zip(values).filter(|(_, told)| **told != Told::Once) {
        let quote = usize::from(*told == Told::Unquoted);
        template.push_str(&line[at..range.start + quote]);
        template.push(CELL);
        at = range.end - quote;
    }
    template.push_str(line[at..].strip_suffix('\n').unwrap_or(&line[at..]));
    template.push('\n');
    template
}

#[cfg(test)]
mod tests {
    use super::super::expand;
    use super::*;
    use crate::forms::{Form, Terms, stanzas::Stanzas};
    use crate::vocabulary::Vocabulary;

    fn short(text: &str) -> Option<String> {
        let short = written(&Facts::of(text), Level::Compact)?;
        assert_eq!(expand(&short, usize::MAX).unwrap(), text);
        Some(short)
    }

    fn lines_of(line: impl Fn(usize) -> String) -> String {
        (0..9).map(|number| line(number) + "\n").collect()
    }

    #[test]
    fn a_line_stands_once_and_its_values_in_rows() {
        let text = lines_of(|n| format!("level=info msg=\"took {n}, all\" path=/orders/{} user='ada' n={n}", n * 7));
        let expected = "[each of 9 rows stands for this line, its cells for …:\nlevel=info msg=\"…\" path=… user='ada' n=…\n]\n\
            msg,path,n\n\"took 0, all\",/orders/0,0\n\"took 1, all\",/orders/7,1\n";
        assert!(short(&text).unwrap().starts_with(expected));
    }

    #[test]
    fn names_are_the_words_before_values() {
        let prefixed = lines_of(|n| {
            format!("10:00:0{} INFO api: {{\"path\":\"/{n}\",\"to\":{{\"zip\":{n}}},\"path\":{n}}}", n % 3)
        });
        assert!(short(&prefixed).unwrap().contains("\n]\nvalue,path,zip,path 2\n10:00:00,/0,0,0\n"));
        let models = lines_of(|n| {
            format!("id={} by=By(name='Ada {n}', tags=[{n}, 'a']) note={}", n * 3, ["None", "'x'"][n % 2])
        });
        let short = short(&models).unwrap();
        assert!(short.contains("\nid=… by=By(name='…', tags=…) note=…\n]\nid,name,tags,note\n"), "{short}");
        assert!(short.contains("\n0,Ada 0,\"[0, 'a']\",None\n3,Ada 1,\"[1, 'a']\",'x'\n"), "{short}");
    }

    #[test]
    fn other_lines_stay_as_they_are() {
        let line = |n| if n == 4 { "panic: at the disco".to_owned() } else { format!("a={n} b={} c=done", n * 2) };
        assert!(short(&lines_of(line)).unwrap().contains("\n3,6\n panic: at the disco\n5,10\n"));
    }

    #[test]
    fn what_says_no_values_is_left_alone() {
        for text in [
            lines_of(|n| format!("{}. {{\"id\": {}, \"name\": \"lamp\"}}", n + 1, n * 7)),
            lines_of(|n| format!("{n} of {n} at {n} a={n} b={n}")),
            lines_of(|n| format!("KEY{}={n}", "A".repeat(n))),
            lines_of(|n| format!("a={n}… b={n} …")),
            lines_of(|n| format!("<tr><td>{n}</td><td>item {n}</td><td>{}</td></tr>", n * 7)),
            lines_of(|_| "a=1 b=2 c=3".to_owned()),
            "a=1 b=2\nc: 3\na=2 b=3\nd\ne\na=3 b=4\nf\ng\n".to_owned(),
        ] {
            assert_eq!(short(&text), None, "{text}");
        }
    }

    #[test]
    fn words_stay_among_their_names_below_the_compact_level() {
        let written = |line: &str| {
            let text = lines_of(|n| line.replace('#', &n.to_string()));
            written(&Facts::of(&text), Level::Default).is_some()
        };
        assert!(written("id=# name='Ada #' at=datetime.date(2026, 3, #) note=None tags=['#']"));
        assert!(written("10:00:0# INFO {\"id\": #, \"name\": \"Ada\", \"is\": true, \"n\": -1e#}"));
        assert!(!written("id=# level=info name='Ada #'"));
        assert!(!written("id=# name='Ada #' note="));
    }

    #[test]
    fn code_is_left_alone() {
        let calls = lines_of(|n| format!("        self.add_item(id={n}, name=\"item {n}\", price={n}.5, is_new=True)"));
        let text = format!(
            "class Items:\n    def fill(self) -> None:\n{calls}\n    def clear(self) -> None:\n        self.items = []\n"
        );
        let terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Compact };
        assert!(Stanzas.write(&Facts::of(&text), usize::MAX, terms).draft.is_none());
    }
}
