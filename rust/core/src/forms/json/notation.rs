//! The words and statements of the notation, which the writer and the reader share.

use std::borrow::Cow;

use super::cell::key_into;
use crate::json::framed::Frame;
use crate::json::native::Dialect;
use crate::json::scalar::string_end;
use crate::json::spelling::Spelling;
use crate::json::unescape::unescaped;
use crate::json::write::quote_into;

/// Stands for the rows of the table of an array that is the last one above.
pub const AGAIN: &str = "[the same rows as above]";

/// What stands between the number of rows and the column names.
pub const ROWS: &str = " rows: ";

/// The same where the rows were lines with an object each, not an array.
pub const LINES: &str = " lines: ";

/// The same where they were objects with something else between them than a line end, which follows as a JSON string.
pub const JOINED: &str = " objects joined by ";

/// What stands between the number of rows and the column names of objects that a text has joined.
pub fn joined_by(gap: &str) -> String {
    if gap == "\n" {
        return LINES.to_owned();
    }
    let mut mark = JOINED.to_owned();
    quote_into(gap, &mut mark);
    mark + ": "
}

/// What joins the objects of which `mark` tells behind their number, and how long that is.
pub fn joined_at(mark: &str) -> Option<(Cow<'_, str>, usize)> {
    if mark.starts_with(LINES) {
        return Some((Cow::Borrowed("\n"), LINES.len()));
    }
    let (gap, end) = mark.starts_with(JOINED).then(|| string_at(mark, JOINED.len()))??;
    mark[end..].starts_with(": ").then_some((gap, end + ": ".len()))
}

/// The same where they stood on lines between other text, which follows as a JSON string with marks for what differs.
pub const FRAMED: &str = " objects in lines ";

/// What stands between that text and the line ends which joined the lines, as a JSON string, where that is not one line feed.
const JOINED_BY: &str = " joined by ";

/// What stands between the number of objects that stood between other text and the column names.
pub fn framed_by(frame: &Frame<'_>) -> String {
    let mut mark = FRAMED.to_owned();
    quote_into(&frame.shown(), &mut mark);
    if frame.joint != "\n" {
        mark.push_str(JOINED_BY);
        quote_into(frame.joint, &mut mark);
    }
    mark + ": "
}

/// The lines in which objects stood of which `mark` tells behind their number, what joined them, and how long that is.
pub fn framed_at(mark: &str) -> Option<([Cow<'_, str>; 2], usize)> {
    let (shown, mut end) = mark.starts_with(FRAMED).then(|| string_at(mark, FRAMED.len()))??;
    let mut joint = Cow::Borrowed("\n");
    if mark[end..].starts_with(JOINED_BY) {
        (joint, end) = string_at(mark, end + JOINED_BY.len())?;
    }
    mark[end..].starts_with(": ").then_some(([shown, joint], end + ": ".len()))
}

/// What the JSON string at `at` says, and where it ends.
fn string_at(text: &str, at: usize) -> Option<(Cow<'_, str>, usize)> {
    let quoted = text.as_bytes().get(at).filter(|&&byte| byte == b'"');
    let end = quoted.and_then(|_| string_end(text.as_bytes(), at).ok())?;
    Some((unescaped(&text[at..end]), end))
}

/// What stands behind the number of tuples, which have no names.
pub const TUPLES: &str = " tuples:\n";

/// The same where they were no list, but had something else between them, which follows as a JSON string.
const TUPLES_JOINED: &str = " tuples joined by ";

/// What stands behind the number of tuples that a text has joined.
pub fn tuples_joined_by(gap: &str) -> String {
    let mut mark = TUPLES_JOINED.to_owned();
    quote_into(gap, &mut mark);
    mark + ":\n"
}

/// What joins the tuples of which `mark` tells behind their number, and how long that is; nothing where they were a list.
pub fn tuples_at(mark: &str) -> Option<(Option<Cow<'_, str>>, usize)> {
    if mark.starts_with(TUPLES) {
        return Some((None, TUPLES.len()));
    }
    let (gap, end) = mark.starts_with(TUPLES_JOINED).then(|| string_at(mark, TUPLES_JOINED.len()))??;
    mark[end..].starts_with(":\n").then_some((Some(gap), end + ":\n".len()))
}

/// What stands between the number of arrays and the names of their elements.
pub const ARRAYS: &str = " arrays: ";

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

/// Opens the announcement of the classes whose instances stand as objects; `]` closes it.
pub const INSTANCES: &str = "[Python objects: ";

/// Announces keys that read as integers and are.
pub const INTEGER_KEYS: &str = "[integer keys]";

/// Announces calls, tuples and bytes, which stand as they do in Python.
pub const CALLS: &str = "[Python values]";

/// Announces what JSON cannot say and JavaScript can, of a literal of JavaScript.
pub const SCRIPT: &str = "[JavaScript values]";

/// Announces a literal of JavaScript that is more than JSON in its spelling alone.
pub const JSON5: &str = "[JSON5]";

/// The announcement of a document in a dialect, where it holds values that JSON cannot say or none.
pub fn dialect(dialect: Dialect, has_natives: bool) -> Option<&'static str> {
    match dialect {
        Dialect::Python => has_natives.then_some(CALLS),
        Dialect::JavaScript => Some(if has_natives { SCRIPT } else { JSON5 }),
    }
}

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

