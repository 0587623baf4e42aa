//! Headers: the columns of a table, the fields of records, and what a document announces before it begins.

use super::cell::{Announced, Place, key_into, string_into};
use super::records::RecordType;
use super::shape::{Column, Layout};
use crate::json::tape::{Kind, NodeId, Tape};

/// What stands between the number of rows and the column names.
pub const ROWS: &str = " rows: ";

/// The name of the column that holds a map's keys.
pub const KEY_COLUMN: &str = "key";

/// Opens the announcement of record types; `]` closes it.
pub const RECORDS: &str = "[records: ";

/// Announces that `&` and `*` mark repeats.
pub const REPEATS: &str = "[*n repeats &n]";

/// Announces matrices.
pub const MATRICES: &str = "[; between rows]";

/// Announces text without escapes.
pub const RAW: &str = "[\"\"\"raw text\"\"\"]";

/// Appends the names of columns, separated by commas.
pub fn columns_into(tape: &Tape<'_>, columns: &[Column<'_>], prefix: &str, out: &mut String) {
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        column_into(tape, column, prefix, out);
    }
}

fn column_into(tape: &Tape<'_>, column: &Column<'_>, prefix: &str, out: &mut String) {
    let mut path = prefix.to_owned();
    key_into(column.key, &mut path);
    match &column.layout {
        Layout::Cells(_) => out.push_str(&path),
        Layout::Constant(value) => {
            out.push_str(&path);
            constant_into(tape, *value, out);
        }
        Layout::Object { whole, columns } => {
            if whole.is_some() {
                out.push_str(&path);
                out.push(',');
            }
            path.push('.');
            columns_into(tape, columns, &path, out);
        }
        Layout::Group { columns, .. } => {
            out.push_str(&path);
            out.push('[');
            columns_into(tape, columns, "", out);
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
