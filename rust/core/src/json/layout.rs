//! How a JSON text is laid out: as a serializer writes it, or by hand.

use super::scalar::string_end;

/// How the lines of a JSON text are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineLayout {
    /// All on one line.
    OneLine,
    /// On lines, as a serializer or a formatter writes them: indented by one step a level, white space the same throughout.
    Regular,
    /// On lines that somebody has laid out.
    ByHand,
}

impl LineLayout {
    /// Finds out how `json`, a well-formed object or array, is laid out below a line that is indented by `indent`. Linear.
    #[must_use]
    pub fn of(json: &str, indent: &str) -> Self {
        if !json.contains('\n') {
            return Self::OneLine;
        }
        if Reader::new(json, indent).read().is_some() { Self::Regular } else { Self::ByHand }
    }
}

/// Reads a text's white space, and stops where it is not as before.
struct Reader<'t> {
    json: &'t str,
    /// For each container that is open, how the line is indented on which it was opened.
    open: Vec<&'t str>,
    /// How the line is indented that is read.
    indent: &'t str,
    /// By how much the first line of a container is indented more than its own.
    step: Option<&'t str>,
    /// White space on a line, by what stands on its two sides, as it was first.
    gaps: [Option<&'t str>; Side::COUNT * Side::COUNT],
}

/// What stands beside white space.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Object,
    Array,
    Comma,
    Colon,
    Scalar,
    LineEnd,
}

impl Side {
    const COUNT: usize = 6;

    fn of(byte: u8) -> Self {
        match byte {
            b'{' | b'}' => Self::Object,
            b'[' | b']' => Self::Array,
            b',' => Self::Comma,
            b':' => Self::Colon,
            b'\n' => Self::LineEnd,
            _ => Self::Scalar,
        }
    }
}

impl<'t> Reader<'t> {
    fn new(json: &'t str, indent: &'t str) -> Self {
        Self { json, open: Vec::new(), indent, step: None, gaps: [None; Side::COUNT * Side::COUNT] }
    }

    /// Reads all of it; `None` where white space is not as before.
    fn read(mut self) -> Option<()> {
        let bytes = self.json.as_bytes();
        let (mut at, mut last) = (0, b'\n');
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at = self.space(at, last)?,
                b'"' => at = string_end(bytes, at).ok()?,
                _ => at += 1,
            }
            match byte {
                b'{' | b'[' => self.open.push(self.indent),
                b'}' | b']' => drop(self.open.pop()),
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                last = byte;
                let next = bytes.get(at).filter(|next| !next.is_ascii_whitespace());
                next.map_or(Some(()), |&next| self.gap("", Side::of(byte), Side::of(next)))?;
            }
        }
        Some(())
    }

    /// The end of the white space at `at`, behind a token that ends with or is `last`.
    fn space(&mut self, at: usize, last: u8) -> Option<usize> {
        let rest = &self.json[at..];
        let space = &rest[..rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len()];
        let next = *rest.as_bytes().get(space.len())?;
        match space.split_once('\n') {
            None => self.gap(space, Side::of(last), Side::of(next))?,
            Some((before, indent)) => {
                self.gap(before, Side::of(last), Side::LineEnd)?;
                self.line(indent, last, next)?;
            }
        }
        Some(at + space.len())
    }

    /// Takes in white space between two tokens of a line.
    fn gap(&mut self, space: &'t str, left: Side, right: Side) -> Option<()> {
        let known = self.gaps[left as usize * Side::COUNT + right as usize].get_or_insert(space);
        (*known == space && space.len() <= 1).then_some(())
    }

    /// Takes in the beginning of a line.
    fn line(&mut self, indent: &'t str, last: u8, next: u8) -> Option<()> {
        let outer = *self.open.last()?;
        if matches!(next, b'}' | b']') {
            self.indent = indent;
            return (indent == outer).then_some(());
        }
        let step = indent.strip_prefix(outer).filter(|_| matches!(last, b'{' | b'[' | b','))?;
        self.indent = indent;
        (*self.step.get_or_insert(step) == step).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serializers_and_formatters_write_is_regular() {
        for json in [
            "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    {}\n  ]\n}",
            "{\n\t\"a\": [1, 2],\n\t\"b\": { \"c\": [] }\n}",
            "[\n    {\"a\": 1, \"b\": [2]},\n    {\"a\": 3, \"b\": []}\n]",
            "{\r\n  \"a\" : 1,\r\n  \"b\" : [ 1, 2 ]\r\n}",
            "{\n\"a\": 1,\n\"b\": 2\n}",
            "{\n  \"a\": 1, \n  \"b\": 2\n}",
            "[{\n  \"a\": \" \\n  \\\"\"\n}, {\n  \"a\": 2\n}]",
        ] {
            assert_eq!(LineLayout::of(json, ""), LineLayout::Regular, "{json}");
        }
        assert_eq!(LineLayout::of("{\n    \"a\": 1\n  }", "  "), LineLayout::Regular);
        assert_eq!(LineLayout::of("{ \"a\":  1 }", ""), LineLayout::OneLine);
    }

    #[test]
    fn what_differs_from_line_to_line_was_laid_out_by_hand() {
        for json in [
            "{\n  \"a\": 1,\n   \"b\": 2\n}",
            "{\n  \"a\": {\n      \"b\": 2\n  }\n}",
            "{\n  \"a\": 1\n  }",
            "{\n  \"a\": 1,\n\n  \"b\": 2\n}",
            "{\n  \"a\":   1,\n  \"long\": 2\n}",
            "{\n  \"a\":1,\n  \"b\": 2\n}",
            "{\n  \"a\": [1],\n  \"b\": [ 2 ]\n}",
            "{\n  \"a\": 1\n, \"b\": 2\n}",
            "{\n  \"a\":\n  1\n}",
            "{\n  \"a\": [\n\t\t1\n\t]\n}",
            "{\n  \"a\": 1, \n  \"b\": 2,\n  \"c\": 3\n}",
            "{\"a\": 1,\n \"b\": 2,\n  \"c\": 3}",
        ] {
            assert_eq!(LineLayout::of(json, ""), LineLayout::ByHand, "{json}");
        }
    }
}
