//! What is known of one message of a conversation, and what is sent for it.

use std::sync::Arc;

use super::passage::{Passage, Sent};
use super::request::beside;
use super::skeleton::{Skeleton, Speaker, result_of};
use crate::config::{Config, Policy};
use crate::counting::Cost;
use crate::message::{Call, Message, Role, Text};
use crate::models::{Framing, Model};
use crate::plan::{Action, Decision};
use crate::repeats::Origin;
use crate::views::{RETRIEVE, Scope};
use crate::window::Weight;

/// One message.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub skeleton: Skeleton,
    pub texts: Vec<Passage>,
    /// What it costs beside its texts.
    pub fixed: Cost,
    /// What it and all before it cost as they are.
    pub before_so_far: Cost,
    pub decision: Arc<Decision>,
    /// Where its results come from whose calls nobody sees.
    pub unknown: Origin,
    /// What it costs with its results left out, where there are any that may be: by the names that its calls gave them at
    /// first, so that it is the same however often the conversation is planned anew.
    pub masked_cost: Option<Weight>,
    /// Whether it asks for what was left out, or gives it: without Headroom it would not be there.
    pub is_retrieval: bool,
    /// Whether whoever brings it says so.
    pub is_ours: bool,
}

/// Whether a message has left, as a whole or its results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    pub left: bool,
    pub masked: bool,
}

impl Entry {
    /// Settles what of a message depends on no other; `tool_of` says which tool a call is for.
    pub fn new(
        message: &Message<'_>,
        mut skeleton: Skeleton,
        (model, framing, config, scope): (&Model, &Framing, &Config, &Scope),
        tool_of: impl Fn(&str) -> Speaker,
    ) -> Self {
        let exempt = &config.crush.exclude_roles;
        let speaker = |text: &Text<'_>| {
            let role = text.answers.map_or(message.role, |_| Role::Tool);
            let speaker = text.answers.map_or_else(|| Speaker::of(role), &tool_of);
            Speaker { is_exempt: speaker.is_exempt || exempt.matches(role.name()), ..speaker }
        };
        let passage = |text: &Text<'_>| Passage::new(text, speaker(text), model, config, scope);
        let texts: Vec<Passage> = message.texts.iter().map(passage).collect();
        skeleton.editable &= texts.iter().any(|text| text.settled.nature.is_some() || text.settled.failed);
        let fixed = beside(message, model, framing);
        let asks = !message.calls.is_empty() && message.calls.iter().all(|call| call.tool == RETRIEVE);
        let gives = !texts.is_empty() && texts.iter().all(Passage::is_page);
        let is_retrieval = message.is_ours || (config.views.enabled && (asks || gives));
        let masked_cost = (config.window.policy == Policy::MaskResults).then(|| masked_cost(&fixed, &texts, model));
        Self {
            skeleton,
            texts,
            fixed,
            unknown: result_of(&Call::unknown(message.tool)),
            masked_cost: masked_cost.flatten(),
            is_retrieval,
            is_ours: message.is_ours,
            ..Self::default()
        }
    }

    /// What is sent for it: the decision, and its texts.
    pub fn sent(&self) -> (Arc<Decision>, Vec<Sent>) {
        (self.decision.clone(), self.texts.iter().map(|text| text.sent.clone()).collect())
    }

    /// Bytes of its texts as they are remembered.
    pub fn bytes(&self) -> usize {
        self.texts.iter().map(|text| text.text.len()).sum()
    }

    /// What it costs as it came.
    pub fn before(&self) -> Cost {
        if self.is_retrieval {
            return Cost::default();
        }
        self.fixed + self.texts.iter().map(|text| Cost::from(text.settled.before)).sum()
    }

    /// What happens to it, by what is sent of its texts.
    pub fn decide(&self, fate: Fate) -> Decision {
        let sent = || self.fixed + self.texts.iter().map(|text| Cost::from(text.cost())).sum();
        let transform = self.texts.iter().filter_map(Passage::transform).max();
        let is_masked = || self.texts.iter().any(|text| matches!(text.sent, Sent::Masked(_)));
        let action = match transform {
            _ if fate.left => Action::Dropped,
            _ if is_masked() => Action::Masked,
            Some(_) => Action::Rewritten,
            None => Action::Kept,
        };
        Decision {
            action,
            transform,
            editable: self.skeleton.editable,
            before: self.before(),
            after: if fate.left { Cost::default() } else { sent() },
        }
    }
}

/// What a message costs with its results left out, where there are any that may be.
fn masked_cost(fixed: &Cost, texts: &[Passage], model: &Model) -> Option<Weight> {
    let lines: Vec<_> = texts.iter().map(|text| text.masked(&text.settled.after, model)).collect();
    lines.iter().any(Option::is_some).then(|| {
        let texts = texts.iter().zip(lines);
        let cost = texts.map(|(text, line)| Cost::from(line.map_or(text.settled.after, |line| line.cost)));
        Weight::of(&(*fixed + cost.sum()), model)
    })
}
