//! A document in our notation.

use super::compact::Compactor;
use super::layout::layouts;
use super::rewrite::Counted;
use super::survey::Survey;
use super::write::written;
use crate::config::Level;
use crate::json::find::Form;
use crate::json::tape::{self, Tape};
use crate::tokens::Vocabulary;

/// What a document may use, and what its tokens are counted in.
#[derive(Clone, Copy, Debug)]
pub struct Forms {
    /// What tokens are counted in.
    pub vocabulary: Vocabulary,
    /// What may be stated in headers.
    pub level: Level,
    /// Whether anything but tables may be used: records, repeats, matrices, raw text.
    pub announced: bool,
    /// Whether text without escapes may be used.
    pub raw: bool,
}

/// The document in our notation; whether that is shorter is for the caller to see. `None` where it is the elements of an
/// array without its brackets and these make no table.
pub fn encoded(tape: &Tape<'_>, form: Form, vocabulary: Vocabulary, level: Level) -> Option<Counted> {
    let text = text(tape, form, Forms { vocabulary, level, announced: true, raw: true })?;
    Some(Counted::new(text, vocabulary))
}

/// A document that stands in a string of another, minified before; where raw text stands in it, it would end the string.
pub fn embedded(json: &str, forms: Forms) -> Option<String> {
    text(&tape::parse(json).ok()?, Form::Value, Forms { raw: false, ..forms })
}

fn text(tape: &Tape<'_>, form: Form, forms: Forms) -> Option<String> {
    let compactor = (forms.level == Level::Compact).then_some(Compactor { tape, vocabulary: forms.vocabulary });
    let survey = Survey::new(tape, forms.announced);
    let layouts = layouts(tape, &survey, forms.announced, compactor);
    let is_possible = form == Form::Value || layouts.tables.contains_key(&Tape::ROOT);
    is_possible.then(|| written(tape, form, &survey, &layouts, forms))
}
