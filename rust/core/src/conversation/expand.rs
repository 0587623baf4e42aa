//! Reading a sent conversation back: what its texts say written out.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::skeleton::{result_of, said_by};
use crate::changes;
use crate::forms::quoted::said;
use crate::forms::{self, Malformed};
use crate::message::{Call, Message, Text};
use crate::plan::Edit;
use crate::repeats::{self, Index, Origin, Reading, Unresolved};
use crate::views;
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
    let mut above = Sent::default();
    for message in messages {
        above.add(message);
    }
    above.expand(text)
}

/// The edits that write a sent conversation out: one for each text that stands for another and may have been rewritten, and
/// for the user's words that bear a note of the window's; none for views, which leave out what is elsewhere.
///
/// Linear in the texts, as sent and written out.
///
/// # Errors
/// The index of the first message that cannot be written out, and why.
pub fn expand_all(messages: &[Message<'_>]) -> Result<Vec<Edit>, (usize, NotExpanded)> {
    let mut above = Sent::default();
    let mut edits = Vec::new();
    for (number, message) in messages.iter().enumerate() {
        for (place, text) in message.texts.iter().enumerate().filter(|(_, text)| text.editable) {
            if views::address_in(text.text).is_some() {
                continue; // what it leaves out is elsewhere
            }
            let (words, note) = without_our_note(text.text, text.is_ours && message.starts_turn());
            let expanded = above.expand(words).map_err(|reason| (number, reason))?;
            if note.is_some() || matches!(expanded, Cow::Owned(_)) {
                edits.push(Edit { message: number, text: place, replacement: expanded.into() });
            }
        }
        above.add(message);
    }
    Ok(edits)
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
#[derive(Default)]
struct Sent<'m> {
    index: Index,
    /// The calls so far, by id; the newest where an id was used again.
    calls: HashMap<&'m str, Call<'m>>,
}

impl<'m> Sent<'m> {
    /// What a text stands for behind them.
    fn expand<'t>(&self, text: &'t str) -> Result<Cow<'t, str>, NotExpanded> {
        let resolved = repeats::expand(text, &self.index).map_err(NotExpanded::Unresolved)?;
        let unmarked = resolved.as_deref().unwrap_or(text);
        let changed = changes::expand(unmarked, &self.index).transpose().map_err(NotExpanded::Unresolved)?;
        match changed.or(resolved) {
            None => forms::expand(text).map_err(NotExpanded::Malformed),
            Some(resolved) => {
                forms::expand(&resolved).map(|text| text.into_owned().into()).map_err(NotExpanded::Malformed)
            }
        }
    }

    /// Adds a message, which does not refer to itself; nothing refers to what stands apart, or over it.
    fn add(&mut self, message: &Message<'m>) {
        self.calls.extend(message.calls.iter().map(|&call| (call.id, call)));
        if message.apart {
            self.index = Index::default();
        } else if !is_note(message) {
            let words = |text: &Text<'_>| Arc::from(without_our_note(text.text, text.is_ours).0);
            let texts: Vec<&Text<'_>> = message.texts.iter().filter(|text| is_source(text)).collect();
            let readings: Vec<Reading> =
                texts.iter().map(|text| Reading::of_sent(&words(text), None, &mut self.index)).collect();
            for (text, reading) in texts.into_iter().zip(readings) {
                let origin = self.origin(message, text);
                reading.add_to(&mut self.index, origin);
            }
        }
    }

    fn origin(&self, message: &Message<'_>, text: &Text<'_>) -> Origin {
        let unknown = Call::unknown(message.tool);
        let call = |id| self.calls.get(id).unwrap_or(&unknown);
        text.answers.map_or_else(|| said_by(message.role), |id| result_of(call(id)))
    }
}
