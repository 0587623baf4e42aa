//! Texts that were counted.

use crate::vocabulary::Vocabulary;

/// A text and its tokens. Counting is most of the work, so that no text is counted twice.
pub struct Counted {
    pub text: String,
    pub tokens: usize,
}

impl Counted {
    pub fn new(text: String, vocabulary: Vocabulary) -> Self {
        Self { tokens: vocabulary.count(&text), text }
    }
}
