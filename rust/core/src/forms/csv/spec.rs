//! What is stated once of the columns of CSV, as the line above says it.

use super::cells::{SEPARATORS, Separator, cells};
use crate::forms::text_lines::number;

/// A table has so many columns at most.
pub const MOST_COLUMNS: usize = 32;

/// Names are so many bytes long at most, and what a column holds in all lines.
const LONGEST_NAME: usize = 64;

/// How the lines above are worded around their numbers and names.
const LINES: &str = " in ";
const NAMES: &str = " lines: ";
const END: &str = "]\n";
const EACH: &str = "[each ";
const WITH: &str = " once, in ";
const BY: &str = " by ";

/// The columns of some lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvHeader<'t> {
    pub separator: Separator,
    pub names: Vec<&'t str>,
    pub said: Vec<Said<'t>>,
}

/// Where the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'t> {
    /// In their rows.
    InRows,
    /// All of them hold this.
    Always(&'t str),
    /// Once for each cell of the column with this index, which stands in its rows.
    By(usize),
}

/// Whether a cell may name a column.
pub fn is_name(cell: &str) -> bool {
    (1..=LONGEST_NAME).contains(&cell.len())
        && cell.trim() == cell
        && !cell.contains(|c: char| matches!(c, '"' | '=' | '[' | ']') || c.is_control())
        && !cell.contains(BY)
}

/// Whether the line above can say that a column holds this.
pub fn is_sayable(cell: &str) -> bool {
    cell.len() <= LONGEST_NAME && !cell.contains(|c: char| matches!(c, '"' | ']') || c.is_control())
}

impl<'t> CsvHeader<'t> {
    /// The column of which each cell has others that stand beside it once.
    pub fn key(&self) -> Option<usize> {
        self.said.iter().find_map(|said| if let Said::By(key) = said { Some(*key) } else { None })
    }

    /// Writes the line that says it of `lines` lines.
    pub fn write(&self, lines: usize, out: &mut String) {
        let word = SEPARATORS.iter().find(|(separator, _)| *separator == self.separator).map_or("", |(_, word)| word);
        out.extend(["[", word, LINES, &lines.to_string(), NAMES]);
        for (index, (name, said)) in self.names.iter().zip(&self.said).enumerate() {
            if index > 0 {
                out.push(self.separator.character());
            }
            out.push_str(name);
            match *said {
                Said::InRows => {}
                Said::Always(value) => out.extend(["=", value]),
                Said::By(key) => out.extend([BY, self.names[key]]),
            }
        }
        out.push_str(END);
    }

    /// The number of lines below, and what is stated once of them, if a line says so.
    pub fn read(line: &'t str) -> Option<(usize, Self)> {
        let line = line.strip_prefix('[')?.strip_suffix(END)?;
        let (separator, line) =
            SEPARATORS.iter().find_map(|(separator, word)| Some((*separator, line.strip_prefix(word)?)))?;
        let (lines, columns) = line.strip_prefix(LINES)?.split_once(NAMES)?;
        let columns: Vec<&str> = cells(columns, separator).take(MOST_COLUMNS + 1).collect();
        let parts: Vec<(&str, Option<&str>, Option<&str>)> = columns.iter().map(|column| parts(column)).collect();
        let names: Vec<&str> = parts.iter().map(|part| part.0).collect();
        let said: Option<Vec<Said>> = parts.iter().map(|part| Said::read(part.1, part.2, &names)).collect();
        let spec = Self { separator, names, said: said? };
        spec.is_whole().then_some((number(lines)?, spec))
    }

    /// Whether each name is one, and all that stands once stands by one column that stands in its rows.
    fn is_whole(&self) -> bool {
        let mut keys = self.said.iter().filter_map(|said| if let Said::By(key) = said { Some(*key) } else { None });
        let key = keys.next();
        (2..=MOST_COLUMNS).contains(&self.names.len())
            && self.names.iter().all(|name| is_name(name))
            && keys.all(|other| Some(other) == key)
            && key.is_none_or(|key| self.said[key] == Said::InRows)
            && self.said.iter().any(|said| *said != Said::InRows)
            && self.said.contains(&Said::InRows)
    }

    /// Writes the line above the cells that stand once for each of `lines` cells of the key.
    pub fn write_each(&self, key: usize, lines: usize, out: &mut String) {
        out.extend([EACH, self.names[key], WITH, &lines.to_string(), NAMES, self.names[key]]);
        for name in self.names_by(key) {
            out.push(self.separator.character());
            out.push_str(name);
        }
        out.push_str(END);
    }

    /// The number of lines below that line, if it is the one that belongs to these columns.
    pub fn read_each(&self, key: usize, line: &str) -> Option<usize> {
        let rest = line.strip_prefix(EACH)?.strip_prefix(self.names[key])?.strip_prefix(WITH)?;
        let lines = number(rest.split_once(NAMES)?.0)?;
        let mut expected = String::new();
        self.write_each(key, lines, &mut expected);
        (expected == line).then_some(lines)
    }

    fn names_by(&self, key: usize) -> impl Iterator<Item = &str> {
        self.names.iter().zip(&self.said).filter(move |(_, said)| **said == Said::By(key)).map(|(name, _)| *name)
    }
}

impl<'t> Said<'t> {
    fn read(always: Option<&'t str>, by: Option<&str>, names: &[&str]) -> Option<Self> {
        match (always, by) {
            (None, None) => Some(Self::InRows),
            (Some(value), _) => is_sayable(value).then_some(Self::Always(value)),
            (None, Some(key)) => names.iter().position(|name| *name == key).map(Self::By),
        }
    }
}

/// The name of a column, and behind it what all of its cells hold, or the name of the column that they stand by.
fn parts(column: &str) -> (&str, Option<&str>, Option<&str>) {
    if let Some((name, value)) = column.split_once('=') {
        return (name, Some(value), None);
    }
    column.split_once(BY).map_or((column, None, None), |(name, key)| (name, None, Some(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read() {
        for said in
            ["[CSV in 12 lines: id,kind=lamp,city by zip,zip,country by zip]\n", "[TSV in 3 lines: id\tkind=]\n"]
        {
            let (lines, spec) = CsvHeader::read(said).unwrap();
            let mut again = String::new();
            spec.write(lines, &mut again);
            assert_eq!(again, said);
        }
    }

    #[test]
    fn what_only_looks_like_it_is_none() {
        for line in [
            "[CSV in 12 lines: id,kind]\n",
            "[CSV in 12 lines: a=1,b=2]\n",
            "[CSV in 12 lines: id,a by b,b by id]\n",
            "[CSV in 12 lines: id,a by c]\n",
            "[CSV in 0 lines: id,a=1]\n",
            "[CSV in 12 lines: id,a=1]",
            "[CSV in 12 lines: ,a=1]\n",
            "[SSV in 12 lines: id,a=1]\n",
        ] {
            assert_eq!(CsvHeader::read(line), None, "{line}");
        }
    }
}
