//! Exact token counts: tiktoken's, without tiktoken.
//!
//! A text is cut into pieces as the vocabulary's pattern says (`pattern`, `scan`, `classes`; `block` for ASCII), and a
//! piece counts one if it is a token, else as many as byte-pair encoding makes of it (`vocab`, `merge`).

mod block;
mod classes;
mod counter;
mod estimate;
mod merge;
mod pattern;
mod repeats;
mod request;
mod scan;
mod table;
mod vocab;
#[cfg(test)]
mod work;

pub use estimate::{TokenCount, count_text, count_text_till, estimate, fits};
pub use request::{Framing, framing};

/// The bytes of the longest token of any vocabulary: 128 spaces. The shortest ones are single bytes, so that a text has
/// at most as many tokens as bytes and at least one for each 128 of them.
pub const LONGEST_TOKEN: usize = 128;

/// A vocabulary that Headroom counts exactly. Both are `OpenAI`'s, under the MIT licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// `o200k_base`: GPT-4o and later. `o200k_harmony` has other special tokens and the same counts.
    O200kBase,
    /// `cl100k_base`: GPT-4, GPT-3.5 and the embedding models.
    Cl100kBase,
}

impl Vocabulary {
    /// The name that tiktoken gives the vocabulary.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::O200kBase => "o200k_base",
            Self::Cl100kBase => "cl100k_base",
        }
    }

    /// The tokens of `text`, exactly as many as tiktoken's `encode_ordinary` gives: special tokens are ordinary text.
    ///
    /// Never fails. Linear in the length of `text`, whatever it is. The first call of a process loads the vocabulary
    /// (about 10 ms and 11 MB), that of a thread takes about 2 MB for what it remembers.
    #[must_use]
    pub fn count(self, text: &str) -> usize {
        self.count_or_more_than(usize::MAX, text)
    }

    /// The tokens of `text` if they are at most `limit`.
    ///
    /// Counts no more than it takes to know: the time is linear in `limit`, however long the text is.
    #[must_use]
    pub fn count_till_limit(self, text: &str, limit: usize) -> Option<usize> {
        if text.len().div_ceil(LONGEST_TOKEN) > limit {
            return None;
        }
        Some(self.count_or_more_than(limit, text)).filter(|&count| count <= limit)
    }

    /// The tokens of `text`; where they are more than `limit`, any number above it.
    fn count_or_more_than(self, limit: usize, text: &str) -> usize {
        match self {
            Self::O200kBase => counter::o200k(text, limit),
            Self::Cl100kBase => counter::cl100k(text, limit),
        }
    }
}
