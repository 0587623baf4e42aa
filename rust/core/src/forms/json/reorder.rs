//! Documents whose objects are written in an order of fields that stands above already.
//!
//! ```text
//! [original field order: total,id,name]
//! {1 row: id,name,total
//! 7,Ada,19.5
//! }
//! ```

use super::arrange::in_order;
use super::cell::key_into;
use super::crush;
use super::read::{expand, is_announced};
use crate::config::Level;
use crate::forms::fields::{FieldLists, Fields, Orders};
use crate::forms::form::Terms;
use crate::forms::json::choose::survey::Survey;
use crate::forms::json::notation::ORDER;
use crate::json::find;
use crate::json::parse::{parse_packed, parse_transcribed};
use crate::json::write::minified;

/// A document in another order than it came in, and the fields of its objects as they are written.
pub struct Ordered {
    /// The document, which states in which order its fields came.
    pub text: String,
    /// As they are written.
    pub fields: FieldLists,
}

/// The document `text`, which is crushed and whose objects have these `fields`, in the order that is known of them; `None`
/// where it has that order. [`expand`] gives back what it gives back of `text`, which is checked. Linear in the document.
#[must_use]
pub fn ordered(text: &str, fields: &FieldLists, orders: &Orders, terms: Terms) -> Option<Ordered> {
    let others: Vec<(&Fields, Fields)> =
        fields.iter().filter_map(|own| Some((own, orders.other_order(own)?))).collect();
    if others.is_empty() {
        return None;
    }
    let json = expand(text).ok()?;
    let known = in_order(&parse_packed(&json).ok()?, others.iter().map(|(_, known)| known));
    let (crushed, fields) = crush(&known, terms);
    let text = announced(others.iter().map(|&(own, _)| own), &crushed.map_or(known, |crushed| crushed.text));
    (expand(&text).as_deref() == Ok(&*json)).then_some(Ordered { text, fields })
}

/// The fields of the objects in a plain text that is one value. Linear.
#[must_use]
pub fn own_fields(text: &str) -> FieldLists {
    let Some(value) = find::whole(text) else { return FieldLists::default() };
    let json = minified(&value.into_json(text));
    parse_transcribed(&json)
        .map_or_else(|_| FieldLists::default(), |tape| Survey::new(&tape, Some(Level::Default)).field_lists(&tape))
}

/// The announcement of the order in which the fields of `json` stand, where those of `known`, the same value, stand in another;
/// `None` where none does. Linear in both.
#[must_use]
pub fn stated_order(json: &str, known: &str) -> Option<String> {
    let (own, known) = (own_fields(json), own_fields(known));
    let mut others = own.iter().filter(|fields| known.iter().all(|known| known != *fields)).peekable();
    others.peek()?;
    Some(announced(others, "").trim_end().to_owned())
}

/// The announcement of an order of fields that a text begins with, and what stands on the lines behind it.
#[must_use]
pub fn split_order(text: &str) -> (&str, &str) {
    if text.starts_with(ORDER) { text.split_once('\n').unwrap_or((text, "")) } else { ("", text) }
}

/// A document behind the line that says in which order its fields came.
fn announced<'f>(lists: impl Iterator<Item = &'f Fields>, body: &str) -> String {
    let mut text = ORDER.to_owned();
    for (number, fields) in lists.enumerate() {
        text.push_str(if number > 0 { ";" } else { "" });
        for (place, name) in fields.names().enumerate() {
            text.push_str(if place > 0 { "," } else { "" });
            key_into(name, &mut text);
        }
    }
    text.push_str(if is_announced(body) { "]" } else { "]\n" });
    text + body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;
    use crate::vocabulary::Vocabulary;

    const TERMS: Terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };

    const FIRST: &str = r#"{"id":1,"name":"Ada","total":19.5,"lines":[{"sku":"A1","qty":2},{"sku":"B2","qty":1}]}"#;

    fn written(json: &str) -> Option<Ordered> {
        let mut orders = Orders::default();
        orders.add(Some(&own_fields(FIRST)));
        ordered(json, &own_fields(json), &orders, TERMS)
    }

    #[test]
    fn fields_stand_in_the_order_of_before_and_come_back_in_their_own() {
        let json = r#"{"total":7,"id":2,"lines":[{"qty":1,"sku":"C3"},{"qty":4,"sku":"D4"}],"name":"Bob"}"#;
        let ordered = written(json).unwrap();
        let (announcement, body) = ordered.text.split_once('\n').unwrap();
        assert_eq!(announcement, "[original field order: total,id,lines,name;qty,sku]");
        assert_eq!(
            expand(body).unwrap(),
            r#"{"id":2,"name":"Bob","total":7,"lines":[{"sku":"C3","qty":1},{"sku":"D4","qty":4}]}"#
        );
        assert_eq!(expand(&ordered.text).unwrap(), json);
        assert_eq!(ordered.fields, own_fields(FIRST));
    }

    #[test]
    fn what_has_the_known_order_stays() {
        assert!(written(FIRST).is_none());
        assert!(written(r#"{"total":7,"other":1}"#).is_none());
        assert!(written(r#"["total","name"]"#).is_none());
    }

    #[test]
    fn a_name_that_could_be_mistaken_is_quoted() {
        let (own, known) = (r#"{"b;c":1,"a]":2}"#, r#"{"a]":2,"b;c":1}"#);
        let mut orders = Orders::default();
        orders.add(Some(&own_fields(known)));
        let ordered = ordered(own, &own_fields(own), &orders, TERMS).unwrap();
        assert_eq!(ordered.text, format!("[original field order: \"b;c\",\"a]\"]\n{known}"));
    }

    #[test]
    fn it_is_announced_before_all_else() {
        let note = "Please leave it with the neighbours at number three, or on the porch. ".repeat(3) + "Thanks.";
        let json = format!(r#"{{"total":"{note}","id":2,"lines":"{note}","name":"{note}"}}"#);
        let text = written(&json).unwrap().text;
        assert!(text.starts_with("[original field order: total,id,lines,name][*n repeats &n]\n{"), "{text}");
        assert_eq!(expand(&text).unwrap(), json);
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!(r#"{}{{"b":1,"a":2}}{}"#, "[".repeat(60_000), "]".repeat(60_000));
        let tape = parse_packed(&deep).unwrap();
        let fields = Fields::new([r#""a""#, r#""b""#].into_iter()).unwrap();
        assert!(in_order(&tape, [&fields].into_iter()).contains(r#"[{"a":2,"b":1}]"#));
    }
}
