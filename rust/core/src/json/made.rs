//! What a class is called with, on a line: `Item(id=1)`, and dicts of Python's library and others that show themselves as calls
//! around one, `OrderedDict([('id', 1)])`, `OrderedDict({'id': 1})`, `defaultdict(<class 'int'>, {'id': 1})`.

use std::ops::Range;

use super::instance::{class_end, name_end};
use super::verbatim::{element_end, literal_end};

/// How what a class is called with is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `id=1, name='Ada'`
    Arguments,
    /// `{'id': 1, 'name': 'Ada'}`
    Dict,
    /// `[('id', 1), ('name', 'Ada')]`
    Pairs,
}

impl Style {
    /// The style of what a class is called with where `bytes` begin, and the length of what stands before a dict: what makes the
    /// values that it lacks, a comma and a blank. Reads little.
    #[must_use]
    pub fn at(bytes: &[u8]) -> (Self, usize) {
        let default = if bytes.starts_with(b"<") { element_end(bytes, 0).ok() } else { None };
        let length = default.filter(|&end| bytes[end..].starts_with(b", {")).map_or(0, |end| end + ", ".len());
        let style = match &bytes[length..] {
            [b'{', ..] => Self::Dict,
            [b'[', b'(', ..] => Self::Pairs,
            _ => Self::Arguments,
        };
        (style, length)
    }

    /// What stands before the first name.
    #[must_use]
    pub fn opening(self) -> &'static str {
        match self {
            Self::Arguments => "",
            Self::Dict => "{",
            Self::Pairs => "[(",
        }
    }

    /// What stands behind the last value, the class's bracket among it.
    #[must_use]
    pub fn closing(self) -> &'static str {
        match self {
            Self::Arguments => ")",
            Self::Dict => "})",
            Self::Pairs => ")])",
        }
    }

    /// What stands between a value and the next name.
    fn between(self) -> &'static str {
        if self == Self::Pairs { "), (" } else { ", " }
    }

    /// Appends what stands before the value with a name, of which it is the first or not.
    pub fn name_into(self, is_first: bool, name: &str, out: &mut String) {
        out.push_str(if is_first { "" } else { self.between() });
        match self {
            Self::Arguments => out.extend([name, "="]),
            Self::Dict => out.extend(["'", name, "': "]),
            Self::Pairs => out.extend(["'", name, "', "]),
        }
    }

    /// Where the name at `at` stands, and the offset of its value.
    fn name_end(self, bytes: &[u8], at: usize) -> Result<(Range<usize>, usize), usize> {
        if self == Self::Arguments {
            let value = name_end(bytes, at)?;
            return Ok((at..value - 1, value));
        }
        let end = if bytes.get(at) == Some(&b'\'') { literal_end(bytes, at)? } else { return Err(at) };
        let mark = if self == Self::Dict { b": " } else { b", " };
        let is_name = is_name(&bytes[at + 1..end - 1]) && bytes[end..].starts_with(mark);
        if is_name { Ok((at + 1..end - 1, end + mark.len())) } else { Err(end) }
    }
}

/// Whether a header may have a key as a name.
fn is_name(key: &[u8]) -> bool {
    !key.first().is_none_or(u8::is_ascii_digit) && key.iter().all(|&byte| super::verbatim::is_name(byte))
}

/// What a class is called with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made<'a> {
    /// The class.
    pub class: &'a str,
    /// What stands before a dict; mostly nothing.
    pub default: &'a str,
    /// How the arguments are written.
    pub style: Style,
    /// The name and the value of each.
    pub arguments: Vec<(&'a str, &'a str)>,
}

/// What `text` is, where it is such a call and no value holds a document, so that a line has room for all of them.
#[must_use]
pub fn made_of_line(text: &str) -> Option<Made<'_>> {
    let mut arguments = Vec::new();
    let note = |name: Range<usize>, value: Range<usize>| arguments.push((&text[name], &text[value]));
    let end = read(text.as_bytes(), 0, note).ok()?;
    let bracket = class_end(text.as_bytes(), 0).ok()?;
    let (style, default) = Style::at(&text.as_bytes()[bracket..]);
    let (class, default) = (&text[..bracket - 1], &text[bracket..bracket + default]);
    (end == text.len()).then_some(Made { class, default, style, arguments })
}

/// Where the call at `at` ends.
///
/// # Errors
/// The offset up to which the text was read, where none stands there.
pub(super) fn made_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    read(bytes, at, |_, _| {})
}

fn read(bytes: &[u8], at: usize, mut note: impl FnMut(Range<usize>, Range<usize>)) -> Result<usize, usize> {
    let bracket = class_end(bytes, at)?;
    let (style, default) = Style::at(&bytes[bracket..]);
    let mut end = bracket + default + style.opening().len();
    loop {
        let (name, value) = style.name_end(bytes, end)?;
        end = element_end(bytes, value)?;
        note(name, value..end);
        let rest = &bytes[end..];
        if rest.starts_with(style.closing().as_bytes()) {
            return Ok(end + style.closing().len());
        }
        let between = style.between();
        end += Some(between.len()).filter(|_| rest.starts_with(between.as_bytes())).ok_or(end)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_class_is_called_with_is_told_by_name() {
        for (text, opening, names) in [
            ("app.Item(id=1, name='a, b', at=date(2026, 1, 2))", "", ["id", "name", "at"]),
            ("OrderedDict({'id': 1, 'name': 'a, b', 'at': (1, 2)})", "{", ["id", "name", "at"]),
            ("OrderedDict([('id', 1), ('name', 'a), (b'), ('at', None)])", "[(", ["id", "name", "at"]),
            ("defaultdict(<class 'int'>, {'a': 1, 'b': 2, 'c': [3]})", "<class 'int'>, {", ["a", "b", "c"]),
        ] {
            let made = made_of_line(text).unwrap();
            assert_eq!([made.default, made.style.opening()].concat(), opening);
            assert_eq!(made.arguments.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
            let mut again = [made.class, "(", opening].concat();
            for (index, (name, value)) in made.arguments.iter().enumerate() {
                made.style.name_into(index == 0, name, &mut again);
                again.push_str(value);
            }
            assert_eq!(again + made.style.closing(), text);
        }
    }

    #[test]
    fn other_text_is_none() {
        for text in [
            "Item()",
            "Item(1)",
            "Item(a=1,b=2)",
            "Item(a=1, 2)",
            "Item(a= 1)",
            "Item(a=1) ",
            "(a=1)",
            "Item",
            "OrderedDict({})",
            "OrderedDict({1: 2})",
            "OrderedDict({'a b': 2})",
            "OrderedDict({\"a\": 2})",
            "OrderedDict([('a', 1), ('b', 2)]",
            "OrderedDict([('a', 1, 2)])",
            "defaultdict(None, {'a': 1})",
        ] {
            assert_eq!(made_of_line(text), None, "{text}");
        }
    }
}
