//! Reading tables of calls: cells become the arguments of a class, as Python writes them.

use super::TableMark;
use super::value::{Misfit, Read, Reader};
use crate::forms::json::notation::quote;
use crate::json::made::Style;
use crate::json::verbatim::{begins_verbatim, element_end, is_name};

/// More arguments than this were not written by us.
const MOST_ARGUMENTS: usize = 256;

/// A class and what it is called with.
pub(super) struct Class<'a> {
    name: &'a str,
    /// What stands before a dict that it is called with.
    default: &'a str,
    style: Style,
    arguments: Vec<Argument<'a>>,
    /// Offset behind the header's line.
    end: usize,
}

struct Argument<'a> {
    name: &'a str,
    /// What all calls have, in Python, where they have no cells.
    stated: Option<String>,
}

/// Whether a header of calls begins where `header` does.
pub(super) fn begin(header: &str) -> bool {
    let name = name_length(header);
    name > 0 && header.as_bytes().get(name) == Some(&b'(')
}

/// The class that a header at `at` names: `Item(id,kind=lamp)`.
pub(super) fn class(text: &str, at: usize) -> Option<Class<'_>> {
    let name = &text[at..at + name_length(&text[at..])];
    let start = at + name.len() + 1;
    let (style, default) = Style::at(&text.as_bytes()[start..]);
    let end = start + default + style.opening().len();
    let mut class = Class { name, default: &text[start..start + default], style, arguments: Vec::new(), end };
    while class.arguments.len() < MOST_ARGUMENTS {
        let (argument, end) = argument(text, class.end)?;
        class.arguments.push(argument);
        if let Some(rest) = text[end..].strip_prefix(style.closing()) {
            class.end = end + style.closing().len() + 1;
            let has_cells = class.arguments.iter().any(|argument| argument.stated.is_none());
            return (has_cells && rest.starts_with('\n')).then_some(class);
        }
        text[end..].starts_with(',').then_some(())?;
        class.end = end + 1;
    }
    None
}

/// The length of the name that a text begins with; none begins with a digit.
fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.bytes().take_while(|&byte| is_name(byte)).count()
}

/// The argument that stands in a header at `at`, and where it ends.
fn argument(text: &str, at: usize) -> Option<(Argument<'_>, usize)> {
    let end = at + name_length(&text[at..]);
    let name = Some(&text[at..end]).filter(|name| !name.is_empty())?;
    if text.as_bytes().get(end) != Some(&b'=') {
        return Some((Argument { name, stated: None }, end));
    }
    let (stated, end) = stated(text, end + 1)?;
    Some((Argument { name, stated: Some(stated) }, end))
}

/// What a header states at `at`, in Python, and where that ends.
fn stated(text: &str, at: usize) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let ends = |&end: &usize| matches!(bytes.get(end), Some(b',' | b')' | b'}'));
    if let Some(end) = element_end(bytes, at).ok().filter(ends) {
        return Some((text[at..end].to_owned(), end));
    }
    let length = bytes[at..].iter().position(|byte| b",;[](){}=*\n".contains(byte))?;
    let bare = &text[at..at + length];
    let quote = quote(bare).filter(|_| !bare.is_empty() && !bare.contains('\\') && !begins_verbatim(bare))?;
    Some((format!("{quote}{bare}{quote}"), at + length))
}

impl Reader<'_> {
    /// The calls of a table.
    pub(super) fn calls(&mut self, mark: &TableMark<'_>, gap: Option<&str>, out: &mut String) -> Read<()> {
        let class = class(self.text, mark.end).ok_or(Misfit)?;
        self.at = class.end;
        self.elements(mark.rows, gap, out, |reader, out| reader.call(&class, out))
    }

    fn call(&mut self, class: &Class<'_>, out: &mut String) -> Read<()> {
        out.extend([class.name, "(", class.default, class.style.opening()]);
        let mut is_first_cell = true;
        for (index, Argument { name, stated }) in class.arguments.iter().enumerate() {
            class.style.name_into(index == 0, name, out);
            if let Some(stated) = stated {
                out.push_str(stated);
                continue;
            }
            if !std::mem::take(&mut is_first_cell) {
                self.expect(b',')?;
                self.at += usize::from(self.peek() == Some(b' '));
            }
            self.element(out)?;
        }
        out.push_str(class.style.closing());
        self.expect(b'\n')?;
        self.check_growth(out)
    }
}

#[cfg(test)]
mod tests {
    use crate::forms::json::read::expand;

    #[test]
    fn cells_are_python_values_or_strings() {
        for (text, calls) in [
            ("[2 rows: P(a,b=x y,c)\n1, it's\n'2',None\n]", "[P(a=1, b='x y', c=\"it's\"),P(a='2', b='x y', c=None)]"),
            ("[1 rows: m.P(a=(1, 2),b)\nf(1, 2)\n]", "[m.P(a=(1, 2), b=f(1, 2))]"),
            (
                "[2 rows: OrderedDict({a,b=x})\n1\n'}'\n]",
                "[OrderedDict({'a': 1, 'b': 'x'}),OrderedDict({'a': '}', 'b': 'x'})]",
            ),
            ("[1 rows: O([(a,b)])\n1,2\n]", "[O([('a', 1), ('b', 2)])]"),
            ("[1 rows: d(<class 'int'>, {a})\n1\n]", "[d(<class 'int'>, {'a': 1})]"),
            ("[2 lines: P(a)\n1\nx\n]", "P(a=1)\nP(a='x')"),
            ("[2 objects joined by \"; \": P(a)\n1\nx\n]", "P(a=1); P(a='x')"),
            ("[2 rows: P(a)\n1\nx\n, P(", "[P(a=1),P(a='x'), P("),
        ] {
            assert_eq!(expand(text).as_deref(), Ok(calls));
        }
    }

    #[test]
    fn all_rows_hold_a_cell_for_each_argument() {
        for (text, at) in [
            ("[1 rows: P(a,b)\n1\n]", 17),
            ("[1 rows: P(a)\n1,2\n]", 15),
            ("[1 rows: P(a)\n\n]", 14),
            ("[2 rows: P(a)\n1\n]", 17),
            ("[1 rows: P(a)\n1\n;", 16),
            ("[1 lines: P(a)\n1\n,", 17),
        ] {
            assert_eq!(expand(text).unwrap_err().at, at, "{text}");
        }
    }

    #[test]
    fn a_class_that_states_much_stands_for_no_more_than_it_may() {
        let text = format!("[9000 rows: P(a={},b)\n{}]", "k".repeat(10_000), "1\n".repeat(9000));
        assert!(expand(&text).is_err());
    }
}
