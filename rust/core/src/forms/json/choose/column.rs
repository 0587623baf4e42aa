//! The columns of a table, and how their values are laid out.

use super::cost::Quarters;
use crate::forms::json::notation::{Affixes, Count};
use crate::json::tape::NodeId;

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
    /// The keys of a map.
    Keys(Vec<Cell>),
    /// The value that every row has, in the header.
    Constant(NodeId),
    /// Strings or numbers that begin and end alike: what stands between is written. At the compact level only.
    Affixed {
        /// One cell a row.
        cells: Vec<Cell>,
        /// What they begin and end with.
        affixes: Affixes<'a>,
    },
    /// Integers that count up, in the header. At the compact level only.
    Counting {
        /// What stands before the numbers, if they are in strings.
        prefix: Option<&'a str>,
        /// The numbers.
        count: Count,
    },
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

/// Columns, and what they are estimated to take, header included.
#[derive(Debug)]
pub struct Columns<'a> {
    /// First to last.
    pub columns: Vec<Column<'a>>,
    /// Of the header and all cells.
    pub cost: Quarters,
}

/// A row of more cells is followed only where many like it teach its columns.
const MOST_IN_SIGHT: usize = 50;

/// So many times as wide as long a table may be then.
const WIDEST: usize = 4;

/// Whether rows of `width` cells are so long, and so few, that their values stand out of sight of the columns' names.
pub fn is_out_of_sight(width: usize, rows: usize) -> bool {
    width > MOST_IN_SIGHT && width > WIDEST * rows
}

/// How many columns these are in the header, those of groups aside.
pub fn width(columns: &[Column<'_>]) -> usize {
    let widths = columns.iter().map(|column| match &column.layout {
        Layout::Object { whole, columns } => usize::from(whole.is_some()) + width(columns),
        _ => 1,
    });
    widths.sum()
}

/// Whether every row has a cell: an element of a group without any would be no element.
pub fn is_all_present(columns: &[Column<'_>], rows: usize) -> bool {
    let mut present = vec![false; rows];
    mark_present(columns, &mut present);
    present.into_iter().all(|has_cell| has_cell)
}

fn mark_present(columns: &[Column<'_>], present: &mut [bool]) {
    for column in columns {
        match &column.layout {
            Layout::Constant(_) | Layout::Counting { .. } => {}
            Layout::Cells(cells)
            | Layout::Keys(cells)
            | Layout::Affixed { cells, .. }
            | Layout::Group { cells, .. } => mark(cells, present),
            Layout::Object { whole, columns } => {
                if let Some(cells) = whole {
                    mark(cells, present);
                }
                mark_present(columns, present);
            }
        }
    }
}

fn mark(cells: &[Cell], present: &mut [bool]) {
    for (present, cell) in present.iter_mut().zip(cells) {
        *present |= cell.is_some();
    }
}
