//! Lines of CSV below one another, and what is stated once of their columns.

use std::collections::HashMap;

use super::cells::{SEPARATORS, Separator, cells};
use super::spec::{CsvHeader, MOST_COLUMNS, Said, is_name, is_sayable};

/// So many columns, and lines with that of names, make a table.
const FEWEST_COLUMNS: usize = 3;
const FEWEST_LINES: usize = 16;

/// So many lines in a row that have other cells end it.
const MOST_ASTRAY: usize = 3;

/// A column that others stand by holds each cell so often on average at least, and so many at most, which bounds memory.
const LINES_FOR_ONE_CELL: usize = 4;
const MOST_CELLS: usize = 1024;

/// Of so many lines one has other cells at most.
const LINES_FOR_ONE_ASTRAY: usize = 16;

/// Lines of CSV, the first of which names their columns.
#[derive(Debug)]
pub struct CsvTable<'t> {
    pub lines: Vec<&'t str>,
    pub spec: CsvHeader<'t>,
    /// A line for each cell of the column that others stand by, in the order in which they come.
    pub each: Vec<Vec<&'t str>>,
    pub length: usize,
}

/// A line without what ends it.
pub fn text_of(line: &str) -> &str {
    let text = line.strip_suffix('\n').unwrap_or(line);
    text.strip_suffix('\r').unwrap_or(text)
}

/// The cells of a line, if it has as many as the columns are.
pub fn row<'t>(line: &'t str, spec: &CsvHeader) -> Option<Vec<&'t str>> {
    let cells: Vec<&str> = cells(text_of(line), spec.separator).take(MOST_COLUMNS + 1).collect();
    (cells.len() == spec.names.len()).then_some(cells)
}

/// How many cells a first line has, and what parts them, if the lines below have as many.
fn begins(text: &str) -> Option<(Separator, usize)> {
    let first = text_of(text.split_inclusive('\n').next()?);
    SEPARATORS.iter().find_map(|&(separator, _)| {
        memchr::memchr(separator.byte(), first.as_bytes())?;
        if !cells(first, separator).take(MOST_COLUMNS + 1).all(is_name) {
            return None;
        }
        let count = |line: &str| cells(text_of(line), separator).take(MOST_COLUMNS + 1).count();
        let columns = count(first);
        let mut below = text.split_inclusive('\n').skip(1).take(FEWEST_LINES / 2);
        let is_table = (FEWEST_COLUMNS..=MOST_COLUMNS).contains(&columns) && below.all(|line| count(line) == columns);
        is_table.then_some((separator, columns))
    })
}

impl<'t> CsvTable<'t> {
    /// The table that a text begins with. Linear.
    pub fn of(text: &'t str) -> Option<Self> {
        let (separator, columns) = begins(text)?;
        let count = |line: &str| cells(text_of(line), separator).take(MOST_COLUMNS + 1).count();
        let (mut lines, mut fitting) = (Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            lines.push(line);
            if count(line) == columns {
                fitting = lines.len();
            } else if lines.len() - fitting >= MOST_ASTRAY {
                break;
            }
        }
        lines.truncate(fitting);
        let names: Vec<&str> = cells(text_of(lines[0]), separator).collect();
        let spec = CsvHeader { separator, said: vec![Said::InRows; columns], names };
        let length = lines.iter().map(|line| line.len()).sum();
        Some(Self { lines, spec, each: Vec::new(), length })
    }

    /// Whether something is stated once of its columns. Linear.
    pub fn is_stated(&mut self) -> bool {
        self.lines.len() >= FEWEST_LINES && self.has_names() && self.state()
    }

    /// Whether no name stands twice.
    fn has_names(&self) -> bool {
        let names = &self.spec.names;
        (1..names.len()).all(|index| !names[..index].contains(&names[index]))
    }

    /// Writes what is stated once, and the rows without it.
    pub fn write(&self, out: &mut String) {
        let separator = self.spec.separator.character();
        self.spec.write(self.lines.len(), out);
        if let Some(key) = self.spec.key() {
            self.spec.write_each(key, self.each.len(), out);
            for row in &self.each {
                out.push_str(row[key]);
                for (cell, _) in row.iter().zip(&self.spec.said).filter(|(_, said)| **said == Said::By(key)) {
                    out.push(separator);
                    out.push_str(cell);
                }
                out.push('\n');
            }
        }
        for line in &self.lines {
            self.write_row(line, out);
        }
    }

