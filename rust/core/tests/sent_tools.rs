//! Tools of which others are sent: each side of the plan counts its own, and what fits goes by those that are sent.

use headroom_core::config::Config;
use headroom_core::conversation::{Conversation, Request, plan};
use headroom_core::counting::{Cost, count_tools};
use headroom_core::message::{Call, Message, Role, Text};
use headroom_core::models::resolve;

const LONG: &str = r#"[{"name":"look","description":"Looks   for things, in all places that there are, one by one.","parameters":{}}]"#;
const SHORT: &str = r#"[{"name":"look","description":"Looks","parameters":{}}]"#;

fn user(text: &str) -> Message<'_> {
    Message { texts: vec![Text::fixed(text)], ..Message::empty(Role::User) }
}

fn request<'r>(messages: &'r [Message<'r>], sent_tools: Option<&'r str>, context_tokens: usize) -> Request<'r, 'r> {
    let model = Box::leak(Box::new(resolve("gpt-4o")));
    let limits = model.limits.with_context(context_tokens);
    Request { messages, tools: Some(LONG), sent_tools, output_schema: None, model, limits }
}

#[test]
fn each_side_counts_its_own_tools() {
    let messages = [user("Where is it?")];
    let as_it_is = plan(&request(&messages, None, 100_000), &Config::default());
    let shorter = plan(&request(&messages, Some(SHORT), 100_000), &Config::default());
    let model = resolve("gpt-4o");
    let saved = Cost::from(count_tools(LONG, &model)) - Cost::from(count_tools(SHORT, &model));

    assert_eq!(as_it_is.before, as_it_is.after);
    assert_eq!(shorter.before, as_it_is.before);
    assert_eq!(shorter.after, as_it_is.after - saved);
}

#[test]
fn what_is_cached_counts_the_tools_of_its_side() {
    let messages = [user("Where is it?"), user("And the other?")];
    let mut conversation = Conversation::new(resolve("gpt-4o"), Config::default());
    let first = conversation.plan(0, &request(&messages[..1], Some(SHORT), 100_000));
    let second = conversation.plan(1, &request(&messages[1..], Some(SHORT), 100_000));

    assert_eq!((second.cached_before, second.cached_after), (first.before, first.after));
    let others = conversation.plan(2, &request(&[], None, 100_000));
    assert_eq!((others.cached_before, others.cached_after), (Cost::default(), Cost::default()));
}

#[test]
fn what_fits_goes_by_what_is_sent() {
    let words = "Some words that were said a while ago. ".repeat(20);
    let messages = [user(&words), user(&words), user("Now?"), user("Or then?")];
    let mut config = Config::default();
    config.window.output_buffer_tokens = 0;
    let left = |sent_tools, context| plan(&request(&messages, sent_tools, context), &config).dropped.len();
    let fits = (100..1000).find(|&context| left(Some(SHORT), context) == 0).unwrap();

    assert!(left(None, fits) > 0);
    assert!(left(Some(SHORT), fits - 1) > 0);
}

#[test]
fn what_is_there_for_headrooms_sake_was_not_there_before() {
    let call = Call { id: "1", tool: "describe_tool", arguments: "{}" };
    let asks = Message { calls: vec![call], is_ours: true, ..Message::empty(Role::Assistant) };
    let text = Text { answers: Some("1"), ..Text::fixed("{\"name\":\"look\"}") };
    let gives = Message { texts: vec![text], results: vec!["1"], is_ours: true, ..Message::empty(Role::Tool) };
    let told = |messages: &[Message<'_>]| plan(&request(messages, Some(SHORT), 100_000), &Config::default());

    let whole = told(&[user("Where is it?"), asks.clone(), gives.clone()]);
    assert_eq!(whole.before, told(&[user("Where is it?")]).before);
    assert_eq!((whole.retrieved.pages, whole.retrieved.alone), (1, true));

    let another = Message { is_ours: false, ..gives };
    let theirs = told(&[user("Where is it?"), Message { is_ours: false, ..asks }, another]);
    assert_eq!((theirs.retrieved.pages, theirs.retrieved.alone), (0, false));
}
