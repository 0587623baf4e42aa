//! Keys of dicts that are integers in Python: written as the strings that JSON has for them, below a line that says so.
//!
//! ```text
//! [integer keys]
//! {"7":{"name":"Ada"},"8":{"name":"Bob"}}
//! ```
//!
//! Each key that reads as an integer is one; so no dict may have such a string for a key.

use super::notation::INTEGER_KEYS;
use super::read::is_announced;
use crate::json::parse::parse_transcribed;
use crate::json::scalar::is_integer;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::verbatim::{VERBATIM, marked_into};

/// Whether a document, transcribed and minified, has keys that are integers.
pub fn has_any(json: &str) -> bool {
    memchr::memmem::find(json.as_bytes(), &[VERBATIM, b':']).is_some()
}

/// A text in our notation below the line that announces such keys.
pub fn announced(body: &str) -> String {
    [INTEGER_KEYS, if is_announced(body) { "" } else { "\n" }, body].concat()
}

/// The document, transcribed and minified, with strings for its integer keys; `None` where these could not be told from others.
/// Near-linear.
pub fn opened(json: &str) -> Option<String> {
    let mut out = String::with_capacity(json.len());
    let mut parts = json.split(char::from(VERBATIM)).enumerate().peekable();
    while let Some((index, part)) = parts.next() {
        match parts.peek() {
            Some((_, behind)) if index % 2 == 1 && behind.starts_with(':') => out.extend(["\"", part, "\""]),
            _ if index % 2 == 1 => marked_into(part, &mut out),
            _ => out.push_str(part),
        }
    }
    (closed(&parse_transcribed(&out).ok()?) == json).then_some(out)
}

/// The transcribed document on a tape with each key that reads as an integer as one. Near-linear.
pub fn closed(tape: &Tape<'_>) -> String {
    let objects = (0..tape.len() as NodeId).filter(|&id| tape.kind(id) == Kind::Object);
    let mut keys: Vec<NodeId> = objects.flat_map(|id| tape.fields(id)).map(|(key, _)| key).collect();
    keys.sort_unstable();
    let (source, mut copied) = (tape.source(), 0);
    let mut out = String::with_capacity(source.len());
    for id in keys {
        let name = tape.text(id).strip_prefix('"').and_then(|key| key.strip_suffix('"'));
        if let Some(name) = name.filter(|name| is_integer(name.as_bytes())) {
            out.push_str(&source[copied..tape.start(id)]);
            marked_into(name, &mut out);
            copied = tape.end(id);
        }
    }
    out.push_str(&source[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::find::whole;
    use crate::json::write::minified;

    fn opened_in(repr: &str) -> Option<String> {
        let json = minified(&whole(repr)?.into_json(repr));
        assert!(has_any(&json), "{repr}");
        opened(&json)
    }

    #[test]
    fn integers_become_strings() {
        for (repr, json) in [
            ("{7: {'a': 1}, -8: [2]}", r#"{"7":{"a":1},"-8":[2]}"#),
            ("[{'a': 'x', 0: {'1.5': None}}]", r#"[{"a":"x","0":{"1.5":null}}]"#),
            ("{1: (1, 2), 2: {'at': nan}}", "{\"1\":\u{1a}(1, 2)\u{1a},\"2\":{\"at\":\u{1a}nan\u{1a}}}"),
            ("{1: [{2: 'b'}]}", "{\"1\":[\u{1a}{2: 'b'}\u{1a}]}"),
        ] {
            assert_eq!(opened_in(repr).as_deref(), Some(json));
        }
    }

    #[test]
    fn strings_that_read_as_integers_stay_strings() {
        assert_eq!(opened_in("{1: 'a', '2': 'b'}"), None);
        assert!(opened_in("{1: 'a', '02': 'b', '1e5': '3'}").is_some());
    }

    #[test]
    fn other_keys_are_none() {
        for repr in ["{1.5: 'a'}", "{None: 'a'}", "{(1, 2): 'a'}", "{1: 'a', 1.5: 'b'}", "{-0: 1}"] {
            assert!(whole(repr).is_none(), "{repr}");
        }
    }
}
