//! Closing: objects of announced classes become instances again, as Python writes them.

use super::classes::Classes;
use crate::json::instance::python_end;
use crate::json::literal::Language;
use crate::json::python::scalar_into;
use crate::json::scalar::scalar_end;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::verbatim::{VERBATIM, marked_into};

/// A minified document in which what only Python can say stands as Python has it, with its marks around that; `None` where it is
/// no such document. Near-linear.
pub fn marked(json: &str) -> Option<String> {
    let bytes = json.as_bytes();
    let (mut out, mut at) = (String::with_capacity(json.len()), 0);
    while at < bytes.len() {
        let end = match bytes[at] {
            b'"' => scalar_end(bytes, at).ok()?,
            b'[' | b']' | b'}' | b',' | b':' => at + 1,
            byte => match python_end(bytes, at) {
                Ok(end) => {
                    marked_into(&json[at..end], &mut out);
                    at = end;
                    continue;
                }
                Err(_) if byte == b'{' => at + 1,
                Err(_) => scalar_end(bytes, at).ok()?,
            },
        };
        out.push_str(&json[at..end]);
        at = end;
    }
    Some(out)
}

/// The transcribed document on a tape with its objects as instances of these classes; `None` where that takes more than `most`
/// bytes. Linear, no recursion.
pub fn closed(tape: &Tape<'_>, classes: &Classes, most: usize) -> Option<String> {
    let mut out = String::with_capacity(tape.source().len());
    let mut pending = vec![Piece::Value(Tape::ROOT, Language::Json)];
    while let Some(piece) = pending.pop() {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value(id, Language::Json) if tape.is_childless(id) => json_into(tape.text(id), &mut out),
            Piece::Value(id, Language::Python) if tape.is_childless(id) => python_into(tape.text(id), &mut out),
            Piece::Value(id, language) => open(tape, id, classes, language, &mut pending),
        }
        if out.len() > most {
            return None;
        }
    }
    Some(out)
}

/// What is still to be written.
enum Piece<'a> {
    Value(NodeId, Language),
    Text(&'a str),
}

/// Puts the pieces of a container on the pile, the last first.
fn open<'a>(tape: &Tape<'a>, id: NodeId, classes: &'a Classes, language: Language, pending: &mut Vec<Piece<'a>>) {
    let start = pending.len();
    if tape.kind(id) == Kind::Array {
        let items = tape.children(id).map(|item| [Piece::Text(""), Piece::Text(""), Piece::Value(item, language)]);
        listed(["[", "]"], items, language, pending);
    } else if let Some(class) = classes.of_object(tape, id) {
        pending.push(Piece::Text(class));
        let name = |key: &'a str| Piece::Text(&key[1..key.len() - 1]);
        let fields = tape
            .fields(id)
            .map(|(key, value)| [name(tape.text(key)), Piece::Text("="), Piece::Value(value, Language::Python)]);
        listed(["(", ")"], fields, Language::Python, pending);
    } else {
        let colon = if language == Language::Python { ": " } else { ":" };
        let fields = tape
            .fields(id)
            .map(|(key, value)| [Piece::Value(key, language), Piece::Text(colon), Piece::Value(value, language)]);
        listed(["{", "}"], fields, language, pending);
    }
    pending[start..].reverse();
}

/// Puts items on the pile with brackets around them and commas between them.
fn listed<'a>(
    [opening, closing]: [&'a str; 2],
    items: impl Iterator<Item = [Piece<'a>; 3]>,
    language: Language,
    pending: &mut Vec<Piece<'a>>,
) {
    let comma = if language == Language::Python { ", " } else { "," };
    pending.push(Piece::Text(opening));
    for (index, item) in items.enumerate() {
        pending.push(Piece::Text(if index > 0 { comma } else { "" }));
        pending.extend(item);
    }
    pending.push(Piece::Text(closing));
}

/// Appends what has no parts as it stands in JSON.
fn json_into(text: &str, out: &mut String) {
    out.push_str(text.trim_matches(char::from(VERBATIM)));
}

/// Appends what has no parts as Python has it; a list of numbers is one such.
fn python_into(text: &str, out: &mut String) {
    match text.as_bytes()[0] {
        VERBATIM => json_into(text, out),
        b'[' => out.push_str(&text.replace(',', ", ")),
        _ => scalar_into(text, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse_transcribed;

    fn classes() -> Classes {
        Classes::announced_at("[Python objects: Item(id,of),m.P(x)]\n").unwrap().0
    }

    #[test]
    fn objects_of_these_classes_are_instances() {
        for (json, python) in [
            (r#"[{"id":1,"of":[{"x":"a"},{"x":null}]}]"#, "[Item(id=1, of=[m.P(x='a'), m.P(x=None)])]"),
            (r#"{"id":1,"of":{"y":[1,2],"z":{}}}"#, "Item(id=1, of={'y': [1, 2], 'z': {}})"),
            (r#"{"of":1,"id":{"x":[true,"it's"]}}"#, r#"{"of":1,"id":m.P(x=[True, "it's"])}"#),
            (
                r#"[{"x":date(2026, 1, 2)},nan,{1, 2},{"x":{1: 'a'}}]"#,
                "[m.P(x=date(2026, 1, 2)),nan,{1, 2},m.P(x={1: 'a'})]",
            ),
        ] {
            let json = marked(json).unwrap();
            let tape = parse_transcribed(&json).unwrap();
            assert_eq!(closed(&tape, &classes(), 1000).as_deref(), Some(python));
            assert_eq!(closed(&tape, &classes(), python.len() - 1), None);
        }
    }

    #[test]
    fn what_reads_as_a_literal_may_begin_a_call() {
        assert_eq!(marked("[null,nullable(1),true]").as_deref(), Some("[null,\u{1a}nullable(1)\u{1a},true]"));
        for text in ["[x]", "[\"a]", "[date(1]", "[tru]"] {
            assert_eq!(marked(text), None, "{text}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let json = format!("{}1{}", r#"{"x":"#.repeat(60_000), "}".repeat(60_000));
        let tape = parse_transcribed(&json).unwrap();
        assert_eq!(closed(&tape, &classes(), usize::MAX).unwrap().len(), 60_000 * "m.P(x=)".len() + 1);
    }
}
