//! What is written of a text in blocks.

use std::collections::{HashMap, HashSet};

use super::block::{Block, Whole, parts};
use super::key::key;
use super::{HEADER, LEFT_OUT, MOST_KINDS, glance};
use crate::forms::facts::Facts;
use crate::forms::text_lines::{has_line, line_starts, lines};
use crate::hash::TextHash;

/// Lines are left out where they have so many bytes at least: `…` takes a reader's attention.
const LEAST_LEFT_OUT: usize = 16;

/// A block is told from another where that saves so many bytes at least,
const LEAST_SAVED: usize = 40;

/// and one in so many.
const BYTES_FOR_ONE: usize = 8;

/// The text in blocks that are told from others; `None` where that saves too little, or where it is code. Linear in the text
/// but for the order of a block's keys.
#[must_use]
pub fn written(facts: &Facts<'_>) -> Option<String> {
    written_within(facts, usize::MAX)
}

/// The same where it takes `most` bytes at most.
pub(in crate::forms) fn written_within(facts: &Facts<'_>, most: usize) -> Option<String> {
    let text = facts.text();
    let label = glance::found(text)?;
    let first_lines = line_starts(text, label).filter_map(|at| lines(&text[at..]).next());
    if first_lines.map(str::len).sum::<usize>() > most {
        return None; // they stand in any case
    }
    if facts.is_fixed() || has_line(text, LEFT_OUT, |line| line == LEFT_OUT) {
        return None;
    }
    let mut writer = Writer { short: [HEADER[0], label, HEADER[1]].concat(), kinds: HashMap::default() };
    for part in parts(text, label) {
        match Block::of(part, label) {
            Some(block) => writer.put(block),
            None => writer.short.push_str(part),
        }
    }
    let least = text.len() - text.len() / BYTES_FOR_ONE;
    (writer.short.len() < least && writer.short.len() <= most).then_some(writer.short)
}

/// Writes a text block by block.
struct Writer<'t> {
    short: String,
    kinds: HashMap<&'t str, Known<'t>, TextHash>,
}

impl<'t> Writer<'t> {
    fn put(&mut self, block: Block<'t>) {
        let known = self.kinds.get_mut(block.kind());
        if let Some(told) = known.and_then(|known| known.told(&block)) {
            self.short.extend(told);
            self.short.push_str(block.blank);
            return;
        }
        self.short.extend(block.lines.iter().copied().chain([block.blank]));
        if self.kinds.len() < MOST_KINDS || self.kinds.contains_key(block.kind()) {
            self.kinds.insert(block.kind(), Known::of(block));
        }
    }
}

/// What is known of a kind of blocks.
struct Known<'t> {
    whole: Whole<'t>,
    /// The lines by which the last block differed.
    latest: HashSet<&'t str, TextHash>,
    /// Bytes of lines that stood in two blocks in a row, as they differ from the whole one.
    again: usize,
}

impl<'t> Known<'t> {
    fn of(block: Block<'t>) -> Self {
        Self { whole: Whole::of(block.lines), latest: HashSet::default(), again: 0 }
    }

    /// The lines of a block as they are told from the whole one. `None` where that saves too little, or where blocks since
    /// have had so much in common with each other that another whole one would have saved more: what buying skis costs.
    fn told(&mut self, block: &Block<'t>) -> Option<Vec<&'t str>> {
        let told = Telling::of(&self.whole, block).told();
        let (all, left) = (bytes(&block.lines), bytes(&told));
        let differing = || told[block.headed()..].iter().copied().filter(|&line| line != LEFT_OUT);
        self.again += differing().filter(|line| self.latest.contains(line)).map(str::len).sum::<usize>();
        self.latest.clear();
        self.latest.extend(differing());
        (left + LEAST_SAVED.max(all / BYTES_FOR_ONE) <= all && self.again <= all).then_some(told)
    }
}

fn bytes(lines: &[&str]) -> usize {
    lines.iter().map(|line| line.len()).sum()
}

/// A block being told from a whole one.
struct Telling<'w, 't> {
    whole: &'w Whole<'t>,
    /// The lines that have not been told.
    lines: &'w [&'t str],
    /// The place in the whole block from which on the reader looks for the next line.
    place: usize,
    /// So many of the lines are those of the whole block from there on, so far as that is known.
    alike: usize,
    told: Vec<&'t str>,
}

impl<'w, 't> Telling<'w, 't> {
    /// The lines that stand at the head of the block have been told.
    fn of(whole: &'w Whole<'t>, block: &'w Block<'t>) -> Self {
        let mut telling = Self { whole, lines: &block.lines, place: 0, alike: 0, told: Vec::new() };
        for _ in 0..block.headed() {
            telling.show();
        }
        telling
    }

    /// Tells the lines. Linear but for the lookup of keys, as no line is compared twice.
    fn told(mut self) -> Vec<&'t str> {
        while !self.lines.is_empty() {
            if self.alike == 0 {
                let pairs = self.lines.iter().zip(&self.whole.lines[self.place..]);
                self.alike = pairs.take_while(|(line, other)| line == other).count();
            }
            match self.next() {
                Next::LeftOut(lines) if bytes(&self.lines[..lines]) >= LEAST_LEFT_OUT => self.leave_out(lines),
                Next::LeftOut(lines) | Next::Shown(lines) => (0..lines.max(1)).for_each(|_| self.show()),
            }
        }
        self.told
    }

    /// What may be left out: the line behind must be one whose key stands in the whole block where the lines end, and not
    /// before. What stands before that is shown, so that the next lines may be left out.
    fn next(&self) -> Next {
        if self.alike == self.lines.len() && self.place + self.alike == self.whole.lines.len() {
            return Next::LeftOut(self.alike);
        }
        for lines in [Some(self.alike), self.alike.checked_sub(1)].into_iter().flatten() {
            let line = self.lines.get(lines);
            let first = line.and_then(|line| self.whole.place(key(line), self.place)).map(|place| place - self.place);
            match first {
                Some(first) if first < lines => return Next::Shown(first + 1),
                Some(first) if first == lines => return Next::LeftOut(lines),
                _ => {}
            }
        }
        Next::Shown(1)
    }

    fn leave_out(&mut self, lines: usize) {
        self.told.push(LEFT_OUT);
        self.lines = &self.lines[lines..];
        self.place += lines;
        self.alike -= lines;
    }

    fn show(&mut self) {
        let line = self.lines[0];
        self.told.push(line);
        self.lines = &self.lines[1..];
        self.place = self.whole.behind(line, self.place);
        self.alike = self.alike.saturating_sub(1);
    }
}

/// What becomes of the next lines.
enum Next {
    LeftOut(usize),
    Shown(usize),
}
