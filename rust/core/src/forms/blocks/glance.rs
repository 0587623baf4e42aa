//! Whether a text may be blocks of alike lines, found out by a glance at its start that allocates nothing.

use super::is_label;
use super::key::{has_value, label};
use crate::forms::keys::is_blank;
use crate::forms::text_lines::{beginning, has_line, lines, repeated_bytes};

/// So many bytes of a text are looked at.
const GLANCED_BYTES: usize = 1 << 16;

/// The first block begins within so many lines.
const FIRST_LINES: usize = 64;

/// Of so many bytes of a text lines must repeat one.
const BYTES_FOR_ONE: usize = 10;

/// What each block of a text begins with, where it may be in blocks: what the first of the first lines begins with that
/// come again, if enough lines repeat and most have a value behind a separator. Tracebacks and logs have not.
pub(super) fn found(text: &str) -> Option<&str> {
    let start = beginning(text, GLANCED_BYTES);
    if repeated_bytes(start) <= start.len() / BYTES_FOR_ONE || !says_values(start) {
        return None;
    }
    let mut behind = start;
    let mut labels = lines(start).take(FIRST_LINES).map(|line| {
        behind = &behind[line.len()..];
        (label(line), line, behind)
    });
    let is_of_blocks = |&(label, line, behind): &(&str, &str, &str)| {
        is_label(label) && !is_blank(&line[label.len()..]) && has_line(behind, label, |_| true)
    };
    labels.find(is_of_blocks).map(|(label, ..)| label)
}

/// Whether more than half of the lines that are not blank say what something is.
fn says_values(text: &str) -> bool {
    let (mut all, mut values) = (0, 0);
    for line in lines(text).filter(|line| !is_blank(line)) {
        all += 1;
        values += usize::from(has_value(line));
    }
    2 * values > all
}
