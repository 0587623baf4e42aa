//! The one crossing of a model call.

use headroom_core::message::Message;
use headroom_core::models;
use headroom_core::plan as core;
use headroom_core::plan::{Action, Request};
use headroom_core::tokens::{Cost, Refinement, estimate, most};
use pyo3::prelude::*;

use crate::convert::{PyText, Row, request_bytes};
use crate::detach::detached;
use crate::refinement;
use crate::settings::Settings;

/// What to send for a conversation: edits, drops and counts, never messages.
#[pyclass(frozen, module = "headroom._core")]
pub struct Plan {
    decided: core::Plan,
    model: models::Model,
    /// What was known of the model's tokens beside the table when the plan was made: for reports, not for choices.
    refinement: Option<Refinement>,
}

/// Plans a conversation given as rows (role, texts, editable, calls, results, images, named, opaque).
#[pyfunction]
#[pyo3(signature = (rows, model, settings, *, context_tokens=None, tools=None, output_schema=None, refinement=None))]
#[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
pub fn plan(
    py: Python<'_>,
    rows: Vec<Row>,
    model: PyText,
    settings: &Settings,
    context_tokens: Option<usize>,
    tools: Option<PyText>,
    output_schema: Option<PyText>,
    refinement: Option<&refinement::Refinement>,
) -> PyResult<Plan> {
    let model = models::resolve(&model);
    let context_tokens = context_tokens.unwrap_or(model.context_tokens);
    let config = settings.config;
    let bytes = request_bytes(&rows, tools.as_deref());
    let plan = detached(py, bytes, || {
        let messages: Vec<Message<'_>> = rows.iter().map(Row::message).collect();
        let request = Request {
            messages: &messages,
            tools: tools.as_deref(),
            output_schema: output_schema.as_deref(),
            model: &model,
            context_tokens,
        };
        core::plan(&request, &config)
    })?;
    Ok(Plan { decided: plan, model, refinement: refinement.map(refinement::Refinement::now) })
}

impl Plan {
    fn tokens(&self, cost: &Cost) -> usize {
        match &self.refinement {
            Some(known) if !self.decided.exact => known.value(cost),
            _ => estimate(cost, &self.model).value,
        }
    }

    /// Whether everything that is billed is counted, as far as is known.
    pub fn complete(&self) -> bool {
        self.decided.complete
    }

    /// The tokens of what is to be sent, or of the conversation as it is.
    pub fn cost(&self, after: bool) -> &Cost {
        if after { &self.decided.after } else { &self.decided.before }
    }
}

#[pymethods]
impl Plan {
    /// (message, text, replacement) in message order.
    #[getter]
    fn edits(&self) -> Vec<(usize, usize, &str)> {
        self.decided.edits.iter().map(|edit| (edit.message, edit.text, &*edit.replacement)).collect()
    }

    /// Indexes of the messages that leave with the window, ascending.
    #[getter]
    fn dropped(&self) -> &[usize] {
        &self.decided.dropped
    }

    /// What stands in their place.
    #[getter]
    fn note(&self) -> Option<&str> {
        self.decided.note.as_deref()
    }

    #[getter]
    fn tokens_before(&self) -> usize {
        self.tokens(&self.decided.before)
    }

    #[getter]
    fn tokens_after(&self) -> usize {
        self.tokens(&self.decided.after)
    }

    /// Whether the counts are the provider's own numbers, rather than estimates.
    #[getter]
    pub fn exact(&self) -> bool {
        self.decided.exact
    }

    /// The most that what is to be sent may cost, which is what the budget is held against.
    #[getter]
    fn most_tokens_after(&self) -> usize {
        most(&self.decided.after, &self.model)
    }

    /// Tokens that the window allows; None without a window.
    #[getter]
    fn budget(&self) -> Option<usize> {
        self.decided.budget
    }

    #[getter]
    fn over_budget(&self) -> bool {
        self.decided.over_budget
    }

    /// Texts that are sent as they are because rewriting them failed inside.
    #[getter]
    fn faults(&self) -> usize {
        self.decided.faults
    }

    /// Names of the strategies used, each once, in the order of their first use.
    #[getter]
    fn transforms(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for decision in &self.decided.decisions {
            if decision.action == Action::Rewritten && !names.contains(&decision.strategy.name()) {
                names.push(decision.strategy.name());
            }
        }
        if !self.decided.dropped.is_empty() {
            names.push("window");
        }
        names
    }

    /// (action, strategy, editable, tokens before, tokens after) of each message.
    fn decisions(&self) -> Vec<(&'static str, &'static str, bool, usize, usize)> {
        let row = |d: &core::Decision| {
            (action_name(d.action), d.strategy.name(), d.editable, self.tokens(&d.before), self.tokens(&d.after))
        };
        self.decided.decisions.iter().map(row).collect()
    }
}

fn action_name(action: Action) -> &'static str {
    match action {
        Action::Kept => "kept",
        Action::Rewritten => "rewritten",
        Action::Dropped => "dropped",
    }
}
