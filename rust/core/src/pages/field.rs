//! Fields of records, by the paths that name them.

use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::unescape::unescaped;

/// Where each of some records has a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldPlace<'p> {
    /// At a path of keys.
    At(&'p str),
    /// So many nodes behind the record's own, in all of them; `None` where none has it.
    Behind(Option<NodeId>),
}

impl FieldPlace<'_> {
    /// The same in records that are all like `first`, found there once.
    pub fn in_alike(self, tape: &Tape<'_>, first: NodeId) -> Self {
        Self::Behind(self.of(tape, first).map(|value| value - first))
    }

    /// The value of this field in a record.
    pub fn of(self, tape: &Tape<'_>, record: NodeId) -> Option<NodeId> {
        match self {
            Self::At(path) => at(tape, record, path),
            Self::Behind(nodes) => nodes.map(|nodes| record + nodes),
        }
    }
}

/// The value at a dotted path of keys; a key may hold dots itself.
pub fn at(tape: &Tape<'_>, object: NodeId, path: &str) -> Option<NodeId> {
    if tape.kind(object) != Kind::Object {
        return None;
    }
    tape.fields(object).find_map(|(key, value)| {
        let key = tape.text(key);
        // Most keys are others, which their first letter tells.
        let may_be = matches!(key.as_bytes()[1], b'\\' | b'"') || path.as_bytes().first() == key.as_bytes().get(1);
        if !may_be {
            return None;
        }
        if &key[1..key.len() - 1] == path && !path.contains('\\') {
            return Some(value);
        }
        let rest = path.strip_prefix(&*unescaped(key))?;
        if rest.is_empty() { Some(value) } else { at(tape, value, rest.strip_prefix('.')?) }
    })
}
