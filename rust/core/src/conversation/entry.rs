//! What is known of one message of a conversation, and what is sent for it.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::config::{Config, Policy};
use crate::conversation::expand::is_source;
use crate::conversation::settle::{Settled, settle, tally};
use crate::conversation::skeleton::{Skeleton, speaker};
use crate::counting::{Cost, estimate, is_less};
use crate::forms::json::{self, FieldLists};
use crate::message::{Message, Role, Text};
use crate::models::Framing;
use crate::models::Model;
use crate::plan::{Action, Decision, Transform, billed};
use crate::repeats::{Reading, is_reference};
use crate::vocabulary::Tally;
use crate::window::{Weight, is_masked_note, masked_note};

/// One message.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub skeleton: Skeleton,
    pub texts: Vec<Written>,
    /// What it costs beside its texts.
    pub fixed: Cost,
    /// What it and all before it cost as they are.
    pub before_so_far: Cost,
    pub decision: Arc<Decision>,
}

/// One text of a message.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its own shortest form, which others refer to.
    pub text: Arc<str>,
    /// Who says it, for readers.
    pub name: Arc<str>,
    /// Whether it is a result that may be rewritten.
    pub is_result: bool,
    /// Whether others may refer to it.
    pub is_source: bool,
    pub settled: Settled,
    /// What is sent instead of `text`.
    pub form: Option<Form>,
    /// How what is sent reads, where that is known already.
    pub reading: Option<Reading>,
    /// Whether it reads like a form of ours that it is not; found out once, when it could refer to others.
    looks_like_ours: OnceCell<bool>,
}

/// A text that others may refer to.
#[derive(Clone, Debug)]
pub struct Quotable {
    pub sent: Arc<str>,
    pub name: Arc<str>,
    pub reading: Option<Reading>,
    /// The fields of its objects, where they are known already.
    pub fields: Option<FieldLists>,
}

/// A text that depends on others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub text: Arc<str>,
    pub cost: Tally,
    pub transform: Transform,
    /// The fields of its objects as they are written, where they are known already.
    pub fields: Option<FieldLists>,
}

/// Whether a message has left, as a whole or its results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    pub left: bool,
    pub masked: bool,
}

impl Entry {
    /// What of a message depends on no other; `tool_of` says which tool a call is for.
    pub fn new(
        message: &Message<'_>,
        skeleton: Skeleton,
        (model, framing, config): (&Model, &Framing, &Config),
        tool_of: impl Fn(&str) -> Arc<str>,
    ) -> Self {
        let name = |text: &Text<'_>| text.answers.map_or_else(|| speaker_of(message.role), &tool_of);
        let texts = message.texts.iter().map(|text| Written::new(text, name(text), model, config)).collect();
        let fixed = Cost::from(billed(message, model, framing));
        Self { skeleton, texts, fixed, ..Self::default() }
    }

    /// What is sent for it: the decision, and the texts that depend on others.
    pub fn sent(&self) -> (Arc<Decision>, Vec<Option<Form>>) {
        (self.decision.clone(), self.texts.iter().map(|text| text.form.clone()).collect())
    }

    pub fn before(&self) -> Cost {
        self.fixed + self.texts.iter().map(|text| Cost::from(text.settled.before)).sum()
    }

    /// What it costs with its results left out, where there are any that may be.
    pub fn masked_cost(&self, model: &Model, config: &Config) -> Option<Weight> {
        if config.window.policy != Policy::MaskResults {
            return None;
        }
        let forms: Vec<Option<Form>> = self.texts.iter().map(|text| text.masked(&text.settled.after, model)).collect();
        forms.iter().any(Option::is_some).then(|| {
            let texts = self.texts.iter().zip(forms);
            let cost = texts.map(|(text, form)| Cost::from(form.map_or(text.settled.after, |form| form.cost)));
            Weight::of(&(self.fixed + cost.sum()), model)
        })
    }

    pub fn decide(&self, fate: Fate) -> Decision {
        let sent = || self.fixed + self.texts.iter().map(|text| Cost::from(text.cost())).sum();
        let transform = self.texts.iter().map(Written::transform).max().unwrap_or_default();
        let action = match fate {
            Fate { left: true, .. } => Action::Dropped,
            Fate { .. } if self.texts.iter().any(Written::is_masked) => Action::Masked,
            Fate { .. } if transform == Transform::None => Action::Kept,
            Fate { .. } => Action::Rewritten,
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

fn speaker_of(role: Role) -> Arc<str> {
    Arc::from(speaker(role))
}

impl Written {
    fn new(text: &Text<'_>, name: Arc<str>, model: &Model, config: &Config) -> Self {
        let settled = settle(text, model, config.crush);
        Self {
            text: settled.replacement.clone().unwrap_or_else(|| Arc::from(text.text)),
            name,
            is_result: text.answers.is_some() && text.editable,
            is_source: is_source(text),
            settled,
            form: None,
            reading: None,
            looks_like_ours: OnceCell::new(),
        }
    }

    /// It as it is sent, for others to refer to; not the line that stands for a result that has left.
    pub fn quotable(&mut self) -> Option<Quotable> {
        let sent = self.form.as_ref().map_or(&self.text, |form| &form.text).clone();
        let stands = self.is_source && !self.is_masked();
        let fields = self.form.as_ref().map_or_else(|| self.own_fields(), |form| form.fields.clone());
        stands.then(|| Quotable { sent, name: self.name.clone(), reading: self.reading.take(), fields })
    }

    /// The fields of the objects in its own form; `None` where that was not read, as it came in a form that stays.
    pub fn own_fields(&self) -> Option<FieldLists> {
        let Settled { replacement, fields, .. } = &self.settled;
        let was_read = replacement.is_some() || !fields.is_empty() || !self.text.starts_with(['[', '{']);
        was_read.then(|| fields.clone())
    }

    /// Whether marks may stand in it for what is said above: not in what refers to others as it came, nor in what only looks
    /// like a form of ours, as nobody could tell that from a fault in what is sent.
    pub fn may_refer(&self) -> bool {
        let looks_like_ours =
            || self.settled.replacement.is_none() && json::is_marked(&self.text) && json::expand(&self.text).is_err();
        self.is_result && !is_reference(&self.text) && !self.looks_like_ours.get_or_init(looks_like_ours)
    }

    pub fn replacement(&self) -> Option<Arc<str>> {
        self.form.as_ref().map(|form| form.text.clone()).or_else(|| self.settled.replacement.clone())
    }

    pub fn cost(&self) -> Tally {
        self.form.as_ref().map_or(self.settled.after, |form| form.cost)
    }

    pub fn transform(&self) -> Transform {
        self.form.as_ref().map_or(self.settled.transform, |form| form.transform)
    }

    fn is_masked(&self) -> bool {
        self.transform() == Transform::Window
    }

    /// The line that stands for a result that has left, if that takes less than `sent`.
    pub fn masked(&self, sent: &Tally, model: &Model) -> Option<Form> {
        if !self.is_result || is_masked_note(&self.text) {
            return None;
        }
        let text = masked_note(&self.name, estimate(&self.settled.before.into(), model).value);
        let cost = tally(&text, model);
        is_less(&cost, sent, model).then(|| Form {
            text: text.into(),
            cost,
            transform: Transform::Window,
            fields: None,
        })
    }
}
