//! `SmartCrusher`: a text with JSON in it, rewritten in fewer tokens, and checked to stand for the same value.

mod decode;
mod encode;
mod shape;
mod table;

use std::ops::Range;

pub use decode::{MalformedTable, expand, is_marked};

use crate::json::find::{self, Found};
use crate::json::{tape, write};
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
pub fn crush(text: &str, vocabulary: Vocabulary) -> Crushed {
    let tokens_before = vocabulary.count(text);
    let unchanged = Crushed { text: None, strategy: Strategy::Unchanged, tokens_before, tokens_after: tokens_before };
    if is_envelope(text) || is_marked(text) {
        return unchanged;
    }
    let Some(rewritten) = rewrite(text, vocabulary) else { return unchanged };
    let tokens_after = vocabulary.count(&rewritten.compressed);
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

/// A text with its values rewritten, and the same with its values minified: what the first must expand to.
#[derive(Default)]
struct Rewritten {
    compressed: String,
    minified: String,
    strategy: Strategy,
    /// Where each value found starts and ends in `compressed`, ascending.
    values: Vec<(usize, usize)>,
}

fn rewrite(text: &str, vocabulary: Vocabulary) -> Option<Rewritten> {
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
        match shorten(text, &value, vocabulary) {
            Some(shorter) => out.replace(&shorter),
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

    fn replace(&mut self, shorter: &Shorter) {
        self.minified.push_str(&shorter.minified);
        self.compressed.push_str(shorter.table.as_deref().unwrap_or(&shorter.minified));
        let table = shorter.table.is_some() || self.strategy == Strategy::Table;
        self.strategy = if table { Strategy::Table } else { Strategy::Minified };
    }
}

/// A value's minified form, and its form with tables if that is the shorter one.
struct Shorter {
    minified: String,
    table: Option<String>,
}

/// The shortest form of one value, or `None` where the original is as short.
fn shorten(text: &str, value: &Found, vocabulary: Vocabulary) -> Option<Shorter> {
    let original = &text[value.start..value.end];
    let minified = write::minified(value.transcribed.as_deref().unwrap_or(original));
    let table = tape::parse(&minified).ok().and_then(|tape| encode::with_tables(&tape, vocabulary));
    let minified_tokens = vocabulary.count(&minified);
    let table = table.map(|table| (vocabulary.count(&table), table)).filter(|(tokens, _)| *tokens < minified_tokens);
    let shortest = table.as_ref().map_or(minified_tokens, |(tokens, _)| *tokens);
    (shortest < vocabulary.count(original)).then(|| Shorter { minified, table: table.map(|(_, table)| table) })
}
