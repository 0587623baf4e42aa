//! A layer: a string, and what stands around it.

use crate::json::dress::{Dress, dressed_within};
use crate::json::literal::{Escaped, Language, written_into};
use crate::json::spelling::Spelling;

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
    /// Where something was cut out of it.
    pub cut: Option<Cut>,
}

/// What a string has where something was cut out of it, letter by letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The note on that, with what is left of escapes on its sides.
    pub note: String,
    /// How much of what follows stands as it was, too.
    pub stays: Stays,
}

/// What stands as it was behind a note on what was cut out of a string, escapes and all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// Nothing: the string goes on there.
    Nothing,
    /// What comes before the next object, [`OBJECT`], which was indented by the blanks before it.
    ToObject,
    /// All of it.
    ToEnd,
}

impl Cut {
    /// How much of the text behind the note stands as it was; `None` where there is no object.
    pub fn stays_to(&self, behind: &str) -> Option<usize> {
        match self.stays {
            Stays::Nothing => Some(0),
            Stays::ToObject => behind.find(OBJECT),
            Stays::ToEnd => Some(behind.len()),
        }
    }
}

/// How an object begins whose JSON is minified.
pub const OBJECT: &str = "{\"";

impl Layer {
    /// A layer of nothing, in a language.
    pub fn of(language: Language) -> Self {
        let nothing = String::new();
        let escaped = Escaped::default();
        let (before, behind) = (nothing.clone(), nothing);
        Self { before, between: None, behind, language, escaped, dress: Dress::NONE, cut: None }
    }

    /// The quote before the string.
    pub fn quote(&self) -> Option<u8> {
        let quote = self.before.bytes().last()?;
        let is_quote = quote == b'"' || (quote == b'\'' && self.language == Language::Python);
        is_quote.then_some(quote)
    }

    /// The string as it stands between its quotes, if it says `text`; `None` where that is more than `most` bytes.
    pub fn string(&self, text: &str, most: usize) -> Option<String> {
        let mut string = String::new();
        self.string_into(text, most, &mut string).map(|()| string)
    }

    fn string_into(&self, text: &str, most: usize, out: &mut String) -> Option<()> {
        written_into(text, self.quote()?, self.language, self.escaped, most, out)
    }

    /// The text that has this layer around the string, or around one for each line, whose JSON is minified.
    pub fn around(&self, text: &str, most: usize) -> Option<String> {
        let mut out = self.before.clone();
        match &self.cut {
            None => self.lines_into(text, 0, most, &mut out)?,
            Some(cut) => {
                let (head, behind) = text.split_once(&cut.note)?;
                let (stays, goes_on) = behind.split_at(cut.stays_to(behind)?);
                self.lines_into(head, 0, most, &mut out)?;
                out.extend([&cut.note, stays]);
                self.lines_into(goes_on, self.dress.depth_behind(stays), most, &mut out)?;
            }
        }
        out.push_str(&self.behind);
        (out.len() <= most).then_some(out)
    }

    /// Appends the strings that say the lines of `text`, which is one where nothing stands between them.
    fn lines_into(&self, text: &str, depth: usize, most: usize, out: &mut String) -> Option<()> {
        let Some(between) = &self.between else { return self.dressed_into(text, depth, most, out) };
        text.split('\n').enumerate().try_for_each(|(number, line)| {
            out.push_str(if number > 0 { between } else { "" });
            self.dressed_into(line, depth, most, out)
        })
    }

    /// Appends the string that says `text`, its JSON in its dress, `depth` levels deep.
    fn dressed_into(&self, text: &str, depth: usize, most: usize, out: &mut String) -> Option<()> {
        let most = most.checked_sub(out.len())?;
        match self.dress {
            Dress::NONE => self.string_into(text, most, out),
            dress => self.string_into(&dressed_within(depth, text, dress, most)?, most, out),
        }
    }
}

impl Dress {
    /// How deep JSON in this dress stands behind a text that ends in its indent.
    fn depth_behind(self, before: &str) -> usize {
        let blanks = before.bytes().rev().take_while(|&byte| byte == b' ').count();
        if let Spelling::Indented(width) = self.spelling { blanks / width } else { 0 }
    }
}
