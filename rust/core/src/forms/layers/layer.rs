//! A layer: a string, and what stands around it.

use crate::json::dress::{Dress, dressed};
use crate::json::literal::{Escaped, Language, written};

/// A string in a text, and what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// What stands before the string, its quote included.
    pub before: String,
    /// What stands behind it, its quote included where it is closed.
    pub behind: String,
    /// Whose escapes it has.
    pub language: Language,
    /// What of it is escaped that need not be.
    pub escaped: Escaped,
    /// How the JSON is written that it holds.
    pub dress: Dress,
}

impl Layer {
    /// The quote before the string.
    pub fn quote(&self) -> Option<u8> {
        let quote = self.before.bytes().last()?;
        let is_quote = quote == b'"' || (quote == b'\'' && self.language == Language::Python);
        is_quote.then_some(quote)
    }

    /// The string as it stands between its quotes, if it says `text`; `None` where that is more than `most` bytes.
    pub fn string(&self, text: &str, most: usize) -> Option<String> {
        written(text, self.quote()?, self.language, self.escaped, most)
    }

    /// The text that has this layer around the string, whose JSON is minified.
    pub fn around(&self, text: &str, most: usize) -> Option<String> {
        let string = match self.dress {
            Dress::NONE => self.string(text, most),
            dress => self.string(&dressed(text, dress, most)?, most),
        }?;
        let out = [self.before.as_str(), &string, &self.behind].concat();
        (out.len() <= most).then_some(out)
    }
}
