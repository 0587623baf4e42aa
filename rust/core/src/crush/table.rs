//! Writing a table: a header that names the rows' number and the columns, then one row a line.
//!
//! ```text
//! [2 rows: id,name,address.city,items[sku,qty]
//! 1,Alice,Paris,[A1,2;B2,1]
//! 2,Bob,,[]
//! ]
//! ```
//! An empty cell is a field the row lacks; `""` is the empty string. A string stands bare where nothing else could be
//! meant, else as a JSON string. A map's table stands in braces, its first column holds the keys. Arrays and objects that are no group or dotted column stand as minified JSON.

use super::shape::{Cell, Column, Layout};
use crate::json::scalar::scalar_end;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::write::is_plain;

/// What stands between the number of rows and the column names.
pub const MARK: &str = " rows: ";

/// The name of the column that holds a map's keys.
const KEY_COLUMN: &str = "key";

/// Appends the table of `rows` rows with these columns; of a map's entries where `keys` holds the key of each row.
pub fn table_into(tape: &Tape<'_>, keys: Option<&[NodeId]>, columns: &[Column<'_>], rows: usize, out: &mut String) {
    out.push(if keys.is_some() { '{' } else { '[' });
    out.push_str(&rows.to_string());
    out.push_str(MARK);
    if keys.is_some() {
        out.push_str(KEY_COLUMN);
        out.push(',');
    }
    header_into(columns, "", out);
    out.push('\n');
    let mut writer = RowWriter::new(tape, columns);
    for row in 0..rows {
        if let Some(keys) = keys {
            string_cell_into(tape.text(keys[row]), Place::Key, out);
            out.push(',');
        }
        writer.row_into(row, Place::Line, out);
        out.push('\n');
    }
    out.push(if keys.is_some() { '}' } else { ']' });
}

fn header_into(columns: &[Column<'_>], prefix: &str, out: &mut String) {
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        column_name_into(column, prefix, out);
    }
}

fn column_name_into(column: &Column<'_>, prefix: &str, out: &mut String) {
    let mut path = prefix.to_owned();
    key_into(column.key, &mut path);
    match &column.layout {
        Layout::Cells(_) => out.push_str(&path),
        Layout::Object { whole, columns } => {
            if whole.is_some() {
                out.push_str(&path);
                out.push(',');
            }
            path.push('.');
            header_into(columns, &path, out);
        }
        Layout::Group { columns, .. } => {
            out.push_str(&path);
            out.push('[');
            header_into(columns, "", out);
            out.push(']');
        }
    }
}

/// Appends a key bare where the header's own marks cannot be confused with it, else as a JSON string.
fn key_into(key: &str, out: &mut String) {
    let inner = &key[1..key.len() - 1];
    let bare =
        !inner.is_empty() && inner.trim() == inner && inner.chars().all(|c| is_plain(c) && !",.:;[]{}".contains(c));
    out.push_str(if bare { inner } else { key });
}

/// Where a cell stands, which decides what a bare string may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the key column of a map's table: always a string, so that it may read as a number.
    Key,
    /// In a line of the table.
    Line,
    /// In the brackets of a group.
    Group,
}

/// Writes rows in order; remembers how far each group's elements have been written.
struct RowWriter<'w, 'a> {
    tape: &'w Tape<'a>,
    columns: Vec<ColumnWriter<'w, 'a>>,
}

enum ColumnWriter<'w, 'a> {
    Cells(&'w [Cell]),
    Group { cells: &'w [Cell], counts: &'w [u32], elements: RowWriter<'w, 'a>, written: usize },
}

impl<'w, 'a> RowWriter<'w, 'a> {
    fn new(tape: &'w Tape<'a>, columns: &'w [Column<'a>]) -> Self {
        let mut writer = RowWriter { tape, columns: Vec::new() };
        writer.add(columns);
        writer
    }

    fn add(&mut self, columns: &'w [Column<'a>]) {
        for column in columns {
            match &column.layout {
                Layout::Cells(cells) => self.columns.push(ColumnWriter::Cells(cells)),
                Layout::Object { whole, columns } => {
                    self.columns.extend(whole.as_deref().map(ColumnWriter::Cells));
                    self.add(columns);
                }
                Layout::Group { cells, counts, columns } => {
                    let elements = RowWriter::new(self.tape, columns);
                    self.columns.push(ColumnWriter::Group { cells, counts, elements, written: 0 });
                }
            }
        }
    }

    fn row_into(&mut self, row: usize, place: Place, out: &mut String) {
        for (index, column) in self.columns.iter_mut().enumerate() {
            if index > 0 {
                out.push(',');
            }
            column.cell_into(self.tape, row, place, out);
        }
    }
}

