//! The cells of a line of CSV or TSV, letter by letter.

/// What stands between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Comma,
    Tab,
}

/// How texts with each are called.
pub const SEPARATORS: [(Separator, &str); 2] = [(Separator::Comma, "CSV"), (Separator::Tab, "TSV")];

impl Separator {
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }

    pub fn character(self) -> char {
        char::from(self.byte())
    }
}

/// The cells of a line as they stand there, their quotes too; what follows a cell's closing quote is part of it.
pub fn cells(line: &str, separator: Separator) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        let end = end(line, separator);
        rest = line.get(end + 1..).filter(|_| end < line.len());
        Some(&line[..end])
    })
}

/// Where the cell ends that a line begins with.
fn end(line: &str, separator: Separator) -> usize {
    let bytes = line.as_bytes();
    let quoted = if bytes.first() == Some(&b'"') { closed(bytes) } else { 0 };
    memchr::memchr(separator.byte(), &bytes[quoted..]).map_or(line.len(), |length| quoted + length)
}

/// Where the quotes end that a cell begins with; two of them side by side are one in it.
fn closed(cell: &[u8]) -> usize {
    let mut at = 1;
    while let Some(length) = memchr::memchr(b'"', &cell[at..]) {
        at += length + 1;
        if cell.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
    cell.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_those_of_csv() {
        for (line, expected) in [
            ("a,b,,c", vec!["a", "b", "", "c"]),
            ("\"a, \"\"b\"\"\",c", vec!["\"a, \"\"b\"\"\"", "c"]),
            ("", vec![""]),
            (",", vec!["", ""]),
            ("\"open, a", vec!["\"open, a"]),
            ("a \"b, c\"", vec!["a \"b", " c\""]),
        ] {
            assert_eq!(cells(line, Separator::Comma).collect::<Vec<_>>(), expected, "{line}");
        }
    }
}
