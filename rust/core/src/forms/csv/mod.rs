//! CSV and TSV: what a column holds in all lines is said above them, and so is what it holds wherever another holds the same.
//!
//! ```
//! use headroom_core::forms::csv::{expand, written};
//!
//! let city = |n: usize| ["10115,Berlin", "75001,Paris"][n % 2];
//! let visit = |n: usize| format!("{n},web,{}\n", city(n));
//! let text = format!("id,source,zip,city\n{}", (0..16).map(visit).collect::<String>());
//! let csv = written(&text).unwrap();
//! assert!(csv.starts_with(
//!     "[CSV in 17 lines: id,source=web,zip,city by zip]\n[each zip once, in 2 lines: zip,city]\n10115,Berlin\n75001,Paris\n\
//!      id,zip\n0,10115\n1,75001\n"
//! ));
//! assert_eq!(expand(&csv, 1000).unwrap(), text);
//! ```

mod cells;
mod spec;
mod table;

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter::once;

use self::cells::cells;
use self::spec::{CsvHeader, MOST_COLUMNS, Said};
use self::table::{CsvTable, text_of};
use super::form::{Draft, Form, Malformed, Proposal, Refusal, Terms};
use super::text_lines::has_line;
use crate::transform::Transform;

/// What the columns of CSV hold again and again was stated once.
pub const CSV: Transform =
    Transform { rank: 10, name: "csv", reason: "what columns of CSV hold again and again was stated once" };

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

    fn write(&self, text: &str, _tokens: usize, _terms: Terms) -> Proposal {
        written(text).map(|csv| Draft::exact(csv, CSV)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// The text with what its columns hold again and again stated once; `None` where they hold nothing so, or where the text is
/// source. Linear in the text.
#[must_use]
pub fn written(text: &str) -> Option<String> {
    let mut tables = tables(text).peekable();
    tables.peek()?;
    if super::is_marked(text) || super::is_code(text) {
        return None;
    }
    let mut csv = String::with_capacity(text.len());
    let mut copied = 0;
    for (start, table) in tables {
        csv.push_str(&text[copied..start]);
        table.write(&mut csv);
        copied = start + table.length;
    }
    csv.push_str(&text[copied..]);
    Some(csv)
}

/// Where the tables of a text begin. They do so in its first line, or below an empty line, a fence or one that ends with a colon.
fn tables(text: &str) -> impl Iterator<Item = (usize, CsvTable<'_>)> {
    let mut at = Some(0);
    std::iter::from_fn(move || {
        while let Some(start) = at {
            let table = CsvTable::of(&text[start..]);
            // No line is read for two tables, so that many of which nothing is stated take no longer.
            at = next_start(text, start + table.as_ref().map_or(0, |table| table.length));
            if let Some(table) = table.and_then(|mut table| table.is_stated().then_some(table)) {
                return Some((start, table));
            }
        }
        None
    })
}

/// Where the next line begins that a table may begin with.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let ends = memchr::memchr_iter(b'\n', &text.as_bytes()[from..]).map(|end| from + end);
    let starts = once(from).chain(ends.clone().map(|end| end + 1));
    let announces = |line: &str| {
        let line = line.trim_end_matches('\r');
        line.is_empty() || line.ends_with(':') || line.starts_with("```")
    };
    starts.zip(ends).find(|&(start, end)| announces(&text[start..end])).map(|(_, end)| end + 1)
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
        let Some((count, spec)) = CsvHeader::read(line) else {
            out.push_str(line);
            continue;
        };
        let mut next = || lines.next().inspect(|line| at += line.len());
        let misfit = Malformed { begins_at, at: begins_at, why: Refusal::Misfit };
        let each = read_each(&spec, &mut next).ok_or(misfit)?;
        let mut is_first = true;
        for _ in 0..count {
            let row = next().ok_or(misfit)?;
            fill(row, &spec, &each, is_first, &mut out).ok_or(misfit)?;
            is_first = false;
            if out.len() > most {
                return Err(Malformed { begins_at, at: begins_at, why: Refusal::TooLarge });
            }
        }
    }
    let too_large = Malformed { begins_at: 0, at, why: Refusal::TooLarge };
    Some(out).filter(|out| out.len() <= most).map(Cow::Owned).ok_or(too_large)
}

/// What stands once for each cell of a column: the cells of the columns that stand by it, in their order.
type Each<'t> = HashMap<&'t str, Vec<&'t str>>;

fn read_each<'t>(spec: &CsvHeader<'t>, next: &mut impl FnMut() -> Option<&'t str>) -> Option<Each<'t>> {
    let Some(key) = spec.key() else { return Some(Each::new()) };
    let depending = spec.said.iter().filter(|said| **said == Said::By(key)).count();
    let count = spec.read_each(key, next()?)?;
    let mut each = Each::new();
    for _ in 0..count {
        let mut row = cells(next()?.strip_suffix('\n')?, spec.separator);
        let cell = row.next()?;
        let others: Vec<&str> = row.take(MOST_COLUMNS + 1).collect();
        if others.len() != depending || each.insert(cell, others).is_some() {
            return None;
        }
    }
    Some(each)
}

/// Writes the line that a row was.
fn fill(row: &str, spec: &CsvHeader, each: &Each, is_first: bool, out: &mut String) -> Option<()> {
    if let Some(line) = row.strip_prefix(' ') {
        out.push_str(line);
        return Some(());
    }
    let text = text_of(row);
    let own: Vec<&str> = cells(text, spec.separator).take(MOST_COLUMNS + 1).collect();
    if own.len() != spec.said.iter().filter(|said| **said == Said::InRows).count() {
        return None;
    }
    let before = |key: usize| spec.said[..key].iter().filter(|said| **said == Said::InRows).count();
    let others = match spec.key() {
        Some(key) if !is_first => each.get(own[before(key)])?.as_slice(),
        _ => &[],
    };
    let (mut own, mut others) = (own.into_iter(), others.iter().copied());
    for (index, (name, said)) in spec.names.iter().zip(&spec.said).enumerate() {
        if index > 0 {
            out.push(spec.separator.character());
        }
        let cell = match *said {
            Said::InRows => own.next()?,
            _ if is_first => name,
            Said::Always(value) => value,
            Said::By(_) => others.next()?,
        };
        out.push_str(cell);
    }
    out.push_str(&row[text.len()..]);
    Some(())
}
