//! The rolling window: what leaves when a conversation outgrows its budget.
//!
//! The conversation is replayed message by message. Whenever it exceeds the budget, so much leaves, oldest first, that a
//! low-water mark is reached: what is sent changes rarely. Where that cannot make it fit, it waits until so much has come
//! together that a change is worth it. What has left is a pure function of the message list, so that a restart or another
//! replica answers the same. Linear in messages and ids, and in the messages that stay for each that exceeds the budget.

mod note;
mod stays;
mod ties;
mod weight;

pub use note::{Left, NOTE_BREAK, is_masked_note, is_note, masked_note, note, without_note};
pub use stays::stays;
pub use weight::Weight;

use crate::config::{Policy, WindowConfig};
use crate::message::{Message, Role};
use crate::models::Limits;
use crate::transform::Transform;
use ties::Ties;

/// It left with the window.
pub const WINDOW: Transform = Transform { rank: 20, name: "window", reason: "left with the window" };

/// What a note in place of what left may cost at most, counted as part of the conversation.
pub const NOTE_TOKENS: usize = 48;

/// The same where notes bear addresses.
pub const ADDRESSED_NOTE_TOKENS: usize = 2 * NOTE_TOKENS;

/// The tokens that a conversation may take: the context less what stays free for the answer, but no more than may be input.
///
/// Free stays as much as the request asks for, since services refuse what does not fit together with that. Where it does not
/// say, or leaves no question, or the context is a guess, no more than half of the context, as a small model has to read the
/// question, too: of what is asked, or else of the buffer that is set and the largest answer, as more can never be needed.
#[must_use]
pub fn budget(limits: &Limits, config: &WindowConfig) -> usize {
    let is_kept = |&asked: &usize| limits.known && asked < limits.context;
    let largest = limits.asked.unwrap_or_else(|| config.output_buffer_tokens.min(limits.output));
    let free = limits.asked.filter(is_kept).unwrap_or_else(|| largest.min(limits.context / 2));
    limits.input.min(limits.context - free)
}

/// What stays and what leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Indexes of the messages that leave, ascending.
    pub dropped: Vec<usize>,
    /// Whether what stays exceeds the budget.
    pub over_budget: bool,
}

