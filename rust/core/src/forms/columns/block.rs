//! Padded lines below one another, and how they are written.

use std::ops::Range;

use super::bars::{self, is_rule};
use super::layout::{self, Span, words};
use super::row::PaddedRow;
use super::spec::{CellFrame, CellPlace, Constant, MOST_PLACES, PaddedColumn, Padding};
use crate::forms::text_lines::{bare, lines};

/// So many lines make columns, the one with their names counted.
const FEWEST_LINES: usize = 4;

/// How the lines begin that trees are drawn with, in UTF-8.
const BOX_DRAWING: &[u8] = b"\xE2\x94";

/// What stands in so many lines may be said above them.
const FEWEST_LINES_FOR_CONSTANTS: usize = 8;

/// Of so many lines one stands out of its columns at most.
const LINES_FOR_ONE_ASTRAY: usize = 5;

/// Of so many lines one may hold something else than is said above them.
const LINES_FOR_ONE_OTHER: usize = 64;

/// So many ways to part the lines into columns are tried.
const MOST_ATTEMPTS: usize = 3;

/// What the line above costs for each column and for itself, in blanks that go: about their tokens.
const COLUMN_COST: usize = 2;
const LINE_COST: usize = 6;

/// Where in a text lines of one frame stand below one another, and which.
pub fn all(text: &str) -> impl Iterator<Item = (Range<usize>, CellFrame)> + '_ {
    let mut lines = lines(text).map(|line| (line.len(), frame(line))).peekable();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let (length, frame) = lines.next()?;
            let (start, mut count) = (at, 1);
            at += length;
            while let Some((length, _)) = lines.next_if(|(_, other)| frame.is_some() && *other == frame) {
                at += length;
                count += 1;
            }
            if let Some(frame) = frame.filter(|_| count >= FEWEST_LINES) {
                return Some((start..at, frame));
            }
        }
    })
}

/// What stands between the cells of a line that may have columns.
fn frame(line: &str) -> Option<CellFrame> {
    let text = bare(line);
    if text.len() < 2 || text.len() > MOST_PLACES {
        return None;
    }
    let words = text.trim_start_matches(' ').as_bytes();
    let has_bars = memchr::memchr2(b'|', b'+', words).is_some() || holds_drawing(words);
    has_bars.then(|| bars::frame(text)).flatten().or_else(|| has_padding(words).then_some(CellFrame::Blanks))
}

/// Whether two blanks stand between words, which are no part of a drawing.
fn has_padding(words: &[u8]) -> bool {
    let is_followed = |at: usize| words[at..].iter().any(|&byte| byte != b' ');
    memchr::memmem::find(words, b"  ").is_some_and(is_followed)
        && memchr::memchr(b'\t', words).is_none()
        && !holds_drawing(words)
}

fn holds_drawing(words: &[u8]) -> bool {
    memchr::memchr_iter(BOX_DRAWING[0], words).any(|at| words[at..].starts_with(BOX_DRAWING))
}

/// Lines and where their columns stand.
#[derive(Debug)]
struct Block<'t> {
    lines: Vec<&'t str>,
    spans: Vec<Span>,
    spec: Padding<'t>,
}

/// Lines as rows below the line that says where their columns stood, if that is worth it. Linear.
pub fn written(text: &str, frame: CellFrame) -> Option<String> {
    let lines: Vec<&str> = lines(text).collect();
    if frame == CellFrame::Blanks { between_blanks(&lines, text.len()) } else { between_bars(lines, frame, text.len()) }
}

fn between_bars(lines: Vec<&str>, frame: CellFrame, length: usize) -> Option<String> {
    let texts: Vec<&str> = lines.iter().map(|line| line.trim_end_matches('\n')).collect();
    let frame = bars::named(&texts, frame);
    let places = bars::columns(&texts, frame)?;
    Block::new(lines, Vec::new(), frame, places, 0).written(length)
}

fn between_blanks(lines: &[&str], length: usize) -> Option<String> {
    let filled = filled(lines);
    layout::columns(lines).find_map(|spans| in_columns(lines, spans, filled, length))
}

/// Where too many lines stand out of the last column, it is one with the column before.
fn in_columns(lines: &[&str], mut spans: Vec<Span>, filled: usize, length: usize) -> Option<String> {
    for _ in 0..MOST_ATTEMPTS {
        let places = spans.iter().map(|span| span.place).collect();
        let block = Block::new(lines.to_vec(), spans.clone(), CellFrame::Blanks, places, filled);
        if let Some(written) = block.written(length) {
            return Some(written);
        }
        spans.pop();
        if spans.len() < 2 {
            return None;
        }
        spans.last_mut()?.open();
    }
    None
}

/// The place up to which blanks fill most lines, or 0.
fn filled(lines: &[&str]) -> usize {
    let length = |line: &&str| line.trim_end_matches('\n').chars().count();
    let widest = lines.iter().filter(|line| line.trim_end_matches('\n').ends_with(' ')).map(length).max().unwrap_or(0);
    let filled = lines.iter().filter(|line| length(line) == widest).count();
    if 2 * filled >= lines.len() && widest <= MOST_PLACES { widest } else { 0 }
}

