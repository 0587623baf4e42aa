//! Reading the notation back: every document in a text becomes the minified JSON it stands for.
//!
//! One pass over the text; only what is announced or tabulated nests in calls, and how deep is bounded.

mod calls;
mod framed;
mod header;
mod leaves;
mod python;
mod table;
mod tuples;
mod value;

use std::borrow::Cow;
use std::ops::Range;

use self::header::{Announcement, announcement};
use self::value::Reader;
use super::notation::{
    AGAIN, ARRAYS, CALLS, DOCUMENTS, EMBEDDED_MARK, INSTANCES, INTEGER_KEYS, JSON5, MATRICES, ORDER, RAW, RECORDS,
    REPEATS, ROW, ROWS, SCRIPT, framed_at, joined_at, tuples_at,
};
use crate::forms::form::{Malformed, Refusal};
use crate::growth::asked;
use crate::json::scalar;

/// Failed attempts to read a header may read this many times the text's length in all.
const ATTEMPT_FACTOR: usize = 16;

/// The text that a compressed text stands for: each form of ours replaced by its minified JSON. Linear in the result.
///
/// # Errors
/// [`Malformed`] where a header stands but what it announces does not follow, or where that is more than a text of this
/// length may stand for.
pub fn expand(text: &str) -> Result<Cow<'_, str>, Malformed> {
    expand_within(text, asked(text.len()))
}

/// The same where that is `most` bytes at most.
pub(super) fn expand_within(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    let (mut out, mut copied, mut from) = (String::new(), 0, 0);
    let (mut line, mut attempts) = (0..0, text.len().saturating_mul(ATTEMPT_FACTOR));
    let mut rows: Option<Range<usize>> = None;
    while let Some(start) = next_mark(text, from) {
        if text[start..].starts_with(AGAIN) {
            from = start + 1;
            if let Some(rows) = rows.clone() {
                out.push_str(&text[copied..start]);
                again(rows, most, &mut out).map_err(|why| Malformed { begins_at: start, at: start, why })?;
                (copied, from) = (start + AGAIN.len(), start + AGAIN.len());
            }
            continue;
        }
        if start >= line.end {
            line = start..memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at + 1);
        }
        let Some(mut reader) = Reader::new(text, start, line.end, most) else {
            let Some(left) = attempts.checked_sub(line.end - start) else { break };
            (attempts, from) = (left, start + 1);
            continue;
        };
        out.push_str(&text[copied..start]);
        let before = out.len();
        let end = reader.read(&mut out).map_err(|why| Malformed { begins_at: start, at: reader.at, why })?;
        if is_array_table(text, start, end) {
            rows = Some(before..out.len());
        }
        (copied, from) = (end, end);
    }
    if copied == 0 {
        return Ok(Cow::Borrowed(text));
    }
    out.push_str(&text[copied..]);
    Ok(Cow::Owned(out))
}

/// Appends what stands at a place in the output once more.
fn again(place: Range<usize>, most: usize, out: &mut String) -> Result<(), Refusal> {
    if out.len() + place.len() > most {
        return Err(Refusal::TooLarge);
    }
    out.extend_from_within(place);
    Ok(())
}

/// Whether what is read between two offsets is the table of an array, whole and without anything announced.
fn is_array_table(text: &str, start: usize, end: usize) -> bool {
    let of = table_mark(text, start).map(|mark| mark.of);
    let is_array = matches!(of, Some(Rows::Elements | Rows::Tuples(None) | Rows::Arrays | Rows::Calls(None)));
    is_array && !is_announced(&text[start..]) && text[..end].ends_with(']')
}

/// Where the one form of ours stands in the text of a value, if there is one, the table of an array.
pub(super) fn only_table(text: &str) -> Option<Range<usize>> {
    let start = next_mark(text, 0)?;
    let line_end = memchr::memchr(b'\n', &text.as_bytes()[start..])? + start + 1;
    let end = Reader::new(text, start, line_end, asked(text.len()))?.read(&mut String::new()).ok()?;
    (is_array_table(text, start, end) && next_mark(text, end).is_none()).then_some(start..end)
}

