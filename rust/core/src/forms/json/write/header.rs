//! Headers: the columns of a table, the fields of records, and what a document announces before it begins.

use crate::forms::json::cell::{Announced, Place, key_into, string_into};
use crate::forms::json::choose::column::{Column, Layout};
use crate::forms::json::choose::records::RecordType;
use crate::forms::json::notation::{Affixes, BY, Count, RECORDS};
use crate::json::native::Dialect;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::verbatim::VERBATIM;

/// A document whose headers are written, and whose values JSON cannot say may be stated there.
#[derive(Clone, Copy)]
pub struct HeaderSource<'t, 'a> {
    /// The document.
    pub tape: &'t Tape<'a>,
    /// Whose values.
    pub natives: Option<Dialect>,
}

/// Appends the names of a table's columns, separated by commas.
pub fn columns_into(source: HeaderSource<'_, '_>, columns: &[Column<'_>], prefix: &str, rows: usize, out: &mut String) {
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        column_into(source, column, prefix, rows, out);
    }
}

fn column_into(source: HeaderSource<'_, '_>, column: &Column<'_>, prefix: &str, rows: usize, out: &mut String) {
    let mut path = prefix.to_owned();
    key_into(column.key, &mut path);
    match &column.layout {
        Layout::Cells(_) | Layout::Keys(_) => out.push_str(&path),
        Layout::Constant(value) => {
            out.push_str(&path);
            constant_into(source, *value, out);
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
            columns_into(source, columns, &path, rows, out);
        }
        Layout::Group { columns, .. } => {
            out.push_str(&path);
            out.push('[');
            columns_into(source, columns, "", rows, out);
            out.push(']');
        }
    }
}

fn constant_into(HeaderSource { tape, natives }: HeaderSource<'_, '_>, value: NodeId, out: &mut String) {
    let announced = Announced { natives, ..Announced::default() };
    out.push('=');
    match tape.kind(value) {
        Kind::String => string_into(tape.text(value), Place::Header, &announced, out),
        _ => out.push_str(tape.text(value).trim_matches(char::from(VERBATIM))),
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
pub fn records_into<'r>(
    source: HeaderSource<'_, '_>,
    types: impl Iterator<Item = &'r RecordType<'r>>,
    out: &mut String,
) {
    out.push_str(RECORDS);
    for (index, kind) in types.enumerate() {
        if index > 0 {
            out.push(',');
        }
        record_type_into(source, kind, out);
    }
    out.push(']');
}

fn record_type_into(source: HeaderSource<'_, '_>, kind: &RecordType<'_>, out: &mut String) {
    out.push_str(&kind.name);
    out.push('(');
    for (index, field) in kind.fields.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        key_into(field.key, out);
        if let Some(value) = field.constant {
            constant_into(source, value, out);
        }
    }
    out.push(')');
}
