//! What a service holds: when a chain is gone on with, when it is cut, and what is counted of it.

mod support;

use headroom_core::config::{Config, WindowConfig};
use headroom_core::conversation::{Request, plan};
use headroom_core::counting::{estimate, most};
use headroom_core::message::{Message, Role, Text};
use headroom_core::models::resolve;
use headroom_core::plan::Plan;
use proptest::prelude::*;
use support::cases;

const MODEL: &str = "gpt-5";

/// A question, an answer for which so many input tokens were reported, and so on.
fn conversation<'a>(question: &'a str, reported: &[usize]) -> Vec<Message<'a>> {
    let said = |role| Message { texts: vec![Text::fixed(question)], ..Message::empty(role) };
    let round =
        |&tokens: &usize| [said(Role::User), Message { apart: true, link: Some(tokens), ..said(Role::Assistant) }];
    let mut messages: Vec<Message<'_>> = reported.iter().flat_map(round).collect();
    messages.push(said(Role::User));
    messages
}

fn planned(messages: &[Message<'_>], context: usize) -> Plan {
    let model = resolve(MODEL);
    let limits = model.limits.with_context(context);
    let window = WindowConfig { output_buffer_tokens: 0, keep_last_turns: 1, ..WindowConfig::default() };
    let request = Request { messages, tools: None, sent_tools: None, output_schema: None, model: &model, limits };
    plan(&request, &Config { window, ..Config::default() })
}

fn tokens(plan: &Plan) -> (usize, usize) {
    let model = resolve(MODEL);
    (estimate(&plan.before, &model).value, estimate(&plan.after, &model).value)
}

#[test]
fn a_chain_that_fits_is_gone_on_with_and_counted_as_it_is_sent() {
    let messages = conversation("How are we?", &[0, 0]);
    let plan = planned(&messages, 1000);
    assert!(!plan.cuts_chain);
    assert_eq!(tokens(&plan).0, tokens(&plan).1);
}

#[test]
fn without_a_link_there_is_nothing_to_cut() {
    let messages = conversation("How are we?", &[]);
    assert!(!planned(&messages, 1).cuts_chain);
}

#[test]
fn what_was_reported_beside_what_is_counted_is_counted_too() {
    let counted = tokens(&planned(&conversation("How are we?", &[0]), 1000)).1;
    let plan = planned(&conversation("How are we?", &[500]), 1000);
    let (before, after) = tokens(&plan);
    assert!(!plan.cuts_chain && !plan.exact && !plan.complete);
    assert!(before == after && (500 + 5..500 + counted).contains(&after), "{after}");
}

#[test]
fn a_chain_that_holds_too_much_is_cut_and_costs_what_is_sent() {
    let plan = planned(&conversation("How are we?", &[5000]), 1000);
    assert!(plan.cuts_chain && !plan.over_budget && plan.dropped.is_empty());
    assert_eq!(tokens(&plan).1, tokens(&planned(&conversation("How are we?", &[0]), 1000)).1);
    assert!(tokens(&plan).0 > 5000); // what would have been read without it
}

#[test]
fn a_chain_is_cut_when_something_leaves_and_gone_on_with_from_an_answer_that_held_what_is_sent() {
    let question = "word ".repeat(100);
    let mut reported = vec![0; 3];
    let moved = planned(&conversation(&question, &reported), 500);
    assert!(moved.cuts_chain && !moved.dropped.is_empty());

    reported.push(tokens(&moved).1);
    let gone_on = planned(&conversation(&question, &reported), 2000);
    assert!(!gone_on.cuts_chain && gone_on.dropped.is_empty());

    let mut held_the_same = conversation("ok", &[tokens(&moved).1]);
    held_the_same.splice(0..1, conversation(&question, &[0; 3]));
    let gone_on = planned(&held_the_same, 500);
    assert_eq!((gone_on.cuts_chain, &gone_on.dropped), (false, &moved.dropped));
    held_the_same[7].link = Some(2 * tokens(&moved).1);
    assert!(planned(&held_the_same, 500).cuts_chain);
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn what_is_read_is_counted_and_fits_where_the_chain_goes_on(
        reported in prop::collection::vec(0..2000_usize, 0..6), words in 1..60_usize, context in 20..2000_usize,
    ) {
        let question = "word ".repeat(words);
        let plan = planned(&conversation(&question, &reported), context);
        let (before, after) = tokens(&plan);
        prop_assert!(after <= before || !plan.dropped.is_empty());
        if let Some(&held) = reported.last().filter(|_| !plan.cuts_chain) {
            let told = most(&plan.after, &resolve(MODEL));
            prop_assert!(held <= told && told <= context);
        }
    }
}
