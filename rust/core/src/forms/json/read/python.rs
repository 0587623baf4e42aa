//! Closing what was opened of Python: objects become instances again, keys integers.

use super::value::{Misfit, Read, Reader, TooLarge};
use super::{Rows, TableMark};
use crate::forms::json::{instances, integer_keys};
use crate::json::parse::parse_transcribed;

impl Reader<'_> {
    /// Makes integers of the keys that read as such, and instances of the objects with their fields, in the document that starts
    /// there in the output.
    pub(super) fn close_python(&mut self, start: usize, out: &mut String) -> Read<()> {
        if !self.announced.integer_keys && self.announced.classes.is_empty() {
            return Ok(());
        }
        let mut values = std::mem::take(&mut self.joined);
        if values.is_empty() {
            values.push(start..out.len());
        }
        let (mut document, mut copied) = (String::with_capacity(out.len() - start), start);
        for value in values {
            document.push_str(&out[copied..value.start]);
            copied = value.end;
            document.push_str(&self.python(&out[value], start + document.len())?);
        }
        document.push_str(&out[copied..]);
        out.replace_range(start.., &document);
        Ok(())
    }

    /// The value of a document with what is Python's in it as Python has it, behind the first `before` bytes of the output.
    fn python(&self, value: &str, before: usize) -> Read<String> {
        let mut json = instances::marked(value).ok_or(Misfit)?;
        self.check_parse(&json, before)?;
        if self.announced.integer_keys {
            json = integer_keys::closed(&parse_transcribed(&json).map_err(|_| Misfit)?);
        }
        let tape = parse_transcribed(&json).map_err(|_| Misfit)?;
        instances::closed(&tape, &self.announced.classes, self.most.saturating_sub(before)).ok_or(TooLarge)
    }

    /// Notes that an object of a table stands in the output from there on, where it may be more than an object.
    pub(super) fn note_joined(&mut self, mark: &TableMark<'_>, start: usize, out: &str) {
        if matches!(mark.of, Rows::Joined(_)) && self.root == Some(mark.end) {
            self.joined.push(start..out.len());
        }
    }
}
