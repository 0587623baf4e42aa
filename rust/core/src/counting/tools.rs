//! What offering tools costs. The numbers of each model stand in `models/rules.rs`.

use std::sync::LazyLock;

use super::estimate;
use super::schema::Schemas;
use crate::memo::{Key, Memo, Weigh};
use crate::models::Model;
use crate::models::{Bounded, Tools};
use crate::vocabulary::Tally;

/// The most that the instructions of a chat template were seen to cost.
const TEMPLATE_INSTRUCTIONS: usize = 200;
/// How many times its minified tokens JSON comes to where it is indented or put into tags, at most.
const DRESSED: usize = 2;

/// The tokens of the tools whose JSON text is `text`. Near-linear in `text` when it is new, one look-up when it is not.
///
/// Never exact: `OpenAI` documents its formula by one example, and nobody else documents more than the prompt. The least
/// is what the formula takes for words, or half of the JSON; the most is the JSON, twice where
/// it may be dressed up.
#[must_use]
pub fn count_tools(text: &str, model: &Model) -> Bounded {
    let variant = [model.vocabulary.number(), u8::from(model.exact)];
    let schemas = SCHEMAS.get_or(Key::new(variant, text), || Schemas::of(text, model));
    let json = scaled(schemas.json, model);
    match model.rules.tools {
        Tools::Functions { per_tool, per_request } => {
            let words = scaled(schemas.words, model);
            let marks = per_tool * schemas.tools + schemas.marks + per_request;
            let high = (words.high + marks).max(json.high + per_request);
            Bounded::new(words.low, words.value + marks, high)
        }
        Tools::Prompted(prompt) => prompt + Bounded::new(json.low / 2, json.value, DRESSED * json.high),
        Tools::Template => Bounded::new(json.low / 2, json.value, DRESSED * json.high + TEMPLATE_INSTRUCTIONS),
    }
}

/// Tokens of text, for the model itself.
fn scaled(text: Tally, model: &Model) -> Bounded {
    let count = estimate(&text.into(), model);
    Bounded::new(count.low, count.value, count.high)
}

/// An agent offers the same tools with every call.
static SCHEMAS: LazyLock<Memo<Schemas>> = LazyLock::new(|| Memo::new(CAPACITY_BYTES));

const CAPACITY_BYTES: usize = 1 << 20;

