//! Parsing JSON to a tape: one pass, no recursion, depth on a stack of its own.

use super::scalar::{is_integer, number_end, scalar_end, skip_space};
use super::tape::{MAX_TEXT_BYTES, Node, NodeId, NotJson, Tape};
use super::verbatim::{VERBATIM, marked_end};

/// How deep a packed value may nest: a text of brackets alone would take twelve times its own memory else.
const DEEPEST_PACKED: usize = 1 << 16;

/// Parses a text that is one JSON value, white space around it allowed.
///
/// # Errors
/// [`NotJson`] with the offset of the first byte that does not fit.
pub fn parse(text: &str) -> Result<Tape<'_>, NotJson> {
    Parser::new(text, 0).run_to_end(text)
}

/// What was read of a value that is no JSON, or not complete.
pub(super) struct Broken<'a> {
    /// What was read; containers that are not closed end nowhere.
    pub tape: Tape<'a>,
    /// The containers that are not closed, outermost first.
    pub open: Vec<NodeId>,
    /// The offset of the first byte that does not fit.
    pub at: usize,
}

/// What there is of the value at `start`; nothing where it is JSON, or none at all.
pub(super) fn parse_broken(text: &str, start: usize) -> Option<Broken<'_>> {
    if text.len() > MAX_TEXT_BYTES {
        return None;
    }
    let mut parser = Parser::new(text, start);
    let at = parser.parse().err()?.at;
    let Parser { nodes, open, .. } = parser;
    (!open.is_empty()).then_some(Broken { tape: Tape { text, nodes: nodes.into() }, open, at })
}

/// Like [`parse`], but an array of numbers is one node without children, because a list of digits would take twenty times
/// its own memory else; and what nests deeper than 65,536 levels is refused.
///
/// # Errors
/// [`NotJson`] with the offset of the first byte that does not fit.
pub fn parse_packed(text: &str) -> Result<Tape<'_>, NotJson> {
    Parser::packing(text, 0).run_to_end(text)
}

/// Like [`parse_packed`], but what the transcription of a Python repr keeps verbatim is a node, too.
///
/// # Errors
/// [`NotJson`] with the offset of the first byte that does not fit.
pub fn parse_transcribed(text: &str) -> Result<Tape<'_>, NotJson> {
    Parser::transcribed(text).run_to_end(text)
}

/// Parses the JSON value that starts at `start` (after white space) as [`parse_packed`] does; what follows it is not looked
/// at.
///
/// # Errors
/// [`NotJson`] with the offset of the first byte that does not fit.
pub fn parse_packed_at(text: &str, start: usize) -> Result<Tape<'_>, NotJson> {
    Parser::packing(text, start).run(text)
}

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

/// Whether an integer stands between the marks at `at`, as the key of a dict in Python.
fn marks_integer(bytes: &[u8], at: usize) -> bool {
    let end = if bytes.get(at) == Some(&VERBATIM) { marked_end(bytes, at) } else { None };
    end.is_some_and(|end| is_integer(&bytes[at + 1..end - 1]))
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    /// Containers not closed yet, outermost first.
    open: Vec<NodeId>,
    /// Whether arrays of numbers are one node.
    packs_numbers: bool,
    /// Whether what JSON cannot say may stand between two marks.
    is_transcribed: bool,
    /// Deeper values do not fit.
    deepest: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, start: usize) -> Self {
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

    fn packing(text: &'a str, start: usize) -> Self {
        Self { packs_numbers: true, deepest: DEEPEST_PACKED, ..Self::new(text, start) }
    }

    fn transcribed(text: &'a str) -> Self {
        let nodes = Vec::with_capacity(most_nodes(text.as_bytes()));
        Self { nodes, is_transcribed: true, ..Self::packing(text, 0) }
    }

    fn run(mut self, text: &'a str) -> Result<Tape<'a>, NotJson> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(NotJson { at: MAX_TEXT_BYTES });
        }
        self.parse()?;
        Ok(Tape { text, nodes: self.nodes.into() })
    }

    fn run_to_end(self, text: &'a str) -> Result<Tape<'a>, NotJson> {
        let tape = self.run(text)?;
        match skip_space(text.as_bytes(), tape.end(Tape::ROOT)) {
            end if end == text.len() => Ok(tape),
            at => Err(NotJson { at }),
        }
    }

    fn parse(&mut self) -> Result<(), NotJson> {
        loop {
            self.value()?;
            if !self.advance_to_value()? {
                return Ok(());
            }
        }
    }

    /// Reads a scalar whole, or opens a container and stops before its first value.
    fn value(&mut self) -> Result<(), NotJson> {
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
                None => return Err(NotJson { at: self.at }),
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
    fn open_container(&mut self, closer: u8) -> Result<bool, NotJson> {
        if self.open.len() == self.deepest {
            return Err(NotJson { at: self.at });
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
    fn advance_to_value(&mut self) -> Result<bool, NotJson> {
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
                _ => return Err(NotJson { at: self.at }),
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

    fn key(&mut self) -> Result<(), NotJson> {
        self.at = skip_space(self.bytes, self.at);
        if self.bytes.get(self.at) != Some(&b'"') && !(self.is_transcribed && marks_integer(self.bytes, self.at)) {
            return Err(NotJson { at: self.at });
        }
        self.scalar()?;
        self.at = skip_space(self.bytes, self.at);
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(NotJson { at: self.at });
        }
        self.at += 1;
        Ok(())
    }

    fn scalar(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        let is_marked = self.is_transcribed && self.bytes.get(start) == Some(&VERBATIM);
        let end = if is_marked { marked_end(self.bytes, start).ok_or(start) } else { scalar_end(self.bytes, start) };
        let end = end.map_err(|at| NotJson { at })?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_text_is_refused_where_it_breaks() {
        for (text, at) in [
            ("", 0),
            ("[1,]", 3),
            ("{\"a\"}", 4),
            ("01", 1),
            ("[1 2]", 3),
            ("\"\t\"", 1),
            ("nul", 0),
            ("[", 1),
            ("1.", 2),
            ("{\"a\":1,}", 7),
            ("[}", 1),
            ("\"\\u12\"", 1),
            ("-", 1),
            ("[1}", 2),
            ("{1:2}", 1),
        ] {
            assert_eq!(parse(text).map(|_| ()), Err(NotJson { at }), "{text:?}");
        }
    }

    #[test]
    fn arrays_of_numbers_are_packed() {
        let tape = parse_packed(r#"{"a": [1, -2.5e3 ],"b":[],"c":[1,"x"],"d":[[3]]}"#).unwrap();
        let texts: Vec<&str> =
            (0..tape.len() as u32).filter(|&id| tape.is_packed(id)).map(|id| tape.text(id)).collect();
        assert_eq!(texts, ["[1, -2.5e3 ]", "[3]"]);
        for text in ["[1,]", "[1 2]", "[01]", "[-]", "[1", "[1}"] {
            assert_eq!(parse_packed(text).map(|_| ()), parse(text).map(|_| ()), "{text}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(parse(&deep).unwrap().len(), 1_000_000);
    }
}
