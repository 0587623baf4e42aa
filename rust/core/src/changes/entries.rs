//! A value that changes are made in: containers are opened where a path leads into them, the rest stays text.

use std::borrow::Cow;
use std::collections::HashMap;

use super::cell::is_scalar;
use super::path::Step;
use super::sequence::Sequence;
use crate::json::parse::parse_packed;
use crate::json::tape::{Kind, NodeId, Tape};

/// A value, or what has become of it.
#[derive(Debug)]
pub enum Part<'t> {
    /// As it stands in the text.
    Text(Cow<'t, str>),
    /// A container that a path leads into.
    Opened(Entries<'t>),
}

/// What is in a container.
#[derive(Debug)]
pub struct Entries<'t> {
    kind: Kind,
    /// Those that are gone among them.
    all: Vec<Entry<'t>>,
    /// Those that are there.
    order: Sequence,
    /// Keys of an object; of an array the values in `column`.
    by_name: HashMap<Cow<'t, str>, usize>,
    /// The column by which the rows of an array are named, once one was.
    column: Option<String>,
}

#[derive(Debug)]
struct Entry<'t> {
    /// Its key as it stands in JSON; nothing in an array.
    key: Cow<'t, str>,
    part: Part<'t>,
}

impl<'t> Part<'t> {
    /// What is in it; `None` where it is no container.
    pub fn entries(&mut self) -> Option<&mut Entries<'t>> {
        if let Self::Text(text) = self {
            let Cow::Borrowed(text) = *text else { return None };
            *self = Self::Opened(Entries::of(text)?);
        }
        match self {
            Self::Opened(entries) => Some(entries),
            Self::Text(_) => None,
        }
    }

    /// Appends it as minified JSON. As deep as paths are.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Opened(entries) => entries.write(out),
        }
    }
}

