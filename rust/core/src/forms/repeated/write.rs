//! What is written of a text whose lines repeat.

use std::ops::Range;

use super::{HEADER, Mark};
use crate::forms::facts::Facts;
use crate::forms::headings;
use crate::forms::text_lines::{lines, repeated_bytes};
use crate::hash::hash_bytes;

/// A line of ours is worth at least so many bytes of lines left away.
const LEAST_BYTES: usize = 60;

/// A block that stands several times in a row has so many lines at most, as a reader has to see where it begins.
const LONGEST_BLOCK: usize = 64;

/// Of so many bytes at least one must repeat.
const BYTES_FOR_ONE: usize = 50;

/// The latest lines by their hashes are kept in a table of this size at most.
const MOST_KNOWN: usize = 1 << 17;

/// The text with its repeats stated once; `None` where too little repeats, or where it is code. Linear in the text.
#[must_use]
pub fn written(facts: &Facts<'_>) -> Option<String> {
    let text = facts.text();
    if repeated_bytes(text) < LEAST_BYTES.max(text.len() / BYTES_FOR_ONE) || (facts.is_fixed() && !is_of_tests(text)) {
        return None;
    }
    Writer::new(text)?.written()
}

/// Whether a text is what tests said, which quotes code: it has a line such as `==== FAILURES ====`.
fn is_of_tests(text: &str) -> bool {
    let is_rule = |line: &str| line.starts_with("===") && line.ends_with("===") && line.contains(" FAILURES ");
    lines(text).any(|line| is_rule(line.trim_end()))
}

/// Writes a text line by line.
struct Writer<'t> {
    lines: Vec<&'t str>,
    /// Whether lines stand below headings of ours.
    is_headed: bool,
    latest: Latest,
    /// From here on all lines stand in what is written.
    seen_from: usize,
    short: String,
}

impl<'t> Writer<'t> {
    /// `None` where a line of the text reads like ours.
    fn new(text: &'t str) -> Option<Self> {
        let lines: Vec<&str> = lines(text).collect();
        if lines.iter().any(|line| Mark::of(line).is_some()) {
            return None;
        }
        let latest = Latest::of(lines.len());
        Some(Self { lines, is_headed: headings::is_headed(text), latest, seen_from: 0, short: HEADER.to_owned() })
    }

    fn written(mut self) -> Option<String> {
        let (mut at, bytes) = (0, self.bytes(0..self.lines.len()));
        while at < self.lines.len() {
            at = match self.latest.before(&self.lines, at) {
                Some(same) => self.written_again(at, same),
                None => self.written_lines(at, 1),
            };
        }
        (self.short.len() < bytes).then_some(self.short)
    }

    /// Writes the lines from `at` on that stood from `same` on, and says where the next begins.
    fn written_again(&mut self, at: usize, same: usize) -> usize {
        let block = at - same;
        if block <= LONGEST_BLOCK && same >= self.seen_from {
            let times = self.alike(at, same, self.lines.len()) / block;
            if self.bytes(at..at + times * block) >= LEAST_BYTES {
                let end = at + times * block;
                return self.left_away(end - block..end, Mark::InARow { lines: block, times: times + 1 });
            }
        }
        let alike = self.alike(at, same, block);
        let inner = at + 1..at + alike.saturating_sub(1);
        if inner.len() < 2 || self.bytes(inner.clone()) < LEAST_BYTES {
            return self.written_lines(at, alike.max(1));
        }
        self.written_lines(at, 1);
        self.left_away(inner, Mark::AsAbove { lines: alike - 2 })
    }

    /// How many lines from `at` on are those from `same` on, `most` at most: who reads on must use what was read. A heading
    /// ends them, as the lines behind need it.
    fn alike(&self, at: usize, same: usize, most: usize) -> usize {
        let is_heading = |at: usize| self.is_headed && headings::is_heading(&self.lines[at..]);
        let pairs = (at..).zip(self.lines[at..].iter().zip(&self.lines[same..]));
        pairs.take(most).take_while(|&(at, (one, other))| one == other && !is_heading(at)).count()
    }

    fn bytes(&self, range: Range<usize>) -> usize {
        self.lines[range].iter().map(|line| line.len()).sum()
    }

    fn written_lines(&mut self, first: usize, count: usize) -> usize {
        for at in first..first + count {
            self.short.push_str(self.lines[at]);
            self.latest.insert(&self.lines, at);
        }
        first + count
    }

    /// Writes a mark for lines, of which those of `range` stood last.
    fn left_away(&mut self, range: Range<usize>, mark: Mark) -> usize {
        self.short.push_str(&mark.written());
        for at in range.clone() {
            self.latest.insert(&self.lines, at);
        }
        self.seen_from = range.end;
        range.end
    }
}

/// Where lines stood last. Some are forgotten; those that are known are where they stood last indeed.
struct Latest {
    /// Numbers of lines from 1 on, by their hashes.
    numbers: Vec<u32>,
}

impl Latest {
    fn of(lines: usize) -> Self {
        Self { numbers: vec![0; (2 * lines).next_power_of_two().min(MOST_KNOWN)] }
    }

    fn slot(&self, line: &str) -> usize {
        hash_bytes(line.as_bytes()) as usize & (self.numbers.len() - 1)
    }

    /// Where the line at `at` stood last before that.
    fn before(&self, lines: &[&str], at: usize) -> Option<usize> {
        let same = (self.numbers[self.slot(lines[at])] as usize).checked_sub(1)?;
        (lines[same] == lines[at]).then_some(same)
    }

    fn insert(&mut self, lines: &[&str], at: usize) {
        let slot = self.slot(lines[at]);
        self.numbers[slot] = at as u32 + 1;
    }
}
