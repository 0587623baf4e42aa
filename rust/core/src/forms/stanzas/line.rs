//! One line of a head in all stanzas that have it, and where its values stand.

use std::ops::Range;

use super::shape::{Kind, Shape, words};
use crate::forms::text_lines::said;

/// What is known of a line after some stanzas.
#[derive(Debug)]
pub(super) struct Line<'t> {
    shape: Shape<'t>,
    /// What stands behind the key in the first of the stanzas.
    first: &'t str,
    words: Vec<Word>,
    /// Whether all have the same number of words there, with the same blanks between them.
    is_aligned: bool,
    /// Whether a blank stands behind the key in all of them.
    is_apart: bool,
}

#[derive(Debug)]
struct Word {
    range: Range<usize>,
    is_same: bool,
}

/// Where the values stand in what is behind the key of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// All of it is one, but for so many bytes of blanks.
    Whole(usize),
    /// From a word to another, each.
    Words(Vec<Range<usize>>),
}

impl<'t> Line<'t> {
    pub(super) fn of(line: &'t str, shape: Shape<'t>) -> Self {
        let first = behind(line, shape);
        let words = words(first).map(|range| Word { range, is_same: true }).collect();
        Self { shape, first, words, is_aligned: true, is_apart: first.starts_with(' ') }
    }

    /// Takes in the same line of another stanza.
    pub(super) fn meet(&mut self, line: &str) {
        let rest = behind(line, self.shape);
        self.is_apart &= rest.starts_with(' ');
        let (mut others, mut at, mut own) = (words(rest), 0, 0);
        for word in &mut self.words {
            let Some(other) = others.next().filter(|_| self.is_aligned) else { return self.is_aligned = false };
            self.is_aligned = rest[at..other.start] == self.first[own..word.range.start];
            word.is_same &= rest[other.clone()] == self.first[word.range.clone()];
            (at, own) = (other.end, word.range.end);
        }
        self.is_aligned &= rest[at..] == self.first[own..];
    }

    /// Where its values stand: all that differs, parted by words that name what follows them. Among words a value is from the
    /// first one that differs to the last.
    pub(super) fn values(&self) -> Values {
        if !self.is_aligned {
            return Values::Whole(usize::from(self.is_apart));
        }
        let parts = |word: &Word| word.is_same && is_name(self.shape.kind, &self.first[word.range.clone()]);
        let (mut values, mut start) = (Vec::new(), 0);
        for run in self.words.split(parts) {
            let differs = |word: &Word| !word.is_same;
            if let (Some(first), Some(last)) = (run.iter().position(differs), run.iter().rposition(differs)) {
                let range = if self.shape.kind == Kind::Said { first..last + 1 } else { 0..run.len() };
                values.push(start + range.start..start + range.end);
            }
            start += run.len() + 1;
        }
        Values::Words(values)
    }
}

impl Values {
    /// Where they stand in a line with that shape: byte ranges of it, in order.
    pub(super) fn ranges(&self, line: &str, shape: Shape) -> impl Iterator<Item = Range<usize>> {
        let (start, rest) = (shape.key.len(), behind(line, shape));
        let (whole, runs) = match self {
            Self::Whole(gap) => (Some(start + gap..start + rest.len()), &[][..]),
            Self::Words(runs) => (None, &runs[..]),
        };
        let (mut words, mut met) = (words(rest), 0);
        let ranges = runs.iter().filter_map(move |run| {
            let first = words.nth(run.start - met)?;
            met = run.end;
            let last = if run.len() > 1 { words.nth(run.len() - 2)? } else { first.clone() };
            Some(start + first.start..start + last.end)
        });
        whole.into_iter().chain(ranges)
    }
}

/// What stands behind the key of a line.
fn behind<'l>(line: &'l str, shape: Shape) -> &'l str {
    &said(line)[shape.key.len()..]
}

/// Whether a word that is the same in all stanzas names what follows it: another key behind a value, or a word among numbers.
fn is_name(kind: Kind, word: &str) -> bool {
    match kind {
        Kind::Keyed => word.len() > 1 && word.ends_with([':', '=']),
        Kind::Said => word.trim_end_matches([':', '=']).bytes().all(|byte| byte.is_ascii_alphabetic()),
        Kind::Fixed => false,
    }
}
