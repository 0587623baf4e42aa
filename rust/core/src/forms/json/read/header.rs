//! Reading headers: columns, fields of records, and what a document announces.

use std::borrow::Cow;

use crate::forms::fields::Fields;
use crate::forms::json::cell::is_bare_name;
use crate::forms::json::instances::Classes;
use crate::forms::json::notation::{
    self, BY, INTEGER_KEYS, JSON5, MATRICES, ORDER, RAW, RECORDS, REPEATS, documents_at, embedded_at,
};
use crate::forms::json::notation::{Affixes, Count};
use crate::json::native::Dialect;
use crate::json::parse::parse_packed;
use crate::json::scalar;
use crate::json::spelling::Spelling;
use crate::json::write::quote_into;

use super::json_end;
use super::leaves::{Cells, Leaf, Leaves, RecordHeader};

/// Groups nested deeper than this are no header of ours.
const DEEPEST_GROUP: usize = 16;

/// More record types, or orders of fields, than this were not written by us.
const MOST_TYPES: usize = 64;

/// What a document announces before it begins.
#[expect(clippy::struct_excessive_bools, reason = "each says whether one announcement stands there")]
#[derive(Default)]
pub struct Announcement<'a> {
    /// The order in which objects with exactly these fields came.
    pub orders: Vec<Fields>,
    /// The field, as it stands in JSON, in which arrays and objects stood in strings, and how they were spelled there.
    pub documents: Option<(Cow<'a, str>, Spelling)>,
    /// The classes whose instances stand as objects.
    pub classes: Classes,
    /// Whether keys that read as integers are.
    pub integer_keys: bool,
    /// Record types.
    pub types: Vec<RecordHeader<'a>>,
    /// Whether `&` and `*` mark repeats.
    pub repeats: bool,
    /// Whether `;` stands between the rows of matrices.
    pub matrices: bool,
    /// Whose values there are that JSON cannot say.
    pub natives: Option<Dialect>,
    /// Whether what stands there is JSON5, in which fields may be comments.
    pub json5: bool,
    /// Whether `"""` opens text without escapes.
    pub raw: bool,
    /// How the JSON in strings is spelled that stands there as a document of ours.
    pub spelling: Option<Spelling>,
}

impl Announcement<'_> {
    /// Which type has a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.types.iter().position(|kind| kind.name == name)
    }
}

/// The announcements at `at` and the offset behind their line, or `None` where the text is no such line.
pub fn announcement(text: &str, at: usize) -> Option<(Announcement<'_>, usize)> {
    let (orders, end) = order_at(text, at).unwrap_or_default();
    let mut found = Announcement { orders, ..Announcement::default() };
    let mut reader = HeaderReader { text, at: end.max(at), natives: None };
    if let Some((classes, length)) = Classes::announced_at(&text[reader.at..]) {
        found.classes = classes;
        reader.at += length;
    }
    found.integer_keys = reader.takes(INTEGER_KEYS);
    found.documents = reader.documents();
    if reader.takes(RECORDS) {
        found.types = reader.types()?;
    }
    found.repeats = reader.takes(REPEATS);
    found.matrices = reader.takes(MATRICES);
    found.json5 = reader.takes(JSON5);
    found.natives = if found.json5 { None } else { reader.natives() };
    found.raw = reader.takes(RAW);
    if let Some((spelling, length)) = embedded_at(&text[reader.at..]) {
        found.spelling = Some(spelling);
        reader.at += length;
    }
    (reader.at > at && reader.takes("\n")).then_some((found, reader.at))
}

/// The orders of fields announced at `at`, and the offset behind that.
fn order_at(text: &str, at: usize) -> Option<(Vec<Fields>, usize)> {
    let mut reader = HeaderReader { text, at, natives: None };
    let orders = reader.takes(ORDER).then(|| reader.orders())??;
    Some((orders, reader.at))
}

/// The header's leaves and the offset behind its line, or `None` where the text is no header.
///
/// Where `natives` are announced, what is stated may be one.
pub fn columns(text: &str, at: usize, natives: Option<Dialect>) -> Option<(Vec<Leaf<'_>>, usize)> {
    let mut reader = HeaderReader { text, at, natives };
    let leaves = reader.leaves(b'\n', 0)?;
    Some((leaves, reader.at))
}

struct HeaderReader<'a> {
    text: &'a str,
    at: usize,
    /// Whose values may stand bare that JSON cannot say.
    natives: Option<Dialect>,
}

impl<'a> HeaderReader<'a> {
    fn takes(&mut self, expected: &str) -> bool {
        let found = self.text[self.at..].starts_with(expected);
        self.at += if found { expected.len() } else { 0 };
        found
    }

