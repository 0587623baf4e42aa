//! Headings: what consecutive lines begin with stands once above them, and they are indented below it.
//!
//! Lines of a log begin with one date for hours, results of tests with one file. Only whole words go, or what stands before
//! `::`, so that the rest of a line is still what a reader looks for. In brackets, above lines that were not indented, a model
//! read 17 of 40 values, of the text itself 27; indented 24.
//!
//! ```
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::headings::{expand, written};
//!
//! let result = |number: usize| format!("PASSED tests/test_axes.py::TestScatter::test_color[case{number}]\n");
//! let text: String = (0..9).map(result).collect();
//! let short = written(&Facts::of(&text)).unwrap();
//! assert!(short.contains("\nPASSED tests/test_axes.py::TestScatter::\n test_color[case0]\n test_color[case1]\n"));
//! assert_eq!(expand(&short, text.len()).unwrap(), text);
//! ```

use std::borrow::Cow;

use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Refusal, Terms};
use super::text_lines::lines;
use crate::transform::Transform;

/// What lines begin with was stated once above them.
pub const HEADINGS: Transform =
    Transform { rank: 11, name: "headings", reason: "what lines begin with was stated once above them" };

/// Lines below what they begin with, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Headings;

impl Form for Headings {
    fn transforms(&self) -> &'static [Transform] {
        &[HEADINGS]
    }

    fn is_marked(&self, text: &str) -> bool {
        is_headed(text)
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, _terms: Terms) -> Proposal {
        written(facts).map(|short| Draft::exact(short, HEADINGS)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// The first line of the form.
const HEADER: &str = "[lines indented below what they begin with]\n";

/// The line above lines that begin with nothing but blanks of their own.
const NOTHING: &str = "…";

/// What lines share takes so many bytes at least, and at most.
const LEAST_SHARED: usize = 8;
const MOST_SHARED: usize = 200;

/// Of so many bytes of a text lines must share one with the line above.
const BYTES_FOR_ONE: usize = 8;

/// A heading takes as many tokens as so many bytes of what it states, beside these.
const HEADING_BYTES: usize = 12;

/// So many lines are looked at for where a heading begins to hold for more if it says less.
const LOOKED_AHEAD: usize = 256;

/// Whether lines of a text stand below headings of ours.
#[must_use]
pub fn is_headed(text: &str) -> bool {
    text.starts_with(HEADER)
}

/// Whether the first of some lines is one that the next stands below.
pub(super) fn is_heading(lines: &[&str]) -> bool {
    matches!(lines, [first, next, ..] if !first.starts_with(' ') && next.starts_with(' '))
}

/// The text with headings; `None` where too little is shared, or where it is code. Linear in the text.
#[must_use]
pub fn written(facts: &Facts<'_>) -> Option<String> {
    let text = facts.text();
    if facts.is_known_fixed() || !shares_enough(text) || facts.is_fixed() {
        return None;
    }
    let lines: Vec<&str> = lines(text).collect();
    let runs = runs(&lines);
    let mut short = HEADER.to_owned();
    let mut at = 0;
    for Run { first, lines: count, shared, .. } in runs {
        put_others(&mut short, &lines[at..first]);
        at = first + count;
        put_below(&mut short, &lines[first][..shared], &lines[first..at]);
    }
    put_others(&mut short, &lines[at..]);
    (short.len() < text.len()).then_some(short)
}

/// Writes lines that share nothing: as they are, but that those which begin with a blank stand below a heading of nothing.
fn put_others(short: &mut String, others: &[&str]) {
    for same in others.chunk_by(|one, next| one.starts_with(' ') == next.starts_with(' ')) {
        if same[0].starts_with(' ') { put_below(short, NOTHING, same) } else { short.extend(same.iter().copied()) }
    }
}

/// Writes lines below a heading, without what it says.
fn put_below(short: &mut String, heading: &str, lines: &[&str]) {
    let shared = if heading == NOTHING { 0 } else { heading.len() };
    short.extend([heading, "\n"]);
    for line in lines {
        short.extend([" ", &line[shared..]]);
    }
}

/// Whether lines begin like the ones above them. Nothing is allocated for it.
fn shares_enough(text: &str) -> bool {
    let mut shared = 0;
    let mut above = "";
    for line in lines(text) {
        if line.as_bytes().first_chunk::<4>() == above.as_bytes().first_chunk() {
            let both = begin_alike(line, above);
            shared += if both >= LEAST_SHARED { both } else { 0 };
        }
        above = line;
    }
    shared > text.len() / BYTES_FOR_ONE
}

/// How many bytes two lines begin with that are the same, so many as may be shared at most.
fn begin_alike(line: &str, other: &str) -> usize {
    let pairs = line.bytes().zip(other.bytes()).take(MOST_SHARED);
    pairs.take_while(|(one, other)| one == other).count()
}

/// Some lines that share what they begin with.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: usize,
    lines: usize,
    shared: usize,
    /// Those that are not the line above once more, which a form of its own takes.
    differing: usize,
}

impl Run {
    /// The bytes that a heading saves.
    fn saved(self) -> usize {
        (self.shared * (self.differing - 1)).saturating_sub(HEADING_BYTES)
    }

    /// Whether it saves more than another run, by the line.
    fn is_better(self, other: Self) -> bool {
        self.saved() * other.differing > other.saved() * self.differing
    }

    /// Takes in the next line, which shares so much with the one before.
    fn add(&mut self, shared: usize) {
        self.lines += 1;
        self.differing += usize::from(shared != SAME);
    }
}

/// What a line shares with the one above that is the same.
const SAME: usize = u8::MAX as usize;

/// The runs of lines below headings, in order.
fn runs(lines: &[&str]) -> Vec<Run> {
    let shared: Vec<u8> = lines.windows(2).map(|pair| shared(pair[0], pair[1]) as u8).chain([0]).collect();
    let mut runs = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some(run) = best(&shared, at) else {
            at += 1;
            continue;
        };
        let run = extended(&shared, run);
        runs.push(run);
        at = run.first + run.lines;
    }
    runs
}

