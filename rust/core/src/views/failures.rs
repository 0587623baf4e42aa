//! Words that tell of a failure, as values and in sentences; not as the name of a field that holds nothing.

use std::sync::LazyLock;

use super::words::{Word, WordSet, hash};

/// Words of failures, in the forms in which tools use them.
const FAILURES: [&str; 45] = [
    "abort",
    "aborted",
    "assertionerror",
    "corrupt",
    "corrupted",
    "crash",
    "crashed",
    "critical",
    "critically",
    "deadlock",
    "declined",
    "denied",
    "emergency",
    "err",
    "error",
    "errors",
    "exceeded",
    "exception",
    "exceptions",
    "expired",
    "fail",
    "failed",
    "failing",
    "fails",
    "failure",
    "failures",
    "fatal",
    "forbidden",
    "illegal",
    "incorrect",
    "invalid",
    "killed",
    "mismatch",
    "missing",
    "oom",
    "overdue",
    "panic",
    "panicked",
    "refused",
    "rejected",
    "segfault",
    "timeout",
    "traceback",
    "unauthorized",
    "unreachable",
];

/// Words that say of such a word that it is none.
const NONE: [&str; 5] = ["0", "no", "non", "without", "zero"];

/// Values that say so behind a field's name.
const NOTHING: [&str; 10] = ["null", "none", "nil", "false", "0", "\"\"", "''", "[]", "{}", "-"];

static WORDS: LazyLock<WordSet> = LazyLock::new(|| FAILURES.iter().map(|word| hash(word.as_bytes())).collect());

/// Whether a word of a line tells of a failure: one that is said to be none is none, and the name of a field is none that
/// holds nothing. `last` is the word before it.
#[must_use]
pub fn names_failure(line: &str, word: &Word, last: Option<&Word>) -> bool {
    let spelled = &line[word.start..word.end];
    let is_one = WORDS.contains(&word.hash) || is_named_so(spelled);
    is_one && !last.is_some_and(|last| is_none(&line[last.start..last.end])) && !holds_nothing(&line[word.end..])
}

/// Whether it is a name of an exception's kind, such as `KeyError`.
fn is_named_so(word: &str) -> bool {
    word.len() > 5
        && word.as_bytes()[0].is_ascii_uppercase()
        && (word.ends_with("Error") || word.ends_with("Exception"))
}

fn is_none(word: &str) -> bool {
    NONE.iter().any(|none| word.eq_ignore_ascii_case(none))
}

/// Whether a field's name ends here, and nothing is its value.
fn holds_nothing(behind: &str) -> bool {
    let behind = behind.trim_start_matches(['"', '\'', ' ']);
    let Some(value) = behind.strip_prefix([':', '=']).map(str::trim_start) else { return false };
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.');
    let is = |nothing: &str| {
        value.get(..nothing.len()).is_some_and(|start| start.eq_ignore_ascii_case(nothing))
            && ends(&value[nothing.len()..])
    };
    value.is_empty() || value.starts_with(',') || NOTHING.into_iter().any(is)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn fails(line: &str) -> bool {
        let found: Vec<Word> = words(line).collect();
        let last = |place: usize| place.checked_sub(1).map(|last| &found[last]);
        found.iter().enumerate().any(|(place, word)| names_failure(line, word, last(place)))
    }

    #[test]
    fn a_failure_is_told_by_values_and_words() {
        for line in [
            "2026-03-01 ERROR upstream refused",
            r#"{"status":"failed","id":7}"#,
            r#"{"error":"disk full"}"#,
            "7,error,disk quota",
            "raise KeyError('a')",
            "errors: 12",
            "Traceback (most recent call last):",
            "exit 1: killed",
        ] {
            assert!(fails(line), "{line}");
        }
    }

    #[test]
    fn the_name_of_a_field_that_holds_nothing_tells_of_none() {
        for line in [
            r#"{"error":null,"id":7}"#,
            r#"{"errors": [], "failed": 0}"#,
            "error: none",
            "error=",
            "0 errors, no failures",
            "finished without error",
            "all is well",
        ] {
            assert!(!fails(line), "{line}");
        }
    }
}
