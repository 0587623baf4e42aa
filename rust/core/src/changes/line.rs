//! One line of what changed, and how it is spelled.

use std::borrow::Cow;

use super::cell::{scalar_of, value_into, value_of};
use super::path::{Step, key_into, row, steps};
use crate::forms::json::cell::Place;
use crate::json::parse::parse_packed_at;
use crate::json::scalar::string_end;
use crate::json::tape::{Kind, Tape};

/// What stands before a path that is no longer there.
pub const REMOVED: &str = "removed: ";

/// How lines begin that say where rows stand that were not there, or stood elsewhere.
pub const ADDED: Wording = Wording { verb: "added ", preposition: "at" };
pub const MOVED: Wording = Wording { verb: "moved ", preposition: "to" };

/// How a line begins that says in which order all rows of an array stand.
const ORDER: &str = "order ";

/// How a line says what was done to rows.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    verb: &'static str,
    preposition: &'static str,
}

/// One change.
#[derive(Debug, PartialEq, Eq)]
pub enum Change<'t> {
    /// `status: open`: what stands at a path; a field that was not there is the last of its object.
    Set(Vec<Step>, Cow<'t, str>),
    /// `removed: items[sku=A1]`: nothing does any more.
    Removed(Vec<Step>),
    /// `added after items[sku=A1]: {"sku":"B2"},{"sku":"C3"}`: rows that were not there.
    Added(Position<Vec<Step>>, Vec<&'t str>),
    /// `moved to the end of items: [sku=B2],[sku=C3]`: rows that were.
    Moved(Position<Vec<Step>>, Vec<Step>),
    /// `order of items by sku: B2,A1`: all rows of an array, by the values of a column.
    Ordered { array: Vec<Step>, column: String, values: Vec<String> },
}

/// Where rows stand in an array: the path of that, or of a row in it.
#[derive(Debug, PartialEq, Eq)]
pub enum Position<P> {
    /// Before all others.
    Start(P),
    /// Behind all others.
    End(P),
    /// Directly behind this row.
    After(P),
}

impl<'t> Change<'t> {
    /// Reads a line; `None` where no change is written so.
    pub fn of(line: &'t str) -> Option<Self> {
        if let Some(path) = line.strip_prefix(REMOVED) {
            return steps(path).filter(|(_, rest)| rest.is_empty()).map(|(path, _)| Self::Removed(path));
        }
        if let Some((place, rows)) = ADDED.read(line) {
            return elements(rows).map(|rows| Self::Added(place, rows));
        }
        if let Some((place, rows)) = MOVED.read(line) {
            return selectors(rows).map(|rows| Self::Moved(place, rows));
        }
        if let Some(rest) = line.strip_prefix(ORDER) {
            return ordered(rest);
        }
        let (path, rest) = steps(line)?;
        Some(Self::Set(path, value_of(rest.strip_prefix(": ")?, Place::Line)?))
    }
}

impl Wording {
    /// Appends the beginning of a line about rows of the array at `path`: behind the row at `after`, or at one of its ends.
    pub fn write(self, place: &Position<&str>, out: &mut String) {
        let Self { verb, preposition } = self;
        let end = |name: &'static str, path: &str| {
            let of = if path.is_empty() { "" } else { " of " };
            [verb, preposition, " the ", name, of, path, ": "].concat()
        };
        out.push_str(&match place {
            Position::Start(path) => end("start", path),
            Position::End(path) => end("end", path),
            Position::After(row) => [verb, "after ", row, ": "].concat(),
        });
    }

    /// Reads the beginning of a line, and what stands behind it.
    fn read(self, line: &str) -> Option<(Position<Vec<Step>>, &str)> {
        let rest = line.strip_prefix(self.verb)?;
        if let Some(rest) = rest.strip_prefix("after ") {
            let (row, rest) = steps(rest)?;
            return Some((Position::After(row), rest.strip_prefix(": ")?));
        }
        let rest = rest.strip_prefix(self.preposition)?.strip_prefix(" the ")?;
        let (is_start, rest) = match rest.strip_prefix("start") {
            Some(rest) => (true, rest),
            None => (false, rest.strip_prefix("end")?),
        };
        let (array, rest) = array(rest)?;
        let place = if is_start { Position::Start(array) } else { Position::End(array) };
        Some((place, rest.strip_prefix(": ")?))
    }
}

/// The path behind ` of `, and what follows; without that the array is the whole value.
fn array(text: &str) -> Option<(Vec<Step>, &str)> {
    text.strip_prefix(" of ").map_or(Some((Vec::new(), text)), steps)
}

/// Appends the line that says in which order all rows of the array at `path` stand, by a column.
pub fn order_into<'v>(path: &str, column: &str, values: impl Iterator<Item = &'v str>, out: &mut String) {
    let of = if path.is_empty() { "" } else { "of " };
    let by = if path.is_empty() { "by " } else { " by " };
    let mut name = String::new();
    key_into(column, &mut name);
    out.extend([ORDER, of, path, by, &name]);
    for (number, value) in values.enumerate() {
        out.push_str(if number == 0 { ": " } else { "," });
        value_into(value, Place::Line, out);
    }
    out.push('\n');
}

fn ordered<'t>(text: &str) -> Option<Change<'t>> {
    let (array, rest) = match text.strip_prefix("of ") {
        Some(text) => steps(text).and_then(|(array, rest)| Some((array, rest.strip_prefix(' ')?)))?,
        None => (Vec::new(), text),
    };
    let (mut column, rest) = steps(rest.strip_prefix("by ")?)?;
    let (Some(Step::Key(column)), true) = (column.pop(), column.is_empty()) else { return None };
    Some(Change::Ordered { array, column, values: scalars(rest.strip_prefix(": ")?)? })
}

/// The scalars between commas, as JSON.
fn scalars(mut text: &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    loop {
        let quoted = text.starts_with('"').then(|| string_end(text.as_bytes(), 0)).transpose().ok()?;
        let end = quoted.or_else(|| text.find(',')).unwrap_or(text.len());
        values.push(scalar_of(&text[..end], Place::Line)?);
        match text[end..].strip_prefix(',') {
            Some(rest) => text = rest,
            None => return (end == text.len()).then_some(values),
        }
    }
}

/// The objects between commas.
fn elements(mut text: &str) -> Option<Vec<&str>> {
    let mut objects = Vec::new();
    loop {
        let tape = parse_packed_at(text, 0).ok()?;
        let end = tape.end(Tape::ROOT);
        (tape.kind(Tape::ROOT) == Kind::Object && tape.start(Tape::ROOT) == 0).then(|| objects.push(&text[..end]))?;
        match text[end..].strip_prefix(',') {
            Some(rest) => text = rest,
            None => return (end == text.len()).then_some(objects),
        }
    }
}

/// The selectors of rows between commas.
fn selectors(mut text: &str) -> Option<Vec<Step>> {
    let mut rows = Vec::new();
    loop {
        let (selected, rest) = row(text)?;
        rows.push(selected);
        match rest.strip_prefix(',') {
            Some(rest) => text = rest,
            None => return rest.is_empty().then_some(rows),
        }
    }
}