/// How much of what two lines begin with a heading above both may state: whole words, or what stands before `::`.
fn shared(line: &str, next: &str) -> usize {
    if line == next {
        return SAME;
    }
    let both = begin_alike(line, next);
    let begins_blank = line.starts_with([' ', '\t']);
    if both < LEAST_SHARED || begins_blank {
        return 0;
    }
    let bytes = &line.as_bytes()[..both];
    let is_cut = |end: &usize| bytes[end - 1] == b' ' || bytes[..*end].ends_with(b"::");
    let cut = (LEAST_SHARED..=both).rev().find(is_cut).unwrap_or(0);
    let columns = memchr::memmem::find(bytes, b"  "); // a table's, which its own form takes
    if columns.is_some_and(|columns| columns < cut) { 0 } else { cut }
}

/// The run from a line on that saves most by the line.
fn best(shared: &[u8], first: usize) -> Option<Run> {
    let mut best: Option<Run> = None;
    let mut run = Run { first, lines: 1, shared: usize::from(shared[first]), differing: 1 };
    for &next in &shared[first..(first + LOOKED_AHEAD).min(shared.len())] {
        let next = usize::from(next);
        if next < run.shared {
            best = better(best, run);
            run.shared = next;
        }
        if run.shared == 0 {
            return best;
        }
        run.add(next);
    }
    better(best, run)
}

fn better(best: Option<Run>, run: Run) -> Option<Run> {
    if run.shared < SAME && run.saved() > 0 && best.is_none_or(|best| run.is_better(best)) { Some(run) } else { best }
}

/// The run with the lines behind it that share the same, up to where other headings save more.
fn extended(shared: &[u8], mut run: Run) -> Run {
    let mut looked_until = run.first + run.lines;
    while usize::from(shared[run.first + run.lines - 1]) >= run.shared {
        let next = run.first + run.lines;
        if next >= looked_until && (run.shared + 1..SAME).contains(&usize::from(shared[next])) {
            let other = best(shared, next).filter(|other| other.shared > run.shared);
            let again = run.shared + HEADING_BYTES; // what stands again behind the other heading
            if other.is_some_and(|other| other.saved() > other.differing * run.shared + again) {
                break;
            }
            looked_until = next + other.map_or(1, |other| other.lines);
        }
        run.add(usize::from(shared[next - 1]));
    }
    run
}

