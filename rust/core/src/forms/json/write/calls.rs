//! Arrays of what one class is called with, as dataclasses, named tuples and models show themselves in Python: a table named
//! after the class.

use super::Edges;
use super::rows::Spacing;
use super::tuples::{element_into, is_string};
use crate::config::Level;
use crate::forms::json::cell::{Announced, Place};
use crate::forms::json::choose::levels::is_dense;
use crate::json::made::{Made, Style, made_of_line};
use crate::json::tape::{NodeId, Tape};
use crate::json::verbatim::VERBATIM;

/// The table of an array of calls, where that is shorter.
///
/// Those around dicts and pairs are for the compact level: of 92 questions on ordered dicts a model answered 67 from what Python
/// shows, 55 from the table.
pub fn table(
    spacing: &Spacing<'_, '_>,
    announced: &Announced,
    array: NodeId,
    edges: &Edges<'_>,
    level: Level,
) -> Option<String> {
    let mut table = String::new();
    let calls = Calls::of(spacing.tape, array)?;
    (calls.style == Style::Arguments || is_dense(level)).then_some(())?;
    calls.write_into(spacing, announced, edges, &mut table);
    spacing.shorter(table, array)
}

/// Calls of one class with the same names in the same order, two or more.
struct Calls<'a> {
    class: &'a str,
    /// What stands before a dict.
    default: &'a str,
    style: Style,
    names: Vec<&'a str>,
    /// Of all calls, as Python has them.
    values: Vec<&'a str>,
}

impl<'a> Calls<'a> {
    /// The calls that an array holds, if it holds nothing else.
    fn of(tape: &Tape<'a>, array: NodeId) -> Option<Self> {
        let (mut found, mut names, mut values) = (None, Vec::new(), Vec::new());
        for call in tape.children(array) {
            let text = tape.text(call).strip_prefix(char::from(VERBATIM))?;
            let Made { class, default, style, arguments } = made_of_line(&text[..text.len() - 1])?;
            let own: Vec<&str> = arguments.iter().map(|(name, _)| *name).collect();
            values.extend(arguments.into_iter().map(|(_, value)| value));
            if found.is_none() {
                (found, names) = (Some((class, default, style)), own);
            } else if found != Some((class, default, style)) || names != own {
                return None;
            }
        }
        let (class, default, style) = found.filter(|_| values.len() > names.len())?;
        Some(Self { class, default, style, names, values })
    }

    /// Appends the table.
    fn write_into(&self, spacing: &Spacing<'_, '_>, announced: &Announced, edges: &Edges<'_>, out: &mut String) {
        let columns = self.columns(spacing);
        let rows = self.values.chunks_exact(self.names.len());
        out.extend(["[", &rows.len().to_string(), &edges.rows(), self.class, "("]);
        out.extend([self.default, self.style.opening()]);
        for (index, (name, column)) in self.names.iter().zip(&columns).enumerate() {
            out.extend([if index > 0 { "," } else { "" }, name]);
            if let Column::Stated(value) = column {
                out.push('=');
                element_into(value, announced, Place::Header, out);
            }
        }
        out.extend([self.style.closing(), "\n"]);
        for row in rows {
            row_into(row, &columns, announced, out);
        }
        out.push(edges.closer);
    }

    /// How each argument is written; the first has cells where all could be stated.
    fn columns(&self, spacing: &Spacing<'_, '_>) -> Vec<Column<'a>> {
        let mut columns: Vec<Column<'_>> = (0..self.names.len()).map(|index| self.column(index, spacing)).collect();
        if !columns.iter().any(|column| matches!(column, Column::Cells { .. })) {
            columns[0] = Column::Cells { is_spaced: false };
        }
        columns
    }

    fn column(&self, index: usize, spacing: &Spacing<'_, '_>) -> Column<'a> {
        let values = || self.values[index..].iter().step_by(self.names.len()).copied();
        let first = self.values[index];
        if values().all(|value| value == first) {
            return Column::Stated(first);
        }
        let strings = values().filter(|value| is_string(value));
        Column::Cells { is_spaced: index > 0 && spacing.pays(strings) }
    }
}

/// How the values of an argument are written.
enum Column<'a> {
    /// Once, in the header.
    Stated(&'a str),
    /// In cells; a space may stand before their strings.
    Cells { is_spaced: bool },
}

