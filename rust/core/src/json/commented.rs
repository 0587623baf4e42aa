//! JSON as people write it, who comment on it (`// …`, `/* … */`, `# …`) and put commas behind the last elements.

use std::ops::Range;

use super::loose::transcribe;
use super::parse::parse_transcribed;
use super::scalar::{skip_space, string_end};

/// Where the comments and strings stand, first to last, in a text that is one array or object, comments and commas behind last
/// elements aside; `None` for any other. What stands there is no JSON, whatever it looks like. Linear.
#[must_use]
pub fn comments_and_strings(text: &str) -> Option<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let (mut stand, mut json) = (Vec::new(), String::with_capacity(text.len()));
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = memchr::memchr3(b'"', b'/', b'#', &bytes[at..]) {
        let start = at + found;
        at = if bytes[start] == b'"' { string_end(bytes, start).ok()? } else { comment_end(text, start)? };
        if bytes[start] != b'"' {
            json.extend([&text[copied..start], " "]);
            copied = at;
        }
        stand.push(start..at);
    }
    json.push_str(&text[copied..]);
    is_one(&without_last_commas(&json)).then_some(stand)
}

/// The offset behind the comment at `start`; the line end is no part of it.
fn comment_end(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    if rest.starts_with("/*") {
        let length = memchr::memmem::find(&rest.as_bytes()[2..], b"*/")?;
        return Some(start + length + 4);
    }
    (rest.starts_with("//") || rest.starts_with('#'))
        .then(|| start + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len()))
}

/// A text in which commas before a closing bracket went, those behind an opening one or another comma aside. Linear.
fn without_last_commas(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at, mut copied) = (String::with_capacity(text.len()), 0, 0);
    while let Some(found) = memchr::memchr2(b'"', b',', &bytes[at..]) {
        let start = at + found;
        at = if bytes[start] == b'"' { string_end(bytes, start).unwrap_or(bytes.len()) } else { start + 1 };
        if bytes[start] == b',' && is_last(bytes, start) {
            out.push_str(&text[copied..start]);
            copied = at;
        }
    }
    out + &text[copied..]
}

/// Whether the comma at `at` stands behind the last element of a container, white space aside.
fn is_last(bytes: &[u8], at: usize) -> bool {
    let closes = matches!(bytes.get(skip_space(bytes, at + 1)), Some(b']' | b'}'));
    let before = || bytes[..at].trim_ascii_end().last();
    closes && !matches!(before(), None | Some(b'[' | b'{' | b',' | b':'))
}

/// Whether a text is one array or object, be it JSON by the letter or loosely.
fn is_one(text: &str) -> bool {
    let start = skip_space(text.as_bytes(), 0);
    let read = transcribe(text, start).ok();
    read.is_some_and(|(json, end)| {
        json.starts_with(['[', '{'])
            && skip_space(text.as_bytes(), end) == text.len()
            && parse_transcribed(&json).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<Vec<&str>> {
        comments_and_strings(text).map(|stand| stand.into_iter().map(|it| &text[it]).collect())
    }

    #[test]
    fn comments_and_strings_are_told() {
        let text = "# of \"today\"\n[ // first\r\n 1, /* [2, \"\n */ \"a//b\", # last\n]\n//";
        let expected = ["# of \"today\"", "// first", "/* [2, \"\n */", "\"a//b\"", "# last", "//"];
        assert_eq!(told(text).as_deref(), Some(expected.as_slice()));
    }

    #[test]
    fn what_is_no_json_beside_its_comments_is_left_alone() {
        for text in [
            "// none",
            "[1] / 2",
            "[1] // a\n[2]",
            "[1 /* open",
            "x // [1]",
            "[1// 2]",
            "\"a\" // b",
            "7 # b",
            "",
            "[1,/**/,]",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
        assert!(told("[1,/**/2]").is_some());
        for text in ["[,]", "[1,,]", "{\"a\":,}", "[[],,]", "[{,}]", ","] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn commas_may_stand_behind_the_last_elements() {
        assert_eq!(told("[{\"a\": [1,], } // b\n, ]").as_deref(), Some(["\"a\"", "// b"].as_slice()));
    }
}
