//! Pages that a model asks for: what of a request they are, and that there was nothing of them before.

use headroom_core::config::{Config, ViewConfig};
use headroom_core::conversation::{Request, plan};
use headroom_core::message::{Call, Message, Role, Text};
use headroom_core::models::resolve;
use headroom_core::plan::Plan;

const PAGE: &str = "[page of 0123456789ab: lines 3-4 of 802]\n1002,refunded\n1003,paid\n";

fn user(text: &str) -> Message<'_> {
    Message { texts: vec![Text::fixed(text)], ..Message::empty(Role::User) }
}

fn asks<'a>(calls: &[(&'a str, &'a str)]) -> Message<'a> {
    let calls = calls.iter().map(|&(id, tool)| Call { id, tool, arguments: "{}" }).collect();
    Message { calls, ..Message::empty(Role::Assistant) }
}

fn gives<'a>(id: &'a str, text: &'a str) -> Message<'a> {
    let text = Text { editable: true, answers: Some(id), ..Text::fixed(text) };
    Message { texts: vec![text], results: vec![id], ..Message::empty(Role::Tool) }
}

fn planned(messages: &[Message<'_>], enabled: bool) -> Plan {
    let model = resolve("gpt-4o");
    let config = Config { views: ViewConfig { enabled, ..ViewConfig::default() }, ..Config::default() };
    plan(
        &Request { messages, tools: None, sent_tools: None, output_schema: None, model: &model, limits: model.limits },
        &config,
    )
}

/// How many pages are new, and whether they are all that is.
fn told(messages: &[Message<'_>]) -> (usize, bool) {
    let retrieved = planned(messages, true).retrieved;
    (retrieved.pages, retrieved.alone)
}

#[test]
fn pages_count_when_they_come_and_alone_where_nothing_else_does() {
    let orders = [user("Which are open?"), asks(&[("1", "orders")]), gives("1", "1000,open")];
    assert_eq!(told(&orders), (0, false));

    let page = [asks(&[("2", "headroom_retrieve")]), gives("2", PAGE)];
    assert_eq!(told(&[&orders[..], &page[..]].concat()), (1, true));

    let beside = [asks(&[("2", "headroom_retrieve"), ("3", "logs")]), gives("2", PAGE), gives("3", "none")];
    assert_eq!(told(&[&orders[..], &beside[..]].concat()), (1, false));

    let two = [asks(&[("2", "headroom_retrieve"), ("3", "headroom_retrieve")]), gives("2", PAGE), gives("3", PAGE)];
    assert_eq!(told(&[&orders[..], &two[..]].concat()), (2, true));

    let interrupted = [&orders[..], &page[..], &[user("Never mind.")]].concat();
    assert_eq!(told(&interrupted), (1, false));
    let answered = [&interrupted[..], &[asks(&[("4", "logs")]), gives("4", "none")]].concat();
    assert_eq!(told(&answered), (0, false));
}

#[test]
fn what_there_was_before_is_without_them() {
    let orders = [user("Which are open?"), asks(&[("1", "orders")]), gives("1", "1000,open")];
    let with_page = [&orders[..], &[asks(&[("2", "headroom_retrieve")]), gives("2", PAGE)]].concat();

    assert_eq!(planned(&with_page, true).before, planned(&orders, true).before);
    assert_ne!(planned(&with_page, false).before, planned(&orders, false).before); // another's tool of that name
    assert_eq!(planned(&with_page, false).retrieved, headroom_core::plan::Retrieved::default());
}
