//! Whose literals a value is written in, and what of them JSON cannot say.

use super::instance::python_end;
use super::verbatim::{begins_verbatim, is_name, verbatim_end};

/// A date as Node shows one: `2026-03-02T08:30:00.000Z`; `0` is any digit.
const DATE: &[u8] = b"0000-00-00T00:00:00.000Z";

/// What Node shows of what it does not show is no longer: `[Object]`, `[Function: load]`.
const LONGEST_SHOWN: usize = 64;

/// Words of JavaScript that are values and none of JSON's.
const WORDS: [&[u8]; 4] = [b"undefined", b"NaN", b"Infinity", b"-Infinity"];

/// What constructs an object in JavaScript: `new ObjectId('65f0')`.
const NEW: &[u8] = b"new ";

/// Whose literals a value is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// JSON, or Python as its `repr` writes it.
    #[default]
    Python,
    /// JavaScript, as Node shows values and JSON5 has them.
    JavaScript,
}

impl Dialect {
    /// Where what JSON cannot say ends that stands at `at`.
    ///
    /// # Errors
    /// The offset up to which the text was read, where nothing of that kind stands there.
    pub fn native_end(self, bytes: &[u8], at: usize) -> Result<usize, usize> {
        match self {
            Self::Python => python_end(bytes, at),
            Self::JavaScript => script_end(bytes, at),
        }
    }

    /// Whether a text begins as what JSON cannot say does; it may lack the end.
    #[must_use]
    pub fn begins_native(self, text: &str) -> bool {
        match self {
            Self::Python => begins_verbatim(text),
            Self::JavaScript => {
                let bytes = text.as_bytes();
                is_called(bytes.strip_prefix(NEW).unwrap_or(bytes)) || script_end(bytes, 0).is_ok()
            }
        }
    }
}

fn script_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(length) = word(rest).or_else(|| shown(rest)).or_else(|| date(rest)).or_else(|| integer(rest)) {
        return Ok(at + length);
    }
    let name = at + if rest.starts_with(NEW) { NEW.len() } else { 0 };
    if is_called(&bytes[name.min(bytes.len())..]) { verbatim_end(bytes, name) } else { Err(at) }
}

/// Whether a text begins with a name and a parenthesis.
fn is_called(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic) && text.iter().find(|&&byte| !is_name(byte)) == Some(&b'(')
}

/// Whether a name or a number ends where `rest` begins.
fn is_end(rest: &[u8]) -> bool {
    !rest.first().is_some_and(|&byte| is_name(byte) || matches!(byte, b'-' | b'$'))
}

fn word(rest: &[u8]) -> Option<usize> {
    WORDS.iter().find(|word| rest.starts_with(word)).map(|word| word.len()).filter(|&length| is_end(&rest[length..]))
}

fn shown(rest: &[u8]) -> Option<usize> {
    let [b'[', first, ..] = rest else { return None };
    let near = &rest[..rest.len().min(LONGEST_SHOWN)];
    let end = memchr::memchr(b']', near).filter(|_| first.is_ascii_uppercase())?;
    let is_shown = |byte: &u8| byte.is_ascii_alphanumeric() || b" _$.:*()/".contains(byte);
    near[1..end].iter().all(is_shown).then_some(end + 1)
}

fn date(rest: &[u8]) -> Option<usize> {
    let date = rest.get(..DATE.len())?;
    let fits = |(byte, like): (&u8, &u8)| if *like == b'0' { byte.is_ascii_digit() } else { byte == like };
    (date.iter().zip(DATE).all(fits) && is_end(&rest[DATE.len()..])).then_some(DATE.len())
}

/// An integer of any size: `12n`.
fn integer(rest: &[u8]) -> Option<usize> {
    let sign = usize::from(rest.first() == Some(&b'-'));
    let digits = rest[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = sign + digits + 1;
    (digits > 0 && rest.get(end - 1) == Some(&b'n') && is_end(&rest[end..])).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_node_shows_ends_with_it() {
        for value in [
            "undefined",
            "NaN",
            "-Infinity",
            "12n",
            "-7n",
            "2026-03-02T08:30:00.000Z",
            "[Object]",
            "[Function: load]",
            "[Circular *1]",
            "ObjectId('65f0')",
            "new ObjectId(\"65f0\")",
            "Symbol(a, b)",
        ] {
            for behind in ["", ",1", "\n", " }", "]"] {
                let text = format!("{value}{behind}");
                assert_eq!(Dialect::JavaScript.native_end(text.as_bytes(), 0), Ok(value.len()), "{text}");
                assert!(Dialect::JavaScript.begins_native(&text), "{text}");
            }
        }
    }

    #[test]
    fn other_words_are_text() {
        for text in
            ["undefinedly", "12", "12nm", "2026-03-02", "2026-03-02T08:30:00.000Zx", "[object]", "[O", "", "new", "nan"]
        {
            assert!(Dialect::JavaScript.native_end(text.as_bytes(), 0).is_err(), "{text}");
            assert!(!Dialect::JavaScript.begins_native(text), "{text}");
        }
        assert!(Dialect::JavaScript.begins_native("f(x") && Dialect::JavaScript.begins_native("new F(x"));
    }
}
