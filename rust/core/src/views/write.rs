//! How a view is written: what it is, the lines that are shown, and a mark for each gap.

use std::fmt::Write;
use std::ops::Range;

use super::Wanted;
use super::units::Units;

/// How a view begins.
pub const VIEW_START: &str = "[view of ";

/// How a page of what it leaves out begins.
pub const PAGE_START: &str = "[page of ";

/// How the mark of a gap begins.
pub const GAP_START: &str = "[… line";

/// What stands before an address.
pub const BEFORE_ADDRESS: &str = "headroom_retrieve(\"";
/// What stands behind it.
pub const BEHIND_ADDRESS: &str = "\")]";

/// The tool that gives the rest.
pub const RETRIEVE: &str = "headroom_retrieve";

/// The first line of a view of what `tool` said, of which so many lines are shown.
fn header(tool: &str, shown: usize, all: usize, address: &str) -> String {
    format!("{VIEW_START}{tool}: {shown} of {all} lines; the rest by {BEFORE_ADDRESS}{address}{BEHIND_ADDRESS}\n")
}

/// A text of which only `runs` of its lines are shown, which are in order and apart, below a line that sums it up.
#[must_use]
pub fn written(units: &Units<'_>, runs: &[Range<usize>], summary: &str, wanted: Wanted<'_>) -> String {
    let shown = runs.iter().map(Range::len).sum();
    let mut text = header(wanted.tool, shown, units.len(), wanted.address) + summary;
    put_runs(&mut text, units, 0..units.len(), runs);
    text
}

/// Writes runs of lines, which are in order and apart, and a mark for each gap between them and the ends of `within`.
pub fn put_runs(text: &mut String, units: &Units<'_>, within: Range<usize>, runs: &[Range<usize>]) {
    let mut next = within.start;
    for run in runs {
        put_gap(text, next..run.start);
        text.push_str(units.run(run.clone()));
        next = run.end;
    }
    put_gap(text, next..within.end);
}

/// Writes the mark of lines that are left out, if there are any.
fn put_gap(text: &mut String, gap: Range<usize>) {
    if gap.is_empty() {
        return;
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let (first, last) = (gap.start + 1, gap.end);
    let written = if first == last {
        writeln!(text, "{GAP_START} {first} left out]")
    } else {
        writeln!(text, "{GAP_START}s {first}-{last} left out]")
    };
    written.expect("a string takes all");
}
