//! Reading a text with marks: what the reader of a prompt does.

use std::fmt;
use std::ops::Range;

use super::RESUME_BYTES;
use super::chunks::{ChunkKind, chunks};
use super::contexts::last_context;
use super::header::{changed, mark_and_body};
use super::index::Index;
use super::write::first_place;
use crate::growth::asked;
use crate::views;

/// Why a text that refers to earlier ones could not be resolved against those given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// A mark stands for nothing: why it does not.
    Nowhere(String),
    /// It stands for more than it may.
    TooLarge,
}

impl fmt::Display for Unresolved {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere(why) => formatter.write_str(why),
            Self::TooLarge => formatter.write_str("the text stands for more than a text behind these messages may"),
        }
    }
}

impl std::error::Error for Unresolved {}

/// Whether `text` has the first line of a text that refers to earlier ones, by marks or by what changed.
#[must_use]
pub fn is_reference(text: &str) -> bool {
    mark_and_body(text).is_some() || changed(text).is_some()
}

/// What `text` stands for, or `None` if it has no marks. Linear in the result.
///
/// # Errors
/// `index` does not hold what the text refers to, or that is more than a text behind those of `index` may stand for.
pub fn expand(text: &str, index: &Index) -> Result<Option<String>, Unresolved> {
    let resolved = resolved(text, index, asked(text.len() + index.sent()));
    resolved.map(|(resolved, _)| resolved.map(|resolved| resolved.text)).transpose()
}

/// What a text stands for, and where in that it stands itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub text: String,
    pub literals: Vec<Range<usize>>,
}

/// What `text` stands for if it refers to earlier ones, and how many bytes of these were read for it, `most` at most.
///
/// Of a view the first line stands itself, as it says where the rest is; what refers stands below it.
pub(super) fn resolved(text: &str, index: &Index, most: usize) -> Option<(Result<Resolved, Unresolved>, usize)> {
    let head = views::head(text);
    let (mark, body) = mark_and_body(&text[head.len()..])?;
    let mut runs = Runs { index, most, read: 0 };
    Some((runs.written_out(mark, body).map(|resolved| resolved.below(head)), runs.read))
}

impl Resolved {
    /// The same below a line that stands itself.
    fn below(self, head: &str) -> Self {
        let moved = self.literals.into_iter().map(|literal| literal.start + head.len()..literal.end + head.len());
        let literals = (!head.is_empty()).then_some(0..head.len()).into_iter().chain(moved).collect();
        Self { text: head.to_owned() + &self.text, literals }
    }
}

/// Reads earlier texts for the runs that marks stand for.
struct Runs<'i> {
    index: &'i Index,
    /// Bytes of earlier texts that may be read.
    most: usize,
    /// Bytes that were, those in vain among them.
    read: usize,
}

impl<'i> Runs<'i> {
    fn written_out(&mut self, mark: &str, body: &str) -> Result<Resolved, Unresolved> {
        let literals: Vec<&str> = body.split(mark).collect();
        let mut resolved = Resolved { text: String::new(), literals: Vec::new() };
        for (number, literal) in literals.iter().enumerate() {
            let start = resolved.text.len();
            resolved.text.push_str(literal);
            resolved.literals.push(start..resolved.text.len());
            if let Some(next) = literals.get(number + 1) {
                let is_last = number + 2 == literals.len();
                resolved.text.push_str(self.run(literal, next, is_last)?);
            }
        }
        Ok(resolved)
    }

    /// What a mark between two literals stands for.
    fn run(&mut self, literal: &str, next: &str, is_last: bool) -> Result<&'i str, Unresolved> {
        let nowhere = |why: &str| Unresolved::Nowhere(why.to_owned());
        let context = last_context(literal).ok_or_else(|| nowhere("too little stands before a mark"))?;
        let words = &literal[context.start..];
        let found = self.index.find(literal, &context);
        let place = found.ok_or_else(|| Unresolved::Nowhere(format!("{words:?} stands in no earlier message")))?;
        let source = self.index.behind(place);
        if next.is_empty() && is_last {
            return self.take(source.len()).map(|()| source);
        }
        let resume = resume_of(next).ok_or_else(|| nowhere("too little stands behind a mark"))?;
        let end = first_place(source, resume, self.most - self.read);
        self.take(end.unwrap_or(source.len()))?;
        let lacks = || Unresolved::Nowhere(format!("{resume:?} does not follow {words:?} in the earlier message"));
        end.map(|end| &source[..end]).ok_or_else(lacks)
    }

    fn take(&mut self, bytes: usize) -> Result<(), Unresolved> {
        if bytes > self.most - self.read {
            return Err(Unresolved::TooLarge);
        }
        self.read += bytes;
        Ok(())
    }
}

/// The first words of a literal that say where a run ends.
fn resume_of(literal: &str) -> Option<&str> {
    chunks(literal, 0).next().filter(|first| first.kind == ChunkKind::Word)?;
    chunks(literal, 0).find(|chunk| chunk.end >= RESUME_BYTES).map(|chunk| &literal[..chunk.end])
}
