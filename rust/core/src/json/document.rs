//! JSON that is kept: a text with its tape.

use std::borrow::Cow;

use super::parse::parse_packed;
use super::tape::{Node, NotJson, Tape};

/// A text of its own that is one JSON value, and where everything in it stands.
#[derive(Clone, Debug)]
pub struct Document {
    text: Box<str>,
    nodes: Box<[Node]>,
}

impl Document {
    /// Parses a text as [`parse_packed`] does, and copies it. Linear.
    ///
    /// # Errors
    /// [`NotJson`] with the offset of the first byte that does not fit.
    pub fn of(text: &str) -> Result<Self, NotJson> {
        let nodes = parse_packed(text)?.nodes.into_owned().into_boxed_slice();
        Ok(Self { text: text.into(), nodes })
    }

    /// Its tape.
    #[must_use]
    pub fn tape(&self) -> Tape<'_> {
        Tape { text: &self.text, nodes: Cow::Borrowed(&self.nodes) }
    }

    /// Bytes that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.nodes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_outlives_what_it_was_read_from() {
        let kept = Document::of(&String::from(r#" {"a": [true, "b"]} "#)).unwrap();
        let tape = kept.tape();
        let texts: Vec<&str> = (0..tape.len() as u32).map(|id| tape.text(id)).collect();
        assert_eq!(texts, [r#"{"a": [true, "b"]}"#, r#""a""#, r#"[true, "b"]"#, "true", r#""b""#]);
        assert_eq!(kept.bytes(), 20 + 5 * 12);
        assert_eq!(Document::of("[1] 2").unwrap_err(), NotJson { at: 4 });
    }
}
