//! Reading what changed: the value of before with every change made in it.

use std::borrow::Cow;
use std::collections::HashSet;

use super::entries::{Entries, Part, name_of};
use super::line::{Change, Position};
use super::path::Step;
use crate::json::write::minified;

/// The minified JSON `base` with the changes of `lines` made in it, in their order; the line that does not fit where one does
/// not. Near-linear in both.
pub fn patched<'t>(base: &'t str, lines: &'t str) -> Result<String, &'t str> {
    let mut root = Part::Text(Cow::Borrowed(base));
    for line in lines.split('\n') {
        Change::of(line).and_then(|change| change.made_in(&mut root)).ok_or(line)?;
    }
    let mut out = String::with_capacity(base.len());
    root.write(&mut out);
    Ok(minified(&out))
}

impl<'t> Change<'t> {
    fn made_in(self, root: &mut Part<'t>) -> Option<()> {
        match self {
            Self::Set(path, value) => set(root, &path, value),
            Self::Removed(path) => {
                let (last, outer) = split(&path)?;
                entries_at(root, outer)?.remove(last).ok()
            }
            Self::Added(place, rows) => {
                let (entries, mut before) = place.found(root)?;
                for row in rows {
                    before = Some(entries.add_row(row, before)?);
                }
                Some(())
            }
            Self::Moved(place, rows) => {
                let is_behind = matches!(place, Position::After(_));
                let (entries, mut before) = place.found(root)?;
                let mut named: HashSet<usize> = before.filter(|_| is_behind).into_iter().collect();
                for row in rows {
                    let number = entries.find(&row).ok().flatten().filter(|&number| named.insert(number))?;
                    if before != Some(number) {
                        entries.put(number, before)?;
                        before = Some(number);
                    }
                }
                Some(())
            }
            Self::Ordered { array, column, values } => entries_at(root, &array)?.sort(&column, &values),
        }
    }
}

impl Position<Vec<Step>> {
    /// The rows of the array, and the one behind which others are to stand.
    fn found<'p, 't>(self, root: &'p mut Part<'t>) -> Option<(&'p mut Entries<'t>, Option<usize>)> {
        match self {
            Self::Start(array) => Some((entries_at(root, &array)?, None)),
            Self::End(array) => {
                let entries = entries_at(root, &array)?;
                let last = entries.last();
                Some((entries, last))
            }
            Self::After(row) => {
                let (row, array) = row.split_last()?;
                let entries = entries_at(root, array)?;
                let number = entries.find(row).ok().flatten()?;
                Some((entries, Some(number)))
            }
        }
    }
}

fn set<'t>(root: &mut Part<'t>, path: &[Step], value: Cow<'t, str>) -> Option<()> {
    let (last, outer) = split(path)?;
    let entries = entries_at(root, outer)?;
    match (entries.find(last).ok()?, last) {
        (Some(_), Step::Row { column, value: name }) if name_of(&value, column) != Some(name.as_str()) => return None,
        (Some(number), _) => *entries.part(number) = Part::Text(value),
        (None, Step::Key(key)) => entries.add(key.clone(), value)?,
        (None, Step::Row { .. }) => return None,
    }
    Some(())
}

/// The last step of a path, and the others; `None` where that leads to what names a row.
fn split(path: &[Step]) -> Option<(&Step, &[Step])> {
    let (last, outer) = path.split_last()?;
    let is_name = matches!((outer.last(), last), (Some(Step::Row { column, .. }), Step::Key(key)) if column == key);
    (!is_name).then_some((last, outer))
}

/// What is in the container at a path.
fn entries_at<'p, 't>(root: &'p mut Part<'t>, path: &[Step]) -> Option<&'p mut Entries<'t>> {
    let mut entries = root.entries()?;
    for step in path {
        let number = entries.find(step).ok().flatten()?;
        entries = entries.part(number).entries()?;
    }
    Some(entries)
}
