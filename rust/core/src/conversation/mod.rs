//! A conversation as it was planned so far: what grows with each call is worked on, the rest is remembered.
//!
//! Every text is settled on its own; results then refer to what stands above them; then the window decides what leaves.
//! When it moves, what stays is written anew, because nothing may refer to what has left. So message i's form depends on
//! the messages up to i and the settings alone, whatever was planned before.

mod above;
mod answer;
mod chain;
mod entry;
mod expand;
mod noted;
mod passage;
mod request;
mod settle;
mod skeleton;
mod transcript;
mod viewing;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub use expand::{NotExpanded, expand, expand_all};
pub use request::{Request, count_request};
pub use settle::{Settled, form, own_form};

use crate::changes::CHANGES;
use crate::config::Config;
use crate::counting::{Cost, most};
use crate::forms::{FORMS, QUOTED};
use crate::message::{Call, Message};
use crate::models::{Framing, Model, framing};
use crate::plan::{Action, Plan};
use crate::repeats::{Origin, REPEATS};
use crate::transform::Transform;
use crate::views::{Scope, VIEW};
use crate::window::{ADDRESSED_NOTE_TOKENS, NOTE_TOKENS, WINDOW, Weight, Window, budget};
use above::Above;
use entry::{Entry, Fate};
use noted::Notes;
use passage::{Passage, Quotable};
use skeleton::{Skeleton, Speaker};
use transcript::Transcript;

/// The messages planned so far, and what became of them.
///
/// ```
/// use headroom_core::config::Config;
/// use headroom_core::conversation::{Conversation, Request};
/// use headroom_core::message::{Message, Role, Text};
/// use headroom_core::models::resolve;
///
/// let model = resolve("gpt-4o");
/// let said = |text| Message { texts: vec![Text::fixed(text)], ..Message::empty(Role::User) };
/// let request = |messages| Request { messages, tools: None, sent_tools: None, output_schema: None, model: &model, limits: model.limits };
///
/// let mut conversation = Conversation::new(model, Config::default());
/// let (hello, question) = ([said("Hello!")], [said("Is anybody there?")]);
/// let first = conversation.plan(0, &request(&hello));
/// let second = conversation.plan(1, &request(&question)); // the one message of before is known
/// assert_eq!((first.decisions.len(), second.decisions.len()), (1, 2));
/// assert_eq!(second.stable, 1); // it is sent as before, so that a provider's cache may hold it
/// ```
#[derive(Clone, Debug)]
pub struct Conversation {
    config: Config,
    model: Model,
    framing: Framing,
    /// Whose originals addresses lead to.
    scope: Scope,
    /// The newest words of the user's that have not left.
    question: String,
    entries: Vec<Entry>,
    /// The messages that have not left.
    kept: Vec<usize>,
    /// Who answers the calls so far, by id; the newest where an id was used again.
    tools: HashMap<Box<str>, Speaker>,
    /// Of the calls that have not left, where their results come from.
    calls: HashMap<Box<str>, Origin>,
    above: Above,
    /// How many messages `above` can go back to.
    checkpoint: usize,
    /// The last answer that the service can go on from.
    last_link: Option<usize>,
    window: Window,
    /// The message that the window moved for last.
    moved_for: Option<usize>,
    allowance: Allowance,
    /// What the messages cost as they are sent.
    after: Cost,
    /// How many messages, from the first, are sent as in the last plan.
    stable: usize,
    /// The window's notes in the last plan.
    notes: Notes,
    /// What these tell of, where it is to be had again; nothing of other messages.
    transcripts: Vec<Transcript>,
    /// Bytes of text that were planned.
    bytes: usize,
}

/// What a request costs beside its messages, and what it may cost in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Allowance {
    /// As it came.
    given: Cost,
    /// As it is sent.
    base: Cost,
    budget: Option<usize>,
}

impl Conversation {
    /// An empty conversation with `model`.
    #[must_use]
    pub fn new(model: Model, config: Config) -> Self {
        let window = config.window;
        Self {
            config,
            model,
            framing: framing(&model),
            scope: Scope::default(),
            question: String::new(),
            entries: Vec::new(),
            kept: Vec::new(),
            tools: HashMap::new(),
            calls: HashMap::new(),
            above: Above::default(),
            checkpoint: 0,
            last_link: None,
            window: Window::new(window, 0, NOTE_TOKENS),
            moved_for: None,
            allowance: Allowance::default(),
            after: Cost::default(),
            stable: 0,
            notes: Notes::default(),
            transcripts: Vec::new(),
            bytes: 0,
        }
    }

