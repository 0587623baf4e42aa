//! What all lines of CSV hold in a column, as the line above says it.

use super::cells::{SEPARATORS, Separator, cells};
use crate::forms::text_lines::{may_be_stated, number};

/// A table has so many columns at most.
pub const MOST_COLUMNS: usize = 32;

/// How the line above is worded around its numbers and names.
const LINES: &str = " in ";
const EACH: &str = " lines, each with ";
const BEHIND: &str = " behind ";
const IN_FRONT: &str = " in front";
const END: &str = "]\n";

/// What is said of some lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvHeader<'t> {
    pub separator: Separator,
    pub constants: Vec<CsvConstant<'t>>,
}

/// A column that holds the same in all lines but that of names, and that of names holds its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvConstant<'t> {
    pub name: &'t str,
    pub value: &'t str,
    /// The name of the column before; the first has none.
    pub behind: Option<&'t str>,
}

/// Whether a cell may name a column.
pub fn is_name(cell: &str) -> bool {
    !cell.is_empty() && is_sayable(cell)
}

/// Whether the line above can say that a column holds this.
pub fn is_sayable(cell: &str) -> bool {
    may_be_stated(cell) && [BEHIND, IN_FRONT].iter().all(|words| !cell.contains(words))
}

impl<'t> CsvHeader<'t> {
    /// Writes the line that says it of `lines` lines.
    pub fn write(&self, lines: usize, out: &mut String) {
        let word = SEPARATORS.iter().find(|(separator, _)| *separator == self.separator).map_or("", |(_, word)| word);
        out.extend(["[", word, LINES, &lines.to_string(), EACH]);
        for (index, CsvConstant { name, value, behind }) in self.constants.iter().enumerate() {
            out.extend([if index == 0 { "" } else { ", " }, name, "=", value]);
            match behind {
                Some(before) => out.extend([BEHIND, before]),
                None => out.push_str(IN_FRONT),
            }
        }
        out.push_str(END);
    }

    /// The number of lines below, and what is said of them, if a line says so.
    pub fn read(line: &'t str) -> Option<(usize, Self)> {
        let line = line.strip_prefix('[')?.strip_suffix(END)?;
        let (separator, line) =
            SEPARATORS.iter().find_map(|(separator, word)| Some((*separator, line.strip_prefix(word)?)))?;
        let (lines, constants) = line.strip_prefix(LINES)?.split_once(EACH)?;
        let constants: Option<Vec<CsvConstant>> =
            constants.split(", ").take(MOST_COLUMNS).map(CsvConstant::read).collect();
        let constants = constants.filter(|constants| constants.len() < MOST_COLUMNS)?;
        Some((number(lines)?, Self { separator, constants }))
    }

    /// All columns in their order, by the row of the names that stand in rows: a constant, or nothing where rows hold the cells.
    /// `None` where a constant has no place among them.
    pub fn columns(&self, names: &str) -> Option<Vec<Option<CsvConstant<'t>>>> {
        let names = cells(names, self.separator).take(MOST_COLUMNS + 1);
        let mut columns: Vec<_> = names.map(|name| (name, None)).collect();
        for &constant in &self.constants {
            let place = match constant.behind {
                Some(before) => 1 + columns.iter().position(|(name, _)| *name == before)?,
                None => 0,
            };
            columns.insert(place, (constant.name, Some(constant)));
        }
        (columns.len() <= MOST_COLUMNS).then(|| columns.into_iter().map(|(_, constant)| constant).collect())
    }
}

impl<'t> CsvConstant<'t> {
    fn read(said: &'t str) -> Option<Self> {
        let (name, rest) = said.split_once('=')?;
        let (value, behind) = match rest.split_once(BEHIND) {
            Some((value, before)) => (value, Some(before)),
            None => (rest.strip_suffix(IN_FRONT)?, None),
        };
        let is_said = is_name(name) && is_sayable(value) && behind.is_none_or(is_name);
        is_said.then_some(Self { name, value, behind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read() {
        for said in [
            "[CSV in 12 lines, each with kind=lamp behind id, unit= behind kind]\n",
            "[TSV in 3 lines, each with kind=lamp in front]\n",
        ] {
            let (lines, header) = CsvHeader::read(said).unwrap();
            let mut again = String::new();
            header.write(lines, &mut again);
            assert_eq!(again, said);
        }
    }

    #[test]
    fn constants_have_their_places_among_the_names() {
        let (_, header) =
            CsvHeader::read("[CSV in 9 lines, each with a=1 in front, b=2 behind a, d=4 behind c]\n").unwrap();
        let names = |row| Some(header.columns(row)?.iter().map(|found| found.map_or("", |it| it.name)).collect());
        assert_eq!(names("c,e"), Some(vec!["a", "b", "", "d", ""]));
        assert_eq!(names("e"), None::<Vec<_>>, "there is no column c");
    }

    #[test]
    fn what_only_looks_like_it_is_none() {
        for line in [
            "[CSV in 12 lines, each with ]\n",
            "[CSV in 12 lines, each with a=1]\n",
            "[CSV in 12 lines, each with a behind id]\n",
            "[CSV in 12 lines, each with =1 behind id]\n",
            "[CSV in 12 lines, each with a=1=2 behind id]\n",
            "[CSV in 12 lines, each with a=1 behind ]\n",
            "[CSV in 0 lines, each with a=1 behind id]\n",
            "[CSV in 12 lines, each with a=1 behind id]",
            "[SSV in 12 lines, each with a=1 behind id]\n",
        ] {
            assert_eq!(CsvHeader::read(line), None, "{line}");
        }
    }
}
