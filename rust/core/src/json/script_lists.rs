//! Lists of records in a text that are literals of JavaScript, and no source.

use super::find::{Appearance, Found};
use super::native::Dialect;
use super::parse;
use super::records::longest_list;
use super::script::{self, Script};
use super::tape::Kind;

/// Fewer records are no list.
const FEWEST: usize = 3;

/// The list of records at `start`, or the object that holds one for the most part, as JavaScript writes them; else how many bytes
/// were read in vain.
pub(super) fn found(text: &str, start: usize) -> Result<Found<'_>, usize> {
    let Script { json, end, is_cut } = script::transcribe(text, start).map_err(|at| at - start)?;
    let tape = parse::parse_transcribed(&json).map_err(|_| end - start)?;
    let list = longest_list(&tape).filter(|&list| tape.text(list).len() * 2 >= json.len());
    let records = list.map_or(0, |list| tape.children(list).filter(|&it| tape.kind(it) == Kind::Object).count());
    if records < FEWEST {
        return Err(end - start);
    }
    let appearance = if is_cut { Appearance::Cut } else { Appearance::Value };
    Ok(Found { start, end, appearance, json: Some(json), dialect: Dialect::JavaScript })
}

/// Whether a program may have printed a literal of JavaScript behind this text: on a line of its own, or a blank behind a word.
pub(super) fn may_stand_behind(before: &str) -> bool {
    let trimmed = before.trim_end_matches([' ', '\t']);
    let is_word = |c: char| c == ':' || c.is_alphanumeric();
    trimmed.is_empty() || trimmed.ends_with('\n') || trimmed.len() < before.len() && trimmed.ends_with(is_word)
}
