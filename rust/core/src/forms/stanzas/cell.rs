//! Cells of rows: as CSV has them, so that a row never begins with a blank.

use std::borrow::Cow;

/// A row of one cell that is empty.
const EMPTY: &str = "\"\"";

/// Whether a value stands in quotes: where it holds a comma or a quote, or ends in white space.
fn is_quoted(value: &str) -> bool {
    value.bytes().any(|byte| matches!(byte, b',' | b'"')) || value.trim() != value
}

/// Appends a value as a cell.
fn put_cell(value: &str, out: &mut String) {
    if !is_quoted(value) {
        return out.push_str(value);
    }
    out.push('"');
    for (place, part) in value.split('"').enumerate() {
        out.push_str(if place > 0 { "\"\"" } else { "" });
        out.push_str(part);
    }
    out.push('"');
}

/// The value of a cell; `None` where its quotes are not closed, or needless.
pub(super) fn value(cell: &str) -> Option<Cow<'_, str>> {
    let Some(quoted) = cell.strip_prefix('"') else { return (!is_quoted(cell)).then_some(Cow::Borrowed(cell)) };
    let quoted = quoted.strip_suffix('"')?;
    if !quoted.contains('"') {
        return (cell == EMPTY || is_quoted(quoted)).then_some(Cow::Borrowed(quoted));
    }
    let (said, mut again) = (quoted.replace("\"\"", "\""), String::new());
    put_cell(&said, &mut again);
    (again == cell).then_some(Cow::Owned(said))
}

/// Appends some values as a row, with its end; one that is empty and alone in quotes.
pub(super) fn put_row<'v>(values: impl Iterator<Item = &'v str>, out: &mut String) {
    let start = out.len();
    for (place, value) in values.enumerate() {
        out.push_str(if place > 0 { "," } else { "" });
        put_cell(value, out);
    }
    if out.len() == start {
        out.push_str(EMPTY);
    }
    out.push('\n');
}

/// The same by itself.
pub(super) fn row<'v>(values: impl Iterator<Item = &'v str>) -> String {
    let mut row = String::new();
    put_row(values, &mut row);
    row
}
