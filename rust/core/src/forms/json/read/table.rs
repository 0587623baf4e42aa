//! Reading tables, groups and records: cells become the fields of objects.

use std::borrow::Cow;
use std::ops::Range;

use super::header::{self, quoted};
use super::leaves::{Cells, Leaf, Leaves};
use super::value::{Misfit, Read, Reader};
use super::{Rows, TableMark, json_end};
use crate::json::framed::Frame;
use crate::json::scalar;
use crate::json::write::quote_into;

impl<'a> Reader<'a> {
    /// The table at a mark.
    pub(super) fn table(&mut self, mark: &TableMark<'_>, out: &mut String) -> Read<()> {
        if let Rows::Tuples(gap) = &mark.of {
            self.at = mark.end;
            return self.tuples(mark.rows, gap.as_deref(), out);
        }
        if let Rows::Calls(gap) = &mark.of {
            return self.calls(mark, gap.as_deref(), out);
        }
        if let Rows::Framed([shown, joint]) = &mark.of {
            return self.framed(mark, &Frame::of(shown, joint).ok_or(Misfit)?, out);
        }
        let (mut header, body) = header::columns(self.text, mark.end, self.natives()).ok_or(Misfit)?;
        check_counts(&header, mark.rows)?;
        self.at = body;
        let (opener, separator, closer) = match &mark.of {
            Rows::Entries => ("{", ",", b'}'),
            Rows::Joined(gap) => ("", gap.as_ref(), b']'),
            Rows::Object => ("", ",", b'}'),
            _ => ("[", ",", b']'),
        };
        let keys = (mark.of == Rows::Entries).then(|| header.remove(0));
        let columns = match mark.of {
            Rows::Elements | Rows::Joined(_) | Rows::Arrays => Leaves::with_names(header),
            _ => Leaves::new(header),
        };
        out.push_str(opener);
        for row in 0..mark.rows {
            if row > 0 {
                out.push_str(separator);
            }
            let start = out.len();
            keys.iter().try_for_each(|keys| self.row_key(keys, row, out))?;
            match mark.of {
                Rows::Arrays => self.array(&columns, out)?,
                _ => self.row(&columns, row, b",\n", out)?,
            }
            self.note_joined(mark, start, out);
            self.expect(b'\n')?;
        }
        self.close(mark, closer, out)
    }

    /// Elements that an array has, or that stand with `gap` between each two, a line for each.
    pub(super) fn elements(
        &mut self,
        rows: usize,
        gap: Option<&str>,
        out: &mut String,
        mut element: impl FnMut(&mut Self, &mut String) -> Read<()>,
    ) -> Read<()> {
        let (opener, separator) = gap.map_or(("[", ","), |gap| ("", gap));
        out.push_str(opener);
        for row in 0..rows {
            out.push_str(if row > 0 { separator } else { "" });
            element(self, out)?;
        }
        let closer = if self.peek() == Some(b',') && gap.is_none() { b',' } else { b']' };
        if gap.is_none() {
            out.push(char::from(closer));
        }
        self.expect(closer)
    }

    /// The key of a map's row, and the comma behind its cell.
    fn row_key(&mut self, keys: &Leaf<'a>, row: usize, out: &mut String) -> Read<()> {
        self.key(keys, row, out)?;
        let has_cell = !matches!(keys.cells, Cells::Counting { .. });
        self.at += usize::from(has_cell && self.peek() == Some(b','));
        Ok(())
    }

    /// An array's table may end with a comma: there the text was cut off, and goes on as it stood.
    fn close(&mut self, mark: &TableMark, closer: u8, out: &mut String) -> Read<()> {
        let is_cut = self.peek() == Some(b',') && mark.of == Rows::Elements;
        let closer = if is_cut { b',' } else { closer };
        if matches!(mark.of, Rows::Elements | Rows::Entries | Rows::Arrays) {
            out.push(char::from(closer));
        }
        self.expect(closer)
    }

    /// The key of a map's entry: always a string, and never nothing.
    fn key(&mut self, keys: &Leaf<'a>, row: usize, out: &mut String) -> Read<()> {
        match (&keys.cells, self.peek().ok_or(Misfit)?) {
            (Cells::Counting { prefix: None, .. }, _) => return Err(Misfit),
            (Cells::Counting { .. }, _) => out.push_str(&stated(&keys.cells, row).ok_or(Misfit)?),
            (Cells::Affixed(_), _) => self.cell(keys, b",\n", out)?,
            _ => self.text_cell(out)?,
        }
        out.push(':');
        Ok(())
    }