/// Chooses what leaves by costs alone. `costs[i]` is that of message i; `base` what the request costs beside them.
#[must_use]
pub fn select(
    messages: &[Message<'_>],
    costs: &[Weight],
    base: usize,
    budget: usize,
    config: &WindowConfig,
) -> Selection {
    let mut window = Window::new(*config, base, NOTE_TOKENS);
    for (index, (message, &cost)) in messages.iter().zip(costs).enumerate() {
        window.add(message, is_note(message), None);
        window.set_cost(index, if window.has_left(index) { Weight::default() } else { cost });
        window.shrink(budget);
    }
    window.selection(budget)
}

/// What is known of a message.
#[derive(Clone, Copy, Debug)]
struct Fact {
    /// What it costs as it is sent now; nothing if it has left.
    cost: Weight,
    /// What it costs when its results are left out, if they can be.
    masked_cost: Option<Weight>,
    /// Whether it never leaves.
    stays: bool,
    starts_turn: bool,
}

/// A conversation, and how much of it has left.
#[derive(Clone, Debug)]
pub struct Window {
    config: WindowConfig,
    note_tokens: usize,
    facts: Vec<Fact>,
    /// The messages that start turns and may leave, ascending.
    words: Vec<usize>,
    ties: Ties,
    /// Whether nothing but results has come since the model spoke.
    only_results: bool,
    /// What the request costs now, but for notes.
    total: usize,
    /// How many turns, from the oldest, have left.
    turns_left: usize,
    /// Within the turns that stay, the rounds before this message have left.
    rounds_before: usize,
    /// The results before this message have left.
    masked_before: usize,
    /// What the messages that have left cost, by the best guess.
    spared: usize,
    noted: bool,
}

impl Window {
    /// An empty conversation whose requests cost `base` beside their messages, and a note `note_tokens` at most.
    #[must_use]
    pub fn new(config: WindowConfig, base: usize, note_tokens: usize) -> Self {
        Self {
            config,
            note_tokens,
            facts: Vec::new(),
            words: Vec::new(),
            ties: Ties::default(),
            only_results: false,
            total: base,
            turns_left: 0,
            rounds_before: 0,
            masked_before: 0,
            spared: 0,
            noted: false,
        }
    }

    /// Adds the next message, which costs nothing yet, and says what it costs without its results if these can be left out.
    ///
    /// The note of an earlier window is no turn and stays, or what it tells of would be forgotten.
    pub fn add(&mut self, message: &Message<'_>, is_note: bool, masked_cost: Option<Weight>) {
        let stays = is_note || self.config.keep_system && message.role == Role::System;
        let index = self.facts.len();
        self.facts.push(Fact { cost: Weight::default(), masked_cost, stays, starts_turn: message.starts_turn() });
        self.only_results = message.speaks() || self.only_results && !message.results.is_empty();
        if !stays {
            self.words.extend(message.starts_turn().then_some(index));
            self.ties.add(index, message);
        }
    }

    /// Lets go what exceeds the budget, once a request may be made. Says whether anything more has left.
    pub fn shrink(&mut self, budget: usize) -> bool {
        if self.size() <= budget || self.only_results && self.ties.newest_round_waits() {
            return false;
        }
        let low_water = budget * self.config.low_water_percent / 100;
        let rounds_end = self.rounds_end();
        let may_leave = self.cost_of(self.leaving(rounds_end)).most;
        let stays = self.total - may_leave + self.notes(self.turns_that_may_leave(), rounds_end);
        if stays > budget && may_leave < stays - low_water {
            // It would not fit, and the prompt would change for little: this waits until a step is worth it. The more stays,
            // the more is written anew with each. To wait longer yet saves little more, and takes it farther from fitting.
            return false;
        }
        let before = (self.turns_left, self.rounds_before, self.masked_before);
        if self.config.policy == Policy::MaskResults {
            self.mask_to(low_water);
        }
        if self.size() > low_water && self.book_note(budget) {
            self.drop_turns_to(low_water);
            if !self.has_room(budget) {
                self.drop_rounds_to(low_water);
            }
        }
        before != (self.turns_left, self.rounds_before, self.masked_before)
    }

    /// Whether the message has left.
    #[must_use]
    pub fn has_left(&self, index: usize) -> bool {
        let orphan = || self.ties.caller_of(index).is_some_and(|caller| self.leaves(caller));
        self.leaves(index) || !self.facts[index].stays && orphan()
    }

    /// Whether the message stays without its results.
    #[must_use]
    pub fn is_masked(&self, index: usize) -> bool {
        index < self.masked_before && self.facts[index].masked_cost.is_some()
    }

    /// Whether anything has left.
    #[must_use]
    pub fn has_moved(&self) -> bool {
        self.noted || self.masked_before > 0
    }

    /// Says what a message costs now that others have left.
    pub fn set_cost(&mut self, index: usize, cost: Weight) {
        let fact = &mut self.facts[index];
        self.total = self.total - fact.cost.most + cost.most;
        fact.cost = cost;
    }

    /// What stays and what leaves.
    #[must_use]
    pub fn selection(&self, budget: usize) -> Selection {
        let messages = if self.noted { 0..self.facts.len() } else { 0..0 };
        Selection {
            dropped: messages.filter(|&index| self.has_left(index)).collect(),
            over_budget: self.size() > budget,
        }
    }

    fn kept_at_end(&self) -> usize {
        self.config.keep_last_turns.max(1)
    }

    fn leaves(&self, index: usize) -> bool {
        let fact = &self.facts[index];
        !fact.stays && (index < self.first_kept() || index < self.rounds_before && !fact.starts_turn)
    }

    fn first_kept(&self) -> usize {
        if self.turns_left == 0 { 0 } else { self.ties.turn_start(self.turns_left, self.facts.len()) }
    }

    /// The message that nothing may leave from on: the last rounds, and calls that wait for their results.
    fn first_protected(&self) -> usize {
        self.ties.last_rounds(self.kept_at_end()).min(self.ties.first_waiting().unwrap_or(usize::MAX))
    }

    /// The message that no round may leave from on, though a turn may.
    fn rounds_end(&self) -> usize {
        self.ties.round_until(self.first_protected())
    }

    fn turns_end(&self) -> usize {
        self.ties.turn_start(self.turns_that_may_leave(), self.facts.len())
    }

    /// What leaves where all turns do that may, and behind them all rounds before `rounds_end`; some of it may have left.
    fn leaving(&self, rounds_end: usize) -> impl Iterator<Item = usize> {
        let turns_end = self.turns_end();
        let (gone, end) = (self.gone_before(), rounds_end.max(turns_end));
        let leaves =
            move |&index: &usize| !self.facts[index].stays && (index < turns_end || !self.facts[index].starts_turn);
        let first_word = self.words.partition_point(|&index| index < self.first_kept());
        let words = self.words[first_word..].iter().copied().take_while(move |&index| index < gone.min(turns_end));
        let orphaned = move |&index: &usize| index >= end && self.ties.caller_of(index).as_ref().is_some_and(leaves);
        let late = self.ties.late_answers(gone, end).into_iter().filter(orphaned);
        words.chain((gone..end).filter(leaves)).chain(late)
    }

    fn cost_of(&self, messages: impl Iterator<Item = usize>) -> Weight {
        messages.map(|index| self.facts[index].cost).sum()
    }

    fn turns_that_may_leave(&self) -> usize {
        let waiting = self.ties.first_waiting().map_or(usize::MAX, |caller| self.ties.turn_of(caller));
        self.ties.turns().saturating_sub(self.kept_at_end()).min(waiting)
    }

    fn mask_to(&mut self, low_water: usize) {
        let end = self.first_protected().min(self.facts.len());
        while self.size() > low_water && self.masked_before < end {
            let index = self.masked_before;
            self.masked_before += 1;
            if let Some(cost) = self.facts[index].masked_cost
                && cost.most < self.facts[index].cost.most
            {
                self.set_cost(index, cost);
            }
        }
    }

    fn drop_turns_to(&mut self, low_water: usize) {
        let end = self.turns_that_may_leave();
        while !self.has_room(low_water) && self.turns_left < end {
            let from = self.first_kept();
            self.turns_left += 1;
            self.forget(from, self.first_kept());
        }
    }

    /// The newest turns are larger than the budget: of these the oldest rounds leave, and the user's words stay.
    fn drop_rounds_to(&mut self, low_water: usize) {
        let end = self.rounds_end();
        while !self.has_room(low_water)
            && let Some(next) = self.ties.round_behind(self.gone_before()).filter(|&next| next <= end)
        {
            let from = self.gone_before();
            self.rounds_before = next;
            self.forget(from, next);
        }
    }

    /// Whether so much has left that the rest is small enough, and that it pays for the note.
    fn has_room(&self, low_water: usize) -> bool {
        self.size() <= low_water && self.spared > self.note_tokens
    }

    /// Counts the note from now on if what may leave costs more. Whether it is counted.
    fn book_note(&mut self, budget: usize) -> bool {
        if !self.noted {
            // Rounds leave only to make it fit.
            let rounds_end = if self.size() > budget { self.rounds_end() } else { 0 };
            self.noted = self.cost_of(self.leaving(rounds_end)).value > self.note_tokens;
        }
        self.noted
    }

    /// What the request costs now, with the notes of what has left.
    fn size(&self) -> usize {
        self.total + if self.noted { self.notes(self.turns_left, self.rounds_before) } else { 0 }
    }

    /// What notes cost where so many turns have left, and the rounds before a message: one, or one between each two turns of
    /// which only the user's words stay.
    fn notes(&self, turns_left: usize, rounds_before: usize) -> usize {
        let parted = self.ties.turn_of(rounds_before).saturating_sub(turns_left);
        self.note_tokens * parted.max(1)
    }

    fn gone_before(&self) -> usize {
        self.first_kept().max(self.rounds_before)
    }

    /// Takes out of the total what of the messages in `from..to` has left, and with them.
    fn forget(&mut self, from: usize, to: usize) {
        let late = self.ties.late_answers(from, to);
        let gone: Vec<usize> = (from..to).chain(late).filter(|&index| self.has_left(index)).collect();
        for &index in &gone {
            self.spared += self.facts[index].cost.value;
            self.set_cost(index, Weight::default());
        }
    }
}

#[cfg(test)]
mod tests;