impl<'t> Block<'t> {
    fn new(lines: Vec<&'t str>, spans: Vec<Span>, frame: CellFrame, places: Vec<CellPlace>, filled: usize) -> Self {
        let columns = places.into_iter().map(|place| PaddedColumn { place, constant: None }).collect();
        let mut block = Self { lines, spans, spec: Padding { frame, columns, filled } };
        block.set_constants();
        block
    }

    /// States what a column holds in all lines below their names; the few that hold something else stand as they are.
    ///
    /// Without names nobody finds it: of the owners of files that `ls -l` lists a model found 4 of 4, and none of 4 so.
    fn set_constants(&mut self) {
        if self.lines.len() < FEWEST_LINES_FOR_CONSTANTS {
            return;
        }
        let row = |line: &&'t str| PaddedRow::of(line, &self.spans, &self.spec);
        let mut lines = self.lines.iter();
        let names = lines.find(|line| self.write_row(line, true, &mut String::new()).is_some());
        let (first, mut rows) = (names.and_then(row), lines.filter_map(row));
        let (Some(first), Some(second)) = (first, rows.next()) else { return };
        let mut others = vec![0; second.cells.len()];
        for row in rows {
            let cells = row.cells.iter().zip(&second.cells);
            others.iter_mut().zip(cells).for_each(|(others, (cell, value))| *others += usize::from(cell != value));
        }
        let has_names = !first.cells.iter().any(|cell| cell.contains(|c: char| c.is_ascii_digit()));
        let few = self.lines.len() / LINES_FOR_ONE_OTHER;
        for index in (0..others.len()).filter(|&index| has_names && others[index] <= few) {
            self.spec.columns[index].constant = Constant::of(first.cells[index], second.cells[index]);
        }
    }

    fn written(&self, length: usize) -> Option<String> {
        let mut out = String::with_capacity(length);
        self.spec.write(self.lines.len(), &mut out);
        let constants = self.spec.columns.iter().filter(|column| column.constant.is_some()).count();
        let (mut saved, mut astray, mut is_first) = (0, 0, true);
        for line in &self.lines {
            let start = out.len();
            if self.write_row(line, is_first, &mut out).is_some() {
                is_first = false;
                saved += paddings(line) + bars::count(line, self.spec.frame) + constants;
                saved = saved.saturating_sub(quotes(&out[start..]));
            } else {
                astray += usize::from(!is_rule(line.trim_end()));
                out.truncate(start);
                out.push(' ');
                out.push_str(line);
            }
        }
        let is_worth_it = saved > LINE_COST + COLUMN_COST * self.spec.columns.len();
        (is_worth_it && astray * LINES_FOR_ONE_ASTRAY <= self.lines.len()).then_some(out)
    }

    /// Writes a line as a row, if it is that line again when it is read.
    fn write_row(&self, line: &str, is_first: bool, out: &mut String) -> Option<()> {
        let start = out.len();
        let row = PaddedRow::of(line, &self.spans, &self.spec)?;
        let is_said = |(cell, column): (&&str, &PaddedColumn)| {
            column.constant.is_none_or(|constant| constant.cell(is_first) == *cell)
        };
        if !row.cells.iter().zip(&self.spec.columns).all(is_said) {
            return None;
        }
        row.write(&self.spec, is_first, out)?;
        let mut again = String::with_capacity(line.len());
        let row = if is_first {
            PaddedRow::read_first(&out[start..], &mut self.spec.clone())
        } else {
            PaddedRow::read(&out[start..], &self.spec)
        };
        row?.pad(&self.spec, is_first, &mut again)?;
        (again == line).then_some(())
    }
}

/// How often two blanks or more stand between words.
fn paddings(line: &str) -> usize {
    let mut behind = 0;
    let is_padded = |word: layout::AlignedWord| {
        let is_padded = word.at > behind + 1;
        behind = word.end;
        is_padded
    };
    words(line).map(is_padded).filter(|&is_padded| is_padded).count()
}

fn quotes(row: &str) -> usize {
    memchr::memchr_iter(b'"', row.as_bytes()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_frame_stand_below_one_another() {
        let text = "a:\nx  1\ny  2\nz  3\nw  4\n\n| a | b |\n|---|---|\n| c | d |\n| e | f |\nx  1\n";
        let found: Vec<_> = all(text).map(|(lines, frame)| (&text[lines], frame)).collect();
        assert_eq!(
            found,
            [
                ("x  1\ny  2\nz  3\nw  4\n", CellFrame::Blanks),
                ("| a | b |\n|---|---|\n| c | d |\n| e | f |\n", CellFrame::Between),
            ]
        );
    }

    #[test]
    fn drawings_tabs_and_indentation_have_no_columns() {
        for line in ["│   ├── a", "x\t\ty  z", "    indented", "trailing   ", "", "a b"] {
            assert_eq!(frame(line), None, "{line}");
        }
    }

    #[test]
    fn what_has_no_name_is_not_stated() {
        let line = |n: usize| format!("-rw-r--r--    1 root    {n:>9}    file{n}\n");
        let written = written(&(1..20).map(line).collect::<String>(), CellFrame::Blanks).unwrap();
        assert!(written.contains("\n-rw-r--r-- 1 root 2 file2\n"), "{written}");
    }
}
