//! Rows that are arrays, and what their elements are called elsewhere in the document.

use std::collections::HashSet;

use crate::json::tape::{Kind, NodeId, Tape};

/// Fewer rows say nothing of what their elements have in common.
const FEWEST_ROWS: usize = 3;

/// A row of one element is a list, not a record.
const FEWEST_ELEMENTS: usize = 2;

/// So many values beside the rows are looked at for names.
const MOST_LOOKED_AT: usize = 512;

/// The key under which services put the name of a column beside its type.
const NAME_KEY: &str = "\"name\"";

/// The elements of each row of an array of arrays, all of one length; `None` where it is none, or rows hold numbers alone.
pub fn rows(tape: &Tape<'_>, id: NodeId) -> Option<Vec<Vec<NodeId>>> {
    if tape.kind(id) != Kind::Array || tape.children(id).nth(FEWEST_ROWS - 1).is_none() {
        return None;
    }
    let mut rows: Vec<Vec<NodeId>> = Vec::new();
    for row in tape.children(id) {
        let is_row = tape.kind(row) == Kind::Array && !tape.is_packed(row);
        let elements: Vec<NodeId> = if is_row { tape.children(row).collect() } else { return None };
        if elements.len() < FEWEST_ELEMENTS || rows.first().is_some_and(|first| first.len() != elements.len()) {
            return None;
        }
        rows.push(elements);
    }
    Some(rows)
}

/// What the elements of some `rows`, which stand at `id`, are called, as JSON strings: the first list of as many names in
/// the object that holds them (ES|QL, Snowflake, pandas), else the first row (spreadsheets).
pub fn names<'a>(tape: &Tape<'a>, id: NodeId, rows: &[Vec<NodeId>], holder: Option<NodeId>) -> Option<Vec<&'a str>> {
    let width = rows[0].len();
    let beside = holder.and_then(|holder| names_in(tape, holder, id, width));
    let heads = || rows[0].iter().map(|&element| name_of(tape, element)).collect();
    beside.or_else(|| distinct(heads()).filter(|_| is_headed(tape, rows)))
}

/// Whether the first row names what is below it: it has no number, and there is a column below that has nothing else.
fn is_headed(tape: &Tape<'_>, rows: &[Vec<NodeId>]) -> bool {
    let is_number =
        |&id: &NodeId| tape.text(id).trim_start_matches(['"', '-', '$']).starts_with(|c: char| c.is_ascii_digit());
    let is_column = |place: usize| rows[1..].iter().all(|row| is_number(&row[place]));
    !rows[0].iter().any(is_number) && (0..rows[0].len()).any(is_column)
}

/// The first list of `width` names in an object, outside of the value at `except`.
fn names_in<'a>(tape: &Tape<'a>, holder: NodeId, except: NodeId, width: usize) -> Option<Vec<&'a str>> {
    let mut node = holder + 1;
    for _ in 0..MOST_LOOKED_AT {
        if node >= tape.after(holder) {
            return None;
        }
        if node == except {
            node = tape.after(node);
            continue;
        }
        let is_list = tape.kind(node) == Kind::Array && tape.children(node).take(width + 1).count() == width;
        if is_list && let Some(names) = distinct(tape.children(node).map(|name| name_of(tape, name)).collect()) {
            return Some(names);
        }
        node += 1;
    }
    None
}

/// The name that a value is, or has beside a type.
fn name_of<'a>(tape: &Tape<'a>, value: NodeId) -> Option<&'a str> {
    let string = |node: NodeId| (tape.kind(node) == Kind::String).then(|| tape.text(node));
    match tape.kind(value) {
        Kind::Object => string(tape.fields(value).find(|&(key, _)| tape.text(key).eq_ignore_ascii_case(NAME_KEY))?.1),
        _ => string(value),
    }
}

/// These names, if all are there and none comes twice.
fn distinct(names: Option<Vec<&str>>) -> Option<Vec<&str>> {
    names.filter(|names| names.iter().collect::<HashSet<_>>().len() == names.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse_packed;

    /// The names of the elements of the last array of arrays in an object.
    fn names_of(json: &str) -> Option<String> {
        let tape = parse_packed(json).unwrap();
        let holder = (tape.kind(Tape::ROOT) == Kind::Object).then_some(Tape::ROOT);
        let id = holder.map_or(Tape::ROOT, |holder| tape.fields(holder).last().unwrap().1);
        let names = names(&tape, id, &rows(&tape, id)?, holder)?;
        Some(names.join(" ").replace('"', ""))
    }

    const VALUES: &str = r#"[["x",1],["x",2],["y",null]]"#;

    #[test]
    fn names_stand_beside_the_rows_or_are_the_first() {
        for (before, names) in [
            (r#""columns":["k","n"]"#, "k n"),
            (r#""columns":[{"name":"k","type":"text"},{"name":"n","type":"long"}]"#, "k n"),
            (r#""index":[0,1,2],"columns":["k","n"]"#, "k n"),
            (r#""meta":{"rowType":[{"type":"text","Name":"k"},{"Name":"n"}]}"#, "k n"),
        ] {
            assert_eq!(names_of(&format!("{{{before},\"values\":{VALUES}}}")).as_deref(), Some(names));
        }
        assert_eq!(names_of(r#"[["k","n"],["x",1],["y",2]]"#).as_deref(), Some("k n"));
    }

    #[test]
    fn rows_without_names_or_of_several_lengths_are_none() {
        for json in [
            VALUES,
            r#"[["content-type","text"],["server","x"],["date","y"]]"#,
            r#"[["x","1"],["y","2"],["z","3"]]"#,
            r#"{"columns":["k","k"],"values":[["x",1],["x",2],["y",3]]}"#,
            r#"{"columns":["k"],"values":[["x",1],["x",2],["y",3]]}"#,
            r#"{"columns":["k","n"],"values":[["x",1],["x",2],["y"]]}"#,
            r#"{"columns":["k","n"],"values":[["x",1],["x",2]]}"#,
            r#"{"columns":["k","n"],"values":[[1,1],[1,2],[2,3]]}"#,
            r#"{"columns":["k"],"values":[["x"],["y"],["z"]]}"#,
        ] {
            assert_eq!(names_of(json), None, "{json}");
        }
    }
}
