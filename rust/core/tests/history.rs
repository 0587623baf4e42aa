//! The history protocol, played as `docs/design.md` tells it: four messages, one of them edited, the window moving once.

use headroom_core::config::{Config, WindowConfig};
use headroom_core::conversation::{Conversation, Request};
use headroom_core::message::{Call, Message, Role, Text};
use headroom_core::models::{Limits, resolve};
use headroom_core::plan::{Edit, Plan};

fn user(text: &str) -> Message<'_> {
    Message { texts: vec![Text { editable: true, ..Text::fixed(text) }], ..Message::empty(Role::User) }
}

fn call() -> Message<'static> {
    Message { calls: vec![Call { id: "1", tool: "orders", arguments: "" }], ..Message::empty(Role::Assistant) }
}

fn result(text: &str) -> Message<'_> {
    let text = Text { editable: true, answers: Some("1"), ..Text::fixed(text) };
    Message { texts: vec![text], results: vec!["1"], ..Message::empty(Role::Tool) }
}

fn orders() -> String {
    let order = |id: usize| format!(r#"{{"order": "W-{id}", "status": "late", "days": {}}}"#, id % 7);
    format!("[{}]", (1040..1052).map(order).collect::<Vec<_>>().join(", "))
}

/// Which messages the plan has edits for, which leave, and how many are sent as before.
fn told(plan: &Plan) -> (usize, Vec<usize>, Vec<usize>) {
    (plan.stable, plan.edits.iter().map(|edit| edit.message).collect(), plan.dropped.clone())
}

#[test]
fn four_messages_one_of_them_edited_the_window_moving_once() {
    let model = resolve("gpt-4o");
    let limits = Limits { context: 240, input: 240, output: 240, asked: None, known: true };
    let window = WindowConfig { keep_last_turns: 1, output_buffer_tokens: 0, ..WindowConfig::default() };
    let mut conversation = Conversation::new(model, Config { window, ..Config::default() });
    let mut plan = |known: usize, messages: &[Message<'_>]| {
        conversation.plan(
            known,
            &Request { messages, tools: None, sent_tools: None, output_schema: None, model: &model, limits },
        )
    };
    let orders = orders();

    let first = plan(0, &[user("Which orders are late?"), call(), result(&orders)]);
    assert_eq!(told(&first), (0, vec![2], vec![]));

    let grown = plan(3, &[user("Thanks. Which is the oldest?")]);
    assert_eq!(told(&grown), (3, vec![], vec![]));

    let edited = plan(3, &[user("Thanks. Which is the newest?")]);
    assert_eq!(told(&edited), (3, vec![], vec![]));

    let long = "Thanks. Here is what I know of each of them, so that you need not ask again. ".repeat(6);
    let moved = plan(3, &[user(&long)]);
    assert_eq!(told(&moved), (0, vec![3], vec![0, 1, 2]));
    assert_eq!(moved.notes, []);
    let [Edit { message: 3, text: 0, replacement }] = &moved.edits[..] else { panic!("{:?}", moved.edits) };
    assert!(replacement.starts_with("[Earlier conversation left out to fit the context window: 3 "));
    assert!(replacement.ends_with(&format!("\n\n{long}")));
}
