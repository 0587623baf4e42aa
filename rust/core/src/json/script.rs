//! Arrays and objects of JavaScript, transcribed to JSON: as Node shows them, as JSON5 has them, or JSON with a comma behind each
//! last field or with comments in all of its records, which become fields.
//!
//! Only what a program writes is read: its keys, quotes and last commas are the same throughout. Elsewhere somebody wrote by hand,
//! or JSON is broken, and each letter may matter.

use super::comment_fields;
use super::habits::Habits;
use super::more::more_length;
use super::native::Dialect;
use super::repr;
use super::scalar::{number_end, skip_space, string_end};
use super::verbatim::{is_mixed, marked_into};

/// An array or object, transcribed.
pub(super) struct Script {
    /// The JSON, which still needs a parser.
    pub json: String,
    /// The offset behind what stands there, or behind the last comma of an array of which no more is shown.
    pub end: usize,
    /// Whether no more is shown.
    pub is_cut: bool,
}

/// Transcribes the array or object that starts at `start`. Linear, without recursion.
///
/// # Errors
/// The offset up to which the text was read before something else stood there, or the text ended.
pub(super) fn transcribe(text: &str, start: usize) -> Result<Script, usize> {
    let mut scanner = Scanner { text, at: start, ..Scanner::default() };
    let is_cut = scanner.container()?;
    let Scanner { at, out, habits, .. } = scanner;
    // What JSON cannot say ends elsewhere where comments are put back.
    let is_read_back = habits.comments == 0 || !is_mixed(&out);
    if habits.are_one() && is_read_back { Ok(Script { json: out, end: at, is_cut }) } else { Err(at) }
}

#[derive(Default)]
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    out: String,
    /// The brackets that are open, outermost first.
    open: Vec<u8>,
    /// Whether what was read last is a comment behind a comma or a bracket.
    is_behind_comment: bool,
    /// Whether that stands before a record that has just been opened.
    is_before_fields: bool,
    /// The fields of comments before a record.
    before_record: String,
    /// Comments up to the last record that was closed.
    comments_before: usize,
    habits: Habits,
}

