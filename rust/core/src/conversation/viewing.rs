//! Results that are large in their shortest form: which of them are shown in part, and what then is sent.

use std::sync::Arc;

use super::passage::Dependent;
use super::settle::Settled;
use crate::config::ViewConfig;
use crate::counting::{is_less, tally_text};
use crate::forms::{Nature, is_code, names_a_source};
use crate::message::Text;
use crate::models::Model;
use crate::repeats::Origin;
use crate::views::{Query, Scope, VIEW, Wanted, view};
use crate::vocabulary::Tally;

/// A result is shown in part where it takes so much of its budget, in percent: a little over is not worth asking for the rest.
const LEAST_PERCENT: usize = 150;

/// A result that may be shown in part.
#[derive(Clone, Debug)]
pub struct Viewing {
    budget: usize,
    pub address: Box<str>,
    /// The result as it came.
    pub original: Arc<str>,
}

/// What was asked before a result came.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'q> {
    /// The newest words of the user's.
    pub question: &'q str,
    /// What the tool was called with.
    pub arguments: &'q str,
}

impl Viewing {
    /// Finds out whether a result of `tool` may be shown in part: it is large, no code, which an agent may have to match letter
    /// by letter, and does not read like ours: below the line that says so nothing is of ours, marks of gaps neither.
    pub fn of(text: &Text<'_>, settled: &Settled, tool: &str, config: &ViewConfig, scope: &Scope) -> Option<Self> {
        let budget = config.budget(tool)?;
        let is_open = settled.nature == Some(Nature::Plain) && text.answers.is_some();
        let is_viewed = is_open && is_large(settled.after.tokens(), budget) && !is_code(text.text);
        is_viewed.then(|| Self { budget, address: scope.address(text.text), original: text.text.into() })
    }

    /// A view of `text`, the result in its shortest form, where it would be sent at a cost that is large still.
    pub fn view(
        &self,
        (text, own): (&str, &Tally),
        sent: &Tally,
        origin: &Origin,
        asked: Asked<'_>,
        model: &Model,
    ) -> Option<Dependent> {
        if !is_large(sent.tokens(), self.budget) {
            return None;
        }
        let asked = Query::of([asked.question, asked.arguments]);
        let (budget, address, vocabulary) = (self.budget, &*self.address, model.vocabulary);
        let shown =
            view(text, own.tokens(), Wanted { budget, tool: &origin.name, address, asked: &asked, vocabulary })?;
        if shown.shown.iter().any(|run| names_a_source(run)) {
            return None; // between marks of ours it would read like one
        }
        let cost = tally_text(&shown.text, model);
        is_less(&cost, sent, model).then(|| Dependent { text: shown.text.into(), cost, transform: VIEW, fields: None })
    }
}

fn is_large(tokens: usize, budget: usize) -> bool {
    tokens * 100 > budget.saturating_mul(LEAST_PERCENT)
}
