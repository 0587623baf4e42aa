//! `tiktoken-rs`, whose counts are the right ones.

use headroom_core::tokens::Vocabulary;
use tiktoken_rs::{CoreBPE, cl100k_base_singleton, o200k_base_singleton, p50k_base_singleton, r50k_base_singleton};

type Oracle = fn() -> &'static CoreBPE;

/// Every vocabulary that counts in its own way. (The others are these by another name.)
const ORACLES: [(Vocabulary, Oracle); 4] = [
    (Vocabulary::O200kBase, o200k_base_singleton),
    (Vocabulary::Cl100kBase, cl100k_base_singleton),
    (Vocabulary::P50kBase, p50k_base_singleton),
    (Vocabulary::R50kBase, r50k_base_singleton),
];

/// All of them.
#[allow(dead_code, reason = "each user takes what it needs")]
pub fn all() -> impl Iterator<Item = &'static CoreBPE> {
    ORACLES.iter().map(|(_, oracle)| oracle())
}

/// The first vocabulary that counts `text` in another way than the oracle, and both counts.
pub fn difference(text: &str) -> Option<(&'static str, usize, usize)> {
    let counts = ORACLES
        .iter()
        .map(|&(vocabulary, oracle)| (vocabulary.name(), vocabulary.count(text), oracle().encode_ordinary(text).len()));
    counts.into_iter().find(|(_, count, expected)| count != expected)
}
