//! A conversation as it was planned so far: what grows with each call is worked on, the rest is remembered.
//!
//! Every text is settled on its own; results then refer to what stands above them; then the window decides what leaves.
//! When it moves, what stays is written anew, because nothing may refer to what has left. So message i's form depends on
//! the messages up to i and the settings alone, whatever was planned before.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::config::{Config, Policy};
use crate::crush;
use crate::message::{Message, Role, Text};
use crate::models::Model;
use crate::plan::{Action, Decision, Edit, Plan, Request, Transform, billed};
use crate::repeats::{Index, Source, elide, resolve};
use crate::settle::{Settled, settle, tally};
use crate::skeleton::{Skeleton, UNKNOWN_TOOL, speaker};
use crate::sources::is_source;
use crate::tokens::{Cost, Framing, Tally, estimate, framing, most, tally_text};
use crate::window::{Window, budget, is_masked_note, masked_note, note};

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

/// One message.
#[derive(Clone, Debug, Default)]
struct Entry {
    skeleton: Skeleton,
    texts: Vec<Written>,
    /// What it costs beside its texts.
    fixed: Cost,
    /// What it and all before it cost as they are.
    before_so_far: Cost,
    decision: Arc<Decision>,
}

/// One text of a message.
#[derive(Clone, Debug)]
struct Written {
    /// Its own shortest form, which others refer to.
    text: Arc<str>,
    /// Who says it, for readers.
    name: Arc<str>,
    /// Whether it is a result that may be rewritten.
    is_result: bool,
    /// Whether others may refer to it.
    is_source: bool,
    settled: Settled,
    /// What is sent instead of `text`.
    form: Option<Form>,
}

