//! JSON's scalars as Python's `repr` writes them.

use std::fmt::Write;

use super::unescape::unescaped;
use super::visible::is_visible;

/// Appends the scalar of a minified JSON text; what is no string, number or literal stays as it stands.
pub fn scalar_into(json: &str, out: &mut String) {
    match json {
        "true" => out.push_str("True"),
        "false" => out.push_str("False"),
        "null" => out.push_str("None"),
        _ if json.starts_with('"') => string_into(&unescaped(json), out),
        _ => out.push_str(json),
    }
}

/// Appends a string between the quotes that `repr` chooses.
fn string_into(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote || c == '\\' => out.extend(['\\', c]),
            c if is_visible(c) => out.push(c),
            c => escape_into(c, out),
        }
    }
    out.push(quote);
}

fn escape_into(c: char, out: &mut String) {
    let written = match c as u32 {
        code @ ..0x100 => write!(out, "\\x{code:02x}"),
        code @ ..0x10000 => write!(out, "\\u{code:04x}"),
        code => write!(out, "\\U{code:08x}"),
    };
    written.expect("a string takes all");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_written_as_python_shows_them() {
        for (json, python) in [
            ("true", "True"),
            ("null", "None"),
            ("-1.50", "-1.50"),
            (r#""it's""#, r#""it's""#),
            (r#""it's \"so\"""#, r#"'it\'s "so"'"#),
            (r#""a\n\\\u0007\u00a0 caf\u00e9""#, "'a\\n\\\\\\x07\\xa0 caf\u{e9}'"),
            (r#""\ufeff\udb40\udc41""#, r"'\ufeff\U000e0041'"),
        ] {
            let mut out = String::new();
            scalar_into(json, &mut out);
            assert_eq!(out, python);
        }
    }
}
