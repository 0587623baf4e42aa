//! The rolling window: which turns leave when a conversation outgrows its budget.
//!
//! The conversation is replayed message by message. Whenever it exceeds the budget, whole turns leave from the oldest
//! on, down to a low-water mark, so that what is sent changes rarely. What has left is therefore a pure function of
//! the message list: a restart or another replica answers the same. Linear in messages and ids.

use std::collections::{BTreeSet, HashMap};

use crate::config::WindowConfig;
use crate::message::{Message, Role};

/// When turns leave, they leave until this share of the budget is used: few large steps break a prompt cache rarely.
pub const LOW_WATER_PERCENT: usize = 70;

/// What the note in place of the turns that left may cost at most, counted as part of the conversation.
pub const NOTE_TOKENS: usize = 48;

/// How the note in place of the turns that left begins.
const NOTE_START: &str = "[Earlier conversation left out to fit the context window: ";

/// How it ends.
const NOTE_END: &str = " tokens]";

/// What the model reads where turns have left.
#[must_use]
pub fn note(selection: &Selection, tokens: usize) -> String {
    let (turns, messages) = (selection.turns_dropped, selection.dropped.len());
    format!("{NOTE_START}{turns} turns, {messages} messages, {tokens}{NOTE_END}")
}

/// Whether a message is the note of an earlier window: it is no turn and stays, or what it tells of would be forgotten.
fn is_note(message: &Message<'_>) -> bool {
    let numbers = |text: &str| text.strip_prefix(NOTE_START)?.strip_suffix(NOTE_END).map(str::len);
    let longest = "18446744073709551615 turns, 18446744073709551615 messages, 18446744073709551615".len();
    message.role == Role::User
        && matches!(message.texts[..], [only] if numbers(only.text).is_some_and(|length| length <= longest))
}

/// The tokens that a conversation may take: `context_tokens` less what stays free for the answer.
///
/// That is the buffer that is set, but no more than the largest answer of `output_tokens`, as more can never be needed, and
/// no more than half of the context, as a small model has to read the question, too.
#[must_use]
pub fn budget(context_tokens: usize, output_tokens: usize, config: &WindowConfig) -> usize {
    context_tokens - config.output_buffer_tokens.min(output_tokens).min(context_tokens / 2)
}

/// What stays and what leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Indexes of the messages that leave, ascending.
    pub dropped: Vec<usize>,
    /// How many turns they made up.
    pub turns_dropped: usize,
    /// Whether what must stay exceeds the budget by itself.
    pub over_budget: bool,
}

/// Chooses what leaves. `tokens[i]` is the cost of message i; `base` what the request costs beside its messages.
#[must_use]
pub fn select(
    messages: &[Message<'_>],
    tokens: &[usize],
    base: usize,
    budget: usize,
    config: &WindowConfig,
) -> Selection {
    let mut replay = Replay::new(config, messages, base);
    for (index, &cost) in tokens.iter().enumerate() {
        replay.add(index, cost);
        if replay.total > budget {
            replay.shrink_to(budget * LOW_WATER_PERCENT / 100);
        }
    }
    replay.finish(budget)
}

/// A run of messages that stays or leaves together.
struct Turn {
    first: usize,
    tokens: usize,
}

struct Replay<'c, 'a> {
    config: &'c WindowConfig,
    messages: &'c [Message<'a>],
    total: usize,
    turns: Vec<Turn>,
    /// How many of the turns, from the oldest, have left.
    left: usize,
    /// The message that made each call, by the call's id; the newest where an id was used again.
    callers: HashMap<&'a str, usize>,
    /// The calls among them that wait for their result; all were made in one turn.
    waiting: HashMap<&'a str, usize>,
    /// The messages that answer only calls known by then, with the newest of the callers.
    answers: Vec<(usize, usize)>,
}

