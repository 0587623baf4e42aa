//! Reading a sent conversation back: what its texts say written out.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::forms::{self, Malformed};
use crate::message::{Message, Text};
use crate::repeats::{self, Index, Reading, Unresolved};
use crate::window::{is_masked_note, is_note, without_note};

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
    match repeats::expand(text, &index_of(messages)).map_err(NotExpanded::Unresolved)? {
        None => forms::expand(text).map_err(NotExpanded::Malformed),
        Some(resolved) => forms::expand(&resolved).map(|text| text.into_owned().into()).map_err(NotExpanded::Malformed),
    }
}

/// Whether others may refer to a text.
pub(super) fn is_source(text: &Text<'_>) -> bool {
    text.is_quotable && !(text.answers.is_some() && is_masked_note(text.text))
}

/// What stands in sent messages behind the last that nothing refers over; a message does not refer to itself.
fn index_of(messages: &[Message<'_>]) -> Index {
    let mut index = Index::default();
    let from = messages.iter().rposition(|message| message.apart).map_or(0, |last| last + 1);
    for message in messages[from..].iter().filter(|message| !is_note(message)) {
        let texts =
            message.texts.iter().filter(|text| is_source(text)).map(|text| Arc::from(without_note(text.text).0));
        let readings: Vec<Reading> = texts.map(|text| Reading::of_sent(&text, None, &mut index)).collect();
        for reading in readings {
            reading.add_to(&mut index, Arc::default());
        }
    }
    index
}
