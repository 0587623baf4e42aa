//! Paths: `orders[id=A-1].items[sku=K].qty`. Keys stand bare where they are words, rows are named by a column.

use super::cell::{scalar_of, value_into};
use crate::forms::json::cell::Place;
use crate::json::scalar::string_end;

/// Deeper values are written as a whole, so that nothing recurses further.
pub const MOST_STEPS: usize = 32;

/// The one word of the grammar that could be a key.
const RESERVED: &str = "removed";

/// One step from a container to something in it, in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the value under a key.
    Key(String),
    /// To the row that has a value in a column.
    Row {
        /// The key.
        column: String,
        /// The value, a scalar.
        value: String,
    },
}

/// Appends the step to the value under `key`, which is given as it stands in JSON.
pub fn key_into(key: &str, path: &mut String) {
    let inner = &key[1..key.len() - 1];
    let is_first = path.is_empty();
    if !is_first {
        path.push('.');
    }
    let is_word = !inner.is_empty() && inner.chars().all(|c| c.is_alphanumeric() || "_-$@/".contains(c));
    path.push_str(if is_word && !(is_first && inner == RESERVED) { inner } else { key });
}

/// Appends the step to the row with `value` in `column`, both as they stand in JSON.
pub fn row_into(column: &str, value: &str, path: &mut String) {
    path.push('[');
    let mut name = String::new();
    key_into(column, &mut name);
    path.push_str(&name);
    path.push('=');
    value_into(value, Place::Header, path);
    path.push(']');
}

/// The steps that a text begins with, and what stands behind them; `None` where no path is written so, or a longer one than
/// may be.
pub fn steps(text: &str) -> Option<(Vec<Step>, &str)> {
    let (mut steps, mut rest) = (Vec::new(), text);
    if !rest.starts_with('[') {
        let (key, behind) = key(rest)?;
        steps.push(Step::Key(key));
        rest = behind;
    }
    loop {
        let (step, behind) = match rest.as_bytes().first() {
            Some(b'.') => key(&rest[1..]).map(|(key, behind)| (Step::Key(key), behind))?,
            Some(b'[') => row(rest)?,
            _ => return (steps.len() <= MOST_STEPS).then_some((steps, rest)),
        };
        steps.push(step);
        rest = behind;
    }
}

/// The key at the beginning of a text, as it stands in JSON, and what stands behind it.
fn key(text: &str) -> Option<(String, &str)> {
    if text.starts_with('"') {
        let end = string_end(text.as_bytes(), 0).ok()?;
        return Some((text[..end].to_owned(), &text[end..]));
    }
    let is_word = |c: char| c.is_alphanumeric() || "_-$@/".contains(c);
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    (end > 0).then(|| (format!("\"{}\"", &text[..end]), &text[end..]))
}

/// The `[column=value]` at the beginning of a text, and what stands behind it.
pub fn row(text: &str) -> Option<(Step, &str)> {
    let (column, rest) = key(text.strip_prefix('[')?)?;
    let rest = rest.strip_prefix('=')?;
    let end = if rest.starts_with('"') { string_end(rest.as_bytes(), 0).ok()? } else { rest.find(']')? };
    let value = scalar_of(&rest[..end], Place::Header)?;
    Some((Step::Row { column, value }, rest[end..].strip_prefix(']')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(steps: &[Step]) -> String {
        let mut path = String::new();
        for step in steps {
            match step {
                Step::Key(key) => key_into(key, &mut path),
                Step::Row { column, value } => row_into(column, value, &mut path),
            }
        }
        path
    }

    fn row_of(column: &str, value: &str) -> Step {
        Step::Row { column: column.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn paths_are_read_as_they_are_written() {
        let key = |key: &str| Step::Key(key.to_owned());
        for (path, expected) in [
            ("status", vec![key(r#""status""#)]),
            (r#"a."b.c".é"#, vec![key(r#""a""#), key(r#""b.c""#), key(r#""é""#)]),
            (r#""removed".removed"#, vec![key(r#""removed""#), key(r#""removed""#)]),
            (r#""""#, vec![key(r#""""#)]),
            (r#""added after x""#, vec![key(r#""added after x""#)]),
            (
                "[id=7].items[sku=K 1].qty",
                vec![row_of(r#""id""#, "7"), key(r#""items""#), row_of(r#""sku""#, r#""K 1""#), key(r#""qty""#)],
            ),
            (r#"a[id="7"]"#, vec![key(r#""a""#), row_of(r#""id""#, r#""7""#)]),
            (r#"a["x y"="b]c"]"#, vec![key(r#""a""#), row_of(r#""x y""#, r#""b]c""#)]),
        ] {
            assert_eq!(written(&expected), path);
            assert_eq!(steps(&format!("{path}: 1")), Some((expected, ": 1")), "{path}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["", ": 1", ".a", "a.", "a[", "a[b]", "a[b=]", "a[b=1", "a[=1]", "a[b=[1]]", "a..b", "[]"] {
            assert_eq!(steps(text).filter(|(_, rest)| rest.is_empty()), None, "{text}");
        }
        assert_eq!(steps(&["a"; MOST_STEPS].join(".")).map(|(steps, _)| steps.len()), Some(MOST_STEPS));
        assert_eq!(steps(&["a"; MOST_STEPS + 1].join(".")), None);
    }
}
