//! The window against a model of it that is slow and plain: everything is found anew for every prefix.

mod support;

use headroom_core::config::{Policy, WindowConfig};
use headroom_core::message::{Call, Message, Role};
use headroom_core::window::{NOTE_TOKENS, Selection, Weight, select};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select as one_of;
use support::cases;

const IDS: &[&str] = &["a", "b", "c"];

fn message() -> impl Strategy<Value = Message<'static>> {
    let roles =
        one_of(&[Role::System, Role::User, Role::User, Role::Assistant, Role::Assistant, Role::Tool, Role::Other][..]);
    let ids = || vec(one_of(IDS), 0..3);
    (roles, ids(), ids()).prop_map(|(role, calls, results)| {
        let (calls, results) = match role {
            Role::System => (Vec::new(), Vec::new()),
            Role::Assistant | Role::Other => (calls, Vec::new()),
            Role::User | Role::Tool => (Vec::new(), results),
        };
        let calls = calls.into_iter().map(|id| Call { id, tool: "fetch", arguments: "" }).collect();
        Message { calls, results, ..Message::empty(role) }
    })
}

/// Tokens that are known, or of which there is only an estimate.
fn weight() -> impl Strategy<Value = Weight> {
    let estimated = (1..100_usize, 0..100_usize).prop_map(|(value, more)| Weight { most: value + more, value });
    prop_oneof![(1..100_usize).prop_map(Weight::from), estimated]
}

/// Messages and what each of them costs.
fn conversation() -> impl Strategy<Value = (Vec<Message<'static>>, Vec<Weight>)> {
    vec((message(), weight()), 0..40).prop_map(|pairs| pairs.into_iter().unzip())
}

/// What costs are given for, results are never left out of: under each policy the same leaves.
fn config() -> impl Strategy<Value = WindowConfig> {
    let policies = one_of(&[Policy::DropTurns, Policy::MaskResults][..]);
    (any::<bool>(), 0..4_usize, 0..=100_usize, policies).prop_map(
        |(keep_system, keep_last_turns, low_water_percent, policy)| WindowConfig {
            keep_system,
            keep_last_turns,
            low_water_percent,
            policy,
            ..WindowConfig::default()
        },
    )
}

fn stays_always(message: &Message<'_>, config: &WindowConfig) -> bool {
    config.keep_system && message.role == Role::System
}

/// What has left: all before `turns`, and behind it all before `rounds` but the user's own words.
#[derive(Clone, Copy, Default)]
struct Gone {
    turns: usize,
    rounds: usize,
}

