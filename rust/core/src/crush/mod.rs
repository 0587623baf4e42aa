//! `SmartCrusher`: a text with JSON in it, rewritten in fewer tokens, and checked to stand for the same value.

mod cell;
mod compact;
mod cost;
mod encode;
mod header;
mod layout;
mod marks;
mod merge;
mod raw;
mod read;
mod records;
mod rows;
mod shape;
mod survey;
mod write;

use std::ops::Range;

pub use read::{Malformed, expand, is_marked};

use crate::config::Level;
use crate::json::{self, find::{self, Found}};
use crate::tokens::Vocabulary;

/// How a text was rewritten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// Not at all.
    #[default]
    Unchanged,
    /// White space and needless escapes went, or a Python repr became JSON.
    Minified,
    /// Arrays of alike objects became tables.
    Table,
}

impl Strategy {
    /// The name users see.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "none",
            Self::Minified => "minify",
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
}

/// Rewrites the JSON in `text`, as a whole or inside other text, where that takes fewer tokens.
///
/// The result is used only if [`expand`] gives back the text with its JSON minified; a text that already holds a
/// table, or another system's envelope, is left alone. Linear in the text.
#[must_use]
pub fn crush(text: &str, vocabulary: Vocabulary, level: Level) -> Crushed {
    let tokens_before = vocabulary.count(text);
    let unchanged = Crushed { text: None, strategy: Strategy::Unchanged, tokens_before, tokens_after: tokens_before };
    if is_envelope(text) || is_marked(text) {
        return unchanged;
    }
    let Some(rewritten) = rewrite(text, tokens_before, vocabulary, level) else { return unchanged };
    let tokens_after = rewritten.tokens.unwrap_or_else(|| vocabulary.count(&rewritten.compressed));
    debug_assert!(restores(&rewritten), "{:?} does not expand to {:?}", rewritten.compressed, rewritten.minified);
    if tokens_after >= tokens_before || !restores(&rewritten) || !is_final(&rewritten) {
        return unchanged;
    }
    Crushed { text: Some(rewritten.compressed), strategy: rewritten.strategy, tokens_before, tokens_after }
}

/// Results that another system has put a way back into: what stands there must stay as it is.
fn is_envelope(text: &str) -> bool {
    text.trim_start().starts_with("<result id=")
}

fn restores(rewritten: &Rewritten) -> bool {
    expand(&rewritten.compressed).is_ok_and(|expanded| expanded == rewritten.minified)
}

/// Whether crushing the result again would find the same values in it.
///
/// A bracket around them that was no value may have become one: `['x', {"ok":\ttrue}]` is one without the tab.
fn is_final(rewritten: &Rewritten) -> bool {
    let known = |found: Found| rewritten.values.binary_search(&(found.start, found.end)).is_ok();
    is_marked(&rewritten.compressed) || find::inside(&rewritten.compressed).into_iter().all(known)
}

/// A text and its tokens. Counting is most of the work, so that no text is counted twice.
struct Counted {
    text: String,
    tokens: usize,
}

impl Counted {
    fn new(text: String, vocabulary: Vocabulary) -> Self {
        Self { tokens: vocabulary.count(&text), text }
    }
}

/// A text with its values rewritten, and the same with its values minified: what the first must expand to.
#[derive(Default)]
struct Rewritten {
    compressed: String,
    minified: String,
    strategy: Strategy,
    /// Tokens of `compressed`, known where it is one value as a whole.
    tokens: Option<usize>,
    /// Where each value found starts and ends in `compressed`, ascending.
    values: Vec<(usize, usize)>,
}

fn rewrite(text: &str, tokens: usize, vocabulary: Vocabulary, level: Level) -> Option<Rewritten> {
    let (values, around) = match find::whole(text) {
        Some(value) => (vec![value], None),
        None => (find::inside(text), Some(text)),
    };
    let mut out = Rewritten::default();
    let mut copied = 0;
    for value in values {
        out.copy(around, copied..value.start);
        copied = value.end;
        let start = out.compressed.len();
        let original = &text[value.start..value.end];
        let tokens = if original.len() == text.len() { tokens } else { vocabulary.count(original) };
        match shorten(original, value.transcribed.as_deref(), tokens, vocabulary, level) {
            Some(shorter) => out.replace(&shorter, around.is_none()),
            None => out.copy(Some(text), value.start..value.end),
        }
        out.values.push((start, out.compressed.len()));
    }
    out.copy(around, copied..text.len());
    (out.strategy != Strategy::Unchanged).then_some(out)
}

impl Rewritten {
    fn copy(&mut self, around: Option<&str>, range: Range<usize>) {
        if let Some(text) = around {
            self.compressed.push_str(&text[range.clone()]);
            self.minified.push_str(&text[range]);
        }
    }

    fn replace(&mut self, shorter: &Shorter, whole: bool) {
        let Shorter { minified, table } = shorter;
        let shortest = table.as_ref().unwrap_or(minified);
        self.minified.push_str(&minified.text);
        self.compressed.push_str(&shortest.text);
        self.tokens = whole.then_some(shortest.tokens);
        let table = table.is_some() || self.strategy == Strategy::Table;
        self.strategy = if table { Strategy::Table } else { Strategy::Minified };
    }
}

/// A value's minified form, and its form with tables if that is the shorter one.
struct Shorter {
    minified: Counted,
    table: Option<Counted>,
}

/// The shortest form of a value of `tokens` tokens, or `None` where the original is as short.
fn shorten(
    original: &str,
    transcribed: Option<&str>,
    tokens: usize,
    vocabulary: Vocabulary,
    level: Level,
) -> Option<Shorter> {
    let minified = json::write::minified(transcribed.unwrap_or(original));
    let minified =
        if minified == original { Counted { text: minified, tokens } } else { Counted::new(minified, vocabulary) };
    let tape = json::tape::parse(&minified.text).ok();
    let table = tape.and_then(|tape| Some(encode::encoded(&tape, vocabulary, level)));
    let table = table.filter(|table| table.tokens < minified.tokens);
    let shortest = table.as_ref().map_or(minified.tokens, |table| table.tokens);
    (shortest < tokens).then_some(Shorter { minified, table })
}
