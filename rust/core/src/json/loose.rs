//! JSON as programs write it that is none by the letter: with `NaN` and `Infinity`, or coloured for a terminal.

use super::scalar::{scalar_end, string_end};
use super::verbatim::{marked_into, word_end};

/// Begins the sequences that colour what follows them.
const ESCAPE: u8 = 0x1B;

/// Whether what is no JSON because of this byte may be such JSON.
#[must_use]
pub fn may_begin(byte: u8) -> bool {
    matches!(byte, b'N' | b'I' | ESCAPE)
}

/// Transcribes the array or object that starts at `start`: words that are numbers stand between two marks,
/// colours go as white space does. Answers the JSON, which still needs a parser, and the offset behind what stands there.
/// Linear.
///
/// # Errors
/// The offset up to which the text was read before something else stood there, or the text ended.
pub fn transcribe(text: &str, start: usize) -> Result<(String, usize), usize> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let (mut at, mut copied, mut depth) = (start, start, 0_usize);
    loop {
        match *bytes.get(at).ok_or(at)? {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1).ok_or(at)?,
            b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => {}
            ESCAPE => {
                out.push_str(&text[copied..at]);
                at = colour_end(bytes, at)?;
                copied = at;
                continue;
            }
            b'"' => at = string_end(bytes, at)? - 1,
            _ => match word_end(&bytes[at..]) {
                Some(length) => {
                    out.push_str(&text[copied..at]);
                    marked_into(&text[at..at + length], &mut out);
                    at += length;
                    copied = at;
                    continue;
                }
                None => at = scalar_end(bytes, at)? - 1,
            },
        }
        at += 1;
        if depth == 0 {
            out.push_str(&text[copied..at]);
            return Ok((out, at));
        }
    }
}

/// The offset behind the sequence at `start` that selects how characters look: `ESC [ 1 ; 34 m`.
fn colour_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut at = start + 1;
    if bytes.get(at) != Some(&b'[') {
        return Err(at);
    }
    at += 1;
    while matches!(bytes.get(at), Some(b'0'..=b'9' | b';')) {
        at += 1;
    }
    if bytes.get(at) == Some(&b'm') { Ok(at + 1) } else { Err(at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Option<String> {
        transcribe(text, 0).ok().filter(|&(_, end)| end == text.len()).map(|(json, _)| json)
    }

    #[test]
    fn numbers_that_json_has_not_are_kept() {
        let text = r#"{"a": NaN, "b": [-Infinity, 1.5, "NaN"]}"#;
        let expected = "{\"a\": \u{1a}NaN\u{1a}, \"b\": [\u{1a}-Infinity\u{1a}, 1.5, \"NaN\"]}";
        assert_eq!(json(text).as_deref(), Some(expected));
    }

    #[test]
    fn colours_go() {
        let text = "{\u{1b}[34;1m\"id\"\u{1b}[0m:\u{1b}[0;39m 1\u{1b}[m,\"b\":[\"\\u001b[0m\"]}";
        assert_eq!(json(text).as_deref(), Some(r#"{"id": 1,"b":["\u001b[0m"]}"#));
    }

    #[test]
    fn other_text_is_none() {
        for text in ["[NaNo]", "[1", "[x]", "\u{1b}", "[\u{1b}[2K1]", "[\u{1b}]", "[\"a\u{1b}[0m\"]", "]"] {
            assert_eq!(json(text), None, "{text}");
        }
    }
}