    fn orders(&mut self) -> Option<Vec<Fields>> {
        let (mut orders, mut names) = (Vec::new(), Vec::new());
        loop {
            names.push(self.key()?);
            if self.takes(",") {
                continue;
            }
            orders.push(Fields::new(names.drain(..).as_ref().iter().map(|name: &Cow<'_, str>| &**name))?);
            if self.takes("]") {
                return Some(orders);
            }
            (orders.len() < MOST_TYPES && self.takes(";")).then_some(())?;
        }
    }

    /// Whose values are announced that JSON cannot say.
    fn natives(&mut self) -> Option<Dialect> {
        [Dialect::Python, Dialect::JavaScript]
            .into_iter()
            .find(|&dialect| notation::dialect(dialect, true).is_some_and(|announcement| self.takes(announcement)))
    }

    fn documents(&mut self) -> Option<(Cow<'a, str>, Spelling)> {
        let (start, (spelling, length)) = (self.at, documents_at(&self.text[self.at..])?);
        self.at += length;
        let name = self.key().filter(|_| self.takes("]"));
        if name.is_none() {
            self.at = start;
        }
        Some((name?, spelling))
    }

    fn types(&mut self) -> Option<Vec<RecordHeader<'a>>> {
        let mut types = Vec::new();
        loop {
            let start = self.at;
            self.at += self.text[start..].bytes().position(|byte| b"(),[]\n".contains(&byte))?;
            let name = &self.text[start..self.at];
            self.takes("(").then_some(())?;
            if types.len() == MOST_TYPES {
                return None;
            }
            types.push(RecordHeader { name, fields: Leaves::new(self.leaves(b')', 0)?) });
            if self.takes("]") {
                return Some(types);
            }
            self.takes(",").then_some(())?;
        }
    }

    /// The leaves up to `end`, which is consumed.
    fn leaves(&mut self, end: u8, depth: usize) -> Option<Vec<Leaf<'a>>> {
        let mut leaves = Vec::new();
        loop {
            leaves.push(self.leaf(depth).filter(|leaf| Self::may_hold(&leaf.cells, end))?);
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b',' => {}
                byte if byte == end => return Some(leaves),
                _ => return None,
            }
        }
    }

    /// Only the rows of a table count up.
    fn may_hold(cells: &Cells<'_>, end: u8) -> bool {
        end == b'\n' || !matches!(cells, Cells::Counting { .. })
    }

