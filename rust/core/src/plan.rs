//! The one entry: what to send for a conversation.
//!
//! Every text is settled on its own (rewritten or not, and counted), so message i's form depends on nothing behind it;
//! then the window decides which turns leave. The answer names changes only; texts that stay are never copied.

use std::sync::Arc;

use crate::config::{Config, CrushConfig, WindowConfig};
use crate::crush::Strategy;
use crate::message::Message;
use crate::models::Model;
use crate::settle::{settle, tally};
use crate::tokens::tools::count_tools;
use crate::tokens::{Bounded, Cost, Framing, Refinement, TokenCount, estimate, framing, most};
use crate::window::{self, Selection, note};

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

/// What happens to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is sent as it is.
    Kept,
    /// It is sent rewritten.
    Rewritten,
    /// It leaves with the window.
    Dropped,
}

/// What happens to one message and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What happens.
    pub action: Action,
    /// How it was rewritten, if it was.
    pub strategy: Strategy,
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
    /// Texts to replace, in message order.
    pub edits: Vec<Edit>,
    /// Messages that leave, ascending.
    pub dropped: Vec<usize>,
    /// What stands in their place.
    pub note: Option<String>,
    /// The conversation as it is.
    pub before: Cost,
    /// What is to be sent.
    pub after: Cost,
    /// One decision a message.
    pub decisions: Vec<Decision>,
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
    /// The context to keep within, in tokens.
    pub context_tokens: usize,
}

impl Request<'_, '_> {
    /// Whether counts of this request are the provider's own numbers: its vocabulary and framing are known, and there is
    /// nothing but text in it. How tool calls and schemas are framed is documented nowhere.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.model.exact
            && framing(self.model).exact
            && self.tools.is_none()
            && self.output_schema.is_none()
            && self.messages.iter().all(Message::is_plain)
    }

    /// What it costs beside its messages.
    fn base(&self, framing: &Framing) -> Cost {
        let tools = self.tools.map(|tools| count_tools(tools, self.model)).unwrap_or_default();
        let rules = Cost::from(framing.per_request + framing.reply_primer + tools);
        self.output_schema.map_or(rules, |schema| rules + tally(schema, self.model).into())
    }
}

/// The tokens of a request as it is, nothing rewritten, by what is known of the model beside the table if anything is.
#[must_use]
pub fn count_request(request: &Request<'_, '_>, refinement: Option<&Refinement>) -> TokenCount {
    let nothing = Config {
        crush: CrushConfig { enabled: false, ..CrushConfig::default() },
        window: WindowConfig { enabled: false, ..WindowConfig::default() },
    };
    let cost = plan(request, &nothing).before;
    let counted = TokenCount { exact: request.is_exact(), ..estimate(&cost, request.model) };
    match refinement {
        Some(known) => known.refined(&cost, counted),
        None => counted,
    }
}

/// Decides what to send. Never panics; linear in what the memory does not hold yet.
#[must_use]
pub fn plan(request: &Request<'_, '_>, config: &Config) -> Plan {
    let mut plan = Plan::default();
    let framing = framing(request.model);
    for (index, message) in request.messages.iter().enumerate() {
        plan.settle(index, message, request.model, &framing, config);
    }
    let base = request.base(&framing);
    if config.window.enabled {
        plan.move_window(request, &base, config);
    }
    plan.exact = request.is_exact();
    plan.complete = !request.messages.iter().any(|message| message.opaque);
    plan.before = base + plan.decisions.iter().map(|decision| decision.before).sum();
    plan.after = base + plan.decisions.iter().map(|decision| decision.after).sum();
    if let Some(note) = &plan.note {
        plan.after += Cost { text: tally(note, request.model), billed: framing.per_message };
    }
    plan
}

impl Plan {
    fn settle(&mut self, index: usize, message: &Message<'_>, model: &Model, framing: &Framing, config: &Config) {
        let fixed = Cost::from(billed(message, model, framing));
        let mut decision = Decision {
            action: Action::Kept,
            strategy: Strategy::Unchanged,
            editable: message.texts.iter().any(|text| text.editable),
            before: fixed,
            after: fixed,
        };
        for (position, text) in message.texts.iter().enumerate() {
            let settled = settle(text, model, config.crush);
            decision.before += settled.before.into();
            decision.after += settled.after.into();
            self.faults += usize::from(settled.failed);
            if let Some(replacement) = settled.replacement {
                self.edits.push(Edit { message: index, text: position, replacement });
                (decision.action, decision.strategy) = (Action::Rewritten, settled.strategy);
            }
        }
        self.decisions.push(decision);
    }

    /// Lets turns leave. Every choice rests on the upper bounds of the estimates, and these on nothing but the messages.
    fn move_window(&mut self, request: &Request<'_, '_>, base: &Cost, config: &Config) {
        let budget = window::budget(request.context_tokens, request.model.output_tokens, &config.window);
        let tokens: Vec<usize> = self.decisions.iter().map(|decision| most(&decision.after, request.model)).collect();
        let selection = window::select(request.messages, &tokens, most(base, request.model), budget, &config.window);
        (self.budget, self.over_budget) = (Some(budget), selection.over_budget);
        self.drop_messages(selection, request.model);
    }

    fn drop_messages(&mut self, selection: Selection, model: &Model) {
        let Some(&first) = selection.dropped.first() else { return };
        let left: Cost = selection.dropped.iter().map(|&index| self.decisions[index].before).sum();
        self.note = Some(note(&selection, estimate(&left, model).value));
        for &index in &selection.dropped {
            let decision = &mut self.decisions[index];
            (decision.action, decision.after) = (Action::Dropped, Cost::default());
        }
        self.edits.retain(|edit| edit.message < first || selection.dropped.binary_search(&edit.message).is_err());
        self.dropped = selection.dropped;
    }
}

/// What a message costs beside its texts.
fn billed(message: &Message<'_>, model: &Model, framing: &Framing) -> Bounded {
    let name = if message.named { framing.per_name } else { 0 };
    let images: Bounded = message.images.iter().map(|image| image.count(model)).sum();
    framing.per_message
        + Bounded::exactly(name)
        + images
        + framing.per_call.times(message.calls.len())
        + framing.per_result.times(message.results.len())
}
