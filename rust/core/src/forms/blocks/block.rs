//! Blocks of a text, and those that others are told from.

use super::LEFT_OUT;
use super::key::{is_title, key};
use crate::forms::keys::is_blank;
use crate::forms::text_lines::{line_starts, lines};

/// The parts of a text: what stands before the first line that begins with the label, and each block. Linear.
pub(super) fn parts<'t>(text: &'t str, label: &str) -> impl Iterator<Item = &'t str> {
    let later = line_starts(text, label).filter(|&at| at > 0);
    let ends = later.collect::<Vec<usize>>().into_iter().chain([text.len()]);
    ends.scan(0, |start, end| Some(&text[std::mem::replace(start, end)..end]))
}

/// Some lines that begin with the label.
#[derive(Debug)]
pub(super) struct Block<'t> {
    pub lines: Vec<&'t str>,
    /// The blank lines behind them.
    pub blank: &'t str,
}

impl<'t> Block<'t> {
    /// `None` where a part of a text does not begin with the label.
    pub fn of(part: &'t str, label: &str) -> Option<Self> {
        if !part.starts_with(label) {
            return None;
        }
        let mut lines: Vec<&str> = lines(part).collect();
        while lines.pop_if(|line| is_blank(line)).is_some() {}
        let length = lines.iter().map(|line| line.len()).sum();
        Some(Self { lines, blank: &part[length..] })
    }

    /// What it is about: its second line, where that is a title.
    pub fn kind(&self) -> &'t str {
        let title = self.lines.get(1).filter(|line| **line != LEFT_OUT && is_title(line));
        title.map_or("", |line| key(line))
    }

    /// So many lines stand in it whatever other blocks say: the first, and the one that says of which kind it is.
    pub fn headed(&self) -> usize {
        1 + usize::from(!self.kind().is_empty())
    }

    /// Whether lines of it are left out.
    pub fn is_told(&self) -> bool {
        self.lines.contains(&LEFT_OUT)
    }
}

/// A block that stands whole, from which others are told.
#[derive(Debug)]
pub(super) struct Whole<'t> {
    pub lines: Vec<&'t str>,
    /// The keys of its lines and where these stand, in order.
    places: Vec<(&'t str, usize)>,
}

impl<'t> Whole<'t> {
    pub fn of(lines: Vec<&'t str>) -> Self {
        let mut places: Vec<(&str, usize)> = lines.iter().enumerate().map(|(place, line)| (key(line), place)).collect();
        places.sort_unstable();
        Self { lines, places }
    }

    /// Where the first line of that key stands, from a place on.
    pub fn place(&self, key: &str, from: usize) -> Option<usize> {
        let at = self.places.partition_point(|&known| known < (key, from));
        self.places.get(at).filter(|(other, _)| *other == key).map(|&(_, place)| place)
    }

    /// The place behind a line that is shown: behind the first of its key, if there is one from a place on.
    pub fn behind(&self, line: &str, from: usize) -> usize {
        self.place(key(line), from).map_or(from, |place| place + 1)
    }
}
