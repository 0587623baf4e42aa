//! The cells of a table row by row: its columns without their nesting.

use std::collections::HashSet;

use crate::config::Level;
use crate::forms::json::cell::{key_into, name_end};
use crate::forms::json::choose::column::{Cell, Column, Layout};
use crate::forms::json::choose::levels::names_cell;
use crate::forms::json::notation::Affixes;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::verbatim::VERBATIM;
use crate::vocabulary::Vocabulary;

/// The cells of a row, taken in order; remembers how far each group's elements have been written.
pub struct Row<'t> {
    /// What stands in a row, first to last.
    pub slots: Vec<Slot<'t>>,
}

/// A place in every row.
pub enum Slot<'t> {
    /// One value.
    Cell {
        /// A row's value.
        cells: &'t [Cell],
        /// Whether a space stands before it.
        spaced: bool,
    },
    /// A map's key.
    Key(&'t [Cell]),
    /// What stands between affixes.
    Affixed {
        /// A row's value.
        cells: &'t [Cell],
        /// What they begin and end with.
        affixes: Affixes<'t>,
    },
    /// The elements of an array.
    Group {
        /// The array, `null`, or nothing.
        cells: &'t [Cell],
        /// Number of elements a row has.
        counts: &'t [u32],
        /// The rows that the elements of all arrays are.
        elements: Row<'t>,
        /// How many of them have been written.
        written: usize,
    },
}

impl Slot<'_> {
    /// What stands here in a row.
    pub fn cell(&self, row: usize) -> Cell {
        match self {
            Self::Key(cells) | Self::Cell { cells, .. } | Self::Affixed { cells, .. } | Self::Group { cells, .. } => {
                cells[row]
            }
        }
    }
}

impl<'t> Row<'t> {
    /// The slots of some columns; what never changes has none.
    pub fn new(columns: &'t [Column<'_>], spacing: &Spacing<'_, '_>) -> Self {
        let mut row = Self { slots: Vec::new() };
        row.add(columns, spacing);
        row
    }

    fn add(&mut self, columns: &'t [Column<'_>], spacing: &Spacing<'_, '_>) {
        for column in columns {
            match &column.layout {
                Layout::Constant(_) | Layout::Counting { .. } => {}
                Layout::Keys(cells) => self.slots.push(Slot::Key(cells)),
                Layout::Affixed { cells, affixes } => self.slots.push(Slot::Affixed { cells, affixes: *affixes }),
                Layout::Cells(cells) => self.add_cells(cells, spacing),
                Layout::Object { whole, columns } => {
                    if let Some(cells) = whole {
                        self.add_cells(cells, spacing);
                    }
                    self.add(columns, spacing);
                }
                Layout::Group { cells, counts, columns } => {
                    let elements = Row::new(columns, spacing);
                    self.slots.push(Slot::Group { cells, counts, elements, written: 0 });
                }
            }
        }
    }

    fn add_cells(&mut self, cells: &'t [Cell], spacing: &Spacing<'_, '_>) {
        let spaced = !self.slots.is_empty() && spacing.pays_in(cells);
        self.slots.push(Slot::Cell { cells, spaced });
    }
}

/// What the cells of a row are called, slot by slot, or nothing where none of them may say it.
#[derive(Default)]
pub struct Names {
    /// Each with its equals sign, and whether a space stands before it.
    all: Vec<(Box<str>, bool)>,
    /// The same to be looked up: a wide table has many, and many cells that could begin with one.
    known: HashSet<Box<str>>,
}

