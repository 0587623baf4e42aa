//! Headers: the columns of a table, the fields of records, and what a document announces before it begins.

use super::cell::{Announced, Place, key_into, string_into};
use super::compact::{Affixes, Count};
use super::records::RecordType;
use super::shape::{Column, Layout};
use crate::json::spelling::Spelling;
use crate::json::tape::{Kind, NodeId, Tape};

/// What stands between the number of rows and the column names.
pub const ROWS: &str = " rows: ";

/// The same where the rows were lines with an object each, not an array.
pub const LINES: &str = " lines: ";

/// What stands behind the number of tuples, which have no names.
pub const TUPLES: &str = " tuples:\n";

/// How an object opens that is one row.
pub const ROW: &str = "{1 row: ";

/// The name of the column that holds a map's keys, as it stands in JSON.
pub const KEY_COLUMN: &str = "\"key\"";

/// What stands before the step of a column that counts.
pub const BY: &str = " by ";

/// Opens the announcement of fields that came in another order than they are written in; `]` closes it.
pub const ORDER: &str = "[original field order: ";

/// Opens the announcement of record types; `]` closes it.
pub const RECORDS: &str = "[records: ";

/// Announces that `&` and `*` mark repeats.
pub const REPEATS: &str = "[*n repeats &n]";

/// Announces matrices.
pub const MATRICES: &str = "[; between rows]";

/// Announces calls, tuples and bytes, which stand as they do in Python.
pub const CALLS: &str = "[Python values]";

/// Announces text without escapes.
pub const RAW: &str = "[\"\"\"raw text\"\"\"]";

/// Announces documents in strings: how the JSON that the string holds is spelled.
const EMBEDDED: [(&str, Spelling); 4] = [
    ("[\"\"\"JSON text\"\"\"]", Spelling::Minified),
    ("[\"\"\"JSON text, spaced\"\"\"]", Spelling::Spaced),
    ("[\"\"\"JSON text, indented by 2\"\"\"]", Spelling::Indented(2)),
    ("[\"\"\"JSON text, indented by 4\"\"\"]", Spelling::Indented(4)),
];

/// What all announcements of documents in strings begin with.
pub const EMBEDDED_MARK: &str = "[\"\"\"JSON text";

/// Whether a spelling can be announced.
pub fn can_embed(spelling: Spelling) -> bool {
    EMBEDDED.iter().any(|(_, announced)| *announced == spelling)
}

/// Appends the announcement of documents in strings.
pub fn embedded_into(spelling: Spelling, out: &mut String) {
    out.extend(EMBEDDED.iter().filter(|(_, announced)| *announced == spelling).map(|(announcement, _)| *announcement));
}

/// The spelling that is announced where `text` begins, and the length of that.
pub fn embedded_at(text: &str) -> Option<(Spelling, usize)> {
    let (announcement, spelling) = EMBEDDED.iter().find(|(announcement, _)| text.starts_with(announcement))?;
    Some((*spelling, announcement.len()))
}

/// Appends the names of a table's columns, separated by commas.
pub fn columns_into(tape: &Tape<'_>, columns: &[Column<'_>], prefix: &str, rows: usize, out: &mut String) {
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        column_into(tape, column, prefix, rows, out);
    }
}

fn column_into(tape: &Tape<'_>, column: &Column<'_>, prefix: &str, rows: usize, out: &mut String) {
    let mut path = prefix.to_owned();
    key_into(column.key, &mut path);
    match &column.layout {
        Layout::Cells(_) | Layout::Keys(_) => out.push_str(&path),
        Layout::Constant(value) => {
            out.push_str(&path);
            constant_into(tape, *value, out);
        }
        Layout::Affixed { affixes, .. } => {
            out.push_str(&path);
            affixes_into(*affixes, out);
        }
        Layout::Counting { prefix, count } => {
            out.push_str(&path);
            counting_into(*prefix, *count, rows, out);
        }
        Layout::Object { whole, columns } => {
            if whole.is_some() {
                out.push_str(&path);
                out.push(',');
            }
            path.push('.');
            columns_into(tape, columns, &path, rows, out);
        }
        Layout::Group { columns, .. } => {
            out.push_str(&path);
            out.push('[');
            columns_into(tape, columns, "", rows, out);
            out.push(']');
        }
    }
}

fn constant_into(tape: &Tape<'_>, value: NodeId, out: &mut String) {
    out.push('=');
    match tape.kind(value) {
        Kind::String => string_into(tape.text(value), Place::Header, &Announced::default(), out),
        _ => out.push_str(tape.text(value)),
    }
}

/// `="prefix"*"suffix"`, of numbers `=12*`: the asterisk is what the cells hold.
fn affixes_into(affixes: Affixes<'_>, out: &mut String) {
    let quote = affixes.quote();
    let quoted = |affix: &str| if affix.is_empty() { String::new() } else { format!("{quote}{affix}{quote}") };
    out.extend(["=", &quoted(affixes.prefix), "*", &quoted(affixes.suffix)]);
}

/// `=1..500`, in strings `="a"1..500`, in larger steps `=0..90 by 10`.
fn counting_into(prefix: Option<&str>, count: Count, rows: usize, out: &mut String) {
    let quoted = prefix.map_or(String::new(), |prefix| format!("\"{prefix}\""));
    out.extend(["=", &quoted, &count.at(0), "..", &count.at(rows - 1)]);
    if count.step != 1 {
        out.extend([BY, &count.step.to_string()]);
    }
}

/// Appends the announcement of record types.
pub fn records_into<'r>(tape: &Tape<'_>, types: impl Iterator<Item = &'r RecordType<'r>>, out: &mut String) {
    out.push_str(RECORDS);
    for (index, kind) in types.enumerate() {
        if index > 0 {
            out.push(',');
        }
        record_type_into(tape, kind, out);
    }
    out.push(']');
}

fn record_type_into(tape: &Tape<'_>, kind: &RecordType<'_>, out: &mut String) {
    out.push_str(&kind.name);
    out.push('(');
    for (index, field) in kind.fields.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        key_into(field.key, out);
        if let Some(value) = field.constant {
            constant_into(tape, value, out);
        }
    }
    out.push(')');
}
