//! Lines of CSV below one another, and what all of them hold in a column.

use super::cells::{SEPARATORS, Separator, cells};
use super::spec::{CsvConstant, CsvHeader, MOST_COLUMNS, is_name, is_sayable};
use crate::forms::text_lines::lines;

/// So many columns, and lines with that of names, make a table.
const FEWEST_COLUMNS: usize = 3;
const FEWEST_LINES: usize = 16;

/// So many lines in a row that have other cells end it.
const MOST_ASTRAY: usize = 3;

/// Of so many lines one has other cells at most.
const LINES_FOR_ONE_ASTRAY: usize = 16;

/// Lines of CSV, the first of which names their columns.
#[derive(Debug)]
pub struct CsvTable<'t> {
    pub lines: Vec<&'t str>,
    separator: Separator,
    names: Vec<&'t str>,
    pub length: usize,
}

/// A line without what ends it.
pub fn text_of(line: &str) -> &str {
    let text = line.strip_suffix('\n').unwrap_or(line);
    text.strip_suffix('\r').unwrap_or(text)
}

/// How many cells a first line has, and what parts them, if the lines below have as many.
fn begins(text: &str) -> Option<(Separator, usize)> {
    let first = text_of(lines(text).next()?);
    SEPARATORS.iter().find_map(|&(separator, _)| {
        memchr::memchr(separator.byte(), first.as_bytes())?;
        if !cells(first, separator).take(MOST_COLUMNS + 1).all(is_name) {
            return None;
        }
        let count = |line: &str| cells(text_of(line), separator).take(MOST_COLUMNS + 1).count();
        let columns = count(first);
        let mut below = lines(text).skip(1).take(FEWEST_LINES / 2);
        let is_table = (FEWEST_COLUMNS..=MOST_COLUMNS).contains(&columns) && below.all(|line| count(line) == columns);
        is_table.then_some((separator, columns))
    })
}

impl<'t> CsvTable<'t> {
    /// The table that a text begins with. Linear.
    pub fn of(text: &'t str) -> Option<Self> {
        let (separator, columns) = begins(text)?;
        let count = |line: &str| cells(text_of(line), separator).take(MOST_COLUMNS + 1).count();
        let (mut rows, mut fitting) = (Vec::new(), 0);
        for line in lines(text) {
            rows.push(line);
            if count(line) == columns {
                fitting = rows.len();
            } else if rows.len() - fitting >= MOST_ASTRAY {
                break;
            }
        }
        rows.truncate(fitting);
        let names: Vec<&str> = cells(text_of(rows[0]), separator).collect();
        let length = rows.iter().map(|line| line.len()).sum();
        Some(Self { lines: rows, separator, names, length })
    }

    /// What all lines hold in some columns, if there are such columns and others. Linear.
    pub fn constants(&self) -> Option<Vec<Option<&'t str>>> {
        if self.lines.len() < FEWEST_LINES || !self.has_names() {
            return None;
        }
        let mut rows = self.rows();
        let first = rows.next()?;
        let (mut fitting, mut same) = (1, vec![true; first.len()]);
        for row in rows {
            fitting += 1;
            same.iter_mut().zip(row.iter().zip(&first)).for_each(|(same, (cell, other))| *same &= cell == other);
        }
        let astray = self.lines.len() - 1 - fitting;
        let constants: Vec<_> =
            first.into_iter().zip(same).map(|(cell, same)| (same && is_sayable(cell)).then_some(cell)).collect();
        let is_worth_it = constants.iter().any(Option::is_some) && constants.iter().any(Option::is_none);
        (is_worth_it && astray * LINES_FOR_ONE_ASTRAY <= self.lines.len()).then_some(constants)
    }

    /// Whether no name stands twice.
    fn has_names(&self) -> bool {
        (1..self.names.len()).all(|index| !self.names[..index].contains(&self.names[index]))
    }

    fn rows(&self) -> impl Iterator<Item = Vec<&'t str>> + '_ {
        self.lines[1..].iter().filter_map(|line| self.row(line))
    }

    /// The cells of a line, if it has as many as there are columns.
    fn row(&self, line: &'t str) -> Option<Vec<&'t str>> {
        let cells: Vec<&str> = cells(text_of(line), self.separator).take(MOST_COLUMNS + 1).collect();
        (cells.len() == self.names.len()).then_some(cells)
    }

    /// Writes what all lines hold, and the rows without it.
    pub fn write(&self, constants: &[Option<&'t str>], out: &mut String) {
        let behind = |index: usize| index.checked_sub(1).map(|before| self.names[before]);
        let said = constants.iter().enumerate().filter_map(|(index, value)| {
            value.map(|value| CsvConstant { name: self.names[index], value, behind: behind(index) })
        });
        let header = CsvHeader { separator: self.separator, constants: said.collect() };
        header.write(self.lines.len(), out);
        for line in &self.lines {
            self.write_row(line, constants, out);
        }
    }

    /// Writes a line as a row, or behind a blank where it has other cells.
    fn write_row(&self, line: &'t str, constants: &[Option<&str>], out: &mut String) {
        let start = out.len();
        let row = self.row(line).unwrap_or_default();
        let in_rows = row.iter().zip(constants).filter(|(_, constant)| constant.is_none());
        for (index, (cell, _)) in in_rows.enumerate() {
            if index > 0 {
                out.push(self.separator.character());
            }
            out.push_str(cell);
        }
        // A carriage return would be read as a part of what ends the line.
        if row.is_empty() || out[start..].starts_with(' ') || out[start..].ends_with('\r') {
            out.truncate(start);
            out.extend([" ", line]);
        } else {
            out.push_str(&line[text_of(line).len()..]);
        }
    }
}