impl ColumnWriter<'_, '_> {
    fn cell_into(&mut self, tape: &Tape<'_>, row: usize, place: Place, out: &mut String) {
        match self {
            Self::Cells(cells) => {
                if let Some(id) = cells[row] {
                    value_into(tape, id, place, out);
                }
            }
            Self::Group { cells, counts, elements, written } => match cells[row] {
                Some(id) if tape.kind(id) == Kind::Array => {
                    let first = *written;
                    *written += counts[row] as usize;
                    group_into(elements, first..*written, out);
                }
                Some(id) => value_into(tape, id, place, out),
                None => {}
            },
        }
    }
}

fn group_into(elements: &mut RowWriter<'_, '_>, range: std::ops::Range<usize>, out: &mut String) {
    out.push('[');
    for element in range.clone() {
        if element > range.start {
            out.push(';');
        }
        elements.row_into(element, Place::Group, out);
    }
    out.push(']');
}

fn value_into(tape: &Tape<'_>, id: NodeId, place: Place, out: &mut String) {
    let text = tape.text(id);
    if tape.kind(id) == Kind::String {
        string_cell_into(text, place, out);
    } else {
        out.push_str(text);
    }
}

fn string_cell_into(quoted: &str, place: Place, out: &mut String) {
    let start = out.len();
    if !unescape_into(&quoted[1..quoted.len() - 1], out) || !is_bare(&out[start..], place) {
        out.truncate(start);
        out.push_str(quoted);
    }
}

/// Appends a string's inside with `\"` and `\\` written out; false at any other escape.
fn unescape_into(inner: &str, out: &mut String) -> bool {
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        if !matches!(rest.as_bytes()[at + 1], b'"' | b'\\') {
            return false;
        }
        out.push_str(&rest[..at]);
        out.push_str(&rest[at + 1..at + 2]);
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    true
}

/// Whether a string may stand in a cell without quotes: it reads as nothing else and ends where the cell ends.
fn is_bare(text: &str, place: Place) -> bool {
    let bytes = text.as_bytes();
    let stops: &[u8] = if place == Place::Group { b",;[]" } else { b"," };
    !matches!(bytes.first(), None | Some(b'"' | b'[' | b'{'))
        && !bytes.iter().any(|byte| stops.contains(byte))
        && text.chars().all(is_plain_or_escapable)
        && text.trim() == text
        && (place == Place::Key || scalar_end(bytes, 0) != Ok(bytes.len()))
}

fn is_plain_or_escapable(c: char) -> bool {
    is_plain(c) || matches!(c, '"' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crush::shape;
    use crate::json::tape::parse;

    fn table(json: &str) -> String {
        let tape = parse(json).unwrap();
        let rows: Vec<Cell> = tape.children(Tape::ROOT).map(Some).collect();
        let mut out = String::new();
        table_into(&tape, None, &shape::columns(&tape, &rows).unwrap(), rows.len(), &mut out);
        out
    }

    #[test]
    fn missing_null_and_empty_stay_apart() {
        assert_eq!(table(r#"[{"a":1,"b":""},{"a":null},{"b":"null"}]"#), "[3 rows: a,b\n1,\"\"\nnull,\n,\"null\"\n]");
    }

    #[test]
    fn strings_stand_bare_where_nothing_else_could_be_meant() {
        let json = r#"[{"s":"plain text"},{"s":"a,b"},{"s":"12"},{"s":"12 oz"},{"s":" pad"},{"s":"C:\\dir"},{"s":"two\nlines"},{"s":"[x]"},{"s":"5\" pipe"}]"#;
        assert_eq!(
            table(json),
            "[9 rows: s\nplain text\n\"a,b\"\n\"12\"\n12 oz\n\" pad\"\nC:\\dir\n\"two\\nlines\"\n\"[x]\"\n5\" pipe\n]"
        );
    }

    #[test]
    fn objects_are_dotted_and_arrays_of_objects_are_groups() {
        let json = r#"[{"id":1,"at":{"x":1,"y":2},"items":[{"sku":"a;b","qty":1},{"sku":"c","qty":2}]},{"id":2,"at":{"x":3},"items":[]}]"#;
        assert_eq!(table(json), "[2 rows: id,at.x,at.y,items[sku,qty]\n1,1,2,[\"a;b\",1;c,2]\n2,3,,[]\n]");
    }

    #[test]
    fn keys_that_look_like_the_header_are_quoted() {
        assert_eq!(
            table(r#"[{"a.b":1,"":2,"x y":3},{"a.b":4,"":5,"x y":6}]"#),
            "[2 rows: \"a.b\",\"\",x y\n1,2,3\n4,5,6\n]"
        );
    }
}
