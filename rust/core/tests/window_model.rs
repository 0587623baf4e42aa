//! The window against a model of it that is slow and plain: everything is found anew for every prefix.

mod support;

use headroom_core::config::WindowConfig;
use headroom_core::message::{Message, Role};
use headroom_core::window::{LOW_WATER_PERCENT, NOTE_TOKENS, Selection, select};
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
        Message { role, texts: Vec::new(), calls, results, images: Vec::new(), named: false, opaque: false }
    })
}

/// Messages and what each of them costs.
fn conversation() -> impl Strategy<Value = (Vec<Message<'static>>, Vec<usize>)> {
    vec((message(), 1..100_usize), 0..40).prop_map(|pairs| pairs.into_iter().unzip())
}

fn config() -> impl Strategy<Value = WindowConfig> {
    (any::<bool>(), 0..4_usize).prop_map(|(keep_system, keep_last_turns)| WindowConfig {
        keep_system,
        keep_last_turns,
        ..WindowConfig::default()
    })
}

fn stays_always(message: &Message<'_>, config: &WindowConfig) -> bool {
    config.keep_system && message.role == Role::System
}

/// Where turns start among `messages`, and where a turn starts that waits for results.
fn turns(messages: &[Message<'_>], config: &WindowConfig) -> (Vec<usize>, Option<usize>) {
    let mut starts: Vec<usize> = Vec::new();
    let mut waiting: Vec<(&str, usize)> = Vec::new();
    for (index, message) in messages.iter().enumerate().filter(|(_, message)| !stays_always(message, config)) {
        if starts.is_empty() || message.starts_turn() {
            starts.push(index);
        }
        let newest = *starts.last().unwrap();
        if message.role == Role::Assistant || !message.calls.is_empty() {
            waiting.retain(|(_, caller)| *caller >= newest);
        }
        for &id in &message.calls {
            waiting.retain(|(known, _)| *known != id);
            waiting.push((id, index));
        }
        for answered in &message.results {
            if let Some(place) = waiting.iter().position(|(id, _)| id == answered) {
                let (_, caller) = waiting.remove(place);
                starts.retain(|&start| start <= caller || start > index);
            }
        }
    }
    let oldest = waiting.iter().map(|&(_, caller)| caller).min();
    let waits = oldest.map(|caller| *starts.iter().rfind(|&&start| start <= caller).unwrap());
    (starts, waits)
}

/// The first message that stays, once all of `messages` have been seen.
fn slow_boundary(messages: &[Message<'_>], tokens: &[usize], budget: usize, config: &WindowConfig) -> usize {
    let mut boundary = 0;
    for length in 1..=messages.len() {
        let seen = &messages[..length];
        let cost = |boundary: usize| -> usize {
            let stays = |index: usize| index >= boundary || stays_always(&seen[index], config);
            let note = if (0..boundary).any(|index| !stays(index)) { NOTE_TOKENS } else { 0 };
            note + (0..length).filter(|&index| stays(index)).map(|index| tokens[index]).sum::<usize>()
        };
        if cost(boundary) <= budget {
            continue;
        }
        let (starts, waits) = turns(seen, config);
        let protected = starts.len().saturating_sub(config.keep_last_turns.max(1));
        let end = starts.get(protected).copied().unwrap_or(length).min(waits.unwrap_or(length));
        let leaving = |index: usize| index < end && !stays_always(&seen[index], config);
        let room: usize = (0..length).filter(|&index| leaving(index)).map(|index| tokens[index]).sum();
        if boundary == 0 && room <= NOTE_TOKENS {
            continue;
        }
        while cost(boundary) > budget * LOW_WATER_PERCENT / 100 {
            match starts.iter().find(|&&start| start > boundary.max(starts[0])) {
                Some(&next) if next <= end => boundary = next,
                _ => break,
            }
        }
    }
    boundary
}

/// What leaves: the messages before the boundary, and later answers to their calls alone.
fn slow_dropped(messages: &[Message<'_>], boundary: usize, config: &WindowConfig) -> Vec<usize> {
    let leaves = |index: usize| index < boundary && !stays_always(&messages[index], config);
    let caller = |id: &str, before: usize| (0..before).rfind(|&index| messages[index].calls.contains(&id));
    let orphaned = |index: usize| {
        let results = &messages[index].results;
        !results.is_empty() && results.iter().all(|id| caller(id, index).is_some_and(leaves))
    };
    (0..messages.len()).filter(|&index| leaves(index) || orphaned(index)).collect()
}

proptest! {
    #![proptest_config(cases(4096))]

    #[test]
    fn what_leaves_is_what_the_slow_model_says((messages, tokens) in conversation(), budget in 0..1500_usize, config in config()) {
        let expected = slow_dropped(&messages, slow_boundary(&messages, &tokens, budget, &config), &config);
        prop_assert_eq!(select(&messages, &tokens, 0, budget, &config).dropped, expected);
    }

    #[test]
    fn what_has_left_stays_away((messages, tokens) in conversation(), budget in 0..1500_usize, config in config()) {
        let mut gone: Vec<usize> = Vec::new();
        for length in 0..=messages.len() {
            let now = select(&messages[..length], &tokens[..length], 0, budget, &config).dropped;
            prop_assert!(gone.iter().all(|index| now.contains(index)), "{gone:?} left before {now:?}");
            gone = now;
        }
    }

    #[test]
    fn what_stays_fits_or_is_reported((messages, tokens) in conversation(), base in 0..200_usize, budget in 0..1500_usize, config in config()) {
        let Selection { dropped, over_budget, .. } = select(&messages, &tokens, base, budget, &config);
        let note = if dropped.is_empty() { 0 } else { NOTE_TOKENS };
        let kept: usize = (0..messages.len()).filter(|index| !dropped.contains(index)).map(|index| tokens[index]).sum();
        prop_assert!(over_budget || base + note + kept <= budget);
        prop_assert!(note + kept <= tokens.iter().sum(), "the note costs more than it makes room for");
        if base + tokens.iter().sum::<usize>() <= budget {
            prop_assert_eq!(dropped, Vec::<usize>::new());
        }
    }
}
