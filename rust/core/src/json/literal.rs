//! String literals of Python and JSON: what they say, and how it is written again, letter by letter.
//!
//! Escapes of what nobody sees stay escapes: they stand in what a literal says as JSON has them, `\u00a0`.

use std::fmt::Write;

use super::scalar::hex4;
use super::visible::is_visible;
use super::write::units_into;

/// Whose escapes a literal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Python's, as `repr` writes them.
    Python,
    /// JSON's.
    Json,
}

/// What is escaped in a literal that need not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Escaped {
    /// All that is not ASCII: Python's `ascii` and `json.dumps`.
    pub ascii: bool,
    /// `<`, `>` and `&`, as Go writes JSON.
    pub html: bool,
    /// What nobody sees; it stands as `\u` in what the literal says.
    pub invisible: bool,
}

/// What a literal says, up to its quote or to where it was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// What it says.
    pub text: String,
    /// Offset behind the last character that is read.
    pub end: usize,
    /// How it was written.
    pub escaped: Escaped,
}

/// Reads the literal whose content starts at `start`, behind `quote`, up to the next such quote, a line end, an escape that
/// the language has not, or the end of the text. Linear.
#[must_use]
pub fn read(text: &str, start: usize, quote: u8, language: Language) -> Literal {
    let bytes = text.as_bytes();
    let mut literal = Literal { text: String::new(), end: start, escaped: Escaped::default() };
    loop {
        if bytes.get(literal.end) != Some(&b'\\') {
            let rest = &bytes[literal.end..];
            let plain = memchr::memchr3(quote, b'\\', b'\n', rest).unwrap_or(rest.len());
            literal.text.push_str(&text[literal.end..literal.end + plain]);
            literal.end += plain;
        }
        if bytes.get(literal.end) != Some(&b'\\') {
            return literal;
        }
        let Some((c, length)) = escape(bytes, literal.end, language) else { return literal };
        literal.end += length;
        literal.push(c);
    }
}

impl Literal {
    /// Takes in a character that was escaped.
    fn push(&mut self, c: char) {
        let stays = !matches!(c, '\n' | '\r' | '\t') && !is_visible(c);
        self.escaped.invisible |= stays;
        self.escaped.ascii |= !c.is_ascii() && !stays;
        self.escaped.html |= matches!(c, '<' | '>' | '&');
        if stays { units_into(c, &mut self.text) } else { self.text.push(c) }
    }
}

/// The character that the escape at `at` stands for, and its length; `None` where it is cut off or not of the language.
fn escape(bytes: &[u8], at: usize, language: Language) -> Option<(char, usize)> {
    match (*bytes.get(at + 1)?, language) {
        (b'n', _) => Some(('\n', 2)),
        (b'r', _) => Some(('\r', 2)),
        (b't', _) => Some(('\t', 2)),
        (b'b', Language::Json) => Some(('\u{8}', 2)),
        (b'f', Language::Json) => Some(('\u{c}', 2)),
        (b'u', Language::Json) => units(bytes, at),
        (b'u', Language::Python) => code_point(bytes, at, 4),
        (b'x', Language::Python) => code_point(bytes, at, 2),
        (b'U', Language::Python) => code_point(bytes, at, 8),
        (b'\'', Language::Python) => Some(('\'', 2)),
        (byte @ (b'\\' | b'"'), _) => Some((char::from(byte), 2)),
        _ => None,
    }
}

fn code_point(bytes: &[u8], at: usize, digits: usize) -> Option<(char, usize)> {
    let digits = std::str::from_utf8(bytes.get(at + 2..at + 2 + digits)?).ok()?;
    let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)?;
    Some((char::from_u32(code)?, 2 + digits.len()))
}

/// One `\u` of JSON, or the two of a character beyond the first plane.
fn units(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let is_unit = |at: usize| {
        let digits = bytes.get(at + 2..at + 6).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        digits && bytes[at..].starts_with(b"\\u")
    };
    if !is_unit(at) {
        return None;
    }
    if let Some(character) = code_point(bytes, at, 4) {
        return Some(character);
    }
    let (high, low) = if is_unit(at + 6) { (hex4(bytes, at + 2), hex4(bytes, at + 8)) } else { (0, 0) };
    let is_pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    let code = is_pair.then(|| 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))?;
    Some((char::from_u32(code)?, 12))
}

/// Writes what a literal says as it was written between two of `quote`; `None` where that takes more than `most` bytes.
/// Linear.
#[must_use]
pub fn written(text: &str, quote: u8, language: Language, escaped: Escaped, most: usize) -> Option<String> {
    let mut out = String::new();
    written_into(text, quote, language, escaped, most, &mut out).map(|()| out)
}

