//! Reading tables of objects that stood on lines between other text.

use super::TableMark;
use super::header;
use super::leaves::{Cells, Leaf, Leaves};
use super::table::check_counts;
use super::value::{Misfit, Read, Reader};
use crate::json::framed::Frame;
use crate::json::unescape::unescaped;

impl<'a> Reader<'a> {
    /// The table at a mark, whose first columns hold what differs around the objects.
    pub(super) fn framed(&mut self, mark: &TableMark<'_>, frame: &Frame<'_>, out: &mut String) -> Read<()> {
        let (mut own, body) = header::columns(self.text, mark.end, self.natives()).ok_or(Misfit)?;
        check_counts(&own, mark.rows)?;
        let fields = own.split_off(frame.marks().count().min(own.len()));
        if !own.iter().map(|leaf| leaf.name).eq(frame.marks()) || !own.iter().all(holds_text) {
            return Err(Misfit);
        }
        let (own, fields) = (Leaves::with_names(own), Leaves::with_names(fields));
        self.at = body;
        for row in 0..mark.rows {
            out.push_str(if row > 0 { frame.joint } else { "" });
            let texts = self.own_texts(&own)?;
            frame.open_into(&texts, out);
            self.row(&fields, row, b",\n", out)?;
            frame.close_into(&texts, out);
            self.check_growth(out)?;
            self.expect(b'\n')?;
        }
        self.expect(b']')
    }

    /// What a row says of what stood around its object, and the comma behind that.
    fn own_texts(&mut self, own: &Leaves<'a>) -> Read<Vec<String>> {
        let mut texts = Vec::with_capacity(own.all.len());
        for place in 0..own.all.len() {
            if self.next_cell(own, place, b",\n")? != place {
                return Err(Misfit);
            }
            let mut quoted = String::new();
            self.text_cell(&mut quoted)?;
            texts.push(unescaped(&quoted).into_owned());
            self.at += usize::from(self.peek() == Some(b','));
        }
        Ok(texts)
    }
}

fn holds_text(leaf: &Leaf<'_>) -> bool {
    matches!(leaf.cells, Cells::Values)
}
