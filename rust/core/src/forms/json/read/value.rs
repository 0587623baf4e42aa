//! Reading values: repeats, matrices and raw text become JSON; JSON is copied.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::calls::class;
use super::header::{self, bare_value};
use super::{Announcement, Rows, announcement, expand_within, json_end, table_mark};
use crate::forms::form::Refusal;
use crate::forms::json::arrange::in_order;
use crate::forms::json::documents::closed;
use crate::forms::json::raw::{QUOTES, document};
use crate::json::comment_fields;
use crate::json::native::Dialect;
use crate::json::parse::parse_packed;
use crate::json::scalar;
use crate::json::spelling::spelled;
use crate::json::tape::NODE_BYTES;
use crate::json::write::quote_into;

/// What nests deeper than this was not written by us.
const DEEPEST: usize = 160;

/// Reads the document at an announcement or a table.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) announced: Rc<Announcement<'a>>,
    /// Where the values that are marked stand in the output.
    marked: HashMap<&'a str, Range<usize>>,
    /// Where the mark ends of the table that the whole document is, if it is one.
    pub(super) root: Option<usize>,
    /// Where the objects of that table stand in the output, if they have something else than commas between them.
    pub(super) joined: Vec<Range<usize>>,
    depth: usize,
    /// Bytes that may stand in the output.
    pub(super) most: usize,
}

/// The reader's position says where it stopped.
pub(super) type Read<T> = Result<T, Refusal>;
pub(super) use Refusal::{Misfit, TooLarge};

impl<'a> Reader<'a> {
    /// A reader of what begins at `start`, unless that only looks like a header of ours, which ends with its line. With what
    /// it reads, `most` bytes may stand in the output.
    pub fn new(text: &'a str, start: usize, line_end: usize, most: usize) -> Option<Self> {
        let line = &text[..line_end];
        let (announced, at) = announcement(line, start).or_else(|| {
            let mark = table_mark(line, start)?;
            match mark.of {
                Rows::Tuples(_) => {}
                Rows::Calls(_) => drop(class(line, mark.end)?),
                _ => drop(header::columns(line, mark.end, None)?),
            }
            Some((Announcement::default(), start))
        })?;
        let root = if text[at..].starts_with('[') { table_mark(text, at).map(|mark| mark.end) } else { None };
        let announced = Rc::new(announced);
        Some(Self { text, at, announced, marked: HashMap::new(), root, joined: Vec::new(), depth: 0, most })
    }

    /// Appends the document's JSON and answers where the document ends.
    ///
    /// # Errors
    /// Why it does not go on where it stands.
    pub fn read(&mut self, out: &mut String) -> Read<usize> {
        let start = out.len();
        self.value(b"", out)?;
        let is_cut = out.ends_with(',');
        if is_cut {
            replace_last(']', out);
        }
        self.close_documents(start, out)?;
        self.close_python(start, out)?;
        self.close_comments(start, out)?;
        self.put_in_order(start, out)?;
        if is_cut {
            replace_last(',', out);
        }
        Ok(self.at)
    }

    /// Puts the documents back into strings that stood there in the document that starts there in the output.
    fn close_documents(&self, start: usize, out: &mut String) -> Read<()> {
        if let Some((name, spelling)) = &self.announced.documents {
            self.check_parse(&out[start..], start)?;
            parse_packed(&out[start..]).map_err(|_| Misfit)?;
            let room = self.most.saturating_sub(start);
            let closed = closed(&out[start..], name, *spelling, room).ok_or(TooLarge)?;
            out.replace_range(start.., &closed);
            self.check_growth(out)?;
        }
        Ok(())
    }

    /// Makes comments of the fields that stand for them in the document that starts there in the output.
    fn close_comments(&self, start: usize, out: &mut String) -> Read<()> {
        if self.announced.json5 && comment_fields::has_any(&out[start..]) {
            self.check_parse(&out[start..], start)?;
            let closed = comment_fields::closed(&parse_packed(&out[start..]).map_err(|_| Misfit)?);
            out.replace_range(start.., &closed);
        }
        Ok(())
    }