/// Appends the same.
#[must_use]
pub fn written_into(
    text: &str,
    quote: u8,
    language: Language,
    escaped: Escaped,
    most: usize,
    out: &mut String,
) -> Option<()> {
    let (start, mut rest) = (out.len(), text);
    out.reserve(text.len() + text.len() / 8);
    while let Some(at) = rest.bytes().position(|byte| must_be_escaped(byte, quote, escaped)) {
        out.push_str(&rest[..at]);
        let unit = if escaped.invisible { units(rest.as_bytes(), at) } else { None };
        let kept = unit.filter(|&(c, _)| !is_visible(c));
        let (c, length) = kept.unwrap_or_else(|| {
            let c = rest[at..].chars().next().unwrap_or_default();
            (c, c.len_utf8())
        });
        escape_into(c, language, out);
        rest = &rest[at + length..];
        if out.len() - start > most {
            return None;
        }
    }
    out.push_str(rest);
    (out.len() - start <= most).then_some(())
}

/// Whether the character has to be that a byte is, or begins.
fn must_be_escaped(byte: u8, quote: u8, escaped: Escaped) -> bool {
    match byte {
        b'\\' | 0..=0x1f => true,
        b'<' | b'>' | b'&' => escaped.html,
        0x7f.. => escaped.ascii,
        byte => byte == quote,
    }
}

/// Appends a character as the language escapes it.
pub(super) fn escape_into(c: char, language: Language, out: &mut String) {
    match (c, language) {
        ('\n', _) => out.push_str("\\n"),
        ('\r', _) => out.push_str("\\r"),
        ('\t', _) => out.push_str("\\t"),
        ('\u{8}', Language::Json) => out.push_str("\\b"),
        ('\u{c}', Language::Json) => out.push_str("\\f"),
        ('\\', _) => out.push_str("\\\\"),
        ('\'' | '"', _) => out.extend(['\\', c]),
        (c, Language::Json) => units_into(c, out),
        (c, Language::Python) => {
            let written = match c as u32 {
                code @ ..0x100 => write!(out, "\\x{code:02x}"),
                code @ ..0x10000 => write!(out, "\\u{code:04x}"),
                code => write!(out, "\\U{code:08x}"),
            };
            written.expect("a string takes all");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a whole literal says, its quotes included, where it can be written again.
    fn said(literal: &str, language: Language) -> Option<(String, Escaped)> {
        let quote = literal.as_bytes()[0];
        let Literal { text, end, escaped } = read(literal, 1, quote, language);
        let again = written(&text, quote, language, escaped, usize::MAX)?;
        (end == literal.len() - 1 && again == literal[1..end]).then_some((text, escaped))
    }

    #[test]
    fn literals_of_python_say_what_python_reads() {
        for (literal, text) in [
            (r#"'it\'s "a"\n\t\\n'"#, "it's \"a\"\n\t\\n"),
            (r#""it's""#, "it's"),
            ("'caf\u{e9}'", "caf\u{e9}"),
            (r"'caf\xe9 \u20ac \U0001f600'", "caf\u{e9} \u{20ac} \u{1f600}"),
            (r"'a\xa0b\x1b[1m'", r"a\u00a0b\u001b[1m"),
        ] {
            assert_eq!(said(literal, Language::Python).unwrap().0, text, "{literal}");
        }
    }

    #[test]
    fn literals_of_json_say_what_json_says() {
        for (literal, text, escaped) in [
            (r#""{\"a\": \"x\\n\"}""#, r#"{"a": "x\n"}"#, Escaped::default()),
            (r#""caf\u00e9 \ud83d\ude00""#, "café 😀", Escaped { ascii: true, ..Escaped::default() }),
            (r#""\u003cb\u003e""#, "<b>", Escaped { html: true, ..Escaped::default() }),
            (r#""a\u200bb\b""#, r"a\u200bb\u0008", Escaped { invisible: true, ..Escaped::default() }),
            (r#""\"q200b\u200b""#, r#""q200b\u200b"#, Escaped { invisible: true, ..Escaped::default() }),
        ] {
            assert_eq!(said(literal, Language::Json), Some((text.to_owned(), escaped)), "{literal}");
        }
    }

    #[test]
    fn what_would_be_written_otherwise_is_told() {
        for literal in [r#""a\/b""#, r#""\u00E9""#, r#""\u00a0 \\u00a0""#, r#""\ud800""#, r#""\x41""#] {
            assert_eq!(said(literal, Language::Json), None, "{literal}");
        }
        for literal in [r#"'\"'"#, r"'\a'", r"'\ud83d'", r"'\x4'", "'a\nb'"] {
            assert_eq!(said(literal, Language::Python), None, "{literal}");
        }
    }

    #[test]
    fn a_literal_that_was_cut_off_ends_before_what_is_left_of_an_escape() {
        for (literal, text, end) in
            [(r"'a\\", "a\\", 4), (r"'a\", "a", 2), (r"'a\u20", "a", 2), ("'ab\n[cut]", "ab", 3), ("'", "", 1)]
        {
            let read = read(literal, 1, b'\'', Language::Python);
            assert_eq!((read.text.as_str(), read.end), (text, end), "{literal}");
        }
    }

    #[test]
    fn what_grows_beyond_its_bound_is_not_written() {
        assert_eq!(written(&"\\".repeat(100), b'"', Language::Json, Escaped::default(), 150), None);
    }
}
