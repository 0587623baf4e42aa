//! Where what JSON cannot say ends in a Python repr: calls, tuples (such as a database returns its rows in), sets, bytes,
//! objects between angle brackets, and words such as `nan` and `Color.RED`.
//!
//! Of what could not be read the readers answer up to which offset they read it.

use super::scalar::{is_integer, number_end};

/// Stands around what is not JSON in a transcription. No JSON text holds it.
pub const VERBATIM: u8 = 0x1A;

/// A list, a dict or a text of more than this may be a document, and is no part of a scalar.
const LONGEST_SCALAR: usize = 128;

/// Words that are values: numbers that JSON has not, in the spelling of Python, of JavaScript and of pandas, and what stands
/// for all that is not shown.
const WORDS: [&[u8]; 10] =
    [b"nan", b"inf", b"-inf", b"NaN", b"Infinity", b"-Infinity", b"NaT", b"Ellipsis", b"NotImplemented", b"..."];

/// Whether a text holds what JSON cannot say: it is the transcription of a repr with a call, tuple or bytes in it.
#[must_use]
pub fn is_mixed(json: &str) -> bool {
    memchr::memchr(VERBATIM, json.as_bytes()).is_some()
}

/// The offset behind what stands between two [`VERBATIM`] bytes, the first at `at`.
#[must_use]
pub fn marked_end(bytes: &[u8], at: usize) -> Option<usize> {
    memchr::memchr(VERBATIM, &bytes[at + 1..]).map(|length| at + length + 2)
}

/// Appends what JSON cannot say between two [`VERBATIM`] bytes.
pub fn marked_into(text: &str, out: &mut String) {
    out.push(char::from(VERBATIM));
    out.push_str(text);
    out.push(char::from(VERBATIM));
}

/// Where what JSON cannot say ends that stands at `at`.
///
/// # Errors
/// The offset up to which the text was read, where nothing of that kind stands there.
pub fn verbatim_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    match &bytes[at..] {
        [b'b', b'\'' | b'"', ..] => literal_end(bytes, at + 1),
        [b'(', ..] => either(nested_end(bytes, at), || tuple_end(bytes, at)),
        [b'<', ..] => shown_end(bytes, at),
        [b'{', ..] => set_end(bytes, at),
        [b'[', ..] | [] => Err(at),
        rest => bare_end(rest).map_or_else(|| nested_end(bytes, at), |length| Ok(at + length)),
    }
}

/// What the first reader found or, where that was in vain, the second; in vain both, how far either read.
pub(super) fn either(
    first: Result<usize, usize>,
    second: impl FnOnce() -> Result<usize, usize>,
) -> Result<usize, usize> {
    first.or_else(|read| second().map_err(|at| at.max(read)))
}

/// The length of the word that `rest` begins with, where that is a value. It goes on like no other.
#[must_use]
pub fn word_end(rest: &[u8]) -> Option<usize> {
    let ends = |length: usize| !rest.get(length).is_some_and(|&byte| is_name(byte) || byte == b'-');
    WORDS.iter().find(|word| rest.starts_with(word)).map(|word| word.len()).filter(|&length| ends(length))
}

/// The length of what Python shows without brackets where `rest` begins, and JSON has not: a word, a number that JSON writes
/// otherwise or the name of a constant.
#[must_use]
pub fn bare_end(rest: &[u8]) -> Option<usize> {
    word_end(rest).or_else(|| imaginary_end(rest)).or_else(|| pointed_end(rest)).or_else(|| constant_name_end(rest))
}

/// The length of the number with a `j` behind it.
fn imaginary_end(rest: &[u8]) -> Option<usize> {
    let number = number_end(rest, 0).ok().filter(|&end| rest.get(end) == Some(&b'j'))?;
    is_end(rest, number + 1).then_some(number + 1)
}

