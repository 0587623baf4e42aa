//! Which column each field of some objects belongs to, their order kept.

use crate::json::tape::{NodeId, Tape};

use super::column::Cell;

/// More columns than this at one level make no table a reader can follow, and searching them would cost.
const MOST_COLUMNS: usize = 256;

/// A table may hold this many cells for every three fields present; with more the rows are hardly alike.
const CELLS_PER_THREE_FIELDS: usize = 5;

/// While a table is being merged it may hold more, because the rows to come may fill the gaps.
const MERGING_CELLS_PER_FIELD: usize = 6;

/// The keys of the objects in `rows` with the cells of each, up to the last row that has the key; `None` where the keys
/// come in different orders, where one stands twice, or where the table would be mostly gaps.
pub fn merged<'a>(tape: &Tape<'a>, rows: &[Cell]) -> Option<Vec<(&'a str, Vec<Cell>)>> {
    let mut merge = Merge::default();
    for (row, object) in rows.iter().enumerate() {
        if let Some(object) = *object {
            merge.add_row(tape, row, object)?;
        }
    }
    let cells = merge.columns.len() * rows.iter().flatten().count();
    (!merge.columns.is_empty() && 3 * cells <= CELLS_PER_THREE_FIELDS * merge.present).then_some(merge.columns)
}

#[derive(Default)]
struct Merge<'a> {
    columns: Vec<(&'a str, Vec<Cell>)>,
    present: usize,
    /// The column of each of the row's keys, in the row's order; kept to spare an allocation a row.
    places: Vec<usize>,
}

impl<'a> Merge<'a> {
    /// `None` when the row's keys come in another order than the columns, or when the table would be mostly gaps.
    fn add_row(&mut self, tape: &Tape<'a>, row: usize, object: NodeId) -> Option<()> {
        if !self.find_places(tape, object) {
            self.add_keys(tape, object)?;
            self.find_places(tape, object);
        }
        if !self.places.is_sorted_by(|a, b| a < b) {
            return None;
        }
        for (&place, (_, value)) in self.places.iter().zip(tape.fields(object)) {
            let cells = &mut self.columns[place].1;
            cells.resize(row, None);
            cells.push(Some(value));
        }
        self.present += self.places.len();
        let cells = self.columns.len() * (row + 1);
        (cells <= MERGING_CELLS_PER_FIELD * self.present + 4 * MOST_COLUMNS).then_some(())
    }

    /// Looks up the column of every key, first where it most likely stands; false if one has none.
    fn find_places(&mut self, tape: &Tape<'a>, object: NodeId) -> bool {
        self.places.clear();
        for (key, _) in tape.fields(object) {
            let next = self.places.last().map_or(0, |place| place + 1);
            match self.place(tape.text(key), next) {
                Some(place) => self.places.push(place),
                None => return false,
            }
        }
        true
    }

    fn place(&self, key: &str, likely: usize) -> Option<usize> {
        match self.columns.get(likely) {
            Some((known, _)) if *known == key => Some(likely),
            _ => self.columns.iter().position(|(known, _)| *known == key),
        }
    }

    /// Adds the row's new keys as late as its known ones allow: before the next known key, else at the end.
    fn add_keys(&mut self, tape: &Tape<'a>, object: NodeId) -> Option<()> {
        let mut new: Vec<&'a str> = Vec::new();
        for (key, _) in tape.fields(object) {
            let key = tape.text(key);
            match self.place(key, 0) {
                Some(place) => self.insert(place, &mut new),
                None if new.contains(&key) || self.columns.len() + new.len() == MOST_COLUMNS => return None,
                None => new.push(key),
            }
        }
        self.insert(self.columns.len(), &mut new);
        Some(())
    }

    fn insert(&mut self, place: usize, keys: &mut Vec<&'a str>) {
        self.columns.splice(place..place, keys.drain(..).map(|key| (key, Vec::new())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse_packed;

    /// `a: 1 _ 2; b: 3`: the columns of an array's objects with their cells, `null` for rows without an object.
    fn columns(json: &str) -> Option<String> {
        let tape = parse_packed(json).unwrap();
        let rows: Vec<Cell> =
            tape.children(Tape::ROOT).map(|id| Some(id).filter(|_| tape.text(id) != "null")).collect();
        let column = |(key, cells): (&str, Vec<Cell>)| {
            let cells: Vec<&str> = cells.into_iter().map(|cell| cell.map_or("_", |id| tape.text(id))).collect();
            format!("{}: {}", key.trim_matches('"'), cells.join(" "))
        };
        Some(merged(&tape, &rows)?.into_iter().map(column).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn a_key_that_some_rows_lack_stands_where_the_others_have_it() {
        let rows = r#"[{"a":1,"c":2},{"a":3,"b":4,"c":5},{"b":6,"c":7,"d":8}]"#;
        assert_eq!(columns(rows).as_deref(), Some("a: 1 3; b: _ 4 6; c: 2 5 7; d: _ _ 8"));
    }

    #[test]
    fn new_keys_stand_right_before_the_next_known_one() {
        let rows = r#"[{"a":1,"z":2},{"a":3,"b":4,"z":5},{"a":6,"c":7,"z":8}]"#;
        assert_eq!(columns(rows).as_deref(), Some("a: 1 3 6; b: _ 4; c: _ _ 7; z: 2 5 8"));
    }

    #[test]
    fn rows_in_another_order_or_with_a_key_twice_make_no_table() {
        for rows in [
            r#"[{"a":1,"b":2},{"b":3,"a":4}]"#,
            r#"[{"a":1,"b":2,"c":3},{"c":4,"x":5,"a":6}]"#,
            r#"[{"a":1,"a":2},{"a":3}]"#,
            r#"[{"a":1,"b":2},{"a":3,"b":4,"a":5}]"#,
        ] {
            assert_eq!(columns(rows), None, "{rows}");
        }
    }

    #[test]
    fn sixty_percent_of_the_cells_must_be_filled() {
        let filled = |both: usize, alone: usize| {
            columns(&format!("[{}]", [vec![r#"{"a":1,"b":2}"#; both], vec![r#"{"a":1}"#; alone]].concat().join(",")))
        };
        assert!(filled(1, 4).is_some(), "six of ten");
        assert!(filled(1, 5).is_none(), "seven of twelve");
        assert!(columns("[{},{}]").is_none(), "no column at all");
    }

    #[test]
    fn rows_without_an_object_are_no_gaps() {
        assert_eq!(columns(r#"[{"a":1},null,null,{"a":2}]"#).as_deref(), Some("a: 1 _ _ 2"));
    }

    #[test]
    fn no_table_has_more_columns_than_a_reader_can_follow() {
        let row = |count: usize| {
            format!("{{{}}}", (0..count).map(|key| format!("\"{key}\":{key}")).collect::<Vec<_>>().join(","))
        };
        assert!(columns(&format!("[{},{}]", row(256), row(256))).is_some());
        assert!(columns(&format!("[{},{}]", row(257), row(257))).is_none());
    }
}
