//! Reading the notation back: every table in a text becomes the minified JSON it stands for.
//!
//! One pass over the text. Only a header's groups nest, and their depth is bounded, so no input can exhaust the stack.

use std::borrow::Cow;

use super::table::MARK;
use crate::json::scalar;
use crate::json::write::quote_into;

/// Groups nested deeper than this are no header of ours.
const DEEPEST_GROUP: usize = 16;

/// A table of ours stands for at most this many bytes for each of its own, beside [`FREE_GROWTH_BYTES`]; without a bound
/// a few kilobytes of foreign text, long keys over many short rows, could ask for all memory there is.
const MOST_GROWTH: usize = 256;

/// What a table may stand for, however short it is.
const FREE_GROWTH_BYTES: usize = 1 << 20;

/// A text that starts a table and does not finish it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedTable {
    /// Offset of the table's opening bracket.
    pub table_at: usize,
    /// Offset of the first byte that does not fit.
    pub at: usize,
}

impl std::fmt::Display for MalformedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table_at, at } = self;
        write!(f, "the table at byte {table_at} does not hold what its header announces: byte {at} does not fit")
    }
}

impl std::error::Error for MalformedTable {}

/// The text that a compressed text stands for: each table replaced by its minified JSON. Linear.
///
/// # Errors
/// [`MalformedTable`] where a table's header stands but its rows do not follow as announced.
pub fn expand(text: &str) -> Result<Cow<'_, str>, MalformedTable> {
    let (mut out, mut copied, mut from) = (String::new(), 0, 0);
    while let Some(mark) = next_mark(text, from) {
        let Some((header, body)) = header(text, mark.end) else {
            from = mark.end;
            continue;
        };
        out.push_str(&text[copied..mark.start]);
        let mut reader = Reader { text, at: body, table_at: mark.start, written_before: out.len() };
        reader.table(&header, &mark, &mut out).map_err(|()| MalformedTable { table_at: mark.start, at: reader.at })?;
        (copied, from) = (reader.at, reader.at);
    }
    if copied == 0 {
        return Ok(Cow::Borrowed(text));
    }
    out.push_str(&text[copied..]);
    Ok(Cow::Owned(out))
}

/// Whether a text holds what could be taken for a table of ours.
#[must_use]
pub fn is_marked(text: &str) -> bool {
    next_mark(text, 0).is_some()
}

/// How a table opens: `[<rows> rows: `, or `{<rows> rows: ` for a map's.
struct Mark {
    start: usize,
    /// Offset behind the mark, where the header's columns begin.
    end: usize,
    rows: usize,
    is_map: bool,
}

/// The next mark at or behind `from`.
fn next_mark(text: &str, from: usize) -> Option<Mark> {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(&bytes[from..], MARK).find_map(|found| {
        let digits_end = from + found;
        let digits = bytes[from..digits_end].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let start = (digits_end - digits).checked_sub(1).filter(|&start| start >= from)?;
        let rows = text[start + 1..digits_end].parse().ok()?;
        let end = digits_end + MARK.len();
        matches!(bytes[start], b'[' | b'{').then(|| Mark { start, end, rows, is_map: bytes[start] == b'{' })
    })
}

/// A leaf of the header: its keys as JSON strings, outermost first, and the columns of its group.
struct Leaf<'a> {
    path: Vec<Cow<'a, str>>,
    group: Option<Vec<Leaf<'a>>>,
}

/// The header's leaves and the offset behind its line, or `None` where the text is no header.
fn header(text: &str, at: usize) -> Option<(Vec<Leaf<'_>>, usize)> {
    let mut reader = HeaderReader { text, at };
    let leaves = reader.leaves(b'\n', 0)?;
    Some((leaves, reader.at))
}