    /// Writes a line as a row, or behind a blank where it has other cells.
    fn write_row(&self, line: &str, out: &mut String) {
        let Some(row) = row(line, &self.spec).filter(|_| !line.starts_with(' ')) else {
            out.extend([" ", line]);
            return;
        };
        let start = out.len();
        let in_rows = row.iter().zip(&self.spec.said).filter(|(_, said)| **said == Said::InRows);
        for (index, (cell, _)) in in_rows.enumerate() {
            if index > 0 {
                out.push(self.spec.separator.character());
            }
            out.push_str(cell);
        }
        // A carriage return would be read as a part of what ends the line.
        if out[start..].starts_with(' ') || out[start..].ends_with('\r') {
            out.truncate(start);
            out.extend([" ", line]);
        } else {
            out.push_str(&line[text_of(line).len()..]);
        }
    }

    fn rows(&self) -> impl Iterator<Item = Vec<&'t str>> + '_ {
        self.lines[1..].iter().filter_map(|line| row(line, &self.spec))
    }

    /// Finds what is stated once; whether anything is.
    fn state(&mut self) -> bool {
        let Some(first) = self.rows().next() else { return false };
        let fitting = self.rows().count();
        if (self.lines.len() - fitting) * LINES_FOR_ONE_ASTRAY > self.lines.len() {
            return false;
        }
        let always: Vec<bool> = self.rows().fold(vec![true; first.len()], |mut always, row| {
            always.iter_mut().zip(row.iter().zip(&first)).for_each(|(is, (cell, other))| *is &= cell == other);
            always
        });
        for (index, cell) in first.iter().enumerate().filter(|(index, cell)| always[*index] && is_sayable(cell)) {
            self.spec.said[index] = Said::Always(cell);
        }
        if let Some(key) = self.best_key(fitting / LINES_FOR_ONE_CELL) {
            key.depending.iter().for_each(|&index| self.spec.said[index] = Said::By(key.column));
            self.each = key.first.into_iter().map(|(row, _)| row).collect();
        }
        self.spec.said.iter().any(|said| *said != Said::InRows) && self.spec.said.contains(&Said::InRows)
    }

    /// The column by which it saves most to let others stand.
    fn best_key(&self, most: usize) -> Option<Key<'t>> {
        let open: Vec<usize> =
            (0..self.spec.said.len()).filter(|&index| self.spec.said[index] == Said::InRows).collect();
        let mut keys: Vec<Key> = open.iter().map(|&column| Key::new(column, &open)).collect();
        for row in self.rows() {
            for key in &mut keys {
                key.add(&row);
            }
            keys.retain(|key| !key.depending.is_empty() && key.first.len() <= most.min(MOST_CELLS));
            if keys.is_empty() {
                return None;
            }
        }
        let best = keys.into_iter().rev().max_by_key(Key::saved)?;
        (best.saved() > 0).then_some(best)
    }
}

/// A column by which others may stand: where it holds the same, so do they.
struct Key<'t> {
    column: usize,
    depending: Vec<usize>,
    known: HashMap<&'t str, usize>,
    /// The first row with each of its cells, and in how many more it stands.
    first: Vec<(Vec<&'t str>, usize)>,
}

impl<'t> Key<'t> {
    fn new(column: usize, open: &[usize]) -> Self {
        let depending = open.iter().copied().filter(|&other| other != column).collect();
        Self { column, depending, known: HashMap::new(), first: Vec::new() }
    }

    fn add(&mut self, row: &[&'t str]) {
        let Some(&known) = self.known.get(row[self.column]) else {
            self.known.insert(row[self.column], self.first.len());
            self.first.push((row.to_vec(), 0));
            return;
        };
        let (first, again) = &mut self.first[known];
        *again += 1;
        self.depending.retain(|&index| first[index] == row[index]);
    }

    /// How many bytes more stand in all rows than once for each cell.
    fn saved(&self) -> usize {
        let more = |(row, again): &(Vec<&str>, usize)| {
            let depending: usize = self.depending.iter().map(|&index| row[index].len() + 1).sum();
            again * depending
        };
        let all: usize = self.first.iter().map(more).sum();
        all.saturating_sub(self.first.iter().map(|(row, _)| row[self.column].len() + 1).sum())
    }
}
