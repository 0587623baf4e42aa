//! Reading a sent conversation back: what its texts say written out.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::forms::quoted::said;
use crate::forms::{self, Malformed};
use crate::message::{Message, Text};
use crate::plan::Edit;
use crate::repeats::{self, Index, Reading, Unresolved};
use crate::window::{Left, is_masked_note, is_note, without_note};

/// Why a text could not be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotExpanded {
    /// It refers to something that the messages before it do not say.
    Unresolved(Unresolved),
    /// A form of ours does not hold what it announces.
    Malformed(Malformed),
}

impl fmt::Display for NotExpanded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unresolved(reason) => reason.fmt(formatter),
            Self::Malformed(reason) => reason.fmt(formatter),
        }
    }
}

impl std::error::Error for NotExpanded {}

/// The text that a sent text stands for behind `messages` as they were sent, its JSON minified.
///
/// Linear in the text and the messages.
///
/// # Errors
/// It refers to what `messages` do not say, a form of ours does not hold what it announces, or either is more than the text
/// and the messages may stand for.
pub fn expand<'t>(text: &'t str, messages: &[Message<'_>]) -> Result<Cow<'t, str>, NotExpanded> {
    expand_behind(text, &index_of(messages))
}

/// The edits that write a sent conversation out: one for each text that stands for another and may have been rewritten, and
/// for the user's words that bear a note of the window's.
///
/// Linear in the texts, as sent and written out.
///
/// # Errors
/// The index of the first message that cannot be written out, and why.
pub fn expand_all(messages: &[Message<'_>]) -> Result<Vec<Edit>, (usize, NotExpanded)> {
    let mut index = Index::default();
    let mut edits = Vec::new();
    for (number, message) in messages.iter().enumerate() {
        for (place, text) in message.texts.iter().enumerate().filter(|(_, text)| text.editable) {
            let (words, note) = without_our_note(text.text, text.is_ours && message.starts_turn());
            let expanded = expand_behind(words, &index).map_err(|reason| (number, reason))?;
            if note.is_some() || matches!(expanded, Cow::Owned(_)) {
                edits.push(Edit { message: number, text: place, replacement: expanded.into() });
            }
        }
        add(message, &mut index);
    }
    Ok(edits)
}

fn expand_behind<'t>(text: &'t str, index: &Index) -> Result<Cow<'t, str>, NotExpanded> {
    match repeats::expand(text, index).map_err(NotExpanded::Unresolved)? {
        None => forms::expand(text).map_err(NotExpanded::Malformed),
        Some(resolved) => forms::expand(&resolved).map(|text| text.into_owned().into()).map_err(NotExpanded::Malformed),
    }
}

/// A text apart from a note that was added to it, which is one where the text is ours and not somebody's, quoted.
pub(super) fn without_our_note(text: &str, is_ours: bool) -> (&str, Option<Left>) {
    if is_ours && said(text).is_none() { without_note(text) } else { (text, None) }
}

/// Whether others may refer to a text.
pub(super) fn is_source(text: &Text<'_>) -> bool {
    let is_masked = text.is_ours && text.answers.is_some() && is_masked_note(text.text);
    text.is_quotable && !is_masked && said(text.text).is_none()
}

/// What stands in sent messages.
fn index_of(messages: &[Message<'_>]) -> Index {
    let mut index = Index::default();
    for message in messages {
        add(message, &mut index);
    }
    index
}

/// Adds what stands in a sent message, which does not refer to itself; nothing refers to what stands apart, or over it.
fn add(message: &Message<'_>, index: &mut Index) {
    if message.apart {
        *index = Index::default();
    } else if !is_note(message) {
        let words = |text: &Text<'_>| Arc::from(without_our_note(text.text, text.is_ours).0);
        let texts = message.texts.iter().filter(|text| is_source(text)).map(words);
        let readings: Vec<Reading> = texts.map(|text| Reading::of_sent(&text, None, index)).collect();
        for reading in readings {
            reading.add_to(index, Arc::default());
        }
    }
}