impl Scanner<'_> {
    /// Reads up to the bracket that closes the first one; whether that is not shown.
    fn container(&mut self) -> Result<bool, usize> {
        loop {
            let before = self.at;
            self.at = skip_space(self.bytes(), before);
            match *self.bytes().get(self.at).ok_or(self.at)? {
                b'.' if self.open == [b'['] && self.is_more() => {
                    self.out.pop();
                    self.out.push(']');
                    self.at = before;
                    return Ok(true);
                }
                b'/' => {
                    self.comment()?;
                    continue;
                }
                b'{' if !self.before_record.is_empty() => {
                    self.open_behind_comments();
                    continue;
                }
                byte => self.token(byte, before)?,
            }
            (self.is_behind_comment, self.is_before_fields) = (false, false);
            if self.open.is_empty() {
                return Ok(false);
            }
        }
    }

    /// One that is no comment, behind white space that begins at `before`.
    fn token(&mut self, byte: u8, before: usize) -> Result<(), usize> {
        match byte {
            _ if !self.before_record.is_empty() => Err(self.at),
            b'[' | b'{' if self.shown_end().is_err() => {
                self.expect_value()?;
                self.open(byte);
                Ok(())
            }
            b']' | b'}' => self.close(byte, before),
            b',' if self.is_behind_comment => Err(self.at),
            b',' | b':' => {
                self.push(byte);
                Ok(())
            }
            _ if self.is_key() => self.key(),
            _ => self.scalar(byte),
        }
    }

    fn open(&mut self, byte: u8) {
        self.open.push(byte);
        self.push(byte);
    }

    fn open_behind_comments(&mut self) {
        self.open(b'{');
        self.out.push_str(&std::mem::take(&mut self.before_record));
        (self.is_behind_comment, self.is_before_fields) = (true, true);
    }

    fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn push(&mut self, byte: u8) {
        self.out.push(char::from(byte));
        self.at += 1;
    }

    fn shown_end(&self) -> Result<usize, usize> {
        Dialect::JavaScript.native_end(self.bytes(), self.at)
    }

    /// Whether elements that are not shown are counted here, behind others.
    fn is_more(&self) -> bool {
        self.out.ends_with(',') && self.before_record.is_empty() && more_length(&self.text[self.at..]) > 0
    }

    /// Whether a record of the list is open, and nothing in it.
    fn is_record(&self) -> bool {
        matches!(self.open[..], [b'[', b'{'] | [b'{', b'[', b'{'])
    }

    /// Whether the list is open, and nothing in it.
    fn is_list(&self) -> bool {
        matches!(self.open[..], [b'['] | [b'{', b'['])
    }

    fn comment(&mut self) -> Result<(), usize> {
        self.habits.comments += 1;
        if self.is_list() && self.out.ends_with(['[', ',']) {
            self.before_record.push_str(if self.before_record.is_empty() { "" } else { "," });
            self.at = comment_fields::open_into(self.text, self.at, &mut self.before_record)?;
            return Ok(());
        }
        let is_behind_value = !self.out.ends_with(',') && !self.is_behind_comment;
        if !self.is_record() || self.is_before_fields || self.out.ends_with(['{', ':']) {
            return Err(self.at);
        }
        if is_behind_value || self.is_behind_comment {
            self.out.push(',');
        }
        self.at = comment_fields::open_into(self.text, self.at, &mut self.out)?;
        self.is_behind_comment = !is_behind_value;
        Ok(())
    }

    /// White space alone keeps no two values apart.
    fn expect_value(&self) -> Result<(), usize> {
        if self.out.is_empty() || self.out.ends_with(['[', ',', ':']) { Ok(()) } else { Err(self.at) }
    }

    fn is_key(&self) -> bool {
        self.open.last() == Some(&b'{') && (self.out.ends_with(['{', ',']) || self.is_behind_comment)
    }

    /// A closing bracket, behind white space that begins at `before`.
    fn close(&mut self, byte: u8, before: usize) -> Result<(), usize> {
        if self.is_record() {
            self.habits.records += 1;
            self.habits.commented += usize::from(self.habits.comments > self.comments_before);
            self.comments_before = self.habits.comments;
        }
        let opener = self.open.pop().ok_or(self.at)?;
        let is_last_comma = self.out.ends_with(',') || self.is_behind_comment;
        if is_last_comma && !self.is_behind_comment {
            self.out.pop();
        }
        if is_last_comma && self.out.ends_with(['[', '{', ',', ':']) {
            return Err(self.at);
        }
        if opener == b'{' && !self.out.ends_with('{') {
            let line = usize::from(!self.text[before..self.at].contains('\n'));
            self.habits.objects[line] += 1;
            self.habits.last_commas[line] += usize::from(is_last_comma);
        }
        self.push(byte);
        Ok(())
    }

    fn key(&mut self) -> Result<(), usize> {
        let start = self.at;
        if self.is_behind_comment {
            self.out.push(',');
        }
        if matches!(self.bytes()[start], b'\'' | b'"') {
            return self.quoted_key();
        }
        let length = name_length(&self.bytes()[start..]);
        if length == 0 {
            return Err(start);
        }
        let name = &self.text[start..start + length];
        self.out.extend(["\"", name, "\""]);
        self.habits.bare_keys += 1;
        self.at += length;
        Ok(())
    }

    fn quoted_key(&mut self) -> Result<(), usize> {
        let start = self.at;
        self.string()?;
        let inner = &self.bytes()[start + 1..self.at - 1];
        // A comment's field has such a name, perhaps with escapes.
        if matches!(inner.first(), Some(b'/' | b'\\')) {
            return Err(start);
        }
        self.habits.quoted_names += usize::from(name_length(inner) == inner.len());
        Ok(())
    }

    fn scalar(&mut self, byte: u8) -> Result<(), usize> {
        self.expect_value()?;
        if matches!(byte, b'\'' | b'"') {
            return self.string();
        }
        let rest = &self.text[self.at..];
        let read = match self.shown_end() {
            Ok(end) => {
                marked_into(&self.text[self.at..end], &mut self.out);
                self.at = end;
                return Ok(());
            }
            Err(read) => read,
        };
        let word = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word));
        let end = word.map_or_else(|| number_end(self.bytes(), self.at), |word| Ok(self.at + word.len()));
        let end = end.map_err(|at| at.max(read))?;
        if self.bytes().get(end).is_some_and(|&byte| is_name(byte)) {
            return Err(end);
        }
        self.out.push_str(&self.text[self.at..end]);
        self.at = end;
        Ok(())
    }

    fn string(&mut self) -> Result<(), usize> {
        let start = self.at;
        if self.bytes()[start] == b'"' {
            self.at = string_end(self.bytes(), start)?;
            let string = &self.text[start..self.at];
            self.habits.double_quotes += usize::from(!string.contains('\''));
            self.out.push_str(string);
            return Ok(());
        }
        self.at = repr::string(self.text, start + 1, b'\'', &mut self.out)?;
        self.habits.single_quotes += 1;
        // JavaScript knows no such escape.
        if self.text[start..self.at].contains("\\U") { Err(self.at) } else { Ok(()) }
    }
}

