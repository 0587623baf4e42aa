//! A line as a row, and the line again.

use std::borrow::Cow;
use std::iter::repeat_n;

use super::bars;
use super::layout::{Span, column_of, words};
use super::spec::{CellFrame, CellPlace, Constant, PaddedColumn, Padding};

/// Stands for an empty cell.
const EMPTY: char = ',';

/// The cells of a line, an empty text where it has none.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PaddedRow<'t> {
    pub cells: Vec<&'t str>,
    /// Whether a line feed ends the line.
    is_ended: bool,
}

impl<'t> PaddedRow<'t> {
    /// The cells of a line; `None` where it stands out of its columns.
    pub fn of(line: &'t str, spans: &[Span], spec: &Padding) -> Option<Self> {
        let text = line.strip_suffix('\n').unwrap_or(line);
        let cells = match spec.frame {
            CellFrame::Blanks => Self::cells(text, spans, spec.filled)?,
            frame => bars::cells(text, frame).filter(|cells| cells.len() == spec.columns.len())?,
        };
        Some(Self { cells, is_ended: text.len() < line.len() })
    }

    /// The cells that blanks part; `None` where a word stands in no column of its own. Blanks at the end of the line are part of
    /// its last cell, where blanks do not fill the lines.
    fn cells(text: &'t str, spans: &[Span], filled: usize) -> Option<Vec<&'t str>> {
        let mut ranges = vec![(0, 0); spans.len()];
        for word in words(text) {
            let (start, end) = &mut ranges[column_of(spans, word)?];
            *start = if *end == 0 { word.at } else { *start };
            *end = word.end;
        }
        if filled == 0 {
            let last = ranges.last_mut().filter(|(_, end)| *end > 0 && text.ends_with(' '));
            if let Some((_, end)) = last {
                *end = text.len();
            }
        }
        Some(ranges.into_iter().map(|(start, end)| &text[start..end]).collect())
    }

    /// Writes the cells that not all rows hold, and in the first row what they do; `None` where they would be read as others.
    pub fn write(&self, spec: &Padding, is_first: bool, out: &mut String) -> Option<()> {
        let said = |(cell, column): (&&'t str, &PaddedColumn)| match column.constant {
            None => Some(Cow::Borrowed(*cell)),
            Some(Constant { name, value }) => is_first.then(|| Cow::Owned(format!("{name}={value}"))),
        };
        let cells: Vec<Cow<str>> = self.cells.iter().zip(&spec.columns).filter_map(said).collect();
        if spec.frame != CellFrame::Blanks {
            // No row begins with a blank, so behind an empty cell the bar does.
            out.push_str(cells.join(spec.frame.spaced_bar()).trim_start_matches(' '));
            out.push_str(if self.is_ended { "\n" } else { "" });
            return Some(());
        }
        let used = cells.iter().rposition(|cell| !cell.is_empty())? + 1;
        for (index, cell) in cells[..used].iter().enumerate() {
            let is_last = index + 1 == cells.len();
            let follows_empty = index > 0 && cells[index - 1].is_empty();
            if index > 0 && !(cell.is_empty() && follows_empty) {
                out.push(' ');
            }
            write_cell(cell, is_last, out)?;
        }
        out.push_str(if self.is_ended { "\n" } else { "" });
        Some(())
    }

    /// The cells that the first row holds; what it says of columns is taken into `spec`.
    pub fn read_first(row: &'t str, spec: &mut Padding<'t>) -> Option<Self> {
        let mut first = Self::own(row, spec, |_| true)?;
        for (cell, column) in
            first.cells.iter_mut().zip(&mut spec.columns).filter(|(_, column)| column.constant.is_some())
        {
            let constant = Constant::read(cell)?;
            (*cell, column.constant) = (constant.name, Some(constant));
        }
        Some(first)
    }

    /// The cells that another row holds, with an empty text for each that all rows hold.
    pub fn read(row: &'t str, spec: &Padding) -> Option<Self> {
        Self::own(row, spec, |column| column.constant.is_none())
    }

    /// The cells of a row in which those of some columns stand, and an empty text for each of the others.
    fn own(row: &'t str, spec: &Padding, is_own: impl Fn(&PaddedColumn) -> bool) -> Option<Self> {
        let text = row.strip_suffix('\n').unwrap_or(row);
        let (first, last) = (spec.columns.iter().position(&is_own)?, spec.columns.iter().rposition(&is_own)?);
        let bar = spec.frame.spaced_bar();
        let (mut rest, mut cells) = (text, Vec::with_capacity(spec.columns.len()));
        for (index, column) in spec.columns.iter().enumerate() {
            let (cell, behind) = match (is_own(column), spec.frame) {
                (false, _) => ("", rest),
                (true, CellFrame::Blanks) if rest.is_empty() => ("", rest),
                (true, CellFrame::Blanks) => first_cell(rest, index == last)?,
                (true, _) if index == last => (rest, ""),
                (true, _) if index == first => {
                    rest.strip_prefix(&bar[1..]).map(|rest| ("", rest)).or_else(|| rest.split_once(bar))?
                }
                (true, _) => rest.split_once(bar)?,
            };
            cells.push(cell);
            rest = behind;
        }
        let is_whole = rest.is_empty() && !(text.is_empty() && spec.frame == CellFrame::Blanks);
        is_whole.then_some(Self { cells, is_ended: text.len() < row.len() })
    }

    /// Writes the line again; `None` where a cell has no place.
    pub fn pad(&self, spec: &Padding, is_first: bool, out: &mut String) -> Option<()> {
        let cells = self.cells.iter().zip(&spec.columns).map(|(cell, column)| {
            let cell = column.constant.map_or(*cell, |constant| constant.cell(is_first));
            (cell, column.place)
        });
        match spec.frame {
            CellFrame::Blanks => pad_with_blanks(cells, spec.filled, out)?,
            frame => bars::pad(cells, frame, is_first, out)?,
        }
        out.push_str(if self.is_ended { "\n" } else { "" });
        Some(())
    }
}

fn pad_with_blanks<'c>(
    cells: impl Iterator<Item = (&'c str, CellPlace)>,
    filled: usize,
    out: &mut String,
) -> Option<()> {
    let mut place = 0;
    for (cell, at) in cells.filter(|(cell, _)| !cell.is_empty()) {
        let length = cell.chars().count();
        let start = match at {
            CellPlace::From(start) => start,
            CellPlace::To(end) => end.checked_sub(length)?,
        };
        out.extend(repeat_n(' ', start.checked_sub(place)?));
        out.push_str(cell);
        place = start + length;
    }
    out.extend(repeat_n(' ', filled.saturating_sub(place)));
    Some(())
}

/// Writes a cell: a comma if it is empty, in quotes if it holds blanks. `None` where it would be read as another.
fn write_cell(cell: &str, is_last: bool, out: &mut String) -> Option<()> {
    match cell {
        "" => out.push(EMPTY),
        _ if cell.starts_with(['"', EMPTY]) || !is_last && cell.contains("  ") => return None,
        _ if is_last || !cell.contains(' ') => out.push_str(cell),
        _ if cell.contains('"') => return None,
        _ => out.extend(["\"", cell, "\""]),
    }
    Some(())
}

/// The cell that a row begins with, and what follows it.
fn first_cell(row: &str, is_last: bool) -> Option<(&str, &str)> {
    if let Some(behind) = row.strip_prefix(EMPTY) {
        // The commas of empty cells stand side by side.
        let is_next_empty = behind.starts_with(EMPTY);
        return Some(("", if is_next_empty { behind } else { behind_blank(behind)? }));
    }
    let (cell, behind) = match row.strip_prefix('"') {
        Some(_) if is_last => return None,
        Some(quoted) => quoted.split_once('"')?,
        None if is_last => (row, ""),
        None => row.split_at(memchr::memchr(b' ', row.as_bytes()).unwrap_or(row.len())),
    };
    let rest = if behind.is_empty() { behind } else { behind_blank(behind)? };
    (!cell.is_empty()).then_some((cell, rest))
}

fn behind_blank(text: &str) -> Option<&str> {
    text.strip_prefix(' ').filter(|rest| !rest.is_empty())
}
