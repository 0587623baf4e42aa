//! What differs between a value and versions of it, as lines.

use std::collections::{HashMap, HashSet};

use super::cell::value_into;
use super::line::{ADDED, MOVED, Position, REMOVED, order_into};
use super::path::{MOST_STEPS, key_into, row_into};
use super::rows::{Came, NamedRow, Rows};
use crate::forms::json::cell::Place;
use crate::json::tape::{Kind, NodeId, Tape};

/// The lines that make `new` of the last of `olds`, the root; they name all that differs from the others, too. `None` where
/// nothing is the same, or where that cannot be said. Near-linear in all.
pub fn compared(new: &Tape<'_>, olds: &[Tape<'_>]) -> Option<String> {
    let mut comparison = Comparison { new, olds, lines: String::new(), path: String::new(), steps: 0 };
    comparison.value(Tape::ROOT, &vec![Tape::ROOT; olds.len()])?;
    comparison.lines.pop(); // the last line needs no end
    Some(comparison.lines)
}

struct Comparison<'v, 't> {
    new: &'v Tape<'t>,
    olds: &'v [Tape<'t>],
    lines: String,
    /// The path to what is compared, and how many steps that are.
    path: String,
    steps: usize,
}

impl<'t> Comparison<'_, 't> {
    /// Compares a value with what it was in each version.
    fn value(&mut self, new: NodeId, olds: &[NodeId]) -> Option<()> {
        let (kind, text) = (self.new.kind(new), self.new.text(new));
        let versions = || self.olds.iter().zip(olds);
        if versions().all(|(tape, &old)| tape.text(old) == text) {
            return Some(());
        }
        let is_alike = versions().all(|(tape, &old)| tape.kind(old) == kind);
        let start = self.lines.len();
        let is_told = is_alike
            && self.steps < MOST_STEPS
            && match kind {
                Kind::Object => self.object(new, olds)?,
                Kind::Array => self.array(new, olds)?,
                _ => false,
            };
        let whole = self.path.len() + ": ".len() + text.len();
        if self.steps > 0 && (!is_told || self.lines.len() - start > whole) {
            self.lines.truncate(start);
            self.set(new);
            return Some(());
        }
        is_told.then_some(())
    }

    /// Compares a value with what it was, or says what it is where a version does not have it.
    fn known_or_whole(&mut self, new: NodeId, olds: Option<Vec<NodeId>>) -> Option<()> {
        let Some(olds) = olds else {
            self.set(new);
            return Some(());
        };
        self.value(new, &olds)
    }

    /// Says what stands at the path.
    fn set(&mut self, value: NodeId) {
        self.lines.extend([&*self.path, ": "]);
        value_into(self.new.text(value), Place::Line, &mut self.lines);
        self.lines.push('\n');
    }

    fn removed(&mut self) {
        self.lines.extend([REMOVED, &*self.path, "\n"]);
    }

    /// Does something one step further on.
    fn at<T>(&mut self, step: impl FnOnce(&mut String), work: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        step(&mut self.path);
        self.steps += 1;
        let done = work(self);
        self.steps -= 1;
        self.path.truncate(length);
        done
    }

    /// Compares objects, and says whether there was a way; there is none at all where a key comes twice.
    fn object(&mut self, new: NodeId, olds: &[NodeId]) -> Option<bool> {
        let fields = fields_of(self.new, new)?;
        let versions = || self.olds.iter().zip(olds);
        let before: Vec<_> = versions().map(|(tape, &old)| fields_of(tape, old)).collect::<Option<_>>()?;
        let mut gone = HashSet::new();
        for key in versions().flat_map(|(tape, &old)| tape.fields(old).map(|(key, _)| tape.text(key))) {
            if !fields.contains_key(key) && gone.insert(key) {
                self.at(|path| key_into(key, path), Self::removed);
            }
        }
        for (key, value) in self.new.fields(new) {
            let key = self.new.text(key);
            let found: Option<Vec<NodeId>> = before.iter().map(|before| before.get(key).copied()).collect();
            self.at(|path| key_into(key, path), |inner| inner.known_or_whole(value, found))?;
        }
        Some(true)
    }

    /// Compares arrays of named rows, and says whether these are.
    fn array(&mut self, new: NodeId, olds: &[NodeId]) -> Option<bool> {
        let versions: Vec<_> = self.olds.iter().zip(olds.iter().copied()).collect();
        let Some(Rows { column, all, removed }) = Rows::of((self.new, new), &versions) else { return Some(false) };
        for name in removed {
            self.at(|path| row_into(column, name, path), Self::removed);
        }
        for row in all.iter().filter(|row| row.came != Came::Added) {
            let found: Option<Vec<NodeId>> = row.olds.iter().copied().collect();
            self.at(|path| row_into(column, row.name, path), |inner| inner.known_or_whole(row.new, found))?;
        }
        self.places(column, &all);
        Some(true)
    }

    /// Says where rows stand that were not there, or elsewhere: each run of them, or the order of all.
    fn places(&mut self, column: &str, rows: &[NamedRow<'t>]) {
        let start = self.lines.len();
        self.runs(column, rows);
        if rows.iter().all(|row| row.came != Came::Moved) {
            return;
        }
        let mut in_order = String::new();
        let added: Vec<NodeId> = rows.iter().filter(|row| row.came == Came::Added).map(|row| row.new).collect();
        if !added.is_empty() {
            ADDED.write(&Position::End(&*self.path), &mut in_order);
            self.objects_into(&added, &mut in_order);
        }
        order_into(&self.path, column, rows.iter().map(|row| row.name), &mut in_order);
        if in_order.len() < self.lines.len() - start {
            self.lines.truncate(start);
            self.lines.push_str(&in_order);
        }
    }

    fn runs(&mut self, column: &str, rows: &[NamedRow<'t>]) {
        let last_stayed = rows.iter().rposition(|row| row.came == Came::Stayed);
        let mut at = 0;
        for run in rows.chunk_by(|row, next| row.came == next.came) {
            let (start, end) = (at, at + run.len());
            at = end;
            if run[0].came == Came::Stayed {
                continue;
            }
            let row = start.checked_sub(1).map(|before| {
                let mut path = self.path.clone();
                row_into(column, rows[before].name, &mut path);
                path
            });
            let place = match &row {
                _ if last_stayed.is_none_or(|last| last < start) => Position::End(&*self.path),
                None => Position::Start(&*self.path),
                Some(row) => Position::After(&**row),
            };
            let mut line = String::new();
            if run[0].came == Came::Added {
                ADDED.write(&place, &mut line);
                self.objects_into(&run.iter().map(|row| row.new).collect::<Vec<_>>(), &mut line);
            } else {
                MOVED.write(&place, &mut line);
                for (number, row) in run.iter().enumerate() {
                    line.push_str(if number > 0 { "," } else { "" });
                    row_into(column, row.name, &mut line);
                }
                line.push('\n');
            }
            self.lines.push_str(&line);
        }
    }

    /// Appends objects with commas between them, and a line end.
    fn objects_into(&self, objects: &[NodeId], out: &mut String) {
        for (number, &object) in objects.iter().enumerate() {
            out.push_str(if number > 0 { "," } else { "" });
            out.push_str(self.new.text(object));
        }
        out.push('\n');
    }
}

/// The fields of an object by key; `None` where a key comes twice.
fn fields_of<'t>(tape: &Tape<'t>, object: NodeId) -> Option<HashMap<&'t str, NodeId>> {
    let mut fields = HashMap::new();
    let is_new = |(key, value)| fields.insert(tape.text(key), value).is_none();
    tape.fields(object).all(is_new).then_some(fields)
}
