//! The columns of an array of alike objects.
//!
//! Fields are merged in document order: every row's keys must be a subsequence of the columns, so that order survives.
//! What never changes stands once; objects inside become dotted columns and arrays of objects groups, where that is
//! estimated to take less than writing them as they are. Time is linear in the fields present.

use super::column::{Cell, Column, Columns, Layout, is_all_present, is_out_of_sight, width};
use super::compact::Compactor;
use super::cost::{self, Quarters};
use super::keys::has_data_keys;
use super::levels::{is_dense, names_cell};
use super::merge::merged;
use super::survey::Survey;
use crate::config::Level;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::verbatim::{VERBATIM, is_mixed};

/// Objects and arrays nested deeper than this stay JSON in their cell.
const DEEPEST_LAYOUT: usize = 6;

/// Objects in fewer than one of so many rows are no columns: each takes a cell in every row.
const SPARSEST: usize = 16;

/// What ends a word in a header, or means something there.
const HEADER_MARKS: [char; 10] = [',', ';', '[', ']', '(', ')', '{', '}', '=', '*'];

/// The header of one object may take this much more: a later result refers to it.
const HEADER_SLACK: Quarters = 2 * cost::TOKEN;

/// The columns of the objects in `rows`, or `None` where they do not make a table.
#[must_use]
pub fn columns<'a>(
    survey: &Survey<'_, 'a>,
    tape: &Tape<'a>,
    compactor: Option<Compactor<'_, 'a>>,
    rows: &[Cell],
    level: Level,
) -> Option<Columns<'a>> {
    let layouter = Layouter { survey, tape, compactor, level };
    let mut columns = layouter.columns(rows, Nesting::default())?;
    Layouter::keep_a_cell(&mut columns.columns, rows.len());
    Some(columns)
}

/// The columns of one object, or `None` where a key stands twice. Nothing is stated in their header.
pub fn columns_of_one<'a>(survey: &Survey<'_, 'a>, tape: &Tape<'a>, object: NodeId) -> Option<Columns<'a>> {
    let layouter = Layouter { survey, tape, compactor: None, level: Level::Compact };
    layouter.columns(&[Some(object)], Nesting { alone: true, ..Nesting::default() })
}

/// The columns of arrays of one length, which have these names.
pub fn array_columns<'a>(
    survey: &Survey<'_, 'a>,
    tape: &Tape<'a>,
    names: &[&'a str],
    rows: &[Vec<NodeId>],
    level: Level,
) -> Columns<'a> {
    let layouter = Layouter { survey, tape, compactor: None, level };
    let mut all = Columns { columns: Vec::new(), cost: cost::TOKEN };
    for (place, &key) in names.iter().enumerate() {
        let cells: Vec<Cell> = rows.iter().map(|row| Some(row[place])).collect();
        let saying = if names_cell(level, false) { rows.len() } else { 0 };
        let prefix = cost::key(key) + cost::SEPARATOR;
        let nesting = Nesting { prefix, depth: DEEPEST_LAYOUT, ..Nesting::default() };
        let (layout, cost) = layouter.lay_out(cells, saying, nesting);
        all.columns.push(Column { key, layout });
        all.cost = all.cost.saturating_add(cost);
    }
    Layouter::keep_a_cell(&mut all.columns, rows.len());
    all
}

struct Layouter<'s, 't, 'a> {
    survey: &'s Survey<'t, 'a>,
    tape: &'s Tape<'a>,
    compactor: Option<Compactor<'s, 'a>>,
    level: Level,
}

/// Where some columns stand.
#[derive(Clone, Copy, Default)]
struct Nesting {
    /// What the beginning of their dotted names takes.
    prefix: Quarters,
    depth: usize,
    in_group: bool,
    /// Whether they are those of one object, whose values no header states.
    alone: bool,
}

/// A layout and what it takes, the column's name included.
type Priced<'a> = (Layout<'a>, Quarters);

