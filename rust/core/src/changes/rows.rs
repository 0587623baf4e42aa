//! Rows of an array through its versions: which column tells them apart, which stay in order, which come and go.

use std::collections::{HashMap, HashSet};

use super::entries::in_column;
use crate::json::tape::{Kind, NodeId, Tape};

/// So many columns are tried.
const MOST_TRIED: usize = 8;

/// A longer text is no name.
const LONGEST_NAME: usize = 64;

/// An array of objects in its new version.
#[derive(Debug)]
pub struct Rows<'t> {
    /// The column whose value tells each row from the others, in every version.
    pub column: &'t str,
    /// The rows, in order.
    pub all: Vec<NamedRow<'t>>,
    /// The names of those that an old version has and the new one does not.
    pub removed: Vec<&'t str>,
}

/// One row.
#[derive(Debug)]
pub struct NamedRow<'t> {
    /// Its value in the column.
    pub name: &'t str,
    pub new: NodeId,
    /// It in each old version that has it, the root last.
    pub olds: Vec<Option<NodeId>>,
    /// How it came to its place.
    pub came: Came,
}

/// How a row came to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It is among the rows that are in the same order in all versions.
    Stayed,
    /// It was elsewhere.
    Moved,
    /// The root does not have it.
    Added,
}

/// A version of the array: its document and where it is there.
pub type Version<'v, 't> = (&'v Tape<'t>, NodeId);

impl<'t> Rows<'t> {
    /// The rows of `new` beside those of the old versions, the root last; `None` where no column names all of them.
    pub fn of(new: Version<'_, 't>, olds: &[Version<'_, 't>]) -> Option<Self> {
        candidates(new).into_iter().find_map(|column| Self::by(column, new, olds))
    }

    fn by(column: &'t str, new: Version<'_, 't>, olds: &[Version<'_, 't>]) -> Option<Self> {
        let names = named(new, column)?;
        let olds: Vec<Vec<(&'t str, NodeId)>> = olds.iter().map(|&old| named(old, column)).collect::<Option<_>>()?;
        let is_new: HashSet<&str> = names.iter().map(|&(name, _)| name).collect();
        let mut seen = HashSet::new();
        let gone = olds.iter().flatten().map(|&(name, _)| name).filter(|name| !is_new.contains(name));
        let removed = gone.filter(|name| seen.insert(*name)).collect();
        let places: Vec<HashMap<&str, usize>> =
            olds.iter().map(|old| old.iter().enumerate().map(|(place, &(name, _))| (name, place)).collect()).collect();
        let row = |&(name, new): &(&'t str, NodeId)| {
            let found = |(old, places): (&Vec<(&str, NodeId)>, &HashMap<&str, usize>)| Some(old[*places.get(name)?].1);
            NamedRow { name, new, olds: olds.iter().zip(&places).map(found).collect(), came: Came::Added }
        };
        let mut all: Vec<NamedRow<'t>> = names.iter().map(row).collect();
        place(&mut all, &places);
        Some(Self { column, all, removed })
    }
}

/// Says how each row came to its place, by the place of each in the old versions.
fn place(rows: &mut [NamedRow<'_>], places: &[HashMap<&str, usize>]) {
    let mut stay: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].olds.last() != Some(&None)).collect();
    for &row in &stay {
        rows[row].came = Came::Moved;
    }
    for places in places {
        let (known, others): (Vec<usize>, Vec<usize>) =
            stay.iter().partition(|&&row| places.contains_key(rows[row].name));
        let before: Vec<usize> = known.iter().map(|&row| places[rows[row].name]).collect();
        stay = longest_ascending(&before).into_iter().map(|index| known[index]).chain(others).collect();
        stay.sort_unstable();
    }
    for row in stay {
        rows[row].came = Came::Stayed;
    }
}

/// The indexes of a longest ascending run of numbers that are all different. (Fredman, 1975.)
fn longest_ascending(numbers: &[usize]) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (index, &number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers[end] < number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() { ends.push(index) } else { ends[length] = index }
    }
    let mut run: Vec<usize> = std::iter::successors(ends.last().copied(), |&index| before[index]).collect();
    run.reverse();
    run
}

/// The columns that may name rows, those first that do by their own name.
fn candidates<'t>((tape, array): Version<'_, 't>) -> Vec<&'t str> {
    let Some(first) = tape.children(array).next().filter(|&row| tape.kind(row) == Kind::Object) else {
        return Vec::new();
    };
    let is_name = |&(_, value): &(NodeId, NodeId)| matches!(tape.kind(value), Kind::String | Kind::Number);
    let mut columns: Vec<&str> = tape.fields(first).filter(is_name).map(|(key, _)| tape.text(key)).collect();
    columns.sort_by_key(|column| rank(column));
    columns.truncate(MOST_TRIED);
    columns
}

