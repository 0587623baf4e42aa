//! What the model reads where something has left.

use crate::message::{Message, Role};

/// How the note in place of the turns that left begins.
const NOTE_START: &str = "[Earlier conversation left out to fit the context window: ";

/// How it ends.
const NOTE_END: &str = " tokens]";

/// How the note in place of a result begins.
const MASKED_START: &str = "[result of ";

/// What stands in it between the tool and the tokens.
const MASKED_MIDDLE: &str = " left out to fit the context window: ";

/// What stands between the messages and the tokens that have left.
const NOTE_MIDDLE: &str = " messages, ";

/// What stands between a note and the words that it is added to.
pub const NOTE_BREAK: &str = "\n\n";

/// What has left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// How many messages.
    pub messages: usize,
    /// What they cost, by the best guess.
    pub tokens: usize,
}

/// What the model reads where messages have left: it depends on them alone, so that it stays until others leave.
#[must_use]
pub fn note(left: Left) -> String {
    format!("{NOTE_START}{}{NOTE_MIDDLE}{}{NOTE_END}", left.messages, left.tokens)
}

/// A text apart from the note that was added to it, and what that says has left.
#[must_use]
pub fn without_note(text: &str) -> (&str, Option<Left>) {
    let in_front = || text.starts_with(NOTE_START).then(|| text.split_once(NOTE_BREAK)).flatten();
    let behind = || text.ends_with(NOTE_END).then(|| text.rsplit_once(NOTE_BREAK)).flatten();
    let told = |(words, note): (_, &str)| read(note).map(|left| (words, Some(left)));
    in_front().and_then(|(note, words)| told((words, note))).or_else(|| behind().and_then(told)).unwrap_or((text, None))
}

/// Reads a note.
fn read(note: &str) -> Option<Left> {
    let (messages, tokens) = note.strip_prefix(NOTE_START)?.strip_suffix(NOTE_END)?.split_once(NOTE_MIDDLE)?;
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    Some(Left { messages: number(messages)?, tokens: number(tokens)? })
}

/// What the model reads where the result of `tool` has left.
#[must_use]
pub fn masked_note(tool: &str, tokens: usize) -> String {
    format!("{MASKED_START}{tool}{MASKED_MIDDLE}{tokens}{NOTE_END}")
}

/// Whether a message is the note of an earlier window: it is no turn and stays, or what it tells of would be forgotten.
#[must_use]
pub fn is_note(message: &Message<'_>) -> bool {
    matches!(message.role, Role::User | Role::Assistant)
        && message.results.is_empty()
        && message.calls.is_empty()
        && matches!(message.texts[..], [only] if read(only.text).is_some())
}

/// Whether a result is the note in place of one.
#[must_use]
pub fn is_masked_note(text: &str) -> bool {
    let inner = || text.strip_prefix(MASKED_START)?.strip_suffix(NOTE_END)?.rsplit_once(MASKED_MIDDLE);
    inner().is_some_and(|(tool, tokens)| !tool.contains('\n') && tokens.bytes().all(|byte| byte.is_ascii_digit()))
}
