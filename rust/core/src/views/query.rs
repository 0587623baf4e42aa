//! What somebody asks for: the words of a question.

use std::collections::HashMap;

use super::words::{WordKind, words};

/// An id that was asked for weighs so much more than a plain word.
const ID_WEIGHT: f64 = 2.0;

/// More words of a question are not looked at.
const MOST_WORDS: usize = 400;

/// The words of what is asked, each with its weight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query(HashMap<u64, f64>);

impl Query {
    /// The words of some texts: a question, a call's arguments.
    #[must_use]
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let words = texts.into_iter().flat_map(|text| words(text).take(MOST_WORDS));
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
