//! A conversation as it was planned so far: what grows with each call is worked on, the rest is remembered.
//!
//! Every text is settled on its own; results then refer to what stands above them; then the window decides what leaves.
//! When it moves, what stays is written anew, because nothing may refer to what has left. So message i's form depends on
//! the messages up to i and the settings alone, whatever was planned before.

mod entry;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::config::Config;
use crate::message::Message;
use crate::models::Model;
use crate::plan::{Action, Edit, Plan, Request, Transform};
use crate::repeats::{Index, Reading, is_reference, resolve};
use crate::settle::tally;
use crate::skeleton::{Skeleton, UNKNOWN_TOOL};
use crate::tokens::{Cost, Framing, Tally, estimate, framing, most, tally_text};
use crate::window::{Window, budget, note};
use entry::{Entry, Fate, Form, Written};

/// The messages planned so far, and what became of them.
#[derive(Clone, Debug)]
pub struct Conversation {
    config: Config,
    model: Model,
    framing: Framing,
    entries: Vec<Entry>,
    /// The messages that have not left.
    kept: Vec<usize>,
    /// The tools of the calls so far, by id; the newest where an id was used again.
    tools: HashMap<Box<str>, Arc<str>>,
    index: Index,
    /// How many messages `index` can go back to.
    checkpoint: usize,
    window: Window,
    limits: Limits,
    /// What the messages cost as they are sent.
    after: Cost,
    /// How many messages, from the first, are sent as in the last plan.
    stable: usize,
    /// Bytes of text that were planned.
    bytes: usize,
}

/// What a request costs beside its messages, and what it may cost in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Limits {
    base: Cost,
    budget: Option<usize>,
}

impl Conversation {
    /// An empty conversation with `model`.
    #[must_use]
    pub fn new(model: Model, config: Config) -> Self {
        Self {
            config,
            model,
            framing: framing(&model),
            entries: Vec::new(),
            kept: Vec::new(),
            tools: HashMap::new(),
            index: Index::default(),
            checkpoint: 0,
            window: Window::new(config.window, 0),
            limits: Limits::default(),
            after: Cost::default(),
            stable: 0,
            bytes: 0,
        }
    }

    /// How many messages were planned.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes of text that it remembers.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Decides what to send for the first `known` messages of before and those of `request` behind them.
    ///
    /// The same as for all of them anew. Linear in the new messages, and in those that stay where the window moves; in all
    /// where fewer than before are known, or what stands beside the messages has changed.
    #[must_use]
    pub fn plan(&mut self, known: usize, request: &Request<'_, '_>) -> Plan {
        let limits = Limits::of(request, &self.framing, &self.config);
        let (last, same_base) = (self.after, limits.base == self.limits.base);
        let known = known.min(self.entries.len());
        let goes_on = known == self.entries.len() && limits == self.limits;
        self.stable = known;
        if !goes_on {
            self.go_back(known, limits);
        }
        self.checkpoint = self.entries.len();
        if self.checkpoint > 0 {
            self.index.mark();
        }
        for message in request.messages {
            self.add(message);
        }
        let mut plan = self.planned();
        if same_base && self.stable > 0 {
            let sent = if goes_on && self.stable == known { last } else { self.after_of_first(self.stable) };
            plan.cached_before = limits.base + self.before_of_first(known);
            plan.cached_after = limits.base + sent;
        }
        plan.exact = self.model.exact && self.framing.exact && request.is_bare() && self.is_plain();
        plan
    }

    fn is_plain(&self) -> bool {
        self.entries.iter().all(|entry| entry.skeleton.plain)
    }

    fn add(&mut self, message: &Message<'_>) {
        let skeleton = Skeleton::of(message);
        self.tools.extend(skeleton.calls.iter().cloned());
        let tool = |id: &str| self.tools.get(id).cloned().unwrap_or_else(|| Arc::from(UNKNOWN_TOOL));
        let entry = Entry::new(message, skeleton, (&self.model, &self.framing, &self.config), tool);
        self.bytes += entry.texts.iter().map(|text| text.text.len()).sum::<usize>();
        self.place(entry);
    }