    /// Gives the objects of the document that starts there in the output the order of fields that is announced of them.
    fn put_in_order(&self, start: usize, out: &mut String) -> Read<()> {
        if !self.announced.orders.is_empty() {
            self.check_parse(&out[start..], start)?;
            let tape = parse_packed(&out[start..]).map_err(|_| Misfit)?;
            let ordered = in_order(&tape, self.announced.orders.iter());
            out.replace_range(start.., &ordered);
        }
        Ok(())
    }

    /// Whose values there may be that JSON cannot say.
    pub(super) fn natives(&self) -> Option<Dialect> {
        self.announced.natives
    }

    /// One value: in JSON, where there are no `stops`, or in a cell, which ends at one of them.
    pub(super) fn value(&mut self, stops: &[u8], out: &mut String) -> Read<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Misfit);
        }
        match self.peek().ok_or(Misfit)? {
            b'"' => self.string(out),
            b'[' | b'{' => self.container(out),
            b'&' if self.announced.repeats => self.marked_value(stops, out),
            b'*' if self.announced.repeats => self.reference(out),
            _ => self.record_or_bare(stops, out),
        }?;
        self.depth -= 1;
        Ok(())
    }

    fn string(&mut self, out: &mut String) -> Read<()> {
        if (self.announced.raw || self.announced.spelling.is_some()) && self.rest().starts_with(QUOTES) {
            let start = self.at + QUOTES.len();
            let length = self.text[start..].find(QUOTES).ok_or(Misfit)?;
            self.raw(&self.text[start..start + length], out)?;
            self.at = start + length + QUOTES.len();
            return self.check_growth(out);
        }
        self.copy_to(json_end(self.text.as_bytes(), self.at), out)
    }

    /// What a string holds: text, or a document of ours.
    fn raw(&self, content: &str, out: &mut String) -> Read<()> {
        let Some(spelling) = self.announced.spelling.filter(|_| content.starts_with(['{', '['])) else {
            quote_into(content, out);
            return Ok(());
        };
        let ((document, end), room) = (document(content), self.most.saturating_sub(out.len()));
        let json = expand_within(document, room).map_err(|malformed| malformed.why)?;
        self.check_parse(&json, out.len())?;
        parse_packed(&json).map_err(|_| Misfit)?;
        let text = spelled(&json, spelling, room).ok_or(TooLarge)?;
        quote_into(&(text + end), out);
        Ok(())
    }

    /// Refuses JSON whose tape could take more than may stand behind the first `before` bytes of the output.
    pub(super) fn check_parse(&self, json: &str, before: usize) -> Read<()> {
        let room = self.most.saturating_sub(before);
        if json.len().saturating_mul(NODE_BYTES) <= room { Ok(()) } else { Err(TooLarge) }
    }

    pub(super) fn copy_to(&mut self, end: Option<usize>, out: &mut String) -> Read<()> {
        let end = end.ok_or(Misfit)?;
        out.push_str(&self.text[self.at..end]);
        self.at = end;
        Ok(())
    }

    /// An array or object: copied, but for the values in it that have another form.
    fn container(&mut self, out: &mut String) -> Read<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            let byte = self.peek().ok_or(Misfit)?;
            match byte {
                b'[' | b'{' => self.opening(byte, &mut open, out)?,
                b']' | b'}' => {
                    let opener = if byte == b']' { b'[' } else { b'{' };
                    open.pop().filter(|&other| other == opener).ok_or(Misfit)?;
                    self.copy_byte(byte, out);
                }
                b',' | b':' => self.copy_byte(byte, out),
                _ => self.value(b"", out)?,
            }
            if open.is_empty() {
                return self.check_growth(out);
            }
        }
    }

    /// A table or matrix as a whole, or the bracket of what is copied.
    fn opening(&mut self, byte: u8, open: &mut Vec<u8>, out: &mut String) -> Read<()> {
        if let Some(mark) = table_mark(self.text, self.at) {
            return self.table(&mark, out);
        }
        if let Some(end) = self.bracketed_end() {
            return self.copy_to(Some(end), out);
        }
        if let Some(end) = matrix_end(self.text.as_bytes(), self.at).filter(|_| self.announced.matrices) {
            let rows = self.text[self.at + 1..end - 1].replace(';', "],[");
            out.extend(["[[", &rows, "]]"]);
            self.at = end;
            return Ok(());
        }
        open.push(byte);
        self.copy_byte(byte, out);
        Ok(())
    }

    /// Where the set of Python's, or what Node shows in brackets, ends that may stand here.
    fn bracketed_end(&self) -> Option<usize> {
        self.announced.natives?.native_end(self.text.as_bytes(), self.at).ok()
    }

    fn copy_byte(&mut self, byte: u8, out: &mut String) {
        out.push(char::from(byte));
        self.at += 1;
    }

    fn marked_value(&mut self, stops: &[u8], out: &mut String) -> Read<()> {
        self.at += 1;
        let number = self.digits();
        self.expect(b' ')?;
        let start = out.len();
        self.value(stops, out)?;
        self.marked.insert(number, start..out.len());
        Ok(())
    }

    fn reference(&mut self, out: &mut String) -> Read<()> {
        self.at += 1;
        let number = self.digits();
        let marked = self.marked.get(number).ok_or(Misfit)?.clone();
        if out.len() + marked.len() > self.most {
            return Err(TooLarge);
        }
        out.extend_from_within(marked);
        Ok(())
    }

    fn digits(&mut self) -> &'a str {
        let rest = self.rest();
        let digits = &rest[..rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len())];
        self.at += digits.len();
        digits
    }

    fn record_or_bare(&mut self, stops: &[u8], out: &mut String) -> Read<()> {
        let rest = self.rest();
        let word = rest.bytes().take(64).position(|byte| !(byte.is_ascii_alphanumeric() || b"_-".contains(&byte)));
        let named = word.filter(|&end| rest.as_bytes()[end] == b'(').map(|end| &rest[..end]);
        match named.and_then(|name| self.announced.position(name)) {
            Some(kind) => self.record(kind, out),
            None if self.announced.natives.is_some_and(|dialect| dialect.begins_native(rest)) => {
                let dialect = self.announced.natives.unwrap_or_default();
                self.copy_to(dialect.native_end(self.text.as_bytes(), self.at).ok(), out)
            }
            None if stops.is_empty() => self.copy_to(scalar::scalar_end(self.text.as_bytes(), self.at).ok(), out),
            None => {
                let bare = self.until(stops);
                out.push_str(&bare_value(bare));
                if bare.is_empty() { Err(Misfit) } else { Ok(()) }
            }
        }
    }

    fn record(&mut self, kind: usize, out: &mut String) -> Read<()> {
        let announced = Rc::clone(&self.announced);
        let kind = &announced.types[kind];
        self.at += kind.name.len() + 1;
        self.row(&kind.fields, 0, b",)", out)?;
        self.expect(b')')
    }

    pub(super) fn check_growth(&self, out: &str) -> Read<()> {
        if out.len() <= self.most { Ok(()) } else { Err(TooLarge) }
    }

    /// The text up to the next of `stops` or the end of the line, which is left standing.
    pub(super) fn until(&mut self, stops: &[u8]) -> &'a str {
        let rest = self.rest();
        let ends = |byte| byte == b'\n' || stops.contains(&byte);
        let cell = &rest[..rest.bytes().position(ends).unwrap_or(rest.len())];
        self.at += cell.len();
        cell
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn expect(&mut self, byte: u8) -> Read<()> {
        let fits = self.peek() == Some(byte);
        self.at += usize::from(fits);
        if fits { Ok(()) } else { Err(Misfit) }
    }
}

