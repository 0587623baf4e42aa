//! The columns of an array of alike objects.
//!
//! Fields are merged in document order: every row's keys must be a subsequence of the columns, so that order survives.
//! Objects inside become dotted columns, arrays of objects become groups. Time is linear in the fields present.

use crate::json::tape::{Kind, NodeId, Tape};

/// More columns than this at one level make no table a reader can follow, and searching them would cost.
const MOST_COLUMNS: usize = 256;

/// Objects and arrays nested deeper than this stay JSON in their cell.
const DEEPEST_LAYOUT: usize = 6;

/// A table may hold this many cells for each field present; beyond it is mostly gaps.
const CELLS_PER_FIELD: usize = 6;

/// A row's value in a column: a node, or nothing where the row lacks the field.
pub type Cell = Option<NodeId>;

/// A column: its key as it stands in the text, quotes included, and how its values are laid out.
#[derive(Debug)]
pub struct Column<'a> {
    /// The key's JSON string.
    pub key: &'a str,
    /// The values.
    pub layout: Layout<'a>,
}

/// How a column's values are written.
#[derive(Debug)]
pub enum Layout<'a> {
    /// One cell a row.
    Cells(Vec<Cell>),
    /// Objects as dotted columns; `whole` holds what is no such object (`null`, `{}`, another type), where there is any.
    Object {
        /// Values that are not split into the columns.
        whole: Option<Vec<Cell>>,
        /// One column a field.
        columns: Vec<Column<'a>>,
    },
    /// Arrays of objects, their elements as the rows of a table of their own.
    Group {
        /// The array, `null`, or nothing.
        cells: Vec<Cell>,
        /// Number of elements a row has.
        counts: Vec<u32>,
        /// The columns of the elements of all rows, first to last.
        columns: Vec<Column<'a>>,
    },
}

/// The columns of the objects in `rows`, or `None` where they do not make a table.
#[must_use]
pub fn columns<'a>(tape: &Tape<'a>, rows: &[Cell]) -> Option<Vec<Column<'a>>> {
    columns_at(tape, rows, 0)
}

fn columns_at<'a>(tape: &Tape<'a>, rows: &[Cell], depth: usize) -> Option<Vec<Column<'a>>> {
    let mut merge = Merge::default();
    for (row, object) in rows.iter().enumerate() {
        if let Some(object) = *object {
            merge.add_row(tape, row, object)?;
        }
    }
    if merge.columns.is_empty() {
        return None;
    }
    Some(merge.columns.into_iter().map(|(key, cells)| lay_out(tape, key, padded(cells, rows.len()), depth)).collect())
}

fn padded(mut cells: Vec<Cell>, rows: usize) -> Vec<Cell> {
    cells.resize(rows, None);
    cells
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
        (cells <= CELLS_PER_FIELD * self.present + 4 * MOST_COLUMNS).then_some(())
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

fn lay_out<'a>(tape: &Tape<'a>, key: &'a str, cells: Vec<Cell>, depth: usize) -> Column<'a> {
    let layout = if depth < DEEPEST_LAYOUT { nested_layout(tape, &cells, depth + 1) } else { None };
    Column { key, layout: layout.unwrap_or(Layout::Cells(cells)) }
}

fn nested_layout<'a>(tape: &Tape<'a>, cells: &[Cell], depth: usize) -> Option<Layout<'a>> {
    let first = cells.iter().flatten().find(|&&id| !is_null(tape, id))?;
    match tape.kind(*first) {
        Kind::Object => object_layout(tape, cells, depth),
        Kind::Array => group_layout(tape, cells, depth),
        _ => None,
    }
}

fn object_layout<'a>(tape: &Tape<'a>, cells: &[Cell], depth: usize) -> Option<Layout<'a>> {
    let splits = |id: NodeId| tape.kind(id) == Kind::Object && !tape.is_childless(id);
    let objects: Vec<Cell> = cells.iter().map(|cell| cell.filter(|&id| splits(id))).collect();
    let rest: Vec<Cell> = cells.iter().map(|cell| cell.filter(|&id| !splits(id))).collect();
    let (split, unsplit) = (objects.iter().flatten().count(), rest.iter().flatten().count());
    if split <= unsplit {
        return None;
    }
    let columns = columns_at(tape, &objects, depth)?;
    Some(Layout::Object { whole: (unsplit > 0).then_some(rest), columns })
}

fn group_layout<'a>(tape: &Tape<'a>, cells: &[Cell], depth: usize) -> Option<Layout<'a>> {
    let (mut counts, mut elements) = (Vec::with_capacity(cells.len()), Vec::new());
    for cell in cells {
        let before = elements.len();
        if let Some(id) = *cell {
            push_elements(tape, id, &mut elements)?;
        }
        counts.push((elements.len() - before) as u32);
    }
    let columns = columns_at(tape, &elements, depth)?;
    Some(Layout::Group { cells: cells.to_vec(), counts, columns })
}

/// The elements of an array whose elements are all objects with fields; `null` has none.
fn push_elements(tape: &Tape<'_>, id: NodeId, elements: &mut Vec<Cell>) -> Option<()> {
    if is_null(tape, id) {
        return Some(());
    }
    if tape.kind(id) != Kind::Array {
        return None;
    }
    for element in tape.children(id) {
        if tape.kind(element) != Kind::Object || tape.is_childless(element) {
            return None;
        }
        elements.push(Some(element));
    }
    Some(())
}

fn is_null(tape: &Tape<'_>, id: NodeId) -> bool {
    tape.text(id) == "null"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::tape::parse;

    fn keys(json: &str) -> Option<Vec<String>> {
        let tape = parse(json).unwrap();
        let rows: Vec<Cell> = tape.children(Tape::ROOT).map(Some).collect();
        columns(&tape, &rows).map(|columns| columns.iter().map(|c| c.key.to_owned()).collect())
    }

    #[test]
    fn optional_fields_are_merged_where_they_stand() {
        assert_eq!(
            keys(r#"[{"a":1,"c":2},{"a":1,"b":3,"c":4},{"b":5,"d":6}]"#).unwrap(),
            [r#""a""#, r#""b""#, r#""c""#, r#""d""#]
        );
    }

    #[test]
    fn another_key_order_or_a_repeated_key_makes_no_table() {
        assert_eq!(keys(r#"[{"a":1,"b":2},{"b":1,"a":2}]"#), None);
        assert_eq!(keys(r#"[{"a":1,"a":2},{"a":1}]"#), None);
    }

    #[test]
    fn a_table_of_gaps_is_refused() {
        let rows: Vec<String> = (0..200).map(|i| format!(r#"{{"key{i}":{i}}}"#)).collect();
        assert_eq!(keys(&format!("[{}]", rows.join(","))), None);
    }

    #[test]
    fn objects_are_split_and_null_stands_beside_them() {
        let tape = parse(r#"[{"u":{"n":1}},{"u":null},{"u":{"n":2}}]"#).unwrap();
        let rows: Vec<Cell> = tape.children(Tape::ROOT).map(Some).collect();
        let columns = columns(&tape, &rows).unwrap();
        let Layout::Object { whole: Some(whole), columns } = &columns[0].layout else { panic!("{columns:?}") };
        assert_eq!((whole.iter().flatten().count(), columns.len()), (1, 1));
    }
}
