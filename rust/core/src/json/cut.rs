//! JSON that was cut off: what of it is complete.

use super::note::is_noted;
use super::parse::{Broken, parse_broken};
use super::repr;
use super::scalar::skip_space;
use super::tape::{Kind, Tape};

/// What is complete in a value that was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complete {
    /// An array or object.
    Value(usize, usize),
    /// The elements of an array up to the comma behind the last complete one, if that is at least the second; from the
    /// bracket on.
    Elements(usize, usize),
}

/// What is complete of the value at `start`, first to last, and where that was cut off; `None` where it is not one that the
/// text ends inside, or that a note follows. Linear.
#[must_use]
pub fn complete(text: &str, start: usize) -> Option<(Vec<Complete>, usize)> {
    let Broken { tape, open, at } = parse_broken(text, start)?;
    if !ends_at(text.as_bytes(), at) && !is_noted(text, at) {
        return None;
    }
    let next = |index: usize| open.get(index + 1).copied();
    let pieces = open.iter().enumerate().flat_map(|(index, &id)| pieces(&tape, id, next(index)));
    Some((pieces.collect(), at))
}

/// The elements of a list that were read of a repr before it broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOfList {
    /// Those up to the last comma behind one, transcribed as an array.
    pub json: String,
    /// The offset behind that comma.
    pub end: usize,
    /// How many they are.
    pub count: usize,
}

/// What was read of the list whose repr starts at `start`, and the offset where it broke; `None` where it did not. Linear.
#[must_use]
pub fn broken_list(text: &str, start: usize) -> Option<(ReadOfList, usize)> {
    let (mut json, mut depth) = (String::new(), 0_usize);
    let (mut count, mut end, mut written) = (0, start, 0);
    let broken = repr::transcribe_into(text, start, &mut json, |byte, at, length| match byte {
        b'[' | b'{' => depth += 1,
        b']' | b'}' => depth -= 1,
        _ if byte == b',' && depth == 1 => (count, end, written) = (count + 1, at + 1, length),
        _ => {}
    });
    json.truncate(written);
    json.push(']');
    Some((ReadOfList { json, end, count }, broken.err()?))
}

/// Whether what does not fit at `at` is that nothing follows: the text ends there, or in the scalar that begins there.
fn ends_at(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at.min(bytes.len())..];
    let literal = [b"true".as_slice(), b"false", b"null"].into_iter().any(|literal| literal.starts_with(rest));
    let escape = rest.starts_with(b"\\") && rest.len() < 6 && !rest.contains(&b'"');
    literal || escape
}

/// What is complete in a container that is not, before the one in it that is not either.
fn pieces(tape: &Tape<'_>, container: u32, next: Option<u32>) -> Vec<Complete> {
    let end = next.unwrap_or(tape.len() as u32);
    let children: Vec<u32> = tape.children_before(container, end).collect();
    let mut elements = children.iter().rev().map(|&id| tape.end(id)).filter_map(|end| comma(tape, end));
    let (last, before) = (elements.next(), elements.next());
    if let (Kind::Array, Some(last), Some(_)) = (tape.kind(container), last, before) {
        return vec![Complete::Elements(tape.start(container), last)];
    }
    let is_value = |id: &u32| matches!(tape.kind(*id), Kind::Object | Kind::Array);
    children.into_iter().filter(is_value).map(|id| Complete::Value(tape.start(id), tape.end(id))).collect()
}

/// The offset behind the comma at `end`, white space before it allowed.
fn comma(tape: &Tape<'_>, end: usize) -> Option<usize> {
    let bytes = tape.source().as_bytes();
    let at = skip_space(bytes, end);
    (bytes.get(at) == Some(&b',')).then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        let range = |piece| match piece {
            Complete::Value(start, end) | Complete::Elements(start, end) => &text[start..end],
        };
        complete(text, 0).map_or(Vec::new(), |(pieces, _)| pieces.into_iter().map(range).collect())
    }

    #[test]
    fn arrays_are_complete_up_to_their_last_comma() {
        assert_eq!(texts(r#"{"n":2,"rows":[{"a":1},{"a":2},{"a"#), [r#"[{"a":1},{"a":2},"#]);
        assert_eq!(texts(r#"[{"a":1}, {"a":[2]} , {"a":[3,"x\"#), [r#"[{"a":1}, {"a":[2]} ,"#]);
        assert_eq!(texts(r#"[{"a":1},{"a":2},"#), [r#"[{"a":1},{"a":2},"#]);
        assert_eq!(texts("[1,2,3,4"), ["[1,2,3,"]);
    }

    #[test]
    fn what_is_complete_beside_is_found_as_well() {
        assert_eq!(texts(r#"{"a":{"b":1},"c":[2],"d":{"e":[3],"f":tr"#), [r#"{"b":1}"#, "[2]", "[3]"]);
        assert_eq!(texts(r#"[{"a":1},{"a":2}"#), [r#"{"a":1}"#, r#"{"a":2}"#]);
    }

    #[test]
    fn what_was_not_cut_off_has_no_such_parts() {
        for text in [r#"[{"a":1},{"a":2},{"a":nope}]"#, "[1,2,3]", "[1,2,x", "{\"a\":1]"] {
            assert_eq!(texts(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_note_may_follow_what_was_cut_off() {
        let rows = r#"[{"a":1},{"a":2},{"a""#;
        let expected = r#"[{"a":1},{"a":2},"#;
        for cut in [": \"x", ": 1", ":", "", ": 1}"] {
            for note in
                ["\n[Output truncated]", "\n\n... (1,234 more characters)\n", "\r\n<response clipped>\nAsk again."]
            {
                assert_eq!(texts(&format!("{rows}{cut}{note}")), [expected], "{cut}{note}");
            }
        }
        for rest in ["\n  \"b\": [truncated]", ": 1}\n]\ntruncated", "\nand so on", " omitted", "\n  \"characters\": 2"]
        {
            assert_eq!(texts(&format!("{rows}{rest}")), [""; 0], "{rest}");
        }
    }

    #[test]
    fn a_list_is_read_up_to_its_last_comma() {
        let list = "[P(a=1, of=['x']), {'a': (1, 2)}, P(a=3, of=['z'])]";
        let json = "[\u{1a}P(a=1, of=['x'])\u{1a}, {\"a\": \u{1a}(1, 2)\u{1a}}]".to_owned();
        for cut in 34..list.len() - 1 {
            let read = broken_list(&list[..cut], 0).map(|(read, _)| read);
            assert_eq!(read, Some(ReadOfList { json: json.clone(), end: 33, count: 2 }), "{cut}");
        }
        assert_eq!(broken_list("[1, 2, x, 3", 0).map(|(read, at)| (read.count, at)), Some((2, 8)));
        assert_eq!(broken_list(list, 0), None);
    }

    #[test]
    fn depth_costs_linear_time() {
        assert_eq!(complete(&"[".repeat(1_000_000), 0), Some((vec![], 1_000_000)));
    }
}
