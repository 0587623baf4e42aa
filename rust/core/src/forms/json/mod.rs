//! `SmartCrusher`: a text with JSON in it, rewritten in fewer tokens, and checked to stand for the same value.

mod arrange;
mod cell;
mod choose;
mod counted;
mod fields;
mod notation;
mod raw;
mod read;
mod reorder;
mod rewrite;
mod write;

pub use fields::{FieldLists, Orders};
pub use read::{Malformed, expand, is_marked};
pub use reorder::{Ordered, ordered, written_fields};

use self::rewrite::{Rewritten, is_small, rewrite};
use crate::config::Level;
use crate::json::find::{self, Found};
use crate::json::repr::is_mixed;
use crate::repeats::is_reference;
use crate::vocabulary::Vocabulary;

/// How a text was rewritten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strategy {
    /// Not at all.
    #[default]
    Unchanged,
    /// White space and needless escapes went, or a Python repr became JSON.
    Minified,
    /// Records, repeats or matrices were stated once.
    Records,
    /// Arrays or maps of alike objects became tables.
    Table,
}

impl Strategy {
    /// The name users see.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "none",
            Self::Minified => "minify",
            Self::Records => "records",
            Self::Table => "table",
        }
    }
}

/// What became of a text. Counts are in tokens of the vocabulary asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crushed {
    /// The text to send instead, if it is shorter.
    pub text: Option<String>,
    /// How it was made.
    pub strategy: Strategy,
    /// Tokens of the original.
    pub tokens_before: usize,
    /// Tokens of what is to be sent.
    pub tokens_after: usize,
    /// The fields of the objects in it, where it is one value.
    pub fields: FieldLists,
}

/// Rewrites the JSON in `text`, as a whole or inside other text, where that takes fewer tokens.
///
/// The result is used only if [`expand`] gives back the text with its JSON minified; a text that already holds a
/// table, or another system's envelope, is left alone. Linear in the text.
#[must_use]
pub fn crush(text: &str, vocabulary: Vocabulary, level: Level) -> Crushed {
    let tokens_before = vocabulary.count(text);
    let unchanged = |fields| {
        let strategy = Strategy::Unchanged;
        Crushed { text: None, strategy, tokens_before, tokens_after: tokens_before, fields }
    };
    if is_settled(text) {
        return unchanged(FieldLists::default());
    }
    let (rewritten, fields) = rewrite(text, tokens_before, vocabulary, level);
    let restored = |it: Rewritten| if restores(&it) { Some(it) } else { it.minified().filter(restores) };
    let Some(rewritten) = rewritten.and_then(restored) else { return unchanged(fields) };
    let tokens_after = rewritten.tokens.unwrap_or_else(|| vocabulary.count(&rewritten.compressed));
    if tokens_after >= tokens_before || !is_final(&rewritten) {
        return unchanged(fields);
    }
    Crushed { text: Some(rewritten.compressed), strategy: rewritten.strategy, tokens_before, tokens_after, fields }
}

/// Whether a text stays as it is: it has a form already that means something.
#[must_use]
pub(crate) fn is_settled(text: &str) -> bool {
    is_envelope(text) || is_marked(text) || is_mixed(text) || is_reference(text)
}

/// Results that another system has put a way back into: what stands there must stay as it is.
fn is_envelope(text: &str) -> bool {
    text.trim_start().starts_with("<result id=")
}

fn restores(rewritten: &Rewritten) -> bool {
    expands_to(&rewritten.compressed, &rewritten.minified)
}

fn expands_to(compressed: &str, minified: &str) -> bool {
    expand(compressed).is_ok_and(|expanded| expanded == minified)
}

/// Whether crushing the result again would find the same values in it.
///
/// A bracket around them that was no value may have become one: `['x', {"ok":\ttrue}]` is one without the tab.
///
/// Nor may it read like a reference to earlier messages: in a text of others, an escape may have been what kept it from that.
fn is_final(rewritten: &Rewritten) -> bool {
    let known = |found: Found| is_small(&found) || rewritten.values.binary_search(&(found.start, found.end)).is_ok();
    !is_reference(&rewritten.compressed)
        && (is_marked(&rewritten.compressed) || find::inside(&rewritten.compressed).into_iter().all(known))
}