/// How long the name is that a text begins with.
fn name_length(bytes: &[u8]) -> usize {
    let length = bytes.iter().take_while(|&&byte| is_name(byte)).count();
    if bytes.first().is_some_and(u8::is_ascii_digit) { 0 } else { length }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Option<String> {
        transcribe(text, 0).ok().filter(|script| script.end == text.len()).map(|script| script.json)
    }

    #[test]
    fn what_node_shows_is_transcribed() {
        let text = "[\n  { id: 1, 'a-b': 'it', of: { x: [ 1, -2.5 ] }, ok: true },\n  { id: 2, s: \"it's \\n\", u: undefined, of: [Object] }\n]";
        let expected = "[{\"id\":1,\"a-b\":\"it\",\"of\":{\"x\":[1,-2.5]},\"ok\":true},{\"id\":2,\"s\":\"it's \\n\",\"u\":\u{1a}undefined\u{1a},\"of\":\u{1a}[Object]\u{1a}}]";
        assert_eq!(json(text).as_deref(), Some(expected));
    }

    #[test]
    fn last_commas_go() {
        assert_eq!(json("[{\"a\": 1,}, {\"a\": [2,],},]").as_deref(), Some("[{\"a\":1},{\"a\":[2]}]"));
        assert_eq!(json("{a: {b: 1, c: {}},\n d: [],\n}").as_deref(), Some("{\"a\":{\"b\":1,\"c\":{}},\"d\":[]}"));
    }

    #[test]
    fn comments_in_all_records_are_fields() {
        let text = "[{\"a\": 1, // x\n // y\n\"b\": 2}, /* z */\n// a\n{\"a\": 1, \"b\": 2 // x\n}]";
        let expected = r#"[{"a":1,"//":"x","//":"y","b":2},{"/*":"z","//":"a","a":1,"b":2,"//":"x"}]"#;
        assert_eq!(json(text).as_deref(), Some(expected));
        assert_eq!(json("{a: [{b: 1, // x\n}]}").as_deref(), Some(r#"{"a":[{"b":1,"//":"x"}]}"#));
    }

    #[test]
    fn what_more_there_is_ends_the_array() {
        let text = "[\n  { id: 1 },\n  { id: 2 },\n  ... 98 more items\n]";
        let script = transcribe(text, 0).ok().unwrap();
        let read = (script.json.as_str(), &text[script.end..], script.is_cut);
        assert_eq!(read, ("[{\"id\":1},{\"id\":2}]", "\n  ... 98 more items\n]", true));
    }

    #[test]
    fn what_no_program_writes_is_left() {
        for text in [
            "[{\"a\": 1}]",
            "[{a: 1}, {\"b\": 2}]",
            "[{a: 'x', b: \"y\"}]",
            "[{\"a\": 1,}, {\"a\": 2}]",
            "[{\"a\": 1, \"b\": 'x',}]",
            "[{a: 1, b}]",
            "[{a: b}]",
            "[{a: 1 2}]",
            "[{a: [1 2]}]",
            "[{a: 1,, b: 2}]",
            "[{a: 1},,]",
            "[{a: 1}, [,]]",
            "[{,}]",
            "[{a: 1,}, {a: , }]",
            "[{a: '\\U0001f600'}]",
            "[{a: 0x10}]",
            "[{a: 1 // why\n}, {a: 2}]",
            "[{a: 1, // why\n, b: 2}]",
            "[{a: // why\n 1}]",
            "[{a: 1 / 2}]",
            "[{/* why */ a: 1}]",
            "[/* who */ {/* why */ a: 1}]",
            "[// why\n{a: 1}, {a: 2}]",
            "[{a: 1}, // why\n{a: 2}, // why\n]",
            "[/* why */ 1, {a: 1}]",
            "[/* 1 */ {a: 1}, /* 2 */ {a: 2}, /* 3 */ ... 7 more items]",
            "[{a: [{b: 1 /* why */}]}]",
            "[{a: {b: 1 /* why */}}]",
            "[{a: undefined /* why */}]",
            "[{a: 1, '//': 2}]",
            "[{a: 1 // why}]",
            "[{a: nullish}]",
            "[{a: 1}",
        ] {
            assert_eq!(json(text).filter(|json| crate::json::parse::parse_transcribed(json).is_ok()), None, "{text}");
        }
    }

    #[test]
    fn depth_costs_linear_time() {
        assert!(transcribe(&"[{a:".repeat(300_000), 0).is_err());
    }
}
