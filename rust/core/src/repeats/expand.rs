//! Reading a text with marks: what the reader of a prompt does.

use std::fmt;
use std::ops::Range;

use super::chunks::{ChunkKind, chunks};
use super::contexts::last_context;
use super::index::Index;
use super::write::first_place;
use super::{HEADER_END, HEADER_START, MARKS, RESUME_BYTES};

/// What one text may resolve to at most: foreign text could else ask for any size.
const LARGEST_BYTES: usize = 1 << 26;

/// Why a text that refers to earlier ones could not be resolved against those given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved(String);

impl fmt::Display for Unresolved {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unresolved {}

/// Whether `text` has the header of a text that refers to earlier ones.
#[must_use]
pub fn is_reference(text: &str) -> bool {
    parts(text).is_some()
}

/// What `text` stands for, or `None` if it refers to nothing. Linear in the result.
///
/// # Errors
/// `index` does not hold what the text refers to.
pub fn expand(text: &str, index: &Index) -> Result<Option<String>, Unresolved> {
    let Some((mark, body)) = parts(text) else { return Ok(None) };
    written_out(mark, body, index, LARGEST_BYTES).map(|resolved| Some(resolved.text))
}

/// What a text stands for, and where in that it stands itself.
pub(super) struct Resolved {
    pub text: String,
    pub literals: Vec<Range<usize>>,
}

/// What `text` stands for if it refers to what `index` holds, and that is at most `most` bytes.
pub(super) fn resolved(text: &str, index: &Index, most: usize) -> Option<Resolved> {
    let (mark, body) = parts(text)?;
    written_out(mark, body, index, most).ok()
}

fn written_out(mark: &str, body: &str, index: &Index, most: usize) -> Result<Resolved, Unresolved> {
    let literals: Vec<&str> = body.split(mark).collect();
    let mut resolved = Resolved { text: String::new(), literals: Vec::new() };
    for (number, literal) in literals.iter().enumerate() {
        let start = resolved.text.len();
        resolved.text.push_str(literal);
        resolved.literals.push(start..resolved.text.len());
        if let Some(next) = literals.get(number + 1) {
            let is_last = number + 2 == literals.len();
            resolved.text.push_str(run(literal, next, is_last, index)?);
        }
        if resolved.text.len() > most {
            return Err(Unresolved(format!("the text stands for more than {most} bytes")));
        }
    }
    Ok(resolved)
}

/// The mark and the text below the header.
fn parts(text: &str) -> Option<(&'static str, &str)> {
    let inner = text.strip_prefix('[')?;
    let mark = MARKS.into_iter().find(|mark| inner.starts_with(mark))?;
    let names = inner[mark.len()..].strip_prefix(HEADER_START)?;
    let line = names.find('\n')? + 1;
    (names[..line].ends_with(HEADER_END) && names[line..].contains(mark)).then(|| (mark, &names[line..]))
}

/// What a mark between two literals stands for.
fn run<'i>(literal: &str, next: &str, is_last: bool, index: &'i Index) -> Result<&'i str, Unresolved> {
    let context = last_context(literal).ok_or_else(|| Unresolved("too little stands before a mark".to_owned()))?;
    let words = &literal[context.start..];
    let place =
        index.find(literal, &context).ok_or_else(|| Unresolved(format!("{words:?} stands in no earlier message")))?;
    let source = index.behind(place);
    if next.is_empty() && is_last {
        return Ok(source);
    }
    let resume = resume_of(next).ok_or_else(|| Unresolved("too little stands behind a mark".to_owned()))?;
    let end = first_place(source, resume)
        .ok_or_else(|| Unresolved(format!("{resume:?} does not follow {words:?} in the earlier message")))?;
    Ok(&source[..end])
}

/// The first words of a literal that say where a run ends.
fn resume_of(literal: &str) -> Option<&str> {
    chunks(literal, 0).next().filter(|first| first.kind == ChunkKind::Word)?;
    chunks(literal, 0).find(|chunk| chunk.end >= RESUME_BYTES).map(|chunk| &literal[..chunk.end])
}
