//! The shortest lossless form of a JSON value: tables wherever they take fewer tokens, minified JSON everywhere else.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::Counted;
use super::shape::{self, Cell};
use super::table::table_into;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::tokens::Vocabulary;

/// Arrays and maps are weighed against the tables inside them this deep; deeper ones stay JSON, so that the work stays linear.
const DEEPEST_TABLE: usize = 8;

/// The encoding of a minified document of `json_tokens` tokens, or `None` where no table makes it shorter.
///
/// Each array or map is decided by exact token count, innermost first, so every byte is counted at most twice a level.
#[must_use]
pub fn with_tables(tape: &Tape<'_>, json_tokens: usize, vocabulary: Vocabulary) -> Option<Counted> {
    let mut chosen = Tables::default();
    for container in candidates(tape).into_iter().rev() {
        let Some(table) = table_of(tape, container) else { continue };
        let table = Counted::new(table, vocabulary);
        let is_document = container == Tape::ROOT && chosen.0.is_empty();
        let as_json = if is_document { json_tokens } else { vocabulary.count(&chosen.render(tape, container)) };
        if table.tokens < as_json {
            chosen.choose(tape, container, table);
        }
    }
    chosen.finish(tape, vocabulary)
}

/// The arrays and maps of two or more objects, in document order, at most [`DEEPEST_TABLE`] of them within each other.
fn candidates(tape: &Tape<'_>) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut around: Vec<NodeId> = Vec::new();
    for id in 0..tape.len() as NodeId {
        while around.last().is_some_and(|&container| tape.after(container) <= id) {
            around.pop();
        }
        if around.len() < DEEPEST_TABLE && holds_objects(tape, id) {
            found.push(id);
            around.push(id);
        }
    }
    found
}

fn holds_objects(tape: &Tape<'_>, id: NodeId) -> bool {
    let is_object = |value: NodeId| tape.kind(value) == Kind::Object;
    match tape.kind(id) {
        Kind::Array => tape.children(id).nth(1).is_some() && tape.children(id).all(is_object),
        Kind::Object => tape.fields(id).nth(1).is_some() && tape.fields(id).all(|(_, value)| is_object(value)),
        _ => false,
    }
}

fn table_of(tape: &Tape<'_>, container: NodeId) -> Option<String> {
    let keys = if tape.kind(container) == Kind::Object { Some(distinct_keys(tape, container)?) } else { None };
    let rows: Vec<Cell> = match keys {
        Some(_) => tape.fields(container).map(|(_, value)| Some(value)).collect(),
        None => tape.children(container).map(Some).collect(),
    };
    let columns = shape::columns(tape, &rows)?;
    let mut out = String::with_capacity(tape.text(container).len() / 2);
    table_into(tape, keys.as_deref(), &columns, rows.len(), &mut out);
    Some(out)
}

/// The keys of an object, unless one stands in it twice.
fn distinct_keys(tape: &Tape<'_>, object: NodeId) -> Option<Vec<NodeId>> {
    let keys: Vec<NodeId> = tape.fields(object).map(|(key, _)| key).collect();
    let distinct: HashSet<&str> = keys.iter().map(|&key| tape.text(key)).collect();
    (distinct.len() == keys.len()).then_some(keys)
}

/// The tables chosen so far, by the array or map they replace.
#[derive(Default)]
struct Tables(BTreeMap<NodeId, Counted>);

impl Tables {
    /// Takes the table for an array or map; those chosen inside it are no longer needed.
    fn choose(&mut self, tape: &Tape<'_>, container: NodeId, table: Counted) {
        let inner: Vec<NodeId> = self.0.range(container + 1..tape.after(container)).map(|(&id, _)| id).collect();
        for id in inner {
            self.0.remove(&id);
        }
        self.0.insert(container, table);
    }

    /// The text of a node with the chosen tables in it.
    fn render<'a>(&self, tape: &Tape<'a>, node: NodeId) -> Cow<'a, str> {
        let mut inside = self.0.range(node..tape.after(node)).peekable();
        if inside.peek().is_none() {
            return Cow::Borrowed(tape.text(node));
        }
        let mut out = String::with_capacity(tape.text(node).len());
        let mut copied = tape.start(node);
        for (&container, table) in inside {
            out.push_str(&tape.source()[copied..tape.start(container)]);
            out.push_str(&table.text);
            copied = tape.end(container);
        }
        out.push_str(&tape.source()[copied..tape.end(node)]);
        Cow::Owned(out)
    }

    /// The text of the document, unless no table was chosen.
    fn finish(mut self, tape: &Tape<'_>, vocabulary: Vocabulary) -> Option<Counted> {
        if self.0.is_empty() {
            return None;
        }
        let whole = self.0.remove(&Tape::ROOT);
        Some(whole.unwrap_or_else(|| Counted::new(self.render(tape, Tape::ROOT).into_owned(), vocabulary)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::tape::parse;

    fn encoded(json: &str) -> Option<String> {
        let vocabulary = Vocabulary::O200kBase;
        with_tables(&parse(json).unwrap(), vocabulary.count(json), vocabulary).map(|encoded| encoded.text)
    }

    /// Rows of two fields that are worth a table.
    fn rows(count: usize) -> Vec<String> {
        (0..count).map(|i| format!(r#"{{"first_name":"name {i}","last_name":"other {i}"}}"#)).collect()
    }

    #[test]
    fn arrays_are_replaced_where_they_stand() {
        let rows = rows(3).join(",");
        let text = encoded(&format!(r#"{{"a":1,"list":[{rows}],"b":[1,2]}}"#)).unwrap();
        assert!(
            text.starts_with(r#"{"a":1,"list":[3 rows: first_name,last_name"#) && text.ends_with("\n],\"b\":[1,2]}")
        );
    }

    #[test]
    fn maps_are_tables_with_a_key_column() {
        let entries: Vec<String> = rows(3).iter().enumerate().map(|(i, row)| format!(r#""10{i}":{row}"#)).collect();
        let text = encoded(&format!("{{{}}}", entries.join(","))).unwrap();
        assert!(text.starts_with("{3 rows: key,first_name,last_name\n100,name 0,other 0\n") && text.ends_with("\n}"));
    }

    #[test]
    fn a_map_with_a_repeated_key_is_left_alone() {
        let row = &rows(1)[0];
        assert_eq!(encoded(&format!(r#"{{"a":{row},"b":{row},"a":{row}}}"#)), None);
    }

    #[test]
    fn a_table_around_others_is_taken_only_if_it_is_shorter() {
        let inner = format!(r#"{{"id":1,"list":[{}]}}"#, rows(20).join(","));
        let text = encoded(&format!("[{inner},{inner}]")).unwrap();
        assert!(text.starts_with("[2 rows: id,list[first_name,last_name]\n1,[name 0,other 0;"));
    }

    #[test]
    fn one_object_or_scalars_make_no_table() {
        assert_eq!(encoded(r#"[{"first_name":"a","last_name":"b"}]"#), None);
        assert_eq!(encoded(r#"[[1,2],[3,4],"a",null]"#), None);
    }
}