    /// The same within a scope: addresses of what views leave out are good for nothing outside of it.
    #[must_use]
    pub fn within(self, scope: Scope) -> Self {
        Self { scope, ..self }
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
    /// Plans as if all were new. Linear in the new messages, and in those that stay where the window moves; in all
    /// where fewer than before are known, or what stands beside the messages has changed.
    #[must_use]
    pub fn plan(&mut self, known: usize, request: &Request<'_, '_>) -> Plan {
        let allowance = Allowance::of(request, &self.framing, &self.config);
        let (last, same_base) = (self.after, allowance.same_base(&self.allowance));
        let known = known.min(self.entries.len());
        let goes_on = known == self.entries.len() && allowance == self.allowance;
        self.stable = known;
        if !goes_on {
            self.go_back(known, &allowance);
        }
        if request.messages.first().is_some_and(|first| !first.apart) {
            self.above.read_last();
            self.checkpoint = self.entries.len();
            self.above.mark();
        }
        for message in request.messages {
            self.add(message);
        }
        let selection = self.allowance.budget.map(|budget| self.window.selection(budget)).unwrap_or_default();
        let first_note = self.note(&selection.dropped);
        let mut plan = self.planned(selection);
        if same_base && known > 0 {
            let same = self.stable.min(first_note);
            let sent = if goes_on && same == known { last } else { self.after_of_first(same) };
            plan.cached_before = allowance.given + self.before_of_first(known);
            plan.cached_after = allowance.base + sent;
        }
        plan.exact = self.model.exact && self.framing.exact && request.is_bare() && self.is_plain() && plan.complete;
        plan
    }

    fn is_plain(&self) -> bool {
        self.entries.iter().all(|entry| entry.skeleton.plain)
    }

    fn add(&mut self, message: &Message<'_>) {
        let skeleton = Skeleton::of(message, &self.config.crush.exclude_tools);
        self.tools.extend(skeleton.calls.iter().cloned());
        let named = || Speaker::answering(&Call::unknown(message.tool), &self.config.crush.exclude_tools);
        let tool = |id: &str| self.tools.get(id).cloned().unwrap_or_else(named);
        let entry = Entry::new(message, skeleton, (&self.model, &self.framing, &self.config, &self.scope), tool);
        self.bytes += entry.bytes();
        self.place(entry);
    }

    /// Adds a settled message: what it refers to, what it costs, and what has to leave for it.
    fn place(&mut self, mut entry: Entry) {
        entry.before_so_far = self.before_of_first(self.entries.len()) + entry.before();
        let index = self.enter(entry);
        self.write(index);
        self.after += self.entries[index].decision.after;
        while self.allowance.budget.is_some_and(|budget| self.window.shrink(budget)) {
            self.moved_for = Some(index);
            self.rewrite();
        }
    }

    /// Takes a message in behind the others, and says its index.
    fn enter(&mut self, entry: Entry) -> usize {
        let index = self.entries.len();
        self.window.add(&entry.skeleton.message(), entry.skeleton.is_note, entry.masked_cost);
        self.last_link = entry.skeleton.link.map(|_| index).or(self.last_link);
        self.kept.push(index);
        self.entries.push(entry);
        index
    }

    /// Forgets all but the first `known` messages, and plans these under an allowance that may have changed.
    fn go_back(&mut self, known: usize, allowance: &Allowance) {
        let is_unmoved = *allowance == self.allowance && !self.window.has_moved();
        self.allowance = *allowance;
        let mut entries = std::mem::take(&mut self.entries);
        entries.truncate(known);
        self.bytes = entries.iter().map(Entry::bytes).sum();
        let forms: Vec<_> = entries.iter().map(Entry::sent).collect();
        let note_tokens = if self.config.views.enabled { ADDRESSED_NOTE_TOKENS } else { NOTE_TOKENS };
        self.window = Window::new(self.config.window, most(&self.allowance.base, &self.model), note_tokens);
        (self.moved_for, self.last_link) = (None, None);
        self.after = Cost::default();
        self.kept.clear();
        self.tools.clear();
        self.calls.clear();
        self.question.clear();
        self.transcripts.clear();
        let is_undone = is_unmoved && known >= self.checkpoint && self.above.undo();
        let last_apart = || entries.iter().rposition(|entry| entry.skeleton.apart).unwrap_or(0);
        let indexed = if is_undone { self.checkpoint } else { last_apart() };
        if !is_undone {
            self.above.clear();
        }
        for (number, entry) in entries.into_iter().enumerate() {
            self.tools.extend(entry.skeleton.calls.iter().cloned());
            if is_unmoved { self.restore(entry, number >= indexed) } else { self.place(entry) }
        }
        let same = self.entries.iter().zip(forms).take_while(|(entry, form)| entry.sent() == *form);
        self.stable = same.count();
    }

    /// Adds a message whose form stands already, because nothing before it has changed.
    fn restore(&mut self, mut entry: Entry, is_to_be_indexed: bool) {
        self.hear(&entry, Fate::default());
        if is_to_be_indexed {
            self.read_above(&entry);
            self.index_later(&mut entry);
        }
        let after = entry.decision.after;
        let index = self.enter(entry);
        self.window.set_cost(index, Weight::of(&after, &self.model));
        self.after += after;
    }

    /// Writes what stays anew: nothing may refer to what has left.
    fn rewrite(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        self.after = Cost::default();
        self.above.clear();
        self.calls.clear();
        self.question.clear();
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
        self.read_above(&entry);
        self.hear(&entry, fate);
        entry.texts.iter_mut().for_each(|text| text.find_origin(&self.calls, &entry.unknown));
        entry.texts.iter_mut().for_each(|text| self.write_text(text, index, fate));
        let decision = entry.decide(fate);
        if decision != *entry.decision {
            (entry.decision, self.stable) = (Arc::new(decision), self.stable.min(index));
        }
        self.window.set_cost(index, Weight::of(&decision.after, &self.model));
        self.index_later(&mut entry);
        self.entries[index] = entry;
    }

    /// Takes in what stands above a message, as far as it may be referred to.
    fn read_above(&mut self, entry: &Entry) {
        if entry.skeleton.apart { self.above.clear() } else { self.above.read_last() }
    }

    /// Takes in the calls of a message that has not left, or what the user asks in it.
    fn hear(&mut self, entry: &Entry, fate: Fate) {
        if !fate.left {
            let calls = entry.skeleton.calls.iter();
            self.calls.extend(calls.map(|(id, speaker)| (id.clone(), speaker.origin.clone())));
            if self.config.views.enabled && entry.skeleton.starts_turn() {
                self.question = entry.texts.iter().map(|text| &*text.text).collect::<Vec<_>>().join("\n");
            }
        }
    }

    fn index_later(&mut self, entry: &mut Entry) {
        let Skeleton { is_note, apart, .. } = entry.skeleton;
        if self.config.repeats && entry.decision.action != Action::Dropped && !is_note && !apart {
            let is_seen = |text: &Quotable| text.is_source || !entry.skeleton.is_of_model();
            self.above.add(entry.texts.iter_mut().map(Passage::quotable).filter(is_seen));
        }
    }

    /// Decides what is sent of one text.
    fn write_text(&mut self, text: &mut Passage, index: usize, fate: Fate) {
        let was = text.send_own();
        if self.config.repeats && !fate.left && !self.above.is_empty() && text.may_refer() {
            let level = self.config.crush.level(self.model.level);
            match catch_unwind(AssertUnwindSafe(|| self.above.refer(text, &self.model, level))) {
                Ok((referring, reading)) => text.refer(referring, reading),
                Err(_) => text.settled.failed = true,
            }
        }
        if !fate.left && catch_unwind(AssertUnwindSafe(|| self.show_part(text))).is_err() {
            text.settled.failed = true;
        }
        if fate.masked {
            text.mask(&self.model);
        }
        if text.sent != was {
            self.stable = self.stable.min(index);
        }
    }

    /// Sends a part of a text where it is large; its lines refer to what stands above, too.
    fn show_part(&mut self, text: &mut Passage) {
        let Some(view) = text.view(&self.question, &self.model) else { return };
        let may_refer = self.config.repeats && !self.above.is_empty();
        match may_refer.then(|| self.above.refer_view(&view, &self.model)).flatten() {
            Some((referring, reading)) => text.show(referring, Some(reading)),
            None => text.show(view, None),
        }
    }

    /// Puts the notes of what has left where they belong, and says before which message anything of them changes.
    fn note(&mut self, dropped: &[usize]) -> usize {
        let mut notes = self.notes_for(dropped);
        self.transcripts = std::mem::take(&mut notes.transcripts);
        let last = std::mem::replace(&mut self.notes, notes);
        if last == self.notes {
            return usize::MAX;
        }
        let first = |of: fn(&Notes) -> Option<usize>| [of(&last), of(&self.notes)].into_iter().flatten().min();
        self.stable = self.stable.min(first(Notes::first_added).unwrap_or(usize::MAX));
        first(Notes::first).unwrap_or(usize::MAX)
    }

    fn before_of_first(&self, count: usize) -> Cost {
        count.checked_sub(1).map_or_else(Cost::default, |last| self.entries[last].before_so_far)
    }

    fn after_of_first(&self, count: usize) -> Cost {
        self.entries[..count].iter().map(|entry| entry.decision.after).sum()
    }
}

impl Allowance {
    fn of(request: &Request<'_, '_>, framing: &Framing, config: &Config) -> Self {
        let budget = config.window.enabled.then(|| budget(&request.limits, &config.window));
        let given = request.base(framing);
        Self { given, base: request.sent_base(framing).unwrap_or(given), budget }
    }

    fn same_base(&self, other: &Self) -> bool {
        (self.given, self.base) == (other.given, other.base)
    }
}

/// Decides what to send for a conversation of which nothing was planned before. Never panics.
#[must_use]
pub fn plan(request: &Request<'_, '_>, config: &Config) -> Plan {
    Conversation::new(*request.model, config.clone()).plan(0, request)
}

/// Every way in which a message may be rewritten, by rank.
#[must_use]
pub fn transforms() -> Vec<Transform> {
    let forms = FORMS.iter().flat_map(|form| form.transforms()).copied();
    forms.chain([QUOTED, REPEATS, CHANGES, VIEW, WINDOW]).collect()
}
