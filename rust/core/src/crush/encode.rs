//! The shortest lossless form of a JSON value.

use super::Counted;
use super::layout::layouts;
use super::survey::Survey;
use super::write::written;
use crate::json::tape::Tape;
use crate::tokens::Vocabulary;

/// The document in our notation; whether that is shorter is for the caller to see.
#[must_use]
pub fn encoded(tape: &Tape<'_>, vocabulary: Vocabulary) -> Counted {
    let form = |with_names| {
        let survey = Survey::new(tape, with_names);
        let layouts = layouts(tape, &survey, with_names);
        Counted::new(written(tape, &survey, &layouts, with_names, vocabulary), vocabulary)
    };
    let (named, tables) = (form(true), form(false));
    if named.tokens < tables.tokens { named } else { tables }
}