struct HeaderReader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> HeaderReader<'a> {
    /// The leaves up to `end`, which is consumed.
    fn leaves(&mut self, end: u8, depth: usize) -> Option<Vec<Leaf<'a>>> {
        let mut leaves = Vec::new();
        loop {
            leaves.push(self.leaf(depth)?);
            let byte = *self.text.as_bytes().get(self.at)?;
            self.at += 1;
            match byte {
                b',' => {}
                byte if byte == end => return Some(leaves),
                _ => return None,
            }
        }
    }

    fn leaf(&mut self, depth: usize) -> Option<Leaf<'a>> {
        let mut path = vec![self.key()?];
        while self.text.as_bytes().get(self.at) == Some(&b'.') {
            self.at += 1;
            path.push(self.key()?);
        }
        let opens = self.text.as_bytes().get(self.at) == Some(&b'[');
        if opens && depth == DEEPEST_GROUP {
            return None;
        }
        self.at += usize::from(opens);
        let group = if opens { Some(self.leaves(b']', depth + 1)?) } else { None };
        Some(Leaf { path, group })
    }

    fn key(&mut self) -> Option<Cow<'a, str>> {
        let (bytes, start) = (self.text.as_bytes(), self.at);
        if bytes.get(start) == Some(&b'"') {
            self.at = scalar::string_end(bytes, start).ok()?;
            return Some(Cow::Borrowed(&self.text[start..self.at]));
        }
        self.at += bytes[start..].iter().position(|byte| b",.:;[]{}\n".contains(byte))?;
        let mut quoted = String::new();
        quote_into(&self.text[start..self.at], &mut quoted);
        (self.at > start).then_some(Cow::Owned(quoted))
    }
}

/// Reads rows and cells; on `Err` the position says where the table breaks.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    table_at: usize,
    /// Bytes of the output that are not the table's.
    written_before: usize,
}

