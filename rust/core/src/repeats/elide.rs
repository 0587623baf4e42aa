//! Writing a text with marks for what earlier messages say.

use std::collections::HashMap;

use super::index::{Context, Index, Place};
use super::units::{Kind, Unit, is_boundary, units};
use super::{HEADER_END, HEADER_START, MARKS, RESUME_BYTES};

/// A shorter run costs a reader more than it saves.
const SHORTEST_RUN_BYTES: usize = 16;

/// `text` with marks for what `index` holds already, or `None` if there is nothing worth a mark.
///
/// [`resolve`](super::resolve) gives back `text` from it and the same index. Linear in the text.
#[must_use]
pub fn elide(text: &str, index: &Index) -> Option<String> {
    let mark = MARKS.into_iter().find(|mark| !text.contains(mark))?;
    let (mut body, mut names) = (String::new(), Vec::new());
    let mut reader = Reader { text, index, read: 0, compared: 0 };
    let mut written = 0;
    while let Some(run) = reader.next_run() {
        body.push_str(&text[written..run.start]);
        body.push_str(mark);
        written = run.end;
        let name = &*index.source(run.place).name;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    body.push_str(&text[written..]);
    (!names.is_empty()).then(|| format!("[{mark}{HEADER_START}{}{HEADER_END}{body}", names.join(", ")))
}

/// A run of the text that stands at a place in the index.
struct Run {
    start: usize,
    end: usize,
    place: Place,
}

/// Reads a text on for runs.
struct Reader<'t> {
    text: &'t str,
    index: &'t Index,
    /// What was read, up to the end of the last run.
    read: usize,
    /// What was compared with earlier text: it is not compared again, which keeps reading linear.
    compared: usize,
}

impl Reader<'_> {
    /// The next run worth a mark.
    fn next_run(&mut self) -> Option<Run> {
        let mut context = Context::default();
        units(self.text, self.read).find_map(|unit| {
            context.push(unit);
            let start = context.start().filter(|_| unit.end >= self.compared)?;
            let place = self.index.find(&self.text[start..unit.end])?;
            let length = self.run_length(unit.end, place)?;
            self.read = unit.end + length;
            Some(Run { start: unit.end, end: self.read, place })
        })
    }

    /// How much of the text from `start` on a mark may stand for, if it is worth one.
    fn run_length(&mut self, start: usize, place: Place) -> Option<usize> {
        let (text, source) = (&self.text[start..], self.index.behind(place));
        let same = common(text, source);
        if same < SHORTEST_RUN_BYTES {
            return None;
        }
        self.compared = start + same;
        if same == text.len() && same == source.len() {
            return Some(same);
        }
        last_resume(&text[..same], is_boundary(text, same) && is_boundary(source, same))
    }
}

/// The last word of a run with which the text may go on: the first place in the run where it stands.
fn last_resume(run: &str, ends_whole: bool) -> Option<usize> {
    let mut first_places: HashMap<&str, usize> = HashMap::new();
    let resumes = resumes(run, ends_whole);
    for &(at, words) in &resumes {
        first_places.entry(words).or_insert(at);
    }
    let (at, _) = resumes.into_iter().rev().find(|(at, words)| first_places[words] == *at)?;
    (at >= SHORTEST_RUN_BYTES).then_some(at)
}

/// Every word of a run, with as much behind it as tells where a text goes on.
fn resumes(run: &str, ends_whole: bool) -> Vec<(usize, &str)> {
    let mut cut: Vec<Unit> = units(run, 0).collect();
    if !ends_whole {
        cut.pop();
    }
    let mut end = 0;
    let long_enough = |(number, unit): (usize, &Unit)| {
        end = end.max(number);
        while cut.get(end).is_some_and(|last| last.end - unit.start < RESUME_BYTES) {
            end += 1;
        }
        (unit.kind == Kind::Word).then_some(())?;
        Some((unit.start, &run[unit.start..cut.get(end)?.end]))
    };
    cut.iter().enumerate().filter_map(long_enough).collect()
}

/// Bytes that both begin with, up to a whole character.
fn common(left: &str, right: &str) -> usize {
    let same = left.bytes().zip(right.bytes()).take_while(|(left, right)| left == right).count();
    (0..=same).rev().find(|&at| left.is_char_boundary(at)).unwrap_or(0)
}