    /// A cell that is always text, and never nothing, as a JSON string.
    pub(super) fn text_cell(&mut self, out: &mut String) -> Read<()> {
        match self.peek().ok_or(Misfit)? {
            b'"' => self.copy_to(json_end(self.text.as_bytes(), self.at), out)?,
            b',' | b'\n' => return Err(Misfit),
            _ => quote_into(self.until(b",\n"), out),
        }
        Ok(())
    }

    /// One object: a cell for each leaf, closed by one of the `stops` other than the comma, which is left standing.
    pub(super) fn row(&mut self, leaves: &Leaves<'a>, row: usize, stops: &[u8], out: &mut String) -> Read<()> {
        let mut object = ObjectWriter::open(out);
        let (mut is_first, mut from) = (true, 0);
        while let Some(place) = leaves.next_with_cell(from) {
            if !std::mem::take(&mut is_first) && !self.takes_comma() {
                break;
            }
            let next = self.next_cell(leaves, place, stops)?;
            state(leaves, from..next, row, &mut object, out)?;
            let leaf = &leaves.all[next];
            if self.peek().is_some_and(|byte| !stops.contains(&byte)) {
                object.key(&leaf.path, out);
                self.cell(leaf, stops, out)?;
            }
            from = next + 1;
        }
        state(leaves, from..leaves.all.len(), row, &mut object, out)?;
        object.close(out);
        self.check_growth(out)
    }

    /// One array: an element for each leaf.
    fn array(&mut self, leaves: &Leaves<'a>, out: &mut String) -> Read<()> {
        let mut is_first = true;
        for (place, leaf) in leaves.all.iter().enumerate() {
            out.push(if place > 0 { ',' } else { '[' });
            if let Cells::Constant(value) = &leaf.cells {
                out.push_str(value);
                continue;
            }
            if !std::mem::take(&mut is_first) {
                self.expect(b',')?;
            }
            if self.next_cell(leaves, place, b",\n")? != place || matches!(self.peek(), None | Some(b',' | b'\n')) {
                return Err(Misfit);
            }
            self.cell(leaf, b",\n", out)?;
        }
        out.push(']');
        self.check_growth(out)
    }

    /// The place of the leaf whose cell begins here: `from`, or that which it says the name of, behind which the reader then
    /// stands. A name leads forward only, and to a value.
    pub(super) fn next_cell(&mut self, leaves: &Leaves<'a>, from: usize, stops: &[u8]) -> Read<usize> {
        self.at += usize::from(self.peek() == Some(b' '));
        let Some((index, length)) = leaves.named(&self.text[self.at..]) else { return Ok(from) };
        let holds_value = self.text.as_bytes().get(self.at + length).is_some_and(|byte| !stops.contains(byte));
        if index < from || !holds_value {
            return Err(Misfit);
        }
        self.at += length;
        Ok(index)
    }

    fn cell(&mut self, leaf: &Leaf<'a>, stops: &[u8], out: &mut String) -> Read<()> {
        match (&leaf.cells, self.peek()) {
            (Cells::Group(leaves), Some(b'[')) => self.group(leaves, out),
            (&Cells::Affixed(affixes), _) => {
                let quote = affixes.quote();
                let start = out.len();
                out.extend([quote, affixes.prefix]);
                self.middle(stops, out)?;
                out.extend([affixes.suffix, quote]);
                let is_value = scalar::scalar_end(out.as_bytes(), start) == Ok(out.len());
                if is_value { Ok(()) } else { Err(Misfit) }
            }
            _ => self.value(stops, out),
        }
    }

    /// What stands between affixes: bare, or a JSON string without its quotes.
    fn middle(&mut self, stops: &[u8], out: &mut String) -> Read<()> {
        if self.peek() != Some(b'"') {
            let quoted = quoted(self.until(stops));
            out.push_str(&quoted[1..quoted.len() - 1]);
            return Ok(());
        }
        let end = scalar::string_end(self.text.as_bytes(), self.at).map_err(|_| Misfit)?;
        out.push_str(&self.text[self.at + 1..end - 1]);
        self.at = end;
        Ok(())
    }

    fn group(&mut self, leaves: &Leaves<'a>, out: &mut String) -> Read<()> {
        self.at += 1;
        out.push('[');
        while self.peek() != Some(b']') {
            if !out.ends_with('[') {
                self.expect(b';')?;
                out.push(',');
            }
            self.row(leaves, 0, b",;]", out)?;
        }
        self.at += 1;
        out.push(']');
        Ok(())
    }

    /// False at the end of a row, whose last cells may be left out.
    fn takes_comma(&mut self) -> bool {
        self.expect(b',').is_ok()
    }
}

