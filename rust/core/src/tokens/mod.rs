//! Exact token counts: tiktoken's, without tiktoken.

mod classes;
mod estimate;
mod merge;
mod request;
mod scan;
mod table;
mod vocab;

pub use estimate::{TokenCount, count_text, estimate};
pub use request::{Framing, count_tools, framing};
use scan::{Cl100k, O200k, Pattern};
use vocab::Ranks;

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
    /// Never fails; near-linear in the length of `text`. The first call loads the vocabulary.
    #[must_use]
    pub fn count(self, text: &str) -> usize {
        match self {
            Self::O200kBase => count_pieces::<O200k>(text.as_bytes(), vocab::o200k()),
            Self::Cl100kBase => count_pieces::<Cl100k>(text.as_bytes(), vocab::cl100k()),
        }
    }
}

fn count_pieces<P: Pattern>(text: &[u8], ranks: &Ranks) -> usize {
    let (mut start, mut tokens) = (0, 0);
    while start < text.len() {
        let end = P::piece_end(text, start);
        let piece = &text[start..end];
        tokens += if ranks.rank(piece).is_some() { 1 } else { merge::count(piece, ranks) };
        start = end;
    }
    tokens
}
