//! Keys of objects that are values rather than names.

use crate::json::tape::{Kind, NodeId, Tape};

/// Whether an object is a map: all of its fields, so many at least, are objects. Its keys say which each is, not what.
pub fn is_map(tape: &Tape<'_>, object: NodeId, fewest: usize) -> bool {
    tape.fields(object).nth(fewest - 1).is_some()
        && tape.fields(object).all(|(_, value)| tape.kind(value) == Kind::Object)
}

/// Whether an object's keys are values rather than names: dates, identifiers, codes.
pub fn has_data_keys(tape: &Tape<'_>, object: NodeId) -> bool {
    let keys = || tape.fields(object).map(|(key, _)| tape.text(key).as_bytes());
    keys().any(has_number) || keys().all(is_code)
}

/// Whether a key, a JSON string, begins with a digit or holds three in a row.
fn has_number(key: &[u8]) -> bool {
    key[1].is_ascii_digit() || key.windows(3).any(|part| part.iter().all(u8::is_ascii_digit))
}

fn is_code(key: &[u8]) -> bool {
    key.iter().any(u8::is_ascii_uppercase) && !key.iter().any(u8::is_ascii_lowercase)
}
