//! JSON documents spelled by a fuzzer's bytes, with few keys and texts, so that shapes and values recur.

/// Deeper documents only take time.
const DEEPEST: usize = 6;

const KEYS: [&str; 8] = ["id", "name", "owner", "a.b", "items", "", "=x*", "(y)"];
const TEXTS: [&str; 16] = [
    "",
    "x",
    "12",
    "null",
    "a,b;c",
    "*1",
    "&1 x",
    "owner(1)",
    "[1 rows",
    "\\\"q\\\"",
    "\\n",
    "1..5",
    " pad ",
    "é😀",
    "a text that is long enough to be referred to again",
    "{\\\"a\\\": [1, {\\\"b\\\": \\\"c\\\"}], \\\"d\\\": [1, 2]}",
];
const SCALARS: [&str; 8] = ["0", "1", "-1.50", "1e400", "12345678901234567890", "true", "false", "null"];

/// The document that `bytes` spell.
pub fn document(bytes: &[u8]) -> String {
    let mut out = String::new();
    value(&mut bytes.iter().copied(), DEEPEST, &mut out);
    out
}

fn value(bytes: &mut impl Iterator<Item = u8>, depth: usize, out: &mut String) {
    let byte = bytes.next().unwrap_or(0);
    let length = usize::from(byte >> 4);
    match byte & 7 {
        0 | 1 if depth > 0 => object(bytes, length, depth, out),
        2 | 3 if depth > 0 => array(bytes, length, depth, out),
        4 | 5 => out.extend(["\"", TEXTS[length], "\""]),
        6 => out.push_str(&byte.to_string()),
        _ => out.push_str(SCALARS[length & 7]),
    }
}

fn object(bytes: &mut impl Iterator<Item = u8>, length: usize, depth: usize, out: &mut String) {
    out.push('{');
    for field in 0..length {
        let key = bytes.next().unwrap_or(0);
        let comma = if field > 0 { "," } else { "" };
        // Half of the keys come in order, so that objects are alike.
        let number = if key & 8 == 0 { field } else { usize::from(key) };
        out.extend([comma, "\"", KEYS[number & 7], "\":"]);
        value(bytes, depth - 1, out);
    }
    out.push('}');
}

fn array(bytes: &mut impl Iterator<Item = u8>, length: usize, depth: usize, out: &mut String) {
    out.push('[');
    let mut last = 0..0;
    for element in 0..length {
        out.push_str(if element > 0 { "," } else { "" });
        let start = out.len();
        match bytes.next().unwrap_or(0) {
            byte if byte & 3 == 0 && !last.is_empty() => out.extend_from_within(last.clone()),
            _ => value(bytes, depth - 1, out),
        }
        last = start..out.len();
    }
    out.push(']');
}
