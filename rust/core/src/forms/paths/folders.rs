//! The folders that consecutive lines are in together, which hold one another.

use super::place::Place;
use crate::forms::text_lines;

/// So many bytes a folder saves at least that stands once, about a token each for a few.
const FEWEST_BYTES: usize = 12;

/// A line of a text, and how many bytes it begins with as the line above it does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    pub text: &'t str,
    place: Option<Place>,
    shared: usize,
}

/// Lines from `first` up to `end` that begin with the same `length` bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Folder {
    pub first: usize,
    pub end: usize,
    pub length: usize,
}

impl Folder {
    /// Whether it is worth a line of its own below one that says `above` bytes.
    pub fn is_worth_it(self, above: usize) -> bool {
        (self.end - self.first - 1) * self.length.saturating_sub(above) >= FEWEST_BYTES
    }
}

/// The lines of a text. Linear.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut above: Option<(&str, Place)> = None;
    text_lines::lines(text).map(move |text| {
        let place = Place::of(text);
        let shared = match (place, above) {
            (Some(place), Some(above)) => place.shared(text, above),
            _ => 0,
        };
        above = place.map(|place| (text, place));
        Line { text, place, shared }
    })
}

impl Line<'_> {
    /// Whether it is in a folder with the line above it.
    pub fn goes_on(&self) -> bool {
        self.shared > 0
    }

    /// The file in which it was found, with its colon; `None` where it is a path itself.
    pub fn file(&self) -> Option<&str> {
        self.place.map(|place| &self.text[..place.end]).filter(|file| file.ends_with(':'))
    }
}

/// The folders of some lines by the first of these, each before those in it.
///
/// Where a line has less in common with the one above than the lines below it have with one another, they are a folder: the intervals
/// of Abouelhoda, Kurtz and Ohlebusch, "Replacing suffix trees with enhanced suffix arrays" (2004). Linear.
pub(super) fn folders(lines: &[Line<'_>]) -> Vec<Folder> {
    let (mut folders, mut open): (Vec<Folder>, Vec<Folder>) = (Vec::new(), Vec::new());
    for (first, line) in lines.iter().enumerate().rev() {
        let mut end = first + 1;
        // Those that begin at this line share more than it does with the one above.
        while let Some(last) = open.pop_if(|folder| folder.length >= line.shared) {
            end = last.end;
            if last.length > line.shared {
                folders.push(Folder { first, ..last });
            }
        }
        if line.shared > 0 {
            open.push(Folder { first, end, length: line.shared });
        }
    }
    folders.reverse();
    folders
}