impl<'c, 'a> Replay<'c, 'a> {
    fn new(config: &'c WindowConfig, messages: &'c [Message<'a>], base: usize) -> Self {
        let (callers, waiting) = (HashMap::new(), HashMap::new());
        let (turns, answers) = (Vec::new(), Vec::new());
        Self { config, messages, total: base, turns, left: 0, callers, waiting, answers }
    }

    fn add(&mut self, index: usize, cost: usize) {
        self.total += cost;
        let message = &self.messages[index];
        if self.always_stays(message) {
            return;
        }
        if message.starts_turn() || self.turns.is_empty() {
            self.turns.push(Turn { first: index, tokens: 0 });
        }
        if let Some(turn) = self.turns.last_mut() {
            turn.tokens += cost;
        }
        self.tie(index, message);
    }

    /// Ties results to their calls, and the turns between them together.
    fn tie(&mut self, index: usize, message: &Message<'a>) {
        let speaks = message.role == Role::Assistant || !message.calls.is_empty();
        if speaks && self.waiting_turn().is_some_and(|turn| turn + 1 < self.turns.len()) {
            // No model is asked again while its calls wait: those of an earlier turn will not be answered any more.
            self.waiting.clear();
        }
        for &id in &message.calls {
            self.callers.insert(id, index);
            self.waiting.insert(id, index);
        }
        let callers: Option<Vec<usize>> = message.results.iter().map(|id| self.callers.get(id).copied()).collect();
        self.answers.extend(callers.and_then(|callers| callers.into_iter().max()).map(|newest| (index, newest)));
        for id in &message.results {
            if let Some(caller) = self.waiting.remove(id) {
                self.join_from(self.turn_of(caller));
            }
        }
    }

    fn join_from(&mut self, turn: usize) {
        let later = self.turns.split_off(turn + 1);
        self.turns[turn].tokens += later.iter().map(|turn| turn.tokens).sum::<usize>();
    }

    fn waiting_turn(&self) -> Option<usize> {
        self.waiting.values().next().map(|&caller| self.turn_of(caller))
    }

    fn turn_of(&self, index: usize) -> usize {
        self.turns.partition_point(|turn| turn.first <= index) - 1
    }

    fn shrink_to(&mut self, low_water: usize) {
        let kept = self.config.keep_last_turns.max(1);
        let end = self.turns.len().saturating_sub(kept).min(self.waiting_turn().unwrap_or(usize::MAX));
        if self.left == 0 && self.turns.iter().take(end).map(|turn| turn.tokens).sum::<usize>() <= NOTE_TOKENS {
            return; // The note would cost more than it makes room for.
        }
        while self.total > low_water && self.left < end {
            self.total += if self.left == 0 { NOTE_TOKENS } else { 0 };
            self.total -= self.turns[self.left].tokens;
            self.left += 1;
        }
    }

    fn finish(self, budget: usize) -> Selection {
        let first_kept =
            if self.left == 0 { 0 } else { self.turns.get(self.left).map_or(self.messages.len(), |t| t.first) };
        let leaves = |index: usize| index < first_kept && !self.always_stays(&self.messages[index]);
        let orphans = self.answers.iter().filter(|(_, caller)| leaves(*caller)).map(|(index, _)| *index);
        let dropped: BTreeSet<usize> = (0..first_kept).filter(|&index| leaves(index)).chain(orphans).collect();
        let dropped = dropped.into_iter().collect();
        Selection { dropped, turns_dropped: self.left, over_budget: self.total > budget }
    }

    fn always_stays(&self, message: &Message<'_>) -> bool {
        is_note(message) || self.config.keep_system && message.role == Role::System
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Text;

    fn message(role: Role, calls: &[&'static str], results: &[&'static str]) -> Message<'static> {
        Message {
            role,
            texts: Vec::new(),
            calls: calls.to_vec(),
            results: results.to_vec(),
            images: Vec::new(),
            named: false,
            opaque: false,
        }
    }

    /// A system prompt and `turns` turns of user, call, result and answer, each message 100 tokens.
    fn conversation(turns: usize) -> Vec<Message<'static>> {
        let mut messages = vec![message(Role::System, &[], &[])];
        for _ in 0..turns {
            messages.push(message(Role::User, &[], &[]));
            messages.push(message(Role::Assistant, &["call"], &[]));
            messages.push(message(Role::Tool, &[], &["call"]));
            messages.push(message(Role::Assistant, &[], &[]));
        }
        messages
    }

