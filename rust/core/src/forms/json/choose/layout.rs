//! Which form each part of a document takes: tables, records, repeats, or JSON.

use std::collections::{HashMap, HashSet};

use super::arrays;
use super::column::{Cell, Column, Columns, Layout, is_out_of_sight, width};
use super::compact::Compactor;
use super::cost::Quarters;
use super::keys::is_map;
use super::levels::is_dense;
use super::records::{ObjectNames, Records, is_name};
use super::row::row;
use super::shape::{self};
use super::survey::Survey;
use crate::forms::form::Terms;
use crate::forms::json::notation::KEY_COLUMN;
use crate::json::tape::{Kind, NodeId, Tape};

/// What is nested deeper stays JSON, so that no document exhausts the stack.
pub const DEEPEST: usize = 64;

/// What is shorter is neither an array's table nor a map.
const FEWEST_ROWS: usize = 2;

/// So many rows that get shorter make announcing matrices worth it.
const FEWEST_MATRIX_ROWS: usize = 24;

/// An array or map of alike objects as a table.
#[derive(Debug)]
pub struct Table<'a> {
    /// The columns, a map's keys before the others.
    pub columns: Vec<Column<'a>>,
    /// How many rows.
    pub rows: usize,
    /// What its rows are.
    pub of: TableOf,
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableOf {
    /// Objects, the elements of an array or the entries of a map.
    Objects,
    /// Arrays, the elements of an array.
    Arrays,
    /// The one row is the object itself.
    Object,
}

/// The forms of a document.
#[derive(Debug, Default)]
pub struct Layouts<'a> {
    /// By the array or object they stand for.
    pub tables: HashMap<NodeId, Table<'a>>,
    /// Of objects outside of tables.
    pub records: Records<'a>,
    /// Whether arrays of arrays of numbers are written as matrices.
    pub matrices: bool,
    /// What tables are estimated to save.
    saved: Quarters,
}

/// Decides the forms of a document; `with_names` allows records, repeats and matrices beside tables. The objects of one that
/// stood between other text begin with fields that are texts of `own`.
pub fn layouts<'a>(
    tape: &Tape<'a>,
    survey: &Survey<'_, 'a>,
    with_names: bool,
    own: usize,
    terms: Terms,
) -> Layouts<'a> {
    let mut visitor = Visitor { own, ..Visitor::new(tape, survey, with_names, terms) };
    visitor.visit(Tape::ROOT, Spot { key: None, in_cell: false, depth: 0, holder: None });
    visitor.finish()
}

/// The forms of a document that is one object, as one row, where that may take less than `others`.
pub fn row_layouts<'a>(
    tape: &Tape<'a>,
    survey: &Survey<'_, 'a>,
    with_names: bool,
    terms: Terms,
    others: &Layouts<'a>,
) -> Option<Layouts<'a>> {
    let columns = row(tape, others.saved)?;
    let mut visitor = Visitor::new(tape, survey, with_names, terms);
    visitor.visit_columns(&columns, Spot { key: None, in_cell: true, depth: 1, holder: None });
    visitor.found.tables.insert(Tape::ROOT, Table { columns, rows: 1, of: TableOf::Object });
    Some(visitor.finish())
}

struct Visitor<'v, 't, 'a> {
    tape: &'v Tape<'a>,
    survey: &'v Survey<'t, 'a>,
    terms: Terms,
    with_names: bool,
    found: Layouts<'a>,
    /// The objects of each shape that may become records.
    instances: Vec<Vec<NodeId>>,
    names: ObjectNames<'a>,
    /// The repeats that have been met.
    seen: HashSet<u32>,
    matrix_rows: usize,
    /// With so many texts that stood around it each object of the document begins.
    own: usize,
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Spot<'a> {
    /// The nearest key above it that could name a record, as it stands in JSON.
    key: Option<&'a str>,
    /// Whether it stands in a line of a table, which no other table fits in.
    in_cell: bool,
    depth: usize,
    /// The object that holds it.
    holder: Option<NodeId>,
}

impl<'a> Spot<'a> {
    fn below(self, key: Option<&'a str>) -> Self {
        Self { depth: self.depth + 1, holder: None, ..self.under(key) }
    }

