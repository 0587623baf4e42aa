//! Writing a text with marks for what earlier messages say.

use std::collections::HashMap;

use memchr::memmem;

use super::chunks::{Chunk, ChunkKind, chunks, is_boundary};
use super::contexts::Context;
use super::header::{MARKS, marked};
use super::index::{Index, Place};
use super::strings::Strings;
use super::{AHEAD, RESUME_BYTES};
use crate::views;

/// A shorter run costs a reader more than it saves.
const SHORTEST_RUN_BYTES: usize = 16;

/// Within a string of a value: of less, what changed would stand among what did not.
const SHORTEST_RUN_IN_STRING_BYTES: usize = 256;

/// So many words at the end of a run are looked for one by one before all of the run is read.
const TRIED_WORDS: usize = 16;

/// So far from the end of a run these words are looked for.
const TRIED_BYTES: usize = 512;

/// `text` with marks for what `index` holds already, or `None` if there is nothing worth a mark.
///
/// `contexts` are those of the text. [`expand`](super::expand()) gives back `text` from the result and the same index.
/// The first line of a view stays. Linear in the text.
#[must_use]
pub(super) fn written(text: &str, contexts: &[Context], index: &mut Index) -> Option<String> {
    let mark = MARKS.into_iter().find(|mark| !text.contains(mark))?;
    let (mut body, mut names) = (String::new(), Vec::<Box<str>>::new());
    let head = views::head(text);
    let (is_view, is_of_lines) = (!head.is_empty(), !head.is_empty() || is_value(text));
    let mut written = head.len();
    let has_strings = is_of_lines && !is_view;
    let strings = if has_strings { Strings::of(text, SHORTEST_RUN_IN_STRING_BYTES) } else { Strings::default() };
    let (read, compared, compared_in_string) = (written, 0, 0);
    let mut reader =
        Reader { text, is_of_lines, is_view, strings, contexts, index, next: 0, read, compared, compared_in_string };
    while let Some(run) = reader.next_run() {
        body.push_str(&text[written..run.start]);
        body.push_str(mark);
        written = run.end;
        let name = reader.index.name(run.place);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    body.push_str(&text[written..]);
    (!names.is_empty()).then(|| [head, &marked(mark, &names), &body].concat())
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
    /// Whether runs begin and end with lines.
    is_of_lines: bool,
    /// Whether the text is a view, whose marks of gaps no run begins or ends in.
    is_view: bool,
    /// The long strings of a value, in each of which runs may begin and end anywhere.
    strings: Strings,
    contexts: &'t [Context],
    index: &'t mut Index,
    /// The next context to be looked up.
    next: usize,
    /// What was read, up to the end of the last run.
    read: usize,
    /// What was compared with earlier text: it is not compared again, which keeps reading linear.
    compared: usize,
    /// The same, for runs within a string.
    compared_in_string: usize,
}

impl Reader<'_> {
    /// The next run worth a mark.
    fn next_run(&mut self) -> Option<Run> {
        while let Some(context) = self.contexts.get(self.next) {
            self.index.fetch(self.contexts.get(self.next + AHEAD));
            self.next += 1;
            if context.start < self.read {
                continue;
            }
            let Some(reach) = self.reach(context).filter(|&reach| context.end >= *self.compared(reach)) else {
                continue;
            };
            if self.is_view && views::is_in_gap(self.text, context.start) {
                continue;
            }
            let Some(place) = self.index.find(self.text, context) else { continue };
            if !self.leads_to_one(context, place) {
                continue;
            }
            if reach == Reach::Whole && self.index.whole(place) != self.text {
                continue; // of a value on one line, what changed stands among all that did not
            }
            if let Some(length) = self.run_length(context.end, place, reach) {
                self.read = context.end + length;
                return Some(Run { start: context.end, end: self.read, place });
            }
        }
        None
    }

    /// How far a run behind some words may reach, if one may begin there.
    fn reach(&self, context: &Context) -> Option<Reach> {
        if !self.is_of_lines || is_last_of_line(self.text, context.end) {
            return Some(Reach::Text);
        }
        if let Some(end) = self.strings.end_around(context.start..context.end) {
            return Some(Reach::String(end));
        }
        (self.read == 0 && is_line(self.text)).then_some(Reach::Whole)
    }

    fn compared(&mut self, reach: Reach) -> &mut usize {
        if matches!(reach, Reach::String(_)) { &mut self.compared_in_string } else { &mut self.compared }
    }

    /// Whether something worth a mark may follow some words, and they stand in one text above alone.
    fn leads_to_one(&mut self, context: &Context, place: Place) -> bool {
        if !begin_alike(&self.text[context.end..], self.index.behind(place)) {
            return false;
        }
        self.index.heard.read();
        self.index.heard.is_said_by_one(&self.text[context.start..context.end])
    }

    /// How much of the text from `start` on a mark may stand for, if it is worth one.
    fn run_length(&mut self, start: usize, place: Place, reach: Reach) -> Option<usize> {
        let (end, shortest) = match reach {
            Reach::String(end) => (end, SHORTEST_RUN_IN_STRING_BYTES),
            Reach::Text | Reach::Whole => (self.text.len(), SHORTEST_RUN_BYTES),
        };
        let is_of_lines = self.is_of_lines && !matches!(reach, Reach::String(_));
        let (text, source) = (&self.text[start..end], self.index.behind(place));
        let same = common(text, source);
        if same < shortest {
            return None;
        }
        let ends_whole = is_boundary(text, same) && is_boundary(source, same);
        let is_rest = start + same == self.text.len() && same == source.len();
        *self.compared(reach) = start + same;
        if is_rest {
            return Some(same);
        }
        let run = Words { text: &text[..same], ends_whole, is_of_lines, is_view: self.is_view };
        run.last_resume().filter(|&at| at >= shortest)
    }
}

