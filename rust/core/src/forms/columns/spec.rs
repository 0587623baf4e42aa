//! Where columns stood, as the line above them says it.

use std::fmt::Write;

use crate::forms::text_lines::{may_be_stated, number};

/// How that line begins.
pub const START: &str = "[columns padded in ";

/// No column stands behind this place, so that foreign text cannot ask for any size.
pub const MOST_PLACES: usize = 2048;

/// A table has so many columns at most.
pub const MOST_COLUMNS: usize = 64;

/// What stands between the cells of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellFrame {
    /// Blanks.
    Blanks,
    /// Bars, and one at either end.
    Between,
    /// Drawn bars, and one at either end.
    Drawn,
    /// Bars.
    Parted,
    /// Bars, below a first line whose cells are centered.
    Named,
}

/// How each is said behind the number of lines.
const FRAMES: [(CellFrame, &str); 5] = [
    (CellFrame::Blanks, " lines: "),
    (CellFrame::Between, " lines between bars: "),
    (CellFrame::Drawn, " lines between drawn bars: "),
    (CellFrame::Parted, " lines parted by bars: "),
    (CellFrame::Named, " lines parted by bars below centered names: "),
];

impl CellFrame {
    /// What stands between two cells, blanks aside.
    pub fn bar(self) -> char {
        if self == Self::Drawn { '│' } else { '|' }
    }

    /// The same with blanks. Between the cells of a row it takes no more tokens than without them, and is read better.
    pub fn spaced_bar(self) -> &'static str {
        if self == Self::Drawn { " │ " } else { " | " }
    }

    /// Whether bars stand at both ends of a line.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Between | Self::Drawn)
    }
}

/// Where the columns of some lines stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Padding<'t> {
    pub frame: CellFrame,
    pub columns: Vec<PaddedColumn<'t>>,
    /// Blanks filled the lines up to this place.
    pub filled: usize,
}

/// Where a column stood, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaddedColumn<'t> {
    pub place: CellPlace,
    pub constant: Option<Constant<'t>>,
}

/// Places are counted in characters, from 0 here and from 1 where they are said: of the line, or between bars of the cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellPlace {
    /// Cells begin here.
    From(usize),
    /// Cells end before here.
    To(usize),
}

/// What a column holds in all rows but the first, which holds its name, and says `name=value`. Where only the line above was
/// read, both are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constant<'t> {
    pub name: &'t str,
    pub value: &'t str,
}

impl<'t> Constant<'t> {
    /// What the first line and the others hold, where the first row can say it.
    pub fn of(name: &'t str, value: &'t str) -> Option<Self> {
        let is_word = |word: &str| !word.is_empty() && may_be_stated(word);
        (is_word(name) && is_word(value) && name != value).then_some(Self { name, value })
    }

    /// Reads what the first row says.
    pub fn read(said: &'t str) -> Option<Self> {
        let (name, value) = said.split_once('=')?;
        Self::of(name, value)
    }

    /// What it holds in the first line or in any other.
    pub fn cell(&self, is_first: bool) -> &'t str {
        if is_first { self.name } else { self.value }
    }
}

impl<'t> Padding<'t> {
    /// Says above `lines` lines where their columns stood.
    pub fn write(&self, lines: usize, out: &mut String) {
        let said = FRAMES.iter().find(|(frame, _)| *frame == self.frame).map_or("", |(_, said)| said);
        let _ = write!(out, "{START}{lines}{said}");
        for (index, column) in self.columns.iter().enumerate() {
            out.push_str(if index == 0 { "" } else { ", " });
            out.push_str(if column.constant.is_some() { "=" } else { "" });
            let _ = match column.place {
                CellPlace::From(at) => write!(out, "{}", at + 1),
                CellPlace::To(end) => write!(out, "..{end}"),
            };
        }
        if self.filled > 0 {
            let _ = write!(out, ", filled to {}", self.filled);
        }
        out.push_str("]\n");
    }

    /// The number of lines below, and where their columns stood, if a line says so.
    pub fn read(line: &'t str) -> Option<(usize, Self)> {
        let said = line.strip_prefix(START)?.strip_suffix("]\n")?;
        let parts = |(frame, said_so)| Some((frame, said.split_once(said_so)?));
        let (frame, (lines, columns)) = FRAMES.into_iter().find_map(parts)?;
        let lines = number(lines)?;
        let (columns, filled) = match columns.rsplit_once(", filled to ") {
            Some((columns, place)) => (columns, number_to(MOST_PLACES, place)?),
            None => (columns, 0),
        };
        let columns: Option<Vec<PaddedColumn>> =
            columns.split(", ").take(MOST_COLUMNS + 1).map(PaddedColumn::read).collect();
        let columns = columns.filter(|columns| columns.len() <= MOST_COLUMNS)?;
        Some((lines, Self { frame, columns, filled }))
    }
}

impl PaddedColumn<'_> {
    fn read(said: &str) -> Option<Self> {
        let (place, constant) = match said.strip_prefix('=') {
            Some(place) => (place, Some(Constant::default())),
            None => (said, None),
        };
        let place = match place.strip_prefix("..") {
            Some(end) => CellPlace::To(number_to(MOST_PLACES, end)?),
            None => CellPlace::From(number_to(MOST_PLACES, place)? - 1),
        };
        Some(Self { place, constant })
    }
}

/// A number from 1 to `most`.
fn number_to(most: usize, digits: &str) -> Option<usize> {
    number(digits).filter(|number| (1..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "[columns padded in 12 lines: 1, ..14, =20, =..30, filled to 80]\n";

    #[test]
    fn what_is_said_is_read() {
        let (lines, spec) = Padding::read(SAID).unwrap();
        let constants: Vec<_> = spec.columns.iter().map(|column| column.constant.is_some()).collect();
        assert_eq!((lines, spec.filled), (12, 80));
        assert_eq!(spec.columns[1].place, CellPlace::To(14));
        assert_eq!(constants, [false, false, true, true]);
        assert_eq!(spec.frame, CellFrame::Blanks);
        let mut again = String::new();
        spec.write(lines, &mut again);
        assert_eq!(again, SAID);
    }

    #[test]
    fn what_all_rows_hold_is_said_in_the_first() {
        assert_eq!(Constant::read("LOAD=loaded"), Some(Constant { name: "LOAD", value: "loaded" }));
        for said in ["LOAD", "=a", "a=", "a=a", "a=b=c", "a=b,c", "a= b"] {
            assert_eq!(Constant::read(said), None, "{said}");
        }
    }

    #[test]
    fn what_only_looks_like_it_is_none() {
        for line in [
            "[columns padded in 12 lines: 1, ..14]",
            "[columns padded in 012 lines: 1, ..14]\n",
            "[columns padded in 0 lines: 1, ..14]\n",
            "[columns padded in 12 lines: 0, ..14]\n",
            "[columns padded in 12 lines: 1, ..9999]\n",
            "[columns padded in 12 lines: 1, 9 LOAD]\n",
            "[columns padded in 12 lines: 1, 9=]\n",
            "[columns padded in 12 lines: 1, ==9]\n",
            "[columns padded in 12 lines: ]\n",
            "[columns padded in 12 lines: 1, filled to 9999]\n",
            "[columns padded in 99999999999999999999 lines: 1]\n",
        ] {
            assert_eq!(Padding::read(line), None, "{line}");
        }
    }
}
