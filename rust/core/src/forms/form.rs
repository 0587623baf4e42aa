//! What every form has in common, and the checks that all of them pass.

use std::borrow::Cow;
use std::fmt;

use super::facts::Facts;
use super::fields::FieldLists;
use crate::config::{Level, is_worth_it};
use crate::growth::asked;
use crate::repeats::is_reference;
use crate::transform::Transform;
use crate::vocabulary::Vocabulary;

/// A way to write a text in fewer tokens, from which the text can be read back.
///
/// A form is stateless. What it writes is a proposal: [`checked`] holds it to the laws.
pub trait Form: Sync {
    /// What it may do to a text, by rank.
    fn transforms(&self) -> &'static [Transform];

    /// Whether this form stands around a text that is in the other forms itself: then it is written of the text as it came,
    /// and read before them.
    fn is_around(&self) -> bool {
        false
    }

    /// Whether `text` holds what could be taken for this form: then it stays as it is. Linear.
    fn is_marked(&self, text: &str) -> bool;

    /// Whether a reader understands lines of it without the others, so that a part of it may be shown.
    fn is_read_in_part(&self) -> bool {
        true
    }

    /// Whether no other form may rewrite its lines: those of a table, or of a block that others are told from.
    fn has_fixed_lines(&self) -> bool {
        self.is_read_in_part()
    }

    /// Proposes this form of a text, which has `tokens` tokens. Linear, and no recursion that the text can deepen.
    fn write(&self, facts: &Facts<'_>, tokens: usize, terms: Terms) -> Proposal;

    /// Gives back the text that `text` stands for; a text without this form as it is. Linear in the result.
    ///
    /// # Errors
    /// Something begins like this form and does not hold what it announces, or stands for more than `most` bytes.
    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed>;
}

/// What tokens are counted in, and how much a reader has to put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The vocabulary that counts.
    pub vocabulary: Vocabulary,
    /// What may be stated in headers.
    pub level: Level,
}

/// What a form proposes for a text, and what it learnt from reading it.
#[derive(Debug, Default)]
pub struct Proposal {
    /// The text in this form, where it has one.
    pub draft: Option<Draft>,
    /// The fields of the objects in the text, where it is one value.
    pub fields: FieldLists,
}

impl From<Option<Draft>> for Proposal {
    fn from(draft: Option<Draft>) -> Self {
        Self { draft, ..Self::default() }
    }
}

/// A text in some form, not checked yet.
#[derive(Debug)]
pub struct Draft {
    /// What would be sent.
    pub text: String,
    /// How it was made.
    pub transform: Transform,
    /// Its tokens, where they have been counted.
    pub tokens: Option<usize>,
    /// What it must expand to; `None` for the very text that it was made of.
    pub says: Option<String>,
    /// How `says` was made, where that may be sent instead of a draft that does not expand to it.
    pub fallback: Option<Transform>,
}

impl Draft {
    /// A form of a text that expands to that very text.
    #[must_use]
    pub fn exact(text: String, transform: Transform) -> Self {
        Self { text, transform, tokens: None, says: None, fallback: None }
    }

    /// This draft of `original` or its fallback, whichever expands to what it says.
    fn restored(self, form: &dyn Form, original: &str) -> Option<Self> {
        let restores = |draft: &Self| {
            let expanded = form.expand(&draft.text, asked(draft.text.len()));
            expanded.is_ok_and(|text| text == draft.says.as_deref().unwrap_or(original))
        };
        if restores(&self) { Some(self) } else { self.into_fallback().filter(restores) }
    }

    fn into_fallback(self) -> Option<Self> {
        let (transform, says) = (self.fallback?, self.says?);
        Some(Self { text: says.clone(), transform, tokens: None, says: Some(says), fallback: None })
    }
}

/// A text in a form that may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shorter {
    /// What to send.
    pub text: String,
    /// How it was made.
    pub transform: Transform,
    /// Its tokens.
    pub tokens: usize,
}

/// A text, which has `tokens` tokens, in `form`: where it expands to what it stands for, saves enough to be worth it, and does
/// not read like a reference to earlier messages. And the fields of the objects in it, where it is one value.
#[must_use]
pub fn checked(form: &dyn Form, facts: &Facts<'_>, tokens: usize, terms: Terms) -> (Option<Shorter>, FieldLists) {
    let Proposal { draft, fields } = form.write(facts, tokens, terms);
    let counted = |Draft { text, transform, tokens, .. }: Draft| {
        let tokens = tokens.unwrap_or_else(|| terms.vocabulary.count(&text));
        Shorter { text, transform, tokens }
    };
    let shorter = draft.and_then(|draft| draft.restored(form, facts.text())).map(counted);
    (shorter.filter(|it| is_worth_it(tokens, it.tokens) && !is_reference(&it.text)), fields)
}

/// A text that begins a form of ours and does not finish it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Offset of the announcement's or table's opening bracket.
    pub begins_at: usize,
    /// Offset of the first byte that is not read.
    pub at: usize,
    /// Why it is not.
    pub why: Refusal,
}

/// Why a text in a form of ours is not read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It does not hold what it announces.
    Misfit,
    /// It stands for more than it may.
    TooLarge,
    /// It shows a part of a text, the rest of which is elsewhere.
    LeftOut,
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { begins_at, at, why } = self;
        write!(formatter, "what begins at byte {begins_at} ")?;
        match why {
            Refusal::Misfit => write!(formatter, "does not hold what its header announces: byte {at} does not fit"),
            Refusal::TooLarge => {
                write!(formatter, "stands for more than a text of its length may: byte {at} is not read")
            }
            Refusal::LeftOut => {
                write!(formatter, "is a view: what it leaves out is to be had by its address")
            }
        }
    }
}

impl std::error::Error for Malformed {}