    /// Adds a settled message: what it refers to, what it costs, and what has to leave for it.
    fn place(&mut self, mut entry: Entry) {
        let index = self.entries.len();
        entry.before_so_far = self.before_of_first(index) + entry.before();
        let masked_cost = entry.masked_cost(&self.model, &self.config);
        self.window.add(&entry.skeleton.message(), entry.skeleton.is_note, masked_cost);
        self.entries.push(entry);
        self.kept.push(index);
        self.write(index);
        self.after += self.entries[index].decision.after;
        while self.limits.budget.is_some_and(|budget| self.window.shrink(budget)) {
            self.rewrite();
        }
    }

    /// Forgets all but the first `known` messages, and plans these under limits that may have changed.
    fn go_back(&mut self, known: usize, limits: Limits) {
        let is_unmoved = limits == self.limits && !self.window.has_moved();
        self.limits = limits;
        let mut entries = std::mem::take(&mut self.entries);
        entries.truncate(known);
        self.window = Window::new(self.config.window, most(&self.limits.base, &self.model));
        self.after = Cost::default();
        self.kept.clear();
        self.tools.clear();
        let indexed = if is_unmoved && known >= self.checkpoint && self.index.undo() { self.checkpoint } else { 0 };
        if indexed == 0 {
            self.index = Index::default();
        }
        for (number, entry) in entries.into_iter().enumerate() {
            self.tools.extend(entry.skeleton.calls.iter().cloned());
            if is_unmoved { self.restore(entry, number >= indexed) } else { self.place(entry) }
        }
    }

    /// Adds a message whose form stands already, because nothing before it has changed.
    fn restore(&mut self, entry: Entry, is_to_be_indexed: bool) {
        let index = self.entries.len();
        let masked_cost = entry.masked_cost(&self.model, &self.config);
        self.window.add(&entry.skeleton.message(), entry.skeleton.is_note, masked_cost);
        self.window.set_cost(index, most(&entry.decision.after, &self.model));
        self.after += entry.decision.after;
        if is_to_be_indexed && self.may_refer_to(&entry) {
            for text in entry.texts.iter().filter(|text| text.is_source) {
                Reading::new(text.said().clone()).add_to(&mut self.index, text.name.clone());
            }
        }
        self.kept.push(index);
        self.entries.push(entry);
    }

    /// Writes what stays anew: nothing may refer to what has left.
    fn rewrite(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        (self.index, self.after) = (Index::default(), Cost::default());
        for index in kept {
            self.write(index);
            self.after += self.entries[index].decision.after;
            if !self.window.has_left(index) {
                self.kept.push(index);
            }
        }
    }

    /// Writes one message, behind all that stay before it.
    fn write(&mut self, index: usize) {
        let fate = Fate { left: self.window.has_left(index), masked: self.window.is_masked(index) };
        let mut entry = std::mem::take(&mut self.entries[index]);
        let readings: Vec<Option<Reading>> =
            entry.texts.iter_mut().map(|text| self.write_text(text, index, fate)).collect();
        let decision = entry.decide(fate);
        if decision != *entry.decision {
            (entry.decision, self.stable) = (Arc::new(decision), self.stable.min(index));
        }
        self.window.set_cost(index, if fate.left { 0 } else { most(&decision.after, &self.model) });
        if self.may_refer_to(&entry) {
            let names = entry.texts.iter().map(|text| text.name.clone());
            for (reading, name) in readings.into_iter().zip(names).filter_map(|(reading, name)| Some((reading?, name)))
            {
                reading.add_to(&mut self.index, name);
            }
        }
        self.entries[index] = entry;
    }

    fn may_refer_to(&self, entry: &Entry) -> bool {
        self.config.repeats && entry.decision.action != Action::Dropped && !entry.skeleton.is_note
    }

