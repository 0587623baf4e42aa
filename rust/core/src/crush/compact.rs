//! The compact level: what a column's values begin and end with, and columns that count up, stated once in the header.

use super::shape::{Cell, Layout};
use crate::json::tape::{Kind, NodeId, Tape};
use crate::tokens::Vocabulary;

/// So many of a column's values tell whether stating an affix pays.
const SAMPLES: usize = 48;

/// Fewer rows are not worth a statement.
const FEWEST_ROWS: usize = 3;

/// Finds what can be stated about a column's values.
#[derive(Clone, Copy)]
pub struct Compactor<'c, 'a> {
    /// The document.
    pub tape: &'c Tape<'a>,
    /// What tokens are counted in.
    pub vocabulary: Vocabulary,
}

impl<'a> Compactor<'_, 'a> {
    /// The layout of a column with its affixes stated, or as a count; `None` where that saves nothing.
    pub fn layout(&self, cells: &[Cell], may_count: bool) -> Option<Layout<'a>> {
        let present: Vec<NodeId> = cells.iter().flatten().copied().collect();
        if present.len() < FEWEST_ROWS {
            return None;
        }
        let counting = if may_count && present.len() == cells.len() { self.counting(&present) } else { None };
        counting.or_else(|| self.affixed(cells, &present))
    }

    fn counting(&self, present: &[NodeId]) -> Option<Layout<'a>> {
        let values: Vec<&'a str> = present.iter().map(|&id| self.value(id)).collect::<Option<_>>()?;
        let is_number = self.tape.kind(present[0]) == Kind::Number;
        let prefix = if is_number { "" } else { values[0].trim_end_matches(|c: char| c.is_ascii_digit()) };
        if prefix.contains('\\') {
            return None;
        }
        let digits = |value: &'a str| value.strip_prefix(prefix).filter(|rest| rest.len() < 16);
        let number = |value: &'a str| digits(value)?.parse::<i64>().ok();
        let first = number(values[0])?;
        let count =
            Count { first, step: number(values[1])?.checked_sub(first)?, width: values[0].len() - prefix.len() };
        let counts = |(index, id): (usize, &NodeId)| {
            let is_same_kind = (self.tape.kind(*id) == Kind::Number) == is_number;
            is_same_kind && digits(values[index]).is_some_and(|digits| count.at(index) == digits)
        };
        let counting = Layout::Counting { prefix: (!is_number).then_some(prefix), count };
        (count.step > 0 && first >= 0 && present.iter().enumerate().all(counts)).then_some(counting)
    }

    fn affixed(&self, cells: &[Cell], present: &[NodeId]) -> Option<Layout<'a>> {
        let values: Vec<&'a str> = present.iter().map(|&id| self.value(id)).collect::<Option<_>>()?;
        let is_number = self.tape.kind(present[0]) == Kind::Number;
        if present.iter().any(|&id| (self.tape.kind(id) == Kind::Number) != is_number) {
            return None;
        }
        let (prefix, suffix) = common_affixes(&values, is_number);
        let (prefix, suffix) = self.best(&values, &prefix_cuts(prefix), &suffix_cuts(suffix))?;
        Some(Layout::Affixed { cells: cells.to_vec(), prefix, suffix, is_number })
    }

    /// What may be cut: a number's digits, or a string without its quotes.
    fn value(&self, id: NodeId) -> Option<&'a str> {
        let text = self.tape.text(id);
        match self.tape.kind(id) {
            Kind::Number => Some(text),
            Kind::String => Some(&text[1..text.len() - 1]),
            _ => None,
        }
    }

    /// The cuts that leave the fewest tokens: one amid a word or number may leave more than none.
    fn best(&self, values: &[&str], prefixes: &[&'a str], suffixes: &[&'a str]) -> Option<(&'a str, &'a str)> {
        let stride = values.len().div_ceil(SAMPLES);
        let cost = |prefix: &str, suffix: &str| {
            let middles = values.iter().step_by(stride).map(|value| &value[prefix.len()..value.len() - suffix.len()]);
            let middles: String =
                middles.flat_map(|middle| [",", if middle.is_empty() { "\"\"" } else { middle }]).collect();
            self.vocabulary.count(&middles)
        };
        let mut best = (cost("", ""), "", "");
        for &prefix in prefixes {
            for &suffix in suffixes {
                let cost = cost(prefix, suffix);
                if cost < best.0 {
                    best = (cost, prefix, suffix);
                }
            }
        }
        let stated = self.vocabulary.count(best.1) + self.vocabulary.count(best.2) + 4;
        let saved = (cost("", "") - best.0) * stride;
        (saved > stated).then_some((best.1, best.2))
    }
}

/// Numbers that count up from row to row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// In the first row.
    pub first: i64,
    /// From row to row.
    pub step: i64,
    /// Digits of the first number: shorter ones have zeros before them.
    pub width: usize,
}

impl Count {
    /// The number of a row, as it is spelled.
    pub fn at(self, row: usize) -> String {
        let steps = i64::try_from(row).unwrap_or(i64::MAX);
        format!("{:0width$}", self.first.saturating_add(self.step.saturating_mul(steps)), width = self.width)
    }
}

/// What all values begin and end with, one after the other; of numbers only what they begin with. No escape is cut.
fn common_affixes<'a>(values: &[&'a str], is_number: bool) -> (&'a str, &'a str) {
    let first = values[0];
    let prefix = values.iter().fold(first.len(), |length, value| length.min(common(first.bytes(), value.bytes())));
    let shortest = values.iter().map(|value| value.len()).min().unwrap_or(0);
    let prefix = first[..prefix].find('\\').unwrap_or(prefix);
    let prefix = floor(first, if is_number { prefix.min(shortest - 1) } else { prefix });
    let is_whole = is_number || values.iter().any(|value| value.contains('\\'));
    let rest = shortest - prefix;
    let same_end = |value: &&str| common(first.bytes().rev(), value.bytes().rev());
    let suffix = if is_whole { 0 } else { values.iter().map(same_end).min().unwrap_or(0).min(rest) };
    (&first[..prefix], &first[ceil(first, first.len() - suffix)..])
}

fn common(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The whole prefix, what of it ends at the last mark in it, and nothing.
fn prefix_cuts(prefix: &str) -> [&str; 3] {
    let mark = prefix.rfind(|c: char| !c.is_alphanumeric());
    [prefix, mark.map_or("", |at| &prefix[..at + prefix[at..].chars().next().map_or(0, char::len_utf8)]), ""]
}

/// The whole suffix, what of it begins at the first mark in it, and nothing.
fn suffix_cuts(suffix: &str) -> [&str; 3] {
    let mark = suffix.find(|c: char| !c.is_alphanumeric());
    [suffix, mark.map_or("", |at| &suffix[at..]), ""]
}
