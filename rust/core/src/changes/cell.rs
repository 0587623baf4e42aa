//! Scalars on a line: as cells of a table have them, bare where nothing else could be meant.

use std::borrow::Cow;

use crate::forms::json::cell::{Announced, Place, is_bare, string_into};
use crate::json::parse::parse_packed;
use crate::json::scalar::scalar_end;
use crate::json::tape::{Kind, Tape};
use crate::json::write::{minified, quote_into};

/// Appends a value as it stands in minified JSON; a string stands bare where it may.
pub fn value_into(json: &str, place: Place, out: &mut String) {
    if json.starts_with('"') {
        string_into(json, place, &Announced::default(), out);
    } else {
        out.push_str(json);
    }
}

/// The value that a cell stands for, as JSON; `None` where it stands for none.
pub fn value_of(cell: &str, place: Place) -> Option<Cow<'_, str>> {
    if cell.starts_with(['{', '[']) {
        return parse_packed(cell).is_ok().then_some(Cow::Borrowed(cell));
    }
    scalar_of(cell, place).map(Cow::Owned)
}

/// The scalar that a cell stands for, as minified JSON; `None` where it stands for none.
pub fn scalar_of(cell: &str, place: Place) -> Option<String> {
    if scalar_end(cell.as_bytes(), 0) == Ok(cell.len()) {
        return Some(minified(cell));
    }
    is_bare(cell, place, &Announced::default()).then(|| {
        let mut quoted = String::with_capacity(cell.len() + 2);
        quote_into(cell, &mut quoted);
        quoted
    })
}

/// Whether a value is neither an array nor an object.
pub fn is_scalar(tape: &Tape<'_>, id: u32) -> bool {
    !matches!(tape.kind(id), Kind::Array | Kind::Object)
}
