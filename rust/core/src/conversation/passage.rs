//! What is known of one text of a conversation, and what is sent of it.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::expand::{is_source, without_our_note};
use super::settle::{Settled, settle, tally};
use super::skeleton::Speaker;
use super::viewing::{Asked, Retrievable};
use crate::config::Config;
use crate::counting::{estimate, is_less};
use crate::forms::quoted::said;
use crate::forms::{self, FieldLists, Nature};
use crate::message::Text;
use crate::models::Model;
use crate::repeats::{Origin, Reading};
use crate::transform::Transform;
use crate::views::{RETRIEVE, Scope};
use crate::vocabulary::Tally;
use crate::window::{WINDOW, is_masked_note, masked_note};

/// One text of a message.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Passage {
    /// Its own shortest form, which others refer to.
    pub text: Arc<str>,
    /// Where it comes from, for readers.
    pub origin: Origin,
    /// The id of the call whose result it is.
    pub answers: Option<Box<str>>,
    /// Whether it is a result that may be rewritten.
    pub is_result: bool,
    /// Whether it was looked up for what the user says.
    is_looked_up: bool,
    /// Whether Headroom has written it.
    pub is_ours: bool,
    /// Whether others may refer to it as it came.
    is_source: bool,
    /// Whether it was said, rather than called for or thought.
    pub is_said: bool,
    pub settled: Settled,
    /// Where it is to be had again, if anything of it may be left out.
    retrievable: Option<Retrievable>,
    pub sent: Sent,
    /// How what is sent reads, where that is known already.
    reading: Option<Reading>,
    /// Whether it is read as a form of ours with little work; found out once, when it could refer to others.
    is_read_easily: OnceCell<bool>,
}

/// What is sent of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The text as it came.
    AsIs,
    /// Its own shortest form.
    Own,
    /// Marks for what stands above, or what changed in it.
    Referring(Dependent),
    /// A part of it.
    View(Dependent),
    /// The line that stands for a result that left with the window.
    Masked(Dependent),
}

/// A text that depends on other messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependent {
    pub text: Arc<str>,
    pub cost: Tally,
    pub transform: Transform,
    /// The fields of its objects as they are written, where they are known already.
    pub fields: Option<FieldLists>,
}

/// A text that a reader sees.
#[derive(Clone, Debug)]
pub struct Quotable {
    pub sent: Arc<str>,
    pub origin: Origin,
    /// Whether others may refer to it.
    pub is_source: bool,
    pub reading: Option<Reading>,
    /// The fields of its objects, where they are known already.
    pub fields: Option<FieldLists>,
}

impl Passage {
    /// Settles a text by itself, at some level unless it is exempt; others know it by its speaker.
    pub fn new(text: &Text<'_>, speaker: Speaker, model: &Model, config: &Config, scope: &Scope) -> Self {
        let Speaker { origin, is_exempt } = speaker;
        let level = config.crush.enabled.then(|| config.crush.level(model.level));
        let is_ours = text.is_ours || is_page_of_ours(text, &origin, config);
        let text = &Text { is_ours, ..*text };
        let settled = settle(&Text { editable: text.editable && !is_exempt, ..*text }, model, level);
        let own = settled.replacement.clone().unwrap_or_else(|| Arc::from(text.text));
        let retrievable = Retrievable::of((text, &own), &settled, &origin.name, config, scope);
        Self {
            text: own,
            origin,
            answers: text.answers.map(Box::from),
            is_result: text.answers.is_some() && text.editable,
            is_looked_up: text.is_looked_up,
            is_ours: text.is_ours,
            is_source: is_source(text),
            is_said: text.is_quotable || text.answers.is_some(),
            sent: Sent::own(&settled),
            settled,
            retrievable,
            reading: None,
            is_read_easily: OnceCell::new(),
        }
    }

    /// Finds where it comes from by the calls that a reader sees; `unknown` where he does not see its own.
    pub fn find_origin(&mut self, calls: &HashMap<Box<str>, Origin>, unknown: &Origin) {
        if let Some(answers) = &self.answers {
            self.origin = calls.get(answers).unwrap_or(unknown).clone();
        }
    }

    /// Whether it answers a call for what was left out.
    pub fn is_page(&self) -> bool {
        self.is_result && &*self.origin.name == RETRIEVE
    }

    /// Sends its own form, and gives back what was sent before.
    pub fn send_own(&mut self) -> Sent {
        self.reading = None;
        std::mem::replace(&mut self.sent, Sent::own(&self.settled))
    }

    /// Sends it as it refers to what stands above, if it does; `reading` is how what is sent reads.
    pub fn refer(&mut self, referring: Option<Dependent>, reading: Reading) {
        self.reading = Some(reading);
        if let Some(referring) = referring {
            self.sent = Sent::Referring(referring);
        }
    }

    /// A part of it where it is large, however it would be sent else.
    pub fn view(&self, question: &str, model: &Model) -> Option<Dependent> {
        let arguments = self.origin.arguments.as_ref().map_or("", |arguments| arguments.text());
        let asked = Asked { question, arguments };
        self.retrievable.as_ref()?.view(&self.text, &self.cost(), &self.origin, asked, model)
    }

