//! Arrays of tuples, the rows of a database in Python: a line for each.

use super::Edges;
use super::rows::Spacing;
use crate::forms::json::cell::{Announced, Place, is_bare};
use crate::forms::json::notation::quote;
use crate::json::tape::{NodeId, Tape};
use crate::json::verbatim::VERBATIM;
use crate::json::verbatim::{element_end, elements_into};

/// The table of an array of tuples, where that is shorter.
pub fn table(spacing: &Spacing<'_, '_>, announced: &Announced, array: NodeId, edges: &Edges<'_>) -> Option<String> {
    let mut table = String::new();
    Tuples::of(spacing.tape, array)?.write_into(spacing, announced, edges, &mut table);
    spacing.shorter(table, array)
}

/// Tuples of one length, two or more.
struct Tuples<'a> {
    /// Of all tuples, as Python has them.
    elements: Vec<&'a str>,
    /// How many of them are one tuple's.
    width: usize,
}

impl<'a> Tuples<'a> {
    /// The tuples that an array holds, if it holds nothing else.
    fn of(tape: &Tape<'a>, array: NodeId) -> Option<Self> {
        let (mut elements, mut width) = (Vec::new(), None);
        for tuple in tape.children(array) {
            let text = tape.text(tuple).strip_prefix(char::from(VERBATIM))?;
            let count = elements_into(&text[..text.len() - 1], &mut elements)?;
            if *width.get_or_insert(count) != count {
                return None;
            }
        }
        width.filter(|&width| elements.len() > width).map(|width| Self { elements, width })
    }

    /// Appends the table.
    fn write_into(&self, spacing: &Spacing<'_, '_>, announced: &Announced, edges: &Edges<'_>, out: &mut String) {
        let spaced = self.spaced(spacing);
        let rows = self.elements.chunks_exact(self.width);
        out.extend(["[", &rows.len().to_string(), &edges.tuples()]);
        for row in rows {
            for (index, (element, &is_spaced)) in row.iter().zip(&spaced).enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                out.push_str(if is_spaced && is_string(element) { " " } else { "" });
                element_into(element, announced, Place::Line, out);
            }
            out.push('\n');
        }
        out.push(edges.closer);
    }

    /// Whether a space stands before the strings of each column.
    fn spaced(&self, spacing: &Spacing<'_, '_>) -> Vec<bool> {
        let column = |index: usize| self.elements[index..].iter().step_by(self.width);
        let strings = |index: usize| column(index).copied().filter(|element| is_string(element));
        (0..self.width).map(|index| index > 0 && spacing.pays(strings(index))).collect()
    }
}

/// Whether an element is a string.
pub fn is_string(element: &str) -> bool {
    element.starts_with(['\'', '"'])
}

/// Appends a string bare where nothing else could be meant, anything else as Python has it.
pub fn element_into(element: &str, announced: &Announced, place: Place, out: &mut String) {
    let content = if is_string(element) { &element[1..element.len() - 1] } else { "" };
    let reads_as_element = || content.starts_with('\'') || element_end(content.as_bytes(), 0) == Ok(content.len());
    // What Python escapes, no bare string could tell from the character itself.
    let is_plain = !content.contains('\\') && quote(content).is_some_and(|quote| element.starts_with(quote));
    let bare = is_plain && is_bare(content, place, announced) && !reads_as_element();
    out.push_str(if bare { content } else { element });
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

    /// The table of a repr of tuples, checked to stand for them.
    fn table(repr: &str) -> Option<String> {
        let json = minified(&whole(repr).unwrap().into_json(repr));
        let tape = parse_transcribed(&json).unwrap();
        let spacing = Spacing { tape: &tape, vocabulary: Vocabulary::O200kBase };
        let announced = Announced { repeats: true, natives: Some(Dialect::Python), ..Announced::default() };
        let mut table = String::new();
        Tuples::of(&tape, Tape::ROOT)?.write_into(&spacing, &announced, &Edges { gap: None, closer: ']' }, &mut table);
        assert_eq!(expand(&table).unwrap(), json.replace(char::from(VERBATIM), ""));
        Some(table)
    }

    #[test]
    fn tuples_stand_each_in_a_line() {
        let rows = "[('Aruba', 'Papiamento', 76.7), ('Afghanistan', 'Pashto', None), ('Albania', \"'Tosk'\", True)]";
        let expected = "[3 tuples:\nAruba,Papiamento,76.7\nAfghanistan,Pashto,None\nAlbania,\"'Tosk'\",True\n]";
        assert_eq!(table(rows).unwrap(), expected);
        assert_eq!(table("[('Wien',), ('Graz',)]").unwrap(), "[2 tuples:\nWien\nGraz\n]");
    }

    #[test]
    fn words_have_a_space_before_them_where_that_is_shorter() {
        let rows = "[(1, 'delivered yesterday'), (2, 'returned unopened'), (3, None)]";
        assert_eq!(table(rows).unwrap(), "[3 tuples:\n1, delivered yesterday\n2, returned unopened\n3,None\n]");
    }

    #[test]
    fn what_is_no_string_stands_as_python_has_it() {
        let row = r"1.0,-0.0,None,True,Decimal('1.50'),datetime.date(2026, 1, 2),b'\x00',(1, 2),['a'],{'a': 1},()";
        let tuple = row.replace(',', ", ").replace("  ", " ");
        assert_eq!(table(&format!("[({tuple}), ({tuple})]")).unwrap(), format!("[2 tuples:\n{row}\n{row}\n]"));
    }

    #[test]
    fn strings_that_could_be_something_else_stand_in_quotes() {
        for quoted in [
            "''",
            "'1'",
            "'-1e5'",
            "'None'",
            "'True'",
            "'null'",
            "'true'",
            "'nan'",
            "'<b>'",
            "'a, b'",
            "' a'",
            "'a '",
            "'[a'",
            "'{a'",
            "']'",
            "'}'",
            "'\"a'",
            "\"'a\"",
            "'(a'",
            "'f(a'",
            "\"b'a\"",
            "'&1 a'",
            "'*1'",
            r"'C:\\'",
            r"'a\nb'",
            r"'\xa0'",
            r#"'it\'s "a"'"#,
            "'\u{85}'",
            "\"a\"",
            r"'\''",
        ] {
            assert_eq!(table(&format!("[({quoted},), (0,)]")).unwrap(), format!("[2 tuples:\n{quoted}\n0\n]"));
        }
        for bare in
            ["a b", "12 oz", "None of it", "5\" pipe", "-", "a: b; c", "f (x)", "日本語", "a]", "nano", "C:/dir"]
        {
            assert_eq!(
                table(&format!("[(0, '{bare}'), (1, 2)]")).unwrap().replace(", ", ","),
                format!("[2 tuples:\n0,{bare}\n1,2\n]")
            );
        }
        assert_eq!(table("[(\"it's\",), (0,)]").unwrap(), "[2 tuples:\nit's\n0\n]");
    }

    #[test]
    fn other_arrays_make_no_such_table() {
        for repr in [
            "[(1, 2)]",
            "[(1, 2), (3,)]",
            "[(1, 2), 3]",
            "[(), ()]",
            "[(1,2), (3,4)]",
            "[[1], (2,)]",
            "[]",
            "[(nano,), (1,)]",
            "[f(1,), f(2,)]",
        ] {
            assert_eq!(table(repr), None, "{repr}");
        }
    }
}
