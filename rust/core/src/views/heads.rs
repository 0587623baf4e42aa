//! Lines that others cannot be read without: a table's header for its rows, what a value in an outline stands in.

use super::units::Units;

/// For each line the one that it cannot be read without, if any: it stands before it. Linear.
#[must_use]
pub fn heads(units: &Units<'_>, is_outline: bool) -> Vec<Option<u32>> {
    if is_outline { by_indent(units) } else { by_table(units) }
}

/// The line before that is indented less.
fn by_indent(units: &Units<'_>) -> Vec<Option<u32>> {
    let mut above: Vec<(usize, u32)> = Vec::new();
    let mut goes_on = false;
    let head = |(number, text): (u32, &str)| {
        let is_part = std::mem::replace(&mut goes_on, !text.ends_with('\n'));
        if is_part {
            return number.checked_sub(1);
        }
        let indent = text.bytes().take_while(|&byte| byte == b' ').count();
        while above.last().is_some_and(|&(other, _)| other >= indent) {
            above.pop();
        }
        let head = above.last().map(|&(_, head)| head);
        above.push((indent, number));
        head
    };
    (0..).zip(units.iter()).map(head).collect()
}

/// The header of the table that a row stands in; of parts of a row or a header the part before.
fn by_table(units: &Units<'_>) -> Vec<Option<u32>> {
    let mut open: Vec<u32> = Vec::new();
    let (mut goes_on, mut is_header) = (false, false);
    let head = |(number, text): (u32, &str)| {
        let is_part = std::mem::replace(&mut goes_on, !text.ends_with('\n'));
        if is_part {
            if let Some(last) = open.last_mut().filter(|_| is_header) {
                *last = number;
                return Some(number - 1);
            }
            return if open.is_empty() { None } else { Some(number - 1) };
        }
        if text.starts_with(']') {
            open.pop();
        }
        let head = open.last().copied();
        is_header = opens_table(text);
        if is_header {
            open.push(number);
        }
        head
    };
    (0..).zip(units.iter()).map(head).collect()
}

/// Whether a table's header begins on a line.
fn opens_table(line: &str) -> bool {
    memchr::memchr2_iter(b'[', b'{', line.as_bytes()).any(|at| {
        let number = &line[at + 1..];
        let behind = number.trim_start_matches(|c: char| c.is_ascii_digit());
        behind.len() < number.len() && [" rows: ", " row: "].iter().any(|word| behind.starts_with(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_need_their_header() {
        let units = Units::of("{\"a\":[2 rows: x,y\n1,2\n3,4\n],\"b\":1}\n");
        assert_eq!(heads(&units, false), [None, Some(0), Some(0), None]);
    }

    #[test]
    fn lines_of_an_outline_need_what_they_stand_in() {
        let units = Units::of("{\n \"a\":[\n  1,\n  2\n ],\n \"b\":3\n}\n");
        assert_eq!(heads(&units, true), [None, Some(0), Some(1), Some(1), Some(0), Some(0), None]);
    }

    #[test]
    fn plain_lines_need_none() {
        let units = Units::of("a\n b\nsee 3 rows: none\n");
        assert_eq!(heads(&units, false), [None, None, None]);
    }
}
