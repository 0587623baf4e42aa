//! What belongs together: the turns and rounds of a conversation, and results and their calls.

use std::collections::{BTreeMap, HashMap};

use crate::message::Message;

/// The turns and rounds so far, and who answers whom. Messages that never leave are no part of them.
///
/// A turn starts where the user speaks; a round within it where the model does, with all that follows until it speaks again.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    /// First messages of the turns, ascending; turns that a result ties together are one.
    turns: Vec<usize>,
    /// First messages of the rounds, ascending; rounds whose calls one message answers are one.
    rounds: Vec<usize>,
    model_speaks: bool,
    /// The message that made each call, by the call's id; the newest where an id was used again.
    callers: HashMap<Box<str>, usize>,
    /// The calls among them that wait for their result; all were made in one turn.
    waiting: HashMap<Box<str>, usize>,
    /// For each message that answers only calls known by then the newest of the callers.
    answers: HashMap<usize, usize>,
    /// The same by caller, where the result stands outside the caller's round or turn.
    late: BTreeMap<usize, Vec<usize>>,
}

impl Ties {
    /// Adds the message at `index`, behind all that were added.
    pub fn add(&mut self, index: usize, message: &Message<'_>) {
        if message.starts_turn() || self.turns.is_empty() {
            self.turns.push(index);
        }
        let speaks = message.speaks();
        if speaks && !self.model_speaks {
            self.rounds.push(index);
        }
        self.model_speaks = speaks;
        if speaks && self.waiting_turn().is_some_and(|turn| turn + 1 < self.turns.len()) {
            // No model is asked again while its calls wait: those of an earlier turn will not be answered any more.
            self.waiting.clear();
        }
        for call in &message.calls {
            self.callers.insert(call.id.into(), index);
            self.waiting.insert(call.id.into(), index);
        }
        self.tie_results(index, message);
    }

    fn tie_results(&mut self, index: usize, message: &Message<'_>) {
        let callers: Option<Vec<usize>> = message.results.iter().map(|&id| self.callers.get(id).copied()).collect();
        let newest = callers.and_then(|callers| callers.into_iter().max());
        let oldest_waiting = message.results.iter().filter_map(|&id| self.waiting.remove(id)).min();
        if let Some(oldest) = oldest_waiting {
            self.turns.truncate(self.turn_of(oldest) + 1);
            if newest.is_some_and(|newest| oldest < newest) {
                // What answers calls of several messages stays or leaves with all of them.
                self.rounds.truncate(place(&self.rounds, oldest) + 1);
            }
        }
        if let Some(newest) = newest {
            self.answers.insert(index, newest);
            if [self.rounds.last(), self.turns.last()].into_iter().flatten().any(|&start| newest < start) {
                self.late.entry(newest).or_default().push(index);
            }
        }
    }

    /// The newest of the calls that a message answers.
    pub fn caller_of(&self, index: usize) -> Option<usize> {
        self.answers.get(&index).copied()
    }

    /// Results of calls made in `from..to` that stand in later rounds or turns than their calls.
    pub fn late_answers(&self, from: usize, to: usize) -> Vec<usize> {
        self.late.range(from..to.max(from)).flat_map(|(_, results)| results.iter().copied()).collect()
    }

    /// How many turns there are.
    pub fn turns(&self) -> usize {
        self.turns.len()
    }

    /// Where a turn starts, or `end` if there is none of that number.
    pub fn turn_start(&self, turn: usize, end: usize) -> usize {
        self.turns.get(turn).copied().unwrap_or(end)
    }

    /// The turn that a message is in.
    pub fn turn_of(&self, index: usize) -> usize {
        place(&self.turns, index)
    }

    /// The oldest call that waits for its result.
    pub fn first_waiting(&self) -> Option<usize> {
        self.waiting.values().copied().min()
    }

    /// The first round that starts behind `index`.
    pub fn round_behind(&self, index: usize) -> Option<usize> {
        self.rounds.get(self.rounds.partition_point(|&first| first <= index)).copied()
    }

    /// Where the last round starts that starts before `index` or there; 0 if none does.
    pub fn round_until(&self, index: usize) -> usize {
        self.rounds[..self.rounds.partition_point(|&first| first <= index)].last().copied().unwrap_or(0)
    }

    /// Where the last `count` rounds start.
    pub fn last_rounds(&self, count: usize) -> usize {
        self.rounds.len().checked_sub(count).map_or(0, |first| self.rounds[first])
    }

    /// Whether calls of the newest round wait for their results.
    pub fn newest_round_waits(&self) -> bool {
        let newest = self.last_rounds(1);
        self.waiting.values().any(|&caller| caller >= newest)
    }

    fn waiting_turn(&self) -> Option<usize> {
        self.waiting.values().next().map(|&caller| self.turn_of(caller))
    }
}

/// Which of the parts that start at `starts` holds `index`.
fn place(starts: &[usize], index: usize) -> usize {
    starts.partition_point(|&first| first <= index).saturating_sub(1)
}