/// Refuses a column that does not count up to what it says.
pub(super) fn check_counts(leaves: &[Leaf<'_>], rows: usize) -> Read<()> {
    let fits = |leaf: &Leaf<'_>| match leaf.cells {
        Cells::Counting { count, last, .. } => rows > 0 && count.at(rows - 1) == last,
        _ => true,
    };
    if leaves.iter().all(fits) { Ok(()) } else { Err(Misfit) }
}

/// Writes the fields among some leaves that the header states the values of.
fn state<'l, 'a>(
    leaves: &'l Leaves<'a>,
    range: Range<usize>,
    row: usize,
    object: &mut ObjectWriter<'l, 'a>,
    out: &mut String,
) -> Read<()> {
    for leaf in leaves.stated_in(range) {
        object.key(&leaf.path, out);
        out.push_str(&stated(&leaf.cells, row).ok_or(Misfit)?);
    }
    Ok(())
}

/// The JSON that a header states for a row.
fn stated<'l>(cells: &'l Cells<'_>, row: usize) -> Option<Cow<'l, str>> {
    match cells {
        Cells::Constant(value) => Some(Cow::Borrowed(value)),
        Cells::Counting { prefix: None, count, .. } => Some(Cow::Owned(count.at(row))),
        Cells::Counting { prefix: Some(prefix), count, .. } => {
            Some(Cow::Owned(format!("\"{prefix}{}\"", count.at(row))))
        }
        _ => None,
    }
}

/// Writes the fields of an object whose keys are paths: shared beginnings are objects inside.
struct ObjectWriter<'l, 'a> {
    open: &'l [Cow<'a, str>],
}

impl<'l, 'a> ObjectWriter<'l, 'a> {
    fn open(out: &mut String) -> Self {
        out.push('{');
        Self { open: &[] }
    }

    fn key(&mut self, path: &'l [Cow<'a, str>], out: &mut String) {
        let (key, objects) = path.split_last().map_or(("", path), |(key, objects)| (key.as_ref(), objects));
        self.move_to(objects, out);
        key_into(key, out);
    }

    /// Closes the objects that `objects` does not share and opens those that are lacking.
    fn move_to(&mut self, objects: &'l [Cow<'a, str>], out: &mut String) {
        let shared = self.open.iter().zip(objects).take_while(|(a, b)| a == b).count();
        (shared..self.open.len()).for_each(|_| out.push('}'));
        for key in &objects[shared..] {
            key_into(key, out);
            out.push('{');
        }
        self.open = objects;
    }

    fn close(mut self, out: &mut String) {
        self.move_to(&[], out);
        out.push('}');
    }
}

fn key_into(key: &str, out: &mut String) {
    if !out.ends_with('{') {
        out.push(',');
    }
    out.push_str(key);
    out.push(':');
}

#[cfg(test)]
mod tests {
    use crate::forms::json::read::expand;

    /// The text up to the first byte that does not fit.
    fn fits(text: &str) -> &str {
        &text[..expand(text).unwrap_err().at]
    }

    #[test]
    fn a_table_holds_as_many_rows_as_it_says() {
        assert_eq!(fits("[2 rows: a\n1\n]"), "[2 rows: a\n1\n]", "the bracket is a cell, then the line must end");
        assert_eq!(fits("[1 rows: a\n1\n2\n]"), "[1 rows: a\n1\n");
        assert_eq!(fits("[2 rows: a\n1"), "[2 rows: a\n1");
        assert_eq!(fits("{1 rows: key,a\nx,1\n]"), "{1 rows: key,a\nx,1\n");
        assert_eq!(fits("{1 rows: key,a\nx,1\n,"), "{1 rows: key,a\nx,1\n", "only arrays are cut off");
        assert_eq!(fits("[1 lines: a\n1\n,"), "[1 lines: a\n1\n");
    }

    #[test]
    fn a_row_has_no_more_cells_than_columns() {
        assert_eq!(fits("[1 rows: a,b\n1,2,3\n]"), "[1 rows: a,b\n1,2");
        assert_eq!(fits("[1 rows: a,b=7\n1,2\n]"), "[1 rows: a,b=7\n1");
        assert_eq!(expand("[1 rows: a,b\n,\n]").unwrap(), "[{}]");
    }

