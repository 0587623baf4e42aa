//! Repeated lines: a traceback that comes again, frames of a recursion, a message that is printed on and on.
//!
//! A block of lines that follows itself stands once, with a line that says how often. Of lines that stood further above the
//! first and the last stay, so that a reader finds them where they are, and a line says how many of the others are left away.
//!
//! ```
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::repeated::{expand, written};
//!
//! let frame = "  File \"tree.py\", line 3, in walk\n    return walk(node.left)\n";
//! let text = format!("Traceback (most recent call last):\n{}RecursionError\n", frame.repeat(99));
//! let short = written(&Facts::of(&text)).unwrap();
//! assert!(short.ends_with(&format!("{frame}[the 2 lines above: 99 times in a row]\nRecursionError\n")));
//! assert_eq!(expand(&short, text.len()).unwrap(), text);
//! ```

mod read;
mod write;

use std::borrow::Cow;

pub use read::expand;
pub use write::written;

use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Terms};
use super::text_lines::number_between;
use crate::transform::Transform;

/// Lines that repeat were stated once.
pub const REPEATED: Transform = Transform { rank: 12, name: "repeated", reason: "lines that repeat were stated once" };

/// Blocks of lines that repeat, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Repeated;

impl Form for Repeated {
    fn transforms(&self) -> &'static [Transform] {
        &[REPEATED]
    }

    fn is_marked(&self, text: &str) -> bool {
        text.starts_with(HEADER)
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, _terms: Terms) -> Proposal {
        written(facts).map(|short| Draft::exact(short, REPEATED)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// The first line of the form.
const HEADER: &str = "[lines that repeat are stated once]\n";

/// What stands around a number of lines that the block has which stands so often: `[the 2 lines above: 9 times in a row]`.
const IN_A_ROW: [&str; 3] = ["[the ", " lines above: ", " times in a row]\n"];

/// The same of a single line.
const ONE_IN_A_ROW: [&str; 2] = ["[the line above: ", " times in a row]\n"];

/// What stands around the number of lines that stood above behind the same line: `[9 lines as above]`.
const AS_ABOVE: [&str; 2] = ["[", " lines as above]\n"];

/// What a line of ours says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// The block of so many lines above stands so often, itself counted.
    InARow { lines: usize, times: usize },
    /// So many lines follow that follow the latest line above which is the same as the one before.
    AsAbove { lines: usize },
}

impl Mark {
    fn of(line: &str) -> Option<Self> {
        if !line.starts_with('[') {
            return None;
        }
        if let Some(times) = number_between(line, ONE_IN_A_ROW) {
            return (times > 1).then_some(Self::InARow { lines: 1, times });
        }
        if let Some(lines) = number_between(line, AS_ABOVE) {
            return (lines > 1).then_some(Self::AsAbove { lines });
        }
        let (lines, times) = line.strip_prefix(IN_A_ROW[0])?.split_once(IN_A_ROW[1])?;
        let (lines, times) = (number_between(lines, [""; 2])?, number_between(times, ["", IN_A_ROW[2]])?);
        (lines > 1 && times > 1).then_some(Self::InARow { lines, times })
    }

    fn written(self) -> String {
        match self {
            Self::InARow { lines: 1, times } => format!("{}{times}{}", ONE_IN_A_ROW[0], ONE_IN_A_ROW[1]),
            Self::InARow { lines, times } => {
                format!("{}{lines}{}{times}{}", IN_A_ROW[0], IN_A_ROW[1], IN_A_ROW[2])
            }
            Self::AsAbove { lines } => format!("{}{lines}{}", AS_ABOVE[0], AS_ABOVE[1]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::form::Refusal;

    /// What stands below the header, where it can be read back.
    fn short(text: &str) -> Option<String> {
        let short = written(&Facts::of(text))?;
        assert_eq!(expand(&short, usize::MAX).unwrap(), text);
        Some(short.strip_prefix(HEADER).unwrap().to_owned())
    }

    fn said(short: &str, most: usize) -> Result<String, Refusal> {
        expand(&format!("{HEADER}{short}"), most).map(Cow::into_owned).map_err(|malformed| malformed.why)
    }

    const CLONING: &str = "Cloning test database for alias 'default'...\n";

    const TRACE: &str = "Traceback (most recent call last):\n  File \"app.py\", line 3, in main\n    connect(host, port=5432)\n  \
        File \"db.py\", line 41, in connect\n    raise TimeoutError(host)\nTimeoutError: db-1\n";

    #[test]
    fn a_line_on_and_on_stands_once() {
        let text = format!("Found 39 tests.\n{}ok\n", CLONING.repeat(12));
        let expected = format!("Found 39 tests.\n{CLONING}[the line above: 12 times in a row]\nok\n");
        assert_eq!(short(&text).unwrap(), expected);
    }

    #[test]
    fn blocks_in_a_row_stand_once() {
        let text = format!("{}\nend", TRACE.repeat(5));
        assert_eq!(short(&text).unwrap(), format!("{TRACE}[the 6 lines above: 5 times in a row]\n\nend"));
    }

    #[test]
    fn of_what_stood_further_above_the_first_and_last_line_stay() {
        let text = format!("{TRACE}retrying\n{TRACE}giving up\n");
        let again = "Traceback (most recent call last):\n[4 lines as above]\nTimeoutError: db-1\n";
        assert_eq!(short(&text).unwrap(), format!("{TRACE}retrying\n{again}giving up\n"));
    }

    #[test]
    fn what_differs_stands() {
        let other = TRACE.replace("db-1", "db-2");
        let text = format!("{TRACE}\n{other}");
        let again = "Traceback (most recent call last):\n[3 lines as above]\n    raise TimeoutError(host)\nTimeoutError: db-2\n";
        assert_eq!(short(&text).unwrap(), format!("{TRACE}\n{again}"));
    }

    #[test]
    fn other_texts_are_left_alone() {
        let line = |number: usize| format!("line {number} of what nobody said before\n");
        let lines: String = (0..99).map(line).collect();
        for text in ["", "\n", "a", &lines, &"\n".repeat(50), "ok\nok\nok\n", &format!("x{}", "y".repeat(999))] {
            assert_eq!(short(text), None, "{text}");
        }
        let code: String = (0..30).map(|_| "    if self.is_closed():\n        return None\n").collect();
        assert_eq!(short(&code), None);
        let foreign = format!("{}[4 lines as above]\n", CLONING.repeat(12));
        assert_eq!(short(&foreign), None, "a line of it reads like ours");
    }

    #[test]
    fn ends_of_lines_count() {
        let text = format!("{}{}", CLONING.replace('\n', "\r\n").repeat(9), CLONING.trim_end());
        let expected = format!("{}\r\n[the line above: 9 times in a row]\n{}", CLONING.trim_end(), CLONING.trim_end());
        assert_eq!(short(&text).unwrap(), expected);
    }

    #[test]
    fn what_does_not_hold_is_refused() {
        for (short, why) in [
            ("[the line above: 2 times in a row]\n", Refusal::Misfit),
            ("a\n[the 2 lines above: 2 times in a row]\n", Refusal::Misfit),
            ("a\n[2 lines as above]\n", Refusal::Misfit),
            ("a\nb\na\n[2 lines as above]\n", Refusal::Misfit),
            ("a\n[the line above: 99999999999999999 times in a row]\n", Refusal::TooLarge),
            ("a\nb\n[the 2 lines above: 9999999999999999999 times in a row]\n", Refusal::TooLarge),
        ] {
            assert_eq!(said(short, 99), Err(why), "{short}");
        }
        assert_eq!(said("a\nb\nc\na\n[2 lines as above]\nd", 99).unwrap(), "a\nb\nc\na\nb\nc\nd");
        assert_eq!(said("abc\n[the line above: 3 times in a row]\n", 12).unwrap(), "abc\nabc\nabc\n");
        assert_eq!(said("abc\n[the line above: 3 times in a row]\n", 11), Err(Refusal::TooLarge));
    }

    #[test]
    fn what_only_looks_like_a_line_of_ours_stands() {
        for line in [
            "[the line above: 1 times in a row]\n",
            "[the line above: 02 times in a row]\n",
            "[the line above: 2 times in a row]",
            " [the line above: 2 times in a row]\n",
            "[the 1 lines above: 2 times in a row]\n",
            "[1 lines as above]\n",
            "[ lines as above]\n",
            "[2 lines as above]\r\n",
        ] {
            assert_eq!(said(&format!("a\n{line}"), 99).unwrap(), format!("a\n{line}"));
        }
    }
}