impl<'a> Reader<'a> {
    fn table(&mut self, header: &[Leaf<'_>], mark: &Mark, out: &mut String) -> Result<(), ()> {
        let (opener, closer) = if mark.is_map { (b'{', b'}') } else { (b'[', b']') };
        let columns = if mark.is_map { &header[1..] } else { header };
        out.push(char::from(opener));
        for row in 0..mark.rows {
            if row > 0 {
                out.push(',');
            }
            if mark.is_map {
                self.key(out)?;
            }
            self.row(columns, b",\n", out)?;
            self.expect(b'\n')?;
        }
        out.push(char::from(closer));
        self.expect(closer)
    }

    /// A cell of the key column: a string, quoted or not, and never nothing.
    fn key(&mut self, out: &mut String) -> Result<(), ()> {
        match self.peek().ok_or(())? {
            b'"' => self.json(out)?,
            b',' | b'\n' => return Err(()),
            _ => {
                let key = self.until(b",\n");
                quote_into(key, out);
            }
        }
        out.push(':');
        self.expect(b',')
    }

    /// One object: a cell for each leaf, closed by one of the `stops` other than the comma, which is left standing.
    fn row(&mut self, leaves: &[Leaf<'_>], stops: &[u8], out: &mut String) -> Result<(), ()> {
        let mut open: &[Cow<'_, str>] = &[];
        out.push('{');
        for (index, leaf) in leaves.iter().enumerate() {
            if index > 0 {
                self.expect(b',')?;
            }
            if self.peek().is_none_or(|byte| stops.contains(&byte)) {
                continue;
            }
            let (key, objects) = leaf.path.split_last().ok_or(())?;
            move_to(open, objects, out);
            open = objects;
            key_into(key, out);
            self.cell(leaf, stops, out)?;
        }
        move_to(open, &[], out);
        out.push('}');
        self.check_growth(out)
    }

    fn check_growth(&self, out: &str) -> Result<(), ()> {
        let allowed = FREE_GROWTH_BYTES + MOST_GROWTH * (self.at - self.table_at);
        if out.len() - self.written_before <= allowed { Ok(()) } else { Err(()) }
    }

    fn cell(&mut self, leaf: &Leaf<'_>, stops: &[u8], out: &mut String) -> Result<(), ()> {
        match (&leaf.group, self.peek()) {
            (Some(leaves), Some(b'[')) => self.group(leaves, out),
            (_, Some(b'"' | b'[' | b'{')) => self.json(out),
            _ => {
                self.bare(stops, out);
                Ok(())
            }
        }
    }

    fn group(&mut self, leaves: &[Leaf<'_>], out: &mut String) -> Result<(), ()> {
        self.at += 1;
        out.push('[');
        while self.peek() != Some(b']') {
            if !out.ends_with('[') {
                self.expect(b';')?;
                out.push(',');
            }
            self.row(leaves, b",;]", out)?;
        }
        self.at += 1;
        out.push(']');
        Ok(())
    }

    /// A quoted string, or an array or object: copied as it stands.
    fn json(&mut self, out: &mut String) -> Result<(), ()> {
        let end = json_end(self.text.as_bytes(), self.at).ok_or(())?;
        out.push_str(&self.text[self.at..end]);
        self.at = end;
        Ok(())
    }

    fn bare(&mut self, stops: &[u8], out: &mut String) {
        let cell = self.until(stops);
        match scalar::scalar_end(cell.as_bytes(), 0) {
            Ok(end) if end == cell.len() => out.push_str(cell),
            _ => quote_into(cell, out),
        }
    }

    /// The text up to the next of `stops`, which is left standing.
    fn until(&mut self, stops: &[u8]) -> &'a str {
        let rest = &self.text[self.at..];
        let cell = &rest[..rest.bytes().position(|byte| stops.contains(&byte)).unwrap_or(rest.len())];
        self.at += cell.len();
        cell
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Result<(), ()> {
        let fits = self.peek() == Some(byte);
        self.at += usize::from(fits);
        if fits { Ok(()) } else { Err(()) }
    }
}

/// Closes the objects of `from` that `to` does not share and opens those that `from` lacks.
fn move_to(from: &[Cow<'_, str>], to: &[Cow<'_, str>], out: &mut String) {
    let shared = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    for _ in shared..from.len() {
        out.push('}');
    }
    for key in &to[shared..] {
        key_into(key, out);
        out.push('{');
    }
}

fn key_into(key: &str, out: &mut String) {
    if !out.ends_with('{') {
        out.push(',');
    }
    out.push_str(key);
    out.push(':');
}

/// The end of the string, array or object at `start`, by its brackets and quotes.
fn json_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match *bytes.get(at)? {
            b'"' => at = scalar::string_end(bytes, at).ok()? - 1,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_expanded_where_it_stands() {
        let text = "Found: {\"n\":2,\"rows\":[2 rows: id,u,u.name,tags[k,v]\n1,,O'Neil,[a,1;b,]\n\"2\",null,,\n]} done";
        let json = r#"Found: {"n":2,"rows":[{"id":1,"u":{"name":"O'Neil"},"tags":[{"k":"a","v":1},{"k":"b"}]},{"id":"2","u":null}]} done"#;
        assert_eq!(expand(text).unwrap(), json);
    }

    #[test]
    fn a_maps_table_is_expanded_with_its_keys() {
        let text = "{3 rows: key,n,u.v\n12,1,x\n\"a,b\",,\ntrue,2,\n}";
        assert_eq!(expand(text).unwrap(), r#"{"12":{"n":1,"u":{"v":"x"}},"a,b":{},"true":{"n":2}}"#);
        for broken in ["{1 rows: key,n\n,1\n}", "{1 rows: key\na\n}", "{1 rows: key,n\na,1\n]", "{1 rows: key,n\na\n}"]
        {
            assert!(expand(broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn text_without_a_table_comes_back_as_it_is() {
        for text in [
            "",
            "plain",
            "[1,2]",
            "[3 rows: of seats]",
            "[rows: x\n",
            "12 rows: a\n",
            "[99999999999999999999 rows: a\n",
        ] {
            assert!(matches!(expand(text), Ok(Cow::Borrowed(same)) if same == text), "{text:?}");
        }
    }

    #[test]
    fn a_table_that_does_not_hold_what_it_announces_is_malformed() {
        for (text, at) in [
            ("[2 rows: a\n1\n]", 14),
            ("[1 rows: a\n1", 12),
            ("x[1 rows: a,b\n1\n]", 15),
            ("[1 rows: a\n\"open\n]", 11),
            ("[1 rows: a\n1\n", 13),
        ] {
            let found = expand(text).unwrap_err();
            assert_eq!((found.table_at, found.at), (usize::from(text.starts_with('x')), at), "{text:?}");
        }
    }

    #[test]
    fn a_small_text_cannot_stand_for_gigabytes() {
        let text = format!("[200000 rows: {}\n{}]", vec!["key"; 20_000].join("."), "1\n".repeat(200_000));
        assert!(expand(&text).is_err());
    }
}
