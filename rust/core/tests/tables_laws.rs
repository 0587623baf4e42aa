//! Columns, CSV and paths: what is written expands to the text byte for byte, and nothing that only reads like them is lost.

mod support;

use headroom_core::config::Level;
use headroom_core::forms::{columns, csv, paths};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select as one_of;
use support::cases;

const CELLS: &[&str] = &[
    "",
    "a",
    "web-7f9c",
    "Running",
    "0",
    "12",
    "1204",
    "10.42.0.7",
    "two words",
    "a, b",
    "\"q\"",
    ",",
    "é",
    "日本",
    "x  y",
    "=",
    "a=b",
    "[1]",
    "root",
    "|",
    "--",
    "\t",
    "\r",
    "…",
    "[columns padded in 2 lines: 1, 9]",
    "[CSV in 9 lines, each with b=1 behind a]",
];

const PARTS: &[&str] = &[
    " ",
    "  ",
    "        ",
    "\n",
    "\r\n",
    "|",
    "| ",
    " | ",
    " |\n",
    "|---|---|\n",
    "----+----\n",
    "a",
    "b",
    "12",
    ",",
    ",,",
    "\"",
    "\"\"",
    "\t",
    "=",
    "é",
    "root",
    "a  b\n",
    "aa b\n",
    "a   b\n",
    "| a | b |\n",
    "id,a,b\n",
    "1,x,y\n",
    "2,x,y\n",
    "[columns padded in 4 lines: 1, ..9, =12]\n",
    "[columns padded in 4 lines between bars: 3, ..4]\n",
    "[columns padded in 3 lines between drawn bars: 3, ..4]\n",
    "│ a   │    b │\n",
    "├─────┤\n",
    "a │ b\n",
    "[columns padded in 2 lines parted by bars below centered names: 3, ..4]\n",
    "[columns padded in ",
    " lines: ",
    "]\n",
    "[CSV in 4 lines, each with a=1 in front, b= behind a]\n",
    "[TSV in 2 lines, each with a= behind id]\n",
    "[columns padded in 3 lines: 1, =5]\n",
    "a b=c\n",
    "b | c=d\n",
    "[2 rows: a\n1\n2\n]",
    "src/forms/",
    "a.rs:7:",
    "/usr/lib/",
    "\nsrc/forms/a.rs\nsrc/forms/b.rs\nsrc/forms/c.rs\n",
    "[paths in 3 lines, indented below what they begin with]\n",
    "\n b",
];

/// Folders that hold one another, and what stands in them or was found there.
const FOLDERS: &[&str] = &["warehouse/", "a/", "node_modules/@types/", "a b/", "12/", ":/", "//", "é/", " /"];
const FOUND: &[&str] =
    &["", "orders.py", "b", " c", "orders.py:7:def of():", "orders.py:    return", "orders.py:", "a:b/c", "8"];

/// Rows of as many cells, most of them alike from row to row.
fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    let column = (one_of(CELLS), vec(one_of(CELLS), 1..5), any::<bool>());
    (vec(column, 2..7), 0..60_usize).prop_map(|(columns, count)| {
        let cell = |row: usize, (usual, others, is_constant): &(&str, Vec<&str>, bool)| match row {
            _ if *is_constant => (*usual).to_owned(),
            row if row % 7 == 3 => (*usual).to_owned(),
            row => format!("{}{}", others[row % others.len()], row % 5),
        };
        (0..count).map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect()
    })
}

/// Rows padded to columns, each to the left or to the right, with so many blanks between them.
fn padded(rows: &[Vec<String>], gap: usize, ends: &[bool], end: &str) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    let cell = |column: usize, cell: &String| {
        if ends[column % ends.len()] {
            format!("{cell:>0$}", widths[column])
        } else {
            format!("{cell:<0$}", widths[column])
        }
    };
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().enumerate().map(|(column, text)| cell(column, text)).collect();
        cells.join(&" ".repeat(gap)) + end
    };
    rows.iter().map(line).collect()
}

