use super::*;
use crate::message::{Call, Text};

fn message(role: Role, calls: &[&'static str], results: &[&'static str]) -> Message<'static> {
    let calls = calls.iter().map(|&id| Call { id, tool: "fetch", arguments: "" }).collect();
    Message { calls, results: results.to_vec(), ..Message::empty(role) }
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
    select(messages, &vec![100.into(); messages.len()], 0, budget, &WindowConfig::default())
}

#[test]
fn a_conversation_within_its_budget_stays_whole() {
    assert_eq!(dropped(&conversation(5), 2100), Selection::default());
}

#[test]
fn whole_turns_leave_from_the_oldest_and_the_system_prompt_stays() {
    let found = dropped(&conversation(6), 2100);
    assert_eq!(found.dropped, (1..9).collect::<Vec<_>>());
    assert!(!found.over_budget);
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
    assert_eq!(found.dropped, [1, 2, 3, 4, 6, 7]);
}

#[test]
fn turns_smaller_than_the_note_stay() {
    let messages = [message(Role::User, &[], &[]), message(Role::User, &[], &[])];
    let found = |first| {
        select(
            &messages,
            &[Weight::from(first), 60.into()],
            0,
            100,
            &WindowConfig { keep_last_turns: 1, ..WindowConfig::default() },
        )
    };
    assert!(found(NOTE_TOKENS).dropped.is_empty());
    assert!(found(NOTE_TOKENS).over_budget);
    assert_eq!(found(NOTE_TOKENS + 1).dropped, [0]);
}

