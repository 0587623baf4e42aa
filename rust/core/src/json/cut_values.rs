//! Values of a text that was cut off inside of them: JSON, or lists and dicts as Python shows them.

use super::cut::{self, Complete, ReadOfList};
use super::find::{Appearance, Found};
use super::made::Style;
use super::native::Dialect;
use super::note::{is_noted, is_noted_on_line};
use super::parse;
use super::verbatim::is_name;

/// A text may end in a literal or an escape, whose beginning is then what does not fit.
const LONGEST_CUT_SCALAR: usize = 8;

/// A document with dots amid a line has so many bytes before them.
const SHORTEST_DOCUMENT: usize = 160;

/// How documents of objects begin.
const OBJECTS: [&str; 4] = ["{\"", "[{\"", "{\n", "[\n"];

/// Fewer elements of a list are read as they stand.
const FEWEST: usize = 2;

/// What is complete of the value at `start`, which is JSON up to `json_to`, if it was cut off, and up to where that is all.
/// Linear.
pub(super) fn found(text: &str, start: usize, json_to: usize) -> Option<(Vec<Found<'_>>, usize)> {
    of_json(text, start, json_to).or_else(|| of_python(text, start))
}

fn of_json(text: &str, start: usize, json_to: usize) -> Option<(Vec<Found<'_>>, usize)> {
    // Dots amid a line mean many things in texts that are no documents.
    let is_document = json_to - start >= SHORTEST_DOCUMENT && OBJECTS.iter().any(|it| text[start..].starts_with(it));
    let is_cut = is_noted_on_line(text, json_to) || is_document && is_noted(text, json_to);
    if text.len() - json_to >= LONGEST_CUT_SCALAR && !is_cut {
        return None;
    }
    let found = |piece| match piece {
        Complete::Value(start, end) => {
            Found { start, end, appearance: Appearance::Value, json: None, dialect: Dialect::Python }
        }
        Complete::Elements(start, end) => {
            Found { start, end, appearance: Appearance::Cut, json: None, dialect: Dialect::Python }
        }
    };
    let (pieces, end) = cut::complete(text, start)?;
    Some((pieces.into_iter().map(found).collect(), end))
}

/// The same of a list or dict in Python. What is in the element that was cut off is looked for by itself.
fn of_python(text: &str, start: usize) -> Option<(Vec<Found<'_>>, usize)> {
    let (is_list, is_dict) = (begins_list(&text[start..]), text[start..].starts_with("{'"));
    let (ReadOfList { json, end, count }, at) = (is_list || is_dict).then(|| cut::broken_list(text, start))??;
    if !is_cut(text, start, at) {
        return None;
    }
    if is_list && count >= FEWEST && !is_around_dicts(&text[start..]) && parse::parse_transcribed(&json).is_ok() {
        return Some((
            vec![Found { start, end, appearance: Appearance::Cut, json: Some(json), dialect: Dialect::Python }],
            end,
        ));
    }
    Some((Vec::new(), start + 1))
}

/// Whether a list of dicts, tuples or instances begins.
fn begins_list(text: &str) -> bool {
    let first = text.strip_prefix('[').and_then(|rest| rest.bytes().next());
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'{' | b'(' | b'_'))
}

/// Whether it is one of dicts that classes show around them, which are values by themselves.
fn is_around_dicts(list: &str) -> bool {
    let first = &list.as_bytes()[1..];
    let name = first.iter().take_while(|&&byte| is_name(byte) || byte == b'.').count();
    name > 0 && Style::at(first.get(name + 1..).unwrap_or_default()).0 == Style::Dict
}

/// Whether the value at `start`, which was read up to `at`, was cut off there, perhaps behind half of what parts two values.
fn is_cut(text: &str, start: usize, at: usize) -> bool {
    let Some(rest) = text.get(at..) else { return at > text.len() };
    // A word of the note may have been read as the name of a call, its first dot as a number's.
    let read = |belongs: fn(u8) -> bool| text.as_bytes()[start..at].iter().rev().take_while(|&&it| belongs(it)).count();
    let (name, dots) = (read(is_name), read(|byte| byte == b'.'));
    let behind = at + usize::from(rest.starts_with([',', ':']));
    let is_noted_line = || [behind, at - name].into_iter().any(|at| is_noted_on_line(text, at));
    let is_end = rest.len() < LONGEST_CUT_SCALAR && !rest.contains(|c: char| "'\"()[]{}\n".contains(c));
    is_end || is_noted_line() || at - start >= SHORTEST_DOCUMENT && is_noted(text, at - dots)
}

#[cfg(test)]
mod tests {
    use crate::json::find::{Appearance, inside};

    /// The values of a text, with how they stand there.
    fn told(text: &str) -> Vec<(&str, Appearance<'_>)> {
        inside(text).0.into_iter().map(|found| (&text[found.range()], found.appearance)).collect()
    }

    #[test]
    fn a_list_of_python_is_found_up_to_its_last_comma() {
        for element in ["{'id': 1, 'of': ['a']}", "(1, 'it, ')", "P(id=1, name='x')", "m.P(of=[P(id=1)], n={})"] {
            let complete = format!("[{element}, {element},");
            for cut in 1..element.len() {
                let text = format!("Rows: {complete} {}", &element[..cut]);
                assert_eq!(told(&text)[0], (complete.as_str(), Appearance::Cut), "{text}");
                let noted = format!("{text}\n[Output truncated]");
                assert_eq!(told(&noted)[0], (complete.as_str(), Appearance::Cut), "{noted}");
            }
        }
    }

    #[test]
    fn so_is_one_in_a_dict() {
        let text = "{'total': 3, 'of': {'a': (1, 2)}, 'rows': [{'id': 1}, {'id': 2}, {'i";
        let expected = [("{'a': (1, 2)}", Appearance::Value), ("[{'id': 1}, {'id': 2},", Appearance::Cut)];
        assert_eq!((told(text), inside(text).1), (expected.to_vec(), 0));
    }

    #[test]
    fn a_note_amid_a_document_ends_it() {
        let row = "{'id': 1, 'name': 'Lamp', 'city': 'Oslo'}, ";
        let text = format!("[{}{{'id': 9, 'na... [truncated]", row.repeat(4));
        assert!(matches!(told(&text)[0], (found, Appearance::Cut) if found.len() == 4 * row.len()));
    }

    #[test]
    fn what_was_not_cut_off_is_no_such_list() {
        for text in ["[(1, 2), (3, 4), x, (5, 6)]", "[P(a=1), P(a=2), and so on, as they came"] {
            assert!(told(text).iter().all(|(_, appearance)| *appearance != Appearance::Cut), "{text}");
        }
    }

    #[test]
    fn many_lists_cost_linear_time() {
        assert!(told(&"[(1, 2), (3, 4), ".repeat(30_000)).len() < 30_000);
        assert!(told(&"{'a': [{'a': 1}, ".repeat(30_000)).len() <= 30_000);
    }
}
