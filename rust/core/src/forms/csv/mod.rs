//! CSV and TSV: what a column holds in all lines is said above them.
//!
//! Columns that hold the same wherever another does (a city by its zip) stood once for each, too: a model found 6 of 32 values
//! so, and 14 in the text as it came.
//!
//! ```
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::csv::{expand, written};
//!
//! let visit = |n: usize| format!("{n},web,{}\n", n * 7);
//! let text = format!("id,source,total\n{}", (0..16).map(visit).collect::<String>());
//! let csv = written(&Facts::of(&text)).unwrap();
//! assert!(csv.starts_with("[CSV in 17 lines, each with source=web behind id]\nid,total\n0,0\n1,7\n2,14\n"));
//! assert_eq!(expand(&csv, 1000).unwrap(), text);
//! ```

pub(super) mod cells;
mod spec;
mod table;

use std::borrow::Cow;

use self::cells::cells;
use self::spec::{CsvConstant, CsvHeader, MOST_COLUMNS};
use self::table::{CsvTable, text_of};
use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Refusal, Terms};
use super::text_lines::{bare, has_line, lines};
use crate::transform::Transform;

/// What columns of CSV hold in all lines was stated once.
pub const CSV: Transform =
    Transform { rank: 13, name: "csv", reason: "what columns of CSV hold in all lines was stated once" };

/// CSV, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Csv;

impl Form for Csv {
    fn transforms(&self) -> &'static [Transform] {
        &[CSV]
    }

    fn is_marked(&self, text: &str) -> bool {
        is_headed(text)
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, _terms: Terms) -> Proposal {
        written(facts).map(|csv| Draft::exact(csv, CSV)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// The text with what its columns hold in all lines stated once; `None` where they hold nothing so, or where the text is source.
/// Linear in the text.
#[must_use]
pub fn written(facts: &Facts<'_>) -> Option<String> {
    if facts.is_known_source() {
        return None;
    }
    let text = facts.text();
    let mut tables = tables(text).peekable();
    tables.peek()?;
    if super::is_marked(text) || facts.is_source() {
        return None;
    }
    let mut csv = String::with_capacity(text.len());
    let mut copied = 0;
    for (start, table, constants) in tables {
        csv.push_str(&text[copied..start]);
        table.write(&constants, &mut csv);
        copied = start + table.length;
    }
    csv.push_str(&text[copied..]);
    Some(csv)
}

/// Where the tables of a text begin, and what columns of them hold in all lines. They begin in its first line, or below an empty
/// line, a fence or one that ends with a colon.
fn tables(text: &str) -> impl Iterator<Item = (usize, CsvTable<'_>, Vec<Option<&str>>)> {
    let mut at = Some(0);
    std::iter::from_fn(move || {
        while let Some(start) = at {
            let table = CsvTable::of(&text[start..]);
            // No line is read for two tables, so that many of which nothing is stated take no longer.
            at = next_start(text, start + table.as_ref().map_or(0, |table| table.length));
            if let Some((table, constants)) = table.and_then(|table| table.constants().map(|found| (table, found))) {
                return Some((start, table, constants));
            }
        }
        None
    })
}

/// Where the next line begins that a table may begin with, which is not empty.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    let announces = |line: &str| {
        at += line.len();
        let bare = bare(line);
        line.ends_with('\n') && (bare.is_empty() || bare.ends_with(':') || bare.starts_with("```"))
    };
    lines(&text[from..]).any(announces).then(|| at + lines(&text[at..]).take_while(|line| *line == "\n").count())
}

/// Whether a line of a text begins a table of ours.
#[must_use]
pub fn is_headed(text: &str) -> bool {
    let mut starts = cells::SEPARATORS.iter().map(|(_, word)| format!("[{word} in "));
    starts.any(|start| has_line(text, &start, |line| CsvHeader::read(line).is_some()))
}

/// The text that a text with tables of ours stands for; any other text as it is. Linear in the result.
///
/// # Errors
/// A row does not fit its columns, or the text stands for more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    if !is_headed(text) {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(2 * text.len());
    let (mut lines, mut at) = (text.split_inclusive('\n'), 0);
    while let Some(line) = lines.next() {
        let begins_at = at;
        at += line.len();
        let Some((count, header)) = CsvHeader::read(line) else {
            out.push_str(line);
            continue;
        };
        let misfit = Malformed { begins_at, at: begins_at, why: Refusal::Misfit };
        let mut columns = Vec::new();
        for _ in 0..count {
            let row = lines.next().ok_or(misfit)?;
            at += row.len();
            let is_first = columns.is_empty();
            if is_first {
                columns = header.columns(text_of(row)).ok_or(misfit)?;
            }
            fill(row, &header, &columns, is_first, &mut out).ok_or(misfit)?;
            if out.len() > most {
                return Err(Malformed { why: Refusal::TooLarge, ..misfit });
            }
        }
    }
    let too_large = Malformed { begins_at: 0, at, why: Refusal::TooLarge };
    Some(out).filter(|out| out.len() <= most).map(Cow::Owned).ok_or(too_large)
}

/// Writes the line that a row was; the first one holds the names.
fn fill(
    row: &str,
    header: &CsvHeader,
    columns: &[Option<CsvConstant>],
    is_first: bool,
    out: &mut String,
) -> Option<()> {
    if let Some(line) = row.strip_prefix(' ').filter(|_| !is_first) {
        out.push_str(line);
        return Some(());
    }
    let text = text_of(row);
    let mut own = cells(text, header.separator).take(MOST_COLUMNS + 1);
    for (index, constant) in columns.iter().enumerate() {
        if index > 0 {
            out.push(header.separator.character());
        }
        out.push_str(match constant {
            Some(constant) if is_first => constant.name,
            Some(constant) => constant.value,
            None => own.next()?,
        });
    }
    out.push_str(&row[text.len()..]);
    own.next().is_none().then_some(())
}
