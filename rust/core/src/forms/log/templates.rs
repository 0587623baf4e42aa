//! Which lines are alike but for their values.

use std::collections::HashMap;
use std::ops::Range;

use super::glance::{Head, kind};
use super::words::{Words, values};
use crate::forms::text_lines::lines;

/// So many kinds of lines are told from each other at most; lines of others stand as they are.
const MOST_TEMPLATES: usize = 1 << 12;

/// Of a line no more values are told from what recurs.
const MOST_VALUES: usize = 64;

/// Lines that are alike but for their values.
#[derive(Debug)]
pub(super) struct Template<'t> {
    /// What the first of them says behind its head, without its end.
    pub first: &'t str,
    /// Its values.
    pub values: Vec<Value>,
    /// How many lines there are.
    pub lines: usize,
}

/// A value in the first line of a template, and what all others in its place have in common with it.
#[derive(Clone, Debug)]
pub(super) struct Value {
    range: Range<usize>,
    /// They begin with so many bytes that are the same.
    shared: usize,
    /// The shortest has so many.
    shortest: usize,
    /// The longest has so many.
    longest: usize,
    /// By bit: the words of the head that all of them are the same as.
    words: u32,
}

/// Part of what the lines of a template say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'t> {
    /// These letters.
    Said(&'t str),
    /// The word of the head with this number, from 1 on.
    Word(u32),
    /// A value of its own.
    Value,
}

impl Value {
    fn of(range: Range<usize>, head: &str, value: &str) -> Self {
        let length = range.len();
        Self { range, shared: length, shortest: length, longest: length, words: same_words(head, value, u32::MAX) }
    }

    fn meet(&mut self, first: &str, head: &str, other: &str) {
        let first = &first.as_bytes()[self.range.clone()];
        if self.words != 0 {
            self.words = same_words(head, other, self.words);
        }
        if first != other.as_bytes() {
            self.shared = first.iter().zip(other.as_bytes()).take(self.shared).take_while(|(a, b)| a == b).count();
            self.shortest = self.shortest.min(other.len());
            self.longest = self.longest.max(other.len());
        }
    }

    /// What its place holds in all lines of the template, if that is the same.
    fn same<'t>(&self, first: &'t str) -> Option<Part<'t>> {
        if self.shared == self.longest {
            return Some(Part::Said(&first[self.range.clone()]));
        }
        (self.words != 0).then(|| Part::Word(self.words.trailing_zeros() + 1))
    }

    /// How many of its bytes are part of the template: whole directories.
    fn fixed(&self, first: &str) -> usize {
        let shared = self.shared.min(self.shortest - 1);
        let slash = memchr::memrchr(b'/', &first.as_bytes()[self.range.start..][..shared]);
        slash.map_or(0, |slash| slash + 1)
    }
}

/// Of some words of a head those that a value is the same as.
fn same_words(head: &str, value: &str, words: u32) -> u32 {
    let same =
        Words::of(head).zip(0..).filter(|(word, number)| words >> number & 1 == 1 && head[word.clone()] == *value);
    same.map(|(_, number)| 1 << number).sum()
}

impl<'t> Template<'t> {
    /// What its lines say.
    pub(super) fn parts(&self) -> Vec<Part<'t>> {
        let mut at = 0;
        let mut parts = Vec::new();
        for value in &self.values {
            let part = value.same(self.first);
            let fixed = if part.is_some() { 0 } else { value.fixed(self.first) };
            parts.extend([Part::Said(&self.first[at..value.range.start + fixed]), part.unwrap_or(Part::Value)]);
            at = value.range.end;
        }
        parts.push(Part::Said(&self.first[at..]));
        parts
    }

    /// The same with marks for values and words.
    pub(super) fn stated(&self, [value, word]: [&str; 2]) -> String {
        let mut stated = String::new();
        for part in self.parts() {
            match part {
                Part::Said(said) => stated.push_str(said),
                Part::Word(number) => stated.extend([word, &number.to_string(), ">"]),
                Part::Value => stated.push_str(value),
            }
        }
        stated
    }

    /// The values of one of its lines that differ.
    pub(super) fn differing<'r>(&self, rest: &'r str, mut put: impl FnMut(&'r str)) {
        let mut place = 0;
        values(rest, |range| {
            let value = &self.values[place];
            place += 1;
            if value.same(self.first).is_none() {
                put(&rest[range.start + value.fixed(self.first)..range.end]);
            }
        });
    }

    /// Takes in a line with its values, or says that it is another kind of line after all.
    fn meet(&mut self, head: &str, rest: &str, values: &[Range<usize>]) -> bool {
        if !self.is_alike(rest, values) {
            return false;
        }
        for (value, range) in self.values.iter_mut().zip(values) {
            value.meet(self.first, head, &rest[range.clone()]);
        }
        self.lines += 1;
        true
    }

    /// Whether what stands between the values is the same.
    fn is_alike(&self, rest: &str, values: &[Range<usize>]) -> bool {
        let (mut at, mut own) = (0, 0);
        for (value, range) in self.values.iter().zip(values) {
            if self.first[own..value.range.start] != rest[at..range.start] {
                return false;
            }
            (at, own) = (range.end, value.range.end);
        }
        self.values.len() == values.len() && self.first[own..] == rest[at..]
    }
}

/// A line of a log: where its head ends, and its template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub head_end: u32,
    template: u32,
}

impl Line {
    const NONE: Self = Self { head_end: 0, template: u32::MAX };

    /// The number of its template.
    pub(super) fn template(self) -> Option<usize> {
        (self.template != u32::MAX).then_some(self.template as usize)
    }
}

/// The templates of a log, and which of them each line has.
#[derive(Debug, Default)]
pub(super) struct Templates<'t> {
    pub all: Vec<Template<'t>>,
    pub lines: Vec<Line>,
    by_kind: HashMap<u64, u32>,
    /// Where the values of the latest line stand.
    values: Vec<Range<usize>>,
    pub head: Head,
}

impl<'t> Templates<'t> {
    /// One pass over the text.
    pub(super) fn of(text: &'t str, head: Head) -> Self {
        let mut templates = Self { head, ..Self::default() };
        for line in lines(text).map(|line| line.strip_suffix('\n').unwrap_or(line)) {
            let met = head.end(line).map(|end| templates.meet(&line[..end], &line[end..]));
            templates.lines.push(met.unwrap_or(Line::NONE));
        }
        templates
    }

    fn meet(&mut self, head: &str, rest: &'t str) -> Line {
        let new = self.all.len() as u32;
        self.values.clear();
        let kind = kind(rest, |value| self.values.push(value));
        let template = match self.by_kind.get(&kind) {
            Some(&template) => {
                Some(template).filter(|&template| self.all[template as usize].meet(head, rest, &self.values))
            }
            None => self.added(head, rest, kind).then_some(new),
        };
        template.map_or(Line::NONE, |template| Line { head_end: head.len() as u32, template })
    }

    fn added(&mut self, head: &str, rest: &'t str, kind: u64) -> bool {
        if self.all.len() == MOST_TEMPLATES || self.values.len() > MOST_VALUES {
            return false;
        }
        let values = self.values.iter().map(|range| Value::of(range.clone(), head, &rest[range.clone()]));
        self.by_kind.insert(kind, self.all.len() as u32);
        self.all.push(Template { first: rest, values: values.collect(), lines: 1 });
        true
    }
}