fn replace_last(last: char, out: &mut String) {
    out.pop();
    out.push(last);
}

/// The offset behind the matrix at `start`: rows of numbers, two at least.
fn matrix_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut rows) = (start, 1);
    loop {
        at = scalar::number_end(bytes, at + 1).ok()?;
        match bytes.get(at)? {
            b',' => {}
            b';' => rows += 1,
            b']' => return (rows > 1).then_some(at + 1),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::json::read::expand;

    /// The text up to the first byte that does not fit.
    fn fits(text: &str) -> &str {
        &text[..expand(text).unwrap_err().at]
    }

    #[test]
    fn what_is_referred_to_stands_before() {
        for (text, fitting) in [
            ("[*n repeats &n]\n[*1,&1 2]", "[*n repeats &n]\n[*1"),
            ("[*n repeats &n]\n[&1 [*1]]", "[*n repeats &n]\n[&1 [*1"),
            ("[*n repeats &n]\n[&1\"x\"]", "[*n repeats &n]\n[&1"),
        ] {
            assert_eq!(fits(text), fitting);
        }
    }

    #[test]
    fn records_hold_what_was_announced() {
        for (text, fitting) in [
            ("[records: p(x,y)]\n[q(1)]", "[records: p(x,y)]\n["),
            ("[records: p(x,y)]\n[p(1,2,3)]", "[records: p(x,y)]\n[p(1,2"),
            ("[records: p(x,y)]\n[p(1", "[records: p(x,y)]\n[p(1"),
        ] {
            assert_eq!(fits(text), fitting);
        }
    }

    #[test]
    fn nothing_is_read_that_was_not_announced() {
        for text in ["[; between rows]\n[&1 2]", "[*n repeats &n]\n[1;2]"] {
            assert!(expand(text).is_err(), "{text}");
        }
        assert_eq!(expand("[1 rows: a,b,c\n&1 x,*1,p(1)\n]").unwrap(), r#"[{"a":"&1 x","b":"*1","c":"p(1)"}]"#);
    }

    #[test]
    fn what_is_announced_of_a_text_of_any_letters_is_refused() {
        for text in ["[; between rows]\n\u{e9}", "[Python objects: P(a)]\n\u{1f600}1 lines: ", "[; between rows]\n"] {
            assert!(expand(text).is_err(), "{text}");
        }
    }

    #[test]
    fn brackets_and_quotes_are_closed() {
        for (text, fitting) in [
            ("[; between rows]\n[1;2", "[; between rows]\n[1"),
            ("[; between rows]\n]", "[; between rows]\n"),
            ("[\"\"\"raw text\"\"\"]\n[\"\"\"x\"\"]", "[\"\"\"raw text\"\"\"]\n["),
            ("[\"\"\"JSON text\"\"\"]\n[\"\"\"[1\"\"\"]", "[\"\"\"JSON text\"\"\"]\n["),
        ] {
            assert_eq!(fits(text), fitting);
        }
    }

    #[test]
    fn records_in_records_end_at_some_depth() {
        let nested = |depth: usize| format!("[records: p(x)]\n{}1{}", "p(".repeat(depth), ")".repeat(depth));
        assert_eq!(
            expand(&nested(DEEPEST - 1)).unwrap(),
            format!("{}1{}", "{\"x\":".repeat(DEEPEST - 1), "}".repeat(DEEPEST - 1))
        );
        assert!(expand(&nested(100_000)).is_err());
        let brackets = format!("[; between rows]\n{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(expand(&brackets).unwrap(), brackets["[; between rows]\n".len()..], "brackets cost no depth");
    }

    #[test]
    fn repeats_of_repeats_grow_to_a_bound() {
        let doubled = |times: usize| {
            let again: Vec<String> = (1..times).map(|n| format!("&{} [*{n},*{n}]", n + 1)).collect();
            format!("[*n repeats &n]\n[&1 \"text\",{}]", again.join(","))
        };
        assert!(expand(&doubled(16)).is_ok());
        assert_eq!(expand(&doubled(40)).unwrap_err().why, TooLarge);
    }

    #[test]
    fn no_form_stands_for_more_than_its_length_allows() {
        let (long, few) = ("k".repeat(10_000), 4_000);
        for text in [
            format!("[{few} rows: {long}=1,b\n{}]", "\n".repeat(few)),
            format!("[{few} rows: a=\"{long}\"*,b\n{}]", "x\n".repeat(few)),
            format!("{{{few} rows: key=\"\"1..{few},a=\"{long}\",b\n{}}}", "\n".repeat(few)),
            format!("[1 rows: g[a=\"{long}\",b]\n[{}]\n]", ";".repeat(few)),
            format!("[records: r(a=\"{long}\",b)]\n[{}r()]", "r(),".repeat(few)),
            format!("[*n repeats &n]\n[&1 \"{long}\"{}]", ",*1".repeat(few)),
            format!("[\"\"\"JSON text, indented by 4\"\"\"]\n[\"\"\"{}{}\"\"\"]", "[".repeat(few), "]".repeat(few)),
            format!("[\"\"\"JSON text\"\"\"]\n[\"\"\"[{few} rows: a=\"{long}\",b\n{}]\"\"\"]", "\n".repeat(few)),
        ] {
            assert_eq!(expand(&text).unwrap_err().why, TooLarge, "{}", &text[..60]);
        }
    }
}
