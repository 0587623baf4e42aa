//! Progress: lines that a terminal writes over, each with the next, as downloads and bars print them.
//!
//! Lines that differ in numbers and bars alone stand once, and a row for each says these; the last state, which nothing writes
//! over, stands as it is.
//!
//! ```
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::progress::{expand, written};
//!
//! let frame = |percent: usize| format!("\rReceiving objects: {percent:3}% ({percent}/100)");
//! let text = format!("{}, done.\n", (1..=100).map(frame).collect::<String>());
//! let rows = written(&Facts::of(&text)).unwrap();
//! assert!(rows.starts_with("\r[each of 99 rows stands for \"Receiving objects: …% (…/100)\", written over by the next; "));
//! assert!(rows.ends_with("\n 99,99\nReceiving objects: 100% (100/100), done.\n"));
//! assert_eq!(expand(&rows, text.len()).unwrap(), text);
//! ```

mod frame;
mod read;
mod write;

use std::borrow::Cow;

pub use read::expand;
pub use write::written;

use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Terms};
use super::text_lines::number;
use crate::config::Level;
use crate::transform::Transform;

/// What lines that are written over say was stated once.
pub const PROGRESS: Transform =
    Transform { rank: 15, name: "progress", reason: "what lines of progress have in common was stated once" };

/// Lines that are written over, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Progress;

impl Form for Progress {
    fn transforms(&self) -> &'static [Transform] {
        &[PROGRESS]
    }

    fn is_marked(&self, text: &str) -> bool {
        memchr::memmem::find(text.as_bytes(), HEADER[1].as_bytes()).is_some()
            && lines(text).any(|line| announced(line).is_some())
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, terms: Terms) -> Proposal {
        // It was read as well as the text itself in 40 questions, most of which a small model gets wrong from either.
        let rows = (terms.level == Level::Compact).then(|| written(facts)).flatten();
        rows.map(|rows| Draft::exact(rows, PROGRESS)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// What stands around the number of rows and the line that they stand for.
const HEADER: [&str; 3] = ["[each of ", " rows stands for \"", "\", written over by the next; its cells for …:\n"];

/// Stands for a cell.
const CELL: char = '…';

/// How many rows a line announces, and what each stands for: with one cell at least, as a line without would say nothing.
fn announced(line: &str) -> Option<(usize, &str)> {
    let (rows, template) = line.strip_prefix(HEADER[0])?.strip_suffix(HEADER[2])?.split_once(HEADER[1])?;
    Some((number(rows)?, template)).filter(|(_, template)| template.contains(CELL))
}

/// The lines of a text, each with what ends it: a line feed, or a carriage return that stands before none.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut ends = memchr::memchr2_iter(b'\r', b'\n', text.as_bytes());
    let mut start = 0;
    std::iter::from_fn(move || {
        let is_end = |at: &usize| text.as_bytes()[*at] == b'\n' || text.as_bytes().get(at + 1) != Some(&b'\n');
        let end = ends.find(is_end).map_or(text.len(), |at| at + 1);
        (end > start).then(|| &text[std::mem::replace(&mut start, end)..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::form::Refusal;

    fn rows(text: &str) -> Option<String> {
        let rows = written(&Facts::of(text))?;
        assert_eq!(expand(&rows, usize::MAX).unwrap(), text);
        assert!(Progress.is_marked(&rows));
        Some(rows)
    }

    fn frames(count: usize, end: &str) -> String {
        let frame = |number: usize| {
            format!("Epoch 1:{number:4}%|{:<9}| {number}/90 [00:{number:02}]{end}", "█".repeat(number / 10))
        };
        (10..10 + count).map(frame).collect()
    }

    #[test]
    fn lines_end_with_returns_and_line_feeds() {
        assert_eq!(lines("a\rb\r\nc\n\r\rd").collect::<Vec<_>>(), ["a\r", "b\r\n", "c\n", "\r", "\r", "d"]);
        assert_eq!(lines("a\r").chain(lines("")).collect::<Vec<_>>(), ["a\r"]);
    }

    #[test]
    fn what_differs_stands_in_rows() {
        let text = format!("training\n{}done\n", frames(30, "\r"));
        let expected = "training\n[each of 30 rows stands for \"Epoch 1: …%|…| …/90 […]\", written over by the next; its cells for …:\n";
        let rows = rows(&text).unwrap();
        assert!(rows.starts_with(expected), "{rows}");
        assert!(rows.ends_with("\n 38,███      ,38,00:38\n 39,███      ,39,00:39\ndone\n"), "{rows}");
    }

    #[test]
    fn the_last_state_and_what_stands_between_stay() {
        let all = |verb: &str| (1..40).map(|number| format!("{verb} {number}/40\r")).collect::<Vec<String>>().concat();
        let text = format!("{}Counted 40/40, done.\n\n{}Sent 40/40", all("Counting objects:"), all("Sending objects:"));
        let rows = rows(&text).unwrap();
        assert!(
            rows.contains("\n39\nCounted 40/40, done.\n\n[each of 39 rows stands for \"Sending objects: …/40\""),
            "{rows}"
        );
    }

    #[test]
    fn other_texts_stay() {
        let crlf = frames(30, "\r\n");
        let lines_of_old = frames(30, "\r");
        let source = format!(
            "\n{}",
            (0..30).map(|number| format!("assert total({number}) == {number};\r")).collect::<Vec<String>>().concat()
        );
        let same = format!("{}\n", "Waiting for 3 workers\r".repeat(20));
        let marked = frames(30, "…\r") + "\n";
        for text in ["", "\r", "\r\n", &crlf, &lines_of_old, &source, &same, &marked] {
            assert_eq!(rows(text), None, "{text}");
        }
        assert_eq!(rows(&format!("{}\n[each of 1 rows stands for \"…{}", frames(30, "\r"), HEADER[2])), None);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let header = "[each of 2 rows stands for \"…/…\", written over by the next; its cells for …:\n";
        let said =
            |rows: &str, most| expand(&format!("{header}{rows}"), most).map(Cow::into_owned).map_err(|it| it.why);
        assert_eq!(said("1,2\n3,4\nend", 99).unwrap(), "1/2\r3/4\rend");
        for rows in ["", "1,2\n", "1,2\n3\n", "1,2\n3,4,5\n", "1,2\n3,4", "1,2\n3,4\r\n"] {
            assert_eq!(said(rows, 99), Err(Refusal::Misfit), "{rows:?}");
        }
        assert_eq!(said("1,2\n3,4\nend", 10), Err(Refusal::TooLarge));
        let none = "[each of 2 rows stands for \"a\", written over by the next; its cells for …:\n";
        assert_eq!(expand(none, 99).unwrap(), none, "nothing differs");
    }
}
