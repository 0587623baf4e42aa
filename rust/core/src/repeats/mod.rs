//! Repeats within a conversation: what an earlier message says already is not written out again.
//!
//! A result that repeats parts of earlier messages is sent as `[… as in read_file above]`, and on the lines that follow
//! each `…` stands for a run of the earlier text. The words before it say where the run begins, at the latest place above
//! where they stand; the words behind it say where it ends, at the first place where they stand from there on; at the end
//! of the text the run goes on to the end of the earlier text. Nothing has to be counted, and what differs stands in full.
//!
//! A run begins at words that stand in the prompt, never behind another mark. Texts are cut at values (words, paths, numbers stay whole) and found by the hash of their last words, so that a
//! conversation is read in linear time; this is LZ77 (Ziv and Lempel, 1977) with quotations for addresses.

mod chunks;
mod contexts;
mod expand;
mod header;
mod heard;
mod index;
mod labels;
mod strings;
mod write;

pub use expand::{Unresolved, expand, is_reference};
pub use header::{Changed, changed};
pub use index::Index;
pub use labels::{Arguments, Origin};

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use crate::growth::asked;
use crate::transform::Transform;
use contexts::Context;
use expand::Resolved;

/// What an earlier message says was referred to.
pub const REPEATS: Transform = Transform { rank: 17, name: "repeats", reason: "repeats what an earlier message says" };

/// A text of a conversation, read once for both being written and being referred to.
#[derive(Clone, Debug)]
pub struct Reading {
    text: Arc<str>,
    /// What of it stands in the text as it is sent; nothing where that is all.
    literals: Option<Arc<[Range<usize>]>>,
    contexts: OnceCell<Vec<Context>>,
    /// Bytes of earlier texts that were read for it.
    read: usize,
}

impl Reading {
    /// The text, to be read when that is needed.
    #[must_use]
    pub fn new(text: Arc<str>) -> Self {
        Self { text, literals: None, contexts: OnceCell::new(), read: 0 }
    }

    /// The next text as it is sent, which may be `known` since it was written: where it refers to others it is read on
    /// through its marks, from places where it stands itself, as long as `index` has bytes for that.
    #[must_use]
    pub fn of_sent(sent: &Arc<str>, known: Option<Self>, index: &mut Index) -> Self {
        index.expect(sent.len());
        let reading = match known {
            Some(known) => index.take(known.read).then_some(known),
            None => Self::read_on(sent, index),
        };
        reading.unwrap_or_else(|| Self::new(sent.clone()))
    }

    /// A text that refers to what `index` holds.
    fn read_on(sent: &str, index: &mut Index) -> Option<Self> {
        let (resolved, read) = expand::resolved(sent, index, index.may_read())?;
        index.take(if resolved == Err(Unresolved::TooLarge) { usize::MAX } else { read });
        let Resolved { text, literals } = resolved.ok()?;
        let contexts = standing_in(contexts::contexts(&text), &literals);
        Some(Self { contexts: OnceCell::from(contexts), text: text.into(), literals: Some(literals.into()), read })
    }

    /// The text, written out.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    fn contexts(&self) -> &[Context] {
        self.contexts.get_or_init(|| contexts::contexts(&self.text).collect())
    }

    /// The text with marks for what `index` holds already, or `None` if there is nothing worth a mark; and that as it is read
    /// when it is sent.
    ///
    /// [`expand`](expand()) gives back the text from it and the same index, which is checked. Linear in the text.
    #[must_use]
    pub fn written(&self, index: &mut Index) -> Option<(String, Self)> {
        if index.is_empty() {
            return None;
        }
        let written = write::written(&self.text, self.contexts(), index)?;
        let (resolved, read) = expand::resolved(&written, index, asked(written.len() + index.sent()))?;
        let Resolved { literals, .. } = resolved.ok().filter(|resolved| resolved.text == *self.text)?;
        let contexts = OnceCell::from(standing_in(self.contexts().iter().copied(), &literals));
        Some((written, Self { text: self.text.clone(), literals: Some(literals.into()), contexts, read }))
    }

    /// Lets later texts know that a reader sees this one, which nothing refers to.
    pub fn show_to(&self, index: &mut Index) {
        index.heard.add(self);
    }

    /// Lets later texts refer to this one, by what it is called. Linear in the text.
    pub fn add_to(&self, index: &mut Index, origin: Origin) {
        self.show_to(index);
        index.add(self.text.clone(), origin, self.contexts());
    }
}

/// The contexts that stand in the literals of a text, which are in order.
fn standing_in(contexts: impl Iterator<Item = Context>, literals: &[Range<usize>]) -> Vec<Context> {
    let stands = |context: &Context| {
        let at = literals.partition_point(|literal| literal.end < context.end);
        literals.get(at).is_some_and(|literal| literal.start <= context.start)
    };
    contexts.filter(stands).collect()
}

/// So many contexts ahead the processor is told what it will be asked for: the table of a long conversation is out of its
/// caches.
const AHEAD: usize = 16;

/// Words and bytes before a mark that say where its run begins.
const CONTEXT_WORDS: usize = 2;
const CONTEXT_BYTES: usize = 8;

/// Bytes behind a mark, from a word on, that say where its run ends.
const RESUME_BYTES: usize = 4;

#[cfg(test)]
mod tests;
