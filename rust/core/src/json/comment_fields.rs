//! Comments in the records of a list, as fields of them in JSON: `"//": "in euros"`, `"/*": "in euros"`. The first fields stand for
//! comments before the record.

use super::tape::{Kind, NodeId, Tape};
use super::unescape::unescaped;
use super::write::quote_into;

/// What comments begin with, which is the name of such a field, and what they end with.
const ENDS: [(&str, &str); 2] = [("//", "\n"), ("/*", "*/")];

/// Whether a key, as it stands in JSON, is the name of such a field.
fn is_name(key: &str) -> bool {
    ENDS.iter().any(|(name, _)| key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) == Some(name))
}

/// Whether a minified document has such fields.
#[must_use]
pub fn has_any(json: &str) -> bool {
    ENDS.iter().any(|(name, _)| json.contains(&format!("\"{name}\":")))
}

/// Appends the field of the comment at `at`, without the white space at its ends; answers the offset behind it, before its line end.
///
/// # Errors
/// The offset up to which the text was read where no comment stands there, or it has no end.
pub(super) fn open_into(text: &str, at: usize, out: &mut String) -> Result<usize, usize> {
    let rest = &text[at..];
    let (name, end) = ENDS.into_iter().find(|(name, _)| rest.starts_with(name)).ok_or(at)?;
    let words = &rest[name.len()..];
    let length = memchr::memmem::find(words.as_bytes(), end.as_bytes()).ok_or(text.len())?;
    out.extend(["\"", name, "\":"]);
    quote_into(words[..length].trim(), out);
    Ok(at + name.len() + length + end.trim_end().len())
}

/// The document with each such field as the comment that it is. Linear.
#[must_use]
pub fn closed(tape: &Tape<'_>) -> String {
    let source = tape.source();
    let (mut out, mut copied) = (String::with_capacity(source.len()), 0);
    for object in (0..tape.len() as NodeId).filter(|&id| tape.kind(id) == Kind::Object) {
        let fields: Vec<(NodeId, NodeId)> = tape.fields(object).collect();
        // Records in records have none.
        if tape.start(object) < copied || !fields.iter().any(|&(key, _)| is_name(tape.text(key))) {
            continue;
        }
        out.push_str(&source[copied..tape.start(object)]);
        let before = fields.iter().take_while(|&&(key, value)| is_comment(tape, key, value)).count();
        fields_into(tape, &fields[..before], &mut out);
        out.push('{');
        fields_into(tape, &fields[before..], &mut out);
        copied = tape.end(object) - 1;
    }
    out.push_str(&source[copied..]);
    out
}

/// Appends fields with commas between them, before the comments between two.
fn fields_into(tape: &Tape<'_>, fields: &[(NodeId, NodeId)], out: &mut String) {
    let mut left = fields.iter().filter(|&&(key, value)| !is_comment(tape, key, value)).count();
    for &(key, value) in fields {
        if is_comment(tape, key, value) {
            comment_into(tape.text(key), tape.text(value), out);
            continue;
        }
        out.push_str(&tape.source()[tape.start(key)..tape.end(value)]);
        left -= 1;
        out.push_str(if left > 0 { "," } else { "" });
    }
}

fn is_comment(tape: &Tape<'_>, key: NodeId, value: NodeId) -> bool {
    is_name(tape.text(key)) && tape.kind(value) == Kind::String
}

fn comment_into(key: &str, text: &str, out: &mut String) {
    let words = unescaped(text);
    let (name, end) = ENDS[usize::from(key != "\"//\"")];
    let (space, behind) = (if words.is_empty() { "" } else { " " }, if end == "\n" { "" } else { " " });
    out.extend([name, space, &words, behind, end]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse_packed;

    fn opened(comment: &str) -> Option<(String, usize)> {
        let mut out = String::new();
        let end = open_into(comment, 0, &mut out).ok()?;
        Some((out, end))
    }

    #[test]
    fn comments_are_fields() {
        assert_eq!(opened("//  in \"euros\" \nx"), Some(("\"//\":\"in \\\"euros\\\"\"".to_owned(), 15)));
        assert_eq!(opened("/* a\nb */ x"), Some(("\"/*\":\"a\\nb\"".to_owned(), 9)));
        assert_eq!((opened("// x"), opened("/* x"), opened("/x/")), (None, None, None));
    }

    #[test]
    fn such_fields_are_comments() {
        for (json, text) in [
            (r#"[{"a":1,"//":"x","b":{"c":2}}]"#, "[{\"a\":1,// x\n\"b\":{\"c\":2}}]"),
            (r#"[{"//":"","a":1,"/*":"y","//":"z"},{"a":2}]"#, "[//\n{\"a\":1/* y */// z\n},{\"a\":2}]"),
        ] {
            assert_eq!(closed(&parse_packed(json).unwrap()), text);
            assert!(has_any(json) && !has_any(r#"{"a":"//"}"#));
        }
    }
}
