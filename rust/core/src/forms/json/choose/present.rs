//! Which rows of a table have a cell.

use super::shape::{Cell, Column, Layout};

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
