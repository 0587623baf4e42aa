//! JSON's scalars as Python's `repr` writes them.

use super::literal::{Language, escape_into};
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
        if c == quote || c == '\\' || !is_visible(c) {
            escape_into(c, Language::Python, out);
        } else {
            out.push(c);
        }
    }
    out.push(quote);
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