/// Whether a text holds what could be taken for a form of ours.
#[must_use]
pub fn is_marked(text: &str) -> bool {
    next_mark(text, 0).is_some()
}

/// Where the next announcement or table begins, at or behind `from`.
fn next_mark(text: &str, from: usize) -> Option<usize> {
    memchr::memchr2_iter(b'[', b'{', &text.as_bytes()[from..]).map(|found| from + found).find(|&at| is_mark(text, at))
}

fn is_mark(text: &str, at: usize) -> bool {
    let rest = &text.as_bytes()[at..];
    rest.get(1).is_some_and(u8::is_ascii_digit) && table_mark(text, at).is_some()
        || rest.starts_with(AGAIN.as_bytes())
        || is_announced_in(rest)
}

/// Whether a document of ours begins with what it announces.
pub(super) fn is_announced(document: &str) -> bool {
    is_announced_in(document.as_bytes())
}

fn is_announced_in(bytes: &[u8]) -> bool {
    let announcements = [
        ORDER,
        DOCUMENTS,
        INSTANCES,
        INTEGER_KEYS,
        RECORDS,
        REPEATS,
        MATRICES,
        CALLS,
        SCRIPT,
        JSON5,
        RAW,
        EMBEDDED_MARK,
    ];
    announcements.iter().any(|announcement| bytes.starts_with(announcement.as_bytes()))
}

/// How a table opens, and what its rows are.
struct TableMark<'a> {
    rows: usize,
    of: Rows<'a>,
    /// Offset behind the mark, where the header's columns begin.
    end: usize,
}