/// How likely a column of that name, in quotes, tells rows apart.
fn rank(column: &str) -> u8 {
    let name = column.trim_matches('"').to_ascii_lowercase();
    let last = name.rsplit(['_', '-', '.', ' ']).next().unwrap_or_default();
    match last {
        "id" | "uuid" | "guid" => u8::from(name != last),
        "key" | "name" | "number" | "no" | "sku" | "code" | "slug" | "path" | "url" | "email" | "login" | "title" => 2,
        _ if column.trim_matches('"').ends_with("Id") || column.trim_matches('"').ends_with("ID") => 1,
        _ => 3,
    }
}

/// The name of each row and where it is; `None` where one has none, or two have the same.
fn named<'t>((tape, array): Version<'_, 't>, column: &str) -> Option<Vec<(&'t str, NodeId)>> {
    let mut seen = HashSet::new();
    let name = |row| {
        let name = in_column(tape, row, column)?;
        let is_name =
            name.len() <= LONGEST_NAME && name.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit());
        (is_name && seen.insert(name)).then_some((name, row))
    };
    tape.children(array).map(name).collect::<Option<Vec<_>>>().filter(|rows| !rows.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse_packed;

    fn rows<'t>(new: &Tape<'t>, olds: &[&Tape<'t>]) -> Option<(String, String, Vec<&'t str>)> {
        let olds: Vec<Version<'_, 't>> = olds.iter().map(|&old| (old, Tape::ROOT)).collect();
        let rows = Rows::of((new, Tape::ROOT), &olds)?;
        let came = |row: &NamedRow<'_>| match row.came {
            Came::Stayed => '=',
            Came::Moved => '>',
            Came::Added => '+',
        };
        Some((rows.column.to_owned(), rows.all.iter().map(came).collect(), rows.removed))
    }

    #[test]
    fn the_column_that_is_named_like_one_names_rows() {
        let old = parse_packed(r#"[{"city":"Oslo","order_id":7},{"city":"Rome","order_id":8}]"#).unwrap();
        let (column, came, removed) = rows(&old, &[&old]).unwrap();
        assert_eq!((&*column, &*came, removed.len()), (r#""order_id""#, "==", 0));
        let twice = parse_packed(r#"[{"city":"Oslo","order_id":7},{"city":"Rome","order_id":7}]"#).unwrap();
        assert_eq!(rows(&old, &[&twice]).unwrap().0, r#""city""#);
        for none in ["[]", "[1]", r#"[{"a":1},2]"#, r#"[{"a":true}]"#, r#"[{"a":[1]}]"#] {
            assert!(rows(&parse_packed(none).unwrap(), &[&old]).is_none(), "{none}");
        }
    }

    #[test]
    fn rows_come_go_and_move() {
        let list = |ids: &[u32]| {
            format!("[{}]", ids.iter().map(|id| format!("{{\"id\":{id}}}")).collect::<Vec<_>>().join(","))
        };
        for (new, olds, came, removed) in [
            (&[1, 2, 3][..], &[&[1, 2, 3][..]][..], "===", &[][..]),
            (&[4, 1, 3, 5], &[&[1, 2, 3]], "+==+", &["2"]),
            (&[3, 1, 2], &[&[1, 2, 3]], ">==", &[]),
            (&[1, 2, 3], &[&[3, 2], &[2, 3]], "+>=", &[]),
            (&[1, 2], &[&[1, 3], &[1, 2, 4]], "==", &["3", "4"]),
        ] {
            let (new, olds) = (list(new), olds.iter().map(|old| list(old)).collect::<Vec<_>>());
            let olds: Vec<Tape<'_>> = olds.iter().map(|old| parse_packed(old).unwrap()).collect();
            let found = rows(&parse_packed(&new).unwrap(), &olds.iter().collect::<Vec<_>>()).unwrap();
            assert_eq!((&*found.1, &*found.2), (came, removed), "{new}");
        }
    }

    #[test]
    fn the_longest_ascending_run_is_found() {
        for (numbers, run) in
            [(&[][..], &[][..]), (&[3, 1, 2], &[1, 2]), (&[5, 6, 0, 7, 1], &[0, 1, 3]), (&[2, 1], &[1])]
        {
            assert_eq!(longest_ascending(numbers), run);
        }
    }
}