/// How far a run may reach.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Anywhere in a text, to the first word of a line in a value.
    Text,
    /// To the end of a value on one line, if all of it stands above.
    Whole,
    /// To the end of the string that it begins in.
    String(usize),
}

/// A run.
struct Words<'t> {
    text: &'t str,
    /// Whether its last chunk is whole in both texts.
    ends_whole: bool,
    /// Whether it may end before the first word of a line only.
    is_of_lines: bool,
    /// Whether it may end in no mark of a gap.
    is_view: bool,
}

/// A word of a run.
struct Resume<'t> {
    at: usize,
    /// The word, with as much behind it as tells where a text goes on.
    words: &'t str,
    /// Whether the text may go on with it.
    may_end: bool,
}

impl<'t> Words<'t> {
    /// The last word with which the text may go on: the run is the first place where it stands.
    fn last_resume(&self) -> Option<usize> {
        let near = self.resumes(self.boundary_before(self.text.len().saturating_sub(TRIED_BYTES)));
        let may_end = near.iter().rev().filter(|resume| resume.may_end).take(TRIED_WORDS);
        let mut first = may_end.filter(|resume| first_place(self.text, resume.words, resume.at) == Some(resume.at));
        first.next().map(|resume| resume.at).or_else(|| self.last_resume_of_all())
    }

    /// The same, reading all of the run.
    fn last_resume_of_all(&self) -> Option<usize> {
        let resumes = self.resumes(0);
        let mut first_places: HashMap<&str, usize> = HashMap::new();
        for resume in &resumes {
            first_places.entry(resume.words).or_insert(resume.at);
        }
        let may_end = resumes.iter().rev().filter(|resume| resume.may_end);
        may_end.map(|resume| (resume.at, first_places[resume.words])).find(|(at, first)| at == first).map(|(at, _)| at)
    }

