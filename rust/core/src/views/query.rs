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

/// What is asked: its words, each once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    words: Vec<AskedWord>,
    places: ByWord<u32>,
}

/// A word that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedWord {
    /// Its letters, as they were first written.
    pub letters: Box<str>,
    /// How much it weighs.
    pub weight: f64,
}

impl Query {
    /// The words of some texts: a question, a call's arguments.
    #[must_use]
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut query = Self::default();
        for text in texts {
            for word in words(text).take(MOST_WORDS).filter(|word| !ASKING_WORDS.contains(&word.hash)) {
                query.places.entry(word.hash).or_insert_with(|| {
                    let weight = if word.kind == WordKind::Plain { 1.0 } else { ID_WEIGHT };
                    query.words.push(AskedWord { letters: text[word.start..word.end].into(), weight });
                    query.words.len() as u32 - 1
                });
            }
        }
        query
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words, in the order in which they were first asked for.
    #[must_use]
    pub fn words(&self) -> &[AskedWord] {
        &self.words
    }

    /// The place among them of a word that was asked for.
    #[must_use]
    pub fn place(&self, word: u64) -> Option<u32> {
        if self.is_empty() { None } else { self.places.get(&word).copied() }
    }
}
