//! Writing JSON text: minified, with each string in its shortest plain spelling.
//!
//! Structure and numbers are copied; only white space goes and needless escapes become the characters they stand for.

use super::scalar::hex4;
use super::scalar::{skip_space, string_end};
use super::verbatim::{VERBATIM, marked_end};
use super::visible::is_visible;

/// Appends the JSON text `json` (already known to be well-formed) without insignificant white space. Linear, no recursion.
pub fn minify_into(json: &str, out: &mut String) {
    let bytes = json.as_bytes();
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                out.push_str(&json[copied..at]);
                let end = string_end(bytes, at).unwrap_or(bytes.len());
                string_into(&json[at..end], out);
                (at, copied) = (end, end);
            }
            VERBATIM => at = marked_end(bytes, at).unwrap_or(bytes.len()),
            b' ' | b'\n' | b'\r' | b'\t' => {
                out.push_str(&json[copied..at]);
                at = skip_space(bytes, at);
                copied = at;
            }
            _ => at += 1,
        }
    }
    out.push_str(&json[copied..]);
}

/// The minified form of a well-formed JSON text.
#[must_use]
pub fn minified(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    minify_into(json, &mut out);
    out
}

/// Appends a JSON string (quotes included) with `\/` and the `\u` escapes of visible characters written out. Where others
/// stay, what is invisible in the string stands as an escape throughout.
pub fn string_into(quoted: &str, out: &mut String) {
    let bytes = quoted.as_bytes();
    let start = out.len();
    let (mut copied, mut from, mut stays) = (0, 0, false);
    while let Some(found) = memchr::memchr(b'\\', &bytes[from..]) {
        let at = from + found;
        let (length, character) = escape(bytes, at);
        if let Some(character) = character {
            out.push_str(&quoted[copied..at]);
            out.push(character);
            copied = at + length;
        }
        stays |= character.is_none() && length > 2;
        from = at + length;
    }
    out.push_str(&quoted[copied..]);
    if stays && !out[start..].chars().all(is_visible) {
        escape_invisible(start, out);
    }
}

/// Writes what is invisible behind `start` as escapes.
fn escape_invisible(start: usize, out: &mut String) {
    let string = out.split_off(start);
    for c in string.chars() {
        if is_visible(c) { out.push(c) } else { units_into(c, out) }
    }
}

/// Length of the escape at `at`, and the character to write in its place if a plain one says the same.
fn escape(bytes: &[u8], at: usize) -> (usize, Option<char>) {
    match bytes[at + 1] {
        b'/' => (2, Some('/')),
        b'u' => unicode_escape(bytes, at),
        _ => (2, None),
    }
}

fn unicode_escape(bytes: &[u8], at: usize) -> (usize, Option<char>) {
    let high = hex4(bytes, at + 2);
    if !(0xD800..0xDC00).contains(&high) {
        return (6, char::from_u32(high).filter(|&c| may_stand(c)));
    }
    let low = if bytes[at + 6..].starts_with(b"\\u") { hex4(bytes, at + 8) } else { 0 };
    if !(0xDC00..0xE000).contains(&low) {
        return (6, None);
    }
    let character = char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
    (12, character.filter(|&c| may_stand(c)))
}

/// Whether a character that came as an escape may stand without it.
pub(super) fn may_stand(c: char) -> bool {
    is_plain(c) && is_visible(c)
}

/// Characters that stand safely on their own inside quotes and inside a line.
#[must_use]
pub fn is_plain(c: char) -> bool {
    !(c.is_control() || matches!(c, '"' | '\\' | '\u{2028}' | '\u{2029}' | '\u{feff}'))
}

/// Appends `text` as a JSON string: quotes, and the escapes JSON requires.
pub fn quote_into(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    // Runs of plain ASCII are most of all text, and copied as a whole.
    while let Some(at) = rest.bytes().position(|byte| !is_plain_ascii(byte)) {
        out.push_str(&rest[..at]);
        let c = rest[at..].chars().next().unwrap_or_default();
        escape_into(c, out);
        rest = &rest[at + c.len_utf8()..];
    }
    out.push_str(rest);
    out.push('"');
}

fn is_plain_ascii(byte: u8) -> bool {
    (0x20..0x7F).contains(&byte) && byte != b'"' && byte != b'\\'
}

/// Appends one character of a string, escaped where JSON or a line-wise reader requires it.
pub fn escape_into(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_plain(c) => out.push(c),
        c => unit_into(c as u32, out),
    }
}

/// Appends a character as the escapes of its UTF-16 units.
pub(super) fn units_into(c: char, out: &mut String) {
    c.encode_utf16(&mut [0; 2]).iter().for_each(|&unit| unit_into(u32::from(unit), out));
}

/// Appends `\uXXXX` for one UTF-16 unit.
pub fn unit_into(unit: u32, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        out.push(char::from(DIGITS[(unit >> shift) as usize & 15]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_and_spelling_stays() {
        assert_eq!(minified("{ \"a b\" : [ 1.0 ,\n -0, 1E5 ] }"), r#"{"a b":[1.0,-0,1E5]}"#);
    }

    #[test]
    fn visible_escapes_are_written_out_and_the_others_stay() {
        for (quoted, plain) in [
            (r#""caf\u00e9 \/ \ud83d\ude00""#, "\"café / 😀\""),
            (r#""\u0041\n\t\\\"\b\u0007""#, "\"A\\n\\t\\\\\\\"\\b\\u0007\""),
            (r#""\ud83d lone \ude00""#, r#""\ud83d lone \ude00""#),
            (r#""\u0022 \u005c \u2028 \ufeff""#, r#""\u0022 \u005c \u2028 \ufeff""#),
            (r#""\ud83d\u0041""#, "\"\\ud83dA\""),
            (r#""caf\u00e9\u202e\u00ad \udb40\udc41""#, "\"café\\u202e\\u00ad \\udb40\\udc41\""),
            ("\"a\u{200b}b\"", "\"a\u{200b}b\""),
            ("\"a\u{200b}b\\n\"", "\"a\u{200b}b\\n\""),
            ("\"a\u{200b}b\\u202e\u{e0041}\"", r#""a\u200bb\u202e\udb40\udc41""#),
        ] {
            assert_eq!(minified(quoted), plain);
        }
    }
}