/// A text that depends on others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Form {
    text: Arc<str>,
    cost: Tally,
    transform: Transform,
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
            window: Window::new(config.window, 0),
            limits: Limits::default(),
            after: Cost::default(),
            stable: 0,
            bytes: 0,
        }
    }

    /// Decides what to send for the first `known` messages of before and those of `request` behind them.
    ///
    /// The same as for all of them anew. Linear in the new messages, and in those that stay where the window moves; where
    /// fewer than before are known, or what stands beside the messages has changed, in all.
    #[must_use]
    pub fn plan(&mut self, known: usize, request: &Request<'_, '_>) -> Plan {
        let limits = Limits::of(request, &self.framing, &self.config);
        let (last, same_base) = (self.after, limits.base == self.limits.base);
        self.stable = known.min(self.entries.len());
        let continued = self.stable;
        if self.stable < self.entries.len() || limits != self.limits {
            self.limits = limits;
            self.replay();
        }
        let goes_on = self.stable == continued && self.after == last;
        for message in request.messages {
            let entry = self.settle(message);
            self.place(entry);
        }
        let mut plan = self.planned();
        if same_base && self.stable > 0 {
            let sent = if goes_on && self.stable == continued { last } else { self.after_of_first(self.stable) };
            plan.cached_before = limits.base + self.before_of_first(continued);
            plan.cached_after = limits.base + sent;
        }
        plan.exact = self.model.exact
            && self.framing.exact
            && request.is_bare()
            && self.entries.iter().all(|entry| entry.skeleton.plain);
        plan
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

    /// Settles what does not depend on other messages.
    fn settle(&mut self, message: &Message<'_>) -> Entry {
        let skeleton = Skeleton::of(message);
        self.tools.extend(skeleton.calls.iter().cloned());
        let texts: Vec<Written> = message.texts.iter().map(|text| self.settle_text(text, message.role)).collect();
        self.bytes += texts.iter().map(|text| text.text.len()).sum::<usize>();
        let fixed = Cost::from(billed(message, &self.model, &self.framing));
        Entry { skeleton, texts, fixed, before_so_far: Cost::default(), decision: Arc::default() }
    }

    fn settle_text(&self, text: &Text<'_>, role: Role) -> Written {
        let settled = settle(text, &self.model, self.config.crush);
        let tool = |id| self.tools.get(id).cloned().unwrap_or_else(|| Arc::from(UNKNOWN_TOOL));
        Written {
            text: settled.replacement.clone().unwrap_or_else(|| Arc::from(text.text)),
            name: text.answers.map_or_else(|| Arc::from(speaker(role)), tool),
            is_result: text.answers.is_some() && text.editable,
            is_source: is_source(text),
            settled,
            form: None,
        }
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

    /// Plans the messages that are still known anew, under limits that may have changed.
    fn replay(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        self.window = Window::new(self.config.window, most(&self.limits.base, &self.model));
        (self.index, self.after) = (Index::default(), Cost::default());
        self.kept.clear();
        self.tools.clear();
        for entry in entries.into_iter().take(self.stable) {
            self.tools.extend(entry.skeleton.calls.iter().cloned());
            self.place(entry);
        }
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
        let mut sources = Vec::new();
        for text in &mut entry.texts {
            let (form, source) = self.form_of(text, fate);
            if text.form != form {
                (text.form, self.stable) = (form, self.stable.min(index));
            }
            if text.is_source && text.transform() != Transform::Window {
                sources.push(Source { text: source, name: text.name.clone() });
            }
        }
        let decision = entry.decide(fate);
        if decision != *entry.decision {
            (entry.decision, self.stable) = (Arc::new(decision), self.stable.min(index));
        }
        self.window.set_cost(index, if fate.left { 0 } else { most(&decision.after, &self.model) });
        if self.config.repeats && !fate.left && !entry.skeleton.is_note {
            for source in sources {
                self.index.add(source);
            }
        }
        self.entries[index] = entry;
    }

    /// What is sent for a text where that depends on others, and what it says written out.
    fn form_of(&self, text: &mut Written, fate: Fate) -> (Option<Form>, Arc<str>) {
        let own = text.text.clone();
        if fate.left || !text.is_result || !self.config.repeats && !fate.masked {
            return (None, own);
        }
        if fate.masked {
            return (text.masked(&self.model), own);
        }
        match resolve(&own, &self.index) {
            Ok(None) => {}
            Ok(Some(resolved)) => return (None, resolved.into()),
            Err(_) => return (None, own), // another's text that only begins as ours do
        }
        if text.settled.replacement.is_none() && crush::is_marked(&own) && crush::expand(&own).is_err() {
            return (None, own); // the same
        }
        let elided = catch_unwind(AssertUnwindSafe(|| self.elided(&own, &text.settled.after)));
        text.settled.failed |= elided.is_err();
        (elided.unwrap_or_default(), own)
    }

    /// The text with marks for what stands above it, if that is shorter and says the same.
    fn elided(&self, text: &str, cost: &Tally) -> Option<Form> {
        let elided = elide(text, &self.index)?;
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

/// Whether a message has left, as a whole or its results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fate {
    left: bool,
    masked: bool,
}

impl Limits {
    fn of(request: &Request<'_, '_>, framing: &Framing, config: &Config) -> Self {
        let budget = budget(request.context_tokens, request.model.output_tokens, &config.window);
        Self { base: request.base(framing), budget: config.window.enabled.then_some(budget) }
    }
}

impl Entry {
    fn before(&self) -> Cost {
        self.fixed + self.texts.iter().map(|text| Cost::from(text.settled.before)).sum()
    }

    /// What it costs with its results left out, where there are any that may be.
    fn masked_cost(&self, model: &Model, config: &Config) -> Option<usize> {
        if config.window.policy != Policy::MaskResults {
            return None;
        }
        let forms: Vec<Option<Form>> = self.texts.iter().map(|text| text.masked(model)).collect();
        forms.iter().any(Option::is_some).then(|| {
            let texts = self.texts.iter().zip(forms);
            let cost = texts.map(|(text, form)| Cost::from(form.map_or(text.settled.after, |form| form.cost)));
            most(&(self.fixed + cost.sum()), model)
        })
    }

    fn decide(&self, fate: Fate) -> Decision {
        let sent = || self.fixed + self.texts.iter().map(|text| Cost::from(text.cost())).sum();
        let transform = self.texts.iter().map(Written::transform).max().unwrap_or_default();
        let action = match fate {
            Fate { left: true, .. } => Action::Dropped,
            Fate { masked: true, .. } => Action::Masked,
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

impl Written {
    fn replacement(&self) -> Option<Arc<str>> {
        self.form.as_ref().map(|form| form.text.clone()).or_else(|| self.settled.replacement.clone())
    }

    fn cost(&self) -> Tally {
        self.form.as_ref().map_or(self.settled.after, |form| form.cost)
    }

    fn transform(&self) -> Transform {
        self.form.as_ref().map_or(self.settled.transform, |form| form.transform)
    }

    /// The line that stands for a result that has left, if that is shorter.
    fn masked(&self, model: &Model) -> Option<Form> {
        if !self.is_result || is_masked_note(&self.text) {
            return None;
        }
        let text = masked_note(&self.name, estimate(&self.settled.before.into(), model).value);
        let cost = tally(&text, model);
        (cost.tokens() < self.settled.after.tokens()).then(|| Form {
            text: text.into(),
            cost,
            transform: Transform::Window,
        })
    }
}
