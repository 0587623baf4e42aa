//! A text in this form read back.

use std::borrow::Cow;
use std::collections::HashMap;

use super::block::{self, Block, Whole};
use super::key::key;
use super::{LEFT_OUT, MOST_KINDS, parts};
use crate::forms::form::{Malformed, Refusal};
use crate::hash::TextHash;

/// The text that a text in this form stands for; any other text as it is. Linear in the result but for the order of a block's
/// keys.
///
/// # Errors
/// Lines are left out that no block above has, or it is more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    let Some((label, short)) = parts(text) else { return Ok(Cow::Borrowed(text)) };
    let mut reader = Reader { text: String::with_capacity(short.len().min(most)), most, kinds: HashMap::default() };
    let mut at = text.len() - short.len();
    for part in block::parts(short, label) {
        let read = match Block::of(part, label) {
            Some(block) => reader.read(block),
            None => reader.put(part),
        };
        read.map_err(|why| Malformed { begins_at: 0, at, why })?;
        at += part.len();
    }
    Ok(Cow::Owned(reader.text))
}

/// Reads a text in this form block by block.
struct Reader<'t> {
    text: String,
    most: usize,
    /// The last whole block of each kind.
    kinds: HashMap<&'t str, Whole<'t>, TextHash>,
}

impl<'t> Reader<'t> {
    fn put(&mut self, text: &str) -> Result<(), Refusal> {
        if self.text.len() + text.len() > self.most {
            return Err(Refusal::TooLarge);
        }
        self.text.push_str(text);
        Ok(())
    }

    fn read(&mut self, block: Block<'t>) -> Result<(), Refusal> {
        if block.is_told() {
            let whole = self.kinds.remove(block.kind()).ok_or(Refusal::Misfit)?;
            self.put_told(&block.lines, &whole)?;
            self.kinds.insert(block.kind(), whole);
            return self.put(block.blank);
        }
        block.lines.iter().try_for_each(|line| self.put(line))?;
        self.put(block.blank)?;
        if self.kinds.len() < MOST_KINDS || self.kinds.contains_key(block.kind()) {
            self.kinds.insert(block.kind(), Whole::of(block.lines));
        }
        Ok(())
    }

    /// Puts lines that are told from a whole block, and those of it that they leave out.
    fn put_told(&mut self, told: &[&str], whole: &Whole<'t>) -> Result<(), Refusal> {
        let mut place = 0;
        for (at, &line) in told.iter().enumerate() {
            if line == LEFT_OUT {
                let next = told.get(at + 1);
                let end = next.map_or(Some(whole.lines.len()), |line| whole.place(key(line), place));
                let left_out = place..end.ok_or(Refusal::Misfit)?;
                place = left_out.end;
                whole.lines[left_out].iter().try_for_each(|line| self.put(line))?;
            } else {
                self.put(line)?;
                place = whole.behind(line, place);
            }
        }
        Ok(())
    }
}