fn between_bars(rows: &[Vec<String>], is_closed: bool) -> String {
    let padded = padded(rows, 1, &[false, true], "\n");
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().enumerate().map(|(at, cell)| format!(" {cell:<0$} ", width(at))).collect();
        if is_closed { format!("|{}|\n", cells.join("|")) } else { cells.join("|").trim_end().to_owned() + "\n" }
    };
    if padded.is_empty() { padded } else { rows.iter().map(line).collect() }
}

fn csv_of(rows: &[Vec<String>], separator: char, end: &str) -> String {
    let quoted = |cell: &String| {
        let needs = cell.contains([separator, '"', '\n', '\r']);
        if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string()) + end;
    let names: Vec<String> = (0..rows.first().map_or(0, Vec::len)).map(|column| format!("c{column}")).collect();
    std::iter::once(&names).chain(rows).map(line).collect()
}

fn check(text: &str) -> Result<(), TestCaseError> {
    if let Some(columns) = columns::written(&text.into()) {
        prop_assert_eq!(&columns::expand(&columns, usize::MAX).unwrap(), text, "{:?}", columns);
    }
    if let Some(csv) = csv::written(&text.into()) {
        prop_assert_eq!(&csv::expand(&csv, usize::MAX).unwrap(), text, "{:?}", csv);
    }
    for level in [Level::Default, Level::Compact] {
        if let Some(paths) = paths::written(&text.into(), level) {
            prop_assert_eq!(&paths::expand(&paths, usize::MAX).unwrap(), text, "{:?}", paths);
        }
    }
    let expanded = [columns::expand(text, 10_000), csv::expand(text, 10_000), paths::expand(text, 10_000)];
    for expanded in expanded.into_iter().flatten() {
        let is_headed = columns::is_headed(text) || csv::is_headed(text) || paths::is_headed(text);
        prop_assert!(is_headed || expanded == text);
        prop_assert!(expanded == text || expanded.len() <= 10_000);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn columns_expand_to_the_text(
        rows in rows(),
        gap in 1..5_usize,
        ends in vec(any::<bool>(), 1..4),
        end in one_of(&["\n", "\r\n", "   \n"][..]),
        around in (one_of(&["", "Pods:\n", "\n"][..]), one_of(&["", "(more)", "\n12 rows\n"][..])),
    ) {
        check(&format!("{}{}{}", around.0, padded(&rows, gap, &ends, end), around.1))?;
    }

    #[test]
    fn bars_expand_to_the_text(rows in rows(), is_closed in any::<bool>(), rule in one_of(&["", "|--|--|\n", "---+--\n"][..])) {
        let table = between_bars(&rows, is_closed);
        let (names, rest) = table.split_at(table.find('\n').map_or(0, |end| end + 1));
        check(&format!("{names}{rule}{rest}"))?;
    }

    #[test]
    fn csv_expands_to_the_text(rows in rows(), separator in one_of(&[',', '\t'][..]), end in one_of(&["\n", "\r\n"][..])) {
        check(&csv_of(&rows, separator, end))?;
    }

    #[test]
    fn paths_expand_to_the_text(
        mut paths in vec((vec(one_of(FOLDERS), 0..6), one_of(FOUND)), 0..40),
        root in one_of(&["", "/", "./", "M  ", "\tmodified:   ", " "][..]),
        end in one_of(&["\n", "\r\n", "\n\n"][..]),
        is_sorted in any::<bool>(),
        is_ended in any::<bool>(),
    ) {
        if is_sorted {
            paths.sort();
        }
        let lines: Vec<String> = paths.iter().map(|(folders, found)| format!("{root}{}{found}", folders.concat())).collect();
        check(&(lines.join(end) + if is_ended { end } else { "" }))?;
    }

    #[test]
    fn any_text_is_written_or_left(parts in vec(one_of(PARTS), 0..60)) {
        check(&parts.concat())?;
    }
}
