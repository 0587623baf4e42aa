//! What to send for a conversation: the answer, which names changes only. `conversation` makes it.

use std::sync::Arc;

use crate::counting::{Calibration, Cost};
use crate::message::Role;
use crate::transform::Transform;
use crate::window::WINDOW;

/// Of a request, one part in so many may be billed or not for a provider's report to teach something.
const LITTLE: usize = 10;

/// A text to send in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Index of the message.
    pub message: usize,
    /// Index of the text in the message.
    pub text: usize,
    /// What to send.
    pub replacement: Arc<str>,
}

/// A message of the window's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Index of the message before which it stands.
    pub before: usize,
    /// Who seems to speak.
    pub role: Role,
    /// What it says.
    pub text: String,
}

/// Where what is left out is to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its address.
    pub address: Box<str>,
    /// The text as it came, or what messages that have left said.
    pub original: Arc<str>,
}

/// What a model has just asked for of what was left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retrieved {
    /// Pages behind the model's last answer.
    pub pages: usize,
    /// What these cost as they are sent.
    pub cost: Cost,
    /// Whether they alone stand there: without them there would be no request.
    pub alone: bool,
}

/// What happens to a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// It is sent as it is.
    #[default]
    Kept,
    /// It is sent rewritten.
    Rewritten,
    /// Its results leave with the window.
    Masked,
    /// It leaves with the window.
    Dropped,
}

impl Action {
    /// The name that users see.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Rewritten => "rewritten",
            Self::Masked => "masked",
            Self::Dropped => "dropped",
        }
    }
}

/// What happens to one message and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What happens.
    pub action: Action,
    /// How it was rewritten, if it was: of several ways the one that names it.
    pub transform: Option<Transform>,
    /// Whether any of its texts may be rewritten.
    pub editable: bool,
    /// The original.
    pub before: Cost,
    /// What is sent.
    pub after: Cost,
}

/// What to send. [`estimate`](crate::counting::estimate) says what costs come to.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Plan {
    /// How many messages, from the first, are sent as in the last plan of the conversation.
    pub stable: usize,
    /// Texts to replace in the messages behind those, in message order.
    pub edits: Vec<Edit>,
    /// What can be had again: the texts of which a part is shown or nothing, of all messages that stay, in message order; then
    /// what those said that have left.
    pub left_out: Vec<LeftOut>,
    /// What the request answers of what was asked for.
    pub retrieved: Retrieved,
    /// Messages that leave, ascending.
    pub dropped: Vec<usize>,
    /// What tells of them in messages of its own; the rest is added to words of the user's, which are among the edits.
    pub notes: Vec<Note>,
    /// Whether the service is to read this request alone, rather than go on from an answer with what it holds.
    pub cuts_chain: bool,
    /// The conversation as it is.
    pub before: Cost,
    /// What is to be sent.
    pub after: Cost,
    /// Of these, what the last plan of the conversation began with too, in the original: a provider may have it cached.
    pub cached_before: Cost,
    /// The same of what is sent.
    pub cached_after: Cost,
    /// One decision a message.
    pub decisions: Vec<Arc<Decision>>,
    /// Whether the counts are the provider's own numbers, rather than estimates.
    pub exact: bool,
    /// Whether the service reads what is counted: where it goes on with what it holds, that is known.
    pub complete: bool,
    /// Messages that hold something billed that nothing bounds, ascending.
    pub opaque: Vec<usize>,
    /// The tokens that the context has beside the answer, where a window was asked for.
    pub budget: Option<usize>,
    /// Whether what is to be sent exceeds the budget.
    pub over_budget: bool,
    /// Texts that were sent as they are because settling them failed.
    pub faults: usize,
}

impl Plan {
    /// Teaches `calibration` by what the provider counted of what was sent, as planned (`applied`) or as it was: where all
    /// that is billed is counted, all but a little of it surely, and the counts are estimates.
    pub fn teach(&self, calibration: &mut Calibration, tokens: usize, applied: bool) {
        let cost = if applied { &self.after } else { &self.before };
        if self.complete && self.opaque.is_empty() && !self.exact && cost.unread.high <= tokens / LITTLE {
            calibration.observe(cost, tokens.saturating_sub(cost.unread.value));
        }
    }

    /// What was done to the messages, each way once, in the order of their first use.
    #[must_use]
    pub fn transforms(&self) -> Vec<Transform> {
        let mut used = Vec::new();
        for decision in &self.decisions {
            let transform = if decision.action == Action::Dropped { Some(WINDOW) } else { decision.transform };
            used.extend(transform.filter(|transform| !used.contains(transform)));
        }
        used
    }
}
