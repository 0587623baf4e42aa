//! The lines that rows stand for.

use std::ops::Range;

use super::head::Head;
use super::line::{Line, Values};
use super::shape::Shape;
use super::{CELL, MOST_CELLS};
use crate::forms::keys::is_blank;
use crate::forms::text_lines::lines;

/// A row has a cell for so many lines at least.
const LINES_FOR_A_CELL: usize = 3;

/// A name of cells has so many bytes at most.
const LONGEST_NAME: usize = 48;

/// What cells are called before which nothing stands that names them.
const NAMELESS: &str = "value";

/// The lines of a head with [`CELL`] for each value, and where the values stand.
#[derive(Debug)]
pub(super) struct Template<'t> {
    pub text: String,
    shapes: Vec<Shape<'t>>,
    values: Vec<Values>,
}

impl<'t> Template<'t> {
    /// What the stanzas with this head have in common; `None` where little differs, or most values would have no
    /// name.
    pub(super) fn of(stanzas: &[&'t str], head: Head<'t>) -> Option<Self> {
        let (&first, others) = head.stanzas.split_first()?;
        let mut met: Vec<Line> =
            lines(stanzas[first]).zip(&head.shapes).map(|(line, &shape)| Line::of(line, shape)).collect();
        for &other in others {
            met.iter_mut().zip(lines(stanzas[other])).for_each(|(met, line)| met.meet(line));
        }
        let mut template = Self { text: String::new(), shapes: head.shapes, values: Vec::new() };
        for (line, met) in lines(stanzas[first]).zip(&met) {
            if !template.takes(line, met.values()) {
                break;
            }
        }
        template.shapes.truncate(template.values.len());
        says_values(&template.text).then_some(template)
    }

    /// Adds a line, if more than a value stands in it, or it is the first.
    fn takes(&mut self, line: &str, values: Values) -> bool {
        let (mut stated, mut at) = (String::new(), 0);
        let ranges: Vec<Range<usize>> = values.ranges(line, self.shapes[self.values.len()]).collect();
        for range in &ranges {
            stated.push_str(&line[at..range.start]);
            at = range.end;
            stated.push(CELL);
        }
        stated.push_str(&line[at..]);
        let says_more = ranges.is_empty() || self.values.is_empty() || !is_blank(&stated.replace(CELL, ""));
        let fits = stated.matches(CELL).count() == ranges.len()
            && self.text.matches(CELL).count() + ranges.len() <= MOST_CELLS;
        if !says_more || !fits {
            return false;
        }
        self.text.push_str(stated.strip_suffix('\n').unwrap_or(&stated));
        self.text.push('\n');
        self.values.push(values);
        true
    }

    /// How many lines each row stands for.
    pub(super) fn lines(&self) -> usize {
        self.values.len()
    }

    /// The values of a stanza's head, and what follows that.
    pub(super) fn parted<'s>(&self, stanza: &'s str) -> (Vec<&'s str>, &'s str) {
        let (mut found, mut length) = (Vec::new(), 0);
        for ((line, shape), values) in lines(stanza).zip(&self.shapes).zip(&self.values) {
            found.extend(values.ranges(line, *shape).map(|range| &line[range]));
            length += line.len();
        }
        (found, &stanza[length..])
    }
}

/// What the cells are called of rows that stand for such lines: what stands before each on its line, up to the one before, or
/// else the word behind it.
pub(super) fn names(template: &str) -> Vec<String> {
    all_names(template).fold(Vec::new(), |mut names, name| {
        names.push(unlike(&names, name.unwrap_or(NAMELESS)));
        names
    })
}

/// Whether lines say values for the most part: enough have a cell, half of the cells or more with a name of its own. Of others, as
/// of tracebacks, what a row stands for has to be put together.
fn says_values(template: &str) -> bool {
    let lines = template.lines().filter(|line| !is_blank(line)).count();
    let (named, nameless): (Vec<_>, Vec<_>) = all_names(template).partition(Option::is_some);
    (named.len() + nameless.len()) * LINES_FOR_A_CELL >= lines && named.len() >= nameless.len()
}

/// The name of each cell, where it has one.
pub(super) fn all_names(template: &str) -> impl Iterator<Item = Option<&str>> {
    let is_one = template.lines().nth(1).is_none();
    template.lines().flat_map(move |line| {
        let behind = line.split(CELL).skip(1);
        let named =
            move |(before, behind)| if is_one { last_word(before) } else { name(before).or_else(|| word(behind)) };
        line.split(CELL).zip(behind).map(named)
    })
}

/// The last word of what stands before a cell.
fn last_word(before: &str) -> Option<&str> {
    let is_apart = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.');
    name(trimmed(before).rsplit(is_apart).next()?)
}

/// What stands between the first letter or digit and the last.
fn trimmed(before: &str) -> &str {
    before.trim_matches(|c: char| !c.is_alphanumeric())
}

fn name(before: &str) -> Option<&str> {
    let name = trimmed(before);
    (!name.is_empty() && name.len() <= LONGEST_NAME).then_some(name)
}

/// The word of letters alone behind a cell.
fn word(behind: &str) -> Option<&str> {
    let word = behind.trim_start_matches([' ', '\t']).split([' ', '\t']).next()?;
    let is_word = word.len() <= LONGEST_NAME && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_word.then_some(word)
}

/// A name that none of these is: with a number, where one is.
fn unlike(names: &[String], name: &str) -> String {
    let numbered = |number: usize| if number == 1 { name.to_owned() } else { format!("{name} {number}") };
    (1..=names.len()).map(numbered).find(|name| !names.contains(name)).unwrap_or_else(|| numbered(names.len() + 1))
}
