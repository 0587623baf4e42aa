//! How a JSON text is spelled: where its white space stands.
//!
//! Programs write JSON in few ways; a text in one of them can be told by that and its minified form.

use super::parse;
use super::scalar::string_end;
use super::write::minified;

/// Deeper indents are no common way of writing JSON.
pub(super) const WIDEST_INDENT: usize = 8;

/// Where white space stands in a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Nowhere: `{"a":1,"b":[]}`, as JavaScript writes it.
    Minified,
    /// Behind commas and colons: `{"a": 1, "b": []}`, as Python writes it.
    Spaced,
    /// Each value on a line of its own, by so many spaces a level.
    Indented(usize),
}

/// The minified form of an array or object and its spelling, if that is a common one.
#[must_use]
pub fn spelling_of(text: &str) -> Option<(String, Spelling)> {
    let bytes = text.as_bytes();
    if !matches!(bytes.first(), Some(b'{' | b'[')) || !matches!(bytes.last(), Some(b'}' | b']')) {
        return None;
    }
    parse::parse(text).ok()?;
    let json = minified(text);
    let indent = bytes[1..].iter().skip(1).take_while(|&&byte| byte == b' ').count();
    let spelling = match bytes.get(1) {
        Some(b'\n') if (1..=WIDEST_INDENT).contains(&indent) => Spelling::Indented(indent),
        _ if json.len() == text.len() => Spelling::Minified,
        _ => Spelling::Spaced,
    };
    (spelled(&json, spelling, text.len())? == text).then_some((json, spelling))
}

/// A minified JSON text in a spelling, and any other text in some way; `None` where that takes more than `most` bytes: the indents of deep documents are
/// their depth's square. Linear in the result, no recursion.
#[must_use]
pub fn spelled(json: &str, spelling: Spelling, most: usize) -> Option<String> {
    spelled_within(0, json, spelling, most)
}

/// The same of the end of a text, within `depth` containers that open before it.
#[must_use]
pub fn spelled_within(depth: usize, json: &str, spelling: Spelling, most: usize) -> Option<String> {
    let bytes = json.as_bytes();
    let mut out = String::with_capacity(json.len() + json.len() / 4);
    let (mut at, mut depth) = (0, depth);
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b'"' => string_end(bytes, at).unwrap_or(bytes.len()),
            _ => at + json[at..].chars().next().map_or(1, char::len_utf8),
        };
        let is_empty = matches!(bytes.get(at + 1), Some(b'}' | b']'));
        let closes = at > 0 && matches!(byte, b'}' | b']') && !matches!(bytes[at - 1], b'{' | b'[');
        depth = depth.saturating_sub(usize::from(closes));
        if out.len() > most {
            return None;
        }
        if closes {
            break_line(spelling, depth, &mut out);
        }
        out.push_str(&json[at..end]);
        match byte {
            b'{' | b'[' if !is_empty => {
                depth += 1;
                break_line(spelling, depth, &mut out);
            }
            b',' if spelling == Spelling::Spaced => out.push(' '),
            b',' => break_line(spelling, depth, &mut out),
            b':' if spelling != Spelling::Minified => out.push(' '),
            _ => {}
        }
        at = end;
    }
    (out.len() <= most).then_some(out)
}

fn break_line(spelling: Spelling, depth: usize, out: &mut String) {
    if let Spelling::Indented(width) = spelling {
        out.push('\n');
        (0..depth * width).for_each(|_| out.push(' '));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"a":[1,-2.5,"x, y: {"],"b":{},"c":[],"d":{"é":null}}"#;

    #[test]
    fn common_spellings_are_told_and_made_again() {
        for (text, spelling) in [
            (JSON.to_owned(), Spelling::Minified),
            (r#"{"a": [1, -2.5, "x, y: {"], "b": {}, "c": [], "d": {"é": null}}"#.to_owned(), Spelling::Spaced),
            ("[\n  1,\n  {\n    \"a\": []\n  }\n]".to_owned(), Spelling::Indented(2)),
        ] {
            let (json, told) = spelling_of(&text).unwrap();
            assert_eq!((told, spelled(&json, told, text.len()).unwrap()), (spelling, text));
        }
    }

    #[test]
    fn what_is_no_json_is_spelled_in_some_way() {
        for text in ["é,é", "]}", "}{", "\"é", "[\"é\" é, \\"] {
            assert!(
                spelled(text, Spelling::Spaced, usize::MAX).is_some()
                    && spelled(text, Spelling::Indented(2), usize::MAX).is_some()
            );
        }
    }

    #[test]
    fn other_spellings_are_not_told() {
        for text in ["{\"a\":1, \"b\":2}", "[ 1]", "{\"a\": 1,\n \"b\": 2}", "[1,2", "{\"a\\/b\": 1}", "12", ""] {
            assert_eq!(spelling_of(text), None, "{text}");
        }
    }
}
