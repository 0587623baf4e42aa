//! Everything about a JSON text that its value does not say, of one that may be cut off: white space and needless escapes.
//!
//! [`undressed`] takes it off and [`dressed`] puts it on again, so that a text can be told by its minified form and a word.

use super::scalar::{skip_space, string_end};
use super::spelling::{Spelling, WIDEST_INDENT, spelled_within};
use super::write::{string_into, units_into};

/// How a JSON text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dress {
    /// Where its white space stands.
    pub spelling: Spelling,
    /// Whether all that is not ASCII is escaped.
    pub ascii: bool,
    /// Whether `<`, `>` and `&` are escaped.
    pub html: bool,
}

impl Dress {
    /// That of minified JSON.
    pub const NONE: Self = Self { spelling: Spelling::Minified, ascii: false, html: false };
}

/// The minified form of an array or object, which may be cut off, its dress, and the offset behind what that is made of: all
/// but white space at the end, and what is left of an escape. `None` for other texts. Linear, but for deep indents.
#[must_use]
pub fn undressed(text: &str) -> Option<(String, Dress, usize)> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let (json, end) = minified(text);
    let dress = Dress {
        spelling: spelling_of(text, json.len() == end),
        ascii: text.is_ascii() && !json.is_ascii(),
        html: ["\\u003c", "\\u003e", "\\u0026"].iter().any(|escape| text.contains(escape)),
    };
    (dressed(&json, dress, end)? == text[..end]).then_some((json, dress, end))
}

/// The text that a minified one was; `None` where that takes more than `most` bytes.
#[must_use]
pub fn dressed(json: &str, dress: Dress, most: usize) -> Option<String> {
    dressed_within(0, json, dress, most)
}

/// The same of values within `depth` containers that open before them.
#[must_use]
pub fn dressed_within(depth: usize, json: &str, dress: Dress, most: usize) -> Option<String> {
    let text = match dress.spelling {
        Spelling::Minified => json.to_owned(),
        // What is cut off at a mark gets the white space that would follow.
        spelling => {
            let spelled = spelled_within(depth, json, spelling, most.saturating_mul(2))?;
            spelled.trim_end_matches(SPACE).to_owned()
        }
    };
    let text = if dress.ascii || dress.html { escaped(&text, dress) } else { text };
    (text.len() <= most).then_some(text)
}

const SPACE: [char; 4] = [' ', '\n', '\r', '\t'];

fn escaped(text: &str, dress: Dress) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        let is_escaped = dress.ascii && !c.is_ascii() || dress.html && matches!(c, '<' | '>' | '&');
        if is_escaped { units_into(c, &mut out) } else { out.push(c) }
    }
    out
}

fn spelling_of(text: &str, is_minified: bool) -> Spelling {
    let indent = text.bytes().skip(2).take_while(|&byte| byte == b' ').count();
    match text.as_bytes().get(1) {
        _ if is_minified => Spelling::Minified,
        Some(b'\n') if (1..=WIDEST_INDENT).contains(&indent) => Spelling::Indented(indent),
        _ => Spelling::Spaced,
    }
}

/// The text without white space and needless escapes, as far as that is told by what stands before, and where that ends.
fn minified(text: &str) -> (String, usize) {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut end) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'"' {
            let Ok(closed) = string_end(bytes, at) else {
                let open = open_end(text, at);
                open_string_into(&text[at..open], &mut out);
                return (out, open);
            };
            string_into(&text[at..closed], &mut out);
            (at, end) = (closed, closed);
        } else {
            let stop = memchr::memchr(b'"', &bytes[at..]).map_or(bytes.len(), |found| at + found);
            let space = skip_space(bytes, at);
            // A form feed is white space elsewhere, and none in JSON: the token goes on, or it would never end.
            let is_space = |&byte: &u8| SPACE.contains(&char::from(byte));
            let token = bytes[space..stop].iter().position(is_space).map_or(stop, |found| space + found);
            out.push_str(&text[space.min(token)..token]);
            if space < token {
                end = token;
            }
            at = token.max(space);
        }
    }
    (out, end)
}

/// Where a string at `at` that is not closed ends, without white space and what is left of an escape.
fn open_end(text: &str, at: usize) -> usize {
    let whole = text.trim_end_matches(SPACE);
    let read = string_end(text.as_bytes(), at).unwrap_or_else(|end| end);
    whole.len().min(read).max(at + 1)
}

/// Appends a string without its last quote.
fn open_string_into(string: &str, out: &mut String) {
    string_into(&format!("{string}\""), out);
    out.pop();
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACED: &str = r#"{"a": [1, -2.5, "x, y: {"], "b": {}, "c": [], "caf\u00e9 \u003cb\u003e": {"d": null}}"#;
    const MINIFIED: &str = r#"{"a":[1,-2.5,"x, y: {"],"b":{},"c":[],"café <b>":{"d":null}}"#;

    #[test]
    fn a_text_is_told_by_its_minified_form_and_its_dress() {
        let dress = Dress { spelling: Spelling::Spaced, ascii: true, html: true };
        assert_eq!(undressed(SPACED), Some((MINIFIED.to_owned(), dress, SPACED.len())));
        assert_eq!(dressed(MINIFIED, dress, SPACED.len()).as_deref(), Some(SPACED));
        assert_eq!(undressed(MINIFIED).unwrap().1, Dress::NONE);
    }

    #[test]
    fn what_is_no_white_space_in_json_ends() {
        for text in ["[\u{c}", "[1,\u{c} \u{b}2]", "{\u{c}\u{c}\"a\": 1}"] {
            let undressed = undressed(text);
            assert!(
                undressed.is_none_or(|(json, dress, end)| dressed(&json, dress, end).as_deref() == Some(&text[..end]))
            );
        }
    }

    #[test]
    fn so_is_one_that_was_cut_off_anywhere() {
        let indented =
            "{\n  \"a\": [\n    1,\n    {\n      \"b c\": \"\\u00e9 \\\\ \\n\",\n      \"d\": true\n    }\n  ]\n}\n";
        for text in [SPACED, MINIFIED, indented] {
            for cut in (2..=text.len()).filter(|&cut| text.is_char_boundary(cut)) {
                let Some((json, dress, end)) = undressed(&text[..cut]) else { continue };
                assert_eq!(dressed(&json, dress, end).as_deref(), Some(&text[..end]), "{}", &text[..cut]);
                assert!(cut - end < 13, "{} ends at {end}", &text[..cut]);
            }
            assert!(undressed(&text[..text.len() - 9]).is_some());
        }
    }

    #[test]
    fn what_nobody_writes_by_program_is_not_undressed() {
        for text in
            ["[1,  2]", "{\"a\" :1}", "[\n 1,\n  2]", r#"{"a\/b": 1, "c":2}"#, "[1 2]", "[see below]: words", "12", ""]
        {
            assert_eq!(undressed(text), None, "{text}");
        }
    }

    #[test]
    fn deep_indents_end_at_some_size() {
        let deep = "[".repeat(10_000);
        let dress = Dress { spelling: Spelling::Indented(4), ..Dress::NONE };
        assert_eq!(dressed(&deep, dress, 1 << 20), None);
    }
}