/// The length of the number with no digit behind its point, as numpy shows it: `37.` and `1.e+05`, blanks behind it perhaps.
fn pointed_end(rest: &[u8]) -> Option<usize> {
    let digits = |at: usize| rest[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = usize::from(rest.first() == Some(&b'-'));
    let point = start + digits(start);
    let is_pointed = is_integer(&rest[start..point]) && rest.get(point) == Some(&b'.');
    let mut end = is_pointed.then_some(point + 1)?;
    if matches!(rest.get(end), Some(b'e' | b'E')) {
        let exponent = end + 1 + usize::from(matches!(rest.get(end + 1), Some(b'+' | b'-')));
        end = Some(exponent + digits(exponent.min(rest.len()))).filter(|&end| end > exponent)?;
    }
    let blanks = rest[end..].iter().take_while(|&&byte| byte == b' ').count();
    is_end(rest, end + blanks).then_some(end)
}

/// The length of the dotted name, such as `np.True_` and `Color.RED`, whose last part begins with an upper-case letter.
#[must_use]
pub fn constant_name_end(rest: &[u8]) -> Option<usize> {
    let length = rest.iter().take(LONGEST_SCALAR).take_while(|&&byte| is_name(byte)).count();
    let name = &rest[..length];
    let last = memchr::memrchr(b'.', name)? + 1;
    let are_names = || name.split(|&byte| byte == b'.').all(|part| part.first().is_some_and(|it| !it.is_ascii_digit()));
    let is_constant = name.get(last).is_some_and(u8::is_ascii_uppercase) && are_names();
    (is_constant && is_end(rest, length)).then_some(length)
}

/// Whether a value that ends at `at` may end there, in a repr or in a cell.
fn is_end(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|byte| b",:;)]}\n".contains(byte))
}

/// Whether a text begins as what JSON cannot say does, lists aside: it may lack the end.
#[must_use]
pub fn begins_verbatim(text: &str) -> bool {
    let begins = ["b'", "b\"", "<"].iter().any(|start| text.starts_with(start));
    begins || bare_end(text.as_bytes()).is_some() || text.bytes().find(|&byte| !is_name(byte)) == Some(b'(')
}

/// Whether a byte may stand in the name of a call.
#[must_use]
pub fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')
}

/// Where the call or the brackets at `at` end: behind the bracket that closes their first. No document is in them.
fn nested_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let name = bytes[at..].iter().take(LONGEST_SCALAR).take_while(|&&byte| is_name(byte)).count();
    let mut end = at + name;
    let opens = match bytes.get(end).ok_or(end)? {
        b'(' => !bytes[at].is_ascii_digit() && bytes[at] != b'.',
        b'[' | b'{' => name == 0,
        _ => false,
    };
    let (mut open, mut bound) = (Vec::new(), usize::MAX);
    while opens && end < bound {
        match *bytes.get(end).ok_or(end)? {
            0..0x20 => return Err(end),
            b'\'' | b'"' => {
                end = literal_end(bytes, end)?;
                continue;
            }
            b'(' => open.push((b')', bound)),
            byte @ (b'[' | b'{') => {
                open.push((byte + 2, bound));
                bound = bound.min(end + LONGEST_SCALAR);
            }
            byte @ (b')' | b']' | b'}') => {
                bound = open.pop().filter(|&(closer, _)| closer == byte).ok_or(end)?.1;
            }
            _ => {}
        }
        end += 1;
        if open.is_empty() {
            return Ok(end);
        }
    }
    Err(end)
}

/// Where what an object shows of itself ends: `<Color.RED: 'red'>`, on one line and no longer than a scalar.
fn shown_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let (mut end, mut depth) = (at, 0_usize);
    while end - at < LONGEST_SCALAR {
        match *bytes.get(end).ok_or(end)? {
            0..0x20 => return Err(end),
            b'\'' | b'"' => {
                end = literal_end(bytes, end)?;
                continue;
            }
            b'<' => depth += 1,
            b'>' => depth -= 1,
            _ => {}
        }
        end += 1;
        if depth == 0 {
            return Ok(end);
        }
    }
    Err(end)
}

