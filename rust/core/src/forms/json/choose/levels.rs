//! What each level allows, by how well models read it: which cells say their column, and which forms stand beside tables.

use crate::config::Level;

/// Whether a cell of an array's table says its column, `total=187.36`. Behind an empty one a name takes little more than the
/// commas that it spares.
pub fn names_cell(level: Level, is_behind_gap: bool) -> bool {
    match level {
        Level::Plain => true,
        Level::Default => is_behind_gap,
        Level::Compact => false,
    }
}

/// Whether objects that are alike may be records.
pub fn may_have_records(level: Level) -> bool {
    level > Level::Plain
}

/// Whether forms may be used in which a reader has to count or to put values together: maps as tables, groups, one object as
/// a row, entries of maps as records, objects in lines of text, and headers that state what values share.
pub fn is_dense(level: Level) -> bool {
    level == Level::Compact
}

/// Bytes of the smallest value that is marked where it repeats, and referred to, at the compact level: three tokens stand for
/// some seven.
const SMALLEST_WORTH_MARKING: usize = 24;

/// The same at the default level: from here on models read a value through its references as well as in place.
const SMALLEST_READ_WELL: usize = 200;

/// The same at any level, if repeats are marked there.
pub fn smallest_repeat(level: Level) -> Option<usize> {
    match level {
        Level::Plain => None,
        Level::Default => Some(SMALLEST_READ_WELL),
        Level::Compact => Some(SMALLEST_WORTH_MARKING),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [Level; 3] = [Level::Plain, Level::Default, Level::Compact];

    #[test]
    fn cells_say_their_column_everywhere_behind_a_gap_or_nowhere() {
        assert_eq!(LEVELS.map(|level| names_cell(level, false)), [true, false, false]);
        assert_eq!(LEVELS.map(|level| names_cell(level, true)), [true, true, false]);
    }

    #[test]
    fn the_more_compact_a_level_the_more_forms_it_has() {
        assert_eq!(LEVELS.map(may_have_records), [false, true, true]);
        assert_eq!(LEVELS.map(is_dense), [false, false, true]);
        assert_eq!(LEVELS.map(smallest_repeat), [None, Some(200), Some(24)]);
    }
}