impl Names {
    /// The names of an array's columns, as the header writes them.
    pub fn new(columns: &[Column<'_>], spacing: &Spacing<'_, '_>) -> Self {
        let mut names = Self::default();
        names.add(columns, "", spacing);
        names
    }

    fn add(&mut self, columns: &[Column<'_>], prefix: &str, spacing: &Spacing<'_, '_>) {
        for column in columns {
            let mut name = prefix.to_owned();
            key_into(column.key, &mut name);
            match &column.layout {
                Layout::Constant(_) | Layout::Counting { .. } => {}
                Layout::Object { whole, columns } => {
                    if whole.is_some() {
                        self.push(&name, spacing);
                    }
                    name.push('.');
                    self.add(columns, &name, spacing);
                }
                _ => self.push(&name, spacing),
            }
        }
    }

    fn push(&mut self, name: &str, spacing: &Spacing<'_, '_>) {
        let said: Box<str> = format!("{name}=").into();
        self.known.insert(said.clone());
        self.all.push((said, spacing.pays_before(name)));
    }

    /// Whether what a string would begin with, were it bare, is taken for the name of a column.
    pub fn take(&self, bare: &str) -> bool {
        !self.known.is_empty() && name_end(bare.as_bytes()).is_some_and(|end| self.known.contains(&bare[..=end]))
    }
}

/// Writes what stands between the cells of a row: commas, and the names of columns.
pub struct Separators {
    level: Level,
    /// Which cell comes next.
    place: usize,
    /// How many empty ones stand directly before it.
    gap: usize,
    /// Whether anything stands before these.
    is_behind_value: bool,
}

impl Separators {
    /// At the beginning of a row.
    pub fn new(level: Level) -> Self {
        Self { level, place: 0, gap: 0, is_behind_value: false }
    }

    /// Passes an empty cell.
    pub fn skip(&mut self) {
        self.place += 1;
        self.gap += 1;
    }

    /// Appends what stands before the next cell, and says whether that is its name.
    pub fn before_cell_into(&mut self, names: &Names, out: &mut String) -> bool {
        let name = names.all.get(self.place).filter(|_| names_cell(self.level, self.gap > 0));
        let commas = usize::from(self.is_behind_value) + if name.is_some() { 0 } else { self.gap };
        out.extend(std::iter::repeat_n(',', commas));
        if let Some((name, is_spaced)) = name {
            out.extend([if *is_spaced && self.is_behind_value { " " } else { "" }, name]);
        }
        (self.place, self.gap, self.is_behind_value) = (self.place + 1, 0, true);
        name.is_some()
    }

    /// Appends the commas of an element whose cells are all empty: without anything it would be no element.
    pub fn finish_element(&self, out: &mut String) {
        if !self.is_behind_value {
            out.extend(std::iter::repeat_n(',', self.gap.saturating_sub(1)));
        }
    }
}

/// So many of a column's strings tell whether a space before them pays.
const SAMPLES: usize = 48;

/// Decides whether a space after the comma makes a column's strings shorter: most names and sentences begin with a token
/// that has a space in front (2.5 % of a column of names), most identifiers do not.
pub struct Spacing<'s, 'a> {
    /// The document.
    pub tape: &'s Tape<'a>,
    /// What tokens are counted in.
    pub vocabulary: Vocabulary,
}

impl Spacing<'_, '_> {
    fn pays_in(&self, cells: &[Cell]) -> bool {
        let strings = cells.iter().flatten().filter(|&&id| self.tape.kind(id) == Kind::String);
        self.pays(strings.map(|&id| self.tape.text(id)))
    }

    /// A table of an array of what only Python has, where that is shorter than the array as it came.
    pub fn shorter(&self, table: String, array: NodeId) -> Option<String> {
        let plain = self.tape.text(array).replace(char::from(VERBATIM), "");
        self.vocabulary.count_till_limit(&table, self.vocabulary.count(&plain) - 1).map(|_| table)
    }

    /// Whether it does before the name of a column.
    pub fn pays_before(&self, name: &str) -> bool {
        self.vocabulary.count(&format!(", {name}=")) < self.vocabulary.count(&format!(",{name}="))
    }

    /// Whether it does for these strings, which have their quotes.
    pub fn pays<'a>(&self, strings: impl Iterator<Item = &'a str>) -> bool {
        let (mut bare, mut spaced) = (String::new(), String::new());
        for text in strings.take(SAMPLES) {
            let text = &text[1..text.len() - 1];
            bare.extend([",", text]);
            spaced.extend([", ", text]);
        }
        self.vocabulary.count(&spaced) < self.vocabulary.count(&bare)
    }
}
