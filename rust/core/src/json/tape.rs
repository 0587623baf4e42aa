//! A strict RFC 8259 parser that keeps offsets instead of values.
//!
//! Numbers keep their spelling and strings their escapes, because both are read back from the text itself.
//! One pass, no recursion: depth costs four bytes a level on a stack of our own.

use std::borrow::Cow;

/// The longest text the tape can address: offsets are 32 bits wide.
pub const MAX_TEXT_BYTES: usize = u32::MAX as usize;

/// One value or object key: where it stands in the text and where its subtree ends on the tape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub start: u32,
    pub end: u32,
    pub after: u32,
}

/// What a tape takes for each byte of its text at most.
pub const NODE_BYTES: usize = size_of::<Node>();

/// Index of a node on its tape.
pub type NodeId = u32;

/// What a node is, told by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `{...}`: its children alternate between keys and values.
    Object,
    /// `[...]`.
    Array,
    /// `"..."`, a value or a key.
    String,
    /// A number in its own spelling.
    Number,
    /// `true`, `false` or `null`.
    Literal,
}

/// The nodes of one JSON value in document order. Twelve bytes a node.
#[derive(Debug)]
pub struct Tape<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Cow<'a, [Node]>,
}

/// Where and why a text stops being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// Byte offset of the first byte that does not fit.
    pub at: usize,
}

impl<'a> Tape<'a> {
    /// The root value.
    pub const ROOT: NodeId = 0;

    /// Number of nodes (values and keys).
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the tape holds no node; a parsed tape always holds one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node's own text, from its first byte to its last.
    #[must_use]
    pub fn text(&self, id: NodeId) -> &'a str {
        let node = self.nodes[id as usize];
        &self.text[node.start as usize..node.end as usize]
    }

    /// What the node is.
    #[must_use]
    pub fn kind(&self, id: NodeId) -> Kind {
        match self.text.as_bytes()[self.nodes[id as usize].start as usize] {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'"' => Kind::String,
            b'-' | b'0'..=b'9' => Kind::Number,
            _ => Kind::Literal,
        }
    }

    /// Whether a node is an array of numbers that are no nodes of their own.
    #[must_use]
    pub fn is_packed(&self, id: NodeId) -> bool {
        self.kind(id) == Kind::Array && self.is_childless(id) && self.text(id).contains(|c: char| c.is_ascii_digit())
    }

    /// Whether a node has no nodes inside: it is a scalar, or empty, or packed.
    #[must_use]
    pub fn is_childless(&self, id: NodeId) -> bool {
        self.nodes[id as usize].after == id + 1
    }

    /// The first node behind this node's subtree.
    #[must_use]
    pub fn after(&self, id: NodeId) -> NodeId {
        self.nodes[id as usize].after
    }

    /// Offset behind the node's last byte.
    #[must_use]
    pub fn end(&self, id: NodeId) -> usize {
        self.nodes[id as usize].end as usize
    }

    /// Offset of the node's first byte.
    #[must_use]
    pub fn start(&self, id: NodeId) -> usize {
        self.nodes[id as usize].start as usize
    }

    /// The whole text the offsets refer to.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.text
    }

    /// The children of a container in order; an object's alternate between keys and values.
    #[must_use]
    pub fn children(&self, id: NodeId) -> Children<'_, 'a> {
        Children { tape: self, next: id + 1, end: self.after(id) }
    }

    /// The children of a container that begin before the node `end`; an object's keys among them.
    pub(super) fn children_before(&self, id: NodeId, end: NodeId) -> Children<'_, 'a> {
        Children { tape: self, next: id + 1, end }
    }

    /// The key and value nodes of an object in order.
    pub fn fields(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> {
        let mut children = self.children(id);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }
}

/// Iterator over a container's children.
#[derive(Clone, Debug)]
pub struct Children<'t, 'a> {
    tape: &'t Tape<'a>,
    next: NodeId,
    end: NodeId,
}

impl Iterator for Children<'_, '_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let id = (self.next < self.end).then_some(self.next)?;
        self.next = self.tape.after(id);
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse;

    #[test]
    fn nodes_stand_in_document_order_and_keep_their_spelling() {
        let tape = parse(r#" {"a": [1.0, -2e5], "b": {}} "#).unwrap();
        let texts: Vec<&str> = (0..tape.len() as u32).map(|id| tape.text(id)).collect();
        assert_eq!(texts, [r#"{"a": [1.0, -2e5], "b": {}}"#, r#""a""#, "[1.0, -2e5]", "1.0", "-2e5", r#""b""#, "{}"]);
    }

    #[test]
    fn fields_pair_keys_with_values_and_skip_subtrees() {
        let tape = parse(r#"{"a":[1,[2,3]],"b":null}"#).unwrap();
        let fields: Vec<_> = tape.fields(Tape::ROOT).map(|(k, v)| (tape.text(k), tape.text(v))).collect();
        assert_eq!(fields, [(r#""a""#, "[1,[2,3]]"), (r#""b""#, "null")]);
    }
}
