//! Lines that stand in diffs, patches and merge conflicts only.

use super::line::{BRACE, Line};
use super::{VALUE, is_number};

/// Whether a line below the `previous` one stands in diffs and merge conflicts only; those in mails may be quoted.
pub(super) fn is_of_diff(line: &Line, previous: &str) -> bool {
    let (holds_brace, line) = (line.holds(BRACE), line.whole);
    let inner = line.trim_start_matches(['>', ' ', '\t']);
    let is_hunk = || {
        let behind = inner.strip_prefix("@@").map(|rest| rest.trim_start_matches('@'));
        behind
            .and_then(|rest| rest.strip_prefix(" -"))
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let is_mark = || {
        ["diff --", "<<<<<<< ", "*** Begin Patch"].iter().any(|start| inner.starts_with(start))
            || inner == "<<<<<<<"
            || is_hunk()
            || (inner.starts_with("+++ ") || inner == "***************") && previous.contains("--- ")
    };
    inner.starts_with(['d', '<', '*', '@', '+']) && is_mark()
        || holds_brace && inner.contains("-]{+")
        || line.starts_with(['<', '>']) && is_plain_hunk(previous)
        || line
            .strip_prefix('+')
            .is_some_and(|added| added.contains(VALUE) && previous.strip_prefix('-') == Some(added))
}

/// Whether a line heads a part of a diff without context: `3,5c3`.
fn is_plain_hunk(line: &str) -> bool {
    let is_range = |range: &str| range.split(',').all(is_number);
    line.split_once(['a', 'c', 'd']).is_some_and(|(old, new)| is_range(old) && is_range(new))
}