/// The text that a text in this form stands for; any other text as it is. Linear in the result.
///
/// # Errors
/// The first line is indented, or it is more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    let Some(short) = text.strip_prefix(HEADER) else { return Ok(Cow::Borrowed(text)) };
    let mut long = String::with_capacity(short.len().min(most));
    let (mut heading, mut at) = (None, HEADER.len());
    let mut lines = lines(short).peekable();
    while let Some(line) = lines.next() {
        let refused = |why| Malformed { begins_at: 0, at, why };
        if let Some(rest) = line.strip_prefix(' ') {
            long.extend([heading.ok_or(refused(Refusal::Misfit))?, rest]);
        } else if lines.peek().is_some_and(|next| next.starts_with(' ')) {
            heading = Some(line.trim_end_matches('\n')).map(|heading| if heading == NOTHING { "" } else { heading });
        } else {
            long.push_str(line);
        }
        if long.len() > most {
            return Err(refused(Refusal::TooLarge));
        }
        at += line.len();
    }
    Ok(Cow::Owned(long))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands below the header, where it can be read back.
    fn short(text: &str) -> Option<String> {
        let short = written(&Facts::of(text))?;
        assert_eq!(expand(&short, usize::MAX).unwrap(), text);
        Some(short.strip_prefix(HEADER).unwrap().to_owned())
    }

    #[test]
    fn what_lines_begin_with_stands_above_them() {
        let text = "2015-07-29 17:41:44 INFO started\n2015-07-29 17:41:47 INFO ready\n2015-07-29 19:04:12 WARN busy\n\
            2015-07-30 08:00:00 INFO stopped\n2015-07-30 08:00:01 INFO gone\n2015-07-30 09:10:11 INFO back\n\
            2015-07-30 10:00:00 INFO started\n2015-07-30 10:00:09 INFO ready\n2015-07-30 11:01:00 WARN busy\n";
        let expected = "2015-07-29 \n 17:41:44 INFO started\n 17:41:47 INFO ready\n 19:04:12 WARN busy\n\
            2015-07-30 \n 08:00:00 INFO stopped\n 08:00:01 INFO gone\n 09:10:11 INFO back\n \
            10:00:00 INFO started\n 10:00:09 INFO ready\n 11:01:00 WARN busy\n";
        assert_eq!(short(text).unwrap(), expected);
    }

    #[test]
    fn a_longer_heading_stands_where_it_saves_more() {
        let second = |second: usize| {
            let line = |number: usize| format!("17/06/09 20:10:{second} INFO task {number}{number}\n");
            (0..6).map(line).collect::<String>()
        };
        let text = format!("{}{}", second(40), second(41));
        let short = short(&text).unwrap();
        assert!(short.starts_with("17/06/09 20:10:40 INFO task \n 00\n 11\n"), "{short}");
        assert!(short.contains("\n 55\n17/06/09 20:10:41 INFO task \n 00\n"), "{short}");
    }

    #[test]
    fn other_lines_stand_as_they_are_or_below_nothing() {
        let result = |number: usize| format!("PASSED test_api.py::TestGet::test_{number}\n");
        let results: String = (0..9).map(result).collect();
        let text = format!("collected 9 items\n{results}\n…\n    a = 1\n  b\n9 passed");
        let short = short(&text).unwrap();
        assert!(short.starts_with("collected 9 items\nPASSED test_api.py::TestGet::\n test_0\n"), "{short}");
        assert!(short.ends_with("\n test_8\n\n…\n…\n     a = 1\n   b\n9 passed"), "{short}");
    }

    #[test]
    fn other_texts_are_left_alone() {
        let table = "-rw-r--r--   1 root  root   1234 Jan  1 12:00 name\n".repeat(9);
        let line = |number: usize| format!("    version of {number}\n");
        let indented: String = (0..30).map(line).collect();
        for text in ["", "\n", "a", &table, &indented, &"\n".repeat(99), &"x".repeat(999)] {
            assert_eq!(short(text), None, "{text}");
        }
    }

    #[test]
    fn what_would_be_too_much_is_refused() {
        let text = format!("{HEADER}abc \n d\n e\n");
        assert_eq!(expand(&text, 12).unwrap(), "abc d\nabc e\n");
        assert_eq!(expand(&text, 11).unwrap_err().why, Refusal::TooLarge);
    }

    #[test]
    fn what_stands_below_nothing_at_all_is_refused() {
        assert_eq!(expand(&format!("{HEADER} a\n"), 99).unwrap_err().why, Refusal::Misfit);
        assert_eq!(expand(&format!("{HEADER}a\n"), 99).unwrap(), "a\n");
    }
}