    /// Writes one text. Returns what others may refer to.
    fn write_text(&mut self, text: &mut Written, index: usize, fate: Fate) -> Option<Reading> {
        let own = text.text.clone();
        let was = text.form.take();
        text.resolved = None;
        if fate.masked && text.is_result {
            text.form = text.masked(&self.model);
        }
        let mut reading = None;
        if self.config.repeats && !fate.left && text.form.is_none() {
            text.resolved = self.resolved(text);
            let said = Reading::new(text.said().clone());
            if text.is_result && !is_reference(&own) && !text.looks_like_ours() {
                let elided = catch_unwind(AssertUnwindSafe(|| self.elided(&own, &said, &text.settled.after)));
                text.settled.failed |= elided.is_err();
                text.form = elided.unwrap_or_default();
            }
            reading = text.is_source.then_some(said);
        }
        if text.form != was {
            self.stable = self.stable.min(index);
        }
        reading
    }

    /// What a result says that was given as a reference to others.
    fn resolved(&self, text: &Written) -> Option<Arc<str>> {
        let refers = text.is_result && is_reference(&text.text);
        refers.then(|| resolve(&text.text, &self.index).ok().flatten()).flatten().map(Arc::from)
    }

    /// The text with marks for what stands above it, if that is shorter and says the same.
    fn elided(&self, text: &str, reading: &Reading, cost: &Tally) -> Option<Form> {
        let elided = reading.elided(&self.index)?;
        let counted = tally_text(&elided, &self.model);
        let restores = || resolve(&elided, &self.index).is_ok_and(|resolved| resolved.as_deref() == Some(text));
        (self.is_less(&counted, cost) && restores()).then(|| Form {
            text: elided.as_str().into(),
            cost: counted,
            transform: Transform::Repeats,
        })
    }

    /// Whether a text takes less than another, by count and, where that is an estimate, by the estimate too.
    fn is_less(&self, one: &Tally, other: &Tally) -> bool {
        let value = |tally: &Tally| estimate(&(*tally).into(), &self.model).value;
        one.tokens() < other.tokens() && value(one) < value(other)
    }

    fn before_of_first(&self, count: usize) -> Cost {
        count.checked_sub(1).map_or_else(Cost::default, |last| self.entries[last].before_so_far)
    }

    fn after_of_first(&self, count: usize) -> Cost {
        self.entries[..count].iter().map(|entry| entry.decision.after).sum()
    }

    /// What was decided.
    fn planned(&self) -> Plan {
        let selection = self.limits.budget.map(|budget| self.window.selection(budget)).unwrap_or_default();
        let mut plan = Plan {
            edits: self.edits(),
            stable: self.stable,
            before: self.limits.base + self.before_of_first(self.entries.len()),
            after: self.limits.base + self.after,
            decisions: self.entries.iter().map(|entry| entry.decision.clone()).collect(),
            complete: !self.entries.iter().any(|entry| entry.skeleton.opaque),
            budget: self.limits.budget,
            over_budget: selection.over_budget,
            faults: self.entries.iter().flat_map(|entry| &entry.texts).filter(|text| text.settled.failed).count(),
            ..Plan::default()
        };
        if !selection.dropped.is_empty() {
            let left: Cost = selection.dropped.iter().map(|&index| self.entries[index].decision.before).sum();
            let note = note(&selection, estimate(&left, &self.model).value);
            plan.after += Cost { text: tally(&note, &self.model), billed: self.framing.per_message };
            plan.note = Some(note);
        }
        plan.dropped = selection.dropped;
        plan
    }

    /// What to send in place of texts, from the first message on that is sent otherwise than in the last plan.
    fn edits(&self) -> Vec<Edit> {
        let of = |(index, entry): (usize, &Entry)| {
            let texts = entry.texts.iter().enumerate();
            let edit = move |(text, written): (usize, &Written)| {
                let replacement = written.replacement()?;
                Some(Edit { message: index + self.stable, text, replacement })
            };
            let stays = entry.decision.action != Action::Dropped;
            texts.filter_map(edit).filter(move |_| stays).collect::<Vec<_>>()
        };
        self.entries[self.stable..].iter().enumerate().flat_map(of).collect()
    }
}

impl Limits {
    fn of(request: &Request<'_, '_>, framing: &Framing, config: &Config) -> Self {
        let budget = budget(request.context_tokens, request.model.output_tokens, &config.window);
        Self { base: request.base(framing), budget: config.window.enabled.then_some(budget) }
    }
}
