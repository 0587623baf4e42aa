//! What a document holds, open as far as it can be read as JSON.

use super::{documents, instances};
use crate::json::parse::{parse_packed, parse_transcribed};
use crate::json::verbatim::{VERBATIM, is_mixed};
use crate::json::write::{minified, quote_into};

/// A transcribed document, minified, with its instances as objects, the documents in the strings of a field open, and what else
/// only Python can say as strings. Linear.
#[must_use]
pub fn opened_data(json: &str) -> String {
    let json = minified(json);
    let json = if is_mixed(&json) { without_python(json) } else { json };
    if !documents::holds_quoted_brackets(&json) {
        return json; // as most do: it need not be parsed
    }
    let opened = parse_packed(&json).ok().and_then(|tape| Some(documents::opened(&tape)?.json));
    opened.unwrap_or(json)
}

fn without_python(json: String) -> String {
    let opened = parse_transcribed(&json).ok().and_then(|tape| Some(instances::opened(&tape)?.json));
    let mut out = String::with_capacity(json.len());
    for (index, part) in opened.unwrap_or(json).split(char::from(VERBATIM)).enumerate() {
        if index % 2 == 1 { quote_into(part, &mut out) } else { out.push_str(part) }
    }
    out
}
