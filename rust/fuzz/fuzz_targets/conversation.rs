//! A conversation of results: each as sent expands among those before it to what was given, its JSON minified; and planning
//! call by call is planning at once.
#![no_main]

mod document;

use headroom_core::config::Config;
use headroom_core::conversation::{Conversation, Request, expand, form, plan};
use headroom_core::message::{Call, Message, Role, Text};
use headroom_core::models::{Model, resolve};
use headroom_core::plan::Plan;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// What ends a result.
const END: u8 = 1;

/// More results, or larger ones, only take time.
const MOST_RESULTS: usize = 8;
const LARGEST: usize = 1 << 14;

fuzz_target!(|bytes: &[u8]| {
    let mut texts: Vec<String> = Vec::new();
    for part in bytes.split(|&byte| byte == END).take(MOST_RESULTS) {
        texts.extend(text(part, texts.last()).filter(|text| text.len() <= LARGEST));
    }
    check(&texts);
});

/// A document, any text, or the last text again, its fields in another order or a part of it changed.
fn text(part: &[u8], last: Option<&String>) -> Option<String> {
    let (&kind, rest) = part.split_first()?;
    match kind & 3 {
        0 => Some(document::document(rest)),
        1 => std::str::from_utf8(rest).ok().map(str::to_owned),
        2 => Some(turned(serde_json::from_str(last?).ok()?).to_string()),
        _ => Some(last?.replace(std::str::from_utf8(rest.get(..2)?).ok()?, "other")),
    }
}

/// The value with the fields of each object from the last to the first.
fn turned(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(turned).collect(),
        Value::Object(fields) => fields.into_iter().rev().map(|(name, inner)| (name, turned(inner))).collect(),
        scalar => scalar,
    }
}

fn check(texts: &[String]) {
    let (model, config) = (resolve("gpt-4o"), Config::default());
    let ids: Vec<String> = (0..texts.len()).map(|number| number.to_string()).collect();
    let messages: Vec<Message<'_>> = texts.iter().zip(&ids).flat_map(|(text, id)| called(id, text)).collect();
    let whole = planned(&messages, &model, &config);
    let mut conversation = Conversation::new(model.clone(), config.clone());
    for (number, part) in messages.chunks(3).enumerate() {
        let step = conversation.plan(3 * number, &request(part, &model));
        assert_eq!(step.decisions, whole.decisions[..step.decisions.len()]);
    }

    let mut sent = messages.clone();
    for edit in &whole.edits {
        let text = &mut sent[edit.message].texts[edit.text];
        (text.text, text.is_ours) = (&edit.replacement, true);
    }
    for (place, given) in messages.iter().enumerate().filter(|(_, message)| !message.results.is_empty()) {
        let (given, now) = (given.texts[0].text, sent[place].texts[0].text);
        if given != now {
            let alone = form(given, &model, config.crush.level(model.level)).replacement;
            assert_eq!(expand(now, &sent[..place]), expand(alone.as_deref().unwrap_or(given), &[]), "{now}");
        }
    }
}

fn planned(messages: &[Message<'_>], model: &Model, config: &Config) -> Plan {
    plan(&request(messages, model), config)
}

fn request<'r, 'a>(messages: &'r [Message<'a>], model: &'r Model) -> Request<'r, 'a> {
    Request { messages, tools: None, sent_tools: None, output_schema: None, model, limits: model.limits }
}

/// A call and its result.
fn called<'a>(id: &'a str, text: &'a str) -> [Message<'a>; 2] {
    let call = Message { calls: vec![Call { id, tool: "read", arguments: "" }], ..Message::empty(Role::Assistant) };
    let text = Text { editable: true, answers: Some(id), ..Text::fixed(text) };
    [call, Message { texts: vec![text], results: vec![id], ..Message::empty(Role::Tool) }]
}