    #[test]
    fn a_cell_may_say_its_column_and_those_before_it_are_empty() {
        for (text, json) in [
            ("[2 rows: a,b,c,d\n1,c=3,4\nb=2\n]", r#"[{"a":1,"c":3,"d":4},{"b":2}]"#),
            ("[1 rows: a,b=7,c,d\n1,d=4\n]", r#"[{"a":1,"b":7,"d":4}]"#),
            ("[1 rows: a.b,a.c.d,\"e,\"\na.c.d=x=y, \"e,\"=5\n]", r#"[{"a":{"c":{"d":"x=y"}},"e,":5}]"#),
            ("[1 lines: a,b\nb=1\n]", r#"{"b":1}"#),
            ("[1 rows: i[s,q],n\ni=[x,1],n=null\n]", r#"[{"i":[{"s":"x","q":1}],"n":null}]"#),
            ("[*n repeats &n]\n[1 rows: a,b\na=&1 a,b=*1\n]", r#"[{"a":"a","b":"a"}]"#),
            ("[1 rows: n=12*,s=\"a\"*\nn=34,s=\"\"\n]", r#"[{"n":1234,"s":"a"}]"#),
            ("[1 rows: a,b\n\"a=1\",c=2\n]", r#"[{"a":"a=1","b":"c=2"}]"#),
        ] {
            assert_eq!(expand(text).as_deref(), Ok(json), "{text}");
        }
    }

    #[test]
    fn an_array_has_an_element_for_each_name() {
        assert_eq!(fits("[1 arrays: a,b\n1\n]"), "[1 arrays: a,b\n1");
        assert_eq!(fits("[1 arrays: a,b\n1,\n]"), "[1 arrays: a,b\n1,");
        assert_eq!(fits("[1 arrays: a,b\nb=1\n]"), "[1 arrays: a,b\nb=");
        assert_eq!(fits("[1 arrays: a\n1\n,"), "[1 arrays: a\n1\n");
        assert_eq!(expand("[1 arrays: a.b,c=2\n1\n]").unwrap(), "[[1,2]]", "names are for the reader");
    }

    #[test]
    fn cells_of_maps_groups_records_and_single_objects_say_no_column() {
        for (text, json) in [
            ("{1 rows: key,a\nb=1,a=2\n}", r#"{"b=1":{"a":"a=2"}}"#),
            ("{1 row: a,b\na=1,a=2\n}", r#"{"a":"a=1","b":"a=2"}"#),
            ("[1 rows: i[s,q],n\n[s=x;q=1],2\n]", r#"[{"i":[{"s":"s=x"},{"s":"q=1"}],"n":2}]"#),
            ("[records: p(x,y)]\n[p(y=1),p(x=a,2)]", r#"[{"x":"y=1"},{"x":"x=a","y":2}]"#),
        ] {
            assert_eq!(expand(text).as_deref(), Ok(json), "{text}");
        }
    }

    #[test]
    fn a_name_leads_forward_and_to_a_value() {
        assert_eq!(fits("[1 rows: a,b\n1,a=2\n]"), "[1 rows: a,b\n1,");
        assert_eq!(fits("[1 rows: a,b\nb=1,b=2\n]"), "[1 rows: a,b\nb=1");
        assert_eq!(fits("[1 rows: a,b\na=,2\n]"), "[1 rows: a,b\n");
        assert_eq!(fits("[1 rows: a,s=\"x\"*\ns=\n]"), "[1 rows: a,s=\"x\"*\n");
    }

    #[test]
    fn a_map_has_a_key_in_every_row() {
        assert_eq!(fits("{1 rows: key,a\n,1\n}"), "{1 rows: key,a\n");
        assert_eq!(fits("{1 rows: key,a\n\n}"), "{1 rows: key,a\n");
        assert_eq!(expand("{1 rows: key,a\nnull\n}").unwrap(), r#"{"null":{}}"#);
    }

    #[test]
    fn a_group_is_closed_in_its_line() {
        assert_eq!(fits("[1 rows: a[b,c]\n[1,2;3\n]"), "[1 rows: a[b,c]\n[1,2;3");
        assert_eq!(fits("[1 rows: a[b,c]\n[1,2,3]\n]"), "[1 rows: a[b,c]\n[1,2");
        assert_eq!(expand("[1 rows: a[b]\nnull\n]").unwrap(), r#"[{"a":null}]"#, "or something else stands there");
    }

    #[test]
    fn a_column_counts_up_to_what_it_says() {
        assert_eq!(fits("[2 rows: a=1..3\n\n\n]"), "");
        assert_eq!(expand("[2 rows: a=1..2,b\n\nx\n]").unwrap(), r#"[{"a":1},{"a":2,"b":"x"}]"#);
        assert_eq!(expand("{2 rows: key=\"h\"1..2,b\nx\ny\n}").unwrap(), r#"{"h1":{"b":"x"},"h2":{"b":"y"}}"#);
    }
}
