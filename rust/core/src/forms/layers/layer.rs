//! A layer: a string, and what stands around it.

use crate::json::dress::{Dress, dressed};
use crate::json::literal::{Escaped, Language, written};

/// A string in a text, and what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// What stands before the string, its quote included.
    pub before: String,
    /// What stands between each two, quotes included, where there are several strings, each a line.
    pub between: Option<String>,
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
    /// A layer of nothing, in a language.
    pub fn of(language: Language) -> Self {
        let nothing = String::new();
        let escaped = Escaped::default();
        Self { before: nothing.clone(), between: None, behind: nothing, language, escaped, dress: Dress::NONE }
    }

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

    /// The text that has this layer around the string, or around one for each line, whose JSON is minified.
    pub fn around(&self, text: &str, most: usize) -> Option<String> {
        let mut out = self.before.clone();
        match &self.between {
            None => out.push_str(&self.dressed(text, most)?),
            Some(between) => {
                for (number, line) in text.split('\n').enumerate() {
                    out.push_str(if number > 0 { between } else { "" });
                    out.push_str(&self.dressed(line, most.checked_sub(out.len())?)?);
                }
            }
        }
        out.push_str(&self.behind);
        (out.len() <= most).then_some(out)
    }

    /// The string that says `text`, its JSON in its dress.
    fn dressed(&self, text: &str, most: usize) -> Option<String> {
        match self.dress {
            Dress::NONE => self.string(text, most),
            dress => self.string(&dressed(text, dress, most)?, most),
        }
    }
}
