//! What each level allows: the one place that decides which cells say their column, and which forms stand beside tables.

use crate::config::Level;

/// What rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// The elements of an array, or lines with an object each.
    Table,
    /// The entries of a map.
    Map,
    /// The elements of a list in a cell.
    Group,
    /// A record's values.
    Record,
    /// An object that stands alone.
    Object,
}

/// Where a cell stands in its row.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// Whether the cell before it is empty; a map's key is no cell.
    pub is_behind_gap: bool,
}

/// Which cells of some rows say their column: `total=187.36`.
#[derive(Clone, Copy, Debug)]
pub struct Naming {
    /// How much a reader has to put together.
    pub level: Level,
    /// What the rows are.
    pub rows: Rows,
}

impl Naming {
    /// Whether a cell says its column. Behind an empty one a name takes little more than the commas that it spares.
    pub fn names(self, spot: Spot) -> bool {
        match (self.level, self.rows) {
            (Level::Plain, _) | (Level::Default, Rows::Map | Rows::Group | Rows::Record) => true,
            (Level::Default, Rows::Table | Rows::Object) => spot.is_behind_gap,
            (Level::Compact, _) => false,
        }
    }

    /// Whether every cell does.
    pub fn names_all(self) -> bool {
        self.names(Spot { is_behind_gap: false })
    }

    /// The same for the elements of lists in these rows.
    pub fn of_group(self) -> Self {
        Self { rows: Rows::Group, ..self }
    }
}

/// Whether what repeats may be marked and referred to.
pub fn may_refer(level: Level) -> bool {
    level > Level::Plain
}

/// Whether an object that stands alone may be one row.
pub fn may_be_row(level: Level) -> bool {
    level == Level::Compact
}

/// Whether headers may state what values share.
pub fn may_state_shared(level: Level) -> bool {
    level == Level::Compact
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(level: Level, rows: Rows, is_behind_gap: bool) -> bool {
        Naming { level, rows }.names(Spot { is_behind_gap })
    }

    #[test]
    fn tables_name_what_stands_behind_a_gap() {
        assert!(named(Level::Default, Rows::Table, true) && !named(Level::Default, Rows::Table, false));
    }

    #[test]
    fn every_other_cell_has_its_name_where_nothing_shows_that_models_read_it_without() {
        for rows in [Rows::Map, Rows::Group, Rows::Record] {
            assert!(named(Level::Default, rows, false), "{rows:?}");
        }
    }

    #[test]
    fn the_plain_level_names_all_and_the_compact_one_none() {
        for rows in [Rows::Table, Rows::Map, Rows::Group, Rows::Record, Rows::Object] {
            assert!(named(Level::Plain, rows, false) && !named(Level::Compact, rows, true), "{rows:?}");
        }
    }

    #[test]
    fn what_readers_have_to_look_up_or_put_together_is_allowed_level_by_level() {
        let allowed = |level| [may_refer(level), may_be_row(level), may_state_shared(level)];
        assert_eq!(allowed(Level::Plain), [false; 3]);
        assert_eq!(allowed(Level::Default), [true, false, false]);
        assert_eq!(allowed(Level::Compact), [true; 3]);
    }
}