/// Where the set at `at` ends, or the dict with keys that are no strings: short, and told by what follows its first element.
fn set_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let first = element_end(bytes, at + 1)?;
    let is_string = matches!(bytes[at + 1], b'\'' | b'"');
    match bytes.get(first).ok_or(first)? {
        b',' | b'}' => nested_end(bytes, at),
        b':' if !is_string => nested_end(bytes, at),
        _ => Err(first),
    }
}

/// The offset behind the literal whose quote stands at `start`, where that is short or holds no document.
pub(super) fn literal_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let may_be_document = matches!(bytes.get(start + 1), Some(b'[' | b'{'));
    let mut at = start + 1;
    loop {
        match *bytes.get(at).ok_or(at)? {
            _ if may_be_document && at - start > LONGEST_SCALAR => return Err(at),
            byte if byte == bytes[start] => return Ok(at + 1),
            b'\\' => at += 2,
            0..0x20 => return Err(at),
            _ => at += 1,
        }
    }
}

/// The offset behind the tuple at `start`, which may have many elements; only the spelling of `repr` is read.
pub(super) fn tuple_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut at = start + 1;
    loop {
        let is_first = at == start + 1;
        at = element_end(bytes, at)?;
        at = match &bytes[at..] {
            [b')', ..] if !is_first => return Ok(at + 1),
            [b',', b')', ..] if is_first => return Ok(at + 2),
            [b',', b' ', ..] => at + 2,
            _ => return Err(at),
        };
    }
}

/// The offset behind the element of a tuple at `at`.
///
/// # Errors
/// The offset up to which the text was read, where no such element stands there.
pub fn element_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    match &bytes[at..] {
        [b'\'' | b'"', ..] => literal_end(bytes, at),
        [b'b', b'\'' | b'"', ..] => literal_end(bytes, at + 1),
        [b'-' | b'0'..=b'9', ..] if bare_end(&bytes[at..]).is_none() => number_end(bytes, at),
        [b'<', ..] => shown_end(bytes, at),
        rest => constant_end(rest).or_else(|| bare_end(rest)).map_or_else(|| nested_end(bytes, at), |it| Ok(at + it)),
    }
}

fn constant_end(rest: &[u8]) -> Option<usize> {
    [b"None".as_slice(), b"True", b"False"].into_iter().find(|it| rest.starts_with(it)).map(<[u8]>::len)
}

