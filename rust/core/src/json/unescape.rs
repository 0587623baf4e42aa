//! What a JSON string says: its characters without quotes and escapes.

use std::borrow::Cow;

use super::scalar::hex4;

/// The characters of a well-formed JSON string (quotes included); lone surrogates become U+FFFD. Linear.
#[must_use]
pub fn unescaped(quoted: &str) -> Cow<'_, str> {
    let mut rest = &quoted[1..quoted.len() - 1];
    if memchr::memchr(b'\\', rest.as_bytes()).is_none() {
        return Cow::Borrowed(rest);
    }
    let mut out = String::with_capacity(rest.len());
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (length, character) = escape(&rest.as_bytes()[at..]);
        out.push_str(&rest[..at]);
        out.push(character);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Length of the escape that `bytes` begin with, and the character it stands for.
fn escape(bytes: &[u8]) -> (usize, char) {
    match bytes[1] {
        b'b' => (2, '\u{8}'),
        b'f' => (2, '\u{c}'),
        b'n' => (2, '\n'),
        b'r' => (2, '\r'),
        b't' => (2, '\t'),
        b'u' => unit(bytes),
        other => (2, char::from(other)),
    }
}

fn unit(bytes: &[u8]) -> (usize, char) {
    let high = hex4(bytes, 2);
    let low = if bytes[6..].starts_with(b"\\u") { hex4(bytes, 8) } else { 0 };
    if (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low) {
        let character = char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        return (12, character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    (6, char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_what_they_stand_for() {
        for (quoted, plain) in [
            (r#""plain""#, "plain"),
            (r#""""#, ""),
            (r#""a\"b\\c\/d\n\t\b\f\r""#, "a\"b\\c/d\n\t\u{8}\u{c}\r"),
            (r#""caf\u00e9 \ud83d\ude00""#, "café 😀"),
            (r#""\ud83d lone \ude00 \ud83d\u0041""#, "\u{fffd} lone \u{fffd} \u{fffd}A"),
        ] {
            assert_eq!(unescaped(quoted), plain);
        }
    }
}
