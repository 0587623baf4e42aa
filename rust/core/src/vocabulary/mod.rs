//! Exact token counts: tiktoken's, without tiktoken.
//!
//! A text is cut into pieces as the vocabulary's pattern says (`pattern`, `scan`, `classes`; `block` for ASCII), and a
//! piece counts one if it is a token, else as many as byte-pair encoding makes of it (`vocab`, `merge`, `short`).
//!
//! ```
//! use headroom_core::vocabulary::Vocabulary;
//!
//! assert_eq!(Vocabulary::O200kBase.count("hello world"), 2);
//! assert_eq!(Vocabulary::O200kBase.count_till_limit("hello world", 1), None);
//! ```
//!
//! # What was tried for speed
//!
//! Each was measured with `benches/counting.rs` where it stands now, or would have stood.
//!
//! | where | kept | dropped |
//! |---|---|---|
//! | `block` | 64 bytes at once, one bit a byte | a state machine with a fast path for short words (16 bytes in a `u128`): half as fast |
//! | `counter` | recent tokens close together: JSON a fifth faster | asking the vocabulary's own table first |
//! | `counter` | the last 16 bytes piece by piece: a short message in half the time | a padded block for them |
//! | `waiting` | pieces wait for memory where it may be cold: code and prose in turns 1.4 times as fast | waiting everywhere: a tenth slower |
//! | `waiting` | | threads that begin with the most frequent tokens remembered: no faster |
//! | `table` | a filter of two bits a key: Chinese 1.7 times as fast | one bit in twice the memory: slower; three bits, or half as many entries: no faster |
//! | `vocab` | a fuller table: code never seen a twentieth faster | half as full |
//! | `merge` | pairs with their answers: Chinese 1.5 times as fast | a quarter of the slots: a fifth slower |
//! | `merge` | ranks of parts looked up | ranks kept with the vocabulary: no faster |
//! | `short` | ASCII up to 60 bytes | other scripts beyond a key's length, whose characters have to be merged from bytes first: slower |

mod block;
mod classes;
mod counter;
mod left_lengths;
mod merge;
mod normal;
pub mod optional;
mod pattern;
mod periodic;
mod scan;
mod short;
mod starts;
mod sum;
mod table;
mod tally;
mod vocab;
mod waiting;
#[cfg(test)]
mod work;

#[cfg(test)]
#[path = "../../tests/generate/mod.rs"]
mod generate;

pub(crate) use counter::o200k_tally;
pub use tally::{Tally, UNITS, Unit};

/// The bytes of the longest token of any vocabulary: 128 spaces. The shortest ones are single bytes, so that a text has
/// at most as many tokens as bytes and at least one for each 128 of them.
pub const LONGEST_TOKEN: usize = 128;

/// A vocabulary that Headroom counts exactly. Those that are part of it are `OpenAI`'s, under the MIT licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// `o200k_base`: GPT-4o and later.
    O200kBase,
    /// `o200k_harmony`: gpt-oss. Other special tokens than `o200k_base` and the same counts.
    O200kHarmony,
    /// `cl100k_base`: GPT-4, GPT-3.5 and the embedding models.
    Cl100kBase,
    /// `p50k_base`: Codex and the last completion models of GPT-3.
    P50kBase,
    /// `p50k_edit`: the edit models. More special tokens than `p50k_base` and the same counts.
    P50kEdit,
    /// `r50k_base`: GPT-3.
    R50kBase,
    /// `gpt2`: GPT-2. Another form of `r50k_base`.
    Gpt2,
    /// One of another vendor, which has been loaded.
    Optional(optional::Loaded),
}

impl Vocabulary {
    /// Every vocabulary that is part of Headroom, the latest first.
    pub const ALL: [Self; 7] = [
        Self::O200kBase,
        Self::O200kHarmony,
        Self::Cl100kBase,
        Self::P50kBase,
        Self::P50kEdit,
        Self::R50kBase,
        Self::Gpt2,
    ];

    /// The name that tiktoken gives the vocabulary, or Headroom where it is not tiktoken's.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::O200kBase => "o200k_base",
            Self::O200kHarmony => "o200k_harmony",
            Self::Cl100kBase => "cl100k_base",
            Self::P50kBase => "p50k_base",
            Self::P50kEdit => "p50k_edit",
            Self::R50kBase => "r50k_base",
            Self::Gpt2 => "gpt2",
            Self::Optional(loaded) => loaded.vocabulary().name(),
        }
    }

    /// The vocabulary that is part of Headroom and that tiktoken calls `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vocabulary| vocabulary.name() == name)
    }

    /// A number that no other vocabulary has.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Optional(loaded) => Self::ALL.len() as u8 + loaded.vocabulary() as u8,
            part => Self::ALL.iter().position(|&other| other == part).map_or(u8::MAX, |at| at as u8),
        }
    }

    /// The tokens of `text`, exactly as many as tiktoken's `encode_ordinary` gives: special tokens are ordinary text.
    ///
    /// Never fails. Linear in the length of `text`, whatever it is. The first call of a process loads the vocabulary
    /// (about 8 ms and 7 MB), that of a thread takes about 2 MB for what it remembers.
    #[must_use]
    pub fn count(self, text: &str) -> usize {
        self.count_or_more_than(usize::MAX, text)
    }

    /// The tokens of `text` if they are at most `limit`.
    ///
    /// Counts no more than it takes to know: the time is linear in `limit`, however long the text is, but for reading it
    /// where the vocabulary puts texts into a normal form.
    #[must_use]
    pub fn count_till_limit(self, text: &str, limit: usize) -> Option<usize> {
        if self.least_and_most(text.len()).0 > limit {
            return None;
        }
        Some(self.count_or_more_than(limit, text)).filter(|&count| count <= limit)
    }

    /// The least and the most tokens that any text of so many bytes has.
    pub(crate) fn least_and_most(self, bytes: usize) -> (usize, usize) {
        let change = if let Self::Optional(loaded) = self { loaded.most_change() } else { 1 };
        (bytes.div_ceil(LONGEST_TOKEN * change), bytes.saturating_mul(change))
    }

    /// The tokens of `text`; where they are more than `limit`, any number above it.
    fn count_or_more_than(self, limit: usize, text: &str) -> usize {
        match self {
            Self::O200kBase | Self::O200kHarmony => counter::o200k(text, limit),
            Self::Cl100kBase => counter::cl100k(text, limit),
            Self::P50kBase | Self::P50kEdit => counter::p50k(text, limit),
            Self::R50kBase | Self::Gpt2 => counter::r50k(text, limit),
            Self::Optional(loaded) => loaded.count(text, limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vocabulary_is_found_by_its_name_only() {
        for vocabulary in Vocabulary::ALL {
            assert_eq!(Vocabulary::named(vocabulary.name()), Some(vocabulary));
        }
        assert_eq!(Vocabulary::named("o200k"), None);
        assert_eq!(Vocabulary::named(""), None);
    }
}
