//! What the model reads where something has left.

use super::Selection;
use crate::message::{Message, Role};

/// How the note in place of the turns that left begins.
const NOTE_START: &str = "[Earlier conversation left out to fit the context window: ";

/// How it ends.
const NOTE_END: &str = " tokens]";

/// How the note in place of a result begins.
const MASKED_START: &str = "[result of ";

/// What stands in it between the tool and the tokens.
const MASKED_MIDDLE: &str = " left out to fit the context window: ";

/// What the model reads where messages have left: it depends on them alone, so that it stays until others leave.
#[must_use]
pub fn note(selection: &Selection, tokens: usize) -> String {
    format!("{NOTE_START}{} messages, {tokens}{NOTE_END}", selection.dropped.len())
}

/// What the model reads where the result of `tool` has left.
#[must_use]
pub fn masked_note(tool: &str, tokens: usize) -> String {
    format!("{MASKED_START}{tool}{MASKED_MIDDLE}{tokens}{NOTE_END}")
}

/// Whether a message is the note of an earlier window: it is no turn and stays, or what it tells of would be forgotten.
#[must_use]
pub fn is_note(message: &Message<'_>) -> bool {
    let numbers = |text: &str| text.strip_prefix(NOTE_START)?.strip_suffix(NOTE_END).map(str::len);
    let longest = "18446744073709551615 messages, 18446744073709551615".len();
    message.role == Role::User
        && message.results.is_empty()
        && matches!(message.texts[..], [only] if numbers(only.text).is_some_and(|length| length <= longest))
}

/// Whether a result is the note in place of one.
#[must_use]
pub fn is_masked_note(text: &str) -> bool {
    let inner = || text.strip_prefix(MASKED_START)?.strip_suffix(NOTE_END)?.rsplit_once(MASKED_MIDDLE);
    inner().is_some_and(|(tool, tokens)| !tool.contains('\n') && tokens.bytes().all(|byte| byte.is_ascii_digit()))
}
