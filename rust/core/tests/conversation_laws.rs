//! A conversation planned call by call, edited and shortened in between, is sent as if it were planned at once.

mod support;

use std::borrow::Cow;

use headroom_core::config::{Config, Policy, WindowConfig};
use headroom_core::conversation::Conversation;
use headroom_core::conversation::{Request, plan};
use headroom_core::conversation::{expand, expand_all};
use headroom_core::forms::quoted;
use headroom_core::message::{Call, Message, Role, Text};
use headroom_core::models;
use headroom_core::plan::{Action, Edit, Plan};
use headroom_core::window::without_note;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select as one_of;
use support::cases;

const IDS: &[&str] = &["a", "b", "c", "d"];

const TEXTS: &[&str] = &[
    "",
    "ok",
    "import json\n\ndef load(path):\n    with open(path) as file:\n        return json.load(file)\n",
    "import json\n\ndef load(path):\n    with open(path) as handle:\n        return json.load(handle)\n",
    r#"[{"id": 1, "name": "Ada", "city": "London"}, {"id": 2, "name": "Bob", "city": "Paris"}, {"id": 3, "name": "Cyd", "city": "Rome"}]"#,
    r#"{"order": "W-1044", "status": "pending", "customer": "Ada Lovelace", "total": 99.5, "currency": "EUR"}"#,
    r#"{"order": "W-1044", "status": "shipped", "customer": "Ada Lovelace", "total": 99.5, "currency": "EUR"}"#,
    r#"{"order": "W-1044", "status": "shipped", "customer": "Ada Lovelace", "total": 99.5, "currency": "EUR", "lines": [{"sku": "A1"}]}"#,
    "[as in read above, except:]\nstatus: lost",
    "[as in read(7) above, unchanged]",
    r#"{"total": 12, "customer": "Ada Lovelace", "status": "shipped", "currency": "EUR", "order": "W-1044"}"#,
    r#"[{"city": "London", "name": "Ada", "id": 1}, {"city": "Paris", "name": "Bob", "id": 2}, {"city": "Rome", "name": "Cyd", "id": 3}]"#,
    "[original field order: currency,customer,order,status,total]\n{\"customer\":1,\"order\":2}",
    "     1→import json\n     2→\n     3→def load(path):\n     4→    with open(path) as file:\n     5→        return json.load(file)\n     6→\n",
    "Edited:\n     2→\n     3→def load(path):\n     4→    with open(path) as handle:\n     5→        return json.load(handle)\n     6→\n",
    "[… as in read above]\nimport json…",
    "[Earlier conversation left out to fit the context window: 3 messages, 40 tokens]",
    "[result of read left out to fit the context window: 12 tokens]",
    "Traceback (most recent call last): … TimeoutError: no answer after 60 s from the worker at port 8080",
];

/// Who says what, the calls made or answered, and what the service reported where it can go on from it.
type Said = (Role, &'static str, Vec<&'static str>, Place);

/// Whether nothing refers to a message or over it, and the link in a chain that it is.
type Place = (bool, Option<usize>);

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        6 => Just((false, None)),
        1 => Just((true, None)),
        1 => (0..400_usize).prop_map(|reported| (true, Some(reported))),
    ]
}

fn said() -> impl Strategy<Value = Said> {
    let roles =
        one_of(&[Role::System, Role::User, Role::Assistant, Role::Assistant, Role::Tool, Role::Tool, Role::Tool][..]);
    (roles, one_of(TEXTS), vec(one_of(IDS), 0..3), place())
}

/// What a call is made with, by its id: two of them with the same.
fn arguments(id: &str) -> &'static str {
    match id {
        "a" => r#"{"order":"W-1044"}"#,
        "b" => r#"{"shop":"eu","order":7}"#,
        _ => r#"{"shop":"eu"}"#,
    }
}

fn message(&(role, text, ref ids, (apart, link)): &Said) -> Message<'static> {
    let calls = ids
        .iter()
        .filter(|_| role == Role::Assistant)
        .map(|&id| Call { id, tool: "read", arguments: arguments(id) })
        .collect();
    let results: Vec<&str> = ids.iter().copied().filter(|_| role == Role::Tool).take(1).collect();
    let answers = (role == Role::Tool).then(|| results.first().copied().unwrap_or(""));
    let editable = matches!(role, Role::User | Role::Tool);
    let texts = vec![Text { editable, answers, ..Text::fixed(text) }];
    Message { texts, calls, results, apart, link, ..Message::empty(role) }
}

fn config() -> impl Strategy<Value = Config> {
    (any::<bool>(), any::<bool>(), 1..3_usize, 0..=100_usize).prop_map(
        |(enabled, masks, keep_last_turns, low_water_percent)| {
            let policy = if masks { Policy::MaskResults } else { Policy::DropTurns };
            let window =
                WindowConfig { enabled, keep_last_turns, low_water_percent, policy, ..WindowConfig::default() };
            Config { window: WindowConfig { output_buffer_tokens: 0, ..window }, ..Config::default() }
        },
    )
}

