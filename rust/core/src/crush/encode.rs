//! The shortest lossless form of a JSON value: tables wherever they take fewer tokens, minified JSON everywhere else.

use std::collections::BTreeMap;

use super::shape::{self, Cell};
use super::table::table_into;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::tokens::Vocabulary;

/// Arrays are weighed against the tables inside them this deep; deeper ones stay JSON, so that the work stays linear.
const DEEPEST_TABLE: usize = 8;

/// The encoding of a minified document, or `None` where no table makes it shorter.
///
/// Each array is decided by exact token count, innermost first, so every byte is counted at most twice a level.
#[must_use]
pub fn with_tables(tape: &Tape<'_>, vocabulary: Vocabulary) -> Option<String> {
    let mut chosen = Tables::default();
    for array in candidates(tape).into_iter().rev() {
        let Some(table) = table_of(tape, array) else { continue };
        let as_json = chosen.render(tape, array);
        if vocabulary.count(&table) < vocabulary.count(&as_json) {
            chosen.choose(tape, array, table);
        }
    }
    (!chosen.0.is_empty()).then(|| chosen.render(tape, Tape::ROOT))
}

/// The arrays of two or more objects, in document order, at most [`DEEPEST_TABLE`] of them within each other.
fn candidates(tape: &Tape<'_>) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut around: Vec<NodeId> = Vec::new();
    for id in 0..tape.len() as NodeId {
        while around.last().is_some_and(|&array| tape.after(array) <= id) {
            around.pop();
        }
        if around.len() < DEEPEST_TABLE && is_array_of_objects(tape, id) {
            found.push(id);
            around.push(id);
        }
    }
    found
}

fn is_array_of_objects(tape: &Tape<'_>, id: NodeId) -> bool {
    tape.kind(id) == Kind::Array
        && tape.children(id).nth(1).is_some()
        && tape.children(id).all(|child| tape.kind(child) == Kind::Object)
}

fn table_of(tape: &Tape<'_>, array: NodeId) -> Option<String> {
    let rows: Vec<Cell> = tape.children(array).map(Some).collect();
    let columns = shape::columns(tape, &rows)?;
    let mut out = String::with_capacity(tape.text(array).len() / 2);
    table_into(tape, &columns, rows.len(), &mut out);
    Some(out)
}

/// The tables chosen so far, by the array they replace.
#[derive(Default)]
struct Tables(BTreeMap<NodeId, String>);

impl Tables {
    /// Takes the table for an array; those chosen inside it are no longer needed.
    fn choose(&mut self, tape: &Tape<'_>, array: NodeId, table: String) {
        let inner: Vec<NodeId> = self.0.range(array + 1..tape.after(array)).map(|(&id, _)| id).collect();
        for id in inner {
            self.0.remove(&id);
        }
        self.0.insert(array, table);
    }

    /// The text of a node with the chosen tables in it.
    fn render(&self, tape: &Tape<'_>, node: NodeId) -> String {
        let mut out = String::with_capacity(tape.text(node).len());
        let mut copied = tape.start(node);
        for (&array, table) in self.0.range(node..tape.after(node)) {
            out.push_str(&tape.source()[copied..tape.start(array)]);
            out.push_str(table);
            copied = tape.end(array);
        }
        out.push_str(&tape.source()[copied..tape.end(node)]);
        out
    }
}
