//! Keys of objects that are values rather than names.

use crate::json::tape::{NodeId, Tape};

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
