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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse;

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
