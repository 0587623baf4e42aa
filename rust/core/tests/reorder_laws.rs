//! Documents in an order of fields that stands above already: `expand` gives them back in their own.

mod support;

use headroom_core::config::Level;
use headroom_core::forms::json::{Ordered, crush, expand, ordered, own_fields};
use headroom_core::forms::{FieldLists, Orders, Terms};
use headroom_core::vocabulary::Vocabulary;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::{cases, scalar};

const NAMES: &[&str] = &[r#""id""#, r#""name""#, r#""a,b""#, r#""a;b""#, r#""]""#, r#""\n""#, r#""é""#, r#""total""#];

/// An object with some of the names, in any order and possibly twice; alone, in an array, or in another.
fn document() -> impl Strategy<Value = String> {
    let object = |value: BoxedStrategy<String>| {
        vec((select(NAMES), value), 0..6).prop_map(|fields| {
            let fields: Vec<String> = fields.into_iter().map(|(name, value)| format!("{name}:{value}")).collect();
            format!("{{{}}}", fields.join(","))
        })
    };
    let inner = object(scalar().boxed());
    let array = vec(inner.clone(), 0..4).prop_map(|rows| format!("[{}]", rows.join(",")));
    object(prop_oneof![scalar(), inner, array].boxed())
}

/// The document with the fields of each of its objects in another order, the same for the same names.
fn shuffled(json: &str, salt: Index) -> String {
    let mut value: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    sort(&mut value, salt.index(7919));
    value.to_string()
}

fn sort(value: &mut serde_json::Value, salt: usize) {
    match value {
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| sort(item, salt)),
        serde_json::Value::Object(fields) => {
            fields.sort_keys();
            let mut sorted: Vec<_> = std::mem::take(fields).into_iter().collect();
            sorted.sort_by_key(|(name, _)| name.bytes().fold(salt, |sum, byte| sum * 31 % 10_007 + usize::from(byte)));
            for (_, inner) in &mut sorted {
                sort(inner, salt);
            }
            fields.extend(sorted);
        }
        _ => {}
    }
}

fn terms(level: Level) -> Terms {
    Terms { vocabulary: Vocabulary::O200kBase, level }
}

fn known(documents: &[String]) -> Orders {
    let mut orders = Orders::default();
    for json in documents {
        orders.add(Some(&crush(json, terms(Level::Default)).1));
    }
    orders
}

/// The text without the order that it announces, which stands outside quotes up to the first bracket.
fn unannounced(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let is_end = |byte: u8| {
        let ends = byte == b']' && !quoted;
        quoted ^= byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    };
    let end = text.bytes().position(is_end).unwrap() + 1;
    text[end..].trim_start().to_owned()
}

/// The document in a known order, if it has another; and what it is crushed alone.
fn in_known_order(json: &str, orders: &Orders, level: Level) -> (Option<Ordered>, String, FieldLists) {
    let (crushed, fields) = crush(json, terms(level));
    let alone = crushed.map_or_else(|| json.to_owned(), |crushed| crushed.text);
    (ordered(&alone, &fields, orders, terms(level)), alone, fields)
}

proptest! {
    #![proptest_config(cases(4096))]

    #[test]
    fn a_document_in_a_known_order_expands_to_itself(above in vec(document(), 0..4), json in document(), compact: bool) {
        let level = if compact { Level::Compact } else { Level::Default };
        let (ordered, alone, _) = in_known_order(&json, &known(&above), level);
        if let Some(Ordered { text, fields }) = ordered {
            prop_assert!(text.starts_with("[original field order: "));
            prop_assert_eq!(expand(&text).unwrap(), expand(&alone).unwrap());
            prop_assert_eq!(own_fields(&expand(&unannounced(&text)).unwrap()), fields, "{}", text);
        }
    }

    #[test]
    fn what_is_written_in_a_known_order_has_it(json in document(), salt: Index) {
        let other = shuffled(&json, salt);
        let orders = known(&[json]);
        let (ordered, _, fields) = in_known_order(&other, &orders, Level::Default);
        match ordered {
            Some(ordered) => prop_assert!(ordered.fields.iter().all(|fields| orders.other_order(fields).is_none())),
            None => prop_assert!(fields.iter().all(|fields| orders.other_order(fields).is_none()), "{}", other),
        }
    }

    #[test]
    fn any_text_behind_an_announcement_is_read_or_refused(names in "[a-c,;\"\\]\n]{0,9}", text in document()) {
        let _ = expand(&format!("[original field order: {names}]\n{text}"));
        let _ = expand(&format!("[original field order: a,b]\n[2 rows: b,a{names}\n{text}"));
    }
}