#[test]
fn the_note_of_an_earlier_window_stays() {
    let mut messages = conversation(3);
    let text = note(Left { messages: 4, tokens: 90 }, None);
    let note = Text { is_ours: true, ..Text::fixed(&text) };
    messages.insert(1, Message { texts: vec![note], ..message(Role::User, &[], &[]) });
    assert_eq!(dropped(&messages, 1100).dropped, [2, 3, 4, 5]);
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

#[test]
fn the_oldest_rounds_of_a_long_turn_leave_and_the_users_words_stay() {
    let mut messages = vec![message(Role::System, &[], &[]), message(Role::User, &[], &[])];
    for _ in 0..10 {
        messages.extend([message(Role::Assistant, &["call"], &[]), message(Role::Tool, &[], &["call"])]);
    }
    let found = dropped(&messages, 1500);
    assert_eq!(found.dropped, (2..14).collect::<Vec<_>>());
    assert!(!found.over_budget);
}

#[test]
fn results_leave_first_where_that_is_asked_for() {
    let config = WindowConfig { policy: Policy::MaskResults, ..WindowConfig::default() };
    let mut window = Window::new(config, 0, NOTE_TOKENS);
    for (index, message) in conversation(6).iter().enumerate() {
        window.add(message, false, (message.role == Role::Tool).then_some(10.into()));
        window.set_cost(index, 100.into());
        window.shrink(2300);
    }
    let masked: Vec<usize> = (0..25).filter(|&index| window.is_masked(index)).collect();
    assert_eq!(window.selection(2300).dropped, (1..9).collect::<Vec<_>>(), "results alone do not reach the low water");
    assert_eq!(masked, [3, 7, 11, 15, 19]);
}

#[test]
fn the_budget_leaves_room_for_the_answer_and_no_more() {
    let budget = |context, output, buffer| {
        let limits = Limits { context, input: context, output, asked: None, known: true };
        budget(&limits, &WindowConfig { output_buffer_tokens: buffer, ..WindowConfig::default() })
    };
    assert_eq!(budget(128_000, 16_384, 4_000), 124_000);
    assert_eq!(budget(128_000, 16_384, 50_000), 111_616, "no answer is longer");
    assert_eq!(budget(4_096, 4_096, 4_000), 2_048, "the question has to fit, too");
    assert_eq!(budget(8_192, 8_192, 0), 8_192);
    assert_eq!((budget(0, 0, 4_000), budget(1, 1, 4_000), budget(usize::MAX, 1, usize::MAX)), (0, 1, usize::MAX - 1));
}

#[test]
fn no_more_is_sent_than_may_be_input() {
    let limits = Limits { context: 400_000, input: 272_000, output: 128_000, asked: None, known: true };
    let budget = |buffer| budget(&limits, &WindowConfig { output_buffer_tokens: buffer, ..WindowConfig::default() });
    assert_eq!((budget(0), budget(4_000), budget(128_000)), (272_000, 272_000, 272_000));
    let long_answers = Limits { output: 200_000, ..limits };
    let config = WindowConfig { output_buffer_tokens: 150_000, ..WindowConfig::default() };
    assert_eq!(super::budget(&long_answers, &config), 250_000, "so much is to stay free");
}

#[test]
fn what_the_request_asks_for_stays_free() {
    let limits = Limits { context: 128_000, input: 128_000, output: 16_384, asked: None, known: true };
    let budget = |limits: Limits| budget(&limits, &WindowConfig::default());
    assert_eq!(budget(limits.asking_for(Some(16_384))), 111_616);
    assert_eq!(budget(limits.asking_for(Some(100))), 127_900, "less than the buffer, too");
    assert_eq!(budget(limits.asking_for(Some(100_000))), 28_000, "the service counts them together");
    assert_eq!(budget(limits.asking_for(Some(128_000))), 64_000, "no question would fit");
    let guess = Limits { known: false, ..limits };
    assert_eq!(budget(guess.asking_for(Some(100_000))), 64_000, "the context may be larger");
    assert_eq!(budget(guess.asking_for(Some(16_384))), 111_616);
}

#[test]
fn one_message_that_answers_calls_of_two_leaves_with_both() {
    let mut messages = vec![
        message(Role::User, &[], &[]),
        message(Role::Assistant, &["a", "b"], &[]),
        message(Role::Tool, &[], &["a"]),
        message(Role::Assistant, &["c"], &[]),
        message(Role::User, &[], &["b", "c"]),
        message(Role::Assistant, &["d"], &[]),
        message(Role::Tool, &[], &["d"]),
        message(Role::Assistant, &["e"], &[]),
        message(Role::Tool, &[], &["e"]),
    ];
    assert_eq!(dropped(&messages, 850).dropped, [1, 2, 3, 4], "two of them would be enough");
    messages.truncate(5);
    assert!(dropped(&messages, 350).dropped.is_empty(), "the last round");
}

#[test]
fn what_cannot_fit_moves_only_for_as_much_as_it_is_above_the_low_water() {
    let mut messages = vec![message(Role::System, &[], &[]), message(Role::User, &[], &[])];
    for _ in 0..20 {
        messages.extend([message(Role::Assistant, &["call"], &[]), message(Role::Tool, &[], &["call"])]);
    }
    let left = |budget: usize| -> Vec<usize> {
        let mut left: Vec<usize> =
            (1..=messages.len()).map(|n| dropped(&messages[..n], budget).dropped.len()).collect();
        left.dedup();
        left
    };
    // The system prompt, the question and the last two rounds stay: 600 tokens, and the note.
    assert_eq!(left(648), (0..=36).step_by(2).collect::<Vec<_>>(), "it fits: one round makes room for the next");
    assert_eq!(left(300), (0..=36).step_by(6).collect::<Vec<_>>(), "438 above the low water of 210");
    assert_eq!(left(200), (0..=36).step_by(6).collect::<Vec<_>>(), "508 above the low water of 140");
}

#[test]
fn nothing_leaves_between_a_call_and_its_result() {
    let mut messages = conversation(3);
    messages.extend([message(Role::User, &[], &[]), message(Role::Assistant, &["a", "b"], &[])]);
    assert!(dropped(&messages, 1400).dropped.is_empty(), "no request is made before both are answered");
    messages.push(message(Role::Tool, &[], &["a"]));
    assert!(dropped(&messages, 1400).dropped.is_empty());
    messages.push(message(Role::Tool, &[], &["b"]));
    assert_eq!(dropped(&messages, 1400).dropped, (1..9).collect::<Vec<_>>());
}

#[test]
fn a_lost_result_is_not_waited_for_once_the_user_has_spoken() {
    let mut messages = conversation(3);
    messages.extend([message(Role::Assistant, &["lost"], &[]), message(Role::User, &[], &[])]);
    assert_eq!(dropped(&messages, 1400).dropped, (1..9).collect::<Vec<_>>());
}

#[test]
fn what_the_user_said_in_a_turn_that_left_in_part_counts_as_what_may_leave() {
    let mut messages = vec![message(Role::User, &[], &[])];
    messages.extend((0..4).flat_map(|_| [message(Role::Assistant, &["a"], &[]), message(Role::Tool, &[], &["a"])]));
    messages.extend([message(Role::User, &[], &[]), message(Role::User, &[], &[])]);
    let mut costs = vec![Weight::from(100); messages.len()];
    costs[0] = 3000.into();
    let found = select(&messages, &costs, 0, 3300, &WindowConfig::default());
    assert_eq!(found.dropped, (0..9).collect::<Vec<_>>(), "its rounds had left while it was one of the newest turns");
    assert!(!found.over_budget);
}

#[test]
fn a_note_is_told_from_the_words_that_it_is_added_to() {
    let left = Left { messages: 4, tokens: 90 };
    let note = note(left, None);
    for (text, told) in [
        (format!("{note}\n\nwords"), ("words", Some(left))),
        (format!("words\n\nmore\n\n{note}"), ("words\n\nmore", Some(left))),
        (note.clone(), (&*note, None)),
        (format!("{note}\nwords"), (&*format!("{note}\nwords"), None)),
        (note.replace("90", "many") + "\n\nwords", (&*(note.replace("90", "many") + "\n\nwords"), None)),
        ("words".to_owned(), ("words", None)),
    ] {
        assert_eq!(without_note(&text), told, "{text}");
    }
}

#[test]
fn what_parts_the_users_words_is_counted() {
    let said = || [message(Role::User, &[], &[]), message(Role::Assistant, &[], &[])];
    let looked = |_| [message(Role::Assistant, &["a"], &[]), message(Role::Tool, &[], &["a"])];
    let messages: Vec<_> =
        (0..2).flat_map(|_| said()).chain([message(Role::User, &[], &[])]).chain((0..4).flat_map(looked)).collect();
    let costs: Vec<Weight> = [10, 300, 10, 300, 10].into_iter().chain([50; 8]).map(Weight::from).collect();
    let config = WindowConfig { keep_last_turns: 3, low_water_percent: 100, ..WindowConfig::default() };
    let dropped = |budget| select(&messages, &costs, 0, budget, &config).dropped;
    assert_eq!(dropped(730 + NOTE_TOKENS), [1]);
    assert_eq!(dropped(430 + 2 * NOTE_TOKENS), [1, 3], "a note between each two");
    assert_eq!(dropped(430 + 2 * NOTE_TOKENS - 1), [1, 3, 5, 6]);
}