/// Appends the elements of a tuple as they stand there; answers how many, or `None` where `text` is no tuple as `repr`
/// writes it.
pub fn elements_into<'a>(text: &'a str, elements: &mut Vec<&'a str>) -> Option<usize> {
    let bytes = text.as_bytes();
    if !bytes.starts_with(b"(") || tuple_end(bytes, 0) != Ok(bytes.len()) {
        return None;
    }
    let (mut at, before) = (1, elements.len());
    while at < bytes.len() {
        let end = element_end(bytes, at).ok()?;
        elements.push(&text[at..end]);
        at = end + ", ".len();
    }
    Some(elements.len() - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(tuple: &str) -> Option<Vec<&str>> {
        let mut elements = vec![""];
        let count = elements_into(tuple, &mut elements)?;
        assert_eq!(count, elements.len() - 1);
        Some(elements.split_off(1))
    }

    #[test]
    fn elements_stand_as_python_writes_them() {
        let tuple = r#"('it, (', "it's", -1e-05, None, True, Decimal('1.50'), b'\x00\'', (1, 2), [3], {'a': {4}})"#;
        let expected = [
            "'it, ('",
            "\"it's\"",
            "-1e-05",
            "None",
            "True",
            "Decimal('1.50')",
            r"b'\x00\''",
            "(1, 2)",
            "[3]",
            "{'a': {4}}",
        ];
        assert_eq!(elements(tuple).unwrap(), expected);
        assert_eq!(elements("('Wien',)").unwrap(), ["'Wien'"]);
    }

    #[test]
    fn what_python_would_write_in_another_way_is_no_tuple() {
        for text in
            ["()", "(1)", "(1,2)", "(1, 2,)", "(1, )", "( 1,)", "(1 ,)", "(1,  2)", "(1, 2) ", "[1, 2]", "f(1,)"]
        {
            assert_eq!(elements(text), None, "{text}");
        }
        for text in [
            "(1,",
            "(1, 2",
            "(",
            "",
            "('a)",
            r"('a\'",
            "(nano, 1)",
            "(null, 1)",
            "(1J, 2)",
            "(Color.red, 1)",
            "('a' 'b', 1)",
        ] {
            assert_eq!(elements(text), None, "{text}");
        }
    }

    #[test]
    fn a_row_may_be_long_where_no_document_is_in_it() {
        let long = format!("({})", vec!["'some text'"; 100].join(", "));
        assert_eq!(verbatim_end(long.as_bytes(), 0), Ok(long.len()));
        for document in [r#"{"a": 1, "b": [2, 3]}"#.repeat(8), "[1, 2, 3, 4, 5]".repeat(10)] {
            assert!(verbatim_end(format!("(1, '{document}')").as_bytes(), 0).is_err());
            assert!(verbatim_end(format!("b'{document}'").as_bytes(), 0).is_err());
        }
        assert!(elements(r#"(1, '{"a": 1}')"#).is_some());
    }

    #[test]
    fn what_python_shows_ends_with_it() {
        for value in [
            "nan",
            "-inf",
            "NaN",
            "-Infinity",
            "NaT",
            "...",
            "NotImplemented",
            "np.True_",
            "app.models.Color.RED",
            "1j",
            "-2.5e-05j",
            "37.",
            "-1.e+05",
            "<Color.RED: 'r>'>",
            "<class 'list'>",
            "<a <b>>",
            "{1, 2}",
            "{'a', \"it's\"}",
            "{1: 'a', 2: [3]}",
            "{<Color.RED: 1>: 'a'}",
            "defaultdict(<class 'list'>, {'a': [1]})",
            "Item(id=1, text='a, (b', of=[Item(id=2)])",
        ] {
            let text = format!("{value}, 1]");
            assert_eq!(verbatim_end(text.as_bytes(), 0), Ok(value.len()), "{text}");
        }
        for text in [
            "nano", "inf-1", "NaN.5", "....", "RED", "np.bool", ".A", "a..B", "a.1B", "a.B c", "a.B-c", "1jx", "1 j",
            "1.5", "1.x", "01.", "1.e", "1. 2", ".", "{'a': 1}", "{}", "<a", "<a\n>", "{1 2}", "{1, [2}",
        ] {
            assert!(verbatim_end(text.as_bytes(), 0).is_err(), "{text}");
        }
    }

    #[test]
    fn a_call_may_be_long_where_no_document_is_in_it() {
        let text = "some text, ".repeat(100);
        let call = format!("Item(text='{text}', size=(1, 2))");
        assert_eq!(verbatim_end(call.as_bytes(), 0), Ok(call.len()));
        for document in
            [format!("'{}'", r#"{"a": 1, "b": [2, 3]}"#.repeat(8)), format!("[{}]", "{'a': 1}, ".repeat(20))]
        {
            assert!(verbatim_end(format!("Item(text={document})").as_bytes(), 0).is_err());
        }
    }

    #[test]
    fn what_is_in_vain_says_how_far_it_was_read() {
        for (text, read) in
            [("(1, 2", 5), ("b'ab", 4), ("[1]", 0), ("name", 4), ("", 0), ("f(1, [2", 7), ("(f(1}, 2)", 4)]
        {
            assert_eq!(verbatim_end(text.as_bytes(), 0), Err(read), "{text}");
        }
    }
}
