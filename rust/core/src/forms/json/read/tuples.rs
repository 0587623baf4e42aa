//! Reading tables of tuples: cells become the elements of tuples, as Python writes them.

use super::value::{Misfit, Read, Reader};
use crate::forms::json::notation::quote;
use crate::json::verbatim::{begins_verbatim, element_end};

impl Reader<'_> {
    /// The tuples of a table, behind its header.
    pub(super) fn tuples(&mut self, rows: usize, gap: Option<&str>, out: &mut String) -> Read<()> {
        let mut width = None;
        self.elements(rows, gap, out, |reader, out| {
            let elements = reader.tuple(out)?;
            if *width.get_or_insert(elements) == elements { Ok(()) } else { Err(Misfit) }
        })
    }

    /// A tuple; answers how many elements it has.
    fn tuple(&mut self, out: &mut String) -> Read<usize> {
        out.push('(');
        self.element(out)?;
        let mut elements = 1;
        while self.expect(b',').is_ok() {
            self.at += usize::from(self.peek() == Some(b' '));
            out.push_str(", ");
            self.element(out)?;
            elements += 1;
        }
        out.push_str(if elements == 1 { ",)" } else { ")" });
        self.expect(b'\n')?;
        self.check_growth(out)?;
        Ok(elements)
    }

    /// What reads as a Python value is one; anything else is a string.
    pub(super) fn element(&mut self, out: &mut String) -> Read<()> {
        let bytes = self.text.as_bytes();
        let end = element_end(bytes, self.at).ok().filter(|&end| matches!(bytes.get(end), Some(b',' | b'\n')));
        if end.is_some() || begins_verbatim(&self.text[self.at..]) {
            return self.copy_to(end, out);
        }
        let start = self.at;
        let bare = self.until(b",");
        let quote = quote(bare).filter(|_| !bare.is_empty() && !bare.contains('\\'));
        self.at = if quote.is_some() { self.at } else { start };
        let quote = quote.ok_or(Misfit)?;
        out.push(quote);
        out.push_str(bare);
        out.push(quote);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::forms::json::read::expand;

    #[test]
    fn cells_are_python_values_or_strings() {
        for (cells, tuple) in [
            ("Ada,36", "('Ada', 36)"),
            ("Ada", "('Ada',)"),
            (" Ada, Bob", "(' Ada', 'Bob')"),
            ("1, Ada, None", "(1, 'Ada', None)"),
            ("it's,\"'a', b\",'c, d'", "(\"it's\", \"'a', b\", 'c, d')"),
            ("f(1, 2),[1, 2],b',',<a: 1>", "(f(1, 2), [1, 2], b',', <a: 1>)"),
            ("None of it,1 a,null", "('None of it', '1 a', 'null')"),
        ] {
            assert_eq!(expand(&format!("[1 tuples:\n{cells}\n]")).unwrap(), format!("[{tuple}]"));
        }
    }

    #[test]
    fn tuples_may_have_been_joined_or_cut_off() {
        for (text, said) in [
            ("[2 tuples joined by \"\\n- \":\n1,a\n2,b\n]", "(1, 'a')\n- (2, 'b')"),
            ("[2 tuples:\n1,a\n2,b\n, (3", "[(1, 'a'),(2, 'b'), (3"),
        ] {
            assert_eq!(expand(text).as_deref(), Ok(said));
        }
    }

    #[test]
    fn all_rows_hold_as_many_cells_and_none_is_empty() {
        for (text, at) in [
            ("[1 tuples:\n\n]", 11),
            ("[1 tuples:\na,\n]", 13),
            ("[1 tuples:\n,a\n]", 11),
            ("[1 tuples:\na\\b\n]", 11),
            ("[1 tuples:\na'\"\n]", 11),
            ("[1 tuples:\nf(1\n]", 11),
            ("[2 tuples:\na\n]", 14),
            ("[2 tuples:\na\nb,c\n]", 17),
            ("[1 tuples:\na\n;", 13),
            ("[1 tuples joined by \"\\n\":\na\n,", 28),
            ("[1 tuples:\na", 12),
        ] {
            assert_eq!(expand(text).unwrap_err().at, at, "{text}");
        }
    }
}
