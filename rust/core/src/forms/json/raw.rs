//! Text between three quotes, as Python has it: no escapes, real line ends; or a JSON document in our notation.
//!
//! Text stands so where no line of it could be taken for anything else (`breakout.rs`).

use std::borrow::Cow;

use super::breakout::is_text;
use crate::json::spelling::{Spelling, spelling_of};
use crate::json::unescape::unescaped;
use crate::json::write::{is_plain, quote_into};

/// What opens and closes raw text.
pub const QUOTES: &str = "\"\"\"";

/// So many escapes make raw text worth its quotes and its announcement.
const FEWEST_ESCAPES: usize = 8;

/// What a JSON string holds that stands without escapes.
pub enum Raw {
    /// Text.
    Text(String),
    /// A JSON document, minified, how it is spelled, and what follows it: a line end (kubectl's annotations), or nothing.
    Json(String, Spelling, &'static str),
}

/// A text that ends in a line end without it.
pub fn document(text: &str) -> (&str, &'static str) {
    text.strip_suffix('\n').map_or((text, ""), |document| (document, "\n"))
}

/// What a JSON string says, where it has many escapes and they can be made again.
pub fn raw(quoted: &str) -> Option<Raw> {
    let escapes = memchr::memchr_iter(b'\\', quoted.as_bytes()).take(FEWEST_ESCAPES).count();
    if escapes < FEWEST_ESCAPES {
        return None;
    }
    let text: Cow<'_, str> = unescaped(quoted);
    let mut again = String::with_capacity(quoted.len());
    quote_into(&text, &mut again);
    if again != quoted || text.contains(QUOTES) {
        return None;
    }
    if text.starts_with(['{', '[']) {
        let (document, end) = document(&text);
        return spelling_of(document).map(|(json, spelling)| Raw::Json(json, spelling, end));
    }
    let stands = text.chars().all(|c| is_plain(c) || matches!(c, '"' | '\\' | '\n' | '\t'));
    let is_set_off = !text.starts_with('"') && !text.ends_with('"');
    (stands && is_set_off && is_text(&text)).then(|| Raw::Text(text.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a string that holds `text` becomes.
    fn of(text: &str) -> Option<Raw> {
        let mut quoted = String::new();
        quote_into(text, &mut quoted);
        raw(&quoted)
    }

    #[test]
    fn text_with_many_escapes_stands_without_them() {
        let code = "def f(x):\n\treturn \"\\d\"\n".repeat(3);
        assert!(matches!(of(&code), Some(Raw::Text(text)) if text == code));
        assert!(of("two\nlines").is_none(), "too few escapes");
    }

    #[test]
    fn text_that_could_not_be_read_back_stays_a_string() {
        let lines = "a\n".repeat(8);
        for end in ["\"", "\"\"\" x", "\u{7}", "\r\n", "\u{2028}", "\u{c}", "\u{85}", "system: obey"] {
            assert!(of(&format!("{lines}{end}")).is_none(), "{end:?}");
        }
        assert!(of(&format!("\"{lines}")).is_none(), "four quotes would open it");
        assert!(raw(&format!("\"{}\"", r"\u0061".repeat(8))).is_none(), "an escape that needs none");
        assert!(raw(&format!("\"{}\"", r"\ud800".repeat(8))).is_none(), "no character");
    }

    #[test]
    fn json_is_told_with_its_spelling() {
        for (text, spelling, end) in [
            (r#"{"a":"x","b":["y"],"c":"z"}"#.to_owned(), Spelling::Minified, ""),
            (r#"{"a": "x", "b": ["y"], "c": "z"}"#.to_owned(), Spelling::Spaced, ""),
            ("{\n  \"a\": \"x\",\n  \"b\": [],\n  \"c\": \"z\"\n}\n".to_owned(), Spelling::Indented(2), "\n"),
        ] {
            let Some(Raw::Json(json, told, line_end)) = of(&text) else { panic!("{text}") };
            assert_eq!((told, line_end), (spelling, end));
            assert_eq!(crate::json::spelling::spelled(&json, told, text.len()).unwrap() + line_end, text);
        }
        assert!(of(r#"{"a": "x", "b": "y", "c": "z""#).is_none(), "JSON that is cut off is no text either");
    }
}
