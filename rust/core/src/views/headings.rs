//! Which lines head what stands below them, and how high they stand: the structure of pages, manuals and reports.

use super::units::Units;

/// A heading has so many bytes at most.
const LONGEST_HEADING: usize = 160;

/// Letters that a heading in capitals has at least, as manuals have them.
const FEWEST_CAPITALS: usize = 4;

/// Where more lines than one of so many are headings, they head nothing: those of a log that begin with `#`, a list of names.
const LINES_PER_HEADING: usize = 6;

/// The level of a heading in capitals, of which nothing tells it.
const MIDDLE_LEVEL: u8 = 2;

/// The lines that are headings with their levels, 1 the highest. Linear in the text.
#[must_use]
pub fn headings(units: &Units<'_>) -> Vec<(usize, u8)> {
    let mut found = Vec::new();
    let mut is_fenced = false;
    for unit in 0..units.len() {
        let line = units.get(unit).trim_end();
        is_fenced ^= line.starts_with("```");
        let below = if unit + 1 < units.len() { units.get(unit + 1).trim_end() } else { "" };
        if let Some(level) = level(line, below).filter(|_| !is_fenced) {
            found.push((unit, level));
        }
    }
    if found.len() * LINES_PER_HEADING > units.len() { Vec::new() } else { found }
}

/// The level of a heading, by itself and by what underlines it.
fn level(line: &str, below: &str) -> Option<u8> {
    if line.is_empty() || line.len() > LONGEST_HEADING {
        return None;
    }
    of_markdown(line).or_else(|| underlined(line, below)).or_else(|| of_html(line)).or_else(|| in_capitals(line))
}

/// `## Like this`.
fn of_markdown(line: &str) -> Option<u8> {
    let title = line.trim_start_matches('#');
    let marks = line.len() - title.len();
    (1..=6).contains(&marks).then_some(())?;
    title.strip_prefix(' ').filter(|title| title.starts_with(char::is_alphanumeric)).map(|_| marks as u8)
}

/// A line above `====` or `----` of its length, as Markdown and reStructuredText have them.
fn underlined(line: &str, below: &str) -> Option<u8> {
    let mark = below.bytes().next().filter(|mark| b"=-~^".contains(mark))?;
    let is_line = below.len() >= line.chars().count() && below.bytes().all(|byte| byte == mark);
    let level = if mark == b'=' { 1 } else { 2 };
    (is_line && line.starts_with(char::is_alphanumeric)).then_some(level)
}

/// `<h2>Like this</h2>`.
fn of_html(line: &str) -> Option<u8> {
    let rest = line.trim_start().strip_prefix("<h")?;
    let level = rest.bytes().next().filter(|level| (b'1'..=b'6').contains(level))? - b'0';
    rest[1..].starts_with(['>', ' ']).then_some(level)
}

/// `SEE ALSO`: a line of capitals at the left.
fn in_capitals(line: &str) -> Option<u8> {
    let is_of_title = |c: char| c.is_ascii_uppercase() || matches!(c, ' ' | '-' | '/' | '&');
    let capitals = line.bytes().filter(u8::is_ascii_uppercase).count();
    let is_title = line.starts_with(|c: char| c.is_ascii_uppercase()) && line.chars().all(is_of_title);
    (is_title && capitals >= FEWEST_CAPITALS).then_some(MIDDLE_LEVEL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, u8)> {
        headings(&Units::of(text))
    }

    #[test]
    fn a_page_has_its_structure() {
        let prose = "Some prose that stands below it.\n".repeat(8);
        let page =
            format!("# Guide\n{prose}## Setup\n{prose}Usage\n=====\n{prose}<h3>Notes</h3>\n{prose}SEE ALSO\n{prose}");
        assert_eq!(found(&page), [(0, 1), (9, 2), (18, 1), (28, 3), (37, 2)]);
    }

    #[test]
    fn comments_of_code_and_lines_that_only_look_so_head_nothing() {
        let line = "a line of some text\n".repeat(20);
        for other in ["```\n# install it\n```\n", "#!/bin/sh\n", "#7 fixed\n", "a -- b\n---\n", "ERROR 12\n", "OK\n"] {
            assert_eq!(found(&format!("{line}{other}{line}")), [], "{other}");
        }
        assert_eq!(found(&"# 1 of a list\n".repeat(50)), []);
    }
}
