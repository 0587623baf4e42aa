//! Values of a line that have names: behind `key=`, `key: ` and `"key":`, and between tags. So have words with a digit outside of
//! them, without one: what a line begins with, mostly.

use std::ops::Range;

use super::shape::is_gap;

/// What ends a value that is neither quoted nor in brackets.
const ENDS: &[u8] = b" (,;)]}<>\"'\t";

/// The values of a line, in order: a value in quotes with these, one in brackets or parentheses whole, the fields of objects
/// and of what a class is called with apart.
pub(super) struct NamedValues<'l> {
    line: &'l [u8],
    at: usize,
    /// Whether tags are looked at: the line begins with one.
    has_tags: bool,
    /// Whether the tag is open that stands before here.
    is_in_tag: bool,
    /// What has been opened and is not closed on the line, so that it is looked for once: the scan is linear.
    unclosed: Vec<u8>,
}

/// A value of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub range: Range<usize>,
    /// Whether a name stands before it.
    pub is_named: bool,
}

impl<'l> NamedValues<'l> {
    pub(super) fn of(line: &'l str) -> Self {
        let line = line.as_bytes();
        let has_tags = line.iter().find(|&&byte| !is_gap(byte)) == Some(&b'<');
        Self { line, at: 0, has_tags, is_in_tag: false, unclosed: Vec::new() }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.line.get(at).copied()
    }

    /// Where the value begins whose name ends before `at`, if that is what stands there.
    fn value_behind(&self, at: usize) -> Option<usize> {
        let before = self.byte(at.checked_sub(1)?)?;
        let is_quoted = matches!(before, b'"' | b'\'');
        if !is_quoted && !is_of_name(before) {
            return None;
        }
        match self.byte(at)? {
            b'=' if self.byte(at + 1) == Some(b'>') => Some(self.behind_blank(at + 2)),
            b'=' => Some(at + 1),
            b':' if is_quoted || matches!(self.byte(at + 1), None | Some(b' ' | b'"')) => {
                Some(self.behind_blank(at + 1))
            }
            _ => None,
        }
    }

    fn behind_blank(&self, at: usize) -> usize {
        at + usize::from(self.byte(at) == Some(b' '))
    }

    /// The end of the value that begins at `start`; `None` where fields of it begin instead.
    fn end(&mut self, start: usize, is_spaced: bool) -> Option<usize> {
        match self.byte(start) {
            Some(b'{') => None,
            Some(open @ (b'"' | b'\'' | b'[' | b'<' | b'(')) => Some(self.enclosed(start, open).unwrap_or(start)),
            _ => {
                let end = self.bare(start, is_spaced);
                match self.byte(end) {
                    Some(b'(') if self.is_called_by_name(end + 1) => None,
                    Some(b'(') => Some(self.enclosed(end, b'(').unwrap_or(end)),
                    _ => Some(end),
                }
            }
        }
    }

    /// The end of what a quote or bracket begins.
    fn enclosed(&mut self, start: usize, open: u8) -> Option<usize> {
        if self.unclosed.contains(&open) {
            return None;
        }
        let end = if matches!(open, b'"' | b'\'') { self.quoted(start, open) } else { self.closed(start, open) };
        if end.is_none() {
            self.unclosed.push(open);
        }
        end
    }

    /// The end of the string that begins with a quote.
    fn quoted(&self, start: usize, quote: u8) -> Option<usize> {
        let mut at = start + 1;
        while self.byte(at)? != quote {
            at += 1 + usize::from(self.byte(at)? == b'\\');
        }
        Some(at + 1)
    }