impl Gone {
    fn takes(self, messages: &[Message<'_>], index: usize, config: &WindowConfig) -> bool {
        let message = &messages[index];
        let in_round = index < self.rounds && !message.starts_turn();
        !stays_always(message, config) && (index < self.turns || in_round)
    }
}

/// Where rounds start: where the model speaks and did not speak just before, unless one message joins what `joined` says.
fn rounds(messages: &[Message<'_>], joined: &[(usize, usize)], config: &WindowConfig) -> Vec<usize> {
    let parts: Vec<usize> = (0..messages.len()).filter(|&index| !stays_always(&messages[index], config)).collect();
    let starts = |place: usize| messages[parts[place]].speaks() && (place == 0 || !messages[parts[place - 1]].speaks());
    let all = (0..parts.len()).filter(|&place| starts(place)).map(|place| parts[place]);
    all.filter(|&start| joined.iter().all(|&(caller, answer)| start <= caller || start > answer)).collect()
}

/// The newest message before `index` that makes the call `id`.
fn caller(messages: &[Message<'_>], id: &str, index: usize) -> Option<usize> {
    (0..index).rfind(|&caller| messages[caller].calls.iter().any(|call| call.id == id))
}

/// The newest of the messages whose calls the one at `index` answers, if all of them are known.
fn newest_caller(messages: &[Message<'_>], index: usize) -> Option<usize> {
    let callers: Option<Vec<usize>> = messages[index].results.iter().map(|id| caller(messages, id, index)).collect();
    callers?.into_iter().max()
}

/// What belongs together among messages.
struct Parts {
    /// Where turns start.
    turns: Vec<usize>,
    /// Where rounds start.
    rounds: Vec<usize>,
    /// The messages whose calls wait for their results.
    waiting: Vec<usize>,
}

fn parts(messages: &[Message<'_>], config: &WindowConfig) -> Parts {
    let mut starts: Vec<usize> = Vec::new();
    let mut waiting: Vec<(&str, usize)> = Vec::new();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (index, message) in messages.iter().enumerate().filter(|(_, message)| !stays_always(message, config)) {
        if starts.is_empty() || message.starts_turn() {
            starts.push(index);
        }
        let newest = *starts.last().unwrap();
        if message.role == Role::Assistant || !message.calls.is_empty() {
            waiting.retain(|(_, caller)| *caller >= newest);
        }
        for &Call { id, .. } in &message.calls {
            waiting.retain(|(known, _)| *known != id);
            waiting.push((id, index));
        }
        for answered in &message.results {
            if let Some(place) = waiting.iter().position(|(id, _)| id == answered) {
                let (_, caller) = waiting.remove(place);
                starts.retain(|&start| start <= caller || start > index);
                if newest_caller(messages, index).is_some_and(|newest| caller < newest) {
                    joined.push((caller, index));
                }
            }
        }
    }
    let waiting = waiting.into_iter().map(|(_, caller)| caller).collect();
    Parts { turns: starts, rounds: rounds(messages, &joined, config), waiting }
}

/// What has left where nothing but what must stay does: system messages, calls that wait for their results, and of the newest
/// turns what the users said and the last rounds. Parts stay whole.
fn furthest(messages: &[Message<'_>], config: &WindowConfig) -> Gone {
    let Parts { turns, rounds, waiting } = parts(messages, config);
    let waits = waiting.into_iter().min().unwrap_or(messages.len());
    let newest = |starts: &[usize]| {
        let first = starts.len().checked_sub(config.keep_last_turns.max(1)).map_or(0, |first| starts[first]);
        starts.iter().rfind(|&&start| start <= first.min(waits)).copied().unwrap_or(0)
    };
    Gone { turns: newest(&turns), rounds: newest(&rounds) }
}

/// Whether calls of the newest round wait, and nothing but results has come since.
fn is_to_be_answered(messages: &[Message<'_>], config: &WindowConfig) -> bool {
    let spoken = messages.iter().rposition(Message::speaks).unwrap_or(messages.len());
    let Parts { rounds, waiting, .. } = parts(messages, config);
    let waits = waiting.iter().any(|caller| Some(caller) >= rounds.last());
    waits && messages[spoken..].iter().skip(1).all(|message| !message.results.is_empty())
}

/// What notes cost: one, or one between each two turns of which nothing but the user's words stays.
fn slow_notes(messages: &[Message<'_>], gone: Gone, config: &WindowConfig) -> usize {
    let Parts { turns, .. } = parts(messages, config);
    let parted = turns.iter().filter(|&&start| gone.turns.max(turns[0]) < start && start <= gone.rounds).count();
    NOTE_TOKENS * parted.max(1)
}

/// What has left once all of `messages` have been seen.
fn slow_gone(messages: &[Message<'_>], costs: &[Weight], budget: usize, config: &WindowConfig) -> Gone {
    let mut gone = Gone::default();
    let mut noted = false;
    let low_water = budget * config.low_water_percent / 100;
    for length in 1..=messages.len() {
        let seen = &messages[..length];
        let total = |gone: Gone, noted: bool| -> usize {
            let dropped = slow_dropped(seen, gone, config);
            let stays = (0..length).filter(|index| !dropped.contains(index));
            let told = if noted { slow_notes(seen, gone, config) } else { 0 };
            told + stays.map(|index| costs[index].most).sum::<usize>()
        };
        let has_room_in = |size: usize, gone: Gone, noted: bool| {
            let spared: usize = slow_dropped(seen, gone, config).iter().map(|&index| costs[index].value).sum();
            total(gone, noted) <= size && spared > NOTE_TOKENS
        };
        let has_room = |gone: Gone, noted: bool| has_room_in(low_water, gone, noted);
        if total(gone, noted) <= budget {
            continue;
        }
        if is_to_be_answered(seen, config) {
            continue;
        }
        let furthest = furthest(seen, config);
        let may_leave: Vec<Weight> = {
            let dropped = slow_dropped(seen, gone, config);
            let leaves = slow_dropped(seen, furthest, config).into_iter().filter(|index| !dropped.contains(index));
            leaves.map(|index| costs[index]).collect()
        };
        let sum = |measure: fn(&Weight) -> usize| may_leave.iter().map(measure).sum::<usize>();
        let stays = total(gone, false) - sum(|cost| cost.most) + slow_notes(seen, furthest, config);
        if stays > budget && sum(|cost| cost.most) < stays - low_water {
            continue;
        }
        noted |= sum(|cost| cost.value) > NOTE_TOKENS;
        let Parts { turns: starts, rounds: round_starts, .. } = parts(seen, config);
        while noted && !has_room(gone, noted) {
            match starts.iter().find(|&&start| start > gone.turns.max(starts[0])) {
                Some(&next) if next <= furthest.turns => gone.turns = next,
                _ => break,
            }
        }
        if has_room_in(budget, gone, noted) {
            continue;
        }
        while noted && !has_room(gone, noted) {
            match round_starts.iter().find(|&&start| start > gone.turns.max(gone.rounds)) {
                Some(&next) if next <= furthest.rounds => gone.rounds = next,
                _ => break,
            }
        }
    }
    gone
}

/// What leaves: what has gone, and later answers to its calls alone.
fn slow_dropped(messages: &[Message<'_>], gone: Gone, config: &WindowConfig) -> Vec<usize> {
    let leaves = |index: usize| gone.takes(messages, index, config);
    let orphaned = |index: usize| newest_caller(messages, index).is_some_and(leaves);
    (0..messages.len()).filter(|&index| leaves(index) || orphaned(index)).collect()
}

proptest! {
    #![proptest_config(cases(4096))]

    #[test]
    fn what_leaves_is_what_the_slow_model_says((messages, costs) in conversation(), budget in 0..1500_usize, config in config()) {
        let expected = slow_dropped(&messages, slow_gone(&messages, &costs, budget, &config), &config);
        prop_assert_eq!(select(&messages, &costs, 0, budget, &config).dropped, expected);
    }

    #[test]
    fn what_has_left_stays_away((messages, costs) in conversation(), budget in 0..1500_usize, config in config()) {
        let mut gone: Vec<usize> = Vec::new();
        for length in 0..=messages.len() {
            let now = select(&messages[..length], &costs[..length], 0, budget, &config).dropped;
            prop_assert!(gone.iter().all(|index| now.contains(index)), "{gone:?} left before {now:?}");
            gone = now;
        }
    }

    #[test]
    fn what_stays_fits_or_is_reported((messages, costs) in conversation(), base in 0..200_usize, budget in 0..1500_usize, config in config()) {
        let Selection { dropped, over_budget, .. } = select(&messages, &costs, base, budget, &config);
        let note = if dropped.is_empty() { 0 } else { NOTE_TOKENS };
        let whole = |measure: fn(&Weight) -> usize| costs.iter().map(measure).sum::<usize>();
        let kept = |measure: fn(&Weight) -> usize| {
            let stay = costs.iter().enumerate().filter(|(index, _)| !dropped.contains(index));
            stay.map(|(_, cost)| measure(cost)).sum::<usize>()
        };
        prop_assert!(over_budget || base + note + kept(|cost| cost.most) <= budget);
        for measure in [|cost: &Weight| cost.most, |cost: &Weight| cost.value] {
            prop_assert!(note + kept(measure) <= whole(measure), "the note costs more than it makes room for");
        }
        if base + whole(|cost| cost.most) <= budget {
            prop_assert_eq!(dropped, Vec::<usize>::new());
        }
    }

    #[test]
    fn what_can_be_made_to_fit_fits((messages, costs) in conversation(), budget in 0..1500_usize, config in config()) {
        let costs: Vec<Weight> = costs.iter().map(|cost| cost.most.into()).collect();
        let may_leave = slow_dropped(&messages, furthest(&messages, &config), &config);
        let stays = (0..messages.len()).filter(|index| !may_leave.contains(index));
        let stays: usize = stays.map(|index| costs[index].most).sum();
        let notes = slow_notes(&messages, furthest(&messages, &config), &config);
        if !is_to_be_answered(&messages, &config) && stays + notes <= budget {
            prop_assert!(!select(&messages, &costs, 0, budget, &config).over_budget);
        }
    }
}
