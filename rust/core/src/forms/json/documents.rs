//! Fields whose strings hold JSON, as queues and logs give their records: written as the documents that they are, below a
//! line that says how the strings spell them.
//!
//! ```text
//! [JSON text, spaced: value]
//! [3 rows: offset,value.level=INFO,value.path
//! 0,/orders/7
//! 1,/orders/8
//! 2,/orders/9
//! ]
//! ```

use super::notation::documents_into;
use super::read::is_announced;
use crate::json::parse::parse_packed;
use crate::json::spelling::{Spelling, spelled, spelling_of};
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::unescape::unescaped;
use crate::json::write::quote_into;

/// A document that stands in one string alone is as well read there, unless it stands elsewhere, too.
const FEWEST_DOCUMENTS: usize = 2;

/// A document in which those stand open that stood in the strings of a field.
pub struct Opened<'a> {
    /// The document.
    pub json: String,
    /// The field's name, as it stands in JSON.
    name: &'a str,
    spelling: Spelling,
}

impl Opened<'_> {
    /// A text in our notation, which stands for this document, below the line that says what was opened.
    pub fn announced(&self, body: &str) -> String {
        let mut text = String::with_capacity(body.len() + 32);
        documents_into(self.name, self.spelling, &mut text);
        text.push_str(if is_announced(body) { "" } else { "\n" });
        text + body
    }
}

/// The document on a tape, minified, the documents in it opened: those in the field that has the first of them, where they
/// are all spelled alike and nothing else could be meant. Linear.
pub fn opened<'a>(tape: &Tape<'a>) -> Option<Opened<'a>> {
    let json = tape.source();
    if !holds_quoted_brackets(json) {
        return None;
    }
    let objects = || (0..tape.len() as NodeId).filter(|&id| tape.kind(id) == Kind::Object);
    let mut fields = objects().flat_map(|id| tape.fields(id));
    let name = tape.text(fields.find(|&(_, value)| document(tape, value).is_some())?.0);
    let mut values: Vec<NodeId> =
        objects().flat_map(|id| tape.fields(id)).filter(|&(key, _)| tape.text(key) == name).map(|(_, id)| id).collect();
    values.sort_unstable();
    let documents: Vec<_> = values.iter().filter_map(|&id| Some((id, document(tape, id)?))).collect();
    let (_, (first, spelling)) = documents.first()?;
    if documents.len() < FEWEST_DOCUMENTS && !stands_in(tape, first) {
        return None;
    }
    let opened = replaced(tape, documents.iter().map(|(id, (document, _))| (*id, document.as_str())));
    let comes_back = closed(&opened, name, *spelling, json.len()).is_some_and(|closed| closed == json);
    comes_back.then_some(Opened { json: opened, name, spelling: *spelling })
}

/// Whether a minified document may have strings in it that hold one: most have none.
pub fn holds_quoted_brackets(json: &str) -> bool {
    let finds = |beginning: &[u8]| memchr::memmem::find(json.as_bytes(), beginning).is_some();
    finds(b":\"{") || finds(b":\"[")
}

/// Whether an array or object of a minified document is this one.
fn stands_in(tape: &Tape<'_>, document: &str) -> bool {
    let is_container = |&id: &NodeId| matches!(tape.kind(id), Kind::Object | Kind::Array);
    (0..tape.len() as NodeId).filter(is_container).any(|id| tape.text(id) == document)
}

/// The document that a string holds, minified, and its spelling, where the string can be made of these again.
fn document(tape: &Tape<'_>, id: NodeId) -> Option<(String, Spelling)> {
    let quoted = tape.text(id);
    if !quoted.starts_with("\"{") && !quoted.starts_with("\"[") {
        return None;
    }
    let text = unescaped(quoted);
    let mut again = String::with_capacity(quoted.len());
    quote_into(&text, &mut again);
    spelling_of(&text).filter(|(json, _)| again == quoted && json.len() > "{}".len())
}

