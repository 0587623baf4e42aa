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
            b'\'' | b'"' => at = literal_end(bytes, at)? - 1,
            b'\n' => {
                line.push_str(text[copied..at].trim_end_matches(' '));
                at += text[at..].len() - text[at..].trim_start_matches(['\n', ' ']).len();
                line.push_str(gap(&line, bytes.get(at).copied()).ok_or(at)?);
                copied = at;
                continue;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_go_where_repr_has_none() {
        for (lines, line) in [
            ("P(a=1,\n  b=[1,\n     2],\n  c={\n  }\n) and", "P(a=1, b=[1, 2], c={})"),
            ("(1,\n 'a\\'\\n (')", "(1, 'a\\'\\n (')"),
            ("{'a':\n   1}", "{'a': 1}"),
        ] {
            let (found, end) = on_one_line(lines, 0).unwrap();
            assert_eq!(found, line);
            assert!(lines[..end].ends_with([')', '}']));
        }
    }

    #[test]
    fn other_lines_are_none() {
        for text in ["(1\n, 2)", "('a\n')", "(1,", "('a'\n 'b')", ")", ""] {
            assert!(on_one_line(text, 0).is_err(), "{text}");
        }
    }
}
