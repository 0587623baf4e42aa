//! Lists of objects in a document: what tables and pages take for its records.

use super::tape::{Kind, NodeId, Tape};

/// The list with the most objects; of equals the first. `None` where no list has one. Linear.
#[must_use]
pub fn longest_list(tape: &Tape<'_>) -> Option<NodeId> {
    let objects = |list: NodeId| tape.children(list).filter(|&row| tape.kind(row) == Kind::Object).count();
    let (mut longest, mut most) = (None, 0);
    for node in 0..tape.len() as NodeId {
        // Most nodes hold too few others to be looked at, which keeps away from the text.
        let inner = (tape.after(node) - node - 1) as usize;
        if inner > most && tape.kind(node) == Kind::Array {
            let count = objects(node);
            (longest, most) = if count > most { (Some(node), count) } else { (longest, most) };
        }
    }
    longest
}

/// Whether records differ in their values alone: what one has at a path of keys, all have so many nodes behind their own.
/// Linear.
#[must_use]
pub fn are_alike(tape: &Tape<'_>, records: &[NodeId]) -> bool {
    let Some((&first, others)) = records.split_first() else { return false };
    let keys = keys(tape, first);
    let is_like = |&record: &NodeId| {
        is_built_like(tape, record, first)
            && keys.iter().all(|&key| tape.text(record + (key - first)) == tape.text(key))
    };
    others.iter().all(is_like)
}

/// The keys of a value, in it and in what it holds.
fn keys(tape: &Tape<'_>, value: NodeId) -> Vec<NodeId> {
    let objects = (value..tape.after(value)).filter(|&node| tape.kind(node) == Kind::Object);
    objects.flat_map(|object| tape.fields(object).map(|(key, _)| key).collect::<Vec<_>>()).collect()
}

/// Whether two values hold nodes in the same places, containers of the same kinds.
fn is_built_like(tape: &Tape<'_>, value: NodeId, other: NodeId) -> bool {
    let nodes = tape.after(other) - other;
    let is_same = |place: NodeId| {
        let (one, two) = (value + place, other + place);
        tape.after(one) - value == tape.after(two) - other
            && (tape.is_childless(two) || tape.kind(one) == tape.kind(two))
    };
    tape.after(value) - value == nodes && (0..nodes).all(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse;

    #[test]
    fn records_are_alike_that_differ_in_their_values() {
        for (json, expected) in [
            (r#"[{"a":1,"b":{"c":[1,"x"]}},{"a":null,"b":{"c":["y",{}]}}]"#, true),
            (r#"[{"a":1}]"#, true),
            (r#"[{"a":{}},{"a":7}]"#, true),
            (r#"[{"a":1,"b":2},{"b":1,"a":2}]"#, false),
            (r#"[{"a":1},{"a":1,"b":2}]"#, false),
            (r#"[{"a":{"b":1}},{"a":["b",1]}]"#, false),
            (r#"[{"a":["x","y"]},{"a":[{"b":1}]}]"#, false),
            (r#"[{"a":1},7]"#, false),
            ("[]", false),
        ] {
            let tape = parse(json).unwrap();
            assert_eq!(are_alike(&tape, &tape.children(Tape::ROOT).collect::<Vec<_>>()), expected, "{json}");
        }
    }

    fn longest(json: &str) -> Option<&str> {
        let tape = parse(json).unwrap();
        longest_list(&tape).map(|list| tape.text(list))
    }

    #[test]
    fn the_list_with_the_most_objects_is_found() {
        assert_eq!(longest(r#"{"a":[{"b":[{},{}]}],"c":[1,2,3]}"#), Some("[{},{}]"));
        assert_eq!(longest(r#"[[{"x":1}],[{"x":2}]]"#), Some(r#"[{"x":1}]"#));
        assert_eq!((longest("[1,2]"), longest("{}")), (None, None));
    }
}
