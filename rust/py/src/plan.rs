//! The one crossing of a model call.

use std::sync::{Mutex, MutexGuard, PoisonError};

use headroom_core::config::Config;
use headroom_core::conversation::Conversation as Planned;
use headroom_core::conversation::Request;
use headroom_core::counting::{Calibration, Cost, estimate, most};
use headroom_core::message::Message;
use headroom_core::models;
use headroom_core::plan::{Decision, Plan as Decided};
use pyo3::prelude::*;

use crate::calibration;
use crate::convert::{PyText, Row, request_bytes};
use crate::detach::detached;
use crate::errors::CompressionError;
use crate::settings::Settings;

/// What to send for a conversation: edits, drops and counts, never messages.
#[pyclass(frozen, module = "headroom._core")]
pub struct Plan {
    decided: Decided,
    model: models::Model,
    /// What was known of the model's tokens beside the table when the plan was made: for reports, not for choices.
    calibration: Option<Calibration>,
}

/// A conversation as it was planned so far. One call at a time may plan on it.
#[pyclass(frozen, module = "headroom._core")]
pub struct Conversation(Mutex<Option<Known>>);

/// What is known of it, for the model and the settings it was planned with.
struct Known {
    planned: Planned,
    model: models::Model,
    config: Config,
}

#[pymethods]
impl Conversation {
    #[new]
    fn new() -> Self {
        Self(Mutex::new(None))
    }
}

impl Conversation {
    /// A panic while planning leaves nothing behind: what was known is taken out for it.
    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, model: models::Model, config: Config) -> Option<Known> {
        self.known().take().filter(|known| known.model == model && known.config == config)
    }
}

/// Plans a conversation: its first `known` messages as they were planned last in `conversation`, then `rows`. Tokens are
/// counted as those of `counted_as`, where it is given; its limits hold where nobody knows those of `model`, and
/// `context_tokens` overrides both.
///
/// Raises headroom.CompressionError where `conversation` does not hold so many messages.
#[pyfunction]
#[pyo3(signature = (
    rows, model, settings, *, counted_as=None, context_tokens=None, tools=None, output_schema=None, calibration=None,
    conversation=None, known=0,
))]
#[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
pub fn plan(
    py: Python<'_>,
    rows: Vec<Row>,
    model: PyText,
    settings: &Settings,
    counted_as: Option<PyText>,
    context_tokens: Option<usize>,
    tools: Option<PyText>,
    output_schema: Option<PyText>,
    calibration: Option<&calibration::Calibration>,
    conversation: Option<&Conversation>,
    known: usize,
) -> PyResult<Plan> {
    let own = models::resolve(&model);
    let model = counted_as.map_or(own, |counted_as| models::resolve(&counted_as));
    let published = if own.limits.known { own.limits } else { model.limits };
    let limits = context_tokens.map_or(published, |context| published.with_context(context));
    let config = settings.config;
    let new_bytes = request_bytes(&rows, tools.as_deref());
    let last = conversation.and_then(|conversation| conversation.take(model, config));
    let mut planned = last.map_or_else(|| Planned::new(model, config), |last| last.planned);
    if planned.len() < known {
        return Err(CompressionError::new_err(format!("{known} messages are not known")));
    }
    // What is known may have to be written anew, too.
    let (plan, planned) = detached(py, new_bytes + planned.bytes(), || {
        let messages: Vec<Message<'_>> = rows.iter().map(Row::message).collect();
        let request = Request {
            messages: &messages,
            tools: tools.as_deref(),
            output_schema: output_schema.as_deref(),
            model: &model,
            limits,
        };
        (planned.plan(known, &request), planned)
    })?;
    if let Some(conversation) = conversation {
        *conversation.known() = Some(Known { planned, model, config });
    }
    Ok(Plan { decided: plan, model, calibration: calibration.map(calibration::Calibration::now) })
}

impl Plan {
    fn tokens(&self, cost: &Cost) -> usize {
        match &self.calibration {
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
    /// How many messages, from the first, are sent as in the last plan of the conversation.
    #[getter]
    fn stable(&self) -> usize {
        self.decided.stable
    }

    /// (message, text, replacement) in the messages behind those, in message order.
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

    /// Of the tokens before, those of the messages that the last plan of the conversation began with too.
    #[getter]
    fn cached_before(&self) -> usize {
        self.tokens(&self.decided.cached_before)
    }

    /// Of the tokens after, those that were to be sent in the last plan too, before anything that differs.
    #[getter]
    fn cached_after(&self) -> usize {
        self.tokens(&self.decided.cached_after)
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

    /// Names of what was done, each once, in the order of their first use.
    #[getter]
    fn transforms(&self) -> Vec<&'static str> {
        self.decided.transforms().into_iter().map(|transform| transform.name).collect()
    }

    /// (action, name of what was done or None, editable, tokens before, tokens after) of each message.
    fn decisions(&self) -> Vec<(&'static str, Option<&'static str>, bool, usize, usize)> {
        let row = |d: &Decision| {
            let transform = d.transform.map(|transform| transform.name);
            (d.action.name(), transform, d.editable, self.tokens(&d.before), self.tokens(&d.after))
        };
        self.decided.decisions.iter().map(|decision| row(decision)).collect()
    }
}