impl<'t> Entries<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let tape = parse_packed(text).ok()?;
        let kind = tape.kind(Tape::ROOT);
        let entry = |key, value| Entry { key, part: Part::Text(Cow::Borrowed(tape.text(value))) };
        let all: Vec<Entry<'t>> = match kind {
            Kind::Object => tape.fields(Tape::ROOT).map(|(key, value)| entry(tape.text(key).into(), value)).collect(),
            Kind::Array if !tape.is_packed(Tape::ROOT) => {
                tape.children(Tape::ROOT).map(|value| entry(Cow::default(), value)).collect()
            }
            _ => return None,
        };
        let mut by_name = HashMap::new();
        if kind == Kind::Object {
            let is_new = |(number, entry): (usize, &Entry<'t>)| by_name.insert(entry.key.clone(), number).is_none();
            all.iter().enumerate().all(is_new).then_some(())?;
        }
        Some(Self { kind, order: Sequence::of(all.len()), all, by_name, column: None })
    }

    /// The entry that a step leads to: which number it has, or `None` where there is none.
    ///
    /// # Errors
    /// The step leads to another kind of container, or by another column than before, or that does not name every row.
    pub fn find(&mut self, step: &Step) -> Result<Option<usize>, NoStep> {
        let name = match (self.kind, step) {
            (Kind::Object, Step::Key(key)) => key,
            (Kind::Array, Step::Row { column, value }) => {
                self.name_by(column).ok_or(NoStep)?;
                value
            }
            _ => return Err(NoStep),
        };
        Ok(self.by_name.get(&**name).copied())
    }

    /// Names the rows by a column.
    fn name_by(&mut self, column: &str) -> Option<()> {
        if let Some(known) = &self.column {
            return (known == column).then_some(());
        }
        for number in self.order.iter() {
            let Part::Text(Cow::Borrowed(row)) = self.all[number].part else { return None };
            let name = name_of(row, column)?;
            self.by_name.insert(name.into(), number).is_none().then_some(())?;
        }
        self.column = Some(column.to_owned());
        Some(())
    }

    /// What an entry is.
    pub fn part(&mut self, number: usize) -> &mut Part<'t> {
        &mut self.all[number].part
    }

    /// Adds a field as the last; `None` in an array.
    pub fn add(&mut self, key: String, value: Cow<'t, str>) -> Option<()> {
        (self.kind == Kind::Object).then_some(())?;
        self.push(key.clone().into(), key.into(), value, self.order.last());
        Some(())
    }

    /// Adds a row behind another or before all, and says its number; `None` in an object, or where it has no name, or one
    /// that is there.
    pub fn add_row(&mut self, row: &'t str, before: Option<usize>) -> Option<usize> {
        (self.kind == Kind::Array).then_some(())?;
        let name = match &self.column {
            Some(column) => Cow::Owned(name_of(row, column)?.to_owned()),
            None => return Some(self.push_unnamed(row, before)),
        };
        (!self.by_name.contains_key(&name)).then(|| self.push(Cow::default(), name, row.into(), before))
    }

    fn push_unnamed(&mut self, row: &'t str, before: Option<usize>) -> usize {
        let number = self.all.len();
        self.all.push(Entry { key: Cow::default(), part: Part::Text(row.into()) });
        self.order.put(number, before);
        number
    }

    fn push(&mut self, key: Cow<'t, str>, name: Cow<'t, str>, value: Cow<'t, str>, before: Option<usize>) -> usize {
        let number = self.all.len();
        self.all.push(Entry { key, part: Part::Text(value) });
        self.by_name.insert(name, number);
        self.order.put(number, before);
        number
    }

    /// Takes out what a step leads to, if that is there.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn remove(&mut self, step: &Step) -> Result<(), NoStep> {
        if let Some(number) = self.find(step)? {
            self.order.take(number);
            let (Step::Key(name) | Step::Row { value: name, .. }) = step;
            self.by_name.remove(&**name);
        }
        Ok(())
    }

    /// Puts an entry behind another or before all; `None` where that is the entry itself.
    pub fn put(&mut self, number: usize, before: Option<usize>) -> Option<()> {
        (before != Some(number)).then_some(())?;
        self.order.take(number);
        self.order.put(number, before);
        Some(())
    }

    /// The last entry.
    pub fn last(&self) -> Option<usize> {
        self.order.last()
    }

    /// Puts the rows in the order of their values in a column; `None` where these are not all of them, each once.
    pub fn sort(&mut self, column: &str, values: &[String]) -> Option<()> {
        (self.kind == Kind::Array).then_some(())?;
        self.name_by(column)?;
        let mut order = Sequence::default();
        let mut left = self.by_name.clone();
        for value in values {
            order.put(left.remove(&**value)?, order.last());
        }
        self.order = order;
        left.is_empty().then_some(())
    }

    fn write(&self, out: &mut String) {
        let (open, close) = if self.kind == Kind::Object { ('{', '}') } else { ('[', ']') };
        out.push(open);
        for (place, number) in self.order.iter().enumerate() {
            let Entry { key, part } = &self.all[number];
            out.push_str(if place > 0 { "," } else { "" });
            out.push_str(key);
            out.push_str(if key.is_empty() { "" } else { ":" });
            part.write(out);
        }
        out.push(close);
    }
}

/// A step leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoStep;

/// The value of a row in a column, as it stands there.
pub fn name_of<'t>(row: &'t str, column: &str) -> Option<&'t str> {
    let tape = parse_packed(row).ok()?;
    in_column(&tape, Tape::ROOT, column)
}

/// The value of an object in a column: a scalar, and the only one there.
pub fn in_column<'t>(tape: &Tape<'t>, row: NodeId, column: &str) -> Option<&'t str> {
    (tape.kind(row) == Kind::Object).then_some(())?;
    let mut found = tape.fields(row).filter(|&(key, _)| tape.text(key) == column).map(|(_, value)| value);
    let value = found.next().filter(|&value| is_scalar(tape, value))?;
    found.next().is_none().then(|| tape.text(value))
}
