//! The fields of objects in an order that is stated for them.

use std::collections::HashMap;

use crate::forms::fields::{Fields, set_of};
use crate::json::tape::{Kind, NodeId, Tape};

/// The document minified, the fields of each object that has exactly the names of one of `lists` in the order of that.
/// Linear, no recursion.
pub fn in_order<'f>(tape: &Tape<'_>, lists: impl Iterator<Item = &'f Fields>) -> String {
    let lists: HashMap<u64, &Fields> = lists.map(|fields| (fields.set(), fields)).collect();
    let mut out = String::with_capacity(tape.source().len());
    let mut pending = vec![Piece::Value(Tape::ROOT)];
    while let Some(piece) = pending.pop() {
        match piece {
            Piece::Value(id) if !tape.is_childless(id) => open(tape, id, &lists, &mut pending),
            Piece::Value(id) => out.push_str(tape.text(id)),
            Piece::Text(text) => out.push_str(text),
        }
    }
    out
}

/// What is still to be written.
enum Piece {
    Value(NodeId),
    Text(&'static str),
}

/// Puts the pieces of a container on the pile, the last first.
fn open(tape: &Tape<'_>, id: NodeId, lists: &HashMap<u64, &Fields>, pending: &mut Vec<Piece>) {
    let start = pending.len();
    if tape.kind(id) == Kind::Object {
        let mut before = "{";
        fields_in_order(tape, id, lists, |name, value| {
            pending.extend([Piece::Text(before), Piece::Value(name), Piece::Text(":"), Piece::Value(value)]);
            before = ",";
        });
        pending.push(Piece::Text("}"));
    } else {
        let mut before = "[";
        for element in tape.children(id) {
            pending.extend([Piece::Text(before), Piece::Value(element)]);
            before = ",";
        }
        pending.push(Piece::Text("]"));
    }
    pending[start..].reverse();
}

/// Tells of each field of an object, in the order that it is to have.
fn fields_in_order(
    tape: &Tape<'_>,
    object: NodeId,
    lists: &HashMap<u64, &Fields>,
    mut tell: impl FnMut(NodeId, NodeId),
) {
    let names = || tape.fields(object).map(|(name, _)| tape.text(name));
    let ordered = lists.get(&set_of(names())).and_then(|fields| {
        let found: HashMap<&str, (NodeId, NodeId)> = names().zip(tape.fields(object)).collect();
        let ordered: Option<Vec<_>> = fields.names().map(|name| found.get(name).copied()).collect();
        ordered.filter(|_| found.len() == fields.count() && names().count() == found.len())
    });
    match ordered {
        Some(ordered) => ordered.into_iter().for_each(|(name, value)| tell(name, value)),
        None => tape.fields(object).for_each(|(name, value)| tell(name, value)),
    }
}
