//! Counts of tools and images: nothing panics, bounds hold, and more never costs less.

use headroom_core::counting::count_tools;
use headroom_core::message::Source;
use headroom_core::models::Bounded;
use headroom_core::models::{Detail, Size};
use headroom_core::models::{Model, resolve};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

const MODELS: &[&str] = &[
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-4",
    "gpt-4.1-mini",
    "gpt-5-nano",
    "gpt-5.2",
    "gpt-5.5",
    "gpt-6-sol",
    "o3",
    "claude-sonnet-4-5",
    "claude-opus-5",
    "claude",
    "gemini-2.5-pro",
    "gemini-3-pro",
    "llama3.1:8b",
    "",
];

/// What files of each format begin with.
const MAGIC: &[&[u8]] =
    &[b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1", b"GIF89a", b"RIFF....WEBPVP8", b"BM", b"II*\0"];

fn models() -> impl Strategy<Value = Model> {
    proptest::sample::select(MODELS).prop_map(resolve)
}

fn details() -> impl Strategy<Value = Detail> {
    proptest::sample::select(&[Detail::Low, Detail::High, Detail::Original, Detail::Auto])
}

/// Parameters as tools have them, to any depth.
fn schemas() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({"type": "string"})),
        Just(json!({"type": ["integer", "null"], "description": "How many."})),
        Just(json!({"$ref": "#/$defs/Thing"})),
        vec("[a-z ]{0,9}", 0..4).prop_map(|choices| json!({"enum": choices})),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            vec(("[a-z_]{1,9}", inner.clone()), 0..4).prop_map(|fields| {
                let properties: serde_json::Map<String, Value> = fields.into_iter().collect();
                json!({"type": "object", "properties": properties, "description": "An object."})
            }),
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            vec(inner, 0..3).prop_map(|members| json!({"anyOf": members})),
        ]
    })
}

fn tool(parameters: &Value) -> Value {
    json!({"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": parameters}})
}

fn check(count: Bounded) {
    assert!(count.low <= count.value && count.value <= count.high, "{count:?}");
}

proptest! {
    #[test]
    fn any_text_is_counted_as_tools(text in ".{0,80}|[\\[\\]{}\",:a-z0-9]{0,60}", model in models()) {
        check(count_tools(&text, &model));
    }

    #[test]
    fn a_further_tool_costs_more(parameters in vec(schemas(), 1..4), model in models()) {
        let tools: Vec<Value> = parameters.iter().map(tool).collect();
        let all = count_tools(&json!(tools).to_string(), &model);
        let fewer = count_tools(&json!(tools[1..]).to_string(), &model);
        check(all);
        prop_assert!(fewer.value < all.value && fewer.high <= all.high && fewer.low <= all.low);
    }

    #[test]
    fn any_image_costs_between_the_least_and_the_most(
        width in 1..70_000usize, height in 1..70_000usize, model in models(), detail in details(),
    ) {
        let unknown = model.rules.images.count(None, detail);
        let count = model.rules.images.count(Size::new(width, height), detail);
        check(count);
        check(unknown);
        prop_assert!(unknown.low <= count.low + 1 && count.high <= unknown.high + 1, "{count:?} of {unknown:?}");
    }

    #[test]
    fn an_image_that_need_not_shrink_costs_more_the_larger_it_is(
        width in 1..700usize, height in 1..700usize, more in 0..68usize, model in models(),
    ) {
        let cost = |width, height| model.rules.images.count(Size::new(width, height), Detail::High).value;
        prop_assert!(cost(width, height) <= cost(width + more, height));
        prop_assert!(cost(width, height) <= cost(width, height + more));
    }

    #[test]
    fn any_bytes_have_a_size_or_none(
        start in proptest::sample::select(MAGIC),
        rest in vec(any::<u8>(), 0..200),
    ) {
        let bytes = [start, &rest].concat();
        if let Some(size) = Source::Bytes(&bytes).size() {
            check(resolve("gpt-5.2").rules.images.count(Some(size), Detail::Auto));
        }
    }

    #[test]
    fn any_text_is_an_address_at_worst(text in "(data:image/png;base64,)?[A-Za-z0-9+/=é]{0,200}") {
        let _ = Source::Text(&text).size();
    }
}

#[test]
fn hostile_schemas_cost_linear_time_and_no_stack() {
    let deep = r#"{"items":"#.repeat(200_000) + "{}" + &"}".repeat(200_000);
    let alternatives = r#"{"anyOf":["#.repeat(200_000) + "{}" + &"]}".repeat(200_000);
    for schema in [deep, alternatives] {
        check(count_tools(&format!(r#"[{{"name":"f","parameters":{schema}}}]"#), &resolve("gpt-4o")));
    }
}
