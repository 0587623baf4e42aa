//! A text in this form read back.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::{HEADER, Mark};
use crate::forms::form::{Malformed, Refusal};
use crate::forms::text_lines::lines;
use crate::hash::hash_bytes;

/// The text that a text in this form stands for; any other text as it is. Linear in the result.
///
/// # Errors
/// A line says that lines above repeat that are not there, or it is more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    let Some(short) = text.strip_prefix(HEADER) else { return Ok(Cow::Borrowed(text)) };
    let mut reader = Reader { most, ..Reader::default() };
    let mut at = HEADER.len();
    for line in lines(short) {
        let read = match Mark::of(line) {
            Some(mark) => reader.repeated(mark),
            None => reader.put(line),
        };
        read.map_err(|why| Malformed { begins_at: 0, at, why })?;
        at += line.len();
    }
    Ok(Cow::Owned(reader.text))
}

/// Reads a text in this form line by line.
#[derive(Default)]
struct Reader {
    text: String,
    /// Where each line begins.
    starts: Vec<usize>,
    /// Where lines stood last and last but one, by their hashes; made when it is asked for.
    latest: HashMap<u64, [usize; 2]>,
    /// So many lines are in there.
    known: usize,
    most: usize,
}

impl Reader {
    fn put(&mut self, line: &str) -> Result<(), Refusal> {
        if self.text.len() + line.len() > self.most {
            return Err(Refusal::TooLarge);
        }
        self.starts.push(self.text.len());
        self.text.push_str(line);
        Ok(())
    }

    fn repeated(&mut self, mark: Mark) -> Result<(), Refusal> {
        let (first, lines) = match mark {
            Mark::InARow { lines, times } => {
                let first = self.starts.len().checked_sub(lines).ok_or(Refusal::Misfit)?;
                (first, lines.checked_mul(times - 1).ok_or(Refusal::TooLarge)?)
            }
            Mark::AsAbove { lines } => {
                let last = self.starts.len().checked_sub(1).ok_or(Refusal::Misfit)?;
                let first = self.before(last).ok_or(Refusal::Misfit)? + 1;
                if first + lines > last {
                    return Err(Refusal::Misfit);
                }
                (first, lines)
            }
        };
        (first..first + lines).try_for_each(|at| self.copied(at))
    }

    fn copied(&mut self, at: usize) -> Result<(), Refusal> {
        let range = self.range(at);
        if self.text.len() + range.len() > self.most {
            return Err(Refusal::TooLarge);
        }
        self.starts.push(self.text.len());
        self.text.extend_from_within(range);
        Ok(())
    }

    fn range(&self, at: usize) -> Range<usize> {
        self.starts[at]..self.starts.get(at + 1).copied().unwrap_or(self.text.len())
    }

    /// Where the `last` line stood last before that.
    fn before(&mut self, last: usize) -> Option<usize> {
        for at in self.known..=last {
            let hash = hash_bytes(&self.text.as_bytes()[self.range(at)]);
            let places = self.latest.entry(hash).or_insert([usize::MAX; 2]);
            *places = [at, places[0]];
        }
        self.known = last + 1;
        let hash = hash_bytes(&self.text.as_bytes()[self.range(last)]);
        let before = self.latest[&hash][1];
        let is_same = before < last && self.text[self.range(before)] == self.text[self.range(last)];
        is_same.then_some(before)
    }
}