#[derive(Clone, PartialEq, Eq)]
enum Rows<'a> {
    /// `[<rows> rows: `: the elements of an array.
    Elements,
    /// `{<rows> rows: `: the entries of a map.
    Entries,
    /// `[<rows> lines: `, `[<rows> objects joined by " ": `: objects with this between each two.
    Joined(Cow<'a, str>),
    /// `[<rows> objects in lines "at <before> <object>": `: objects on such lines, with this between each two.
    Framed([Cow<'a, str>; 2]),
    /// `{1 row: `: the object itself.
    Object,
    /// `[<rows> tuples:`: the elements of an array, tuples, or tuples with this between each two. No columns are named.
    Tuples(Option<Cow<'a, str>>),
    /// `[<rows> arrays: `: the elements of an array, arrays.
    Arrays,
    /// `[<rows> rows: Name(`: the elements of an array, calls of a class, or calls with this between each two.
    Calls(Option<Cow<'a, str>>),
}

fn table_mark(text: &str, at: usize) -> Option<TableMark<'_>> {
    let bytes = text.as_bytes();
    if bytes[at..].starts_with(ROW.as_bytes()) {
        return Some(TableMark { rows: 1, of: Rows::Object, end: at + ROW.len() });
    }
    let digits = bytes.get(at + 1..)?.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
    let end = at + 1 + digits;
    let rows = text[at + 1..end].parse().ok()?;
    let (of, length) = rows_at(&text[end..], bytes[at])?;
    Some(TableMark { rows, of, end: end + length })
}

/// What rows those are of which `mark` tells behind their number, and how long that is.
fn rows_at(mark: &str, bracket: u8) -> Option<(Rows<'_>, usize)> {
    let is_array = bracket == b'[';
    if let Some(header) = mark.strip_prefix(ROWS) {
        let of = match is_array {
            true if calls::begin(header) => Rows::Calls(None),
            true => Rows::Elements,
            false => Rows::Entries,
        };
        return Some((of, ROWS.len()));
    }
    if let Some((gap, length)) = tuples_at(mark) {
        return is_array.then_some((Rows::Tuples(gap), length));
    }
    if mark.starts_with(ARRAYS) {
        return is_array.then_some((Rows::Arrays, ARRAYS.len()));
    }
    if let Some((lines, length)) = framed_at(mark) {
        return is_array.then_some((Rows::Framed(lines), length));
    }
    let (gap, length) = joined_at(mark).filter(|_| is_array)?;
    let of = if calls::begin(&mark[length..]) { Rows::Calls(Some(gap)) } else { Rows::Joined(gap) };
    Some((of, length))
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
    use crate::forms::form::Refusal;

    #[test]
    fn every_form_is_read_back() {
        for (text, json) in [
            ("[2 rows: id,name,team=null\n1,Ada\n2\n]", r#"[{"id":1,"name":"Ada","team":null},{"id":2,"team":null}]"#),
            ("{2 rows: key,v\n1,a\n\"\",\"\"\n}", r#"{"1":{"v":"a"},"":{"v":""}}"#),
            (
                "{1 row: a,b.c,b.d[e,f],g\n\"\",2,[x,\"y,\";z]\n}",
                r#"{"a":"","b":{"c":2,"d":[{"e":"x","f":"y,"},{"e":"z"}]}}"#,
            ),
            ("[2 lines: id\n1\n2\n]", "{\"id\":1}\n{\"id\":2}"),
            ("[2 objects joined by \"\\n\\ndata: \": id\n1\n2\n]", "{\"id\":1}\n\ndata: {\"id\":2}"),
            ("[2 objects joined by \"\": id\n1\n2\n]", "{\"id\":1}{\"id\":2}"),
            ("[1 rows: id\n1\n, {\"id\": 2, \"na", "[{\"id\":1}, {\"id\": 2, \"na"),
            ("[1 rows: a.b.c,a.d,e\n1,2,3\n]", r#"[{"a":{"b":{"c":1},"d":2},"e":3}]"#),
            ("[2 rows: u,u.n\n,Ada\nnull\n]", r#"[{"u":{"n":"Ada"}},{"u":null}]"#),
            ("[2 rows: o,i[s,q]\n7,[a,1;b]\n8,[]\n]", r#"[{"o":7,"i":[{"s":"a","q":1},{"s":"b"}]},{"o":8,"i":[]}]"#),
            ("[records: p(x,y=0)]\n{\"a\":p(1),\"b\":[p(),\"p(1)\"]}", r#"{"a":{"x":1,"y":0},"b":[{"y":0},"p(1)"]}"#),
            ("[*n repeats &n]\n[&1 [1,&2 \"x\"],*2,*1]", r#"[[1,"x"],"x",[1,"x"]]"#),
            ("[; between rows]\n{\"m\":[-1,2;3,4],\"n\":[5]}", r#"{"m":[[-1,2],[3,4]],"n":[5]}"#),
            ("[\"\"\"raw text\"\"\"]\n[\"\"\"a \"b\"\n\\\"\"\",\"c\"]", r#"["a \"b\"\n\\","c"]"#),
            (
                "[\"\"\"JSON text, spaced\"\"\"]\n[\"\"\"[1 rows: a,b\n1,2\n]\n\"\"\"]",
                r#"["[{\"a\": 1, \"b\": 2}]\n"]"#,
            ),
            ("[2 rows: Item(id,at=now)\n1\n2\n]", "[Item(id=1, at='now'),Item(id=2, at='now')]"),
            ("[2 arrays: id,ok=true,at\n1, a\nid=2,at=[3]\n]", r#"[[1,true,"a"],[2,true,[3]]]"#),
            (
                "[original field order: b,a][JSON text, spaced: v]\n{\"v\":[1 rows: a,b\n1,2\n],\"c\":{\"a\":3,\"b\":[4]}}",
                r#"{"v":"[{\"a\": 1, \"b\": 2}]","c":{"b":[4],"a":3}}"#,
            ),
            ("[1 rows: id\n1\n], {\"a\":[the same rows as above]}", r#"[{"id":1}], {"a":[{"id":1}]}"#),
            ("[2 tuples:\nAda,36\n\"it's\",f(1)\n]", "[('Ada', 36),(\"it's\", f(1))]"),
            ("[integer keys]\n{\"7\":{\"07\":1},\"-1\":[\"2\"]}", r#"{7:{"07":1},-1:["2"]}"#),
            (
                "[Python objects: P(a)][integer keys][Python values]\n{\"7\":{\"a\":{\"1\":nan}},\"8\":{1: 2}}",
                "{7:P(a={1: nan}),8:{1: 2}}",
            ),
            ("[Python values]\n[1 rows: at\ndate(2026, 1, 2)\n]", r#"[{"at":date(2026, 1, 2)}]"#),
            (
                "[3 rows: n=8..10,s=\"a\"08..10,t=0..4 by 2\n\n\n\n]",
                r#"[{"n":8,"s":"a08","t":0},{"n":9,"s":"a09","t":2},{"n":10,"s":"a10","t":4}]"#,
            ),
            (
                "[original field order: b,a;d,\"c,\"]\n[{\"a\":1,\"b\":{\"c,\":2,\"d\":3}},{\"a\":4,\"c\":5,\"b\":6}]",
                r#"[{"b":{"d":3,"c,":2},"a":1},{"a":4,"c":5,"b":6}]"#,
            ),
            ("[2 rows: u=\"a/\"*\".b\",n=12*\nx,34\n\"\",5\n]", r#"[{"u":"a/x.b","n":1234},{"u":"a/.b","n":125}]"#),
        ] {
            assert_eq!(expand(text).as_deref(), Ok(json), "{text}");
            let (before, after) = ("See [1]: ", " and more.");
            if !json.ends_with("na") {
                assert_eq!(expand(&format!("{before}{text}{after}")).unwrap(), format!("{before}{json}{after}"));
            }
        }
    }

    #[test]
    fn what_only_looks_like_a_header_stays() {
        for text in [
            r#"{"title":"[3 rows: a","note":"[2 lines: b]","more":"{1 rows: key","last":"{1 row: id"}"#,
            r#"["[records: a(b)]","[*n repeats &n]","[; between rows]"]"#,
            "[3 rows: ]",
            "[3 rows:id\n",
            "[3 rows and more",
            "[x rows: id\n",
            "[99999999999999999999999 rows: id\n",
            "[2 tuples: a\n",
            "{2 tuples:\na\n}",
            "(3 rows: id\n",
            "{2 objects joined by \" \": id\n1\n2\n]",
            "[2 rows: Item(id]\n",
            "[2 rows: Item()\n",
            "[2 rows: Item(id=)\n",
            "[2 rows: Item(1)\n",
            "[2 objects joined by words: id\n1\n2\n]",
            "[2 objects joined by \" \" id\n1\n2\n]",
            "{1 row: ",
            "{1 row: id",
            "{1 row: }\n",
            "{1 row: 2, 'column': 3}\n",
            "[1 row: id\n1\n]",
            "{2 row: id\n1\n}",
            "{row: id\n1\n}",
            "{1 row: id[\n1\n}",
            "[records: a(b)] in a line",
            "[*n repeats &n] in a line",
            "[original field order: a,b] in a line",
            "[original field order: a]\n",
            "[original field order: a,a]\n",
            "[original field order: a,b;]\n",
            "[\"\"\"JSON text, indented by 3\"\"\"]\n",
            "[JSON text, indented by 3: v]\n",
            "[JSON text: v] in a line",
            "[JSON text]\n",
            "[integer keys] in a line",
            "[1] and [the same rows as above]",
            "",
        ] {
            assert_eq!(expand(text), Ok(Cow::Borrowed(text)));
        }
    }

    #[test]
    fn several_documents_stand_for_themselves() {
        let text = "[1 rows: a\n1\n] then [2, {\"b\": 3}] then [records: r(c)]\nr(4), r(5)";
        assert_eq!(expand(text).unwrap(), r#"[{"a":1}] then [2, {"b": 3}] then {"c":4}, r(5)"#);
    }

    #[test]
    fn a_misfit_says_where_the_document_begins_and_where_it_breaks() {
        let misfit = expand("ok: [1]; [2 rows: a,b\n1,2\n3,4,5\n]").unwrap_err();
        assert_eq!(misfit, Malformed { begins_at: 9, at: 29, why: Refusal::Misfit });
        assert_eq!(
            misfit.to_string(),
            "what begins at byte 9 does not hold what its header announces: byte 29 does not fit"
        );
    }
}