    fn dropped(messages: &[Message<'_>], budget: usize) -> Selection {
        select(messages, &vec![100; messages.len()], 0, budget, &WindowConfig::default())
    }

    #[test]
    fn the_budget_leaves_room_for_the_answer_and_no_more() {
        let budget = |context, output, buffer| {
            budget(context, output, &WindowConfig { output_buffer_tokens: buffer, ..WindowConfig::default() })
        };
        assert_eq!(budget(128_000, 16_384, 4_000), 124_000);
        assert_eq!(budget(128_000, 16_384, 50_000), 111_616, "no answer is longer");
        assert_eq!(budget(4_096, 4_096, 4_000), 2_048, "the question has to fit, too");
        assert_eq!(budget(8_192, 8_192, 0), 8_192);
        assert_eq!(
            (budget(0, 0, 4_000), budget(1, 1, 4_000), budget(usize::MAX, 1, usize::MAX)),
            (0, 1, usize::MAX - 1)
        );
    }

    #[test]
    fn a_conversation_within_its_budget_stays_whole() {
        assert_eq!(dropped(&conversation(5), 2100), Selection::default());
    }

    #[test]
    fn whole_turns_leave_from_the_oldest_and_the_system_prompt_stays() {
        let found = dropped(&conversation(6), 2100);
        assert_eq!(found.dropped, (1..9).collect::<Vec<_>>());
        assert_eq!((found.turns_dropped, found.over_budget), (2, false));
    }

    #[test]
    fn what_has_left_stays_away_and_the_window_moves_rarely() {
        let messages = conversation(60);
        let mut sent: Vec<Vec<usize>> = (1..=messages.len()).map(|n| dropped(&messages[..n], 4000).dropped).collect();
        assert!(sent.windows(2).all(|pair| pair[1].starts_with(&pair[0])));
        sent.dedup();
        assert!(sent.len() <= 20, "{} moves", sent.len());
    }

    #[test]
    fn a_protected_set_over_the_budget_is_reported() {
        let found = dropped(&conversation(3), 500);
        assert!(found.over_budget);
        assert_eq!(found.dropped, (1..5).collect::<Vec<_>>());
    }

    #[test]
    fn turns_smaller_than_the_note_stay() {
        let messages = [message(Role::User, &[], &[]), message(Role::User, &[], &[])];
        let found = |first| {
            select(&messages, &[first, 500], 0, 100, &WindowConfig { keep_last_turns: 1, ..WindowConfig::default() })
        };
        assert!(found(NOTE_TOKENS).dropped.is_empty());
        assert!(found(NOTE_TOKENS).over_budget);
        assert_eq!(found(NOTE_TOKENS + 1).dropped, [0]);
    }

    #[test]
    fn the_note_of_an_earlier_window_stays() {
        let mut messages = conversation(3);
        let note = Text { text: &format!("{NOTE_START}1 turns, 4 messages, 90{NOTE_END}"), editable: true };
        messages.insert(1, Message { texts: vec![note], ..message(Role::User, &[], &[]) });
        assert_eq!(dropped(&messages, 500).dropped, [2, 3, 4, 5]);
    }

    #[test]
    fn calls_made_while_older_ones_wait_give_those_up_whoever_makes_them() {
        let messages = [
            message(Role::User, &[], &[]),
            message(Role::Other, &["a"], &[]),
            message(Role::User, &[], &[]),
            message(Role::Other, &["b"], &[]),
            message(Role::User, &[], &[]),
            message(Role::User, &[], &[]),
        ];
        for _ in 0..16 {
            assert_eq!(dropped(&messages, 500).dropped, [0, 1]);
        }
    }

    #[test]
    fn a_result_in_a_later_turn_keeps_its_call() {
        let messages = [
            message(Role::User, &[], &[]),
            message(Role::Assistant, &["a"], &[]),
            message(Role::User, &[], &[]),
            message(Role::Tool, &[], &["a"]),
            message(Role::Assistant, &[], &[]),
            message(Role::User, &[], &[]),
            message(Role::User, &[], &[]),
        ];
        assert_eq!(dropped(&messages, 650).dropped, [0, 1, 2, 3, 4]);
        assert!(dropped(&messages[..4], 350).dropped.is_empty());
    }
}
