//! What somebody asks for: the words of a question.

use std::sync::LazyLock;

use super::words::{ByWord, WordKind, WordSet, hash, words};

/// An id that was asked for weighs so much more than a plain word.
const ID_WEIGHT: f64 = 2.0;

/// Words that questions are made of whatever they ask for.
const ASKING: [&str; 62] = [
    "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "by", "can", "could", "did", "do", "does",
    "find", "for", "from", "get", "give", "has", "have", "how", "i", "if", "in", "is", "it", "its", "list", "many",
    "me", "much", "my", "of", "on", "or", "our", "please", "show", "tell", "that", "the", "their", "there", "these",
    "they", "this", "to", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "you",
];

static ASKING_WORDS: LazyLock<WordSet> = LazyLock::new(|| ASKING.iter().map(|word| hash(word.as_bytes())).collect());

/// More words of a question are not looked at.
const MOST_WORDS: usize = 400;

/// The words of what is asked, each with its weight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query(ByWord<f64>);

impl Query {
    /// The words of some texts: a question, a call's arguments.
    #[must_use]
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let words = texts.into_iter().flat_map(|text| words(text).take(MOST_WORDS));
        let words = words.filter(|word| !ASKING_WORDS.contains(&word.hash));
        let weight = |kind| if kind == WordKind::Plain { 1.0 } else { ID_WEIGHT };
        Self(words.map(|word| (word.hash, weight(word.kind))).collect())
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How much a word weighs; nothing if it was not asked for.
    #[must_use]
    pub fn weight(&self, word: u64) -> f64 {
        if self.0.is_empty() { 0.0 } else { self.0.get(&word).copied().unwrap_or(0.0) }
    }
}
