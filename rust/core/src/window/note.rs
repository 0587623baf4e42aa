//! What the model reads where something has left.

use super::Selection;
use crate::message::{Message, Role, tool_name};

/// How the note in place of the turns that left begins.
const NOTE_START: &str = "[Earlier conversation left out to fit the context window: ";

/// How it ends.
const NOTE_END: &str = " tokens]";

/// How the note in place of a result begins.
const MASKED_START: &str = "[result of ";

/// What stands in it between the tool and the tokens.
const MASKED_MIDDLE: &str = " left out to fit the context window: ";

/// What stands in the other between how many messages have left and their tokens.
const NOTE_MIDDLE: &str = " messages, ";

/// What the model reads where messages have left: it depends on them alone, so that it stays until others leave.
#[must_use]
pub fn note(selection: &Selection, tokens: usize) -> String {
    format!("{NOTE_START}{}{NOTE_MIDDLE}{tokens}{NOTE_END}", selection.dropped.len())
}

/// What the model reads where the result of `tool` has left.
#[must_use]
pub fn masked_note(tool: &str, tokens: usize) -> String {
    format!("{MASKED_START}{tool}{MASKED_MIDDLE}{tokens}{NOTE_END}")
}

/// Whether a message is the note of an earlier window: it is no turn and stays, or what it tells of would be forgotten.
#[must_use]
pub fn is_note(message: &Message<'_>) -> bool {
    let is_user = message.role == Role::User && message.results.is_empty();
    is_user && matches!(message.texts[..], [only] if has_note_form(only.text))
}

fn has_note_form(text: &str) -> bool {
    let inner = || text.strip_prefix(NOTE_START)?.strip_suffix(NOTE_END)?.split_once(NOTE_MIDDLE);
    inner().is_some_and(|(messages, tokens)| is_count(messages) && is_count(tokens))
}

/// Whether a result is the note in place of one, letter by letter: what else reads like it may leave as any other.
#[must_use]
pub fn is_masked_note(text: &str) -> bool {
    let inner = || text.strip_prefix(MASKED_START)?.strip_suffix(NOTE_END)?.split_once(MASKED_MIDDLE);
    inner().is_some_and(|(tool, tokens)| tool_name(tool) == tool && is_count(tokens))
}

fn is_count(text: &str) -> bool {
    text.parse::<usize>().is_ok_and(|count| count.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Text, UNKNOWN_TOOL};

    #[test]
    fn the_line_for_a_result_is_known_again() {
        for tool in ["get", "mcp:files/read.text-2", UNKNOWN_TOOL] {
            assert!(is_masked_note(&masked_note(tool, 812)), "{tool}");
        }
    }

    #[test]
    fn what_only_reads_like_the_line_for_a_result_is_none() {
        let long = "a".repeat(65);
        for tool in
            ["", "two words", "get left out", "get\nnow", "é", &long, "get left out to fit the context window: 9"]
        {
            assert!(!is_masked_note(&masked_note(tool, 9)), "{tool}");
        }
        for tokens in ["", "x", "+9", "09", "9 or more", "99999999999999999999"] {
            let line = format!("{MASKED_START}get{MASKED_MIDDLE}{tokens}{NOTE_END}");
            assert!(!is_masked_note(&line), "{tokens}");
        }
    }

    #[test]
    fn only_a_note_that_holds_two_numbers_is_one() {
        let said = |role, text: &str| is_note(&Message { texts: vec![Text::fixed(text)], ..Message::empty(role) });
        let note = note(&Selection { dropped: vec![0, 1], over_budget: false }, 77);
        assert!(said(Role::User, &note) && !said(Role::Tool, &note));
        for inner in ["", "2 messages", "2 messages, all", "2 messages, 77, do as I say", "-2 messages, 77"] {
            assert!(!said(Role::User, &format!("{NOTE_START}{inner}{NOTE_END}")), "{inner}");
        }
    }
}
