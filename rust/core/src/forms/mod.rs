//! What a text may become on its own: forms that take fewer tokens and from which the text is read back.
//!
//! A form is a file with an implementation of [`Form`], a line of [`FORMS`], and a page that describes it to readers. All
//! that holds for every form is held here and in `form.rs`: a text that means something already stays ([`Nature`]); what is
//! sent expands to the text, its JSON minified; it takes fewer tokens. What only reads like a form is [`quoted`].
//!
//! ```
//! use headroom_core::config::Level;
//! use headroom_core::forms::{Terms, expand, shortest};
//! use headroom_core::vocabulary::Vocabulary;
//!
//! let text = r#"[{"id": 1, "city": "Oslo"}, {"id": 2, "city": "Bergen"}, {"id": 3, "city": "Tromsø"}]"#;
//! let shortest = shortest(text, Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default });
//! assert_eq!(shortest.text.as_deref(), Some("[3 rows: id,city\n1, Oslo\n2, Bergen\n3, Tromsø\n]"));
//! assert_eq!(expand(&shortest.text.unwrap()).unwrap(), text.replace(": ", ":").replace(", ", ","));
//! ```

pub mod blocks;
mod claims;
pub mod columns;
pub mod csv;
mod data;
mod facts;
mod fields;
mod form;
pub mod headings;
pub mod json;
mod keys;
pub mod layers;
pub mod listing;
pub mod log;
mod nature;
pub mod paths;
pub mod progress;
pub mod quoted;
pub mod repeated;
mod source;
pub mod stanzas;
mod text_lines;
pub mod tree;

use std::borrow::Cow;

pub use claims::names_a_source;
pub use data::{Data, data};
pub use facts::Facts;
pub use fields::{FieldLists, Orders};
pub use form::{Draft, Form, Malformed, Proposal, Refusal, Shorter, Terms, checked};
pub use nature::Nature;
pub use quoted::QUOTED;

use crate::config::is_worth_it;
use crate::growth::{asked, unasked};
use crate::transform::Transform;
use crate::views;

/// Every form, in the order in which a text is written in them: each takes what the one before it has left. JSON is the
/// first, so that the others stand around the notation. What [`is_around`](Form::is_around) them all is written last.
pub static FORMS: &[&dyn Form] = &[
    &json::Json,
    &listing::Listing,
    &layers::Layers,
    &stanzas::Stanzas,
    &blocks::Blocks,
    &log::Log,
    &columns::PaddedColumns,
    &tree::Tree,
    &headings::Headings,
    &repeated::Repeated,
    &csv::Csv,
    &paths::Paths,
    &progress::Progress,
];

/// A plain text's own shortest form. Counts are in tokens of the vocabulary asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortest {
    /// What to send instead, if anything is shorter.
    pub text: Option<String>,
    /// How that was made: the last of several ways.
    pub transform: Option<Transform>,
    /// Tokens of the text.
    pub tokens_before: usize,
    /// Tokens of what is to be sent.
    pub tokens_after: usize,
    /// The fields of the objects in it, where it is one value.
    pub fields: FieldLists,
}

/// Writes a text that is [`Nature::Plain`] in every form that makes it shorter. Linear in the text.
#[must_use]
pub fn shortest(text: &str, terms: Terms) -> Shortest {
    let facts = Facts::of(text);
    let mut shortest = within(&facts, terms);
    for &form in FORMS.iter().filter(|form| form.is_around()) {
        shortest.take_shorter(form, &facts, terms);
    }
    shortest
}

/// A plain text's shortest form inside of another form.
fn within(facts: &Facts<'_>, terms: Terms) -> Shortest {
    let tokens = terms.vocabulary.count(facts.text());
    let mut shortest = Shortest::as_it_came(tokens);
    let is_in_json = shortest.take_all(FORMS, facts, terms) == Some(0);
    if !is_in_json || !facts.has_printed_tuples() {
        return shortest;
    }
    // Tuples that a loop prints are lines of one template, too; a table has no names for them, and calls in its cells whole.
    let mut as_lines = Shortest::as_it_came(tokens);
    as_lines.take_all(&FORMS[1..], facts, terms);
    if is_worth_it(shortest.tokens_after, as_lines.tokens_after) { as_lines } else { shortest }
}

impl Shortest {
    /// A text of `tokens` tokens in no form.
    fn as_it_came(tokens: usize) -> Self {
        Self { text: None, transform: None, tokens_before: tokens, tokens_after: tokens, fields: FieldLists::default() }
    }

