//! Instances of Python classes, as dataclasses, named tuples and models show themselves: `Item(id=1, tags=['a'])`.
//!
//! What they are made with may be of any length and have instances in it. It is read in the spelling of `repr` alone, so that
//! it can be written again.

use std::ops::Range;

use super::made::made_end;
use super::verbatim::{either, element_end, is_name, verbatim_end};

/// Instances, lists and dicts nested deeper than this in an instance are none that anybody has printed.
const DEEPEST: usize = 32;

/// Where what JSON cannot say ends that stands at `at`, an instance among it.
///
/// # Errors
/// The offset up to which the text was read, where nothing of that kind stands there.
pub fn python_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    either(verbatim_end(bytes, at), || either(instance_end(bytes, at), || made_end(bytes, at)))
}

/// Where the instance at `at` ends.
///
/// # Errors
/// The offset up to which the text was read, where none stands there.
pub fn instance_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    within_end(bytes, at, DEEPEST)
}

/// The class of an instance, with the name and the value of each argument.
pub type Instance<'a> = (&'a str, Vec<(&'a str, &'a str)>);

/// What the instance that `text` is was made with; `None` where it is none.
#[must_use]
pub fn arguments(text: &str) -> Option<Instance<'_>> {
    let (bytes, mut arguments) = (text.as_bytes(), Vec::new());
    let class = &text[..class_end(bytes, 0).ok()? - 1];
    let note = |name: Range<usize>, value: Range<usize>| arguments.push((&text[name], &text[value]));
    let end = instance_with(bytes, 0, DEEPEST, note).ok()?;
    (end == text.len()).then_some((class, arguments))
}

/// Where the instance at `at` ends that is nested no deeper than this.
fn within_end(bytes: &[u8], at: usize, deepest: usize) -> Result<usize, usize> {
    instance_with(bytes, at, deepest, |_, _| {})
}

/// The same, with what its values are; `note` is told where the name and the value of each argument stand.
fn instance_with(
    bytes: &[u8],
    at: usize,
    deepest: usize,
    mut note: impl FnMut(Range<usize>, Range<usize>),
) -> Result<usize, usize> {
    let mut end = class_end(bytes, at)?;
    loop {
        let (name, start) = (end, name_end(bytes, end)?);
        end = value_end(bytes, start, deepest)?;
        note(name..start - 1, start..end);
        match &bytes[end..] {
            [b')', ..] => return Ok(end + 1),
            [b',', b' ', ..] => end += 2,
            _ => return Err(end),
        }
    }
}

/// The offset behind the bracket that follows the class at `at`.
pub(super) fn class_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    named_end(bytes, at, b'(')
}

/// The offset behind the sign that follows the argument at `at`.
pub(super) fn name_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    named_end(bytes, at, b'=')
}

fn named_end(bytes: &[u8], at: usize, sign: u8) -> Result<usize, usize> {
    let end = at + bytes[at..].iter().take_while(|&&byte| is_name(byte)).count();
    let is_named = end > at && !bytes[at].is_ascii_digit() && bytes.get(end) == Some(&sign);
    if is_named { Ok(end + 1) } else { Err(end) }
}

/// Where the value at `at` ends.
fn value_end(bytes: &[u8], at: usize, deepest: usize) -> Result<usize, usize> {
    let deepest = deepest.checked_sub(1).ok_or(at)?;
    match *bytes.get(at).ok_or(at)? {
        b'[' => items_end(bytes, at, b']', |at| value_end(bytes, at, deepest)),
        b'{' => either(entries_end(bytes, at, deepest), || element_end(bytes, at)),
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => either(within_end(bytes, at, deepest), || element_end(bytes, at)),
        _ => element_end(bytes, at),
    }
}

/// Where the dict at `at` ends, whose keys are strings.
fn entries_end(bytes: &[u8], at: usize, deepest: usize) -> Result<usize, usize> {
    items_end(bytes, at, b'}', |at| {
        let is_string = matches!(bytes.get(at), Some(b'\'' | b'"'));
        let end = if is_string { element_end(bytes, at)? } else { return Err(at) };
        if bytes[end..].starts_with(b": ") { value_end(bytes, end + 2, deepest) } else { Err(end) }
    })
}

/// Where the brackets at `at` close behind items with a comma and a blank between each two.
fn items_end(
    bytes: &[u8],
    at: usize,
    closing: u8,
    item_end: impl Fn(usize) -> Result<usize, usize>,
) -> Result<usize, usize> {
    if bytes.get(at + 1) == Some(&closing) {
        return Ok(at + 2);
    }
    let mut end = at + 1;
    loop {
        end = item_end(end)?;
        match &bytes[end..] {
            [byte, ..] if *byte == closing => return Ok(end + 1),
            [b',', b' ', ..] => end += 2,
            _ => return Err(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_may_hold_documents() {
        let lines = vec!["Line(sku='KET 7, (9', qty=2, at=datetime.date(2026, 1, 2))"; 20].join(", ");
        for value in [
            format!("Order(id=1, lines=[{lines}], by=shop.Customer(name=\"it's\", tags=[]))"),
            format!("Page(meta={{'rows': [{}], 'n': {{}}}}, next=None)", vec!["{'a': 1}"; 40].join(", ")),
            "Item(at=<State.OPEN: 'open'>, of={1, 2}, as_=nan, size=(1, 2))".to_owned(),
        ] {
            assert_eq!(python_end(format!("[{value}, 1]").as_bytes(), 1), Ok(value.len() + 1), "{value}");
            assert!(arguments(&value).is_some(), "{value}");
        }
    }

    #[test]
    fn what_repr_writes_otherwise_is_no_instance() {
        let long = "1, ".repeat(80);
        for text in [
            format!("Item(id=[{long}1], x=[1,2])"),
            format!("Item(id=[{long}])"),
            format!("Item([{long}1])"),
            format!("Item(id={{1: [{long}1]}})"),
            format!("Item(id=[{long}1]"),
            format!("Item(id='[{long}1]')"),
            format!("Item(id={}{long}1{})", "[".repeat(DEEPEST), "]".repeat(DEEPEST)),
        ] {
            assert!(python_end(text.as_bytes(), 0).is_err(), "{text}");
        }
    }

    #[test]
    fn arguments_are_told_by_name() {
        let expected = ("m.Item", vec![("id", "1"), ("of", "[Item(id=2)]"), ("by", "{'a': (1,)}")]);
        assert_eq!(arguments("m.Item(id=1, of=[Item(id=2)], by={'a': (1,)})"), Some(expected));
        for text in ["Item()", "Item(1)", "Item(a=1,b=2)", "Item(a=1, 2)", "Item(a= 1)", "Item(a=1) ", "(a=1)", "Item"]
        {
            assert_eq!(arguments(text), None, "{text}");
        }
    }
}