impl Weigh for Schemas {
    fn heap_bytes(&self) -> usize {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::resolve;

    /// The tool of the cookbook's example.
    const WEATHER: &str = r#"[{"type":"function","function":{"name":"get_current_weather","description":"Get the current weather in a given location","parameters":{"type":"object","properties":{"location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"},"unit":{"type":"string","description":"The unit of temperature to return","enum":["celsius","fahrenheit"]}},"required":["location"]}}}]"#;

    fn tools(text: &str, model: &str) -> Bounded {
        count_tools(text, &resolve(model))
    }

    /// The tokens in a line of the formula.
    fn words(text: &str) -> usize {
        resolve("gpt-4o").vocabulary.count(text)
    }

    #[test]
    fn the_cookbooks_example_costs_what_the_cookbook_says() {
        // 105 and 101 in all, which is what the API counted; the messages are 34 of them in cl100k, 33 in o200k.
        for (model, tokens) in [("gpt-3.5-turbo", 105 - 34), ("gpt-4", 105 - 34), ("gpt-4o", 101 - 33)] {
            assert_eq!(tools(WEATHER, model).value, tokens, "{model}");
        }
    }

    #[test]
    fn a_function_is_the_same_however_it_is_wrapped() {
        let schema = r#"{"type":"object","properties":{"city":{"type":"string","description":"Which."}}}"#;
        let named = r#""name":"look","description":"Looks""#;
        let expected = 7 + words("look:Looks") + 3 + 3 + words("city:string:Which") + 12;
        for text in [
            format!(r#"[{{"type":"function","function":{{{named},"parameters":{schema}}}}}]"#),
            format!(r#"[{{"type":"function",{named},"parameters":{schema},"strict":true}}]"#),
            format!(r#"[{{{named},"input_schema":{schema}}}]"#),
            format!(r#"{{{named},"parameters":{schema}}}"#),
            format!(r#"[{{"function_declarations":[{{{named},"parameters":{schema}}}]}}]"#),
            format!(r#"[{{"toolSpec":{{{named},"inputSchema":{{"json":{schema}}}}}}}]"#),
        ] {
            assert_eq!(tools(&text, "gpt-4o").value, expected, "{text}");
        }
    }

    #[test]
    fn nested_properties_alternatives_and_definitions_are_counted_too() {
        let with = |properties: &str| {
            let text = format!(r#"[{{"name":"f","parameters":{{"properties":{{{properties}}}}}}}]"#);
            tools(&text, "gpt-4o").value - tools(r#"[{"name":"f"}]"#, "gpt-4o").value
        };
        assert_eq!(with(""), 0);
        assert_eq!(with(r#""a":{"type":"string"}"#), 3 + 3 + words("a:string"));
        assert_eq!(
            with(r#""a":{"type":"object","properties":{"b":{"type":"integer","description":"B."}}}"#),
            3 + 3 + words("a:object") + 3 + 3 + words("b:integer:B")
        );
        assert_eq!(
            with(r#""a":{"type":"array","items":{"properties":{"b":{"type":"integer"}}}}"#),
            3 + 3 + words("a:array") + 3 + 3 + words("b:integer")
        );
        assert_eq!(
            with(r##""a":{"anyOf":[{"type":"string","enum":["x","y"]},{"$ref":"#/$defs/Z"},{"type":"null"}]}"##),
            3 + 3 + words("a:string|Z|null") + words("x") + 3 + words("y")
        );
        assert_eq!(with(r#""a":{"type":["string","null"],"const":7}"#), 3 + 3 + words("a:string|null") + words("7"));
    }

    #[test]
    fn what_claude_was_seen_to_count_lies_within_the_bounds() {
        // One tool and a question of about 20 tokens, from Anthropic's "Token counting" and a reseller's documentation.
        for (model, place, example, seen) in [
            ("claude-3-5-sonnet-20241022", "in a given location", "The city and state, e.g. San Francisco, CA", 403),
            ("claude-sonnet-4-20250514", "for a specified location", "City name, e.g.: Beijing", 478),
        ] {
            let text = format!(
                r#"[{{"name":"get_weather","description":"Get the current weather {place}","input_schema":{{"type":"object","properties":{{"location":{{"type":"string","description":"{example}"}}}},"required":["location"]}}}}]"#
            );
            let count = tools(&text, model);
            assert!((count.low + 20..=count.high + 20).contains(&seen), "{model}: {count:?}");
        }
    }

    #[test]
    fn the_prompt_of_a_claude_is_its_own() {
        let prompt = |model| {
            let json = scaled(Schemas::of(WEATHER, &resolve(model)).json, &resolve(model));
            tools(WEATHER, model).value - json.value
        };
        assert_eq!(prompt("claude-3-7-sonnet-latest"), 346);
        assert_eq!(prompt("claude-sonnet-4-5"), 496);
        assert_eq!(prompt("us.anthropic.claude-opus-4-20250514-v1:0"), 313);
        assert_eq!(prompt("claude-opus-4.7"), 675);
        assert_eq!(prompt("claude-opus-5"), 286);
    }

    #[test]
    fn what_is_no_list_of_functions_is_counted_as_text() {
        assert_eq!(tools(r#"[{"type":"web_search"}]"#, "gpt-4o").value, 7 + words(r#"{"type":"web_search"}"#) + 12);
        assert_eq!(tools("{not json", "gpt-4o").value, words("{not json") + 12);
        assert_eq!(tools("", "gpt-4o").value, 12);
    }
}