    /// The end of what an opening bracket begins, with the brackets of its kind and the strings in it.
    fn closed(&self, start: usize, open: u8) -> Option<usize> {
        let close = match open {
            b'[' => b']',
            b'<' => b'>',
            _ => b')',
        };
        let (mut at, mut depth) = (start, 0_usize);
        loop {
            let byte = self.byte(at)?;
            match byte {
                b'"' | b'\'' => at = self.quoted(at, byte)? - 1,
                _ if byte == open => depth += 1,
                _ if byte == close => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }

    /// The end of a value without quotes: its word, or where blanks stand behind names, all words up to the next name.
    fn bare(&self, start: usize, is_spaced: bool) -> usize {
        let mut end = self.word(start);
        while is_spaced && end > start && self.byte(end) == Some(b' ') {
            let next = self.word(end + 1);
            let is_name =
                next == end + 1 || self.line[end + 1..next].contains(&b'=') || self.byte(next - 1) == Some(b':');
            if is_name {
                break;
            }
            end = next;
        }
        end
    }

    fn word(&self, start: usize) -> usize {
        let rest = self.line.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(|byte| ENDS.contains(byte)).unwrap_or(rest.len());
        // `/>` closes a tag.
        end - usize::from(end > start && self.has_tags && self.byte(end) == Some(b'>') && self.line[end - 1] == b'/')
    }

    /// Whether `name=` stands there.
    fn is_called_by_name(&self, at: usize) -> bool {
        let name = self.line[at..].iter().take_while(|&&byte| is_of_name(byte)).count();
        name > 0 && self.byte(at + name) == Some(b'=')
    }

    /// Where the word without a name ends that begins here, if a digit is in it.
    fn nameless(&self, start: usize) -> Option<usize> {
        let begins = start == 0 || matches!(self.line[start - 1], b' ' | b'\t' | b'[' | b'(');
        if !begins || !is_of_name(self.line[start]) {
            return None;
        }
        let ends = |byte: &u8| *byte == b'=' || ENDS.contains(byte);
        let end = self.line[start..].iter().position(ends).map_or(self.line.len(), |length| start + length);
        let end = end - usize::from(self.line[end - 1] == b':');
        let is_name =
            self.byte(end) == Some(b'=') || (self.byte(end) == Some(b':') && self.line[start].is_ascii_alphabetic());
        (!is_name && self.line[start..end].iter().any(u8::is_ascii_digit)).then_some(end)
    }

    /// The end of what stands between an opening tag and the next.
    fn between_tags(&self, start: usize) -> Option<usize> {
        let length = self.line[start..].iter().position(|&byte| byte == b'<')?;
        let closes = self.byte(start + length + 1) == Some(b'/');
        (length > 0 || closes).then_some(start + length)
    }
}

impl Iterator for NamedValues<'_> {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        while let Some(byte) = self.byte(self.at) {
            let at = self.at;
            self.at += 1;
            let found = match byte {
                b'<' => {
                    self.is_in_tag = self.byte(at + 1).is_some_and(|byte| byte.is_ascii_alphabetic());
                    None
                }
                b'>' if self.has_tags && std::mem::take(&mut self.is_in_tag) && self.line[at - 1] != b'/' => {
                    self.between_tags(at + 1).map(|end| (at + 1..end, true))
                }
                b'=' | b':' => self.value_behind(at).and_then(|start| {
                    self.at = start;
                    self.end(start, byte == b':').map(|end| (start..end, true))
                }),
                _ => self.nameless(at).map(|end| (at..end, false)),
            };
            if let Some((range, is_named)) = found {
                self.at = range.end.max(at + 1);
                return Some(Value { range, is_named });
            }
        }
        None
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line with `…` for values that have names, and `*` for those that have none.
    fn shape(line: &str) -> String {
        let (mut shape, mut at) = (String::new(), 0);
        for Value { range, is_named } in NamedValues::of(line) {
            shape += &line[at..range.start];
            shape.push(if is_named { '…' } else { '*' });
            at = range.end;
        }
        shape + &line[at..]
    }

    #[test]
    fn values_stand_behind_names() {
        for (line, expected) in [
            ("level=info msg=\"all \\\"done\\\"\" took=31ms err= n=1", "level=… msg=… took=… err=… n=…"),
            (
                "id=7 name='Ada, L.' tags=['a', 'b'] by=By(name='x', age=3) at=datetime.date(2026, 3, 1)",
                "id=… name=… tags=… by=By(name=…, age=…) at=…",
            ),
            (
                "2026-03-01T10:00:01Z INFO api: {\"path\":\"/orders/7\",\"status\":200,\"to\":{\"zip\":null}}",
                "* INFO api: {\"path\":…,\"status\":…,\"to\":{\"zip\":…}}",
            ),
            ("12. {\"id\": 7, \"tags\": [1, 2], \"note\": \"a: b\"}", "* {\"id\": …, \"tags\": …, \"note\": …}"),
            ("name: Ada Lovelace, city: Vienna, age: 36", "name: …, city: …, age: …"),
            ("RX packets: 5 bytes: 7 (1.1 GiB)", "RX packets: … bytes: … (* GiB)"),
            ("  <row id=\"1\" name='Ada &amp; Bob' n=2/>", "  <row id=… name=… n=…/>"),
            (
                "<row><id>1</id><name>Ada L.</name><note></note><x/></row>",
                "<row><id>…</id><name>…</name><note>…</note><x/></row>",
            ),
            ("{:id=>7, \"name\"=>\"Ada\", \"note\" => nil}", "{:id=>…, \"name\"=>…, \"note\" => nil}"),
            (
                "see https://example.org/?a=1 at 10:01:02 [worker-3] key1: x",
                "see https://example.org/?a=… at * [*] key1: …",
            ),
            ("state=<State.ON: 'on'> open=(1, 2 url=[", "state=… open=…(*, * url=…["),
        ] {
            assert_eq!(shape(line), expected, "{line}");
        }
    }
}