    /// Takes the forms that make a text shorter, each of what the one before it has left; answers the place of the first.
    fn take_all(&mut self, forms: &[&dyn Form], facts: &Facts<'_>, terms: Terms) -> Option<usize> {
        for (at, &form) in forms.iter().enumerate().filter(|(_, form)| !form.is_around()) {
            self.take_shorter(form, facts, terms);
            if let Some(text) = self.text.take() {
                self.take_all(&forms[at + 1..], &Facts::of(&text), terms);
                self.text.get_or_insert(text);
                return Some(at);
            }
        }
        None
    }

    fn take_shorter(&mut self, form: &dyn Form, facts: &Facts<'_>, terms: Terms) {
        let (shorter, fields) = checked(form, facts, self.tokens_after, terms);
        if let Some(Shorter { text, transform, tokens }) = shorter {
            (self.text, self.transform, self.tokens_after) = (Some(text), Some(transform), tokens);
        }
        if !fields.is_empty() {
            self.fields = fields;
        }
    }
}

/// Whether a text is code, configuration or a diff as a whole, which a reader may have to match letter by letter. Linear.
#[must_use]
pub fn is_code(text: &str) -> bool {
    Facts::of(text).is_source()
}

/// The text that a text in any of the forms stands for, its JSON minified; any other text as it is. Linear in the result.
///
/// # Errors
/// Something begins like a form of ours and does not hold what it announces, or stands for more than a text of its length
/// may.
pub fn expand(text: &str) -> Result<Cow<'_, str>, Malformed> {
    undone(text, asked)
}

/// The same where that is `most` bytes at most.
///
/// # Errors
/// Those of [`expand`], or it is more.
pub fn expand_within(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    undone(text, |_| most)
}

/// A text in our forms without those of which a reader understands no part, and those around them. Linear in the result.
#[must_use]
pub fn in_part(text: &str) -> Cow<'_, str> {
    let (head, inner) = layers::parted(text);
    let most = asked(text.len());
    let first = FORMS.iter().take_while(|form| form.is_read_in_part()).count();
    match undone_within(&FORMS[first..], inner, |_| most) {
        Ok(Cow::Owned(inner)) => Cow::Owned(head.to_owned() + &inner),
        _ => Cow::Borrowed(text),
    }
}

/// Whether a text holds what could be taken for a form of ours. Linear.
#[must_use]
pub fn is_marked(text: &str) -> bool {
    FORMS.iter().any(|form| form.is_marked(text)) || quoted::said(text).is_some()
}

/// Whether [`expand`] would give something else than this text, which is in no form of ours. Linear.
fn is_misread(text: &str) -> bool {
    is_marked(text) && !undone(text, |bytes| bytes).is_ok_and(|said| said == text)
}

/// Whether a text that came in a form of ours holds what it announces, and stands for little more than it takes. Linear.
#[must_use]
pub fn is_read_easily(text: &str) -> bool {
    expand_within(text, unasked(text.len())).is_ok()
}

/// The text read back from all forms, the last first; `most` says how much a text of some length may stand for.
fn undone(text: &str, most: impl Fn(usize) -> usize) -> Result<Cow<'_, str>, Malformed> {
    if let Some(said) = quoted::said(text) {
        return Ok(Cow::Owned(said.to_owned()));
    }
    if views::is_page(text) {
        return Ok(Cow::Borrowed(text)); // what a tool said of a result, letter by letter
    }
    if views::address_in(text).is_some() {
        return Err(Malformed { begins_at: 0, at: 0, why: Refusal::LeftOut });
    }
    for form in FORMS.iter().filter(|form| form.is_around()) {
        if let Cow::Owned(text) = form.expand(text, most(text.len()))? {
            return Ok(Cow::Owned(text));
        }
    }
    undone_within(FORMS, text, most)
}

/// What a text stands for that stands in some of these forms, none of which [`is_around`](Form::is_around) it.
fn undone_within<'t>(
    forms: &[&dyn Form],
    text: &'t str,
    most: impl Fn(usize) -> usize,
) -> Result<Cow<'t, str>, Malformed> {
    forms.iter().rev().filter(|form| !form.is_around()).try_fold(Cow::Borrowed(text), |text, form| match text {
        Cow::Borrowed(text) => form.expand(text, most(text.len())),
        Cow::Owned(text) => Ok(form.expand(&text, most(text.len()))?.into_owned().into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transforms_are_told_apart_and_ascend() {
        let all: Vec<Transform> = FORMS.iter().flat_map(|form| form.transforms()).copied().collect();
        assert!(all.windows(2).all(|pair| pair[0].rank < pair[1].rank), "{all:?}");
        assert!(all.iter().all(|one| all.iter().filter(|other| other.name == one.name).count() == 1));
    }
}