/// What is sent of a plan whose edits are all there.
fn sent(messages: &[Message<'static>], plan: &Plan, edits: &[Edit]) -> Vec<Message<'static>> {
    let mut sent = messages.to_vec();
    for edit in edits {
        let text = &mut sent[edit.message].texts[edit.text];
        (text.text, text.is_ours) = (Box::leak(edit.replacement.to_string().into_boxed_str()), true);
    }
    let stays = |index: &usize| plan.dropped.binary_search(index).is_err();
    (0..sent.len()).filter(stays).map(|index| sent[index].clone()).collect()
}

/// A text of a message apart from a note of the window's, which somebody else's text may spell.
fn words<'t>(message: &Message<'_>, text: &Text<'t>) -> &'t str {
    let may_bear = message.starts_turn() && text.is_ours && quoted::said(text.text).is_none();
    if may_bear { without_note(text.text).0 } else { text.text }
}

/// What each text that may have been rewritten stands for, asked by itself.
fn one_by_one(sent: &[Message<'_>]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (number, message) in sent.iter().enumerate() {
        for (text, given) in message.texts.iter().enumerate().filter(|(_, text)| text.editable) {
            let said = expand(words(message, given), &sent[..number]).unwrap();
            if matches!(said, Cow::Owned(_)) || said != given.text {
                edits.push(Edit { message: number, text, replacement: said.into() });
            }
        }
    }
    edits
}

proptest! {
    #![proptest_config(cases(2048))]

    #[test]
    fn planning_call_by_call_is_planning_at_once(
        said in vec(said(), 0..24),
        calls in vec((0..24_usize, 0..24_usize, 0..3_usize), 1..8),
        config in config(),
        context_tokens in 1..600_usize,
    ) {
        let model = models::resolve("gpt-4o");
        let mut conversation = Conversation::new(model, config.clone());
        let (mut planned, mut edits): (Vec<Said>, Vec<Edit>) = (Vec::new(), Vec::new());
        for (start, end, change) in calls {
            // What was planned is gone on with; or all but its end; or another beginning of the conversation.
            let mut next: Vec<Said> = said[..end.min(said.len())].to_vec();
            if change == 0 && start < next.len() {
                next.remove(start);
            }
            let known = planned.iter().zip(&next).take_while(|(old, new)| old == new).count();
            let messages: Vec<Message<'_>> = next.iter().map(message).collect();
            let limits = model.limits.with_context(if change == 1 { context_tokens / 2 + 1 } else { context_tokens });
            let request = |messages| Request { messages, tools: None, sent_tools: None, output_schema: None, model: &model, limits };
            let step = conversation.plan(known, &request(&messages[known..]));
            edits.retain(|edit| edit.message < step.stable);
            edits.extend(step.edits.iter().cloned());

            let whole = plan(&request(&messages), &config);
            prop_assert_eq!(&edits, &whole.edits);
            prop_assert_eq!((&step.dropped, &step.notes, step.after, step.before), (&whole.dropped, &whole.notes, whole.after, whole.before));
            prop_assert_eq!(&step.decisions, &whole.decisions);
            prop_assert_eq!(step.cuts_chain, whole.cuts_chain);
            planned = next;
        }
    }

    #[test]
    fn what_is_sent_says_what_was_given(said in vec(said(), 0..24), config in config(), context_tokens in 1..600_usize) {
        let model = models::resolve("gpt-4o");
        let limits = model.limits.with_context(context_tokens);
        let messages: Vec<Message<'_>> = said.iter().map(message).collect();
        let request = Request { messages: &messages, tools: None, sent_tools: None, output_schema: None, model: &model, limits };
        let whole = plan(&request, &config);
        let sent = sent(&messages, &whole, &whole.edits);
        let stays = (0..messages.len()).filter(|index| whole.dropped.binary_search(index).is_err());
        for (place, index) in stays.enumerate() {
            let (given, now) = (messages[index].texts[0].text, words(&sent[place], &sent[place].texts[0]));
            if whole.decisions[index].action == Action::Rewritten {
                let expanded = expand(now, &sent[..place]).unwrap();
                let same = |text: &str| text.split_whitespace().collect::<String>();
                prop_assert_eq!(same(&expanded), same(given), "{} was sent", now);
                let behind = sent[..place].iter().rposition(|message| message.apart).map_or(0, |apart| apart + 1);
                // Which tool a result is of is known by its call, wherever that stands.
                let silent = |message: &Message<'static>| Message { texts: Vec::new(), ..message.clone() };
                let said: Vec<_> = sent[..behind].iter().map(silent).chain(sent[behind..place].iter().cloned()).collect();
                let alone = expand(now, &said).unwrap();
                prop_assert_eq!(alone, expanded, "{} behind what stands apart", now);
            }
        }
        match expand_all(&sent) {
            Ok(edits) => prop_assert_eq!(edits, one_by_one(&sent)),
            Err((place, reason)) => {
                let texts = sent[place].texts.iter().filter(|text| text.editable);
                let mut refused = texts.filter_map(|text| expand(words(&sent[place], text), &sent[..place]).err());
                prop_assert_eq!(refused.next(), Some(reason));
            }
        }
    }
}
