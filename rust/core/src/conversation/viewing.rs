//! Results that are large in their shortest form: which of them are shown in part, and what then is sent.

use std::sync::Arc;

use super::passage::Dependent;
use super::settle::Settled;
use crate::config::{Config, Policy};
use crate::counting::{is_less, tally_text};
use crate::forms::{Nature, data, in_part, is_code, names_a_source};
use crate::message::Text;
use crate::models::Model;
use crate::plan::LeftOut;
use crate::repeats::Origin;
use crate::views::{Query, Scope, VIEW, Wanted, view};
use crate::vocabulary::Tally;

/// A result is shown in part where it takes so much of its budget, in percent: a little over is not worth asking for the rest.
const LEAST_PERCENT: usize = 150;

/// A result that can be had again by its address, so that it may be shown in part, or leave with the window.
#[derive(Clone, Debug)]
pub struct Retrievable {
    pub address: Box<str>,
    /// The result as it came.
    pub original: Arc<str>,
    /// The tokens that it may take; `None` where it is shown as a whole.
    budget: Option<usize>,
}

/// What was asked before a result came.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'q> {
    /// The newest words of the user's.
    pub question: &'q str,
    /// What the tool was called with.
    pub arguments: &'q str,
}

impl Retrievable {
    /// Finds out whether a result of `tool`, which is sent as `own` by itself, may have to be had again. Shown in part it may be
    /// where it is large, no code, which an agent may have to match letter by letter, and does not read like ours: below the
    /// line that says so nothing is of ours, marks of gaps neither.
    pub fn of(
        (text, own): (&Text<'_>, &Arc<str>),
        settled: &Settled,
        tool: &str,
        config: &Config,
        scope: &Scope,
    ) -> Option<Self> {
        if !config.views.enabled || !text.editable || text.answers.is_none() {
            return None;
        }
        let is_open = settled.nature == Some(Nature::Plain);
        let is_viewed = |&budget: &usize| is_open && is_large(settled.after.tokens(), budget) && !is_code(text.text);
        let budget = config.views.budget(tool).filter(is_viewed);
        let may_leave = config.window.enabled && config.window.policy == Policy::MaskResults && !text.is_ours;
        let original = || if **own == *text.text { own.clone() } else { text.text.into() };
        (budget.is_some() || may_leave).then(|| Self {
            address: scope.address(text.text),
            original: original(),
            budget,
        })
    }

    /// Where it is to be had.
    pub fn left_out(&self) -> LeftOut {
        LeftOut { address: self.address.clone(), original: self.original.clone() }
    }

    /// A view of `text`, the result in its shortest form, where it would be sent at a cost that is large still.
    pub fn view(
        &self,
        text: &str,
        sent: &Tally,
        origin: &Origin,
        asked: Asked<'_>,
        model: &Model,
    ) -> Option<Dependent> {
        let budget = self.budget.filter(|&budget| is_large(sent.tokens(), budget))?;
        let asked = Query::of([asked.question, asked.arguments]);
        let (address, vocabulary) = (&*self.address, model.vocabulary);
        let data = data(&self.original).filter(|data| data.is_most);
        let data = data.as_ref().map(|data| &*data.json);
        let wanted = Wanted { budget, tool: &origin.name, address, asked: &asked, data, vocabulary };
        let shown = view(&self.original, &in_part(text), wanted)?;
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