    fn under(self, key: Option<&'a str>) -> Self {
        Self { key: key.filter(|key| is_name(key)).or(self.key), ..self }
    }
}

impl<'v, 't, 'a> Visitor<'v, 't, 'a> {
    fn new(tape: &'v Tape<'a>, survey: &'v Survey<'t, 'a>, with_names: bool, terms: Terms) -> Self {
        Self {
            tape,
            survey,
            terms,
            with_names,
            found: Layouts::default(),
            instances: vec![Vec::new(); survey.shapes()],
            names: ObjectNames::default(),
            seen: HashSet::new(),
            matrix_rows: 0,
            own: 0,
        }
    }

    fn finish(self) -> Layouts<'a> {
        let Self { tape, survey, mut found, instances, names, matrix_rows, .. } = self;
        if self.with_names {
            found.records = Records::new(tape, survey, &instances, &names);
            found.matrices = matrix_rows >= FEWEST_MATRIX_ROWS;
        }
        found
    }

    fn visit(&mut self, id: NodeId, spot: Spot<'a>) {
        let repeated = || self.survey.repeated(id);
        if spot.depth > DEEPEST || self.tape.is_childless(id) || repeated().is_some_and(|hash| !self.seen.insert(hash))
        {
            return;
        }
        if !spot.in_cell && (self.tabulate(id, spot) || self.tabulate_arrays(id, spot)) {
            return;
        }
        match self.tape.kind(id) {
            Kind::Object => self.visit_object(id, spot),
            Kind::Array if is_matrix(self.tape, id) => self.matrix_rows += self.negative_rows(id),
            _ => self.tape.children(id).for_each(|child| self.visit(child, spot.below(None))),
        }
    }

    /// Rows whose first number has a sign: `;-` is one token where `],[-` is two, and `],[` is one as well.
    fn negative_rows(&self, matrix: NodeId) -> usize {
        self.tape.children(matrix).filter(|&row| self.tape.text(row).as_bytes()[1] == b'-').count()
    }

    fn visit_object(&mut self, id: NodeId, spot: Spot<'a>) {
        if self.survey.may_be_record(id) {
            let shape = self.survey.shape(id) as usize;
            if self.instances[shape].is_empty() {
                self.names.insert(id, spot.key);
            }
            self.instances[shape].push(id);
        }
        // A map's key says which of its objects one is, so that no record takes its name from it.
        let names_fields = !is_map(self.tape, id, FEWEST_ROWS);
        for (key, value) in self.tape.fields(id) {
            let spot = spot.below(names_fields.then(|| self.tape.text(key)));
            self.visit(value, Spot { holder: Some(id), ..spot });
        }
    }

    /// Makes a table of an array or map of objects where that is estimated to take less.
    fn tabulate(&mut self, id: NodeId, spot: Spot<'a>) -> bool {
        let level = self.terms.level;
        let is_map = self.tape.kind(id) == Kind::Object;
        if is_map && !is_dense(level) {
            return false;
        }
        let Some(rows) = rows(self.tape, id) else { return false };
        let Some(Columns { columns, cost }) = shape::columns(self.survey, self.tape, self.compactor(), &rows, level)
        else {
            return false;
        };
        let has_two_keys = is_map && columns.iter().any(|column| column.key == KEY_COLUMN);
        let is_out_of_sight = is_out_of_sight(usize::from(is_map) + width(&columns), rows.len());
        if cost >= self.survey.cost(id) || has_two_keys || is_out_of_sight {
            return false;
        }
        let columns = if id == Tape::ROOT { self.with_own_texts(columns, &rows) } else { columns };
        let spot = Spot { in_cell: true, ..spot.below(None) };
        self.visit_columns(&columns, spot);
        self.found.saved = self.found.saved.saturating_add(self.survey.cost(id) - cost);
        let columns = is_map.then(|| self.key_column(id)).into_iter().chain(columns).collect();
        self.found.tables.insert(id, Table { columns, rows: rows.len(), of: TableOf::Objects });
        true
    }

    /// Makes a table of an array of arrays whose elements have names, where that is estimated to take less.
    fn tabulate_arrays(&mut self, id: NodeId, spot: Spot<'a>) -> bool {
        let Some(rows) = arrays::rows(self.tape, id) else { return false };
        let Some(names) = arrays::names(self.tape, id, &rows, spot.holder) else { return false };
        let Columns { columns, cost } = shape::array_columns(self.survey, self.tape, &names, &rows, self.terms.level);
        if cost >= self.survey.cost(id) || is_out_of_sight(names.len(), rows.len()) {
            return false;
        }
        self.visit_columns(&columns, Spot { in_cell: true, ..spot.below(None) });
        self.found.saved = self.found.saved.saturating_add(self.survey.cost(id) - cost);
        self.found.tables.insert(id, Table { columns, rows: rows.len(), of: TableOf::Arrays });
        true
    }

    fn compactor(&self) -> Option<Compactor<'v, 'a>> {
        let Terms { vocabulary, level } = self.terms;
        is_dense(level).then_some(Compactor { tape: self.tape, vocabulary })
    }

    fn key_column(&self, map: NodeId) -> Column<'a> {
        let keys: Vec<Cell> = self.tape.fields(map).map(|(key, _)| Some(key)).collect();
        let compact = self.compactor().and_then(|compactor| compactor.layout(&keys, true));
        Column { key: KEY_COLUMN, layout: compact.unwrap_or(Layout::Keys(keys)) }
    }

    /// The columns with cells of the first, which hold what stood around objects, that are always text.
    fn with_own_texts(&self, mut columns: Vec<Column<'a>>, rows: &[Cell]) -> Vec<Column<'a>> {
        for (place, column) in columns.iter_mut().take(self.own).enumerate() {
            let text = |row: NodeId| self.tape.fields(row).nth(place).map(|(_, text)| text);
            column.layout = Layout::Keys(rows.iter().map(|row| row.and_then(text)).collect());
        }
        columns
    }

    fn visit_columns(&mut self, columns: &[Column<'a>], spot: Spot<'a>) {
        for column in columns {
            self.visit_column(column, spot);
        }
    }

    fn visit_column(&mut self, column: &Column<'a>, spot: Spot<'a>) {
        let spot = spot.under(Some(column.key));
        match &column.layout {
            Layout::Keys(_) | Layout::Constant(_) | Layout::Counting { .. } | Layout::Affixed { .. } => {}
            Layout::Cells(cells) => cells.iter().flatten().for_each(|&id| self.visit(id, spot)),
            Layout::Object { whole, columns } => {
                whole.iter().flatten().flatten().for_each(|&id| self.visit(id, spot));
                self.visit_columns(columns, spot);
            }
            Layout::Group { columns, .. } => self.visit_columns(columns, spot),
        }
    }
}

/// The rows of an array of two or more objects, or of a map of such to which each key leads once.
fn rows(tape: &Tape<'_>, id: NodeId) -> Option<Vec<Cell>> {
    let is_object = |value: NodeId| tape.kind(value) == Kind::Object;
    match tape.kind(id) {
        Kind::Array if tape.children(id).nth(FEWEST_ROWS - 1).is_some() && tape.children(id).all(is_object) => {
            Some(tape.children(id).map(Some).collect())
        }
        Kind::Object if is_map(tape, id, FEWEST_ROWS) => {
            let keys: HashSet<&str> = tape.fields(id).map(|(key, _)| tape.text(key)).collect();
            let rows: Vec<Cell> = tape.fields(id).map(|(_, value)| Some(value)).collect();
            (keys.len() == rows.len()).then_some(rows)
        }
        _ => None,
    }
}

/// Whether an array holds two or more arrays of numbers, none of them empty.
pub fn is_matrix(tape: &Tape<'_>, id: NodeId) -> bool {
    tape.kind(id) == Kind::Array
        && tape.children(id).nth(1).is_some()
        && tape.children(id).all(|row| tape.is_packed(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;
    use crate::json::parse::parse_packed;
    use crate::vocabulary::Vocabulary;

    /// The texts of the arrays and objects that become tables.
    fn tables(json: &str) -> Vec<&str> {
        tables_at(Level::Default, json)
    }

    fn tables_at(level: Level, json: &str) -> Vec<&str> {
        let terms = Terms { vocabulary: Vocabulary::O200kBase, level };
        let tape = parse_packed(json).unwrap();
        let mut tables: Vec<NodeId> =
            layouts(&tape, &Survey::new(&tape, Some(terms.level)), true, 0, terms).tables.into_keys().collect();
        tables.sort_unstable();
        tables.into_iter().map(|id| tape.text(id)).collect()
    }

    /// How many columns the table of an array has where nothing is announced, none where it is no table.
    fn header_width(json: &str) -> usize {
        let tape = parse_packed(json).unwrap();
        let terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };
        let layouts = layouts(&tape, &Survey::new(&tape, None), false, 0, terms);
        layouts.tables.get(&Tape::ROOT).map_or(0, |table| width(&table.columns))
    }

    const ROWS: &str = r#"[{"zone":"a","hosts":12},{"zone":"b","hosts":7},{"zone":"c","hosts":9}]"#;
    const MAP: &str = r#"{"eu":{"zone":"a","hosts":12},"us":{"zone":"b","hosts":7},"ap":{"zone":"c","hosts":9}}"#;

    #[test]
    fn arrays_of_alike_objects_become_tables_and_maps_of_them_at_the_compact_level() {
        assert_eq!(tables(ROWS), [ROWS]);
        let text = format!(r#"{{"total":6,"rows":{ROWS},"by_zone":{MAP}}}"#);
        for (level, expected) in
            [(Level::Plain, vec![ROWS]), (Level::Default, vec![ROWS]), (Level::Compact, vec![ROWS, MAP])]
        {
            assert_eq!(tables_at(level, &text), expected, "{level:?}");
        }
    }

    #[test]
    fn what_is_not_alike_becomes_none() {
        let map = MAP.replace("us", "eu");
        assert_eq!(tables_at(Level::Compact, &map), [""; 0], "a key that stands twice");
        for text in [r#"[{"zone":"a","hosts":12}]"#, r#"[{"zone":"a"},[],{"zone":"b"}]"#, "[[1,2],[3,4]]", "[]", "7"] {
            assert_eq!(tables(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn no_table_stands_in_the_line_of_another() {
        let text = format!(r#"[{{"id":1,"all":[{ROWS}]}},{{"id":2,"all":[{ROWS},0]}},{{"id":3,"all":null}}]"#);
        assert_eq!(tables(&text), [&text]);
    }

    #[test]
    fn what_is_far_wider_than_long_stays_json() {
        let fields = |row: usize, width: usize| (0..width).map(|n| format!("\"f{n}\":{}", n * row)).collect::<Vec<_>>();
        let objects =
            |rows: usize, width: usize| (1..=rows).map(move |row| format!("{{{}}}", fields(row, width).join(",")));
        let is_table = |json: String| !tables(&json).is_empty();
        let array = |rows, width| format!("[{}]", objects(rows, width).collect::<Vec<_>>().join(","));
        assert!(is_table(array(3, 50)) && !is_table(array(3, 51)));
        assert!(is_table(array(15, 60)) && !is_table(array(14, 60)));
        let map = objects(3, 200).zip(["city", "code", "state"]).map(|(object, key)| format!("\"{key}\":{object}"));
        let map = format!("{{{}}}", map.collect::<Vec<_>>().join(","));
        assert!(tables_at(Level::Compact, &map).is_empty(), "columns of a frame, by the rows' numbers");
        let nested = |rows| array(rows, 60).replace('{', "{\"in\":{").replace('}', "}}");
        assert!(header_width(&nested(15)) == 60 && header_width(&nested(14)) == 0, "dotted columns");
    }

    #[test]
    fn what_is_nested_too_deep_stays_json() {
        let nested = |depth: usize| format!("{}{ROWS}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(tables(&nested(DEEPEST)), [ROWS]);
        assert_eq!(tables(&nested(DEEPEST + 1)), [""; 0]);
    }

    #[test]
    fn arrays_of_arrays_of_numbers_are_matrices() {
        let is_matrix = |json: &str| is_matrix(&parse_packed(json).unwrap(), Tape::ROOT);
        assert!(is_matrix("[[1,2],[3]]"));
        for text in ["[[1,2]]", "[[1,2],[]]", "[[1,2],[null]]", "[1,2]", "[[[1]],[2]]", r#"[[1],["2"]]"#] {
            assert!(!is_matrix(text), "{text}");
        }
    }
}
