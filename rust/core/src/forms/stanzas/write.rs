//! What is written of a text in stanzas.

use super::cell::{put_row, row};
use super::head::{Head, may_be};
use super::starts::Start;
use super::template::{Template, names};
use super::{END, HEADER, LEAST_ROWS, THESE_LINES, THIS_LINE, entries};
use crate::config::Level;
use crate::forms::blocks;
use crate::forms::facts::Facts;
use crate::forms::text_lines::lines;

/// Rows are written where they save one byte in so many.
const BYTES_FOR_ONE: usize = 6;

/// The text with rows for its stanzas; `None` where that saves too little, or blocks told from each other save more, where
/// only numbers tell them apart, or where it is code. Linear in the text.
///
/// Lines have rows above the plain level alone, items of YAML at the compact level alone: of 42 questions a small model answered 36
/// right from them, 17 from the rows.
#[must_use]
pub fn written(facts: &Facts<'_>, level: Level) -> Option<String> {
    if facts.is_known_fixed() {
        return None;
    }
    let is_shorter = |short: &String| short.len() < facts.text().len() - facts.text().len() / BYTES_FOR_ONE;
    let of_blocks = of_blocks(facts, level).filter(is_shorter);
    let of_blocks = of_blocks.filter(|short| blocks::written_within(facts, short.len()).is_none());
    let entries = || (level > Level::Plain).then(|| entries::written(facts, level)).flatten();
    of_blocks.or_else(|| entries().filter(is_shorter))
}

/// The text with rows for blocks of several lines.
fn of_blocks(facts: &Facts<'_>, level: Level) -> Option<String> {
    let text = facts.text();
    let start = Start::found(text)?;
    if !may_be(|| start.stanzas(text)) {
        return None;
    }
    let before = &text[..start.all(text).next().unwrap_or(text.len())];
    let stanzas: Vec<&str> = start.stanzas(text).collect();
    let head = Head::of(&stanzas);
    if head.shapes.len() < 2 || head.stanzas.len() < LEAST_ROWS || facts.is_fixed() {
        return None;
    }
    let rows = head.stanzas.clone();
    let template = Template::of(&stanzas, head).filter(|template| template.lines() > 1)?;
    let is_item = template.text.starts_with("- "); // whose first key says what its number is
    let numbers = || rows.iter().map(|&row| template.parted(stanzas[row]).0);
    let is_misread = if is_item { level != Level::Compact } else { are_numbered(numbers()) };
    if is_misread {
        return None;
    }
    let names = row(names(&template.text).iter().map(String::as_str));
    let short = Short::of(rows.len(), &template.text, names);
    Some(short.with(before, &stanzas, &rows, |stanza| template.parted(stanza)))
}

/// Whether a number that counts them is what rows begin with, as those that databases print below one another do. Models take it for
/// their id: of 54 questions about such rows 44 were right from the lines, 34 from the rows.
pub(super) fn are_numbered<'s>(rows: impl Iterator<Item = Vec<&'s str>>) -> bool {
    let number =
        |values: Vec<&str>| values.first()?.trim_matches(|c: char| c.is_ascii_punctuation()).parse::<u32>().ok();
    let numbers: Option<Vec<u32>> = rows.take(LEAST_ROWS).map(number).collect();
    numbers.is_some_and(|numbers| numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1])))
}

/// A text as it is written.
pub(super) struct Short {
    text: String,
    /// The names of the cells, until they stand above the first row.
    names: Option<String>,
}

impl Short {
    /// The header of so many rows, each of which stands for the lines of a template.
    pub(super) fn of(rows: usize, template: &str, names: String) -> Self {
        let count = match lines(template).count() {
            1 => THIS_LINE.to_owned(),
            several => [THESE_LINES[0], &several.to_string(), THESE_LINES[1]].concat(),
        };
        let text = [HEADER[0], &rows.to_string(), HEADER[1], &count, HEADER[2], template, END].concat();
        Self { text, names: Some(names) }
    }

    /// The text with what stands before the stanzas, and a row for each of those with these numbers: `parted` gives its cells,
    /// and what stands behind the lines that the row is for.
    pub(super) fn with<'s>(
        mut self,
        before: &str,
        stanzas: &[&'s str],
        rows: &[usize],
        parted: impl Fn(&'s str) -> (Vec<&'s str>, &'s str),
    ) -> String {
        self.put_lines(before);
        let mut rows = rows.iter().copied().peekable();
        for (number, stanza) in stanzas.iter().enumerate() {
            if rows.next_if_eq(&number).is_none() {
                self.put_lines(stanza);
                continue;
            }
            let (values, behind) = parted(stanza);
            self.text.extend(self.names.take());
            put_row(values.into_iter(), &mut self.text);
            self.put_lines(behind);
        }
        if !stanzas.last().is_some_and(|stanza| stanza.ends_with('\n')) && self.text.ends_with('\n') {
            self.text.pop();
        }
        self.text
    }

    /// Lines that stay as they are.
    fn put_lines(&mut self, others: &str) {
        self.text.extend(lines(others).flat_map(|line| [" ", line]));
    }
}
