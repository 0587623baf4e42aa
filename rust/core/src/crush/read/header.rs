//! Reading headers: columns, fields of records, and what a document announces.

use std::borrow::Cow;

use crate::crush::header::{MATRICES, RAW, RECORDS, REPEATS};
use crate::json::scalar;
use crate::json::write::quote_into;

use super::json_end;

/// Groups nested deeper than this are no header of ours.
const DEEPEST_GROUP: usize = 16;

/// A leaf of the header: its keys as JSON strings, outermost first, and what its cells are.
pub struct Leaf<'a> {
    /// The last is the leaf's own.
    pub path: Vec<Cow<'a, str>>,
    /// What stands in the rows.
    pub cells: Cells<'a>,
}

/// What the cells of a leaf are.
pub enum Cells<'a> {
    /// Values.
    Values,
    /// None: this JSON is the value of every row.
    Constant(Cow<'a, str>),
    /// Elements with these leaves.
    Group(Vec<Leaf<'a>>),
}

/// A record type.
pub struct RecordType<'a> {
    /// What stands before the parenthesis.
    pub name: &'a str,
    /// Its fields.
    pub fields: Vec<Leaf<'a>>,
}

/// What a document announces before it begins.
#[derive(Default)]
pub struct Announcement<'a> {
    /// Record types.
    pub types: Vec<RecordType<'a>>,
    /// Whether `&` and `*` mark repeats.
    pub repeats: bool,
    /// Whether `;` stands between the rows of matrices.
    pub matrices: bool,
    /// Whether `"""` opens text without escapes.
    pub raw: bool,
}

/// The announcements at `at` and the offset behind their line, or `None` where the text is no such line.
pub fn announcement(text: &str, at: usize) -> Option<(Announcement<'_>, usize)> {
    let mut found = Announcement::default();
    let mut reader = HeaderReader { text, at };
    if reader.takes(RECORDS) {
        found.types = reader.types()?;
    }
    found.repeats = reader.takes(REPEATS);
    found.matrices = reader.takes(MATRICES);
    found.raw = reader.takes(RAW);
    (reader.at > at && reader.takes("\n")).then_some((found, reader.at))
}

/// The header's leaves and the offset behind its line, or `None` where the text is no header.
pub fn columns(text: &str, at: usize) -> Option<(Vec<Leaf<'_>>, usize)> {
    let mut reader = HeaderReader { text, at };
    let leaves = reader.leaves(b'\n', 0)?;
    Some((leaves, reader.at))
}

struct HeaderReader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> HeaderReader<'a> {
    fn takes(&mut self, expected: &str) -> bool {
        let found = self.text[self.at..].starts_with(expected);
        self.at += if found { expected.len() } else { 0 };
        found
    }

    fn types(&mut self) -> Option<Vec<RecordType<'a>>> {
        let mut types = Vec::new();
        loop {
            let start = self.at;
            self.at += self.text[start..].bytes().position(|byte| b"(),[]\n".contains(&byte))?;
            let name = &self.text[start..self.at];
            self.takes("(").then_some(())?;
            types.push(RecordType { name, fields: self.leaves(b')', 0)? });
            if self.takes("]") {
                return Some(types);
            }
            self.takes(",").then_some(())?;
        }
    }

    /// The leaves up to `end`, which is consumed.
    fn leaves(&mut self, end: u8, depth: usize) -> Option<Vec<Leaf<'a>>> {
        let mut leaves = Vec::new();
        loop {
            leaves.push(self.leaf(depth)?);
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b',' => {}
                byte if byte == end => return Some(leaves),
                _ => return None,
            }
        }
    }

    fn leaf(&mut self, depth: usize) -> Option<Leaf<'a>> {
        let mut path = vec![self.key()?];
        while self.takes(".") {
            path.push(self.key()?);
        }
        let cells = match self.peek()? {
            b'=' => self.constant()?,
            b'[' if depth < DEEPEST_GROUP => {
                self.at += 1;
                Cells::Group(self.leaves(b']', depth + 1)?)
            }
            b'[' => return None,
            _ => Cells::Values,
        };
        Some(Leaf { path, cells })
    }

    fn key(&mut self) -> Option<Cow<'a, str>> {
        let (bytes, start) = (self.text.as_bytes(), self.at);
        if self.peek() == Some(b'"') {
            self.at = scalar::string_end(bytes, start).ok()?;
            return Some(Cow::Borrowed(&self.text[start..self.at]));
        }
        self.at += bytes[start..].iter().position(|byte| b",.:;[]{}()=*\n".contains(byte))?;
        (self.at > start).then(|| quoted(&self.text[start..self.at]))
    }

    fn constant(&mut self) -> Option<Cells<'a>> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        if matches!(bytes.get(start), Some(b'"' | b'[' | b'{')) {
            self.at = json_end(bytes, start)?;
            return Some(Cells::Constant(Cow::Borrowed(&self.text[start..self.at])));
        }
        self.at = start + bytes[start..].iter().position(|byte| b",;[](){}=*\n".contains(byte))?;
        let bare = &self.text[start..self.at];
        (!bare.is_empty()).then(|| Cells::Constant(bare_value(bare)))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// The JSON of what stands bare: a number or literal is itself, anything else a string.
pub fn bare_value(bare: &str) -> Cow<'_, str> {
    match scalar::scalar_end(bare.as_bytes(), 0) {
        Ok(end) if end == bare.len() => Cow::Borrowed(bare),
        _ => quoted(bare),
    }
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> Cow<'_, str> {
    let mut quoted = String::with_capacity(text.len() + 2);
    quote_into(text, &mut quoted);
    Cow::Owned(quoted)
}
