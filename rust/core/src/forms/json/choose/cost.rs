//! Estimates of what the parts of a document take, in quarters of a token.
//!
//! They only compare forms of the same values, whose own tokens are the same in all; whether the chosen form is used at
//! all is decided by counting it.

use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::verbatim::VERBATIM;

/// Quarters of a token.
pub type Quarters = u32;

/// One token.
pub const TOKEN: Quarters = 4;

/// What stands between two values.
pub const SEPARATOR: Quarters = 4;

/// What stands where a row lacks a field: several commas in a row are one token.
pub const GAP: Quarters = 1;

/// A record's name and its parentheses.
pub const NAME: Quarters = 12;

/// A reference, or the mark of what it refers to.
const REFERENCE: Quarters = 12;

/// A scalar, or an array of numbers: words have some five bytes a token, identifiers and numbers three.
pub fn scalar(text: &str) -> Quarters {
    let bytes = text.len() as Quarters;
    match text.as_bytes()[0] {
        b'"' => bytes + TOKEN,
        b'-' | b'0'..=b'9' | b'[' | VERBATIM => bytes + bytes / 3 + 2,
        _ => TOKEN,
    }
}

/// A key as it stands in an object or a header, without what separates it from others.
pub fn key(text: &str) -> Quarters {
    2 + text.len() as Quarters * 4 / 5
}

/// A key before its value: in JSON with its quotes and colon, in a cell that says its column.
pub fn named(text: &str) -> Quarters {
    key(text) + TOKEN
}

/// The keys of an object, each with its quotes and colon.
pub fn keys(tape: &Tape<'_>, object: NodeId) -> Quarters {
    debug_assert!(tape.kind(object) == Kind::Object);
    tape.fields(object).fold(0, |sum: Quarters, (name, _)| sum.saturating_add(named(tape.text(name))))
}

/// The share of one of `count` places at which a value stands once and is referred to at the others.
pub fn shared(whole: Quarters, count: u32) -> Quarters {
    if count < 2 {
        return whole;
    }
    let all = u64::from(whole) + u64::from(REFERENCE) * u64::from(count);
    whole.min((all / u64::from(count)) as Quarters)
}