/// A minified document in which each array and object under a name is a string again that holds it in this spelling;
/// `None` where that is no document, or takes more than `most` bytes. Near-linear.
pub fn closed(json: &str, name: &str, spelling: Spelling, most: usize) -> Option<String> {
    let tape = parse_packed(json).ok()?;
    let objects = (0..tape.len() as NodeId).filter(|&id| tape.kind(id) == Kind::Object);
    let is_document = |&(key, value): &(NodeId, NodeId)| {
        tape.text(key) == name && matches!(tape.kind(value), Kind::Object | Kind::Array)
    };
    let mut values: Vec<NodeId> =
        objects.flat_map(|id| tape.fields(id)).filter(is_document).map(|(_, id)| id).collect();
    values.sort_unstable();
    let (mut strings, mut behind, mut length) = (Vec::new(), 0, json.len());
    for id in values {
        if id >= behind {
            let mut string = String::new();
            quote_into(&spelled(tape.text(id), spelling, most)?, &mut string);
            length = Some(length + string.len()).filter(|&length| length <= most.saturating_add(json.len()))?;
            strings.push((id, string));
            behind = tape.after(id);
        }
    }
    Some(replaced(&tape, strings.iter().map(|(id, string)| (*id, string.as_str()))))
}

/// The document on a tape with other text in the place of some values, which are ascending.
fn replaced<'r>(tape: &Tape<'_>, values: impl Iterator<Item = (NodeId, &'r str)>) -> String {
    let source = tape.source();
    let (mut out, mut copied) = (String::with_capacity(source.len()), 0);
    for (id, text) in values {
        out.push_str(&source[copied..tape.start(id)]);
        out.push_str(text);
        copied = tape.end(id);
    }
    out.push_str(&source[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened_in(json: &str) -> Option<(String, String)> {
        let tape = parse_packed(json).unwrap();
        let opened = opened(&tape)?;
        assert_eq!(closed(&opened.json, opened.name, opened.spelling, json.len()).as_deref(), Some(json));
        Some((opened.announced("[1]"), opened.json))
    }

    #[test]
    fn documents_in_the_strings_of_a_field_are_opened() {
        let json = r#"[{"n":1,"v":"{\"a\": 1, \"b\": [\"x\"]}"},{"n":2,"v":null},{"n":3,"v":"{\"a\": \"\\\"\"}"}]"#;
        let expected = r#"[{"n":1,"v":{"a":1,"b":["x"]}},{"n":2,"v":null},{"n":3,"v":{"a":"\""}}]"#;
        assert_eq!(opened_in(json), Some(("[JSON text, spaced: v]\n[1]".to_owned(), expected.to_owned())));
        let minified = r#"{"a.b":"[1,2]","c":{"a.b":"[3,4]"}}"#;
        let announced = "[JSON text: \"a.b\"]\n[1]".to_owned();
        assert_eq!(opened_in(minified), Some((announced, r#"{"a.b":[1,2],"c":{"a.b":[3,4]}}"#.to_owned())));
    }

    #[test]
    fn a_document_is_opened_that_stands_beside_its_string_again() {
        let json = r#"{"content":[{"text":"{\"rows\": [1, 2]}"}],"structuredContent":{"rows":[1,2]}}"#;
        let expected = r#"{"content":[{"text":{"rows":[1,2]}}],"structuredContent":{"rows":[1,2]}}"#;
        assert_eq!(opened_in(json), Some(("[JSON text, spaced: text]\n[1]".to_owned(), expected.to_owned())));
        assert_eq!(opened_in(&json.replace("[1,2]}}", "[1,3]}}")), None);
    }

    #[test]
    fn what_would_not_come_back_stays_in_its_strings() {
        for json in [
            r#"[{"v":"{\"a\":1}"}]"#,
            r#"[{"v":"{\"a\":1}"},{"v":"{\"a\": 1}"}]"#,
            r#"[{"v":"{\"a\":1}"},{"v":{"a":1}},{"v":"{\"a\":1}"}]"#,
            r#"[{"v":"{\"v\":[1]}"},{"v":"{a}"},{"v":"{\"a\":01}"}]"#,
            r#"[{"v":"{\u0022a\":1}"},{"v":"{\u0022a\":1}"}]"#,
            r#"[{"v":"{}"},{"v":"[]"}]"#,
            r#"[{"v":"[x]"},{"v":"{x}"}]"#,
            r#"[{"v":"x"},{"v":"y"}]"#,
        ] {
            assert_eq!(opened_in(json), None, "{json}");
        }
        let nested = r#"[{"v":"{\"v\":[1]}"},{"v":"{\"v\":2}"}]"#;
        assert!(opened_in(nested).is_some(), "the outer one alone is a string");
    }
}
