//! A text in this form read back.

use std::borrow::Cow;

use super::cell::{row, value};
use super::template::names;
use super::{CELL, Parts, parts};
use crate::forms::csv::cells::{Separator, cells};
use crate::forms::form::{Malformed, Refusal};
use crate::forms::text_lines::lines;

/// The text that a text in this form stands for; any other text as it is. Linear in the result.
///
/// # Errors
/// There are more or fewer rows than are announced, one has not a cell for each value, or it is more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    let Some(Parts { rows, template, body }) = parts(text) else { return Ok(Cow::Borrowed(text)) };
    let names = names(template);
    let capacity = body.len().min(most);
    let mut reader = Reader { text: String::with_capacity(capacity), most, template, cells: names.len(), left: rows };
    let mut names = Some(row(names.iter().map(String::as_str)));
    let mut at = text.len() - body.len();
    for line in lines(body) {
        let read = match (line.strip_prefix(' '), &mut names) {
            (Some(line), _) => reader.put(line),
            (None, Some(said)) if said == line => {
                names = None;
                Ok(())
            }
            (None, Some(_)) => Err(Refusal::Misfit),
            (None, None) => reader.put_row(line),
        };
        read.map_err(|why| Malformed { begins_at: 0, at, why })?;
        at += line.len();
    }
    let misfit = Malformed { begins_at: 0, at, why: Refusal::Misfit };
    if reader.left > 0 { Err(misfit) } else { Ok(Cow::Owned(reader.text)) }
}

/// Reads a text in this form line by line.
struct Reader<'t> {
    text: String,
    most: usize,
    template: &'t str,
    /// So many cells has a row.
    cells: usize,
    /// So many rows are to come.
    left: usize,
}

impl Reader<'_> {
    fn put(&mut self, text: &str) -> Result<(), Refusal> {
        if self.text.len() + text.len() > self.most {
            return Err(Refusal::TooLarge);
        }
        self.text.push_str(text);
        Ok(())
    }

    /// Puts the lines that a row stands for; the last without its end where the row has none.
    fn put_row(&mut self, line: &str) -> Result<(), Refusal> {
        self.left = self.left.checked_sub(1).ok_or(Refusal::Misfit)?;
        let said = line.strip_suffix('\n').unwrap_or(line);
        let values: Vec<Cow<'_, str>> =
            cells(said, Separator::Comma).map(value).collect::<Option<_>>().ok_or(Refusal::Misfit)?;
        if values.len() != self.cells {
            return Err(Refusal::Misfit);
        }
        let template = if said == line { self.template.strip_suffix('\n').unwrap_or_default() } else { self.template };
        let mut values = values.iter();
        for (place, around) in template.split(CELL).enumerate() {
            if place > 0 {
                self.put(values.next().ok_or(Refusal::Misfit)?)?;
            }
            self.put(around)?;
        }
        Ok(())
    }
}
