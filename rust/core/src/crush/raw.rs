//! Text between three quotes, as Python has it: no escapes, real line ends; or a JSON document in our notation.

use std::borrow::Cow;

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
    (stands && !text.ends_with('"')).then(|| Raw::Text(text.into_owned()))
}
