//! Stanzas: blocks of lines that differ in their values alone, as `ifconfig`, `git log` and `rpm -qi` print
//! one thing after another. The lines stand once, with `…` for each value, and below them a row of CSV for each stanza.
//!
//! So are lines whose values have names, each by itself: a stanza of one line.
//!
//! A stanza begins where a line begins as the first one does, or below blank lines. Its first lines are those that most others
//! begin with: lines are of one shape whose words up to the value are the same. That is the first step of `IPLoM` (Makanju et al.,
//! "Clustering event logs using iterative partitioning", 2009), over lines in their places instead of words.
//!
//! ```
//! use headroom_core::config::Level;
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::stanzas::{expand, written};
//!
//! let package = |number: usize| format!("Name        : lib{number}\nVersion     : 1.{number}\nVendor      : CentOS\n\n");
//! let text: String = (0..9).map(package).collect();
//! let short = written(&Facts::of(&text), Level::Default).unwrap();
//! assert!(short.starts_with(
//!     "[each of 9 rows stands for these 4 lines, its cells for …:\nName        : …\nVersion     : …\nVendor      : CentOS\n\n]\n\
//!      Name,Version\nlib0,1.0\nlib1,1.1\n"
//! ));
//! assert_eq!(expand(&short, text.len()).unwrap(), text);
//! ```

mod cell;
mod entries;
mod head;
mod line;
mod named;
mod read;
mod shape;
mod starts;
mod template;
mod write;

use std::borrow::Cow;

pub use read::expand;
pub use write::written;

use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Terms};
use super::text_lines::{lines, number, number_between};
use crate::transform::Transform;

/// Lines of one shape became rows.
pub const STANZAS: Transform = Transform { rank: 6, name: "stanzas", reason: "lines of one shape became rows" };

/// Blocks of lines, or lines, as rows: a form.
#[derive(Clone, Copy, Debug)]
pub struct Stanzas;

impl Form for Stanzas {
    fn transforms(&self) -> &'static [Transform] {
        &[STANZAS]
    }

    fn is_marked(&self, text: &str) -> bool {
        parts(text).is_some()
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn has_fixed_lines(&self) -> bool {
        true
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, terms: Terms) -> Proposal {
        written(facts, terms.level).map(|short| Draft::exact(short, STANZAS)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// What stands in the first line around the number of rows, and what they stand for.
const HEADER: [&str; 3] = ["[each of ", " rows stands for ", ", its cells for …:\n"];

/// What rows stand for: several lines, around their number.
const THESE_LINES: [&str; 2] = ["these ", " lines"];

/// The same of one.
const THIS_LINE: &str = "this line";

/// The line below those that each row stands for.
const END: &str = "]\n";

/// Stands for a value.
const CELL: char = '…';

/// A stanza has so many lines at most that rows stand for.
const MOST_LINES: usize = 64;

/// A row has so many cells at most.
const MOST_CELLS: usize = 64;

/// Fewer rows are not worth it.
const LEAST_ROWS: usize = 3;

/// A text in this form.
struct Parts<'t> {
    rows: usize,
    /// The lines that each row stands for.
    template: &'t str,
    /// The names of the cells, the rows, and all other lines behind a blank each.
    body: &'t str,
}

/// What stands in a text in this form.
fn parts(text: &str) -> Option<Parts<'_>> {
    let (rows, behind) = text.strip_prefix(HEADER[0])?.split_once(HEADER[1])?;
    let (count, behind) = behind.split_once(HEADER[2])?;
    let (rows, count) = (number(rows)?, line_count(count)?);
    let length = lines(behind).take(count).map(str::len).sum();
    let (template, behind) = behind.split_at(length);
    let body = behind.strip_prefix(END).filter(|_| template.ends_with('\n') && lines(template).count() == count)?;
    template.contains(CELL).then_some(Parts { rows, template, body })
}

/// How many lines a header says that rows stand for.
fn line_count(said: &str) -> Option<usize> {
    if said == THIS_LINE {
        return Some(1);
    }
    number_between(said, THESE_LINES).filter(|count| (2..=MOST_LINES).contains(count))
}

#[cfg(test)]
mod tests;
