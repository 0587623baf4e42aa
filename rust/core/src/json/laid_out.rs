//! Calls and tuples that `pprint` lays out over several lines, as `repr` writes them on one.

use super::verbatim::literal_end;

/// A call or a tuple of more than this on several lines may be a document.
const LONGEST: usize = 1 << 13;

/// What the brackets at `start`, or behind a name there, hold up to the one that closes them, on one line; and where they end.
/// Line ends stand behind opening brackets and commas, and before closing brackets. Linear.
///
/// # Errors
/// The offset up to which the text was read, where the brackets are not closed or a line ends elsewhere.
pub fn on_one_line(text: &str, start: usize) -> Result<(String, usize), usize> {
    let bytes = text.as_bytes();
    let (mut line, mut at, mut copied, mut depth) = (String::new(), start, start, 0_usize);
    while at - start < LONGEST {
        match *bytes.get(at).ok_or(at)? {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1).ok_or(at)?,
            b'\'' | b'"' => {
                line.push_str(&text[copied..at]);
                at = joined_literals(text, at, &mut line)?;
                copied = at;
                continue;
            }
            b'\n' => {
                line.push_str(text[copied..at].trim_end_matches(' '));
                at += text[at..].len() - text[at..].trim_start_matches(['\n', ' ']).len();
                line.push_str(gap(&line, bytes.get(at).copied()).ok_or(at)?);
                copied = at;
                continue;
            }
            b' ' if is_padding(bytes, at) => {
                line.push_str(&text[copied..at]);
                copied = at + 1;
            }
            _ => {}
        }
        at += 1;
        if depth == 0 && matches!(bytes[at - 1], b')' | b']' | b'}') {
            line.push_str(&text[copied..at]);
            return Ok((line, at));
        }
    }
    Err(at)
}

/// What stands on one line in the place of a line end between what is before it and the byte behind it.
fn gap(before: &str, behind: Option<u8>) -> Option<&'static str> {
    match (before.bytes().next_back()?, behind?) {
        (b'(' | b'[' | b'{', _) | (_, b')' | b']' | b'}') => Some(""),
        (b',' | b':', _) => Some(" "),
        _ => None,
    }
}

/// Whether the blank at `at` only aligns what is beside it.
fn is_padding(bytes: &[u8], at: usize) -> bool {
    let behind = bytes[at..].iter().find(|&&byte| byte != b' ');
    matches!(bytes[..at].last(), Some(b'(' | b'[' | b' ')) || matches!(behind, Some(b',' | b')' | b']'))
}

/// Appends the literal at `start` with those on the lines below it that go on with it, as one; answers where the last ends.
fn joined_literals(text: &str, start: usize, out: &mut String) -> Result<usize, usize> {
    let mut end = literal_end(text.as_bytes(), start)?;
    let mut literals = vec![&text[start..end]];
    while let Some(below) = continued_at(text, end) {
        end = literal_end(text.as_bytes(), below)?;
        literals.push(&text[below..end]);
    }
    literal_into(&literals, out);
    Ok(end)
}

/// Where a string begins on a line below the end of another, with nothing but blanks between them.
pub(super) fn continued_at(text: &str, end: usize) -> Option<usize> {
    let below = text[end..].strip_prefix('\n')?.trim_start_matches(' ');
    below.starts_with(['\'', '"']).then(|| text.len() - below.len())
}

/// Appends what several literals say as the one that `repr` writes for it.
fn literal_into(literals: &[&str], out: &mut String) {
    let said = |literal: &&'_ str| literal[1..literal.len() - 1].to_owned();
    let has_apostrophe = |literal: &&'_ str| literal.starts_with('"');
    let is_in_apostrophes = !literals.iter().any(has_apostrophe) || literals.iter().any(|it| said(it).contains('"'));
    let quote = if is_in_apostrophes { '\'' } else { '"' };
    out.push(quote);
    for literal in literals {
        let is_escaped = is_in_apostrophes && has_apostrophe(literal);
        out.push_str(&if is_escaped { said(literal).replace('\'', "\\'") } else { said(literal) });
    }
    out.push(quote);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_go_where_repr_has_none() {
        for (lines, line) in [
            ("P(a=1,\n  b=[1,\n     2],\n  c={\n  }\n) and", "P(a=1, b=[1, 2], c={})"),
            ("(1,\n 'a\\'\\n (')", "(1, 'a\\'\\n (')"),
            ("{'a':\n   1}", "{'a': 1}"),
            ("( 1,   [ 2.  , 30.5 ],\n  'a  ' )", "(1, [2., 30.5], 'a  ')"),
            ("P(a='b '\n    'c',\n  d=1)", "P(a='b c', d=1)"),
            ("('b '\n \"isn't\")", "(\"b isn't\")"),
            ("(\"it's \"\n 'a \"b\"')", "('it\\'s a \"b\"')"),
            ("('it\\'s \"a\" '\n \"isn't\")", "('it\\'s \"a\" isn\\'t')"),
        ] {
            let (found, end) = on_one_line(lines, 0).unwrap();
            assert_eq!(found, line);
            assert!(lines[..end].ends_with([')', '}']));
        }
    }

    #[test]
    fn other_lines_are_none() {
        for text in ["(1\n, 2)", "('a\n')", "(1,", "('a'\n 1)", "('a' 'b'", ")", ""] {
            assert!(on_one_line(text, 0).is_err(), "{text}");
        }
    }
}
