//! Views: what is shown of a large result, and addresses of what is not.
//!
//! A view shows whole lines of a result in its shortest form, long lines parted: the first and the last, those that match
//! what was asked or stand out, and a spread of the others. It is a function of the text, the budget and what was asked at
//! the time, so that it never changes later.

mod address;
mod choose;
mod facts;
mod failures;
mod query;
mod read;
mod scope;
mod search;
mod series;
mod units;
mod words;
mod write;

pub use address::{address, store_key};
pub use query::Query;
pub use read::{address_in, is_page};
pub use scope::Scope;
pub use search::search;
pub use units::Units;
pub use write::{RETRIEVE, put_runs};

use choose::Choice;
use facts::Facts;
use write::written;

use crate::transform::Transform;
use crate::vocabulary::Vocabulary;

/// A part of it is shown, and the rest is to be had by an address.
pub const VIEW: Transform =
    Transform { rank: 18, name: "view", reason: "shows a part, and where the rest is to be had" };

/// Tokens of a view that are no line of the text.
const HEADER_TOKENS: usize = 30;

/// So often a view that came out too large is made smaller.
const MOST_TRIES: usize = 4;

/// What a view is to be.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'w> {
    /// Its tokens at most.
    pub budget: usize,
    /// Who said the text, for readers.
    pub tool: &'w str,
    /// Where the text is to be had.
    pub address: &'w str,
    /// What was asked.
    pub asked: &'w Query,
    /// What counts tokens.
    pub vocabulary: Vocabulary,
}

/// A text of which a part is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View<'t> {
    /// What is sent.
    pub text: String,
    /// The runs of lines that are shown, in order.
    pub shown: Vec<&'t str>,
}

/// A view of a text of so many tokens; `None` where not a line fits. Near-linear in the text.
#[must_use]
pub fn view<'t>(text: &'t str, tokens: usize, wanted: Wanted<'_>) -> Option<View<'t>> {
    let units = Units::of(text);
    let facts = Facts::of(&units, wanted.asked);
    let rate = tokens as f64 / text.len() as f64;
    let mut budget = wanted.budget.saturating_sub(HEADER_TOKENS) as f64;
    for _ in 0..MOST_TRIES {
        let runs = Choice::of(&units, &facts, budget, rate).runs();
        let view = written(&units, &runs, wanted.tool, wanted.address);
        let counted = wanted.vocabulary.count(&view);
        if counted <= wanted.budget {
            let shown: Vec<&str> = runs.into_iter().map(|run| units.run(run)).collect();
            return (!shown.is_empty()).then_some(View { text: view, shown });
        }
        budget *= 0.97 * wanted.budget as f64 / counted as f64;
    }
    None
}
