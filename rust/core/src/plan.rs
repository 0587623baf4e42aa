//! What to send for a conversation: the terms it is asked and answered in, and the answer from scratch.
//!
//! The answer names changes only; `conversation.rs` makes it.

use std::sync::Arc;

use crate::config::Config;
use crate::conversation::Conversation;
use crate::conversation::settle::tally;
use crate::counting::count_tools;
use crate::counting::{Calibration, Cost, TokenCount, estimate};
use crate::forms::json::Strategy;
use crate::message::Message;
use crate::models::{Bounded, Framing, framing};
use crate::models::{Limits, Model};

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

/// How a message was rewritten; of several ways the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transform {
    /// Not at all.
    #[default]
    None,
    /// White space and needless escapes went, or a Python repr became JSON.
    Minified,
    /// Records, repeats or matrices were stated once.
    Records,
    /// Arrays or maps of alike objects became tables.
    Table,
    /// The padding of line numbers was stated once.
    Listing,
    /// What an earlier message says is referred to.
    Repeats,
    /// It left with the window.
    Window,
}

impl Transform {
    /// The name users see.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => Strategy::Unchanged.name(),
            Self::Minified => Strategy::Minified.name(),
            Self::Records => Strategy::Records.name(),
            Self::Table => Strategy::Table.name(),
            Self::Listing => "listing",
            Self::Repeats => "repeats",
            Self::Window => "window",
        }
    }
}

impl From<Strategy> for Transform {
    fn from(strategy: Strategy) -> Self {
        match strategy {
            Strategy::Unchanged => Self::None,
            Strategy::Minified => Self::Minified,
            Strategy::Records => Self::Records,
            Strategy::Table => Self::Table,
        }
    }
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

/// What happens to one message and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What happens.
    pub action: Action,
    /// How it was rewritten, if it was.
    pub transform: Transform,
    /// Whether any of its texts may be rewritten.
    pub editable: bool,
    /// The original.
    pub before: Cost,
    /// What is sent.
    pub after: Cost,
}

/// What to send. [`estimate`] says what costs come to.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// How many messages, from the first, are sent as in the last plan of the conversation.
    pub stable: usize,
    /// Texts to replace in the messages behind those, in message order.
    pub edits: Vec<Edit>,
    /// Messages that leave, ascending.
    pub dropped: Vec<usize>,
    /// What stands in their place.
    pub note: Option<String>,
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
    /// Whether everything that is billed is counted, as far as is known.
    pub complete: bool,
    /// The tokens that the context has beside the answer, where a window was asked for.
    pub budget: Option<usize>,
    /// Whether what is to be sent exceeds the budget.
    pub over_budget: bool,
    /// Texts that were sent as they are because settling them failed.
    pub faults: usize,
}

/// A request to plan.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r, 'a> {
    /// The conversation.
    pub messages: &'r [Message<'a>],
    /// JSON text of the tools offered, if any: it is billed and counted, never changed.
    pub tools: Option<&'a str>,
    /// JSON text of the schema that the answer is to have, if any.
    pub output_schema: Option<&'a str>,
    /// The model asked.
    pub model: &'r Model,
    /// How many tokens it takes and answers: to be kept within.
    pub limits: Limits,
}

impl Request<'_, '_> {
    /// Whether counts of this request are the provider's own numbers: its vocabulary and framing are known, and there is
    /// nothing but text in it. How tool calls and schemas are framed is documented nowhere.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.model.exact && framing(self.model).exact && self.is_bare() && self.messages.iter().all(Message::is_plain)
    }

    /// Whether there is nothing but messages.
    pub(crate) fn is_bare(&self) -> bool {
        self.tools.is_none() && self.output_schema.is_none()
    }

    /// What it costs beside its messages.
    pub(crate) fn base(&self, framing: &Framing) -> Cost {
        let tools = self.tools.map(|tools| count_tools(tools, self.model)).unwrap_or_default();
        let rules = Cost::from(framing.per_request + framing.reply_primer + tools);
        self.output_schema.map_or(rules, |schema| rules + tally(schema, self.model).into())
    }
}

/// The tokens of a request as it is, nothing rewritten, by what is known of the model beside the table if anything is.
#[must_use]
pub fn count_request(request: &Request<'_, '_>, calibration: Option<&Calibration>) -> TokenCount {
    let framing = framing(request.model);
    let texts = request.messages.iter().flat_map(|message| &message.texts);
    let beside = request.messages.iter().map(|message| Cost::from(billed(message, request.model, &framing)));
    let cost =
        request.base(&framing) + beside.sum() + texts.map(|text| Cost::from(tally(text.text, request.model))).sum();
    let counted = TokenCount { exact: request.is_exact(), ..estimate(&cost, request.model) };
    match calibration {
        Some(known) => known.calibrated(&cost, counted),
        None => counted,
    }
}

/// Decides what to send for a conversation of which nothing was planned before. Never panics.
#[must_use]
pub fn plan(request: &Request<'_, '_>, config: &Config) -> Plan {
    Conversation::new(*request.model, *config).plan(0, request)
}

/// What a message costs beside its texts.
pub(crate) fn billed(message: &Message<'_>, model: &Model, framing: &Framing) -> Bounded {
    let name = if message.named { framing.per_name } else { 0 };
    let images: Bounded = message.images.iter().map(|image| image.count(model)).sum();
    framing.per_message
        + Bounded::exactly(name)
        + images
        + framing.per_call.times(message.calls.len())
        + framing.per_result.times(message.results.len())
}