fn row_into(row: &[&str], columns: &[Column<'_>], announced: &Announced, out: &mut String) {
    let start = out.len();
    for (value, column) in row.iter().zip(columns) {
        if let Column::Cells { is_spaced } = column {
            let is_first = out.len() == start;
            out.push_str(if is_first { "" } else { "," });
            out.push_str(if *is_spaced && !is_first && is_string(value) { " " } else { "" });
            element_into(value, announced, Place::Line, out);
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::json::read::expand;
    use crate::json::find::whole;
    use crate::json::native::Dialect;
    use crate::json::parse::parse_transcribed;
    use crate::json::write::minified;
    use crate::vocabulary::Vocabulary;

    /// The table of a repr of calls, checked to stand for them.
    fn table(repr: &str) -> Option<String> {
        let json = minified(&whole(repr).unwrap().into_json(repr));
        let tape = parse_transcribed(&json).unwrap();
        let spacing = Spacing { tape: &tape, vocabulary: Vocabulary::O200kBase };
        let announced = Announced { repeats: true, natives: Some(Dialect::Python), ..Announced::default() };
        let mut table = String::new();
        Calls::of(&tape, Tape::ROOT)?.write_into(&spacing, &announced, &Edges { gap: None, closer: ']' }, &mut table);
        assert_eq!(expand(&table).unwrap(), json.replace(char::from(VERBATIM), ""));
        Some(table)
    }

    #[test]
    fn what_a_class_is_called_with_stands_in_a_line() {
        let repr = "[Item(id=1, name='Lamp', kind='x', ok=True), Item(id=2, name='a, b', kind='x', ok=True)]";
        assert_eq!(table(repr).unwrap(), "[2 rows: Item(id,name,kind=x,ok=True)\n1,Lamp\n2,'a, b'\n]");
        let repr = "[OrderedDict([('id', 1), ('of', 'x')]), OrderedDict([('id', 2), ('of', 'x')])]";
        assert_eq!(table(repr).unwrap(), "[2 rows: OrderedDict([(id,of=x)])\n1\n2\n]");
        let repr = "[defaultdict(<class 'int'>, {'id': 1, 'b': '}'}), defaultdict(<class 'int'>, {'id': 2, 'b': '}'})]";
        assert_eq!(table(repr).unwrap(), "[2 rows: defaultdict(<class 'int'>, {id,b='}'})\n1\n2\n]");
        let repr = "[shop.Item(at=date(2026, 1, 2), of=[1]), shop.Item(at=date(2026, 1, 3), of={'a': 1})]";
        let expected = "[2 rows: shop.Item(at,of)\ndate(2026, 1, 2),[1]\ndate(2026, 1, 3),{'a': 1}\n]";
        assert_eq!(table(repr).unwrap(), expected);
    }

    #[test]
    fn what_a_header_states_is_told_from_its_marks() {
        for (value, stated) in [
            ("None", "None"),
            ("'None'", "'None'"),
            ("'x y'", "x y"),
            ("'a=b'", "'a=b'"),
            ("'a)'", "'a)'"),
            ("date(2026, 1, 2)", "date(2026, 1, 2)"),
            ("(1, 2)", "(1, 2)"),
            ("<Color.RED: 1>", "<Color.RED: 1>"),
            ("nan", "nan"),
        ] {
            let repr = format!("[P(n=1, v={value}), P(n=2, v={value})]");
            assert_eq!(table(&repr).unwrap(), format!("[2 rows: P(n,v={stated})\n1\n2\n]"));
        }
        assert_eq!(table("[P(n=1, v=2), P(n=1, v=2)]").unwrap(), "[2 rows: P(n,v=2)\n1\n1\n]");
    }

    #[test]
    fn other_arrays_make_no_such_table() {
        for repr in [
            "[P(a=1)]",
            "[P(a=1), Q(a=1)]",
            "[P(a=1), P(b=1)]",
            "[P(a=1, b=2), P(a=1)]",
            "[P(a=1), 2]",
            "[P(1), P(2)]",
            "[P(a=1), P({'a': 1})]",
            "[P({'a': 1}), P([('a', 1)])]",
            "[(1, 2), (3, 4)]",
        ] {
            assert_eq!(table(repr), None, "{repr}");
        }
    }
}