    /// Sends a part of it; `reading` is how that reads, where it is known.
    pub fn show(&mut self, view: Dependent, reading: Option<Reading>) {
        (self.sent, self.reading) = (Sent::View(view), reading);
    }

    /// Where what is left out of it is to be had, if anything is.
    pub fn left_out(&self) -> Option<&Retrievable> {
        self.retrievable.as_ref().filter(|_| matches!(self.sent, Sent::View(_) | Sent::Masked(_)))
    }

    /// Sends the line that stands for a result that has left, if that takes less than what is sent.
    pub fn mask(&mut self, model: &Model) {
        if let Some(line) = self.masked(&self.cost(), model) {
            (self.sent, self.reading) = (Sent::Masked(line), None);
        }
    }

    /// The line that stands for a result that has left, if that takes less than `sent`, and than the result as it came: one
    /// that is quoted takes more.
    pub fn masked(&self, sent: &Tally, model: &Model) -> Option<Dependent> {
        if !self.is_result || (self.is_ours && is_masked_note(&self.text)) {
            return None;
        }
        let address = self.retrievable.as_ref().map(|retrievable| &*retrievable.address);
        let text = masked_note(&self.origin.name, estimate(&self.settled.before.into(), model).value, address);
        let cost = tally(&text, model);
        let is_shorter = is_less(&cost, sent, model) && is_less(&cost, &self.settled.before, model);
        is_shorter.then(|| Dependent { text: text.into(), cost, transform: WINDOW, fields: None })
    }

    /// Whether marks may stand in it for what is said above: not in what refers to others as it came, in what is quoted, nor in
    /// what is ours and holds not what it announces.
    pub fn may_refer(&self) -> bool {
        let is_ours = || *self.is_read_easily.get_or_init(|| forms::is_read_easily(&self.text));
        (self.is_result || self.is_looked_up)
            && match self.settled.nature {
                None | Some(Nature::Reference | Nature::Claiming) => false,
                Some(Nature::Ours) => said(&self.text).is_none() && is_ours(),
                Some(_) => true,
            }
    }

    /// It as it is sent, for others to refer to; not to what is quoted, nor to the line that stands for a result that has left.
    pub fn quotable(&mut self) -> Quotable {
        let (sent, fields) = match &self.sent {
            Sent::AsIs | Sent::Own => (self.words(), self.own_fields()),
            Sent::Referring(Dependent { text, fields, .. }) => (text.clone(), fields.clone()),
            Sent::View(Dependent { text, .. }) => (text.clone(), Some(FieldLists::default())),
            // Nothing refers to it, but it is read: what comes as it was sent leads to the same words as before.
            Sent::Masked(Dependent { text, .. }) => (text.clone(), None),
        };
        let is_masked = matches!(self.sent, Sent::Masked(_));
        let stands = !is_masked && (self.is_source || self.is_result && self.sent != Sent::AsIs);
        let is_source = stands && said(&sent).is_none();
        Quotable { sent, origin: self.origin.clone(), is_source, reading: self.reading.take(), fields }
    }

    /// Its own form apart from a note of the window's, which nothing refers to.
    fn words(&self) -> Arc<str> {
        match without_our_note(&self.text, self.is_ours) {
            (words, Some(_)) => words.into(),
            (_, None) => self.text.clone(),
        }
    }

    /// The fields of the objects in its own form; `None` where that was not read, as it is sent as it came.
    pub fn own_fields(&self) -> Option<FieldLists> {
        let Settled { replacement, fields, .. } = &self.settled;
        let was_read = replacement.is_some() || !fields.is_empty() || !self.text.starts_with(['[', '{']);
        was_read.then(|| fields.clone())
    }

    /// The text as it is sent.
    pub fn sent_text(&self) -> &str {
        match &self.sent {
            Sent::AsIs | Sent::Own => &self.text,
            Sent::Referring(other) | Sent::View(other) | Sent::Masked(other) => &other.text,
        }
    }

    /// What to send in its place, if anything.
    pub fn replacement(&self) -> Option<Arc<str>> {
        match &self.sent {
            Sent::AsIs => None,
            Sent::Own => Some(self.text.clone()),
            Sent::Referring(other) | Sent::View(other) | Sent::Masked(other) => Some(other.text.clone()),
        }
    }

    /// Tokens of what is sent.
    pub fn cost(&self) -> Tally {
        match &self.sent {
            Sent::AsIs | Sent::Own => self.settled.after,
            Sent::Referring(other) | Sent::View(other) | Sent::Masked(other) => other.cost,
        }
    }

    /// How what is sent was made.
    pub fn transform(&self) -> Option<Transform> {
        match &self.sent {
            Sent::AsIs => None,
            Sent::Own => self.settled.transform,
            Sent::Referring(other) | Sent::View(other) | Sent::Masked(other) => Some(other.transform),
        }
    }
}

impl Sent {
    fn own(settled: &Settled) -> Self {
        if settled.replacement.is_some() { Self::Own } else { Self::AsIs }
    }
}

/// Whether a text is what we gave back of what was left out.
fn is_page_of_ours(text: &Text<'_>, origin: &Origin, config: &Config) -> bool {
    config.views.enabled && text.answers.is_some() && &*origin.name == RETRIEVE
}
