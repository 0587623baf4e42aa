//! The one crossing of a model call.

use headroom_core::message::Message;
use headroom_core::models;
use headroom_core::plan as core;
use headroom_core::plan::{Action, Request};
use headroom_core::tokens::estimate;
use pyo3::prelude::*;

use crate::convert::{PyText, Row};
use crate::detach::detached;
use crate::settings::Settings;

/// What to send for a conversation: edits, drops and counts, never messages.
#[pyclass(frozen, module = "headroom._core")]
pub struct Plan {
    plan: core::Plan,
    model: models::Model,
}

/// Plans a conversation given as rows (role, texts, editable, calls, results, images, named, opaque).
#[pyfunction]
#[pyo3(signature = (rows, model, settings, *, context_tokens=None, tools=None))]
pub fn plan(
    py: Python<'_>,
    rows: Vec<Row>,
    model: PyText,
    settings: &Settings,
    context_tokens: Option<usize>,
    tools: Option<PyText>,
) -> PyResult<Plan> {
    let model = models::resolve(&model);
    let context_tokens = context_tokens.unwrap_or(model.context_tokens);
    let config = settings.config;
    let bytes = rows.iter().map(Row::bytes).sum();
    let plan = detached(py, bytes, || {
        let messages: Vec<Message<'_>> = rows.iter().map(Row::message).collect();
        let request = Request { messages: &messages, tools: tools.as_deref(), model: &model, context_tokens };
        core::plan(&request, &config)
    })?;
    Ok(Plan { plan, model })
}

impl Plan {
    fn tokens(&self, raw: usize) -> usize {
        estimate(raw, &self.model).value
    }
}

#[pymethods]
impl Plan {
    /// (message, text, replacement) in message order.
    #[getter]
    fn edits(&self) -> Vec<(usize, usize, &str)> {
        self.plan.edits.iter().map(|edit| (edit.message, edit.text, &*edit.replacement)).collect()
    }

    /// Indexes of the messages that leave with the window, ascending.
    #[getter]
    fn dropped(&self) -> &[usize] {
        &self.plan.dropped
    }

    /// What stands in their place.
    #[getter]
    fn note(&self) -> Option<&str> {
        self.plan.note.as_deref()
    }

    #[getter]
    fn tokens_before(&self) -> usize {
        self.tokens(self.plan.tokens_before) + self.plan.billed_before.value
    }

    #[getter]
    fn tokens_after(&self) -> usize {
        self.tokens(self.plan.tokens_after) + self.plan.billed_after.value
    }

    /// Whether the counts are the provider's own numbers, rather than estimates.
    #[getter]
    fn exact(&self) -> bool {
        self.plan.exact
    }

    /// Tokens that the window allows, by the estimate's upper bound; None without a window.
    #[getter]
    fn budget(&self) -> Option<usize> {
        self.plan.budget.map(|raw| self.tokens(raw))
    }

    #[getter]
    fn over_budget(&self) -> bool {
        self.plan.over_budget
    }

    /// Texts that are sent as they are because rewriting them failed inside.
    #[getter]
    fn faults(&self) -> usize {
        self.plan.faults
    }

    /// Names of the strategies used, each once, in the order of their first use.
    #[getter]
    fn transforms(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for decision in &self.plan.decisions {
            if decision.action == Action::Rewritten && !names.contains(&decision.strategy.name()) {
                names.push(decision.strategy.name());
            }
        }
        if !self.plan.dropped.is_empty() {
            names.push("window");
        }
        names
    }

    /// (action, strategy, editable, tokens before, tokens after) of each message.
    fn decisions(&self) -> Vec<(&'static str, &'static str, bool, usize, usize)> {
        let row = |d: &core::Decision| {
            let (before, after) = (d.billed.value, if d.action == Action::Dropped { 0 } else { d.billed.value });
            (
                action_name(d.action),
                d.strategy.name(),
                d.editable,
                self.tokens(d.tokens_before) + before,
                self.tokens(d.tokens_after) + after,
            )
        };
        self.plan.decisions.iter().map(row).collect()
    }
}

fn action_name(action: Action) -> &'static str {
    match action {
        Action::Kept => "kept",
        Action::Rewritten => "rewritten",
        Action::Dropped => "dropped",
    }
}
