//! The words and statements of the notation, which the writer and the reader share.

use crate::json::spelling::Spelling;

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
