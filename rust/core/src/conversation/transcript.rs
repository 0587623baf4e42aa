//! What messages that have left said, as one text that is to be had by its address.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Write};
use std::sync::Arc;

use super::Conversation;
use super::entry::Entry;
use super::passage::Passage;
use super::skeleton::Speaker;
use crate::forms;
use crate::plan::LeftOut;

/// Messages that have left together, told by one note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Their indexes, ascending.
    pub of: Box<[usize]>,
    pub address: Box<str>,
    /// Each text below who said it, JSON minified; each call with its arguments.
    pub text: Arc<str>,
}

impl Transcript {
    /// Where it is to be had.
    pub fn left_out(&self) -> LeftOut {
        LeftOut { address: self.address.clone(), original: self.text.clone() }
    }
}

impl Conversation {
    /// What these messages said, where what is left out is to be had again; as in the last plan, if it told of the same.
    pub(super) fn transcript(&self, of: &[usize]) -> Option<Transcript> {
        if !self.config.views.enabled {
            return None;
        }
        let known = self.transcripts.iter().find(|known| *known.of == *of);
        Some(known.cloned().unwrap_or_else(|| self.transcribed(of)))
    }

    /// Depends on these messages alone, whatever was planned before: an id may be used again by later calls.
    fn transcribed(&self, of: &[usize]) -> Transcript {
        let (mut text, mut called) = (String::new(), HashMap::new());
        for entry in of.iter().map(|&index| &self.entries[index]) {
            for said in entry.texts.iter().filter(|text| text.is_said && !text.text.is_empty()) {
                let words = forms::expand(&said.text).unwrap_or(Cow::Borrowed(&said.text));
                put(&mut text, format_args!("{}:\n{words}", who(said, entry, &called)));
            }
            for (id, Speaker { origin, .. }) in &entry.skeleton.calls {
                let arguments = origin.arguments.as_ref().map_or("", |arguments| arguments.text());
                put(&mut text, format_args!("your call of {}: {arguments}", origin.name));
                called.insert(&**id, &*origin.name);
            }
        }
        Transcript { of: of.into(), address: self.scope.address(&text), text: text.into() }
    }
}

/// Who said a text: for a result the tool that was `called` by its id.
fn who<'e>(text: &'e Passage, entry: &'e Entry, called: &HashMap<&str, &'e str>) -> &'e str {
    match &text.answers {
        Some(id) => called.get(&**id).unwrap_or(&&*entry.unknown.name),
        None => &text.origin.name,
    }
}

/// Adds a paragraph.
fn put(transcript: &mut String, paragraph: fmt::Arguments<'_>) {
    let parting = if transcript.is_empty() { "" } else { "\n\n" };
    write!(transcript, "{parting}{paragraph}").expect("a string takes all");
}
