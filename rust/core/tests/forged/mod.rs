//! Texts that spell our forms and stand for as much as they can, of about as many bytes as are asked for.
#![allow(dead_code, reason = "each user takes what it needs")]

/// Makes a text of about so many bytes.
type Forge = fn(usize) -> String;

/// What stands above all of them, for references.
pub fn above(bytes: usize) -> String {
    (0..bytes / 12).flat_map(|number| ["word".to_owned(), format!("{number:07} ")]).collect()
}

/// Texts that somebody could have to say, to compare with.
pub const ORDINARY: &[(&str, Forge)] = &[
    ("words", above),
    ("rows", |bytes| format!("[{}]", repeated(bytes, |row| format!("{{\"id\":{row},\"name\":\"name {row}\"}},"), "0"))),
    ("lines", |bytes| repeated(bytes, |line| format!("{line:>6}\tlet x{line} = {line};\n"), "")),
];

/// Texts that nobody but an attacker would write.
pub const FORGED: &[(&str, Forge)] = &[
    ("a constant in many rows", |bytes| table(bytes, "a=\"", "\",b", "")),
    ("counts in many rows", |bytes| {
        let rows = bytes / 2;
        format!("[{rows} rows: a=1..{rows},b=\"x\"1..{rows},c=0..{} by 10,d\n{}]", 10 * (rows - 1), "\n".repeat(rows))
    }),
    ("affixes", |bytes| table(bytes, "a=\"", "\"*,b", "x")),
    ("a name in many rows", |bytes| table(bytes, "", ",b", "1")),
    ("objects in rows", |bytes| table(bytes, "a.b.c.d.e.f.g.h=1,a.b.c.d.e.f.g.", "=1,b", "")),
    ("cells that say the last of many columns", |bytes| {
        let columns: Vec<String> = (0..bytes / 12).map(|column| format!("c{column},")).collect();
        let columns = columns.concat();
        format!("[{} rows: {columns}z\n{}]", bytes / 8, "z=1\n".repeat(bytes / 8))
    }),
    ("cells that could say a long name", |bytes| {
        format!("[{} rows: {}\n{}]", bytes / 8, "a".repeat(bytes / 2), "a.b\n".repeat(bytes / 8))
    }),
    ("entries of a map", |bytes| {
        let rows = bytes / 4;
        format!("{{{rows} rows: key=1..{rows},a=\"{}\",b\n{}}}", "v".repeat(bytes / 2), "\n".repeat(rows))
    }),
    ("elements of a group", |bytes| {
        format!("[1 rows: g[a=\"{}\",b]\n[{}]\n]", "v".repeat(bytes / 2), ";".repeat(bytes / 2))
    }),
    ("tuples", |bytes| format!("[{} tuples:\n{}]", bytes / 2, "1\n".repeat(bytes / 2))),
    ("tuples that never close", |bytes| format!("[{} tuples:\n{}]", bytes / 6, "(1, (\n".repeat(bytes / 6))),
    ("records", |bytes| format!("[records: r(a=\"{}\",b)]\n[{}r()]", "v".repeat(bytes / 2), "r(),".repeat(bytes / 8))),
    ("repeats that double", |bytes| {
        format!(
            "[*n repeats &n]\n[&1 \"x\"{}]",
            repeated(bytes, |n| format!(",&{} [*{},*{}]", n + 2, n + 1, n + 1), "")
        )
    }),
    ("repeats of a long text", |bytes| {
        format!("[*n repeats &n]\n[&1 \"{}\"{}]", "v".repeat(bytes / 2), ",*1".repeat(bytes / 6))
    }),
    ("many repeats", |bytes| format!("[*n repeats &n]\n[{}0]", repeated(bytes, |n| format!("&{n} 1,"), ""))),
    ("a matrix", |bytes| format!("[; between rows]\n[1{}]", ";1".repeat(bytes / 2))),
    ("calls that never close", |bytes| {
        format!("[Python values]\n[{} rows: a\n{}]", bytes / 3, "f(\n".repeat(bytes / 3))
    }),
    ("control characters", |bytes| format!("[\"\"\"raw text\"\"\"]\n[\"\"\"{}\"\"\"]", "\u{1}".repeat(bytes))),
    ("indents", |bytes| {
        let half = bytes / 2;
        format!("[\"\"\"JSON text, indented by 4\"\"\"]\n[\"\"\"{}{}\"\"\"]", "[".repeat(half), "]".repeat(half))
    }),
    ("tables in strings", |bytes| {
        let one = "\"\"\"[3 rows: a=\"xxxxxxxxxx\",b\n\n\n\n]\"\"\",";
        format!("[\"\"\"JSON text\"\"\"]\n[{}0]", one.repeat(bytes / one.len()))
    }),
    ("a table in a string", |bytes| {
        format!("[\"\"\"JSON text\"\"\"]\n[\"\"\"{}\"\"\"]", table(bytes, "a=\"", "\",b", ""))
    }),
    ("an order of fields", |bytes| format!("[original field order: a,b]\n[{}\"\"]", "\"\",".repeat(bytes / 3))),
    ("brackets in an order", |bytes| {
        format!("[original field order: a,b]\n{}{}", "[".repeat(bytes / 2), "]".repeat(bytes / 2))
    }),
    ("line numbers", |bytes| format!("[line numbers padded to 20 columns]\n{}", "1|\n".repeat(bytes / 3))),
    ("references to all of a text", |bytes| {
        format!("[… as in f above]\n{}", repeated(bytes, |n| format!("word{n:07} word{:07} …word0000009 ", n + 1), ""))
    }),
    ("references that end nowhere", |bytes| {
        format!("[… as in f above]\nword0000000 word0000001 …{}", "z".repeat(bytes))
    }),
    ("marks", |bytes| format!("[… as in f above]\n{}", "…".repeat(bytes / 3))),
    ("a mask", |bytes| format!("[result of {} left out to fit the context window: 9 tokens]", "x ".repeat(bytes / 2))),
    ("an envelope", |bytes| format!("<result id=1>{}", "[[1,".repeat(bytes / 4))),
    ("headers", |bytes| "[1 rows: a,".repeat(bytes / 11)),
    ("announcements", |bytes| "[records: a(b)][*n repeats &n]".repeat(bytes / 30)),
    ("escapes", |bytes| format!("[\"{}\"]", "\\u0041".repeat(bytes / 6))),
    ("brackets", |bytes| "[".repeat(bytes)),
    ("brackets of every kind", |bytes| "[([({".repeat(bytes / 5)),
    ("reprs that multiply", |bytes| format!("[{}]", "('a',), ".repeat(bytes / 8))),
    ("reprs of bytes", |bytes| format!("{{'a': b'{}'}}", "\\x00".repeat(bytes / 4))),
];

/// A table half of which is its header, the other rows.
fn table(bytes: usize, before: &str, behind: &str, cell: &str) -> String {
    let rows = bytes / 2 / (cell.len() + 1);
    format!("[{rows} rows: {before}{}{behind}\n{}]", "v".repeat(bytes / 2), format!("{cell}\n").repeat(rows))
}

/// What is made of the numbers from 0, one behind the other, and the last.
fn repeated(bytes: usize, make: impl Fn(usize) -> String, last: &str) -> String {
    let mut text = String::with_capacity(bytes + 64);
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&make(number));
    }
    text + last
}
