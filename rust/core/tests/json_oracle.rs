//! The parser and the writer against `serde_json`, which is the oracle for what JSON is and what it says.

mod support;

use headroom_core::json::parse;
use headroom_core::json::tape::{Kind, NodeId, Tape};
use headroom_core::json::{find, repr, verbatim, write};
use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::Value;
use support::{cases, document, mutated, near_json};

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The text of a node, put together from its descendants.
fn rebuilt(tape: &Tape<'_>, id: NodeId) -> String {
    let children: Vec<String> = tape.children(id).map(|child| rebuilt(tape, child)).collect();
    match tape.kind(id) {
        Kind::Array => format!("[{}]", children.join(",")),
        Kind::Object => {
            let fields: Vec<String> = children.chunks(2).map(|field| field.join(":")).collect();
            format!("{{{}}}", fields.join(","))
        }
        _ => tape.text(id).to_owned(),
    }
}

/// A JSON text without the white space between its tokens.
fn squeezed(json: &str) -> String {
    let (mut out, mut quoted, mut escaped) = (String::new(), false, false);
    for c in json.chars() {
        if quoted || !" \n\r\t".contains(c) {
            out.push(c);
        }
        quoted = if c == '"' && !escaped { !quoted } else { quoted };
        escaped = quoted && c == '\\' && !escaped;
    }
    out
}

proptest! {
    #![proptest_config(cases(8192))]

    #[test]
    fn the_parser_accepts_exactly_what_serde_json_accepts(text in prop_oneof![near_json(), mutated(document()), document()]) {
        match parse::parse(&text) {
            Ok(_) => prop_assert!(is_json(&text)),
            Err(malformed) => {
                prop_assert!(!is_json(&text));
                prop_assert!(malformed.at <= text.len() && text.is_char_boundary(malformed.at));
            }
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in ".{0,80}") {
        prop_assert_eq!(parse::parse(&text).is_ok(), is_json(&text));
    }

    #[test]
    fn offsets_are_those_of_the_tokens(text in document()) {
        let tape = parse::parse(&text).unwrap();
        prop_assert_eq!(rebuilt(&tape, Tape::ROOT), squeezed(&text));
        for id in 0..tape.len() as NodeId {
            prop_assert!(is_json(tape.text(id)));
            prop_assert_eq!(tape.text(id), &text[tape.start(id)..tape.end(id)]);
            prop_assert_eq!(tape.is_childless(id), tape.children(id).next().is_none());
        }
    }

    #[test]
    fn what_follows_a_value_is_not_looked_at(text in document(), rest in "[ a\\]}\"]{1,4}") {
        let both = format!("{text} {rest}");
        prop_assert_eq!(parse::parse_packed_at(&both, 0).unwrap().end(Tape::ROOT), text.len());
    }

    #[test]
    fn minifying_keeps_the_value_and_settles_at_once(text in document()) {
        let minified = write::minified(&text);
        prop_assert!(minified.len() <= text.len());
        prop_assert_eq!(&write::minified(&minified), &minified);
        // serde_json has no strings with lone surrogates, so those documents are compared as refused on both sides.
        let value = |json: &str| serde_json::from_str::<Value>(json).map_err(drop);
        prop_assert_eq!(value(&minified), value(&text));
        prop_assert_eq!(parse::parse(&minified).unwrap().len(), parse::parse(&text).unwrap().len());
    }

    #[test]
    fn a_quoted_text_reads_back(text in any::<String>()) {
        let mut quoted = String::new();
        write::quote_into(&text, &mut quoted);
        prop_assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
        prop_assert!(!quoted.contains('\n'));
    }

    #[test]
    fn a_repr_says_what_the_value_says(value in value()) {
        let (json, end) = repr::transcribe(&python(&value), 0).unwrap();
        prop_assert_eq!(end, python(&value).len());
        prop_assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value);
    }

    #[test]
    fn near_reprs_never_panic_and_end_where_they_end(text in near_json()) {
        let quoted = text.replace('"', "'");
        match repr::transcribe(&quoted, 0) {
            Ok((_, end)) => prop_assert!(quoted.is_char_boundary(end) && end > 0),
            Err(at) => prop_assert!(at <= quoted.len()),
        }
    }

    #[test]
    fn values_found_in_a_text_stand_apart_and_are_json(text in prop_oneof![near_json(), document(), mutated(document()), ".{0,60}"], around in ".{0,20}") {
        let text = format!("{around} {text} {around} {text}");
        let mut behind = 0;
        for found in find::inside(&text).0 {
            prop_assert!(behind <= found.start && found.start < found.end);
            behind = found.end;
            let json = found.into_json(&text);
            prop_assert!(is_json(&json) || verbatim::is_mixed(&json), "what only Python has stands in it as it came");
        }
    }
}

/// Lists and dicts that Python can hold.
fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let container = |inner: BoxedStrategy<Value>| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    };
    container(scalar.prop_recursive(3, 16, 4, move |inner| container(inner.boxed())).boxed())
}

/// The value as Python's `repr` writes it.
fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => python_string(text),
        Value::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{}: {}", python_string(key), python(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

fn python_string(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if (c as u32) < 0x20 || (0x7f..0xa1).contains(&(c as u32)) => {
                out.extend(format!("\\x{:02x}", c as u32).chars());
            }
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}