/// What the announcement of a field whose strings hold documents begins with.
pub const DOCUMENTS: &str = "[JSON text";

/// How it goes on, up to the name of the field.
const SPELLINGS: [(&str, Spelling); 4] = [
    (": ", Spelling::Minified),
    (", spaced: ", Spelling::Spaced),
    (", indented by 2: ", Spelling::Indented(2)),
    (", indented by 4: ", Spelling::Indented(4)),
];

/// Appends the announcement of a field, whose name stands as in JSON, with documents in its strings. What cannot be announced
/// is not read back.
pub fn documents_into(name: &str, spelling: Spelling, out: &mut String) {
    let spelled = SPELLINGS.iter().find(|(_, announced)| *announced == spelling).map_or("", |(spelled, _)| spelled);
    out.extend([DOCUMENTS, spelled]);
    key_into(name, out);
    out.push(']');
}

/// The spelling that such an announcement states, and the length of it up to the name of the field.
pub fn documents_at(text: &str) -> Option<(Spelling, usize)> {
    let rest = text.strip_prefix(DOCUMENTS)?;
    let (spelled, spelling) = SPELLINGS.iter().find(|(spelled, _)| rest.starts_with(spelled))?;
    Some((*spelling, DOCUMENTS.len() + spelled.len()))
}

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

/// What a column's values begin and end with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Affixes<'a> {
    /// What all begin with, as it stands in JSON.
    pub prefix: &'a str,
    /// What all end with.
    pub suffix: &'a str,
    /// Whether they are numbers, else strings.
    pub is_number: bool,
}

impl Affixes<'_> {
    /// What stands around the values in JSON.
    pub fn quote(self) -> &'static str {
        if self.is_number { "" } else { "\"" }
    }

    /// What a value, as it stands in JSON, has between them.
    pub fn middle(self, value: &str) -> &str {
        let quote = self.quote().len();
        &value[quote + self.prefix.len()..value.len() - quote - self.suffix.len()]
    }
}

/// Numbers that count up from row to row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// In the first row.
    pub first: i64,
    /// From row to row.
    pub step: i64,
    /// Digits of the first number: shorter ones have zeros before them.
    pub width: usize,
}

impl Count {
    /// The number of a row, as it is spelled.
    pub fn at(self, row: usize) -> String {
        let steps = i64::try_from(row).unwrap_or(i64::MAX);
        format!("{:0width$}", self.first.saturating_add(self.step.saturating_mul(steps)), width = self.width)
    }
}

/// The quotes in which Python writes a text, if neither have to be escaped.
pub fn quote(text: &str) -> Option<char> {
    match (text.contains('\''), text.contains('"')) {
        (false, _) => Some('\''),
        (true, false) => Some('"'),
        (true, true) => None,
    }
}
