//! The data that a text holds, for whoever asks about its records: JSON, whatever it is spelled as.

use super::json::opened_data;
use super::layers::innermost;
use crate::json::find::{self, Found};
use crate::json::joined::runs;
use crate::json::parse::parse_packed;

/// What is more than so much of a text, in percent, is what the text is.
const MOST_PERCENT: usize = 50;

/// The JSON of the data in a text.
#[derive(Clone, Debug)]
pub struct Data {
    /// One value, minified: instances of Python classes are objects, JSON in the strings of a field is open, and what else only Python can
    /// say is a string. It cannot be expanded.
    pub json: String,
    /// Whether most of the text is this value.
    pub is_most: bool,
}

/// The data that a text is, as a whole or in strings, or the longest value in it; `None` where it holds none. Linear.
#[must_use]
pub fn data(text: &str) -> Option<Data> {
    if parse_packed(text).is_ok() {
        return Some(Data { json: opened_data(text), is_most: true });
    }
    if let Some(whole) = find::whole(text) {
        return Some(Data { json: opened_data(&whole.into_json(text)), is_most: true });
    }
    if let Some(inner) = innermost(text) {
        return data(&inner);
    }
    let found = longest(text)?;
    let is_most = (found.end - found.start) * 100 > text.len() * MOST_PERCENT;
    Some(Data { json: opened_data(&found.into_json(text)), is_most })
}

/// The longest value in a text, objects that it joins as one.
fn longest(text: &str) -> Option<Found<'_>> {
    let (values, _) = find::inside(text);
    let joined = runs(text, &values).into_iter().filter_map(|run| run.joined(text, &values));
    values.iter().cloned().chain(joined).max_by_key(|found| found.end - found.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Option<String> {
        data(text).map(|data| data.json)
    }

    #[test]
    fn data_is_json_however_it_is_spelled() {
        let rows = r#"[{"id":1,"of":{"a":"x"}},{"id":2,"of":{"a":"it's \"so\""}}]"#;
        for text in [
            rows.to_owned(),
            format!("Two rows: {rows}."),
            r#"[Row(id=1, of=P(a='x')), Row(id=2, of=P(a='it\'s "so"'))]"#.to_owned(),
            r#"[{'id': 1, 'of': {'a': 'x'}}, {'id': 2, 'of': {'a': 'it\'s "so"'}}]"#.to_owned(),
            r#"[{"id":1,"of":"{\"a\": \"x\"}"},{"id":2,"of":"{\"a\": \"it's \\\"so\\\"\"}"}]"#.to_owned(),
        ] {
            assert_eq!(json(&text).as_deref(), Some(rows), "{text}");
        }
        let rows: String = format!("[{}]", [r#"{"id":1,"a":"it's \"so\""}"#; 9].join(","));
        let quoted = rows.replace('\\', "\\\\").replace('\'', "\\'");
        assert_eq!(json(&format!("content=[Text(text='{quoted}', meta=None)]")), Some(rows));
    }

    #[test]
    fn what_only_python_can_say_is_text() {
        let text = "[{'at': datetime.date(2026, 1, 2), 'x': nan}, {'at': \"it's\", 'x': (1, 'a')}]";
        let expected = r#"[{"at":"datetime.date(2026, 1, 2)","x":"nan"},{"at":"it's","x":"(1, 'a')"}]"#;
        assert_eq!(json(text).as_deref(), Some(expected));
    }

    #[test]
    fn a_value_among_words_is_less_than_the_text() {
        let text = format!("{} [{{\"id\": 1}}]", "words ".repeat(20));
        assert!(!data(&text).unwrap().is_most && data("[{'id': 1}]").unwrap().is_most);
        assert!(data("no data").is_none());
    }
}