    fn leaf(&mut self, depth: usize) -> Option<Leaf<'a>> {
        let start = self.at;
        let mut path = vec![self.key()?];
        while self.takes(".") && path.len() < DEEPEST_GROUP {
            path.push(self.key()?);
        }
        let name = &self.text[start..self.at];
        let cells = match self.peek()? {
            b'=' => {
                self.at += 1;
                self.stated()?
            }
            b'[' if depth < DEEPEST_GROUP => {
                self.at += 1;
                Cells::Group(Leaves::new(self.leaves(b']', depth + 1)?))
            }
            b'[' => return None,
            _ => Cells::Values,
        };
        Some(Leaf { path, name, cells })
    }

    fn key(&mut self) -> Option<Cow<'a, str>> {
        let (bytes, start) = (self.text.as_bytes(), self.at);
        if self.peek() == Some(b'"') {
            self.at = scalar::string_end(bytes, start).ok()?;
            return Some(Cow::Borrowed(&self.text[start..self.at]));
        }
        self.at += bytes[start..].iter().position(|byte| b",.:;[]{}()=*\n".contains(byte))?;
        let key = &self.text[start..self.at];
        is_bare_name(key).then(|| quoted(key))
    }

    /// What stands behind an equals sign.
    fn stated(&mut self) -> Option<Cells<'a>> {
        match self.peek()? {
            b'"' => {
                let quoted = self.json()?;
                self.stated_strings(quoted)
            }
            b'[' | b'{' => self.json().map(|json| Cells::Constant(Cow::Borrowed(json))),
            b'*' => self.suffix(""),
            _ => {
                let bare = self.bare()?;
                if self.takes("*") {
                    return Some(Cells::Affixed(Affixes { prefix: bare, suffix: "", is_number: true }));
                }
                if self.natives.is_some_and(|dialect| dialect.native_end(bare.as_bytes(), 0) == Ok(bare.len())) {
                    return Some(Cells::Constant(Cow::Borrowed(bare)));
                }
                Some(counting(None, bare).unwrap_or_else(|| Cells::Constant(bare_value(bare))))
            }
        }
    }

    /// What stands behind an equals sign and begins with a string in quotes.
    fn stated_strings(&mut self, quoted: &'a str) -> Option<Cells<'a>> {
        let inner = &quoted[1..quoted.len() - 1];
        match self.peek()? {
            b'*' => self.suffix(inner),
            b'0'..=b'9' => counting(Some(inner), self.bare()?),
            _ => Some(Cells::Constant(Cow::Borrowed(quoted))),
        }
    }

    /// The asterisk and what may stand behind it.
    fn suffix(&mut self, prefix: &'a str) -> Option<Cells<'a>> {
        self.at += 1;
        let quoted = if self.peek()? == b'"' { self.json()? } else { "\"\"" };
        Some(Cells::Affixed(Affixes { prefix, suffix: &quoted[1..quoted.len() - 1], is_number: false }))
    }

    fn json(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at = json_end(self.text.as_bytes(), start)?;
        let json = &self.text[start..self.at];
        parse_packed(json).is_ok().then_some(json)
    }

    fn bare(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at += self.text[start..].bytes().position(|byte| b",;[](){}=*\n".contains(&byte))?;
        (self.at > start).then(|| &self.text[start..self.at])
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// `1..500`, or `0..490 by 10`.
fn counting<'a>(prefix: Option<&'a str>, bare: &'a str) -> Option<Cells<'a>> {
    let (first, rest) = bare.split_once("..")?;
    let (last, step) = rest.split_once(BY).unwrap_or((rest, "1"));
    let step = step.parse().ok().filter(|&step| step > 0)?;
    let is_number = first.len() < 16 && first.bytes().all(|byte| byte.is_ascii_digit());
    let count = Count { first: first.parse().ok().filter(|_| is_number)?, step, width: first.len() };
    Some(Cells::Counting { prefix, count, last })
}

/// The JSON of what stands bare: a number or literal is itself, anything else a string.
pub fn bare_value(bare: &str) -> Cow<'_, str> {
    match scalar::scalar_end(bare.as_bytes(), 0) {
        Ok(end) if end == bare.len() => Cow::Borrowed(bare),
        _ => quoted(bare),
    }
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> Cow<'_, str> {
    let mut quoted = String::with_capacity(text.len() + 2);
    quote_into(text, &mut quoted);
    Cow::Owned(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns of a header, what is stated of them behind an equals sign, groups in brackets.
    fn told(header: &str) -> Option<String> {
        let text = format!("{header}\n");
        columns(&text, 0, None).map(|(leaves, end)| {
            assert_eq!(end, text.len());
            leaves.iter().map(leaf).collect::<Vec<_>>().join(" ")
        })
    }

    fn leaf(leaf: &Leaf<'_>) -> String {
        let path = leaf.path.join(".");
        match &leaf.cells {
            Cells::Values => path,
            Cells::Constant(value) => format!("{path}={value}"),
            Cells::Affixed(Affixes { prefix, suffix, is_number }) => format!("{path}={prefix}*{suffix}/{is_number}"),
            Cells::Counting { prefix, count, last } => {
                format!("{path}={}{}..{last}/{}", prefix.unwrap_or("-"), count.at(0), count.step)
            }
            Cells::Group(leaves) => {
                format!("{path}[{}]", leaves.all.iter().map(self::leaf).collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn columns_are_named_and_nested() {
        assert_eq!(told(r#"id,"a,b".c,d[e,f[g]]"#).unwrap(), r#""id" "a,b"."c" "d"["e" "f"["g"]]"#);
        for header in
            ["", ",a", "a,", "a,,b", "a.", ".a", "a;b", "a:b", "a[", "a[b", "a]", "a(b)", "a*", "\"a", "\"a\"b"]
        {
            assert_eq!(told(header), None, "{header}");
        }
        assert!(told(&format!("{}b{}", "a[".repeat(17), "]".repeat(17))).is_none(), "too deep");
    }

    #[test]
    fn what_is_stated_is_json_or_bare() {
        assert_eq!(told("a=x y,b=1,c=null").unwrap(), r#""a"="x y" "b"=1 "c"=null"#);
        assert_eq!(told(r#"a="1",b=[1,{"c":2}],d={}"#).unwrap(), r#""a"="1" "b"=[1,{"c":2}] "d"={}"#);
        for header in ["a=", "a=,b", "a=[1", "a={", "a=\"x", "a=(x)", "a=x=y", "a=\"x\"y"] {
            assert_eq!(told(header), None, "{header}");
        }
    }

    #[test]
    fn affixes_and_counts_are_told_from_constants() {
        assert_eq!(told(r#"a="x"*"y",b=12*,c=*"z""#).unwrap(), r#""a"=x*y/false "b"=12*/true "c"=*z/false"#);
        assert_eq!(told(r#"a=1..5,b="x"01..05,c=0..40 by 10"#).unwrap(), r#""a"=-1..5/1 "b"=x01..05/1 "c"=-0..40/10"#);
        assert_eq!(told("a=1..5 by 0,b=-1..5").unwrap(), r#""a"="1..5 by 0" "b"="-1..5""#, "no counts, so text");
    }

    #[test]
    fn announcements_stand_in_their_order_on_a_line() {
        let all = "[records: a(b,c=1),d(e)][*n repeats &n][; between rows][Python values][\"\"\"raw text\"\"\"][\"\"\"JSON text, spaced\"\"\"]\n";
        let (found, end) = announcement(all, 0).unwrap();
        assert_eq!((found.types.len(), end), (2, all.len()));
        assert!(
            found.repeats
                && found.matrices
                && found.natives == Some(Dialect::Python)
                && found.raw
                && found.spelling == Some(Spelling::Spaced)
        );
        for text in [
            "[; between rows][*n repeats &n]\n",
            "[*n repeats &n]",
            "[*n repeats &n] \n",
            "[records: ]\n",
            "[records: a]\n",
            "[records: a()]\n",
            "\n",
        ] {
            assert!(announcement(text, 0).is_none(), "{text}");
        }
    }
}
