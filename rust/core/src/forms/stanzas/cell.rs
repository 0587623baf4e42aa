//! Cells of rows: as CSV has them, so that a row never begins with a blank.

use std::borrow::Cow;

/// A row of one cell that is empty.
const EMPTY: &str = "\"\"";

/// A value as a cell; in quotes where it holds a comma or a quote or ends in white space.
pub(super) fn cell(value: &str) -> Cow<'_, str> {
    if value.contains([',', '"']) || value.trim() != value {
        Cow::Owned(format!("\"{}\"", value.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(value)
    }
}

/// The value of a cell; `None` where its quotes are not closed, or needless.
pub(super) fn value(cell: &str) -> Option<Cow<'_, str>> {
    let said = match cell.strip_prefix('"') {
        Some(quoted) => Cow::Owned(quoted.strip_suffix('"')?.replace("\"\"", "\"")),
        None => Cow::Borrowed(cell),
    };
    (cell == EMPTY || self::cell(&said) == cell).then_some(said)
}

/// Some values as a row, with its end; one that is empty and alone in quotes.
pub(super) fn row<'v>(values: impl Iterator<Item = &'v str>) -> String {
    let mut row = values.map(cell).collect::<Vec<_>>().join(",");
    if row.is_empty() {
        row.push_str(EMPTY);
    }
    row.push('\n');
    row
}
