//! The shortest lossless form of a JSON value.

use super::Counted;
use super::compact::Compactor;
use super::layout::layouts;
use super::survey::Survey;
use super::write::written;
use crate::config::Level;
use crate::json::tape::Tape;
use crate::tokens::Vocabulary;

/// The document in our notation; whether that is shorter is for the caller to see.
#[must_use]
pub fn encoded(tape: &Tape<'_>, vocabulary: Vocabulary, level: Level) -> Counted {
    let compactor = (level == Level::Compact).then_some(Compactor { tape, vocabulary });
    let survey = Survey::new(tape, true);
    let layouts = layouts(tape, &survey, true, compactor);
    Counted::new(written(tape, &survey, &layouts, true, vocabulary), vocabulary)
}
