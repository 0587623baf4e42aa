//! What a header says of the rows below it: the leaves that have cells, and those that have none.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::forms::json::cell::name_end;
use crate::forms::json::notation::{Affixes, Count};

/// A leaf of the header: its keys as JSON strings, outermost first, and what its cells are.
pub struct Leaf<'a> {
    /// The last is the leaf's own.
    pub path: Vec<Cow<'a, str>>,
    /// All of them as they stand in the header.
    pub name: &'a str,
    /// What stands in the rows.
    pub cells: Cells<'a>,
}

impl Leaf<'_> {
    /// Whether the header states its values, so that it has no cells.
    fn is_stated(&self) -> bool {
        matches!(self.cells, Cells::Constant(_) | Cells::Counting { .. })
    }
}

/// The leaves of a header, a group or a record type.
pub struct Leaves<'a> {
    /// In order.
    pub all: Vec<Leaf<'a>>,
    /// The places of those that the header states the values of.
    stated: Vec<usize>,
    /// The places of the others by their names, where cells may say these.
    named: HashMap<&'a str, usize>,
}

impl<'a> Leaves<'a> {
    pub fn new(all: Vec<Leaf<'a>>) -> Self {
        let stated = (0..all.len()).filter(|&index| all[index].is_stated()).collect();
        Self { all, stated, named: HashMap::new() }
    }

    /// The same where cells may say the names of their columns.
    pub fn with_names(all: Vec<Leaf<'a>>) -> Self {
        let others = all.iter().enumerate().filter(|(_, leaf)| !leaf.is_stated());
        let named = others.map(|(index, leaf)| (leaf.name, index)).collect();
        Self { named, ..Self::new(all) }
    }

    /// The leaf whose name stands with an equals sign where `rest` begins, and how long that is.
    pub fn named(&self, rest: &str) -> Option<(usize, usize)> {
        let end = (!self.named.is_empty()).then(|| name_end(rest.as_bytes()))??;
        self.named.get(&rest[..end]).map(|&index| (index, end + 1))
    }

    /// The place of the first leaf with a cell at or behind another place.
    pub fn next_with_cell(&self, from: usize) -> Option<usize> {
        (from..self.all.len()).find(|&place| !self.all[place].is_stated())
    }

    /// Those among some leaves that have values without cells.
    pub fn stated_in(&self, range: Range<usize>) -> impl Iterator<Item = &Leaf<'a>> {
        let place = |end: usize| self.stated.partition_point(|&stated| stated < end);
        self.stated[place(range.start)..place(range.end)].iter().map(|&stated| &self.all[stated])
    }
}

/// What the cells of a leaf are.
pub enum Cells<'a> {
    /// Values.
    Values,
    /// None: this JSON is the value of every row.
    Constant(Cow<'a, str>),
    /// What stands between these, of numbers or, as it stands in JSON, of strings.
    Affixed(Affixes<'a>),
    /// None: the rows count up.
    Counting {
        /// What stands before the numbers, if they are in strings.
        prefix: Option<&'a str>,
        /// The numbers.
        count: Count,
        /// The last of them, as it is spelled.
        last: &'a str,
    },
    /// Elements with these leaves.
    Group(Leaves<'a>),
}

/// A record type.
pub struct RecordHeader<'a> {
    /// What stands before the parenthesis.
    pub name: &'a str,
    /// Its fields.
    pub fields: Leaves<'a>,
}
