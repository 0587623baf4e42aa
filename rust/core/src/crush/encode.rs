//! A document in our notation.

use super::Strategy;
use super::compact::Compactor;
use super::layout::layouts;
use super::rewrite::Counted;
use super::survey::Survey;
use super::write::{Written, written};
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

/// What is announced must save more than this to be worth a reader's attention: tables alone are nearer to plain CSV.
const CLEAR_PERCENT: u64 = 2;

/// The document in our notation; whether that is shorter is for the caller to see. `None` where it is the elements of an
/// array without its brackets and these make no table.
pub fn encoded(tape: &Tape<'_>, form: Form, vocabulary: Vocabulary, level: Level) -> Option<(Counted, Strategy)> {
    let forms = Forms { vocabulary, level, announced: true, raw: true };
    let written = text(tape, form, forms)?;
    let strategy = written.strategy();
    let named = Counted::new(written.text, vocabulary);
    if written.saved == 0 || written.saved * 100 > CLEAR_PERCENT * named.text.len() as u64 {
        return Some((named, strategy));
    }
    let plain = Forms { announced: false, raw: false, ..forms };
    let plain = text(tape, form, plain)?;
    let plain_strategy = plain.strategy();
    let plain = Counted::new(plain.text, vocabulary);
    let is_close = plain.tokens * 100 <= named.tokens * (100 + CLEAR_PERCENT as usize);
    Some(if is_close { (plain, plain_strategy) } else { (named, strategy) })
}

/// A document that stands in a string of another, minified before; where raw text stands in it, it would end the string.
pub fn embedded(json: &str, forms: Forms) -> Option<String> {
    text(&tape::parse_packed(json).ok()?, Form::Value, Forms { raw: false, ..forms }).map(|written| written.text)
}

fn text(tape: &Tape<'_>, form: Form, forms: Forms) -> Option<Written> {
    let compactor = (forms.level == Level::Compact).then_some(Compactor { tape, vocabulary: forms.vocabulary });
    let survey = Survey::new(tape, forms.announced);
    let layouts = layouts(tape, &survey, forms.announced, compactor);
    let is_possible = form == Form::Value || layouts.tables.contains_key(&Tape::ROOT);
    is_possible.then(|| written(tape, form, &survey, &layouts, forms))
}
