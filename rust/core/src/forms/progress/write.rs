//! What is written of a text with lines that are written over.

use std::ops::Range;

use super::frame::{are_alike, values};
use super::{CELL, HEADER, announced, lines};
use crate::forms::facts::Facts;

/// So many lines are stated once at least.
const FEWEST: usize = 4;

/// Longer lines are no progress: so many columns has no terminal.
const LONGEST: usize = 1024;

/// Rows save so many bytes at least, about what it takes to read what they stand for.
const LEAST_SAVED: usize = 64;

/// The text with rows for lines that are written over and differ in their values alone; `None` where they are too few, or where
/// it is code. Linear in the text.
#[must_use]
pub fn written(facts: &Facts<'_>) -> Option<String> {
    let text = facts.text();
    // Where no line is fed, returns are what ends the lines of an old system.
    if !is_written_over(text) || memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return None;
    }
    let mut writer = Writer { short: String::with_capacity(text.len()), run: Vec::new(), has_rows: false };
    for line in lines(text) {
        if announced(line).is_some() {
            return None;
        }
        writer.put(line);
    }
    writer.end_run();
    let is_code = || Facts::of(&text.replace('\r', "\n")).is_source();
    (writer.has_rows && !is_code()).then_some(writer.short)
}

/// Whether enough carriage returns stand before no line feed.
fn is_written_over(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).nth(FEWEST - 1).is_some()
}

/// A line without its end, and where its values stand.
type Frame<'t> = (&'t str, Vec<Range<usize>>);

/// Writes a text line by line.
struct Writer<'t> {
    short: String,
    /// Lines that differ in their values alone, which have not been written yet.
    run: Vec<Frame<'t>>,
    has_rows: bool,
}

impl<'t> Writer<'t> {
    fn put(&mut self, line: &'t str) {
        let frame = line.strip_suffix('\r').filter(|frame| frame.len() <= LONGEST && !frame.contains(CELL));
        let frame = frame.map(|frame| (frame, values(frame))).filter(|(_, values)| !values.is_empty());
        let Some(frame) = frame else {
            self.end_run();
            self.short.push_str(line);
            return;
        };
        let is_alike = |(last, values): &Frame<'_>| are_alike((last, values), (frame.0, &frame.1));
        if !self.run.last().is_some_and(is_alike) {
            self.end_run();
        }
        self.run.push(frame);
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        let start = self.short.len();
        for (line, _) in &run {
            self.short.extend([line, "\r"]);
        }
        let rows = Some(&run).filter(|run| run.len() >= FEWEST).and_then(|run| rows(run));
        if let Some(rows) = rows.filter(|rows| rows.len() + LEAST_SAVED <= self.short.len() - start) {
            self.short.truncate(start);
            self.short.push_str(&rows);
            self.has_rows = true;
        }
    }
}

/// Lines as rows below the one that they stand for; `None` where they do not differ.
fn rows(run: &[Frame<'_>]) -> Option<String> {
    let (first, places) = run.first()?;
    let differs = |&place: &usize| run.iter().any(|frame| value(frame, place) != value(&run[0], place));
    let differing: Vec<usize> = (0..places.len()).filter(differs).collect();
    let (mut template, mut at) = (String::new(), 0);
    for &place in &differing {
        template.push_str(&first[at..places[place].start]);
        template.push(CELL);
        at = places[place].end;
    }
    template.push_str(&first[at..]);
    let mut rows = format!("{}{}{}{template}{}", HEADER[0], run.len(), HEADER[1], HEADER[2]);
    for frame in run {
        let cells: Vec<&str> = differing.iter().map(|&place| value(frame, place)).collect();
        rows.extend([&cells.join(","), "\n"]);
    }
    (!differing.is_empty()).then_some(rows)
}

fn value<'t>((line, places): &Frame<'t>, place: usize) -> &'t str {
    &line[places[place].clone()]
}
