//! A text as lines of a length that can be shown or left out: long ones are parted, so that one huge line is many.

use std::borrow::Cow;
use std::ops::Range;

/// A longer line is parted, behind a blank or a mark between values where there is one.
pub const LONGEST_BYTES: usize = 320;

/// A part is at least so long, so that marks that stand close together do not part a line into crumbs.
const SHORTEST_PART_BYTES: usize = 120;

/// The lines of a text, each with its line end.
#[derive(Clone, Debug)]
pub struct Units<'t> {
    text: Cow<'t, str>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl<'t> Units<'t> {
    /// Parts a text. Linear.
    #[must_use]
    pub fn of(text: impl Into<Cow<'t, str>>) -> Self {
        let text = text.into();
        let mut ends = Vec::with_capacity(text.len() / 64);
        let mut start = 0;
        while start < text.len() {
            start = end_of_unit(&text, start);
            ends.push(start);
        }
        Self { text, ends }
    }

    /// The same, of a text of their own.
    #[must_use]
    pub fn into_owned(self) -> Units<'static> {
        Units { text: self.text.into_owned().into(), ends: self.ends }
    }

    /// Bytes of the text, and of what is known of it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.ends)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of one.
    #[must_use]
    pub fn get(&self, unit: usize) -> &str {
        self.run(unit..unit + 1)
    }

    /// The text of some that stand together.
    #[must_use]
    pub fn run(&self, units: Range<usize>) -> &str {
        &self.text[self.start(units.start)..self.start(units.end)]
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where one starts in the text; of the number of them, where the last one ends.
    #[must_use]
    pub fn start(&self, unit: usize) -> usize {
        unit.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// Those in which some places of the text are that ascend, with each place.
    pub fn at(&self, places: impl Iterator<Item = usize>) -> impl Iterator<Item = (usize, usize)> {
        let mut unit = 0;
        places.map(move |place| {
            unit += self.ends[unit..].iter().take_while(|&&end| end <= place).count();
            (unit, place)
        })
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|unit| self.get(unit))
    }
}

/// Where the unit ends that starts at a place.
fn end_of_unit(text: &str, start: usize) -> usize {
    let near = &text.as_bytes()[start..text.len().min(start + LONGEST_BYTES)];
    if let Some(at) = memchr::memchr(b'\n', near) {
        return start + at + 1;
    }
    if near.len() < LONGEST_BYTES {
        return text.len();
    }
    let is_mark = |&at: &usize| matches!(near[at - 1], b',' | b' ' | b';' | b'\t' | b'}');
    let marked = (SHORTEST_PART_BYTES..=near.len()).rev().find(is_mark);
    let end = start + marked.unwrap_or(near.len());
    (start + 1..=end).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(text: &str) -> Vec<String> {
        Units::of(text).iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_line_is_a_unit_with_its_end() {
        assert_eq!(units("a\n\nb\r\nc"), ["a\n", "\n", "b\r\n", "c"]);
        assert!(units("").is_empty());
    }

    #[test]
    fn a_long_line_is_parted_behind_marks() {
        let line = r#"{"id":1,"name":"Ada"},"#.repeat(40);
        let parts = units(&line);
        assert!(parts.len() > 1 && parts[..parts.len() - 1].iter().all(|part| part.ends_with(',')), "{parts:?}");
        let words = "é".repeat(500);
        assert!(units(&words).iter().all(|part| part.len() <= LONGEST_BYTES));
    }

    proptest! {
        #[test]
        fn units_are_all_of_a_text(text in "([a-zé,\n]|[a-z]{50}){0,60}") {
            let parts = Units::of(&text);
            prop_assert_eq!(parts.iter().collect::<String>(), text.as_str());
            prop_assert_eq!(parts.run(0..parts.len()), text.as_str());
            prop_assert!(parts.iter().all(|part| !part.is_empty() && part.len() <= LONGEST_BYTES));
        }
    }
}
