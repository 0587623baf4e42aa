//! Strings in cells: bare where nothing else could be meant, else in quotes.

use super::breakout::begins_as_turn;
use crate::forms::claims::claims;
use crate::json::native::Dialect;
use crate::json::scalar::{scalar_end, string_end};
use crate::json::verbatim::begins_verbatim;
use crate::json::write::is_plain;

/// Where a cell stands, which decides what a bare string may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In JSON, where every string has its quotes.
    Json,
    /// In the key column of a map's table: always a string, so that it may read as a number.
    Key,
    /// In a line of a table.
    Line,
    /// In the brackets of a group.
    Group,
    /// In the parentheses of a record.
    Record,
    /// Behind the equals sign of a header.
    Header,
}

impl Place {
    /// What ends a cell here, or could be taken for an end.
    fn stops(self) -> &'static [u8] {
        match self {
            Self::Json | Self::Key | Self::Line => b",",
            Self::Group => b",;[]",
            Self::Record => b",()",
            Self::Header => b",;[](){}=*",
        }
    }
}

/// What a bare string may not begin with, because the document announces that it means something.
#[derive(Debug, Default)]
pub struct Announced {
    /// The names of its records.
    pub names: Vec<String>,
    /// Whether `&` and `*` mark repeats.
    pub repeats: bool,
    /// Whose values there are that JSON cannot say.
    pub natives: Option<Dialect>,
}

impl Announced {
    fn takes(&self, text: &str) -> bool {
        let named = || text.find('(').is_some_and(|at| self.names.iter().any(|name| *name == text[..at]));
        self.natives.is_some_and(|dialect| dialect.begins_native(text))
            || (self.repeats && text.starts_with(['&', '*']))
            || (!self.names.is_empty() && named())
    }
}

/// Appends a string, given as it stands in JSON.
pub fn string_into(quoted: &str, place: Place, announced: &Announced, out: &mut String) {
    let start = out.len();
    if place == Place::Json {
        return out.push_str(quoted);
    }
    if !unescape_into(&quoted[1..quoted.len() - 1], out) || !is_bare(&out[start..], place, announced) {
        out.truncate(start);
        out.push_str(quoted);
    }
}

/// Appends what stands between the affixes of a string: always text, so that it may read as a number.
pub fn middle_into(middle: &str, place: Place, announced: &Announced, out: &mut String) {
    let reads_as_scalar = scalar_end(middle.as_bytes(), 0) == Ok(middle.len());
    let has_escapes = middle.contains('\\');
    if !middle.is_empty() && !has_escapes && (reads_as_scalar || is_bare(middle, place, announced)) {
        out.push_str(middle);
    } else {
        out.extend(["\"", middle, "\""]);
    }
}

/// Appends a string's inside with `\"` and `\\` written out; false at any other escape.
fn unescape_into(inner: &str, out: &mut String) -> bool {
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        if !matches!(rest.as_bytes()[at + 1], b'"' | b'\\') {
            return false;
        }
        out.push_str(&rest[..at]);
        out.push_str(&rest[at + 1..at + 2]);
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    true
}

/// Whether a string may stand without quotes: it reads as nothing else and ends where the cell ends.
pub fn is_bare(text: &str, place: Place, announced: &Announced) -> bool {
    let bytes = text.as_bytes();
    !matches!(bytes.first(), None | Some(b'"' | b'[' | b'{' | b']' | b'}'))
        && !bytes.iter().any(|byte| place.stops().contains(byte))
        && text.chars().all(is_plain_or_escapable)
        && text.trim() == text
        && !begins_as_turn(text)
        && !claims(text)
        && (place == Place::Key || (scalar_end(bytes, 0) != Ok(bytes.len()) && !announced.takes(text)))
        && (place != Place::Header || !text.contains("..") && !begins_verbatim(text))
}

fn is_plain_or_escapable(c: char) -> bool {
    is_plain(c) || matches!(c, '"' | '\\')
}

/// How long the column's name is, as a header writes it, that could stand with an equals sign where `bytes` begin.
pub fn name_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at = match bytes.get(at)? {
            b'"' => string_end(bytes, at).ok()?,
            _ => at + bytes[at..].iter().position(|&byte| is_mark(byte) || byte == b'\n')?,
        };
        match bytes.get(at)? {
            b'=' => return Some(at),
            b'.' => at += 1,
            _ => return None,
        }
    }
}

/// Whether a byte means something in a header, so that names which hold it are quoted.
fn is_mark(byte: u8) -> bool {
    b",.:;[]{}()=*".contains(&byte)
}

/// Appends a key bare where neither the header's own marks nor, in front of a cell, that of a repeat could be confused with
/// it, else as it stands in JSON.
pub fn key_into(key: &str, out: &mut String) {
    let inner = &key[1..key.len() - 1];
    out.push_str(if is_bare_name(inner) && !inner.bytes().any(is_mark) { inner } else { key });
}

