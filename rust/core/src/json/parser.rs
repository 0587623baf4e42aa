//! The parser that fills a tape: one pass, no recursion, depth on a stack of its own.

use super::repr::{VERBATIM, marked_end};
use super::scalar::{number_end, scalar_end, skip_space};
use super::tape::{MAX_TEXT_BYTES, Malformed, Node, NodeId, Tape};

/// How deep a packed value may nest: a text of brackets alone would take twelve times its own memory else.
const DEEPEST_PACKED: usize = 1 << 16;

/// No more nodes than this: a value stands at the beginning and behind every mark.
fn most_nodes(bytes: &[u8]) -> usize {
    1 + memchr::memchr3_iter(b',', b':', b'[', bytes).count() + memchr::memchr_iter(b'{', bytes).count()
}

/// The offset behind the array of numbers at `start`, if one stands there.
fn numbers_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at = skip_space(bytes, at);
        at = skip_space(bytes, number_end(bytes, at).ok()?);
        match bytes.get(at)? {
            b',' => at += 1,
            b']' => return Some(at + 1),
            _ => return None,
        }
    }
}

pub(super) struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    pub nodes: Vec<Node>,
    /// Containers not closed yet, outermost first.
    pub open: Vec<NodeId>,
    /// Whether arrays of numbers are one node.
    packs_numbers: bool,
    /// Whether what JSON cannot say may stand between two marks.
    is_transcribed: bool,
    /// Deeper values do not fit.
    deepest: usize,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, start: usize) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: start,
            nodes: Vec::new(),
            open: Vec::new(),
            packs_numbers: false,
            is_transcribed: false,
            deepest: usize::MAX,
        }
    }

    pub fn packing(text: &'a str, start: usize) -> Self {
        Self { packs_numbers: true, deepest: DEEPEST_PACKED, ..Self::new(text, start) }
    }

    pub fn transcribed(text: &'a str) -> Self {
        let nodes = Vec::with_capacity(most_nodes(text.as_bytes()));
        Self { nodes, is_transcribed: true, ..Self::packing(text, 0) }
    }

    pub fn run(mut self, text: &'a str) -> Result<Tape<'a>, Malformed> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(Malformed { at: MAX_TEXT_BYTES });
        }
        self.parse()?;
        Ok(Tape { text, nodes: self.nodes })
    }

    pub fn run_to_end(self, text: &'a str) -> Result<Tape<'a>, Malformed> {
        let tape = self.run(text)?;
        match skip_space(text.as_bytes(), tape.end(Tape::ROOT)) {
            end if end == text.len() => Ok(tape),
            at => Err(Malformed { at }),
        }
    }

    pub fn parse(&mut self) -> Result<(), Malformed> {
        loop {
            self.value()?;
            if !self.advance_to_value()? {
                return Ok(());
            }
        }
    }

    /// Reads a scalar whole, or opens a container and stops before its first value.
    fn value(&mut self) -> Result<(), Malformed> {
        loop {
            self.at = skip_space(self.bytes, self.at);
            match self.bytes.get(self.at) {
                Some(b'{') => {
                    if self.open_container(b'}')? {
                        return Ok(());
                    }
                    self.key()?;
                }
                Some(b'[') => {
                    if self.packs_numbers && self.numbers() || self.open_container(b']')? {
                        return Ok(());
                    }
                }
                Some(_) => return self.scalar(),
                None => return Err(Malformed { at: self.at }),
            }
        }
    }

    /// Reads an array of numbers, if one stands here, as a whole.
    fn numbers(&mut self) -> bool {
        let end = numbers_end(self.bytes, self.at);
        if let Some(end) = end {
            self.push(self.at, end);
            self.at = end;
        }
        end.is_some()
    }

    /// Opens a container; answers whether it was empty and is closed again.
    fn open_container(&mut self, closer: u8) -> Result<bool, Malformed> {
        if self.open.len() == self.deepest {
            return Err(Malformed { at: self.at });
        }
        let id = self.push(self.at, 0);
        self.at = skip_space(self.bytes, self.at + 1);
        let empty = self.bytes.get(self.at) == Some(&closer);
        if empty {
            self.at += 1;
            self.close(id);
        } else {
            self.open.push(id);
        }
        Ok(empty)
    }

    /// Behind a value: goes on to the next value, closing containers. False once the root is complete.
    fn advance_to_value(&mut self) -> Result<bool, Malformed> {
        while let Some(&id) = self.open.last() {
            let in_object = self.bytes[self.nodes[id as usize].start as usize] == b'{';
            self.at = skip_space(self.bytes, self.at);
            match self.bytes.get(self.at) {
                Some(b',') if in_object => {
                    self.at += 1;
                    return self.key().map(|()| true);
                }
                Some(b',') => {
                    self.at += 1;
                    return Ok(true);
                }
                Some(b'}') if in_object => self.close_innermost(),
                Some(b']') if !in_object => self.close_innermost(),
                _ => return Err(Malformed { at: self.at }),
            }
        }
        Ok(false)
    }

    fn close_innermost(&mut self) {
        self.at += 1;
        if let Some(id) = self.open.pop() {
            self.close(id);
        }
    }

    fn close(&mut self, id: NodeId) {
        let after = self.nodes.len() as u32;
        let node = &mut self.nodes[id as usize];
        node.end = self.at as u32;
        node.after = after;
    }

    fn key(&mut self) -> Result<(), Malformed> {
        self.at = skip_space(self.bytes, self.at);
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(Malformed { at: self.at });
        }
        self.scalar()?;
        self.at = skip_space(self.bytes, self.at);
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(Malformed { at: self.at });
        }
        self.at += 1;
        Ok(())
    }

    fn scalar(&mut self) -> Result<(), Malformed> {
        let start = self.at;
        let is_marked = self.is_transcribed && self.bytes.get(start) == Some(&VERBATIM);
        let end = if is_marked { marked_end(self.bytes, start).ok_or(start) } else { scalar_end(self.bytes, start) };
        let end = end.map_err(|at| Malformed { at })?;
        self.push(start, end);
        self.at = end;
        Ok(())
    }

    fn push(&mut self, start: usize, end: usize) -> NodeId {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node { start: start as u32, end: end as u32, after: id + 1 });
        id
    }
}
