//! Text between three quotes, as Python has it: no escapes, real line ends.

use std::borrow::Cow;

use crate::json::unescape::unescaped;
use crate::json::write::{is_plain, quote_into};

/// What opens and closes raw text.
pub const QUOTES: &str = "\"\"\"";

/// So many escapes make raw text worth its quotes and its announcement.
const FEWEST_ESCAPES: usize = 8;

/// The raw form of a JSON string, where that is shorter and says the same.
pub fn raw(quoted: &str) -> Option<String> {
    let escapes = memchr::memchr_iter(b'\\', quoted.as_bytes()).take(FEWEST_ESCAPES).count();
    if escapes < FEWEST_ESCAPES {
        return None;
    }
    let text: Cow<'_, str> = unescaped(quoted);
    let stands = text.chars().all(|c| is_plain(c) || matches!(c, '"' | '\\' | '\n' | '\t'));
    let mut again = String::with_capacity(quoted.len());
    quote_into(&text, &mut again);
    let is_same = stands && again == quoted && !text.contains(QUOTES) && !text.ends_with('"');
    is_same.then(|| format!("{QUOTES}{text}{QUOTES}"))
}
