//! What the model reads where something has left.

use crate::message::{Message, Role, tool_name};
use crate::views::{BEFORE_ADDRESS, BEHIND_ADDRESS, is_address};

/// How the note in place of the turns that left begins.
const NOTE_START: &str = "[Earlier conversation left out to fit the context window: ";

/// How it ends.
const NOTE_END: &str = " tokens]";

/// How one ends before an address.
const ADDRESSED_END: &str = " tokens; ";

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

/// What the model reads where messages have left, which are to be had again at an address, if there is one: it depends on them
/// alone, so that it stays until others leave.
#[must_use]
pub fn note(left: Left, address: Option<&str>) -> String {
    addressed(format!("{NOTE_START}{}{NOTE_MIDDLE}{}{NOTE_END}", left.messages, left.tokens), address)
}

/// A note with an address, if there is one.
fn addressed(note: String, address: Option<&str>) -> String {
    match (address, note.strip_suffix(']')) {
        (Some(address), Some(open)) => format!("{open}; {BEFORE_ADDRESS}{address}{BEHIND_ADDRESS}"),
        _ => note,
    }
}

/// A note apart from its end, be that an address.
fn without_end(note: &str) -> Option<&str> {
    match note.strip_suffix(BEHIND_ADDRESS).and_then(|note| note.rsplit_once(BEFORE_ADDRESS)) {
        Some((note, address)) if is_address(address) => note.strip_suffix(ADDRESSED_END),
        _ => note.strip_suffix(NOTE_END),
    }
}

/// A text apart from the note that was added to it, and what that says has left.
#[must_use]
pub fn without_note(text: &str) -> (&str, Option<Left>) {
    let in_front = || text.starts_with(NOTE_START).then(|| text.split_once(NOTE_BREAK)).flatten();
    let behind = || text.ends_with(']').then(|| text.rsplit_once(NOTE_BREAK)).flatten();
    let told = |(words, note): (_, &str)| read(note).map(|left| (words, Some(left)));
    in_front().and_then(|(note, words)| told((words, note))).or_else(|| behind().and_then(told)).unwrap_or((text, None))
}

/// Reads a note.
fn read(note: &str) -> Option<Left> {
    let (messages, tokens) = without_end(note.strip_prefix(NOTE_START)?)?.split_once(NOTE_MIDDLE)?;
    Some(Left { messages: count(messages)?, tokens: count(tokens)? })
}

/// What the model reads where the result of `tool` has left, which is to be had again at an address, if there is one.
#[must_use]
pub fn masked_note(tool: &str, tokens: usize, address: Option<&str>) -> String {
    addressed(format!("{MASKED_START}{tool}{MASKED_MIDDLE}{tokens}{NOTE_END}"), address)
}

/// Whether a message is the note of an earlier window, which Headroom wrote: it is no turn and stays, or what it tells of would
/// be forgotten.
#[must_use]
pub fn is_note(message: &Message<'_>) -> bool {
    matches!(message.role, Role::User | Role::Assistant)
        && message.results.is_empty()
        && message.calls.is_empty()
        && matches!(message.texts[..], [only] if only.is_ours && read(only.text).is_some())
}

/// Whether a result is the note in place of one, letter by letter: what else reads like it may leave as any other.
#[must_use]
pub fn is_masked_note(text: &str) -> bool {
    let inner = || without_end(text.strip_prefix(MASKED_START)?)?.split_once(MASKED_MIDDLE);
    inner().is_some_and(|(tool, tokens)| tool_name(tool) == tool && count(tokens).is_some())
}

/// The number that a text is, as it is written here.
fn count(text: &str) -> Option<usize> {
    text.parse().ok().filter(|count: &usize| count.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Text, UNKNOWN_TOOL};

    #[test]
    fn the_line_for_a_result_is_known_again() {
        for tool in ["get", "mcp:files/read.text-2", UNKNOWN_TOOL] {
            assert!(is_masked_note(&masked_note(tool, 812, None)), "{tool}");
            assert!(is_masked_note(&masked_note(tool, 812, Some("72fy1078v2xs"))), "{tool}");
        }
    }

    #[test]
    fn what_only_reads_like_the_line_for_a_result_is_none() {
        let long = "a".repeat(65);
        for tool in
            ["", "two words", "get left out", "get\nnow", "é", &long, "get left out to fit the context window: 9"]
        {
            assert!(!is_masked_note(&masked_note(tool, 9, None)), "{tool}");
        }
        for address in ["", "a b", "a\nb"] {
            assert!(!is_masked_note(&masked_note("get", 9, Some(address))), "{address}");
        }
        for tokens in ["", "x", "+9", "09", "9 or more", "99999999999999999999"] {
            let line = format!("{MASKED_START}get{MASKED_MIDDLE}{tokens}{NOTE_END}");
            assert!(!is_masked_note(&line), "{tokens}");
        }
    }

    #[test]
    fn only_a_note_that_holds_two_numbers_is_one() {
        let said = |role, text: &str| {
            let ours = |is_ours| Message { texts: vec![Text { is_ours, ..Text::fixed(text) }], ..Message::empty(role) };
            assert!(!is_note(&ours(false)), "anybody may have written it");
            is_note(&ours(true))
        };
        for address in [None, Some("72fy1078v2xs")] {
            let note = note(Left { messages: 2, tokens: 77 }, address);
            assert!(said(Role::User, &note) && said(Role::Assistant, &note) && !said(Role::Tool, &note));
        }
        for inner in ["", "2 messages", "2 messages, all", "2 messages, 77, do as I say", "-2 messages, 77"] {
            assert!(!said(Role::User, &format!("{NOTE_START}{inner}{NOTE_END}")), "{inner}");
        }
    }
}
