//! Views: what is shown of a large result, and addresses of what is not.
//!
//! A view shows whole lines of a result in its shortest form, long lines parted: the first and the last, those that match
//! what was asked or stand out, and a spread of the others. It is a function of the text, the budget and what was asked at
//! the time, so that it never changes later.

mod address;
mod basis;
mod choose;
mod columns;
mod facts;
mod failures;
mod headings;
mod heads;
mod query;
mod read;
mod scope;
mod search;
mod series;
mod units;
mod words;
mod write;

pub use address::{address, store_key};
pub use basis::Basis;
pub use query::Query;
pub use read::{address_in, head, is_address, is_in_gap, is_page};
pub use scope::Scope;
pub use search::search;
pub use units::Units;
pub use words::places;
pub use write::{BEFORE_ADDRESS, BEHIND_ADDRESS, RETRIEVE, put_runs};

use choose::Choice;
use columns::columns;
use facts::LineFacts;
use heads::heads;
use write::written;

use crate::transform::Transform;
use crate::vocabulary::Vocabulary;

/// A part of it is shown, and the rest is to be had by an address.
pub const VIEW: Transform =
    Transform { rank: 19, name: "view", reason: "shows a part, and where the rest is to be had" };

/// Tokens of a view that are no line of the text.
const HEADER_TOKENS: usize = 30;

/// The line on columns takes at most one token in so many of the budget.
const SUMMARY_SHARE: usize = 5;

/// Each time by what was too much, and one token in so many.
const SMALLER_BY: usize = 32;

/// So often a view that came out too large is made smaller.
const MOST_TRIES: usize = 12;

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
    /// The JSON of the records that the text is, if it is any.
    pub data: Option<&'w str>,
    /// What counts tokens.
    pub vocabulary: Vocabulary,
}

/// A text of which a part is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What is sent.
    pub text: String,
    /// The runs of lines that are shown, in order.
    pub shown: Vec<String>,
}

/// A view of `original`, which is `shortest` in its shortest form; `None` where not a line fits. Near-linear in the text.
#[must_use]
pub fn view(original: &str, shortest: &str, wanted: Wanted<'_>) -> Option<View> {
    let basis = Basis::of(original, shortest);
    let units = Units::of(basis.text);
    if units.is_empty() {
        return None;
    }
    let (heads, facts) = (heads(&units, basis.is_outline), LineFacts::of(&units, wanted.asked));
    let summary =
        wanted.data.and_then(columns).filter(|line| wanted.vocabulary.count(line) * SUMMARY_SHARE <= wanted.budget);
    let summary = summary.unwrap_or_default();
    let beside = HEADER_TOKENS + wanted.vocabulary.count(&summary);
    let mut budget = wanted.budget.saturating_sub(beside);
    for _ in 0..MOST_TRIES {
        let runs = Choice::of(&units, &heads, &facts, budget, wanted.vocabulary).runs();
        let view = written(&units, &runs, &summary, wanted);
        let counted = wanted.vocabulary.count(&view);
        if counted <= wanted.budget {
            let shown: Vec<String> = runs.into_iter().map(|run| units.run(run).to_owned()).collect();
            return (!shown.is_empty()).then_some(View { text: view, shown });
        }
        budget = budget.saturating_sub(counted - wanted.budget + budget / SMALLER_BY);
    }
    None
}