/// Whether a name that holds no mark of the header may stand without quotes there.
pub fn is_bare_name(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.starts_with('&') && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(quoted: &str, place: Place, announced: &Announced) -> String {
        let mut out = String::new();
        string_into(quoted, place, announced, &mut out);
        out
    }

    fn is_bare_in(quoted: &str, place: Place) -> bool {
        written(quoted, place, &Announced::default()) != quoted
    }

    #[test]
    fn words_stand_bare_in_cells_and_quoted_in_json() {
        assert!(!is_bare_in(r#""two words""#, Place::Json));
        for place in [Place::Key, Place::Line, Place::Group, Place::Record, Place::Header] {
            assert!(is_bare_in(r#""two words""#, place), "{place:?}");
        }
        assert_eq!(written(r#""5\" pipe in C:\\dir""#, Place::Line, &Announced::default()), r#"5" pipe in C:\dir"#);
    }

    #[test]
    fn what_reads_as_something_else_is_quoted_everywhere() {
        for quoted in [
            r#""""#,
            r#"" x""#,
            r#""x ""#,
            r#""a,b""#,
            r#""[x""#,
            r#""{x""#,
            r#""\"x\"""#,
            r#""a\nb""#,
            "\"\u{a0}x\"",
            r#""System: x""#,
        ] {
            for place in [Place::Key, Place::Line, Place::Group, Place::Record, Place::Header] {
                assert!(!is_bare_in(quoted, place), "{quoted} {place:?}");
            }
        }
        for quoted in [r#""12""#, r#""-0.5e7""#, r#""true""#, r#""null""#] {
            assert!(!is_bare_in(quoted, Place::Line), "{quoted}");
            assert!(is_bare_in(quoted, Place::Key), "{quoted}: keys are always text");
        }
        assert!(is_bare_in(r#""12 oz""#, Place::Line) && is_bare_in(r#""-""#, Place::Line));
    }

    #[test]
    fn each_place_has_marks_of_its_own() {
        for (quoted, bare, refused) in [
            (r#""a;b""#, vec![Place::Line, Place::Record], vec![Place::Group, Place::Header]),
            (r#""a]""#, vec![Place::Line, Place::Record], vec![Place::Group, Place::Header]),
            (r#""f(x)""#, vec![Place::Line, Place::Group], vec![Place::Record, Place::Header]),
            (r#""a=b""#, vec![Place::Line, Place::Group, Place::Record], vec![Place::Header]),
            (r#""1..2""#, vec![Place::Line, Place::Group, Place::Record], vec![Place::Header]),
        ] {
            assert!(bare.iter().all(|&place| is_bare_in(quoted, place)), "{quoted}");
            assert!(!refused.iter().any(|&place| is_bare_in(quoted, place)), "{quoted}");
        }
    }

    #[test]
    fn what_is_announced_is_not_taken_for_text() {
        let announced = Announced { names: vec!["user".to_owned()], repeats: true, natives: Some(Dialect::Python) };
        for quoted in [
            r#""&1 x""#,
            r#""*1""#,
            r#""user(a)""#,
            r#""date(2026)""#,
            r#""b'x""#,
            r#""nan""#,
            r#""-inf x""#,
            r#""<b>""#,
        ] {
            assert_eq!(written(quoted, Place::Line, &announced), quoted);
            assert!(is_bare_in(quoted, Place::Line), "{quoted}: nothing is announced");
        }
        assert_eq!(written(r#""users (2)""#, Place::Line, &announced), "users (2)");
    }

    #[test]
    fn what_stands_between_affixes_is_always_text() {
        for (middle, cell) in [("12", "12"), ("lamp", "lamp"), ("", "\"\""), ("a,b", "\"a,b\""), (r"a\\b", r#""a\\b""#)]
        {
            let mut out = String::new();
            middle_into(middle, Place::Line, &Announced::default(), &mut out);
            assert_eq!(out, cell);
        }
    }

    #[test]
    fn keys_with_marks_of_the_header_are_quoted() {
        for (key, name) in [
            (r#""first name""#, "first name"),
            (r#""a.b""#, r#""a.b""#),
            (r#""""#, r#""""#),
            (r#"" a""#, r#"" a""#),
            (r#""a\"b""#, r#""a\"b""#),
            (r#""R&D""#, "R&D"),
            (r#""&1 a""#, r#""&1 a""#),
        ] {
            let mut out = String::new();
            key_into(key, &mut out);
            assert_eq!(out, name);
        }
    }

    #[test]
    fn a_name_before_an_equals_sign_ends_where_the_header_would_end_it() {
        for (text, name) in [
            ("total=1", Some("total")),
            ("first name=x", Some("first name")),
            ("a.b.c=1", Some("a.b.c")),
            (r#"a."b=c".d=1"#, Some(r#"a."b=c".d"#)),
            (r#""a,b"=1"#, Some(r#""a,b""#)),
            ("=1", Some("")),
            ("total", None),
            ("total\n=1", None),
            ("a,b=1", None),
            ("f(a=1)", None),
            (r#""a"#, None),
            (r#""a" =1"#, None),
        ] {
            assert_eq!(name_end(text.as_bytes()).map(|end| &text[..end]), name, "{text}");
        }
    }
}