    /// Every word from `start` on.
    fn resumes(&self, start: usize) -> Vec<Resume<'t>> {
        let mut cut: Vec<Chunk> = chunks(self.text, start).collect();
        if !self.ends_whole {
            cut.pop();
        }
        let (mut end, mut may_end) = (0, !self.is_of_lines);
        let long_enough = |(number, chunk): (usize, &Chunk)| {
            end = end.max(number);
            while cut.get(end).is_some_and(|last| last.end - chunk.start < RESUME_BYTES) {
                end += 1;
            }
            may_end |= ends_a_line(self.text, chunk);
            (chunk.kind == ChunkKind::Word).then_some(())?;
            may_end &= !self.is_view || !views::is_in_gap(self.text, chunk.start);
            let may_end = std::mem::replace(&mut may_end, !self.is_of_lines);
            Some(Resume { at: chunk.start, words: &self.text[chunk.start..cut.get(end)?.end], may_end })
        };
        cut.iter().enumerate().filter_map(long_enough).collect()
    }

    fn boundary_before(&self, at: usize) -> usize {
        (0..=at).rev().find(|&at| self.text.is_char_boundary(at) && is_boundary(self.text, at)).unwrap_or(0)
    }
}

/// Whether a text is one value as a whole: JSON, a repr, or our notation of it.
fn is_value(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['[', '{']) && text.ends_with([']', '}'])
}

/// Whether a text is one line, its end aside.
fn is_line(text: &str) -> bool {
    memchr::memchr(b'\n', text.as_bytes()).is_none_or(|at| at + 1 == text.len())
}

/// Whether what stands behind a word ends its line.
fn is_last_of_line(text: &str, word_end: usize) -> bool {
    let mut behind = chunks(text, word_end).take_while(|chunk| chunk.kind != ChunkKind::Word);
    behind.any(|chunk| ends_a_line(text, &chunk))
}

fn ends_a_line(text: &str, chunk: &Chunk) -> bool {
    chunk.kind == ChunkKind::Space && text[chunk.start..chunk.end].contains('\n')
}

/// Longer words are looked for chunk by chunk: among many like them, searching could start over at each.
const LONGEST_SEARCHED_BYTES: usize = 64;

/// Where `words`, which begin with a word and end with a chunk, stand first in `source`, whole, `most` bytes from its
/// beginning at most. Linear in these.
pub(super) fn first_place(source: &str, words: &str, most: usize) -> Option<usize> {
    let is_whole = |at: usize| is_boundary(source, at) && is_boundary(source, at + words.len());
    if words.len() > LONGEST_SEARCHED_BYTES {
        let starts = chunks(source, 0).filter(|chunk| chunk.kind == ChunkKind::Word).map(|chunk| chunk.start);
        let mut within = starts.take_while(|&at| at <= most);
        return within.find(|&at| source[at..].starts_with(words) && is_whole(at));
    }
    let reach = source.len().min(most.saturating_add(words.len()));
    let finder = memmem::Finder::new(words);
    let mut from = 0;
    while let Some(found) = finder.find(&source.as_bytes()[from..reach]) {
        if is_whole(from + found) {
            return Some(from + found);
        }
        from += found + 1;
    }
    None
}

/// Whether both begin with the same bytes, as many as the shortest run.
fn begin_alike(left: &str, right: &str) -> bool {
    let first = left.as_bytes().get(..SHORTEST_RUN_BYTES);
    first.is_some_and(|first| right.as_bytes().starts_with(first))
}

/// Bytes that both begin with, up to a whole character.
fn common(left: &str, right: &str) -> usize {
    const STEP: usize = 32;
    let steps = left.as_bytes().chunks_exact(STEP).zip(right.as_bytes().chunks_exact(STEP));
    let start = STEP * steps.take_while(|(left, right)| left == right).count();
    let rest = left.as_bytes()[start..].iter().zip(&right.as_bytes()[start..]);
    let same = start + rest.take_while(|(left, right)| left == right).count();
    (0..=same).rev().find(|&at| left.is_char_boundary(at)).unwrap_or(0)
}
