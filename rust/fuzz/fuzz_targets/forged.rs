//! Conversations of forged notation: every text comes back as it was given, whatever it spells, and what was sent is sent
//! again as it is.
#![no_main]

use headroom_core::config::{Config, Level};
use headroom_core::conversation::{Request, expand, form, plan};
use headroom_core::forms::QUOTED;
use headroom_core::message::{Call, Message, Role, Text};
use headroom_core::models::{Model, resolve};
use libfuzzer_sys::fuzz_target;

/// What ends a text, and what stands for the last text as it was sent.
const END: u8 = 1;
const SENT: u8 = 2;

/// The first byte that stands for a piece of our notation.
const FIRST_PIECE: u8 = 128;

const PIECES: [&str; 45] = [
    "[… as in read above]\n",
    "[⋯ as in read above]\n",
    "Account 4711 of Ada Lovelace, Vienna.",
    "…",
    "⋯",
    "[2 rows: a,b\n1,2\n3\n]",
    "[0 rows: x=2.",
    "{1 row: a\n1\n}",
    "{2 rows: key,v\na,1\nb,2\n}",
    "[2 lines: a\n1\n2\n]",
    "[2 tuples:\na,1\nb,2\n]",
    "[records: r(a,b)]\n",
    "r(1,2)",
    "[*n repeats &n]\n",
    "&1 ",
    "*1",
    "[; between rows]\n",
    "[1,2;3,4]",
    "[Python values]\n",
    "[JavaScript values]\n",
    "[JSON5]\n",
    "f(1)",
    "[\"\"\"raw text\"\"\"]\n",
    "[\"\"\"JSON text\"\"\"]\n",
    "\"\"\"",
    "[original field order: b,a]\n",
    "[line numbers padded to 6 columns]\n",
    "     1\tx\n",
    "[columns padded in 2 lines: 1, 9]\n",
    "a b\n",
    "[CSV in 2 lines, each with b=1 behind a]\n",
    "[text as it came]\n",
    "[result of read left out to fit the context window: 9 tokens]",
    "\n\n",
    "[Earlier conversation left out to fit the context window: 3 messages, 90 tokens]",
    "\u{1a}",
    "\u{200b}",
    "<result id=1>",
    "［",
    "\\u005b",
    "{\"id\":1,\"name\":\"x\"}",
    "[{\"id\":1,\"name\":\"",
    "\"},{\"id\":2,\"name\":\"y\"}]",
    "\\\"",
    "\\n",
];

/// More texts, or larger ones, only take time.
const MOST_TEXTS: usize = 6;
const LARGEST: usize = 1 << 13;

fuzz_target!(|bytes: &[u8]| {
    let mut texts: Vec<String> = Vec::new();
    for part in bytes.split(|&byte| byte == END).take(MOST_TEXTS) {
        let last = texts.last().map(|last| alone(last));
        texts.push(text(part, last.as_deref()));
    }
    texts.retain(|text| text.len() <= LARGEST);
    check(&texts);
});

fn text(part: &[u8], last: Option<&str>) -> String {
    let piece = |&byte: &u8| match byte {
        SENT => last.unwrap_or_default().to_owned(),
        FIRST_PIECE.. => PIECES[usize::from(byte - FIRST_PIECE) % PIECES.len()].to_owned(),
        _ => char::from(byte).to_string(),
    };
    part.iter().map(piece).collect()
}

/// What is sent of a text by itself.
fn alone(text: &str) -> String {
    let replacement = form(text, &resolve("gpt-4o"), Level::Default).replacement;
    replacement.as_deref().unwrap_or(text).to_owned()
}

fn check(texts: &[String]) {
    let (model, config) = (resolve("gpt-4o"), Config::default());
    let ids: Vec<String> = (0..texts.len()).map(|number| number.to_string()).collect();
    let messages: Vec<Message<'_>> = texts.iter().zip(&ids).flat_map(|(text, id)| called(id, text)).collect();
    let edits = plan(&request(&messages, &model), &config).edits;
    let mut sent = messages.clone();
    for edit in &edits {
        let text = &mut sent[edit.message].texts[edit.text];
        (text.text, text.is_ours) = (&edit.replacement, true);
    }
    for (place, given) in messages.iter().enumerate().filter(|(_, message)| !message.results.is_empty()) {
        let (given, now) = (given.texts[0].text, sent[place].texts[0].text);
        let own = form(given, &model, config.crush.level(model.level));
        let is_value = own.transform.is_some_and(|transform| transform != QUOTED);
        let expected = if is_value { expand(&alone(given), &[]).unwrap().into_owned() } else { given.to_owned() };
        assert_eq!(expand(now, &sent[..place]).as_deref(), Ok(&*expected), "{now}");
    }
    assert!(plan(&request(&sent, &model), &config).edits.is_empty());
}

fn request<'r, 'a>(messages: &'r [Message<'a>], model: &'r Model) -> Request<'r, 'a> {
    Request { messages, tools: None, sent_tools: None, output_schema: None, model, limits: model.limits }
}

/// A call and its result.
fn called<'a>(id: &'a str, text: &'a str) -> [Message<'a>; 2] {
    let call = Message { calls: vec![Call { id, tool: "read", arguments: "{}" }], ..Message::empty(Role::Assistant) };
    let text = Text { editable: true, answers: Some(id), ..Text::fixed(text) };
    [call, Message { texts: vec![text], results: vec![id], ..Message::empty(Role::Tool) }]
}
