//! Conditions on records: `status = failed and order.total > 100`.

use std::cmp::Ordering;
use std::fmt;

use super::field::FieldPlace;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::unescape::unescaped;

/// Comparisons as they are written; of two that begin alike the longer is first.
const COMPARISONS: [(&str, Comparison); 9] = [
    ("==", Comparison::Is(Ordering::is_eq)),
    ("!=", Comparison::Is(Ordering::is_ne)),
    (">=", Comparison::Is(Ordering::is_ge)),
    ("<=", Comparison::Is(Ordering::is_le)),
    ("=", Comparison::Is(Ordering::is_eq)),
    (">", Comparison::Is(Ordering::is_gt)),
    ("<", Comparison::Is(Ordering::is_lt)),
    ("~", Comparison::Contains),
    (" contains ", Comparison::Contains),
];

/// Every whole number of so many digits is a float.
const EXACT_DIGITS: usize = 15;

#[derive(Clone, Copy, Debug)]
enum Comparison {
    /// Values are ordered in a way that this allows.
    Is(fn(Ordering) -> bool),
    Contains,
}

/// A text that is no condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotACondition(String);

impl fmt::Display for NotACondition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = "rows are numbers such as 3-40, or conditions such as status = failed and total > 100";
        write!(formatter, "{known}; {:?} is neither", self.0)
    }
}

/// All of some comparisons.
#[derive(Clone, Debug)]
pub struct Condition<'c>(Vec<Part<'c>>);

#[derive(Clone, Debug)]
struct Part<'c> {
    field: FieldPlace<'c>,
    comparison: Comparison,
    value: &'c str,
    /// The value as what compares it, once for all records: a number, if it is one, and in small letters.
    number: Option<f64>,
    lowercase: String,
}

impl<'c> Condition<'c> {
    /// Reads a condition.
    ///
    /// # Errors
    /// A part of it compares nothing.
    pub fn of(text: &'c str) -> Result<Self, NotACondition> {
        let part = |text: &'c str| part(text).ok_or_else(|| NotACondition(text.trim().to_owned()));
        text.split(" and ").map(part).collect::<Result<_, _>>().map(Self)
    }

    /// The same of records that are all like `first`.
    pub fn in_alike(mut self, tape: &Tape<'_>, first: NodeId) -> Self {
        self.0.iter_mut().for_each(|part| part.field = part.field.in_alike(tape, first));
        self
    }

    /// Whether a record fits.
    pub fn fits(&self, tape: &Tape<'_>, record: NodeId) -> bool {
        self.0.iter().all(|part| part.field.of(tape, record).is_some_and(|value| part.fits(tape, value)))
    }
}

fn part(text: &str) -> Option<Part<'_>> {
    let found = COMPARISONS.iter().filter_map(|&(sign, comparison)| Some((text.find(sign)?, sign, comparison)));
    let (at, sign, comparison) = found.min_by_key(|&(at, ..)| at)?;
    let (path, written) = (text[..at].trim(), text[at + sign.len()..].trim());
    let quoted = ['"', '\''].into_iter().find_map(|quote| written.strip_prefix(quote)?.strip_suffix(quote));
    let value = quoted.unwrap_or(written);
    let (number, lowercase) = (number(value), value.to_lowercase());
    (!path.is_empty()).then_some(Part { field: FieldPlace::At(path), comparison, value, number, lowercase })
}

impl Part<'_> {
    fn fits(&self, tape: &Tape<'_>, value: NodeId) -> bool {
        let text = said(tape, value);
        match self.comparison {
            Comparison::Contains => text.to_lowercase().contains(&self.lowercase),
            Comparison::Is(allowed) => self.compared(&text).is_some_and(allowed),
        }
    }

    /// How a value is ordered against the one that is asked for: numbers by their values, all else by its letters.
    fn compared(&self, text: &str) -> Option<Ordering> {
        match self.number.and_then(|other| Some((number(text)?, other))) {
            Some((one, other)) => one.partial_cmp(&other),
            None => Some(text.cmp(self.value)),
        }
    }
}

/// The number that a text is. Most are short and whole, which are read in a fraction of the time of others.
fn number(text: &str) -> Option<f64> {
    short_and_whole(text).map(|number| number as f64).or_else(|| text.parse().ok())
}

fn short_and_whole(text: &str) -> Option<u64> {
    let digit = |byte: u8| Some(byte.wrapping_sub(b'0')).filter(|&digit| digit < 10);
    let read = |text: &str| text.bytes().try_fold(0, |number, byte| Some(number * 10 + u64::from(digit(byte)?)));
    (1..=EXACT_DIGITS).contains(&text.len()).then(|| read(text))?
}

/// A value's own words: of a text those, of all else its JSON.
fn said<'t>(tape: &Tape<'t>, value: NodeId) -> std::borrow::Cow<'t, str> {
    if tape.kind(value) == Kind::String { unescaped(tape.text(value)) } else { tape.text(value).into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse;

    const RECORD: &str = r#"{"id":7,"status":"failed","order":{"total":120.5},"a.b":true,"note":null,"by":"Ada L."}"#;

    fn fits(condition: &str) -> bool {
        Condition::of(condition).unwrap().fits(&parse(RECORD).unwrap(), Tape::ROOT)
    }

    #[test]
    fn records_fit_conditions() {
        for condition in [
            "id = 7",
            "id==7.0",
            "status = failed and order.total > 100",
            "status != open",
            "order.total <= 120.5",
            "by contains ada",
            "by ~ 'L.'",
            "a.b = true",
            "note = null",
            "status = \"failed\"",
        ] {
            assert!(fits(condition), "{condition}");
        }
        for condition in ["id > 7", "missing = 1", "status = Failed", "order.total > 9 and id = 8", "by ~ Eve"] {
            assert!(!fits(condition), "{condition}");
        }
    }

    #[test]
    fn numbers_are_compared_by_their_values() {
        for text in
            ["0", "7", "007", "999999999999999", "9007199254740993", "-1", "1e3", ".5", "+1", "", "x", "1_0", "inf"]
        {
            assert_eq!(number(text), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn what_compares_nothing_is_no_condition() {
        for text in ["", "failed", "= 3", "id = 7 and so on"] {
            assert!(Condition::of(text).is_err(), "{text}");
        }
    }
}
