//! What lines of a result a view shows and a page numbers: those of its shortest form, or, where that has few and long ones,
//! those of an outline.

use std::borrow::Cow;

use super::units::LONGEST_BYTES;
use crate::json::find;
use crate::json::parse::parse_packed;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::write::minified;

/// Where more of a text stands on lines that have to be parted, in percent, an outline of its JSON is easier to read.
const MOST_PARTED_PERCENT: usize = 20;

/// A value that takes no more stands on one line.
const LONGEST_VALUE_BYTES: usize = 100;

/// Lines are indented no further.
const DEEPEST_INDENT: usize = 24;

/// A result as lines.
#[derive(Clone, Debug)]
pub struct Basis<'t> {
    /// Its text.
    pub text: Cow<'t, str>,
    /// Whether it is an outline of JSON.
    pub is_outline: bool,
}

impl<'t> Basis<'t> {
    /// The lines of `original`, which is `shortest` in its shortest form. Linear.
    #[must_use]
    pub fn of(original: &str, shortest: &'t str) -> Self {
        let outline = if is_parted(shortest) { outline(original) } else { None };
        match outline {
            Some(outline) => Self { text: outline.into(), is_outline: true },
            None => Self { text: shortest.into(), is_outline: false },
        }
    }
}

fn is_parted(text: &str) -> bool {
    let parted: usize = text.lines().map(str::len).filter(|&bytes| bytes > LONGEST_BYTES).sum();
    parted * 100 > text.len() * MOST_PARTED_PERCENT
}

/// The JSON that a text is as a whole, a line for each value that is short and for each bracket of those that are not.
fn outline(text: &str) -> Option<String> {
    let json = minified(&find::whole(text)?.into_json(text));
    let tape = parse_packed(&json).ok()?;
    let mut lines = String::with_capacity(json.len() * 5 / 4);
    let mut open: Vec<(NodeId, NodeId)> = Vec::new();
    let mut node = Tape::ROOT;
    loop {
        while let Some(&(container, end)) = open.last().filter(|(_, end)| node >= *end) {
            open.pop();
            put_line(&mut lines, open.len(), "", closing(&tape, container), is_last(&open, end));
        }
        let Some(&(container, end)) = open.last() else {
            if node > Tape::ROOT {
                break;
            }
            if is_short(&tape, node) {
                return None;
            }
            put_line(&mut lines, 0, "", opening(&tape, node), true);
            open.push((node, tape.after(node)));
            node += 1;
            continue;
        };
        let key = if tape.kind(container) == Kind::Object { Some(node) } else { None };
        let value = key.map_or(node, |key| key + 1);
        let named = key.map_or(String::new(), |key| format!("{}:", tape.text(key)));
        if is_short(&tape, value) {
            node = tape.after(value);
            put_line(&mut lines, open.len(), &named, tape.text(value), node >= end);
        } else {
            put_line(&mut lines, open.len(), &named, opening(&tape, value), true);
            open.push((value, tape.after(value)));
            node = value + 1;
        }
    }
    Some(lines)
}

fn is_short(tape: &Tape<'_>, value: NodeId) -> bool {
    tape.is_childless(value) || tape.text(value).len() <= LONGEST_VALUE_BYTES
}

fn is_last(open: &[(NodeId, NodeId)], behind: NodeId) -> bool {
    open.last().is_none_or(|&(_, end)| behind >= end)
}

fn opening(tape: &Tape<'_>, container: NodeId) -> &'static str {
    if tape.kind(container) == Kind::Object { "{" } else { "[" }
}

fn closing(tape: &Tape<'_>, container: NodeId) -> &'static str {
    if tape.kind(container) == Kind::Object { "}" } else { "]" }
}

fn put_line(lines: &mut String, depth: usize, key: &str, value: &str, no_comma: bool) {
    lines.extend(std::iter::repeat_n(' ', depth.min(DEEPEST_INDENT)));
    lines.push_str(key);
    lines.push_str(value);
    lines.push_str(if no_comma { "\n" } else { ",\n" });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> String {
        let pod = |id: usize| {
            format!(
                r#"{{"id": {id}, "spec": {{"image": "{}", "ports": [80, 443]}}, "note": "{}"}}"#,
                "i".repeat(50),
                "n".repeat(90)
            )
        };
        format!(r#"{{"kind": "List", "items": [{}], "empty": {{}}}}"#, (0..3).map(pod).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn an_outline_has_a_line_for_what_is_short() {
        let document = document();
        let short = minified(&document);
        let basis = Basis::of(&document, &short);
        assert!(basis.is_outline);
        let lines: Vec<&str> = basis.text.lines().take(6).collect();
        let image = format!(r#"   "spec":{{"image":"{}","ports":[80,443]}},"#, "i".repeat(50));
        assert_eq!(lines[..5], ["{", r#" "kind":"List","#, r#" "items":["#, "  {", r#"   "id":0,"#]);
        assert_eq!(lines[5], image);
        assert!(basis.text.ends_with("  }\n ],\n \"empty\":{}\n}\n"), "{}", basis.text);
    }

    #[test]
    fn an_outline_is_the_value_still() {
        let document = document();
        assert_eq!(minified(&outline(&document).unwrap()), minified(&document));
        let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
        assert_eq!(minified(&outline(&deep).unwrap()), deep);
    }

    #[test]
    fn what_has_lines_keeps_them() {
        let text = "a line\n".repeat(100);
        assert!(!Basis::of(&text, &text).is_outline);
        let words = "no lines and no JSON ".repeat(100);
        assert!(!Basis::of(&words, &words).is_outline);
    }
}