impl<'a> Layouter<'_, '_, 'a> {
    fn columns(&self, rows: &[Cell], nesting: Nesting) -> Option<Columns<'a>> {
        let mut all = Columns { columns: Vec::new(), cost: 0 };
        let mut merged = merged(self.tape, rows)?;
        for (_, cells) in &mut merged {
            cells.resize(rows.len(), None);
        }
        let named: Vec<usize> = (0..merged.len()).map(|place| named_cells(&merged, place, self.level)).collect();
        for ((key, cells), named) in merged.into_iter().zip(named) {
            let name = nesting.prefix.saturating_add(cost::key(key) + cost::SEPARATOR);
            let (layout, cost) = self.lay_out(cells, named, Nesting { prefix: name, ..nesting });
            all.columns.push(Column { key, layout });
            all.cost = all.cost.saturating_add(cost);
        }
        Some(all)
    }

    /// The prefix of `nesting` is the column's own name, which `named` of its cells say.
    fn lay_out(&self, cells: Vec<Cell>, named: usize, nesting: Nesting) -> Priced<'a> {
        let name = nesting.prefix;
        if let Some(constant) = self.constant(&cells).filter(|_| !nesting.alone) {
            return (
                Layout::Constant(constant),
                name.saturating_add(cost::SEPARATOR + cost::scalar(self.tape.text(constant))),
            );
        }
        let name = name.saturating_mul(1 + named as Quarters);
        let as_cells = name.saturating_add(self.cells_cost(&cells));
        let nested = if nesting.depth < DEEPEST_LAYOUT { self.nested_layout(&cells, name, nesting) } else { None };
        let slack = if nesting.alone { HEADER_SLACK } else { 0 };
        if let Some(nested) = nested.filter(|(_, cost)| *cost <= as_cells.saturating_add(slack)) {
            return nested;
        }
        let compact = self.compactor.and_then(|compactor| compactor.layout(&cells, !nesting.in_group));
        (compact.unwrap_or(Layout::Cells(cells)), as_cells)
    }

    /// The value of all cells, if there is only one.
    fn constant(&self, cells: &[Cell]) -> Option<NodeId> {
        let (first, others) = cells.split_first()?;
        let text = self.tape.text((*first)?);
        let same = |cell: &Cell| cell.is_some_and(|id| self.tape.text(id) == text);
        (may_be_stated(text) && !others.is_empty() && others.iter().all(same)).then_some(*first).flatten()
    }

    fn cells_cost(&self, cells: &[Cell]) -> Quarters {
        let cost = |cell: &Cell| cell.map_or(cost::GAP, |id| self.survey.cost(id).saturating_add(cost::SEPARATOR));
        cells.iter().fold(0, |sum: Quarters, cell| sum.saturating_add(cost(cell)))
    }

    /// What the column's own name takes is `name`, in the header and in cells.
    fn nested_layout(&self, cells: &[Cell], name: Quarters, nesting: Nesting) -> Option<Priced<'a>> {
        let nesting = Nesting { depth: nesting.depth + 1, ..nesting };
        let first = cells.iter().flatten().find(|&&id| !is_null(self.tape, id))?;
        match self.tape.kind(*first) {
            Kind::Object => self.object_layout(cells, nesting),
            Kind::Array if is_dense(self.level) => self.group_layout(cells, name, nesting),
            _ => None,
        }
    }

    fn object_layout(&self, cells: &[Cell], nesting: Nesting) -> Option<Priced<'a>> {
        let is_map = |id: NodeId| nesting.alone && has_data_keys(self.tape, id);
        let splits = |id: NodeId| self.tape.kind(id) == Kind::Object && !self.tape.is_childless(id) && !is_map(id);
        let objects: Vec<Cell> = cells.iter().map(|cell| cell.filter(|&id| splits(id))).collect();
        let rest: Vec<Cell> = cells.iter().map(|cell| cell.filter(|&id| !splits(id))).collect();
        let (split, unsplit) = (objects.iter().flatten().count(), rest.iter().flatten().count());
        if split <= unsplit || split * SPARSEST < cells.len() {
            return None;
        }
        let Columns { columns, cost } = self.columns(&objects, nesting)?;
        let whole = (unsplit > 0).then_some(rest);
        let named = if names_cell(self.level, false) { unsplit as Quarters } else { 0 };
        let whole_name = nesting.prefix.saturating_mul(1 + named);
        let whole_cost = whole.as_ref().map_or(0, |rest| whole_name.saturating_add(self.cells_cost(rest)));
        Some((Layout::Object { whole, columns }, cost.saturating_add(whole_cost)))
    }

    fn group_layout(&self, cells: &[Cell], name: Quarters, nesting: Nesting) -> Option<Priced<'a>> {
        let (mut counts, mut elements) = (Vec::with_capacity(cells.len()), Vec::new());
        for cell in cells {
            let before = elements.len();
            if let Some(id) = *cell {
                push_elements(self.tape, id, &mut elements)?;
            }
            counts.push((elements.len() - before) as u32);
        }
        let inner = Nesting { prefix: 0, in_group: true, ..nesting };
        let Columns { mut columns, cost } = self.columns(&elements, inner)?;
        if is_out_of_sight(width(&columns), elements.len()) {
            return None;
        }
        if !is_all_present(&columns, elements.len()) {
            Self::keep_a_cell_of(&mut columns, elements.len());
        }
        let brackets = (cost::TOKEN + cost::SEPARATOR).saturating_mul(cells.len() as Quarters);
        Some((
            Layout::Group { cells: cells.to_vec(), counts, columns },
            cost.saturating_add(name).saturating_add(brackets),
        ))
    }

    /// A table of nothing but what stands in its header would be empty lines: the first column then stands in every row.
    fn keep_a_cell(columns: &mut [Column<'a>], rows: usize) {
        if columns.iter().all(|column| matches!(column.layout, Layout::Constant(_))) {
            Self::keep_a_cell_of(columns, rows);
        }
    }

    /// Gives the first column that never changes its cells back.
    fn keep_a_cell_of(columns: &mut [Column<'a>], rows: usize) {
        for column in columns {
            if let Layout::Constant(id) = column.layout {
                column.layout = Layout::Cells(vec![Some(id); rows]);
                return;
            }
        }
    }
}

/// Whether a header can state a value: what only Python can say where that ends as other words do.
fn may_be_stated(text: &str) -> bool {
    let verbatim = text.strip_prefix(char::from(VERBATIM)).and_then(|text| text.strip_suffix(char::from(VERBATIM)));
    match verbatim {
        Some(verbatim) => !is_mixed(verbatim) && !verbatim.contains(HEADER_MARKS),
        None => !is_mixed(text),
    }
}

/// How many cells of the column at a place say its name.
fn named_cells(columns: &[(&str, Vec<Cell>)], place: usize, level: Level) -> usize {
    let before = place.checked_sub(1).map(|before| &columns[before].1);
    let is_behind_gap = |row: usize| before.is_some_and(|cells| cells[row].is_none());
    let names = |row: usize| names_cell(level, is_behind_gap(row));
    columns[place].1.iter().enumerate().filter(|(row, cell)| cell.is_some() && names(*row)).count()
}

/// The elements of an array whose elements are all objects with fields; `null` has none.
fn push_elements(tape: &Tape<'_>, id: NodeId, elements: &mut Vec<Cell>) -> Option<()> {
    if is_null(tape, id) {
        return Some(());
    }
    if tape.kind(id) != Kind::Array || tape.is_packed(id) {
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
    use crate::forms::json::write::header::{HeaderSource, columns_into};
    use crate::json::parse::parse_transcribed;

    /// The header of an array's table; at a level what repeats can be referred to.
    fn header_with(json: &str, level: Option<Level>) -> Option<String> {
        let tape = parse_transcribed(json).unwrap();
        let rows: Vec<Cell> = tape.children(Tape::ROOT).map(Some).collect();
        let Columns { columns, .. } = columns(&Survey::new(&tape, level), &tape, None, &rows, Level::Compact)?;
        let mut header = String::new();
        columns_into(HeaderSource { tape: &tape, natives: None }, &columns, "", rows.len(), &mut header);
        Some(header)
    }

    fn header(json: &str) -> String {
        header_with(json, Some(Level::Compact)).unwrap()
    }

    #[test]
    fn what_all_rows_have_is_stated_once() {
        assert_eq!(
            header(r#"[{"id":1,"type":"User","tags":[]},{"id":2,"type":"User","tags":[]}]"#),
            "id,type=User,tags=[]"
        );
        assert_eq!(header(r#"[{"id":1,"type":"User"},{"id":2}]"#), "id,type", "the second row lacks it");
        assert_eq!(header(r#"[{"n":1},{"n":1.0}]"#), "n", "another spelling is another number");
        assert_eq!(header(r#"[{"a":1,"b":2},{"a":1,"b":2}]"#), "a,b=2", "every row needs a cell");
    }

    #[test]
    fn objects_become_dotted_columns() {
        let rows = r#"[{"id":1,"at":{"city":"Oslo","geo":{"lat":1,"lon":2}}},{"id":2,"at":{"city":"Rome","geo":{"lat":3,"lon":4}}}]"#;
        assert_eq!(header(rows), "id,at.city,at.geo.lat,at.geo.lon");
    }

    #[test]
    fn null_beside_objects_has_a_column_of_its_own() {
        let user = |name: &str| format!(r#"{{"id":1,"user":{{"name":"{name}","age":36}}}}"#);
        let rows = format!(r#"[{},{{"id":2,"user":null}},{}]"#, user("Ada"), user("Bob"));
        assert_eq!(header(&rows), "id,user,user.name,user.age");
        let rows = format!(r#"[{},{{"id":2,"user":null}},{{"id":3,"user":"none"}}]"#, user("Ada"));
        assert_eq!(header(&rows), "id,user", "most are no objects");
    }

    #[test]
    fn lists_of_objects_become_groups() {
        let rows = r#"[{"order":7,"items":[{"sku":"A1","qty":2},{"sku":"B2","qty":1}]},{"order":8,"items":null},{"order":9,"items":[{"sku":"A1"}]}]"#;
        assert_eq!(header(rows), "order,items[sku,qty]");
        let rows = r#"[{"order":7,"items":[{"sku":"A1"},1]},{"order":8,"items":[{"sku":"B2"}]}]"#;
        assert_eq!(header(rows), "order,items", "a number is no row");
    }

    #[test]
    fn objects_that_repeat_stay_cells_because_references_are_shorter() {
        let address = r#"{"street":"1 Long Acre Road","city":"Springfield","zip":"12345","country":"US"}"#;
        let other = r#"{"street":"7 Elm Street","city":"Shelbyville","zip":"54321","country":"US"}"#;
        let rows: Vec<String> = [address, other, address, address, other, address]
            .iter()
            .enumerate()
            .map(|(no, to)| format!(r#"{{"no":{no},"to":{to}}}"#))
            .collect();
        let rows = format!("[{}]", rows.join(","));
        assert_eq!(header(&rows), "no,to");
        assert_eq!(header_with(&rows, None).unwrap(), "no,to.street,to.city,to.zip,to.country=US");
    }

    #[test]
    fn what_is_nested_too_deep_stays_json() {
        let deep = |leaf: usize| format!("{}{leaf}{}", r#"{"a":"#.repeat(20), "}".repeat(20));
        assert_eq!(header(&format!("[{},{}]", deep(1), deep(2))), ["a"; 1 + DEEPEST_LAYOUT].join("."));
    }

    #[test]
    fn what_python_alone_can_say_is_stated_where_it_has_no_marks_of_a_header() {
        let rows = |value: &str| format!("[{0},{0}]", format!("{{\"id\":1,\"at\":\u{1a}{value}\u{1a},\"n\":\"nan\"}}"));
        assert_eq!(header(&rows("date(2026, 1, 2)")), "id=1,at,n=\"nan\"");
        assert_eq!(header(&rows("<Color.RED: 1>")), "id,at=<Color.RED: 1>,n=\"nan\"");
    }
}
